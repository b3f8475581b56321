"""Figures as people say them."""

import pytest

from continuity_audit.reports.document import LevelInterval
from continuity_audit.reports.words import interval, place, plural, span


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, "not estimated"),
        ((0, 0), "none"),
        ((0, 300), "up to 5 min"),
        ((60, 60), "about 1 min"),
        ((60, 120), "1–2 min"),
        ((30, 90), "30 s – 1.5 min"),
        ((1_800, 14_400), "30 min – 4 h"),
        ((86_400, 86_400), "about 1 day"),
        ((86_400, 259_200), "1–3 days"),
        ((0, 86_400), "up to 1 day"),
    ],
)
def test_a_range_of_seconds(seconds: tuple[int, int] | None, said: str) -> None:
    assert span(seconds) == said


def test_counts_levels_and_places() -> None:
    assert plural(1, "component") == "1 component"
    assert plural(1_200, "component") == "1,200 components"
    assert plural(0, "query") == "0 queries"
    assert interval(None) == "not judged"
    assert interval(LevelInterval(at_least="Low", at_most="Low")) == "Low"
    assert interval(LevelInterval(at_least="Low", at_most="High")) == "Low to High"
    assert place("main.tf", 3) == "main.tf:3"
    assert place("plan.json", None) == "plan.json"
    assert place(None, 3) is None
