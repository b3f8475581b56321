"""Requirements of a policy as rules: each asks the components that it means what they owe, by their own outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from msgspec import Struct

from continuity_audit.assessment.estate_assessment import Assessed, Assessment
from continuity_audit.assessment.rules import Problem, Rule
from continuity_audit.config import ConfigError
from continuity_audit.config.policy import Requirement, load_policy, seconds
from continuity_audit.estate.model import Outcome, Scenario, Seconds, Verdict
from continuity_audit.pipeline.places import means
from continuity_audit.pipeline.request import RequestError

POLICY: Final = "the policy"


class Requirements(Struct, frozen=True):
    """The requirements of a policy, and the rules that ask for them."""

    asked: tuple[Requirement, ...] = ()

    @property
    def rules(self) -> Mapping[str, tuple[Rule, str]]:
        """A rule for each requirement, with what it comes from."""
        return {requirement.id: (_rule(requirement), POLICY) for requirement in self.asked}

    def without_component(self, assessment: Assessment) -> Iterator[str]:
        """The requirements that mean no component of the estate."""
        for requirement in self.asked:
            if not any(_meant(requirement, assessed) for assessed in assessment.components):
                yield requirement.id


def read_policy(file: Path | None, rules: Iterable[str]) -> Requirements:
    """The requirements of a file, none without one.

    Raises:
        RequestError: the file cannot be read, does not fit, or bears the id of a rule.
    """
    if file is None:
        return Requirements()
    try:
        asked = load_policy(file).requirements
    except ConfigError as problem:
        raise RequestError(str(problem)) from problem
    taken = set(rules)
    for place, requirement in enumerate(asked):
        if requirement.id in taken or requirement.id.startswith("CA9"):
            key = f"requirements[{place}].id"
            raise RequestError(f"{file}: {key}: expected an id of its own, {requirement.id} is one of the audit's")
    return Requirements(asked)


def _rule(requirement: Requirement) -> Rule:
    return Rule(
        id=requirement.id,
        name=requirement.id.lower(),
        severity=requirement.severity,
        scenarios=requirement.scenarios,
        title=requirement.title,
        rationale="A requirement of the policy that this estate is audited with.",
        remediation="Fulfil the requirement, or accept the finding with a reason.",
        check=partial(_check, requirement),
    )


def _check(requirement: Requirement, assessed: Assessed, assessment: Assessment) -> Iterator[Problem]:
    if not _meant(requirement, assessed):
        return
    component = assessed.component
    for scenario in requirement.scenarios:
        verdict = component.outcomes[scenario]
        unmet, undecided = _owed(requirement, scenario, verdict)
        start = f"{component.name} does not meet {requirement.id} ({scenario.value})"
        if unmet:
            yield Problem(f"{start}: {'; '.join(unmet)}", scenario, verdict.remedies)
        elif undecided:
            start = f"{requirement.id} cannot be decided for {component.name} ({scenario.value})"
            yield Problem(f"{start}: {'; '.join(undecided)}", scenario, undecided=True)


def _meant(requirement: Requirement, assessed: Assessed) -> bool:
    tiers = requirement.where.tier
    asked = tiers if isinstance(tiers, tuple) else (tiers,)
    return (not asked or assessed.tier in asked) and means(requirement.where, assessed.component)


def _owed(requirement: Requirement, scenario: Scenario, verdict: Verdict) -> tuple[list[str], list[str]]:
    """What of a requirement a verdict does not meet, and what it leaves open."""
    unmet: list[str] = []
    undecided: list[str] = []
    least = requirement.require.get(scenario)
    if least is not None and verdict.best.rank < least.outcome.rank:
        by = f" by {verdict.by.value}" if verdict.by else ""
        what = "cannot continue" if verdict.outcome is Outcome.UNKNOWN else f"{_outcome(verdict)}{by}"
        unmet.append(f"it {what}, required is that it {least.value} ({verdict.why})")
    elif least is not None and verdict.worst.rank < least.outcome.rank:
        undecided.append(_set(verdict))
    bounds = (("recovery time", requirement.rto, verdict.rto), ("data loss window", requirement.rpo, verdict.rpo))
    for what, asked, estimate in bounds:
        if scenario in asked:
            _bounded(what, asked[scenario], estimate, verdict, unmet, undecided)
    return unmet, list(dict.fromkeys(undecided))


def _bounded(
    what: str, bound: str, estimate: Seconds | None, verdict: Verdict, unmet: list[str], undecided: list[str]
) -> None:
    """Compare an estimate's upper end with its bound."""
    if verdict.outcome is Outcome.UNKNOWN:
        undecided.append(_set(verdict))
    elif verdict.outcome is Outcome.LOST:
        unmet.append(f"it is lost, required is a {what} of at most {bound}")
    elif estimate is None:
        undecided.append(f"no {what} is estimated")
    elif estimate[1] > seconds(bound):
        unmet.append(f"its {what} can be {_said(estimate[1])}, required is at most {bound}")


def _outcome(verdict: Verdict) -> str:
    return "is lost" if verdict.outcome is Outcome.LOST else verdict.outcome.value


def _set(verdict: Verdict) -> str:
    return f"set {', '.join(verdict.unknown)}" if verdict.unknown else "the code leaves its outcome open"


def _said(length: int) -> str:
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if length and length % size == 0:
            return f"{length // size}{unit}"
    return f"{length}s"


__all__ = ["POLICY", "Requirements", "read_policy"]
