"""Amazon ECS tasks that no service keeps running: something starts them, and they end by themselves.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/standalone-tasks.html,
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/tasks-scheduled-eventbridge-scheduler.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct, field

from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import all_of, any_of, as_truth, at_least, both, negate
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.containers import task_definitions
from continuity_audit.profiles.aws.dependencies import NEEDS, run_time
from continuity_audit.profiles.aws.routes import READS as ROUTES
from continuity_audit.profiles.aws.routes import nat_gateways
from continuity_audit.profiles.aws.starters import starters_of
from continuity_audit.profiles.aws.zones import zones_of
from continuity_audit.profiles.profile import Need, Profile, recovers
from continuity_audit.profiles.references import named_at
from continuity_audit.profiles.terms import Condition, Context, attribute, fact, walk

ECS: Final = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
STANDALONE: Final = ECS + "standalone-tasks.html"
DEFINITION: Final = "aws_ecs_task_definition"
TARGET: Final = "aws_cloudwatch_event_target"
RULE: Final = "aws_cloudwatch_event_rule"
SCHEDULE: Final = "aws_scheduler_schedule"
PIPE: Final = "aws_pipes_pipe"
SERVICES: Final = ("aws_ecs_service", "aws_ecs_task_set")

STARTERS: Final[Mapping[str, str]] = {
    TARGET: "ecs_target",
    SCHEDULE: "target",
    PIPE: "target_parameters",
    "aws_sfn_state_machine": "definition",
    "aws_lambda_function": "environment",
    DEFINITION: "container_definitions",
}
"""What starts tasks, with the argument that says which: a function or a program is told it by its settings."""

SUBNETS: Final[Mapping[str, str]] = {
    TARGET: "ecs_target.network_configuration.subnets",
    SCHEDULE: "target.ecs_parameters.network_configuration.subnets",
    PIPE: "target_parameters.ecs_task_parameters.network_configuration.aws_vpc_configuration.subnets",
}
"""Where the subnets stand in which it starts them."""

OVERRIDES: Final[Mapping[str, Need]] = {
    TARGET: run_time("input", "input_transformer"),
    SCHEDULE: run_time("target", leave_out=("target.dead_letter_config.arn",)),
    PIPE: run_time("target_parameters"),
}
"""What a task is told when it is started."""

RULE_ON = attribute("is_enabled", True, PROVIDER + "cloudwatch_event_rule").is_true & ~attribute(
    "state", "ENABLED", PROVIDER + "cloudwatch_event_rule"
).equals("DISABLED")
ON: Final[Mapping[str, Condition]] = {
    SCHEDULE: ~attribute("state", "ENABLED", PROVIDER + "scheduler_schedule").equals("DISABLED"),
    PIPE: ~attribute("desired_state", "RUNNING", PROVIDER + "pipes_pipe").equals("STOPPED"),
}
READS: Final = tuple(dict.fromkeys((*STARTERS, RULE, *SERVICES, *ROUTES)))


class Runs(Struct, frozen=True):
    """What starts the tasks of each task definition, and the services that keep them running, by its id."""

    starters: dict[str, dict[str, Resource]] = field(default_factory=dict)
    services: dict[str, dict[str, Resource]] = field(default_factory=dict)


@once
def runs(estate: Estate) -> Runs:
    """Who runs the task definitions of an estate."""
    found = Runs(starters_of(DEFINITION, STARTERS, estate))
    for service in estate.of_type(*SERVICES):
        for definition in task_definitions(service, estate):
            found.services.setdefault(definition.id, {})[service.id] = service
    return found


def _starters(context: Context) -> tuple[Resource, ...]:
    return tuple(runs(context.estate).starters.get(context.resource.id, {}).values())


def _is_on(starter: Resource, context: Context) -> Value:
    """Whether a schedule, pipe or rule is there and not switched off."""
    switches = [ON[starter.type].value(context.about(starter))] if starter.type in ON else []
    if starter.type == TARGET:
        rules = named_at(starter, "rule", context.estate, RULE)
        switches += [RULE_ON.value(context.about(rule)) for rule in rules]
    return both(as_truth(starter.exists), lambda: all_of(lambda s=s: s for s in switches))  # type: ignore[misc]


@fact("something in the code starts its tasks, and no service keeps them running", reads=READS)
def started_on_demand(context: Context) -> Value:
    """Whether the tasks are run now and then; those that a service keeps are part of the service."""
    services = runs(context.estate).services.get(context.resource.id, {}).values()
    kept = any_of(lambda s=s: as_truth(s.exists) for s in services)  # type: ignore[misc]
    return both(
        negate(kept),
        lambda: any_of(lambda s=s: _is_on(s, context) for s in _starters(context)),  # type: ignore[misc]
    )


@fact("whatever starts its tasks does so in two zones or more", reads=READS)
def started_in_two_zones(context: Context) -> Value:
    """Whether each that starts them names subnets in two zones; what names none of them is open."""
    return all_of(lambda s=s: at_least(_zones(s, context), 2) for s in _starters(context))  # type: ignore[misc]


def _zones(starter: Resource, context: Context) -> Value:
    path = SUBNETS.get(starter.type, "")
    subnets = walk(starter.values, path) if path else None
    if subnets is None:
        cause = f"{starter.address}.{path or STARTERS[starter.type]}"
        return Unknown(frozenset({cause}), f"zones({cause})")
    context.about(starter).note(path, subnets)
    return zones_of(subnets, starter, context.estate)


def told_by_starters(context: Context) -> Iterator[Resource]:
    """The need for what a task is told when it is started, and for the NAT gateways of the subnets that it runs in."""
    for starter in _starters(context):
        about = context.about(starter)
        for need in (OVERRIDES.get(starter.type), nat_gateways(SUBNETS.get(starter.type, "-"))):
            if need is not None and not isinstance(need, str):
                yield from need(about)


TASK = Profile(
    type=DEFINITION,
    title="Amazon ECS task that is started on demand or by a schedule",
    kind=Kind.WORKLOAD,
    stateful=False,
    scheduled=True,
    names=("family",),
    component=started_on_demand,
    needs=(*NEEDS[DEFINITION], told_by_starters),
    reads=READS,
    instance=(recovers("restart", "it is run again by what starts it", rto="1m-24h", source=STANDALONE),),
    zone=(
        recovers("restart", "it is run again in another of its zones by what starts it", when=started_in_two_zones,
                 rto="1m-24h", source=STANDALONE),
    ),
)  # fmt: skip

PROFILES = (TASK,)
