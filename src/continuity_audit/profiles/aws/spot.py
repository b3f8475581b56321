"""Spot Instances and Fargate Spot: what AWS takes back when it needs the capacity.

The loss of a zone is when it does: all that ran there is started again in the others. So in the loss of a zone only
machines that are no Spot Instances are counted on. In the loss of one machine the others carry on, Spot or not.

Sources: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-interruptions.html,
https://docs.aws.amazon.com/autoscaling/ec2/userguide/allocation-strategies.html
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.counts import share_of
from continuity_audit.estate.logic import any_of, at_least, both, equals, if_else, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.capacity import READS, as_machines, machines_kept, providers_of
from continuity_audit.profiles.aws.cluster_machines import STARTED_FROM_PATHS
from continuity_audit.profiles.elements import one_of
from continuity_audit.profiles.references import named_at
from continuity_audit.profiles.terms import Context, attribute, fact, walk

PAGE: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/autoscaling_group"
POLICY: Final = "mixed_instances_policy"
BASE = attribute(f"{POLICY}.instances_distribution.on_demand_base_capacity", 0, PAGE)
SHARE = attribute(f"{POLICY}.instances_distribution.on_demand_percentage_above_base_capacity", 100, PAGE)
MARKETS: Final = {
    "aws_launch_template": "instance_market_options.market_type", "aws_launch_configuration": "spot_price",
}  # fmt: skip
"""Where that which machines are started from says that they are Spot Instances."""


def on_demand(number: Value, context: Context) -> Value:
    """How many of a number of machines of an autoscaling group are no Spot Instances."""
    number = if_else(_starts_spot(context), int, lambda: number)
    if context.read(POLICY) in (None, ()):
        return number
    base = BASE.value(context)
    return share_of(number, base if base == 0 else as_machines(base, context), SHARE.value(context))


def _starts_spot(context: Context) -> Value:
    """Whether all machines of a group are Spot Instances, by its launch template or configuration."""
    group, estate = context.resource, context.estate
    starters = [s for kind, path in STARTED_FROM_PATHS for s in named_at(group, path, estate, kind)]

    def asks_for_spot(starter: Resource) -> Value:
        path = MARKETS[starter.type]
        market = unmark(walk(starter.values, path))
        if market in (None, ""):
            return False
        context.about(starter).note(path, market)
        asked = equals(market, "spot") if starter.type == "aws_launch_template" else negate(equals(market, None))
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
    "some of its tasks run on other capacity than Fargate Spot", reads=READS,
    remedy="add `FARGATE` to its `capacity_provider_strategy`, with a `base` of 2 tasks or more",
)  # fmt: skip
def not_all_on_fargate_spot(context: Context) -> Value:
    """Whether a capacity provider of a service is another one than ``FARGATE_SPOT``.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
    """

    def is_other(provider: Value) -> Value:
        named = isinstance(provider, Unknown) and provider.reference
        return True if named else negate(equals(provider, "FARGATE_SPOT"))

    def some_other(providers: Value) -> Value:
        return True if providers == () else one_of(providers, is_other)

    return lift(some_other, providers_of(context))


__all__ = ["not_all_on_fargate_spot", "on_demand", "two_on_demand"]
