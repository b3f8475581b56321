"""ConfigMaps and Secrets that a kustomization generates, under their plain names: what names them follows the hash."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.model import Span
from continuity_audit.estate.values import Value, unknown
from continuity_audit.parsers.kubernetes.nodes import Node
from continuity_audit.parsers.kubernetes.redaction import DROPPED
from continuity_audit.parsers.kubernetes.sources import Sources
from continuity_audit.parsers.kubernetes.things import Thing

_LONGEST: Final = 2**18


_KINDS: Final = {"configMapGenerator": "ConfigMap", "secretGenerator": "Secret"}


def generate(content: Node, folder: str, things: list[Thing], sources: Sources) -> None:
    """Add the ConfigMaps and Secrets, or change those that are there where the entry says so."""
    for key, kind in _KINDS.items():
        for entry in content.listed(key):
            _generate(kind, entry, folder, things, sources)


def _generate(kind: str, entry: Node, folder: str, things: list[Thing], sources: Sources) -> None:
    name, namespace = entry.text("name"), entry.text("namespace")
    data = {key: Node(entry.file, entry.line, value) for key, value in _data(entry, folder, sources)}
    if kind == "Secret":  # what is in it is never held
        data = {key: Node(entry.file, entry.line, DROPPED) for key in data}
    known = next((t for t in things if t.kind == kind and (name, namespace) in t.called), None)
    if known is None:
        things.append(_made(kind, entry, name, namespace, data))
    elif entry.text("behavior") == "merge":
        into = known.node.need("data")
        into.entries = {**(into.entries or {}), **data}
    else:
        known.node.need("data").entries = data


def _made(kind: str, entry: Node, name: str, namespace: str, data: dict[str, Node]) -> Thing:
    def said(value: str) -> Node:
        return Node(entry.file, entry.line, value)

    metadata = {"name": said(name), **({"namespace": said(namespace)} if namespace else {})}
    node = Node(entry.file, entry.line, None, {
        "apiVersion": said("v1"), "kind": said(kind),
        "metadata": Node(entry.file, entry.line, None, metadata),
        "data": Node(entry.file, entry.line, None, data),
    })  # fmt: skip
    return Thing(node, Span(entry.file, entry.line, entry.line))


def _data(entry: Node, folder: str, sources: Sources) -> Iterator[tuple[str, Value]]:
    """What an entry sets; what a file that cannot be read would set is not known, and of variables not even how many.

    Such a file of variables stands under its path, which can be the name of none.
    """
    for literal in entry.listed("literals"):
        key, _, value = str(literal.scalar).partition("=")
        yield key, value.strip("\"'")
    for file in entry.listed("files"):
        key, _, path = str(file.scalar).rpartition("=")
        text = _text(path, folder, sources)
        yield key or posixpath.basename(path), unknown(path) if text is None else text
    for file in (*entry.listed("envs"), *filter(None, (entry.get("env"),))):
        text = _text(str(file.scalar), folder, sources)
        if text is None:
            yield f"./{file.scalar}", unknown(str(file.scalar))
        for row in (text or "").splitlines():
            if "=" in row and not row.lstrip().startswith("#"):
                key, _, value = row.strip().partition("=")
                yield key, value


def _text(path: str, folder: str, sources: Sources) -> str | None:
    file = posixpath.normpath(posixpath.join(folder, path))
    found = None if file.startswith("..") else sources.text(file)
    if found is None or len(found) > _LONGEST:
        return None
    try:
        return found.decode()
    except UnicodeDecodeError:
        return None
