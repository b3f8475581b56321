"""Conversion of values to the types that functions want, and the common type of the elements of a collection.

Source: go-cty's ``convert`` package (``Unify``, ``Convert``) and its ordering of sets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.kinds import (
    ANY,
    CollectionKind,
    Kind,
    ListValue,
    MapValue,
    Null,
    ObjectKind,
    TupleKind,
    is_collection,
    part_of,
    parts_of_kind,
)
from continuity_audit.estate.logic import as_truth, if_else
from continuity_audit.estate.parts import causes_of, is_known, is_sure, kind_of, marks_in, parts_of, rebuilt, remarked
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.trees import lift, without_marks
from continuity_audit.estate.values import Choice, Sensitive, SetValue, Unknown, Value
from continuity_audit.parsers.terraform.functions.base import to_string
from continuity_audit.parsers.terraform.functions.common_types import common_kind, sort_of
from continuity_audit.parsers.terraform.functions.errors import FunctionError
from continuity_audit.parsers.terraform.functions.open_types import typed
from continuity_audit.parsers.terraform.functions.text import NEGATIVE_ZERO, general_text, go_quote

_NUMBER: Final = pattern(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
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
    return NEGATIVE_ZERO if not number and number.is_signed() else int(number)


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
        case None | Null():
            return None
        case Unknown(kind=TupleKind()) if wanted.startswith("list("):
            return _convert_collection(items(value), wanted)
        case Unknown():
            return typed(value, kind_named(wanted))
        case Choice():
            return lift(lambda leaf: convert(leaf, wanted), value)
        case Sensitive(value=inner):
            return replace(value, value=convert(inner, wanted))
    simple = _SIMPLE.get(wanted)
    return simple(value) if simple is not None else _convert_collection(value, wanted)


def item_at(elements: Unknown, index: int) -> Unknown:
    """The element of a list or tuple that is not known yet."""
    reference = elements.reference
    part = replace(reference, attribute=f"{reference.attribute}[{index}]") if reference else None
    return Unknown(elements.causes, f"{elements.key}[{index}]", part, kind=part_of(elements.kind, index) or ANY)


def items(elements: Unknown) -> tuple[Unknown, ...]:
    """The elements of a tuple that is not known yet: as a list, it keeps its length."""
    return tuple([item_at(elements, position) for position in range(len(parts_of_kind(elements.kind) or ()))])


def _convert_collection(value: Value, wanted: str) -> Value:
    outer, _, inner_type = wanted.removesuffix(")").partition("(")
    if outer == "map":
        if not isinstance(value, dict):
            raise FunctionError(f"map of {_plain_type(inner_type)} required")
        return MapValue({key: convert(element, inner_type) for key, element in value.items()}, kind_named(inner_type))
    elements = value.elements if outer == "set" and isinstance(value, SetValue) else _elements(value, outer, inner_type)
    if isinstance(elements, Unknown):
        return elements
    if inner_type != ANY:
        converted, kind = tuple([convert(item, inner_type) for item in elements]), kind_named(inner_type)
    elif isinstance(value, ListValue | SetValue):
        converted, kind = elements, value.element
    else:
        converted, kind = unified(elements)
    return make_set(converted, kind) if outer == "set" else ListValue(converted, kind)


@cache
def kind_named(wanted: str) -> Kind:
    """The kind that a text such as ``list(string)`` names."""
    outer, _, inner = wanted.removesuffix(")").partition("(")
    return CollectionKind(outer, kind_named(inner)) if inner else outer


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
    if len(value.elements) > 1 and not is_known(value):
        return Unknown(
            causes_of(value), f"tolist({key_of(value)})", low=1, kind=CollectionKind("list", value.element), sure=True
        )
    return ListValue(value.elements, value.element)


def is_open(value: Value) -> bool:
    """Whether the value itself (not a part of it) is undecided."""
    return isinstance(value, Unknown | Choice) or (isinstance(value, Sensitive) and is_open(value.value))


# --- one type for all elements ------------------------------------------------------------------------------------


def are_texts(elements: Sequence[Value]) -> bool:
    """Whether nothing but texts is among some elements: most collections are long ones of these, or short."""
    return set(map(type, elements)) <= _TEXT


_TEXT: Final = frozenset({str})


def unify(elements: Sequence[Value]) -> tuple[Value, ...]:
    """The elements converted to one type, as a list, a set or a map of any single type needs them."""
    return unified(elements)[0]


def unified(elements: Sequence[Value]) -> tuple[tuple[Value, ...], Kind]:
    """The elements converted to one type, and that type.

    Raises:
        FunctionError: they have none in common.
    """
    given = tuple(elements)
    if are_texts(given):
        return given, "string" if given else ANY
    common = common_kind(list(map(kind_of, given)))
    if common is None:
        raise FunctionError("all elements must be of the same type")
    of_any_type = [element for element in given if is_of_any_type(element)]
    if of_any_type and common not in (ANY, "string"):
        return tuple([e if is_of_any_type(e) else beside_any(e, *of_any_type) for e in given]), ANY
    return tuple([_without_type(cast(element, common)) for element in given]), common


def _without_type(value: Value) -> Value:
    """A null in a collection, which states the type of all its elements."""
    return None if isinstance(value, Null) else value


def cast(value: Value, wanted: Kind) -> Value:
    """``value`` converted to a type that `common_kind` gave.

    Raises:
        FunctionError: it does not convert.
    """
    if wanted == ANY:
        return value
    match value:
        case None | Null():
            return Null(wanted)
        case Unknown(kind=TupleKind()) if is_collection(wanted, "list") and is_sure(value):
            return cast(items(value), wanted)
        case Unknown():
            return typed(value, wanted)
        case Choice():
            return lift(lambda leaf: cast(leaf, wanted), value)
        case Sensitive(value=inner):
            return replace(value, value=cast(inner, wanted))
        case tuple() | dict() | SetValue():
            return _cast_collection(value, wanted)
    if isinstance(wanted, str):
        return convert(value, wanted)
    raise FunctionError(f"{sort_of(wanted)} required")


def _cast_collection(value: Value, wanted: Kind) -> Value:
    parts = parts_of(value)
    match value, wanted:
        case tuple(), TupleKind(elements=kinds) if len(kinds) == len(parts):
            return tuple([cast(item, kind) for item, kind in zip(parts, kinds, strict=True)])
        case dict(), ObjectKind(attributes=attributes) if attributes.keys() <= value.keys():
            return {key: cast(value[key], kind) for key, kind in attributes.items()}
        case dict(), CollectionKind(name="map", element=inner):
            return MapValue({key: _without_type(cast(item, inner)) for key, item in value.items()}, inner)
        case tuple() | SetValue(), CollectionKind(name="list" | "set" as name, element=inner):
            items = tuple([_without_type(cast(item, inner)) for item in parts])
            if name == "set":
                return make_set(items, inner)
            return ordered(SetValue(items, inner)) if isinstance(value, SetValue) else ListValue(items, inner)
    raise FunctionError(f"{sort_of(wanted)} required")


def is_of_any_type(value: Value) -> bool:
    """Whether a value that is given to a root may be of any type; what a plan leaves open is of no other there."""
    return kind_of(value) == ANY and is_open(value) and hangs_on_inputs(value)


def parts_of_any_type(value: Value) -> Iterator[Value]:
    """The parts of a value that may be of any type."""
    for part in parts_of(value):
        if is_of_any_type(part):
            yield part
        else:
            yield from parts_of_any_type(part)


def hangs_on_inputs(value: Value) -> bool:
    """Whether only variables leave a value open, so that every plan knows it."""
    return all(".var." in f".{cause}" for cause in causes_of(value))


def beside_any(value: Value, *others: Value) -> Value:
    """A value that has its type in common with some of any type: a number or bool in it becomes a text beside texts."""
    kind = kind_of(value)
    if kind in ("number", "bool"):
        text = Unknown(causes_of(others), f"{_names(others)} makes {key_of(value)} a text")
        return if_else(as_truth(text), lambda: cast(value, "string"), lambda: value)
    if isinstance(value, Unknown):
        changes = kind != ANY and typed(value, _in_texts(kind)) != value
        return replace(value, key=f"{value.key} beside {_names(others)}", kind=ANY) if changes else value
    return rebuilt(value, [beside_any(part, *others) for part in parts]) if (parts := parts_of(value)) else value


def _names(values: Sequence[Value]) -> str:
    return ", ".join(sorted(set(map(key_of, values))))


def _in_texts(kind: Kind) -> Kind:
    """A type with texts in place of numbers and bools."""
    match kind:
        case str():
            return kind if kind == ANY else "string"
        case CollectionKind(name=name, element=element):
            return CollectionKind(name, _in_texts(element))
        case TupleKind(elements=elements):
            return TupleKind(tuple(map(_in_texts, elements)))
        case ObjectKind(attributes=attributes):
            return ObjectKind({name: _in_texts(attribute) for name, attribute in attributes.items()})


# --- sets ---------------------------------------------------------------------------------------------------------


def make_set(elements: Sequence[Value], kind: Kind | None = None) -> Value:
    """Distinct elements in Terraform's order; they must be of one type already (`unify`), which ``kind`` states.

    Strings and numbers are sorted; compound elements go by the bytes that go-cty hashes; then come open ones and null.
    A mark on an element, or on a part of one, becomes a mark on the set.
    """
    if are_texts(elements):
        distinct_texts = dict.fromkeys(elements)  # in their order, so that sets put together are sorted in one go
        return SetValue(tuple(sorted(distinct_texts)), ("string" if elements else ANY) if kind is None else kind)  # type: ignore[type-var]
    inner = common_kind(list(map(kind_of, elements))) or ANY if kind is None else kind
    marks = [mark for element in elements for mark in marks_in(element)]
    if marks:
        bare = make_set([without_marks(element) for element in elements], inner)
        return remarked(bare, marks)
    distinct = {hash_text(element): element for element in reversed(elements)}
    return SetValue(tuple([distinct[key] for key in sorted(distinct, key=lambda k: _order(distinct[k], k))]), inner)


def _order(element: Value, key: str) -> tuple[int, object]:
    match element:
        case bool():
            return (0, int(element))
        case int() | Decimal() | str():
            return (0, element)
        case Unknown() | Choice():
            return (1, key)
        case None | Null():
            return (2, "")
        case _:
            return (0, key)


def hash_text(value: Value) -> str:
    """go-cty's ``appendSetHashBytes``: equal for equal values, and the order of compound ones."""
    match value:
        case None | Null():
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
