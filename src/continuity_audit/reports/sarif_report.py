"""SARIF 2.1.0, as code scanning pages read it: relative URIs, rules with their help, suppressions, fingerprints."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from continuity_audit.estate.patterns import pattern
from continuity_audit.reports.document import Document, FindingChange, FindingEntry, RuleEntry, Severity, Suppressed
from continuity_audit.reports.findings import in_order, in_tree, is_incomplete, place_of, unreported, uri
from continuity_audit.reports.json_report import written
from continuity_audit.reports.markdown_report import escape, fence
from continuity_audit.reports.neutral import visible, visible_block
from continuity_audit.reports.registry import RenderOptions
from continuity_audit.reports.words import interval, place

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
BASE = "%SRCROOT%"
FINGERPRINT = "continuityAudit/v1"
MOST_RESULTS = 25_000
"""GitHub refuses a run with more; the worst stand first."""

_Json: TypeAlias = dict[str, Any]
_LEVELS: dict[Severity, str] = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
_STATES: dict[FindingChange, str] = {
    "new": "new",
    "unchanged": "unchanged",
    "reopened": "updated",
    "accepted": "updated",
    "remains": "updated",
}
_PROBLEM_LEVELS: dict[Severity, str] = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "recommendation",
}
# In a message `[text](target)` is a link and `{0}` is filled in from arguments; readers know no other escapes.
_LINK = pattern(r"\[(?=[^\[\]]*\]\()")
_PLACEHOLDER = pattern(r"\{(\d+)\}")
_WIDE_FENCES = {"terraform": "hcl", "kubernetes": "yaml"}


def render(document: Document, options: RenderOptions) -> str:
    """A log of one run; a finding without a place in the tree is a notification, for results must have one."""
    comparison = document.comparison
    absent = () if comparison is None else (*comparison.fixed, *comparison.undecided, *comparison.replaced)
    findings = in_order((*document.findings, *absent))
    places = {id(one): place_of(options.base, one) for one in findings}
    rules = _rules(document, findings)
    numbers = {rule["id"]: number for number, rule in enumerate(rules)}
    placed = [one for one in findings if places[id(one)] is not None]
    homeless = [one for one in findings if places[id(one)] is None]
    tool = document.tool
    run = {
        "tool": {"driver": {"name": visible(tool.name), "version": visible(tool.version), "rules": rules}},
        "invocations": [_invocation(document, options, homeless, len(placed))],
        "originalUriBaseIds": {BASE: {"description": _message("The root of the repository that was audited.")}},
        "columnKind": "unicodeCodePoints",
        "results": [
            {**_result(one, numbers[visible(one.rule)], options), **_state(one, document)}
            for one in placed[:MOST_RESULTS]
        ],
        "properties": _summary(document),
    }
    return written({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


# --- rules --------------------------------------------------------------------------------------------------------


def _rules(document: Document, findings: list[FindingEntry]) -> list[_Json]:
    """Those that were asked, and those that only a finding names."""
    described = {visible(rule.id): _rule(rule) for rule in document.rules}
    for finding in findings:
        rule = visible(finding.rule)
        if rule not in described:
            described[rule] = {"id": rule, **_title(finding.title or rule), **_defaults(finding.severity)}
    return [described[name] for name in sorted(described)]


def _rule(rule: RuleEntry) -> _Json:
    tags = ["continuity", visible(rule.family), *rule.scenarios]
    address = next((one for one in (rule.url, *rule.references) if one and one.startswith("https://")), None)
    return {
        "id": visible(rule.id),
        "name": visible(rule.name),
        **_title(rule.title),
        "fullDescription": _message(rule.rationale),
        "help": {"text": _help_text(rule), "markdown": _help_markdown(rule)},
        **({"helpUri": uri_of(address)} if address else {}),
        **_defaults(rule.severity, tags=list(dict.fromkeys(tag for tag in tags if tag)), status=rule.status),
    }


def uri_of(address: str) -> str:
    """An address as it may stand in a field that holds a URI."""
    return re.sub(r"[^!#$%&'()*+,/0-9:;=?@A-Z_a-z~.\-]", lambda match: uri(match[0]), address)


def _title(text: str) -> _Json:
    return {"shortDescription": _message(text)}


def _defaults(severity: Severity, **properties: Any) -> _Json:
    more = {"problem.severity": _PROBLEM_LEVELS[severity], "severity": severity, **properties}
    return {"defaultConfiguration": {"level": _LEVELS[severity]}, "properties": more}


def _help_text(rule: RuleEntry) -> str:
    parts = [rule.rationale, f"What to do: {rule.remediation}", *rule.examples.values(), *rule.references]
    return visible_block("\n\n".join(filter(None, parts)))


def _help_markdown(rule: RuleEntry) -> str:
    parts = [f"**{escape(visible(rule.title))}**", escape(visible(rule.rationale))]
    if rule.flawed:
        parts += ["## Example", *_fenced(rule.flawed)]
    parts += ["## What to do", escape(visible(rule.remediation)), *_fenced(rule.examples)]
    links = [f"- <{uri_of(one)}>" for one in rule.references if one.startswith("https://")]
    if links:
        parts += ["## References", "\n".join(links)]
    return "\n\n".join(parts)


def _fenced(by_language: Mapping[str, str]) -> Iterator[str]:
    for language, code in by_language.items():
        block = fence(visible_block(code))
        marks = len(block) - len(block.lstrip("`"))
        yield block[:marks] + _WIDE_FENCES.get(language, "") + block[marks:]


# --- results ------------------------------------------------------------------------------------------------------


def _result(finding: FindingEntry, rule: int, options: RenderOptions) -> _Json:
    at = place_of(options.base, finding)
    about = {
        "severity": finding.severity,
        "component": finding.component and visible(finding.component),
        "scenario": finding.scenario,
        "failsGate": finding.fails_gate,
        "loweredFrom": finding.lowered_from,
        "remediation": finding.remediation and visible_block(finding.remediation),
    }
    result: _Json = {
        "ruleId": visible(finding.rule),
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": _message(_text(finding, options)),
        "locations": [{**_physical(*at), **_logical(finding.component)}] if at else [],
        "partialFingerprints": {FINGERPRINT: visible(finding.fingerprint)},
        "suppressions": [_suppression(finding.suppressed, options)] if finding.suppressed else [],
        "properties": {name: value for name, value in about.items() if value},
    }
    related = list(_related(finding, options))
    return {**result, "relatedLocations": related} if related else result


def _related(finding: FindingEntry, options: RenderOptions) -> Iterator[_Json]:
    """The other places in the repository: GitHub refuses a location without a file."""
    for number, one in enumerate(finding.related, 1):
        if path := in_tree(options.base, one.file):
            yield {"id": number, **_physical(path, one.line), "message": _message(one.message)}


def _text(finding: FindingEntry, options: RenderOptions) -> str:
    """The message, with the places that are no part of the repository."""
    elsewhere = [one for one in finding.related if not in_tree(options.base, one.file)]
    told = "; ".join(f"{one.message}: {place(one.file, one.line)}" for one in elsewhere)
    return f"{finding.message} ({told})" if told else finding.message


def _state(finding: FindingEntry, document: Document) -> _Json:
    """What a comparison says of it; what is gone is a pass, for readers that know nothing of comparisons."""
    if document.comparison is None:
        return {}
    if finding.change is None:
        return {"baselineState": "absent", "kind": "pass", "level": "none"}
    return {"baselineState": _STATES[finding.change]}


def _suppression(suppressed: Suppressed, options: RenderOptions) -> _Json:
    path = in_tree(options.base, suppressed.file)
    return {
        "kind": "inSource" if suppressed.source in ("inline", "annotation") else "external",
        "status": "accepted",
        "justification": visible(suppressed.reason or "no reason given"),
        **({"location": _physical(path, suppressed.line)} if path else {}),
        "properties": {"source": suppressed.source, **({"until": suppressed.until} if suppressed.until else {})},
    }


def _physical(path: str, line: int | None) -> _Json:
    location: _Json = {"artifactLocation": {"uri": uri(path), "uriBaseId": BASE}}
    if line is not None and line > 0:
        location["region"] = {"startLine": line}
    return {"physicalLocation": location}


def _logical(component: str | None) -> _Json:
    if component is None:
        return {}
    return {"logicalLocations": [{"fullyQualifiedName": visible(component), "kind": "resource"}]}


def _message(text: str) -> _Json:
    return {"text": _PLACEHOLDER.sub(r"{{\1}}", _LINK.sub(r"\\[", visible(text)))}


# --- the run ------------------------------------------------------------------------------------------------------


def _invocation(
    document: Document, options: RenderOptions, homeless: Iterable[FindingEntry], results: int
) -> _Json:  # fmt: skip
    notifications = [*_notifications(document, options), *map(_homeless, homeless)]
    if results > MOST_RESULTS:
        text = (
            f"{results - MOST_RESULTS:,} findings are left out: code scanning takes {MOST_RESULTS:,} and refuses more"
        )
        notifications.append({"level": "warning", "message": _message(text)})
    return {"executionSuccessful": not is_incomplete(document), "toolExecutionNotifications": notifications}


def _notifications(document: Document, options: RenderOptions) -> Iterator[_Json]:
    estate = document.estate
    for reason in estate.incomplete:
        yield {"level": "error", "message": _message(f"The audit is incomplete: {reason}")}
    silent = unreported(document)
    for unread in estate.unread:
        told = {"descriptor": {"id": "unread"}} if unread in silent else {"associatedRule": {"id": "CA901"}}
        yield {
            "level": "error",
            "message": _message(f"{unread.path} was not read: {unread.reason}"),
            **_locations(options, unread.path, unread.line),
            **told,
        }
    for skipped in estate.skipped:
        message = _message(f"{skipped.path} was skipped: {skipped.reason}")
        yield {"level": "note", "message": message, **_locations(options, skipped.path, None)}


def _locations(options: RenderOptions, file: str, line: int | None) -> _Json:
    path = in_tree(options.base, file)
    return {"locations": [_physical(path, line)]} if path else {}


def _homeless(finding: FindingEntry) -> _Json:
    return {
        "level": "none" if finding.suppressed else _LEVELS[finding.severity],
        "message": _message(finding.message),
        "associatedRule": {"id": visible(finding.rule)},
        "properties": {FINGERPRINT: visible(finding.fingerprint)},
    }


def _change(document: Document) -> _Json:
    comparison = document.comparison
    if comparison is None:
        return {}
    told = [f"{one.id} {one.summary}" for one in comparison.components]
    return {"comparison": {
        "base": visible(comparison.base.commit),
        "sentence": visible(comparison.sentence),
        "components": [visible(one) for one in told],
        "settings": [visible(one.text) for one in comparison.settings],
    }}  # fmt: skip


def _summary(document: Document) -> _Json:
    assessment = document.assessment
    return {
        "level": interval(assessment.level),
        "gate": "passed" if assessment.gate.passed else "failed",
        "gateReasons": [visible(reason) for reason in assessment.gate.reasons],
        "components": len(document.components),
        "roots": len(document.estate.roots),
        "files": document.estate.files,
        **_change(document),
        "unresolved": [visible(f"{one.stands_in}: {one.name}") for one in document.estate.unresolved],
    }
