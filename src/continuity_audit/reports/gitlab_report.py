"""GitLab Code Quality: the findings that count, as a merge request shows them."""

from typing import Any

from continuity_audit.reports.changes import falls
from continuity_audit.reports.document import ComponentChange, Document, FindingEntry, Severity
from continuity_audit.reports.findings import counted, in_tree, one_line, place_of, unreported
from continuity_audit.reports.json_report import written
from continuity_audit.reports.neutral import visible
from continuity_audit.reports.registry import RenderOptions
from continuity_audit.reports.words import called

_SEVERITIES: dict[Severity, str] = {"critical": "blocker", "high": "critical", "medium": "major", "low": "minor"}
_NOWHERE = "."
"""The path of what has none: GitLab demands one, and this is the project itself."""


def render(document: Document, options: RenderOptions) -> str:
    """A list, also of nothing; fingerprints are the document's own, so that GitLab tells new from known."""
    entries = [_entry(one, options) for one in counted(document.findings)]
    entries += [_fall(one, options) for one in falls(document)]
    for unread in unreported(document):
        path = in_tree(options.base, unread.path) or _NOWHERE
        text = f"{unread.path} was not read: {unread.reason}"
        entries.append(_issue(text, "not-read", f"not-read:{unread.path}", "blocker", path, unread.line))
    for reason in document.estate.incomplete:
        text = f"The audit is incomplete: {reason}"
        entries.append(_issue(text, "incomplete", f"incomplete:{reason}", "info", _NOWHERE, None))
    return written(entries)


def _entry(finding: FindingEntry, options: RenderOptions) -> dict[str, Any]:
    path, line = place_of(options.base, finding) or (_NOWHERE, None)
    severity = _SEVERITIES[finding.severity]
    message = f"{finding.message} (fails the gate)" if finding.fails_gate else finding.message
    entry = _issue(message, finding.rule, finding.fingerprint, severity, path, line)
    others = [(in_tree(options.base, one.file), one.line) for one in finding.related]
    also = [_location(path, line) for path, line in others if path]
    return {**entry, "other_locations": also} if also else entry


def _fall(change: ComponentChange, options: RenderOptions) -> dict[str, Any]:
    path = in_tree(options.base, change.file) or _NOWHERE
    text = f"{called(change)} {change.summary}"
    return _issue(text, "resilience-fell", f"{change.change}:{change.id}", "major", path, change.line)


def _issue(text: str, rule: str, fingerprint: str, severity: str, path: str, line: int | None) -> dict[str, Any]:
    return {
        "type": "issue",
        "description": one_line(text),
        "check_name": visible(rule),
        "fingerprint": visible(fingerprint),
        "severity": severity,
        "categories": ["Bug Risk"],
        "location": _location(path, line),
    }


def _location(path: str, line: int | None) -> dict[str, Any]:
    return {"path": visible(path), "lines": {"begin": max(line or 1, 1)}}
