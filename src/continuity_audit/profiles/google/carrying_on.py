"""Who carries on behind the load balancers of Google Cloud: how many machines there are, and who stands elsewhere.

Sources: https://docs.cloud.google.com/load-balancing/docs/backend-service,
https://docs.cloud.google.com/load-balancing/docs/negs/serverless-neg-concepts
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from continuity_audit.estate.counts import add, as_count
from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import (
    all_hold,
    any_of,
    as_truth,
    at_least,
    both,
    either,
    equals,
    length_of,
    negate,
)
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.estate.zone_lists import place_in_list
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.google.locations import location_of_id, place_at
from continuity_audit.profiles.google.serving import (
    ADDRESS,
    AUTOSCALERS,
    CONFIGS,
    ENDPOINT_GROUPS,
    GLOBAL_RULE,
    GLOBAL_SERVICE,
    MACHINES,
    POOLS,
    READS,
    REGIONAL_GROUP,
    SERVERLESS,
    SERVERS,
    SUBNETWORK,
    ZONAL,
    ZONAL_GROUP,
    behind,
    serving,
)
from continuity_audit.profiles.google.spot import TEMPLATES, taken_back
from continuity_audit.profiles.places import different, in_another_region, region_of
from continuity_audit.profiles.references import Named, each_meant, each_mentioned, each_named, meant
from continuity_audit.profiles.terms import Context, Fact, walk
from continuity_audit.profiles.turns import may_differ, over_turns, with_one

# --- how many machines there are ----------------------------------------------------------------------------------


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


# --- what the load balancer sees ----------------------------------------------------------------------------------

HEALTH: Final[Mapping[str, tuple[str, tuple[tuple[str, str], ...]]]] = {
    "google_cloud_run_v2_service": (
        "template.containers.readiness_probe",
        (("template.scaling", "min_instance_count"), ("scaling", "min_instance_count")),
    ),
    "google_cloud_run_service": (
        "template.spec.containers.readiness_probe",
        (("template.metadata.annotations", "autoscaling.knative.dev/minScale"),
         ("metadata.annotations", "run.googleapis.com/minScale")),
    ),
}  # fmt: skip
"""Where a service of Cloud Run has its readiness probes, and where it says how many instances it keeps at least.

