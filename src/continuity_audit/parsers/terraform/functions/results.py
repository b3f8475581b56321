"""The types of the results of functions, where those hang on the types of the arguments. Source: go-cty ``stdlib``."""

from __future__ import annotations

from msgspec.structs import replace

from continuity_audit.estate.kinds import (
    ANY,
    CollectionKind,
    Kind,
    ListValue,
    MapValue,
    ObjectKind,
    TupleKind,
    element_of,
    is_collection,
    parts_of_kind,
)
from continuity_audit.estate.parts import is_sure, kind_of
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Choice, Sensitive, SetValue, Unknown, Value
from continuity_audit.parsers.terraform.functions.common_types import common_kind
from continuity_audit.parsers.terraform.functions.errors import FunctionError


def with_kind(result: Value, kind: Kind) -> Value:
    """The result of a function as the type that it gives."""
    match result:
        case Choice() | Sensitive():
            return lift(lambda leaf: with_kind(leaf, kind), result)
        case Unknown():
            return replace(result, kind=kind if result.kind == ANY else result.kind, sure=True)
        case ListValue() | MapValue():
            return result
        case tuple() if is_collection(kind, "list"):
            return ListValue(result, element_of(kind))
        case dict() if is_collection(kind, "map"):
            return MapValue(result, element_of(kind))
        case SetValue(elements=elements, element="any"):
            return SetValue(elements, element_of(kind))
        case _:
            return result


def first(collection: Value, *_: Value) -> Kind:
    """The type of the first argument."""
    return kind_of(collection)


def chunks(collection: Value, *_: Value) -> Kind:
    """A list of what the first argument is."""
    return CollectionKind("list", kind_of(collection))


def _say_it_themselves(*given: Value) -> bool:
    """Whether what is made of known values says its type itself, as a tuple or object does: none need be worked out."""
    return not any(isinstance(value, Unknown) for value in given) and any(
        type(value) in (tuple, dict) for value in given
    )


def joined(*lists: Value) -> Kind:
    """Lists make a list, anything else a tuple."""
    if _say_it_themselves(*lists):
        return ANY
    kinds = list(map(kind_of, lists))
    if all(is_collection(kind, "list") for kind in kinds):
        common = common_kind(list(map(element_of, kinds)))
        return ANY if common is None else CollectionKind("list", common)
    rows = [kind.elements for kind in kinds if isinstance(kind, TupleKind)]
    return TupleKind(tuple([part for row in rows for part in row])) if len(rows) == len(kinds) else ANY


def merged(*mappings: Value) -> Kind:
    """Maps of one type make such a map; the attributes of anything else an object, where they are all known.

    Null has none.
    """
    given = [mapping for mapping in mappings if mapping is not None]
    if _say_it_themselves(*given):
        return ANY
    kinds = list(map(kind_of, given))
    if (
        kinds
        and all(kind == kinds[0] for kind in kinds)
        and (is_collection(kinds[0], "map") or all(map(is_sure, given)))
    ):
        return kinds[0]
    fields: dict[str, Kind] = {}
    for mapping, kind in zip(given, kinds, strict=True):
        if isinstance(kind, ObjectKind) and _is_there(mapping):
            fields.update(kind.attributes)
        elif isinstance(mapping, dict):
            fields.update(dict.fromkeys(mapping, element_of(kind)))
        else:
            return ANY
    return ObjectKind(fields)


def _is_there(mapping: Value) -> bool:
    """Whether a mapping is not null, or what a block is made of or makes: that a plan takes to be there."""
    return is_sure(mapping) or (isinstance(mapping, Unknown) and mapping.reference is not None)


def names_of(mapping: Value) -> Kind:
    """The names of an object are a tuple, the keys of a map a list."""
    if _say_it_themselves(mapping):
        return ANY
    kind = kind_of(mapping)
    if isinstance(kind, ObjectKind):
        return TupleKind(("string",) * len(kind.attributes))
    return CollectionKind("list", "string") if kind != ANY else ANY


def values_of(mapping: Value) -> Kind:
    """The values of an object are a tuple, those of a map a list."""
    if _say_it_themselves(mapping):
        return ANY
    kind = kind_of(mapping)
    if isinstance(kind, ObjectKind):
        return TupleKind(tuple([kind.attributes[name] for name in sorted(kind.attributes)]))
    return CollectionKind("list", element_of(kind)) if kind != ANY else ANY


def zipped(names: Value, elements: Value) -> Kind:
    """A list of values makes a map, a tuple an object."""
    if _say_it_themselves(elements):
        return ANY
    kind = kind_of(elements)
    return CollectionKind("map", element_of(kind)) if is_collection(kind, "list") else ANY


def reversed_kind(elements: Value) -> Kind:
    """A tuple stays one, a set becomes a list."""
    if _say_it_themselves(elements):
        return ANY
    kind = kind_of(elements)
    if isinstance(kind, TupleKind):
        return TupleKind(kind.elements[::-1])
    return CollectionKind("list", element_of(kind)) if is_collection(kind, "list", "set") else ANY


def sliced(elements: Value, *_: Value) -> Kind:
    """A part of a list is a list."""
    if _say_it_themselves(elements):
        return ANY
    kind = kind_of(elements)
    return kind if is_collection(kind, "list") else ANY


def sets_of_one_type(*given: Value) -> Kind:
    """A set of what the elements of all have in common.

    Raises:
        FunctionError: they have nothing in common.
    """
    common = common_kind([element_of(kind_of(part)) for part in given])
    if common is None:
        raise FunctionError("given sets must all have compatible element types")
    return CollectionKind("set", common)


def products(*given: Value) -> Kind:
    """Rows: a set of them where one of the arguments is a set."""
    kinds = list(map(kind_of, given))
    row = TupleKind(tuple([_one_kind(kind) for kind in kinds]))
    return CollectionKind("set" if any(is_collection(kind, "set") for kind in kinds) else "list", row)


def _one_kind(kind: Kind) -> Kind:
    parts = parts_of_kind(kind)
    return element_of(kind) if parts is None else common_kind(parts) or ANY
