"""JSON that no YAML parser takes: surrogate pairs, very long keys, objects one after the other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

from continuity_audit.estate.values import Value
from continuity_audit.parsers.kubernetes import redaction, scalars
from continuity_audit.parsers.kubernetes.documents import MAX_DEPTH, Chunk, Document, UnreadableError


def read_json(chunk: Chunk) -> Iterator[Document]:
    """The documents of a text that is plain JSON.

    Raises:
        UnreadableError: it is no JSON either, says a key twice or exceeds a limit.
    """
    decoder = json.JSONDecoder(object_pairs_hook=dict)
    position = 0
    while (position := _next(chunk.text, position)) < len(chunk.text):
        line = chunk.line + chunk.text.count("\n", 0, position)
        try:
            found, end = decoder.raw_decode(chunk.text, position)
        except json.JSONDecodeError as error:
            raise UnreadableError(chunk.line + error.lineno - 1, f"no valid JSON: {error.msg}") from None
        except RecursionError:
            raise UnreadableError(line, f"nested deeper than {MAX_DEPTH} levels") from None
        value = _plain(found, line, 0)
        yield Document(value, line, chunk.line + chunk.text.count("\n", 0, end))
        position = end


def _next(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t\r\n":
        position += 1
    return position


def _plain(value: object, line: int, depth: int) -> Value:
    """The decoded value as resources hold it: tuples, decimals, secrets dropped."""
    if depth > MAX_DEPTH:
        raise UnreadableError(line, f"nested deeper than {MAX_DEPTH} levels")
    match value:
        case dict():
            entries = {key: redaction.entry(key, _plain(inner, line, depth + 1)) for key, inner in value.items()}
            return redaction.mapping(entries)
        case list():
            return redaction.items([_plain(inner, line, depth + 1) for inner in value])
        case float():
            return Decimal(repr(value))
        case str():
            return redaction.text(value) if isinstance(held := scalars.quoted(value), str) else held
        case _:
            return value
