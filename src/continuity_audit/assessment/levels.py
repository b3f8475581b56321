"""Resilience levels: of a component from its five outcomes, of an estate from its weakest critical component."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from continuity_audit.estate.model import By, Component, Level, Outcome, Scenario, Verdict


@dataclass(frozen=True, slots=True)
class Interval:
    """A level as far as it is known: ``at_least`` takes every unknown at its worst, ``at_most`` at its best."""

    at_least: Level
    at_most: Level

    @property
    def known(self) -> bool:
        """Whether unknowns leave only one level."""
        return self.at_least is self.at_most

    def __str__(self) -> str:
        return self.at_least.value if self.known else f"between {self.at_least.value} and {self.at_most.value}"


def level_of(component: Component) -> Interval:
    """The level of a component by its own outcomes."""
    return Interval(
        _level(component.outcomes, lambda v: v.worst, False), _level(component.outcomes, lambda v: v.best, True)
    )


def _level(outcomes: Mapping[Scenario, Verdict], take: Callable[[Verdict], Outcome], hopeful: bool) -> Level:
    taken = {scenario: take(verdict) for scenario, verdict in outcomes.items()}
    if any(taken[s] is Outcome.LOST for s in (Scenario.DATA, Scenario.INSTANCE, Scenario.ZONE)):
        return Level.LOW
    if any(taken[s] is not Outcome.CONTINUES for s in (Scenario.INSTANCE, Scenario.ZONE)):
        return Level.LOW_MEDIUM
    region = outcomes[Scenario.REGION]
    stands_ready = taken[Scenario.REGION] is Outcome.CONTINUES or (
        taken[Scenario.REGION] is Outcome.RECOVERS and (region.by is By.PROMOTION or (region.by is None and hopeful))
    )
    return Level.HIGH if stands_ready and taken[Scenario.ACCOUNT] is not Outcome.LOST else Level.MEDIUM


def weakest(levels: Iterable[Interval]) -> Interval | None:
    """The level of several together: each end is the lowest of that end; nothing of nothing."""
    found = list(levels)
    if not found:
        return None
    return Interval(
        min((i.at_least for i in found), key=lambda level: level.rank),
        min((i.at_most for i in found), key=lambda level: level.rank),
    )
