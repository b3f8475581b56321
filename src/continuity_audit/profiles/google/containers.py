"""Google Kubernetes Engine: clusters with their node pools.

Sources: https://docs.cloud.google.com/kubernetes-engine/docs/concepts/configuration-overview,
https://docs.cloud.google.com/kubernetes-engine/docs/concepts/cluster-autoscaler,
https://docs.cloud.google.com/kubernetes-engine/docs/concepts/node-pools
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from continuity_audit.estate.counts import add, as_count, distinct_in, multiply
from continuity_audit.estate.logic import (
    all_hold,
    any_of,
    as_truth,
    at_least,
    both,
    either,
    equals,
    if_else,
    length_of,
    negate,
)
from continuity_audit.estate.model import Kind
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Value
from continuity_audit.profiles.elements import each, one_of
from continuity_audit.profiles.google.compute import OTHER_REGION, OTHERS_ELSEWHERE
from continuity_audit.profiles.google.locations import PROVIDER, is_zone, noted_place
from continuity_audit.profiles.google.routed_records import OTHER_STACK
from continuity_audit.profiles.google.serving import READS
from continuity_audit.profiles.node_pools import hold, repels
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import Context, attribute, fact, walk

GKE: Final = "https://docs.cloud.google.com/kubernetes-engine/docs/"
CLUSTER_TYPES: Final = GKE + "concepts/configuration-overview"
POOLS: Final = GKE + "concepts/node-pools"
SCALER: Final = GKE + "concepts/cluster-autoscaler"
AUTOPILOT_PAGE: Final = GKE + "concepts/autopilot-overview"
PAGE: Final = PROVIDER + "container_cluster"
POOL: Final = "google_container_node_pool"
ZONES_OF_A_REGION: Final = 3
"""GKE takes three zones of a region where none are named."""

AUTOPILOT = attribute("enable_autopilot", False, PAGE).is_true


def _is_zonal(context: Context) -> Value:
    """Whether it stands in one zone; without a location of its own in that of its provider, whatever its region is.

    Source: https://github.com/hashicorp/terraform-provider-google/blob/main/google/tpgresource/regional_utils.go
    """
    own = unmark(context.read("location"))
    if own is not None:
        return is_zone(noted_place(context, "location"), context.estate)
    context.note("location", unmark(context.resource.provider.zone), PAGE)
    return True


@fact("its control plane is regional", remedy="choose a region, not a zone, as `location`")
def regional(context: Context) -> Value:
    """Whether the control plane runs in several zones: an Autopilot cluster's always does."""
    autopilot = AUTOPILOT.value(context)
    return either(autopilot, lambda: negate(_is_zonal(context)))


# --- nodes --------------------------------------------------------------------------------------------------------


class Pool(Struct, frozen=True):
    """A node pool: a resource of its own, or a block of the cluster (or its default pool) at a prefix."""

    context: Context
    values: Value
    exists: Value
    times: Value = 1

    def read(self, path: str) -> Value:
        """An attribute of the pool, noted as evidence where it is given."""
        value = unmark(walk(self.values, path))
        if value is not None:
            self.context.note(path, value)
        return value


def _pools(context: Context) -> Iterator[Pool]:
    """The node pools of a cluster: its default pool unless that is removed, its blocks, and those that name it."""
    default_stays = negate(context.read("remove_default_node_pool"))
    for block, there, position in each(context.read("node_pool")):
        inside = context.inside(block, f"node_pool.{position}.") if isinstance(block, Mapping) else context
        stays = default_stays if walk(block, "name") == "default-pool" else True
        yield Pool(inside, block, all_hold(there, stays))
    if context.read("node_pool") in (None, ()):
        yield Pool(context, context.resource.values, default_stays)
    for pool in (c for c in context.companions if c.type == POOL):
        yield Pool(context.about(pool), pool.values, pool.exists, pool.multiplicity)


