"""Two stacks in two regions behind one record, accelerator or distribution that fails over between them.

Each stack is all that hangs on one target. A component of one stack is backed by its counterpart in the other: of the
same type, with the same name in the code, or where the other stack has as many of the type. What is of size zero there
is no live copy: somebody has to start it.

Sources: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover.html,
https://docs.aws.amazon.com/global-accelerator/latest/dg/about-endpoints-endpoint-weights.unhealthy-endpoints.html,
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import permutations
from typing import Final

from msgspec import Struct

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import all_hold, any_of, as_truth, both, either, equals, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.aws import (
    accelerators,
    dependencies,
    geolocation,
    health_checks,
    routes,
    running,
    targets,
)
from continuity_audit.profiles.aws.dependencies import all_behind, origin_targets
from continuity_audit.profiles.aws.hosted_zones import name_of, zone_of
from continuity_audit.profiles.elements import Element, each, one_of
from continuity_audit.profiles.places import in_another_region, region_of
from continuity_audit.profiles.profile import Claim, continues, recovers
from continuity_audit.profiles.references import Named, each_meant
from continuity_audit.profiles.terms import Context, fact, walk

DNS_FAILOVER: Final = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover.html"
ROUTING_CONTROL: Final = "https://docs.aws.amazon.com/r53recovery/latest/dg/routing-control.html"

ROUTING_POLICIES: Final = (
    "failover_routing_policy", "latency_routing_policy", "weighted_routing_policy", "geolocation_routing_policy",
    "geoproximity_routing_policy", "multivalue_answer_routing_policy",
)  # fmt: skip
READS: Final = tuple(dict.fromkeys((
    "aws_route53_record", health_checks.HEALTH_CHECK, accelerators.ACCELERATOR, "aws_globalaccelerator_listener",
    "aws_globalaccelerator_endpoint_group", *dependencies.READS, *targets.READS, *routes.READS,
    *running.READS,
)))  # fmt: skip


class Stack(Struct, frozen=True):
    """One of several targets of an entrance, with all that hangs on it."""

    parts: Mapping[str, Named]
    exists: Value = True


class Failover(Struct, frozen=True):
    """What is meant for one stack goes to another where the first fails, if it does."""

    stack: Stack
    other: Stack
    there: Value = True
    by_itself: Value = True
    """Whether it goes there without anybody's doing."""
    by_hand: Value = True
    """Whether it goes there at least where somebody turns a switch."""
    switches: tuple[Resource, ...] = ()


class Backing(Struct, frozen=True):
    """What may take over from a component: its counterpart in another stack."""

    failover: Failover
    part: Named
    counterpart: Named


@once
def backings(estate: Estate) -> Mapping[str, list[Backing]]:
    """For each component's id, what may take over from it."""
    found: dict[str, list[Backing]] = {}
    for failover in (*_behind_records(estate), *_behind_accelerators(estate), *_behind_distributions(estate)):
        for part, counterpart in _counterparts(failover.stack, failover.other, estate):
            found.setdefault(part.resource.id, []).append(Backing(failover, part, counterpart))
    return found


def _counterparts(stack: Stack, other: Stack, estate: Estate) -> Iterator[tuple[Named, Named]]:
    """The parts of a stack that are not the other's too, each with what the other has for it."""
    mine = _by_type(stack, other)
    theirs = _by_type(other, stack)
    for kind, parts in mine.items():
        candidates = theirs.get(kind, [])
        live = [c for c in candidates if running.answers(Context(c.resource, (), estate)) is not False]
        alike = live if len(live) >= len(parts) else [c for c in candidates if c not in live]
        for part in parts:
            same = [c for c in candidates if _name(c.resource) == _name(part.resource)]
            for candidate in same or (alike if len(candidates) >= len(parts) else []):
                yield part, candidate


def _name(part: Resource) -> tuple[str, str | int | None]:
    return (part.name, part.index)


def _by_type(stack: Stack, other: Stack) -> dict[str, list[Named]]:
    found: dict[str, list[Named]] = {}
    for part in stack.parts.values():
        if part.resource.id not in other.parts:
            found.setdefault(part.resource.type, []).append(part)
    return found


def _stack(starts: Iterable[Named], exists: Value, estate: Estate) -> Stack:
    """The stack of all that hangs on some resources; what hangs on one that may be there only may be in it."""
    parts: dict[str, Named] = {}
    for start, there in starts:
        for part in all_behind([start], estate).values():
            before = parts[part.id].there if part.id in parts else False
            parts[part.id] = Named(part, either(before, lambda there=there: there))  # type: ignore[misc]
    return Stack(parts, exists)


def _any_other(stacks: Sequence[Stack]) -> Iterator[Failover]:
    """Each of some stacks takes over from every other one."""
    return (Failover(stack, other) for stack, other in permutations(stacks, 2))


# --- Route 53 -----------------------------------------------------------------------------------------------------


def _behind_records(estate: Estate) -> Iterator[Failover]:
    """The records of one name, type and zone that a routing policy chooses among."""
    groups: dict[tuple[str, ...], list[Resource]] = {}
    for record in estate.of_type("aws_route53_record"):
        if any(record.values.get(policy) not in (None, (), False) for policy in ROUTING_POLICIES):
            zone, root = zone_of(record, estate)
            kind = key_of(record.values.get("type"))
            groups.setdefault((root, zone, name_of(record, estate), kind), []).append(record)
    for records in groups.values():
        if len(records) > 1:
            stacks = [_stack([Named(record)], record.exists, estate) for record in records]
            for (record, stack), (other, others) in permutations(zip(records, stacks, strict=True), 2):
                yield _between(record, stack, other, others, estate)


