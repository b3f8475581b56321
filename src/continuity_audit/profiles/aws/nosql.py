"""Amazon DynamoDB, DocumentDB, Neptune, Keyspaces, Timestream, QLDB and Managed Service for Prometheus.

Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/,
https://docs.aws.amazon.com/documentdb/latest/developerguide/, https://docs.aws.amazon.com/neptune/latest/userguide/,
https://docs.aws.amazon.com/keyspaces/latest/devguide/, https://docs.aws.amazon.com/timestream/latest/developerguide/,
https://docs.aws.amazon.com/prometheus/latest/userguide/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Kind, Resource, Scenario
from continuity_audit.profiles.aws.backup import READS, plan, plan_for_each
from continuity_audit.profiles.aws.global_clusters import MANAGED_USER, Clusters
from continuity_audit.profiles.aws.zones import zones
from continuity_audit.profiles.block_terms import blocks
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.profile import Claim, Fold, Profile, continues, lost, recovers
from continuity_audit.profiles.references import Named, each_named
from continuity_audit.profiles.terms import attribute

PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
DYNAMODB: Final = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
DOCUMENTDB: Final = "https://docs.aws.amazon.com/documentdb/latest/developerguide/"
NEPTUNE: Final = "https://docs.aws.amazon.com/neptune/latest/userguide/"
KEYSPACES: Final = "https://docs.aws.amazon.com/keyspaces/latest/devguide/"
TIMESTREAM: Final = "https://docs.aws.amazon.com/timestream/latest/developerguide/"
PROMETHEUS: Final = "https://docs.aws.amazon.com/prometheus/latest/userguide/"
QLDB: Final = "https://docs.aws.amazon.com/qldb/latest/developerguide/"

# --- DynamoDB -----------------------------------------------------------------------------------------------------

TABLE_PITR = attribute("point_in_time_recovery.enabled", False, PROVIDER + "dynamodb_table").is_true
BLOCK_PITR = attribute("point_in_time_recovery", False, PROVIDER + "dynamodb_table").is_true
REPLICA_PITR = attribute("point_in_time_recovery", False, PROVIDER + "dynamodb_table_replica").is_true

REPLICA = blocks("replica").any()
REPLICA_RESOURCE = companions("aws_dynamodb_table_replica").any()
FIRST_VERSION = companions("aws_dynamodb_global_table").any(blocks("replica").at_least(2))


def tables_of(group: Resource, estate: Estate) -> Iterator[Resource | Named]:
    """The tables of a global table in its version of 2017: those in its regions that bear its name."""
    name = group.values.get("name")
    yield from each_named(name, estate, "aws_dynamodb_table", near=group)
    for table in estate.of_type("aws_dynamodb_table"):
        if isinstance(name, str) and table.root == group.root and table.values.get("name") == name:
            yield table


IN_REGION: Final = continues("service", "DynamoDB keeps three replicas of a table in a region",
                             source=DYNAMODB + "disaster-recovery-resiliency.html")  # fmt: skip
IN_ZONES: Final = continues("service", "DynamoDB replicates a table over three zones of the region",
                            source=DYNAMODB + "disaster-recovery-resiliency.html")  # fmt: skip
GLOBAL_TABLES: Final = DYNAMODB + "V2globaltables_HowItWorks.html"
TABLE_RESTORED: Final = DYNAMODB + "PointInTimeRecovery.html"

DYNAMODB_TABLE = Profile(
    type="aws_dynamodb_table",
    title="Amazon DynamoDB table",
    kind=Kind.DATABASE,
    stateful=True,
    folds=(
        Fold("aws_dynamodb_table_replica", by="global_table_arn"),
        Fold("aws_dynamodb_global_table", match=tables_of, shared=True),
    ),
    reads=READS,
    data=(
        recovers("restore", "point-in-time recovery restores any second to a new table", when=TABLE_PITR,
                 rto="20m-4h", rpo="1s-5m", source=TABLE_RESTORED),
        recovers("restore", "a replica keeps point-in-time recovery",
                 when=blocks("replica").any(BLOCK_PITR) | companions("aws_dynamodb_table_replica").any(REPLICA_PITR),
                 rto="20m-4h", rpo="1s-5m", source=TABLE_RESTORED),
        *plan(Scenario.DATA),
    ),
    instance=(IN_REGION,),
    zone=(IN_ZONES,),
    region=(
        continues("members", "a replica in another region takes reads and writes",
                  when=REPLICA | REPLICA_RESOURCE | FIRST_VERSION, rto="0s-5m", rpo="0s-3s", source=GLOBAL_TABLES),
        *plan(Scenario.REGION),
    ),
    account=plan(Scenario.ACCOUNT),
)  # fmt: skip

DYNAMODB_TABLE_REPLICA = Profile(
    type="aws_dynamodb_table_replica",
    title="Amazon DynamoDB table replica whose table is elsewhere",
    kind=Kind.DATABASE,
    stateful=True,
    data=(
        recovers("restore", "point-in-time recovery restores any second to a new table", when=REPLICA_PITR,
                 rto="20m-4h", rpo="1s-5m", source=TABLE_RESTORED),
    ),
    instance=(IN_REGION,),
    zone=(IN_ZONES,),
    region=(
        continues("members", "the table that it replicates is in another region and takes reads and writes",
                  rto="0s-5m", rpo="0s-3s", source=GLOBAL_TABLES),
    ),
)  # fmt: skip

# --- DocumentDB and Neptune: clusters of instances on storage that spans zones ------------------------------------

BORN_WITH: Final = ("snapshot_identifier", "restore_to_point_in_time")

DOCUMENTDB_CLUSTERS: Final = Clusters(
    "aws_docdb_cluster", "aws_docdb_cluster_instance", "aws_docdb_global_cluster",
    ("master_username", MANAGED_USER, *BORN_WITH),
)  # fmt: skip
NEPTUNE_CLUSTERS: Final = Clusters(
    "aws_neptune_cluster", "aws_neptune_cluster_instance", "aws_neptune_global_cluster", BORN_WITH
)
"""Neptune has no master user, so its code seldom tells a primary from a secondary."""


def _profile(
    clusters: Clusters, title: str, *, backups: str, failover: str, storage: str, promoted: str, fast: str, slow: str,
    primary_elsewhere: tuple[Claim, ...] = (),
) -> Profile:  # fmt: skip
    """The profile of the cluster, with the pages that say so and the times of a failover and a restart."""
    members = clusters.members()
    return Profile(
        type=clusters.cluster,
        title=title,
        kind=Kind.DATABASE,
        stateful=True,
        names=("cluster_identifier",),
        folds=clusters.folds(),
        reads=READS,
        data=(
            recovers("restore", "continuous backup with point-in-time recovery; retention is at least one day",
                     rto="20m-4h", rpo="5m", source=backups),
        ),
        instance=(
            continues("failover", "a replica is promoted", when=members.at_least(2), rto=fast, source=failover),
            recovers("restart", "the only instance is created again on its surviving storage",
                     when=members.at_least(1), rto=slow, source=failover),
            recovers("redeploy", "the storage survives; an instance has to be created", rto="10m-30m",
                     source=storage),
        ),
        zone=(
            continues("failover", "instances are placed over the zones of the subnet group",
                      when=members.at_least(2) & clusters.spread(), rto=fast, source=failover),
            recovers("restart", "storage spans zones and a new writer is created in another",
                     when=members.at_least(1), rto="10m-30m", source=storage),
            recovers("redeploy", "storage spans zones; an instance has to be created in another", rto="10m-30m",
                     source=storage),
        ),
        region=(
            recovers("promotion", "a cluster in another region has the same data and awaits an operator's failover",
                     when=clusters.secondary(serving=True), rto="1m-30m", rpo="1s-20s", source=promoted),
            recovers("redeploy", "a cluster without an instance keeps the same data in another region",
                     when=clusters.secondary(serving=False), rto="10m-1h", rpo="1s-20s", source=promoted),
            *primary_elsewhere,
            *plan(Scenario.REGION),
        ),
        account=plan(Scenario.ACCOUNT),
    )  # fmt: skip


DOCUMENTDB_CLUSTER = _profile(
    DOCUMENTDB_CLUSTERS,
    "Amazon DocumentDB cluster",
    backups=DOCUMENTDB + "backup_restore.html",
    failover=DOCUMENTDB + "failover.html",
    storage=DOCUMENTDB + "db-cluster-fault-tolerance.html",
    promoted=DOCUMENTDB + "global-clusters-disaster-recovery.html",
    fast="30s-2m",
    slow="8m-10m",
    primary_elsewhere=(
        recovers("promotion", "it is a secondary: the primary of its global cluster is in another region",
                 when=DOCUMENTDB_CLUSTERS.is_secondary(), rto="1m-30m", rpo="1s-20s",
                 source=DOCUMENTDB + "global-clusters-disaster-recovery.html"),
    ),
)  # fmt: skip

NEPTUNE_CLUSTER = _profile(
    NEPTUNE_CLUSTERS,
    "Amazon Neptune cluster",
    backups=NEPTUNE + "backup-restore-overview.html",
    failover=NEPTUNE + "backup-restore-overview-fault-tolerance.html",
    storage=NEPTUNE + "feature-overview-storage.html",
    promoted=NEPTUNE + "neptune-gdb-disaster-recovery.html",
    fast="60s-120s",
    slow="5m-10m",
)

# --- DocumentDB elastic clusters: shards, each of a writer and its replicas ---------------------------------------

ELASTIC: Final = DOCUMENTDB + "elastic-how-it-works.html"
SHARD_REPLICA = attribute("shard_instance_count", 2, ELASTIC).at_least(2)

ELASTIC_CLUSTER = Profile(
    type="aws_docdbelastic_cluster",
    title="Amazon DocumentDB elastic cluster",
    kind=Kind.DATABASE,
    stateful=True,
    zones=zones("subnet_ids"),
    data=(
        recovers("restore", "automatic snapshots are kept for a day at least", rto="20m-4h", rpo="0s-24h",
                 source=PROVIDER + "docdbelastic_cluster"),
    ),
    instance=(
        continues("failover", "a replica of each shard is promoted", when=SHARD_REPLICA, rto="30s-2m",
                  source=ELASTIC),
        recovers("restart", "the writer of a shard is created again on its surviving storage", rto="8m-10m",
                 source=DOCUMENTDB + "db-cluster-fault-tolerance.html"),
    ),
    zone=(
        continues("failover", "a replica of each shard stands in another zone", rto="30s-2m",
                  when=SHARD_REPLICA & zones("subnet_ids").at_least(2), source=ELASTIC),
        recovers("restart", "storage spans zones and writers are created in another", rto="10m-30m",
                 source=DOCUMENTDB + "db-cluster-fault-tolerance.html"),
    ),
)  # fmt: skip

# --- Keyspaces, Timestream, QLDB ----------------------------------------------------------------------------------

KEYSPACES_PITR = attribute("point_in_time_recovery.status", "DISABLED", PROVIDER + "keyspaces_table").equals("ENABLED")
MULTI_REGION = companions("aws_keyspaces_keyspace").any(
    attribute(
        "replication_specification.replication_strategy", "SINGLE_REGION", PROVIDER + "keyspaces_keyspace"
    ).equals("MULTI_REGION")
)

KEYSPACES_TABLE = Profile(
    type="aws_keyspaces_table",
    title="Amazon Keyspaces table",
    kind=Kind.DATABASE,
    stateful=True,
    names=("table_name",),
    folds=(Fold("aws_keyspaces_keyspace", by="keyspace_name", forward=True, shared=True),),
    data=(
        recovers("restore", "point-in-time recovery restores any second to a new table", when=KEYSPACES_PITR,
                 rto="20m-4h", rpo="1s-5m", source=KEYSPACES + "PointInTimeRecovery.html"),
    ),
    instance=(continues("service", "Keyspaces keeps three copies of the data",
                        source=KEYSPACES + "disaster-recovery-resiliency.html"),),
    zone=(continues("service", "Keyspaces keeps its three copies in different zones",
                    source=KEYSPACES + "disaster-recovery-resiliency.html"),),
    region=(
        continues("members", "its keyspace is replicated to other regions that take reads and writes",
                  when=MULTI_REGION, rto="0s-5m", rpo="0s-3s", source=KEYSPACES + "multiRegion-replication.html"),
    ),
)  # fmt: skip

TIMESTREAM_TABLE: Final = "aws_timestreamwrite_table"


def table_by_table(scenario: Scenario) -> tuple[Claim, ...]:
    """What AWS Backup adds: it protects tables of Timestream."""
    return plan_for_each(TIMESTREAM_TABLE, "table", scenario)


TIMESTREAM_DATABASE = Profile(
    type="aws_timestreamwrite_database",
    title="Amazon Timestream for LiveAnalytics database",
    kind=Kind.DATABASE,
    stateful=True,
    names=("database_name",),
    folds=(Fold(TIMESTREAM_TABLE, by="database_name"),),
    reads=READS,
    data=table_by_table(Scenario.DATA),
    instance=(continues("service", "Timestream keeps a quorum of copies", source=TIMESTREAM + "architecture.html"),),
    zone=(continues("service", "Timestream replicates data over three zones by quorum",
                    source=TIMESTREAM + "architecture.html"),),
    region=table_by_table(Scenario.REGION),
    account=table_by_table(Scenario.ACCOUNT),
)  # fmt: skip

QLDB_LEDGER = Profile(
    type="aws_qldb_ledger",
    title="Amazon QLDB ledger",
    kind=Kind.DATABASE,
    stateful=True,
    instance=(continues("service", "QLDB keeps several copies of the journal in each zone",
                        source=QLDB + "disaster-recovery-resiliency.html"),),
    zone=(continues("service", "QLDB replicates the journal over zones of the region",
                    source=QLDB + "disaster-recovery-resiliency.html"),),
)  # fmt: skip

# --- Amazon Managed Service for Prometheus ------------------------------------------------------------------------

PROMETHEUS_WORKSPACE = Profile(
    type="aws_prometheus_workspace",
    title="Amazon Managed Service for Prometheus workspace",
    kind=Kind.DATABASE,
    stateful=True,
    names=("alias",),
    data=(lost("deleting a workspace deletes what was ingested into it",
               source=PROMETHEUS + "AMP-delete-workspace.html"),),
    instance=(continues("service", "a cluster of hosts serves what is replicated over zones",
                        source=PROMETHEUS + "AMP-ingest-high-availability.html"),),
    zone=(continues("service", "what is sent to it is replicated over zones of the region",
                    source=PROMETHEUS + "AMP-ingest-high-availability.html"),),
)  # fmt: skip

# --- Timestream for InfluxDB --------------------------------------------------------------------------------------

INFLUXDB: Final = "aws_timestreaminfluxdb_db_instance"
INFLUXDB_STANDBY = attribute("deployment_type", "SINGLE_AZ", PROVIDER + INFLUXDB.removeprefix("aws_")).equals(
    "WITH_MULTIAZ_STANDBY"
)
INFLUXDB_MULTI_AZ: Final = TIMESTREAM + "timestream-for-influx-managing-multi-az-instance-deployments.html"
INFLUXDB_RESILIENCE: Final = TIMESTREAM + "disaster-recovery-resiliency-influxdb.html"

INFLUXDB_INSTANCE = Profile(
    type=INFLUXDB,
    title="Amazon Timestream for InfluxDB instance",
    kind=Kind.DATABASE,
    stateful=True,
    data=(
        recovers("restore", "the service keeps backups of its own for a day; AWS Support restores from them",
                 rto="4h-72h", rpo="0s-24h", source=INFLUXDB_RESILIENCE),
    ),
    instance=(
        continues("failover", "a synchronous standby takes over", when=INFLUXDB_STANDBY, rto="1m-5m",
                  source=INFLUXDB_MULTI_AZ),
        recovers("restart", "the service starts it again on its surviving storage", rto="5m-30m",
                 source=INFLUXDB_RESILIENCE),
    ),
    zone=(
        continues("failover", "a synchronous standby in another zone takes over", when=INFLUXDB_STANDBY, rto="1m-5m",
                  source=INFLUXDB_MULTI_AZ),
    ),
)  # fmt: skip

PROFILES = (
    DYNAMODB_TABLE, DYNAMODB_TABLE_REPLICA, DOCUMENTDB_CLUSTER, ELASTIC_CLUSTER, NEPTUNE_CLUSTER, KEYSPACES_TABLE,
    TIMESTREAM_DATABASE, QLDB_LEDGER, PROMETHEUS_WORKSPACE, INFLUXDB_INSTANCE,
)  # fmt: skip
