"""YAML text to plain values with the line of each: one document at a time, bounded in size, depth and expansion."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import yaml
from msgspec import Struct, field

from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.secrecy import HIDDEN, speaks_of_secrets
from continuity_audit.estate.values import Value
from continuity_audit.parsers.kubernetes import redaction, scalars
from continuity_audit.parsers.yaml_depth import is_too_deep

MAX_BYTES: Final = 16 * 2**20
MAX_DEPTH: Final = 200
MAX_VALUES: Final = 1_000_000

LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_SEPARATOR = pattern(r"^(?:---|\.\.\.)(?=[ \t\r\n]|\Z)", re.MULTILINE)
_TEXT_TAGS = ("!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:binary", "tag:yaml.org,2002:timestamp")


class UnreadableError(Exception):
    """A document that cannot be read: the line (from 1 in the file), what is wrong there, and if that is its syntax."""

    def __init__(self, line: int, reason: str, *, syntax: bool = False) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason
        self.syntax = syntax


class CustomTagError(Exception):
    """A document in a dialect of YAML, such as CloudFormation's ``!Ref``."""


class Chunk(Struct, frozen=True):
    """The text of one document and the line of the file (from 1) that it begins on."""

    text: str
    line: int


class Document(Struct):
    """One document: its value, the line of each dotted path, the last lines of the upper paths, and its own lines."""

    value: Value = None
    line: int = 1
    end_line: int = 1
    lines: dict[str, int] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)


def chunks(text: str) -> Iterator[Chunk]:
    """The documents of a file, cut at their markers, so that a broken one costs only itself."""
    starts = [0, *(found.start() for found in _SEPARATOR.finditer(text))]
    line = counted = 0
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        line += text.count("\n", counted, start)
        counted = start
        part = text[start + 3 if text.startswith("...", start) else start : end]
        if _says_something(part):
            yield Chunk(part, line + 1)


def _says_something(part: str) -> bool:
    """Whether there is more than markers, comments and directives."""
    return any(
        (stripped := row.strip()) and stripped != "---" and not stripped.startswith(("#", "%", "--- #"))
        for row in part.splitlines()
    )


class _Frame(Struct):
    """A collection that is being read: its path, what it holds so far, and how many values that is."""

    path: str
    line: int
    anchor: str | None
    entries: dict[str, Value] | None
    items: list[Value]
    size: int = 1
    key: str | None = None
    key_line: int = 0
    merges: list[Value] = field(default_factory=list)
    merging: bool = False

    def close(self) -> Value:
        """The collection as it is held from now on."""
        if self.entries is None:
            return redaction.items(self.items)
        for merged in self.merges:
            for source in merged if isinstance(merged, tuple) else (merged,):
                if isinstance(source, dict):
                    self.entries = {**source, **self.entries}
        return redaction.mapping(self.entries)


