"""Amazon ElastiCache and DynamoDB Accelerator (DAX).

Sources: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/,
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.html
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.counts import add, as_count, fewest
from continuity_audit.estate.logic import any_of, at_least, both, length_of
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.zones import one_zone, zones, zones_of
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.places import in_another_region
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.references import named_at
from continuity_audit.profiles.terms import Condition, Context, attribute, fact, quantity, walk

PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
ELASTICACHE: Final = "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/"
MULTI_AZ: Final = ELASTICACHE + "AutoFailover.html"
MITIGATING: Final = ELASTICACHE + "FaultTolerance.html"
BACKUPS: Final = ELASTICACHE + "backups-automatic.html"
GLOBAL_DATASTORE: Final = ELASTICACHE + "Redis-Global-Datastore.html"
DAX: Final = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.concepts.cluster.html"


def snapshots_kept(type_: str) -> Condition:
    """Whether daily snapshots are kept; a retention of 0, the default, turns them off."""
    return attribute("snapshot_retention_limit", 0, PROVIDER + type_).above(0)


# --- ElastiCache replication group --------------------------------------------------------------------------------

SHARDS = ("num_node_groups", "cluster_mode.num_node_groups")
REPLICAS = ("replicas_per_node_group", "cluster_mode.replicas_per_node_group")
NODES = ("num_cache_clusters", "number_cache_clusters")

REPLICATION_GROUP = PROVIDER + "elasticache_replication_group"
SNAPSHOTS = snapshots_kept("elasticache_replication_group")
SEVERAL_SHARDS = attribute("num_node_groups").at_least(2) | attribute("cluster_mode.num_node_groups").at_least(2)
SHARDED = SEVERAL_SHARDS | attribute("cluster_mode").equals("enabled")
"""Data over several shards is cluster mode, and that requires automatic failover."""
FAILOVER = (
    attribute("automatic_failover_enabled", False, REPLICATION_GROUP).is_true
    | attribute("multi_az_enabled", False, REPLICATION_GROUP).is_true
    | SHARDED
)
"""``multi_az_enabled`` requires automatic failover to be on."""


def _first(context: Context, paths: tuple[str, ...]) -> Value:
    """The first of some attributes that is given, as a number."""
    for path in paths:
        value = unmark(context.read(path))
        if value is not None:
            context.note(path, value)
            return as_count(value)
    return None


def _replicas(context: Context) -> Value:
    """The replicas of each shard as they are given; of several shards, the fewest; ``None`` where left out."""
    given = _first(context, REPLICAS)
    blocks = context.read("node_group_configuration")
    if given is not None or not isinstance(blocks, tuple) or not blocks:
        return given
    counts = []
    for block in blocks:
        count = walk(block, "replica_count")
        zones_given = walk(block, "replica_availability_zones")
        counts.append(count if count is not None or zones_given is None else length_of(zones_given))
    if any(count is None for count in counts):
        return None
    return fewest(*counts)


def _left_out(context: Context) -> Unknown:
    """The replicas of a sharded group that leaves their number to the service, which documents no default."""
    cause = f"{context.resource.address}.replicas_per_node_group"
    return Unknown(frozenset({cause}), cause, low=0)


@quantity("the number of nodes of each shard", reads=("aws_elasticache_cluster",))
def nodes(context: Context) -> Value:
    """The primary and its replicas; nodes that join as resources of their own count."""
    replicas, shards, single = _replicas(context), _first(context, SHARDS), _first(context, NODES)
    joined = companions("aws_elasticache_cluster").value(context)

    def count(replicas: Value, shards: Value, single: Value) -> Value:
        if replicas is not None:
            return add(1, replicas)
        if shards is not None:
            return add(1, _left_out(context))
        return 1 if single is None else single

    return add(lift(count, replicas, shards, single), joined)


@fact("each primary has a replica", reads=("aws_elasticache_cluster",), remedy="set `num_cache_clusters` to 2 or more")
def replicated(context: Context) -> Value:
    """Whether each shard has a replica, taken that automatic failover is on: unsharded, it needs two nodes or more."""

    def decided(replicas: Value, shards: Value, multi_az: Value) -> Value:
        if replicas is not None:
            return at_least(replicas, 1)
        if shards is None or multi_az is True:
            return True  # the API refuses automatic failover, and Multi-AZ, without a replica
        return at_least(_left_out(context), 1)

    return lift(decided, _replicas(context), _first(context, SHARDS), unmark(context.read("multi_az_enabled")))


@quantity("the number of zones that each shard is placed in")
def shard_zones(context: Context) -> Value:
    """The zones that ``node_group_configuration`` names; of several shards, the fewest."""
    counts: list[Value] = []
    for index, block in enumerate(_blocks(context.read("node_group_configuration"))):
        named = (walk(block, "primary_availability_zone"), walk(block, "replica_availability_zones"))
        context.note(f"node_group_configuration.{index}.replica_availability_zones", named[1])
        replicas = named[1] if isinstance(named[1], tuple) else ()
        counts.append(0 if named[0] is None else zones_of((named[0], *replicas), context.resource, context.estate))
    return fewest(*counts) if counts else 0


def _blocks(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else ()


SUBNET_GROUP: Final = "aws_elasticache_subnet_group"


@fact("its subnets are all in one zone", reads=(SUBNET_GROUP, "aws_subnet"))
def in_one_zone(context: Context) -> Value:
    """Whether its subnet group is in one zone for sure: ElastiCache takes a group of a single subnet, too."""

    def single(group: Resource) -> Value:
        subnets = group.values.get("subnet_ids")
        context.about(group).note("subnet_ids", subnets)
        return lift(lambda n: n == 1 and not isinstance(n, Unknown), zones_of(subnets, group, context.estate))

    groups = named_at(context.resource, "subnet_group_name", context.estate, SUBNET_GROUP)
    return any_of(lambda g=group: both(g.exists, lambda: single(g)) for group in groups)  # type: ignore[misc]


LISTED_ZONES: Final = ("preferred_cache_cluster_azs", "availability_zones")
"""The zones of the nodes; the latter is their name up to version 4 of the provider."""
LISTED = attribute(LISTED_ZONES[0]).is_set | attribute(LISTED_ZONES[1]).is_set
TOGETHER = one_zone(LISTED_ZONES[0]) | one_zone(LISTED_ZONES[1])
SPREAD = ~in_one_zone & (
    (attribute("multi_az_enabled", False, REPLICATION_GROUP).is_true & (SEVERAL_SHARDS | ~TOGETHER))
    | (LISTED & zones(*LISTED_ZONES).at_least(2) & ~SEVERAL_SHARDS)
    | shard_zones.at_least(2)
)
"""Of several shards, ElastiCache does not use the zones that are listed for all nodes. Whether it refuses Multi-AZ for
nodes that all have to be in one zone, no page of it says: there is nothing in another zone then.

