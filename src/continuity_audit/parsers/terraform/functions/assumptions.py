"""OpenTofu's functions by which an author says what an unknown value will be.

Source: OpenTofu ``internal/lang/funcs/assume.go``.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.logic import equals
from continuity_audit.estate.parts import kind_of
from continuity_audit.estate.trees import without_marks
from continuity_audit.estate.values import SetValue, Unknown, Value
from continuity_audit.parsers.terraform.functions.base import Function, Marks, define, whole_number
from continuity_audit.parsers.terraform.functions.convert import cast
from continuity_audit.parsers.terraform.functions.errors import FunctionError, argument_error

Number = int | Decimal
_BROKEN: Final = "assumption was not upheld"


def assume_equal(actual: Value, assumed: Value) -> Value:
    try:
        converted = cast(without_marks(actual), kind_of(without_marks(assumed)))
    except FunctionError:
        raise argument_error("actual_value", "actual value type does not match assumed value type") from None
    if equals(converted, without_marks(assumed)) is False:
        raise argument_error("actual_value", "the actual value does not match the assumed value")
    return assumed


def assume_not_null(value: Value) -> Value:
    if value is None:
        raise argument_error("value", _BROKEN)
    return replace(value, sure=True) if isinstance(value, Unknown) else value


def assume_prefix(text: Value, prefix: Value) -> Value:
    if text is None or (isinstance(text, str) and isinstance(prefix, str) and not text.startswith(prefix)):
        raise argument_error("value", _BROKEN)
    if isinstance(text, Unknown) and isinstance(prefix, str):
        return replace(text, starts=max(prefix, text.starts, key=len), sure=True)
    return text


def _assume_length(value: Value, least: Value, most: Value) -> Value:
    """The collection itself; one that is open has at least ``least`` elements from now on."""
    if isinstance(least, Unknown) or isinstance(most, Unknown):
        return value
    low = 0 if least is None else _bound(least)
    high = None if most is None else _bound(most)
    if isinstance(value, Unknown):
        return replace(value, low=max(low, value.low or 0))
    count = (
        len(value.elements) if isinstance(value, SetValue) else len(value) if isinstance(value, tuple | dict) else -1
    )
    if count < low or (high is not None and count > high):
        raise argument_error("value", _BROKEN)
    return value


def _bound(number: Value) -> int:
    return whole_number(number) if isinstance(number, int | Decimal) else 0


def _lengths(kind: str) -> tuple[Function, ...]:
    value = f"value: {kind}(any)?"
    return (
        define(f"assume{kind}length", _assume_length, f"{value}, min_length: number, max_length: number", opens=True),
        define(
            f"assume{kind}lengthmin",
            lambda v, least: _assume_length(v, least, None),
            f"{value}, min_length: number",
            opens=True,
        ),
        define(
            f"assume{kind}lengthmax",
            lambda v, most: _assume_length(v, None, most),
            f"{value}, max_length: number",
            opens=True,
        ),
    )


FUNCTIONS: Final[tuple[Function, ...]] = (
    define("assumeequal", assume_equal, "actual_value: any?, expected_value: any?", opens=True, marks=Marks.SEEN),
    define("assumenotnull", assume_not_null, "value: any?", opens=True),
    define("assumestringprefix", assume_prefix, "value: string?, prefix: string", opens=True),
    *_lengths("list"),
    *_lengths("map"),
    *_lengths("set"),
)
