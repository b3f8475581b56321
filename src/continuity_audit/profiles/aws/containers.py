"""Containers on AWS: Amazon ECS services, Amazon EKS clusters, AWS App Runner.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/,
https://docs.aws.amazon.com/eks/latest/userguide/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from continuity_audit.estate.arns import read_arn
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import both, negate
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import spelling
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.addresses import LABEL, bearers
from continuity_audit.profiles.aws.capacity import (
    READS as CAPACITY,
)
from continuity_audit.profiles.aws.capacity import (
    SUBNETS,
    in_two_zones,
    on_fargate,
    on_machines_apart,
    on_several_machines,
    spread_over_zones,
)
from continuity_audit.profiles.aws.cluster_machines import GROUP, STARTED_FROM_PATHS
from continuity_audit.profiles.aws.dependencies import NEEDS
from continuity_audit.profiles.aws.discovery import NAMESPACES, connected
from continuity_audit.profiles.aws.eks_nodes import (
    NODES,
    SERVERLESS,
    clusters_joined,
    fargate_in_two_zones,
    nodes_in_two_zones,
    some_nodes_in_two_zones,
    two_nodes,
)
from continuity_audit.profiles.aws.eks_nodes import (
    READS as NODE_READS,
)
from continuity_audit.profiles.aws.live_pairs import LIVE_PAIR
from continuity_audit.profiles.aws.routes import READS as ROUTES
from continuity_audit.profiles.aws.spot import not_on_spot_machines, two_not_on_fargate_spot
from continuity_audit.profiles.aws.task_counts import (
    DAEMON,
    SCALED,
    SCHEDULED,
    runs_tasks,
    scaled_services,
    several_tasks,
)
from continuity_audit.profiles.aws.zones import links_in_two_zones, zones
from continuity_audit.profiles.block_terms import blocks
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.places import different, place_in, region_of
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers, where
from continuity_audit.profiles.references import every, mentioned, named_at
from continuity_audit.profiles.terms import Context, attribute, fact, quantity

ECS: Final = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
EKS: Final = "https://docs.aws.amazon.com/eks/latest/userguide/"
APPRUNNER: Final = "https://docs.aws.amazon.com/apprunner/latest/dg/"
PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
SERVICES: Final = ECS + "ecs_services.html"
PLACEMENT: Final = ECS + "task-placement-strategies.html"
RESILIENCE: Final = EKS + "disaster-recovery-resiliency.html"
NODE_GROUPS: Final = EKS + "managed-node-groups.html"

# --- Amazon ECS ---------------------------------------------------------------------------------------------------

FAMILY: Final = pattern(rf"(?:.*/)?({LABEL})(?::.*)?", re.DOTALL)
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


SHARED_VOLUME: Final = companions("aws_ecs_task_definition").any(
    blocks("volume").any(
        attribute("docker_volume_configuration.driver").equals("rexray/ebs")
        & attribute("docker_volume_configuration.scope", "task", PROVIDER + "ecs_task_definition").equals("shared")
    )
)


@fact("Docker makes a volume on EBS (`rexray/ebs`) for its tasks that outlives them", reads=CAPACITY)
def keeps_on_ebs(context: Context) -> Value:
    """Whether its tasks keep data on a volume of Amazon EBS, in a single zone; on Fargate Docker makes none.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/docker-volumes.html
    """
    return both(context.ask(SHARED_VOLUME), lambda: negate(context.ask(on_fargate)))


TWO_TASKS = ((several_tasks & on_machines_apart) | DAEMON) & on_several_machines

ECS_SERVICE = Profile(
    type="aws_ecs_service",
    title="Amazon ECS service",
    kind=Kind.WORKLOAD,
    stateful=keeps_on_ebs,
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
        recovers("restart", "ECS starts its tasks again", rto="1m-10m", source=SERVICES),
    ),
    zone=where(
        ~keeps_on_ebs,
        continues("members", "ECS spreads its tasks over zones", rto="10s-2m",
                  when=TWO_TASKS & in_two_zones & (spread_over_zones | DAEMON) & two_not_on_fargate_spot
                  & not_on_spot_machines,
                  source=PLACEMENT),
        recovers("restart", "ECS starts its tasks again in another of its zones", when=in_two_zones, rto="1m-15m",
                 source=SERVICES),
    ),
    region=where(~keeps_on_ebs, *LIVE_PAIR),
)  # fmt: skip

EXPRESS_SERVICE: Final = PROVIDER + "ecs_express_gateway_service"
EXPRESS: Final = ECS + "express-service-work.html"
EXPRESS_TASKS = attribute("scaling_target.min_task_count", 1, EXPRESS_SERVICE).at_least(2)
EXPRESS_ZONES = ~attribute(SUBNETS).is_set | zones(SUBNETS).at_least(2)
"""It takes two subnets or more for its load balancer, by default those of the default network."""

ECS_EXPRESS_SERVICE = Profile(
    type="aws_ecs_express_gateway_service",
    title="Amazon ECS Express Mode service",
    kind=Kind.WORKLOAD,
    stateful=False,
    names=("service_name",),
    needs=NEEDS["aws_ecs_express_gateway_service"],
    reads=("aws_subnet", *ROUTES),
    instance=(
        continues("members", "its other tasks carry on", when=EXPRESS_TASKS, rto="10s-2m", source=EXPRESS),
        recovers("restart", "ECS starts its tasks again", rto="1m-10m", source=SERVICES),
    ),
    zone=(
        continues("members", "ECS spreads its tasks over zones", when=EXPRESS_TASKS & EXPRESS_ZONES, rto="10s-2m",
                  source=PLACEMENT),
        recovers("restart", "ECS starts its tasks again in another of its zones", when=EXPRESS_ZONES, rto="1m-15m",
                 source=SERVICES),
    ),
    region=LIVE_PAIR,
)  # fmt: skip

# --- Amazon EKS ---------------------------------------------------------------------------------------------------

ON_FARGATE = companions(SERVERLESS).any()
WITHOUT_NODES = ~(companions(NODES, GROUP).any() | ON_FARGATE)
ON_OUTPOSTS = attribute("outpost_config").is_set
"""Whether the control plane itself runs on AWS Outposts, whose racks belong to one zone.

