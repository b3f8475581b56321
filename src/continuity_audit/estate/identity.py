"""When two values are the same: compared as Terraform compares them, and by keys that identify conditions."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from continuity_audit.estate.kinds import ANY, CollectionKind, ListValue, MapValue, Null, conflict
from continuity_audit.estate.numbers import same_numbers
from continuity_audit.estate.parts import kind_of, parts_of
from continuity_audit.estate.values import MAX_KEY, Choice, Sensitive, SetValue, Unknown, Value, shorten

HIDDEN_KEY: Final = "sensitive:"
"""What the key of a marked value begins with."""


def key_of(value: Value) -> str:
    """A text that is the same for structurally the same value and no other; identifies conditions."""
    return _key(value, {})


def _key(value: Value, seen: dict[int, str]) -> str:
    """The key; parts that stand in several places are worked out once."""
    match value:
        case Unknown():
            return value.key
        case Sensitive():
            return _hidden_key(_key(value.value, seen))
        case Null():
            return repr(None)
        case tuple() | dict() | SetValue() | Choice():
            if id(value) not in seen:
                seen[id(value)] = shorten(_compound(value, seen))
            return seen[id(value)]
        case Decimal() if value.is_finite():
            whole = value == value.to_integral_value() and value.adjusted() < MAX_KEY
            return shorten(repr(int(value)) if whole else str(value.normalize()))
        case _:
            return shorten(repr(value))


def _hidden_key(key: str) -> str:
    """A key that stays distinct and does not say what it is of."""
    import hashlib

    return f"{HIDDEN_KEY}{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def _compound(value: tuple[Value, ...] | dict[str, Value] | SetValue | Choice, seen: dict[int, str]) -> str:
    match value:
        case Choice(atom=atom, then=then, other=other):
            return f"({atom.order}?{_key(then, seen)}:{_key(other, seen)})"
        case SetValue(elements=elements):
            return "{" + (",".join([_key(element, seen) for element in elements]) or "|") + "}"
        case tuple():
            return "[" + ",".join([_key(element, seen) for element in value]) + "]"
        case _:
            return "{" + ",".join([f"{_name(key)}={_key(value[key], seen)}" for key in sorted(value)]) + "}"


def _name(key: str) -> str:
    """A key of an object so that no other text reads the same."""
    return key if key.isidentifier() else repr(key)


def are_other_collections(left: Value, right: Value) -> bool:
    """Whether two values are of different types; the type of an empty collection is as it is stated, whole."""
    if not isinstance(left, _STATING) or not isinstance(right, _STATING):
        return False
    mine, theirs = kind_of(left), kind_of(right)
    if not isinstance(mine, CollectionKind) or not isinstance(theirs, CollectionKind):
        return False
    stated = any(not isinstance(side, Unknown) and not parts_of(side) for side in (left, right))
    return mine != theirs if stated and ANY in (mine.element, theirs.element) else conflict(mine, theirs)


_STATING: Final = (ListValue, MapValue, SetValue, Unknown)
"""What states its type, so that it need not be worked out."""


def same(left: Value, right: Value) -> bool:
    """Whether two values are one and the same to Terraform: ``true`` is not ``1``, ``1`` is ``1.0``."""
    if left is right or ((left is None or right is None) and (isinstance(left, Null) or isinstance(right, Null))):
        return True
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | Decimal) and isinstance(right, int | Decimal):
        return same_numbers(left, right)
    if type(left) is not type(right) or are_other_collections(left, right):
        return False
    match left, right:
        case tuple(), tuple():
            return len(left) == len(right) and all(map(same, left, right))
        case dict(), dict():
            return left.keys() == right.keys() and all(same(left[k], right[k]) for k in left)
        case SetValue(), SetValue():
            return same(left.elements, right.elements)
        case Choice(), Choice():
            return left.atom == right.atom and same(left.then, right.then) and same(left.other, right.other)
        case Sensitive(), Sensitive():
            return same(left.value, right.value)
        case _:
            return left == right
