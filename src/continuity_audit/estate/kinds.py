"""What Terraform knows of a value besides the value: its type, also where the value is unknown, empty or null.

Plain tuples and dicts are tuples and objects, whose type their elements say. A `ListValue` or `MapValue` has one type
for all elements and states it, as it may have none; a `Null` says what it could have been.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Protocol, TypeAlias

from msgspec import Struct

ANY: Final = "any"
"""The type of which nothing is known, and the constraint that anything fits."""

PRIMITIVES: Final = ("string", "number", "bool")


class CollectionKind(Struct, frozen=True):
    """``list``, ``set`` or ``map`` of one type of elements."""

    name: str
    element: Kind


class TupleKind(Struct, frozen=True):
    """``tuple([...])``"""

    elements: tuple[Kind, ...]


class Default(Protocol):
    """What an optional attribute is where it is left out."""

    @property
    def value(self) -> object:
        """The default as the type of the attribute wants it."""

    @property
    def fills(self) -> bool:
        """Whether that is a value, which a null is replaced by, too."""


class ObjectKind(Struct, frozen=True, eq=False):
    """``object({...})``, in a constraint with the attributes that may be left out and their defaults."""

    attributes: Mapping[str, Kind]
    optional: Mapping[str, Default] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ObjectKind) and self.attributes == other.attributes

    def __hash__(self) -> int:
        return hash(tuple(sorted(self.attributes)))


Kind: TypeAlias = str | CollectionKind | TupleKind | ObjectKind
"""A type: ``string``, ``number``, ``bool``, `ANY`, or one that is made of others."""


class ListValue(tuple[object, ...]):
    """A list: a tuple to everyone who does not ask for its type."""

    element: Kind

    def __new__(cls, elements: Iterable[object] = (), element: Kind = ANY) -> ListValue:
        """A list of these elements, which are of the kind ``element``."""
        made = super().__new__(cls, elements)
        made.element = element
        return made


class MapValue(dict[str, object]):
    """A map: a dict to everyone who does not ask for its type."""

    __slots__ = ("element",)

    def __init__(self, entries: Mapping[str, object], element: Kind = ANY) -> None:
        super().__init__(entries)
        self.element: Kind = element

    def __reduce__(self) -> tuple[type[MapValue], tuple[dict[str, object], Kind]]:
        return MapValue, (dict(self), self.element)


class Null(Struct, frozen=True):
    """A null whose type is known: a variable or attribute that is left out."""

    kind: Kind


def conflict(one: Kind, other: Kind) -> bool:
    """Whether two kinds are different ones for certain."""
    if one == other or ANY in (one, other):
        return False
    match one, other:
        case CollectionKind(), CollectionKind():
            return one.name != other.name or conflict(one.element, other.element)
        case TupleKind(elements=mine), TupleKind(elements=theirs):
            return len(mine) != len(theirs) or any(map(conflict, mine, theirs))
        case ObjectKind(attributes=own), ObjectKind(attributes=others):
            return own.keys() != others.keys() or any(conflict(own[name], others[name]) for name in own)
        case _:
            return True


def has_any(kind: Kind) -> bool:
    """Whether a part of a kind is not known."""
    match kind:
        case str():
            return kind == ANY
        case CollectionKind(element=element):
            return has_any(element)
        case _:
            return any(map(has_any, parts_of_kind(kind) or ()))


def is_collection(kind: Kind, *names: str) -> bool:
    """Whether a kind is a list, set or map (one of those that are named)."""
    return isinstance(kind, CollectionKind) and kind.name in names


def element_of(kind: Kind) -> Kind:
    """The kind of the elements of a list, set or map; `ANY` for others."""
    return kind.element if isinstance(kind, CollectionKind) else ANY


def parts_of_kind(kind: Kind) -> tuple[Kind, ...] | None:
    """The kinds of the parts of a tuple or object; ``None`` for others."""
    match kind:
        case TupleKind(elements=elements):
            return elements
        case ObjectKind(attributes=attributes):
            return tuple(attributes.values())
        case _:
            return None


def part_of(kind: Kind, step: object) -> Kind | None:
    """The kind at an index or attribute of a kind; ``None`` where there is none for certain."""
    match kind:
        case ObjectKind(attributes=attributes):
            return attributes.get(step) if isinstance(step, str) else ANY
        case TupleKind(elements=elements) if isinstance(step, int) and not isinstance(step, bool):
            return elements[step] if 0 <= step < len(elements) else None
        case TupleKind():
            return ANY
        case CollectionKind(name=name):
            return None if name == "set" else kind.element
        case _:
            return ANY if kind == ANY else None


def is_filled(kind: Kind, name: str) -> bool:
    """Whether an attribute of a kind is never null, as it has a default."""
    default = kind.optional.get(name) if isinstance(kind, ObjectKind) else None
    return default is not None and default.fills
