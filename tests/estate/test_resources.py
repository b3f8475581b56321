"""Where the values of a resource stand."""

from __future__ import annotations

import pytest

from continuity_audit.estate.logic import equals
from continuity_audit.estate.model import Resource, Span
from continuity_audit.estate.values import SetValue, Unknown, Value

LINES = {"size": 2, "rule": 9, "rule.0": 3, "rule.0.status": 4, "rule.1": 5, "rule.1.status": 6, "spec.0.port": 7}


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("size", 2),
        ("rule.1.status", 6),
        ("rule.status", 4),
        ("rule.1.name", 5),
        ("spec.port", 7),
        ("other.name", 1),
        ("", 1),
    ],
)
def test_the_line_of_an_attribute(path: str, line: int) -> None:
    resource = Resource(root=".", address="a.b", type="a", name="b", span=Span("main.tf", 1, 9), lines=LINES)
    assert resource.line_of(path) == line


@pytest.mark.parametrize("stand_in", ["", "x/y/aws 3", "x/y/aws//modules/z"])
def test_what_no_input_decides_is_documented_by_the_module(stand_in: str) -> None:
    resource = Resource(
        root=".", address="a.b", type="a", name="b", span=Span("main.tf", 1, 9), lines=LINES, stand_in=stand_in
    )
    page = "https://registry.terraform.io/modules/x/y/aws/latest" if stand_in else ""
    assert (resource.documented("size"), resource.documented("other")) == ("", page)


@pytest.mark.parametrize("single", [None, "", "a", 0, True])
@pytest.mark.parametrize(
    "collection", [(Unknown(frozenset({"v"}), "v"),), {"a": Unknown(frozenset({"v"}), "v")}, SetValue(())]
)
def test_a_collection_equals_nothing_single_whatever_it_holds(collection: Value, single: Value) -> None:
    assert equals(collection, single) is False
    assert equals(single, collection) is False