def _zones(pool: Pool, cluster: Context) -> Value:
    """The number of zones that a pool's nodes stand in."""
    if pool.values is not cluster.resource.values and (own := pool.read("node_locations")) not in (None, ()):
        return distinct_in(own)
    listed = unmark(cluster.read("node_locations"))
    if listed not in (None, ()):
        cluster.note("node_locations", listed)
        further = distinct_in(listed)
        return if_else(regional.value(cluster), lambda: further, lambda: add(further, 1))
    return if_else(regional.value(cluster), lambda: ZONES_OF_A_REGION, lambda: 1)


def _each_zone(pool: Pool) -> Value:
    """The nodes that a pool keeps in each of its zones: its autoscaler's minimum, else its fixed number."""
    if pool.read("autoscaling") not in (None, ()):
        return _count(pool.read("autoscaling.min_node_count"))
    fixed = pool.read("node_count")
    return _count(pool.read("initial_node_count") if fixed is None else fixed)


def _count(value: Value) -> Value:
    """A number of nodes, also where it is written as a text; none where it is left out."""
    return 0 if value is None else as_count(value)


def _kept(pool: Pool, cluster: Context) -> Value:
    """The nodes that a pool keeps in all: in each zone, or in total where its autoscaler says so."""
    total = pool.read("autoscaling.total_min_node_count")
    nodes = multiply(_each_zone(pool), _zones(pool, cluster)) if total is None else _count(total)
    return lift(lambda n, there: n if there else 0, multiply(nodes, pool.times), as_truth(pool.exists))


ACCELERATED: Final = ("a2-", "a3-", "a4-", "a4x-", "g2-", "g4-", "ct", "tpu")
"""How the names of machine types with GPUs or TPUs of their own begin."""
ARM: Final = ("t2a-", "c4a-", "n4a-", "a4x-")


def _takes_any(pool: Pool) -> Value:
    """Whether a pool takes any pod: none of its taints keeps off what does not tolerate it.

    Source: https://docs.cloud.google.com/kubernetes-engine/docs/how-to/node-taints
    """

    def keeps_off(effect: Value) -> Value:
        pool.context.note("node_config.taint.effect", effect)
        return repels(effect)

    written = one_of(walk(pool.values, "node_config"), keeps_off, "taint.effect")
    return negate(either(written, lambda: _is_tainted_by_gke(pool)))


def _is_tainted_by_gke(pool: Pool) -> Value:
    """Whether GKE taints the nodes of a pool by itself: those with GPUs or TPUs, Windows, Arm or a sandbox.

    Sources: https://docs.cloud.google.com/kubernetes-engine/docs/how-to/gpus,
    https://docs.cloud.google.com/kubernetes-engine/docs/how-to/creating-a-cluster-windows,
    https://docs.cloud.google.com/kubernetes-engine/docs/how-to/prepare-arm-workloads-for-deployment,
    https://docs.cloud.google.com/kubernetes-engine/docs/how-to/sandbox-pods
    """
    for path, beginnings in (("machine_type", (*ACCELERATED, *ARM)), ("image_type", ("windows",))):
        name = unmark(walk(pool.values, f"node_config.{path}"))
        if isinstance(name, str) and name.lower().startswith(beginnings):
            pool.context.note(f"node_config.{path}", name)
            return True
    sandbox = unmark(walk(pool.values, "node_config.sandbox_config"))
    if sandbox not in (None, ()):
        pool.context.note("node_config.sandbox_config", sandbox)
    return either(at_least(length_of(sandbox), 1), lambda: _has_gpus(pool))


def _has_gpus(pool: Pool) -> Value:
    """Whether cards are attached to the nodes of a pool."""
    if (cards := unmark(walk(pool.values, "node_config.guest_accelerator"))) in (None, ()):
        return False
    count = unmark(walk(cards, "count"))
    pool.context.note("node_config.guest_accelerator.count", count)
    return negate(equals(as_count(count), 0))


def _is_spot(pool: Pool) -> Value:
    """Whether the nodes of a pool are Spot VMs, or preemptible ones.

    Source: https://docs.cloud.google.com/kubernetes-engine/docs/concepts/spot-vms
    """
    switches = [pool.read(f"node_config.{name}") for name in ("spot", "preemptible")]
    return any_of(lambda s=switch: as_truth(s) for switch in switches if switch is not None)  # type: ignore[misc]


