"""Kubernetes as a language of the audit: the manifests of one folder are one root."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from continuity_audit.discovery.tree import Tree, Unread
from continuity_audit.parsers.kubernetes.kustomize import read_kustomization
from continuity_audit.parsers.kubernetes.manifests import Manifests, merge, read_manifests
from continuity_audit.parsers.reading import Inputs, Opened, Parser, Reading, Wanted


def _open(tree: Tree) -> Opened:
    folders: dict[str, list[str]] = {}
    for file in tree.manifests:
        folders.setdefault(posixpath.dirname(file) or ".", []).append(file)
    parts = _parts(tree)

    def read(root: str, inputs: Inputs, wanted: Wanted) -> Reading:
        return _read(tree, root, folders, parts, wanted)

    return Opened(tuple(folders), read)


def _parts(tree: Tree) -> frozenset[str]:
    """The files that some kustomization names as patches and the like."""
    found: set[str] = set()
    for file in tree.kustomizations:
        try:
            found |= read_kustomization((tree.base / file).read_bytes(), file).parts
        except OSError:
            continue  # reading it as a manifest says why
    return frozenset(found)


def _read(tree: Tree, root: str, folders: Mapping[str, list[str]], parts: frozenset[str], wanted: Wanted) -> Reading:
    found = merge(_file(tree, file, root, parts) for file in folders[root])
    return Reading(
        root=root,
        language="kubernetes",
        resources=tuple(r for r in found.resources if wanted(r.type)),
        unread=found.unread,
        skipped=found.skipped,
        files=tuple(folders[root]),
    )


def _file(tree: Tree, file: str, root: str, parts: frozenset[str]) -> Manifests:
    try:
        text = tree.read(file)
    except OSError as problem:
        return Manifests(unread=(Unread(file, 1, f"cannot be read: {problem.strerror or problem}"),))
    return read_manifests(text, file, root, parts)


PARSER = Parser("kubernetes", _open)
