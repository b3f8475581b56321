"""How much hangs on a component: from the configuration, from a tag, else from what it is for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from continuity_audit.estate.model import Component, Kind, Tier

TAGS: Final = ("continuity-audit:tier", "continuity-audit/tier", "continuity-audit.tier")
WHOLE_NAMES: Final = ("log", "logs", "logging", "artifacts")
"""Names of buckets in the code that say all; as a part of a longer name they may mean business (`ships-log`)."""
PHRASES: Final = (
    "logs", "logging", "log-bucket", "log-archive", "access-log", "flow-log",
    "tfstate", "terraform-state", "tf-state", "remote-state",
    "build-artifacts", "ci-artifacts", "pipeline-artifacts", "codepipeline", "codebuild", "build-cache", "ci-cache",
)  # fmt: skip
"""Words that follow each other in the name of a bucket that only supports building or observing."""
LOCKS: Final = frozenset({"lock", "locks", "locking"})
TERRAFORM: Final = frozenset({"terraform", "tf", "tfstate", "state"})

Stated = Callable[[Component], Tier | None]
"""What the configuration says of a component's tier."""


def tier_of(component: Component, stated: Sequence[Stated] = ()) -> tuple[Tier, str]:
    """The tier and where it comes from: the configuration, a tag, or what the component is."""
    for rule in stated:
        found = rule(component)
        if found is not None:
            return found, "configuration"
    for tag in TAGS:
        value = component.tags.get(tag, "").strip().lower()
        if value in list(Tier):
            return Tier(value), f"tag {tag}"
    if supports_only(component):
        return Tier.SUPPORTING, "it only supports building or observing"
    return Tier.CRITICAL, "it serves or stores at run time"


def supports_only(component: Component) -> bool:
    """Whether a component only supports building or observing: registries, log and state buckets, Terraform's locks.

    A doubtful name is none: what is taken for supporting by mistake would raise the estate's level.
    """
    if component.kind is Kind.REGISTRY:
        return True
    names = [_words(component.resource.name), _words(component.name)]
    if component.kind is Kind.OBJECT_STORAGE:
        whole = component.resource.name.lower() in WHOLE_NAMES
        return whole or any(f"-{phrase}-" in f"-{'-'.join(words)}-" for phrase in PHRASES for words in names)
    if component.kind is Kind.DATABASE:
        return any(LOCKS.intersection(words) and TERRAFORM.intersection(words) for words in names)
    return False


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[^a-z0-9]+", name.lower()) if word]
