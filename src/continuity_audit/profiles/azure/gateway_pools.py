"""What an Application Gateway sends requests to: the pools that a routing rule, a path rule or a path map names.

A cluster of AKS that has a gateway as its ingress fills the pools of that itself.

Sources: https://learn.microsoft.com/azure/application-gateway/application-gateway-components,
https://learn.microsoft.com/azure/application-gateway/ingress-controller-overview
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import all_hold, any_of, either, equals
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.addresses import stated
from continuity_audit.profiles.azure.addresses import FORMS
from continuity_audit.profiles.elements import each, one_of
from continuity_audit.profiles.references import Named, each_passed_to, naming

POOLS: Final = "backend_address_pool"
RULES: Final = "request_routing_rule"
NAMED_AT: Final = (
    f"{RULES}.backend_address_pool_name", "url_path_map.default_backend_address_pool_name",
    "url_path_map.path_rule.backend_address_pool_name",
)  # fmt: skip
"""Where a gateway names the pools that it sends requests to."""


def in_pools(balancer: Resource, estate: Estate) -> Iterator[Named]:
    """What the pools of a gateway name, each with whether it is sent requests."""

    def passes(name: str, block: Mapping[str, Value]) -> Value:
        return _is_routed(block.get("name"), balancer) if name == POOLS else True

    found: dict[str, Named] = {}
    for pool, there, _ in each(balancer.values, POOLS):
        used = all_hold(there, passes(POOLS, pool)) if isinstance(pool, Mapping) else True
        for resource in stated(pool, FORMS, balancer, estate):
            before = found[resource.id].there if resource.id in found else False
            found[resource.id] = Named(resource, either(before, lambda used=used: used))  # type: ignore[misc]
    yield from found.values()
    yield from each_passed_to(balancer, POOLS, estate, passes)


CLUSTER: Final = "azurerm_kubernetes_cluster"
INGRESS: Final = ("ingress_application_gateway.gateway_id", "addon_profile.ingress_application_gateway.gateway_id")
"""Where a cluster names the gateway that is its ingress."""


def in_clusters(gateway: Resource, estate: Estate) -> Iterator[Named]:
    """The clusters whose ingress a gateway is."""
    for path in INGRESS:
        clusters = naming(estate, CLUSTER, path, gateway.type).get(gateway.id, ())
        yield from (Named(cluster, cluster.exists) for cluster in clusters)


def _is_routed(pool: Value, gateway: Resource) -> Value:
    """Whether some rule names a pool; of a gateway whose rules are not in the code all pools count."""
    if not gateway.values.get(RULES):
        return True
    return any_of(
        lambda path=path: one_of(gateway.values, lambda name: equals(name, pool), path)  # type: ignore[misc]
        for path in NAMED_AT
    )


__all__ = ["in_clusters", "in_pools"]
