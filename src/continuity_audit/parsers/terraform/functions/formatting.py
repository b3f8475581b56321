"""``format`` and ``formatlist``. Source: go-cty ``stdlib/format.go`` and its scanner ``format_fsm.rl``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from typing import Final

from msgspec import Struct

from continuity_audit.estate.kinds import ANY, PRIMITIVES, Null
from continuity_audit.estate.parts import is_known
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import SetValue, Unknown, Value
from continuity_audit.parsers.terraform.functions.base import Function, bounded_text, define, opaque, to_string
from continuity_audit.parsers.terraform.functions.convert import convert, is_open, to_number
from continuity_audit.parsers.terraform.functions.elements import is_text_attribute
from continuity_audit.parsers.terraform.functions.errors import FunctionError, LimitError, argument_error
from continuity_audit.parsers.terraform.functions.json_text import encode_json
from continuity_audit.parsers.terraform.functions.text import (
    MAX_EXPONENT,
    as_fraction,
    general_text,
    go_quote,
    graphemes,
    is_negative,
    number_text,
    scientific,
    shortest,
)

_VERB: Final = pattern(r"%([0#\-+ ]*)([1-9]\d*)?(?:\.(\d*))?(?:\[([1-9]\d*)\])?([a-zA-Z])", re.ASCII)
_BASES: Final = {"b": "b", "d": "d", "o": "o", "x": "x", "X": "X"}
_MAX_WIDTH: Final = 1_000_000
_MAX_PLACES: Final = 10_000


class _Verb(Struct, frozen=True):
    raw: str
    offset: int
    flags: str
    width: int
    precision: int | None
    mode: str

    def refuse(self, problem: object) -> FunctionError:
        return FunctionError(f'unsupported value for "{self.raw}" at {self.offset}: {problem}')


def format_call(template: str, *arguments: Value) -> Value:
    """``format``, whose result is not known while an argument is a null that has no type."""
    if any(map(_has_no_type, arguments)):
        return _of_no_type("format")
    return format_text(template, *map(_plain, arguments))


def _has_no_type(argument: Value) -> bool:
    return argument is None or (isinstance(argument, Null) and argument.kind == ANY)


def _of_no_type(name: str) -> Unknown:
    return Unknown(frozenset({f"{name}(null)"}), f"{name}(null)", sure=True)


def _plain(argument: Value) -> Value:
    return None if isinstance(argument, Null) else argument


def format_text(template: str, *arguments: Value) -> str:
    """The template with its verbs replaced by the arguments."""
    parts: list[str] = []
    position = length = following = highest = 0
    while (start := template.find("%", position)) >= 0:
        parts.append(template[position:start])
        if template.startswith("%%", start):
            parts.append("%")
            position = start + 2
        else:
            match = _VERB.match(template, start)
            if match is None:
                raise _bad_verb(template, start)
            index = int(match[4]) if match[4] else following + 1
            highest = max(highest, index)
            parts.append(_format_verb(_verb(match, template), index, arguments))
            following, position = index, match.end()
        length += len(parts[-2]) + len(parts[-1])
        bounded_text(length)
    if highest < len(arguments):
        used = f"only {highest} used by format string" if highest else "no verbs in format string"
        raise argument_error("args", f"too many arguments; {used}")
    return "".join((*parts, template[position:]))


def _verb(match: re.Match[str], template: str) -> _Verb:
    flags, width, precision, _, mode = match.groups()
    if any(len(size or "") > 7 or int(size or 0) > _MAX_WIDTH for size in (width, precision)):
        raise LimitError(f"a width or precision of more than {_MAX_WIDTH} characters")
    if mode in "eEfgG" and int(precision or 0) > _MAX_PLACES:
        raise LimitError(f"more than {_MAX_PLACES} decimal places")
    offset = len(template[: match.start()].encode())
    digits = None if precision is None else int(precision or 0)
    return _Verb(match[0], offset, flags, int(width) if width else -1, digits, mode)


def _bad_verb(template: str, start: int) -> FunctionError:
    scanned = re.compile(r"%[0#\-+ ]*(?:[1-9]\d*)?(?:\.\d*)?(?:\[(?:[1-9]\d*)?\]?)?", re.ASCII).match(template, start)
    end = scanned.end() if scanned else start + 1
    offset = len(template[:end].encode())
    if end >= len(template):
        return FunctionError(f"invalid format string starting at offset {offset}")
    return FunctionError(f"unrecognized format character {_rune(template[end])} at offset {offset}")


def _rune(character: str) -> str:
    return "'" + go_quote(character)[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"


def _format_verb(verb: _Verb, index: int, arguments: Sequence[Value]) -> str:
    if index > len(arguments):
        raise FunctionError(
            f'not enough arguments for "{verb.raw}" at {verb.offset}: '
            f"need index {index} but have {len(arguments)} total"
        )
    argument = arguments[index - 1]
    if verb.mode == "v":
        return _pad(verb, _as_is(verb, argument))
    if argument is None:
        raise verb.refuse("null value cannot be formatted")
    try:
        if verb.mode == "t":
            return to_string(convert(argument, "bool"))
        if verb.mode in "sq":
            return _pad(verb, _as_string(verb, argument))
        if verb.mode in "bdoxXeEfgG":
            return _as_number(verb, to_number(argument))
    except LimitError:
        raise
    except FunctionError as error:
        raise (error if str(error).startswith("unsupported") else verb.refuse(error)) from None
    raise FunctionError(f'unsupported format verb {_rune(verb.mode)} in "{verb.raw}" at offset {verb.offset}')


def _as_is(verb: _Verb, argument: Value) -> str:
    if "#" not in verb.flags:
        if isinstance(argument, str):
            return argument
        if isinstance(argument, int | Decimal) and not isinstance(argument, bool):
            return general_text(argument)
    return encode_json(argument)


def _as_string(verb: _Verb, argument: Value) -> str:
    text = to_string(convert(argument, "string"))
    if verb.precision:
        text = "".join(graphemes(text)[: verb.precision])
    return encode_json(text) if verb.mode == "q" else text


def _pad(verb: _Verb, text: str) -> str:
    missing = verb.width - len(graphemes(text)) if verb.width > 0 else 0
    if missing <= 0:
        return text
    padding = ("0" if "0" in verb.flags else " ") * missing
    return text + padding if "-" in verb.flags else padding + text


# --- numbers, as Go's fmt prints big.Int and big.Float ----------------------------------------------------------------


def _as_number(verb: _Verb, number: int | Decimal) -> str:
    if isinstance(number, Decimal) and number.is_infinite():  # written with its sign, in the case of no verb
        if verb.mode in _BASES:
            raise verb.refuse("an integer is required")
        sign = "-" if number < 0 else " " if " " in verb.flags else "+"
        return _padded(verb, sign, "Inf", zeros=False)
    if verb.mode in _BASES:
        if isinstance(number, Decimal) and number.adjusted() > MAX_EXPONENT:
            raise LimitError("the number has too many digits")
        if number != int(number):
            raise verb.refuse("an integer is required")
        return _integer(verb, int(number))
    magnitude = _floating(verb, abs(number) if isinstance(number, int) else number.copy_abs())
    return _signed(verb, is_negative(number), magnitude, zeros=True)


def _integer(verb: _Verb, number: int) -> str:
    digits = number_text(abs(number)) if verb.mode == "d" else format(abs(number), _BASES[verb.mode])
    if verb.precision is not None:
        if not number and not verb.precision:
            return ""
        digits = digits.rjust(verb.precision, "0")
    base = {"b": "0b", "o": "0", "x": "0x", "X": "0X"}.get(verb.mode, "") if "#" in verb.flags else ""
    return _signed(verb, number < 0, digits, base, zeros="-" not in verb.flags and verb.precision is None)


def _signed(verb: _Verb, negative: bool, digits: str, base: str = "", *, zeros: bool) -> str:
    sign = "-" if negative else "+" if "+" in verb.flags else " " if " " in verb.flags else ""
    return _padded(verb, sign + base, digits, zeros=zeros)


def _padded(verb: _Verb, sign: str, digits: str, *, zeros: bool) -> str:
    missing = max(verb.width - len(sign) - len(digits), 0)
    if "0" in verb.flags and zeros:
        return sign + "0" * missing + digits
    if "-" in verb.flags:
        return sign + digits + " " * missing
    return " " * missing + sign + digits


def _floating(verb: _Verb, number: int | Decimal) -> str:
    mode = verb.mode.lower()
    if mode == "g":
        text = general_text(number if isinstance(number, int) else shortest(number), verb.precision)
    elif mode == "f":
        text = _fixed(as_fraction(number), 6 if verb.precision is None else verb.precision)
    else:
        text = _exponent(as_fraction(number), 6 if verb.precision is None else verb.precision)
    return text.upper() if verb.mode in "EG" else text


def _fixed(exact: Fraction, places: int) -> str:
    """``exact`` with so many places, ties to even."""
    scaled = str(Decimal(round(exact * 10**places)))
    if not places:
        return scaled
    scaled = scaled.rjust(places + 1, "0")
    return f"{scaled[:-places]}.{scaled[-places:]}"


def _exponent(exact: Fraction, places: int) -> str:
    context = Context(prec=places + 1, rounding=ROUND_HALF_EVEN, Emax=999_999_999, Emin=-999_999_999)
    rounded = context.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    mantissa = "".join(map(str, rounded.as_tuple().digits)).ljust(places + 1, "0")
    return scientific(mantissa, rounded.adjusted() if rounded else 0)


def _lone_argument(template: Value, *arguments: Value) -> Value | None:
    """What `format` gives of a single text that it leaves as it is."""
    if template not in ("%s", "%v") or len(arguments) != 1 or isinstance(arguments[0], tuple | dict | SetValue):
        return None
    return arguments[0]


_PLAIN_VERB: Final = pattern(r"%[sv]")


def _pieces(template: Value, *arguments: Value) -> list[Value]:
    """What the text of `format` is put together of, where its verbs leave texts as they are; else nothing."""
    between = _PLAIN_VERB.split(template) if isinstance(template, str) else []
    if len(between) != len(arguments) + 1 or any("%" in piece for piece in between):
        return []
    return [between[0], *(part for pair in zip(arguments, between[1:], strict=True) for part in pair)]


# --- lists --------------------------------------------------------------------------------------------------------


def format_list(template: Value, *arguments: Value) -> Value:
    """One formatted string for each element of the lists; what is no list is repeated."""
    if any(map(_has_no_type, arguments)):
        return _of_no_type("formatlist")
    arguments = tuple(map(_plain, arguments))
    if is_open(template) or any(map(_has_open_length, arguments)):
        return opaque("formatlist", (template, *arguments))
    rows = [_sequence(argument) for argument in arguments]
    count, chooser = -1, -1
    for index, row in enumerate(rows):
        if row is None:
            continue
        if count == -1:
            count, chooser = len(row), index
        elif len(row) != count:
            raise argument_error(
                "args",
                f"argument {index + 1} has length {len(row)}, which is inconsistent with argument {chooser + 1} "
                f"of length {count}",
            )
    results: list[Value] = []
    length = 0
    for position in range(1 if count == -1 else count):
        given = [argument if row is None else row[position] for argument, row in zip(arguments, rows, strict=True)]
        result = _format_row(str(template), given, position)
        length += len(result) if isinstance(result, str) else 0
        bounded_text(length)
        results.append(result)
    return tuple(results)


def _has_open_length(argument: Value) -> bool:
    """Whether it is open how many elements an argument has: unknown ones of a set may be equal."""
    if isinstance(argument, SetValue):
        return len(argument.elements) > 1 and not is_known(argument)
    return isinstance(argument, Unknown) and argument.kind not in PRIMITIVES and not is_text_attribute(argument)


def _format_row(template: str, given: Sequence[Value], position: int) -> Value:
    if not all(map(is_known, given)):
        return opaque("format", (template, *given))
    try:
        return format_text(template, *given)
    except LimitError:
        raise
    except FunctionError as error:
        raise FunctionError(f"error on format iteration {position}: {error}") from None


def _sequence(argument: Value) -> tuple[Value, ...] | None:
    if isinstance(argument, SetValue):
        return argument.elements
    return argument if isinstance(argument, tuple) else None


FUNCTIONS: Final[tuple[Function, ...]] = (
    define("format", format_call, "format: string, *args: typed?", "string", alone=_lone_argument, joins=_pieces),
    define("formatlist", format_list, "format: string, *args: typed?", "list(string)", opens=True),
)
