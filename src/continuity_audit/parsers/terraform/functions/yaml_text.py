"""YAML as Terraform writes and reads it. Source: the ``go-cty-yaml`` library.

Writing uses PyYAML's emitter, which like go-cty-yaml's is a port of libyaml's. Reading takes PyYAML's events and
resolves scalars by go-cty-yaml's own rules (YAML 1.1 words, YAML 1.2 numbers).
"""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import yaml
from yaml.emitter import Emitter, ScalarAnalysis
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)

from continuity_audit.estate.kinds import Null
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Sensitive, SetValue, Value
from continuity_audit.parsers.terraform.functions.base import MAX_ELEMENTS, bounded_text, to_string
from continuity_audit.parsers.terraform.functions.convert import parse_number
from continuity_audit.parsers.terraform.functions.dates import parse_timestamp
from continuity_audit.parsers.terraform.functions.errors import FunctionError, LimitError
from continuity_audit.parsers.terraform.functions.json_text import normal_text
from continuity_audit.parsers.yaml_depth import is_too_deep

# --- writing ------------------------------------------------------------------------------------------------------


class _Emitter(Emitter):
    """PyYAML's emitter where it differs from go-cty-yaml's: folds, ends and empty documents."""

    def check_empty_document(self) -> bool:
        """Go writes an empty text like any other."""
        return False

    def check_simple_key(self) -> bool:
        """An empty text is as simple a key as any other."""
        if isinstance(self.event, ScalarEvent) and self.event.value == "":
            return True
        return bool(super().check_simple_key())

    def analyze_scalar(self, scalar: str) -> ScalarAnalysis:
        """Characters beyond the basic plane are special to Go, so that they stand in no block."""
        analysis = super().analyze_scalar(scalar)
        if any(character > "\uffff" for character in scalar):
            analysis.allow_block = False
        return analysis

    def write_literal(self, text: str) -> None:
        """A block of text; Go does not mark that its end is open."""
        super().write_literal(text)
        self.open_ended = False

    def write_double_quoted(self, text: str, split: bool = True) -> None:
        """A quoted text, broken at single spaces beyond the width."""
        self.write_indicator('"', True)
        after_space = False
        for index, character in enumerate(text):
            breaks = split and not after_space and self.column > self.best_width and 0 < index < len(text) - 1
            after_space = character == " "
            if after_space and breaks:
                self.write_indent()
                self._put("\\" if text[index + 1] == " " else "")
            else:
                self._put(_escape(character))
        self.write_indicator('"', False)

    def _put(self, text: str) -> None:
        self.column += len(text)
        self.stream.write(text)


def _escape(character: str) -> str:
    code = ord(character)
    if character in Emitter.ESCAPE_REPLACEMENTS and code != 0xA0:
        return "\\" + Emitter.ESCAPE_REPLACEMENTS[character]
    if code != 0xFEFF and (" " <= character <= "~" or 0xA0 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD):
        return character
    if code > 0xFFFF:
        return f"\\U{code:08X}"
    return f"\\x{code:02X}" if code <= 0xFF else f"\\u{code:04X}"


def encode_yaml(value: Value) -> str:
    """The YAML document of a known value."""
    stream = io.StringIO()
    emitter = _Emitter(stream, allow_unicode=True, width=80)
    emitter.emit(StreamStartEvent())
    emitter.emit(DocumentStartEvent(explicit=False))
    _emit(value, emitter, stream)
    emitter.emit(DocumentEndEvent(explicit=False))
    emitter.emit(StreamEndEvent())
    return stream.getvalue()


def _emit(value: Value, emitter: Emitter, stream: io.StringIO) -> None:
    bounded_text(stream.tell())
    match value:
        case Sensitive(value=inner):
            _emit(inner, emitter, stream)
        case Null():
            _emit(None, emitter, stream)
        case str():
            emitter.emit(_scalar(value, "|" if "\n" in value else '"'))
        case None | bool() | int() | Decimal():
            emitter.emit(_scalar(_plain(value), None))
        case dict():
            emitter.emit(MappingStartEvent(None, None, True, flow_style=False))
            for key in sorted(value):
                _emit(key, emitter, stream)
                _emit(value[key], emitter, stream)
            emitter.emit(MappingEndEvent())
        case tuple() | SetValue():
            emitter.emit(SequenceStartEvent(None, None, True, flow_style=False))
            for element in value.elements if isinstance(value, SetValue) else value:
                _emit(element, emitter, stream)
            emitter.emit(SequenceEndEvent())
        case _:
            raise FunctionError("cannot serialize unknown value as YAML")


