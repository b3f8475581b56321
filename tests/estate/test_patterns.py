"""Patterns that are compiled when they are first used."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import re

import pytest

import continuity_audit
import continuity_rules
from continuity_audit.estate.patterns import Lazy, pattern


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


def test_all_that_the_product_names_are_patterns() -> None:
    """Nobody else would find one that is none before it is needed."""
    for package in (continuity_audit, continuity_rules):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    named = [one for one in gc.get_objects() if type(one) is Lazy]
    assert len(named) > 150
    for one in named:
        assert one.pattern
