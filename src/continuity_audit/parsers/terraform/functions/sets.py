"""Functions over sets and maps. Source: go-cty ``stdlib/set.go`` and ``stdlib/collection.go``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.kinds import ANY, Kind, ListValue, ObjectKind, TupleKind, element_of, is_collection
from continuity_audit.estate.parts import is_known, kind_of, remarked, size_of, unmark
from continuity_audit.estate.values import Sensitive, SetValue, Unknown, Value
from continuity_audit.parsers.terraform.functions.base import Function, Marks, define, friendly_name, opaque
from continuity_audit.parsers.terraform.functions.common_types import common_kind
from continuity_audit.parsers.terraform.functions.convert import (
    are_texts,
    cast,
    hash_text,
    is_open,
    item_at,
    items,
    make_set,
    unify,
)
from continuity_audit.parsers.terraform.functions.elements import bounded_elements, items_of
from continuity_audit.parsers.terraform.functions.errors import FunctionError, argument_error
from continuity_audit.parsers.terraform.functions.results import (
    merged,
    names_of,
    products,
    sets_of_one_type,
    values_of,
    zipped,
)
from continuity_audit.parsers.terraform.functions.unordered import keyed

MAX_MERGED: Final = 100
"""So many mappings that are put together, some of them open, are told apart; no code names more."""
WEIGHT_IN_ROWS: Final = 10
"""Each part of the rows of a product takes the time of so many elements of a list: rows are compared by all of it."""

# --- maps ---------------------------------------------------------------------------------------------------------


def keys(mapping: Value) -> Value:
    if isinstance(mapping, Unknown) and isinstance(mapping.kind, ObjectKind):
        return tuple(sorted(mapping.kind.attributes))
    if isinstance(mapping, Unknown) and _may_be_mapping(mapping.kind):
        return opaque("keys", (mapping,), mapping.low)
    if not isinstance(mapping, dict):
        raise argument_error("inputMap", "must have map or object type")
    return tuple(sorted(mapping))


def values(mapping: Value) -> Value:
    if isinstance(mapping, Unknown) and _may_be_mapping(mapping.kind):
        return opaque("values", (mapping,), mapping.low)
    if not isinstance(mapping, dict):
        raise FunctionError("values() requires a map as the first argument")
    return tuple(mapping[key] for key in sorted(mapping))


def _may_be_mapping(kind: Kind) -> bool:
    return kind == ANY or isinstance(kind, ObjectKind) or is_collection(kind, "map")


def merge(*mappings: Value) -> Value:
    for mapping in mappings:
        plain = unmark(mapping)
        if not (isinstance(plain, dict | Unknown) or (plain is None and _may_be_mapping(kind_of(mapping)))):
            raise FunctionError(f'arguments must be maps or objects, got "{friendly_name(mapping)}"')
    if any(isinstance(mapping, Unknown) for mapping in mappings):
        return _put_together(mappings)
    merged: dict[str, Value] = {}
    for mapping in mappings:
        if isinstance(mapping, dict):
            merged.update(mapping)
            bounded_elements(len(merged))
    return dict(sorted(merged.items()))


def _put_together(mappings: tuple[Value, ...]) -> Value:
    """What is open of the mappings leaves open what they make; what the last ones hold is known by its name."""
    found = opaque("merge", mappings)
    plain: list[Value] = []
    for mapping in mappings:
        if type(mapping) is Unknown and mapping.merged:
            plain += mapping.merged
        elif isinstance(mapping, dict | Unknown):
            plain.append(mapping)
        elif unmark(mapping) is not None:
            return found
    parts = _last_of_each(plain)
    return replace(found, merged=parts) if type(found) is Unknown and len(parts) <= MAX_MERGED else found


def _last_of_each(mappings: Sequence[Value]) -> tuple[Value, ...]:
    """Mappings of which none stands twice: the last one sets anew all that it set before."""
    found: dict[object, Value] = {}
    for mapping in reversed(mappings):
        found.setdefault(mapping if isinstance(mapping, Unknown) else id(mapping), mapping)
    return tuple(reversed(found.values()))


def transpose(mapping: dict[str, tuple[str | None, ...] | None]) -> Value:
    turned: dict[str, list[str]] = {}
    for key in sorted(mapping):
        texts = mapping[key]
        if texts is None:
            raise FunctionError("input must not contain null list")
        for text in texts:
            if text is None:
                raise FunctionError("input list must not contain null string")
            turned.setdefault(text, []).append(key)
    return {key: ListValue(sorted(turned[key]), "string") for key in sorted(turned)}


def zip_map(names: tuple[Value, ...] | Unknown, elements: Value) -> Value:
    if not isinstance(elements, tuple | Unknown):
        raise FunctionError("values argument must be a list or tuple value")
    plain = tuple(map(unmark, names)) if isinstance(names, tuple) else ()
    if isinstance(names, Unknown) or any(map(is_open, plain)):
        found = opaque("zipmap", (names, elements))
        if isinstance(elements, tuple) and plain and len(elements) == len(plain):
            return keyed(plain, elements, found)
        return found
    if isinstance(elements, Unknown):
        told = isinstance(elements.kind, TupleKind)
        elements = items(elements) if told else tuple([item_at(elements, at) for at in range(len(plain))])
    if len(plain) != len(elements):
        raise FunctionError(f"number of keys ({len(plain)}) does not match number of values ({len(elements)})")
    mapping: dict[str, Value] = {}
    for position, (name, item) in enumerate(zip(plain, elements, strict=True)):
        if not isinstance(name, str):
            raise FunctionError(f"keys list has null value at index {position}")
        mapping[name] = item
    result = dict(sorted(mapping.items()))
    return remarked(result, [name for name in names if isinstance(name, Sensitive)])


# --- sets ---------------------------------------------------------------------------------------------------------


def _unified(given: tuple[Value, ...]) -> list[tuple[Value, ...]]:
    """The elements of sets, converted to one type."""
    groups = [items_of(part) or () for part in given]
    common = common_kind([element_of(kind_of(part)) for part in given])
    try:
        unified = unify([item for group in groups for item in group])
        if common is not None and not (common == "string" and are_texts(unified)):
            # An empty set has a type, too.
            unified = tuple([item if item is None else cast(item, common) for item in unified])
    except FunctionError:
        raise FunctionError("given sets must all have compatible element types") from None
    result, start = [], 0
    for group in groups:
        result.append(unified[start : start + len(group)])
        start += len(group)
    return result


def union(*given: Value) -> Value:
    if any(isinstance(part, Unknown) for part in given):
        return opaque("setunion", given, max(_certain(part) for part in given))
    elements = [item for group in _unified(given) for item in group]
    bounded_elements(len(elements))
    return make_set(elements, element_of(sets_of_one_type(*given)))


def _certain(given: Value) -> int:
    """The least number of elements: open ones may equal others."""
    if isinstance(given, Unknown):
        return given.low or 0
    items = items_of(given) or ()
    return max(sum(map(is_known, items)), 1) if items else 0


def intersection(*given: Value) -> Value:
    first, *others = _unified(given)
    for other in others:
        wanted = {hash_text(item) for item in other}
        first = tuple(item for item in first if hash_text(item) in wanted)
    return make_set(first, element_of(sets_of_one_type(*given)))


def subtract(*given: Value) -> Value:
    first, second = _unified(given)
    unwanted = {hash_text(item) for item in second}
    kept = [item for item in first if hash_text(item) not in unwanted]
    return make_set(kept, element_of(sets_of_one_type(*given)))


def cartesian(*given: Value) -> Value:
    if len(given) < 2:
        raise FunctionError("at least two arguments are required")
    groups: list[tuple[Value, ...]] = []
    if any(items_of(part) is None and not isinstance(part, Unknown) for part in given):
        raise argument_error("sets", "a set or a list is required")
    if any(items_of(part) == () for part in given):
        return make_set(()) if any(isinstance(part, SetValue) for part in given) else ()
    lengths = [_length(part) for part in given]
    if 0 in lengths:
        return ()
    if any(isinstance(part, Unknown) for part in given):
        found = opaque("setproduct", given, kind=products(*given))
        return (item_at(found, 0),) if all(length == 1 for length in lengths) else found
    for part in given:
        items = items_of(part) or ()
        if isinstance(part, SetValue) and len(items) > 1 and not is_known(part):  # how many elements it has is open
            return opaque("setproduct", given, min(map(_certain, given)))
        try:
            groups.append(unify(items))
        except FunctionError:
            raise argument_error("sets", "all elements must be of the same type") from None
    count = math.prod(map(len, groups))
    bounded_elements(WEIGHT_IN_ROWS * sum(count // len(group) * size_of(group) for group in groups))
    rows = tuple(product(*groups))
    kind = element_of(products(*given))
    return make_set(rows, kind) if any(isinstance(part, SetValue) for part in given) else ListValue(rows, kind)


def _length(part: Value) -> int | None:
    """How many elements a list or tuple has, also a tuple that is open; nothing is said of sets, whose may be equal."""
    if isinstance(part, Unknown):
        return len(part.kind.elements) if isinstance(part.kind, TupleKind) else None
    return len(part) if isinstance(part, tuple) else None


FUNCTIONS: Final[tuple[Function, ...]] = (
    define("keys", keys, "inputMap: any", names_of, opens=True, marks=Marks.INNER),
    define("merge", merge, "*maps: typed/map/object?", merged, opens=True, marks=Marks.INNER),
    define("setintersection", intersection, "first_set: set(any), *other_sets: set(any)", sets_of_one_type),
    define("setproduct", cartesian, "*sets: any/list/set/tuple", products, opens=True, marks=Marks.INNER),
    define("setsubtract", subtract, "a: set(any), b: set(any)", sets_of_one_type),
    define("setunion", union, "first_set: set(any), *other_sets: set(any)", sets_of_one_type, opens=True),
    define("transpose", transpose, "values: map(list(string))", "map(list(string))"),
    define("values", values, "mapping: any", values_of, opens=True, marks=Marks.INNER),
    define("zipmap", zip_map, "keys: list(string), values: any/list/tuple", zipped, opens=True, marks=Marks.INNER),
)
