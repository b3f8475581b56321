"""Several failures at the same time: what survives the one may fall with another, and then nobody may say it stays.

A component that one failure hits meets its own outcome for that; where several hit it, what they leave lies between
two bounds. It is at best the worst of its outcomes for each. It is at worst its outcome in a scenario that contains
them all, as the loss of a region contains that of two zones; where there is none, what its kind leaves without copies.
Where the bounds differ, the outcome is unknown: code does not say that what takes over in the one stands clear of the
other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from continuity_audit.assessment.estate_assessment import Assessment
from continuity_audit.assessment.simulation import (
    ELSEWHERE,
    Failure,
    Hit,
    Simulation,
    hits,
    refuse_unless_hit,
    simulated,
)
from continuity_audit.estate.model import By, Component, Outcome, Scenario, Verdict
from continuity_audit.profiles.zone_names import region_in

LOCAL: Final = (Scenario.INSTANCE, Scenario.ZONE)
"""What the loss of a region contains."""
FAR: Final = (Scenario.REGION, Scenario.ACCOUNT)
"""What is survived only by what stands elsewhere."""
FROM_A_COPY: Final = (By.RESTORE, By.PROMOTION)


def simulate_together(assessment: Assessment, failures: Sequence[Failure]) -> Simulation:
    """The estate under several failures at once; one alone is as ``simulate`` has it.

    Raises:
        NothingHitError: no component stands, or may stand, in any of the domains. One of them may hold only copies.
    """
    places = {failure: hits(assessment, failure) for failure in failures}
    if all(place is False for met in places.values() for place in met.values()):
        refuse_unless_hit(assessment, failures[0], places[failures[0]])
    own: dict[str, Verdict] = {}
    hit: dict[str, Hit] = {}
    for assessed in assessment.components:
        met = {failure: places[failure][assessed.id] for failure in failures}
        own[assessed.id] = _verdict(assessed.component, met)
        hit[assessed.id] = Hit(
            any(place is not False for place in met.values()),
            all(place is not True for place in met.values()) and any(place is None for place in met.values()),
        )
    return simulated(assessment, failures, hit, own)


def _verdict(component: Component, met: Mapping[Failure, bool | None]) -> Verdict:
    """What becomes of a component taken alone; ``met`` says which failures hit it, as far as that is known."""
    hitting = [failure for failure, place in met.items() if place is not False]
    if not hitting:
        return ELSEWHERE
    verdicts = [component.outcomes[failure.scenario] for failure in hitting]
    worst = min(verdicts, key=lambda v: (v.best.rank, v.worst.rank, -(v.rto or (0, 0))[1]))
    least = _least(component, hitting, [failure for failure in met if failure not in hitting], worst)
    if least is None:
        return worst
    low, high = min(least.worst, worst.worst, key=lambda o: o.rank), worst.best
    if high is Outcome.CONTINUES and least.best is not Outcome.CONTINUES and _loses_every_zone(component, hitting):
        high = Outcome.RECOVERS
    if low is high:
        return worst if worst.outcome is low else least
    together = " and ".join(map(str, hitting if len(hitting) > 1 else met))
    why = f"the code does not say whether what outlives one of {together} outlives all of them"
    unknown = tuple(dict.fromkeys((*worst.unknown, *least.unknown)))
    return replace(
        worst, outcome=Outcome.UNKNOWN, by=None, why=why, possible=(low, high), rto=None, rpo=None, unknown=unknown
    )


def _least(
    component: Component, hitting: Sequence[Failure], others: Sequence[Failure], worst: Verdict
) -> Verdict | None:
    """The outcome than which it is never worse under all of them; nothing where only one of them has a say."""
    scenarios = {failure.scenario for failure in hitting}
    if len(hitting) == 1:
        return _floor(component) if _leans_on_others(component, hitting[0], others, worst) else None
    if scenarios == {Scenario.ZONE} and _keeps_a_zone(component, hitting):
        return component.outcomes[Scenario.REGION] if component.stateful else None
    if scenarios <= {*LOCAL, Scenario.REGION} and _within_one_region(component, hitting):
        return component.outcomes[Scenario.REGION]
    return _floor(component)


def _floor(component: Component) -> Verdict:
    """What is left where no copy can be counted on."""
    if component.stateful:
        return Verdict(outcome=Outcome.LOST, why="no copy is known to survive all of these failures")
    return Verdict(outcome=Outcome.RECOVERS, by=By.REDEPLOY, why="it is deployed again from code")


def _leans_on_others(component: Component, failure: Failure, others: Sequence[Failure], verdict: Verdict) -> bool:
    """Whether what saves it from the one failure that hits it may stand in what else fails."""
    if failure.scenario in FAR:
        elsewhere = verdict.by in FROM_A_COPY or verdict.best is Outcome.CONTINUES or verdict.outcome is Outcome.UNKNOWN
        return bool(others) and elsewhere
    if verdict.by not in FROM_A_COPY and verdict.outcome is not Outcome.UNKNOWN:
        return False
    # A copy that saves it here may be the one elsewhere, if it has one there.
    return any(_has_a_copy_outside(component, other.scenario) for other in others if other.scenario in FAR)


def _has_a_copy_outside(component: Component, scenario: Scenario) -> bool:
    verdict = component.outcomes[scenario]
    return verdict.outcome is not Outcome.LOST and verdict.by is not By.REDEPLOY


def _keeps_a_zone(component: Component, hitting: Sequence[Failure]) -> bool:
    """Whether code names a zone of it that does not fail."""
    failing = {failure.domain for failure in hitting}
    return None not in failing and not failing.issuperset(component.placement.zone_names)


def _loses_every_zone(component: Component, hitting: Sequence[Failure]) -> bool:
    """Whether code names its zones and all of them fail: then nothing of it is left that could go on."""
    named = component.placement.zone_names
    return bool(named) and {failure.domain for failure in hitting if failure.scenario is Scenario.ZONE}.issuperset(
        named
    )


def _within_one_region(component: Component, hitting: Sequence[Failure]) -> bool:
    """Whether the loss of one region, the only one that it stands in, contains all of the failures."""
    regions = set(component.placement.regions) or {region_in(zone) for zone in component.placement.zone_names}
    named = {
        failure.domain if failure.scenario is Scenario.REGION else region_in(failure.domain)
        for failure in hitting
        if failure.domain is not None and failure.scenario in (Scenario.ZONE, Scenario.REGION)
    }
    return len(regions | named) <= 1


__all__ = ["simulate_together"]
