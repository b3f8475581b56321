"""JSON patches: https://www.rfc-editor.org/rfc/rfc6902

Two things are as in the library that Kustomize uses (https://github.com/evanphx/json-patch/blob/master/patch.go)
and not as in the standard: an index below 0 counts from the end, and ``replace`` sets a key that is not there.
"""

from __future__ import annotations

from typing import Final

from continuity_audit.parsers.kubernetes.nodes import Node, harvest

MAX_COPIED: Final = 10_000
"""Values that one operation copies."""

MAX_DIGITS: Final = 9
"""Of an index."""


class PatchError(Exception):
    """An operation that cannot be applied, with the line of the patch that asks for it."""

    def __init__(self, node: Node, reason: str) -> None:
        super().__init__(reason)
        self.file, self.line, self.reason = node.file, node.line, reason


def apply(target: Node, operations: Node) -> None:
    """Apply the operations in order; the target changes in place.

    Raises:
        PatchError: an operation names a place that is not there, or is none of the six.
    """
    for operation in operations.items or []:
        _apply(target, operation)


def _apply(target: Node, operation: Node) -> None:
    path, value = operation.text("path"), operation.get("value")
    match operation.text("op"):
        case "add":
            _add(target, path, (value or Node(operation.file, operation.line)).copy(), operation)
        case "remove":
            _remove(target, path, operation)
        case "replace":
            _replace(target, path, (value or Node(operation.file, operation.line)).copy(), operation)
        case "move":
            _add(target, path, _remove(target, operation.text("from"), operation), operation)
        case "copy":
            _add(target, path, _copied(_find(target, operation.text("from"), operation), operation), operation)
        case "test":
            _test(_find(target, path, operation), value, operation)
        case other:
            raise PatchError(operation, f'"{other}" is no operation of a JSON patch')


def _test(found: Node, expected: Node | None, operation: Node) -> None:
    there, wanted = (harvest(node, "").value if node is not None else None for node in (found, expected))
    if there != wanted:
        raise PatchError(operation, f"the patch tests {operation.text('path')}, which is not what it expects")


def _copied(node: Node, operation: Node) -> Node:
    """A copy; what is copied into itself over and over grows without end."""
    if not node.is_smaller_than(MAX_COPIED):
        raise PatchError(operation, f"the patch copies more than {MAX_COPIED} values")
    return node.copy()


def _steps(path: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in path.split("/")[1:]]


def _find(target: Node, path: str, operation: Node) -> Node:
    found: Node | None = target
    for step in _steps(path):
        found = _child(found, step) if found is not None else None
    if found is None:
        raise PatchError(operation, f"the patch names {path}, which is not there")
    return found


def _child(node: Node, step: str) -> Node | None:
    if node.entries is not None:
        return node.entries.get(step)
    if node.items is not None and (index := _index(step, len(node.items))) is not None and index < len(node.items):
        return node.items[index]
    if node.items and step == "-":
        return node.items[-1]
    return None


def _index(step: str, length: int) -> int | None:
    """The index that a step names, from the end where it is below 0."""
    digits = step.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > MAX_DIGITS:
        return None
    index = int(step)
    return index if index >= 0 else index + length if index >= -length else None


def _replace(target: Node, path: str, value: Node, operation: Node) -> None:
    if path:
        parent, last = _parent(target, path, operation)
        if parent.entries is not None and last not in parent.entries:
            parent.entries[last] = value
            return
    _find(target, path, operation).become(value)


def _parent(target: Node, path: str, operation: Node) -> tuple[Node, str]:
    above, _, last = path.rpartition("/")
    return _find(target, above, operation), last.replace("~1", "/").replace("~0", "~")


def _add(target: Node, path: str, value: Node, operation: Node) -> None:
    parent, last = _parent(target, path, operation)
    if parent.entries is not None:
        parent.entries[last] = value
    elif parent.items is not None and last == "-":
        parent.items.append(value)
    elif (
        parent.items is not None
        and (index := _index(last, len(parent.items) + 1)) is not None
        and (index <= len(parent.items))
    ):
        parent.items.insert(index, value)
    else:
        raise PatchError(operation, f"the patch adds to {path}, which has no place for it")


def _remove(target: Node, path: str, operation: Node) -> Node:
    parent, last = _parent(target, path, operation)
    found = _find(target, path, operation)
    if parent.entries is not None:
        del parent.entries[last]
    elif parent.items is not None:
        parent.items = [item for item in parent.items if item is not found]
    return found
