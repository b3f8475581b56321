"""From the assessment to findings: rules asked, the audit's own findings added, suppressions applied."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from continuity_audit.assessment.estate_assessment import Assessed, Assessment
from continuity_audit.assessment.rules import Finding, Problem, Rule
from continuity_audit.discovery.tree import Unread
from continuity_audit.estate.model import Severity
from continuity_audit.pipeline.suppressions import Register, Suppression
from continuity_audit.plugins.manager import Failure


def selected(rules: Mapping[str, Rule], select: Sequence[str], ignore: Sequence[str]) -> tuple[Rule, ...]:
    """The rules to ask: those selected (by id or its beginning) less those ignored; never less the audit's own."""
    return tuple(
        rule
        for rule in sorted(rules.values(), key=lambda r: r.id)
        if not rule.suppressible
        or ((not select or rule.id.startswith(tuple(select))) and not (ignore and rule.id.startswith(tuple(ignore))))
    )


def ask(
    rules: Iterable[Rule], assessment: Assessment, severities: Mapping[str, Severity], failures: list[Failure]
) -> Iterator[Finding]:
    """What the rules find. A rule that raises is a failure and costs its own findings only."""
    for rule in rules:
        for assessed in assessment.components:
            try:
                problems = tuple(rule.check(assessed, assessment))
            except Exception as problem:  # a rule may be anyone's: it must not end the run
                failures.append(Failure(rule.id, assessed.id, f"{type(problem).__name__}: {problem}"))
                break
            yield from (_finding(rule, assessed, p, severities) for p in problems)


def _finding(rule: Rule, assessed: Assessed, problem: Problem, severities: Mapping[str, Severity]) -> Finding:
    resource = assessed.component.resource
    parts = (rule.id, resource.root, resource.address, problem.scenario.value if problem.scenario else "")
    return Finding(
        rule=rule,
        severity=severities.get(rule.id, rule.severity),
        message=problem.message,
        file=resource.span.file,
        line=resource.span.line,
        component=assessed,
        scenario=problem.scenario,
        remediation="; or ".join(problem.remedies) or rule.remediation,
        fingerprint=fingerprint(*parts),
    )


def fingerprint(*parts: str) -> str:
    """What tells a finding from others, whatever lines and files move."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def on_the_audit(
    rules: Mapping[str, Rule], unread: Iterable[Unread], failures: Iterable[Failure], register: Register
) -> Iterator[Finding]:
    """The findings on the audit itself: CA9xx."""
    for place in unread:
        yield _own(rules, "CA901", f"{place.path} was not read: {place.reason}", place.path, place.line or None)
    for failure in failures:
        yield _own(rules, "CA902", f"{failure.plugin} raised at {failure.where}: {failure.reason}", None, None)
    for suppression in register.all:
        yield from _on_suppression(rules, suppression, register)


def _on_suppression(rules: Mapping[str, Rule], suppression: Suppression, register: Register) -> Iterator[Finding]:
    place = (suppression.file or None, suppression.line or None)
    names = ", ".join(suppression.rules)
    if suppression.wrong:
        yield _own(rules, "CA906", f"this suppression {suppression.wrong}", *place)
        return
    if not suppression.reason:
        yield _own(rules, "CA903", f"this suppression of {names} gives no reason", *place)
    if register.expired(suppression):
        yield _own(rules, "CA904", f"this suppression of {names} expired on {suppression.until}", *place)
    elif unused := [rule for rule in suppression.rules if rule not in suppression.used]:
        yield _own(rules, "CA905", f"this suppression of {', '.join(unused)} suppresses nothing", *place)


def _own(rules: Mapping[str, Rule], rule_id: str, message: str, file: str | None, line: int | None) -> Finding:
    rule = rules[rule_id]
    return Finding(
        rule=rule, severity=rule.severity, message=message, file=file, line=line, remediation=rule.remediation,
        fingerprint=fingerprint(rule_id, file or "", message),
    )  # fmt: skip


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Findings in their one order: by severity, then place."""
    return sorted(
        findings,
        key=lambda f: (
            f.severity.rank, f.file or "", f.line or 0, f.rule.id, f.component.id if f.component else "", f.message
        ),
    )  # fmt: skip
