"""Numeric functions. Source: go-cty ``stdlib/number.go`` and Terraform ``internal/lang/funcs/number.go``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Final

from continuity_audit.estate.numbers import COUNTED, Binary, Short, bits_of
from continuity_audit.estate.values import SetValue, Unknown, Value
from continuity_audit.parsers.terraform.functions.base import Function, define, opaque, whole_number
from continuity_audit.parsers.terraform.functions.convert import to_number
from continuity_audit.parsers.terraform.functions.errors import FunctionError, LimitError, argument_error
from continuity_audit.parsers.terraform.functions.text import (
    MAX_EXPONENT,
    NEGATIVE_ZERO,
    as_fraction,
    from_float,
    held,
    is_negative,
    settle,
)

Number = int | Decimal
MAX_RANGE: Final = 1024
_LN2_HIGH: Final = 6.93147180369123816490e-01
_LN2_LOW: Final = 1.90821492927058770002e-10
_LN: Final = (
    6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01, 2.222219843214978396e-01,
    1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01,
)  # fmt: skip
"""Coefficients of FreeBSD's ``e_log.c``, which Go follows."""
_LOG2_E: Final = 1.4426950408889634
_LN2_UPPER: Final = 0.69314718055966295651160180568695068359375
_LN2_LOWER: Final = 0.28235290563031577122588448175013436025525412068e-12
_EXP: Final = (1 / 40320, 1 / 5040, 1 / 720, 1 / 120, 1 / 24, 1 / 6, 0.5, 1.0)
"""Coefficients of the series for ``e ** x - 1``, and how it is split; as in SLEEF, which Go follows."""
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MAX_DIGITS: Final = 100_000


def absolute(number: Number) -> Value:
    return held(abs(number), bits_of(number)) if isinstance(number, int) else number.copy_abs()


def ceiling(number: Number) -> Value:
    return _integral(number, ROUND_CEILING)


def floor(number: Number) -> Value:
    return _integral(number, ROUND_FLOOR)


def _integral(number: Number, rounding: str) -> Value:
    if isinstance(number, int) or number.is_infinite():
        return number
    if number == number.to_integral_value():
        return number if isinstance(number, Binary) or number.adjusted() > MAX_EXPONENT else int(number)
    return held(int(number.to_integral_value(rounding=rounding)), bits_of(number))


def logarithm(number: Number, base: Number) -> Value:
    above, below = _log(_float(number)), _log(_float(base))
    if below:
        return _float_result(above / below)
    return _float_result(math.copysign(math.inf, above) if above else math.nan)


def _log(number: float) -> float:
    if number == 0:
        return -math.inf
    return _ln(number) if number > 0 else math.nan


def _ln(number: float) -> float:
    """Go's ``math.Log``, whose last digit is another than C's at times."""
    if math.isinf(number):
        return number
    mantissa, exponent = math.frexp(number)
    if mantissa < math.sqrt(2) / 2:
        mantissa, exponent = mantissa * 2, exponent - 1
    rest = mantissa - 1
    s = rest / (2 + rest)
    s2 = s * s
    s4 = s2 * s2
    odd = s2 * (_LN[0] + s4 * (_LN[2] + s4 * (_LN[4] + s4 * _LN[6])))
    even = s4 * (_LN[1] + s4 * (_LN[3] + s4 * _LN[5]))
    half = 0.5 * rest * rest
    return exponent * _LN2_HIGH - ((half - (s * (half + (odd + even)) + exponent * _LN2_LOW)) - rest)


def power(number: Number, exponent: Number) -> Value:
    base, times = _float(number), _float(exponent)
    if math.isinf(base) or math.isinf(times) or base == 0:
        try:
            return _float_result(math.pow(base, times))
        except ValueError:  # zero to a negative power
            return Decimal("Infinity")
    return _float_result(_pow(base, times))


