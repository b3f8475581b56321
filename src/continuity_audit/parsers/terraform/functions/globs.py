"""The patterns of ``fileset``: ``*``, ``**``, ``?``, classes and alternatives in braces.

Source: https://github.com/bmatcuk/doublestar (the first version, which Terraform uses).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from continuity_audit.parsers.terraform.functions.errors import FunctionError, LimitError

MAX_ALTERNATIVES: Final = 1000

Component = re.Pattern[str] | None
"""What one name of a path must match; nothing stands for any number of folders."""


def compiled(pattern: str) -> list[tuple[int, tuple[Component, ...]]]:
    """The alternatives of a pattern: how many folders up, and what the names of a path from there must match.

    Raises:
        FunctionError: it is no pattern.
        LimitError: it has too many alternatives.
    """
    found: list[tuple[int, tuple[Component, ...]]] = []
    for plain in _alternatives(pattern, pattern):
        # It is joined to the folder, so that a slash before it is the one between them.
        parts = posixpath.normpath(plain.lstrip("/")).split("/")
        up = next((position for position, part in enumerate(parts) if part != ".."), len(parts))
        found.append((up, tuple(_component(part, pattern) for part in parts[up:])))
        if len(found) > MAX_ALTERNATIVES:
            raise LimitError(f"a pattern of more than {MAX_ALTERNATIVES} alternatives")
    return found


def _bad(pattern: str) -> FunctionError:
    return FunctionError(f'failed to glob pattern "{pattern}": syntax error in pattern')


def _alternatives(text: str, whole: str) -> Iterator[str]:
    """The texts that ``{a,b}`` stands for, all combinations of them."""
    start = _position(text, "{", 0)
    if start is None:
        yield text
        return
    depth, parts, begun, at = 0, [], start + 1, start
    while at < len(text):
        character = text[at]
        if character == "\\":
            at += 1
        elif character == "{":
            depth += 1
        elif character in ",}" and depth == 1:
            parts.append(text[begun:at])
            begun = at + 1
        if character == "}":
            depth -= 1
            if depth == 0:
                break
        at += 1
    else:
        raise _bad(whole)
    for part in parts:
        yield from _alternatives(text[:start] + part + text[at + 1 :], whole)


def _position(text: str, wanted: str, at: int) -> int | None:
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == wanted:
            return at
        at += 1
    return None


def _component(part: str, whole: str) -> Component:
    if part == "**":
        return None
    pieces: list[str] = []
    at = 0
    while at < len(part):
        character = part[at]
        at += 1
        if character == "*":
            pieces.append(".*")
        elif character == "?":
            pieces.append(".")
        elif character == "[":
            piece, at = _class(part, at, whole)
            pieces.append(piece)
        elif character == "\\":
            if at >= len(part):
                raise _bad(whole)
            pieces.append(re.escape(part[at]))
            at += 1
        else:
            pieces.append(re.escape(character))
    return re.compile("".join(pieces), re.DOTALL)


def _class(part: str, at: int, whole: str) -> tuple[str, int]:
    """``[a-z]`` from behind its bracket, as a pattern of Python, and where it ends."""
    negated = part[at : at + 1] == "^"
    at += negated
    ranges: list[str] = []
    while True:
        low, at = _member(part, at, whole)
        high = low
        if part[at : at + 1] == "-":
            high, at = _member(part, at + 1, whole)
        if low <= high:
            ranges.append(f"{re.escape(low)}-{re.escape(high)}")
        if part[at : at + 1] == "]":
            break
    inside = "".join(ranges)
    if not inside:
        return ("." if negated else "(?!)"), at + 1
    return f"[{'^' if negated else ''}{inside}]", at + 1


def _member(part: str, at: int, whole: str) -> tuple[str, int]:
    if part[at : at + 1] == "\\":
        at += 1
    elif part[at : at + 1] in ("", "-", "]"):
        raise _bad(whole)
    if at >= len(part):
        raise _bad(whole)
    return part[at], at + 1
