"""Functions that Terraform had until 0.14: newer versions say what to write now, old code still means what it says.

Source: https://github.com/hashicorp/terraform/blob/v0.14.11/lang/funcs/collection.go
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.kinds import Kind, ListValue, MapValue
from continuity_audit.estate.values import Value
from continuity_audit.parsers.terraform.functions.base import Function, Marks, define, opaque, to_string
from continuity_audit.parsers.terraform.functions.convert import is_open, unified
from continuity_audit.parsers.terraform.functions.errors import FunctionError, LimitError


def make_list(*values: Value) -> Value:
    """``list("a", "b")``"""
    return ListValue(*_of_one_type("list", values))


def make_map(*pairs: Value) -> Value:
    """``map("key", "value", ...)``"""
    if len(pairs) % 2:
        raise FunctionError(f"map requires an even number of two or more arguments, got {len(pairs)}")
    names = pairs[::2]
    if any(map(is_open, names)):
        return opaque("map", pairs)
    values, kind = _of_one_type("map", pairs[1::2])
    return MapValue(dict(zip(map(to_string, names), values, strict=True)), kind)


def _of_one_type(name: str, values: tuple[Value, ...]) -> tuple[tuple[Value, ...], Kind]:
    try:
        return unified(values)
    except LimitError:
        raise
    except FunctionError:
        raise FunctionError(f"all arguments of {name} must have the same type") from None


FUNCTIONS: Final[tuple[Function, ...]] = (
    define("list", make_list, "*vals: any?", opens=True, marks=Marks.INNER),
    define("map", make_map, "*vals: any?", opens=True),
)
