"""What a change does, as the report for a terminal tells it with --diff."""

import sys
from collections.abc import Iterator, Sequence

from continuity_audit.reports.changes import Alike, Section, Told, base_words, remains, sections, together
from continuity_audit.reports.document import Comparison, Document, FindingEntry, SettingChange
from continuity_audit.reports.text.look import Look
from continuity_audit.reports.words import place

GROUPS_SHOWN = 20
"""Entries of a section; -v tells all."""
NAMED = 5
"""Components of an entry that are named; -v names all."""


def since_base(document: Document, comparison: Comparison, look: Look) -> Iterator[str]:
    """The sentence, the components that change, the findings that went, and what judges the change."""
    yield look.paint(look.clip(f"── Change since {base_words(comparison)} {'─' * look.width}"), "dim")
    yield look.wrap(comparison.sentence)
    for section in sections(comparison):
        yield from _components(section, look)
    gone = {
        "What remains of findings that are fixed": remains(document),
        "Fixed": comparison.fixed,
        "Undecided now": comparison.undecided,
        "Replaced by others": comparison.replaced,
    }
    for title, entries in gone.items():
        if entries:
            yield from _findings(title, entries, look)
    if comparison.settings:
        yield from _settings(comparison.settings, look)
    for note in comparison.notes:
        yield look.wrap(note, "Note: ", "      ")
    yield ""


def _components(section: Section, look: Look) -> Iterator[str]:
    """The components of one kind of change; for those that get worse, the outcomes before and after."""
    shown = section.groups[: _shown(look)]
    yield ""
    yield look.paint(f"{section.title} ({section.total})", "bold")
    for group in shown:
        yield look.wrap(_said(group, sys.maxsize if look.everything else NAMED), "  - ", "    ")
        if look.everything or section.name in ("fell", "worse"):
            for line in group.outcomes:
                yield look.dim(line, "      ", "      ")
    if len(shown) < len(section.groups):
        yield _more(section.total - sum(group.size for group in shown))


def _said(group: Alike, named: int) -> str:
    more = f" and {group.size - named} more" if group.size > named else ""
    where = f" in {group.first.stands_in}" if group.size == 1 else ""
    return f"{', '.join(group.labels[:named])}{more} ({group.first.kind}{where}): {group.first.summary}"


def _findings(title: str, entries: Sequence[FindingEntry], look: Look) -> Iterator[str]:
    """Findings that are no longer what they were, those that say the same once."""
    groups = together(entries)
    shown = groups[: _shown(look)]
    yield ""
    yield look.paint(f"{title} ({len(entries)})", "bold")
    for told in shown:
        yield look.wrap(_finding(told), "  - ", "    ")
    if len(shown) < len(groups):
        yield _more(len(entries) - sum(told.size for told in shown))


def _finding(told: Told) -> str:
    one = told.first
    whose = f" ×{told.size}" if told.size > 1 else f" of {one.component}" if one.component else ""
    return f"{one.severity} {one.rule}{whose}: {told.message}"


def _settings(settings: Sequence[SettingChange], look: Look) -> Iterator[str]:
    """What judges the change and is changed by it: configuration, suppressions, baseline, policy."""
    yield ""
    yield look.paint("What judges this change is changed by it", "bold")
    for one in settings:
        at = f" ({place(one.file, one.line)})" if one.file else ""
        yield look.wrap(f"{'weaker: ' if one.weakens else ''}{one.text}{at}", "  - ", "    ")


def _shown(look: Look) -> int:
    return sys.maxsize if look.everything else GROUPS_SHOWN


def _more(count: int) -> str:
    return f"  and {count} more, all shown with -v"
