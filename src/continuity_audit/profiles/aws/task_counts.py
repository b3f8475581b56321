"""How many tasks an Amazon ECS service keeps.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html,
https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scheduled-scaling.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import any_of, as_truth, at_least, both, either
from continuity_audit.estate.model import Resource
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Value
from continuity_audit.profiles.aws.capacity import lowered
from continuity_audit.profiles.references import mentioned, named_at
from continuity_audit.profiles.terms import Context, attribute, fact, quantity, walk

PAGE: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_service"
SCALED: Final = "aws_appautoscaling_target"
SCHEDULED: Final = "aws_appautoscaling_scheduled_action"
DESIRED = attribute("desired_count", 0, PAGE)
DAEMON = attribute("scheduling_strategy", "REPLICA", PAGE).equals("DAEMON")
EXTERNAL = attribute("deployment_controller.type", "ECS", PAGE).equals("EXTERNAL")


def scaled_services(target: Resource, estate: Estate) -> Iterator[Resource]:
    """The services that a scaling target is for: what its `resource_id` refers to, or names (service/cluster/name)."""
    if "ecs" not in (target.values.get("service_namespace"), str(target.values.get("scalable_dimension"))[:3]):
        return
    identifier = target.values.get("resource_id")
    if not isinstance(identifier, str):
        yield from (r for r in mentioned(target, "resource_id", estate) if r.type == "aws_ecs_service")
        return
    _, _, path = identifier.partition("/")
    cluster, _, name = path.rpartition("/")
    for service in estate.of_type("aws_ecs_service"):
        if service.values.get("name") == name and _in_cluster(service, cluster, estate) and _beside(service, target):
            yield service


def _beside(service: Resource, target: Resource) -> bool:
    return service.root == target.root and service.provider.region == target.provider.region


def _in_cluster(service: Resource, name: str, estate: Estate) -> bool:
    named = list(named_at(service, "cluster", estate, "aws_ecs_cluster"))
    if named:
        return any(cluster.values.get("name") == name for cluster in named)
    written = service.values.get("cluster")
    return (written is None and name == "default") or not isinstance(written, str) or written.endswith(name)


@once
def _scalers(estate: Estate) -> Mapping[str, Sequence[Resource]]:
    """What scales each service, by the id of the service."""
    found: dict[str, list[Resource]] = {}
    for scaler in estate.of_type(SCALED, SCHEDULED):
        for service in scaled_services(scaler, estate):
            found.setdefault(service.id, []).append(scaler)
    return found


def scalers_of(service: Resource, estate: Estate) -> tuple[Resource, ...]:
    """The scaling targets of a service, and the schedules that change them."""
    return tuple(_scalers(estate).get(service.id, ()))


def _scaling_targets(context: Context) -> list[Resource]:
    return [c for c in context.companions if c.type == SCALED]


@quantity("the number of tasks that it keeps", reads=(SCALED, SCHEDULED))
def tasks(context: Context) -> Value:
    """The minimum of its autoscaling target, which owns the count; without one, `desired_count`. Schedules lower it."""
    found: Value = DESIRED.value(context)
    for target in _scaling_targets(context):
        least = target.values.get("min_capacity")
        context.about(target).note("min_capacity", least)
        found = lift(lambda n, there, rest: n if there else rest, least, as_truth(target.exists), found)
    for action in context.companions:
        if action.type == SCHEDULED:
            least = walk(action.values, "scalable_target_action.min_capacity")
            context.about(action).note("scalable_target_action.min_capacity", least)
            found = lowered(found, least, action)
    return found


@fact("it runs tasks", reads=(SCALED,))
def runs_tasks(context: Context) -> Value:
    """Whether its count is above zero, or can be raised by what scales it; a daemon has a task on every machine."""
    raised = any_of(
        lambda t=t: both(t.exists, lambda: at_least(t.values.get("max_capacity"), 1))  # type: ignore[misc]
        for t in _scaling_targets(context)
    )
    fixed = DESIRED.above(0).value(context)
    return either(raised, lambda: either(fixed, lambda: (DAEMON | EXTERNAL).value(context)))


@fact(
    "it keeps two tasks or more", reads=tasks.reads,
    remedy="set `desired_count`, or `min_capacity` of its autoscaling target, to 2 or more",
)  # fmt: skip
def several_tasks(context: Context) -> Value:
    """Whether a task is left when one fails."""
    return at_least(tasks.value(context), 2)


__all__ = [
    "DAEMON", "EXTERNAL", "SCALED", "SCHEDULED", "runs_tasks", "scaled_services", "scalers_of", "several_tasks",
    "tasks",
]  # fmt: skip
