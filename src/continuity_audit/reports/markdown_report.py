"""The report as Markdown, for a page or a comment: everything an author controls is escaped."""

import re
from collections import Counter
from typing import Any

from jinja2 import Environment
from msgspec import Struct

from continuity_audit.estate.patterns import pattern
from continuity_audit.reports.changes import accepted, base_words, brought, is_silent, marker, remains, sections
from continuity_audit.reports.document import Document
from continuity_audit.reports.downtime import costs, shown_counts
from continuity_audit.reports.neutral import sanitised, without_commands
from continuity_audit.reports.registry import RenderOptions
from continuity_audit.reports.story import Story, tell
from continuity_audit.reports.templating import environment

WEAKEST_SHOWN = 10
QUESTIONS_SHOWN = 25
REASONS_SHOWN = 20
NAMED = 5
"""Components that are named where several did the same for the same reason."""
LONGEST = 65_000
"""Characters of a page: GitHub refuses comments of more than 65,536."""
LONGEST_TEXT = 1_500


class Size(Struct, frozen=True):
    """How much of each list is shown, and whether each entry is told in full."""

    listed: int
    details: bool = True


SIZES = (Size(100), Size(50), Size(25), Size(10), *(Size(listed, details=False) for listed in (10, 3, 0)))

_SPECIAL = pattern(r"[\\`*_{}\[\]<>)#+\-!|~&$@:.=]")
# What has a meaning even behind a backslash (mentions, autolinks, formulas, HTML) becomes a character reference.
_REFERENCES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "$": "&#36;", ":": "&#58;"}
_ONLY_AT_THE_START = frozenset("-+=")
_AFTER_A_NUMBER = frozenset(".)")


class Markdown(str):
    """Text that is Markdown already and is printed as it is."""

    __slots__ = ()


def render(document: Document, options: RenderOptions) -> str:
    """The report; of a comparison only what the change does, and nothing where it does nothing.

    It fits into a comment: what is listed is cut until it does, and the totals stay.
    """
    if is_silent(document):
        return ""
    story = tell(sanitised(document))
    draw = _change if story.document.comparison else _report
    texts = (draw(story, options, size) for size in SIZES)
    return next((text for text in texts if len(text) < LONGEST), "") or draw(story, options, SIZES[-1])


def _environment() -> Environment:
    env = environment(html=False, finalize=_finalize)
    env.filters.update(
        code=code, fence=fence, markdown=Markdown, ticked=ticked, capital=lambda text: text[:1].upper() + text[1:]
    )
    return env


def _change(story: Story, options: RenderOptions, size: Size) -> str:
    document = story.document
    assert document.comparison is not None  # noqa: S101 - that is what is drawn
    text = (
        _environment()
        .get_template("change.md.j2")
        .render(
            document=document,
            comparison=document.comparison,
            base=base_words(document.comparison),
            marker=marker(document.estate.paths),
            sections=sections(document.comparison),
            brought=brought(document),
            accepted=accepted(document),
            remains=remains(document),
            shown=size.listed,
            named=NAMED,
            reasons_shown=REASONS_SHOWN,
            details=size.details and options.verbosity >= 0,
            cut=size is not SIZES[0],
        )
    )
    return _tidy(text)


def _report(story: Story, options: RenderOptions, size: Size) -> str:
    text = (
        _environment()
        .get_template("report.md.j2")
        .render(
            marker=marker(story.document.estate.paths),
            listed=size.listed,
            details=size.details and options.verbosity >= 0,
            cut=size is not SIZES[0],
            story=story,
            by_id={component.id: component for component in story.document.components},
            document=story.document,
            counts=shown_counts(story.document),
            costs=costs(story.document),
            skipped=Counter(entry.reason for entry in story.document.estate.skipped),
            counted=[entry for entry in story.document.findings if entry.suppressed is None],
            weakest_shown=min(WEAKEST_SHOWN, size.listed),
            findings_shown=size.listed,
            questions_shown=min(QUESTIONS_SHOWN, size.listed),
        )
    )
    return _tidy(text)


def _tidy(text: str) -> str:
    return without_commands(re.sub(r"\n{3,}", "\n\n", text))


def ticked(text: str) -> Markdown:
    """Text with what stands between backticks as code, and cut where it is endless."""
    text = text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return Markdown("".join(code(part) if number % 2 else escape(part) for number, part in enumerate(parts)))


def escape(text: str) -> Markdown:
    """Plain text as Markdown that shows it and nothing else: no link, mention, formula, tag or table cell."""
    return Markdown(_SPECIAL.sub(lambda match: _escaped(text, match), text))


def code(text: str | None) -> Markdown:
    """Text as a code span that also holds inside a table; empty text as a dash."""
    if not text:
        return Markdown("–")
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    marks = "`" * (longest + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    escaped = text.replace("|", "\\|")
    return Markdown(f"{marks}{space}{escaped}{space}{marks}")


def fence(text: str) -> Markdown:
    """Text as a fenced block."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    marks = "`" * max(3, longest + 1)
    return Markdown(f"{marks}\n{text.rstrip()}\n{marks}")


def _finalize(value: Any) -> Any:
    return value if isinstance(value, Markdown) or not isinstance(value, str) else escape(value)


def _escaped(text: str, match: re.Match[str]) -> str:
    character = match[0]
    if not _means_something(character, text[: match.start()], text[match.end() :]):
        return character
    if character == "@":
        return "@\u200b"  # the references of GitHub and GitLab to people are found after rendering
    return _REFERENCES.get(character) or f"\\{character}"


def _means_something(character: str, before: str, after: str) -> bool:
    """Whether the character is markup in its place: plain words should stay readable in the source."""
    starts_word = not before or before[-1].isspace()
    ends_word = not after or after[0].isspace()
    if character in _ONLY_AT_THE_START:
        return not before.strip()
    if character in _AFTER_A_NUMBER:
        return (ends_word and before.strip().isdigit()) or before[-3:].lower() == "www"
    match character:
        case ":":
            return not ends_word
        case "_":
            return starts_word or ends_word or not (before[-1].isalnum() and after[0].isalnum())
        case _:
            return True
