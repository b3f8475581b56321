"""Databases that KubeDB runs, by the kinds of its group: https://kubedb.com/docs/latest/

How many members there are, and how the others go on, is said for each engine in its own words; halting, volumes, pods
and backups in the same words for all.
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.counts import add, exceeds, fewest
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import all_hold, any_of, both, if_else, negate
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.values import Value, unknown
from continuity_audit.profiles.kubernetes.members import operated, spread_of
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.operated import KUBEDB
from continuity_audit.profiles.kubernetes.operator_backups import KUBESTASH
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.profile import Fold, Profile
from continuity_audit.profiles.terms import Condition, Context, Term, attribute, fact, quantity, walk

DOCS: Final = "https://kubedb.com/docs/latest/guides/"
PODS: Final = "spec.podTemplate.spec"
SENTINEL: Final = f"{KUBEDB}/RedisSentinel"
ONE: Final = attribute("spec.replicas", default=1, documented="KubeDB's default")
THREE: Final = attribute("spec.replicas", default=3, documented="KubeDB's default")
RUNS: Final = ~attribute("spec.halted", default=False).is_true


def _run(
    kind: str, title: str, *, of: Kind, held: Condition | None, source: str, members: Term = ONE,
    why: str = "the remaining majority elects a primary", by: str = "failover", waits: Condition | None = None,
    stateful: bool | Condition = True, rpo: str = "0s-60s", folds: tuple[Fold, ...] = (), spread: bool = False,
) -> Profile:  # fmt: skip
    """What KubeDB runs as a kind; with ``spread``, three or more of one kind are by the template of their pods."""
    by_zone = spread_of(PODS, members, majority=True) & members.at_least(3) if spread else None
    return operated(
        f"{KUBEDB}/{kind}", title,
        of=of, held=held, spread=by_zone, pods=PODS, why=why, by=by, waits=waits,
        stateful=stateful, component=RUNS, rto="10s-120s", rpo=rpo, source=DOCS + source, folds=folds, reads=KUBESTASH,
    )  # fmt: skip


# --- PostgreSQL, MySQL and MariaDB --------------------------------------------------------------------------------


@fact(
    "its writes wait for more standbys than are left without an instance (`streamingMode: Synchronous`)",
    remedy="have two replicas more than `synchronousReplicationConfig.numSyncReplicas`",
)
def postgres_waits(context: Context) -> Value:
    awaited = attribute("spec.synchronousReplicationConfig.numSyncReplicas", 1, DOCS + "postgres/synchronous/")
    on = attribute("spec.streamingMode", "Asynchronous").equals("Synchronous").value(context)
    return both(on, lambda: negate(exceeds(ONE.value(context), add(awaited.value(context), 1))))


postgres = _run(
    "Postgres", "PostgreSQL (KubeDB)",
    of=Kind.DATABASE, held=ONE.at_least(2), waits=postgres_waits, spread=True,
    why="the members elect a standby, with an arbiter where they are two", source="postgres/clustering/ha_cluster/",
)  # fmt: skip

MODE: Final = attribute("spec.topology.mode", default="", documented="one server, or its replicas for reading")
_GROUPS: Final = MODE.equals("GroupReplication") | MODE.equals("InnoDBCluster") | MODE.equals("SemiSync")

mysql = _run(
    "MySQL", "MySQL (KubeDB)",
    of=Kind.DATABASE, held=_GROUPS & THREE.at_least(3), members=THREE, spread=True, source="mysql/clustering/overview/",
)  # fmt: skip

_GALERA: Final = attribute("spec.topology.mode", default="GaleraCluster", documented=DOCS + "mariadb/clustering/")

mariadb = _run(
    "MariaDB", "MariaDB (KubeDB)",
    of=Kind.DATABASE, held=_GALERA.equals("GaleraCluster") & ONE.at_least(3), spread=True, by="members",
    why="the other members of Galera hold the same data and carry on", source="mariadb/clustering/overview/",
)  # fmt: skip

percona_xtradb = _run(
    "PerconaXtraDB", "Percona XtraDB Cluster (KubeDB)",
    of=Kind.DATABASE, held=THREE.at_least(3), members=THREE, spread=True, by="members",
    why="the other members hold the same data and carry on", source="percona-xtradb/clustering/overview/",
)  # fmt: skip

# --- MongoDB ------------------------------------------------------------------------------------------------------

SHARDS: Final = "spec.shardTopology"


@fact(
    "three members or more in the replica set, or in each shard and its config servers, behind two routers",
    remedy="set `replicaSet` and `replicas: 3`, or three `replicas` of `shardTopology.shard` and `configServer`",
)
def mongodb_goes_on(context: Context) -> Value:
    """Members of one shard only, without a name of the set, are one server. Arbiters hold nothing and do not count."""
    if context.read(SHARDS) is not None:
        counts = {part: context.read(f"{SHARDS}.{part}.replicas") for part in ("shard", "configServer", "mongos")}
        for part, count in counts.items():
            context.note(f"{SHARDS}.{part}.replicas", count)
        least = fewest(*(0 if counts[part] is None else counts[part] for part in ("shard", "configServer")))
        return both(exceeds(least, 2), lambda: exceeds(counts["mongos"] or 0, 1))
    named = context.read("spec.replicaSet")
    context.note("spec.replicaSet", named, "" if named else "one server")
    return both(named is not None, lambda: exceeds(ONE.value(context), 2))


mongodb = _run(
    "MongoDB", "MongoDB (KubeDB)",
    of=Kind.DATABASE, held=mongodb_goes_on, spread=True, rpo="0s", source="mongodb/clustering/",
)  # fmt: skip

# --- Redis, Elasticsearch and Kafka -------------------------------------------------------------------------------

REDIS_MODE: Final = attribute("spec.mode", default="Standalone")
REDIS_SHARDS: Final = attribute("spec.cluster.shards", default=3, documented="KubeDB's default")
REDIS_NODES: Final = attribute("spec.cluster.replicas", default=2, documented="KubeDB's default")


def of_sentinel(sentinel: Resource, estate: Estate) -> list[Resource]:
    """The Redis that name a group of sentinels."""
    return [one for one in estate.of_type(f"{KUBEDB}/Redis") if _sentinel_of(one, estate) is sentinel]


def _sentinel_of(redis: Resource, estate: Estate) -> Resource | None:
    reference = walk(redis.values, "spec.sentinelRef")
    name, namespace = text(walk(reference, "name")), text(walk(reference, "namespace")) or None
    return objects(estate).find(redis, SENTINEL, name, namespace) if name else None


@fact(
    "three shards or more with replicas of their own, or replicas that three sentinels watch over",
    remedy="set `mode: Cluster`, or `mode: Sentinel` with a `RedisSentinel` of three replicas",
)
def redis_goes_on(context: Context) -> Value:
    sharded = lambda: all_hold(  # noqa: E731
        REDIS_SHARDS.at_least(3).value(context), REDIS_NODES.at_least(2).value(context)
    )
    watched = lambda: both(REDIS_MODE.equals("Sentinel").value(context), lambda: _watched(context))  # noqa: E731
    return if_else(REDIS_MODE.equals("Cluster").value(context), sharded, watched)


def _watched(context: Context) -> Value:
    sentinels = [c for c in context.companions if c.type == SENTINEL]
    if not sentinels:
        name = text(context.read("spec.sentinelRef.name"))
        return unknown(f"RedisSentinel/{name}", key=f"sentinels of {context.resource.id}", low=0) if name else False
    enough = any_of((lambda one=one: ONE.at_least(3).value(context.about(one))) for one in sentinels)  # type: ignore[misc]
    return both(enough, lambda: ONE.at_least(2).value(context))


_DURABLE: Final = attribute("spec.storage").is_set & ~attribute("spec.storageType", "Durable").equals("Ephemeral")

redis = _run(
    "Redis", "Redis (KubeDB)",
    of=Kind.CACHE, held=redis_goes_on, stateful=_DURABLE, why="a replica is promoted", rpo="0s-10s",
    folds=(Fold(SENTINEL, match=of_sentinel),), source="redis/clustering/overview/",
)  # fmt: skip

TOPOLOGY: Final = "spec.topology"
_DATA: Final = ("data", "dataHot", "dataContent", "dataWarm")


@quantity("the least number of nodes that keep the data of a tier")
def holders(context: Context) -> Value:
    tiers = [tier for tier in _DATA if context.read(f"{TOPOLOGY}.{tier}") is not None]
    counts = [_nodes(context, tier) for tier in tiers]
    return fewest(*counts) if counts else 0


def _nodes(context: Context, part: str) -> Value:
    return attribute(f"{TOPOLOGY}.{part}.replicas", 1, "KubeDB's default").value(context)


@fact(
    "three nodes or more that may be masters, two with data and two that take in",
    remedy="set `replicas: 3`, or 3 of `topology.master` and 2 of each other part",
)
def elasticsearch_goes_on(context: Context) -> Value:
    if context.read(TOPOLOGY) is None:
        return ONE.at_least(3).value(context)
    rest = (exceeds(holders.value(context), 1), exceeds(_nodes(context, "ingest"), 1))
    return both(exceeds(_nodes(context, "master"), 2), lambda: all_hold(*rest))


elasticsearch = _run(
    "Elasticsearch", "Elasticsearch or OpenSearch (KubeDB)",
    of=Kind.SEARCH, held=elasticsearch_goes_on, rpo="0s",
    why="the remaining majority promotes replicas of the shards (one each by default)",
    source="elasticsearch/clustering/combined-cluster/simple-dedicated-cluster/",
)  # fmt: skip

kafka = _run(  # how often partitions are kept is said by topic
    "Kafka", "Apache Kafka (KubeDB)", of=Kind.STREAM, held=None, source="kafka/clustering/",
)  # fmt: skip

PROFILES: Final = (postgres, mysql, mariadb, percona_xtradb, mongodb, redis, elasticsearch, kafka)
