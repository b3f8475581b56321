"""The table of calls that the real ``terraform`` judges, a module a family."""

from __future__ import annotations

from decimal import Decimal

from continuity_audit.estate.values import SetValue, Value
from continuity_audit.parsers.terraform.functions.convert import make_set


def s(*elements: Value) -> SetValue:
    """A set as the evaluator makes it."""
    return make_set(elements)


def d(text: str) -> Decimal:
    """A number by its digits."""
    return Decimal(text)
