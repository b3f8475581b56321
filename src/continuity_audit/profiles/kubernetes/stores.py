"""Object storage, caches and search by their operators: MinIO, Dragonfly, Redis and OpenSearch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.counts import add, exceeds, fewest
from continuity_audit.estate.documents import elements, mappings
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import all_hold, any_of, both
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Value, unknown
from continuity_audit.profiles.kubernetes.backup import READS
from continuity_audit.profiles.kubernetes.dependencies import own_cluster
from continuity_audit.profiles.kubernetes.members import on_one_node, operated, spread_of
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.operator_backups import OPENSEARCH
from continuity_audit.profiles.kubernetes.placement import made_by_code
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.kubernetes.rungs import (
    ACCOUNT_RESTORED,
    DATA_RESTORED,
    NODE_RESTORED,
    REATTACHED,
    REGION_RESTORED,
    ZONE_RESTARTED,
    ZONE_RESTORED,
)
from continuity_audit.profiles.profile import Claim, Fold, Profile, continues
from continuity_audit.profiles.terms import Context, attribute, fact, quantity, walk

# --- MinIO --------------------------------------------------------------------------------------------------------

ERASURE_CODING: Final = "https://docs.min.io/community/minio-object-store/operations/concepts/erasure-coding.html"


@quantity("the least number of servers in a pool")
def servers(context: Context) -> Value:
    counts = []
    for i, pool in mappings(context.read("spec.pools")):
        counts.append(pool.get("servers", 1))
        context.note(f"spec.pools.{i}.servers", counts[-1])
    return fewest(*counts) if counts else unknown(f"{context.resource.address} (spec.pools)", low=0)


PARITY: Final = "MINIO_STORAGE_CLASS_STANDARD"
PARITIES: Final = "https://docs.min.io/community/minio-object-store/reference/minio-server/settings/storage-class.html"


@fact(
    f"its parity covers the drives of a server (`{PARITY}`)",
    remedy=f"leave out `{PARITY}`, or set a parity of no less than `volumesPerServer`",
)
def parity_covers_a_server(context: Context) -> Value:
    """Objects are kept over at most 16 drives, of which each server of a pool has as many as the others."""
    variables = {text(v.get("name")): v.get("value") for _, v in mappings(context.read("spec.env"))}
    stated = text(variables.get(PARITY)).removeprefix("EC:")
    if not stated.isdigit():
        return True
    drives = [_drives_of_a_server(pool) for _, pool in mappings(context.read("spec.pools"))]
    context.note("spec.env", f"{PARITY}={variables[PARITY]}", PARITIES)
    return int(stated) >= max(drives, default=1)


def _drives_of_a_server(pool: Mapping[str, Value]) -> int:
    """The most drives that a server has of those over which an object is kept; one where that is open."""
    servers, drives = pool.get("servers", 1), pool.get("volumesPerServer", 1)
    if not isinstance(servers, int) or not isinstance(drives, int) or servers < 1:
        return 1
    return max(1, min(drives, MAX_SET // servers))


MAX_SET: Final = 16
"""The most drives over which MinIO keeps an object."""


minio = operated(
    "minio.min.io/Tenant", "MinIO Tenant",
    # By default a quarter of the drives or more may be gone, and writing takes more than half of them.
    of=Kind.OBJECT_STORAGE, held=servers.at_least(4) & parity_covers_a_server, pods="spec.pools.*", by="members",
    why="erasure coding keeps objects readable and writable on the servers that are left (parity of 2 to 4 by default)",
    rto="0s-60s", source=ERASURE_CODING,
)  # fmt: skip


# --- Dragonfly ----------------------------------------------------------------------------------------------------

DRAGONFLY: Final = "https://www.dragonflydb.io/docs/managing-dragonfly/operator/installation"
DRAGONFLY_REPLICAS: Final = attribute("spec.replicas", default=1)

CLAIMED: Final = attribute("spec.snapshot.persistentVolumeClaimSpec").is_set


@fact("its snapshots are kept in a bucket (`snapshot.dir`)")
def in_a_bucket(context: Context) -> Value:
    return bool(BUCKET.match(text(context.read("spec.snapshot.dir"))))


BUCKET: Final = pattern(r"(?!file:)[a-z0-9]+://")
KEEPS: Final = CLAIMED | attribute("spec.snapshot.existingPersistentVolumeClaimName").is_set | in_a_bucket
"""Snapshots that are kept nowhere else than on the disk of a pod are none."""


def _on_its_claim(claim: Claim) -> Claim:
    """A claim that rests on a volume, for what has one or keeps nothing."""
    return replace(claim, when=(CLAIMED | ~KEEPS) & claim.when) if claim in (REATTACHED, ZONE_RESTARTED) else claim


_dragonfly = operated(
    "dragonflydb.io/Dragonfly", "Dragonfly",
    of=Kind.CACHE, held=DRAGONFLY_REPLICAS.at_least(2), spread=spread_of("spec", DRAGONFLY_REPLICAS), pods="spec",
    stateful=KEEPS, component=~DRAGONFLY_REPLICAS.equals(0),
    rto="5s-60s", rpo="0s-10s", source=DRAGONFLY,
)  # fmt: skip
dragonfly = replace(
    _dragonfly,
    instance=tuple(map(_on_its_claim, _dragonfly.instance)),
    zone=tuple(map(_on_its_claim, _dragonfly.zone)),
)


# --- Redis (the operator of OpsTree): https://redis-operator.opstree.dev/docs/ ------------------------------------

OPSTREE: Final = "https://redis-operator.opstree.dev/docs/getting-started/"
REPLICATION: Final = "redis.redis.opstreelabs.in/RedisReplication"
SENTINEL: Final = "redis.redis.opstreelabs.in/RedisSentinel"
CLUSTER_SIZE: Final = attribute("spec.clusterSize", default=3)
KEPT: Final = attribute("spec.storage.volumeClaimTemplate").is_set


def of_replication(sentinel: Resource, estate: Estate) -> list[Resource]:
    """The replication that sentinels watch over."""
    name = text(walk(sentinel.values, "spec.redisSentinelConfig.redisReplicationName"))
    found = objects(estate).find(sentinel, REPLICATION, name) if name else None
    return [found] if found else []


@fact("two members or more and a RedisSentinel of three that watches over them", reads=(SENTINEL,),
      remedy="add a `RedisSentinel` with `clusterSize: 3` that names it")  # fmt: skip
def watched(context: Context) -> Value:
    sizes = [CLUSTER_SIZE.value(context.about(c)) for c in context.companions if c.type == SENTINEL]
    enough = any_of((lambda size=size: exceeds(size, 2)) for size in sizes)  # type: ignore[misc]
    return both(enough, lambda: exceeds(CLUSTER_SIZE.value(context), 1))


@fact("three shards or more with followers of their own", remedy="set `clusterSize: 3` and `redisFollower.replicas: 3`")
def followed(context: Context) -> Value:
    followers = context.read("spec.redisFollower.replicas")
    size = CLUSTER_SIZE.value(context)
    context.note("spec.redisFollower.replicas", followers, "as many as `clusterSize` where it is left out")
    return all_hold(exceeds(size, 2), True if followers is None else exceeds(followers, 2))


redis = operated(
    "redis.redis.opstreelabs.in/Redis", "Redis (OpsTree's operator)",
    of=Kind.CACHE, held=None, stateful=KEPT, rto="5s-60s", source=OPSTREE,
)  # fmt: skip
redis_replication = operated(
    REPLICATION, "Redis replication (OpsTree's operator)",
    of=Kind.CACHE, held=watched, pods="spec", stateful=KEPT, why="the sentinels promote a replica", rto="10s-60s",
    rpo="0s-10s", source=OPSTREE, folds=(Fold(SENTINEL, match=of_replication),),
)  # fmt: skip
redis_cluster = operated(
    "redis.redis.opstreelabs.in/RedisCluster", "Redis Cluster (OpsTree's operator)",
    of=Kind.CACHE, held=followed, pods="spec.redisLeader", stateful=KEPT, why="the other shards vote for a follower",
    rto="10s-60s", rpo="0s-10s", source="https://redis.io/docs/latest/operate/oss_and_stack/management/scaling/",
)  # fmt: skip


# --- Redis (the operator of Spotahome): https://github.com/spotahome/redis-operator -------------------------------

REDIS: Final = attribute("spec.redis.replicas", default=3, documented="the operator's default")
SENTINELS: Final = attribute("spec.sentinel.replicas", default=3, documented="the operator's default")
SENTINELS_PROMOTE: Final = "https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/"

redis_failover = Profile(
    type="databases.spotahome.com/RedisFailover", title="Redis with Sentinel (RedisFailover)",
    kind=Kind.CACHE, stateful=attribute("spec.redis.storage.persistentVolumeClaim").is_set,
    data=(DATA_RESTORED,),
    instance=(
        continues("failover", "the sentinels promote a replica",
                  when=REDIS.at_least(2) & SENTINELS.at_least(3) & ~on_one_node("spec.redis"),
                  rto="10s-60s", rpo="0s-10s", source=SENTINELS_PROMOTE),
        REATTACHED, NODE_RESTORED,
    ),
    zone=(ZONE_RESTARTED, ZONE_RESTORED),
    region=(REGION_RESTORED,),
    account=(ACCOUNT_RESTORED,),
    component=made_by_code,
    names=("metadata.name",),
    needs=(own_cluster,),
    reads=READS,
)  # fmt: skip


# --- OpenSearch: https://docs.opensearch.org/latest/install-and-configure/install-opensearch/operator/index/ ------

MANAGERS: Final = ("cluster_manager", "master")
AVAILABILITY: Final = "https://docs.opensearch.org/latest/tuning-your-cluster/"


@fact(
    "three nodes or more that may manage the cluster, and two or more with data",
    remedy="give pools with the role `cluster_manager` 3 replicas, and those with `data` 2 or more",
)
def opensearch_goes_on(context: Context) -> Value:
    managers, holders = _nodes(context, *MANAGERS), _nodes(context, "data")
    return both(exceeds(managers, 2), lambda: exceeds(holders, 1))


def _nodes(context: Context, *roles: str) -> Value:
    """The number of nodes with one of some roles."""
    total: Value = 0
    for i, pool in mappings(context.read("spec.nodePools")):
        if set(roles) & set(map(text, elements(pool.get("roles")))):
            context.note(f"spec.nodePools.{i}.replicas", pool.get("replicas", 0))
            total = add(total, pool.get("replicas", 0))
    return total


opensearch = tuple(
    operated(
        f"{group}/OpenSearchCluster", "OpenSearch cluster",
        of=Kind.SEARCH, held=opensearch_goes_on, pods="spec.nodePools.*",
        why="the remaining majority promotes replicas of the shards (one each by default)", rto="30s-120s",
        source=AVAILABILITY, reads=(f"{group}/OpensearchSnapshotPolicy", f"{group}/OpenSearchSnapshotPolicy"),
    )
    for group in OPENSEARCH
)  # fmt: skip


PROFILES: Final = (minio, dragonfly, redis, redis_replication, redis_cluster, redis_failover, *opensearch)
