"""From the assessment to findings: rules asked, the audit's own findings added, all with fingerprints and in order."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from msgspec.structs import replace

from continuity_audit.assessment.estate_assessment import Assessed, Assessment
from continuity_audit.assessment.rules import Check, Finding, Problem, Rule, Status
from continuity_audit.discovery.tree import Unread
from continuity_audit.estate.model import Severity
from continuity_audit.pipeline.comments import Suppression
from continuity_audit.pipeline.suppressions import Register
from continuity_audit.pipeline.weights import Weights
from continuity_audit.plugins.failures import Failure, Failures


def selected(rules: Mapping[str, Rule], select: Sequence[str], ignore: Sequence[str]) -> tuple[Rule, ...]:
    """The rules to ask: those selected (by id or its beginning) less those ignored; never less the audit's own.

    A rule in preview is asked only where its whole id is selected.
    """

    def wanted(rule: Rule) -> bool:
        if not rule.suppressible:
            return True
        if ignore and rule.id.startswith(tuple(ignore)):
            return False
        if rule.status is Status.PREVIEW:
            return rule.id in select
        return not select or rule.id.startswith(tuple(select))

    return tuple(rule for rule in sorted(rules.values(), key=lambda r: r.id) if wanted(rule))


def ask(
    rules: Mapping[str, tuple[Rule, str]], asked: Iterable[Rule], assessment: Assessment, weights: Weights,
    failures: Failures,
) -> Iterator[Finding]:  # fmt: skip
    """What the rules find. A rule that raises is a failure and costs its own findings only."""
    for rule in asked:
        plugin = f"{rule.id} of {rules[rule.id][1]}"
        called = partial(_asked, rule.check, assessment)
        for assessed, problems in failures.until_one(plugin, assessment.components, called, lambda a: a.id):
            for problem in problems:
                yield _finding(rule, assessed, problem, weights)


def _asked(check: Check, assessment: Assessment, assessed: Assessed) -> tuple[Problem, ...]:
    problems = tuple(check(assessed, assessment))
    for problem in problems:
        if not isinstance(problem, Problem):
            raise TypeError(f"a check gives Problems, not {type(problem).__name__}")
    return problems


def _finding(rule: Rule, assessed: Assessed, problem: Problem, weights: Weights) -> Finding:
    resource = assessed.component.resource
    severity, lowered_from = weights.on(rule, assessed.tier, undecided=problem.undecided)
    parts = (rule.id, resource.root, assessed.component.address, problem.scenario.value if problem.scenario else "")
    return Finding(
        rule=rule,
        severity=severity,
        lowered_from=lowered_from,
        message=f"{resource.environment}: {problem.message}" if resource.environment else problem.message,
        file=resource.place.file,
        line=resource.place.line,
        component=assessed,
        scenario=problem.scenario,
        remediation=_sentence(problem.remedies) or rule.remediation,
        fingerprint=fingerprint(*parts),
        undecided=problem.undecided,
    )


def _sentence(remedies: Sequence[str]) -> str:
    text = "; or ".join(remedies)
    return f"{text[:1].upper()}{text[1:]}" + "." * (not text.endswith(".")) if text else ""


def fingerprint(*parts: str) -> str:
    """What tells a finding from others, whatever lines and files move."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


# --- the findings on the audit itself: CA9xx ----------------------------------------------------------------------


class OnTheAudit:
    """Makes the findings on the audit itself. Their fingerprints hang on what they name, and on no line."""

    def __init__(self, rules: Mapping[str, Rule], weights: Weights) -> None:
        self._rules = rules
        self._weights = weights

    def unread(self, places: Iterable[Unread]) -> Iterator[Finding]:
        """What is plainly to be audited and was not read."""
        for place in places:
            message = f"{place.path} was not read: {place.reason}"
            yield self._finding("CA901", message, place.path, place.line or None, place.path)

    def failed(self, failures: Iterable[Failure]) -> Iterator[Finding]:
        """Plugins and rules that raised."""
        for failure in failures:
            message = f"{failure.plugin} failed at {failure.where}: {failure.reason}"
            yield self._finding("CA902", message, None, None, failure.plugin, failure.where)

    def suppressions(self, register: Register, asked: Iterable[str]) -> Iterator[Finding]:
        """What is wrong with suppressions; only of rules that were asked is it known that they find nothing."""
        rules = frozenset(asked)
        for suppression in register.all:
            yield from self._on_suppression(suppression, register, rules)

    def _on_suppression(self, suppression: Suppression, register: Register, asked: frozenset[str]) -> Iterator[Finding]:
        names = ", ".join(suppression.rules)
        what = _called(suppression)
        if suppression.wrong:
            yield self._about(suppression, "CA906", f"{what} {suppression.wrong}")
            return
        if not suppression.reason:
            yield self._about(suppression, "CA903", f"{what} of {names} gives no reason")
        if register.expired(suppression):
            yield self._about(suppression, "CA904", f"{what} of {names} expired on {suppression.until}")
            return
        refusals = {rule: why for rule in suppression.rules if (why := register.refusal(suppression, rule))}
        if refusals:
            reasons = "; ".join(dict.fromkeys(refusals.values()))
            message = f"{what} of {', '.join(refusals)} does not count: {reasons}"
            refused = self._about(suppression, "CA907", message)
            yield replace(refused, severity=Severity.HIGH) if register.forbids else refused
        unused = [
            rule
            for rule in suppression.rules
            if rule in asked and rule not in suppression.used and rule not in refusals
        ]
        if unused:
            yield self._about(suppression, "CA905", f"{what} of {', '.join(unused)} suppresses nothing")

    def _about(self, suppression: Suppression, rule_id: str, message: str) -> Finding:
        place = suppression.component or suppression.file
        return self._finding(
            rule_id, message, suppression.file or None, suppression.line or None,
            suppression.source, place, suppression.path, *suppression.rules,
        )  # fmt: skip

    def _finding(self, rule_id: str, message: str, file: str | None, line: int | None, *identity: str) -> Finding:
        rule = self._rules[rule_id]
        return Finding(
            rule=rule, severity=self._weights.of(rule), message=message, file=file, line=line,
            remediation=rule.remediation, fingerprint=fingerprint(rule_id, *identity),
        )  # fmt: skip


def _called(suppression: Suppression) -> str:
    match suppression.source:
        case "inline":
            return "this suppression"
        case "annotation":
            return "this annotation's suppression"
        case "baseline":
            return "the baseline"
        case "configuration":
            limits = [p for p in (suppression.component, suppression.path) if p != "*"]
            return f"the configuration's suppression{f' (for {chr(32).join(limits)})' if limits else ''}"


# --- order --------------------------------------------------------------------------------------------------------


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Findings in their one order, by severity, then place; what has another's fingerprint is told from it by count."""
    found = sorted(
        findings,
        key=lambda f: (
            f.severity.rank, f.file or "", f.line or 0, f.rule.id, f.component.id if f.component else "",
            f.scenario or "", f.message,
        ),
    )  # fmt: skip
    seen: Counter[str] = Counter()
    unique = []
    for finding in found:
        seen[finding.fingerprint] += 1
        count = seen[finding.fingerprint]
        unique.append(
            finding if count == 1 else replace(finding, fingerprint=fingerprint(finding.fingerprint, str(count)))
        )
    return unique
