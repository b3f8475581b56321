"""Counts: what is known is reckoned with, also as a text, and what is open keeps its names and its least."""

from __future__ import annotations

from decimal import Decimal

import pytest

from continuity_audit.estate.counts import add, as_count, exceeds, fewest, multiply, parts, share_of
from continuity_audit.estate.logic import as_truth, at_least, equals, if_else
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Choice, Unknown, Value, unknown

N = unknown("var.n", low=1)
M = unknown("var.m")


@pytest.mark.parametrize(
    ("left", "right", "total", "product"),
    [
        (2, 3, 5, 6),
        ("2", 3, 5, 6),
        (" 2 ", "3", 5, 6),
        (Decimal("1.5"), 2, Decimal("3.5"), Decimal("3.0")),
        (None, 3, 3, 0),
        ("many", 3, 3, 0),
    ],
)
def test_known_counts_make_a_known_one(left: Value, right: Value, total: Value, product: Value) -> None:
    assert add(left, right) == total
    assert multiply(left, right) == product
    assert add(right, left) == total
    assert multiply(right, left) == product


def test_an_open_part_gives_its_name_and_its_least() -> None:
    total, product = add(N, "2"), multiply(N, "2")
    assert isinstance(total, Unknown)
    assert (total.causes, total.low) == ({"var.n"}, 3)
    assert isinstance(product, Unknown)
    assert (product.causes, product.low) == ({"var.n"}, 2)
    assert causes_of(add(N, M)) == {"var.n", "var.m"}


def test_a_product_with_none_or_one_is_known_whatever_the_other_is() -> None:
    assert multiply(N, 0) == 0
    assert multiply("1", N) is N


def test_a_text_is_read_as_the_number_that_it_holds() -> None:
    assert [as_count(value) for value in ("3", 3, "1e1", "three", None, N)] == [3, 3, 10, None, None, N]


def test_an_open_text_may_hold_any_number() -> None:
    text = Unknown(frozenset({"var.n"}), "var.n", kind="string")
    assert equals(text, 1) is False
    assert causes_of(equals(as_count(text), 1)) == {"var.n"}


def test_a_share_is_a_base_and_a_percentage_of_the_rest() -> None:
    assert share_of(4, 1, 50) == 2
    assert share_of(4, "9", None) == 4
    assert share_of(N, None, 0) == 0
    assert share_of(N, 0, 100) is N
    assert causes_of(share_of(4, M, 50)) == {"var.m"}
    assert lift(bool, at_least(share_of(N, 2, 0), 1)) is True


def test_the_fewest_of_known_and_open_counts() -> None:
    assert fewest(3, "2", 4) == 2
    assert fewest(N, 1) == 1  # it is one or more
    assert lift(bool, at_least(fewest(1, M), 2)) is False
    assert isinstance(at_least(fewest(3, M), 2), Choice)
    assert causes_of(at_least(fewest(3, M), 2)) == {"var.m"}
    assert at_least(fewest(unknown("var.a", low=3), unknown("var.b", low=2)), 2) is True
    branches = if_else(as_truth(M), lambda: 3, lambda: 1)
    assert isinstance(at_least(fewest(branches, 5), 2), Choice)


@pytest.mark.parametrize(("left", "right", "more"), [(3, "2", True), ("2", 2, False), (2, N, None), (M, 1, None)])
def test_more_than_another(left: Value, right: Value, more: bool | None) -> None:
    found = exceeds(left, right)
    assert found is more if more is not None else isinstance(found, Choice)


def test_what_is_open_is_not_more_than_itself_or_its_least() -> None:
    assert exceeds(N, N) is False
    assert exceeds(1, N) is False
    assert causes_of(exceeds(N, M)) == {"var.n", "var.m"}


@pytest.mark.parametrize(("total", "size", "number"), [(4, 1, 4), (4, "2", 2), (5, 2, 3), (2, 4, 1), (0, 4, 0)])
def test_the_parts_of_a_total(total: Value, size: Value, number: int) -> None:
    assert parts(total, size) == number


def test_the_parts_of_an_open_total_or_of_an_open_size() -> None:
    assert parts(N, 1) is N
    assert parts(0, M) == 0
    for number in (parts(N, 4), parts(N, M)):
        assert isinstance(number, Unknown)
        assert number.low == 1
    assert causes_of(parts(4, M)) == {"var.m"}
