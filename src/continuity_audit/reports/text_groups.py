"""What the report for a terminal shows of each component: its findings, and the lines of code that decided them."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from continuity_audit.reports.document import ComponentEntry, EvidenceEntry, FindingEntry, Skipped
from continuity_audit.reports.headline import CRITICAL
from continuity_audit.reports.neutral import source_line
from continuity_audit.reports.registry import RenderOptions
from continuity_audit.reports.story import Story, severity_order
from continuity_audit.reports.words import place, plural

_MOST_EXCERPTS = 3
_MOST_LEFT_OUT = 3
_MOST_SKIPPED = 8
DECLARED = "already declared"
NOT_JUDGED = "not judged"
"""How the reason begins where resources were read and no profile speaks of them."""


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


class Group(Struct, frozen=True):
    """The findings of one component and of those alike, or of the audit itself."""

    component: ComponentEntry | None
    findings: tuple[FindingEntry, ...]
    alike: tuple[ComponentEntry, ...] = ()
    """Other components that the same block makes and that have the same findings."""

    @property
    def fails_gate(self) -> bool:
        """Whether one of its findings makes the gate fail."""
        return any(entry.fails_gate for entry in self.findings)


def groups_of(story: Story, told: Callable[[FindingEntry], bool]) -> list[Group]:
    """Those that are told, worst first: what fails the gate, then by the worst finding, then the critical ones."""
    alike: dict[tuple[object, ...], list[tuple[ComponentEntry, tuple[FindingEntry, ...]]]] = {}
    for component in story.document.components:
        counted = tuple(filter(told, story.findings.get(component.id, ())))
        if counted:
            alike.setdefault(_likeness(component, counted), []).append((component, counted))
    groups = [
        Group(first, findings, tuple(component for component, _ in others))
        for (first, findings), *others in alike.values()
    ]
    groups.sort(key=lambda group: (not group.fails_gate, *severity_order(group.findings[0])[:2], _is_supporting(group)))
    about_audit = tuple(filter(told, story.audit_findings))
    return [*groups, Group(None, about_audit)] if about_audit else groups


def _likeness(component: ComponentEntry, findings: Iterable[FindingEntry]) -> tuple[object, ...]:
    """What makes two components one entry: the block that makes them, and findings that differ by their names only."""
    block = component.id if component.line is None else (component.file, component.line, component.type)
    said = tuple(
        (entry.rule, entry.severity, entry.lowered_from, entry.fails_gate, entry.scenario, entry.remediation)
        for entry in findings
    )
    level = component.level
    return block, component.tier, component.tier_why, level.at_least, level.at_most, said


def _is_supporting(group: Group) -> bool:
    return group.component is not None and group.component.tier != CRITICAL


def excerpts(group: Group, entry: FindingEntry, options: RenderOptions) -> list[Excerpt]:
    """The line of the finding and the lines whose attributes decided its outcome, those in its own file first."""
    marks: dict[tuple[str, int], str] = {}
    if entry.file is not None and entry.line is not None:
        marks[entry.file, entry.line] = ""
    for fact in _facts(group, entry):
        if fact.file is not None and fact.line is not None and not fact.default and len(marks) < _MOST_EXCERPTS:
            marks[fact.file, fact.line] = fact.attribute or ""
    lines = sorted(marks, key=lambda at: (at[0] != entry.file, at))
    texts = ((file, line, source_line(options, file, line)) for file, line in lines)
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
        if found := re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text):
            return Excerpt(file, line, text, found.start(), len(name))
    return Excerpt(file, line, text, 0, 0)


def skipped_lines(skipped: Iterable[Skipped], *, everything: bool) -> list[str]:
    """What was skipped, reasons of one kind together and the most frequent first; the rest is counted."""
    kinds: dict[str, Counter[str]] = {}
    first: dict[str, str] = {}
    for entry in skipped:
        kinds.setdefault(_kind(entry.reason), Counter())[entry.reason] += 1
        first.setdefault(entry.reason, entry.path)
    lines: list[str] = []
    for kind, reasons in sorted(kinds.items(), key=lambda item: (-item[1].total(), item[0])):
        what = "root" if kind == NOT_JUDGED else "path"
        if everything or len(reasons) == 1:
            lines += [f"{plural(count, what)}: {reason}" for reason, count in sorted(reasons.items())]
        else:
            example = min(reasons, key=lambda reason: (-reasons[reason], first[reason]))
            told = example.removeprefix(f"{kind}:").strip()
            lines.append(f"{plural(reasons.total(), what)}: {kind}, such as {first[example]}: {told}")
    shown = len(lines) if everything else _MOST_SKIPPED
    more = [f"and {plural(len(lines) - shown, 'more reason')}, all shown with -v"] if len(lines) > shown else []
    return lines[:shown] + more


def _kind(reason: str) -> str:
    """What reasons of one kind have in common: their beginning, or that something stands elsewhere too."""
    return DECLARED if f" is {DECLARED} at " in reason else reason.partition(":")[0]


__all__ = ["Excerpt", "Group", "excerpts", "groups_of", "left_out", "skipped_lines"]
