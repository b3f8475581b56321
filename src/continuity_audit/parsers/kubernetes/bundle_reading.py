"""Reads one root of Kubernetes code: its overlay rendered, its plain manifests, and what others do to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from msgspec.structs import replace

from continuity_audit.discovery.tree import Skipped
from continuity_audit.estate.model import Resource
from continuity_audit.parsers.kubernetes.bundles import Bundles
from continuity_audit.parsers.kubernetes.manifests import PATCH, Manifests, merge
from continuity_audit.parsers.kubernetes.overlay_reading import Overlay, read_overlay
from continuity_audit.parsers.kubernetes.wiring import APPLIERS, Application, applications, wired
from continuity_audit.parsers.reading import Reading, Wanted


class BundleReader:
    """Reads the roots of a tree."""

    def __init__(self, of: Bundles) -> None:
        self._of = of
        self._rendered: dict[str, Overlay] = {}

    def read(self, root: str, wanted: Wanted) -> Reading:
        """All that a root holds, as it is applied."""
        overlay = self._overlay(root) if root in self._of.overlays.roots else Overlay()
        plain = merge(self._alone(file, root) for file in self._of.plain.get(root, ()))
        there = overlay.holds()
        alone = [r for r in plain.resources if (r.type, r.address) not in there]
        resources = [*overlay.resources(wanted), *(r for r in alone if wanted(r.type))]
        types = (*(kind for kind, _ in there), *(r.type for r in alone))
        return Reading(
            root=root,
            language="kubernetes",
            resources=tuple(wired(resources, root, self.applied)),
            unread=(*overlay.unread, *plain.unread),
            skipped=(*overlay.skipped, *plain.skipped),
            missing=overlay.missing,
            passed_over=dict(sorted(Counter(kind for kind in types if not wanted(kind)).items())),
            files=tuple(dict.fromkeys((*overlay.files, *self._of.plain.get(root, ())))),
        )

    def _overlay(self, root: str) -> Overlay:
        if root not in self._rendered:
            self._rendered[root] = read_overlay(root, self._of.sources)
        return self._rendered[root]

    def _alone(self, file: str, root: str) -> Manifests:
        if file in self._of.overlays.parts:
            return Manifests(skipped=(Skipped(file, PATCH),))
        found = self._of.sources.manifests(file)
        return replace(found, resources=tuple(replace(r, root=root) for r in found.resources))

    @cached_property
    def applied(self) -> list[Application]:
        """The objects of Flux and Argo CD that apply a folder of the tree."""
        folders = frozenset(self._of.roots)
        return applications(self._wiring(), folders)

    def _wiring(self) -> Iterator[Resource]:
        marked = self._of.marked
        for root in self._of.overlays.roots:
            if not marked.isdisjoint(self._of.overlays.reached[root]):
                yield from self._overlay(root).resources(APPLIERS.__contains__)
        for files in self._of.plain.values():
            for file in marked.intersection(files) - self._of.overlays.parts:
                yield from self._of.sources.manifests(file).resources
