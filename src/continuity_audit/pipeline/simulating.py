"""From an audit and what is to fail to the document that `simulate` prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from continuity_audit.assessment.combined import simulate_together
from continuity_audit.assessment.estate_assessment import Assessment
from continuity_audit.assessment.simulation import Failure, Fate, NothingHitError, Simulation, each_zone, simulate
from continuity_audit.config.likely_meant import likely_meant
from continuity_audit.estate.model import Outcome, Scenario
from continuity_audit.estate.patterns import pattern
from continuity_audit.pipeline.audit import Audit
from continuity_audit.pipeline.request import RequestError
from continuity_audit.reports import simulation as r

Together: TypeAlias = tuple[Failure, ...]
"""What fails at the same time."""

# A plus sign separates failures only where what follows looks like one: names and paths may hold one too.
AND: Final = pattern(r"\+(?=[a-z]+(?:=|\+|$))")


def failures_of(texts: Iterable[str]) -> tuple[Together, ...]:
    """What is to fail, as it is typed: ``zone=eu-west-1a``, ``region``, ``zone=eu-west-1a+account=prod`` at once.

    Raises:
        RequestError: it is no scenario, or a domain is empty.
    """
    return tuple(dict.fromkeys(tuple(dict.fromkeys(_failure(text, one) for one in AND.split(text))) for text in texts))


def _failure(text: str, one: str) -> Failure:
    name, equals, domain = one.partition("=")
    if name not in list(Scenario) or (equals and not domain):
        near = likely_meant(name, Scenario)
        hint = f", did you mean {near}?" if near and near != name else ""
        raise RequestError(f"--fail {text}: expected one of {', '.join(Scenario)}, or one with its =DOMAIN{hint}")
    return Failure(Scenario(name), domain if equals else None)


def simulated(assessment: Assessment, failures: Iterable[Together]) -> r.SimulationDocument:
    """The estate under each failure on its own; of zones without a name each that code names, the worst first.

    Raises:
        RequestError: nothing stands in a domain.
    """
    try:
        found = tuple(_entry(s) for together in failures for s in _simulations(assessment, together))
    except NothingHitError as problem:
        raise RequestError(str(problem)) from problem
    return r.SimulationDocument(simulations=found)


def every_failure(audit: Audit) -> tuple[r.SimulationEntry, ...]:
    """What `simulate` says of every scenario, and of each zone, region and account that code names."""
    return tuple(map(_entry, audit.simulations))


def _simulations(assessment: Assessment, together: Together) -> Iterator[Simulation]:
    if len(together) > 1:
        yield simulate_together(assessment, together)
        return
    (failure,) = together
    zones = each_zone(assessment) if failure == Failure(Scenario.ZONE) else ()
    yield from zones or (simulate(assessment, failure),)


def _entry(simulation: Simulation) -> r.SimulationEntry:
    totals = simulation.totals
    return r.SimulationEntry(
        fail=r.Fail(
            scenario=simulation.failure.scenario.value,
            domain=simulation.failure.domain,
            together=tuple(r.Fail(scenario=one.scenario.value, domain=one.domain) for one in simulation.together),
        ),
        totals=r.Totals(
            continues=totals[Outcome.CONTINUES], recovers=totals[Outcome.RECOVERS], lost=totals[Outcome.LOST],
            unknown=totals[Outcome.UNKNOWN], fell_with_another=simulation.fallen,
        ),
        assumptions=simulation.assumptions,
        components=tuple(map(_fate, simulation.fates)),
    )  # fmt: skip


def _fate(fate: Fate) -> r.ComponentFate:
    component, decided_by = fate.assessed.component, fate.decided_by
    return r.ComponentFate(
        id=component.id, name=component.name, kind=component.kind.value, type=component.resource.type,
        tier=fate.assessed.tier.value, hit=fate.hit, assumed=fate.assumed, outcome=fate.outcome.value,
        by=decided_by.by.value if decided_by.by else None,
        why=decided_by.why, rto=fate.rto, rpo=fate.own.rpo, unknown=fate.unknown, because=fate.fell_with,
        waits_for=fate.waits_for,
        own=r.Own(
            outcome=fate.own.outcome.value, by=fate.own.by.value if fate.own.by else None, why=fate.own.why,
        ),
    )  # fmt: skip


__all__ = ["every_failure", "failures_of", "simulated"]
