"""The node pools of clusters of Azure Kubernetes Service: how many nodes they keep, in how many zones, and what for.

Sources: https://learn.microsoft.com/azure/aks/availability-zones,
https://learn.microsoft.com/azure/aks/use-system-pools, https://learn.microsoft.com/azure/reliability/reliability-aks
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from msgspec import Struct

from continuity_audit.estate.counts import add, distinct_in
from continuity_audit.estate.logic import (
    all_hold,
    any_of,
    as_truth,
    at_least,
    both,
    either,
    equals,
    if_else,
    negate,
)
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.elements import each, one_of
from continuity_audit.profiles.node_pools import hold, repels
from continuity_audit.profiles.terms import Context, fact

POOL: Final = "azurerm_kubernetes_cluster_node_pool"
PROFILES_OF_POOLS: Final = "agent_pool_profile"


class Pool(Struct, frozen=True):
    """A node pool: the default one, a block of the cluster, or a resource of its own."""

    context: Context
    prefix: str
    exists: Value
    times: Value = 1
    own: bool = False
    """Whether it is a resource of its own: without a mode that is one for users, and any other for the system."""

    def read(self, name: str) -> Value:
        """An attribute of the pool, noted as evidence where it is given."""
        value = unmark(self.context.read(self.prefix + name))
        if value is not None:
            self.context.note(self.prefix + name, value)
        return value


def _pools(context: Context) -> Iterator[Pool]:
    """The node pools of a cluster: all blocks of its list of them, where it has one in place of a default pool."""
    profiles = context.read(PROFILES_OF_POOLS)
    if profiles in (None, ()):
        yield Pool(context, "default_node_pool.", True)
    for element in each(profiles):
        if isinstance(element.value, Mapping):
            inside = context.inside(element.value, f"{PROFILES_OF_POOLS}.{element.position}.")
            yield Pool(inside, "", element.there)
        else:
            yield Pool(context, f"{PROFILES_OF_POOLS}.", element.there)
    for pool in (c for c in context.companions if c.type == POOL):
        yield Pool(context.about(pool), "", pool.exists, pool.multiplicity, own=True)


def _least(pool: Pool) -> Value:
    """The nodes that a pool keeps: its autoscaler's minimum, else its fixed number, 1 where that is left out."""
    scaled = either(as_truth(pool.read("auto_scaling_enabled")), lambda: as_truth(pool.read("enable_auto_scaling")))
    fixed = pool.read("node_count")
    one = 1 if fixed is None else fixed
    return if_else(scaled, lambda: lift(lambda n: 1 if n is None else n, pool.read("min_count")), lambda: one)


def _zones(pool: Pool) -> Value:
    """The number of zones that a pool's nodes are spread over; 0 where none is named."""
    named = pool.read("zones")
    return distinct_in(pool.read("availability_zones") if named is None else named)


def _takes_any(pool: Pool) -> Value:
    """Whether a pool takes any pod: AKS taints spot nodes, and the default pool where only add-ons may run in it.

    On nodes with Windows nothing runs that is made for Linux, as what any cluster needs is.
    Sources: https://learn.microsoft.com/azure/aks/use-node-taints, https://learn.microsoft.com/azure/aks/spot-node-pool,
    https://learn.microsoft.com/azure/aks/use-system-pools, https://learn.microsoft.com/azure/aks/windows-best-practices
    """
    critical = as_truth(pool.read("only_critical_addons_enabled"))
    others = (equals(pool.read("priority"), "Spot"), equals(pool.read("os_type"), "Windows"))
    kept_off = any_of(lambda off=off: off for off in (critical, *others))  # type: ignore[misc]
    return negate(either(kept_off, lambda: one_of(pool.read("node_taints"), lambda t: repels(_effect(t)))))


def _effect(taint: Value) -> Value:
    """The effect of a taint that is written as a text: ``workload=batch:NoSchedule``."""
    if isinstance(taint, Unknown) and (found := re.search(r":(\w+)$", taint.ends)):
        return found[1]
    return taint.rpartition(":")[2] if isinstance(taint, str) else taint


