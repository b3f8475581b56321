"""Machines that serve beside each other behind one load balancer with health checks, and the zones that they stand in.

In the loss of a zone only machines that are no Spot Instances are counted on: see `spot`.

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.counts import add, as_count, multiply
from continuity_audit.estate.identity import key_of
from continuity_audit.estate.logic import any_of, as_truth, at_least, both, either, equals, if_else, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.dedicated_hosts import on_hosts, shares_host
from continuity_audit.profiles.aws.placement_groups import READS as PLACED
from continuity_audit.profiles.aws.placement_groups import packed_in_one_zone
from continuity_audit.profiles.aws.running import READS as RUNNING
from continuity_audit.profiles.aws.running import answers
from continuity_audit.profiles.aws.spot import MARKETS, on_demand
from continuity_audit.profiles.aws.targets import READS as TARGETS
from continuity_audit.profiles.aws.targets import companions_in_service, serving
from continuity_audit.profiles.aws.zones import of_all, zones_of
from continuity_audit.profiles.elements import gathered, joined
from continuity_audit.profiles.profile import continues
from continuity_audit.profiles.references import Named
from continuity_audit.profiles.terms import Context, quantity
from continuity_audit.profiles.turns import over_turns, with_one

BEHIND: Final = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html"
GROUP: Final = "aws_autoscaling_group"
PLACES: Final = (
    "subnet_id", "availability_zone", "vpc_zone_identifier", "availability_zones", "network_configuration.subnets",
)  # fmt: skip


def _place(member: Resource) -> Value:
    """The zones or subnets of a machine or of a group of machines, or of all that a block stands for."""
    return over_turns(_written(member), member)


def _written(member: Resource) -> Value:
    """The zones or subnets of one of those that a block stands for, as they are written."""
    for path in PLACES:
        places = gathered(member.values, path)
        if places != ():
            return of_all(member, path, places)
    cause = f"{member.address}.subnet_id"
    return (Unknown(frozenset({cause}), cause),)


def _is_in_one_zone(group: Resource, context: Context) -> Value:
    """Whether a group has a single zone, be it another one for each that a block stands for."""
    if group.multiplicity == 1:
        return equals(zones_of(_place(group), group, context.estate), 1)

    def single(listed: Value) -> Value:
        if isinstance(listed, tuple):
            return len(listed) == 1
        return as_truth(Unknown(causes_of(listed), f"{key_of(listed)} is one"))

    return lift(single, _written(group))


def _answering(context: Context) -> Iterator[Named]:
    """The machine and what serves beside it, each with whether it is there and answers without anybody's doing."""
    for member, there in companions_in_service(context.resource, context.estate):
        other = member is not context.resource
        yield Named(member, both(there, lambda m=member: answers(context.about(m))) if other else there)  # type: ignore[misc]


def _number(member: Resource) -> Value:
    """How many machines, tasks or the like a member is at the least; of a block of groups, one of them."""
    return as_count(member.values.get("min_size")) if member.type == GROUP else member.multiplicity


def _number_of_all(member: Resource, context: Context) -> Value:
    """As `_number`, of all groups that a block stands for; it is asked for where there is one at the least.

    Where each turn of an open loop makes what balances them, too, no two are sure to serve in one.
    """
    known = serving(context.estate)
    shared = [g for g, _ in known.groups.get(context.resource.id, {}).values() if member.id in known.members[g.id]]
    beside = min(shared, key=lambda group: group.multiplicity != 1, default=context.resource)
    number = with_one(member, beside)
    if member.type != GROUP:
        return number

    def times(each: Value, groups: Value) -> Value:
        some = replace(groups, low=max(groups.low or 0, 1)) if isinstance(groups, Unknown) else groups
        return multiply(each, some)

    return lift(times, _number(member), number)


@quantity("the number of machines behind its load balancer", reads=(*TARGETS, *RUNNING))
def members_in_service(context: Context) -> Value:
    """The machine itself and those that serve beside it behind one load balancer with health checks.

    Machines of one block that nothing balances do not stand in for each other, however many there are. Those on one
    Dedicated Host count as one.
    """
    total: Value = lift(lambda balanced: 0 if balanced else 1, _is_balanced(context))
    counted: list[Named] = []
    for member, there in _answering(context):
        context.about(member).note_there(member.name)
        alone = both(there, lambda m=member: negate(shares_host(m, counted, context)))  # type: ignore[misc]
        number = on_hosts(_number_of_all(member, context), member, context)
        total = add(total, lift(lambda n, t: n if t else 0, number, alone))
        counted.append(Named(member, there))
    return total


@quantity("the number of zones of the machines behind its load balancer", reads=(*TARGETS, *RUNNING, *MARKETS, *PLACED))
def zones_in_service(context: Context) -> Value:
    """The zones of the machine and of those that serve beside it, counted where the code says them."""
    members = companions_in_service(context.resource, context.estate)
    if all(member is context.resource and member.multiplicity == 1 for member, _ in members):
        return 1
    places: Value = ()
    for member, there in _answering(context):
        counts = both(there, lambda m=member: _stands_for_its_zones(m, context))  # type: ignore[misc]
        places = joined(places, if_else(counts, lambda m=member: _place(m), tuple))  # type: ignore[misc]
    counted = zones_of(places, context.resource, context.estate)
    return lift(lambda balanced, n: n if balanced else 1, _is_balanced(context), counted)


def _stands_for_its_zones(member: Resource, context: Context) -> Value:
    """Whether a member is surely in the zones that it names, and lasts there when another one is lost.

    The zone of the machine itself is one, whatever it is: where it fails, the others are asked for. The only machine of
    a group, and all machines of one that a placement group packs, may be in any of several zones.
    """
    if member is context.resource and member.type != GROUP and member.multiplicity == 1:
        return True
    lasting = _lasting(member, context)
    if member.type != GROUP:
        return at_least(lasting, 1)
    alone = both(at_least(lasting, 1), lambda: _is_in_one_zone(member, context))
    spread = both(at_least(lasting, 2), lambda: negate(packed_in_one_zone(member, context)))
    return either(alone, lambda: spread)


def _lasting(member: Resource, context: Context) -> Value:
    """How many of the machines of a member are no Spot Instances."""
    if member.type == "aws_spot_instance_request":
        return 0
    return on_demand(_number(member), context.about(member))


def _is_balanced(context: Context) -> Value:
    """Whether it serves behind a load balancer with health checks."""
    members = companions_in_service(context.resource, context.estate)
    return any_of(lambda m=m: as_truth(m.there) for m in members if m.resource is context.resource)  # type: ignore[misc]


BESIDE = members_in_service.at_least(2)
BESIDE_ELSEWHERE = BESIDE & zones_in_service.at_least(2)
OTHERS = continues("members", "the other machines behind its load balancer carry on", when=BESIDE, rto="10s-2m",
                   source=BEHIND)  # fmt: skip
OTHERS_ELSEWHERE = continues("members", "machines in another zone, behind the same load balancer, carry on",
                             when=BESIDE_ELSEWHERE, rto="10s-2m", source=BEHIND)  # fmt: skip

__all__ = ["OTHERS", "OTHERS_ELSEWHERE"]
