"""How much hangs on a component: from the configuration, from a tag, else from what it is for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from continuity_audit.estate.model import Component, Kind, Tier

TAGS: Final = ("continuity-audit:tier", "continuity-audit/tier", "continuity-audit.tier")
BUILD_WORDS: Final = ("log", "logs", "logging", "tfstate", "terraform-state", "state", "artifacts", "ci", "build")
"""Words in the name of a bucket or table that only supports building or observing."""

Stated = Callable[[Component], Tier | None]
"""What the configuration says of a component's tier."""


def tier_of(component: Component, stated: Sequence[Stated] = ()) -> tuple[Tier, str]:
    """The tier and where it comes from: the configuration, a tag, or what the component is."""
    for rule in stated:
        found = rule(component)
        if found is not None:
            return found, "configuration"
    for tag in TAGS:
        value = component.tags.get(tag, "").lower()
        if value in list(Tier):
            return Tier(value), f"tag {tag}"
    if supports_only(component):
        return Tier.SUPPORTING, "it only supports building or observing"
    return Tier.CRITICAL, "it serves or stores at run time"


def supports_only(component: Component) -> bool:
    """Whether a component only supports building or observing: registries, log and state buckets."""
    if component.kind is Kind.REGISTRY:
        return True
    if component.kind not in (Kind.OBJECT_STORAGE, Kind.DATABASE):
        return False
    words = f"{component.resource.name} {component.name}".lower().replace("_", "-")
    parts = set(words.replace(" ", "-").split("-"))
    if component.kind is Kind.DATABASE:
        return "lock" in parts and bool(parts & {"terraform", "tfstate", "state"})
    return bool(parts & set(BUILD_WORDS)) or "terraform-state" in words
