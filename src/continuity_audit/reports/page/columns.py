"""The components as columns: what the page's script lists, filters and names, each text written once."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from continuity_audit.reports.document import LEVELS, ComponentEntry
from continuity_audit.reports.story import Story
from continuity_audit.reports.words import called

_ENVIRONMENT_TAGS: Final = ("environment", "env", "stage")

COLUMNS: Final[dict[str, Callable[[ComponentEntry], str]]] = {
    "kind": lambda one: one.kind,
    "level": lambda one: one.level.at_least,
    "most": lambda one: one.level.at_most,
    "root": lambda one: one.root,
    "environment": lambda one: environment_of(one),
    "tier": lambda one: one.tier,
    "provider": lambda one: one.provider,
}
FILTERS: Final = ("kind", "level", "tier", "root", "environment", "provider")


def environment_of(component: ComponentEntry) -> str:
    """The environment it was audited for, or else the one that its tags name; empty where neither does."""
    if component.environment:
        return component.environment
    tags = {key.lower(): value for key, value in component.tags.items()}
    return next((tags[key] for key in _ENVIRONMENT_TAGS if tags.get(key)), "")


def columns(story: Story) -> dict[str, Any]:
    """The columns, and the order in which the weakest come first."""
    components = story.document.components
    numbers = {component.id: number for number, component in enumerate(components)}
    weakest = [numbers[one.id] for link in story.weakest for one in link.components]
    listed = set(weakest)
    return {
        "name": list(map(called, components)),
        "address": [component.address for component in components],
        "place": [component.stands_in for component in components],
        "weakest": [*weakest, *(number for number in range(len(components)) if number not in listed)],
        **{name: _column(map(of, components)) for name, of in COLUMNS.items()},
    }


def choices(components: Iterable[ComponentEntry]) -> dict[str, list[str]]:
    """What the list can be filtered by; what is the same everywhere is no choice."""
    everything = tuple(components)
    found = {name: sorted({COLUMNS[name](one) for one in everything} - {""}, key=_rank) for name in FILTERS}
    return {name: values for name, values in found.items() if len(values) > 1}


def _rank(value: str) -> tuple[int, str]:
    return (LEVELS.index(value), "") if value in LEVELS else (len(LEVELS), value)


def _column(values: Iterable[str]) -> dict[str, Any]:
    numbers: dict[str, int] = {}
    of = [numbers.setdefault(value, len(numbers)) for value in values]
    return {"values": list(numbers), "of": of}
