"""Containers on AWS: Amazon ECS services, Amazon EKS clusters, AWS App Runner.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/,
https://docs.aws.amazon.com/eks/latest/userguide/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.arns import read_arn
from continuity_audit.estate.counts import add, multiply
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import any_of, as_truth, at_least, both, either, negate
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.spelling import spelling
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.addresses import LABEL, bearers
from continuity_audit.profiles.aws.capacity import (
    READS as CAPACITY,
)
from continuity_audit.profiles.aws.capacity import (
    SUBNETS,
    in_two_zones,
    on_several_machines,
    spread_over_zones,
)
from continuity_audit.profiles.aws.dependencies import NEEDS
from continuity_audit.profiles.aws.discovery import NAMESPACES, connected
from continuity_audit.profiles.aws.live_pairs import LIVE_PAIR
from continuity_audit.profiles.aws.routes import READS as ROUTES
from continuity_audit.profiles.aws.task_counts import (
    DAEMON,
    SCALED,
    SCHEDULED,
    runs_tasks,
    scaled_services,
    several_tasks,
)
from continuity_audit.profiles.aws.zones import zones, zones_of
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.elements import one_of
from continuity_audit.profiles.node_pools import hold, repels
from continuity_audit.profiles.places import different, place_in, region_of
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.references import every, mentioned, named_at
from continuity_audit.profiles.terms import Context, attribute, fact, quantity, walk

ECS: Final = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
EKS: Final = "https://docs.aws.amazon.com/eks/latest/userguide/"
APPRUNNER: Final = "https://docs.aws.amazon.com/apprunner/latest/dg/"
PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
SERVICES: Final = ECS + "ecs_services.html"
PLACEMENT: Final = ECS + "task-placement-strategies.html"
RESILIENCE: Final = EKS + "disaster-recovery-resiliency.html"
NODE_GROUPS: Final = EKS + "managed-node-groups.html"

# --- Amazon ECS ---------------------------------------------------------------------------------------------------

FAMILY: Final = re.compile(rf"(?:.*/)?({LABEL})(?::.*)?", re.DOTALL)
"""A family in the argument of a service, alone or in an ARN, and perhaps with a revision."""


def task_definitions(service: Resource, estate: Estate) -> Iterator[Resource]:
    """The task definitions that a service (or a set of its tasks) runs, by reference or by their family."""
    yield from named_at(service, "task_definition", estate, "aws_ecs_task_definition")
    yield from mentioned(service, "task_definition", estate)
    for value in every(service.values, "task_definition"):
        if family := FAMILY.fullmatch(spelling(value)):
            yield from _of_family(family[1], value, service, estate)


def _of_family(family: str, value: Value, service: Resource, estate: Estate) -> Sequence[Resource]:
    """The task definitions of a family in the region: all of the service's own root, else the only one of the estate.

    Without a revision the service runs the latest, whoever registered it.
    Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
    """
    region = place_in(value, "region") if read_arn(value) else region_of(service)
    found = bearers(
        family, {"aws_ecs_task_definition": "family"}, service, estate,
        lambda definition: different(region, region_of(definition), "region", service) is not True,
    )  # fmt: skip
    return found if len(found) == 1 or any(definition.root == service.root for definition in found) else ()


TWO_TASKS = (several_tasks & on_several_machines) | DAEMON

ECS_SERVICE = Profile(
    type="aws_ecs_service",
    title="Amazon ECS service",
    kind=Kind.WORKLOAD,
    stateful=False,
    component=runs_tasks,
    zones=zones(SUBNETS),
    needs=(*NEEDS["aws_ecs_service"], connected),
    reads=tuple(dict.fromkeys((*CAPACITY, *ROUTES, *NAMESPACES))),
    folds=(
        Fold(SCALED, match=scaled_services),
        Fold(SCHEDULED, match=scaled_services),
        Fold("aws_appautoscaling_policy", by="resource_id", of=SCALED),
        Fold("aws_ecs_task_definition", match=task_definitions, forward=True,
             needs=NEEDS["aws_ecs_task_definition"]),
    ),
    instance=(
        continues("members", "its other tasks carry on", when=TWO_TASKS, rto="10s-2m", source=SERVICES),
        recovers("restart", "ECS starts its only task again", rto="1m-10m", source=SERVICES),
    ),
    zone=(
        continues("members", "ECS spreads its tasks over zones", rto="10s-2m",
                  when=TWO_TASKS & in_two_zones & (spread_over_zones | DAEMON), source=PLACEMENT),
        recovers("restart", "ECS starts its tasks again in another of its zones", when=in_two_zones, rto="1m-15m",
                 source=SERVICES),
    ),
    region=LIVE_PAIR,
)  # fmt: skip

# --- Amazon EKS ---------------------------------------------------------------------------------------------------

NODES: Final = "aws_eks_node_group"
SERVERLESS: Final = "aws_eks_fargate_profile"


def _takes_any(context: Context) -> Callable[[Resource], Value]:
    """Whether a node group takes any pod: none of its taints keeps off what does not tolerate it.

    Source: https://docs.aws.amazon.com/eks/latest/userguide/node-taints-managed-node-groups.html
    """

    def takes_any(group: Resource) -> Value:
        def keeps_off(effect: Value) -> Value:
            context.about(group).note("taint.effect", effect)
            return repels(effect)

        return negate(one_of(group.values.get("taint"), keeps_off, "effect"))

    return takes_any


@fact(
    "its node groups that take any pod keep two nodes or more", reads=(NODES,),
    remedy="set `scaling_config.min_size` of a node group without taints to 2 or more",
)  # fmt: skip
def two_nodes(context: Context) -> Value:
    """Whether a node is left when one fails: the cluster's autoscaler goes down to the minimums of its node groups."""

    def together(groups: Sequence[Resource]) -> Value:
        total: Value = 0
        for group in groups:
            total = add(total, _least(group, context))
        return at_least(total, 2)

    return hold(_companions(context, NODES), _takes_any(context), together)


