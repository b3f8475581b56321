"""Object stores of Ceph by Rook: https://rook.io/docs/rook/latest/CRDs/Object-Storage/ceph-object-store-crd/"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from continuity_audit.estate.counts import exceeds
from continuity_audit.estate.documents import elements, entries
from continuity_audit.estate.logic import as_truth, both, either
from continuity_audit.estate.model import Kind
from continuity_audit.estate.values import Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.dependencies import own_cluster
from continuity_audit.profiles.kubernetes.members import on_one_node, spread_of
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.placement import ZONE, made_by_code, required_spread
from continuity_audit.profiles.kubernetes.pods import namespace_of, text
from continuity_audit.profiles.kubernetes.rungs import EVICTION, NODE_RTO
from continuity_audit.profiles.profile import Profile, continues, recovers
from continuity_audit.profiles.terms import Context, attribute, fact, walk

CLUSTER: Final = "ceph.rook.io/CephCluster"
BLOCK_POOL: Final = "ceph.rook.io/CephBlockPool"
OBJECT_ZONE: Final = "ceph.rook.io/CephObjectZone"
POOLS: Final = "https://rook.io/docs/rook/latest/CRDs/Object-Storage/ceph-object-store-crd/#pools"
MONITORS: Final = "https://rook.io/docs/rook/latest/CRDs/Cluster/ceph-cluster-crd/#mon-settings"
GATEWAYS: Final = attribute("spec.gateway.instances", default=1)
PLACEMENT: Final = "spec.gateway.placement"
_PARTS: Final = ("metadataPool", "dataPool")
_ZONES: Final = ("zone", "datacenter")
_BENEATH_A_HOST: Final = ("osd",)


def _pools(context: Context) -> list[tuple[Context, str]] | Unknown:
    """Each pool that the store, or the zone of a multisite that it is in, describes or shares: by whom, and where."""
    find, near = objects(context.estate).find, context.resource
    name = text(context.read("spec.zone.name"))
    zone = find(near, OBJECT_ZONE, name) if name else None
    found = [
        (context.about(holder), f"spec.{part}")
        for holder in filter(None, (near, zone))
        for part in _PARTS
        if walk(holder.values, f"spec.{part}") is not None
    ]
    for shared in map(text, (walk(near.values, f"spec.sharedPools.{part}Name") for part in _PARTS)):
        if shared and (pool := find(near, BLOCK_POOL, shared)):
            found.append((context.about(pool), "spec"))
        elif shared:
            return unknown(f"CephBlockPool/{shared}")
    return found or unknown(f"the pools of {near.address}")


def _each_pool(context: Context, holds: Callable[[str], bool]) -> Value:
    """Whether each pool has a copy more than one, in failure domains that are enough, by their name."""
    pools = _pools(context)
    if isinstance(pools, Unknown):
        return as_truth(unknown(*pools.causes, key=f"{pools.causes} {holds('osd')} {holds('host')}"))
    found: Value = True
    for about, path in pools:
        domain = about.read(f"{path}.failureDomain")
        about.note(f"{path}.failureDomain", domain or "host", "" if domain else POOLS)
        found = both(found, lambda about=about, path=path: _copied(about, path))  # type: ignore[misc]
        found = both(found, lambda domain=domain: holds(text(domain) or "host"))  # type: ignore[misc]
    return found


def _copied(context: Context, path: str) -> Value:
    """Whether one of the places of a pool may be gone: by a further copy, or by a chunk of parity."""
    chunks, copies = (context.read(f"{path}.{part}") for part in ("erasureCoded.codingChunks", "replicated.size"))
    if chunks is not None:
        context.note(f"{path}.erasureCoded.codingChunks", chunks)
        return exceeds(chunks, 0)
    context.note(f"{path}.replicated.size", 3 if copies is None else copies, POOLS if copies is None else "")
    return exceeds(3 if copies is None else copies, 1)


@fact(
    "each of its pools has copies, or parity, on other hosts (`replicated.size`, `erasureCoded`, `failureDomain`)",
    remedy="set `replicated.size: 3` and `failureDomain: host` for both pools",
)
def outlives_a_host(context: Context) -> Value:
    return _each_pool(context, lambda domain: domain not in _BENEATH_A_HOST)


@fact(
    "each of its pools has copies, or parity, in other zones (`failureDomain: zone`)",
    remedy="set `failureDomain: zone` for both pools",
)
def outlives_a_zone(context: Context) -> Value:
    return _each_pool(context, lambda domain: domain in _ZONES)


def _monitors(context: Context) -> tuple[Context, Mapping[str, Value]] | None:
    """The cluster that the store is in, and what it says of its monitors."""
    near = objects(context.estate).nearest(context.resource, CLUSTER)
    found = [one for one in near if namespace_of(one) == namespace_of(context.resource)]
    return (context.about(found[0]), entries(walk(found[0].values, "spec.mon"))) if len(found) == 1 else None


@fact("a majority of the cluster's monitors is left without a node", remedy="set `mon.count: 3`", reads=(CLUSTER,))
def monitored(context: Context) -> Value:
    found = _monitors(context)
    if found is None:
        return True  # three on nodes of their own are the default
    about, said = found
    count, together = said.get("count", 3), said.get("allowMultiplePerNode", False)
    about.note("spec.mon.count", count, "" if "count" in said else MONITORS)
    return both(exceeds(count, 2), lambda: together is False)


@fact("the cluster's monitors are in three zones", remedy="list three `mon.zones`", reads=(CLUSTER,))
def monitored_by_zones(context: Context) -> Value:
    found = _monitors(context)
    if found is None:
        return False
    about, said = found
    about.note("spec.mon.zones", said.get("zones"))
    pods = entries(about.read("spec.placement.mon"))
    in_zones = len(elements(said.get("zones"))) > 2 or len(elements(walk(said, "stretchCluster.zones"))) > 2
    return either(
        in_zones,
        lambda: required_spread(about.resource, pods, lambda: said.get("count", 3), ZONE, None, majority=True),
    )


_WHY: Final = "other hosts have copies of each object, and the other gateways carry on"

object_store = Profile(
    type="ceph.rook.io/CephObjectStore", title="Ceph object store (Rook)",
    kind=Kind.OBJECT_STORAGE, stateful=True,
    instance=(
        continues("members", _WHY, rto="0s-60s", source=POOLS,
                  when=outlives_a_host & monitored & GATEWAYS.at_least(2) & ~on_one_node(PLACEMENT)),
        recovers("restart", "other hosts have copies of each object, and a gateway or monitor is started again",
                 when=outlives_a_host, rto=NODE_RTO, source=EVICTION),
    ),
    zone=(
        continues("members", f"{_WHY}, in other zones", rto="0s-60s", source=POOLS,
                  when=outlives_a_zone & monitored_by_zones & GATEWAYS.at_least(2) & spread_of(PLACEMENT, GATEWAYS)),
        recovers("restart", "other zones have copies of each object, and a gateway or monitor is started again there",
                 when=outlives_a_zone, rto=NODE_RTO, source=EVICTION),
    ),
    component=~attribute("spec.gateway.externalRgwEndpoints").is_set & ~GATEWAYS.equals(0) & made_by_code,
    names=("metadata.name",),
    needs=(own_cluster,),
    reads=(CLUSTER, OBJECT_ZONE, BLOCK_POOL),
)  # fmt: skip

PROFILES: Final = (object_store,)
