"""Whether the template of an object runs anything, as far as its text says so without being rendered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.quiet_kinds import QUIET

MAX_BYTES: Final = 1_000_000

_MARKER: Final = pattern(r"^---[ \t]*(?:#.*)?$", re.MULTILINE)
_ACTION: Final = pattern(r"\{\{-?\s*((?:(?!\}\}).)*)\}\}\s*")
_CONTROL: Final = pattern(r"(?:if|else|end|range|with|define|fail)\b|/\*|\$\w+\s*:?=")
_KEY: Final = pattern(r"[A-Za-z][\w.-]*:(?:\s|$)")
_KIND: Final = pattern(r"kind:\s+[\"']?(\w+)[\"']?\s*(?:#.*)?$")
_HOOK: Final = pattern(r"^[ \t]+[\"']?helm\.sh/hook[\"']?:", re.MULTILINE)


def runs_nothing(content: bytes) -> bool:
    """Whether all objects of a template are plainly of kinds that run nothing, or hooks of the release.

    Each object has to begin with a key at the left edge, and to name its kind there by a plain word. What else a
    template puts in at the left edge could be an object of its own.
    """
    if len(content) > MAX_BYTES:
        return False
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return all(map(_object_runs_nothing, _MARKER.split(text)))


def _object_runs_nothing(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip() and not _puts_in_nothing(line)]
    if not lines:
        return True
    at_the_edge = [line for line in lines if line[0] not in " \t"]
    if lines[0] not in at_the_edge or not all(map(_KEY.match, at_the_edge)):
        return False
    kinds = _kinds(at_the_edge)
    return bool(kinds) and (all(kind in QUIET for kind in kinds) or _HOOK.search(text) is not None)


def _kinds(lines: Sequence[str]) -> list[str]:
    """The kinds that an object may have; of one that is no plain word, nothing."""
    return [found[1] if (found := _KIND.match(line)) else "" for line in lines if line.startswith("kind:")]


def _puts_in_nothing(line: str) -> bool:
    """Whether a line is a remark, or holds nothing but actions that put in no text: conditions, loops, variables."""
    rest, at = line.strip(), 0
    while at < len(rest) and rest[at] != "#":
        found = _ACTION.match(rest, at)
        if found is None or not _CONTROL.match(found[1]):
            return False
        at = found.end()
    return True


__all__ = ["runs_nothing"]
