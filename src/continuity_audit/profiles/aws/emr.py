"""Amazon EMR on EC2, clusters of machines that all stand in one zone, and EMR Serverless; what they keep is in S3.

HDFS on the cluster is reclaimed when the cluster ends, so that a cluster is taken to hold nothing of its own.

Sources: https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-ha.html,
https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-file-systems.html
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.profiles.aws.dependencies import NEEDS
from continuity_audit.profiles.aws.routes import READS as ROUTES
from continuity_audit.profiles.aws.zones import zones
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import attribute

PAGE: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/emr_cluster"
PRIMARIES: Final = "https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-ha.html"
CLUSTER: Final = "aws_emr_cluster"

STAYS = attribute("keep_job_flow_alive_when_no_steps", True, PAGE).is_true
"""A cluster that ends with its steps is a job that runs once."""
THREE_PRIMARIES = (
    attribute("master_instance_group.instance_count", 1, PAGE).at_least(3)
    | attribute("master_instance_fleet.target_on_demand_capacity", 1, PAGE).at_least(3)
)  # fmt: skip

SEVERAL_CORES = attribute("core_instance_group.instance_count", 1, PAGE).at_least(2) | attribute(
    "core_instance_fleet.target_on_demand_capacity", 0, PAGE
).at_least(2)
"""A single core node is all that keeps what the cluster stores, and all that runs its applications for sure.

Source: https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-hdfs-config.html
"""

EMR_CLUSTER = Profile(
    type=CLUSTER,
    title="Amazon EMR cluster",
    kind=Kind.COMPUTE,
    stateful=False,
    component=STAYS,
    needs=NEEDS[CLUSTER],
    reads=ROUTES,
    folds=(Fold("aws_emr_instance_group", by="cluster_id"), Fold("aws_emr_instance_fleet", by="cluster_id")),
    instance=(
        continues("failover", "the two other primary nodes go on, and EMR replaces a node that failed",
                  when=THREE_PRIMARIES & SEVERAL_CORES, rto="0s-5m", source=PRIMARIES),
    ),
)  # fmt: skip

JOBS: Final = "https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/jobs-resiliency.html"
SUBNETS: Final = "network_configuration.subnet_ids"
APPLICATION_ZONES = zones(SUBNETS)

SERVERLESS_APPLICATION = Profile(
    type="aws_emrserverless_application",
    title="Amazon EMR Serverless application",
    kind=Kind.COMPUTE,
    stateful=False,
    scheduled=True,
    zones=APPLICATION_ZONES,
    needs=NEEDS["aws_emrserverless_application"],
    reads=ROUTES,
    instance=(recovers("restart", "jobs are run again by their retries or by who starts them", rto="1m-24h",
                       source=JOBS),),
    zone=(recovers("restart", "jobs are run again in another zone", rto="1m-24h",
                   when=~attribute(SUBNETS).is_set | APPLICATION_ZONES.at_least(2), source=JOBS),),
)  # fmt: skip

PROFILES = (EMR_CLUSTER, SERVERLESS_APPLICATION)
