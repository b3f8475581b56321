"""Text that an estate's author controls, made harmless before it reaches a page, a terminal or a CI log."""

import re
from collections.abc import Callable
from typing import Any

import msgspec

from continuity_audit.estate.secrecy import may_tell
from continuity_audit.reports.document import Document
from continuity_audit.reports.registry import RenderOptions

# Controls, direction marks, invisible characters, lone surrogates and tags: what is not seen must be spelled out.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_INVISIBLE_IN_BLOCK = re.compile(f"(?![\n\t]){_INVISIBLE.pattern}")
_BLOCK_FIELDS = frozenset({"remediation"})
_SPELLED = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}

# `::error::` counts at the start of a line, and a line may be broken before any word.
# `##[error]` and `##vso[...]` count anywhere in it.
_LINE_COMMAND = re.compile(r"(^|\s|\x1b\[[0-9;]*m)::")
_INNER_COMMAND = re.compile(r"##(\w*)\[")

_LONGEST_LINE = 200


def visible(text: str) -> str:
    """The text on one line, with every character that a reader cannot see spelled out (`\\x1b`)."""
    return _INVISIBLE.sub(_spelled, text)


def visible_block(text: str) -> str:
    """The same for text of several lines: line ends and tabs stay."""
    return _INVISIBLE_IN_BLOCK.sub(_spelled, text)


def sanitised(document: Document) -> Document:
    """The document with every string made visible; only remediations keep their line ends."""
    return msgspec.convert(replace_strings(msgspec.to_builtins(document), _clean), type=Document)


def replace_strings(value: Any, replace: Callable[[str, str], str], field: str = "") -> Any:
    """A copy of plain data in which every string, keys included, is `replace(string, field it stands in)`."""
    match value:
        case str():
            return replace(value, field)
        case dict():
            return {replace(key, ""): replace_strings(item, replace, key) for key, item in value.items()}
        case list() | tuple():
            return [replace_strings(item, replace, field) for item in value]
        case _:
            return value


def without_commands(text: str) -> str:
    """The text with nothing in it that a CI system reads from its log as a command."""
    return _INNER_COMMAND.sub(r"##\1\\[", _LINE_COMMAND.sub(r"\1\\::", text))


def source_line(options: RenderOptions, path: str | None, line: int | None) -> str | None:
    """A line of source fit to be shown: visible, not endless, and None where it may assign a secret."""
    if path is None or line is None:
        return None
    text = options.sources(path, line)
    if text is None or may_tell(text):
        return None
    text = visible(text.rstrip().expandtabs(4))
    return text if len(text) <= _LONGEST_LINE else text[: _LONGEST_LINE - 1] + "…"


def _clean(text: str, field: str) -> str:
    return visible_block(text) if field in _BLOCK_FIELDS else visible(text)


def _spelled(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    return _SPELLED.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
