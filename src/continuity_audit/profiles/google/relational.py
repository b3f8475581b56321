"""Cloud SQL and AlloyDB for PostgreSQL.

Sources: https://docs.cloud.google.com/sql/docs/postgres/high-availability,
https://docs.cloud.google.com/sql/docs/postgres/backup-recovery/backups, https://docs.cloud.google.com/alloydb/docs/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.logic import any_of, both, equals, negate
from continuity_audit.estate.model import Kind, Resource, Scenario
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.google.backup import READS, plan
from continuity_audit.profiles.google.locations import PROVIDER, outside_region_of, place_at
from continuity_audit.profiles.places import in_another_region
from continuity_audit.profiles.profile import Fold, Profile, continues, lost, recovers
from continuity_audit.profiles.terms import Context, attribute, fact

SQL: Final = "https://docs.cloud.google.com/sql/docs/postgres/"
HA: Final = SQL + "high-availability"
BACKUPS_PAGE: Final = SQL + "backup-recovery/backups"
PITR: Final = SQL + "backup-recovery/pitr"
REPLICAS: Final = SQL + "replication/cross-region-replicas"
ALLOYDB: Final = "https://docs.cloud.google.com/alloydb/docs/"
SQL_TYPE: Final = "google_sql_database_instance"
SQL_INSTANCE: Final = PROVIDER + "sql_database_instance"

# --- Cloud SQL ----------------------------------------------------------------------------------------------------

STANDBY = attribute("settings.availability_type", "ZONAL", SQL_INSTANCE).equals("REGIONAL")
BACKUPS = attribute("settings.backup_configuration.enabled", False, SQL_INSTANCE).is_true
LOGS = (
    attribute("settings.backup_configuration.point_in_time_recovery_enabled", False, SQL_INSTANCE).is_true
    | attribute("settings.backup_configuration.binary_log_enabled", False, SQL_INSTANCE).is_true
)
"""Whether transaction logs are kept, so that any point in time can be restored."""
PLACE: Final = "settings.backup_configuration.location"
ZONE: Final = "settings.location_preference.zone"
FAILOVER_TARGET = attribute("replica_configuration.failover_target", False, SQL_INSTANCE).is_true
"""Source: https://docs.cloud.google.com/sql/docs/mysql/configure-legacy-ha"""


@fact(
    "its backups are kept in a multi-region or in another region",
    remedy=f"leave `{PLACE}` out, or choose a multi-region or another region",
)
def backups_elsewhere(context: Context) -> Value:
    """Whether its backups survive the region: left out, their location is the nearest multi-region."""
    if isinstance(stated := place_at(context.resource, PLACE), Unknown):
        context.note(PLACE, stated)
    else:
        attribute(PLACE, "the nearest multi-region", BACKUPS_PAGE).value(context)

    def outside(place: Value) -> Value:
        return place is None or outside_region_of(context.resource, place, context.estate)

    return lift(outside, stated)


PROMOTABLE = ~attribute("instance_type").equals("READ_POOL_INSTANCE")
"""The nodes of a read pool serve reads behind one endpoint: none of them can be promoted.

Source: https://docs.cloud.google.com/sql/docs/postgres/about-read-pools
"""


def _replicas(context: Context) -> Iterator[tuple[Resource, Value]]:
    """The read replicas of an instance, each with whether it is there and can be promoted."""
    for replica in (c for c in context.companions if c.type == SQL_TYPE):
        about = context.about(replica)
        yield replica, both(replica.exists, lambda a=about: PROMOTABLE.value(a))  # type: ignore[misc]


@fact(
    "a read replica stands in another region", reads=(SQL_TYPE,),
    remedy="add a read replica in another region (`master_instance_name`)",
)  # fmt: skip
def replica_in_another_region(context: Context) -> Value:
    """Whether a read replica of the instance runs in another region."""
    replicas = list(_replicas(context))
    for replica, _ in replicas:
        context.about(replica).note("region", replica.values.get("region"))
    return any_of(
        lambda r=r, there=there: both(there, lambda: in_another_region(r, context.resource))  # type: ignore[misc]
        for r, there in replicas
    )


