"""What takes a record of Amazon Route 53 out of its answers: a target that fails, or a person who turns a switch off.

A routing control is such a switch: its health check watches nothing. An inverted check is one, too: what it asks has to
answer, such as a file that somebody writes to start the failover.

An alias that evaluates its target is left out where what it leads to is unhealthy: a load balancer without healthy
machines, an API where the service is down in the region. A record that no check watches counts as healthy whatever
happens, and so does a distribution. Records of weight 0 answer once all others are left out.

A check of a CloudWatch alarm goes with the region of the alarm: without data it keeps its last status, which was
healthy, unless it is told to take that for unhealthy.

Sources: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-types.html,
https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html,
https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html,
https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-how-route-53-chooses-records.html,
https://docs.aws.amazon.com/apigateway/latest/developerguide/dns-failover.html,
https://docs.aws.amazon.com/r53recovery/latest/dg/routing-control.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from continuity_audit.estate.counts import add
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import (
    above,
    all_of,
    any_of,
    as_truth,
    both,
    either,
    equals,
    if_else,
    negate,
)
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import leaves, unmark
from continuity_audit.estate.spelling import spelling
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.records import RECORD, giving
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.places import different, region_of
from continuity_audit.profiles.references import meant, mentioned
from continuity_audit.profiles.terms import walk

HEALTH_CHECK: Final = "aws_route53_health_check"
HOSTED_ZONE: Final = "aws_route53_zone"
DISTRIBUTION: Final = "aws_cloudfront_distribution"
CHILDREN: Final = "child_healthchecks"
TARGETS: Final = frozenset({"targets"})
SWITCHES: Final = frozenset({"switches"})


class Failure(Struct, frozen=True):
    """What fails: targets, switches or both, and the regions of the targets, which are lost with them."""

    what: frozenset[str]
    regions: tuple[Value, ...] = ()


def is_standby(record: Resource) -> Value:
    """Whether a record answers only where the primary does not: queries for it never went to its target."""
    return equals(walk(record.values, "failover_routing_policy.type"), "SECONDARY")


def leaves_by_itself(record: Resource, estate: Estate) -> Value:
    """Whether a record is left out by itself where its target fails."""
    return either(is_standby(record), lambda: _is_watched(record, estate))


def leaves_by_hand(record: Resource, estate: Estate) -> Value:
    """Whether a record is left out where its target fails and somebody turns its switches off."""
    return either(leaves_by_itself(record, estate), lambda: _turns(record, TARGETS | SWITCHES, estate))


def waits_for_a_hand(record: Resource, estate: Estate) -> Value:
    """Whether a record answers only as long as its routing control is on: code does not say whether it is."""
    return _turns(record, SWITCHES, estate)


def _is_watched(record: Resource, estate: Estate, above_it: frozenset[str] = frozenset()) -> Value:
    """Whether a health check of the record, or what its alias sees of the target, tells that the target fails."""
    return either(_sees_target(record, estate, above_it), lambda: _turns(record, TARGETS, estate))


def _sees_target(record: Resource, estate: Estate, above_it: frozenset[str]) -> Value:
    """Whether the alias of a record is left out where its target fails, which takes a target that may be unhealthy."""
    if record.id in above_it:
        return False
    sees = as_truth(walk(record.values, "alias.evaluate_target_health"))
    targets = {t.id: t for t in (*mentioned(record, "alias", estate), *_aliased(record, estate))}
    if sees is False or any(target.type == DISTRIBUTION for target in targets.values()):
        return False
    records = [target for target in targets.values() if target.type == RECORD]
    inside = above_it | {record.id}
    watched = (lambda r=r: _is_watched(r, estate, inside) for r in records)
    return both(sees, lambda: all_of(watched))


def _aliased(record: Resource, estate: Estate) -> Iterator[Resource]:
    """The records that an alias names by their host."""
    for host in leaves(unmark(walk(record.values, "alias.name"))):
        if isinstance(host, str | Unknown) and (text := spelling(host).rstrip(".")):
            yield from giving(text, record, estate)


def _turns(record: Resource, what: frozenset[str], estate: Estate) -> Value:
    """Whether the health check of a record fails where some things do; one that no code makes watches its target."""
    targets = (t for a in ("alias", "records") for t in mentioned(record, a, estate))
    fails = Failure(what, tuple(region_of(target) for target in targets if target.type not in (RECORD, HOSTED_ZONE)))
    return any_of(
        lambda there=there, checks=checks: both(there, lambda: _all_turn(checks, fails, estate))  # type: ignore[misc]
        for there, checks in _checks(record, "health_check_id", estate)
    )


def _checks(holder: Resource, path: str, estate: Estate) -> Iterator[tuple[Value, tuple[Resource, ...]]]:
    """The health checks that each element of an argument means, with whether it is there; none where no code does."""
    for element in each(holder.values.get(path)):
        if element.value not in (None, ""):
            yield element.there, meant(holder, path, element.value, estate, HEALTH_CHECK)


def _all_turn(
    checks: tuple[Resource, ...], fails: Failure, estate: Estate, above_them: frozenset[str] = frozenset()
) -> Value:
    if not checks:
        return fails.what >= TARGETS
    return all_of(lambda c=c: _fails(c, fails, estate, above_them) for c in checks)  # type: ignore[misc]


def _fails(check: Resource, fails: Failure, estate: Estate, above_it: frozenset[str]) -> Value:
    """Whether a health check fails where some things do; one that is disabled never does."""
    if check.id in above_it:
        return False
    kind = check.values.get("type")
    inverted = both(check.values.get("invert_healthcheck"), lambda: negate(equals(kind, "CLOUDWATCH_METRIC")))
    asked = if_else(
        equals(kind, "CLOUDWATCH_METRIC"), lambda: _outlives_its_alarm(check, fails), lambda: fails.what >= TARGETS
    )
    direct = if_else(equals(kind, "RECOVERY_CONTROL"), lambda: fails.what >= SWITCHES, lambda: asked)
    plain = if_else(equals(kind, "CALCULATED"), lambda: _together(check, fails, estate, above_it), lambda: direct)
    turned = if_else(inverted, lambda: fails.what >= TARGETS | SWITCHES, lambda: plain)
    return both(negate(check.values.get("disabled")), lambda: turned)


def _outlives_its_alarm(check: Resource, fails: Failure) -> Value:
    """Whether a check of an alarm fails with its target's region: the alarm is in another, or no data is unhealthy."""
    place = check.values.get("cloudwatch_alarm_region")
    elsewhere = place is not None and all_of(
        lambda region=region: different(place, region, "region", check)  # type: ignore[misc]
        for region in fails.regions
    )
    unhealthy = equals(check.values.get("insufficient_data_health_status"), "Unhealthy")
    return both(fails.what >= TARGETS, lambda: either(unhealthy, lambda: elsewhere))


