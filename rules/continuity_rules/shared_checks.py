"""Checks that several rules share: they look at outcomes, never at attributes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from continuity_audit.assessment.estate_assessment import Assessed, Assessment
from continuity_audit.assessment.rules import Check, Problem
from continuity_audit.estate.model import By, Kind, Outcome, Scenario, Verdict

NETWORK = frozenset({Kind.LOAD_BALANCER, Kind.NAT, Kind.CONNECTIVITY, Kind.CDN, Kind.API, Kind.DNS})

LOST = {
    Scenario.DATA: "cannot be brought back when its data is corrupted or deleted",
    Scenario.INSTANCE: "is lost with its instance",
    Scenario.ZONE: "is lost with its zone",
    Scenario.REGION: "is lost with its region",
    Scenario.ACCOUNT: "is lost to an attacker who takes over its account",
}

STOPS = {
    Scenario.DATA: "stops when its data is corrupted or deleted",
    Scenario.INSTANCE: "stops with its instance",
    Scenario.ZONE: "stops with its zone",
    Scenario.REGION: "stops with its region",
    Scenario.ACCOUNT: "stops when an attacker takes over its account",
}

HARDSHIP = {
    By.RESTART: "it is restarted",
    By.PROMOTION: "somebody promotes its standby",
    By.REDEPLOY: "it is deployed again from code",
    By.RESTORE: "somebody restores it from a backup",
}


def when(
    scenario: Scenario,
    outcome: Outcome,
    *,
    applies: Callable[[Assessed], bool] = lambda assessed: True,
    by: frozenset[By] | None = None,
) -> Check:
    """A check for one outcome in one scenario, of the components to which it applies.

    That something without data recovers is no flaw where nothing of its type can do better.
    """

    def check(assessed: Assessed, assessment: Assessment) -> Iterable[Problem]:
        verdict = assessed.component.outcomes[scenario]
        asks_too_much = outcome is Outcome.RECOVERS and not assessed.component.stateful and not verdict.could_continue
        if verdict.outcome is outcome and (by is None or verdict.by in by) and applies(assessed) and not asks_too_much:
            return (Problem(sentence(assessed, scenario, verdict), scenario, verdict.remedies),)
        return ()

    return check


def sentence(assessed: Assessed, scenario: Scenario, verdict: Verdict) -> str:
    """What happens to a component, in one sentence: ``orders stops with its zone until it is restarted: why``."""
    name = assessed.component.name
    if verdict.outcome is Outcome.LOST:
        return f"{name} {LOST[scenario]}: {verdict.why}"
    stops = f"{name} {STOPS[scenario]}"
    hardship = HARDSHIP.get(verdict.by) if verdict.by else None
    if hardship is None:
        return f"{stops}: {verdict.why}"
    if verdict.why.startswith(hardship):
        return f"{stops} until {verdict.why}"
    return f"{stops} until {hardship}: {verdict.why}"


def stateful(assessed: Assessed) -> bool:
    """Whether the component holds data."""
    return assessed.component.stateful


def serving(assessed: Assessed) -> bool:
    """Whether it holds no data and is no network device."""
    return not assessed.component.stateful and assessed.component.kind not in NETWORK


def network(assessed: Assessed) -> bool:
    """Whether it carries other components' traffic."""
    return assessed.component.kind in NETWORK
