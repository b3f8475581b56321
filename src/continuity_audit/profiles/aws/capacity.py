"""How many machines an autoscaling group keeps, and what the tasks of an Amazon ECS service run on.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/capacity-launch-type-comparison.html,
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html,
https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-capacity-limits.html
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.counts import add, as_count, fewest, parts
from continuity_audit.estate.identity import key_of
from continuity_audit.estate.logic import (
    all_hold,
    any_of,
    as_truth,
    at_least,
    both,
    either,
    equals,
    if_else,
    negate,
)
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.cluster_machines import (
    LISTED,
    MANAGED_SUBNETS,
    PROVIDED,
    PROVIDER,
    groups_behind,
    machines_of,
    made_of_providers,
)
from continuity_audit.profiles.aws.cluster_machines import READS as MACHINES
from continuity_audit.profiles.aws.placement_groups import READS as PLACED
from continuity_audit.profiles.aws.placement_groups import packed_in_one_zone
from continuity_audit.profiles.aws.task_placement import CONSTRAINTS, placeable_machines, placeable_zones
from continuity_audit.profiles.aws.zones import zones_of
from continuity_audit.profiles.elements import gathered, joined, one_of
from continuity_audit.profiles.references import Named, every, named_at, naming
from continuity_audit.profiles.terms import Context, attribute, fact, quantity, walk

POLICY: Final = "aws_autoscaling_policy"
SCHEDULE: Final = "aws_autoscaling_schedule"
READS: Final = tuple(dict.fromkeys((*MACHINES, *PLACED, POLICY, SCHEDULE, "aws_subnet")))
SUBNETS: Final = "network_configuration.subnets"


# --- autoscaling groups -------------------------------------------------------------------------------------------


@quantity("the number of machines that it keeps", reads=(POLICY, SCHEDULE, "aws_ecs_capacity_provider"))
def machines_kept(context: Context) -> Value:
    """What it never goes below: the minimum where something scales it, else its desired capacity."""
    least = context.read("min_size")
    context.note("min_size", least)
    kept = as_count(least)
    desired = context.read("desired_capacity")
    schedules, scaled = _schedules_of(context), _is_scaled(context.resource, context)
    if desired is not None and not schedules and not scaled:
        context.note("desired_capacity", desired)
        kept = lift(_no_less, as_count(desired), kept)
    return as_machines(scheduled(kept, context, scaled=scaled), context)


def _schedules_of(context: Context) -> Sequence[Resource]:
    """The schedules of a group: its own, or of the one that Amazon EKS makes for a node group."""
    groups = naming(context.estate, SCHEDULE, "autoscaling_group_name", context.resource.type)
    return groups.get(context.resource.id, ())


def scheduled(kept: Value, context: Context, *, scaled: bool) -> Value:
    """What is kept where schedules set other sizes; of a group that something ``scaled``, their minimums alone."""

    def planned(desired: Value, least: Value) -> Value:
        if desired == UNCHANGED or (scaled and least == UNCHANGED):
            return least
        return if_else(at_least(least, 1), lambda: least, lambda: fewest(desired, 1)) if scaled else desired

    for schedule in _schedules_of(context):
        about = context.about(schedule)
        sizes = lift(planned, as_count(PLANNED.value(about)), as_count(LEAST.value(about)))
        kept = lowered(kept, sizes, schedule)
    return kept


OVERRIDES: Final = "mixed_instances_policy.launch_template.override"
WEIGHTS: Final = f"{OVERRIDES}.weighted_capacity"
MEASURES: Final = {"vcpu": "vcpu_count.max", "memory-mib": "memory_mib.max"}
"""What a group counts instead of machines, by its `desired_capacity_type`, and what says how much of it one has."""
UNITS: Final = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups-instance-weighting.html"


def as_machines(kept: Value, context: Context) -> Value:
    """The least number of machines that make up a size, which may count their weights, processors or memory."""
    unit = context.read("desired_capacity_type")

    def of(path: str, otherwise: Value) -> Value:
        units = gathered(context.resource.values, path)
        if units == ():
            return otherwise
        context.note(path, units, UNITS)

        def least(each: Value) -> Value:
            if not isinstance(each, tuple):
                return each
            return fewest(*(parts(kept, u) for u in each)) if each else otherwise

        return lift(least, units)

    def measured(by: Value) -> Value:
        if by not in MEASURES:
            return of(WEIGHTS, kept)
        context.note("desired_capacity_type", by, UNITS)
        return of(f"{OVERRIDES}.instance_requirements.{MEASURES[by]}", fewest(kept, 1))

    return lift(measured, unit)


UNCHANGED: Final = -1
"""What a schedule says of a size that it leaves as it is."""
SCHEDULES: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/autoscaling_schedule"
PLANNED = attribute("desired_capacity", 0, SCHEDULES)
LEAST = attribute("min_size", 0, SCHEDULES)


def lowered(kept: Value, least: Value, schedule: Resource) -> Value:
    """What is kept at all times where a schedule sets another minimum; what it takes down to none is off on purpose."""

    def lower(number: Value, other: Value, there: Value) -> Value:
        some = both(there, lambda: at_least(other, 1))
        return if_else(some, lambda: fewest(number, other), lambda: number)

    return lift(lower, kept, least, as_truth(schedule.exists))


def _no_less(desired: Value, least: Value) -> Value:
    if isinstance(desired, Unknown) and isinstance(least, int):
        return replace(desired, low=max(desired.low or 0, least))
    if isinstance(desired, int) and isinstance(least, int):
        return max(desired, least)
    return least if desired is None else desired


def _is_scaled(group: Resource, context: Context) -> bool:
    """Whether something follows the load with its desired capacity: a policy, ECS, or Kubernetes' autoscaler."""
    by = ((POLICY, "autoscaling_group_name"), ("aws_ecs_capacity_provider", PROVIDED))
    keys = every(group.values, "tag.key")
    return any(naming(context.estate, kind, path, "aws_autoscaling_group").get(group.id) for kind, path in by) or any(
        isinstance(key, str) and key.startswith("k8s.io/cluster-autoscaler") for key in keys
    )


