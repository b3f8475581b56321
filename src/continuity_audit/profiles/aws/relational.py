"""Amazon RDS, Aurora and Aurora DSQL.

Sources: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/,
https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/, https://docs.aws.amazon.com/aurora-dsql/latest/userguide/
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.logic import any_of, both
from continuity_audit.estate.model import Kind, Scenario
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Value
from continuity_audit.profiles.aws.backup import READS, plan
from continuity_audit.profiles.aws.global_clusters import MANAGED_USER, Clusters
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.places import different, in_another_region, place_in, region_of
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import ALWAYS, Context, attribute, fact

RDS: Final = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
AURORA: Final = "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/"
MULTI_AZ: Final = RDS + "Concepts.MultiAZ.Failover.html"
PITR: Final = RDS + "USER_PIT.html"
BACKUPS_KEPT: Final = RDS + "USER_WorkingWithAutomatedBackups.html"
PROMOTION: Final = RDS + "USER_ReadRepl.html"
CROSS_REGION_BACKUPS: Final = RDS + "USER_ReplicateBackups.html"
AURORA_FAILOVER: Final = AURORA + "Concepts.AuroraHighAvailability.html"
CROSS_REGION_REPLICA: Final = AURORA + "AuroraMySQL.Replication.CrossRegion.html"
GLOBAL: Final = AURORA + "aurora-global-database-disaster-recovery.html"

PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"

# --- RDS instance -------------------------------------------------------------------------------------------------

STANDBY = attribute("multi_az", False, PROVIDER + "db_instance").is_true
BACKUPS = attribute("backup_retention_period", 0, PROVIDER + "db_instance").above(0)
ON_OUTPOST = attribute("backup_target", "region", PROVIDER + "db_instance").equals("outposts")
"""Whether backups are kept on the Outpost that runs it, whose racks belong to one zone, and not in the region.