class _Builder:
    """Builds one document from its events."""

    def __init__(self, first_line: int) -> None:
        self.offset = first_line
        self.document = Document(line=first_line, end_line=first_line)
        self.anchors: dict[str, tuple[Value, int]] = {}
        self.stack: list[_Frame] = []
        self.last_line = 0

    def take(self, event: yaml.Event) -> None:
        """Follow one event of the parser."""
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close(event)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)

    def _told(self, word: str) -> str:
        """A word of the text as a reason may quote it: ``password: *x`` is a password that begins with an asterisk."""
        keys = {frame.key for frame in self.stack if frame.key is not None}
        kind = self.stack[0].entries.get("kind", "Secret") if self.stack and self.stack[0].entries is not None else None
        hidden = any(map(speaks_of_secrets, keys)) or (kind == "Secret" and keys & {"data", "stringData"})
        return HIDDEN if hidden else word

    def _line(self, event: yaml.Event) -> int:
        start: Any = event.start_mark
        return int(start.line) + self.offset

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        start: Any = event.start_mark
        end: Any = event.end_mark
        self.last_line = end.line - (1 if end.column == 0 and end.line > start.line else 0)
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.entries is not None and frame.key is None and not frame.merging:
            self._key(frame, event)
            if event.anchor:
                self.anchors[event.anchor] = (event.value, 1)
            return
        tag = event.tag
        if tag and tag.startswith("!") and len(tag) > 1:
            raise CustomTagError(self._told(tag))
        if tag in _TEXT_TAGS or (tag is None and not event.implicit[0]):
            value = scalars.quoted(event.value)
        else:
            value = scalars.plain(event.value)
        if isinstance(value, str):
            value = redaction.text(value)
        self._add(value, 1, self._line(event), event.anchor)

    def _key(self, frame: _Frame, event: yaml.ScalarEvent) -> None:
        key: str = event.value
        frame.key_line = self._line(event)
        if key == "<<" and event.implicit[0]:
            frame.merging = True
            return
        assert frame.entries is not None  # noqa: S101  only mappings have keys
        if key in frame.entries:
            raise UnreadableError(frame.key_line, f'the key "{key[:80]}" stands twice in one mapping')
        frame.key = key

    def _open(self, event: yaml.CollectionStartEvent) -> None:
        if event.tag and event.tag.startswith("!") and len(event.tag) > 1:
            raise CustomTagError(self._told(event.tag))
        line = self._line(event)
        if len(self.stack) >= MAX_DEPTH:
            raise UnreadableError(line, f"nested deeper than {MAX_DEPTH} levels")
        path = ""
        if self.stack:
            frame = self.stack[-1]
            if frame.entries is not None and frame.key is None and not frame.merging:
                raise UnreadableError(line, "a key of a mapping must be a text, here it is a collection")
            path = self._path(frame)
        else:
            self.document.line = line
        mapping = isinstance(event, yaml.MappingStartEvent)
        self.stack.append(_Frame(path, line, event.anchor, {} if mapping else None, []))

    @staticmethod
    def _path(frame: _Frame) -> str:
        own = "<<" if frame.merging else frame.key if frame.entries is not None else str(len(frame.items))
        return f"{frame.path}.{own}" if frame.path else str(own)

    def _close(self, event: yaml.CollectionEndEvent) -> None:
        frame = self.stack.pop()
        start: Any = event.start_mark
        end: Any = event.end_mark
        if end.index > start.index:  # a flow collection ends with its bracket
            self.last_line = end.line
        if len(self.stack) <= 3:
            self.document.ends[frame.path] = self.last_line + self.offset
        self._add(frame.close(), frame.size, frame.line, frame.anchor)

    def _alias(self, event: yaml.AliasEvent) -> None:
        self.last_line = self._line(event) - self.offset
        if event.anchor not in self.anchors:
            name = self._told(str(event.anchor))
            raise UnreadableError(self._line(event), f'the alias "{name}" has no anchor before it')
        value, size = self.anchors[event.anchor]
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.entries is not None and frame.key is None and not frame.merging:
            frame.key, frame.key_line = str(value), self._line(event)
            return
        self._add(value, size, self._line(event), None)

    def _add(self, value: Value, size: int, line: int, anchor: str | None) -> None:
        """Put a finished value where it belongs; a secret one is dropped before an anchor can keep it."""
        if self.stack and (key := self.stack[-1].key) is not None:
            value = redaction.entry(key, value)
        if anchor:
            self.anchors[anchor] = (value, size)
        if not self.stack:
            self.document.value = value
            self.document.end_line = self.last_line + self.offset
            return
        frame = self.stack[-1]
        frame.size += size
        if frame.size > MAX_VALUES:
            raise UnreadableError(line, f"holds more than {MAX_VALUES} values, aliases expanded")
        if frame.merging:
            frame.merges.append(value)
            frame.merging = False
        elif frame.entries is None:
            self.document.lines[self._path(frame)] = line
            frame.items.append(value)
        elif frame.key is not None:
            self.document.lines[self._path(frame)] = frame.key_line
            frame.entries[frame.key] = value
            frame.key = None


def read_document(chunk: Chunk) -> Document:
    """The one document of a chunk.

    Raises:
        UnreadableError: it is no valid YAML, says a key twice, or exceeds a limit.
        CustomTagError: it uses tags of its own.
    """
    builder = _Builder(chunk.line)
    try:
        for event in yaml.parse(chunk.text, Loader=LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(chunk, error) from None
    except yaml.reader.ReaderError as error:
        line = chunk.text.count("\n", 0, error.position) + chunk.line
        raise UnreadableError(line, f"character {error.character!r} is not allowed in YAML") from None
    return builder.document


def _syntax_error(chunk: Chunk, error: yaml.MarkedYAMLError) -> UnreadableError:
    row = error.problem_mark.line if error.problem_mark else 0
    if is_too_deep(error):
        return UnreadableError(chunk.line + row, f"nested deeper than {MAX_DEPTH} levels")
    rows = chunk.text.split("\n")
    text = rows[row] if row < len(rows) else ""
    if "\t" in text[: len(text) - len(text.lstrip())]:
        return UnreadableError(chunk.line + row, "a tab indents the line; YAML takes spaces only", syntax=True)
    context = f"{error.context}: " if error.context else ""
    return UnreadableError(chunk.line + row, f"{context}{error.problem}", syntax=True)
