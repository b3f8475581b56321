"""JUnit XML: a suite for each root, a case for each component and family of rules, and a suite for the audit itself."""

import re
from collections.abc import Iterable
from typing import Literal
from xml.sax.saxutils import escape

from msgspec import Struct

from continuity_audit.estate.patterns import pattern
from continuity_audit.reports.document import ComponentChange, ComponentEntry, Document, FindingEntry
from continuity_audit.reports.findings import in_order, is_incomplete, one_line, unreported
from continuity_audit.reports.neutral import visible, visible_block
from continuity_audit.reports.registry import RenderOptions
from continuity_audit.reports.words import interval, place

AUDIT = "the audit itself"
CHANGE = "the change"
# Allowed in Python's text and in UTF-8, but in no XML document.
_COMMAND = pattern(r"(^\s*)::", re.MULTILINE)
_NEVER_IN_XML = pattern("[\ufffe\uffff]")


class Case(Struct, frozen=True):
    """A test case, and the one element in it that says why it did not pass: readers drop a second one."""

    group: str
    name: str
    element: Literal["error", "failure", "skipped"] | None = None
    type: str = ""
    message: str = ""
    text: str = ""


def render(document: Document, options: RenderOptions) -> str:
    """The suites; what was not read is an error, what is accepted or fails no gate a skipped case."""
    roots = sorted({one.stands_in for one in document.estate.roots} | {one.stands_in for one in document.components})
    families = _families(document)
    found: dict[str, list[FindingEntry]] = {}
    for finding in in_order(document.findings):
        found.setdefault(finding.component or "", []).append(finding)
    suites = {root: _nothing(root) for root in roots}
    by_root: dict[str, list[Case]] = {}
    for component in document.components:
        by_root.setdefault(component.stands_in, []).extend(_cases(component, families, found.pop(component.id, [])))
    suites.update(by_root)
    if document.comparison is not None:
        suites[CHANGE] = [_changed(one) for one in document.comparison.components] or [Case(CHANGE, "changes nothing")]
    suites[AUDIT] = _audit(document, [one for entries in found.values() for one in entries])
    cases = [case for suite in suites.values() for case in suite]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="continuity-audit" {_totals(cases)}>']
    for name, members in suites.items():
        lines.extend(_suite(name, members))
    return "\n".join([*lines, "</testsuites>", ""])


def _families(document: Document) -> dict[str, str]:
    """What a case is called, by the beginning of the rules' ids: `single zone (CA2xx)`."""
    named = {rule.id: rule.family for rule in document.rules}
    asked = {name for name in named if not name.startswith("CA9")}
    families: dict[str, str] = {}
    for rule in sorted(asked | {one.rule for one in document.findings if one.component is not None}):
        key = _family(rule)
        families.setdefault(key, f"{named[rule]} ({key})" if named.get(rule) else key)
    return families


def _family(rule: str) -> str:
    digits = re.fullmatch(r"([A-Z]+\d)\d\d", rule)
    return f"{digits[1]}xx" if digits else rule


def _cases(component: ComponentEntry, families: dict[str, str], findings: list[FindingEntry]) -> list[Case]:
    cases = [
        _case(component.address, name, [one for one in findings if _family(one.rule) == key])
        for key, name in families.items()
    ]
    return cases or [Case(component.address, f"level {interval(component.level)}")]


def _case(group: str, name: str, findings: list[FindingEntry]) -> Case:
    """Fails where a finding fails the gate, is skipped where there are others only, passes where there is none."""
    failing = [one for one in findings if one.fails_gate]
    others = [one for one in findings if one.suppressed is None and not one.fails_gate]
    accepted = [one for one in findings if one.suppressed is not None]
    text = "\n\n".join(map(_paragraph, [*failing, *others]))
    if failing:
        worst, *more = [*failing, *others]
        message = worst.message + (f" (and {len(more)} more)" if more else "")
        return Case(group, name, "failure", f"{worst.severity} {worst.rule}", message, text)
    why = [f"{one.severity} {one.rule}, which fails no gate: {one.message}" for one in others]
    why += map(_why, accepted)
    return Case(group, name, "skipped", message="; ".join(dict.fromkeys(why)), text=text) if why else Case(group, name)


