"""In which of the zones of its machines the tasks of an Amazon ECS service may be placed by its constraints.

Constraints hold for tasks on machines; AWS Fargate takes none.
Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html,
https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-benefits.html (groups keep zones in balance)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from continuity_audit.estate.counts import fewest
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.spelling import spelling
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.cluster_query import (
    Query,
    allows,
    conjuncts,
    is_one_zone,
    named_zones,
    read_query,
    tells_of_zones,
)
from continuity_audit.profiles.aws.zones import known_zones, spelled_zones, zones_of
from continuity_audit.profiles.elements import gathered, joined
from continuity_audit.profiles.terms import Context

CONSTRAINTS: Final = "placement_constraints"
EXPRESSIONS: Final = f"{CONSTRAINTS}.expression"
DEFINITION: Final = "aws_ecs_task_definition"


def placeable_zones(places: Value, near: Resource, alike: bool, context: Context) -> Value:
    """The number of the zones of some machines in which tasks may be placed.

    `places` are the zones and subnets of the machines. Machines that are `alike` carry the same attributes but for
    their zones: what a constraint asks of other attributes is fulfilled by all of them (or by none, and nothing runs).
    """
    number = zones_of(places, near, context.estate)
    return _on_expressions(context, lambda asked: _allowed(asked, places, number, near, alike, context), number)


def placeable_machines(
    machines: Value, places: Value, near: Resource, context: Context, *, alike: bool, alone: bool
) -> Value:
    """The least number of some machines in balanced zones on which tasks may be placed.

    Those that are ``alone`` are all that there are, so that the zone that a constraint leaves open is one of theirs.
    """
    zones = zones_of(places, near, context.estate)

    def share(number: Value, of_zones: Value, allowed: Value) -> Value:
        if allowed == 0 or (isinstance(of_zones, int) and allowed == of_zones):
            return number if allowed else 0
        least = _least_of(number, of_zones, _least(allowed))
        if isinstance(number, int) and isinstance(of_zones, int) and isinstance(allowed, int):
            return least
        causes = causes_of(allowed) | causes_of(of_zones) | causes_of(number)
        return Unknown(causes, f"placed({', '.join(sorted(causes))})", low=least)

    return _on_expressions(
        context,
        lambda asked: lift(share, machines, zones, _allowed(asked, places, zones, near, alike, context, alone)),
        machines,
    )


def _least_of(number: Value, zones: Value, allowed: int) -> int:
    """How many of some machines in balance over zones are in so many of the zones, however the rest is placed."""
    if not isinstance(zones, int) or not zones:
        return 0
    in_each, left = divmod(_least(number), zones)
    return allowed * in_each + max(0, left - (zones - allowed))


def _least(number: Value) -> int:
    if isinstance(number, Unknown):
        return number.low or 0
    return number if isinstance(number, int) else 0


def _on_expressions(context: Context, restricted: Callable[[tuple[Value, ...]], Value], otherwise: Value) -> Value:
    """What the constraints of a service and its task definitions leave, on every branch of them."""
    holders = [context.resource, *(c for c in context.companions if c.type == DEFINITION)]
    for holder in holders:
        if gathered(holder.values, EXPRESSIONS) != ():
            context.about(holder).note(CONSTRAINTS, holder.values.get(CONSTRAINTS))
    asked = joined(*(gathered(holder.values, EXPRESSIONS) for holder in holders))
    return lift(lambda found: restricted(found) if isinstance(found, tuple) and found else otherwise, asked)


def _allowed(
    asked: tuple[Value, ...],
    places: Value,
    number: Value,
    near: Resource,
    alike: bool,
    context: Context,
    alone: bool = True,
) -> Value:
    queries = list(conjuncts(read_query(spelling(expression)) for expression in asked))
    if alike:
        queries = [query for query in queries if tells_of_zones(query)]
    if not queries:
        return number
    causes = frozenset[str]().union(*map(causes_of, asked)) or {f"{context.resource.address}.{CONSTRAINTS}"}

    def in_zones(here: Value, listed: Value) -> Value:
        names = known_zones(listed, near, context.estate)
        if names is None and not alone:
            names = spelled_zones(listed, near, context.estate)
        return _number_allowed(queries, names, here, frozenset(causes), alone)

    return lift(in_zones, number, gathered(places))


def _number_allowed(
    queries: list[Query | None], zones: tuple[str, ...] | None, number: Value, causes: frozenset[str], alone: bool
) -> Value:
    """The number of zones that all expressions allow, out of a number of zones of which the names may be open."""
    names = dict.fromkeys(name for query in queries for name in named_zones(query)) if zones is None else zones
    verdicts = [_all_allow(queries, name) for name in names]
    sure, open_ = verdicts.count(True), verdicts.count(None)
    elsewhere = _all_allow(queries, "") if zones is None else False
    if any(map(is_one_zone, queries)):
        if sure or not (open_ or elsewhere is None):
            return 1 if sure else 0
        # Of an open name it is not known whether machines are there: without any, no task would run at all.
        return 1 if alone else Unknown(causes, f"zones({', '.join(sorted(causes))})", low=0)
    if elsewhere is False:
        counted: Value = sure if not open_ else Unknown(causes, f"zones({', '.join(sorted(causes))})", low=sure)
        return counted if zones is not None or sure + open_ < 2 else fewest(number, counted)
    least = max(0, _least(number) - verdicts.count(False) - open_) if elsewhere else 0
    if isinstance(number, int) and least == number:
        return number
    return Unknown(causes | causes_of(number), f"zones({', '.join(sorted(causes))})", low=least)


def _all_allow(queries: list[Query | None], zone: str) -> bool | None:
    verdicts = [allows(query, zone) for query in queries]
    return False if False in verdicts else None if None in verdicts else True


__all__ = ["CONSTRAINTS", "placeable_machines", "placeable_zones"]
