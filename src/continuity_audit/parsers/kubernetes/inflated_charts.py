"""Charts that a kustomization names and Kustomize would render, as the releases that they are.

``helmCharts`` is short for Kustomize's own generator, by whose kind such a release is known here. Its objects are not
in the tree: what changes them later is kept with it, under ``patches``.

Source: https://kubectl.docs.kubernetes.io/references/kustomize/builtins/#_helmchartinflationgenerator_
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from continuity_audit.estate.api_groups import group_of
from continuity_audit.estate.model import Span
from continuity_audit.parsers.kubernetes.documents import CustomTagError, UnreadableError, chunks, read_document
from continuity_audit.parsers.kubernetes.nodes import Node, leaf, plant
from continuity_audit.parsers.kubernetes.sources import Form, Sources
from continuity_audit.parsers.kubernetes.things import Thing

INFLATED: Final = "HelmChartInflationGenerator"
"""The kind of the generator, of a group that Kubernetes does not have."""

_KEPT: Final = ("name", "repo", "version", "releaseName")
_REPLACE, _MERGE = "replace", "merge"
"""What ``valuesMerge`` says: whether the values that are written out stand alone, or under those of the files."""


def release_of(entry: Node, folder: str, sources: Sources, files: dict[str, None]) -> Thing | None:
    """The release that an entry of ``helmCharts`` is; nothing where it names no chart that is kept elsewhere.

    To ``files`` are added those that hold values of it.
    """
    called = entry.get("releaseName") or entry.get("name")
    if called is None or not entry.text("name") or not entry.text("repo"):
        return None
    metadata = {"name": called.copy()}
    if (namespace := entry.get("namespace")) is not None:
        metadata["namespace"] = namespace.copy()
    held = {"apiVersion": leaf(entry, "builtin"), "kind": leaf(entry, INFLATED), "metadata": _mapping(entry, metadata)}
    held |= {key: found.copy() for key in _KEPT if (found := entry.get(key)) is not None}
    values, unseen = _values(entry, folder, sources, files)
    held["values"] = values
    if unseen:
        held["unseen"] = Node(entry.file, entry.line, None, None, unseen)
    return Thing(_mapping(entry, held), Span(entry.file, entry.line, max(_lines(entry))))


def _mapping(like: Node, entries: dict[str, Node]) -> Node:
    return Node(like.file, like.line, None, entries)


def _values(entry: Node, folder: str, sources: Sources, files: dict[str, None]) -> tuple[Node, list[Node]]:
    """Its values, and what the files are called that the tree does not hold."""
    how = entry.text("valuesMerge")
    named = [] if how == _REPLACE else [entry.get("valuesFile"), *entry.listed("additionalValuesFiles")]
    held, unseen = _mapping(entry, {}), []
    for one in named:
        if one is None:
            continue
        found = _values_in(one, folder, sources, files)
        if found is None:
            unseen.append(leaf(one, f"values file {one.text()}"))
        else:
            held = _over(held, found)
    inline = entry.get("valuesInline") or _mapping(entry, {})
    return (_over(inline, held) if how == _MERGE else _over(held, inline)), unseen


def _values_in(named: Node, folder: str, sources: Sources, files: dict[str, None]) -> Node | None:
    file = posixpath.normpath(posixpath.join(folder, named.text()))
    content = sources.text(file) if sources.lead(folder, named.text())[0] is Form.FILE else None
    if content is None:
        return None
    files[file] = None
    try:
        documents = [read_document(chunk) for chunk in chunks(content.decode())]
    except (UnreadableError, CustomTagError, UnicodeDecodeError):
        return None
    if not documents:
        return Node(file, 1, None, {})
    found = plant(documents[0].value, file, documents[0].line, documents[0].lines)
    return found if len(documents) == 1 and found.entries is not None else None


def _over(base: Node, over: Node) -> Node:
    """Values with others laid over them: mappings are merged, all else is replaced."""
    if base.entries is None or over.entries is None:
        return over
    entries = dict(base.entries)
    for key, new in over.entries.items():
        old = entries.get(key)
        entries[key] = new if old is None else _over(old, new)
    return Node(base.file, base.line, None, entries)


class Taken:
    """What is called how among the objects of a kustomization."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self._addresses = {thing.address for thing in things}
        self._numbers: Counter[str] = Counter()

    def set_apart(self, release: Thing) -> None:
        """Number a release whose name another of the same kustomization bears, as those have that state none."""
        name, called = release.node.get("metadata", "name"), release.address
        while name is not None and release.address in self._addresses:
            self._numbers[called] += 1
            number = self._numbers[called] + 1
            name.scalar = f"{release.node.text('releaseName') or release.node.text('name')}-{number}"
        self._addresses.add(release.address)


def is_generator(written: Node) -> bool:
    """Whether something is Kustomize's generator of the objects of a chart."""
    return written.text("kind") == INFLATED and not group_of(written.text("apiVersion"))


def is_release(thing: Thing) -> bool:
    """Whether an object stands for those of a chart."""
    return is_generator(thing.node)


def note_change(things: Iterable[Thing], change: Node) -> None:
    """Keep with the releases among some objects what may change the objects of their charts."""
    for thing in filter(is_release, things):
        before = thing.node.listed("patches")
        held = thing.node.need()
        assert held.entries is not None  # noqa: S101  it was made of entries
        held.entries["patches"] = Node(change.file, change.line, None, None, [*before, change])


def _lines(node: Node) -> Sequence[int]:
    inner = [*(node.entries or {}).values(), *(node.items or ())]
    return [node.line, *(line for each in inner if each.file == node.file for line in _lines(each))]


__all__ = ["INFLATED", "Taken", "is_generator", "is_release", "note_change", "release_of"]
