"""Calls that would take endless memory or time end with the name of the limit."""

from __future__ import annotations

import base64
import gzip
from decimal import Decimal

import pytest

from continuity_audit.estate.values import Unknown, Value, unknown
from continuity_audit.parsers.terraform.functions.calls import call_function
from continuity_audit.parsers.terraform.functions.errors import FunctionError, LimitError
from continuity_audit.parsers.terraform.functions.text import graphemes

MILLION = "x" * 1_000_000
BOMB = base64.b64encode(gzip.compress(b"\0" * 20_000_000)).decode()
ALIASES = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{level}: &a{level} [{','.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 12)
)


def doubled(levels: int) -> Value:
    value: Value = "x"
    for _ in range(levels):
        value = (value, value)
    return value


def nested(levels: int) -> Value:
    value: Value = ()
    for _ in range(levels):
        value = (value,)
    return value


@pytest.mark.parametrize("bounds", [(1_000_000_000,), (0, 1, Decimal("1e-9"))])
def test_a_range_beyond_the_bound_of_terraform_is_refused_as_there(bounds: tuple[Value, ...]) -> None:
    with pytest.raises(FunctionError, match="more than 1024 values were generated") as refusal:
        call_function("range", bounds)
    assert not isinstance(refusal.value, LimitError)


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("setproduct", (tuple(range(2000)), tuple(range(2000))), "more than 1000000 elements"),
        ("setproduct", tuple([("a", "b")] * 60), "more than 1000000 elements"),
        ("replace", (MILLION, "x", "xxxxxxxxxx"), "longer than 5000000 characters"),
        ("replace", ("x" * 60_000, "/x/", "$0" * 100), "longer than 5000000 characters"),
        ("join", (MILLION, ("a",) * 10), "longer than 5000000 characters"),
        ("indent", (1_000_000, "\n" * 10), "longer than 5000000 characters"),
        ("format", ("%1000000s" * 6, *["x"] * 6), "longer than 5000000 characters"),
        ("format", ("%99999999s", "x"), "more than 1000000 characters"),
        ("format", ("%.9999999f", 1), "more than 1000000 characters"),
        ("format", ("%.900000f", 1), "more than 10000 decimal places"),
        ("format", ("%d", "1e99999999"), "too many digits"),
        ("tostring", (Decimal("1e99999999"),), "too many digits"),
        ("parseint", ("9" * 200_000, 10), "more than 100000 digits"),
        ("jsonencode", (doubled(30),), "more than 1000000 parts"),
        ("flatten", (doubled(30),), "more than 1000000 elements"),
        ("jsonencode", (nested(20_000),), "nested too deeply"),
        ("jsondecode", ("[" * 100_000,), "nested too deeply"),
        ("yamldecode", (ALIASES,), "values once its aliases are expanded"),
        ("yamldecode", ("[" * 20_000 + "]" * 20_000,), "nested too deeply"),
        ("base64gunzip", (BOMB,), "longer than 5000000 characters"),
        ("regexall", ("", "x" * 1_100_000), "matches too often"),
        ("slice", (unknown("var.list"), 0, 10**9), "more than 1000000 elements"),
    ],
)
def test_a_call_beyond_a_limit_names_the_limit(name: str, arguments: tuple[Value, ...], message: str) -> None:
    with pytest.raises(LimitError, match=message):
        call_function(name, arguments)


def test_catastrophic_patterns_are_linear() -> None:
    assert call_function("regexall", ("(a|aa)+$", "a" * 50_000 + "b")) == ()
    assert call_function("replace", ("a" * 50_000, "/(a*)*b/", "")) == "a" * 50_000


@pytest.mark.parametrize("text", ["a" * 1000, "e\u0301" * 1000, "a\r\n" * 1000])
def test_the_characters_of_a_text_are_told_apart_once(text: str) -> None:
    """A loop asks a long text for one after the other."""
    assert graphemes(text) is graphemes(text)
    assert len(graphemes(text)) in (1000, 2000)


def test_many_open_elements_end_in_one_unknown() -> None:
    elements = tuple(unknown(f"var.v{index}") for index in range(3000))
    for name, arguments in (
        ("compact", (elements,)),
        ("coalesce", elements),
        ("distinct", (elements,)),
        ("sort", (elements,)),
    ):
        result = call_function(name, arguments)
        assert isinstance(result, Unknown), name
        assert len(result.causes) == 3000


def test_keys_that_match_nothing_are_looked_for_once() -> None:
    keys = tuple(f"k{index}" for index in range(20_000))
    wanted = tuple(f"w{index}" for index in range(20_000))
    assert call_function("matchkeys", (keys, keys, wanted)) == ()
    assert call_function("matchkeys", (keys, keys, (*wanted, "k7"))) == ("k7",)
