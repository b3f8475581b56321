"""One self-contained page: no network, no script but its own, and nothing an author wrote is read as markup."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from continuity_audit.estate.patterns import pattern
from continuity_audit.reports.document import ComponentEntry, Document, LevelName
from continuity_audit.reports.downtime import costs, told
from continuity_audit.reports.neutral import sanitised, source_line
from continuity_audit.reports.page import assets
from continuity_audit.reports.page.columns import choices, columns, environment_of
from continuity_audit.reports.page.details import Source, details
from continuity_audit.reports.page.estate_map import nested, states
from continuity_audit.reports.page.failures import Failure, as_data, failures_of, starting_with
from continuity_audit.reports.page.marks import CELL, columns_for, paths, ranges
from continuity_audit.reports.registry import RenderOptions
from continuity_audit.reports.story import Story, tell
from continuity_audit.reports.templating import environment
from continuity_audit.reports.words import called

WEAKEST_SHOWN = 6
THEN_LISTED = 100
QUESTIONS_SHOWN = 12
NAMED_UP_TO = 60
"""Components up to which the picture of the estate writes names beside its marks."""
PRINTED = 400
"""Rows of the list of components that go to paper."""

_LEVEL_CLASSES: dict[LevelName, str] = {"Low": "low", "Low–Medium": "low-medium", "Medium": "medium", "High": "high"}
_LEVEL_TEXTS: dict[LevelName, str] = {
    "Low": "A data, instance or zone failure destroys an only copy.",
    "Low–Medium": "Backups exist, but operations freeze until someone restores.",
    "Medium": "Goes on through the loss of an instance or a zone.",
    "High": "Also stands ready for the loss of a region, and of the account.",
}
_LINE_COMMAND = pattern(r"(^\s*)::", re.MULTILINE)
# Inside a script element only these can end it or start a comment; in JSON they occur in strings alone.
_UNSAFE_IN_SCRIPT = pattern("[<>&\u2028\u2029]")


def render(document: Document, options: RenderOptions) -> str:
    """The page; the same document and options give the same bytes."""
    story = tell(sanitised(document))
    numbers = {component.id: number for number, component in enumerate(story.document.components)}
    raw_numbers = {component.id: number for number, component in enumerate(document.components)}
    failures = failures_of(story, options.failures(), raw_numbers)
    source: Source = lambda path, line: source_line(options.sources, path, line)  # noqa: E731
    style, script = assets.style(), assets.script()
    env = environment(html=True)
    env.globals.update(
        number=lambda component: numbers[component.id],
        level_classes=_LEVEL_CLASSES,
        level_texts=_LEVEL_TEXTS,
        shares=_shares,
    )
    text = env.get_template("page/page.html.j2").render(
        story=story,
        document=story.document,
        components=story.document.components,
        components_by_id={component.id: component for component in story.document.components},
        assessment=story.document.assessment,
        estate=story.document.estate,
        policy=assets.policy(style, script),
        style=style,
        script=script,
        data=_embedded(_data(story, failures)),
        details="\n".join(map(_embedded, details(story, numbers, source))),
        failures=failures,
        cost=lambda failure: _cost(story, failure),
        prices=costs(story.document),
        alike=_alike,
        start=starting_with(failures),
        accounts=nested(story.document.components),
        states=lambda names, level: states(names, level, failures),
        field=_field,
        environment_of=environment_of,
        choices=choices(story.document.components),
        skipped=Counter(entry.reason for entry in story.document.estate.skipped),
        weakest_shown=WEAKEST_SHOWN,
        then_listed=THEN_LISTED,
        questions_shown=QUESTIONS_SHOWN,
        named=len(story.document.components) <= NAMED_UP_TO,
    )
    return _LINE_COMMAND.sub(r"\1&#58;:", text)  # a page, too, may be printed into the log of a CI system


def _data(story: Story, failures: tuple[Failure, ...]) -> dict[str, Any]:
    """What the script needs at once; the details of components stand apart and are read when one is opened."""
    return {
        "columns": columns(story),
        "failures": as_data(failures, story, lambda failure: _cost(story, failure)),
        "start": starting_with(failures),
        "printed": PRINTED,
    }


def _embedded(data: object) -> str:
    text = msgspec.json.encode(data).decode()
    return _UNSAFE_IN_SCRIPT.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _cost(story: Story, failure: Failure) -> str | None:
    """What a failure costs, in words; nothing where no cost of downtime was given."""
    downtime = story.document.assessment.downtime
    if downtime is None:
        return None
    one = costs(story.document).get((failure.scenario, failure.domain))
    return told(one, downtime.currency) if one else None


def _field(members: tuple[int, ...], failure: Failure) -> dict[str, Any]:
    """A field of marks as the failure leaves it: its size, its paths, and whose marks they are."""
    side_by_side = columns_for(len(members))
    return {
        "columns": side_by_side,
        "width": side_by_side * CELL,
        "height": -(-len(members) // side_by_side) * CELL,
        "members": ranges(members),
        "paths": paths([failure.endings[number] for number in members], side_by_side),
    }


def _alike(components: Iterable[ComponentEntry]) -> list[tuple[ComponentEntry, int]]:
    """One component of each name and kind, and how many there are."""
    found: dict[tuple[str, str], list[ComponentEntry]] = {}
    for component in components:
        found.setdefault((called(component), component.kind), []).append(component)
    return [(those[0], len(those)) for those in found.values()]


def _shares(counts: dict[str, int]) -> list[tuple[str, str, str]]:
    """Name, start and width of each part of a bar of 100."""
    total = sum(counts.values()) or 1
    parts, start = [], 0.0
    for name, count in counts.items():
        if count:
            parts.append((name, f"{start:.2f}", f"{100 * count / total:.2f}"))
            start += 100 * count / total
    return parts
