"""Elasticsearch by Elastic's operator (ECK): its sets of nodes, their roles, and what keeps shards apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Final

from continuity_audit.estate.counts import add, exceeds, fewest, multiply
from continuity_audit.estate.documents import elements, entries, mappings
from continuity_audit.estate.logic import all_hold, both
from continuity_audit.estate.model import Kind
from continuity_audit.estate.values import Value, unknown
from continuity_audit.profiles.kubernetes.backup import READS
from continuity_audit.profiles.kubernetes.dependencies import own_cluster
from continuity_audit.profiles.kubernetes.members import on_one_node
from continuity_audit.profiles.kubernetes.placement import ZONE, made_by_code, pinned
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
from continuity_audit.profiles.profile import Profile, continues
from continuity_audit.profiles.terms import Context, fact, quantity, walk

RESILIENCE: Final = "https://www.elastic.co/docs/deploy-manage/production-guidance/availability-and-resilience"
AWARENESS: Final = "cluster.routing.allocation.awareness.attributes"


@quantity("the number of its master-eligible nodes")
def masters(context: Context) -> Value:
    return _total(context, lambda nodes: _has_role(nodes, "master"))


_TIERS: Final = ("data", "data_content", "data_hot", "data_warm")
"""The roles whose nodes keep shards with replicas; colder tiers are copies of snapshots.

Source: https://www.elastic.co/docs/manage-data/lifecycle/data-tiers
"""


@quantity("the least number of nodes that keep the data of a tier")
def holders(context: Context) -> Value:
    sets = [nodes for _, nodes in mappings(context.read("spec.nodeSets"))]
    tiers = [tier for tier in _TIERS if any(_is_named(nodes, tier) for nodes in sets)]
    return fewest(*(_total(context, lambda nodes, tier=tier: _has_role(nodes, tier)) for tier in tiers or _TIERS[:1]))  # type: ignore[misc]


def _total(context: Context, counts: Callable[[Mapping[str, Value]], bool]) -> Value:
    """The number of the nodes of some sets."""
    total: Value = 0
    for i, nodes in mappings(context.read("spec.nodeSets")):
        count = _count(context, i, nodes)
        if counts(nodes):
            total = add(total, count)
    return total


def _count(context: Context, i: int, nodes: Mapping[str, Value]) -> Value:
    count = nodes.get("count")
    if count is None:  # an autoscaling policy sets it
        count = unknown(f"{context.resource.address}.spec.nodeSets.{i}.count", low=0)
    context.note(f"spec.nodeSets.{i}.count", count)
    return count


def _setting(nodes: Mapping[str, Value], part: str) -> Value:
    """A setting of nodes, written with dots or in blocks: ``node.roles``."""
    config = entries(nodes.get("config"))
    return config[f"node.{part}"] if f"node.{part}" in config else walk(config.get("node"), part)


def _roles(nodes: Mapping[str, Value]) -> set[str] | None:
    roles = _setting(nodes, "roles")
    return None if roles is None else set(map(text, elements(roles)))


def _is_named(nodes: Mapping[str, Value], role: str) -> bool:
    return role in (_roles(nodes) or ())


def _has_role(nodes: Mapping[str, Value], role: str) -> bool:
    """Whether nodes have a role: all that are not said, and of data every tier; before 7.9 a switch takes one away.

    Source: https://www.elastic.co/docs/deploy-manage/distributed-architecture/clusters-nodes-shards/node-roles
    """
    roles = _roles(nodes)
    if roles is not None:
        return role in roles or (role in _TIERS and "data" in roles)
    switch = _setting(nodes, "master" if role == "master" else "data")
    return switch is not False and text(switch).lower() != "false"


@fact(
    "its node sets stand in three zones or more, none with half of the masters or all of the data, and shards are kept "
    "apart over them (allocation awareness)",
    remedy=f"pin each node set to a zone of its own and set `{AWARENESS}`",
)
def nodes_spread(context: Context) -> Value:
    sets = list(mappings(context.read("spec.nodeSets")))
    zones: dict[str, list[Mapping[str, Value]]] = defaultdict(list)
    for i, nodes in sets:
        pods = entries(walk(nodes, "podTemplate.spec"))
        place = pinned(pods, ZONE)
        if len(place) != 1 or AWARENESS not in entries(nodes.get("config")):
            context.note(f"spec.nodeSets.{i}.podTemplate", pods or None, "" if pods else "spread is best effort")
            return False
        zones[place[0]].append(nodes)
    if len(zones) < 3:
        return False
    quiet, all_masters = context.afresh(), masters.value(context)
    kept = []
    for gone in zones.values():
        rest = _total(quiet, lambda nodes, gone=gone: _has_role(nodes, "master") and nodes not in gone)  # type: ignore[misc]
        holds = [nodes for _, nodes in sets if nodes not in gone and any(_has_role(nodes, t) for t in _TIERS)]
        kept.append(both(bool(holds), lambda rest=rest: exceeds(multiply(rest, 2), all_masters)))  # type: ignore[misc]
    return all_hold(*kept)


ELASTIC_PODS: Final = "spec.nodeSets.*.podTemplate.spec"
"""Where it says on which nodes those of a set may run."""

elasticsearch = Profile(
    type="elasticsearch.k8s.elastic.co/Elasticsearch", title="Elasticsearch (ECK)",
    kind=Kind.SEARCH, stateful=True,
    data=(DATA_RESTORED,),
    instance=(
        continues("failover", "the remaining majority promotes replicas of the shards (one each by default)",
                  when=masters.at_least(3) & holders.at_least(2) & ~on_one_node(ELASTIC_PODS),
                  rto="30s-120s", source=RESILIENCE),
        REATTACHED, NODE_RESTORED,
    ),
    zone=(
        continues("failover", "replicas of the shards in other zones are promoted",
                  when=masters.at_least(3) & holders.at_least(2) & nodes_spread,
                  rto="30s-120s", source=RESILIENCE),
        ZONE_RESTARTED, ZONE_RESTORED,
    ),
    region=(REGION_RESTORED,),
    account=(ACCOUNT_RESTORED,),
    component=made_by_code,
    names=("metadata.name",),
    needs=(own_cluster,),
    reads=(*READS, "stackconfigpolicy.k8s.elastic.co/StackConfigPolicy"),
)  # fmt: skip


PROFILES: Final = (elasticsearch,)