def _companions(context: Context, kind: str) -> list[Resource]:
    return [c for c in context.companions if c.type == kind]


def _least(group: Resource, context: Context) -> Value:
    least = walk(group.values, "scaling_config.min_size")
    context.about(group).note("scaling_config.min_size", least)
    return lift(lambda n, m, there: _times(n, m) if there else 0, least, group.multiplicity, as_truth(group.exists))


def _times(number: Value, times: Value) -> Value:
    """The nodes of a block that stands for several groups: at least as many as one of them has."""
    return multiply(number, replace(times, low=max(times.low or 0, 1)) if isinstance(times, Unknown) else times)


@fact(
    "its nodes that take any pod are in two zones or more", reads=(NODES, "aws_subnet"),
    remedy="keep two nodes or more over two zones in node groups without taints",
)  # fmt: skip
def nodes_in_two_zones(context: Context) -> Value:
    """Whether a node group keeps two nodes over two zones, or node groups of one zone each keep nodes in two."""

    def together(groups: Sequence[Resource]) -> Value:
        spread = any_of(
            lambda g=g: both(at_least(_least(g, context), 2), lambda: _spans(g, context))  # type: ignore[misc]
            for g in groups
        )
        places: Value = ()
        for group in groups:
            own = walk(group.values, "subnet_ids")
            kept = both(at_least(_least(group, context), 1), lambda o=own: as_truth(_zones(o, context) == 1))  # type: ignore[misc]
            places = lift(lambda p, k, o=own: (*p, *o) if k and isinstance(o, tuple) else p, places, kept)
        return either(spread, lambda: at_least(zones_of(places, context.resource, context.estate), 2))

    return hold(_companions(context, NODES), _takes_any(context), together)


def _zones(subnets: Value, context: Context) -> Value:
    return zones_of(subnets, context.resource, context.estate)


def _spans(group: Resource, context: Context) -> Value:
    subnets = group.values.get("subnet_ids")
    context.about(group).note("subnet_ids", subnets)
    return at_least(_zones(subnets, context), 2)


@fact("a Fargate profile has subnets in two zones or more", reads=(SERVERLESS,))
def fargate_in_two_zones(context: Context) -> Value:
    """Whether AWS can run its pods in two zones."""
    return any_of(
        lambda p=p: both(p.exists, lambda: _spans(p, context))  # type: ignore[misc]
        for p in _companions(context, SERVERLESS)
    )


@fact(
    "a node group that takes any pod, or a Fargate profile, has subnets in two zones or more",
    reads=(NODES, SERVERLESS),
)  # fmt: skip
def some_nodes_in_two_zones(context: Context) -> Value:
    """Whether nodes can be started in another zone."""

    def together(groups: Sequence[Resource]) -> Value:
        return any_of(lambda g=g: both(g.exists, lambda: _spans(g, context)) for g in groups)  # type: ignore[misc]

    nodes = hold(_companions(context, NODES), _takes_any(context), together)
    return either(nodes, lambda: fargate_in_two_zones.value(context))


