"""GitHub workflow commands: each finding that counts as an annotation beside its line, as many as GitHub shows."""

from collections import Counter

from continuity_audit.estate.patterns import pattern
from continuity_audit.reports.changes import falls
from continuity_audit.reports.document import (
    ComponentChangeName,
    Document,
    FindingEntry,
    Severity,
)
from continuity_audit.reports.findings import counted, in_tree, one_line, place_of, unreported
from continuity_audit.reports.neutral import visible, without_commands
from continuity_audit.reports.registry import RenderOptions
from continuity_audit.reports.words import called, interval, plural

SHOWN_OF_EACH = 10
"""GitHub shows ten errors, ten warnings and ten notices of a step and drops the rest without a word."""

_COMMANDS: dict[Severity, str] = {"critical": "error", "high": "error", "medium": "warning", "low": "notice"}
_FALLS: dict[ComponentChangeName, str] = {"fell": "A resilience level falls", "worse": "Resilience gets worse"}
_LONGEST = 1_000
# `##[error]` is a command wherever it stands in a line, also inside another command's text.
_INNER = pattern(r"##(\w*)\[")


def render(document: Document, options: RenderOptions) -> str:
    """The commands, what fails the gate first; what is beyond GitHub's limit is in plain lines, with a total."""
    shown: Counter[str] = Counter({"notice": 1})  # one is kept for the summary
    commands, rest = _troubles(document, options, shown), []
    for change in falls(document):
        shown["warning"] += 1
        if shown["warning"] <= SHOWN_OF_EACH:
            path = in_tree(options.base, change.file)
            text = f"{called(change)} {change.summary}"
            commands.append(_command("warning", text, file=path, line=change.line, title=_FALLS[change.change]))
    findings = [one for one in counted(document.findings) if one.change not in ("unchanged", "remains")]
    for finding in sorted(findings, key=lambda one: not one.fails_gate):
        command = _COMMANDS[finding.severity]
        shown[command] += 1
        if shown[command] <= SHOWN_OF_EACH:
            commands.append(_annotation(command, finding, options))
        else:
            rest.append(_plain(finding, options))
    commands.append(_command("notice", _verdict(document, len(rest)), title="continuity-audit"))
    if rest:
        commands.append(f"Not annotated, for GitHub shows {SHOWN_OF_EACH} of each kind:")
    return "\n".join([*commands, *rest]) + "\n"


def _troubles(document: Document, options: RenderOptions, shown: Counter[str]) -> list[str]:
    """What made the audit incomplete, before everything else."""
    commands = []
    for reason in document.estate.incomplete:
        commands.append(_command("error", reason, title="The audit is incomplete"))
    for unread in unreported(document):
        path = in_tree(options.base, unread.path)
        text = f"{unread.path} was not read: {unread.reason}"
        commands.append(_command("error", text, file=path, line=unread.line, title="Not read"))
    shown["error"] += len(commands)
    return commands


def _annotation(command: str, finding: FindingEntry, options: RenderOptions) -> str:
    path, line = place_of(options.base, finding) or (None, None)
    title = " ".join(filter(None, (finding.rule, finding.title, "(fails the gate)" if finding.fails_gate else "")))
    text = one_line(finding.message)
    if finding.remediation:
        text += f"\nTo fix it: {finding.remediation.rstrip()}"
    return _command(command, text, file=path, line=line, title=title)


def _plain(finding: FindingEntry, options: RenderOptions) -> str:
    path, line = place_of(options.base, finding) or (None, None)
    at = "" if path is None else f"{visible(path)}:{line or 1}: "
    gate = " (fails the gate)" if finding.fails_gate else ""
    return without_commands(f"{at}{finding.severity} {visible(finding.rule)} {_cut(one_line(finding.message))}{gate}")


def _verdict(document: Document, more: int) -> str:
    assessment = document.assessment
    gate = "the gate holds" if assessment.gate.passed else f"the gate fails: {'; '.join(assessment.gate.reasons)}"
    found = plural(len(counted(document.findings)), "finding")
    accepted = len(document.findings) - len(counted(document.findings))
    found += f" and {accepted:,} accepted" if accepted else ""
    if document.comparison is not None:
        numbers = document.comparison.findings
        found += f" ({numbers['new']} new, {numbers['unchanged']} unchanged, {numbers['fixed']} fixed)"
    beyond = f" ({more:,} of them in the log only)" if more else ""
    return f"Resilience level {interval(assessment.level)}; {found}{beyond}; {gate}"


def _command(name: str, text: str, *, file: str | None = None, line: int | None = None, title: str) -> str:
    properties = [f"title={_property(title)}"]
    if file is not None:
        properties[:0] = [f"file={_property(file)}", *([f"line={line}"] if line and line > 0 else [])]
    data = "%0A".join(_data(_cut(visible(part))) for part in text.split("\n"))
    return f"::{name} {','.join(properties)}::{data}"


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")


def _data(text: str) -> str:
    return _INNER.sub(r"##\1\\[", text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
