"""Date and time functions. Source: go-cty ``stdlib/datetime.go`` and Go's ``time`` package."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from msgspec import Struct

from continuity_audit.estate.numbers import Short
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Value, unknown
from continuity_audit.parsers.terraform.functions.base import Function, define
from continuity_audit.parsers.terraform.functions.errors import FunctionError, argument_error

_TIMESTAMP: Final = pattern(
    r"(\d{4})-(\d\d)-(\d\d)T(\d{1,2}):(\d\d):(\d\d)(?:[.,](\d+))?(?:(Z)|([+-])(\d\d):(\d\d))", re.ASCII
)
_DURATION: Final = pattern(r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)", re.ASCII)
_UNITS: Final = {
    "ns": 1,
    "us": 10**3,
    "µs": 10**3,
    "μs": 10**3,
    "ms": 10**6,
    "s": 10**9,
    "m": 60 * 10**9,
    "h": 3600 * 10**9,
}
_TOKEN: Final = pattern(r"''|'(?:[^']|'')*(?:'|\Z)|([A-Za-z])\1*|[^A-Za-z']+")
_MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS: Final = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTH_LENGTHS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LONGEST: Final = 2**63


class Moment(Struct, frozen=True):
    """An instant in nanoseconds since 1970 in UTC, and the offset in seconds in which it is written."""

    nanoseconds: int
    offset: int

    def fields(self) -> tuple[int, int, int, int, int, int]:
        """Year, month, day, hour, minute and second at the offset."""
        days, rest = divmod(self.nanoseconds // 10**9 + self.offset, 86_400)
        return (*_civil(days), rest // 3600, rest // 60 % 60, rest % 60)

    def weekday(self) -> str:
        """The English name of the day."""
        return _DAYS[((self.nanoseconds // 10**9 + self.offset) // 86_400 + 3) % 7]

    def zone(self, colon: str) -> str:
        """The offset as ``+0100`` or ``+01:00``."""
        minutes = abs(self.offset) // 60
        return f"{'-' if self.offset < 0 else '+'}{minutes // 60:02d}{colon}{minutes % 60:02d}"

    def text(self) -> str:
        """RFC 3339."""
        year, month, day, hour, minute, second = self.fields()
        zone = self.zone(":") if self.offset else "Z"
        return f"{_year(year)}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}{zone}"


def _civil(days: int) -> tuple[int, int, int]:
    """The proleptic Gregorian date of a day counted from 1970-01-01."""
    era, day_of_era = divmod(days + 719_468, 146_097)
    year = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + 3 if shifted < 10 else shifted - 9
    return year + era * 400 + (month <= 2), month, day


def _days(year: int, month: int, day: int) -> int:
    """The day counted from 1970-01-01; the inverse of `_civil`."""
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
    return era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468


def parse_timestamp(text: str) -> Moment:
    """An RFC 3339 timestamp as Go reads it (fractions of a second and hours of one digit included)."""
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        raise FunctionError(f"not a valid RFC3339 timestamp: {_complaint(text)}")
    year, month, day, hour, minute, second = (int(match[index]) for index in range(1, 7))
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if not 1 <= month <= 12:
        raise FunctionError("not a valid RFC3339 timestamp: month out of range")
    if not 1 <= day <= _MONTH_LENGTHS[month - 1] + leap:
        raise FunctionError("not a valid RFC3339 timestamp: day out of range")
    for name, number, bound in (("hour", hour, 24), ("minute", minute, 60), ("second", second, 60)):
        if number >= bound:
            raise FunctionError(f"not a valid RFC3339 timestamp: {name} out of range")
    zone_hour, zone_minute = int(match[10] or 0), int(match[11] or 0)
    if zone_hour > 24 or zone_minute > 60:
        raise FunctionError("not a valid RFC3339 timestamp: time zone offset out of range")
    offset = (zone_hour * 3600 + zone_minute * 60) * (-1 if match[9] == "-" else 1)
    seconds = _days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
    return Moment(seconds * 10**9 + int((match[7] or "0")[:9].ljust(9, "0")), offset)


def _complaint(text: str) -> str:
    """What is wrong with a timestamp, in Terraform's words for the frequent cases."""
    if len(text) >= 10 and text[10:11] != "T":
        return "missing required time introducer 'T'"
    if re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", text):
        return "end of string before UTC offset"
    return f'cannot use "{text}" as year'