def _together(check: Resource, fails: Failure, estate: Estate, above_it: frozenset[str]) -> Value:
    """Whether fewer children of a calculated check stay healthy than it asks for.

    Where it asks for no number, one is taken to be enough for it.
    """
    healthy: Value = 0
    for there, children in _checks(check, CHILDREN, estate):
        turn = _all_turn(children, fails, estate, above_it | {check.id})
        healthy = add(
            healthy, lift(lambda there, turn: 1 if there and not turn else 0, as_truth(there), as_truth(turn))
        )
    least = lift(lambda n: 1 if n is None else n, check.values.get("child_health_threshold"))
    return lift(lambda n, least: above(least, n), healthy, least)


def switches_of(record: Resource, estate: Estate) -> Iterator[Resource]:
    """The health checks of a record, and their children, that a person turns, or may turn."""
    for _, checks in _checks(record, "health_check_id", estate):
        for check in checks:
            children = (c for _, found in _checks(check, CHILDREN, estate) for c in found)
            yield from (c for c in (check, *children) if _is_turned(c))


def _is_turned(check: Resource) -> bool:
    """Whether a person may be who turns a health check."""
    control = equals(check.values.get("type"), "RECOVERY_CONTROL")
    return either(control, lambda: check.values.get("invert_healthcheck")) is not False


__all__ = ["HEALTH_CHECK", "is_standby", "leaves_by_hand", "leaves_by_itself", "switches_of", "waits_for_a_hand"]
