"""Three-valued logic, comparisons and counts: what is decided whatever an open value turns out to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from continuity_audit.estate.identity import are_other_collections, key_of, same
from continuity_audit.estate.kinds import Null, conflict, parts_of_kind
from continuity_audit.estate.numbers import plain
from continuity_audit.estate.parts import causes_of, is_known, is_sure, kind_of, marks_in, unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import IMPOSSIBLE, NOT_PLAIN, Atom, Choice, SetValue, Unknown, Value, shorten


def as_truth(value: Value) -> Value:
    """A value read as a condition: ``True``, ``False`` or a decision tree over what is open.

    ``null`` is false (a provider's switch that is left out); a text reads as Terraform converts it.
    """
    if value is True or value is False or (isinstance(value, Choice) and value.is_condition):
        return value
    return lift(_truth, value)


def _truth(value: Value) -> Value:
    match value:
        case bool():
            return value
        case None | Null():
            return False
        case "true" | "True" | "1":
            return True
        case "false" | "False" | "0" | "":
            return False
        case Unknown():
            return Choice(Atom(value.key, causes=value.causes), True, False)
        case int() | Decimal():
            return value != 0
        case _:
            return bool(value)


def negate(value: Value) -> Value:
    """Not, over what may be open."""
    return lift(lambda truth: not truth, as_truth(value))


def both(left: Value, right: Callable[[], Value]) -> Value:
    """And: the right side is asked for only where the left one does not decide."""
    first = as_truth(left)
    if first is False or first is IMPOSSIBLE:
        return first
    second = as_truth(right())
    if first is True or second is False:
        return second
    return first if second is True else lift(lambda a, b: a and b, first, second)


def either(left: Value, right: Callable[[], Value]) -> Value:
    """Or: the right side is asked for only where the left one does not decide."""
    first = as_truth(left)
    if first is True or first is IMPOSSIBLE:
        return first
    second = as_truth(right())
    if first is False or second is True:
        return second
    return first if second is False else lift(lambda a, b: a or b, first, second)


def any_of(conditions: Iterable[Callable[[], Value]]) -> Value:
    """Whether one of the conditions holds; asked for in order, until one is sure."""
    result: Value = False
    for condition in conditions:
        result = either(result, condition)
        if result is True:
            break
    return result


def all_of(conditions: Iterable[Callable[[], Value]]) -> Value:
    """Whether each of the conditions holds; asked for in order, until one surely does not."""
    result: Value = True
    for condition in conditions:
        result = both(result, condition)
        if result is False:
            break
    return result


def all_hold(*conditions: Value) -> Value:
    """Whether each of some conditions holds, all of which are worked out already."""
    return all_of(lambda condition=condition: condition for condition in conditions)  # type: ignore[misc]


def if_else(condition: Value, then: Callable[[], Value], other: Callable[[], Value]) -> Value:
    """``then()`` where the condition holds, ``other()`` where not; a side that cannot be is not asked for."""
    truth = as_truth(condition)
    if truth is True:
        return then()
    if truth is False:
        return other()
    return lift(lambda t, a, b: a if t else b, truth, then(), other())


def given(value: Value, condition: Value) -> Value:
    """``value`` on the branches where ``condition`` holds; `IMPOSSIBLE` where it never does."""
    if condition is True:
        return value
    truth = as_truth(condition)
    if isinstance(truth, Choice) and not isinstance(value, NOT_PLAIN):
        return value  # an open condition holds on one branch at least
    return lift(lambda v, t: v if t else IMPOSSIBLE, value, truth)


def equals(left: Value, right: Value) -> Value:
    """Whether two values are equal; an unknown side makes it a condition on that side."""
    return lift(_equals, left, right)


def _equals(left: Value, right: Value) -> Value:
    left, right = unmark(left), unmark(right)
    if isinstance(left, _SINGLE) and isinstance(right, _SINGLE):
        return same(left, right)
    if isinstance(left, Unknown) and isinstance(right, Unknown) and (told := _told(left, right)) is not None:
        return told
    if _are_apart(left, right):
        return False
    if is_known(left) and is_known(right) and not (marks_in(left) or marks_in(right)):
        return same(left, right)
    parts = _pairs(left, right)
    if parts is not None:
        return _all_equal(parts)
    if is_known(left) and is_known(right):
        return same(left, right)
    causes = causes_of(left) | causes_of(right)
    if isinstance(left, Unknown) and isinstance(right, str | int | Decimal | None):
        return _equality(left, right, causes)
    if isinstance(right, Unknown) and isinstance(left, str | int | Decimal | None):
        return _equality(right, left, causes)
    first, second = sorted((key_of(left), key_of(right)))
    return Choice(Atom(shorten(f"{first}=={second}"), causes=causes), True, False)


def _told(left: Unknown, right: Unknown) -> bool | None:
    """Whether two unknowns are equal, where that is known: one and the same, or both paths into the tree."""
    if left.key == right.key:
        return _same_types(left, right)
    return left.in_tree == right.in_tree if left.in_tree is not None and right.in_tree is not None else None


def _same_types(left: Unknown, right: Unknown) -> bool | None:
    """Whether one open value is equal in two types: ``1`` is not ``"1"``; what a provider says has any type."""
    if left.kind == right.kind or left.reference is not None:
        return True
    return False if conflict(left.kind, right.kind) and (is_sure(left) or is_sure(right)) else None


def _are_apart(left: Value, right: Value) -> bool:
    """Whether types alone tell two values apart, or that one is null and the other never."""
    if isinstance(left, Unknown) and isinstance(right, Unknown):
        return False
    if left is None or right is None:
        return is_sure(left) or is_sure(right)
    return conflict(kind_of(left), kind_of(right)) or are_other_collections(left, right)


def _pairs(left: Value, right: Value) -> list[tuple[Value, Value]] | None:
    """The parts of two tuples or objects of one size side by side; ``None`` for others."""
    if isinstance(left, tuple) and isinstance(right, tuple) and len(left) == len(right):
        return list(zip(left, right, strict=True))
    if isinstance(left, dict) and isinstance(right, dict) and left.keys() == right.keys():
        return [(left[key], right[key]) for key in left]
    return None


_SINGLE: Final = (str, int, Decimal, type(None))


def _all_equal(pairs: Iterable[tuple[Value, Value]]) -> Value:
    result: Value = True
    for left, right in pairs:
        result = both(result, lambda left=left, right=right: equals(left, right))  # type: ignore[misc]
    return result


def _equality(subject: Unknown, constant: str | int | Decimal | None, causes: frozenset[str]) -> Value:
    if isinstance(constant, bool):
        truth = Choice(Atom(subject.key, causes=causes), True, False)
        if constant:
            return truth
        not_null = True if is_sure(subject) else negate(_equality(subject, None, causes))
        return both(not_null, lambda: negate(truth))
    if subject.low is not None and isinstance(constant, int | Decimal) and constant < subject.low:
        return False
    if isinstance(constant, str) and not (constant.startswith(subject.starts) and constant.endswith(subject.ends)):
        return False
    if isinstance(constant, int | Decimal):
        constant = plain(constant)
        if constant == subject.low and subject.kind == "number" and is_sure(subject):
            return negate(above(subject, constant))  # `length(x) == 0` is the other side of `length(x) > 0`
    return Choice(Atom(subject.key, "==", constant, causes), True, False)


def at_least(value: Value, least: int | Decimal) -> Value:
    """Whether a number is ``least`` or more; ``null`` is not."""
    return lift(lambda number: _compare(number, least, ">="), value)


def above(value: Value, bound: int | Decimal) -> Value:
    """Whether a number is more than ``bound``; ``null`` is not."""
    return lift(lambda number: _compare(number, bound, ">"), value)


def _compare(number: Value, bound: int | Decimal, relation: str) -> Value:
    match number:
        case bool() | None | Null():
            return False
        case int() | Decimal():
            return number >= bound if relation == ">=" else number > bound
        case str():
            return _compare(as_number(number), bound, relation)
        case Unknown():
            if number.low is not None and (number.low > bound or (number.low == bound and relation == ">=")):
                return True
            return Choice(Atom(number.key, relation, plain(bound), number.causes), True, False)
        case _:
            return False


def as_number(text: str) -> int | Decimal | None:
    """The number that a text holds, or ``None``."""
    try:
        number = Decimal(text.strip())
    except ArithmeticError:
        return None
    if not number.is_finite():
        return None
    return int(number) if number == number.to_integral_value() and abs(number.adjusted()) < 400 else number


def length_of(value: Value) -> Value:
    """The number of elements of a collection, 0 for ``null``."""
    return lift(_length, value)


def _length(value: Value) -> Value:
    match value:
        case None | Null():
            return 0
        case tuple() | dict() | str():
            return len(value)
        case SetValue():
            return len(value.elements)
        case Unknown(kind=kind):
            parts = parts_of_kind(kind)
            if parts is not None:
                return len(parts)
            return Unknown(value.causes, f"length({value.key})", low=value.low or 0, kind="number", sure=True)
        case _:
            return 1
