"""Resilience levels: of a component from its five outcomes, of an estate from its weakest critical component."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from continuity_audit.estate.model import By, Component, Level, Outcome, Scenario, Verdict

READY: Final = frozenset({By.PROMOTION})
"""The ways to recover in another region that leave nothing to restore."""


class Interval(Struct, frozen=True):
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
    outcomes = component.outcomes
    region = outcomes[Scenario.REGION]
    return Interval(
        _level({s: v.worst for s, v in outcomes.items()}, stands_ready=_surely_by_promotion(region)),
        _level({s: v.best for s, v in outcomes.items()}, stands_ready=_perhaps_by_promotion(region)),
    )


def _level(outcomes: Mapping[Scenario, Outcome], *, stands_ready: bool) -> Level:
    """The level of five outcomes; ``stands_ready`` says whether what recovers elsewhere is promoted, not restored."""
    if any(outcomes[s] is Outcome.LOST for s in (Scenario.DATA, Scenario.INSTANCE, Scenario.ZONE)):
        return Level.LOW
    if any(outcomes[s] is not Outcome.CONTINUES for s in (Scenario.INSTANCE, Scenario.ZONE)):
        return Level.LOW_MEDIUM
    region = outcomes[Scenario.REGION]
    elsewhere = region is Outcome.CONTINUES or (region is Outcome.RECOVERS and stands_ready)
    return Level.HIGH if elsewhere and outcomes[Scenario.ACCOUNT] is not Outcome.LOST else Level.MEDIUM


def _surely_by_promotion(verdict: Verdict) -> bool:
    """Whether a recovery is by promotion on every branch; an unknown one that names no ways may be by anything."""
    return all(by in READY for by in verdict.possible_by or (verdict.by,))


def _perhaps_by_promotion(verdict: Verdict) -> bool:
    """Whether a recovery is by promotion on some branch; one that is unknown and names no ways may be."""
    if verdict.possible_by:
        return any(by in READY for by in verdict.possible_by)
    return verdict.by in READY or verdict.outcome is Outcome.UNKNOWN


def weakest(levels: Iterable[Interval]) -> Interval | None:
    """The level of several together: each end is the lowest of that end; nothing of nothing."""
    found = list(levels)
    if not found:
        return None
    return Interval(
        min((i.at_least for i in found), key=lambda level: level.rank),
        min((i.at_most for i in found), key=lambda level: level.rank),
    )
