"""The wildcards of git's ignore files, as regular expressions.

Our own, as git's ignore files are read in every run of a hook, and the library for them takes longer to be imported
than all else that discovery does. The tests compare it with git itself.

Source: https://git-scm.com/docs/gitignore#_pattern_format and git's ``wildmatch.c``.
"""

from __future__ import annotations

import re
from typing import Final

from continuity_audit.estate.patterns import pattern

_SPECIAL: Final = pattern(r"[*?\[\\]")
_CLASSES: Final = {
    "alnum": "a-zA-Z0-9", "alpha": "a-zA-Z", "blank": r" \t", "cntrl": r"\x00-\x1f\x7f", "digit": "0-9",
    "graph": r"\x21-\x7e", "lower": "a-z", "print": r"\x20-\x7e", "punct": r"\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e",
    "space": r"\s", "upper": "A-Z", "xdigit": "0-9a-fA-F",
}  # fmt: skip


class _Never(Exception):
    """A pattern that is malformed, and so matches nothing."""


def translated(pattern: str, *, paths: bool) -> re.Pattern[str] | None:
    """The expression that matches the whole of a name, or with ``paths`` of a path; nothing for one that never does.

    ``**`` stands for folders where it is a step of its own, also right behind the letters that a path begins with, as
    git compares these on their own.
    """
    literal = _SPECIAL.search(pattern)
    begins = literal.start() if literal and paths else 0
    found: list[str] = []
    at = 0
    try:
        while at < len(pattern):
            character = pattern[at]
            if character == "*":
                end = at + len(pattern[at:]) - len(pattern[at:].lstrip("*"))
                is_step = paths and end - at > 1 and (at == begins or pattern[at - 1] == "/")
                if is_step and pattern[end : end + 1] == "/":
                    found.append("(?:.*/)?")
                    end += 1
                else:
                    found.append(".*" if is_step and pattern[end : end + 2] in ("", "\\/") else "[^/]*")
                at = end
            elif character == "[":
                set_, at = _set(pattern, at + 1)
                found.append(set_)
            else:
                at += character == "\\"
                found.append("[^/]" if character == "?" else re.escape(_at(pattern, at)))
                at += 1
    except _Never:
        return None
    return re.compile("".join(found), re.DOTALL)


def _at(pattern: str, at: int) -> str:
    if at >= len(pattern):
        raise _Never
    return pattern[at]


def _set(pattern: str, at: int) -> tuple[str, int]:
    """The expression for ``[...]``, whose bracket is open, and where the pattern goes on."""
    negated = _at(pattern, at) in "!^"
    at += negated
    parts: list[str] = []
    before = ""
    first = True
    while first or _at(pattern, at) != "]":
        first = False
        character = _at(pattern, at)
        named = re.compile(r"\[:([^\]]*)\]").match(pattern, at)
        if character == "-" and before and _at(pattern, at + 1) != "]":
            at += 1 + (pattern[at + 1] == "\\")
            last = _at(pattern, at)
            # A range that is turned around holds nothing.
            parts += [f"{_escaped(before)}-{_escaped(last)}"] if before <= last else []
            before = ""
        elif named and named[1].endswith(":"):
            if named[1][:-1] not in _CLASSES:
                raise _Never
            parts.append(_CLASSES[named[1][:-1]])
            at, before = named.end() - 1, ""
        else:
            at += character == "\\"
            before = _at(pattern, at)
            parts.append(_escaped(before))
        at += 1
    inside = "".join(parts)
    if not inside:
        return ("[^/]" if negated else "(?!)"), at + 1
    return f"(?!/)[{'^' * negated}{inside}]", at + 1


def _escaped(character: str) -> str:
    return f"\\{character}" if character in r"\]^-[&~|" else character
