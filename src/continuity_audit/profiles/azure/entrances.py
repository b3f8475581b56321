"""What stands behind load balancers, Front Door and Traffic Manager, and what of it is sent whose requests.

Sources: https://learn.microsoft.com/azure/load-balancer/load-balancer-custom-probe-overview,
https://learn.microsoft.com/azure/load-balancer/cross-region-overview,
https://learn.microsoft.com/azure/frontdoor/health-probes,
https://learn.microsoft.com/azure/traffic-manager/traffic-manager-monitoring,
https://learn.microsoft.com/azure/traffic-manager/traffic-manager-routing-methods,
https://learn.microsoft.com/azure/traffic-manager/traffic-manager-nested-profiles
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import all_hold, any_of, as_truth, at_least, both, equals, length_of, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Value
from continuity_audit.profiles.addresses import stated
from continuity_audit.profiles.azure import dependencies, running
from continuity_audit.profiles.azure.addresses import FORMS
from continuity_audit.profiles.azure.balancer_pools import (
    BALANCERS,
    POOL,
    PROBE,
    RULE,
    Pool,
    balancers_of,
    pools_named,
    probed,
)
from continuity_audit.profiles.azure.gateway_pools import in_clusters, in_pools
from continuity_audit.profiles.azure.running import SCALE_SETS, WEB_APPS, is_on
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.references import Named, each_meant, each_mentioned, mentioned
from continuity_audit.profiles.terms import Context, walk

MACHINES: Final = ("azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine", "azurerm_virtual_machine")
APPS: Final = (
    *WEB_APPS, "azurerm_container_app", "azurerm_container_group", "azurerm_static_web_app", "azurerm_static_site",
    "azurerm_api_management", "azurerm_kubernetes_cluster", "azurerm_storage_account",
)  # fmt: skip
FILES: Final = ("azurerm_storage_account", "azurerm_static_web_app", "azurerm_static_site")
SERVERS: Final = (*MACHINES, *SCALE_SETS, *APPS, *BALANCERS)
NIC: Final = "azurerm_network_interface"
PUBLIC_IP: Final = "azurerm_public_ip"
IN_GLOBAL_POOL: Final = "azurerm_lb_backend_address_pool_address"
IN_POOL: Final = "azurerm_network_interface_backend_address_pool_association"
IN_GATEWAY: Final = "azurerm_network_interface_application_gateway_backend_address_pool_association"

GROUP: Final = "azurerm_cdn_frontdoor_origin_group"
ORIGIN: Final = "azurerm_cdn_frontdoor_origin"
CLASSIC: Final = "azurerm_frontdoor"
PROFILE: Final = "azurerm_traffic_manager_profile"
NESTED: Final = "azurerm_traffic_manager_nested_endpoint"
ENDPOINTS: Final = {
    "azurerm_traffic_manager_azure_endpoint": "target_resource_id",
    "azurerm_traffic_manager_external_endpoint": "target",
    "azurerm_traffic_manager_endpoint": "target_resource_id",
    NESTED: "target_resource_id",
}
READS: Final = (
    NIC, PUBLIC_IP, POOL, IN_GLOBAL_POOL, PROBE, RULE, IN_POOL, IN_GATEWAY, GROUP, ORIGIN, CLASSIC, PROFILE,
    *ENDPOINTS, *SERVERS, running.AUTOSCALE, *dependencies.READS,
)  # fmt: skip


class Member(Struct, frozen=True):
    """What serves behind an entrance, and by which way of it; each question may hang on what code leaves open."""

    server: Resource
    entrance: Resource
    way: str
    """The id of the endpoint, origin or address: what one leads to fails and is left out as one."""
    there: Value
    """Whether it is sent requests."""
    answers: Value
    """Whether it answers them, too, at any time."""
    watched: Value
    """Whether its failure is seen, so that another is sent its requests."""
    fills_in: Value = True
    """Whether it is sent the requests of others that fail; one that has a geography or subnets of its own is not."""
    direct: bool = True
    """Whether the entrance leads to it, not a balancer or an entrance between."""
    pool: str = ""
    """The pool that it is in, where the entrance has several: what is in another one is sent other requests."""
    times: Value = 1
    """How many ways like this one there are, which a loop may leave open."""


class Entrance(Struct):
    """A group of origins, or a profile of endpoints: what it chooses among, as far as the code holds that."""

    members: list[Member] = field(default_factory=list)
    leads_out: bool = False
    """Whether it may choose something that the code does not hold, too."""


def stands_in(other: Member, member: Member) -> Value:
    """Whether another member is sent the requests of one that fails."""
    if other.way == member.way or other.server.id == member.server.id or other.pool != member.pool:
        return False
    return all_hold(member.watched, other.there, other.answers, other.fills_in)


# --- load balancers -----------------------------------------------------------------------------------------------


def _machines_of(interface: Resource, estate: Estate) -> Iterator[Named]:
    """The machines that a network interface belongs to, each with whether it does."""
    for machine in estate.of_type(*MACHINES):
        for found, there in each_mentioned(machine, "network_interface_ids", estate):
            if found is interface:
                yield Named(machine, there)


@once
def balanced(estate: Estate) -> dict[str, list[Member]]:
    """The machines and scale sets in the pools of each load balancer and application gateway, by its id."""
    found: dict[str, list[Member]] = {}
    for server, pool, there in _placed(estate):
        about = Context(server, (), estate)
        for balancer in balancers_of(pool, estate):
            member = Member(
                server, balancer, server.id, all_hold(there, running.runs(about)), running.answers(about),
                probed(pool, balancer, estate), pool=pool.name,
            )  # fmt: skip
            found.setdefault(balancer.id, []).append(member)
    return found


IN_SETS: Final = tuple(
    (f"{interface}.ip_configuration.{pools}", holder)
    for interface in ("network_interface", "network_profile")
    for pools, holder in (
        ("load_balancer_backend_address_pool_ids", POOL),
        ("application_gateway_backend_address_pool_ids", BALANCERS[1]),
    )
)
"""Where a scale set names the pools that its machines are in, with the type of what holds them."""


def _placed(estate: Estate) -> Iterator[tuple[Resource, Pool, Value]]:
    """The machines and scale sets with the pools that they are in, each with whether it is."""
    for link in estate.of_type(IN_POOL, IN_GATEWAY):
        interfaces = [n for n in each_mentioned(link, "network_interface_id", estate) if n.resource.type == NIC]
        machines = [(m, all_hold(has, own)) for i, has in interfaces for m, own in _machines_of(i, estate)]
        for pool in pools_named(link, "backend_address_pool_id", estate):
            yield from ((m, pool, all_hold(link.exists, pool.there, there)) for m, there in machines)
    for server in estate.of_type(*SCALE_SETS):
        for path, holder in IN_SETS:
            pools = (pool for pool in pools_named(server, path, estate) if pool.holder.type == holder)
            yield from ((server, pool, pool.there) for pool in pools)


def behind(balancer: Resource, estate: Estate) -> tuple[Named, ...]:
    """What a balancer sends requests to, each with whether it does: what is in its pools, and what these name."""
    named = (
        *(n for found in in_pools(balancer, estate) for n in _with_address(found, estate)),
        *(in_clusters(balancer, estate) if balancer.type == BALANCERS[1] else ()),
        *(Named(member.server, member.there) for member in balanced(estate).get(balancer.id, ())),
    )
    return tuple({n.resource.id: n for n in named if n.resource.type in SERVERS}.values())


def _with_address(named: Named, estate: Estate) -> Iterator[Named]:
    """What answers at an address that is named: of a network interface, the machines that it belongs to."""
    if named.resource.type != NIC:
        yield named
        return
    for machine, own in _machines_of(named.resource, estate):
        yield Named(machine, all_hold(named.there, own))


def servers_behind(context: Context) -> Iterable[Resource]:
    """The need of a load balancer for what serves behind it; what is sent no requests it does not need."""
    yield from (server for server, there in behind(context.resource, context.estate) if there is not False)
    yield from _at_addresses(context.resource, context.estate)


def _at_addresses(balancer: Resource, estate: Estate) -> Iterator[Resource]:
    """What has the addresses that the pools of a load balancer list: machines by their interfaces, or anything else."""
    for link in estate.of_type(IN_GLOBAL_POOL):
        pools = (r for r, leads in each_mentioned(link, "backend_address_pool_id", estate) if leads is not False)
        if link.exists is not False and any(balancer in mentioned(pool, "loadbalancer_id", estate) for pool in pools):
            for found in each_mentioned(link, "ip_address", estate):
                yield from (server for server, there in _with_address(found, estate) if there is not False)


# --- entrances to several regions ---------------------------------------------------------------------------------


class _Endpoint(Struct, frozen=True):
    """One way that an entrance may send requests: an origin, an endpoint or an address, with what it leads to."""

    entrance: Resource
    id: str
    targets: tuple[Named, ...]
    there: Value
    watched: Value
    fills_in: Value = True
    pool: str = ""
    """The pool that it is in, of an entrance with pools of its own."""
    times: Value = 1


@once
def entered(estate: Estate) -> dict[str, Entrance]:
    """The groups of origins, the profiles of endpoints and the global load balancers, by their ids."""
    endpoints: dict[str, list[_Endpoint]] = {}
    for endpoint in (*_origins(estate), *_of_profiles(estate), *_of_classic(estate), *_of_global(estate)):
        endpoints.setdefault(endpoint.entrance.id, []).append(endpoint)
    return {
        entrance: Entrance(
            [member for way in ways for member in _members(way, endpoints, estate)],
            any(not way.targets for way in ways),
        )
        for entrance, ways in endpoints.items()
    }  # fmt: skip


def _origins(estate: Estate) -> Iterator[_Endpoint]:
    by = "cdn_frontdoor_origin_group_id"
    for origin in estate.of_type(ORIGIN):
        for group, leads in each_meant(origin, by, origin.values.get(by), estate, GROUP):
            watched = lift(lambda v: v not in (None, ()), group.values.get("health_probe"))
            there = all_hold(leads, is_on(origin))
            targets = _targets(origin, "host_name", estate)
            yield _Endpoint(group, origin.id, targets, there, watched, times=origin.multiplicity)


def _of_profiles(estate: Estate) -> Iterator[_Endpoint]:
    """The endpoints of the profiles of Traffic Manager."""
    for type_, by in ENDPOINTS.items():
        for endpoint in estate.of_type(type_):
            for argument in ("profile_id", "profile_name"):
                value = endpoint.values.get(argument)
                named = each_meant(endpoint, argument, value, estate, PROFILE) if value is not None else ()
                for profile, leads in named:
                    targets = _targets(endpoint, by, estate)
                    there = all_hold(leads, is_on(endpoint), _answering(profile))
                    watched = negate(as_truth(endpoint.values.get("always_serve_enabled")))
                    yield _Endpoint(
                        profile, endpoint.id, targets, there, watched, _fills_in(endpoint, profile),
                        times=endpoint.multiplicity,
                    )  # fmt: skip


def _answering(profile: Resource) -> Value:
    """Whether a profile of Traffic Manager answers: one that is disabled names no endpoint to anybody."""
    return negate(equals(unmark(profile.values.get("profile_status")), "Disabled"))


def _fills_in(endpoint: Resource, profile: Resource) -> Value:
    """Whether an endpoint is sent the requests of others that fail.

    A geography belongs to one endpoint alone. What comes from a subnet whose endpoint fails is sent to the endpoint
    without subnets.
    """
    method = unmark(profile.values.get("traffic_routing_method"))
    apart = both(equals(method, "Subnet"), lambda: at_least(length_of(endpoint.values.get("subnet")), 1))
    return all_hold(negate(equals(method, "Geographic")), negate(apart))


def _of_classic(estate: Estate) -> Iterator[_Endpoint]:
    """The backends in the pools of Front Door (classic), each watched where the probe of its pool is on."""
    for door in estate.of_type(CLASSIC):
        for pool, has, number in each(door.values, "backend_pool"):
            watched = _probed(door, walk(pool, "health_probe_name"))
            for backend, there, place in each(walk(pool, "backend")):
                address, on = walk(backend, "address"), negate(equals(unmark(walk(backend, "enabled")), False))
                named = (*estate.named(address, near=door), *stated(address, FORMS, door, estate))
                found = {n.resource.id: n for f in named for n in _leads_to(Named(f), estate)}
                yield _Endpoint(
                    door, f"{door.id}.{number}.{place}", tuple(found.values()),
                    all_hold(door.exists, has, there, on), watched, pool=f"{door.id}.{number}",
                )  # fmt: skip


def _probed(door: Resource, name: Value) -> Value:
    """Whether the probe of a name is on in Front Door (classic), as it is unless code turns it off."""
    return negate(any_of(
        lambda p=p: all_hold(p.there, equals(walk(p.value, "name"), name), equals(walk(p.value, "enabled"), False))  # type: ignore[misc]
        for p in each(door.values, "backend_pool_health_probe")
    ))  # fmt: skip


def _of_global(estate: Estate) -> Iterator[_Endpoint]:
    """The addresses in the pools of global load balancers: frontends of regional ones, which are always watched."""
    for address in estate.of_type(IN_GLOBAL_POOL):
        leads_to = each_mentioned(address, "backend_address_ip_configuration_id", estate)
        regional = tuple(n for n in leads_to if n.resource.type == BALANCERS[0])
        for pool, leads in each_mentioned(address, "backend_address_pool_id", estate) if regional else ():
            for balancer in mentioned(pool, "loadbalancer_id", estate) if pool.type == POOL else ():
                if balancer.type == BALANCERS[0]:
                    there = all_hold(address.exists, leads)
                    yield _Endpoint(balancer, address.id, regional, there, True, pool=pool.id)


def _targets(holder: Resource, argument: str, estate: Estate) -> tuple[Named, ...]:
    """What an argument leads to: servers themselves, or the load balancer or machine that bears an address it names."""
    addressed = (Named(r) for r in stated(holder.values.get(argument), FORMS, holder, estate))
    told = {n.resource.id: n for n in (*addressed, *each_mentioned(holder, argument, estate))}
    return tuple({n.resource.id: n for found in told.values() for n in _leads_to(found, estate)}.values())


def _leads_to(named: Named, estate: Estate) -> Iterator[Named]:
    found, there = named
    if found.type in (*SERVERS, PROFILE):
        yield named
    elif found.type == PUBLIC_IP:
        for bearer in estate.of_type(*BALANCERS):
            for address, bears in each_mentioned(bearer, "frontend_ip_configuration", estate):
                if address is found:
                    yield Named(bearer, all_hold(there, bears))
        for interface in estate.of_type(NIC):
            for address, bears in each_mentioned(interface, "ip_configuration", estate):
                for machine, own in _machines_of(interface, estate) if address is found else ():
                    yield Named(machine, all_hold(there, bears, own))


def _members(
    way: _Endpoint, endpoints: dict[str, list[_Endpoint]], estate: Estate, above: frozenset[str] = frozenset()
) -> Iterator[Member]:
    """What one way of an entrance leads to, near and far; ``above`` are what leads there."""
    for target, leads in way.targets:
        if target.id in above or target.id == way.entrance.id:
            continue
        inner = list(_inside(target, endpoints, estate, above | {way.entrance.id}))
        about = Context(target, (), estate)
        there, answers = all_hold(way.there, leads, running.runs(about)), running.answers(about)
        if inner:  # what stands between answers as long as something behind it does
            answers = all_hold(answers, any_of(lambda m=m: both(m.there, lambda: m.answers) for m in inner))  # type: ignore[misc]
        yield Member(
            target, way.entrance, way.id, there, answers, way.watched, way.fills_in, pool=way.pool, times=way.times
        )
        for member in inner:
            yield replace(
                member, entrance=way.entrance, way=way.id, there=all_hold(there, member.there),
                watched=all_hold(way.watched, member.watched), fills_in=way.fills_in, direct=False, pool=way.pool,
                times=way.times,
            )  # fmt: skip


def _inside(
    target: Resource, endpoints: dict[str, list[_Endpoint]], estate: Estate, above: frozenset[str]
) -> Iterator[Member]:
    """What stands behind a balancer or a nested profile, each watched where the entrance above sees its failure."""
    if target.type == PROFILE:
        ways = endpoints.get(target.id, ())
        seen = all_hold(*(way.fills_in for way in ways)) if len(ways) > 1 else True
        for way in ways:
            for member in _members(way, endpoints, estate, above | {target.id}):
                yield replace(member, watched=all_hold(member.watched, seen))
    elif target.type in BALANCERS:
        for server, leads in behind(target, estate):
            about = Context(server, (), estate)
            there = all_hold(leads, running.runs(about))
            yield Member(server, target, server.id, there, running.answers(about), True)


def without_stand_ins(members: Iterable[Member]) -> tuple[Member, ...]:
    """What an entrance chooses among, without files beside what runs code: a page that says sorry is no copy of it."""
    chosen = tuple(members)
    return tuple(m for m in chosen if m.server.type not in FILES) or chosen


__all__ = [
    "BALANCERS", "CLASSIC", "ENDPOINTS", "GROUP", "MACHINES", "NIC", "ORIGIN", "POOL", "PROBE", "PROFILE",
    "PUBLIC_IP", "READS", "RULE", "SERVERS", "Entrance", "Member", "balanced", "entered",
    "servers_behind", "stands_in", "without_stand_ins",
]  # fmt: skip
