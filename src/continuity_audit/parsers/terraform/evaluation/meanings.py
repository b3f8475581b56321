"""When names mean the same in two places: a loop makes its elements anew for each that asks what it gives."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import Final

from continuity_audit.estate.kinds import ListValue, MapValue
from continuity_audit.estate.parts import parts_of
from continuity_audit.estate.values import Choice, Sensitive, SetValue, Unknown

MAX_PARTS: Final = 64
"""So many parts of one value are compared; what is left is one and the same only where it is the same object."""


def meanings(names: Mapping[str, object]) -> Hashable:
    """What some names mean, equal for names that mean the same. It holds as long as the values of the names live."""
    return frozenset([(name, _meaning(value, [MAX_PARTS])) for name, value in names.items()])


def _meaning(value: object, left: list[int]) -> Hashable:
    left[0] -= 1
    if left[0] < 0:
        return id(value)
    match value:
        case str() | None:
            return value
        case int() | Decimal():
            return type(value), repr(value), getattr(value, "bits", None)
        case Unknown(encodes=None, forms=(), merged=()) if type(value) is Unknown:
            known = (value.kind, value.sure, value.starts, value.ends, value.in_tree, value.text)
            return Unknown, value, *known
        case Sensitive(value=inner):
            return Sensitive, value.ephemeral, value.named, _meaning(inner, left)
        case Choice(atom=atom, then=then, other=other):
            return Choice, atom, _meaning(then, left), _meaning(other, left)
        case tuple() | dict() | SetValue():
            element = value.element if isinstance(value, ListValue | MapValue | SetValue) else None
            keys = tuple(value) if isinstance(value, dict) else None
            return type(value), element, keys, *[_meaning(part, left) for part in parts_of(value)]
        case _:
            return id(value)
