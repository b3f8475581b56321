"""A baseline: the findings that were there on a day, so that the gate counts only what is new since."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

import msgspec

from continuity_audit.assessment.rules import Finding
from continuity_audit.estate.os_errors import in_words
from continuity_audit.pipeline.comments import Suppression
from continuity_audit.pipeline.request import RequestError

ACCEPTED: Final = Suppression(rules=(), source="baseline", reason="it is in the baseline")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A finding as a baseline names it: the fingerprint decides, the rest is for people who read the file."""

    rule: str
    component: str | None = None
    scenario: str | None = None
    fingerprint: str


class _File(msgspec.Struct, frozen=True, kw_only=True):
    schema_version: Literal[1] = 1
    findings: tuple[Entry, ...]


def nothing_is_protected(rule: str) -> bool:
    """What holds where no rule is protected."""
    return False


class Baseline(msgspec.Struct, frozen=True, dict=True):
    """The findings that were known before."""

    entries: tuple[Entry, ...] = ()
    protected: Callable[[str], bool] = nothing_is_protected
    """Whether the findings of a rule count although they are in it."""

    @cached_property
    def fingerprints(self) -> frozenset[str]:
        """What tells the findings apart."""
        return frozenset(entry.fingerprint for entry in self.entries)

    def accepts(self, finding: Finding) -> Suppression | None:
        """The acceptance of a finding that it holds; what concerns the audit itself is never accepted."""
        known = finding.rule.suppressible and finding.fingerprint in self.fingerprints
        known = known and not self.protected(finding.rule.id)
        return ACCEPTED if known else None

    def gone(self, findings: Iterable[Finding], asked: Iterable[str]) -> int:
        """How many of its findings no longer occur; only of rules that were asked is that known."""
        found, rules = {finding.fingerprint for finding in findings}, set(asked)
        return sum(entry.rule in rules and entry.fingerprint not in found for entry in self.entries)


def read_baseline(file: Path | None, protected: Callable[[str], bool] = nothing_is_protected) -> Baseline:
    """The baseline of a file, an empty one of none.

    Raises:
        RequestError: the file cannot be read, or is none.
    """
    if file is None:
        return Baseline()
    try:
        return Baseline(msgspec.json.decode(file.read_bytes(), type=_File).findings, protected)
    except OSError as problem:
        said = in_words(problem)
        raise RequestError(f"baseline {file}: {said} (--write-baseline writes one)") from problem
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise RequestError(f"baseline {file}: this is no baseline: {problem}") from problem


def as_baseline(
    findings: Iterable[tuple[Finding, Suppression | None]], protected: Callable[[str], bool] = nothing_is_protected
) -> str:
    """The text of a baseline of the findings that nobody accepted in another way and that it may accept."""
    entries = [
        Entry(
            rule=finding.rule.id, component=finding.component.id if finding.component else None,
            scenario=finding.scenario.value if finding.scenario else None, fingerprint=finding.fingerprint,
        )
        for finding, suppression in findings
        if finding.rule.suppressible
        and not protected(finding.rule.id)
        and (suppression is None or suppression.source == "baseline")
    ]  # fmt: skip
    entries.sort(key=lambda e: (e.component or "", e.rule, e.scenario or "", e.fingerprint))
    return msgspec.json.format(msgspec.json.encode(_File(findings=tuple(entries))), indent=2).decode() + "\n"
