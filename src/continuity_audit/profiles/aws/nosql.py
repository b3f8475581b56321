"""Amazon DynamoDB, DocumentDB, Neptune, Keyspaces, Timestream and QLDB.

Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/,
https://docs.aws.amazon.com/documentdb/latest/developerguide/, https://docs.aws.amazon.com/neptune/latest/userguide/,
https://docs.aws.amazon.com/keyspaces/latest/devguide/, https://docs.aws.amazon.com/timestream/latest/developerguide/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import add, any_of, both
from continuity_audit.estate.model import Kind, Resource, Scenario
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.backup import READS, plan
from continuity_audit.profiles.places import in_another_region
from continuity_audit.profiles.profile import Claim, Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import Any, Context, Fact, Quantity, attribute, blocks, companions

PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
DYNAMODB: Final = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
DOCUMENTDB: Final = "https://docs.aws.amazon.com/documentdb/latest/developerguide/"
NEPTUNE: Final = "https://docs.aws.amazon.com/neptune/latest/userguide/"
KEYSPACES: Final = "https://docs.aws.amazon.com/keyspaces/latest/devguide/"
TIMESTREAM: Final = "https://docs.aws.amazon.com/timestream/latest/developerguide/"
QLDB: Final = "https://docs.aws.amazon.com/qldb/latest/developerguide/"

# --- DynamoDB -----------------------------------------------------------------------------------------------------

TABLE_PITR = attribute("point_in_time_recovery.enabled", False, PROVIDER + "dynamodb_table").is_true
BLOCK_PITR = attribute("point_in_time_recovery", False, PROVIDER + "dynamodb_table").is_true
REPLICA_PITR = attribute("point_in_time_recovery", False, PROVIDER + "dynamodb_table_replica").is_true

REPLICA = blocks("replica").any()
REPLICA_RESOURCE = companions("aws_dynamodb_table_replica").any()
FIRST_VERSION = companions("aws_dynamodb_global_table").any(blocks("replica").at_least(2))


def tables_of(group: Resource, estate: Estate) -> Iterator[Resource]:
    """The tables of a global table in its version of 2017: those in its regions that bear its name."""
    name = group.values.get("name")
    yield from estate.named(name, "aws_dynamodb_table", near=group)
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

BORN_WITH: Final = (
    "master_username", "manage_master_user_password", "snapshot_identifier", "restore_to_point_in_time",
    "replication_source_identifier",
)  # fmt: skip
"""Arguments that a secondary cluster of a global cluster cannot have: its data comes from the primary."""


class Clusters(Struct, frozen=True):
    """The resource types of a service whose clusters are built as Aurora's."""

    cluster: str
    instance: str
    group: str

    def own_instances(self, cluster: Resource, estate: Estate) -> Iterator[Resource]:
        """The instances of this very cluster."""
        for instance in estate.of_type(self.instance):
            named = estate.named(instance.values.get("cluster_identifier"), self.cluster, near=instance)
            if any(c.id == cluster.id for c in named):
                yield instance

    def members(self) -> Quantity:
        """The number of instances; those of a secondary cluster are folded in too and serve elsewhere.

        An instance whose cluster the code leaves open may be one of them.
        """

        def count(context: Context) -> Value:
            total: Value = 0
            for instance in self.own_instances(context.resource, context.estate):
                context.about(instance).note("cluster_identifier", instance.values.get("cluster_identifier"))
                total = add(total, lift(lambda n, there: n if there else 0, instance.multiplicity, instance.exists))
            for instance in context.estate.of_type(self.instance):
                value = instance.values.get("cluster_identifier")
                open_ = causes_of(value) if instance.root == context.resource.root else frozenset()
                if open_ and not context.estate.named(value, self.cluster, near=instance):
                    total = add(total, Unknown(open_, f"{instance.id} of {context.resource.id}", low=0))
            return total

        return Quantity(count, f"the number of its `{self.instance}`", (self.instance,))

    def primary_of(self, cluster: Resource, estate: Estate) -> Iterator[Resource]:
        """The primary of the global cluster that a secondary cluster joins.

        It is the one that the global cluster was made from, else the one with arguments that a secondary cannot have,
        else the first that serves.
        """
        value = cluster.values.get("global_cluster_identifier")
        for group in estate.named(value, self.group, near=cluster):
            made_from = group.values.get("source_db_cluster_identifier")
            members = [c for c in estate.of_type(self.cluster) if self._joins(c, group, estate)]
            candidates = (
                list(estate.named(made_from, self.cluster, near=group))
                or [c for c in members if any(c.values.get(name) is not None for name in BORN_WITH)]
                or [c for c in members if any(self.own_instances(c, estate))]
                or members
            )
            if candidates[0].id != cluster.id:
                yield candidates[0]

    def _joins(self, cluster: Resource, group: Resource, estate: Estate) -> bool:
        named = estate.named(cluster.values.get("global_cluster_identifier"), self.group, near=cluster)
        return any(g.id == group.id for g in named)

    def secondary(self, serving: bool) -> Fact:
        """Whether a secondary cluster in another region keeps the data, and (``serving``) has an instance."""

        def found(context: Context) -> Value:
            return any_of(
                lambda c=c: both(both(c.exists, lambda: in_another_region(c, context.resource)), lambda: (  # type: ignore[misc]
                    any_of(lambda i=i: i.exists for i in self.own_instances(c, context.estate)) if serving else True  # type: ignore[misc]
                ))
                for c in context.companions
                if c.type == self.cluster
            )  # fmt: skip

        words = "a secondary cluster of its global cluster " + (
            "runs in another region" if serving else "keeps its data in another region"
        )
        how = f"add a secondary cluster with an instance in another region to an `{self.group}`" if serving else ""
        return Fact(found, words, (self.cluster, self.instance, self.group), how)

    def folds(self) -> tuple[Fold, ...]:
        """What belongs to a cluster: its instances, its global cluster and the secondaries."""
        return (
            Fold(self.instance, by="cluster_identifier"),
            Fold(self.cluster, match=self.primary_of),
            Fold(self.group, by="source_db_cluster_identifier"),
            Fold(self.group, by="global_cluster_identifier", forward=True),
        )

    def profile(
        self, title: str, *, backups: str, failover: str, storage: str, promoted: str, fast: str, slow: str,
        primary_elsewhere: tuple[Claim, ...] = (),
    ) -> Profile:  # fmt: skip
        """The profile of the cluster, with the pages that say so and the times of a failover and a restart."""
        members = self.members()
        return Profile(
            type=self.cluster,
            title=title,
            kind=Kind.DATABASE,
            stateful=True,
            names=("cluster_identifier",),
            folds=self.folds(),
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
                          when=members.at_least(2), rto=fast, source=failover),
                recovers("restart", "storage spans zones and a new writer is created in another",
                         when=members.at_least(1), rto="10m-30m", source=storage),
                recovers("redeploy", "storage spans zones; an instance has to be created in another", rto="10m-30m",
                         source=storage),
            ),
            region=(
                recovers("promotion", "a secondary cluster in another region stands ready for an operator's failover",
                         when=self.secondary(serving=True), rto="1m-30m", rpo="1s-20s", source=promoted),
                recovers("redeploy", "a secondary cluster without an instance keeps the data in another region",
                         when=self.secondary(serving=False), rto="10m-1h", rpo="1s-20s", source=promoted),
                *primary_elsewhere,
                *plan(Scenario.REGION),
            ),
            account=plan(Scenario.ACCOUNT),
        )  # fmt: skip


