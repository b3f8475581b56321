"""Placeholders in manifests, as Flux fills them in: ``${NAME}``, and ``${NAME:-default}`` with others in the default.

Flux reads them as https://github.com/fluxcd/pkg/tree/main/envsubst does. Of its functions only defaults are worked
out; what another one would make of a text (its length, a part of it) is left as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from continuity_audit.estate.patterns import pattern

MAX_DEPTH: Final = 20
"""Placeholders in defaults of placeholders; deeper ones are left as they are written."""

_OPENED = pattern(r"\$\{([A-Za-z_]\w*)?(:[-=?+]|=)?", re.ASCII)
_LITERAL = pattern(r"(?:[^$]|\$(?![${]))+")
_IN_DEFAULT = pattern(r"(?:[^$}]|\$(?!\{))+")


class Filled(Struct, frozen=True):
    """A text in which the placeholders that are known are filled in, and whether all of them are."""

    text: str
    complete: bool


class Worth(Struct, frozen=True):
    """What a variable stands for, ``None`` where that is not known; ``is_set`` is false where nothing sets it."""

    text: str | None
    is_set: bool = True


def fill(text: str, worth: Callable[[str], Worth]) -> Filled:
    """A text with what its placeholders stand for; ``$$`` is a dollar sign, and what is not known stays written."""
    parts: list[str] = []
    complete, position = True, 0
    while position < len(text):
        if literal := _LITERAL.match(text, position):
            parts.append(literal[0])
            position = literal.end()
        elif text.startswith("$$", position):
            parts.append("$")
            position += 2
        else:
            value, end = _placeholder(text, position, worth, MAX_DEPTH)
            complete = complete and value is not None
            parts.append(text[position:end] if value is None else value)
            position = end
    return Filled("".join(parts), complete)


def _placeholder(text: str, start: int, worth: Callable[[str], Worth], depth: int) -> tuple[str | None, int]:
    """What the placeholder that begins here stands for, and where it ends; one that nothing closes has no end."""
    opened = _OPENED.match(text, start)
    if opened is None or depth == 0:
        return None, len(text)
    position = opened.end()
    default: list[str | None] = []
    while position < len(text) and text[position] != "}":
        if text.startswith("${", position):
            value, position = _placeholder(text, position, worth, depth - 1)
            default.append(value)
        elif literal := _IN_DEFAULT.match(text, position):
            default.append(literal[0])
            position = literal.end()
    if position >= len(text):
        return None, len(text)
    return _filled(opened[1] or "", opened[2] or "", default, worth), position + 1


def _filled(name: str, function: str, default: list[str | None], worth: Callable[[str], Worth]) -> str | None:
    if not name or (default and not function):
        return None
    found = worth(name)
    if found.text or found.text is None or not function:
        return found.text if found.is_set else None
    known = [part for part in default if part is not None]
    return "".join(known) if len(known) == len(default) else None
