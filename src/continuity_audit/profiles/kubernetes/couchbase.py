"""Couchbase by its Autonomous Operator: https://docs.couchbase.com/operator/current/resource/couchbasecluster.html"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.counts import add, exceeds, multiply
from continuity_audit.estate.documents import elements, mappings
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import both, negate
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.further_backups import BACKUP, CLUSTER
from continuity_audit.profiles.kubernetes.members import operated
from continuity_audit.profiles.kubernetes.objects import matches, objects
from continuity_audit.profiles.kubernetes.pods import labels_of, namespace_of, text
from continuity_audit.profiles.profile import Fold
from continuity_audit.profiles.terms import Context, attribute, fact, walk

BUCKETS: Final = ("couchbase.com/CouchbaseBucket", "couchbase.com/CouchbaseEphemeralBucket")
FAILOVER: Final = "https://docs.couchbase.com/server/current/learn/clusters-and-availability/automatic-failover.html"
GROUPS: Final = "https://docs.couchbase.com/server/current/learn/clusters-and-availability/groups.html"
MOST_AT_ONCE: Final = attribute("spec.cluster.autoFailoverMaxCount", default=1, documented=FAILOVER)


def of_cluster(bucket: Resource, estate: Estate) -> list[Resource]:
    """The clusters of a namespace that make a bucket: all of them, unless they select by labels."""
    near = objects(estate).nearest(bucket, CLUSTER)
    return [one for one in near if namespace_of(one) == namespace_of(bucket) and _takes(one, bucket)]


def _takes(cluster: Resource, bucket: Resource) -> bool:
    selector = walk(cluster.values, "spec.buckets.selector")
    return walk(cluster.values, "spec.buckets.managed") is True and (
        selector is None or matches(selector, labels_of(bucket)) is True
    )


def _nodes(context: Context, service: str = "") -> Value:
    """The number of nodes, or of those with a service."""
    total: Value = 0
    for i, group in mappings(context.read("spec.servers")):
        if not service or service in map(text, elements(group.get("services"))):
            context.note(f"spec.servers.{i}.size", group.get("size"))
            total = add(total, group.get("size", 0))
    return total


@fact(
    "three nodes or more, two of them with data, and no bucket in the code without replicas",
    remedy="set a `size` of 3 for `servers` with the service `data`, and `replicas: 1` for each bucket",
)
def goes_on(context: Context) -> Value:
    """A node is failed over where more than half of the nodes are left, and each bucket has a replica elsewhere."""
    held = both(exceeds(_nodes(context), 2), lambda: exceeds(_nodes(context, "data"), 1))
    for bucket in (c for c in context.companions if c.type in BUCKETS):
        about = context.about(bucket)
        held = both(held, lambda about=about: attribute("spec.replicas", 1, FAILOVER).above(0).value(about))  # type: ignore[misc]
    return held


@fact(
    "its nodes stand in three server groups or more, of which each is failed over as a whole",
    remedy="set `serverGroups` to three zones, `cluster.autoFailoverServerGroup: true`, and `autoFailoverMaxCount` to "
           "the nodes of a group",
)  # fmt: skip
def by_groups(context: Context) -> Value:
    """Server groups are zones by the label of nodes, over which pods are placed evenly.

    Before version 7.1 a switch fails over a whole group; since then, as many nodes as may be failed over at once.
    """
    groups = len(elements(context.read("spec.serverGroups")))
    context.note("spec.serverGroups", groups, "" if groups else GROUPS)
    switched = attribute("spec.cluster.autoFailoverServerGroup", False, GROUPS).is_true.value(context)
    of_a_group = lambda: negate(exceeds(_nodes(context), multiply(MOST_AT_ONCE.value(context), groups)))  # noqa: E731
    return both(groups > 2, lambda: both(switched, of_a_group))


couchbase = operated(
    CLUSTER, "Couchbase cluster",
    of=Kind.DATABASE, held=goes_on, spread=by_groups, why="replicas of its buckets on other nodes are made active",
    rto="5s-120s", rpo="0s-10s", source=FAILOVER, folds=tuple(Fold(kind, match=of_cluster) for kind in BUCKETS),
    reads=(BACKUP,), pods="spec.servers.*.pod.spec",
)  # fmt: skip

PROFILES: Final = (couchbase,)