Source: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-on-outposts.considerations.html
"""
REGIONAL_BACKUPS = BACKUPS & ~ON_OUTPOST


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


@fact("it is a replica of a database in another region")
def source_in_another_region(context: Context) -> Value:
    """Whether the ARN of the database that it replicates names another region; in its own, the name alone will do."""
    source = context.read("replicate_source_db")
    context.note("replicate_source_db", source)
    there = lift(lambda arn: place_in(arn, "region"), source)
    here = region_of(context.resource)
    return lift(lambda place: place is not None and different(place, here, "region", context.resource), there)


BACKUPS_REPLICATED = companions("aws_db_instance_automated_backups_replication").any() & BACKUPS
"""Without automated backups there is nothing to replicate, and RDS refuses to."""

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
        recovers("promotion", "it is a replica: the database that it replicates is in another region",
                 when=source_in_another_region, rto="5m-30m", rpo="1s-5m", source=PROMOTION),
        recovers("restore", "automated backups are kept in the region, not in the zone", when=REGIONAL_BACKUPS,
                 rto="20m-4h", rpo="5m", source=BACKUPS_KEPT),
        *plan(Scenario.ZONE),
    ),
    region=(
        recovers("promotion", "a read replica in another region stands ready to be promoted",
                 when=replica_in_another_region, rto="5m-30m", rpo="1s-5m", source=PROMOTION),
        recovers("promotion", "it is a replica: the database that it replicates is in another region",
                 when=source_in_another_region, rto="5m-30m", rpo="1s-5m", source=PROMOTION),
        recovers("restore", "automated backups are replicated to another region", when=BACKUPS_REPLICATED,
                 rto="30m-6h", rpo="5m-30m", source=CROSS_REGION_BACKUPS),
        *plan(Scenario.REGION),
    ),
    account=plan(Scenario.ACCOUNT),
)  # fmt: skip

# --- Aurora and Multi-AZ DB clusters ------------------------------------------------------------------------------


CLUSTERS: Final = Clusters(
    "aws_rds_cluster", "aws_rds_cluster_instance", "aws_rds_global_cluster",
    ("master_username", MANAGED_USER, "snapshot_identifier", "restore_to_point_in_time", "s3_import"),
)  # fmt: skip
MEMBERS = CLUSTERS.members()
MULTI_AZ_CLUSTER = attribute("db_cluster_instance_class").is_set
LIMITLESS: Final = "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBShardGroup.html"
SERVERLESS_V1 = attribute("engine_mode", "provisioned", PROVIDER + "rds_cluster").equals("serverless")

SHARDS = companions("aws_rds_shard_group")
STANDBY_SHARDS = SHARDS.any(attribute("compute_redundancy", 0, LIMITLESS).at_least(1))

AURORA_CLUSTER = Profile(
    type="aws_rds_cluster",
    title="Amazon Aurora or RDS Multi-AZ DB cluster",
    kind=Kind.DATABASE,
    stateful=True,
    names=("cluster_identifier", "database_name"),
    folds=(*CLUSTERS.folds(), Fold("aws_rds_shard_group", by="db_cluster_identifier")),
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
        continues("failover", "its shard group has standbys", when=STANDBY_SHARDS, rto="30s-60s", source=LIMITLESS),
        recovers("restart", "Aurora creates the only instance again on its surviving storage",
                 when=MEMBERS.at_least(1) | SERVERLESS_V1 | SHARDS.any(), rto="5m-10m", source=AURORA_FAILOVER),
        recovers("redeploy", "the storage survives; an instance has to be created", rto="10m-30m",
                 source=AURORA_FAILOVER),
    ),
    zone=(
        continues("failover", "a Multi-AZ DB cluster has its standbys in two other zones", when=MULTI_AZ_CLUSTER,
                  rto="35s-60s", source=RDS + "multi-az-db-clusters-concepts.html"),
        continues("failover", "Aurora places members over the zones of the subnet group",
                  when=MEMBERS.at_least(2) & CLUSTERS.spread(), rto="30s-60s", source=AURORA_FAILOVER),
        continues("failover", "the standbys of its shard group are in other zones", when=STANDBY_SHARDS,
                  rto="30s-60s", source=LIMITLESS),
        recovers("restart", "storage spans zones and a new writer is created in another",
                 when=MEMBERS.at_least(1) | SERVERLESS_V1 | SHARDS.any(), rto="10m-30m", source=AURORA_FAILOVER),
        recovers("redeploy", "storage spans zones; an instance has to be created in another", rto="10m-30m",
                 source=AURORA_FAILOVER),
    ),
    region=(
        recovers("promotion", "a cluster in another region has the same data and awaits an operator's failover",
                 when=CLUSTERS.secondary(serving=True), rto="1m-30m", rpo="1s-20s", source=GLOBAL),
        recovers("redeploy", "a cluster without an instance keeps the same data in another region",
                 when=CLUSTERS.secondary(serving=False), rto="10m-1h", rpo="1s-20s", source=GLOBAL),
        recovers("promotion", "it is a secondary: the primary of its global database is in another region",
                 when=CLUSTERS.is_secondary(), rto="1m-30m", rpo="1s-20s", source=GLOBAL),
        recovers("promotion", "it is a replica: the cluster that it replicates is in another region",
                 when=CLUSTERS.is_far_replica(), rto="5m-30m", rpo="1s-5m", source=CROSS_REGION_REPLICA),
        *plan(Scenario.REGION),
    ),
    account=plan(Scenario.ACCOUNT),
)  # fmt: skip

# --- Aurora DSQL --------------------------------------------------------------------------------------------------

DSQL_RESILIENCE: Final = "https://docs.aws.amazon.com/aurora-dsql/latest/userguide/disaster-recovery-resiliency.html"
PEERED = companions("aws_dsql_cluster_peering").any(attribute("clusters").is_set)

DSQL_CLUSTER = Profile(
    type="aws_dsql_cluster",
    title="Amazon Aurora DSQL cluster",
    kind=Kind.DATABASE,
    stateful=True,
    names=("tags.Name",),
    folds=(Fold("aws_dsql_cluster_peering", by="identifier"),),
    reads=READS,
    data=plan(Scenario.DATA),
    instance=(continues("service", "what fails is routed around, and data is kept in three zones",
                        source=DSQL_RESILIENCE),),
    zone=(continues("service", "commits are replicated synchronously over three zones, each of which takes writes",
                    source=DSQL_RESILIENCE),),
    region=(
        continues("members", "a peered cluster in another region takes reads and writes of the same data",
                  when=PEERED, rto="0s-5m", source=DSQL_RESILIENCE),
        *plan(Scenario.REGION),
    ),
    account=plan(Scenario.ACCOUNT),
)  # fmt: skip

PROFILES = (RDS_INSTANCE, AURORA_CLUSTER, DSQL_CLUSTER)

__all__ = ["ALWAYS", "PROFILES"]
