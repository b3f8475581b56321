"""The files that kustomizations name, read once each; nothing outside the audited tree is read."""

from __future__ import annotations

import os
import posixpath
from enum import Enum, auto
from functools import cached_property
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from continuity_audit.discovery.recognise import ReadError, read
from continuity_audit.discovery.tree import Tree, Unread
from continuity_audit.parsers.watching import Digests

if TYPE_CHECKING:
    from continuity_audit.parsers.kubernetes.kustomize import Kustomization
    from continuity_audit.parsers.kubernetes.manifests import Manifests

_REMOTE: Final = ("://", "git@", "github.com/", "github.com:", "?ref=", "gitlab.com/", "bitbucket.org/")


class Form(Enum):
    """What a kustomization's entry leads to."""

    FILE = auto()
    KUSTOMIZATION = auto()
    FOLDER = auto()
    REMOTE = auto()
    OUTSIDE = auto()
    NOTHING = auto()


WHY_NOT: Final = {
    Form.FOLDER: "a folder without a kustomization",
    Form.REMOTE: "it is kept elsewhere, and nothing is fetched",
    Form.OUTSIDE: "it lies outside the audited path",
    Form.NOTHING: "there is no such file or folder",
}
"""Why an entry is not rendered, in words."""


class Sources(Struct, frozen=True, dict=True):
    """The audited tree as kustomizations see it."""

    tree: Tree

    @cached_property
    def kustomizations(self) -> dict[str, Kustomization]:
        """Every kustomization by its folder; Kustomize itself refuses a folder with two of them."""
        if not self.tree.kustomizations:
            return {}
        # What reads YAML is imported where some is read: a run that finds all in the cache reads none.
        from continuity_audit.parsers.kubernetes.kustomize import Kustomization, read_kustomization

        found: dict[str, Kustomization] = {}
        for file in self.tree.kustomizations:
            text = self.text(file)
            if text is None:
                read_as = Kustomization(file, problem=(0, "cannot be read"))
            else:
                read_as = read_kustomization(text, file)
            found.setdefault(read_as.folder, read_as)
        return found

    @cached_property
    def charts(self) -> frozenset[str]:
        """The folders of Helm charts."""
        return frozenset(posixpath.dirname(file) or "." for file in self.tree.charts)

    @cached_property
    def digests(self) -> Digests:
        """Digests of what was read."""
        return Digests(self._present)

    @cached_property
    def _manifests(self) -> dict[str, Manifests]:
        return {}

    @cached_property
    def _base(self) -> str:
        return os.path.realpath(self.tree.base)

    def text(self, file: str) -> bytes | None:
        """The bytes of a file of the tree, ``None`` where it is none or leads out of it."""
        content = self._bytes(file)
        return None if content is None else self.digests.took(file, content)

    def entries(self, folder: str) -> tuple[tuple[str, bool], ...]:
        """The names in a folder of the tree, sorted, each with whether it is a folder itself; a link is none."""
        try:
            with os.scandir(os.path.join(self._base, folder)) as found:
                return tuple(sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in found))
        except OSError:
            return ()

    def _present(self, file: str) -> bytes:
        content = self._bytes(file)
        if content is None:
            raise FileNotFoundError(file)
        return content

    def _bytes(self, file: str) -> bytes | None:
        if file in self.tree.texts:
            return self.tree.texts[file]
        path = os.path.join(self._base, file)
        if not os.path.realpath(path).startswith(self._base.rstrip("/") + "/"):
            return None
        try:
            return read(path)
        except ReadError:
            return None

    def manifests(self, file: str) -> Manifests:
        """The objects of a file, without the bundle that they are rendered in."""
        from continuity_audit.parsers.kubernetes.manifests import Manifests, read_manifests

        if file not in self._manifests:
            text = self.text(file)
            unread = Manifests(unread=(Unread(file, 0, "cannot be read"),))
            self._manifests[file] = unread if text is None else read_manifests(text, file, "")
        return self._manifests[file]

    def lead(self, folder: str, entry: str) -> tuple[Form, str]:
        """What an entry of the kustomization in ``folder`` leads to, as a path from the base.

        What is kept elsewhere leads to the folder that the source map names for it.
        """
        form, path = self._led(folder, entry)
        place = self.tree.source_map.folder(entry) if form is Form.REMOTE else None
        return (form, path) if place is None else self._led(".", place)

    def _led(self, folder: str, entry: str) -> tuple[Form, str]:
        path = posixpath.normpath(posixpath.join(folder, entry))
        if path == ".." or path.startswith(("../", "/")):
            return (Form.REMOTE if _is_remote(entry) else Form.OUTSIDE), path
        led = self.tree.folder(path)
        if led in self.kustomizations:
            return Form.KUSTOMIZATION, led
        on_disk = os.path.join(self._base, path)
        if os.path.isfile(on_disk):
            inside = os.path.realpath(on_disk).startswith(self._base.rstrip("/") + "/")
            return (Form.FILE if inside else Form.OUTSIDE), path
        if os.path.isdir(on_disk):
            return Form.FOLDER, led
        return (Form.REMOTE if _is_remote(entry) else Form.NOTHING), path


def _is_remote(entry: str) -> bool:
    return any(mark in entry for mark in _REMOTE)
