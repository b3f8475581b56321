"""Amazon EMR on EC2: clusters of machines that all stand in one zone; what they keep, they keep in S3.

HDFS on the cluster is reclaimed when the cluster ends, so that a cluster is taken to hold nothing of its own.

Sources: https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-ha.html,
https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-plan-file-systems.html
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.profiles.aws.dependencies import NEEDS
from continuity_audit.profiles.aws.routes import READS as ROUTES
from continuity_audit.profiles.profile import Fold, Profile, continues
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

PROFILES = (EMR_CLUSTER,)
