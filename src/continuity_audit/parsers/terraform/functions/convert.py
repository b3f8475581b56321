"""Conversion of values to the types that functions want, and the common type of the elements of a collection.

Source: go-cty's ``convert`` package (``Unify``, ``Convert``) and its ordering of sets. Values here do not say whether
they are lists or tuples, maps or objects; the rules below come to the same results for both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

from msgspec.structs import replace

from continuity_audit.estate.values import (
    Choice,
    Sensitive,
    SetValue,
    Unknown,
    Value,
    causes_of,
    key_of,
    lift,
    marks_in,
    remarked,
    without_marks,
)
from continuity_audit.parsers.terraform.functions.base import to_string
from continuity_audit.parsers.terraform.functions.errors import FunctionError
from continuity_audit.parsers.terraform.functions.text import general_text, go_quote

Type: TypeAlias = "str | tuple[str, object]"

_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_PRIMITIVES: Final = frozenset({"string", "number", "bool"})
_MAX_INT_DIGITS: Final = 400


def parse_number(text: str) -> int | Decimal | None:
    """The number that Terraform reads from a text, or ``None`` where it reads none."""
    if _NUMBER.fullmatch(text) is None:
        return Decimal(text.replace("i", "I")) if text in _INFINITIES else None
    try:
        number = Decimal(text)
    except ArithmeticError:
        return None
    if number.is_infinite() or number.adjusted() > _MAX_INT_DIGITS or number != number.to_integral_value():
        return number
    return int(number)


_INFINITIES: Final = frozenset({"Inf", "+Inf", "-Inf", "inf", "+inf", "-inf"})


def to_number(value: Value) -> int | Decimal:
    """A number, or the number that a string holds."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value
    number = parse_number(value) if isinstance(value, str) else None
    if number is None:
        raise FunctionError("a number is required" if isinstance(value, str) else "number required")
    return number


def to_bool(value: Value) -> bool:
    """A bool, or the bool that a string holds."""
    match value:
        case bool():
            return value
        case "true" | "1":
            return True
        case "false" | "0":
            return False
        case str() if value.lower() in ("true", "false"):
            raise FunctionError(f'a bool is required; to convert from string, use lowercase "{value.lower()}"')
        case str():
            raise FunctionError("a bool is required")
        case _:
            raise FunctionError("bool required")


def convert(value: Value, wanted: str) -> Value:
    """``value`` as the type that a parameter names; what is open stays open, null stays null."""
    if wanted == "any":
        return value
    match value:
        case None | Unknown():
            return value
        case Choice():
            return lift(lambda leaf: convert(leaf, wanted), value)
        case Sensitive(value=inner):
            return replace(value, value=convert(inner, wanted))
    simple = _SIMPLE.get(wanted)
    if simple is not None:
        return simple(value)
    outer, _, inner_type = wanted.removesuffix(")").partition("(")
    if outer == "map":
        if not isinstance(value, dict):
            raise FunctionError(f"map of {_plain_type(inner_type)} required")
        return {key: convert(element, inner_type) for key, element in value.items()}
    elements = value.elements if outer == "set" and isinstance(value, SetValue) else _elements(value, outer, inner_type)
    if isinstance(elements, Unknown):
        return elements
    converted = unify(elements) if inner_type == "any" else tuple(convert(item, inner_type) for item in elements)
    return make_set(converted) if outer == "set" else converted


_SIMPLE: Final[dict[str, Callable[[Value], Value]]] = {"string": to_string, "number": to_number, "bool": to_bool}


def _plain_type(wanted: str) -> str:
    outer, _, inner = wanted.removesuffix(")").partition("(")
    return f"{outer} of {_plain_type(inner)}" if inner else outer.replace("any", "any single type")


def _elements(value: Value, outer: str, inner: str) -> tuple[Value, ...] | Unknown:
    if isinstance(value, tuple):
        return value
    if isinstance(value, SetValue):
        return ordered(value)
    raise FunctionError(f"{outer} of {_plain_type(inner)} required")


def ordered(value: SetValue) -> tuple[Value, ...] | Unknown:
    """The elements of a set as a list: open while several elements may be equal or in another order."""
    if len(value.elements) > 1 and any(is_open(element) for element in value.elements):
        return Unknown(causes_of(value), f"tolist({key_of(value)})", low=1)
    return value.elements


def is_open(value: Value) -> bool:
    """Whether the value itself (not a part of it) is undecided."""
    return isinstance(value, Unknown | Choice) or (isinstance(value, Sensitive) and is_open(value.value))


# --- one type for all elements ------------------------------------------------------------------------------------


def unify(elements: Sequence[Value]) -> tuple[Value, ...]:
    """The elements converted to one type, as a list, a set or a map of any single type needs them."""
    given = tuple(elements)
    if all(isinstance(element, str | Unknown) or element is None for element in given):
        return given
    common = common_type([type_of(element) for element in given])
    if common is None:
        raise FunctionError("all elements must be of the same type")
    return tuple(cast(element, common) for element in given)


def type_of(value: Value) -> Type:
    """The type of a value; ``any`` where nothing is known of it."""
    match value:
        case bool():
            return "bool"
        case int() | Decimal():
            return "number"
        case str():
            return "string"
        case tuple():
            return ("tuple", tuple(map(type_of, value)))
        case dict():
            return ("object", {key: type_of(element) for key, element in value.items()})
        case SetValue():
            return ("set", common_type([type_of(element) for element in value.elements]) or "any")
        case Sensitive(value=inner):
            return type_of(inner)
        case Choice(then=then, other=other):
            return common_type([type_of(then), type_of(other)]) or "any"
        case _:
            return "any"