@fact(
    "a read replica stands in another zone", reads=(SQL_TYPE,),
    remedy="add a read replica in another zone (`location_preference.zone`)",
)  # fmt: skip
def replica_in_another_zone(context: Context) -> Value:
    """Whether a read replica runs outside the zone for certain: in one that is named, over two, or for failover.

    A replica for failover, which only old instances of MySQL have, must stand in another zone than its primary. It is
    deprecated, so that nobody is told that it takes over by itself.
    """
    here = _zone_of(context.resource)

    def apart(replica: Resource) -> Value:
        about = context.about(replica)
        there = _zone_of(replica)
        about.note(ZONE, there)
        named = False if here is None or there is None else negate(equals(here, there))
        return any_of((lambda: named, lambda: STANDBY.value(about), lambda: FAILOVER_TARGET.value(about)))

    return any_of(
        lambda r=r, there=there: both(there, lambda: apart(r))  # type: ignore[misc]
        for r, there in _replicas(context)
    )


def _zone_of(instance: Resource) -> Value:
    return place_at(instance, ZONE)


SQL_DATABASE_INSTANCE = Profile(
    type=SQL_TYPE,
    title="Cloud SQL instance",
    kind=Kind.DATABASE,
    stateful=True,
    folds=(
        Fold(SQL_TYPE, by="master_instance_name"),
        Fold("google_sql_database", by="instance"),
        Fold("google_sql_user", by="instance"),
    ),
    reads=READS,
    data=(
        recovers("restore", "automated backups with point-in-time recovery", when=BACKUPS & LOGS, rto="10m-4h",
                 rpo="0s-5m", source=PITR),
        recovers("restore", "automated backups, one a day", when=BACKUPS, rto="10m-4h", rpo="0s-24h",
                 source=BACKUPS_PAGE),
        *plan(Scenario.DATA),
    ),
    instance=(
        continues("failover", "a regional instance has a standby that takes over", when=STANDBY, rto="60s-3m",
                  source=HA),
        recovers("restart", "Cloud SQL starts it again on its surviving disk", rto="3m-20m", source=HA),
    ),
    zone=(
        continues("failover", "a regional instance has its standby in another zone, on a disk in both", when=STANDBY,
                  rto="60s-3m", source=HA),
        recovers("promotion", "a read replica in another region can be promoted", when=replica_in_another_region,
                 rto="5m-30m", rpo="1s-5m", source=REPLICAS),
        recovers("promotion", "a read replica in another zone can be promoted", when=replica_in_another_zone,
                 rto="5m-30m", rpo="1s-5m", source=REPLICAS),
        recovers("restore", "automated backups are not kept in the zone", when=BACKUPS, rto="10m-4h", rpo="0s-24h",
                 source=BACKUPS_PAGE),
        *plan(Scenario.ZONE),
    ),
    region=(
        recovers("promotion", "a read replica in another region stands ready to be promoted",
                 when=replica_in_another_region, rto="5m-30m", rpo="1s-5m", source=REPLICAS),
        recovers("restore", "automated backups are kept in a multi-region or in another region",
                 when=BACKUPS & backups_elsewhere, rto="30m-6h", rpo="0s-24h", source=BACKUPS_PAGE),
        *plan(Scenario.REGION),
        lost("its backups are kept in its own region", when=BACKUPS, source=BACKUPS_PAGE),
    ),
    account=plan(Scenario.ACCOUNT),
)  # fmt: skip

# --- AlloyDB ------------------------------------------------------------------------------------------------------

ALLOYDB_TYPE: Final = "google_alloydb_cluster"
ALLOYDB_INSTANCE: Final = "google_alloydb_instance"
CONTINUOUS = attribute("continuous_backup_config.enabled", True, PROVIDER + "alloydb_cluster").is_true
POLICY_PAGE: Final = "https://docs.cloud.google.com/alloydb/docs/reference/rest/v1/projects.locations.clusters"
AUTOMATED = (
    attribute("automated_backup_policy", None, PROVIDER + "alloydb_cluster").is_set
    & attribute("automated_backup_policy.enabled", True, POLICY_PAGE).is_true
)
"""Without a policy there are none, says the provider; one that does not say whether it is on is on, says the API."""
SERVES_WRITES = ~attribute("instance_type").equals("READ_POOL")
REGIONAL = attribute("availability_type", "REGIONAL", PROVIDER + "alloydb_instance").one_of(
    "REGIONAL", "AVAILABILITY_TYPE_UNSPECIFIED"
)


def _own(context: Context) -> list[Resource]:
    """The instances of this cluster; those of a secondary cluster are folded in too."""
    return _instances_of(context.resource, context)


def _instances_of(cluster: Resource, context: Context) -> list[Resource]:
    members = (c for c in context.companions if c.type == ALLOYDB_INSTANCE)
    return [m for m in members if cluster in context.estate.named(m.values.get("cluster"), ALLOYDB_TYPE, near=m)]


