"""Whether the gate holds, and if not, why and which findings make it fail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from continuity_audit.assessment.estate_assessment import Assessment
from continuity_audit.assessment.rules import Finding
from continuity_audit.config.keys import FailOn, OnUnknown
from continuity_audit.estate.model import Level, Outcome, Scenario, Severity, Tier
from continuity_audit.parsers.reading import Missing

NAMED: Final = 5
"""How many names a reason gives before it counts the rest."""


class Gate(Struct, frozen=True):
    """Why the gate fails; it holds where there is no reason."""

    reasons: tuple[str, ...] = ()
    failing: frozenset[str] = frozenset()
    """The fingerprints of the findings that make it fail."""


class Demands(Struct, frozen=True, kw_only=True):
    """What the gate demands."""

    fail_on: FailOn = FailOn.HIGH
    min_level: Level | None = None
    unknown: OnUnknown = OnUnknown.REPORT

    def fails(self, finding: Finding) -> bool:
        """Whether a finding that nobody accepted makes the gate fail."""
        if finding.undecided:
            return self.unknown is OnUnknown.FAIL
        return self.fail_on is not FailOn.NEVER and finding.severity.rank <= Severity(self.fail_on.value).rank


def judge(
    demands: Demands, counted: Sequence[Finding], assessment: Assessment, missing: Iterable[Missing] = ()
) -> Gate:
    """The gate over the findings that nobody accepted, the levels, and where nothing may be left open, unknowns."""
    failing = [finding for finding in counted if demands.fails(finding)]
    reasons = [*_by_severity(f for f in failing if not f.undecided), *_below(assessment, demands.min_level)]
    if demands.unknown is OnUnknown.FAIL:
        reasons += _left_open([f for f in failing if f.undecided], assessment, missing)
    return Gate(tuple(reasons), frozenset(finding.fingerprint for finding in failing))


def _by_severity(failing: Iterable[Finding]) -> Iterator[str]:
    findings = list(failing)
    for severity in Severity:
        names = [f.rule.id for f in findings if f.severity is severity]
        if names:
            yield f"{len(names)} {severity.value} finding{'s' * (len(names) > 1)}: {counted(names)}"


def _below(assessment: Assessment, least: Level | None) -> Iterator[str]:
    level = assessment.level
    if least is not None and level is not None and level.at_least.rank < least.rank:
        below = [a for a in assessment.components if a.tier is Tier.CRITICAL and a.level.at_least.rank < least.rank]
        below.sort(key=lambda a: (a.level.at_least.rank, a.id))
        yield (
            f"the estate's level is {level}, the gate demands at least {least.value}; "
            f"below it {_are(len(below))} {listed(a.id for a in below)}"
        )


def _left_open(undecided: Sequence[Finding], assessment: Assessment, missing: Iterable[Missing]) -> Iterator[str]:
    """What the code leaves open: requirements, verdicts of critical components, and modules that nobody could read."""
    if undecided:
        yield f"requirements that cannot be decided: {counted(f.rule.id for f in undecided)}"
    verdicts = [
        assessed.component.outcomes[scenario]
        for assessed in assessment.components
        if assessed.tier is Tier.CRITICAL
        for scenario in Scenario
    ]
    unknown = [verdict for verdict in verdicts if verdict.outcome is Outcome.UNKNOWN]
    if unknown:
        causes = sorted({name for verdict in unknown for name in verdict.unknown})
        yield (f"unknown verdicts of critical components: {len(unknown)}{f' (set {listed(causes)})' if causes else ''}")
    calls = sorted({f"{one.name} ({one.file}:{one.line})" for one in missing})
    if calls:
        yield f"what nobody could read, and so nobody judged: {listed(calls)}"


def counted(names: Iterable[str]) -> str:
    """Rules with how often each stands there: ``CA301 ×2``."""
    found = sorted(names)
    return ", ".join(f"{name} ×{found.count(name)}" for name in dict.fromkeys(found))


def listed(names: Iterable[str]) -> str:
    """Names, and how many more there are."""
    found = list(names)
    more = [f"{len(found) - NAMED} more"] if len(found) > NAMED else []
    return ", ".join([*found[:NAMED], *more])


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


__all__ = ["Demands", "Gate", "counted", "judge", "listed"]
