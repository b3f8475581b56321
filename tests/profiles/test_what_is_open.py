"""A value that code leaves open never makes an outcome better: it is unknown, the same, or what no link can show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from msgspec.structs import replace

from continuity_audit.estate.model import Component, Outcome, Scenario
from continuity_audit.estate.values import Value, unknown
from continuity_audit.parsers.reading import Reading
from continuity_audit.pipeline.audit import plugins_of, run
from continuity_audit.pipeline.judging import judged_components, sound_profiles
from continuity_audit.pipeline.request import Request
from continuity_audit.plugins.failures import Failures

FIXTURES: Final = Path(__file__).parent.parent.parent / "fixtures"
OPEN: Final = unknown("var.open")
DEEPEST: Final = 7
BY_NAME: Final = ("HorizontalPodAutoscaler",)
"""Objects that mean another by its name, in which a placeholder is compared as it is written."""

Steps = tuple[str | int, ...]


def steps_into(value: Value, before: Steps = ()) -> Iterator[Steps]:
    """The ways to all parts of a value."""
    inside: Iterator[tuple[str | int, Value]] = iter(())
    if isinstance(value, dict):
        inside = iter(value.items())
    elif isinstance(value, tuple) and value and isinstance(value[0], dict):
        inside = iter(enumerate(value))
    for step, part in inside:
        if isinstance(step, str):
            yield (*before, step)
        if len(before) < DEEPEST:
            yield from steps_into(part, (*before, step))


def opened(value: Value, way: Steps) -> Value:
    """The value, with the part at the end of the way left open."""
    if not way:
        return OPEN
    first, *rest = way
    if isinstance(value, dict):
        return {**value, first: opened(value[first], tuple(rest))}
    assert isinstance(value, tuple)
    return tuple(opened(part, tuple(rest)) if at == first else part for at, part in enumerate(value))


def variants(readings: tuple[Reading, ...]) -> Iterator[tuple[str, list[Reading]]]:
    """The estate with one value left open, once for each attribute of each type."""
    seen: set[tuple[str, Steps]] = set()
    for number, reading in enumerate(readings):
        for position, resource in enumerate(reading.resources):
            for way in steps_into(resource.values):
                kind = (resource.type, tuple("#" if isinstance(step, int) else step for step in way))
                if kind in seen or resource.type in BY_NAME:
                    continue
                seen.add(kind)
                changed = list(reading.resources)
                changed[position] = replace(resource, values=opened(resource.values, way))
                every = list(readings)
                every[number] = replace(reading, resources=tuple(changed))
                yield f"{resource.id} {way}", every


def is_better(now: Outcome, before: Outcome) -> bool:
    """Whether an outcome is surely better than another."""
    return Outcome.UNKNOWN not in (now, before) and now.rank > before.rank


@pytest.mark.parametrize("estate", ["cloud-providers", "finance-banking", "healthcare"])
def test_what_is_left_open_makes_nothing_better(estate: str) -> None:
    request = Request(paths=(FIXTURES / estate,))
    plugins = plugins_of(request)
    profiles = sound_profiles(plugins, Failures())

    def judged(readings: list[Reading]) -> dict[str, Component]:
        failures = Failures()
        found = judged_components(readings, profiles, plugins, failures)
        assert not failures
        return {component.id: component for component in found}

    readings = run(request).read.readings
    before = judged(list(readings))
    tried = 0
    better = []
    for name, changed in variants(readings):
        tried += 1
        for identity, component in judged(changed).items():
            better += [
                (name, identity, scenario, component.outcomes[scenario].outcome)
                for scenario in Scenario
                if identity in before
                and is_better(component.outcomes[scenario].outcome, before[identity].outcomes[scenario].outcome)
            ]
    assert tried > 100
    assert better == []
