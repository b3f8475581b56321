"""The roots of Kubernetes code: an overlay is one, and so are the plain manifests of a folder."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Final

from continuity_audit.discovery.tree import Skipped, Tree, Unread
from continuity_audit.estate.patterns import pattern
from continuity_audit.parsers.kubernetes.manifests_of_tests import manifests_of_tests
from continuity_audit.parsers.kubernetes.overlays import Overlays, find_overlays
from continuity_audit.parsers.kubernetes.sources import Sources
from continuity_audit.parsers.kubernetes.terraform_templates import templates
from continuity_audit.parsers.reading import Inputs, Reading, Wanted

if TYPE_CHECKING:
    from continuity_audit.parsers.kubernetes.bundle_reading import BundleReader

_TAKES_SETTINGS: Final = b"substituteFrom"
_HOLDS_SETTINGS: Final = pattern(rb"ConfigMap|Secret|configMapGenerator")

_MARKS: Final = pattern(rb"argoproj\.io/|kustomize\.toolkit\.fluxcd\.io/")
"""What stands in a file that may hold an object which applies a folder."""


_REPOSITORY: Final = b"GitRepository"


class Bundles:
    """The roots of a tree: overlays to render, and folders of plain manifests."""

    def __init__(self, tree: Tree) -> None:
        self.sources = Sources(tree)
        self.overlays: Overlays = find_overlays(self.sources)
        self.plain: dict[str, list[str]] = {}
        for file in tree.manifests:
            if file not in self.overlays.listed or file in self.overlays.parts:
                self.plain.setdefault(posixpath.dirname(file) or ".", []).append(file)

    @property
    def roots(self) -> tuple[str, ...]:
        """The folders that make a root, sorted."""
        return tuple(sorted({*self.plain, *self.overlays.roots}))

    @cached_property
    def marked(self) -> frozenset[str]:
        """The manifests that may hold an object which applies a folder."""
        return frozenset(f for f in self.sources.tree.manifests if _MARKS.search(self.sources.text(f) or b""))

    @cached_property
    def repositories(self) -> frozenset[str]:
        """The manifests that may hold a repository of Flux, where the source map names some."""
        if not self.sources.tree.source_map:
            return frozenset()
        return frozenset(f for f in self.sources.tree.manifests if _REPOSITORY in (self.sources.text(f) or b""))

    @cached_property
    def templates(self) -> dict[str, str]:
        """The plain manifests that Terraform fills in, with the reason why they are not read alone."""
        if not self.sources.tree.terraform:
            return {}
        return templates(self.sources, (file for files in self.plain.values() for file in files))

    @cached_property
    def left_out(self) -> dict[str, str]:
        """The plain manifests that are no objects of a cluster, with the reason."""
        return {
            **manifests_of_tests(self.sources, (f for files in self.plain.values() for f in files)),
            **self.templates,
        }

    @cached_property
    def settings(self) -> frozenset[str]:
        """The files that may hold what variables are taken from, where an object which applies a folder takes some."""
        if not any(_TAKES_SETTINGS in (self.sources.text(f) or b"") for f in self.marked):
            return frozenset()
        tree = self.sources.tree
        files = (*tree.manifests, *tree.kustomizations)
        return frozenset(f for f in files if _HOLDS_SETTINGS.search(self.sources.text(f) or b""))

    @cached_property
    def reader(self) -> BundleReader:
        """Reads the roots; what reads manifests is imported where one is read."""
        from continuity_audit.parsers.kubernetes.bundle_reading import BundleReader

        return BundleReader(self)

    def read(self, root: str, inputs: Inputs, wanted: Wanted) -> Reading:
        """All that a root holds, as it is applied."""
        return self.reader.read(root, wanted)

    def rest(self) -> Iterable[Unread | Skipped]:
        """What belongs to no root: what cannot be read, and components of Kustomize that nothing uses."""
        added = self.reader.components_added() if self.marked else frozenset()
        unused = (one for one in self.overlays.skipped if (posixpath.dirname(one.path) or ".") not in added)
        return (*self.overlays.unread, *unused, *(self.reader.unapplied() if self.marked else ()))
