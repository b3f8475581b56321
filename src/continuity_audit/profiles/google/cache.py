"""Memorystore: for Redis, for Redis Cluster, for Valkey and for Memcached.

Sources: https://docs.cloud.google.com/memorystore/docs/redis/, https://docs.cloud.google.com/memorystore/docs/cluster/,
https://docs.cloud.google.com/memorystore/docs/valkey/, https://docs.cloud.google.com/memorystore/docs/memcached/
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.logic import any_of, both
from continuity_audit.estate.model import Kind
from continuity_audit.estate.values import Value
from continuity_audit.profiles.google.locations import PROVIDER
from continuity_audit.profiles.places import in_another_region
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import Condition, Context, Fact, attribute, fact

MEMORYSTORE: Final = "https://docs.cloud.google.com/memorystore/docs/"
REDIS: Final = MEMORYSTORE + "redis/"
CLUSTER: Final = MEMORYSTORE + "cluster/"
VALKEY: Final = MEMORYSTORE + "valkey/"
MEMCACHED: Final = MEMORYSTORE + "memcached/memcached-overview"

# --- Redis --------------------------------------------------------------------------------------------------------

STANDARD = attribute("tier", "BASIC", PROVIDER + "redis_instance").equals("STANDARD_HA")
RDB = attribute("persistence_config.persistence_mode", "DISABLED", PROVIDER + "redis_instance").equals("RDB")

REDIS_INSTANCE = Profile(
    type="google_redis_instance",
    title="Memorystore for Redis instance",
    kind=Kind.CACHE,
    stateful=RDB,
    names=("name", "display_name"),
    instance=(
        continues("failover", "the standard tier has a replica that takes over", when=STANDARD, rto="20s-2m",
                  rpo="0s-10s", source=REDIS + "high-availability"),
        recovers("restart", "it is started again and loads its last snapshot", when=RDB, rto="2m-30m", rpo="1h-24h",
                 source=REDIS + "about-rdb-snapshots"),
        recovers("restart", "the basic tier is started again, empty", rto="2m-15m", source=REDIS + "redis-tiers"),
    ),
    zone=(
        continues("failover", "the standard tier has its replica in another zone", when=STANDARD, rto="20s-2m",
                  rpo="0s-10s", source=REDIS + "high-availability"),
    ),
)  # fmt: skip

# --- Redis Cluster and Valkey -------------------------------------------------------------------------------------


def _replicated_elsewhere(type_: str, role: str) -> Fact:
    """The condition that a secondary in another region replicates the cluster."""

    @fact(
        "a secondary in another region replicates it",
        reads=(type_,),
        remedy=f"add a secondary in another region (`{role}`)",
    )
    def elsewhere(context: Context) -> Value:
        secondaries = [c for c in context.companions if c.type == type_]
        for secondary in secondaries:
            context.about(secondary).note(role, "SECONDARY")
        return any_of(
            lambda s=s: both(s.exists, lambda: in_another_region(s, context.resource))  # type: ignore[misc]
            for s in secondaries
        )

    return elsewhere


def _clustered(type_: str, title: str, names: tuple[str, ...], replication: str, primary: str, docs: str) -> Profile:
    """The profile of a sharded Memorystore service: its replicas, its persistence, its backups, its secondaries."""
    page = PROVIDER + type_.removeprefix("google_")
    replicas = attribute("replica_count", 0, page).at_least(1)
    mode = attribute("persistence_config.mode", "DISABLED", page)
    kept: Condition = mode.one_of("AOF", "RDB")
    backups = attribute("automated_backup_config").is_chosen
    several_zones = attribute("zone_distribution_config.mode", "MULTI_ZONE", page).equals("MULTI_ZONE")
    secondary = _replicated_elsewhere(type_, f"{replication}.{primary}")
    ha = docs + "ha-and-replicas"
    return Profile(
        type=type_,
        title=title,
        kind=Kind.CACHE,
        stateful=kept | backups,
        names=names,
        folds=(Fold(type_, by=f"{replication}.{primary}"),),
        data=(recovers("restore", "automated backups, one a day", when=backups, rto="10m-4h", rpo="0s-24h",
                       source=docs + "about-backups"),),
        instance=(
            continues("failover", "each shard has a replica that takes over", when=replicas, rto="10s-2m", rpo="0s-10s",
                      source=ha),
            recovers("restart", "a failed node is replaced and loads what was written to disk", when=kept,
                     rto="2m-30m", rpo="1s-24h", source=docs + "about-aof-persistence"),
            recovers("restore", "a failed shard is filled from the last backup", when=backups, rto="10m-4h",
                     rpo="0s-24h", source=docs + "about-backups"),
            recovers("restart", "a failed node is replaced, empty", rto="2m-15m", source=ha),
        ),
        zone=(
            continues("failover", "a shard's replica stands in another zone than its primary",
                      when=replicas & several_zones, rto="10s-2m", rpo="0s-10s", source=ha),
            recovers("promotion", "a secondary in another region can be detached and used", when=secondary,
                     rto="5m-30m", rpo="1s-1m", source=docs + "about-cross-region-replication"),
            recovers("restore", "backups are kept in the region", when=backups, rto="10m-4h", rpo="0s-24h",
                     source=docs + "about-backups"),
        ),
        region=(recovers("promotion", "a secondary in another region can be detached and used", when=secondary,
                         rto="5m-30m", rpo="1s-1m", source=docs + "about-cross-region-replication"),),
    )  # fmt: skip


REDIS_CLUSTER = _clustered(
    "google_redis_cluster", "Memorystore for Redis Cluster", ("name",), "cross_cluster_replication_config",
    "primary_cluster.cluster", CLUSTER,
)  # fmt: skip
VALKEY_INSTANCE = _clustered(
    "google_memorystore_instance", "Memorystore for Valkey instance", ("instance_id",),
    "cross_instance_replication_config", "primary_instance.instance", VALKEY,
)  # fmt: skip

# --- Memcached ----------------------------------------------------------------------------------------------------

NODES = attribute("node_count").at_least(2)
ZONES = attribute("zones")

MEMCACHE_INSTANCE = Profile(
    type="google_memcache_instance",
    title="Memorystore for Memcached instance",
    kind=Kind.CACHE,
    stateful=False,
    names=("name", "display_name"),
    instance=(
        continues("members", "its other nodes carry on with their part of the keys", when=NODES, rto="0s-1m",
                  source=MEMCACHED),
        recovers("restart", "its only node is replaced, empty", rto="2m-15m", source=MEMCACHED),
    ),
    zone=(
        continues("members", "its nodes are spread over all zones of the region, or over the two or more that it names",
                  when=NODES & (~ZONES.is_set | ZONES.distinct.at_least(2)), rto="0s-1m",
                  source=PROVIDER + "memcache_instance"),
    ),
)  # fmt: skip

PROFILES = (REDIS_INSTANCE, REDIS_CLUSTER, VALKEY_INSTANCE, MEMCACHE_INSTANCE)

__all__ = ["PROFILES"]
