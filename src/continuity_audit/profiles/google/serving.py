"""What serves behind the load balancers of Google Cloud, and who carries on for whom behind the same one.

A forwarding rule leads to a proxy, that to a URL map, that to backend services, and these to groups of machines or to
services without servers. Older ones lead to a target pool.

Source: https://docs.cloud.google.com/load-balancing/docs/backend-service
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct, field

from continuity_audit.estate.counts import add
from continuity_audit.estate.identity import same
from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import above, all_hold, any_of, at_least, both, either, equals, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import spelling
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.addresses import Types, bearing, stated
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.google.addresses import SERVING
from continuity_audit.profiles.google.locations import place_at
from continuity_audit.profiles.places import google_region, in_another_region
from continuity_audit.profiles.references import Named, each_meant, each_mentioned, each_named, each_passed_to
from continuity_audit.profiles.terms import Context, Fact, walk

FORWARDING_RULES: Final = ("google_compute_forwarding_rule", "google_compute_global_forwarding_rule")
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


@once
def serving(estate: Estate) -> Serving:
    """The members of every pool that a forwarding rule leads to."""
    found = Serving()
    for rule in estate.of_type(*FORWARDING_RULES):
        for pool, leads in behind(rule, estate):
            for member, there in behind(pool, estate) if pool.type in POOLS else ():
                if member.type in SERVERS:
                    of_pool = found.members.setdefault(pool.id, {})
                    before = of_pool[member.id].there if member.id in of_pool else False
                    serves = all_hold(rule.exists, leads, pool.exists, there)
                    of_pool[member.id] = Named(member, either(before, lambda serves=serves: serves))  # type: ignore[misc]
                    found.pools.setdefault(member.id, {})[pool.id] = pool
    return found


# --- who carries on -----------------------------------------------------------------------------------------------


def machines(group: Resource, context: Context) -> Value:
    """How many machines a group keeps: the minimum of its autoscaler, else its target size; 1 of anything else.

    A group without both has those that its per-instance configurations make; each makes one.
    """
    if group.type not in (ZONAL_GROUP, REGIONAL_GROUP):
        stopped = is_stopped(context.about(group))
        return lift(lambda n, off: 0 if off else n, group.multiplicity, stopped)
    scaled: list[tuple[Value, Value]] = []
    for scaler, on in _scalers(group, context.estate):
        least = walk(scaler.values, "autoscaling_policy.min_replicas")
        context.about(scaler).note("autoscaling_policy.min_replicas", least)
        scaled.append((on, least))
        if on is True:
            break
    kept: Value = 0
    if not scaled or scaled[-1][0] is not True:
        size = unmark(group.values.get("target_size"))
        single = _single_machines(group, context)
        if size is not None or single == 0:
            context.about(group).note("target_size", 0 if size is None else size, TARGET_SIZE if size is None else "")
        kept = lift(lambda n, made: made if n is None else n, size, single)
    for on, least in reversed(scaled):
        kept = lift(lambda scales, least, rest: least if scales else rest, on, least, kept)
    return kept


def _single_machines(group: Resource, context: Context) -> Value:
    """How many machines the per-instance configurations of a group make.

    Source: https://docs.cloud.google.com/compute/docs/samples/compute-stateful-instance-group-manager-metadata-pic
    """
    total: Value = 0
    for config, there in _configured(context.estate).get(group.id, ()):
        context.about(config).note_there(config.address.rpartition(".")[2])
        made = all_hold(config.exists, there)
        total = add(total, lift(lambda n, t: n if t else 0, config.multiplicity, made))
    return total


@once
def _configured(estate: Estate) -> dict[str, tuple[Named, ...]]:
    """The per-instance configurations of every group, by the group."""
    found: dict[str, tuple[Named, ...]] = {}
    for kind, (argument, of) in CONFIGS.items():
        for config in estate.of_type(kind):
            for group, there in each_meant(config, argument, config.values.get(argument), estate, of):
                found[group.id] = (*found.get(group.id, ()), Named(config, there))
    return found


def is_stopped(context: Context) -> Value:
    """Whether the code says that a machine or a service stands still; notes what says so."""
    path, values = STOPPED.get(context.resource.type, ("", ()))
    if not path or (value := context.read(path)) is None:
        return False
    context.note(path, value)
    stopped = any_of(lambda v=v: equals(value, v) for v in values)  # type: ignore[misc]
    by_hand = equals(context.read("scaling.scaling_mode"), "MANUAL") if path.startswith("scaling.") else True
    return all_hold(stopped, by_hand)


STOPPED: Final[Mapping[str, tuple[str, tuple[Value, ...]]]] = {
    **dict.fromkeys(MACHINES, ("desired_status", ("TERMINATED", "SUSPENDED"))),
    "google_cloud_run_v2_service": ("scaling.manual_instance_count", (0,)),
    "google_app_engine_flexible_app_version": ("serving_status", ("STOPPED",)),
}
"""The argument that stops a resource, and its values that do.

