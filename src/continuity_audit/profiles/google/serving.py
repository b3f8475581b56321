"""What serves behind the load balancers of Google Cloud.

A forwarding rule leads to a proxy, that to a URL map, that to backend services, and these to groups of machines or to
services without servers. Older ones lead to a target pool.

Source: https://docs.cloud.google.com/load-balancing/docs/backend-service
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct, field

from continuity_audit.estate.identity import same
from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import above, all_hold, either
from continuity_audit.estate.model import OUTSIDE, Resource
from continuity_audit.estate.parts import inside, unmark
from continuity_audit.estate.spelling import spelling
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.addresses import Types, bearing, stated
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.google.addresses import SERVING
from continuity_audit.profiles.google.locations import place_at
from continuity_audit.profiles.places import google_region
from continuity_audit.profiles.references import Named, each_mentioned, each_passed_to
from continuity_audit.profiles.terms import Context

GLOBAL_RULE: Final = "google_compute_global_forwarding_rule"
FORWARDING_RULES: Final = ("google_compute_forwarding_rule", GLOBAL_RULE)
SUBNETWORK: Final = "google_compute_subnetwork"
ADDRESS: Final = "google_compute_address"
PROXIES: Final = (
    "google_compute_target_http_proxy", "google_compute_target_https_proxy", "google_compute_region_target_http_proxy",
    "google_compute_region_target_https_proxy", "google_compute_target_ssl_proxy", "google_compute_target_tcp_proxy",
    "google_compute_region_target_tcp_proxy", "google_compute_target_grpc_proxy",
)  # fmt: skip
URL_MAPS: Final = ("google_compute_url_map", "google_compute_region_url_map")
GLOBAL_SERVICE: Final = "google_compute_backend_service"
POOLS: Final = (GLOBAL_SERVICE, "google_compute_region_backend_service", "google_compute_target_pool")
"""What holds members that carry on for each other."""
BACKEND_BUCKET: Final = "google_compute_backend_bucket"
ENDPOINT_GROUPS: Final = (
    "google_compute_region_network_endpoint_group", "google_compute_network_endpoint_group",
    "google_compute_global_network_endpoint_group",
)  # fmt: skip
ENDPOINTS: Final = {
    "google_compute_network_endpoint": "network_endpoint_group",
    "google_compute_global_network_endpoint": "global_network_endpoint_group",
}
"""What lists an address in an endpoint group, with the argument that names the group."""
UNMANAGED: Final = "google_compute_instance_group"
TARGET_INSTANCE: Final = "google_compute_target_instance"
ZONAL_GROUP: Final = "google_compute_instance_group_manager"
REGIONAL_GROUP: Final = "google_compute_region_instance_group_manager"
MACHINES: Final = ("google_compute_instance", "google_compute_instance_from_template")
ZONAL: Final = (*MACHINES, ZONAL_GROUP)
SERVERLESS: Final = (
    "google_cloud_run_service", "google_cloud_run_v2_service", "google_cloudfunctions_function",
    "google_cloudfunctions2_function", "google_app_engine_standard_app_version",
    "google_app_engine_flexible_app_version", "google_api_gateway_gateway",
)  # fmt: skip
CLUSTERS: Final = ("google_container_cluster", "google_container_node_pool")
SERVERS: Final = (*MACHINES, ZONAL_GROUP, REGIONAL_GROUP, *SERVERLESS, *CLUSTERS, "google_storage_bucket")
AUTOSCALERS: Final = ("google_compute_autoscaler", "google_compute_region_autoscaler")
CONFIGS: Final = {
    "google_compute_per_instance_config": ("instance_group_manager", ZONAL_GROUP),
    "google_compute_region_per_instance_config": ("region_instance_group_manager", REGIONAL_GROUP),
}
"""What makes single machines of a group, with the argument by which it names the group, and the type of that."""

LEADS: Final = {
    **dict.fromkeys(FORWARDING_RULES, ("target", "backend_service")),
    **dict.fromkeys(PROXIES, ("url_map", "backend_service")),
    **dict.fromkeys(URL_MAPS, ("default_service", "path_matcher", "default_route_action")),
    GLOBAL_SERVICE: ("backend",),
    "google_compute_region_backend_service": ("backend",),
    "google_compute_target_pool": ("instances", "backup_pool"),
    BACKEND_BUCKET: ("bucket_name",),
    **dict.fromkeys(ENDPOINT_GROUPS, ("cloud_run", "cloud_function", "app_engine", "serverless_deployment")),
    UNMANAGED: ("instances",),
    TARGET_INSTANCE: ("instance",),
}
"""The arguments by which each leads on to what serves."""
_SERVERLESS: Final[Mapping[str, Types]] = {
    "cloud_run.service": {"google_cloud_run_v2_service": "name", "google_cloud_run_service": "name"},
    "cloud_function.function": {"google_cloudfunctions2_function": "name", "google_cloudfunctions_function": "name"},
    "app_engine.service": {
        "google_app_engine_standard_app_version": "service", "google_app_engine_flexible_app_version": "service",
    },
    "serverless_deployment.resource": {"google_api_gateway_gateway": "gateway_id"},
}  # fmt: skip
BY_NAME: Final[Mapping[str, Mapping[str, Types]]] = {
    BACKEND_BUCKET: {"bucket_name": {"google_storage_bucket": "name"}},
    **dict.fromkeys(ENDPOINT_GROUPS, _SERVERLESS),
}
"""The paths at which each says by a plain name what serves, with the types that bear such names.

