"""Checks that several rules share: they look at outcomes, never at attributes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from continuity_audit.assessment.estate_assessment import Assessed, Assessment
from continuity_audit.assessment.rules import Check, Problem
from continuity_audit.estate.model import By, Kind, Outcome, Scenario, Verdict

NETWORK = frozenset({Kind.LOAD_BALANCER, Kind.NAT, Kind.CONNECTIVITY, Kind.CDN, Kind.API, Kind.DNS})

FAILURE = {
    Scenario.DATA: "its data is corrupted or deleted",
    Scenario.INSTANCE: "the instance that runs it fails",
    Scenario.ZONE: "its zone fails",
    Scenario.REGION: "its region fails",
    Scenario.ACCOUNT: "an attacker takes over its account",
}

HARDSHIP = {
    By.RESTART: "is out until it is restarted",
    By.PROMOTION: "is out until somebody promotes its replica",
    By.REDEPLOY: "is out until it is deployed again from code",
    By.RESTORE: "is out until somebody restores it from a backup",
}


def when(
    scenario: Scenario,
    outcome: Outcome,
    *,
    applies: Callable[[Assessed], bool] = lambda assessed: True,
    by: frozenset[By] | None = None,
) -> Check:
    """A check for one outcome in one scenario, of the components to which it applies."""

    def check(assessed: Assessed, assessment: Assessment) -> Iterable[Problem]:
        verdict = assessed.component.outcomes[scenario]
        if verdict.outcome is outcome and (by is None or verdict.by in by) and applies(assessed):
            yield Problem(sentence(assessed, scenario, verdict), scenario, verdict.remedies)

    return check


def sentence(assessed: Assessed, scenario: Scenario, verdict: Verdict) -> str:
    """What happens to a component, in one sentence."""
    if verdict.outcome is Outcome.LOST:
        fate = "is lost"
    else:
        fate = HARDSHIP.get(verdict.by, "is out") if verdict.by else "is out"
    return f"{assessed.component.name} {fate} when {FAILURE[scenario]}: {verdict.why}"


def stateful(assessed: Assessed) -> bool:
    """Whether the component holds data."""
    return assessed.component.stateful


def serving(assessed: Assessed) -> bool:
    """Whether it holds no data and is no network device."""
    return not assessed.component.stateful and assessed.component.kind not in NETWORK


def network(assessed: Assessed) -> bool:
    """Whether it carries other components' traffic."""
    return assessed.component.kind in NETWORK
