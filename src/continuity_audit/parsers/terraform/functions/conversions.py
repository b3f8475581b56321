"""Type conversion and marks. Source: Terraform ``internal/lang/funcs/conversion.go`` and ``sensitive.go``."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.kinds import (
    ANY,
    CollectionKind,
    Kind,
    ListValue,
    MapValue,
    Null,
    element_of,
    parts_of_kind,
)
from continuity_audit.estate.parts import sensitive, unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Choice, Sensitive, SetValue, Unknown, Value
from continuity_audit.parsers.terraform.functions.base import Function, Marks, define, friendly_name, opaque
from continuity_audit.parsers.terraform.functions.common_types import common_kind
from continuity_audit.parsers.terraform.functions.convert import (
    convert,
    make_set,
    ordered,
    unified,
)
from continuity_audit.parsers.terraform.functions.errors import FunctionError, LimitError, argument_error
from continuity_audit.parsers.terraform.functions.open_types import typed
from continuity_audit.parsers.terraform.functions.text import go_quote


def _refuse(value: Value, wanted: str) -> FunctionError:
    return argument_error("v", f"cannot convert {friendly_name(value)} to {wanted}")


def _primitive(wanted: str) -> Callable[[Value], Value]:
    def call(value: Value) -> Value:
        if value is None or isinstance(value, Null):
            return _null(value, partial(typed, wanted=wanted))
        try:
            return convert(value, wanted)
        except LimitError:
            raise
        except FunctionError:
            if isinstance(value, str) and wanted == "bool":
                raise argument_error(
                    "v", f'cannot convert {go_quote(value)} to bool; only the strings "true" or "false" are allowed'
                ) from None
            if isinstance(value, str):
                raise argument_error(
                    "v",
                    f"cannot convert {go_quote(value)} to number; given string must be a decimal representation of a "
                    "number",
                ) from None
            raise _refuse(value, wanted) from None

    return call


def _null(value: Null | None, conversion: Callable[[Unknown], Unknown]) -> Null:
    """A null as what it is converted to, which its own type decides as that of an unknown value does."""
    given = Unknown(frozenset(), "null", kind=ANY if value is None else value.kind)
    return Null(conversion(given).kind)


def to_list(value: Value) -> Value:
    elements = _sequence(value, "list")
    if isinstance(elements, Unknown | Null):
        return elements
    return ListValue(*_unified(elements, value, "list"))


def to_set(value: Value) -> Value:
    if isinstance(value, SetValue):
        return value
    elements = _sequence(value, "set")
    if isinstance(elements, Unknown | Null):
        return elements
    return make_set(*_unified(elements, value, "set"))


def _sequence(value: Value, outer: str) -> tuple[Value, ...] | Unknown | Null:
    match value:
        case None | Null():
            return _null(value, partial(_unknown, outer=outer))
        case tuple():
            return value
        case Unknown():
            return _unknown(value, outer)
        case SetValue():
            return ordered(value)
    raise _refuse(value, f"{outer} of any single type")


def _unknown(value: Unknown, outer: str) -> Unknown:
    """An unknown collection of one type, which its own type decides."""
    parts = parts_of_kind(value.kind)
    inner = element_of(value.kind) if parts is None else common_kind(parts)
    if inner is None:
        raise _refuse(value, f"{outer} of any single type")
    try:
        return typed(value, CollectionKind(outer, inner))
    except FunctionError:
        raise _refuse(value, f"{outer} of any single type") from None


def _unified(elements: tuple[Value, ...], value: Value, kind: str) -> tuple[tuple[Value, ...], Kind]:
    if isinstance(value, ListValue | SetValue | MapValue):
        return elements, value.element
    try:
        return unified(elements)
    except LimitError:
        raise
    except FunctionError:
        raise _refuse(value, f"{kind} of any single type") from None


def to_map(value: Value) -> Value:
    if value is None or isinstance(value, Null):
        return _null(value, partial(_unknown, outer="map"))
    if isinstance(value, Unknown):
        return _unknown(value, "map")
    if not isinstance(value, dict):
        raise _refuse(value, "map of any single type")
    names = sorted(value)
    elements, kind = _unified(tuple([value[name] for name in names]), value, "map")
    return MapValue(dict(zip(names, elements, strict=True)), kind)


def mark_sensitive(value: Value) -> Value:
    return sensitive(value)


def unmark_sensitive(value: Value) -> Value:
    """A value that is secret by its name stays so: only a mark of the code is taken away."""
    return value if isinstance(value, Sensitive) and value.named else unmark(value)


def is_sensitive(value: Value) -> Value:
    match value:
        case Sensitive(value=inner, named=named):
            return is_sensitive(inner) if named else True
        case Choice():
            return lift(is_sensitive, value)
        case Unknown():
            return opaque("issensitive", (value,))
        case _:
            return False


def ephemeral_as_null(value: Value) -> Value:
    """The value with null in place of every part that is marked as ephemeral."""
    match value:
        case Sensitive(value=inner, ephemeral=True):
            return lift(lambda leaf: opaque("ephemeralasnull", (leaf,)) if isinstance(leaf, Unknown) else None, inner)
        case Sensitive(value=inner):
            return replace(value, value=ephemeral_as_null(inner))
        case tuple():
            return tuple(map(ephemeral_as_null, value))
        case dict():
            return {key: ephemeral_as_null(item) for key, item in value.items()}
        case Choice():
            return lift(ephemeral_as_null, value)
        case _:
            return value


def type_name(value: Value) -> Value:
    """The type as ``terraform console`` prints it; what the value does not show is ``dynamic``."""
    return _describe(unmark(value), "")


def _describe(value: Value, indent: str) -> str:
    inner = indent + "    "
    match value:
        case tuple():
            if not value:
                return "tuple"
            lines = "".join(f"{inner}{_describe(item, inner)},\n" for item in value)
            return f"tuple([\n{lines}{indent}])"
        case dict():
            if not value:
                return "object"
            lines = "".join(f"{inner}{key}: {_describe(value[key], inner)},\n" for key in sorted(value))
            return f"object({{\n{lines}{indent}}})"
        case SetValue(elements=elements):
            return f"set({_describe(elements[0], indent) if elements else 'dynamic'})"
        case Sensitive(value=hidden):
            return _describe(hidden, indent)
        case bool() | int() | Decimal() | str():
            return friendly_name(value)
        case _:
            return "dynamic"


FUNCTIONS: Final[tuple[Function, ...]] = (
    define("ephemeralasnull", ephemeral_as_null, "value: any?", opens=True, marks=Marks.SEEN),
    define("issensitive", is_sensitive, "value: any?", "bool", opens=True, marks=Marks.SEEN),
    define("nonsensitive", unmark_sensitive, "value: any?", opens=True, marks=Marks.SEEN),
    define("sensitive", mark_sensitive, "value: any?", opens=True, marks=Marks.SEEN),
    define("tobool", _primitive("bool"), "v: typed?", opens=True, marks=Marks.INNER),
    define("tolist", to_list, "v: typed?", opens=True, marks=Marks.INNER),
    define("tomap", to_map, "v: typed?", opens=True, marks=Marks.INNER),
    define("tonumber", _primitive("number"), "v: typed?", opens=True, marks=Marks.INNER),
    define("toset", to_set, "v: typed?", opens=True),
    define("tostring", _primitive("string"), "v: typed?", opens=True, marks=Marks.INNER),
    define("type", type_name, "value: any?", "string"),
)
