"""Rules and profiles in words, made from the same lines that decide: for `explain` and for the documentation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from continuity_audit.assessment.rules import Rule
from continuity_audit.estate.model import Outcome, Scenario, Seconds
from continuity_audit.parsers.terraform.kubernetes_objects import WRITTEN_AS
from continuity_audit.profiles.profile import Claim, Profile, floor
from continuity_audit.profiles.terms import ALWAYS, Condition

FENCES: Final = {"terraform": "hcl", "kubernetes": "yaml"}


def explain_rule(rule: Rule) -> str:
    """A rule's page, in Markdown, under the headings that every rule has."""
    family = f"Family: {rule.family}. " if rule.family else ""
    since = f", since {rule.since}" if rule.since else ""
    facts = f"{family}Severity: {rule.severity.value}. Status: {rule.status.value}{since}."
    if rule.scenarios:
        facts += f" Speaks of: {', '.join(s.value for s in rule.scenarios)}."
    lines = [f"# {rule.id} {rule.name}", "", f"{rule.title}.", "", facts]
    lines += ["", "## Why this is bad", "", rule.rationale]
    if rule.flawed:
        lines += ["", "## Example", *_code(rule.flawed)]
    lines += ["", "## What to do", "", rule.remediation]
    if rule.examples:
        lines += [*(("", "Use instead:") if rule.flawed else ()), *_code(rule.examples)]
    if rule.references:
        lines += ["", "## References", "", *(f"- <{reference}>" for reference in rule.references)]
    if rule.suppressible:
        lines += ["", "## Accepting it", "", "In the line above the block, or behind the block's first line:"]
        lines += ["", "```hcl", f'# continuity-audit: ignore {rule.id} until=2027-01-31 reason="why"', "```"]
    return "\n".join(lines)


def _code(by_language: Mapping[str, str]) -> Iterator[str]:
    for language, code in by_language.items():
        yield from ("", f"```{FENCES.get(language, '')}", code, "```")


def explain_type(profile: Profile) -> str:
    """What decides the outcomes of a resource type, in Markdown."""
    holds = profile.stateful if isinstance(profile.stateful, bool) else None
    state = {True: "holds data", False: "holds no data", None: f"holds data where {profile.stateful}"}[holds]
    lines = [f"# {profile.type}", "", f"{profile.title}: {profile.kind.value}, {state}."]
    if profile.component is not ALWAYS:
        lines += ["", f"A component only where {profile.component}."]
    folded = list(dict.fromkeys(fold.type for fold in profile.folds))
    if folded:
        lines += ["", f"Folded into it: {', '.join(f'`{name}`' for name in folded)}."]
    if written := WRITTEN_AS.get(profile.type):
        lines += ["", f"In Terraform: {', '.join(f'`{name}`' for name in written)}."]
    for scenario in Scenario:
        lines += ["", f"## {scenario.value}", "", *_ladder(profile, scenario, holds)]
    return "\n".join(lines)


def _ladder(profile: Profile, scenario: Scenario, holds: bool | None) -> Iterator[str]:
    always = False
    for number, claim in enumerate(profile.ladder(scenario), 1):
        yield f"{number}. {_claim(claim)}"
        always = claim.when is ALWAYS
    if always:
        return
    if holds is None:
        yield f"- else, where it holds data: {_claim(floor(scenario, True))}"
        yield f"- else, where it holds none: {_claim(floor(scenario, False))}"
    else:
        yield f"- else: {_claim(floor(scenario, holds))}"
    if advice := profile.advice.get(scenario):
        yield f"- what helps where it is lost: {advice}."


def _claim(claim: Claim) -> str:
    how = f" ({claim.by.value})" if claim.by else ""
    condition = f" when {claim.when}" if isinstance(claim.when, Condition) and claim.when is not ALWAYS else ""
    figures = "" if claim.outcome is Outcome.LOST else f" RTO {_range(claim.rto)}, RPO {_range(claim.rpo)}."
    source = f" <{claim.source}>" if claim.source else ""
    return f"**{claim.outcome.value}**{how}{condition}: {claim.why}.{figures}{source}"


def _range(seconds: Seconds | None) -> str:
    if seconds is None:
        return "unknown"
    low, high = map(_duration, seconds)
    return low if low == high else f"{low} to {high}"


def _duration(seconds: int) -> str:
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds and seconds % size == 0:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
