"""Placement groups: which of them keep the machines of a group in a single zone.

Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/placement-strategies.html
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.logic import any_of, both, equals
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.aws.cluster_machines import STARTED_FROM_PATHS, TEMPLATES
from continuity_audit.profiles.references import named_at
from continuity_audit.profiles.terms import Context

PLACEMENT_GROUP: Final = "aws_placement_group"
READS: Final = (PLACEMENT_GROUP, *TEMPLATES)
PLACED: Final = ("placement_group", "placement.group_name")
"""Where a group of machines, or what it starts them from, names a placement group."""
STRATEGIES: Final = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/placement-strategies.html"


def packed_in_one_zone(machines: Resource, context: Context) -> Value:
    """Whether a placement group packs the machines of a group close together, and so in a single zone."""

    def packs(group: Resource) -> Value:
        context.about(group).note("strategy", group.values.get("strategy"), STRATEGIES)
        return both(group.exists, lambda: equals(group.values.get("strategy"), "cluster"))

    estate = context.estate
    templates = (t for kind, path in STARTED_FROM_PATHS for t in named_at(machines, path, estate, kind))
    holders = dict.fromkeys((machines, *templates))
    groups = (g for holder in holders for path in PLACED for g in named_at(holder, path, estate, PLACEMENT_GROUP))
    return any_of(lambda g=group: packs(g) for group in groups)  # type: ignore[misc]


__all__ = ["READS", "packed_in_one_zone"]
