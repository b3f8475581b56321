"""Patterns that are compiled when they are first used."""

from __future__ import annotations

import re

import pytest

from continuity_audit.estate.patterns import pattern


def test_it_does_what_a_compiled_pattern_does() -> None:
    lazy = pattern(r"(?P<name>\w+)=(\d+)", re.IGNORECASE)
    found = lazy.search("replicas=3")
    assert found is not None
    assert found["name"] == "replicas"
    assert lazy.sub(r"\2", "a=1 b=2") == "1 2"
    assert (lazy.groups, lazy.pattern) == (2, r"(?P<name>\w+)=(\d+)")
    assert pattern(rb"\d+").findall(b"1 22") == [b"1", b"22"]


def test_it_is_compiled_only_where_it_is_used() -> None:
    wrong = pattern("(")
    with pytest.raises(re.error):
        wrong.search("")
