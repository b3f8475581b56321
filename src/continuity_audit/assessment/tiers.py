"""How much hangs on a component: from the configuration, from a tag, else from what it is for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from continuity_audit.estate.model import Component, Kind, Severity, Tier, TiersInCode
from continuity_audit.estate.patterns import pattern

TAGS: Final = ("continuity-audit:tier", "continuity-audit/tier", "continuity-audit.tier")
WHOLE_NAMES: Final = ("log", "logs", "logging", "artifacts")
"""Names of buckets in the code that say all; as a part of a longer name they may mean business (`ships-log`)."""
PHRASES: Final = (
    "logs", "logging", "log-bucket", "log-archive", "access-log", "flow-log",
    "tfstate", "terraform-state", "tf-state", "remote-state",
    "build-artifacts", "ci-artifacts", "pipeline-artifacts", "codepipeline", "codebuild", "build-cache", "ci-cache",
)  # fmt: skip
"""Words that follow each other in the name of a bucket that only supports building or observing."""
_WORD: Final = pattern(r"[a-z0-9]+")
LOCKS: Final = frozenset({"lock", "locks", "locking"})
TERRAFORM: Final = frozenset({"terraform", "tf", "tfstate", "state"})

HEAVIEST: Final[Mapping[Tier, Severity]] = MappingProxyType(
    {
        Tier.CRITICAL: Severity.CRITICAL,
        Tier.STANDARD: Severity.MEDIUM,
        Tier.SUPPORTING: Severity.MEDIUM,
        Tier.DEVELOPMENT: Severity.LOW,
    }
)
"""The most that a rule's finding weighs on a component of a tier, where the configuration says nothing else."""


class TierFrom(StrEnum):
    """What decides a tier, in the order in which it is asked."""

    CONFIGURATION = "configuration"
    TAG = "tag"
    PURPOSE = "purpose"
    DEFAULT = "default"


class Tiering(Struct, frozen=True):
    """A tier, what decides it, and that in words."""

    tier: Tier
    source: TierFrom
    why: str


Stated = Callable[[Component], Tiering | None]
"""What the configuration says of a component's tier."""


def tier_of(component: Component, stated: Sequence[Stated] = (), in_code: TiersInCode = TiersInCode.ALLOW) -> Tiering:
    """The tier: of the configuration, else of a tag, else by what the component is for, else critical.

    ``in_code`` says whether tags and names count; where they may only raise, one that lowers is named and passed over.
    """
    for rule in stated:
        found = rule(component)
        if found is not None:
            return found
    given, tagged = _without_tag(component, in_code), _tagged(component)
    if tagged is None:
        return given
    counts = in_code is TiersInCode.ALLOW or (in_code is TiersInCode.RAISE and _higher(tagged.tier, given.tier))
    if counts or tagged.tier is given.tier:
        return tagged if counts else given
    return Tiering(given.tier, given.source, f"{given.why}; the {tagged.why} does not count here")


def _without_tag(component: Component, in_code: TiersInCode) -> Tiering:
    if component.kind is Kind.REGISTRY:
        return Tiering(Tier.SUPPORTING, TierFrom.PURPOSE, "a registry only supports building")
    if supports_only(component):
        if in_code is TiersInCode.ALLOW:
            return Tiering(Tier.SUPPORTING, TierFrom.PURPOSE, "by its name it only supports building or observing")
        return Tiering(Tier.CRITICAL, TierFrom.DEFAULT, "nothing that counts here says otherwise, its name does not")
    return Tiering(Tier.CRITICAL, TierFrom.DEFAULT, "nothing says otherwise")


def _tagged(component: Component) -> Tiering | None:
    for tag in TAGS:
        value = component.tags.get(tag, "").strip().lower()
        if value in list(Tier):
            return Tiering(Tier(value), TierFrom.TAG, f"tag {tag} = {value}")
    return None


def _higher(tier: Tier, other: Tier) -> bool:
    order = list(Tier)
    return order.index(tier) < order.index(other)


def supports_only(component: Component) -> bool:
    """Whether a component only supports building or observing: registries, log and state buckets, Terraform's locks.

    A doubtful name is none: what is taken for supporting by mistake would raise the estate's level.
    """
    if component.kind is Kind.REGISTRY:
        return True
    if component.kind not in (Kind.OBJECT_STORAGE, Kind.DATABASE):
        return False
    names = [_WORD.findall(name.lower()) for name in (component.resource.name, component.name)]
    if component.kind is Kind.OBJECT_STORAGE:
        whole = component.resource.name.lower() in WHOLE_NAMES
        return whole or any(f"-{phrase}-" in f"-{'-'.join(words)}-" for phrase in PHRASES for words in names)
    return any(LOCKS.intersection(words) and TERRAFORM.intersection(words) for words in names)