@fact(
    "its node pools that take any pod keep two nodes or more", reads=(POOL,),
    remedy="let a node pool without taints keep two nodes or more",
)  # fmt: skip
def two_nodes(context: Context) -> Value:
    """Whether a node is left when one fails: autoscalers go down to their minimums."""

    def together(pools: Sequence[Pool]) -> Value:
        total: Value = 0
        for pool in pools:
            total = add(total, _kept(pool, context))
        return at_least(total, 2)

    return hold(_pools(context), _takes_any, together)


@fact(
    "a node pool that takes any pod keeps a node in each of two zones or more", reads=(POOL,),
    remedy="let a node pool without taints keep a node in each of two zones or more (`node_locations`)",
)  # fmt: skip
def nodes_in_two_zones(context: Context) -> Value:
    """Whether a pool keeps nodes in two zones; counts in total may lie in one.

    Spot VMs are no such nodes: Compute Engine takes them back when it needs their capacity, as when a zone is lost.
    """

    def in_two_zones(pool: Pool) -> Value:
        kept = both(at_least(_zones(pool, context), 2), lambda: at_least(_each_zone(pool), 1))
        return both(kept, lambda: negate(_is_spot(pool)))

    def together(pools: Sequence[Pool]) -> Value:
        return any_of(lambda p=p: both(p.exists, lambda: in_two_zones(p)) for p in pools)  # type: ignore[misc]

    return hold(_pools(context), _takes_any, together)


@fact("a node pool that takes any pod can start nodes in two zones or more", reads=(POOL,))
def pool_over_zones(context: Context) -> Value:
    """Whether nodes can be started in another zone."""

    def together(pools: Sequence[Pool]) -> Value:
        return any_of(
            lambda p=p: both(p.exists, lambda: at_least(_zones(p, context), 2))  # type: ignore[misc]
            for p in pools
        )

    return hold(_pools(context), _takes_any, together)


@fact("no node pool of it is in the code", reads=(POOL,))
def without_nodes(context: Context) -> Value:
    """Whether the code makes the control plane only."""
    return negate(any_of(lambda p=p: p.exists for p in _pools(context)))  # type: ignore[misc]


CLUSTER = Profile(
    type="google_container_cluster",
    title="Google Kubernetes Engine cluster with its nodes",
    kind=Kind.CLUSTER,
    stateful=False,
    folds=(Fold(POOL, by="cluster"),),
    reads=READS,
    instance=(
        continues("service", "Google runs its nodes, and the control plane runs in several zones", when=AUTOPILOT,
                  rto="0s-5m", source=AUTOPILOT_PAGE),
        continues("members", "its other nodes carry on", when=two_nodes, rto="10s-5m", source=POOLS),
        continues("service", "the control plane runs on several machines", when=regional & without_nodes, rto="0s-5m",
                  source=CLUSTER_TYPES),
        recovers("restart", "GKE makes the failed machine again", rto="3m-15m", source=POOLS),
    ),
    zone=(
        continues("service", "Google runs its nodes and its control plane in several zones", when=AUTOPILOT,
                  rto="0s-5m", source=AUTOPILOT_PAGE),
        continues("members", "its control plane and its nodes are spread over zones",
                  when=regional & nodes_in_two_zones, rto="10s-5m", source=CLUSTER_TYPES),
        continues("service", "the control plane runs in several zones", when=regional & without_nodes, rto="0s-5m",
                  source=CLUSTER_TYPES),
        OTHERS_ELSEWHERE,
        recovers("restart", "the control plane goes on and nodes are started in another zone",
                 when=regional & pool_over_zones, rto="3m-30m", source=SCALER),
    ),
    region=(OTHER_REGION, OTHER_STACK),
)  # fmt: skip

PROFILES: Final = (CLUSTER,)

__all__ = ["PROFILES"]
