"""The estate under one failure: what it hits, what that does to each component, and what falls with what fell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from msgspec import Struct

from continuity_audit.assessment.dependencies import Effective, effective_of
from continuity_audit.assessment.estate_assessment import Assessed, Assessment
from continuity_audit.assessment.needs import Chain, Needs, Reach
from continuity_audit.estate.model import Component, Outcome, Scenario, Seconds, Verdict
from continuity_audit.profiles.zone_names import region_in

ELSEWHERE: Final = Verdict(outcome=Outcome.CONTINUES, why="it is not hit", rto=(0, 0), rpo=(0, 0))
"""What becomes of a component that the failure does not reach."""
BY_PLACE: Final = (Scenario.ZONE, Scenario.REGION, Scenario.ACCOUNT)

CLOUDS: Final = frozenset({"aws", "azure", "gcp"})
"""Providers with regions, zones and accounts of their own; what others make may stand in any of them."""


class NothingHitError(Exception):
    """No component stands in the domain that is to fail; one line for the user."""


class Failure(Struct, frozen=True):
    """What fails: a scenario, in one domain by its name or in each component's own."""

    scenario: Scenario
    domain: str | None = None

    def __str__(self) -> str:
        return f"{self.scenario.value}={self.domain}" if self.domain is not None else self.scenario.value


class Hit(Struct, frozen=True):
    """Whether a failure hits a component."""

    hit: bool
    assumed: bool
    """Whether only because code does not say where the component stands."""


class Fate(Struct, frozen=True, kw_only=True, eq=False):
    """What becomes of one component."""

    assessed: Assessed
    hit: bool
    assumed: bool
    """Whether it counts as hit only because code does not say where it stands."""
    own: Verdict
    effective: Effective
    decided_by: Verdict
    """The verdict that makes its outcome: its own, or that of the component at the end of the chain."""
    rto: Seconds | None
    """Until it is back, what it needs counted in; nothing where it is lost, unknown or not estimated."""
    waits_for: tuple[str, ...] = ()
    """The chain to the component that it waits for longest, where that takes longer than it does itself."""

    @property
    def outcome(self) -> Outcome:
        """Its outcome, with what it needs counted in."""
        return self.effective.outcome

    @property
    def fell_with(self) -> tuple[str, ...]:
        """The chain that makes its outcome worse than its own."""
        return self.effective.because if self.outcome is not self.own.outcome else ()

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names of the values that an unknown outcome hangs on."""
        return self.effective.unknown


class Simulation(Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """The estate under one failure, or under several at once."""

    failure: Failure
    """What fails; the first of several."""
    together: tuple[Failure, ...]
    """What else fails at the same time."""
    assessment: Assessment
    hit: Mapping[str, Hit]
    own: Mapping[str, Verdict]
    """What becomes of each component taken alone, by its id."""
    effective: Mapping[str, Effective]
    """The same with what they need counted in."""

    @cached_property
    def totals(self) -> Mapping[Outcome, int]:
        """How many components have each outcome."""
        counts = Counter(effective.outcome for effective in self.effective.values())
        return {outcome: counts[outcome] for outcome in Outcome}

    @cached_property
    def fates(self) -> tuple[Fate, ...]:
        """What becomes of each component, in the order of their ids."""
        reach = _reach(self.assessment.needs, (self.failure, *self.together), self.own)
        waits = _Waits(self.assessment.needs, self.own, reach)
        return tuple(
            _fate(self, assessed, waits) for assessed in sorted(self.assessment.components, key=lambda a: a.id)
        )

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What is taken for granted."""
        return tuple(_assumptions((self.failure, *self.together), self.fates))

    @property
    def fallen(self) -> int:
        """How many of them do worse only because something else does."""
        return sum(bool(fate.fell_with) for fate in self.fates)


def simulate(assessment: Assessment, failure: Failure) -> Simulation:
    """The estate under a failure.

    Raises:
        NothingHitError: no component stands, or may stand, in the domain.
    """
    places = hits(assessment, failure)
    refuse_unless_hit(assessment, failure, places)
    own = {
        a.id: a.component.outcomes[failure.scenario] if places[a.id] is not False else ELSEWHERE
        for a in assessment.components
    }
    return simulated(
        assessment, (failure,), {name: Hit(at is not False, at is None) for name, at in places.items()}, own
    )


def hits(assessment: Assessment, failure: Failure) -> Mapping[str, bool | None]:
    """For each component's id whether a failure hits it; nothing where code does not say."""
    places = {a.id: _stands_in(a.component, failure) for a in assessment.components}
    if failure.domain is None or failure.scenario not in BY_PLACE:
        return places
    owners = {a.component.provider for a in assessment.components if places[a.id]}
    return {
        a.id: False if places[a.id] is None and _is_of_another_cloud(a.component, owners) else places[a.id]
        for a in assessment.components
    }


