"""How much a finding weighs: as its rule says or the configuration, and at most what its component's tier bears."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from continuity_audit.assessment.rules import Rule
from continuity_audit.assessment.tiers import HEAVIEST
from continuity_audit.estate.model import Severity, Tier


class Weights(Struct, frozen=True, kw_only=True):
    """What decides severities in one audit."""

    rules: Mapping[str, Severity] = field(default_factory=dict)
    """In place of a rule's own severity, by its id."""
    tiers: Mapping[Tier, Severity] = field(default_factory=dict)
    """In place of the product's own bound of a tier."""
    as_written: frozenset[str] = frozenset()
    """Rules that weigh the same on every tier: requirements, which say themselves what they mean."""

    def of(self, rule: Rule) -> Severity:
        """The severity of a rule where no tier bounds it."""
        return self.rules.get(rule.id, rule.severity)

    def on(self, rule: Rule, tier: Tier, *, undecided: bool) -> tuple[Severity, Severity | None]:
        """The severity of a finding on a component of a tier, and what it would be where the tier lowers it."""
        if undecided:
            return Severity.LOW, None
        own = self.of(rule)
        bound = self.tiers.get(tier, HEAVIEST[tier])
        return (own, None) if rule.id in self.as_written or own.rank >= bound.rank else (bound, own)


__all__ = ["Weights"]