Source: https://docs.cloud.google.com/run/docs/configuring/configure-service-health
"""
MANAGED: Final = ("EXTERNAL_MANAGED", "INTERNAL_MANAGED")
"""The schemes of the load balancers that ask a service of Cloud Run for its health."""


def _is_watched(pool: Resource, member: Resource, context: Context) -> Value:
    """Whether the load balancer sees that a member fails: by health checks or, without servers, by what it tells."""
    if member.type in SERVERLESS:
        detected = lift(_given, pool.values.get("outlier_detection"))
        return either(detected, lambda: _tells_its_health(pool, member, context))
    return lift(_given, unmark(pool.values.get("health_checks")))


def _tells_its_health(pool: Resource, member: Resource, context: Context) -> Value:
    """Whether a service of Cloud Run tells its health: by readiness probes, of one instance at least."""
    if pool.type != GLOBAL_SERVICE or member.type not in HEALTH:
        return False
    probes, least = HEALTH[member.type]
    scheme = unmark(pool.values.get("load_balancing_scheme"))
    asked = any_of(lambda wanted=wanted: equals(scheme, wanted) for wanted in MANAGED)  # type: ignore[misc]
    probed = any_of(
        lambda p=p: both(p.there, lambda: as_truth(p.value) if isinstance(p.value, Unknown) else True)  # type: ignore[misc]
        for p in each(member.values, probes)
    )
    kept = any_of(lambda at=at: at_least(_number_at(member, at, context), 1) for at in least)  # type: ignore[misc]
    return all_hold(asked, probed, kept)


def _number_at(member: Resource, at: tuple[str, str], context: Context) -> Value:
    """A number of instances in a block or, as a text, among annotations; none where it is left out."""
    path, name = at
    held = next((element.value for element in each(member.values, path)), None)
    value = unmark(held.get(name) if isinstance(held, Mapping) else held)
    if value is not None:
        context.about(member).note(f"{path}.{name}", value)
    return lift(lambda n: 0 if n is None else as_count(n), value)


def _given(value: Value) -> Value:
    if isinstance(value, Unknown):
        return True if value.reference else negate(equals(value, None))
    return value not in (None, (), "")


# --- who carries on -----------------------------------------------------------------------------------------------


def carried_on(what: str, *, noticed: bool = True) -> Fact:
    """The condition that another member behind its load balancer carries on outside its instance, zone or region.

    Unless a failure must be ``noticed``, it is enough that the other one stands there.
    """

    def holds(context: Context) -> Value:
        known = serving(context.estate)
        here = context.resource

        def takes_over(pool: Resource, other: Resource, serves: Value, context: Context) -> Value:
            context.about(pool).note("backend" if pool.type != POOLS[2] else "instances", True)
            _note_capacities(pool, (here, other), context)
            context.about(other).note(*_standing(other, what))
            own = known.members[pool.id][here.id].there
            if what == "region":
                own = both(own, lambda: _is_entered(known.entrances[pool.id], here, context))
            if other.id == here.id:
                there, outside = own, lambda: _elsewhere_itself(pool, here, what, context)
            else:
                there = both(all_hold(own, serves, other.exists), lambda: at_least(machines(other, context), 1))
                outside = lambda: _outside(pool, other, what, context)  # noqa: E731
            seen = both(there, lambda: _is_watched(pool, here, context)) if noticed else there
            kept = both(seen, lambda: negate(taken_back(other, context))) if what == "zone" else seen
            return both(kept, outside)

        return context.any_of(
            lambda about, p=p, o=o, serves=serves: takes_over(p, o, serves, about)  # type: ignore[misc]
            for p in known.pools.get(here.id, {}).values()
            for o, serves in known.members[p.id].values()
            if (o.id != here.id or _may_be_several(here)) and not (what == "region" and p.type != GLOBAL_SERVICE)
        )

    place = {"instance": "another machine", "zone": "a machine in another zone", "region": "its counterpart elsewhere"}
    checked = "health-checked" if noticed else "global"
    return Fact(
        holds, f"{place[what]} serves behind the same {checked} load balancer", (*READS, *TEMPLATES),
        f"put a second one in another {what} behind the same load balancer" if what != "instance" else "",
    )  # fmt: skip


def _is_entered(rules: Iterable[Named], here: Resource, context: Context) -> Value:
    """Whether requests still come in by one of some forwarding rules where the region of a member is lost.

    A global address is announced all over the world; that of an internal load balancer over regions is one of a
    subnetwork, and goes with the region of that. What a rule of a region leads to is reached through this region alone.

    Sources: https://docs.cloud.google.com/load-balancing/docs/l7-internal,
    https://docs.cloud.google.com/load-balancing/docs/forwarding-rule-concepts
    """

    def comes_in(rule: Resource) -> Value:
        if rule.type != GLOBAL_RULE:
            context.about(rule).note("region", region_of(rule))
            return False
        scheme = rule.values.get("load_balancing_scheme")
        internal = equals(unmark(scheme), "INTERNAL_MANAGED")
        if internal is not False:
            context.about(rule).note("load_balancing_scheme", scheme)
        return either(
            negate(internal), lambda: different(region_of(here), _address_region(rule, context.estate), "region", here)
        )

    return any_of(lambda r=r: both(r.there, lambda: comes_in(r.resource)) for r in rules)  # type: ignore[misc]


def _address_region(rule: Resource, estate: Estate) -> Value:
    """The region of an internal forwarding rule's address: that of the subnetwork from which it is."""
    for argument, kind in (("ip_address", ADDRESS), ("subnetwork", SUBNETWORK)):
        for found in meant(rule, argument, rule.values.get(argument), estate, kind):
            return region_of(found)
    named = rule.name_of("subnetwork")
    value = unmark(rule.values.get("subnetwork"))
    return Unknown(frozenset({named}), f"region of {rule.id}") if value is None else location_of_id(value, named)


REGIONS: Final = "multi_region_settings.regions"
"""Where a service of Cloud Run names the regions in which it runs."""


def _may_be_several(resource: Resource) -> bool:
    """Whether it may stand for several: by a loop that code leaves open, or in several regions."""
    return resource.multiplicity != 1 or walk(resource.values, REGIONS) is not None


def _elsewhere_itself(pool: Resource, resource: Resource, what: str, context: Context) -> Value:
    """Whether another one that a resource stands for is outside of its instance, zone or region."""
    if what == "region" and walk(resource.values, REGIONS) is not None:
        return both(at_least(length_of(walk(resource.values, REGIONS)), 2), lambda: _reached(pool, resource, context))
    several = at_least(with_one(resource, pool), 2)
    if what == "instance":
        return several
    named = _zone(resource) if what == "zone" and resource.type in ZONAL else region_of(resource)
    place = over_turns(named, resource)
    if not (isinstance(place, Unknown) and may_differ(place.key, resource)):
        return False
    return both(several, lambda: as_truth(Unknown(place.causes, f"{place.key} are several")))


def _reached(pool: Resource, resource: Resource, context: Context) -> Value:
    """Whether endpoint groups of two regions lead from a backend service to one that runs in several."""
    groups = [
        group
        for group, there in behind(pool, context.estate)
        if there is True and group.type in ENDPOINT_GROUPS
        if any(member.id == resource.id for member, _ in behind(group, context.estate))
    ]
    return any_of(lambda g=g: in_another_region(groups[0], g) for g in groups[1:])  # type: ignore[misc]


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


def same_zone(one: Value, other: Value) -> Value:
    """Whether two zones are one; two places in the same list of zones are not."""
    if isinstance(one, Unknown) and isinstance(other, Unknown):
        mine, theirs = place_in_list(one.key), place_in_list(other.key)
        if mine and theirs and mine[0] == theirs[0]:
            return mine[1] == theirs[1]
        if one.ends != other.ends and re.fullmatch(r"-[a-z]", one.ends) and re.fullmatch(r"-[a-z]", other.ends):
            return False
    return equals(one, other)


__all__ = ["answers", "carried_on", "machines"]
