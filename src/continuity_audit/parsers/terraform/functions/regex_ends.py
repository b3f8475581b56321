"""Regular expressions that can match at the end of a text only, so that of an open text its known end is enough.

Such a pattern ends in ``$``, and only a ``/`` that is written in it can match a ``/``. Then a match reaches back over
as many of them as are written, whatever stands before: ``/infra/([^/]+)/app$``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from continuity_audit.estate.patterns import pattern
from continuity_audit.parsers.terraform.functions.errors import FunctionError
from continuity_audit.parsers.terraform.functions.regexes import matches_slash

_TOKEN: Final = pattern(
    r"""\\[wds]|\\[^\w\s]|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|\(\?P?<\w+>|\(\?:|\((?!\?)|[*+?]\??|\{\d+(?:,\d*)?\}\??|[^\\\[(^{]""",
    re.DOTALL,
)
"""What is understood: classes, groups, repetitions, and characters for themselves; no ``^``, no flags, no ``\\b``."""


def tail_for(pattern: str, end: str) -> str | None:
    """The part of a known end that a pattern can match; nothing where it may match what is not known."""
    tokens = _TOKEN.findall(pattern)
    if "".join(tokens) != pattern or tokens[-1:] != ["$"] or "$" in tokens[:-1]:
        return None
    slashes = _slashes(tokens)
    parts = end.split("/")
    if slashes is None or len(parts) < slashes + 1:
        return None
    if len(parts) > slashes + 1:
        return "/".join(parts[len(parts) - slashes - 1 :])
    return end[end.index("/") :] if tokens[0] in ("/", "\\/") else None


def _slashes(pieces: Sequence[str]) -> int | None:
    """How many ``/`` every match holds; nothing where that is open."""
    depth = count = 0
    for part, following in zip(pieces, [*pieces[1:], ""], strict=False):
        if part in ("/", "\\/"):
            if depth or following[:1] in ("*", "+", "?", "{"):
                return None
            count += 1
        elif part[0] == "(":
            depth += 1
        elif part == ")":
            depth -= 1
        elif (part == "|" and not depth) or part == "." or (part[0] in "[\\" and _may_match_slash(part)):
            return None
    return count


def _may_match_slash(part: str) -> bool:
    try:
        return matches_slash(part)
    except FunctionError:
        return True
