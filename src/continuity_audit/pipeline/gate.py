"""Whether the gate holds, and if not, why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from continuity_audit.assessment.estate_assessment import Assessment
from continuity_audit.assessment.levels import Interval
from continuity_audit.assessment.rules import Finding
from continuity_audit.config.keys import FailOn
from continuity_audit.estate.model import Level, Outcome, Scenario, Severity, Tier


def reasons(
    counted: Sequence[Finding], level: Interval | None, fail_on: FailOn, min_level: Level | None
) -> tuple[str, ...]:
    """Why the gate fails; nothing where it holds. ``counted`` are the findings that nobody accepted."""
    findings = [finding for finding in counted if not finding.undecided]
    found: list[str] = []
    if fail_on is not FailOn.NEVER:
        for severity in Severity:
            if severity.rank <= Severity(fail_on.value).rank:
                names = sorted(f.rule.id for f in findings if f.severity is severity)
                if names:
                    rules = ", ".join(f"{name} ×{names.count(name)}" for name in dict.fromkeys(names))
                    found.append(f"{len(names)} {severity.value} finding{'s' * (len(names) > 1)}: {rules}")
    if min_level is not None and level is not None and level.at_least.rank < min_level.rank:
        found.append(f"the estate's level is {level}, the gate demands at least {min_level.value}")
    return tuple(found)


def undecided(counted: Iterable[Finding], assessment: Assessment) -> tuple[str, ...]:
    """Why the gate fails where nothing may be left open: requirements, and verdicts of critical components."""
    found: list[str] = []
    if names := sorted(f.rule.id for f in counted if f.undecided):
        said = ", ".join(f"{name} ×{names.count(name)}" for name in dict.fromkeys(names))
        found.append(f"requirements that cannot be decided: {said}")
    verdicts = [
        assessed.component.outcomes[scenario]
        for assessed in assessment.components
        if assessed.tier is Tier.CRITICAL
        for scenario in Scenario
    ]
    unknown = [verdict for verdict in verdicts if verdict.outcome is Outcome.UNKNOWN]
    if unknown:
        causes = ", ".join(sorted({name for verdict in unknown for name in verdict.unknown}))
        found.append(f"unknown verdicts of critical components: {len(unknown)}{f' (set {causes})' if causes else ''}")
    return tuple(found)
