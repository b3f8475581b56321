"""The NAT gateway by which what stands in some subnets reaches the internet, whatever zone it stands in itself.

Source: https://learn.microsoft.com/azure/reliability/reliability-nat-gateway
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import all_of
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.azure.backup import MACHINES
from continuity_audit.profiles.azure.node_pools import POOL, PROFILES_OF_POOLS
from continuity_audit.profiles.azure.running import SCALE_SETS
from continuity_audit.profiles.azure.serving import READS, carried_on_elsewhere
from continuity_audit.profiles.references import every, meant, named_at, naming
from continuity_audit.profiles.terms import Context, fact

NAT: Final = "azurerm_nat_gateway"
SUBNET: Final = "azurerm_subnet"
ASSOCIATION: Final = "azurerm_subnet_nat_gateway_association"
NIC: Final = "azurerm_network_interface"
CLUSTER: Final = "azurerm_kubernetes_cluster"
NAT_READS: Final = (NAT, SUBNET, ASSOCIATION, NIC, POOL)

_PATHS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        SCALE_SETS, ("network_interface.ip_configuration.subnet_id", "network_profile.ip_configuration.subnet_id")
    ),
    CLUSTER: ("default_node_pool.vnet_subnet_id", f"{PROFILES_OF_POOLS}.vnet_subnet_id"),
    POOL: ("vnet_subnet_id",),
    NIC: ("ip_configuration.subnet_id",),
}
"""Where each names its subnets."""


def _parts(server: Resource, estate: Estate) -> Iterator[Resource]:
    """A server, and what it has of its own in subnets: interfaces of a machine, further pools of a cluster."""
    yield server
    if server.type in MACHINES:
        yield from named_at(server, "network_interface_ids", estate, NIC)
    if server.type == CLUSTER:
        yield from naming(estate, POOL, "kubernetes_cluster_id", CLUSTER).get(server.id, ())


def _subnets(server: Resource, estate: Estate) -> Iterator[Resource]:
    for part in _parts(server, estate):
        for path in _PATHS.get(part.type, ()):
            for value in every(part.values, path):
                yield from meant(part, path, value, estate, SUBNET)


@once
def _gateways(estate: Estate) -> dict[str, dict[str, Resource]]:
    """The NAT gateways that are associated with each subnet, by the id of that."""
    found: dict[str, dict[str, Resource]] = {}
    for association in estate.of_type(ASSOCIATION):
        if association.exists is False:
            continue
        subnets, gateways = (
            meant(association, by, association.values.get(by), estate, kind)
            for by, kind in (("subnet_id", SUBNET), ("nat_gateway_id", NAT))
        )
        for subnet in subnets:
            found.setdefault(subnet.id, {}).update({gateway.id: gateway for gateway in gateways})
    return found


def _gateway_of(server: Resource, estate: Estate) -> Resource | None:
    """The only NAT gateway behind all subnets of a server; of several, each serves its own part."""
    known = _gateways(estate)
    behind = [known.get(subnet.id, {}) for subnet in _subnets(server, estate)] if known else []
    gateways = {gateway.id: gateway for found in behind for gateway in found.values()}
    return next(iter(gateways.values())) if len(gateways) == 1 and all(behind) else None


def nat_gateway(context: Context) -> Iterator[Resource]:
    """The need of a server for the NAT gateway of its subnets."""
    gateway = _gateway_of(context.resource, context.estate)
    if gateway is not None:
        yield gateway


@once
def _users(estate: Estate) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] = {}
    for server in estate.of_type(*MACHINES, *SCALE_SETS, CLUSTER):
        gateway = _gateway_of(server, estate)
        if gateway is not None and server.exists is not False:
            found.setdefault(gateway.id, []).append(server)
    return found


@fact("what uses it is carried on in another region", reads=(*READS, *NAT_READS))
def users_go_on(context: Context) -> Value:
    """Whether nobody misses it once it is lost: what it serves has a counterpart elsewhere, with its own way out."""
    users = _users(context.estate).get(context.resource.id, [])
    return bool(users) and all_of(lambda u=u: carried_on_elsewhere.value(context.about(u)) for u in users)  # type: ignore[misc]


__all__ = ["NAT", "NAT_READS", "nat_gateway", "users_go_on"]
