"""The report for a terminal: findings by component with their source lines, then the summary."""

import sys

from continuity_audit.reports.changes import base_words, remains, sections
from continuity_audit.reports.document import ComponentEntry, Document, FindingEntry
from continuity_audit.reports.downtime import costs, shown_counts
from continuity_audit.reports.findings import in_order
from continuity_audit.reports.layout import clip, pad, paint, usable, wrap
from continuity_audit.reports.neutral import sanitised, without_commands
from continuity_audit.reports.registry import RenderOptions
from continuity_audit.reports.story import tell
from continuity_audit.reports.templating import environment
from continuity_audit.reports.text_groups import Group, excerpts, groups_of, left_out, skipped_lines

QUESTIONS_SHOWN = 10
GROUPS_SHOWN = 20
NAMED = 5
ENTRIES_SHOWN = 25
"""Entries that are told in full, the worst first; -v tells all, and -q a line a finding of all."""
ALIKE_SHOWN = 3


def render(document: Document, options: RenderOptions) -> str:
    """The report; quiet keeps a line a finding and the verdict, verbose adds outcomes, evidence and remediations."""
    story = tell(sanitised(document))
    comparison = story.document.comparison
    width = usable(options.width)
    everything = options.verbosity > 0

    def told(entry: FindingEntry) -> bool:
        """Whether a finding counts; of a comparison, whether the change brings it."""
        return entry.suppressed is None and (everything or entry.change not in ("unchanged", "remains"))

    groups = groups_of(story, told)
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
        groups=groups if everything else groups[:ENTRIES_SHOWN],
        more=() if everything else groups[ENTRIES_SHOWN:],
        quiet=[entry for entry in in_order(story.document.findings) if told(entry)],
        comparison=comparison,
        base=base_words(comparison) if comparison else "",
        sections=sections(comparison) if comparison else (),
        remains=remains(story.document),
        groups_shown=GROUPS_SHOWN if options.verbosity < 1 else sys.maxsize,
        named=NAMED if options.verbosity < 1 else sys.maxsize,
        excerpts=lambda group, entry: excerpts(group, entry, options),
        left_out=left_out,
        alike=lambda group: _alike(group, everything=everything),
        width=width,
        verbosity=options.verbosity,
        skipped=skipped_lines(story.document.estate.skipped, everything=everything),
        questions_shown=QUESTIONS_SHOWN if options.verbosity < 1 else len(story.questions),
    )
    return without_commands(text)


def _alike(group: Group, *, everything: bool) -> str:
    """The other components of the block: `and 2 alike: b, c`, or where only their roots differ, `in b, c`."""
    first = group.component
    assert first is not None  # noqa: S101 - what is alike is a component's
    same_name = all(one.address == first.address for one in group.alike)
    names = [_told(one, first, same_name=same_name) for one in group.alike]
    shown = names if everything else names[:ALIKE_SHOWN]
    more = [f"{len(names) - len(shown)} more"] if len(names) > len(shown) else []
    return f"and {len(names)} alike{' in' if same_name else ':'} {', '.join([*shown, *more])}"


def _told(component: ComponentEntry, first: ComponentEntry, *, same_name: bool) -> str:
    if same_name:
        return component.stands_in
    return component.address if component.stands_in == first.stands_in else component.id


__all__ = ["render"]