ON_FARGATE = companions(SERVERLESS).any()
WITHOUT_NODES = ~(companions(NODES).any() | ON_FARGATE)
AUTO_MODE = attribute("compute_config.enabled", False, PROVIDER + "eks_cluster").is_true

EKS_CLUSTER = Profile(
    type="aws_eks_cluster",
    title="Amazon EKS cluster with its nodes",
    kind=Kind.CLUSTER,
    stateful=False,
    zones=zones("vpc_config.subnet_ids"),
    reads=ROUTES,
    folds=(
        Fold(NODES, by="cluster_name", needs=NEEDS[NODES]),
        Fold(SERVERLESS, by="cluster_name", needs=NEEDS[SERVERLESS]),
        Fold("aws_eks_addon", by="cluster_name"),
        Fold("aws_eks_access_entry", by="cluster_name"),
        Fold("aws_eks_pod_identity_association", by="cluster_name"),
        Fold("aws_launch_template", by="launch_template.id", forward=True, of=NODES),
    ),
    instance=(
        continues("members", "its other nodes carry on; the control plane runs in several zones",
                  when=two_nodes, rto="10s-5m", source=NODE_GROUPS),
        continues("service", "the control plane runs on several servers in several zones, and AWS runs its nodes",
                  when=WITHOUT_NODES | AUTO_MODE | ON_FARGATE, rto="0s-5m", source=RESILIENCE),
        recovers("restart", "its node group replaces the only node", rto="3m-15m", source=NODE_GROUPS),
    ),
    zone=(
        continues("members", "its nodes and its control plane are spread over zones", when=nodes_in_two_zones,
                  rto="10s-5m", source=NODE_GROUPS),
        continues("service", "the control plane runs in several zones, and AWS runs its nodes",
                  when=WITHOUT_NODES | AUTO_MODE | fargate_in_two_zones, rto="0s-5m", source=RESILIENCE),
        recovers("restart", "the control plane goes on and nodes are started in another zone",
                 when=some_nodes_in_two_zones, rto="3m-30m", source=RESILIENCE),
    ),
    region=LIVE_PAIR,
)  # fmt: skip

# --- AWS App Runner -----------------------------------------------------------------------------------------------

SCALING: Final = "aws_apprunner_auto_scaling_configuration_version"
CONFIGURATION = attribute("auto_scaling_configuration_arn")


@quantity("the number of instances that it keeps", reads=(SCALING,))
def instances(context: Context) -> Value:
    """The minimum of its scaling configuration, which is 1 where nothing is said."""
    for configuration in _companions(context, SCALING):
        return attribute("min_size", 1, PROVIDER + "apprunner_auto_scaling_configuration_version").value(
            context.about(configuration)
        )
    named = CONFIGURATION.value(context)
    if named is None:
        return 1
    cause = f"{context.resource.address}.auto_scaling_configuration_arn"
    return Unknown(frozenset({cause}), cause, low=1)


APPRUNNER_SERVICE = Profile(
    type="aws_apprunner_service",
    title="AWS App Runner service",
    kind=Kind.WORKLOAD,
    stateful=False,
    names=("service_name",),
    needs=NEEDS["aws_apprunner_service"],
    folds=(Fold(SCALING, by="auto_scaling_configuration_arn", forward=True),),
    instance=(
        continues("members", "its other instances carry on", when=instances.at_least(2), rto="10s-2m",
                  source=APPRUNNER + "manage-autoscaling.html"),
        recovers("restart", "App Runner starts its only instance again", rto="1m-10m",
                 source=APPRUNNER + "security-resilience.html"),
    ),
    zone=(
        continues("members", "App Runner spreads its instances over zones", when=instances.at_least(2), rto="10s-2m",
                  source="https://docs.aws.amazon.com/apprunner/latest/api/API_AutoScalingConfiguration.html"),
        recovers("restart", "App Runner starts its only instance again in another zone", rto="1m-15m",
                 source=APPRUNNER + "security-resilience.html"),
    ),
    region=LIVE_PAIR,
)  # fmt: skip

PROFILES = (ECS_SERVICE, EKS_CLUSTER, APPRUNNER_SERVICE)
