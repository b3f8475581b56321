"""Records of Cloud DNS that move queries from a load balancer that fails to its counterpart in another region.

Each stack is a forwarding rule with what serves behind it.

Sources: https://docs.cloud.google.com/dns/docs/routing-policies-overview,
https://docs.cloud.google.com/dns/docs/configure-routing-policies
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import permutations
from typing import Final, NamedTuple

from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import above, all_hold, as_truth, at_least, both, equals, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.google.carrying_on import answers, machines
from continuity_audit.profiles.google.dependencies import ADDRESSES, RECORD
from continuity_audit.profiles.google.locations import PROVIDER
from continuity_audit.profiles.google.serving import FORWARDING_RULES, READS, SERVERS, behind
from continuity_audit.profiles.places import in_another_region, region_of
from continuity_audit.profiles.profile import Claim, continues
from continuity_audit.profiles.references import Named, each_mentioned, each_named
from continuity_audit.profiles.terms import Context, attribute, fact

ROUTING: Final = "https://docs.cloud.google.com/dns/docs/routing-policies-overview"
POLICY: Final = "routing_policy"
CHECKED: Final = "health_checked_targets.internal_load_balancers"
"""The targets of an item whose health Cloud DNS checks."""


class Target(NamedTuple):
    """A load balancer that an item of a policy names; ``there`` is whether it does, ``fills_in`` whether it is sent
    the queries of items that fail."""

    rule: Resource
    item: int
    there: Value
    fills_in: Value = True


class Failover(NamedTuple):
    """What is asked for a load balancer is answered with another one's address where the first fails, if it is."""

    record: Resource
    rule: Resource
    other: Resource
    there: Value


@once
def _failovers(estate: Estate) -> dict[str, list[Failover]]:
    """What may take over from each forwarding rule, by its id."""
    found: dict[str, list[Failover]] = {}
    for record in estate.of_type(RECORD):
        for policy, there, _ in each(record.values, POLICY):
            pairs = _pairs(policy, record, estate) if isinstance(policy, Mapping) else _open(policy, record, estate)
            for rule, other, goes in pairs:
                moved = Failover(record, rule, other, all_hold(record.exists, there, goes))
                found.setdefault(rule.id, []).append(moved)
    return found


_Pair = tuple[Resource, Resource, Value]


def _pairs(policy: Mapping[str, Value], record: Resource, estate: Estate) -> Iterator[_Pair]:
    """Which load balancer of a policy takes over from which."""
    primaries = list(_targets(policy, "primary_backup", "primary.internal_load_balancers", record, estate))
    backups = list(_targets(policy, "primary_backup", f"backup_geo.{CHECKED}", record, estate))
    for one, other in permutations((*primaries, *backups), 2):
        if one in primaries or other in primaries:
            yield one.rule, other.rule, all_hold(one.there, other.there)
    fenced = as_truth(unmark(policy.get("enable_geo_fencing")))
    for kind in ("wrr", "geo"):
        for one, other in permutations(_targets(policy, kind, CHECKED, record, estate), 2):
            leaves = True if kind == "wrr" or one.item == other.item else negate(fenced)
            yield one.rule, other.rule, all_hold(one.there, other.there, other.fills_in, leaves)


def _open(policy: Value, record: Resource, estate: Estate) -> Iterator[_Pair]:
    """The load balancers that a policy mentions which code leaves open: each may take over from every other one."""
    named = [n for n in each_mentioned(record, POLICY, estate) if n.resource.type in FORWARDING_RULES]
    moves = as_truth(Unknown(policy.causes, f"{policy.key} fails over")) if isinstance(policy, Unknown) else False
    for one, other in permutations(named, 2):
        yield one.resource, other.resource, all_hold(moves, one.there, other.there)


def _targets(policy: Mapping[str, Value], kind: str, path: str, record: Resource, estate: Estate) -> Iterator[Target]:
    """The load balancers at a path of the items of a policy; one without a weight is sent no queries of others."""
    for number, (item, on, _) in enumerate(each(policy, kind)):
        weight = unmark(item.get("weight")) if isinstance(item, Mapping) else None
        fills_in = above(weight, 0) if kind == "wrr" else True
        for target, there, _ in each(item, path) if isinstance(item, Mapping) else ():
            value = unmark(target.get("ip_address")) if isinstance(target, Mapping) else None
            for rule in _bearers(value, record, estate):
                yield Target(rule, number, all_hold(on, there), fills_in)