# --- what runs the tasks of a service -----------------------------------------------------------------------------


def _clusters(service: Resource, context: Context) -> tuple[Resource, ...]:
    return tuple(named_at(service, "cluster", context.estate, "aws_ecs_cluster"))


def strategy_of(context: Context) -> Value:
    """The strategy by which the service picks capacity: its own, else, without a launch type, its cluster's default."""
    own = gathered(context.resource.values, STRATEGY_OF_SERVICE)
    if context.resource.values.get("launch_type") is not None:
        return own
    default: Value = ()
    for cluster in _clusters(context.resource, context):
        default = joined(default, gathered(cluster.values, DEFAULT_STRATEGY))
        for providers in naming(context.estate, LISTED, "cluster_name", cluster.type).get(cluster.id, ()):
            default = joined(default, gathered(providers.values, DEFAULT_STRATEGY))
    return lift(lambda stated, otherwise: otherwise if stated == () else stated, own, default)


def providers_of(context: Context) -> Value:
    """The capacity providers of the service, by its strategy."""
    return gathered(strategy_of(context), "capacity_provider")


STRATEGY_OF_SERVICE: Final = "capacity_provider_strategy"
DEFAULT_STRATEGY: Final = "default_capacity_provider_strategy"


@fact("its tasks run on Fargate", reads=READS, remedy='set `launch_type = "FARGATE"`')
def on_fargate(context: Context) -> Value:
    """Whether AWS runs the tasks, on no machine of the estate."""
    providers = providers_of(context)
    launch_type = context.read("launch_type")
    if providers != () and launch_type is None:
        own = context.read("capacity_provider_strategy") is not None
        path = "capacity_provider_strategy.capacity_provider"
        context.note(path, providers, "" if own else "the default of its cluster")
    else:
        documented = "EC2 where neither it nor a capacity provider is given" if launch_type is None else ""
        context.note("launch_type", launch_type, documented)

    def all_on_fargate(used: Value) -> Value:
        if used == ():
            return either(equals(launch_type, "FARGATE"), lambda: launch_type is None and _only_for_fargate(context))
        return negate(one_of(used, lambda provider: negate(_is_fargate(provider, context))))

    return lift(all_on_fargate, providers)


