"""Arithmetic on counts, any of which may be open, or written as a text that Terraform converts to a number.

What is known and no number, such as ``null``, adds nothing; a sum is open only where one of its parts is.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.logic import above, any_of, as_number, at_least, equals, if_else, length_of, negate
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import MARK, spelling
from continuity_audit.estate.trees import choose, lift
from continuity_audit.estate.values import Atom, Choice, SetValue, Unknown, Value

INDEXED: Final = pattern(r"^(.*)\[(\d+)\]$")
"""An open element of a list, with the list and its place."""


def as_count(value: Value) -> Value:
    """A value read as a number: of a text the number that it holds, ``None`` where it holds none; others stay.

    An open text may hold any number, as Terraform converts what an argument is given to the argument's type.
    """
    return lift(_count, value)


def _count(value: Value) -> Value:
    match value:
        case str():
            return as_number(value)
        case Unknown(kind="string"):
            return Unknown(value.causes, value.key, value.reference, sure=value.sure)
        case _:
            return value


def add(left: Value, right: Value) -> Value:
    """The sum of two counts; the least sum is kept."""
    return lift(_add, left, right)


def _add(left: Value, right: Value) -> Value:
    one, other = _number(left), _number(right)
    if not (isinstance(one, Unknown) or isinstance(other, Unknown)):
        return one + other
    return _open(left, right, "+", _low(one) + _low(other))


def multiply(left: Value, right: Value) -> Value:
    """The product of two counts; the least product is kept."""
    return lift(_multiply, left, right)


def _multiply(left: Value, right: Value) -> Value:
    one, other = _number(left), _number(right)
    if not (isinstance(one, Unknown) or isinstance(other, Unknown)):
        return one * other
    if 0 in (one, other):
        return 0
    if 1 in (one, other):
        return other if one == 1 else one
    return _open(left, right, "*", _low(one) * _low(other))


def parts(total: Value, size: Value) -> Value:
    """How many parts of at most a size make up a total; a part has one at the least."""
    return lift(_parts, total, size)


def _parts(total: Value, size: Value) -> Value:
    whole, most = _number(total), _number(size)
    if isinstance(most, Unknown):
        return 0 if whole == 0 else _open(total, size, "/", min(_low(whole), 1))
    if most <= 1:
        return whole
    least = -int(-_low(whole) // most)
    return _open(total, size, "/", least) if isinstance(whole, Unknown) else least


def share_of(number: Value, base: Value, percent: Value) -> Value:
    """The part of a count that is a base, then a percentage of the rest, rounded down; no more than the count."""
    return lift(_share_of, as_count(number), as_count(base), as_count(percent))


def _share_of(number: Value, base: Value, percent: Value) -> Value:
    count, least, share = _number(number), _number(base), _number(percent)
    if share == 100:
        return count
    if (least, share) == (0, 0):
        return 0
    if isinstance(count, Unknown) or isinstance(least, Unknown) or isinstance(share, Unknown):
        causes = causes_of(number) | causes_of(base) | causes_of(percent)
        key = f"({key_of(base)}+{key_of(percent)}% of {key_of(number)})"
        return Unknown(causes, key, low=min(_low(count), _low(least)), kind="number", sure=True)
    return min(count, least + int(max(count - least, 0) * share // 100))


def fewest(first: Value, *others: Value) -> Value:
    """The least of some counts."""
    least = as_count(first)
    for other in others:
        least = lift(_fewer, least, other)
    return least


def _fewer(left: Value, right: Value) -> Value:
    one, other = _number(left), _number(right)
    if isinstance(one, Unknown):
        if not isinstance(other, Unknown):
            return _bounded(one, other)
        return one if one.key == other.key else _open(one, other, "min", min(_low(one), _low(other)))
    return _bounded(other, one) if isinstance(other, Unknown) else min(one, other)


def _bounded(number: Unknown, most: int | Decimal) -> Value:
    """An open number where it is less than ``most``, and that elsewhere."""
    enough = at_least(number, most)
    return choose(enough.atom, most, number) if isinstance(enough, Choice) else most


def exceeds(left: Value, right: Value) -> Value:
    """Whether a count is more than another one."""
    return lift(_exceeds, left, right)


def _exceeds(left: Value, right: Value) -> Value:
    one, other = _number(left), _number(right)
    if not isinstance(other, Unknown):
        return above(one, other)
    if not isinstance(one, Unknown):
        return negate(at_least(other, one))
    if one.key == other.key:
        return False
    return Choice(Atom(f"{one.key}>{other.key}", causes=one.causes | other.causes), True, False)


def distinct_in(value: Value) -> Value:
    """How many elements are in a list that stands for a set: 1 where all of them are one and the same.

    Where two differ it is the length of the list: no more is asked of zones and regions than whether they are several.
    """
    return lift(_as_set, value)


def _as_set(value: Value) -> Value:
    elements = value.elements if isinstance(value, SetValue) else value
    if not isinstance(elements, tuple) or len(elements) < 2:
        return length_of(value)
    first, *others = elements
    unlike = any_of(lambda other=other: _are_unlike(first, other) for other in others)  # type: ignore[misc]
    return if_else(unlike, lambda: len(elements), lambda: 1)


def _are_unlike(one: Value, other: Value) -> Value:
    """Whether two elements differ, as open ones do that end differently or stand at two places of one list."""
    if isinstance(one, Unknown) and isinstance(other, Unknown):
        my_end, their_end = (v.ends or spelling(v).rpartition(MARK)[2] for v in (one, other))
        if not (my_end.endswith(their_end) or their_end.endswith(my_end)):
            return True
        mine, theirs = INDEXED.match(one.key), INDEXED.match(other.key)
        if mine and theirs and mine[1] == theirs[1] and mine[2] != theirs[2]:
            return True
    return negate(equals(one, other))


def _number(value: Value) -> int | Decimal | Unknown:
    """What a value adds: what is known and no number adds nothing."""
    number = as_number(value) if isinstance(value, str) else value
    return number if isinstance(number, int | Decimal | Unknown) else 0


def _open(left: Value, right: Value, sign: str, low: int) -> Unknown:
    key = f"({key_of(left)}{sign}{key_of(right)})"
    return Unknown(causes_of(left) | causes_of(right), key, low=low, kind="number", sure=True)


def _low(number: int | Decimal | Unknown) -> int:
    return int(number) if not isinstance(number, Unknown) else number.low or 0
