"""The document as JSON: the same fields in the same order, whatever made it."""

import re
from typing import Any

import msgspec

from continuity_audit.estate.patterns import pattern
from continuity_audit.reports.document import Document
from continuity_audit.reports.registry import RenderOptions

# Valid inside JSON strings, but acted upon by terminals (C1 controls, direction marks) or by the log readers
# of CI systems (`##[command]`, `##vso[command]`). Outside strings none of these can occur in JSON.
_UNSEEN = pattern(r"[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_COMMAND = pattern(r"(?<=##)\w*\[")


def render(document: Document, options: RenderOptions) -> str:
    """The document as indented JSON with a final newline."""
    return written(document)


def written(value: Any) -> str:
    """A value as indented JSON with a final newline, and nothing in it that a terminal or a CI log acts upon."""
    try:
        data = msgspec.json.encode(value, order="deterministic")
    except UnicodeEncodeError:  # a file name that is not UTF-8 came in as lone surrogates
        data = msgspec.json.encode(_without_surrogates(msgspec.to_builtins(value)), order="deterministic")
    text = msgspec.json.format(data, indent=2).decode()
    if "##" in text:
        text = _COMMAND.sub(_escaped, text)
    if "\x7f" in text or not text.isascii():
        text = _UNSEEN.sub(_escaped, text)
    return text + "\n"


def _escaped(match: re.Match[str]) -> str:
    found = match[0]
    return found[:-1] + f"\\u{ord(found[-1]):04x}"


def _without_surrogates(value: Any) -> Any:
    """A copy of plain data in which strings, keys included, hold a spelled-out code for each lone surrogate."""
    match value:
        case str():
            return value.encode("utf-8", "backslashreplace").decode()
        case dict():
            return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
        case list() | tuple():
            return [_without_surrogates(item) for item in value]
        case _:
            return value
