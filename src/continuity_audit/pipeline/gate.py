"""Whether the gate holds, and if not, why."""

from __future__ import annotations

from collections.abc import Sequence

from continuity_audit.assessment.levels import Interval
from continuity_audit.assessment.rules import Finding
from continuity_audit.config.keys import FailOn
from continuity_audit.estate.model import Level, Severity


def reasons(
    findings: Sequence[Finding], level: Interval | None, fail_on: FailOn, min_level: Level | None
) -> tuple[str, ...]:
    """Why the gate fails; nothing where it holds. ``findings`` are those that nobody accepted."""
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
