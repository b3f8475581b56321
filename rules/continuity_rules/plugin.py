"""Registers the rules with the audit."""

from __future__ import annotations

from collections.abc import Iterable

from continuity_audit.assessment.rules import Rule
from continuity_audit.plugins import hookimpl
from continuity_rules import (
    backups,
    planned_changes,
    shared_fate,
    single_instance,
    single_region,
    single_zone,
    the_audit,
)


@hookimpl
def continuity_audit_rules() -> Iterable[Rule]:
    """Every rule, in the order of the identifiers."""
    return (
        *single_instance.RULES,
        *single_zone.RULES,
        *single_region.RULES,
        *backups.RULES,
        *planned_changes.RULES,
        *shared_fate.RULES,
        *the_audit.RULES,
    )
