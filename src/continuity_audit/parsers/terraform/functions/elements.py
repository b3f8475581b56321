"""Functions that look into a collection. Source: go-cty ``stdlib/collection.go``, Terraform's ``collection.go``."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Final

from continuity_audit.estate import logic, secrecy
from continuity_audit.estate.identity import same
from continuity_audit.estate.kinds import (
    ANY,
    Kind,
    ListValue,
    MapValue,
    Null,
    TupleKind,
    element_of,
    part_of,
    parts_of_kind,
)
from continuity_audit.estate.logic import any_of, either, if_else, length_of
from continuity_audit.estate.merged import holders
from continuity_audit.estate.numbers import Short
from continuity_audit.estate.parts import is_known, kind_of, unmark
from continuity_audit.estate.trees import MAX_LEAVES
from continuity_audit.estate.values import SetValue, Unknown, Value
from continuity_audit.parsers.terraform.functions.base import (
    MAX_ELEMENTS,
    Function,
    Marks,
    define,
    friendly_name,
    opaque,
    whole_number,
)
from continuity_audit.parsers.terraform.functions.convert import beside_any, cast, hangs_on_inputs, item_at, items
from continuity_audit.parsers.terraform.functions.equality import equals
from continuity_audit.parsers.terraform.functions.errors import FunctionError, LimitError, argument_error
from continuity_audit.parsers.terraform.functions.results import sliced
from continuity_audit.parsers.terraform.functions.text import graphemes

Number = int | Decimal
ALWAYS_TEXT: Final = frozenset({"id", "arn", "self_link"})
"""Attributes that providers fill with one non-empty string: never null, never a list."""

MAX_TOLD_APART: Final = 8
"""Of a map with more keys, what stands under one that is open is not told apart."""


def items_of(value: Value) -> tuple[Value, ...] | None:
    """The elements of a list, tuple or set; ``None`` for anything else."""
    if isinstance(value, SetValue):
        return value.elements
    return value if isinstance(value, tuple) else None


def bounded_elements(count: int) -> None:
    """Refuses a collection that would hold more than an audit does."""
    if count > MAX_ELEMENTS:
        raise LimitError(f"the result would have more than {MAX_ELEMENTS} elements")


def member(collection: Value, item: Value) -> Value:
    """An element as it comes out of its collection: a null has the type that a list, map or set states."""
    if item is None and isinstance(collection, ListValue | MapValue | SetValue):
        return Null(collection.element)
    return item


def is_text_attribute(value: Value) -> bool:
    """Whether an unknown is sure to be one non-empty string; a list of such texts has a least length."""
    value = unmark(value)
    if not isinstance(value, Unknown) or value.reference is None or value.low is not None:
        return False
    return value.reference.attribute.rpartition(".")[2] in ALWAYS_TEXT


def length(value: Value) -> Value:
    match value:
        case Unknown():
            return length_of(value)
        case str():
            return Short(len(graphemes(value)))
        case tuple() | dict():
            return Short(len(value))
        case SetValue(elements=elements):
            if len(elements) <= 1 or all(map(is_known, elements)):
                return Short(len(elements))
            return opaque("length", (value,), 1)
    raise argument_error("value", "argument must be a string, a collection type, or a structural type")


def element(elements: Value, index: Value) -> Value:
    if not isinstance(elements, tuple | Unknown):
        raise argument_error("list", f"cannot read elements from {friendly_name(elements)}")
    if not isinstance(index, int | Decimal):
        return opaque("element", (elements, index), kind=_kind_of_any(elements))
    position = whole_number(index)
    if isinstance(elements, Unknown):
        if position == 0 or (elements.low or 0) > position > 0:
            return item_at(elements, position)
        return opaque("element", (elements, index), kind=element_of(elements.kind))
    if not elements:
        raise FunctionError("cannot use element function with an empty list")
    return member(elements, elements[position % len(elements)])


def _kind_of_any(elements: Value) -> Kind:
    """The type of whatever element of a list or tuple, where it is one."""
    parts = parts_of_kind(kind := kind_of(elements))
    return element_of(kind) if parts is None else parts[0] if parts and all(part == parts[0] for part in parts) else ANY


def index_of(elements: Value, wanted: Value) -> Value:
    if isinstance(elements, Unknown):
        return opaque("index", (elements, wanted))
    if not isinstance(elements, tuple):
        raise FunctionError("argument must be a list or tuple")
    if not elements:
        raise FunctionError("cannot search an empty list")
    if isinstance(wanted, Unknown) and _are_texts(elements) and not wanted.reference:
        first = {name: position for position, name in reversed([*enumerate(elements)])}
        *before, (_, last) = sorted(first.items(), key=lambda place: place[1])
        return picked(wanted, before, last)
    open_parts = not (is_known(wanted) and is_known(elements))
    for position, item in enumerate(elements):
        if same(item, wanted):
            return Short(position)
        if open_parts and may_equal(item, wanted):
            return opaque("index", (elements, wanted))
    raise FunctionError("item not found")


def _are_texts(elements: tuple[Value, ...]) -> bool:
    """Whether all of some elements are texts, and so few that what one that is open is among them is told apart."""
    return len(elements) <= MAX_TOLD_APART and all(isinstance(element, str) for element in elements)


def may_equal(left: Value, right: Value) -> bool:
    """Whether two values that are not the same may be equal, once what is open in them is known."""
    return not (is_known(left) and is_known(right)) and equals(left, right) is not False


def lookup(mapping: Value, key: Value, *default: Value) -> Value:
    if len(default) > 1:
        raise FunctionError(f"lookup() takes two or three arguments, got {len(default) + 2}")
    if not isinstance(mapping, dict | Unknown):
        raise argument_error("inputMap", "lookup() requires a map as the first argument")
    # An object that is written out has no type for its elements, and to tell its own would look at all of it.
    kind = ANY if type(mapping) is dict else element_of(kind_of(mapping))
    any_type = kind == ANY and type(mapping) in (Unknown, MapValue) and hangs_on_inputs(mapping)
    try:
        otherwise = [beside_any(value, mapping) if any_type else cast(value, kind) for value in default]
    except FunctionError:
        raise argument_error("default", "the default value must have the same type as the map elements") from None
    if isinstance(mapping, dict) and isinstance(key, Unknown):
        return _looked_up(mapping, key, tuple(otherwise), kind)
    if isinstance(mapping, Unknown) and isinstance(key, str) and not default and part_of(mapping.kind, key) is None:
        raise argument_error("inputMap", f'the given object has no attribute "{key}"')
    if isinstance(mapping, Unknown) and isinstance(key, str) and isinstance(holder := _last(mapping, key), dict):
        return cast(holder[key], kind)
    if isinstance(mapping, Unknown) or not isinstance(key, str):
        return opaque("lookup", (mapping, key, *default), kind=kind)
    if key in mapping:
        return member(mapping, mapping[key])
    if otherwise:
        return secrecy.named(key, otherwise[0])
    raise argument_error("inputMap", f'the given object has no attribute "{key}"')


def _last(mapping: Unknown, key: str) -> Value:
    """Which of those that something is put together of decides what stands under a key."""
    return next(iter(holders(mapping.merged, key)), None)


def _looked_up(mapping: dict[str, Value], key: Unknown, otherwise: tuple[Value, ...], kind: Kind) -> Value:
    """What stands under a key that is open: what all it may be share is known; few keys are told apart."""
    values = (*mapping.values(), *otherwise)
    if values and otherwise and all(is_known(value) and same(value, values[0]) for value in values):
        return values[0]
    if not otherwise or len(mapping) > MAX_TOLD_APART or key.reference:
        return opaque("lookup", (mapping, key, *otherwise), kind=kind)
    return picked(key, [(name, secrecy.named(name, value)) for name, value in mapping.items()], otherwise[0])


def picked(key: Unknown, parts: Sequence[tuple[str | int, Value]], otherwise: Value) -> Value:
    """What a key or index that is open picks: each part where it is its name or place, something else elsewhere."""
    result = otherwise
    for name, part in reversed(parts):
        result = if_else(logic.equals(key, name), lambda p=part: p, lambda r=result: r)  # type: ignore[misc]
    return result


def contains(elements: Value, wanted: Value) -> Value:
    if isinstance(elements, Unknown):
        return opaque("contains", (elements, wanted))
    items = items_of(elements)
    if items is None:
        raise FunctionError("argument must be list, tuple, or set")
    if isinstance(wanted, Unknown) and len(items) > MAX_LEAVES:
        # More conditions than a tree holds: what is known is one condition.
        known = tuple(item for item in items if is_known(item))
        rest = any_of(partial(equals, item, wanted) for item in items if not is_known(item))
        return either(rest, lambda: opaque("contains", (known, wanted)))
    if isinstance(wanted, str) and wanted in [item for item in items if isinstance(item, str)]:
        return True
    if is_known(wanted) and is_known(items):
        return any(same(item, wanted) for item in items)
    return any_of(partial(equals, item, wanted) for item in items)


def one(elements: Value) -> Value:
    if isinstance(elements, Unknown) and isinstance(elements.kind, TupleKind):
        return one(items(elements))
    if isinstance(elements, Unknown):
        return opaque("one", (elements,), kind=element_of(elements.kind))
    found = items_of(elements)
    if isinstance(elements, SetValue) and len(elements.elements) > 1 and not is_known(elements):
        return opaque("one", (elements,))
    if found is None or len(found) > 1:
        raise argument_error("list", "must be a list, set, or tuple value with either zero or one elements")
    return member(elements, found[0] if found else None)


def slice_list(elements: Value, start: Value, end: Value) -> Value:
    if isinstance(elements, SetValue):
        raise argument_error(
            "list",
            "cannot slice a set, because its elements do not have indices; explicitly convert to a list if the "
            "ordering of the result is not important",
        )
    if not isinstance(elements, tuple | Unknown):
        raise argument_error("list", "must be a list or tuple value")
    if not isinstance(start, int | Decimal) or not isinstance(end, int | Decimal):
        return opaque("slice", (elements, start, end), _least_length(start, end))
    first, last = whole_number(start), whole_number(end)
    parts = parts_of_kind(elements.kind) if isinstance(elements, Unknown) else elements
    known_length = None if parts is None else len(parts)
    for name, which, position in (("start_index", "start", first), ("end_index", "end", last)):
        if position < 0:
            raise argument_error(name, f"{which} index must not be less than zero")
        if known_length is not None and position > known_length:
            raise argument_error(name, f"{which} index must not be greater than the length of the list")
    if first > last:
        raise argument_error("start_index", "start index must not be greater than end index")
    if isinstance(elements, tuple):
        return elements[first:last]
    bounded_elements(last - first)
    return tuple(item_at(elements, position) for position in range(first, last))


def _least_length(start: Value, end: Value) -> int | None:
    """The least length of a part of a list whose end is open."""
    if not isinstance(start, int) or not isinstance(end, Unknown) or end.low is None:
        return None
    return max(end.low - start, 0)


FUNCTIONS: Final[tuple[Function, ...]] = (
    define("contains", contains, "list: any, value: any?", "bool", opens=True),
    define("element", element, "list: any/list/tuple, index: number", opens=True, marks=Marks.INNER),
    define("index", index_of, "list: any, value: any", "number", opens=True),
    define("length", length, "value: any/string/list/set/map/tuple/object", "number", opens=True, marks=Marks.INNER),
    define("lookup", lookup, "inputMap: any/map/object, key: string, *default: any?", opens=True, marks=Marks.INNER),
    define("one", one, "list: any/list/set/tuple", opens=True),
    define(
        "slice",
        slice_list,
        "list: any/list/tuple, start_index: number, end_index: number",
        sliced,
        opens=True,
        marks=Marks.INNER,
    ),
)
