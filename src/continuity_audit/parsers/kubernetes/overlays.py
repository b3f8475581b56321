"""Which kustomizations are overlays to render, and which manifests are read alone beside them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from continuity_audit.discovery.tree import Skipped, Unread
from continuity_audit.parsers.kubernetes.sources import Form, Sources

if TYPE_CHECKING:
    from continuity_audit.parsers.kubernetes.kustomize import Kustomization

UNUSED_COMPONENT = "a component of Kustomize that no kustomization of the tree uses"
CIRCLE = "it and the kustomizations that it uses use each other in a circle"


class Overlays(Struct, frozen=True):
    """What the kustomizations of a tree make of its folders and files."""

    roots: tuple[str, ...]
    """The folders of the kustomizations that no other one uses."""
    listed: frozenset[str]
    """Files that are rendered, and so not read alone."""
    parts: frozenset[str]
    """Files that are patches and the like."""
    reached: dict[str, frozenset[str]]
    """By root: the files and kustomizations that it is made of."""
    skipped: tuple[Skipped, ...]
    unread: tuple[Unread, ...]


def find_overlays(sources: Sources) -> Overlays:
    """The overlays of a tree: what another kustomization uses as resource, base or component is none."""
    used: dict[str, set[str]] = {}
    listed: set[str] = set()
    parts: set[str] = set()
    for folder, kustomization in sources.kustomizations.items():
        parts |= kustomization.parts
        used[folder] = set()
        for form, path in _entries(kustomization, sources):
            if form is Form.KUSTOMIZATION:
                used[folder].add(path)
            elif form is Form.FILE and _belongs(path, folder, sources):
                listed.add(path)
    of_others = {path for folder, paths in used.items() for path in paths if path != folder}
    alone = [folder for folder in used if folder not in of_others]
    roots = [f for f in alone if not sources.kustomizations[f].is_component]
    reached = {root: frozenset(_reach(root, used, sources)) for root in alone}
    seen = {path for paths in reached.values() for path in paths}
    circles = [k for f, k in sources.kustomizations.items() if k.file not in seen]
    return Overlays(
        tuple(sorted(roots)), frozenset(listed), frozenset(parts), reached,
        tuple(Skipped(sources.kustomizations[f].file, UNUSED_COMPONENT) for f in alone if f not in roots),
        tuple(Unread(k.file, k.content.line, CIRCLE) for k in circles),
    )  # fmt: skip


def _entries(kustomization: Kustomization, sources: Sources) -> Iterator[tuple[Form, str]]:
    for key in ("resources", "bases", "components"):
        for entry in kustomization.content.listed(key):
            if "\n" not in str(entry.scalar):
                yield sources.lead(kustomization.folder, str(entry.scalar))


def _belongs(file: str, folder: str, sources: Sources) -> bool:
    """Whether a listed file is no plain manifest: not one of a folder elsewhere that has no kustomization."""
    home = posixpath.dirname(file) or "."
    return folder == "." or home == folder or home.startswith(f"{folder}/") or home in sources.kustomizations


def _reach(root: str, used: dict[str, set[str]], sources: Sources) -> Iterator[str]:
    pending, seen = [root], {root}
    while pending:
        folder = pending.pop()
        kustomization = sources.kustomizations[folder]
        yield kustomization.file
        yield from kustomization.resources
        pending += [path for path in used[folder] if path not in seen]
        seen |= used[folder]
