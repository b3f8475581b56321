"""Operators and conditions, three-valued; numbers as Terraform computes them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.kinds import Null
from continuity_audit.estate.logic import above, as_truth, at_least, both, either, negate
from continuity_audit.estate.numbers import bits_of
from continuity_audit.estate.parts import causes_of, is_known, unmark
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.terraform.evaluation.scope import (
    EvaluationProblem,
    NotEvaluated,
    on_branches,
)
from continuity_audit.parsers.terraform.evaluation.whole_blocks import compared
from continuity_audit.parsers.terraform.functions.convert import parse_number, to_bool
from continuity_audit.parsers.terraform.functions.equality import equals
from continuity_audit.parsers.terraform.functions.errors import FunctionError
from continuity_audit.parsers.terraform.functions.open_types import typed
from continuity_audit.parsers.terraform.functions.text import (
    NEGATIVE_ZERO,
    as_fraction,
    held,
    is_negative,
    rounded,
    settle,
)

Number = int | Decimal
ORDERINGS: Final = frozenset({">", ">=", "<", "<="})
SMALL: Final = 1 << 255
"""Whole numbers up to here add and multiply without leaving the 512 bits that Terraform keeps."""
SHORT: Final = 1 << 31
"""What one whole number up to here leaves of another is exact, however their quotient is rounded."""


def condition(value: Value) -> Value:
    """A value where Terraform wants a bool: ``True``, ``False`` or a decision tree.

    Raises:
        EvaluationProblem: it is none and does not convert to one.
    """
    return as_truth(on_branches(_bool, value))


def _bool(value: Value) -> Value:
    value = unmark(value)
    if isinstance(value, bool):
        return value
    if value is None:
        raise EvaluationProblem("the condition value is null")
    if isinstance(value, Unknown):
        return _converted(value, "bool")
    try:
        return to_bool(value)
    except FunctionError as problem:
        raise EvaluationProblem(str(problem)) from problem


def _converted(value: Unknown, wanted: str) -> Unknown:
    try:
        return typed(value, wanted)
    except FunctionError as problem:
        raise EvaluationProblem(str(problem)) from problem


def binary(operator: str, left: Value, right: Callable[[], Value]) -> Value:
    """``left operator right``; the right side is asked for only where needed."""
    match operator:
        case "&&":
            first = condition(left)
            return both(first, lambda: condition(_guarded(first, right)))
        case "||":
            first = condition(left)
            return either(first, lambda: condition(_guarded(first, right)))
        case "==":
            return equals(*compared(left, right()))
        case "!=":
            return negate(equals(*compared(left, right())))
        case _:
            return on_branches(lambda a, b: arithmetic(operator, a, b), left, right())


def _guarded(first: Value, right: Callable[[], Value]) -> Value:
    """The right side of ``&&`` or ``||``; where the left side, which may guard against it, is open, so is a mistake."""
    if is_known(first):
        return right()
    try:
        return right()
    except NotEvaluated:
        raise
    except EvaluationProblem as problem:
        return Unknown(causes_of(first), f"error({problem}:{key_of(first)})")


def arithmetic(operator: str, left: Value, right: Value) -> Value:
    """Two numbers, or texts that hold numbers, under an operator."""
    first, second = _number(left), _number(right)
    if isinstance(first, Unknown) or isinstance(second, Unknown):
        return _open_arithmetic(operator, first, second)
    if operator in ORDERINGS:
        return _ordered(operator, first, second)
    if isinstance(first, int) and isinstance(second, int) and max(abs(first), abs(second)) < SMALL:
        whole, bits = _whole(operator, first, second), max(bits_of(first), bits_of(second))
        if whole is not None and whole.bit_length() <= bits:
            return held(whole, bits)
    if not (first and second) and _is_negative_zero(operator, first, second):
        return NEGATIVE_ZERO
    return _fraction(operator, first, second)


def _whole(operator: str, first: int, second: int) -> int | None:
    """What two whole numbers make that is exact for certain; a zero could have a sign."""
    match operator:
        case "+":
            return first + second
        case "-":
            return first - second
        case "*" if first and second:
            return first * second
        case "%" if 0 < first < SHORT and 0 < second < SHORT:
            return first % second
        case _:
            return None


def _ordered(operator: str, first: Number, second: Number) -> bool:
    match operator:
        case ">":
            return first > second
        case ">=":
            return first >= second
        case "<":
            return first < second
        case _:
            return first <= second


def _fraction(operator: str, first: Number, second: Number) -> Value:
    """In the binary floats of 512 bits that Terraform computes with."""
    if any(isinstance(side, Decimal) and not side.is_finite() for side in (first, second)):
        return _with_infinity(operator, Decimal(first), Decimal(second))
    if operator in "/%" and second == 0:
        if operator == "%":
            return first
        if first == 0:
            raise EvaluationProblem("can't divide zero by zero or infinity by infinity")
        return Decimal("Infinity") if first > 0 else Decimal("-Infinity")
    try:
        one, two = as_fraction(first), as_fraction(second)
        bits = max(bits_of(first), bits_of(second))
        match operator:
            case "+":
                return settle(one + two, bits)
            case "-":
                return settle(one - two, bits)
            case "*":
                exact = rounded(one * two)
                return settle(exact, max(bits, _bits_needed(exact)))
            case "/":
                return settle(one / two, bits)
            case _:
                # Every step is rounded: 3 % 0.001 is 0, though 0.001 is held a little too small or too big.
                whole, own = int(rounded(one / two, bits)), bits_of(first)
                return settle(one - rounded(rounded(Fraction(whole), own) * two, own), own)
    except FunctionError as problem:
        raise NotEvaluated(str(problem)) from problem


def _bits_needed(exact: Fraction) -> int:
    """The bits of a binary fraction between its first and its last that is set."""
    numerator = abs(exact.numerator)
    return numerator.bit_length() - ((numerator & -numerator).bit_length() - 1) if numerator else 0


def _with_infinity(operator: str, first: Decimal, second: Decimal) -> Value:
    """What is left of two numbers of which at least one is infinite."""
    try:
        match operator:
            case "+":
                return first + second
            case "-":
                return first - second
            case "*":
                return first * second
            case "/":
                zero = NEGATIVE_ZERO if is_negative(first) != is_negative(second) else 0
                return first / second if first.is_infinite() else zero
    except InvalidOperation:
        pass
    raise EvaluationProblem(f"can't work out {first} {operator} {second}")


def _is_negative_zero(operator: str, first: Number, second: Number) -> bool:
    """Whether the result is the zero with a minus sign; one of the sides is zero, or both are."""
    match operator:
        case "*":
            return is_negative(first) != is_negative(second)
        case "/":
            return bool(second) and is_negative(first) != is_negative(second)
        case "+":
            return not (first or second) and is_negative(first) and is_negative(second)
        case "-":
            return not (first or second) and is_negative(first) and not is_negative(second)
        case _:
            return not first and is_negative(first)


def _number(value: Value) -> Number | Unknown:
    match value:
        case bool() | None | Null():
            raise EvaluationProblem("a number is required")
        case int() | Decimal():
            return value
        case Unknown():
            return _converted(value, "number")
        case str() if (number := parse_number(value)) is not None:
            return number
        case _:
            raise EvaluationProblem("a number is required")


def _open_arithmetic(operator: str, left: Number | Unknown, right: Number | Unknown) -> Value:
    if isinstance(left, Unknown) and not isinstance(right, Unknown):
        match operator:
            case ">":
                return above(left, right)
            case ">=":
                return at_least(left, right)
            case "<":
                return negate(at_least(left, right))
            case "<=":
                return negate(above(left, right))
    if isinstance(right, Unknown) and not isinstance(left, Unknown):
        flipped = {">": "<", ">=": "<=", "<": ">", "<=": ">="}.get(operator)
        if flipped:
            return _open_arithmetic(flipped, right, left)
    if operator == "%" and _is_below(left, right):
        return left
    causes = causes_of(left) | causes_of(right)
    key = f"({key_of(left)}{operator}{key_of(right)})"
    if operator in ORDERINGS:
        return as_truth(Unknown(causes, key, kind="bool", sure=True))
    return Unknown(causes, key, low=_low_of(operator, left, right), kind="number", sure=True)


def _is_below(number: Number | Unknown, divisor: Number | Unknown) -> bool:
    """Whether a number is its own remainder for certain: it is zero, or less than an open divisor can be."""
    if isinstance(number, Unknown) or not isinstance(divisor, Unknown) or number < 0:
        return False
    return number == 0 or (divisor.low is not None and number < divisor.low)


def _low_of(operator: str, left: Number | Unknown, right: Number | Unknown) -> int | None:
    lows = [side.low if isinstance(side, Unknown) else _floor(side) for side in (left, right)]
    if lows[0] is None or lows[1] is None:
        return None
    if operator == "+":
        return lows[0] + lows[1]
    if operator == "*" and lows[0] >= 0 and lows[1] >= 0:
        return lows[0] * lows[1]
    return lows[0] - lows[1] if operator == "-" and isinstance(right, int) else None


def _floor(number: Number) -> int | None:
    return int(number // 1) if isinstance(number, int) or number.is_finite() else None


def minus(value: Value) -> Value:
    """``-value``"""
    if type(value) is int and value:
        return -value
    return on_branches(_negated, value)


def _negated(value: Value) -> Value:
    result = arithmetic("-", NEGATIVE_ZERO, value)
    return held(result, bits_of(value)) if isinstance(result, int | Decimal) else result
