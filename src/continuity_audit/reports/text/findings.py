"""The findings in the report for a terminal: by component with the code that decided them, or a line each."""

from collections.abc import Iterator, Sequence

from continuity_audit.reports.document import ComponentEntry, Document, FindingEntry
from continuity_audit.reports.findings import in_order
from continuity_audit.reports.registry import SourceReader
from continuity_audit.reports.story import Story
from continuity_audit.reports.text.excerpts import Excerpt, excerpts, left_out
from continuity_audit.reports.text.groups import Group, groups_of
from continuity_audit.reports.text.look import Look
from continuity_audit.reports.words import interval, lowered, place, plural, tier

ENTRIES_SHOWN = 25
"""Entries that are told in full, the worst first; -v tells all, and -q a line a finding of all."""
ALIKE_SHOWN = 3
FIX_LINES_SHOWN = 4
FIX_LINES_SHOWN_BY_V = 100
_GUTTER = 9
"""Columns before a line of code: its number and a rule."""
_SHORTEST_TITLE = 8


def a_line_each(document: Document) -> Iterator[str]:
    """As -q prints them, each with its place first so that editors find it."""
    for finding in in_order(document.findings):
        if _counts(finding):
            at = place(finding.file, finding.line) or "-"
            gate = " (fails the gate)" if finding.fails_gate else ""
            yield f"{at}: {finding.severity} {finding.rule} {finding.message}{gate}"


def by_component(story: Story, look: Look, sources: SourceReader) -> Iterator[str]:
    """The components with findings, the worst first, then those findings that concern the audit itself."""
    groups = groups_of(story, _counts_in_full if look.everything else _counts)
    shown = groups if look.everything else groups[:ENTRIES_SHOWN]
    for group in shown:
        yield from _group(group, look, sources)
    if len(shown) < len(groups):
        yield from _more(groups[len(shown) :], look)


def _counts(finding: FindingEntry) -> bool:
    """Whether nobody accepted the finding, and of a comparison, the change brings it."""
    return finding.suppressed is None and finding.change not in ("unchanged", "remains")


def _counts_in_full(finding: FindingEntry) -> bool:
    return finding.suppressed is None


def _more(groups: Sequence[Group], look: Look) -> Iterator[str]:
    count = plural(sum(len(group.findings) for group in groups), "finding")
    yield look.dim(f"and {len(groups):,} more like these, with {count}: -v shows them in full, -q a line each")
    yield ""


def _group(group: Group, look: Look, sources: SourceReader) -> Iterator[str]:
    yield from _component(group, look)
    shown: set[Excerpt] = set()
    before: str | None = None
    for finding in group.findings:
        at = place(finding.file, finding.line)
        yield ""
        yield _title(finding, look)
        if at and at != before:
            yield look.dim(at, "  --> ")
        before = at
        yield look.wrap(finding.message, "  ")
        if weight := lowered(finding, group.component):
            yield look.dim(weight, "  ")
        for one in excerpts(group, finding, sources):
            if one not in shown:
                yield from _code(one, finding, look)
                shown.add(one)
        yield from _elsewhere(group, finding, look)
        yield from _fix(finding.remediation, look)
    yield ""


def _component(group: Group, look: Look) -> Iterator[str]:
    """Which component it is, what it is and how it stands."""
    component = group.component
    if component is None:
        yield look.paint("The audit itself", "bold")
        return
    level = interval(component.level)
    yield look.bold(component.address)
    yield look.dim(f"{component.kind}, {tier(component)}, level {level}, in {component.stands_in}", "  ")
    if group.alike:
        yield look.dim(_alike(component, group.alike, everything=look.everything), "  ")


def _alike(first: ComponentEntry, alike: Sequence[ComponentEntry], *, everything: bool) -> str:
    """The other components of the block: `and 2 alike: b, c`, or where only their roots differ, `in b, c`."""
    same_name = all(one.address == first.address for one in alike)
    names = [_called(one, first, same_name=same_name) for one in alike]
    shown = names if everything else names[:ALIKE_SHOWN]
    more = [f"{len(names) - len(shown):,} more"] if len(names) > len(shown) else []
    return f"and {len(names):,} alike{' in' if same_name else ':'} {', '.join([*shown, *more])}"


def _called(component: ComponentEntry, first: ComponentEntry, *, same_name: bool) -> str:
    if same_name:
        return component.stands_in
    return component.address if component.stands_in == first.stands_in else component.id


def _title(finding: FindingEntry, look: Look) -> str:
    """`✗ CRITICAL CA201 Single-zone database`: whether it fails the gate, its severity, its rule and what that says."""
    mark = look.paint("✗", "lost") if finding.fails_gate else " "
    severity = look.paint(finding.severity.upper(), finding.severity)
    used = len(finding.severity) + len(finding.rule) + 4
    rule = look.paint(look.clip(finding.rule, len(finding.severity) + 3), "bold")
    left = look.width - used
    title = f" {look.clip(finding.title, used)}" if finding.title and left > _SHORTEST_TITLE else ""
    return f"{mark} {severity} {rule}{title}"


def _code(one: Excerpt, finding: FindingEntry, look: Look) -> Iterator[str]:
    """The line of code and below it a mark for what decided; its place where that is another file."""
    if one.file != finding.file:
        yield look.dim(place(one.file, one.line) or "", "  --> ", "      ")
    yield look.paint(f"{one.line:6d} │ ", "dim") + look.clip(one.text, _GUTTER)
    if one.length and one.start + one.length + _GUTTER <= look.width:
        yield look.paint("       │ ", "dim") + " " * one.start + look.paint("^" * one.length, "mark")


def _elsewhere(group: Group, finding: FindingEntry, look: Look) -> Iterator[str]:
    """What decided and stands in no line of it: what is left out, and other places."""
    if names := left_out(group, finding):
        text = f"left out, so the documented default counts: {', '.join(names)}"
        yield look.dim(text, "       = ", "         ")
    for one in finding.related:
        yield look.dim(f"{place(one.file, one.line)}: {one.message}", "  --> ", "      ")


def _fix(remediation: str | None, look: Look) -> Iterator[str]:
    """What to do: a sentence, or code as it is."""
    if not remediation:
        return
    if "\n" not in remediation:
        yield look.wrap(remediation, "  fix: ", "       ")
        return
    lines = remediation.splitlines()
    for number, line in enumerate(lines[: FIX_LINES_SHOWN_BY_V if look.everything else FIX_LINES_SHOWN]):
        yield look.clip(("       " if number else "  fix: ") + line)
    if len(lines) > FIX_LINES_SHOWN and not look.everything:
        yield "       …"