def refuse_unless_hit(assessment: Assessment, failure: Failure, places: Mapping[str, bool | None]) -> None:
    """Refuse a failure by name that hits nothing: the name is perhaps mistyped.

    Raises:
        NothingHitError: no component stands, or may stand, in the domain.
    """
    if failure.domain is not None and all(place is False for place in places.values()):
        raise NothingHitError(_nothing_hit(assessment, failure))


def simulated(
    assessment: Assessment, failures: Sequence[Failure], hit: Mapping[str, Hit], own: Mapping[str, Verdict]
) -> Simulation:
    """The estate under failures that happen at once, from what becomes of each component taken alone."""
    first, *others = failures
    effective = effective_of(
        assessment.needs, own, _reach(assessment.needs, failures, own), _unseen(assessment.needs, failures, own)
    )
    return Simulation(
        failure=first, together=tuple(others), assessment=assessment, hit=hit, own=own, effective=effective
    )


def _reach(needs: Needs, failures: Sequence[Failure], own: Mapping[str, Verdict]) -> Reach:
    """The groups that failures reach as a whole; what a domain by its name reaches, the verdicts of each tell."""
    found = Reach()
    for failure in failures:
        found |= needs.reach(failure.scenario, own) if failure.domain is None else needs.whole
    return found


def _unseen(needs: Needs, failures: Sequence[Failure], own: Mapping[str, Verdict]) -> Mapping[str, tuple[str, ...]]:
    """The modules of which nothing is known, as far as failures may hit them: they are taken to stand by their users.

    One component that fails by its name is none of what they make.
    """
    if all(failure.domain is not None and failure.scenario not in BY_PLACE for failure in failures):
        return {}
    return {name: calls for name, calls in needs.unseen.items() if own[name] is not ELSEWHERE}


def each_zone(assessment: Assessment) -> tuple[Simulation, ...]:
    """Each zone that code names, alone, in the order of what it costs; none where code names no zone."""
    return _each(assessment, Scenario.ZONE)


def each_named(assessment: Assessment) -> tuple[Simulation, ...]:
    """Each zone, region and account that code names, alone: by scenario, and in it in the order of what it costs."""
    return tuple(simulation for scenario in BY_PLACE for simulation in _each(assessment, scenario))


def _each(assessment: Assessment, scenario: Scenario) -> tuple[Simulation, ...]:
    failures = (Failure(scenario, name) for name in domains(assessment, scenario))
    return tuple(sorted((simulate(assessment, failure) for failure in failures), key=_cost))


def _cost(simulation: Simulation) -> tuple[int, int, int, str]:
    """Most lost first, then most that recover, then most unknown."""
    totals = simulation.totals
    lost, recovers, unknown = (totals[o] for o in (Outcome.LOST, Outcome.RECOVERS, Outcome.UNKNOWN))
    return -lost, -recovers, -unknown, str(simulation.failure)


def domains(assessment: Assessment, scenario: Scenario) -> tuple[str, ...]:
    """The domains of a scenario that code names."""
    return tuple(sorted({name for a in assessment.components for name in _places(a.component, scenario)}))


# --- what is hit --------------------------------------------------------------------------------------------------


def _places(component: Component, scenario: Scenario) -> tuple[str, ...]:
    place = component.placement
    match scenario:
        case Scenario.ZONE:
            return place.zone_names
        case Scenario.REGION:
            return place.regions or tuple(sorted({region_in(zone) for zone in place.zone_names}))
        case Scenario.ACCOUNT:
            return (place.account,) if place.account is not None else ()
        case Scenario.DATA | Scenario.INSTANCE:
            without_environment = f"{component.resource.folder}::{component.address}"
            return (component.id, component.address, component.name, without_environment)


def _stands_in(component: Component, failure: Failure) -> bool | None:
    """Whether a component stands in what fails; nothing where code does not say."""
    if failure.domain is None:
        return True
    names = _places(component, failure.scenario)
    if names:
        return failure.domain in names
    if failure.scenario is Scenario.ZONE and component.placement.regions:
        region = region_in(failure.domain)
        if region and region not in component.placement.regions:
            return False
    return None


def _is_of_another_cloud(component: Component, owners: set[str]) -> bool:
    """Whether a domain is one of other clouds than the component's own."""
    return component.provider in CLOUDS and bool(owners) and owners <= CLOUDS - {component.provider}