def _only_for_fargate(context: Context) -> Value:
    """Whether the task definition runs nowhere else, so that the cluster's default, read or not, has to be Fargate."""
    return any(
        tuple(every(definition.values, "requires_compatibilities")) == ("FARGATE",)
        for definition in context.companions
        if definition.type == "aws_ecs_task_definition"
    )


def _is_fargate(provider: Value, context: Context) -> Value:
    if isinstance(provider, Unknown) and provider.reference:
        return False
    if made_of_providers(provider, context.resource, context.estate):
        return False
    return any_of((lambda: equals(provider, "FARGATE"), lambda: equals(provider, "FARGATE_SPOT")))


def capacity_of(context: Context) -> Iterable[Resource]:
    """The autoscaling groups and machines that run the tasks of a service."""
    return {machines.id: machines for machines, there in _capacity(context) if there is not False}.values()


def _capacity(context: Context) -> list[Named]:
    """What its tasks run on, each with whether they do: the groups of its capacity providers, else all of its cluster.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
    """
    service, estate = context.resource, context.estate
    providers = providers_of(context)
    by_strategy = list(groups_behind(providers, service, estate))
    anywhere = both(lift(lambda used: used == (), providers), lambda: negate(on_fargate.value(context.afresh())))
    if anywhere is False:
        return by_strategy
    of_cluster = (m for cluster in _clusters(service, context) for m in machines_of(cluster, estate))
    return [*by_strategy, *(Named(machines, all_hold(anywhere, there)) for machines, there in of_cluster)]


@fact("its tasks can run in two zones or more", reads=READS)
def in_two_zones(context: Context) -> Value:
    """Whether the subnets of its tasks are in two zones or more and, on machines, the machines are too."""
    subnets = context.read(SUBNETS)
    given = subnets not in (None, ())
    if given:
        context.note(SUBNETS, subnets)
    fargate = on_fargate.value(context)
    return both(
        at_least(zones_of(subnets, context.resource, context.estate), 2) if given else negate(fargate),
        lambda: either(fargate, lambda: _machines_in_two_zones(context)),
    )


def _machines_in_two_zones(context: Context) -> Value:
    packed = any_of(
        lambda m=m: both(m.there, lambda: packed_in_one_zone(m.resource, context))  # type: ignore[misc]
        for m in _capacity(context)
    )
    return both(negate(packed), lambda: at_least(_zones_of_machines(context), 2))


def _zones_of_machines(context: Context) -> Value:
    """The zones of the machines that run its tasks; open where no code of the estate makes them."""
    capacity = _capacity(context)
    if not capacity:
        causes = causes_of(providers_of(context)) or _whose_machines(context)
        return Unknown(causes, f"zones({', '.join(sorted(causes))})")
    places = joined(*(
        if_else(there, lambda machines=machines: _places(machines), tuple)  # type: ignore[misc]
        for machines, there in capacity
    ))  # fmt: skip
    return placeable_zones(places, capacity[0].resource, _are_alike(capacity), context)


def _places(machines: Resource) -> Value:
    """The zones and subnets of a group or a machine."""
    return joined(*(gathered(machines.values, path) for path in MACHINE_PLACES))


MACHINE_PLACES: Final = ("vpc_zone_identifier", "availability_zones", "subnet_id", "availability_zone", MANAGED_SUBNETS)


def _are_alike(capacity: list[Named]) -> bool:
    """Whether all machines are started from the same: those of one group that mixes no types."""
    return len(capacity) == 1 and capacity[0].resource.values.get("mixed_instances_policy") is None


def _whose_machines(context: Context) -> frozenset[str]:
    """What would say on which machines its tasks run, where no code makes any for its cluster."""
    for cluster in _clusters(context.resource, context):
        return frozenset({cluster.name_of("capacity_providers")})
    stated = causes_of(context.read("cluster"))
    return stated or frozenset({context.resource.name_of("capacity_provider_strategy")})


