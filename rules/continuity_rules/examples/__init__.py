"""Code that has the flaw of each rule, and the same code without it: whole enough to be audited as it stands.

A module for each family, as the rules have theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_rules.examples import backups, shared_fate, single_instance, single_region, single_zone, the_audit
from continuity_rules.examples.parts import Pair

_EXAMPLES: Final[Mapping[str, Mapping[str, Pair]]] = {
    **single_instance.EXAMPLES,
    **single_zone.EXAMPLES,
    **single_region.EXAMPLES,
    **backups.EXAMPLES,
    **shared_fate.EXAMPLES,
    **the_audit.EXAMPLES,
}


def flawed(rule: str) -> Mapping[str, str]:
    """Code that a rule flags, by language."""
    return {language: pair.flawed for language, pair in _EXAMPLES[rule].items()}


def fixed(rule: str) -> Mapping[str, str]:
    """The same code as it should be, by language."""
    return {language: pair.fixed for language, pair in _EXAMPLES[rule].items()}