def _scalar(text: str, style: str | None) -> ScalarEvent:
    return ScalarEvent(None, None, (True, True), text, style=style)


def _plain(value: Value) -> str:
    return "null" if value is None else to_string(value)


# --- reading ------------------------------------------------------------------------------------------------------

_WORDS: Final[dict[str, Value]] = {
    **dict.fromkeys(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"], True),
    **dict.fromkeys(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"], False),
    **dict.fromkeys(["", "~", "null", "Null", "NULL"]),
    **dict.fromkeys([".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"], Decimal("Infinity")),
    **dict.fromkeys(["-.inf", "-.Inf", "-.INF"], Decimal("-Infinity")),
}
_NANS: Final = (".nan", ".NaN", ".NAN")
_INTEGER: Final = pattern(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT: Final = pattern(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_DATE: Final = pattern(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt](\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?(Z|[+-]\d\d:\d\d)"
    r"| (\d{1,2}):(\d{1,2}):(\d{1,2})(\.\d+)?)?",
    re.ASCII,
)
_TAG: Final = "tag:yaml.org,2002:"
_KNOWN_TAGS: Final = frozenset({"", "!!str", "!!bool", "!!int", "!!float", "!!null", "!!timestamp", "!!binary"})
_STARTERS: Final = frozenset("+-0123456789yYnNtTfFoO~.")


def decode_yaml(text: str) -> Value:
    """The value of a YAML document; several documents are an error, and so are keys that are no scalars."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Reader(yaml.parse(text, Loader=loader)).document()
    except yaml.YAMLError as error:
        if is_too_deep(error):
            raise LimitError("the text is nested too deeply") from None
        mark = getattr(error, "problem_mark", None)
        place = f"on line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise FunctionError(f"{place}{getattr(error, 'problem', None) or error}") from None


class _Reader:
    """One pass over the events of a document, with the anchors seen so far and a budget against alias bombs."""

    def __init__(self, events: Iterator[Event]) -> None:
        self._events = events
        self._anchors: dict[str, tuple[Value, int]] = {}
        self._pending: set[str] = set()
        self._nodes = 0

    def document(self) -> Value:
        self._next()
        start = self._next()
        value: Value = None
        if isinstance(start, StreamEndEvent):
            raise FunctionError("missing start of document")
        value = self._value(self._next())
        self._next()
        if isinstance(self._next(), DocumentStartEvent):
            raise FunctionError("only a single document is allowed")
        return value

    def _next(self) -> Event:
        return next(self._events)

    def _count(self, nodes: int) -> None:
        self._nodes += nodes
        if self._nodes > MAX_ELEMENTS:
            raise LimitError(f"the document holds more than {MAX_ELEMENTS} values once its aliases are expanded")

    def _value(self, event: Event) -> Value:
        if isinstance(event, AliasEvent):
            return self._alias(event.anchor or "")
        before = self._nodes
        self._count(1)
        anchor: str | None = getattr(event, "anchor", None)
        if anchor:
            self._pending.add(anchor)
        value = self._node(event)
        if anchor:
            self._pending.discard(anchor)
            self._anchors[anchor] = (value, self._nodes - before)
        return value

    def _alias(self, anchor: str) -> Value:
        if anchor in self._pending:
            raise FunctionError(f'cannot refer to anchor "{anchor}" from inside its own definition')
        if anchor not in self._anchors:
            raise FunctionError(f'reference to undefined anchor "{anchor}"')
        value, nodes = self._anchors[anchor]
        self._count(nodes)
        return value

    def _node(self, event: Event) -> Value:
        match event:
            case ScalarEvent():
                return _resolve(event)
            case SequenceStartEvent():
                _check_tag(event.tag, "seq", "sequence")
                items: list[Value] = []
                while not isinstance(following := self._next(), SequenceEndEvent):
                    items.append(self._value(following))
                return tuple(items)
            case MappingStartEvent():
                _check_tag(event.tag, "map", "mapping")
                return self._mapping()
        raise FunctionError(f"unexpected parser event {type(event).__name__}")

    def _mapping(self) -> Value:
        entries: dict[str, Value] = {}
        while not isinstance(key := self._next(), MappingEndEvent):
            if not isinstance(key, ScalarEvent):
                raise FunctionError("only strings are allowed as mapping keys")
            if (not key.tag and key.value == "<<") or key.tag == f"{_TAG}merge":
                self._merge(entries, self._value(self._next()))
                continue
            name = _resolve(key)
            if name is None:
                raise FunctionError("mapping key cannot be null")
            entries[to_string(name)] = self._value(self._next())
        return dict(sorted(entries.items()))

    def _merge(self, entries: dict[str, Value], value: Value) -> None:
        if not isinstance(value, dict):  # go-cty-yaml refuses the lists of mappings that YAML's merge takes
            raise FunctionError("cannot merge this value into mapping")
        entries.update(value)


def _check_tag(tag: str | None, wanted: str, name: str) -> None:
    if tag and tag != _TAG + wanted:
        raise FunctionError(f"can't interpret {name} as {tag}")


def _resolve(event: ScalarEvent) -> Value:
    """A scalar as go-cty-yaml's ``resolveScalar`` reads it."""
    text: str = event.value
    tag = (event.tag or "").replace(_TAG, "!!") if event.tag != "!" else ""
    if tag not in _KNOWN_TAGS:
        raise FunctionError(f'unsupported tag "{event.tag}"')
    if tag in ("!!str", "!!binary"):
        return _binary(text) if tag == "!!binary" else normal_text(text)
    if not text or text[0] in _STARTERS:
        if event.style in ("'", '"'):
            return normal_text(text)
        if text in _WORDS:
            return _WORDS[text]
        if tag == "" and text in _NANS:
            raise FunctionError("floating point NaN is not supported")
        return _resolve_number(text, tag)
    return _tagged(text, tag)


def _resolve_number(text: str, tag: str) -> Value:
    if text[0] == ".":
        number = parse_number(text)
        if number is not None:
            return number
    elif text[0] in "+-0123456789":
        moment = _moment(text) if tag in ("", "!!timestamp") else None
        if moment is not None:
            return moment
        if _INTEGER.fullmatch(text) or _FLOAT.fullmatch(text):
            tag = "!!int"
    return _tagged(text, tag)


def _tagged(text: str, tag: str) -> Value:
    if tag == "":
        return normal_text(text)
    if tag == "!!null":
        return None
    if tag == "!!timestamp":
        moment = _moment(text)
        if moment is not None:
            return moment
    if tag in ("!!int", "!!float"):
        number = _number(text.replace("_", ""))
        if number is not None:
            return number
    raise FunctionError(f'cannot parse "{text}" as {_TAG}{tag[2:]}')


def _number(text: str) -> int | Decimal | None:
    for prefix, base in (("0x", 16), ("0o", 8), ("0b", 2), ("-0b", 2)):
        if text.startswith(prefix):
            try:
                return int(text, base)
            except ValueError:
                return None
    return parse_number(text)


def _binary(text: str) -> str:
    try:
        base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error:
        raise FunctionError(f'cannot parse "{text}" as {_TAG}binary: not valid base64') from None
    return text


def _moment(text: str) -> str | None:
    """An unquoted date or time, written as RFC 3339."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(match[index]) for index in (1, 2, 3))
    first = 4 if match[4] else 9
    hour, minute, second = (int(match[first + index] or 0) for index in range(3))
    zone = match[8] or "Z"
    written = f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}{zone}"
    try:
        return parse_timestamp(written).text()
    except FunctionError:
        return None
