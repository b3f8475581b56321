"""Whether what stands in the code answers at any time, so that it can take over: a stack of size zero does not.

What somebody, or a scaling policy, would have to start first is no live copy. Where no code says who serves behind a
load balancer, somebody is taken to.

Sources: https://docs.aws.amazon.com/whitepapers/latest/disaster-recovery-workloads-on-aws/disaster-recovery-options-in-the-cloud.html,
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-scaling-behavior.html,
https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import all_hold, any_of, at_least, both, either, equals, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import leaves
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import IMPOSSIBLE, Value
from continuity_audit.profiles.aws import capacity, targets, task_counts
from continuity_audit.profiles.aws.cluster_machines import PROVIDED
from continuity_audit.profiles.references import Named, named_at, naming
from continuity_audit.profiles.terms import Context, attribute, walk

GROUP: Final = "aws_autoscaling_group"
SERVICE: Final = "aws_ecs_service"
CAPACITY_PROVIDER: Final = "aws_ecs_capacity_provider"
BALANCERS: Final = (*targets.LOAD_BALANCERS, "aws_elb")
STATE: Final = "aws_ec2_instance_state"
READS: Final = (
    *capacity.READS, *targets.READS, CAPACITY_PROVIDER, STATE, task_counts.SCALED, task_counts.SCHEDULED,
    "aws_ecs_task_definition",
)  # fmt: skip
CONCURRENCY = attribute("reserved_concurrent_executions", -1)


def answers(context: Context) -> Value:
    """Whether a resource answers where it stands, at any time; notes what decides it."""
    found = ANSWERS.get(context.resource.type)
    return True if found is None else found(replace(context, companions=()))


def surely_answers(resource: Resource, estate: Estate) -> bool:
    """Whether a resource answers at any time, whatever is open."""
    return all(leaf in (True, IMPOSSIBLE) for leaf in leaves(answers(Context(resource, (), estate))))


# --- Amazon ECS and autoscaling groups ----------------------------------------------------------------------------


def _keeps_tasks(context: Context) -> Value:
    """Whether a service keeps a task or more; a daemon has one on every machine, and sets of tasks have their own."""
    about = replace(context, companions=task_counts.scalers_of(context.resource, context.estate))
    others = task_counts.DAEMON | task_counts.EXTERNAL
    return either(at_least(task_counts.tasks.value(about), 1), lambda: others.value(context.afresh()))


def _service(context: Context) -> Value:
    """Whether a service keeps tasks, and the machines that the code has for them are there."""
    groups = list(capacity.capacity_of(context))

    def on_machines() -> Value:
        if not groups:
            return True
        definitions = named_at(context.resource, "task_definition", context.estate, "aws_ecs_task_definition")
        fargate = capacity.on_fargate.value(replace(context.afresh(), companions=tuple(definitions)))
        return either(fargate, lambda: any_of(lambda g=g: _has_machines(context.about(g)) for g in groups))  # type: ignore[misc]

    return both(_keeps_tasks(context), on_machines)


def _has_machines(context: Context) -> Value:
    """Whether a group keeps a machine or more, or ECS starts as many as its tasks need; a machine alone runs or not."""
    if context.resource.type != GROUP:
        return _machine(context)
    kept = at_least(capacity.machines_kept.value(context), 1)
    return either(kept, lambda: any_of(lambda p=p: _manages(p) for p in _providers(context)))  # type: ignore[misc]


def _group(context: Context) -> Value:
    """Whether a group keeps a machine or more, or ECS starts those that tasks need which a service keeps."""

    def for_tasks() -> Value:
        services = [
            s for s in context.estate.of_type(SERVICE)
            if context.resource in capacity.capacity_of(Context(s, (), context.estate))
        ]  # fmt: skip
        return any_of(lambda s=s: both(s.exists, lambda: _keeps_tasks(context.about(s))) for s in services)  # type: ignore[misc]

    kept = at_least(capacity.machines_kept.value(context), 1)
    managed = any_of(lambda p=p: _manages(p) for p in _providers(context))  # type: ignore[misc]
    return either(kept, lambda: both(managed, for_tasks))


def _providers(context: Context) -> Iterator[Resource]:
    yield from naming(context.estate, CAPACITY_PROVIDER, PROVIDED, GROUP).get(context.resource.id, ())


def _manages(provider: Resource) -> Value:
    """Whether ECS scales the group of a capacity provider."""
    managed = walk(provider.values, "auto_scaling_group_provider.managed_scaling")
    status = walk(managed, "status")
    return lift(lambda block, on: block not in (None, ()) and on in (None, "ENABLED"), managed, status)


# --- load balancers, machines, functions --------------------------------------------------------------------------


def _balancer(context: Context, above: frozenset[str] = frozenset()) -> Value:
    """Whether one of those that serve behind a load balancer answers; ``above`` are the load balancers before it."""
    here = context.resource.id
    known = targets.serving(context.estate)
    members = [
        Named(member, all_hold(routed, there, member.exists))
        for group, routed in known.behind.get(here, {}).values()
        for member, there in known.members.get(group.id, {}).values()
        if member.id not in {here, *above}
    ]

    def serves(member: Resource) -> Value:
        about = context.about(member)
        return _balancer(about, above | {here}) if member.type in BALANCERS else answers(about)

    if not members:
        return True
    return any_of(lambda m=m: both(m.there, lambda: serves(m.resource)) for m in members)  # type: ignore[misc]


def _machine(context: Context) -> Value:
    """Whether no state that the code asks for stops a machine."""
    states = naming(context.estate, STATE, "instance_id", context.resource.type).get(context.resource.id, ())

    def stops(state: Resource) -> Value:
        value = state.values.get("state")
        context.about(state).note("state", value)
        return both(state.exists, lambda: equals(value, "stopped"))

    return negate(any_of(lambda s=s: stops(s) for s in states))  # type: ignore[misc]


def _function(context: Context) -> Value:
    """Whether a function may run at all: one with no concurrency is switched off."""
    return negate(CONCURRENCY.equals(0).value(context))


ANSWERS: Final[Mapping[str, Callable[[Context], Value]]] = {
    SERVICE: _service, GROUP: _group, "aws_instance": _machine, "aws_lambda_function": _function,
    **dict.fromkeys(BALANCERS, _balancer),
}  # fmt: skip
"""What lets a resource answer, by its type; others always do."""

__all__ = ["READS", "answers", "surely_answers"]
