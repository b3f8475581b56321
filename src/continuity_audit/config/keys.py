"""What may stand in the configuration file: every key, its type and its default."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import msgspec

from continuity_audit.estate.model import Kind, Level, Severity, Tier, TiersInCode


class FailOn(StrEnum):
    """The least severity of a finding that fails the gate."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NEVER = "never"


class OnUnknown(StrEnum):
    """Whether what cannot be decided fails the gate."""

    REPORT = "report"
    FAIL = "fail"


class InlineSuppressions(StrEnum):
    """What a suppression in the audited code does."""

    ALLOW = "allow"
    REPORT = "report"
    FORBID = "forbid"


class Permission(StrEnum):
    """Whether something is allowed."""

    ALLOW = "allow"
    FORBID = "forbid"


class Color(StrEnum):
    """When output has colours."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class MinLevel(StrEnum):
    """The least level that passes the gate, by the names of the command line."""

    LOW = "low"
    LOW_MEDIUM = "low-medium"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def level(self) -> Level:
        """The level that is named."""
        return next(level for level in Level if level.slug == self)


Text = Annotated[str, msgspec.Meta(min_length=1, description="text")]


CostOfDowntime = Annotated[
    str, msgspec.Meta(pattern=r"^[0-9]{1,15}(\.[0-9]{1,4})?/h$", description="an amount an hour, such as 12000/h")
]


class _Keys(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """What all mappings of the file have in common."""


class Where(_Keys, frozen=True):
    """Which components are meant: those that fit every key that is given, each by any of its values."""

    kind: Kind | tuple[Kind, ...] = ()
    type: Text | tuple[Text, ...] = ()
    tags: dict[str, str] = {}
    path: Text | tuple[Text, ...] = ()
    address: Text | tuple[Text, ...] = ()
    environment: Text | tuple[Text, ...] = ()


class TierRule(_Keys, frozen=True):
    """Puts components into a tier; the first rule that fits a component counts."""

    tier: Tier
    where: Where


class Suppression(_Keys, frozen=True):
    """Accepts the findings of a rule, for a component (address or id) or the files of a path, until a day."""

    rule: Text
    reason: Text
    component: Text | None = None
    path: Text | None = None
    until: date | None = None


EnvironmentName = Annotated[
    str, msgspec.Meta(pattern=r"^[\w.-]+$", description="a name of letters, figures, dots and hyphens")
]


class Environment(_Keys, frozen=True):
    """What Terraform is given from outside in one environment, for the roots that fit, else for all."""

    root: Text | None = None
    var: dict[str, Any] = {}
    var_file: tuple[Text, ...] = ()
    workspace: Text | None = None


class Trust(_Keys, frozen=True):
    """What the audited code may decide of its own audit."""

    suppressions: InlineSuppressions = InlineSuppressions.ALLOW
    suppression_days: Annotated[int, msgspec.Meta(ge=1)] | None = None
    """How many days a suppression in code may last; it then needs ``until``."""
    protected_rules: tuple[Text, ...] = ()
    """Rules, or beginnings of their ids, that neither code nor a baseline suppresses."""
    tiers: TiersInCode = TiersInCode.ALLOW
    hidden_code: Permission = Permission.ALLOW
    """Whether files of the tree may keep code out of the audit: ``.gitignore``, what marks a virtual environment."""
    installed_modules: Permission = Permission.ALLOW
    """Whether ``.terraform/modules`` says what a module is."""


class Config(_Keys, frozen=True):
    """Every option of ``check`` under its name on the command line, and what has no room there.

    As ``load`` returns it, every path is absolute.
    """

    paths: tuple[Text, ...] = ()
    exclude: tuple[Text, ...] = ()
    var: dict[str, Any] = {}
    var_file: tuple[Text, ...] = ()
    workspace: Text | None = None
    values: tuple[Text, ...] = ()
    source_map: dict[Text, Text] = {}
    environments: dict[EnvironmentName, Environment | tuple[Environment, ...]] = {}
    format: Text = "text"
    output: Text | None = None
    report: dict[str, Text] = {}
    quiet: bool = False
    verbose: bool = False
    color: Color = Color.AUTO
    sector: Text | None = None
    select: tuple[Text, ...] = ()
    ignore: tuple[Text, ...] = ()
    severity: dict[str, Severity] = {}
    tiers: tuple[TierRule, ...] = ()
    tier_severity: dict[Tier, Severity] = {}
    suppressions: tuple[Suppression, ...] = ()
    fail_on: FailOn = FailOn.HIGH
    min_level: MinLevel | None = None
    baseline: Text | None = None
    policy: Text | None = None
    unknown: OnUnknown = OnUnknown.REPORT
    diff: Text | None = None
    downtime_cost: CostOfDowntime | None = None
    currency: Text | None = None
    trust: Trust = Trust()
    allow_incomplete: bool = False
    plugin: tuple[Text, ...] = ()
    jobs: Annotated[int, msgspec.Meta(ge=1)] | None = None
    cache: bool = True
