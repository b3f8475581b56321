"""Whether a change passes the gate: what it brings counts, and what was there before does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from continuity_audit.assessment.estate_assessment import Assessed
from continuity_audit.assessment.rules import Finding
from continuity_audit.config.keys import OnUnknown
from continuity_audit.estate.model import Level, Outcome, Scenario, Severity, Tier
from continuity_audit.parsers.reading import Missing
from continuity_audit.pipeline.audit import Audit
from continuity_audit.pipeline.comparison.components import level_words
from continuity_audit.pipeline.comparison.words import code
from continuity_audit.pipeline.gate import Demands, Gate, counted, listed
from continuity_audit.reports import document as d

Pairs = list[tuple[Assessed | None, Assessed]]
"""Critical components as they were, where they were there, and as they are."""


def judge(before: Audit, after: Audit, changes: Mapping[str, d.FindingChange], came_from: Mapping[str, str]) -> Gate:
    """The gate; ``changes`` are the findings' by fingerprint, ``came_from`` the ids of components at the base."""
    asked = after.request
    demands = Demands(fail_on=asked.fail_on, min_level=asked.min_level, unknown=asked.unknown)
    failing = [
        one
        for one, accepted in after.findings
        if accepted is None and changes[one.fingerprint] in ("new", "reopened") and demands.fails(one)
    ]
    old = {one.id: one for one in before.assessment.components}
    pairs: Pairs = [
        (old.get(came_from.get(new.id, "")), new) for new in after.assessment.components if new.tier is Tier.CRITICAL
    ]
    reasons = [*_by_severity(failing), *_levels(pairs, demands.min_level)]
    if demands.unknown is OnUnknown.FAIL:
        reasons += _left_open(failing, pairs, _new_calls(before, after))
    return Gate(tuple(reasons), frozenset(one.fingerprint for one in failing))


def _by_severity(failing: Iterable[Finding]) -> Iterator[str]:
    decided = [one for one in failing if not one.undecided]
    for severity in Severity:
        names = [one.rule.id for one in decided if one.severity is severity]
        if names:
            yield f"{len(names)} new {severity.value} finding{'s' * (len(names) > 1)}: {counted(names)}"


def _levels(pairs: Pairs, least: Level | None) -> Iterator[str]:
    """Critical components that fell, or came, below the least level."""
    if least is None:
        return
    for was, new in pairs:
        if new.level.at_least.rank < least.rank and (was is None or new.level.at_least.rank < was.level.at_least.rank):
            verb = "is new at" if was is None else "falls to"
            yield f"{code(new.id)} {verb} {level_words(new.level)}, the gate demands at least {least.value}"


def _left_open(failing: Iterable[Finding], pairs: Pairs, calls: list[str]) -> Iterator[str]:
    """What only the change leaves open: requirements, verdicts of critical components, modules nobody could read."""
    if undecided := [one.rule.id for one in failing if one.undecided]:
        yield f"new requirements that cannot be decided: {counted(undecided)}"
    verdicts = [
        new.component.outcomes[scenario]
        for was, new in pairs
        for scenario in Scenario
        if new.component.outcomes[scenario].outcome is Outcome.UNKNOWN
        and (was is None or was.component.outcomes[scenario].outcome is not Outcome.UNKNOWN)
    ]
    if verdicts:
        causes = sorted({name for verdict in verdicts for name in verdict.unknown})
        said = f" (set {listed(causes)})" if causes else ""
        yield f"new unknown verdicts of critical components: {len(verdicts)}{said}"
    if calls:
        yield f"what nobody could read, and so nobody judged, is new: {listed(calls)}"


def _new_calls(before: Audit, after: Audit) -> list[str]:
    """The modules that could not be read, by root and name, that the base did not call."""
    old = {(root, one.name) for root, one in _missing(before)}
    return sorted(
        {f"{one.name} ({one.file}:{one.line})" for root, one in _missing(after) if (root, one.name) not in old}
    )


def _missing(audit: Audit) -> Iterator[tuple[str, Missing]]:
    return ((reading.root, one) for reading in audit.read.readings for one in reading.missing)