def _between(record: Resource, stack: Stack, other: Resource, others: Stack, estate: Estate) -> Failover:
    """The failover from one record to another; a standby had no queries that would have to go anywhere."""
    answers = negate(health_checks.waits_for_a_hand(other, estate))
    return Failover(
        stack,
        others,
        geolocation.takes_over(record, other),
        both(
            health_checks.leaves_by_itself(record, estate),
            lambda: either(health_checks.is_standby(record), lambda: answers),
        ),
        health_checks.leaves_by_hand(record, estate),
        tuple(c for r in (record, other) for c in health_checks.switches_of(r, estate)),
    )


# --- Global Accelerator and CloudFront ----------------------------------------------------------------------------


def _behind_accelerators(estate: Estate) -> Iterator[Failover]:
    """The endpoint groups of one listener; the accelerator checks their health by itself."""
    groups: dict[str, list[Stack]] = {}
    for group in estate.of_type(accelerators.GROUP):
        value = group.values.get("listener_arn")
        for listener, there in each_meant(group, "listener_arn", value, estate, "aws_globalaccelerator_listener"):
            exists = all_hold(group.exists, there, accelerators.takes_requests(listener, estate))
            stack = _stack(accelerators.endpoints_of(group, estate), exists, estate)
            groups.setdefault(listener.id, []).append(stack)
    for stacks in groups.values():
        yield from _any_other(stacks)


def _behind_distributions(estate: Estate) -> Iterator[Failover]:
    """The origins of one origin group that requests go to: the second answers where the first fails."""
    for distribution in estate.of_type("aws_cloudfront_distribution"):
        for group, there, _ in each(distribution.values.get("origin_group")):
            on = as_truth(distribution.values.get("enabled"))
            exists = all_hold(distribution.exists, on, there, _is_used(group, distribution))
            members = each(group, "member.origin_id")
            yield from _any_other([_stack(_origins(m, distribution, estate), exists, estate) for m in members])


def _is_used(group: Value, distribution: Resource) -> Value:
    """Whether a behavior of a distribution sends requests to an origin group; to an origin alone nothing fails over."""
    own = walk(group, "origin_id")
    return any_of(
        lambda b=b: one_of(distribution.values, lambda target: equals(target, own), f"{b}.target_origin_id")  # type: ignore[misc]
        for b in ("default_cache_behavior", "ordered_cache_behavior")
    )


def _origins(member: Element, distribution: Resource, estate: Estate) -> Iterator[Named]:
    """What the origin that a member of an origin group names stands for."""
    for origin, there, _ in each(distribution.values.get("origin")):
        for name, is_name, _ in each(origin, "origin_id"):
            if isinstance(origin, Mapping) and key_of(name) == key_of(member.value):
                for target in origin_targets(origin, distribution, estate):
                    yield Named(target, all_hold(member.there, there, is_name))


# --- the conditions -----------------------------------------------------------------------------------------------


@fact(
    "its counterpart in another region takes over behind one record, accelerator or distribution", reads=READS,
    remedy="stand the same stack in another region and fail over between the two with health-checked records",
)  # fmt: skip
def paired_in_another_region(context: Context) -> Value:
    """Whether a stack in another region, with a counterpart of the component, takes over by itself."""
    return context.any_of(
        lambda about, b=b: both(b.failover.by_itself, lambda: _stands_ready(b, about))  # type: ignore[misc]
        for b in backings(context.estate).get(context.resource.id, ())
    )


@fact("its counterpart in another region takes over once somebody turns a switch", reads=READS)
def switched_to_another_region(context: Context) -> Value:
    """Whether a stack in another region, with a counterpart of the component, waits for a switch of a record."""

    def takes_over(backing: Backing, about: Context) -> Value:
        for check in backing.failover.switches:
            about.about(check).note("type", check.values.get("type"))
        return both(backing.failover.by_hand, lambda: _stands_ready(backing, about))

    return context.any_of(
        lambda about, b=b: takes_over(b, about)  # type: ignore[misc]
        for b in backings(context.estate).get(context.resource.id, ())
        if b.failover.switches
    )


def _stands_ready(backing: Backing, context: Context) -> Value:
    """Whether the counterpart is there and answers, in another region, and the entrance leads to it."""
    counterpart, in_other = backing.counterpart
    context.about(counterpart).note("region", region_of(counterpart))
    here, there = backing.failover.stack, backing.failover.other
    apart = both(counterpart.exists, lambda: in_another_region(context.resource, counterpart))
    conditions = (here.exists, there.exists, backing.failover.there, backing.part.there, in_other)
    led = both(apart, lambda: all_hold(*conditions))
    return both(led, lambda: running.answers(context.about(counterpart)))


LIVE_PAIR: Final[tuple[Claim, ...]] = (
    continues("failover", "the same stack in another region takes over behind one health-checked entrance",
              when=paired_in_another_region, rto="1m-5m", source=DNS_FAILOVER),
    recovers("promotion", "the same stack in another region takes over once somebody turns the switch of its record",
             when=switched_to_another_region, rto="5m-1h", source=ROUTING_CONTROL),
)  # fmt: skip
"""The first rungs of the region ladder of whatever holds no data of its own."""
