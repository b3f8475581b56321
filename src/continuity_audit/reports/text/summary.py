"""The summary of the report for a terminal: what was read, the level, failures, findings, and what is not known."""

from collections.abc import Iterable, Iterator, Sequence

from continuity_audit.reports.document import (
    AssessmentEntry,
    ComponentEntry,
    Document,
    FindingEntry,
    SectorEntry,
    Unread,
)
from continuity_audit.reports.story import DISCLAIMER, Question, Story
from continuity_audit.reports.text import failures
from continuity_audit.reports.text.layout import pad
from continuity_audit.reports.text.look import Look
from continuity_audit.reports.text.skipped import skipped_lines
from continuity_audit.reports.words import interval, place, plural

QUESTIONS_SHOWN = 10
"""Open values that are asked for, those that decide most first; -v asks for all."""
_INDENT = " " * 11
_ITEM = _INDENT + "- "
_BELOW = " " * 13


def lines(story: Story, look: Look) -> Iterator[str]:
    """All of it but the gate."""
    document = story.document
    yield look.paint(f"── Summary {'─' * (look.width - 11)}", "dim")
    yield look.wrap(_read(document), "Read       ")
    yield f"{pad('Level', 11)}{look.paint(interval(document.assessment.level), 'bold')}"
    yield look.wrap(story.headline, _INDENT)
    if document.assessment.sector:
        yield look.wrap(_sector(document.assessment.sector), "Sector     ")
    yield from failures.table(document, look)
    yield from failures.downtime(document, look)
    yield from _findings(story, look)
    yield from _tiers(document.assessment, document.components, look)
    if look.everything:
        yield from _suppressed(story.suppressed, look)
    yield from _questions(story.questions, look)
    yield from _unread(document.estate.unread, look)
    yield from _listed("Skipped    ", skipped_lines(document.estate.skipped, everything=look.everything), look)
    if look.everything:
        yield look.wrap(DISCLAIMER, "Estimates  ")


def _listed(title: str, texts: Iterable[str], look: Look) -> Iterator[str]:
    """Entries below each other, the title before the first."""
    for number, text in enumerate(texts):
        yield look.wrap(text, _INDENT if number else title, _BELOW)


def _read(document: Document) -> str:
    estate = document.estate
    roots, components = plural(len(estate.roots), "root"), plural(len(document.components), "component")
    return f"{plural(estate.files, 'file')} in {roots}, {components}"


def _sector(sector: SectorEntry) -> str:
    """The risk and the typical level of the sector, and where this estate stands."""
    match sector.standing:
        case None:
            stands = "open until the questions are answered"
        case "at":
            stands = "at it"
        case standing:
            stands = f"{standing} that"
    return f"{sector.name}: risk {sector.risk}, typical level {sector.typical_level}; this estate stands {stands}"


def _findings(story: Story, look: Look) -> Iterator[str]:
    """How many there are of each severity, and of a comparison, how many are new."""
    counts = ", ".join(f"{count:,} {severity}" for severity, count in story.severities.items() if count) or "none"
    suppressed = f", {len(story.suppressed):,} suppressed" if story.suppressed else ""
    yield look.wrap(f"{counts}{suppressed}", "Findings   ")
    if story.document.comparison is not None:
        yield look.wrap(_changed(story.document.comparison.findings, look), _INDENT)


def _changed(counts: dict[str, int], look: Look) -> str:
    reopened = f"{counts['reopened']} reopened, " if counts["reopened"] else ""
    hidden = " and not shown without -v" if counts["unchanged"] and not look.everything else ""
    return f"{counts['new']} new, {reopened}{counts['unchanged']} unchanged{hidden}"


def _tiers(assessment: AssessmentEntry, components: Sequence[ComponentEntry], look: Look) -> Iterator[str]:
    """How many components there are of each tier, and how many of them because nothing says otherwise."""
    for number, (name, count) in enumerate(assessment.tiers.items()):
        by_default = sum(one.tier == name and one.tier_from == "default" for one in components)
        default = f" ({by_default:,} by default)" if by_default else ""
        yield look.wrap(f"{count:,} {name}{default}", _INDENT if number else "Tiers      ")


def _suppressed(findings: Iterable[FindingEntry], look: Look) -> Iterator[str]:
    """The accepted findings with their reasons."""
    for finding in findings:
        if (accepted := finding.suppressed) is not None:
            until = f" (until {accepted.until})" if accepted.until else ""
            what = f"{finding.rule} on {finding.component or 'the audit'}"
            yield look.wrap(f"{what} suppressed: {accepted.reason or 'no reason given'}{until}", _INDENT, _BELOW)


def _questions(questions: Sequence[Question], look: Look) -> Iterator[str]:
    """The values that the code does not hold, and what each would decide."""
    if not questions:
        return
    values, decides = plural(len(questions), "value"), sum(question.decides for question in questions)
    shown = questions if look.everything else questions[:QUESTIONS_SHOWN]
    hang = f"{plural(decides, 'verdict')} {'hangs' if decides == 1 else 'hang'} on one of them alone"
    yield look.wrap(f"{values} that the code does not hold; {hang}", "Unknown    ")
    for question in shown:
        more = f" and {question.unnamed:,} more" if question.unnamed else ""
        declared = question.declared or f"in {', '.join(question.named)}{more}"
        gain = question.gain[:1].upper() + question.gain[1:]
        said = f"{question.name} ({declared}): {question.reason}." if question.reason else ""
        called = f", {question.called} {question.source}" if question.source else ""
        yield look.wrap(f"{said or f'What is {question.name} ({declared}){called}?'} {gain}", _ITEM, _BELOW)
    if len(shown) < len(questions):
        yield f"{_INDENT}and {plural(len(questions) - len(shown), 'more question')}, all shown with -v"


def _unread(unread: Iterable[Unread], look: Look) -> Iterator[str]:
    yield from _listed("Not read   ", (f"{place(one.path, one.line)}: {one.reason}" for one in unread), look)
