"""Two stacks in two regions behind one record, accelerator or distribution that fails over between them.

Each stack is all that hangs on one target. A component of one stack is backed by its counterpart in the other: of the
same type, with the same name in the code, or where the other stack has as many of the type.

Sources: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover.html,
https://docs.aws.amazon.com/global-accelerator/latest/dg/introduction-how-it-works.html,
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/high_availability_origin_failover.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import any_of, as_truth, both, either, equals, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.aws import dependencies, routes, targets
from continuity_audit.profiles.aws.dependencies import all_behind, origin_targets
from continuity_audit.profiles.aws.hosted_zones import name_of, zone_of
from continuity_audit.profiles.places import in_another_region, region_of
from continuity_audit.profiles.profile import Claim, continues
from continuity_audit.profiles.references import blocks_at, every, mentioned, named_at
from continuity_audit.profiles.terms import Context, fact, walk

DNS_FAILOVER: Final = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover.html"

ROUTING_POLICIES: Final = (
    "failover_routing_policy", "latency_routing_policy", "weighted_routing_policy", "geolocation_routing_policy",
    "geoproximity_routing_policy", "multivalue_answer_routing_policy",
)  # fmt: skip
READS: Final = tuple(dict.fromkeys((
    "aws_route53_record", "aws_route53_health_check", "aws_globalaccelerator_listener",
    "aws_globalaccelerator_endpoint_group", *dependencies.READS, *targets.READS, *routes.READS,
)))  # fmt: skip


class Stack(Struct, frozen=True):
    """One of several targets of an entrance, with all that hangs on it; ``watched`` is whether its failure is seen."""

    parts: Mapping[str, Resource]
    watched: Value
    exists: Value = True


class Backing(Struct, frozen=True):
    """What may take over from a component: its counterpart in another stack."""

    stack: Stack
    other: Stack
    counterpart: Resource


@once
def backings(estate: Estate) -> Mapping[str, list[Backing]]:
    """For each component's id, what may take over from it."""
    found: dict[str, list[Backing]] = {}
    for stacks in (*_behind_records(estate), *_behind_accelerators(estate), *_behind_distributions(estate)):
        for stack in stacks:
            for other in stacks:
                if other is not stack:
                    for part, counterpart in _counterparts(stack, other):
                        found.setdefault(part.id, []).append(Backing(stack, other, counterpart))
    return found


def _counterparts(stack: Stack, other: Stack) -> Iterator[tuple[Resource, Resource]]:
    """The parts of a stack that are not the other's too, each with what the other has for it."""
    mine = _by_type(stack, other)
    theirs = _by_type(other, stack)
    for kind, parts in mine.items():
        candidates = theirs.get(kind, [])
        for part in parts:
            same = [c for c in candidates if (c.name, c.index) == (part.name, part.index)]
            for candidate in same or (candidates if len(candidates) >= len(parts) else []):
                yield part, candidate


def _by_type(stack: Stack, other: Stack) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] = {}
    for part in stack.parts.values():
        if part.id not in other.parts:
            found.setdefault(part.type, []).append(part)
    return found


# --- Route 53 -----------------------------------------------------------------------------------------------------


def _behind_records(estate: Estate) -> Iterator[list[Stack]]:
    """The records of one name, type and zone that a routing policy chooses among."""
    groups: dict[tuple[str, ...], list[Resource]] = {}
    for record in estate.of_type("aws_route53_record"):
        if any(record.values.get(policy) not in (None, (), False) for policy in ROUTING_POLICIES):
            zone, root = zone_of(record, estate)
            kind = key_of(record.values.get("type"))
            groups.setdefault((root, zone, name_of(record, estate), kind), []).append(record)
    for records in groups.values():
        if len(records) > 1:
            yield [Stack(all_behind([record], estate), _watched(record, estate), record.exists) for record in records]


def _watched(record: Resource, estate: Estate) -> Value:
    """Whether queries move away from a record whose target fails. Those for a primary's standby never went there."""
    standby = equals(walk(record.values, "failover_routing_policy.type"), "SECONDARY")
    checked = either(
        as_truth(walk(record.values, "alias.evaluate_target_health")), lambda: _has_health_check(record, estate)
    )
    return either(standby, lambda: checked)


def _has_health_check(record: Resource, estate: Estate) -> Value:
    value = record.values.get("health_check_id")
    if value in (None, ""):
        return False
    checks = list(named_at(record, "health_check_id", estate, "aws_route53_health_check"))
    return negate(any_of(lambda c=c: as_truth(c.values.get("disabled")) for c in checks))  # type: ignore[misc]


# --- Global Accelerator and CloudFront ----------------------------------------------------------------------------


def _behind_accelerators(estate: Estate) -> Iterator[list[Stack]]:
    """The endpoint groups of one listener; the accelerator checks their health by itself."""
    groups: dict[str, list[Resource]] = {}
    for group in estate.of_type("aws_globalaccelerator_endpoint_group"):
        for listener in named_at(group, "listener_arn", estate, "aws_globalaccelerator_listener"):
            if group.values.get("traffic_dial_percentage") != 0:
                groups.setdefault(listener.id, []).append(group)
    for members in groups.values():
        if len(members) > 1:
            yield [
                Stack(all_behind(mentioned(group, "endpoint_configuration", estate), estate), True, group.exists)
                for group in members
            ]


def _behind_distributions(estate: Estate) -> Iterator[list[Stack]]:
    """The origins of one origin group: the second answers where the first fails."""
    for distribution in estate.of_type("aws_cloudfront_distribution"):
        origins = {key_of(o.get("origin_id")): o for o in blocks_at(distribution, "origin")}
        for group in blocks_at(distribution, "origin_group"):
            members = [origins.get(key_of(i)) for i in every(group, "member.origin_id")]
            known = [m for m in members if m is not None]
            if len(known) > 1:
                yield [
                    Stack(all_behind(origin_targets(o, distribution, estate), estate), True, distribution.exists)
                    for o in known
                ]


# --- the condition ------------------------------------------------------------------------------------------------


@fact(
    "its counterpart in another region takes over behind one record, accelerator or distribution", reads=READS,
    remedy="stand the same stack in another region and fail over between the two with health-checked records",
)  # fmt: skip
def paired_in_another_region(context: Context) -> Value:
    """Whether a stack in another region, with a counterpart of the component, takes over by itself."""
    return any_of(
        lambda b=b: _takes_over(b, context)  # type: ignore[misc]
        for b in backings(context.estate).get(context.resource.id, ())
    )


def _takes_over(backing: Backing, context: Context) -> Value:
    """Whether the counterpart is there, in another region, and the failure of this stack is seen."""
    context.about(backing.counterpart).note("region", region_of(backing.counterpart))
    here, there = backing.stack, backing.other
    apart = both(backing.counterpart.exists, lambda: in_another_region(context.resource, backing.counterpart))
    return both(both(both(apart, lambda: here.watched), lambda: here.exists), lambda: there.exists)


LIVE_PAIR: Final[Claim] = continues(
    "failover", "the same stack in another region takes over behind one health-checked entrance",
    when=paired_in_another_region, rto="1m-5m", source=DNS_FAILOVER,
)  # fmt: skip
"""The first rung of the region ladder of whatever holds no data of its own."""
