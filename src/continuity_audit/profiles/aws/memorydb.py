"""Amazon MemoryDB.

Source: https://docs.aws.amazon.com/memorydb/latest/devguide/
"""

from __future__ import annotations

from itertools import product
from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.logic import any_of, both, equals
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.parts import causes_of, leaves
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.zones import zones_of
from continuity_audit.profiles.places import in_another_region
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.references import each_named
from continuity_audit.profiles.terms import Context, attribute, fact, quantity

MEMORYDB: Final = "https://docs.aws.amazon.com/memorydb/latest/devguide/"
CLUSTER: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/memorydb_cluster"

SNAPSHOTS = attribute("snapshot_retention_limit", 0, CLUSTER).above(0)
SHARD_REPLICA = attribute("num_replicas_per_shard", 1, CLUSTER).at_least(1)


@quantity("the number of zones of its subnet group", reads=("aws_memorydb_subnet_group", "aws_subnet"))
def subnet_group_zones(context: Context) -> Value:
    """The zones of the subnet group; left out, it is the default one, over all subnets of the default VPC."""
    name = context.read("subnet_group_name")
    context.note("subnet_group_name", name, CLUSTER if name is None else "")
    if name is None:
        return 2
    for group in context.companions:
        if group.type == "aws_memorydb_subnet_group":
            context.about(group).note("subnet_ids", group.values.get("subnet_ids"))
            return zones_of(group.values.get("subnet_ids"), group, context.estate)
    causes = causes_of(name) or frozenset({context.resource.name_of("subnet_group_name")})
    return Unknown(causes, f"zones({key_of(name)})")


@fact(
    "a cluster of its multi-region cluster runs in another region", reads=("aws_memorydb_cluster",),
    remedy="add a cluster in another region to its `aws_memorydb_multi_region_cluster`",
)  # fmt: skip
def regional_peer(context: Context) -> Value:
    """Whether another cluster of the same multi-region cluster runs in another region."""
    mine = context.read("multi_region_cluster_name")
    context.note("multi_region_cluster_name", mine)
    if mine is None:
        return False
    return any_of(
        lambda c=c: both(both(c.exists, lambda: _joined(c, context)), lambda: in_another_region(c, context.resource))  # type: ignore[misc]
        for c in context.estate.of_type("aws_memorydb_cluster")
        if c.id != context.resource.id
    )


def _joined(other: Resource, context: Context) -> Value:
    """Whether another cluster is of the same multi-region cluster; one that may be is shown."""
    same_group = _same_group(context.resource, other, context)
    if same_group is not False:
        context.about(other).note("multi_region_cluster_name", other.values.get("multi_region_cluster_name"))
    return same_group


def _same_group(one: Resource, other: Resource, context: Context) -> Value:
    names = [r.values.get("multi_region_cluster_name") for r in (one, other)]
    mine, theirs = (
        each_named(name, context.estate, "aws_memorydb_multi_region_cluster", near=near)
        for name, near in zip(names, (one, other), strict=True)
    )
    if mine and theirs:
        return any_of(
            lambda a=a, b=b: both(a.there, lambda: b.there)  # type: ignore[misc]
            for a, b in product(mine, theirs)
            if a.resource is b.resource
        )
    if not all(isinstance(leaf, str) for name in names for leaf in leaves(name)):
        return False
    return equals(names[0], names[1])


PROFILE = Profile(
    type="aws_memorydb_cluster",
    title="Amazon MemoryDB cluster",
    kind=Kind.CACHE,
    stateful=True,
    folds=(Fold("aws_memorydb_subnet_group", by="subnet_group_name", forward=True, shared=True),),
    reads=("aws_memorydb_multi_region_cluster",),
    data=(
        recovers("restore", "daily snapshots are kept", when=SNAPSHOTS, rto="10m-2h", rpo="0s-24h",
                 source=MEMORYDB + "snapshots-automatic.html"),
    ),
    instance=(
        continues("failover", "a replica that agrees with the transaction log is promoted", when=SHARD_REPLICA,
                  rto="10s-30s", source=MEMORYDB + "autofailover.html"),
        recovers("restart", "the only node is replaced and filled from the transaction log", rto="5m-30m",
                 source=MEMORYDB + "autofailover.html"),
    ),
    zone=(
        continues("failover", "a replica in another zone of the subnet group is promoted",
                  when=SHARD_REPLICA & subnet_group_zones.at_least(2), rto="10s-30s",
                  source=MEMORYDB + "autofailover.html"),
        recovers("redeploy", "the transaction log spans zones; a node has to be made in another", rto="15m-2h",
                 source=MEMORYDB + "faulttolerance.html"),
    ),
    region=(
        continues("members", "a cluster in another region takes reads and writes", when=regional_peer, rto="0s-5m",
                  rpo="0s-3s", source=MEMORYDB + "multi-region.how.html"),
    ),
)  # fmt: skip

PROFILES = (PROFILE,)