def _pow(base: float, times: float) -> float:
    """Go's ``math.Pow``, which rounds otherwise than C's: squares of the mantissa, bit by bit of the exponent."""
    if abs(times) == 0.5 and base > 0:
        return math.sqrt(base) if times > 0 else 1 / math.sqrt(base)
    fraction, whole = math.modf(abs(times))
    if fraction and base < 0:
        return math.nan
    if whole >= 2**63:
        return 1.0 if abs(base) == 1 else 0.0 if (abs(base) < 1) == (times > 0) else math.inf
    result = 1.0
    if fraction:
        if fraction > 0.5:
            fraction, whole = fraction - 1, whole + 1
        result = _exp(fraction * _ln(base))
    return _pow_whole(base, int(whole), times < 0, result)


def _exp(number: float) -> float:
    """Go's ``math.Exp`` on amd64, whose last digit is another than C's at times: a Taylor series of a sixteenth."""
    exponent = round(number * _LOG2_E)
    rest = _fma(-exponent, _LN2_UPPER, number)
    rest = _fma(-exponent, _LN2_LOWER, rest) * 0.0625
    series = _EXP[0]
    for coefficient in _EXP[1:]:
        series = _fma(series, rest, coefficient)
    result = rest * series
    for _ in range(3):
        result *= result + 2
    return math.ldexp(_fma(result, result + 2, 1.0), exponent)


def _fma(one: float, two: float, three: float) -> float:
    """``one * two + three``, rounded once."""
    return float(Fraction(one) * Fraction(two) + Fraction(three))


def _pow_whole(base: float, bits: int, inverse: bool, result: float) -> float:
    mantissa, exponent = math.frexp(base)
    result_exponent = 0
    while bits:
        if abs(exponent) > 1 << 12:
            result_exponent += exponent
            break
        if bits & 1:
            result, result_exponent = result * mantissa, result_exponent + exponent
        mantissa, exponent, bits = mantissa * mantissa, exponent * 2, bits >> 1
        if mantissa < 0.5:
            mantissa, exponent = mantissa * 2, exponent - 1
    if inverse:
        result, result_exponent = 1 / result, -result_exponent
    try:
        return math.ldexp(result, result_exponent)
    except OverflowError:
        return math.copysign(math.inf, result)


def _float(number: Number) -> float:
    try:
        return float(number)
    except OverflowError:
        raise FunctionError("value must be between -1.8e308 and 1.8e308 inclusive") from None


def _float_result(number: float) -> Value:
    if math.isnan(number):
        raise FunctionError("panic in function implementation: Float.SetFloat64(NaN)")
    return from_float(number)


def maximum(*numbers: Number | Unknown) -> Value:
    if not numbers:
        raise FunctionError("must pass at least one number")
    known = [number for number in numbers if not isinstance(number, Unknown)]
    if len(known) == len(numbers):
        return max(known)
    lows = [low for number in numbers if (low := _least(number)) is not None]
    return opaque("max", numbers, max(lows, default=None))


def minimum(*numbers: Number | Unknown) -> Value:
    if not numbers:
        raise FunctionError("must pass at least one number")
    known = [number for number in numbers if not isinstance(number, Unknown)]
    if len(known) == len(numbers):
        return min(known)
    lows = [low for number in numbers if (low := _least(number)) is not None]
    return opaque("min", numbers, min(lows) if len(lows) == len(numbers) else None)


