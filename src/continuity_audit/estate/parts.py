"""What stands inside of a value: its elements, its type, its marks, and the names that leave parts of it open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final, overload

from msgspec.structs import replace

from continuity_audit.estate.kinds import ANY, CollectionKind, Kind, ListValue, MapValue, Null, ObjectKind, TupleKind
from continuity_audit.estate.numbers import Short
from continuity_audit.estate.values import Choice, Reference, Sensitive, SetValue, Unknown, Value

MAX_KIND_PARTS: Final = 10_000
MAX_KIND_DEPTH: Final = 50
"""A type is worked out from so many parts and levels of a value at most."""

ALWAYS_THERE: Final = frozenset({"id", "arn", "self_link"})
"""Attributes that every provider fills in where a resource has them."""

PLAIN: Final = frozenset({str, int, bool, Short, Decimal, type(None)})
"""The types of most values that have no parts, and of which there is nothing to note."""

_SINGLE_KINDS: Final = {bool: "bool", int: "number", Decimal: "number", str: "string"}


def kind_of(value: Value) -> Kind:
    """The type of a value, as far as it is known; of a huge value it is not."""
    single = _SINGLE_KINDS.get(type(value))
    return single if single is not None else _kind(value, [MAX_KIND_PARTS], MAX_KIND_DEPTH)


def _kind(value: Value, left: list[int], depth: int) -> Kind:
    """The type; ``left`` counts down the parts that are still looked at, ``depth`` the levels."""
    single = _SINGLE_KINDS.get(type(value))
    if single is not None:
        return single
    match value:
        case ListValue(element=element):
            return CollectionKind("list", element)
        case MapValue(element=element):
            return CollectionKind("map", element)
        case SetValue(element=element):
            return CollectionKind("set", element)
        case Unknown(kind=kind) | Null(kind=kind):
            return kind
        case Sensitive(value=inner):
            return _kind(inner, left, depth)
        case Choice(then=then, other=other):
            kind = _kind(then, left, depth)
            return kind if _kind(other, left, depth) == kind else ANY
        case tuple() | dict():
            return _kind_of_parts(value, left, depth)
        case _:
            return "number" if isinstance(value, int | Decimal) else ANY


def _kind_of_parts(value: tuple[Value, ...] | dict[str, Value], left: list[int], depth: int) -> Kind:
    left[0] -= len(value) + 1
    if left[0] < 0 or not depth:
        return ANY
    kinds = [_kind(part, left, depth - 1) for part in (value.values() if isinstance(value, dict) else value)]
    return ObjectKind(dict(zip(value, kinds, strict=True))) if isinstance(value, dict) else TupleKind(tuple(kinds))


def is_sure(value: Value) -> bool:
    """Whether a value is not null for certain."""
    match value:
        case None | Null():
            return False
        case Unknown(sure=sure, reference=reference):
            return sure or (reference is not None and _is_filled_in(reference))
        case Sensitive(value=inner):
            return is_sure(inner)
        case Choice(then=then, other=other):
            return is_sure(then) and is_sure(other)
        case _:
            return True


def parts_of(collection: Value) -> tuple[Value, ...]:
    """The elements of a list, tuple, set, map or object."""
    match collection:
        case dict():
            return tuple(collection.values())
        case SetValue(elements=elements) | tuple(elements):
            return elements
        case _:
            return ()


@overload
def rebuilt(collection: dict[str, Value], parts: Iterable[Value]) -> dict[str, Value]: ...


@overload
def rebuilt(collection: Value, parts: Iterable[Value]) -> Value: ...


def rebuilt(collection: Value, parts: Iterable[Value]) -> Value:
    """A list, tuple, set, map or object of the same type with other elements, in the same order."""
    match collection:
        case ListValue(element=element):
            return ListValue(parts, element)
        case MapValue(element=element):
            return MapValue(dict(zip(collection, parts, strict=True)), element)
        case dict():
            return dict(zip(collection, parts, strict=True))
        case SetValue(element=element):
            return SetValue(tuple(parts), element)
        case _:
            return tuple(parts)


def is_json(text: str) -> bool:
    """Whether a text looks like an object or a list of JSON."""
    return text[:200].lstrip().startswith(("{", "["))


def leaves(value: Value) -> Iterator[Value]:
    """The values at the ends of a decision tree; a value that is no `Choice` is its own only leaf."""
    stack = [value]
    while stack:
        top = stack.pop()
        if isinstance(top, Choice):
            stack += (top.other, top.then)
        else:
            yield top


def inside(value: Value) -> Iterator[Value]:
    """Every single value in a value, over all collections and branches, marks taken off; what is shared comes once."""
    seen: set[int] = set()
    waiting = [value]
    while waiting:
        top = waiting.pop()
        match top:
            case Sensitive(value=inner):
                waiting.append(inner)
            case Choice() | SetValue() | tuple() | dict():
                if id(top) in seen:
                    continue
                seen.add(id(top))
                match top:
                    case Choice(then=then, other=other):
                        waiting += (other, then)
                    case SetValue(elements=elements) | tuple(elements):
                        waiting += reversed(elements)
                    case dict():
                        waiting += reversed(top.values())
            case _:
                yield top


def sensitive(value: Value, *, ephemeral: bool = False, named: bool = False) -> Sensitive:
    """The value, marked; a mark on a mark is one mark."""
    if isinstance(value, Sensitive):
        return Sensitive(value.value, ephemeral or value.ephemeral, named and value.named)
    return Sensitive(value, ephemeral, named)


def remarked(value: Value, marks: Sequence[Sensitive]) -> Value:
    """What was made of marked values, marked as they were; a mark by name alone stays on what holds a text."""
    if not marks:
        return value
    value = _without_texts(value, marks)
    named = all(mark.named for mark in marks)
    if named and not _holds_text(value):
        return value
    if len(marks) == 1 and value is marks[0].value:  # what may be told of it stays with it
        return marks[0]
    return sensitive(value, ephemeral=any(mark.ephemeral for mark in marks), named=named)


def _without_texts(value: Value, marks: Sequence[Sensitive]) -> Value:
    """What is open, named without the marked texts that it hangs on: the file at a path is ``file("…")``."""
    if not isinstance(value, Unknown):
        return value
    texts = [f'"{leaf}"' for mark in marks for leaf in leaves(mark.value) if isinstance(leaf, str) and leaf]
    told = [text for text in texts if any(text in cause for cause in value.causes)]
    if not told:
        return value
    hidden = value.causes
    for text in told:
        hidden = frozenset([cause.replace(text, '"…"') for cause in hidden])
    return replace(value, causes=hidden)


def _holds_text(value: Value) -> bool:
    match value:
        case str() | Sensitive():
            return True
        case tuple() | SetValue(elements=_):
            return any(map(_holds_text, value.elements if isinstance(value, SetValue) else value))
        case dict():
            return any(map(_holds_text, value.values())) or bool(value)
        case Choice(then=then, other=other):
            return _holds_text(then) or _holds_text(other)
        case _:
            return False


def unmark(value: Value) -> Value:
    """The value without its own mark (marks deeper inside stay); a null without its type."""
    if isinstance(value, Sensitive):
        value = value.value
    return None if isinstance(value, Null) else value


def marks_in(value: Value) -> list[Sensitive]:
    """The marked parts of a value, itself included; parts of marked parts are not looked at."""
    found: list[Sensitive] = []
    seen: set[int] = set()
    stack = [value]
    while stack:
        top = stack.pop()
        match top:
            case Sensitive():
                found.append(top)
                continue
            case Choice() | SetValue() | tuple() | dict() if id(top) not in seen:
                seen.add(id(top))
            case _:
                continue
        match top:
            case Choice(then=then, other=other):
                stack += (then, other)
            case SetValue(elements=elements) | tuple(elements):
                stack += elements
            case dict():
                stack += top.values()
    return found


def size_of(value: Value) -> int:
    """How many parts a collection has, those of its parts included; what stands in it twice counts twice."""
    sizes: dict[int, int] = {}
    return _size(value, sizes) - 1


def _size(value: Value, sizes: dict[int, int]) -> int:
    """The value itself, and its parts; the size of what was measured before is taken from ``sizes``."""
    parts = parts_of(value)
    if not parts:
        return 1
    if id(value) not in sizes:
        sizes[id(value)] = 1 + sum([_size(part, sizes) if isinstance(part, _COMPOUND) else 1 for part in parts])
    return sizes[id(value)]


_COMPOUND: Final = (tuple, dict, SetValue)


def causes_of(value: Value) -> frozenset[str]:
    """The names that would decide everything in ``value`` that is open, nested parts included."""
    found: set[str] = set()
    seen: set[int] = set()
    stack = [value]
    while stack:
        top = stack.pop()
        match top:
            case Unknown(causes=causes):
                found |= causes
                continue
            case Sensitive(value=inner):
                stack.append(inner)
                continue
            case Choice() | SetValue() | tuple() | dict() if id(top) not in seen:
                seen.add(id(top))
            case _:
                continue
        match top:
            case Choice(atom=atom, then=then, other=other):
                found |= atom.causes
                stack += (then, other)
            case SetValue(elements=elements) | tuple(elements):
                stack += elements
            case dict():
                stack += top.values()
    return frozenset(found)


def is_known(value: Value) -> bool:
    """Whether nothing in ``value``, however deep, is open."""
    seen: set[int] = set()
    stack = [value]
    while stack:
        top = stack.pop()
        match top:
            case Unknown() | Choice():
                return False
            case Sensitive(value=inner):
                stack.append(inner)
            case SetValue(elements=elements) | tuple(elements) if elements and id(top) not in seen:
                seen.add(id(top))
                stack += [part for part in elements if type(part) not in _SINGLE_KINDS]
            case dict() if top and id(top) not in seen:
                seen.add(id(top))
                stack += [part for part in top.values() if type(part) not in _SINGLE_KINDS]
    return True


def _is_filled_in(reference: Reference) -> bool:
    """Whether a provider fills in the attribute for certain, so that it is never null; a module's outputs are open."""
    return not reference.address.rpartition(".")[0].endswith("module") and (
        reference.attribute.rpartition(".")[2] in ALWAYS_THERE
    )