Source: https://docs.aws.amazon.com/eks/latest/userguide/eks-outposts-local-cluster-overview.html
"""
AUTO_MODE = attribute("compute_config.enabled", False, PROVIDER + "eks_cluster").is_true

EKS_CLUSTER = Profile(
    type="aws_eks_cluster",
    title="Amazon EKS cluster with its nodes",
    kind=Kind.CLUSTER,
    stateful=False,
    zones=zones("vpc_config.subnet_ids"),
    reads=(*ROUTES, *NODE_READS),
    folds=(
        Fold(NODES, by="cluster_name", needs=NEEDS[NODES]),
        Fold(SERVERLESS, by="cluster_name", needs=NEEDS[SERVERLESS]),
        Fold("aws_eks_addon", by="cluster_name"),
        Fold("aws_eks_access_entry", by="cluster_name"),
        Fold("aws_eks_pod_identity_association", by="cluster_name"),
        Fold("aws_launch_template", by="launch_template.id", forward=True, of=NODES),
        Fold(GROUP, match=clusters_joined, needs=NEEDS[GROUP]),
        *(Fold(kind, by=by, forward=True, of=GROUP, needs=NEEDS[kind]) for kind, by in STARTED_FROM_PATHS),
    ),
    instance=(
        continues("members", "its other nodes carry on; the control plane runs in several zones",
                  when=two_nodes, rto="10s-5m", source=NODE_GROUPS),
        continues("service", "the control plane runs on several servers in several zones, and AWS runs its nodes",
                  when=AUTO_MODE | ON_FARGATE, rto="0s-5m", source=RESILIENCE),
        continues("service", "the control plane runs on several servers in several zones; no code here makes its nodes",
                  when=WITHOUT_NODES, rto="0s-5m", source=RESILIENCE),
        recovers("restart", "its node group replaces the only node", rto="3m-15m", source=NODE_GROUPS),
    ),
    zone=(
        continues("members", "its nodes and its control plane are spread over zones",
                  when=nodes_in_two_zones & ~ON_OUTPOSTS, rto="10s-5m", source=NODE_GROUPS),
        continues("service", "the control plane runs in several zones, and AWS runs its nodes",
                  when=AUTO_MODE | fargate_in_two_zones, rto="0s-5m", source=RESILIENCE),
        continues("service", "the control plane runs in several zones; no code here makes its nodes",
                  when=WITHOUT_NODES & ~ON_OUTPOSTS, rto="0s-5m", source=RESILIENCE),
        recovers("restart", "the control plane goes on and nodes are started in another zone",
                 when=some_nodes_in_two_zones & ~ON_OUTPOSTS, rto="3m-30m", source=RESILIENCE),
    ),
    region=LIVE_PAIR,
)  # fmt: skip

# --- AWS App Runner -----------------------------------------------------------------------------------------------

SCALING: Final = "aws_apprunner_auto_scaling_configuration_version"
CONFIGURATION = attribute("auto_scaling_configuration_arn")


@quantity("the number of instances that it keeps", reads=(SCALING,))
def instances(context: Context) -> Value:
    """The minimum of its scaling configuration, which is 1 where nothing is said."""
    for configuration in (c for c in context.companions if c.type == SCALING):
        return attribute("min_size", 1, PROVIDER + "apprunner_auto_scaling_configuration_version").value(
            context.about(configuration)
        )
    named = CONFIGURATION.value(context)
    if named is None:
        return 1
    cause = f"{context.resource.address}.auto_scaling_configuration_arn"
    return Unknown(frozenset({cause}), cause, low=1)


CONNECTED = links_in_two_zones(
    "aws_apprunner_vpc_connector", "subnets", "network_configuration.egress_configuration.vpc_connector_arn"
)
"""Whatever it asks for leaves it through its connector, which is as zonal as its subnets.

Source: https://docs.aws.amazon.com/apprunner/latest/dg/network-vpc.html
"""

APPRUNNER_SERVICE = Profile(
    type="aws_apprunner_service",
    title="AWS App Runner service",
    kind=Kind.WORKLOAD,
    stateful=False,
    names=("service_name",),
    needs=NEEDS["aws_apprunner_service"],
    reads=("aws_apprunner_vpc_connector",),
    folds=(Fold(SCALING, by="auto_scaling_configuration_arn", forward=True),),
    instance=(
        continues("members", "its other instances carry on", when=instances.at_least(2), rto="10s-2m",
                  source=APPRUNNER + "manage-autoscaling.html"),
        recovers("restart", "App Runner starts its only instance again", rto="1m-10m",
                 source=APPRUNNER + "security-resilience.html"),
    ),
    zone=(
        continues("members", "App Runner spreads its instances over zones", rto="10s-2m",
                  when=instances.at_least(2) & CONNECTED,
                  source="https://docs.aws.amazon.com/apprunner/latest/api/API_AutoScalingConfiguration.html"),
        recovers("restart", "App Runner starts its instances again in another zone", when=CONNECTED, rto="1m-15m",
                 source=APPRUNNER + "security-resilience.html"),
    ),
    region=LIVE_PAIR,
)  # fmt: skip

PROFILES = (ECS_SERVICE, ECS_EXPRESS_SERVICE, EKS_CLUSTER, APPRUNNER_SERVICE)
