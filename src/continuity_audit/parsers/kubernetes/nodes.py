"""Values that remember where each of them stands, so that what a patch sets points at the patch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from continuity_audit.estate.values import Value
from continuity_audit.parsers.kubernetes import redaction
from continuity_audit.parsers.kubernetes.names import NOTHING, Name, text_of

_ONE_FILE: Final[Mapping[str, str]] = MappingProxyType({})


class Node(Struct):
    """A value with its file and line: a mapping has ``entries``, a list ``items``, all else is a ``scalar``."""

    file: str
    line: int
    scalar: Value = None
    entries: dict[str, Node] | None = None
    items: list[Node] | None = None

    def get(self, *path: str) -> Node | None:
        """The node at a path of keys, ``None`` where a step is left out."""
        found: Node | None = self
        for key in path:
            if found is None or found.entries is None:
                return None
            found = found.entries.get(key)
        return found

    def text(self, *path: str) -> Name:
        """The scalar at a path as text, empty where there is none."""
        found = self.get(*path)
        return NOTHING if found is None else text_of(found.scalar)

    def listed(self, *path: str) -> list[Node]:
        """The items at a path, none where it is left out."""
        found = self.get(*path)
        return found.items if found is not None and found.items is not None else []

    @property
    def is_null(self) -> bool:
        """Whether it is null."""
        return self.scalar is None and self.entries is None and self.items is None

    def copy(self) -> Node:
        """A copy that shares nothing with it."""
        entries = {k: v.copy() for k, v in self.entries.items()} if self.entries is not None else None
        items = [item.copy() for item in self.items] if self.items is not None else None
        return Node(self.file, self.line, self.scalar, entries, items)

    def is_smaller_than(self, limit: int) -> bool:
        """Whether it holds fewer values than a limit."""
        pending, count = [self], 0
        while pending and count < limit:
            node = pending.pop()
            count += 1
            pending += [*(node.entries or {}).values(), *(node.items or ())]
        return count < limit

    def become(self, other: Node) -> None:
        """Take over another node's value and place."""
        self.file, self.line, self.scalar = other.file, other.line, other.scalar
        self.entries, self.items = other.entries, other.items

    def need(self, *path: str) -> Node:
        """The mapping at a path of keys, made where it is left out."""
        found = self
        for key in path:
            if found.entries is None:
                found.scalar, found.items, found.entries = None, None, {}
            found = found.entries.setdefault(key, Node(self.file, self.line, None, {}))
        if found.entries is None:
            found.scalar, found.items, found.entries = None, None, {}
        return found


def plant(
    value: Value, file: str, line: int, lines: Mapping[str, int], path: str = "", files: Mapping[str, str] = _ONE_FILE
) -> Node:
    """The node of a value that was read, with the lines of its paths, and the files of those that stand elsewhere."""
    here = files.get(path, file)
    if isinstance(value, Mapping):
        entries = {}
        for key, inner in value.items():
            below = f"{path}.{key}" if path else key
            entries[key] = plant(inner, file, lines.get(below, line), lines, below, files)
        return Node(here, line, None, entries)
    if isinstance(value, tuple):
        items = []
        for i, inner in enumerate(value):
            below = f"{path}.{i}" if path else str(i)
            items.append(plant(inner, file, lines.get(below, line), lines, below, files))
        return Node(here, line, None, None, items)
    return Node(here, line, value)


def leaf(like: Node, value: Value) -> Node:
    """A scalar that stands where another node does."""
    return Node(like.file, like.line, value)


class Harvest(Struct):
    """The value of a node, the line of each path, and the file where that is not the main one."""

    value: Value
    lines: dict[str, int]
    files: dict[str, str]


def harvest(node: Node, main_file: str) -> Harvest:
    """What a node holds, as resources hold it."""
    found = Harvest(None, {}, {})
    found.value = _gather(node, "", main_file, found)
    return found


def _gather(node: Node, path: str, main_file: str, found: Harvest) -> Value:
    if path:
        found.lines[path] = node.line
        if node.file != main_file:
            found.files[path] = node.file
    if node.entries is not None:
        below = f"{path}." if path else ""
        gathered = {
            key: redaction.entry(key, _gather(inner, f"{below}{key}", main_file, found))
            for key, inner in node.entries.items()
        }
        return redaction.mapping(gathered)
    if node.items is not None:
        return redaction.items([_gather(item, f"{path}.{i}", main_file, found) for i, item in enumerate(node.items)])
    return node.scalar


def at(node: Node, path: str) -> Iterator[Node]:
    """The nodes at a path with slashes; a list on the way is gone through, with or without ``[]`` behind its name."""
    if not path:
        if node.items is not None:
            for item in node.items:
                yield from at(item, path)
        else:
            yield node
        return
    if node.items is not None:
        for item in node.items:
            yield from at(item, path)
        return
    head, _, rest = path.partition("/")
    if node.entries is not None and (inner := node.entries.get(head.removesuffix("[]"))) is not None:
        yield from at(inner, rest)
