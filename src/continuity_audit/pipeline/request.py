"""What an audit is asked: the paths, what is given from outside, and what the gate demands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from msgspec import Struct, field

from continuity_audit.config.keys import FailOn, OnUnknown, Permission, Suppression, TierRule, Trust
from continuity_audit.discovery import TrustInTree
from continuity_audit.estate.model import Level, Severity, Tier
from continuity_audit.parsers.reading import Inputs
from continuity_audit.pipeline.environments import Environment


class RequestError(Exception):
    """The call or the configuration is wrong; one line for the user, and the setting that is, by its key."""

    def __init__(self, text: str, setting: str | None = None) -> None:
        super().__init__(f"{setting}: {text}" if setting else text)
        self.text = text
        self.setting = setting


class Request(Struct, frozen=True, kw_only=True):
    """One audit."""

    paths: tuple[Path, ...]
    exclude: tuple[str, ...] = ()
    stdin: bytes | None = None
    """What stands for the path ``-``."""
    inputs: Inputs = field(default_factory=Inputs)
    environments: tuple[Environment, ...] = ()
    """A root that belongs to some of them is audited once for each, and not with ``inputs``."""
    source_map: Mapping[str, Path] = field(default_factory=dict)
    """The folders of the audited paths that hold modules whose sources lead elsewhere, by these sources."""
    sector: str | None = None
    select: tuple[str, ...] = ()
    """Rules by id or the beginning of it; all where there are none."""
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    tiers: tuple[TierRule, ...] = ()
    tier_severities: Mapping[Tier, Severity] = field(default_factory=dict)
    """The most that a finding weighs on a component of a tier, in place of the product's own bounds."""
    suppressions: tuple[Suppression, ...] = ()
    fail_on: FailOn = FailOn.HIGH
    min_level: Level | None = None
    baseline: Path | None = None
    """The file of the findings that were known before, which do not count."""
    policy: Path | None = None
    """The file of requirements that are asked beside the rules."""
    unknown: OnUnknown = OnUnknown.REPORT
    downtime_cost: Decimal | None = None
    """What an hour of downtime costs; nothing is said of costs without it."""
    currency: str = ""
    trust: Trust = Trust()
    """What the audited code may decide of its own audit."""
    allow_incomplete: bool = False
    jobs: int | None = None
    """Processes to work with; as many as the machine has processors without a number.

    They are forked: a program with threads of its own, whose locks a forked process would keep, gives 1.
    """
    today: date | None = None
    """The day against which suppressions expire; the current one where it is not given."""
    plugins: tuple[str, ...] = ()
    diff: str | None = None
    """The revision of git with which the files are compared; then only what changed since counts for the gate."""
    base: Path | None = None
    """What roots and files are named from; where it is not given, the nearest folder that holds all paths."""
    configuration: Path | None = None
    """The file that the settings come from, so that a comparison can say what a change does to it."""
    configuration_is_named: bool = False
    """Whether the caller named that file; else it was found in the tree."""
    cache: bool = False
    """Whether what was read is kept for later runs, and taken from earlier ones, in the user's cache folder."""

    @property
    def trust_in_tree(self) -> TrustInTree:
        """What files of the audited tree may decide of what is read."""
        return trust_in_tree(self.trust)


def trust_in_tree(trust: Trust) -> TrustInTree:
    """What files of the audited tree may decide of what is read."""
    return TrustInTree(
        hides=trust.hidden_code is Permission.ALLOW, installs=trust.installed_modules is Permission.ALLOW
    )