def parse_duration(text: str) -> int:
    """Nanoseconds of a Go duration such as ``-1h30m``."""
    unsigned = text[1:] if text[:1] in ("+", "-") else text
    if unsigned == "0":
        return 0
    position, total = 0, Fraction(0)
    while position < len(unsigned):
        match = _DURATION.match(unsigned, position)
        if match is None:
            raise _bad_duration(unsigned[position:], text)
        total += int(Fraction(match[1]) * _UNITS[match[2]])
        position = match.end()
    if not unsigned or total >= _LONGEST:
        raise FunctionError(f'time: invalid duration "{text}"')
    return int(-total if text[:1] == "-" else total)


def _bad_duration(rest: str, text: str) -> FunctionError:
    number = re.match(r"\d+\.?\d*|\.\d+", rest, re.ASCII)
    if number is None:
        return FunctionError(f'time: invalid duration "{text}"')
    unit = re.match(r"[^.\d]*", rest[number.end() :])
    if unit is None or not unit[0]:
        return FunctionError(f'time: missing unit in duration "{text}"')
    return FunctionError(f'time: unknown unit "{unit[0]}" in duration "{text}"')


def time_add(timestamp: str, duration: str) -> Value:
    moment = parse_timestamp(timestamp)
    return Moment(moment.nanoseconds + parse_duration(duration), moment.offset).text()


def _year(year: int) -> str:
    """Four digits, after the sign of a year before the first."""
    return f"{'-' if year < 0 else ''}{abs(year):04d}"


def time_compare(first: str, second: str) -> Value:
    left, right = parse_timestamp(first).nanoseconds, parse_timestamp(second).nanoseconds
    return Short((left > right) - (left < right))


def format_date(template: str, timestamp: str) -> Value:
    try:
        moment = parse_timestamp(timestamp)
    except FunctionError as error:
        raise argument_error("time", str(error)) from None
    parts = []
    for match in _TOKEN.finditer(template):
        token = match[0]
        if token.startswith("'"):
            parts.append(_literal(token))
        elif match[1]:
            parts.append(_date_verb(token, moment))
        else:
            parts.append(token)
    return "".join(parts)


def _literal(token: str) -> str:
    if token == "''":  # noqa: S105 - a quoted quote
        return "'"
    if len(token) == 1 or not token.endswith("'") or token[1:].count("'") % 2 == 0:
        raise argument_error("format", "unterminated literal '")
    return token[1:-1].replace("''", "'")


_RULES: Final = {
    "Y": 'year must either be "YY" or "YYYY"',
    "M": 'month must be "M", "MM", "MMM", or "MMMM"',
    "D": 'day of month must either be "D" or "DD"',
    "E": 'day of week must either be "EEE" or "EEEE"',
    "h": '24-hour must either be "h" or "hh"',
    "H": '12-hour must either be "H" or "HH"',
    "A": 'must be "AA"',
    "a": 'must be "aa"',
    "m": 'minute must either be "m" or "mm"',
    "s": 'second must either be "s" or "ss"',
    "Z": "timezone must be Z, ZZZZ, or ZZZZZ",
}


def _date_verb(token: str, moment: Moment) -> str:
    year, month, day, hour, minute, second = moment.fields()
    zone = moment.zone("")
    written = {
        "YY": f"{year % 100:02d}",
        "YYYY": _year(year),
        "MMM": _MONTHS[month - 1][:3],
        "MMMM": _MONTHS[month - 1],
        "EEE": moment.weekday()[:3],
        "EEEE": moment.weekday(),
        "AA": "AM" if hour < 12 else "PM",
        "aa": "am" if hour < 12 else "pm",
        "Z": moment.zone(":") if moment.offset else "Z",
        "ZZZ": zone if moment.offset else "UTC",
        "ZZZZ": zone,
        "ZZZZZ": moment.zone(":"),
    }
    for letter, number in (("M", month), ("D", day), ("h", hour), ("H", hour % 12 or 12), ("m", minute), ("s", second)):
        written[letter] = str(number)
        written[letter * 2] = f"{number:02d}"
    if token not in written:
        rule = _RULES.get(token[0])
        raise argument_error("format", f'invalid date format verb "{token}"' + (f": {rule}" if rule else ""))
    return written[token]


def timestamp() -> Value:
    return unknown("timestamp()")


def plan_timestamp() -> Value:
    return unknown("plantimestamp()")


FUNCTIONS: Final[tuple[Function, ...]] = (
    define("formatdate", format_date, "format: string, time: string", "string"),
    define("plantimestamp", plan_timestamp, "", "string"),
    define("timeadd", time_add, "timestamp: string, duration: string", "string"),
    define("timecmp", time_compare, "timestamp_a: string, timestamp_b: string", "number"),
    define("timestamp", timestamp, "", "string"),
)
