"""JSON of which parts are open: put together with them, as it is spelled, and read again.

What hangs on a condition is a list of all that may stand there: it is read for the names in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from itertools import groupby
from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.parts import leaves
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.secrecy import within
from continuity_audit.estate.spelling import MARK, OPEN_PART, as_spelled, open_parts, spelling
from continuity_audit.estate.values import Choice, Sensitive, SetValue, Unknown, Value

_TEXT_OR_OPEN: Final = pattern(rf'"(?:[^"\\{MARK}]|\\.|{OPEN_PART})*"|{OPEN_PART}')


def json_parts(value: Value) -> list[str | Unknown]:
    """What the JSON of a value is put together of: texts, and what is open between quotes; without secrets."""
    parts: list[str | Unknown] = []
    _write(within(value), parts)
    return [
        part
        for is_text, run in groupby(parts, key=lambda part: isinstance(part, str))
        for part in (["".join(text for text in run if isinstance(text, str))] if is_text else run)
    ]


def _write(value: Value, parts: list[str | Unknown]) -> None:
    match value:
        case Unknown():
            _write_text(spelling(value), parts)
        case Choice():
            _write(_alternatives(value), parts)
        case str():
            parts.append(json.dumps(value, ensure_ascii=False))
        case Mapping():
            for index, (key, item) in enumerate(sorted(value.items())):
                parts.append(("," if index else "{") + json.dumps(key, ensure_ascii=False) + ":")
                _write(item, parts)
            parts.append("}" if value else "{}")
        case tuple(elements) | SetValue(elements=elements):
            for index, element in enumerate(elements):
                parts.append("," if index else "[")
                _write(element, parts)
            parts.append("]" if elements else "[]")
        case _:
            parts.append(_plain(value))


def _alternatives(value: Choice) -> tuple[Value, ...]:
    """All that may stand where code leaves it open, each once; of lists, their elements."""
    found: dict[str, Value] = {}
    for leaf in leaves(value):
        match leaf:
            case tuple(elements) | SetValue(elements=elements):
                found.update((key_of(element), element) for element in elements)
            case None | Sensitive():
                pass
            case _:
                found[key_of(leaf)] = leaf
    return tuple(found.values())


def _plain(value: Value) -> str:
    """A null, a truth or a number as JSON has it; what is marked is left out."""
    if isinstance(value, Decimal):
        return str(value)
    return json.dumps(value) if isinstance(value, bool | int) else "null"


def _write_text(text: str, parts: list[str | Unknown]) -> None:
    parts.append('"')
    parts += [json.dumps(p, ensure_ascii=False)[1:-1] if isinstance(p, str) else p for p in open_parts(text)]
    parts.append('"')


def read_json(text: str) -> Value:
    """The value of JSON as it is spelled, open where that is; ``None`` where it is none.

    An open part between quotes is an open text, any other a value of which nothing is known.
    """
    try:
        found = json.loads(_TEXT_OR_OPEN.sub(_quoted, text) if MARK in text else text)
    except (ValueError, RecursionError):
        return None
    return _opened(found) if MARK in text else found


def _quoted(found: re.Match[str]) -> str:
    """A text of JSON, or an open part, as a text of JSON with what is open in it between marks."""
    parts = re.split(f"({OPEN_PART})", found[0])
    text = "".join([json.dumps(part)[1:-1] if part.startswith(MARK) else part for part in parts])
    return text if found[0].startswith('"') else f'"{text}"'


def _opened(value: Value) -> Value:
    """Read JSON with its texts open that hold marks."""
    match value:
        case str():
            return as_spelled(value)
        case list():
            return tuple(map(_opened, value))
        case dict():
            return {key: _opened(item) for key, item in value.items()}
        case _:
            return value


__all__ = ["json_parts", "read_json"]
