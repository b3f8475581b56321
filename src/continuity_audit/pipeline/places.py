"""Which components a ``where`` of the configuration means."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Sequence

from continuity_audit.assessment.tiers import Stated
from continuity_audit.config.keys import TierRule, Where
from continuity_audit.estate.model import Component, Tier


def stated_tiers(rules: Sequence[TierRule]) -> tuple[Stated, ...]:
    """What the configuration says of tiers: the first rule that fits a component counts."""

    def stated(rule: TierRule) -> Stated:
        def ask(component: Component) -> Tier | None:
            return rule.tier if means(rule.where, component) else None

        return ask

    return tuple(stated(rule) for rule in rules)


def means(where: Where, component: Component) -> bool:
    """Whether a component fits every key that is given, each by any of its values."""
    resource = component.resource
    keys: tuple[tuple[Iterable[str], tuple[str, ...]], ...] = (
        (_several(where.kind), (component.kind.value,)),
        (_several(where.type), (resource.type,)),
        (_several(where.path), (resource.span.file, resource.root)),
        (_several(where.address), (resource.address, component.id)),
    )
    for patterns, names in keys:
        wanted = tuple(patterns)
        if wanted and not any(fnmatch.fnmatchcase(name, pattern) for name in names for pattern in wanted):
            return False
    return all(
        key in component.tags and fnmatch.fnmatchcase(component.tags[key], value) for key, value in where.tags.items()
    )


def _several(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (str(value),) if isinstance(value, str) else tuple(map(str, value))
