"""The roots of Kubernetes code: an overlay is one, and so are the plain manifests of a folder."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from functools import cached_property

from msgspec.structs import replace

from continuity_audit.discovery.tree import Skipped, Tree, Unread
from continuity_audit.estate.model import Resource
from continuity_audit.parsers.kubernetes.manifests import PATCH, Manifests, merge
from continuity_audit.parsers.kubernetes.overlay_reading import Overlay, read_overlay
from continuity_audit.parsers.kubernetes.overlays import Overlays, find_overlays
from continuity_audit.parsers.kubernetes.sources import Sources
from continuity_audit.parsers.kubernetes.wiring import APPLIERS, MARKS, Application, applications, wired
from continuity_audit.parsers.reading import Inputs, Reading, Wanted


class Bundles:
    """The roots of a tree: overlays to render, and folders of plain manifests."""

    def __init__(self, tree: Tree) -> None:
        self.sources = Sources(tree)
        self.overlays: Overlays = find_overlays(self.sources)
        self.plain: dict[str, list[str]] = {}
        for file in tree.manifests:
            if file not in self.overlays.listed or file in self.overlays.parts:
                self.plain.setdefault(posixpath.dirname(file) or ".", []).append(file)
        self._rendered: dict[str, Overlay] = {}

    @property
    def roots(self) -> tuple[str, ...]:
        """The folders that make a root, sorted."""
        return tuple(sorted({*self.plain, *self.overlays.roots}))

    def read(self, root: str, inputs: Inputs, wanted: Wanted) -> Reading:
        """All that a root holds, as it is applied."""
        overlay = self._overlay(root) if root in self.overlays.roots else Overlay()
        plain = merge(self._alone(file, root) for file in self.plain.get(root, ()))
        there = overlay.holds()
        resources = overlay.resources(wanted)
        resources += [r for r in plain.resources if wanted(r.type) and (r.type, r.address) not in there]
        return Reading(
            root=root,
            language="kubernetes",
            resources=tuple(wired(resources, root, self.applied)),
            unread=(*overlay.unread, *plain.unread),
            skipped=(*overlay.skipped, *plain.skipped),
            missing=overlay.missing,
            files=tuple(dict.fromkeys((*overlay.files, *self.plain.get(root, ())))),
        )

    def rest(self) -> Iterable[Unread]:
        """What belongs to no root and cannot be read."""
        return self.overlays.unread

    def _overlay(self, root: str) -> Overlay:
        if root not in self._rendered:
            self._rendered[root] = read_overlay(root, self.sources)
        return self._rendered[root]

    def _alone(self, file: str, root: str) -> Manifests:
        if file in self.overlays.parts:
            return Manifests(skipped=(Skipped(file, PATCH),))
        found = self.sources.manifests(file)
        return replace(found, resources=tuple(replace(r, root=root) for r in found.resources))

    @cached_property
    def applied(self) -> list[Application]:
        """The objects of Flux and Argo CD that apply a folder of the tree."""
        folders = frozenset(self.roots)
        return applications(self._wiring(), folders)

    def _wiring(self) -> Iterator[Resource]:
        marked = {f for f in self.sources.tree.manifests if MARKS.search(self.sources.text(f) or b"")}
        for root in self.overlays.roots:
            if not marked.isdisjoint(self.overlays.reached[root]):
                yield from self._overlay(root).resources(APPLIERS.__contains__)
        for files in self.plain.values():
            for file in marked.intersection(files) - self.overlays.parts:
                yield from self.sources.manifests(file).resources
