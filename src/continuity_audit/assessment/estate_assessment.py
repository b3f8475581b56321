"""The estate as a whole: every component with its effective outcomes, level and tier, and what they add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from continuity_audit.assessment.dependencies import Effective, effective_outcomes
from continuity_audit.assessment.levels import Interval, level_of, weakest
from continuity_audit.assessment.needs import Needs
from continuity_audit.assessment.tiers import Stated, Tiering, tier_of
from continuity_audit.estate.model import Component, Level, Outcome, Scenario, Tier, TiersInCode


class Assessed(Struct, frozen=True, eq=False):
    """A component with what the estate makes of it."""

    component: Component
    effective: Mapping[Scenario, Effective]
    level: Interval
    tiering: Tiering

    @property
    def tier(self) -> Tier:
        """How much hangs on it."""
        return self.tiering.tier

    @property
    def id(self) -> str:
        """The id of the component."""
        return self.component.id


class Assessment(Struct, frozen=True, eq=False, dict=True):
    """All components, judged together."""

    components: tuple[Assessed, ...]

    @cached_property
    def level(self) -> Interval | None:
        """The level of the estate: that of its weakest critical component; nothing without one."""
        return weakest(a.level for a in self.components if a.tier is Tier.CRITICAL)

    @cached_property
    def by_level(self) -> Mapping[Level, int]:
        """How many components stand at each level, unknowns at their worst."""
        counts = dict.fromkeys(Level, 0)
        for assessed in self.components:
            counts[assessed.level.at_least] += 1
        return counts

    def count(self, scenario: Scenario) -> Mapping[Outcome, int]:
        """How many components have each outcome in a scenario, what they need taken in."""
        counts = dict.fromkeys(Outcome, 0)
        for assessed in self.components:
            counts[assessed.effective[scenario].outcome] += 1
        return counts

    @cached_property
    def by_id(self) -> Mapping[str, Assessed]:
        """The components by id."""
        return {assessed.id: assessed for assessed in self.components}

    @cached_property
    def needs(self) -> Needs:
        """Who needs whom."""
        return Needs([assessed.component for assessed in self.components])


def assess(
    components: Sequence[Component], stated_tiers: Sequence[Stated] = (), in_code: TiersInCode = TiersInCode.ALLOW
) -> Assessment:
    """Judge components together."""
    effective = effective_outcomes(Needs(components), components)
    assessed = []
    for component in components:
        tiering = tier_of(component, stated_tiers, in_code)
        assessed.append(Assessed(component, effective[component.id], level_of(component), tiering))
    return Assessment(tuple(assessed))
