"""Words on a terminal: wrapped, cut and counted in columns."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from continuity_audit.reports.text.layout import clip, columns, wrap

WORDS = st.lists(st.text("ab.:/[-é東\u0301", min_size=1, max_size=20), max_size=8)
AT_ANY_PACE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_lines_are_wrapped_by_columns_not_characters() -> None:
    assert columns("東京") == 4
    assert wrap("東京 東京 東京", 11, "- ") == "- 東京 東京\n  東京"
    assert wrap("abcdefghij", 4) == "abcd\nefgh\nij"
    assert clip("東京都", 5) == "東京…"
    assert clip("abc", 3) == "abc"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("module.orders.aws_db_instance.this", 20, ["module.orders.aws_", "db_instance.this"]),
        ("infra/prod::module.db.aws_x.y to", 12, ["infra/prod::", "module.db.", "aws_x.y to"]),
        ("a" * 9, 4, ["aaaa", "aaaa", "a"]),
        ("", 4, [""]),
    ],
)
def test_long_names_are_cut_where_they_have_a_joint(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width).split("\n") == lines


@AT_ANY_PACE
@given(words=WORDS, width=st.integers(8, 30), first=st.sampled_from(["", "  - ", "fix: "]))
def test_wrapping_loses_nothing_and_keeps_to_the_width(words: list[str], width: int, first: str) -> None:
    lines = wrap(" ".join(words), width, first).split("\n")
    assert "".join("".join(lines).split()) == "".join(first.split() + words)
    assert max(map(columns, lines)) <= width
    assert all(line.startswith(" " * len(first)) for line in lines[1:])


@AT_ANY_PACE
@given(words=WORDS, width=st.integers(8, 40))
def test_a_line_is_broken_only_where_the_next_word_has_no_room(words: list[str], width: int) -> None:
    words = [word for word in words if columns(word) <= width]
    lines = wrap(" ".join(words), width).split("\n")
    for line, below in pairwise(lines):
        assert columns(f"{line} {below.split(' ')[0]}") > width


@AT_ANY_PACE
@given(text=st.text("ab é東\u0301", max_size=40), width=st.integers(1, 40))
def test_clipping_keeps_as_much_as_fits(text: str, width: int) -> None:
    cut = clip(text, width)
    assert columns(cut) <= width
    if cut != text:
        kept = cut.removesuffix("…")
        assert text.startswith(kept)
        assert columns(text[: len(kept) + 1]) >= width


@AT_ANY_PACE
@given(text=st.text(max_size=20))
def test_columns_are_those_of_the_characters(text: str) -> None:
    wide = sum(unicodedata.east_asian_width(one) in "WF" and not unicodedata.combining(one) for one in text)
    assert columns(text) == len(text) + wide - sum(bool(unicodedata.combining(one)) for one in text)