Source: https://docs.cloud.google.com/run/docs/configuring/services/manual-scaling
"""


def answers(rule: Resource, context: Context) -> Value:
    """Whether something runs behind a forwarding rule; where no code says what serves there, it is taken to."""
    members = [n for n in behind(rule, context.estate) if n.resource.type in SERVERS]
    if not members:
        return True
    return any_of(
        lambda m=m: both(all_hold(m.there, m.resource.exists), lambda: at_least(machines(m.resource, context), 1))  # type: ignore[misc]
        for m in members
    )


def _scalers(group: Resource, estate: Estate) -> Iterator[Named]:
    """The autoscalers of a group, each with whether it is there and scales it."""
    for scaler in estate.of_type(*AUTOSCALERS):
        for target, there in each_mentioned(scaler, "target", estate):
            on = all_hold(scaler.exists, there, _scales(scaler))
            if target.id == group.id and on is not False:
                yield Named(scaler, on)


TARGET_SIZE: Final = (
    "https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/compute_instance_group_manager"
)


def _scales(scaler: Resource) -> Value:
    return negate(equals(walk(scaler.values, "autoscaling_policy.mode"), "OFF"))


def _is_watched(pool: Resource, member: Resource) -> Value:
    """Whether the load balancer sees that a member fails: by health checks or, without servers, by its answers."""
    if member.type in SERVERLESS:
        return lift(_given, pool.values.get("outlier_detection"))
    return lift(_given, unmark(pool.values.get("health_checks")))


def _given(value: Value) -> Value:
    if isinstance(value, Unknown):
        return True if value.reference else negate(equals(value, None))
    return value not in (None, (), "")


def carried_on(what: str) -> Fact:
    """The condition that another member behind its load balancer carries on outside its instance, zone or region."""

    def holds(context: Context) -> Value:
        known = serving(context.estate)

        def takes_over(pool: Resource, other: Resource, serves: Value, context: Context) -> Value:
            context.about(pool).note("backend" if pool.type != POOLS[2] else "instances", True)
            _note_capacities(pool, (context.resource, other), context)
            context.about(other).note(*_standing(other, what))
            own = known.members[pool.id][context.resource.id].there
            there = both(all_hold(own, serves, other.exists), lambda: at_least(machines(other, context), 1))
            seen = both(there, lambda: _is_watched(pool, context.resource))
            return both(seen, lambda: _outside(pool, other, what, context))

        return context.any_of(
            lambda about, p=p, o=o, serves=serves: takes_over(p, o, serves, about)  # type: ignore[misc]
            for p in known.pools.get(context.resource.id, {}).values()
            for o, serves in known.members[p.id].values()
            if o.id != context.resource.id and not (what == "region" and p.type != GLOBAL_SERVICE)
        )

    place = {"instance": "another machine", "zone": "a machine in another zone", "region": "its counterpart elsewhere"}
    return Fact(
        holds, f"{place[what]} serves behind the same health-checked load balancer", READS,
        f"put a second one in another {what} behind the same load balancer" if what != "instance" else "",
    )  # fmt: skip


def _note_capacities(pool: Resource, members: tuple[Resource, ...], context: Context) -> None:
    """Show what share of the capacity of members a backend service uses, where it says so."""
    wanted = {member.id for member in members}
    for block, _, position in each(pool.values, "backend"):
        scaler = unmark(block.get("capacity_scaler")) if isinstance(block, Mapping) else None
        for group, _ in each_named(walk(block, "group"), context.estate, near=pool) if scaler is not None else ():
            if wanted & {group.id, *(r.id for r, _ in behind(group, context.estate))}:
                context.about(pool).note(f"backend.{position}.capacity_scaler", scaler)


def _standing(other: Resource, what: str) -> tuple[str, Value]:
    """The argument that says where another member stands, with its value; its name where that is all that counts."""
    place = next((p for p in ("zone", "region", "location") if what != "instance" and other.values.get(p)), "name")
    return place, other.values.get(place) or True


def _outside(pool: Resource, other: Resource, what: str, context: Context) -> Value:
    """Whether another member of a pool stands outside of the instance, zone or region; two regions are two zones."""
    if what == "instance":
        return True
    if what == "zone" and context.resource.type in ZONAL and other.type in ZONAL:
        return negate(same_zone(_zone(context.resource), _zone(other)))
    elsewhere = in_another_region(context.resource, other) if pool.type == GLOBAL_SERVICE else False
    if what == "region" or other.type != REGIONAL_GROUP:
        return elsewhere
    return either(elsewhere, lambda: at_least(machines(other, context), 2))


def _zone(resource: Resource) -> Value:
    own = place_at(resource, "zone")
    return unmark(resource.provider.zone) if own is None else own


LISTED: Final = pattern(r"^((?:.*\.)?data\.google_compute_zones\..*\.names)\[(\d+)\]$")


def same_zone(one: Value, other: Value) -> Value:
    """Whether two zones are one; two places in the same list of zones are not."""
    if isinstance(one, Unknown) and isinstance(other, Unknown):
        mine, theirs = LISTED.match(one.key), LISTED.match(other.key)
        if mine and theirs and mine[1] == theirs[1]:
            return mine[2] == theirs[2]
        if one.ends != other.ends and re.fullmatch(r"-[a-z]", one.ends) and re.fullmatch(r"-[a-z]", other.ends):
            return False
    return equals(one, other)


def servers_behind(context: Context) -> Iterable[Resource]:
    """The need of a load balancer for what serves behind it; what is sent no requests it does not need."""
    found = [r for r, there in behind(context.resource, context.estate) if there is not False]
    yield from (r for r in found if r.type in SERVERS)
    known = _at_addresses(context.estate)
    yield from (r for group in found for r in known.get(group.id, ()))


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
    "AUTOSCALERS", "LEADS", "READS", "SERVERS", "Serving", "answers", "behind", "between", "carried_on", "machines",
    "servers_behind", "serving",
]  # fmt: skip