def common_type(types: Sequence[Type]) -> Type | None:
    """The type to which all of the types convert, or ``None``."""
    candidates: list[Type] = []
    for candidate in types:
        if candidate != "any" and candidate not in candidates:
            candidates.append(candidate)
    if len(candidates) <= 1:
        return candidates[0] if candidates else "any"
    if all(isinstance(candidate, str) for candidate in candidates):
        return "string" if "string" in candidates else None
    kinds = {candidate[0] for candidate in candidates if isinstance(candidate, tuple)}
    if any(isinstance(candidate, str) for candidate in candidates):
        return None
    parts = [candidate[1] for candidate in candidates]
    if kinds <= {"object", "map"}:
        return _common_mapping(parts, kinds)
    if kinds <= {"tuple", "list", "set"}:
        return _common_sequence(candidates, kinds)
    return None


def _common_mapping(parts: list[object], kinds: set[str]) -> Type | None:
    objects = [part for part in parts if isinstance(part, dict)]
    if kinds == {"object"} and all(part.keys() == objects[0].keys() for part in objects):
        fields = {key: common_type([part[key] for part in objects]) for key in objects[0]}
        return None if None in fields.values() else ("object", fields)
    inner: list[Type] = []
    for part in parts:
        inner.extend(part.values() if isinstance(part, dict) else [part])  # type: ignore[list-item]
    common = common_type(inner)
    return None if common is None else ("map", common)


def _common_sequence(candidates: list[Type], kinds: set[str]) -> Type | None:
    rows = [candidate[1] for candidate in candidates if candidate[0] == "tuple"]
    tuples = [row for row in rows if isinstance(row, tuple)]
    if kinds == {"tuple"} and len({len(row) for row in tuples}) == 1:
        positions = tuple(common_type(position) for position in zip(*tuples, strict=True))
        return None if None in positions else ("tuple", positions)
    inner: list[Type] = []
    for candidate in candidates:
        part = candidate[1]
        inner.extend(part if isinstance(part, tuple) and candidate[0] == "tuple" else [part])  # type: ignore[list-item]
    common = common_type(inner)
    if common is None:
        return None
    return ("set" if kinds == {"set"} else "list", common)


def cast(value: Value, wanted: object) -> Value:
    """``value`` converted to a type that `common_type` gave."""
    match value, wanted:
        case (None | Unknown(), _) | (_, "any"):
            return value
        case Choice(), _:
            return lift(lambda leaf: cast(leaf, wanted), value)
        case Sensitive(value=inner), _:
            return replace(value, value=cast(inner, wanted))
        case _, str(primitive):
            return convert(value, primitive)
        case tuple(), ("tuple", tuple(positions)) if len(positions) == len(value):
            return tuple(cast(item, position) for item, position in zip(value, positions, strict=True))
        case tuple(), ("list" | "set" as kind, inner):
            items = tuple(cast(item, inner) for item in value)
            return make_set(items) if kind == "set" else items
        case SetValue(elements=elements), (kind, inner):
            return make_set(tuple(cast(item, inner) for item in elements))
        case dict(), ("object", dict(fields)):
            return {key: cast(item, fields[key]) for key, item in value.items()}
        case dict(), ("map", inner):
            return {key: cast(item, inner) for key, item in value.items()}
    raise FunctionError("all elements must be of the same type")


# --- sets ---------------------------------------------------------------------------------------------------------


def make_set(elements: Sequence[Value]) -> Value:
    """Distinct elements in Terraform's order; they must be of one type already (`unify`).

    Strings and numbers are sorted; compound elements go by the bytes that go-cty hashes; null and open ones are last.
    A mark on an element, or on a part of one, becomes a mark on the set.
    """
    if all(isinstance(element, str) for element in elements):
        return SetValue(tuple(sorted(set(elements))))  # type: ignore[type-var]
    marks = [mark for element in elements for mark in marks_in(element)]
    if marks:
        bare = make_set([without_marks(element) for element in elements])
        return remarked(bare, marks)
    distinct = {hash_text(element): element for element in reversed(elements)}
    return SetValue(tuple(distinct[key] for key in sorted(distinct, key=lambda k: _order(distinct[k], k))))


def _order(element: Value, key: str) -> tuple[int, object]:
    match element:
        case bool():
            return (0, int(element))
        case int() | Decimal() | str():
            return (0, element)
        case None:
            return (1, "")
        case Unknown() | Choice():
            return (2, key)
        case _:
            return (0, key)


def hash_text(value: Value) -> str:
    """go-cty's ``appendSetHashBytes``: equal for equal values, and the order of compound ones."""
    match value:
        case None:
            return "~"
        case bool():
            return "T" if value else "F"
        case int() | Decimal():
            if isinstance(value, int) and abs(value) < 10**10:
                return str(value)
            return general_text(value, 10) if not _is_long(value) else general_text(value)
        case str():
            return go_quote(value)
        case tuple():
            return "<" + "".join(hash_text(item) + ";" for item in value) + ">"
        case SetValue(elements=elements):
            return "[" + "".join(hash_text(item) + ";" for item in elements) + "]"
        case dict():
            return "{" + "".join(f"{go_quote(key)}:{hash_text(value[key])};" for key in sorted(value)) + "}"
        case Sensitive(value=inner):
            return hash_text(inner)
        case _:
            return "?" + key_of(value)


def _is_long(number: int | Decimal) -> bool:
    """More than ten digits: those that go-cty hashes do not tell such numbers apart."""
    return len(Decimal(number).as_tuple().digits) > 10