Sources: https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_region_network_endpoint_group,
https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_backend_bucket
"""
READS: Final = (
    *LEADS,
    *SERVERS,
    *AUTOSCALERS,
    *CONFIGS,
    *ENDPOINTS,
    SUBNETWORK,
    ADDRESS,
    "google_compute_network_endpoints",
    "google_compute_region_instance_group",  # a data source alone: a regional group of another root
)


def behind(start: Resource, estate: Estate) -> tuple[Named, ...]:
    """Everything that a resource leads to: what stands between, and what serves.

    Each with whether it is sent requests; what is drained is there and is sent none.
    """
    found: dict[str, Named] = {}
    waiting = [Named(start)]
    while waiting:
        resource, there = waiting.pop(0)
        for other, leads in _next(resource, estate):
            before = found[other.id].there if other.id in found else False
            after = either(before, lambda leads=leads, there=there: all_hold(there, leads))  # type: ignore[misc]
            if other.id != start.id and (other.id not in found or not same(before, after)):
                found[other.id] = Named(other, after)
                waiting.append(found[other.id])
    return tuple(found.values())


def _next(resource: Resource, estate: Estate) -> Iterator[Named]:
    """What a resource leads to in one step: by reference, by name, or because that says so itself."""
    for argument in LEADS.get(resource.type, ()):
        yield from each_passed_to(resource, argument, estate, _passes)
    for path, types in BY_NAME.get(resource.type, {}).items():
        for value, there, _ in each(resource.values, path):
            named = bearing(spelling(value), types, resource, estate, lambda r: _reaches(resource, r))
            yield from (Named(found, there) for found in named)
    yield from _fully_named(resource, estate)
    yield from _pooled(estate).get(resource.id, ())
    yield from _endpoints(estate).get(resource.id, ())


FULL_NAMES: Final = (
    "target", "url_map", "default_service", "path_matcher.default_service", "path_matcher.path_rule.service",
)  # fmt: skip
"""The paths at which a part of a load balancer names the next one."""


def _fully_named(resource: Resource, estate: Estate) -> Iterator[Named]:
    """What a part of a load balancer leads to by a full name that is written out: another root may make it."""
    leads = LEADS.get(resource.type, ())
    for path in FULL_NAMES:
        for value, there, _ in each(resource.values, path) if path.partition(".")[0] in leads else ():
            yield from (Named(other, there) for other in stated(value, SERVING, resource, estate))
    for block, there, _ in each(resource.values, "backend") if resource.type in POOLS else ():
        if isinstance(block, Mapping):
            passes = all_hold(there, _passes("backend", block))
            yield from (Named(other, passes) for other in stated(block.get("group"), SERVING, resource, estate))


SHARES: Final = {"backend": "capacity_scaler", "weighted_backend_services": "weight"}
"""The nested blocks that say what share of the requests they are sent, and where."""
COPIED_TO: Final = "request_mirror_policy"
"""Names what is sent a copy of the requests; nobody waits for its answers."""


def _passes(name: str, block: Mapping[str, Value]) -> Value:
    """Whether what a nested block names is sent requests: a capacity or a weight of 0 means none.

    Sources: https://docs.cloud.google.com/load-balancing/docs/backend-service#capacity_scaler,
    https://docs.cloud.google.com/load-balancing/docs/https/traffic-management-global
    """
    return name != COPIED_TO and (name not in SHARES or _takes_some(block.get(SHARES[name])))


def _takes_some(share: Value) -> Value:
    """Whether a share of the requests is more than none; one that is left out is."""
    return lift(lambda n: True if n is None else above(n, 0), unmark(share))


def _reaches(group: Resource, server: Resource) -> bool:
    """Whether what bears a name may be what an endpoint group means: the group of a region leads to what is in it."""
    here, there = place_at(group, "region"), (place_at(server, argument) for argument in ("location", "region"))
    places = {google_region(place) for place in there if isinstance(place, str)}
    return not isinstance(here, str) or not places or not places.isdisjoint((google_region(here), "global"))


@once
def _pooled(estate: Estate) -> dict[str, tuple[Named, ...]]:
    """The instance groups that name a target pool themselves, by the pool."""
    found: dict[str, tuple[Named, ...]] = {}
    for group in estate.of_type(ZONAL_GROUP, REGIONAL_GROUP):
        for pool, there in each_mentioned(group, "target_pools", estate):
            found[pool.id] = (*found.get(pool.id, ()), Named(group, there))
    return found


@once
def _endpoints(estate: Estate) -> dict[str, tuple[Named, ...]]:
    """The machines whose endpoints an endpoint group lists, by the group."""
    found: dict[str, tuple[Named, ...]] = {}
    for endpoint in estate.of_type("google_compute_network_endpoint"):
        machines = [m for m in each_mentioned(endpoint, "instance", estate) if m.resource.type in MACHINES]
        for group, lists in each_mentioned(endpoint, "network_endpoint_group", estate):
            listed = (Named(m, all_hold(endpoint.exists, lists, there)) for m, there in machines)
            found[group.id] = (*found.get(group.id, ()), *listed)
    return found


class Serving(Struct, frozen=True):
    """Who serves in which pool, by the ids of resources, each with whether it does."""

    members: dict[str, dict[str, Named]] = field(default_factory=dict)
    pools: dict[str, dict[str, Resource]] = field(default_factory=dict)
    entrances: dict[str, list[Named]] = field(default_factory=dict)
    """The forwarding rules that lead to each pool."""


@once
def serving(estate: Estate) -> Serving:
    """The members of every pool that a forwarding rule leads to."""
    found = Serving()
    for rule in estate.of_type(*FORWARDING_RULES):
        for pool, leads in behind(rule, estate):
            if pool.type in POOLS:
                found.entrances.setdefault(pool.id, []).append(Named(rule, all_hold(rule.exists, leads)))
            for member, there in behind(pool, estate) if pool.type in POOLS else ():
                if member.type in SERVERS:
                    of_pool = found.members.setdefault(pool.id, {})
                    before = of_pool[member.id].there if member.id in of_pool else False
                    serves = all_hold(rule.exists, leads, pool.exists, there)
                    of_pool[member.id] = Named(member, either(before, lambda serves=serves: serves))  # type: ignore[misc]
                    found.pools.setdefault(member.id, {})[pool.id] = pool
    return found


def servers_behind(context: Context) -> Iterable[Resource]:
    """The need of a load balancer for what serves behind it; what is sent no requests it does not need."""
    found = [r for r, there in behind(context.resource, context.estate) if there is not False]
    yield from (r for r in found if r.type in SERVERS)
    for part in (context.resource, *found):
        for argument in LEADS.get(part.type, ()):
            yield from _outside(part, argument, context.estate)
    known = _at_addresses(context.estate)
    yield from (r for group in found for r in known.get(group.id, ()))


def _outside(part: Resource, argument: str, estate: Estate) -> Iterator[Resource]:
    """The calls of modules of which nothing is known whose outputs are what serves behind a load balancer."""
    for value in inside(part.values.get(argument)):
        if isinstance(value, Unknown) and value.reference is not None:
            yield from (found for found in estate.referred(value.reference, part) if found.mode == OUTSIDE)


@once
def _at_addresses(estate: Estate) -> dict[str, tuple[Resource, ...]]:
    """What else has the addresses that an endpoint group lists, such as a database, by the group."""
    found: dict[str, tuple[Resource, ...]] = {}
    for kind, argument in ENDPOINTS.items():
        for endpoint in estate.of_type(kind):
            at = [m for a in ("ip_address", "fqdn") for m in each_mentioned(endpoint, a, estate)]
            listed = tuple(r for r, there in at if there is not False and r.type not in SERVERS)
            for group, lists in each_mentioned(endpoint, argument, estate):
                if lists is not False and endpoint.exists is not False:
                    found[group.id] = (*found.get(group.id, ()), *listed)
    return found


def between(rule: Resource, estate: Estate) -> Iterator[Resource]:
    """What stands between a forwarding rule and what serves: it is folded into the rule."""
    yield from (r for r, _ in behind(rule, estate) if r.type not in SERVERS)


__all__ = [
    "ADDRESS",
    "AUTOSCALERS",
    "CONFIGS",
    "ENDPOINT_GROUPS",
    "FORWARDING_RULES",
    "GLOBAL_RULE",
    "GLOBAL_SERVICE",
    "LEADS",
    "MACHINES",
    "POOLS",
    "READS",
    "REGIONAL_GROUP",
    "SERVERLESS",
    "SERVERS",
    "SUBNETWORK",
    "ZONAL",
    "ZONAL_GROUP",
    "Serving",
    "behind",
    "between",
    "servers_behind",
    "serving",
]  # fmt: skip
