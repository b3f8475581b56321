"""Templates of ApplicationSets: texts with parameters, as Argo CD fills them in by either of its two languages.

Of Go's templates, what looks up, indexes and changes texts is known; all else leaves its place open.
Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/GoTemplate/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import islice
from typing import Final

from msgspec import Struct, field

from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import MARK
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.kubernetes.names import text_of

_TOKEN: Final = pattern(r"\{\{([^{}]*)\}\}")
_WORD: Final = pattern(r'"((?:[^"\\]|\\.)*)"|`([^`]*)`|([()|])|([^\s()|"`]+)')
MAX_WORDS: Final = 500
"""The words of one expression; what is longer is open."""
MAX_TEXT: Final = 100_000
"""The characters of a text that others are put into."""
_NO_LETTER: Final = pattern(r"[^a-z0-9.-]+")


class Listed(Struct, frozen=True):
    """The parameters of one Application."""

    given: Mapping[str, Value] = field(default_factory=dict)
    open: str = ""
    """What all other parameters hang on: the list of clusters."""
    go: bool = False
    """Whether Go's templates look them up, and not names with dots."""


class _OpenError(Exception):
    """A part of a template that the code does not decide."""


def rendered(value: Value, listed: Listed, address: str) -> Value:
    """A template with the parameters of one Application in their places."""
    match value:
        case str() if "{{" in value:
            return _filled(value, listed, address)
        case Mapping():
            return {key: rendered(inner, listed, address) for key, inner in value.items()}
        case tuple():
            return tuple(rendered(inner, listed, address) for inner in value)
        case _:
            return value


def _filled(text: str, listed: Listed, address: str) -> Value:
    causes: set[str] = set()

    def worth(found: re.Match[str]) -> str:
        said: Value = None
        expression = found[1].removeprefix("-").removesuffix("-").strip()
        with suppress(_OpenError):
            said = _evaluated(expression, listed) if listed.go else looked_up(expression, listed)
        if isinstance(said, str | bool | int | Decimal):
            return text_of(said)
        causes.update(said.causes if isinstance(said, Unknown) else [listed.open or f"{address} ({found[0]})"])
        return f"{MARK}{found[0]}{MARK}"

    filled = _TOKEN.sub(worth, text)
    if not causes and "{{" not in filled:
        return filled
    return Unknown(frozenset(causes or {f"{address} ({{{{)"}), f"{address}: {text}", text=filled)


def looked_up(name: str, listed: Listed) -> Value:
    """A parameter by its name, which may have dots in it."""
    if name in listed.given:
        return listed.given[name]
    held: Value = listed.given
    for step in name.split("."):
        held = held.get(step) if isinstance(held, Mapping) else None
    if held is None:
        raise _OpenError
    return held


# --- the language of Go -------------------------------------------------------------------------------------------


def _evaluated(expression: str, listed: Listed) -> Value:
    words = [_read(found) for found in islice(_WORD.finditer(expression), MAX_WORDS + 1)]
    if len(words) > MAX_WORDS:
        raise _OpenError
    found, rest = _pipeline(words, listed)
    if rest:
        raise _OpenError
    return found


class _Text(Struct, frozen=True):
    """A text in quotes."""

    value: str


_Word = _Text | str


def _read(found: re.Match[str]) -> _Word:
    quoted, raw, sign, word = found.groups()
    if quoted is not None:
        return _Text(re.sub(r"\\(.)", r"\1", quoted))
    return _Text(raw) if raw is not None else sign or word


def _pipeline(words: Sequence[_Word], listed: Listed) -> tuple[Value, Sequence[_Word]]:
    found, rest = _command(words, listed, ())
    while rest and rest[0] == "|":
        found, rest = _command(rest[1:], listed, (found,))
    return found, rest


def _command(words: Sequence[_Word], listed: Listed, last: tuple[Value, ...]) -> tuple[Value, Sequence[_Word]]:
    """A function with its arguments, or a single term; what is piped in is the last argument."""
    if not words:
        raise _OpenError
    function = _FUNCTIONS.get(words[0]) if isinstance(words[0], str) else None
    rest = words[1:] if function else words
    arguments: list[Value] = []
    while rest and rest[0] not in ("|", ")"):
        argument, rest = _term(rest, listed)
        arguments.append(argument)
    if function is None:
        if len(arguments) != 1 or last:
            raise _OpenError
        return arguments[0], rest
    try:
        return function(*arguments, *last), rest
    except (TypeError, LookupError, ValueError):
        raise _OpenError from None


def _term(words: Sequence[_Word], listed: Listed) -> tuple[Value, Sequence[_Word]]:
    first = words[0]
    if isinstance(first, _Text):
        return first.value, words[1:]
    if first == "(":
        found, rest = _pipeline(words[1:], listed)
        if not rest or rest[0] != ")":
            raise _OpenError
        return found, rest[1:]
    if first in (".", "$"):
        return listed.given, words[1:]
    if first.startswith((".", "$.")):
        return looked_up(first.removeprefix("$").removeprefix("."), listed), words[1:]
    if first.isdigit():
        return int(first), words[1:]
    raise _OpenError


def _text(value: Value) -> str:
    if not isinstance(value, str | bool | int | Decimal):
        raise TypeError
    return text_of(value)


def _index(held: Value, *steps: Value) -> Value:
    for step in map(_text, steps):
        if isinstance(held, Mapping):
            held = held[step]
        elif isinstance(held, tuple):
            held = held[int(step)]
        else:
            raise TypeError
    return held


def _dig(*given: Value) -> Value:
    *steps, default, held = given
    for step in steps:
        if isinstance(held, Unknown):
            return held
        held = held.get(_text(step)) if isinstance(held, Mapping) else None
    return default if held is None else held


def _default(default: Value, held: Value = None) -> Value:
    return default if held in (None, "", 0, False) else held


def _replaced(old: Value, new: Value, text: Value) -> str:
    before, after, whole = _text(old), _text(new), _text(text)
    if len(whole) + whole.count(before) * len(after) > MAX_TEXT:
        raise ValueError
    return whole.replace(before, after)


def normalized(text: Value) -> str:
    """A name as Argo CD makes one of any text."""
    return _NO_LETTER.sub("-", _text(text).lower())[:253].strip("-.")


_FUNCTIONS: Final[Mapping[str, Callable[..., Value]]] = {
    "index": _index, "dig": _dig, "default": _default, "normalize": normalized, "toString": _text,
    "lower": lambda text: _text(text).lower(), "upper": lambda text: _text(text).upper(),
    "trim": lambda text: _text(text).strip(),
    "quote": lambda text: f'"{_text(text)}"', "squote": lambda text: f"'{_text(text)}'",
    "trimPrefix": lambda part, text: _text(text).removeprefix(_text(part)),
    "trimSuffix": lambda part, text: _text(text).removesuffix(_text(part)),
    "replace": _replaced,
}  # fmt: skip

__all__ = ["Listed", "looked_up", "normalized", "rendered"]
