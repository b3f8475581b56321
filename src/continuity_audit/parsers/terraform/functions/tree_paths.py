"""Paths that begin with the place of the audited tree: where it lies is unknown, all that stands behind it is not."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.terraform.functions.base import FileAccess
from continuity_audit.parsers.terraform.functions.json_text import normal_text


def path_at(rest: str, cause: str, key: str) -> Unknown:
    """An absolute path of which ``rest`` stands behind the place of the tree: empty, or from a slash on."""
    causes = frozenset({cause})
    return Unknown(causes, key, kind="string", sure=True, starts="/", ends=rest, in_tree=rest)


def joined_behind(parts: Sequence[Value]) -> str | None:
    """What stands behind the place of the tree in a text put together of parts, where that is known."""
    first, *more = [part for part in parts if part != ""] or [None]
    if not isinstance(first, Unknown) or first.in_tree is None:
        return None
    rest = [part for part in more if isinstance(part, str)]
    return normal_text("".join((first.in_tree, *rest))) if len(rest) == len(more) else None


def cleaned(rest: str) -> str | None:
    """What stands behind the place of the tree in the shortest form of a path; nothing where it leads out of the tree.

    A rest that does not begin with a slash belongs to the name of another folder beside the tree.
    """
    if rest and not rest.startswith("/"):
        return None
    place = posixpath.normpath("./" + rest)
    if place == ".":
        return ""
    return None if place == ".." or place.startswith("../") else f"/{place}"


def readable(files: FileAccess | None, path: Value) -> str | None:
    """A path as the functions of files take it; nothing where it is open to what file it leads."""
    if isinstance(path, str):
        return path
    if files is None or files.below is None or not isinstance(path, Unknown):
        return None
    if path.in_tree is None or path.in_tree[:1] not in ("", "/"):
        return None
    place = cleaned(path.in_tree)
    if place is None:  # It leads out, also where the tree lies at the top of the machine.
        return posixpath.normpath(posixpath.relpath("/", f"/{files.below}") + path.in_tree)
    return posixpath.relpath(place or "/", f"/{files.below}")


def rests(text: Value, part: Value) -> tuple[str, str] | None:
    """What stands behind the place of the tree in two texts; nothing unless both begin with it."""
    if not isinstance(text, Unknown) or not isinstance(part, Unknown):
        return None
    return None if text.in_tree is None or part.in_tree is None else (text.in_tree, part.in_tree)
