"""Text that an estate's author controls, made harmless before it reaches a page, a terminal or a CI log."""

import re
from operator import is_
from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.secrecy import may_tell, opens_secret
from continuity_audit.reports.document import Document
from continuity_audit.reports.registry import SourceReader

# Controls, direction marks, invisible characters, lone surrogates and tags: what is not seen must be spelled out.
_INVISIBLE = pattern(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_BLOCK_FIELDS = frozenset({"remediation"})
_SPELLED = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}

# `::error::` counts at the start of a line, also behind a colour code, and a line may be broken before any word.
# `##[error]` and `##vso[...]` count anywhere in it. Both begin with fixed text, which is found quickly, or not.
_LINE_COMMAND = pattern(r"::(?:(?<!\S::)|(?<=m::))")
_COLOR_CODE = pattern(r"\x1b\[[0-9;]*m")
_INNER_COMMAND = pattern(r"##(\w*)\[")

_ESCAPED = pattern(rb"\\[bfnrtu]")
"""How JSON spells the controls below a space."""

_LONGEST_LINE = 200
_ENDLESS = 100_000
_LONGEST_SECRET = 50
"""A secret of more lines is not known by what stands above it."""

Entry = TypeVar("Entry", bound=Struct)


def visible(text: str) -> str:
    """The text on one line, with every character that a reader cannot see spelled out (`\\x1b`)."""
    return text if text.isprintable() else _INVISIBLE.sub(_spelled, text)


def visible_block(text: str) -> str:
    """The same for text of several lines: line ends and tabs stay."""
    return text if text.isprintable() else _INVISIBLE.sub(_spelled_in_block, text)


def sanitised(document: Document) -> Document:
    """The document with every string made visible; only remediations keep their line ends."""
    return _clean_fields(document)


def _clean_fields(entry: Entry) -> Entry:
    """The same object where nothing in it has to be changed."""
    changed = {
        name: cleaned
        for name in entry.__struct_fields__
        if (cleaned := _clean(value := getattr(entry, name), name)) is not value
    }
    return replace(entry, **changed) if changed else entry


def _is_visible(entry: Struct) -> bool:
    """Whether all text in an entry is sure to be visible: all of it is looked at at once, as an encoder writes it."""
    try:
        data = msgspec.json.encode(entry)
    except UnicodeEncodeError:  # lone surrogates
        return False
    if b"\\" in data and _ESCAPED.search(data):
        return False
    return (data.isascii() and b"\x7f" not in data) or data.decode().isprintable()


def _clean(value: Any, field: str) -> Any:
    """A value with its strings made visible: itself where they are."""
    match value:
        case str():
            text = visible_block(value) if field in _BLOCK_FIELDS else visible(value)
            return value if text == value else text
        case Struct():
            return value if _is_visible(value) else _clean_fields(value)
        case dict():
            entries = {visible(key): _clean(item, "") for key, item in value.items()}
            return value if entries == value else entries
        case list() | tuple():
            cleaned = [_clean(item, field) for item in value]
            return value if all(map(is_, cleaned, value)) else type(value)(cleaned)
        case _:
            return value


def without_commands(text: str) -> str:
    """The text with nothing in it that a CI system reads from its log as a command."""
    return _INNER_COMMAND.sub(r"##\1\\[", _LINE_COMMAND.sub(_defused, text))


def _defused(match: re.Match[str]) -> str:
    """A command with a backslash before it; colons behind an `m` are none, unless that ends a colour code."""
    text, start = match.string, match.start()
    if text[start - 1 : start] == "m":
        code = text.rfind("\x1b", 0, start)
        if code == -1 or not _COLOR_CODE.fullmatch(text, code, start):
            return match[0]
    return f"\\{match[0]}"


def source_line(sources: SourceReader, path: str | None, line: int | None) -> str | None:
    """A line of source fit to be shown: visible, cut where it is long, and None where it may assign a secret.

    An endless line is not shown at all: nobody can tell at its beginning what stands in it.
    """
    if path is None or line is None:
        return None
    text = sources(path, line)
    if text is None or len(text) > _ENDLESS or may_tell(text) or _stands_in_secret(sources, path, line):
        return None
    text = visible(text.rstrip().expandtabs(4))
    return text if len(text) <= _LONGEST_LINE else text[: _LONGEST_LINE - 1] + "…"


def _stands_in_secret(sources: SourceReader, path: str, line: int) -> bool:
    """Whether a line may be one of the lines that a secret has, by what stands above it."""
    for number in range(line - 1, max(0, line - 1 - _LONGEST_SECRET), -1):
        above = sources(path, number) or ""
        if above.startswith("}"):  # the block before ends
            return False
        if len(above) <= _ENDLESS and opens_secret(above):
            return True
    return False


def _spelled_in_block(match: re.Match[str]) -> str:
    return match[0] if match[0] in "\n\t" else _spelled(match)


def _spelled(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    return _SPELLED.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
