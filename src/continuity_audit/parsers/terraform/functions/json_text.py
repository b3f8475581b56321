"""JSON as Terraform writes and reads it. Source: go-cty's ``json`` package over Go's ``encoding/json``."""

from __future__ import annotations

import json
import unicodedata
from decimal import Decimal
from functools import lru_cache
from itertools import takewhile
from typing import Final

from continuity_audit.estate.kinds import Null
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Sensitive, SetValue, Value
from continuity_audit.parsers.terraform.functions.base import bounded_text
from continuity_audit.parsers.terraform.functions.convert import parse_number
from continuity_audit.parsers.terraform.functions.errors import FunctionError
from continuity_audit.parsers.terraform.functions.text import number_text

_HTML: Final = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_ESCAPED: Final = pattern("[<>&\u2028\u2029]")
_SURROGATES: Final = pattern("[\ud800-\udfff]")
MAX_MARKS: Final = 30
"""So many combining marks in a row are put in order.

Source: https://pkg.go.dev/golang.org/x/text/unicode/norm (``MaxSegmentSize``, the Stream-Safe Text Format)
"""
_MANY_MARKS: Final = pattern(f"[\u0300-\U0010ffff]{{{MAX_MARKS // 2}}}")
"""Where there may be more: one character may be two marks."""
_HANGUL: Final = pattern("[\u1161-\u1175\u11a8-\u11c2]")
_JOINER: Final = "\u034f"


def encode_json(value: Value) -> str:
    """The JSON of a known value: keys sorted, no spaces, ``<``, ``>`` and ``&`` escaped."""
    parts: list[str] = []
    _write(value, parts)
    bounded_text(sum(map(len, parts)))
    return "".join(parts)


def quote(text: str) -> str:
    """A string of JSON."""
    return _ESCAPED.sub(lambda match: _HTML[match[0]], json.dumps(text, ensure_ascii=False))


def _write(value: Value, parts: list[str]) -> None:
    match value:
        case None | Null():
            parts.append("null")
        case bool():
            parts.append("true" if value else "false")
        case str():
            parts.append(quote(value))
        case int() | Decimal():
            if isinstance(value, Decimal) and value.is_infinite():
                raise FunctionError("cannot serialize infinity as JSON")
            parts.append(number_text(value))
        case tuple():
            _write_array(value, parts)
        case SetValue(elements=elements):
            _write_array(elements, parts)
        case dict():
            _write_object(value, parts)
        case Sensitive(value=inner):
            _write(inner, parts)
        case _:
            raise FunctionError("value is not known")


def _write_array(elements: tuple[Value, ...], parts: list[str]) -> None:
    parts.append("[")
    for index, element in enumerate(elements):
        if index:
            parts.append(",")
        _write(element, parts)
    parts.append("]")


def _write_object(entries: dict[str, Value], parts: list[str]) -> None:
    parts.append("{")
    for index, key in enumerate(sorted(entries)):
        parts.append(("," if index else "") + quote(key) + ":")
        _write(entries[key], parts)
    parts.append("}")


_BLANK: Final = " \t\n\r"


def decode_json(text: str) -> Value:
    """The value of a JSON document; arrays become tuples, of a key given twice the last counts.

    What follows a closing bracket after the document is not looked at: Go's decoder takes that for the end.
    """
    try:
        value, end = _DECODER.raw_decode(text, len(text) - len(text.lstrip(_BLANK)))
        rest = text[end:].lstrip(_BLANK)
        if rest and rest[0] not in "]}":
            raise FunctionError("extraneous data after JSON object")
        return _freeze(value)
    except json.JSONDecodeError as error:
        raise FunctionError(_complaint(text, error)) from None
    except ValueError as error:
        raise FunctionError(f"invalid JSON: {error}") from None


def json_object(text: str) -> dict[str, Value] | None:
    """The object that a text is in JSON; nothing where it is none: whoever wants to know why reads it otherwise."""
    try:
        found = _freeze(_DECODER.decode(text))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _complaint(text: str, error: json.JSONDecodeError) -> str:
    if error.pos >= len(text.rstrip()):
        return "unexpected end of JSON input" if text.strip() else "EOF"
    return f"invalid character {text[error.pos]!r} looking for beginning of value"


def _number(text: str) -> int | Decimal:
    number = parse_number(text)
    if number is None:
        raise ValueError(f"the number {text[:40]} cannot be read")
    return number


def _constant(text: str) -> Value:
    raise ValueError(f"{text} is no JSON value")


_DECODER: Final = json.JSONDecoder(parse_int=_number, parse_float=_number, parse_constant=_constant)


def _freeze(value: object) -> Value:
    match value:
        case str():
            return normal_text(value)
        case list():
            return tuple(map(_freeze, value))
        case dict():
            return {normal_text(key): _freeze(value[key]) for key in sorted(value)}
        case _:
            return value


def normal_text(text: str) -> str:
    """A string as go-cty keeps every string: in normal form C, halves of surrogate pairs replaced."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _with_few_marks(_SURROGATES.sub("\ufffd", text)))


@lru_cache(maxsize=1024)
def _marks(character: str) -> tuple[int, int]:
    """With how many marks a character begins and ends once it is taken apart; vowels and ends of Hangul count, too."""
    parts = unicodedata.normalize("NFKD", character)
    kinds = [bool(unicodedata.combining(part)) or bool(_HANGUL.match(part)) for part in parts]
    return len(list(takewhile(bool, kinds))), len(list(takewhile(bool, reversed(kinds))))


def _with_few_marks(text: str) -> str:
    """A text with a joiner after so many marks in a row, as Go has it: putting them in order takes their square."""
    if _MANY_MARKS.search(text) is None:
        return text
    parts: list[str] = []
    marks = 0
    for character in text:
        at_start, at_end = _marks(character)
        marks += at_start
        if marks > MAX_MARKS:
            parts.append(_JOINER)
            marks = at_end
        elif not at_start:
            marks = at_end
        parts.append(character)
    return "".join(parts)
