"""Amazon Redshift clusters and Redshift Serverless.

Source: https://docs.aws.amazon.com/redshift/latest/mgmt/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import as_truth
from continuity_audit.estate.model import Kind, Resource, Scenario
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.backup import IN_LOCKED_VAULT, READS, plan
from continuity_audit.profiles.block_terms import blocks
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.places import region_of
from continuity_audit.profiles.profile import Fold, Profile, continues, lost, recovers
from continuity_audit.profiles.terms import Context, attribute, fact

PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
REDSHIFT: Final = "https://docs.aws.amazon.com/redshift/latest/mgmt/"
SNAPSHOTS: Final = REDSHIFT + "working-with-snapshots.html"
RESILIENCE: Final = REDSHIFT + "security-disaster-recovery-resiliency.html"
MULTI_AZ: Final = REDSHIFT + "managing-cluster-multi-az.html"
RELOCATION: Final = REDSHIFT + "managing-cluster-recovery.html"
SERVERLESS_POINTS: Final = REDSHIFT + "serverless-snapshots-recovery-points.html"

# --- Redshift cluster ---------------------------------------------------------------------------------------------

CLUSTER: Final = PROVIDER + "redshift_cluster"


@fact("its nodes are of a type with managed storage (RA3)", remedy="use an `ra3` node type")
def managed_storage(context: Context) -> Value:
    """Whether the nodes keep their data in Redshift managed storage, which outlives them and spans zones."""
    node_type = unmark(context.read("node_type"))
    context.note("node_type", node_type)
    return lift(_managed, node_type)


def _managed(node_type: Value) -> Value:
    if isinstance(node_type, Unknown):
        return as_truth(Unknown(node_type.causes, f"{node_type.key} is ra3"))
    return isinstance(node_type, str) and node_type.lower().startswith("ra3.")


SNAPSHOTS_ON = attribute("automated_snapshot_retention_period", 1, CLUSTER).above(0) | managed_storage
"""Retention is one day by default; with managed storage automated snapshots cannot be turned off."""
SPANS_ZONES = attribute("multi_az", False, CLUSTER).is_true
RELOCATES = attribute("availability_zone_relocation_enabled", False, CLUSTER).is_true
SEVERAL_NODES = attribute("number_of_nodes", 1, CLUSTER).at_least(2)
COPIED = companions("aws_redshift_snapshot_copy").any() | blocks("snapshot_copy").any()

REDSHIFT_CLUSTER = Profile(
    type="aws_redshift_cluster",
    title="Amazon Redshift cluster",
    kind=Kind.ANALYTICS,
    stateful=True,
    names=("cluster_identifier", "database_name"),
    folds=(
        Fold("aws_redshift_snapshot_copy", by="cluster_identifier"),
        Fold("aws_redshift_snapshot_schedule_association", by="cluster_identifier"),
    ),
    reads=READS,
    data=(
        recovers("restore", "automated snapshots, about every eight hours", when=SNAPSHOTS_ON, rto="30m-8h",
                 rpo="0s-8h", source=SNAPSHOTS),
        *plan(Scenario.DATA),
    ),
    instance=(
        continues("failover", "the compute of a second zone carries on", when=SPANS_ZONES, rto="0s-60s",
                  source=MULTI_AZ),
        recovers("restart", "Redshift replaces the node; its data is in managed storage or on another node",
                 when=managed_storage | SEVERAL_NODES, rto="5m-1h", source=RESILIENCE),
        recovers("restore", "the only node is restored from a snapshot", when=SNAPSHOTS_ON, rto="30m-8h",
                 rpo="0s-8h", source=SNAPSHOTS),
        *plan(Scenario.INSTANCE),
    ),
    zone=(
        continues("failover", "the compute of a second zone carries on", when=SPANS_ZONES, rto="0s-60s",
                  source=MULTI_AZ),
        recovers("restart", "Redshift relocates the cluster to another zone", when=RELOCATES, rto="10m-1h",
                 source=RELOCATION),
        recovers("restore", "snapshots are kept in the region, not in the zone", when=SNAPSHOTS_ON, rto="30m-8h",
                 rpo="0s-8h", source=SNAPSHOTS),
        *plan(Scenario.ZONE),
    ),
    region=(
        recovers("restore", "snapshots are copied to another region", when=COPIED & SNAPSHOTS_ON, rto="1h-12h",
                 rpo="0s-8h", source=SNAPSHOTS),
    ),
    account=(IN_LOCKED_VAULT,),
)  # fmt: skip

# --- Redshift Serverless: the namespace keeps the data, its workgroup computes ------------------------------------


def namespace_of(workgroup: Resource, estate: Estate) -> Iterator[Resource]:
    """The namespace that a workgroup computes for, by reference or by its name."""
    name = unmark(workgroup.values.get("namespace_name"))
    yield from estate.named(name, "aws_redshiftserverless_namespace", near=workgroup)
    for namespace in estate.of_type("aws_redshiftserverless_namespace"):
        named = isinstance(name, str) and name == unmark(namespace.values.get("namespace_name"))
        if named and namespace.root == workgroup.root and region_of(namespace) == region_of(workgroup):
            yield namespace


REDSHIFT_NAMESPACE = Profile(
    type="aws_redshiftserverless_namespace",
    title="Amazon Redshift Serverless namespace",
    kind=Kind.ANALYTICS,
    stateful=True,
    names=("namespace_name", "db_name"),
    folds=(Fold("aws_redshiftserverless_workgroup", match=namespace_of),),
    reads=READS,
    data=(
        recovers("restore", "a recovery point every 30 minutes is kept for 24 hours", rto="15m-4h", rpo="0s-30m",
                 source=SERVERLESS_POINTS),
    ),
    instance=(
        recovers("restart", "the service replaces failed compute; the data is in managed storage", rto="1m-30m",
                 source=RESILIENCE),
    ),
    zone=(
        recovers("restart", "the service starts compute in another of its workgroup's zones; storage spans zones",
                 rto="5m-1h", source=RESILIENCE),
    ),
    account=(IN_LOCKED_VAULT,),
)  # fmt: skip

REDSHIFT_WORKGROUP = Profile(
    type="aws_redshiftserverless_workgroup",
    title="Amazon Redshift Serverless workgroup whose namespace is elsewhere",
    kind=Kind.ANALYTICS,
    stateful=False,
    names=("workgroup_name",),
    instance=REDSHIFT_NAMESPACE.instance,
    zone=REDSHIFT_NAMESPACE.zone,
)

# --- Amazon Managed Grafana ---------------------------------------------------------------------------------------

GRAFANA: Final = "https://docs.aws.amazon.com/grafana/latest/userguide/"
IN_SEVERAL_ZONES: Final = GRAFANA + "v10-alerting-explore-high-availability.html"

GRAFANA_WORKSPACE = Profile(
    type="aws_grafana_workspace",
    title="Amazon Managed Grafana workspace",
    kind=Kind.ANALYTICS,
    stateful=True,
    folds=tuple(
        Fold(f"aws_grafana_{part}", by="workspace_id")
        for part in ("license_association", "role_association", "workspace_api_key", "workspace_saml_configuration",
                     "workspace_service_account", "workspace_service_account_token")
    ),
    data=(lost("deleting a workspace deletes its dashboards, alerts and snapshots",
               source=GRAFANA + "AMG-edit-delete-workspace.html"),),
    instance=(continues("service", "a workspace runs several instances", source=IN_SEVERAL_ZONES),),
    zone=(continues("service", "the instances of a workspace run in several zones", source=IN_SEVERAL_ZONES),),
)  # fmt: skip

PROFILES = (REDSHIFT_CLUSTER, REDSHIFT_NAMESPACE, REDSHIFT_WORKGROUP, GRAFANA_WORKSPACE)