def _least(number: Number | Unknown) -> int | None:
    """The least whole number that a number, open or not, can be rounded down to."""
    if isinstance(number, Unknown):
        return number.low
    return int(number // 1) if isinstance(number, int) or number.is_finite() else None


def signum(number: Number) -> Value:
    whole = whole_number(number)
    return Short((whole > 0) - (whole < 0))


def parse_integer(text: Value, base: Number) -> Value:
    if not isinstance(text, str):
        raise argument_error("number", "first argument must be a string")
    radix = whole_number(base)
    if not 2 <= radix <= 62:
        raise argument_error("base", "base must be a whole number between 2 and 62 inclusive")
    if len(text) > _MAX_DIGITS:
        raise LimitError(f"the number has more than {_MAX_DIGITS} digits")
    digits = text[1:] if text[:1] in ("+", "-") else text
    folded = digits.lower() if radix <= 36 else digits
    allowed = _DIGITS[:radix]
    if not folded or any(digit not in allowed for digit in folded):
        raise argument_error("number", f'cannot parse "{text}" as a base {radix} integer')
    number = _positional(folded, radix)
    return held(-number if text[:1] == "-" else number, max(COUNTED, number.bit_length()))


def _positional(digits: str, radix: int) -> int:
    """The value of the digits, halves first so that long ones stay fast."""
    if len(digits) <= 64:
        number = 0
        for digit in digits:
            number = number * radix + _DIGITS.index(digit)
        return number
    middle = len(digits) // 2
    low = digits[middle:]
    return _positional(digits[:middle], radix) * int(radix ** len(low)) + _positional(low, radix)


def total(numbers: Value) -> Value:
    if isinstance(numbers, dict) and numbers:
        raise argument_error("list", "argument must be list, set, or tuple. Received object")
    if not isinstance(numbers, tuple | SetValue | dict):
        raise argument_error("list", "cannot sum noniterable")
    elements: Sequence[Value] = numbers.elements if isinstance(numbers, SetValue) else tuple(numbers)
    if not elements:
        raise argument_error("list", "cannot sum an empty list")
    try:
        addends = [to_number(element) for element in elements]
    except FunctionError:
        raise argument_error("list", "argument must be list, set, or tuple of number values") from None
    if all(type(addend) is int for addend in addends):
        return sum(addends)
    return _sum(addends)


def _sum(addends: list[Number]) -> Value:
    infinite = {addend for addend in addends if isinstance(addend, Decimal) and addend.is_infinite()}
    if len(infinite) > 1:
        raise FunctionError("can't compute sum of opposing infinities")
    if infinite:
        return infinite.pop()
    if not any(addends) and all(map(is_negative, addends)):
        return NEGATIVE_ZERO
    result, bits = Fraction(0), 0
    for addend in addends:
        bits = max(bits, bits_of(addend))
        result = as_fraction(settle(result + as_fraction(addend), bits))
    return settle(result, bits)


def number_range(*bounds: Number) -> Value:
    match bounds:
        case (end,):
            start, step = Short(0), Short(-1 if end < 0 else 1)
        case (start, end):
            step = Short(-1 if end < start else 1)
        case (start, end, step):
            pass
        case _:
            raise FunctionError("must have one, two, or three arguments")
    if step < 0 and end > start:
        raise argument_error("params", "end must be less than start when step is negative")
    if step >= 0 and end < start:
        raise argument_error("params", "end must be greater than start when step is positive")
    return _steps(start, end, step)


def _steps(start: Number, end: Number, step: Number) -> tuple[Number, ...]:
    numbers: list[Number] = []
    number, bits = start, max(bits_of(start), bits_of(step))
    while number > end if step < 0 else number < end:
        if len(numbers) >= MAX_RANGE:
            raise FunctionError(
                "more than 1024 values were generated; either decrease the difference between start and end or use a "
                "smaller step"
            )
        numbers.append(number)
        if isinstance(number, int) and isinstance(step, int):
            number = held(number + step, bits)
        else:
            number = settle(as_fraction(number) + as_fraction(step), bits)
    return tuple(numbers)


FUNCTIONS: Final[tuple[Function, ...]] = (
    define("abs", absolute, "num: number", "number"),
    define("ceil", ceiling, "num: number", "number"),
    define("floor", floor, "num: number", "number"),
    define("log", logarithm, "num: number, base: number", "number"),
    define("max", maximum, "*numbers: number", "number", opens=True),
    define("min", minimum, "*numbers: number", "number", opens=True),
    define("parseint", parse_integer, "number: any/string, base: number", "number"),
    define("pow", power, "num: number, power: number", "number"),
    define("range", number_range, "*params: number", "list(number)"),
    define("signum", signum, "num: number", "number"),
    define("sum", total, "list: any", "number"),
)
