"""Which cluster the objects of a root are for, as folders, Flux and Argo CD show it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.documents import elements
from continuity_audit.estate.model import Resource
from continuity_audit.estate.vicinity import Place, are_apart, nearest, place_of
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.terms import walk

FLUX_KUSTOMIZATION: Final = "kustomize.toolkit.fluxcd.io/Kustomization"
APPLICATION: Final = "argoproj.io/Application"
APPLIERS: Final = (FLUX_KUSTOMIZATION, APPLICATION)
"""What applies a folder to the cluster that it is in itself."""

_LEVELS: Final = 5
"""Objects that apply objects that apply objects, followed."""


class Clusters:
    """The clusters of a tree."""

    def __init__(self, roots: Iterable[str], appliers: Iterable[Resource]) -> None:
        self._roots = tuple(roots)
        places = map(place_of, self._roots)
        self._names = frozenset(place.site[0] for place in places if place.names_a_cluster)
        self._applied: dict[str, list[Resource]] = {}
        for applier in appliers:
            for path in _paths(applier):
                self._applied.setdefault(path, []).append(applier)
        self._places: dict[str, Place] = {}

    def nearest(self, candidates: Iterable[Resource], near: Resource) -> list[Resource]:
        """Those of the same root, else those least of another cluster whose folders share most of the way with it.

        What is put aside is none where ``near`` is not: it is not there.
        """
        aside = self._place(near.root).aside
        return nearest((c for c in candidates if self._place(c.root).aside <= aside), near, self._place)

    def beside(self, candidates: Iterable[Resource], near: Resource) -> list[Resource]:
        """Those that are not of another cluster than something, nor put aside where it is not."""
        own = self._place(near.root)
        return [c for c in candidates if c.root == near.root or not are_apart(self._place(c.root), own)]

    def leave_one_out(self, found: Sequence[Resource], near: Resource) -> bool:
        """Whether some objects are each for one cluster, and ``near`` may be for one for which none of them is."""
        places, own = [self._place(one.root) for one in found], self._place(near.root)
        if own.clusters or any(not place.clusters for place in places):
            return False
        above = {place.above for place in places if place.above}
        there = [place for root in self._roots if (place := self._place(root)).above in above]
        known = frozenset().union(*(place.clusters for place in places))
        return any(place.clusters and place.clusters.isdisjoint(known) for place in there)

    def _place(self, root: str, levels: int = _LEVELS) -> Place:
        if root in self._places:
            return self._places[root]
        place = place_of(root).named(self._names)
        if not place.clusters:
            place = replace(place, clusters=self._of_appliers(root, levels))
        if levels == _LEVELS:
            self._places[root] = place
        return place

    def _of_appliers(self, root: str, levels: int) -> frozenset[str]:
        """The clusters of those that apply a root, nearest to it; none where one of them tells none."""
        path = root
        while path and path not in self._applied:
            path = posixpath.dirname(path)
        if not path or not levels:
            return frozenset()
        each = [self._place(one.root, levels - 1).clusters for one in self._applied[path]]
        remote = any(walk(one.values, "spec.kubeConfig") is not None for one in self._applied[path])
        return frozenset().union(*each) if all(each) and not remote else frozenset()


def _paths(applier: Resource) -> Iterable[str]:
    """The folders that an object applies."""
    values = applier.values
    if applier.type == FLUX_KUSTOMIZATION:
        sources = [walk(values, "spec.path")]
    else:
        sources = [walk(values, "spec.source.path"), *(walk(s, "path") for s in elements(walk(values, "spec.sources")))]
    found = (posixpath.normpath(text(path).strip("/")) for path in sources if text(path).strip("/"))
    return [path for path in found if path != "."]
