"""What a rule is: its texts and a pure function from an assessed component to problems. It never sees an attribute."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct, field

from continuity_audit.assessment.estate_assessment import Assessed, Assessment
from continuity_audit.estate.model import Scenario, Severity


class Status(StrEnum):
    """How settled a rule is."""

    PREVIEW = "preview"
    STABLE = "stable"
    DEPRECATED = "deprecated"


FAMILIES: Final[Mapping[str, str]] = {
    "CA1": "single instance",
    "CA2": "single zone",
    "CA3": "single region",
    "CA4": "backup only, or no backup",
    "CA5": "shared fate",
    "CA6": "failover plumbing",
    "CA7": "dependencies",
    "CA9": "the audit itself",
}


class Problem(Struct, frozen=True):
    """What a rule says of a component."""

    message: str
    scenario: Scenario | None = None
    remedies: tuple[str, ...] = ()
    """What to set in the code, from the profile's own conditions; the rule's remediation where there is none."""
    undecided: bool = False
    """Whether it may be none: code leaves open a value that decides it."""


Check = Callable[[Assessed, Assessment], Iterable[Problem]]


def nothing(assessed: Assessed, assessment: Assessment) -> Iterable[Problem]:
    """The check of a rule whose findings come from the audit itself."""
    return ()


class Rule(Struct, frozen=True, kw_only=True):
    """A rule with all its texts. The name names the flaw; the identifier is for good."""

    id: str
    name: str
    severity: Severity
    scenarios: tuple[Scenario, ...]
    title: str
    """One line; what is wrong."""
    rationale: str
    remediation: str
    examples: Mapping[str, str] = field(default_factory=dict)
    """Code that fulfils the rule, by language: ``terraform``, ``kubernetes``."""
    flawed: Mapping[str, str] = field(default_factory=dict)
    """Code that the rule flags, by language: the example of that language is the same without the flaw."""
    references: tuple[str, ...] = ()
    status: Status = Status.STABLE
    since: str | None = None
    """The version that has it first."""
    check: Check = nothing

    @property
    def family(self) -> str:
        """The family, by its words: ``single zone``."""
        return FAMILIES.get(self.id[:3], "")

    @property
    def suppressible(self) -> bool:
        """Whether a finding may be suppressed; those on the audit itself may not."""
        return not self.id.startswith("CA9")


class Finding(Struct, frozen=True, kw_only=True):
    """A rule's verdict on a component, or on the audit itself, in its place."""

    rule: Rule
    severity: Severity
    message: str
    file: str | None
    line: int | None
    component: Assessed | None = None
    scenario: Scenario | None = None
    remediation: str = ""
    fingerprint: str = ""
    lowered_from: Severity | None = None
    """What it would weigh if its component's tier did not bound that."""
    undecided: bool = False
    """Whether code leaves open what decides it: it weighs least and counts for the gate only where that is asked."""


__all__ = ["Finding", "Problem", "Rule", "Severity", "Status", "nothing"]