def _bearers(address: Value, record: Resource, estate: Estate) -> Iterator[Resource]:
    """The forwarding rules that bear an address."""
    named = {n.resource.id for n in each_named(address, estate, *FORWARDING_RULES, *ADDRESSES, near=record)}
    for rule in estate.of_type(*FORWARDING_RULES) if address not in (None, "") else ():
        own = rule.values.get("ip_address")
        borne = {n.resource.id for n in each_named(own, estate, *ADDRESSES, near=rule)}
        if named & {rule.id, *borne} or (rule.root == record.root and equals(own, address) is True):
            yield rule


# --- the condition ------------------------------------------------------------------------------------------------


class Backing(NamedTuple):
    """What may take over from a component, by which failover."""

    failover: Failover
    part: Value
    counterpart: Named


@once
def _backings(estate: Estate) -> dict[str, list[Backing]]:
    """For each component's id, what may take over from it: the other rule, or what serves behind that one."""
    found: dict[str, list[Backing]] = {}
    for failovers in _failovers(estate).values():
        for failover in failovers:
            found.setdefault(failover.rule.id, []).append(Backing(failover, True, Named(failover.other)))
            mine, theirs = _stack(failover.rule, estate), _stack(failover.other, estate)
            for part, there in mine.values():
                for counterpart in _counterparts(part, mine, theirs):
                    found.setdefault(part.id, []).append(Backing(failover, there, counterpart))
    return found


def _stack(rule: Resource, estate: Estate) -> dict[str, Named]:
    """What serves behind a forwarding rule, by its id."""
    return {n.resource.id: n for n in behind(rule, estate) if n.resource.type in SERVERS and n.there is not False}


def _counterparts(part: Resource, mine: dict[str, Named], theirs: dict[str, Named]) -> list[Named]:
    """What the other stack has for a part: of its type and name, or where it has as many of the type."""
    own = [n for n in mine.values() if n.resource.type == part.type and n.resource.id not in theirs]
    others = [n for n in theirs.values() if n.resource.type == part.type and n.resource.id not in mine]
    if part.id in theirs:
        return []
    alike = [n for n in others if (n.resource.name, n.resource.index) == (part.name, part.index)]
    return alike or (others if len(others) >= len(own) else [])


REGIONAL_RULE: Final = "google_compute_forwarding_rule"
GLOBAL_ACCESS = attribute("allow_global_access", False, PROVIDER + "compute_forwarding_rule").is_true


def _is_reached(rule: Resource, about: Context) -> Value:
    """Whether clients of all regions reach an internal load balancer: a regional one by global access alone."""
    return GLOBAL_ACCESS.value(about.about(rule)) if rule.type == REGIONAL_RULE else True


@fact(
    "its counterpart in another region takes over behind one record", reads=(RECORD, *ADDRESSES, *READS),
    remedy="stand the same stack in another region behind a record with a health-checked `routing_policy`, both load "
    "balancers with `allow_global_access = true`",
)  # fmt: skip
def paired_in_another_region(context: Context) -> Value:
    """Whether a stack in another region, with a counterpart of the component, takes over by itself."""

    def takes_over(backing: Backing, about: Context) -> Value:
        other, serves = backing.counterpart
        about.about(backing.failover.record).note(POLICY, True)
        about.about(other).note("region" if "region" in other.values else "name", region_of(other))
        apart = all_hold(other.exists, backing.part, serves, backing.failover.other.exists, backing.failover.there)
        elsewhere = both(apart, lambda: in_another_region(context.resource, other))
        elsewhere = both(elsewhere, lambda: _is_reached(backing.failover.other, about))
        if other.type in FORWARDING_RULES:
            return both(elsewhere, lambda: answers(other, about))
        return both(elsewhere, lambda: at_least(machines(other, about), 1))

    return context.any_of(
        lambda about, b=b: takes_over(b, about)  # type: ignore[misc]
        for b in _backings(context.estate).get(context.resource.id, ())
    )


OTHER_STACK: Final[Claim] = continues(
    "failover", "the same stack in another region takes over behind one health-checked record",
    when=paired_in_another_region, rto="1m-5m", source=ROUTING,
)  # fmt: skip
"""A rung of the region ladder of what stands behind a record of Cloud DNS."""

__all__ = ["OTHER_STACK"]
