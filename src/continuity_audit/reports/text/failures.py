"""What failures do to the estate, in the report for a terminal: how many components fare how, and what it costs."""

from collections.abc import Iterator

from continuity_audit.reports.document import Document
from continuity_audit.reports.downtime import DOWNTIME_NOTE, costs, money, shown_counts, told
from continuity_audit.reports.text.layout import pad
from continuity_audit.reports.text.look import Look

_FIGURES = 32
"""Columns of the four counts."""
_LONGEST_LABEL = 24


def table(document: Document, look: Look) -> Iterator[str]:
    """How many components continue, recover and are lost, a line a failure; nothing where there is no component."""
    if not document.components:
        return
    label = min(look.width - _FIGURES, _LONGEST_LABEL)
    yield ""
    yield (
        pad("Fails", label)
        + look.paint(pad("continues", 10), "continues")
        + look.paint(pad("recovers", 9), "recovers")
        + look.paint(pad("lost", 6), "lost")
        + look.paint("unknown", "unknown")
    )
    for count in shown_counts(document):
        name = f"  {count.domain}" if count.domain else count.scenario
        figures = f"{count.continues:<10}{count.recovers:<9}{count.lost:<6}{count.unknown}"
        yield pad(look.clip(name, look.width - label + 1), label) + figures
    yield ""


def downtime(document: Document, look: Look) -> Iterator[str]:
    """What failures cost; nothing where no cost of an hour was given."""
    given = document.assessment.downtime
    if not given:
        return
    by_failure = costs(document)
    yield look.wrap(f"an hour costs {money(given.per_hour, given.currency)}. {DOWNTIME_NOTE}", "Downtime   ")
    for count in shown_counts(document):
        cost = told(by_failure[count.scenario, count.domain], given.currency)
        if cost != "none":
            domain = f" {count.domain}" if count.domain else ""
            yield look.wrap(f"if {count.scenario}{domain} fails, {cost}", "           - ", "             ")
    yield ""
