"""What a release of the chart of Rook's clusters says of the storage classes that it makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from continuity_audit.estate.documents import elements, entries, mappings
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.objects import objects, only
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.kubernetes.release_values import RELEASES, installs, release_of
from continuity_audit.profiles.kubernetes.storage_classes import Reach, reach_of_pools
from continuity_audit.profiles.terms import Context, walk

_CHART: Final = "rook-ceph-cluster"
"""https://rook.io/docs/rook/latest/Helm-Charts/ceph-cluster-chart/"""

_POOLS: Final[Mapping[str, tuple[str, str]]] = {
    "cephBlockPools": ("spec", ""), "cephFileSystems": ("spec.metadataPool", "spec.dataPools"),
}  # fmt: skip
"""What the values list that has a class of its own: where the pool of each is, and further ones."""


def reach_of_rook(named: str, near: Resource, context: Context) -> Reach | None:
    """What the volumes of a class outlive that the one nearest release makes; ``None`` where it makes none of the name.

    The pools that it makes unless it is told of others keep three copies on different hosts, as is taken for granted.
    """
    index, quiet = objects(context.estate), context.afresh()
    found = index.nearest_such(near, "releases of Rook's clusters", lambda r: installs(r, _CHART, quiet), *RELEASES)
    release = only(found)
    if release is None or not named:
        return None
    held = release_of(quiet.about(release))
    for key, (first, further) in _POOLS.items():
        for i, entry in mappings(held.values.get(key)):
            made = entries(entry.get("storageClass"))
            if text(made.get("name")) == named and text(made.get("enabled")) == "true":
                context.about(release).note(f"{held.prefix}.{key}.{i}.{first}", walk(entry, first))
                return reach_of_pools(list(_pools(entry, first, further)))
    return None


def _pools(entry: Mapping[str, Value], first: str, further: str) -> Iterator[Value]:
    yield walk(entry, first)
    yield from elements(walk(entry, further)) if further else ()


__all__ = ["reach_of_rook"]
