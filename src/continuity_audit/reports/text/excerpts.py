"""The lines of code that decided a finding, with what decided in them, and the attributes that the code leaves out."""

from collections.abc import Iterator

from msgspec import Struct

from continuity_audit.reports.document import EvidenceEntry, FindingEntry
from continuity_audit.reports.neutral import source_line
from continuity_audit.reports.registry import SourceReader
from continuity_audit.reports.text.groups import Group
from continuity_audit.reports.words import place

_MOST_EXCERPTS = 3
_MOST_LEFT_OUT = 3


class Excerpt(Struct, frozen=True):
    """A source line, and the columns in it that decided."""

    file: str
    line: int
    text: str
    start: int
    length: int

    @property
    def place(self) -> str | None:
        """Where it stands, as `file:line`."""
        return place(self.file, self.line)


def excerpts(group: Group, entry: FindingEntry, sources: SourceReader) -> list[Excerpt]:
    """The line of the finding and the lines whose attributes decided its outcome, those in its own file first."""
    marks: dict[tuple[str, int], str] = {}
    if entry.file is not None and entry.line is not None:
        marks[entry.file, entry.line] = ""
    for fact in _facts(group, entry):
        if fact.file is not None and fact.line is not None and not fact.default and len(marks) < _MOST_EXCERPTS:
            marks[fact.file, fact.line] = fact.attribute or ""
    lines = sorted(marks, key=lambda at: (at[0] != entry.file, at))
    texts = ((file, line, source_line(sources, file, line)) for file, line in lines)
    return [_marked(file, line, text, marks[file, line]) for file, line, text in texts if text is not None]


def left_out(group: Group, entry: FindingEntry) -> list[str]:
    """The attributes that the code leaves out and whose documented default decided its outcome."""
    names = dict.fromkeys(fact.attribute for fact in _facts(group, entry) if fact.default and fact.attribute)
    return list(names)[:_MOST_LEFT_OUT]


def _facts(group: Group, entry: FindingEntry) -> Iterator[EvidenceEntry]:
    if group.component is not None and entry.scenario is not None:
        yield from group.component.outcomes.of(entry.scenario).evidence


def _marked(file: str, line: int, text: str, attribute: str) -> Excerpt:
    """The line with the attribute's own name marked, or where another line holds it, the block's around it."""
    for name in reversed(attribute.split(".") if attribute else ()):
        if (start := _position(name, text)) >= 0:
            return Excerpt(file, line, text, start, len(name))
    return Excerpt(file, line, text, 0, 0)


def _position(name: str, text: str) -> int:
    """Where the name stands as a whole one; -1 where it does not. An expression made for each name would cost more."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        if not _goes_on(text[start - 1 : start]) and not _goes_on(text[end : end + 1]):
            break
        start = text.find(name, start + 1)
    return start


def _goes_on(beside: str) -> bool:
    """Whether a name goes on with this character, the empty text being none."""
    return beside.isalnum() or beside in ("_", "-")