def _is_system(pool: Pool) -> Value:
    """Whether a pool is one of those on which AKS prefers to run what any cluster needs, such as its DNS."""
    mode = pool.read("mode")
    return not pool.own if mode is None else equals(mode, "System")


def _keep_two(pools: Sequence[Pool]) -> Value:
    """Whether some pools keep two nodes or more together."""
    total: Value = 0
    for pool in pools:
        there = as_truth(pool.exists)
        total = add(total, lift(lambda n, t: n if t and n is not None else 0, _least(pool), there))
    several = any_of(
        lambda p=p: both(both(p.exists, lambda: at_least(p.times, 2)), lambda: at_least(_least(p), 1))  # type: ignore[misc]
        for p in pools
    )
    return either(at_least(total, 2), lambda: several)


def _keep_two_zones(pools: Sequence[Pool]) -> Value:
    """Whether one of some pools is spread over zones and keeps nodes in two of them, or two keep some in one each."""
    spread = any_of(
        lambda p=p: both(  # type: ignore[misc]
            both(p.exists, lambda: at_least(_zones(p), 2)), lambda: at_least(_least(p), 2)
        )
        for p in pools
    )
    return either(spread, lambda: any_of(lambda a=a, b=b: _apart(a, b) for a, b in combinations(pools, 2)))  # type: ignore[misc]


def _apart(pool: Pool, other: Pool) -> Value:
    """Whether two pools keep nodes, each in a zone of its own."""
    zones = [_only_zone(p) for p in (pool, other)]
    if None in zones:
        return False
    return all_hold(
        pool.exists, other.exists, at_least(_least(pool), 1), at_least(_least(other), 1), negate(equals(*zones))
    )


def _only_zone(pool: Pool) -> Value:
    """The zone of a pool that names one alone."""
    named = list(each(pool.read("zones")))
    if len(named) != 1 or named[0].there is not True:
        return None
    return lift(lambda zone: str(zone) if isinstance(zone, int) else zone, unmark(named[0].value))


def _reach_two_zones(pools: Sequence[Pool]) -> Value:
    """Whether one of some pools can start nodes in another zone."""
    return any_of(
        lambda p=p: both(p.exists, lambda: at_least(_zones(p), 2))  # type: ignore[misc]
        for p in pools
    )


@fact(
    "its node pools that take any pod keep two nodes or more", reads=(POOL,),
    remedy="let a node pool without taints keep two nodes or more",
)  # fmt: skip
def two_nodes(context: Context) -> Value:
    """Whether a node is left when one fails."""
    return hold(_pools(context), _takes_any, _keep_two)


@fact(
    "a node pool that takes any pod keeps two nodes or more in two zones or more", reads=(POOL,),
    remedy="name two `zones` or more in a node pool without taints that keeps as many nodes",
)  # fmt: skip
def nodes_in_two_zones(context: Context) -> Value:
    """Whether nodes are left when a zone fails."""
    return hold(_pools(context), _takes_any, _keep_two_zones)


@fact(
    "its system node pools keep two nodes or more in two zones or more", reads=(POOL,),
    remedy="name two `zones` or more in its default node pool, which keeps as many nodes",
)  # fmt: skip
def system_in_two_zones(context: Context) -> Value:
    """Whether nodes are left when a zone fails on which AKS prefers to run what any cluster needs."""
    return hold(_pools(context), _is_system, _keep_two_zones)


@fact("a node pool that takes any pod can start nodes in two zones or more", reads=(POOL,))
def pool_over_zones(context: Context) -> Value:
    """Whether nodes can be started in another zone."""
    return hold(_pools(context), _takes_any, _reach_two_zones)


__all__ = ["POOL", "PROFILES_OF_POOLS", "nodes_in_two_zones", "pool_over_zones", "system_in_two_zones", "two_nodes"]
