"""The report for a terminal: findings by component with their source lines, then the summary."""

import sys
from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from continuity_audit.reports.changes import base_words, sections
from continuity_audit.reports.document import ComponentEntry, Document, FindingEntry
from continuity_audit.reports.downtime import costs, shown_counts
from continuity_audit.reports.headline import CRITICAL
from continuity_audit.reports.layout import clip, pad, paint, usable, wrap
from continuity_audit.reports.neutral import sanitised, source_line, without_commands
from continuity_audit.reports.registry import RenderOptions
from continuity_audit.reports.story import Story, severity_order, tell
from continuity_audit.reports.templating import environment

QUESTIONS_SHOWN = 10
GROUPS_SHOWN = 20
NAMED = 5
_MOST_EXCERPTS = 3


class Excerpt(Struct, frozen=True):
    """A source line, and the columns in it that decided."""

    line: int
    text: str
    start: int
    length: int


class Group(Struct, frozen=True):
    """The findings of one component, or of the audit itself."""

    component: ComponentEntry | None
    findings: tuple[FindingEntry, ...]


def render(document: Document, options: RenderOptions) -> str:
    """The report; quiet keeps a line a finding and the verdict, verbose adds outcomes, evidence and remediations."""
    story = tell(sanitised(document))
    comparison = story.document.comparison
    width = usable(options.width)
    env = environment(html=False)
    env.filters.update(
        paint=lambda text, style: paint(text, style, options.color),
        wrap=lambda text, first="", rest=None: wrap(without_commands(text), width, first, rest),
        pad=pad,
        clip=lambda text, less=0: clip(without_commands(text), width - less),
    )
    text = env.get_template("report.txt.j2").render(
        story=story,
        document=story.document,
        counts=shown_counts(story.document),
        costs=costs(story.document),
        groups=_groups(story, options.verbosity),
        comparison=comparison,
        base=base_words(comparison) if comparison else "",
        sections=sections(comparison) if comparison else (),
        groups_shown=GROUPS_SHOWN if options.verbosity < 1 else sys.maxsize,
        named=NAMED if options.verbosity < 1 else sys.maxsize,
        excerpts=lambda group, entry: _excerpts(group, entry, options),
        width=width,
        verbosity=options.verbosity,
        skipped=Counter(entry.reason for entry in story.document.estate.skipped),
        questions_shown=QUESTIONS_SHOWN if options.verbosity < 1 else len(story.questions),
    )
    return without_commands(text)


def _groups(story: Story, verbosity: int) -> list[Group]:
    """Worst first: by the worst finding that counts, then by component; of a comparison what the change brings."""

    def told(entry: FindingEntry) -> bool:
        return entry.suppressed is None and (entry.change != "unchanged" or verbosity > 0)

    groups = []
    for component in story.document.components:
        counted = tuple(filter(told, story.findings.get(component.id, ())))
        if counted:
            groups.append(Group(component, counted))
    groups.sort(key=lambda group: (*severity_order(group.findings[0])[:2], _is_supporting(group)))
    about_audit = tuple(filter(told, story.audit_findings))
    return [*groups, Group(None, about_audit)] if about_audit else groups


def _is_supporting(group: Group) -> bool:
    return group.component is not None and group.component.tier != CRITICAL


def _excerpts(group: Group, entry: FindingEntry, options: RenderOptions) -> list[Excerpt]:
    """The line of the finding, and in the same file the lines whose attributes decided its outcome."""
    marks: dict[int, str] = {} if entry.line is None else {entry.line: ""}
    if group.component is not None and entry.scenario is not None:
        for fact in group.component.outcomes.of(entry.scenario).evidence:
            if fact.file == entry.file and fact.line is not None and len(marks) < _MOST_EXCERPTS:
                marks[fact.line] = (fact.attribute or "").split(".")[-1]
    lines = ((line, source_line(options, entry.file, line), mark) for line, mark in sorted(marks.items()))
    return list(_marked((line, text, mark) for line, text, mark in lines if text is not None))


def _marked(lines: Iterable[tuple[int, str, str]]) -> Iterable[Excerpt]:
    for line, text, mark in lines:
        start = text.find(mark) if mark else -1
        yield Excerpt(line, text, max(start, 0), len(mark) if start >= 0 else 0)
