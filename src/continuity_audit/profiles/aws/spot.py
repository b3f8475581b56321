"""Spot Instances and Fargate Spot: what AWS takes back when it needs the capacity.

The loss of a zone is when it does: all that ran there is started again in the others. So in the loss of a zone only
machines that are no Spot Instances are counted on. In the loss of one machine the others carry on, Spot or not.

Sources: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-interruptions.html,
https://docs.aws.amazon.com/autoscaling/ec2/userguide/allocation-strategies.html
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import ceil
from typing import Final

from continuity_audit.estate.counts import add, as_count, share_of
from continuity_audit.estate.identity import key_of
from continuity_audit.estate.logic import any_of, as_truth, at_least, both, equals, if_else, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of, unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.capacity import READS, as_machines, capacity_of, machines_kept, strategy_of
from continuity_audit.profiles.aws.cluster_machines import GROUP, STARTED_FROM_PATHS
from continuity_audit.profiles.aws.task_counts import tasks
from continuity_audit.profiles.references import named_at
from continuity_audit.profiles.terms import Context, attribute, fact, walk

PAGE: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/autoscaling_group"
POLICY: Final = "mixed_instances_policy"
BASE = attribute(f"{POLICY}.instances_distribution.on_demand_base_capacity", 0, PAGE)
SHARE = attribute(f"{POLICY}.instances_distribution.on_demand_percentage_above_base_capacity", 100, PAGE)
MARKET: Final = "instance_market_options.market_type"
PRICE: Final = "spot_price"
MARKETS: Final = {"aws_launch_template": MARKET, "aws_launch_configuration": PRICE, "aws_instance": MARKET}
"""Where machines, or what they are started from, say that they are Spot Instances."""


def on_demand(number: Value, context: Context) -> Value:
    """How many of a number of machines, of an autoscaling group or by themselves, are no Spot Instances."""
    number = if_else(_starts_spot(context), int, lambda: number)
    if context.read(POLICY) in (None, ()):
        return number
    base = BASE.value(context)
    return share_of(number, base if base == 0 else as_machines(base, context), SHARE.value(context))


def _starts_spot(context: Context) -> Value:
    """Whether all machines are Spot Instances, by themselves or by their launch template or configuration."""
    group, estate = context.resource, context.estate
    starters = [s for kind, path in STARTED_FROM_PATHS for s in named_at(group, path, estate, kind)]
    if group.type == "aws_instance":
        starters.append(group)

    def asks_for_spot(starter: Resource) -> Value:
        path = MARKETS[starter.type]
        market = unmark(walk(starter.values, path))
        if market in (None, ""):
            return False
        context.about(starter).note(path, market)
        asked = negate(equals(market, None)) if path == PRICE else equals(market, "spot")
        return both(starter.exists, lambda: asked)

    return any_of(lambda s=starter: asks_for_spot(s) for starter in starters)  # type: ignore[misc]


@fact(
    "it keeps two machines or more that are no Spot Instances", reads=(*machines_kept.reads, *MARKETS),
    remedy="set `min_size` to 2 or more, of machines that are no Spot Instances",
)  # fmt: skip
def two_on_demand(context: Context) -> Value:
    """Whether machines are left when a zone fails, and EC2 takes back what it can."""
    return at_least(on_demand(machines_kept.value(context), context), 2)


@fact(
    "two of its machines or more, as far as the code makes them, are no Spot Instances",
    reads=(*READS, *machines_kept.reads, *MARKETS),
)  # fmt: skip
def not_on_spot_machines(context: Context) -> Value:
    """Whether autoscaling groups that run the tasks of a service keep machines that EC2 does not take back."""
    machines = tuple(capacity_of(context))
    if not machines or any(found.type != GROUP for found in machines):
        return True
    left: Value = 0
    for group in machines:
        about = context.about(group)
        left = add(left, on_demand(machines_kept.value(about), about))
    return at_least(left, 2)


FARGATE_SPOT: Final = "FARGATE_SPOT"
SPREAD: Final = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html"


@fact(
    "two of its tasks or more run on other capacity than Fargate Spot", reads=(*READS, *tasks.reads),
    remedy="give `FARGATE` a `base` of 2 in its `capacity_provider_strategy`",
)  # fmt: skip
def two_not_on_fargate_spot(context: Context) -> Value:
    """Whether tasks are left when a zone fails, and Fargate takes back what it can.

    Of a strategy that mixes both, as many tasks as its base says and the share of its weight are not on Fargate Spot.
    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
    """

    def enough(strategy: Value) -> Value:
        items = strategy if isinstance(strategy, tuple) else (strategy,)
        return lift(lambda *on_spot: _enough(items, on_spot, context), *map(_is_on_spot, items)) if items else True

    return lift(enough, strategy_of(context))


def _is_on_spot(item: Value) -> Value:
    provider = walk(item, "capacity_provider")
    named = isinstance(provider, Unknown) and provider.reference
    return False if named else equals(provider, FARGATE_SPOT)


def _enough(items: tuple[Value, ...], on_spot: tuple[Value, ...], context: Context) -> Value:
    """Whether two tasks are not on Fargate Spot, where the items of a strategy say which of them are on it."""
    if not any(on_spot):
        return True
    if all(on_spot):
        return False

    def held(*numbers: Value) -> Value:
        least = _tasks_for_two(numbers[: len(items)], numbers[len(items) :], on_spot)
        if isinstance(least, Unknown):
            return as_truth(least)
        return least is not None and at_least(tasks.value(context), least)

    context.note("capacity_provider_strategy", items, SPREAD)
    return lift(held, *(as_count(walk(item, name)) for name in ("base", "weight") for item in items))


def _tasks_for_two(bases: Sequence[Value], weights: Sequence[Value], on_spot: Sequence[Value]) -> int | Unknown | None:
    """How many tasks there have to be so that two are not on Fargate Spot; ``None`` where no number is enough."""

    def total(numbers: Sequence[Value], spot: bool) -> int | None:
        return _sum([number for number, there in zip(numbers, on_spot, strict=True) if there is spot])

    base = total(bases, False)
    if base is not None and base >= 2:
        return 2
    taken, own, theirs = total(bases, True), total(weights, False), total(weights, True)
    if base is None or taken is None or own is None or theirs is None:
        return Unknown(causes_of((*bases, *weights)), f"tasks for two of {key_of((*bases, *weights))}")
    return base + taken + ceil((2 - base) * (own + theirs) / own) if own else None


def _sum(numbers: Sequence[Value]) -> int | None:
    """The sum of some numbers, of which what is left out is none; ``None`` where one is open."""
    if any(isinstance(number, Unknown) for number in numbers):
        return None
    return sum(int(number) for number in numbers if isinstance(number, int | Decimal))


__all__ = ["not_on_spot_machines", "on_demand", "two_not_on_fargate_spot", "two_on_demand"]