def _changed(change: ComponentChange) -> Case:
    """What got worse is a skipped case: that alone fails no gate."""
    name = f"{change.id} {change.change}"
    if change.change in ("fell", "worse"):
        return Case(CHANGE, name, "skipped", message=change.summary)
    return Case(CHANGE, name)


def _nothing(root: str) -> list[Case]:
    return [Case(root, "read, nothing in it serves or stores")]


def _audit(document: Document, findings: list[FindingEntry]) -> list[Case]:
    estate, gate = document.estate, document.assessment.gate
    cases = [_error(f"read {place(one.path, one.line)}", f"was not read: {one.reason}") for one in estate.unread]
    cases += [_error(f"complete: {reason}", reason) for reason in estate.incomplete]
    told = {one.path for one in estate.unread} - {one.path for one in unreported(document)}
    for one in findings:
        if not (one.rule == "CA901" and one.file in told):
            cases.append(
                _case(AUDIT, " ".join(filter(None, (one.rule, place(one.file, one.line), one.message))), [one])
            )
    if not is_incomplete(document):
        cases.append(Case(AUDIT, "everything was read"))
    if gate.passed:
        return [*cases, Case(AUDIT, "the gate holds")]
    reasons = "; ".join(gate.reasons) or "no reason given"
    return [*cases, Case(AUDIT, "the gate holds", "failure", "gate", f"the gate fails: {reasons}")]


def _error(name: str, message: str) -> Case:
    return Case(AUDIT, name, "error", "incomplete", message)


# --- XML ----------------------------------------------------------------------------------------------------------


def _suite(name: str, cases: list[Case]) -> Iterable[str]:
    yield f'  <testsuite name="{_attribute(name)}" {_totals(cases)} skipped="{_count(cases, "skipped")}">'
    for case in cases:
        inner = _inner(case)
        tag = f'    <testcase classname="{_attribute(case.group)}" name="{_attribute(case.name)}"'
        yield f"{tag}>{inner}</testcase>" if inner else f"{tag}/>"
    yield "  </testsuite>"


def _totals(cases: list[Case]) -> str:
    return f'tests="{len(cases)}" failures="{_count(cases, "failure")}" errors="{_count(cases, "error")}"'


def _count(cases: list[Case], element: str) -> int:
    return sum(case.element == element for case in cases)


def _inner(case: Case) -> str:
    if case.element is None:
        return ""
    kind = f' type="{_attribute(case.type)}"' if case.type else ""
    opened = f'{case.element}{kind} message="{_attribute(case.message)}"'
    return f"<{opened}>{_text(case.text)}</{case.element}>" if case.text else f"<{opened}/>"


def _paragraph(finding: FindingEntry) -> str:
    at = place(finding.file, finding.line)
    lines = [f"{finding.severity} {finding.rule} {finding.title or ''}".rstrip(), at, finding.message]
    lines += [f"{place(one.file, one.line)}: {one.message}" for one in finding.related]
    text = "\n".join(visible(line) for line in lines if line)
    return f"{text}\nTo fix it: {visible_block(finding.remediation)}" if finding.remediation else text


def _why(finding: FindingEntry) -> str:
    accepted = finding.suppressed
    assert accepted is not None  # noqa: S101 - only what is accepted comes here
    until = f" until {accepted.until}" if accepted.until else ""
    return f"{finding.rule} accepted{until}: {accepted.reason or 'no reason given'}"


def _attribute(text: str) -> str:
    return _known(escape(one_line(text), {'"': "&quot;"}))


def _text(text: str) -> str:
    return _known(escape(text))


def _known(text: str) -> str:
    """Only what XML allows, and with what a CI log would take for a command written as character references."""
    text = _NEVER_IN_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return _COMMAND.sub(r"\1&#58;:", text).replace("##", "#&#35;")