def _nothing_hit(assessment: Assessment, failure: Failure) -> str:
    if failure.scenario not in BY_PLACE:
        return f"--fail {failure}: there is no component of this id, address or name"
    known = ", ".join(domains(assessment, failure.scenario))
    said = f"known are {known}" if known else "the code names none"
    return f"--fail {failure}: no component stands in this {failure.scenario.value}; {said}"


# --- what that does -----------------------------------------------------------------------------------------------


def _decided_by(of: Simulation, name: str) -> Verdict:
    """The verdict at the end of the chain; of a module of which nothing is known, that it is so."""
    effective = of.effective[name]
    end = effective.because[-1] if effective.because else name
    verdict, unseen = of.own[end], of.assessment.needs.unseen.get(end, ())
    if effective.outcome is Outcome.UNKNOWN and verdict.outcome is not Outcome.UNKNOWN and effective.unknown == unseen:
        why = f"it cannot work without {' and '.join(unseen)}, of which nothing is known"
        return Verdict(outcome=Outcome.UNKNOWN, why=why, unknown=unseen)
    return verdict


def _fate(of: Simulation, assessed: Assessed, waits: _Waits) -> Fate:
    name = assessed.id
    verdict, hit, effective = of.own[name], of.hit[name], of.effective[name]
    decided_by = _decided_by(of, name)
    rto, waits_for = waits.until_back(name, effective.outcome)
    return Fate(
        assessed=assessed, hit=hit.hit, assumed=hit.assumed, own=verdict, effective=effective,
        decided_by=decided_by, rto=rto, waits_for=waits_for,
    )  # fmt: skip


class _Waits:
    """How long until components and all that they need are back."""

    def __init__(self, needs: Needs, own: Mapping[str, Verdict], reach: Reach) -> None:
        self._needs = needs
        self._rto = {name: verdict.rto for name, verdict in own.items()}
        # The longest of all that a component needs: what waits as long itself needs no look at what it needs.
        times = {n: (-rto[1], -rto[0]) for n, rto in self._rto.items() if rto is not None}
        self._longest = needs.least(times, reach.surely)

    def until_back(self, name: str, outcome: Outcome) -> tuple[Seconds | None, tuple[str, ...]]:
        """How long until a component and all that it needs are back, and the way to what it waits for."""
        if outcome not in (Outcome.CONTINUES, Outcome.RECOVERS):
            return None, ()
        longest = self._rto[name]
        at_most = self._longest.get(name)
        way: Chain | None = None
        for need, chain in self._needs.chains(name):
            if at_most is None or (longest is not None and (-longest[1], -longest[0]) <= at_most):
                break
            rto = self._rto[need]
            if rto is not None and (-rto[1], -rto[0]) < at_most:
                continue  # one of a group of which another is back sooner
            if rto is not None and (longest is None or (rto[1], rto[0]) > (longest[1], longest[0])):
                longest = rto if longest is None else (max(rto[0], longest[0]), rto[1])
                way = chain
        return longest, way() if way else ()


# --- what is taken for granted ------------------------------------------------------------------------------------


def _assumptions(failures: Sequence[Failure], fates: Sequence[Fate]) -> Iterator[str]:
    for failure in failures:
        yield from _what_is_hit(failure)
    if any(failure.domain is not None for failure in failures) and (assumed := sum(fate.assumed for fate in fates)):
        scenarios = " or ".join(dict.fromkeys(failure.scenario.value for failure in failures))
        which = "1 component stands" if assumed == 1 else f"{assumed} components stand"
        yield f"The code does not say in which {scenarios} {which}: taken to be hit."
    placed = [failure for failure in failures if failure.domain is not None and failure.scenario in BY_PLACE]
    for failure in placed:
        if not any(_stands_in(fate.assessed.component, failure) for fate in fates):
            yield f"No code names {failure.domain}."
    if len(failures) > 1:
        yield (
            "All of this happens at the same time: where several failures reach a component, or may reach what saves "
            "it, it does as well as it surely does under all of them, else its outcome is unknown."
        )
    yield "Nothing else fails, and what takes over has the room to do so."
    yield "A component needs what its code says it needs, and is back only when all of that is."
    yield "Times are estimates from documented behaviour and the code's settings, never promises."


def _what_is_hit(failure: Failure) -> Iterator[str]:
    if failure.domain is None:
        yield f"Every component meets the failure of its own {failure.scenario.value}, all at the same time."
    elif failure.scenario in BY_PLACE:
        yield f"What stands in {failure.domain}, there alone or in other {failure.scenario.value}s too, is hit."


__all__ = [
    "ELSEWHERE",
    "Failure",
    "Fate",
    "Hit",
    "NothingHitError",
    "Simulation",
    "domains",
    "each_named",
    "each_zone",
    "hits",
    "refuse_unless_hit",
    "simulate",
    "simulated",
]