Source: https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
"""


@fact(
    "a secondary of its global datastore runs in another region",
    reads=("aws_elasticache_global_replication_group", "aws_elasticache_replication_group"),
    remedy="add an `aws_elasticache_global_replication_group` with a secondary in another region",
)  # fmt: skip
def secondary_group(context: Context) -> Value:
    """Whether a secondary replication group of the global datastore runs in another region."""
    secondaries = [c for c in context.companions if c.type == "aws_elasticache_replication_group"]
    for secondary in secondaries:
        context.about(secondary).note(
            "global_replication_group_id", secondary.values.get("global_replication_group_id")
        )
    return any_of(
        lambda c=c: both(c.exists, lambda: in_another_region(c, context.resource))  # type: ignore[misc]
        for c in secondaries
    )


REPLICATION_GROUP_PROFILE = Profile(
    type="aws_elasticache_replication_group",
    title="Amazon ElastiCache replication group",
    kind=Kind.CACHE,
    stateful=SNAPSHOTS,
    names=("replication_group_id",),
    folds=(
        Fold("aws_elasticache_cluster", by="replication_group_id"),
        Fold("aws_elasticache_global_replication_group", by="primary_replication_group_id"),
        Fold("aws_elasticache_replication_group", by="global_replication_group_id",
             of="aws_elasticache_global_replication_group"),
    ),
    data=(
        recovers("restore", "daily snapshots are kept", when=SNAPSHOTS, rto="10m-2h", rpo="0s-24h", source=BACKUPS),
    ),
    instance=(
        continues("failover", "a replica is promoted automatically", when=FAILOVER & replicated, rto="5s-2m",
                  rpo="0s-1s", source=MULTI_AZ),
        recovers("restart", "ElastiCache replaces the node, which takes its data from another",
                 when=nodes.at_least(2), rto="5m-30m", source=MITIGATING),
        recovers("restore", "ElastiCache replaces the node; its data is restored from a snapshot", when=SNAPSHOTS,
                 rto="15m-2h", rpo="0s-24h", source=BACKUPS),
        recovers("restart", "ElastiCache replaces the node; the cache starts empty", rto="5m-30m", source=MITIGATING),
    ),
    zone=(
        continues("failover", "a replica in another zone is promoted automatically",
                  when=FAILOVER & replicated & SPREAD, rto="5s-2m", rpo="0s-1s", source=MULTI_AZ),
        recovers("restore", "snapshots are kept in the region, not in the zone", when=SNAPSHOTS, rto="15m-2h",
                 rpo="0s-24h", source=BACKUPS),
    ),
    region=(
        recovers("promotion", "a secondary of its global datastore stands ready in another region",
                 when=secondary_group, rto="1m-30m", rpo="0s-5s", source=GLOBAL_DATASTORE),
        recovers("promotion", "it is a secondary: the primary of its global datastore is in another region",
                 when=attribute("global_replication_group_id").is_chosen, rto="1m-30m", rpo="0s-5s",
                 source=GLOBAL_DATASTORE),
    ),
)  # fmt: skip

# --- ElastiCache cluster and serverless cache ---------------------------------------------------------------------

CLUSTER = PROVIDER + "elasticache_cluster"
CLUSTER_SNAPSHOTS = snapshots_kept("elasticache_cluster")
CROSS_AZ = attribute("az_mode", "single-az", CLUSTER).equals("cross-az")


@fact("its engine has several nodes (Memcached)", remedy="use an `aws_elasticache_replication_group`")
def of_several_nodes(context: Context) -> Value:
    """Whether its engine is not one that takes a single node outside of a replication group, such as Redis."""
    engine = context.read("engine")
    context.note("engine", engine)
    return lift(lambda name: name not in ("redis", "valkey"), engine)


SEVERAL = of_several_nodes & (attribute("num_cache_nodes", 1, CLUSTER).at_least(2) | CROSS_AZ)
"""What leaves its engine open and has several nodes is of Memcached; ``cross-az`` requires them."""
CLUSTER_AZS = attribute("preferred_availability_zones")
IN_SEVERAL_ZONES = (
    of_several_nodes
    & ~in_one_zone
    & ((CROSS_AZ & ~one_zone(CLUSTER_AZS.path)) | (CLUSTER_AZS.is_set & zones(CLUSTER_AZS.path).at_least(2)))
)

CLUSTER_PROFILE = Profile(
    type="aws_elasticache_cluster",
    title="Amazon ElastiCache cluster",
    kind=Kind.CACHE,
    stateful=CLUSTER_SNAPSHOTS,
    names=("cluster_id",),
    data=(
        recovers("restore", "daily snapshots are kept", when=CLUSTER_SNAPSHOTS, rto="10m-2h", rpo="0s-24h",
                 source=BACKUPS),
    ),
    instance=(
        continues("members", "the other Memcached nodes carry on; what the lost one held is read anew", when=SEVERAL,
                  source=MITIGATING),
        recovers("restore", "ElastiCache replaces the node; its data is restored from a snapshot",
                 when=CLUSTER_SNAPSHOTS, rto="15m-2h", rpo="0s-24h", source=BACKUPS),
        recovers("restart", "ElastiCache replaces the node; the cache starts empty", rto="5m-30m", source=MITIGATING),
    ),
    zone=(
        continues("members", "Memcached nodes in other zones carry on; what the lost ones held is read anew",
                  when=IN_SEVERAL_ZONES, source=ELASTICACHE + "RegionsAndAZs.html"),
        recovers("restore", "snapshots are kept in the region, not in the zone", when=CLUSTER_SNAPSHOTS,
                 rto="15m-2h", rpo="0s-24h", source=BACKUPS),
    ),
)  # fmt: skip

SERVERLESS_SNAPSHOTS = snapshots_kept("elasticache_serverless_cache")
REACHED_IN_TWO_ZONES = ~attribute("subnet_ids").is_set | zones("subnet_ids").at_least(2)

SERVERLESS_PROFILE = Profile(
    type="aws_elasticache_serverless_cache",
    title="Amazon ElastiCache Serverless cache",
    kind=Kind.CACHE,
    stateful=SERVERLESS_SNAPSHOTS,
    data=(
        recovers("restore", "daily snapshots are kept", when=SERVERLESS_SNAPSHOTS, rto="10m-2h", rpo="0s-24h",
                 source=BACKUPS),
    ),
    instance=(continues("service", "a serverless cache spans several zones",
                        source=ELASTICACHE + "RegionsAndAZs.html"),),
    zone=(
        continues("service", "a serverless cache spans several zones and is reached in two or more",
                  when=REACHED_IN_TWO_ZONES, source=ELASTICACHE + "RegionsAndAZs.html"),
        recovers("redeploy", "the cache spans zones; its endpoint is made again in a subnet of another zone",
                 rto="15m-2h", source=ELASTICACHE + "RegionsAndAZs.html"),
    ),
)  # fmt: skip

# --- DAX ----------------------------------------------------------------------------------------------------------

THREE_NODES = attribute("replication_factor", 1, PROVIDER + "dax_cluster").at_least(3)
DAX_AZS = attribute("availability_zones").is_set & zones("availability_zones").at_least(2)

DAX_PROFILE = Profile(
    type="aws_dax_cluster",
    title="Amazon DynamoDB Accelerator (DAX) cluster",
    kind=Kind.CACHE,
    stateful=False,
    names=("cluster_name",),
    instance=(
        continues("failover", "a read replica becomes the primary; that takes three nodes", when=THREE_NODES,
                  rto="0s-2m", source=DAX),
        recovers("restart", "DAX replaces the node; fewer than three nodes are not fault-tolerant", rto="5m-30m",
                 source=DAX),
    ),
    zone=(
        continues("failover", "nodes stand in several zones and a read replica becomes the primary",
                  when=THREE_NODES & DAX_AZS, rto="0s-2m", source=DAX),
    ),
)  # fmt: skip

PROFILES = (REPLICATION_GROUP_PROFILE, CLUSTER_PROFILE, SERVERLESS_PROFILE, DAX_PROFILE)
