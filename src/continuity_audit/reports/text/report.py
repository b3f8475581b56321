"""The report for a terminal, put together: findings, every component, the change, the summary, the gate."""

from collections.abc import Iterator

from continuity_audit.reports.document import Document
from continuity_audit.reports.neutral import sanitised, without_commands
from continuity_audit.reports.registry import RenderOptions
from continuity_audit.reports.story import tell
from continuity_audit.reports.text import change, components, findings, gate, summary
from continuity_audit.reports.text.look import Look


def render(document: Document, options: RenderOptions) -> str:
    """The report; quiet keeps a line a finding and the verdict, verbose adds outcomes, evidence and remediations."""
    lines = _quiet(document, options) if options.verbosity < 0 else _full(document, options)
    return without_commands("".join(f"{line}\n" for line in lines))


def _quiet(document: Document, options: RenderOptions) -> Iterator[str]:
    clean = sanitised(document)
    yield from findings.a_line_each(clean)
    yield from gate.verdict(clean.assessment.gate, (), Look.of(options))


def _full(document: Document, options: RenderOptions) -> Iterator[str]:
    story = tell(sanitised(document))
    look = Look.of(options)
    yield from findings.by_component(story, look, options.sources)
    if look.everything:
        yield from components.every(story.document, look)
    if story.document.comparison is not None:
        yield from change.since_base(story.document, story.document.comparison, look)
    yield from summary.lines(story, look)
    yield from gate.verdict(story.document.assessment.gate, story.failing, look)


__all__ = ["render"]
