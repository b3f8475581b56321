"""Amazon RDS and Aurora.

Sources: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/,
https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import add, any_of, both
from continuity_audit.estate.model import Kind, Resource, Scenario
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Value
from continuity_audit.profiles.aws.backup import READS, plan
from continuity_audit.profiles.places import in_another_region
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import ALWAYS, Context, attribute, companions, fact, quantity

RDS: Final = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
AURORA: Final = "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/"
MULTI_AZ: Final = RDS + "Concepts.MultiAZ.Failover.html"
PITR: Final = RDS + "USER_PIT.html"
BACKUPS_KEPT: Final = RDS + "USER_WorkingWithAutomatedBackups.html"
PROMOTION: Final = RDS + "USER_ReadRepl.html"
CROSS_REGION_BACKUPS: Final = RDS + "USER_ReplicateBackups.html"
AURORA_FAILOVER: Final = AURORA + "Concepts.AuroraHighAvailability.html"
GLOBAL: Final = AURORA + "aurora-global-database-disaster-recovery.html"

PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"

# --- RDS instance -------------------------------------------------------------------------------------------------

STANDBY = attribute("multi_az", False, PROVIDER + "db_instance").is_true
BACKUPS = attribute("backup_retention_period", 0, PROVIDER + "db_instance").above(0)


@fact(
    "a read replica stands in another region", reads=("aws_db_instance",),
    remedy="add a read replica in another region (`replicate_source_db` with an aliased provider)",
)  # fmt: skip
def replica_in_another_region(context: Context) -> Value:
    """Whether a read replica of the instance runs in another region."""
    replicas = [c for c in context.companions if c.type == "aws_db_instance"]
    for replica in replicas:
        context.about(replica).note("replicate_source_db", replica.values.get("replicate_source_db"))
    return any_of(
        lambda r=replica: both(r.exists, lambda: in_another_region(r, context.resource))  # type: ignore[misc]
        for replica in replicas
    )


BACKUPS_REPLICATED = companions("aws_db_instance_automated_backups_replication").any()

RDS_INSTANCE = Profile(
    type="aws_db_instance",
    title="Amazon RDS instance",
    kind=Kind.DATABASE,
    stateful=True,
    names=("identifier", "db_name"),
    folds=(
        Fold("aws_db_instance", by="replicate_source_db"),
        Fold("aws_db_instance_automated_backups_replication", by="source_db_instance_arn"),
        Fold("aws_db_proxy_target", by="db_instance_identifier"),
    ),
    reads=READS,
    data=(
        recovers("restore", "automated backups with point-in-time recovery", when=BACKUPS,
                 rto="20m-4h", rpo="5m", source=PITR),
        *plan(Scenario.DATA),
    ),
    instance=(
        continues("failover", "Multi-AZ keeps a synchronous standby that takes over", when=STANDBY,
                  rto="60s-120s", source=MULTI_AZ),
        recovers("restart", "RDS replaces the host and starts it on its surviving volume", rto="5m-30m",
                 source=MULTI_AZ),
    ),
    zone=(
        continues("failover", "Multi-AZ keeps a synchronous standby in another zone", when=STANDBY,
                  rto="60s-120s", source=MULTI_AZ),
        recovers("promotion", "a read replica in another region can be promoted", when=replica_in_another_region,
                 rto="5m-30m", rpo="1s-5m", source=PROMOTION),
        recovers("restore", "automated backups are kept in the region, not in the zone", when=BACKUPS,
                 rto="20m-4h", rpo="5m", source=BACKUPS_KEPT),
        *plan(Scenario.ZONE),
    ),
    region=(
        recovers("promotion", "a read replica in another region stands ready to be promoted",
                 when=replica_in_another_region, rto="5m-30m", rpo="1s-5m", source=PROMOTION),
        recovers("restore", "automated backups are replicated to another region", when=BACKUPS_REPLICATED,
                 rto="30m-6h", rpo="5m-30m", source=CROSS_REGION_BACKUPS),
        *plan(Scenario.REGION),
    ),
    account=plan(Scenario.ACCOUNT),
)  # fmt: skip

# --- Aurora and Multi-AZ DB clusters ------------------------------------------------------------------------------


@quantity("the number of its `aws_rds_cluster_instance`", reads=("aws_rds_cluster_instance",))
def _members(context: Context) -> Value:
    """The members of this cluster; those of a secondary cluster are folded in too and serve elsewhere."""
    total: Value = 0
    for member in context.companions:
        if member.type != "aws_rds_cluster_instance":
            continue
        value = member.values.get("cluster_identifier")
        if context.resource in context.estate.named(value, "aws_rds_cluster", near=member):
            context.about(member).note("cluster_identifier", value)
            total = add(total, lift(lambda n, there: n if there else 0, member.multiplicity, member.exists))
    return total


MEMBERS = _members
MULTI_AZ_CLUSTER = attribute("db_cluster_instance_class").is_set
SERVERLESS_V1 = attribute("engine_mode", "provisioned", PROVIDER + "rds_cluster").equals("serverless")


def primary_of(secondary: Resource, estate: Estate) -> Iterator[Resource]:
    """The primary cluster of the global database that a secondary cluster joins.

    The primary is the one that the global cluster was made from, else the only member with a master user.
    """
    value = secondary.values.get("global_cluster_identifier")
    for group in estate.named(value, "aws_rds_global_cluster", near=secondary):
        made_from = group.values.get("source_db_cluster_identifier")
        named = estate.named(made_from, "aws_rds_cluster", near=group)
        members = [
            cluster
            for cluster in estate.of_type("aws_rds_cluster")
            if group in estate.named(cluster.values.get("global_cluster_identifier"), group.type, near=cluster)
        ]
        primaries = named or [c for c in members if any(c.values.get(name) is not None for name in BORN_WITH)]
        if len(primaries) == 1 and primaries[0].id != secondary.id:
            yield primaries[0]


BORN_WITH: Final = ("master_username", "snapshot_identifier", "restore_to_point_in_time")
"""Arguments that a secondary cluster of a global database cannot have: its data comes from the primary."""


@fact(
    "a secondary cluster of its global database runs in another region",
    reads=("aws_rds_global_cluster", "aws_rds_cluster", "aws_rds_cluster_instance"),
    remedy="add a secondary cluster with an instance in another region to an `aws_rds_global_cluster`",
)
def secondary_with_an_instance(context: Context) -> Value:
    """Whether the global database has a secondary cluster, with an instance, in another region."""
    clusters = {c.id: c for c in context.companions if c.type == "aws_rds_cluster"}
    return any_of(
        lambda i=i, c=c: both(  # type: ignore[misc]
            both(c.exists, lambda: i.exists), lambda: in_another_region(c, context.resource)
        )
        for i in context.estate.of_type("aws_rds_cluster_instance")
        for c in context.estate.named(i.values.get("cluster_identifier"), "aws_rds_cluster", near=i)
        if c.id in clusters
    )


@fact("a secondary cluster of its global database keeps its data in another region", reads=("aws_rds_cluster",))
def headless_secondary(context: Context) -> Value:
    """Whether a secondary cluster without an instance keeps a copy in another region."""
    return any_of(
        lambda c=c: both(c.exists, lambda: in_another_region(c, context.resource))  # type: ignore[misc]
        for c in context.companions
        if c.type == "aws_rds_cluster"
    )


AURORA_CLUSTER = Profile(
    type="aws_rds_cluster",
    title="Amazon Aurora or RDS Multi-AZ DB cluster",
    kind=Kind.DATABASE,
    stateful=True,
    names=("cluster_identifier", "database_name"),
    folds=(
        Fold("aws_rds_cluster_instance", by="cluster_identifier"),
        Fold("aws_rds_cluster", match=primary_of),
        Fold("aws_rds_global_cluster", by="source_db_cluster_identifier"),
        Fold("aws_rds_global_cluster", by="global_cluster_identifier", forward=True),
    ),
    reads=(*READS, "aws_rds_global_cluster"),
    data=(
        recovers("restore", "continuous backup with point-in-time recovery; retention is at least one day",
                 rto="20m-4h", rpo="5m", source=AURORA + "Aurora.Managing.Backups.html"),
    ),
    instance=(
        continues("failover", "a Multi-AZ DB cluster has two readable standbys", when=MULTI_AZ_CLUSTER,
                  rto="35s-60s", source=RDS + "multi-az-db-clusters-concepts-failover.html"),
        continues("failover", "a replica is promoted", when=MEMBERS.at_least(2), rto="30s-60s",
                  source=AURORA_FAILOVER),
        recovers("restart", "Aurora creates the only instance again on its surviving storage",
                 when=MEMBERS.at_least(1) | SERVERLESS_V1, rto="5m-10m", source=AURORA_FAILOVER),
        recovers("redeploy", "the storage survives; an instance has to be created", rto="10m-30m",
                 source=AURORA_FAILOVER),
    ),
    zone=(
        continues("failover", "a Multi-AZ DB cluster has its standbys in two other zones", when=MULTI_AZ_CLUSTER,
                  rto="35s-60s", source=RDS + "multi-az-db-clusters-concepts.html"),
        continues("failover", "Aurora places members over the zones of the subnet group", when=MEMBERS.at_least(2),
                  rto="30s-60s", source=AURORA_FAILOVER),
        recovers("restart", "storage spans zones and a new writer is created in another",
                 when=MEMBERS.at_least(1) | SERVERLESS_V1, rto="10m-30m", source=AURORA_FAILOVER),
        recovers("redeploy", "storage spans zones; an instance has to be created in another", rto="10m-30m",
                 source=AURORA_FAILOVER),
    ),
    region=(
        recovers("promotion", "a secondary cluster in another region stands ready for an operator's failover",
                 when=secondary_with_an_instance, rto="1m-30m", rpo="1s-20s", source=GLOBAL),
        recovers("redeploy", "a secondary cluster without an instance keeps the data in another region",
                 when=headless_secondary, rto="10m-1h", rpo="1s-20s", source=GLOBAL),
        *plan(Scenario.REGION),
    ),
    account=plan(Scenario.ACCOUNT),
)  # fmt: skip

PROFILES = (RDS_INSTANCE, AURORA_CLUSTER)

__all__ = ["ALWAYS", "PROFILES"]
