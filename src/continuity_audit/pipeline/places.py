"""Which components a ``where`` of the configuration means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from continuity_audit.assessment.tiers import Stated, TierFrom, Tiering
from continuity_audit.config.keys import TierRule, Where
from continuity_audit.estate.model import Component

KEYS: Final = ("kind", "type", "tags", "path", "address", "environment")
"""What a ``where`` may give, in the order in which it is said."""


def stated_tiers(rules: Sequence[TierRule]) -> tuple[Stated, ...]:
    """What the configuration says of tiers: the first rule that fits a component counts."""

    def stated(place: int, rule: TierRule) -> Stated:
        keys = [key for key in KEYS if getattr(rule.where, key)]
        found = Tiering(rule.tier, TierFrom.CONFIGURATION, f"tiers[{place}], by {' and '.join(keys) or 'default'}")

        def ask(component: Component) -> Tiering | None:
            return found if means(rule.where, component) else None

        return ask

    return tuple(stated(place, rule) for place, rule in enumerate(rules))


def means(where: Where, component: Component) -> bool:
    """Whether a component fits every key that is given, each by any of its values."""
    resource = component.resource
    keys: tuple[tuple[Iterable[str], tuple[str, ...]], ...] = (
        (_several(where.kind), (component.kind.value,)),
        (_several(where.type), (resource.type,)),
        (_several(where.path), paths_of(component)),
        (_several(where.address), names_of(component)),
        (_several(where.environment), (resource.environment,)),
    )
    for patterns, names in keys:
        wanted = tuple(patterns)
        if wanted and not any(fits(name, pattern) for name in names for pattern in wanted):
            return False
    return all(key in component.tags and fits(component.tags[key], value) for key, value in where.tags.items())


def paths_of(component: Component) -> tuple[str, ...]:
    """The paths that a component is found under: its file, its root (a folder), and the calls that lead to it."""
    resource = component.resource
    return (resource.span.file, resource.folder, f"{resource.folder}/", *(call.file for call in resource.sources))


def names_of(component: Component) -> tuple[str, ...]:
    """The names that a component goes by in the configuration: its address, its id, and that without environment."""
    resource = component.resource
    return (component.address, component.id, f"{resource.folder}::{component.address}", resource.address)


def fits(name: str, pattern: str) -> bool:
    """Whether a name fits a pattern in which ``*`` is anything; brackets mean themselves, as in ``main["a"]``."""
    return pattern == "*" or _compiled(pattern).fullmatch(name) is not None


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, re.split(r"\*+", pattern))), re.DOTALL)


def _several(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (str(value),) if isinstance(value, str) else tuple(map(str, value))
