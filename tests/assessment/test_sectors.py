"""The sector matrix, and how an estate stands in it."""

from __future__ import annotations

import pytest

from continuity_audit.assessment.levels import Interval
from continuity_audit.assessment.sectors import SECTORS, standing
from continuity_audit.estate.model import Level

LOW, LOW_MEDIUM, MEDIUM, HIGH = Level


def test_the_matrix() -> None:
    assert [(s.slug, s.risk, s.typical_level.value) for s in SECTORS] == [
        ("automotive-manufacturing", "High", "Low"),
        ("retail-logistics", "High", "Low–Medium"),
        ("aviation-travel", "High", "Low"),
        ("healthcare", "High", "Low–Medium"),
        ("food-agriculture", "High", "Low"),
        ("energy-utilities", "Medium–High", "Medium"),
        ("public-services", "Medium–High", "Low"),
        ("finance-banking", "Medium", "High"),
        ("cloud-providers", "Medium", "High"),
    ]
    for sector in SECTORS:
        assert sector.name
        assert sector.why_risk
        assert sector.why_level
        assert sector.examples
        assert sector.instruments


@pytest.mark.parametrize(
    ("at_least", "at_most", "expected"),
    [
        (LOW, LOW, "below"),
        (LOW_MEDIUM, LOW_MEDIUM, "below"),
        (LOW, LOW_MEDIUM, "below"),
        (MEDIUM, MEDIUM, "at"),
        (HIGH, HIGH, "above"),
        (LOW, MEDIUM, None),
        (MEDIUM, HIGH, None),
        (LOW, HIGH, None),
    ],
)
def test_standing_is_said_where_unknowns_leave_one_side(at_least: Level, at_most: Level, expected: str | None) -> None:
    (energy,) = [s for s in SECTORS if s.slug == "energy-utilities"]
    assert standing(Interval(at_least, at_most), energy) == expected