def _is_served(cluster: Resource, context: Context) -> Value:
    """Whether a cluster has an instance that takes its writes or, of a secondary one, what is replicated to it."""
    return any_of(
        lambda m=m: both(m.exists, lambda: SERVES_WRITES.value(context.about(m)))  # type: ignore[misc]
        for m in _instances_of(cluster, context)
    )


@fact(
    "its primary instance is regional", reads=(ALLOYDB_INSTANCE,),
    remedy='set `availability_type = "REGIONAL"` on its primary instance',
)  # fmt: skip
def regional_primary(context: Context) -> Value:
    """Whether the primary instance has a standby node in another zone."""
    return any_of(
        lambda m=m: both(m.exists, lambda: (SERVES_WRITES & REGIONAL).value(context.about(m)))  # type: ignore[misc]
        for m in _own(context)
    )


@fact("it has a primary instance", reads=(ALLOYDB_INSTANCE,))
def has_primary(context: Context) -> Value:
    """Whether an instance serves the cluster."""
    return _is_served(context.resource, context)


@fact(
    "a secondary cluster with an instance stands in another region", reads=(ALLOYDB_TYPE, ALLOYDB_INSTANCE),
    remedy='add a secondary cluster with an instance in another region (`cluster_type = "SECONDARY"`)',
)  # fmt: skip
def secondary_elsewhere(context: Context) -> Value:
    """Whether a secondary cluster replicates it in another region: its instance receives what is replicated.

    Source: https://docs.cloud.google.com/alloydb/docs/cross-region-replication/about-cross-region-replication
    """
    secondaries = [c for c in context.companions if c.type == ALLOYDB_TYPE]
    for secondary in secondaries:
        context.about(secondary).note("location", secondary.values.get("location"))

    def follows(secondary: Resource) -> Value:
        there = both(secondary.exists, lambda: _is_served(secondary, context))
        return both(there, lambda: in_another_region(secondary, context.resource))

    return any_of(lambda s=s: follows(s) for s in secondaries)  # type: ignore[misc]


ALLOYDB_CLUSTER = Profile(
    type=ALLOYDB_TYPE,
    title="AlloyDB for PostgreSQL cluster",
    kind=Kind.DATABASE,
    stateful=True,
    names=("cluster_id", "display_name"),
    folds=(
        Fold(ALLOYDB_INSTANCE, by="cluster"),
        Fold(ALLOYDB_TYPE, by="secondary_config.primary_cluster_name"),
        Fold("google_alloydb_user", by="cluster"),
        Fold("google_alloydb_backup", by="cluster_name"),
    ),
    reads=READS,
    data=(
        recovers("restore", "continuous backup with point-in-time recovery", when=CONTINUOUS, rto="10m-4h", rpo="0s-5m",
                 source=ALLOYDB + "backup/overview"),
        recovers("restore", "automated backups", when=AUTOMATED, rto="10m-4h", rpo="0s-24h",
                 source=ALLOYDB + "backup/overview"),
        *plan(Scenario.DATA),
    ),
    instance=(
        continues("failover", "a regional primary instance has a standby node that takes over", when=regional_primary,
                  rto="30s-60s", source=ALLOYDB + "high-availability"),
        recovers("restart", "AlloyDB starts the only node again on its surviving storage", when=has_primary,
                 rto="2m-15m", source=ALLOYDB + "high-availability"),
        recovers("redeploy", "the storage survives; an instance has to be created", rto="10m-30m",
                 source=ALLOYDB + "overview"),
    ),
    zone=(
        continues("failover", "a regional primary instance has its standby node in another zone", when=regional_primary,
                  rto="30s-60s", source=ALLOYDB + "high-availability"),
        recovers("redeploy", "storage spans zones; an instance has to be created in another", rto="10m-30m",
                 source=ALLOYDB + "overview"),
    ),
    region=(
        recovers("promotion", "a secondary cluster in another region stands ready to be promoted",
                 when=secondary_elsewhere, rto="5m-30m", rpo="1s-1m",
                 source=ALLOYDB + "cross-region-replication/about-cross-region-replication"),
        *plan(Scenario.REGION),
    ),
    account=plan(Scenario.ACCOUNT),
)  # fmt: skip

PROFILES = (SQL_DATABASE_INSTANCE, ALLOYDB_CLUSTER)

__all__ = ["PROFILES"]