@fact("its machines are two or more, as far as the code makes them", reads=READS)
def on_several_machines(context: Context) -> Value:
    """Whether its tasks have more than one machine; machines that no code makes are taken to be enough."""
    capacity = _capacity(context)
    if not capacity:
        return True
    total: Value = 0
    for machines, there in capacity:
        total = add(total, if_else(there, lambda m=machines: _number(m, capacity, context), int))  # type: ignore[misc]
    return either(on_fargate.value(context), lambda: at_least(total, 2))


def _number(machines: Resource, capacity: list[Named], context: Context) -> Value:
    """How many of some machines, of all that there are, tasks may be placed on at the least."""
    if machines.type == "aws_autoscaling_group":
        number = machines_kept.value(context.about(machines))
    elif machines.type == PROVIDER:
        return _managed_instances(machines, context)
    else:
        context.about(machines).note_there(machines.name)
        number = machines.multiplicity
    alike, alone = _are_alike(capacity), len(capacity) == 1 and machines.multiplicity == 1
    return placeable_machines(number, _places(machines), machines, context, alike=alike, alone=alone)


def _managed_instances(provider: Resource, context: Context) -> Value:
    """How many instances ECS has for the tasks of a service at the least, where it manages them: one in each zone.

    It spreads tasks over the zones of the subnets, its own and those of the service, and packs them where there is one.
    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instance-auto-scaling.html
    """
    subnets, own = gathered(provider.values, MANAGED_SUBNETS), gathered(context.resource.values, SUBNETS)
    context.about(provider).note(MANAGED_SUBNETS, subnets)
    number = zones_of(subnets, provider, context.estate)
    return number if own == () else fewest(number, zones_of(own, context.resource, context.estate))


SPREAD_FIELD: Final = "attribute:ecs.availability-zone"
MACHINE_FIELDS: Final = ("instanceId", "host")
STRATEGY: Final = "ordered_placement_strategy"
STRATEGIES: Final = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html"


@fact("its tasks are not packed onto one machine", reads=READS, remedy='spread tasks by `field = "instanceId"` first')
def on_machines_apart(context: Context) -> Value:
    """Whether none of its strategies fills a machine (`binpack`) before another spreads tasks over machines or zones.

    Tasks that must be on distinct instances are never on one.
    """
    strategies = gathered(context.resource.values, STRATEGY)
    if strategies == ():
        return True
    context.note(STRATEGY, strategies, STRATEGIES)

    def spreads(field: Value) -> Value:
        over_zones = both(equals(field, SPREAD_FIELD), lambda: in_two_zones.value(context.afresh()))
        return any_of((lambda: over_zones, *(lambda f=f: equals(field, f) for f in MACHINE_FIELDS)))

    def apart(ordered: Value) -> Value:
        if not isinstance(ordered, tuple):
            return as_truth(Unknown(causes_of(ordered), f"{key_of(ordered)} packs"))
        result: Value = True
        for strategy in reversed(ordered):
            kind = walk(strategy, "type")
            spread = both(equals(kind, "spread"), lambda s=strategy: spreads(walk(s, "field")))  # type: ignore[misc]
            rest = both(negate(equals(kind, "binpack")), lambda result=result: result)  # type: ignore[misc]
            result = either(spread, lambda rest=rest: rest)  # type: ignore[misc]
        return result

    return any_of((
        lambda: lift(apart, strategies),
        lambda: one_of(context.resource.values, lambda kind: equals(kind, "distinctInstance"), f"{CONSTRAINTS}.type"),
        lambda: on_fargate.value(context.afresh()),
    ))  # fmt: skip


@fact("its tasks are spread over zones", reads=READS, remedy=f"spread tasks by `{SPREAD_FIELD}` first")
def spread_over_zones(context: Context) -> Value:
    """Whether tasks go to different zones: Fargate and ECS's default strategy do so, another strategy may not."""
    strategies = gathered(context.resource.values, STRATEGY)
    if strategies == ():
        return True
    context.note(STRATEGY, strategies)

    def spreads(strategy: Value) -> Value:
        return equals(walk(strategy, "field"), SPREAD_FIELD)

    fields = lift(lambda s: True if s == () else one_of(s, spreads), strategies)
    return either(fields, lambda: on_fargate.value(context))
