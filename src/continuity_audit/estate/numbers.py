"""With how many bits Terraform holds a number, which decides what is computed with it and how it is written.

Source: Go's ``math/big.Float``. Plain ints and decimals stand for floats of 512 bits, as literals are. What functions
count (``length``, an index) has 64 bits, what ``log`` and ``pow`` give has 53. Only what computes with numbers needs
their bits: values of resources and conditions hold `plain` ones.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Final

PRECISION: Final = 512
COUNTED: Final = 64
_FLOAT_BITS: Final = 53
_FLOAT_DIGITS: Final = 17
_MOST_DIGITS: Final = 160
"""So many digits tell any two floats of 512 bits apart."""


class Short(int):
    """A whole number that is held with fewer than 512 bits, and exact with them."""

    bits: int

    def __new__(cls, number: int, bits: int = COUNTED) -> Short:
        """``number`` with so many ``bits``."""
        made = super().__new__(cls, number)
        made.bits = bits
        return made


class Binary(Decimal):
    """The exact value of a float of fewer than 512 bits; it is written and compared with the digits that it needs."""

    bits: int

    def __new__(cls, number: Decimal | float, bits: int) -> Binary:
        """``number``, which so many ``bits`` hold."""
        made = super().__new__(cls, number)
        made.bits = bits
        return made

    def copy_abs(self) -> Binary:
        """The number without its sign."""
        return Binary(super().copy_abs(), self.bits)

    @cached_property
    def shown(self) -> Decimal:
        """The shortest decimal that stands for it: Go takes its distance to both neighbours to be the same."""
        exact = abs(Fraction(self))
        place = exact.numerator.bit_length() - exact.denominator.bit_length()
        if exact >= Fraction(2) ** place:
            place += 1  # the value lies in [2 ** (place - 1), 2 ** place)
        step = Fraction(2) ** (place - self.bits)
        inclusive = int(exact / step) % 2 == 0
        first = self.adjusted()
        for count in range(1, _MOST_DIGITS):
            unit = Fraction(10) ** (first - count + 1)
            down = exact // unit
            rest = exact - down * unit
            can_fall = _is_within(rest, step / 2, inclusive)
            can_rise = _is_within(unit - rest, step / 2, inclusive)
            if can_fall or can_rise:
                nearer_up = rest * 2 > unit or (rest * 2 == unit and down % 2 == 1)
                digits = down + 1 if can_rise and (nearer_up or not can_fall) else down
                return Decimal((int(self.is_signed()), tuple(map(int, str(digits))), first - count + 1))
        return Decimal(self)


def _is_within(distance: Fraction, bound: Fraction, inclusive: bool) -> bool:
    return distance < bound or (inclusive and distance == bound)


def bits_of(number: object) -> int:
    """With how many bits a number is held."""
    return number.bits if isinstance(number, Short | Binary) else PRECISION


def same_numbers(one: int | Decimal, other: int | Decimal) -> bool:
    """Whether two numbers are equal to ``==``, which compares those with a fraction by how they are written."""
    if not (isinstance(one, Binary) or isinstance(other, Binary)) or (_is_whole(one) and _is_whole(other)):
        return one == other
    return _written(one) == _written(other)


def _is_whole(number: int | Decimal) -> bool:
    return isinstance(number, int) or (number.is_finite() and number == number.to_integral_value())


def _written(number: int | Decimal) -> int | Decimal:
    return number.shown if isinstance(number, Binary) else number


def plain(number: int | Decimal) -> int | Decimal:
    """A number as a plan writes it, without what computing with it needs: a fraction that a 64-bit float is, as one."""
    if isinstance(number, int):
        return int(number) if isinstance(number, Short) else number
    if not number.is_finite() or (not isinstance(number, Binary) and len(number.as_tuple().digits) <= _FLOAT_DIGITS):
        return number
    if _is_whole(number):
        return int(number) if abs(number) < 2**63 else Decimal(_written(number))
    return Binary(number, _FLOAT_BITS).shown if Decimal(float(number)) == number else Decimal(_written(number))
