"""How Terraform writes numbers and counts characters.

Terraform computes with binary floats of 512 bits (Go's ``big.Float``) and writes the shortest decimal that reads back
as the same float. Some numbers have fewer bits (`estate.numbers`). Characters are grapheme clusters.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from continuity_audit.estate.numbers import PRECISION, Binary, Short
from continuity_audit.parsers.terraform.functions.errors import LimitError

_FLOAT_BITS: Final = 53
EXACT: Final = Context(prec=1000, Emax=999_999_999, Emin=-999_999_999)
MAX_EXPONENT: Final = 100_000
"""Digits of a number that is written or compared."""
MAX_COMPUTED: Final = 5_000
"""Digits before or after the point of a number that is computed with: each step takes the square of them in time."""
_MAX_BITS: Final = 4 * MAX_COMPUTED
_SAFE_DIGITS: Final = 153
"""A decimal of so many digits survives 512 bits, so it is its own shortest form."""


NEGATIVE_ZERO: Final = Decimal("-0")
"""The float that ``-0`` and ``-1 * 0`` are: equal to zero, written with its sign."""


def is_negative(number: int | Decimal) -> bool:
    """Whether a number has a minus sign, which zero can have too."""
    return number.is_signed() if isinstance(number, Decimal) else number < 0


def from_float(number: float) -> int | Decimal:
    """The value of a 64-bit float, which has 53 bits for its digits: an int where that loses nothing, also in print."""
    if math.isinf(number):
        return Decimal(number)
    if number == 0 and math.copysign(1, number) < 0:
        return NEGATIVE_ZERO
    if number == int(number) and abs(number) <= 2**53:
        return Short(int(number), _FLOAT_BITS)
    return Binary(number, _FLOAT_BITS)


def as_fraction(number: int | Decimal) -> Fraction:
    """The exact value of the binary float that Terraform holds for a finite number."""
    if isinstance(number, int) and number.bit_length() <= PRECISION:
        return Fraction(number)
    if isinstance(number, Decimal) and abs(number.adjusted()) > MAX_COMPUTED:
        raise LimitError("the number has too many digits")
    exact = Fraction(number)
    return exact if isinstance(number, Binary) else rounded(exact)


def held(number: int | Decimal, bits: int) -> int | Decimal:
    """A finite number that so many bits hold, as one that is held with them."""
    if bits >= PRECISION:
        return number
    if isinstance(number, int) and number.bit_length() <= bits:
        return Short(number, bits)
    return Binary(Decimal(number), bits)


def settle(exact: Fraction, bits: int = PRECISION) -> int | Decimal:
    """A computed value as Terraform keeps it: rounded to its bits; of 512 the shortest decimal that stands for that."""
    if bits < PRECISION:
        return _narrow(rounded(exact, bits), bits)
    if exact.denominator == 1 and exact.numerator.bit_length() <= PRECISION:
        return exact.numerator
    binary = rounded(exact)
    low, high = 1, _SAFE_DIGITS + 4
    while low < high:
        middle = (low + high) // 2
        if rounded(Fraction(_digits(binary, middle))) == binary:
            high = middle
        else:
            low = middle + 1
    shortest = _digits(binary, low)
    return int(shortest) if shortest == shortest.to_integral_value() else shortest


def _narrow(binary: Fraction, bits: int) -> int | Decimal:
    if binary.denominator == 1 and binary.numerator.bit_length() <= bits:
        return Short(binary.numerator, bits)
    return Binary(EXACT.divide(Decimal(binary.numerator), Decimal(binary.denominator)), bits)


def _digits(exact: Fraction, count: int) -> Decimal:
    context = Context(prec=count, Emax=999_999_999, Emin=-999_999_999)
    return context.divide(Decimal(exact.numerator), Decimal(exact.denominator))


def rounded(exact: Fraction, bits: int = PRECISION) -> Fraction:
    """The nearest float of so many bits, ties to even."""
    if not exact:
        return exact
    numerator, denominator = abs(exact.numerator), exact.denominator
    if numerator.bit_length() > _MAX_BITS or denominator.bit_length() > _MAX_BITS:
        raise LimitError("the number has too many digits")
    shift = bits - (numerator.bit_length() - denominator.bit_length())
    for _ in range(2):
        scaled_numerator = numerator << max(shift, 0)
        scaled_denominator = denominator << max(-shift, 0)
        mantissa, rest = divmod(scaled_numerator, scaled_denominator)
        if mantissa.bit_length() <= bits:
            break
        shift -= 1
    doubled = 2 * rest
    if doubled > scaled_denominator or (doubled == scaled_denominator and mantissa & 1):
        mantissa += 1
    rounded = Fraction(mantissa << max(-shift, 0), 1 << max(shift, 0))
    return rounded if exact > 0 else -rounded


def shortest(number: int | Decimal) -> Decimal:
    """The digits with which Terraform writes a finite number."""
    if isinstance(number, Binary):
        return number.shown
    if isinstance(number, int):
        return Decimal(number if number.bit_length() <= PRECISION else settle(as_fraction(number)))
    if abs(number.adjusted()) > MAX_EXPONENT:
        raise LimitError("the number has too many digits")
    if len(number.as_tuple().digits) > _SAFE_DIGITS:
        return Decimal(settle(as_fraction(number)))
    return number


def number_text(number: int | Decimal) -> str:
    """A number as it stands in a string: all digits, never an exponent."""
    if isinstance(number, int) and number.bit_length() <= PRECISION:
        return str(number)
    if isinstance(number, Decimal) and number.is_infinite():
        return "+Inf" if number > 0 else "-Inf"
    return _plain(shortest(number))


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text


def general_text(number: int | Decimal, digits: int | None = None) -> str:
    """A number as ``%v`` and ``%g`` write it: with an exponent below -4 and from the precision (6 for shortest) on."""
    if isinstance(number, Decimal) and number.is_infinite():
        return number_text(number)
    value = shortest(number) if digits is None else _digits(as_fraction(number), max(digits, 1))
    value = value.normalize(EXACT)
    if not value:
        return "-0" if value.is_signed() else "0"
    sign, mantissa, _ = value.as_tuple()
    exponent = value.adjusted()
    bound = 6
    if digits is not None:
        bound = max(digits, 1)
        if bound > len(mantissa) >= exponent + 1:
            bound = len(mantissa)
    if -4 <= exponent < bound:
        return _plain(value)
    return ("-" if sign else "") + scientific("".join(map(str, mantissa)), exponent)


def scientific(mantissa: str, exponent: int, marker: str = "e") -> str:
    """Digits and exponent as Go writes them: ``1.5e+06``."""
    fraction = f".{mantissa[1:]}" if len(mantissa) > 1 else ""
    return f"{mantissa[0]}{fraction}{marker}{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def graphemes(text: str) -> Sequence[str]:
    """The characters of a text as a reader counts them."""
    return text if text.isascii() and "\r\n" not in text else _clusters(text)


@lru_cache(maxsize=2)  # a loop asks the same text for one character after the other
def _clusters(text: str) -> Sequence[str]:
    import regex  # type: ignore[import-untyped]

    found: list[str] = regex.findall(r"\X", text)
    # Terraform counts by a Unicode before 15.1, which does not keep the consonants of an Indic cluster together.
    apart = regex.compile(r"(?<=[\p{Mn}\u200D])(?=\p{Lo})")
    return [part for cluster in found for part in apart.split(cluster)] if apart.search(text) else found


def go_quote(text: str) -> str:
    """A text in double quotes as Go's ``%q`` writes it."""
    parts = ['"']
    for character in text:
        code = ord(character)
        if character in '"\\':
            parts.append("\\" + character)
        elif character in _SHORT_ESCAPES:
            parts.append(_SHORT_ESCAPES[character])
        elif character == " " or (character.isprintable()):
            parts.append(character)
        elif code < 0x80:
            parts.append(f"\\x{code:02x}")
        else:
            parts.append(f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")
    return "".join((*parts, '"'))


_SHORT_ESCAPES: Final = {
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
}