IS_SECONDARY = attribute("global_cluster_identifier").is_set & ~Any(tuple(attribute(name).is_set for name in BORN_WITH))

DOCUMENTDB_CLUSTER = Clusters("aws_docdb_cluster", "aws_docdb_cluster_instance", "aws_docdb_global_cluster").profile(
    "Amazon DocumentDB cluster",
    backups=DOCUMENTDB + "backup_restore.html",
    failover=DOCUMENTDB + "failover.html",
    storage=DOCUMENTDB + "db-cluster-fault-tolerance.html",
    promoted=DOCUMENTDB + "global-clusters-disaster-recovery.html",
    fast="30s-2m",
    slow="8m-10m",
    primary_elsewhere=(
        recovers("promotion", "it is a secondary: the primary of its global cluster is in another region",
                 when=IS_SECONDARY, rto="1m-30m", rpo="1s-20s",
                 source=DOCUMENTDB + "global-clusters-disaster-recovery.html"),
    ),
)  # fmt: skip

NEPTUNE_CLUSTER = Clusters("aws_neptune_cluster", "aws_neptune_cluster_instance", "aws_neptune_global_cluster").profile(
    "Amazon Neptune cluster",
    backups=NEPTUNE + "backup-restore-overview.html",
    failover=NEPTUNE + "backup-restore-overview-fault-tolerance.html",
    storage=NEPTUNE + "feature-overview-storage.html",
    promoted=NEPTUNE + "neptune-gdb-disaster-recovery.html",
    fast="60s-120s",
    slow="5m-10m",
)

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

TIMESTREAM_DATABASE = Profile(
    type="aws_timestreamwrite_database",
    title="Amazon Timestream for LiveAnalytics database",
    kind=Kind.DATABASE,
    stateful=True,
    names=("database_name",),
    folds=(Fold("aws_timestreamwrite_table", by="database_name"),),
    instance=(continues("service", "Timestream keeps a quorum of copies", source=TIMESTREAM + "architecture.html"),),
    zone=(continues("service", "Timestream replicates data over three zones by quorum",
                    source=TIMESTREAM + "architecture.html"),),
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

PROFILES = (
    DYNAMODB_TABLE, DYNAMODB_TABLE_REPLICA, DOCUMENTDB_CLUSTER, NEPTUNE_CLUSTER, KEYSPACES_TABLE, TIMESTREAM_DATABASE,
    QLDB_LEDGER,
)  # fmt: skip
