"""The file of ``--policy``: requirements without code, what they mean and what each component owes."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec

from continuity_audit.config.checked import Problem
from continuity_audit.config.file import checked
from continuity_audit.config.keys import Text, Where
from continuity_audit.estate.model import Outcome, Scenario, Severity, Tier

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class AtLeast(StrEnum):
    """The outcome that a requirement asks for, or a better one."""

    RECOVERS = "recovers"
    CONTINUES = "continues"

    @property
    def outcome(self) -> Outcome:
        """The outcome of that name."""
        return Outcome(self.value)


RequirementId = Annotated[
    str, msgspec.Meta(pattern=r"^[A-Za-z][\w-]*$", description="a name of letters, figures and hyphens")
]
Duration = Annotated[str, msgspec.Meta(pattern=r"^\d+[smhd]$", description="a duration such as 90s, 15m, 4h or 2d")]


class Scope(Where, frozen=True):
    """Which components a requirement means."""

    tier: Tier | tuple[Tier, ...] = ()


class Requirement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What components owe: an outcome at least, and bounds of recovery time and data loss, by scenario."""

    id: RequirementId
    title: Text
    where: Scope = Scope()
    require: dict[Scenario, AtLeast] = msgspec.field(default_factory=dict)
    rto: dict[Scenario, Duration] = msgspec.field(default_factory=dict)
    rpo: dict[Scenario, Duration] = msgspec.field(default_factory=dict)
    severity: Severity = Severity.HIGH

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios that it speaks of, in their order."""
        return tuple(s for s in Scenario if s in {*self.require, *self.rto, *self.rpo})


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All requirements of a file."""

    requirements: tuple[Requirement, ...]


def load_policy(file: Path) -> Policy:
    """The policy of a file of YAML or TOML; raises ConfigError."""
    return checked(file, Policy, _contradictions)


def seconds(duration: str) -> int:
    """A duration in seconds."""
    return int(duration[:-1]) * _UNITS[duration[-1]]


def _contradictions(policy: Policy) -> Iterator[Problem]:
    seen: set[str] = set()
    if not policy.requirements:
        yield Problem("requirements", "expected at least one, got none")
    for place, requirement in enumerate(policy.requirements):
        key = f"requirements[{place}]"
        if requirement.id in seen:
            yield Problem(f"{key}.id", f'expected an id of its own, "{requirement.id}" stands twice')
        seen.add(requirement.id)
        if not requirement.scenarios:
            yield Problem(key, "expected at least one of require, rto and rpo")
