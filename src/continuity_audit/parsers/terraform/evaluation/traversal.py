"""Attributes, indexes and splats: the steps from one value to a part of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from msgspec.structs import replace

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.kinds import (
    ANY,
    PRIMITIVES,
    CollectionKind,
    ListValue,
    Null,
    TupleKind,
    element_of,
    is_collection,
    is_filled,
    part_of,
)
from continuity_audit.estate.logic import as_number, equals, if_else
from continuity_audit.estate.merged import NotHeld, entry_of
from continuity_audit.estate.parts import causes_of, is_known, is_sure, kind_of, leaves, unmark
from continuity_audit.estate.values import Choice, Reference, SetValue, Unknown, Value
from continuity_audit.parsers.terraform.evaluation.scope import EvaluationProblem, Instance, Instances, on_branches
from continuity_audit.parsers.terraform.functions.common_types import common_kind
from continuity_audit.parsers.terraform.functions.convert import cast, ordered, parse_number
from continuity_audit.parsers.terraform.functions.elements import MAX_TOLD_APART, member, picked
from continuity_audit.parsers.terraform.functions.text import number_text

MAX_SPLAT = 1000
"""So many elements of an unknown tuple are looked at one by one."""


def get_attribute(base: Value, name: str) -> Value:
    """``base.name``"""
    if isinstance(base, dict) and name in base:
        return member(base, base[name])
    if isinstance(base, Instance):
        return base.get(name)
    return on_branches(lambda value: _attribute(value, name), base)


def _attribute(value: Value, name: str) -> Value:
    match value:
        case Instance():
            return value.get(name)
        case Instances():
            # Without an index: an error in Terraform; on a block that is there or not people write it all the same.
            return get_attribute(value.element, name)
        case Unknown(merged=merged) if merged:
            return attribute_of_merged(value, name)
        case Unknown():
            kind = part_of(value.kind, name)
            if kind is None or isinstance(value.kind, TupleKind) or is_collection(value.kind, "list"):
                raise EvaluationProblem(f"this value does not have an attribute named {name!r}")
            reference, sure = _extend(value.reference, f".{name}"), is_filled(value.kind, name)
            return Unknown(value.causes, f"{value.key}.{name}", reference, kind=kind, sure=sure)
        case Mapping():
            if name not in value:
                raise EvaluationProblem(f"this object does not have an attribute named {name!r}")
            return member(value, value[name])
        case None | Null():
            raise EvaluationProblem(f"attempt to get attribute {name!r} from null value")
        case _:
            raise EvaluationProblem(f"this value does not have an attribute named {name!r}")


def attribute_of_merged(value: Unknown, name: str) -> Value:
    """What stands under a name in what is put together of several mappings."""

    def of_open(mapping: Unknown, name: str) -> Value:
        try:
            return get_attribute(mapping, name)
        except EvaluationProblem as problem:
            raise NotHeld from problem

    try:
        return entry_of(value, name, of_open)
    except NotHeld:
        raise EvaluationProblem(f"this object does not have an attribute named {name!r}") from None


def _extend(reference: Reference | None, step: str) -> Reference | None:
    if reference is None:
        return None
    return replace(reference, attribute=(reference.attribute + step).lstrip("."))


def get_index(base: Value, key: Value) -> Value:
    """``base[key]``; both plain at their top."""
    match base:
        case Instances():
            return _instance_at(base, key)
        case Instance() if isinstance(key, str):
            return base.get(key)
        case Unknown(merged=merged) if merged and isinstance(key, str):
            return attribute_of_merged(base, key)
        case Unknown():
            is_listed = isinstance(base.kind, TupleKind) or is_collection(base.kind, "list")
            position = as_number(key) if is_listed and isinstance(key, str) else key
            kind = None if position is None else part_of(base.kind, position)
            if kind is None:
                raise EvaluationProblem("the given key does not identify an element in this collection value")
            causes = base.causes | causes_of(key)
            # An index that is written as a text ("0") is the same element of the same list.
            is_number = isinstance(key, int) or (isinstance(key, str) and key.isdecimal())
            step = key if is_number else key_of(key)
            return Unknown(causes, f"{base.key}[{step}]", _extend(base.reference, f"[{step}]"), kind=kind)
        case None | Null():
            raise EvaluationProblem("attempt to index null value")
        case tuple():
            return _element(base, key)
        case Mapping():
            return _entry(base, key)
        case _:
            raise EvaluationProblem("this value does not have any indices")


def _instance_at(base: Instances, key: Value) -> Value:
    known = base.known or {}
    if isinstance(key, str) and key in known:
        return known[key]
    if base.at is not None and isinstance(key, int | str):
        return base.at(key)
    return base.element


def _element(base: tuple[Value, ...], key: Value) -> Value:
    if isinstance(key, Unknown):
        return _one_of(base, key)
    number = parse_number(key) if isinstance(key, str) else key
    if not isinstance(number, int) or isinstance(number, bool):
        raise EvaluationProblem("the given key does not identify an element in this collection value")
    if not 0 <= number < len(base):
        raise EvaluationProblem("the given index is out of range")
    return member(base, base[number])


def _entry(base: Mapping[str, Value], key: Value) -> Value:
    if isinstance(key, Unknown):
        return _one_of(tuple(base.values()), key, tuple(base))
    text = str(key).lower() if isinstance(key, bool) else number_text(key) if isinstance(key, int | Decimal) else key
    if not isinstance(text, str) or text not in base:
        raise EvaluationProblem("the given key does not identify an element in this collection value")
    return member(base, base[text])


def _one_of(elements: tuple[Value, ...], key: Unknown, keys: tuple[str, ...] = ()) -> Value:
    """An element at an index that is open: whatever the elements share is known; few keys are told apart."""
    if elements and all(is_known(e) and equals(e, elements[0]) is True for e in elements):
        return elements[0]
    names: tuple[str | int, ...] = keys or (tuple(range(len(elements))) if key.kind == "number" else ())
    if names and len(names) <= MAX_TOLD_APART and not key.reference:
        return picked(key, list(zip(names[:-1], elements[:-1], strict=True)), elements[-1])
    causes = key.causes.union(*(causes_of(e) for e in elements)) if elements else key.causes
    chosen = Unknown(causes, f"{key_of(elements)}[{key.key}]")
    instances = [element for element in elements if isinstance(element, Instance)]
    if not elements or len(instances) < len(elements):
        return chosen

    def get(name: str) -> Value:
        """The attribute of one of them; each is asked, so that what it refers to is noted."""
        return _one_of(tuple([instance.get(name) for instance in instances]), key)

    return Instance(chosen.causes, chosen.key, get=get, sure=True)


def splat(base: Value, each: Callable[[Value], Value]) -> Value:
    """``base[*]`` with what ``each`` makes of every element; a single value is a list of one, its null an empty one."""

    def over(value: Value) -> Value:
        match value:
            case Null(kind=kind) if isinstance(kind, TupleKind) or is_collection(kind, "list", "set"):
                raise EvaluationProblem("a splat cannot be applied to a null list")
            case None | Null():
                return ()
            case SetValue():
                return over(ordered(value))
            case tuple():
                return _each_of(value, each)
            case Instances():
                return like(value, each(value.element))
            case Instance():
                return (each(value),)
            case Unknown():
                return _open_splat(value, each)
            case _:
                return (each(value),)

    if isinstance(base, Choice) and kind_of(base) in PRIMITIVES and is_sure(base):
        return (each(base),)
    return on_branches(over, base)


def _each_of(elements: tuple[Value, ...], each: Callable[[Value], Value]) -> Value:
    """The splat of a list or set, a list again where its elements are of one type, or of a tuple.

    Of an empty list, what no element of its type has is refused all the same.
    """
    if not isinstance(elements, ListValue):
        return tuple([each(element) for element in elements])
    if not elements and elements.element != ANY:
        each(Unknown(frozenset(), "[*]", kind=elements.element, sure=True))
    found = tuple([each(element) for element in elements])
    common = common_kind(list(map(kind_of, found)))
    return found if common is None else cast(found, CollectionKind("list", common))


def _open_splat(value: Unknown, each: Callable[[Value], Value]) -> Value:
    """The splat of something unknown: what it has no elements of, and null for certain it is not, is one element."""
    listed, single = is_collection(value.kind, "list", "set"), is_single(value)
    if single and is_sure(value):
        return (each(value),)
    if single and value.reference is None:
        return if_else(equals(value, None), lambda: (), lambda: (each(replace(value, sure=True)),))
    if isinstance(value.kind, TupleKind) and len(value.kind.elements) <= MAX_SPLAT:
        return _open_tuple_splat(value, value.kind, each)
    inner = value.kind if single else element_of(value.kind)
    part = Unknown(value.causes, f"{value.key}[*]", value.reference, kind=inner)
    found = each(part)
    low = 0 if single else value.low or 0
    if not isinstance(found, Unknown):
        return replace(part, kind=ANY, low=low)
    kind = CollectionKind("list", found.kind) if listed else ANY
    return Unknown(found.causes, found.key, found.reference, low, kind, sure=listed)


def is_single(value: Unknown) -> bool:
    """Whether something unknown is no list or set for certain: to a splat it is one element, or null."""
    return value.kind != ANY and not isinstance(value.kind, TupleKind) and not is_collection(value.kind, "list", "set")


def _open_tuple_splat(value: Unknown, kind: TupleKind, each: Callable[[Value], Value]) -> Value:
    """The splat of an unknown tuple: a tuple of the types that the elements come to."""
    parts = tuple([get_index(value, position) for position in range(len(kind.elements))])
    found = tuple([each(part) for part in parts])
    key, references = f"{value.key}[*]{key_of(found)}", {p.reference for p in found if isinstance(p, Unknown)}
    reference = references.pop() if len(references) == 1 else value.reference
    return Unknown(value.causes | causes_of(found), key, reference, kind=kind_of(found), sure=True)


def like(instances: Instances, sample: Value) -> Value:
    """A list, of a length that is open, whose elements are like one sample; the sample's reference says which."""
    sample = unmark(sample)
    reference = sample.reference if isinstance(sample, Unknown) else instances.reference
    causes = instances.causes | causes_of(sample)
    return Unknown(causes, f"{instances.key}[*]:{key_of(sample)}", reference, least_length(instances.size))


def least_length(size: Value) -> int:
    """The least number of instances that there are by a size that may be open."""
    lows = (int(leaf) if isinstance(leaf, int) else getattr(leaf, "low", None) or 0 for leaf in leaves(size))
    return min(lows, default=0)
