"""The cluster query language of Amazon ECS, read for the availability zones that an expression allows.

An expression is ``subject operator [argument]``, or several joined by ``and``, ``or``, ``not`` and parentheses. What it
says of other things than zones is not decided here: it is open.

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from msgspec import Struct

from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import MARK, OPEN_PART
from continuity_audit.profiles.aws.zones import are_two_of_a_list

ZONE: Final = "attribute:ecs.availability-zone"
_BLANK: Final = pattern(r"\s*")
_OR: Final = pattern(r"\s*(?:\|\||or\b)")
_AND: Final = pattern(r"\s*(?:&&|and\b)")
_NOT: Final = pattern(r"\s*(?:!|not\b)")
_OPENING: Final = pattern(r"\s*\(")
_CLOSING: Final = pattern(r"\s*\)")
_SUBJECT: Final = pattern(r"\s*((?:(?:attribute|task):)?[A-Za-z0-9_./-]+)\s*")
_OPERATOR: Final = pattern(
    r"(==|!=|=~|!~|>=|<=|>|<|!?in\b|!?exists\b"
    r"|not_in\b|not_exists\b|(?:not_)?(?:equals|matches)\b|(?:greater|less)_than(?:_equal)?\b)\s*"
)
_ARGUMENT: Final = pattern(rf"(?:{OPEN_PART}|[^\s()&|\0])+")
_LIST: Final = pattern(rf"\[((?:{OPEN_PART}|[^\]\0])*)\]")
_ALONE: Final = ("exists", "!exists", "not_exists")
_EQUALS: Final = ("==", "equals")
_NEGATED: Final = {"!=": "==", "not_equals": "==", "!in": "in", "not_in": "in"}


class Comparison(Struct, frozen=True):
    """A subject that is compared with arguments."""

    subject: str
    operator: str
    arguments: tuple[str, ...]


class Compound(Struct, frozen=True):
    """Expressions joined by ``and`` or ``or``, or one behind ``not``."""

    operator: str
    parts: tuple[Query, ...]


Query = Comparison | Compound
_Reader = Callable[[str, int], tuple[Query, int]]


def read_query(text: str) -> Query | None:
    """An expression, of which parts may be spelled as open; ``None`` for what is none."""
    try:
        query, end = _either(text, 0)
    except ValueError:
        return None
    return query if not text[end:].strip() else None


def _either(text: str, at: int) -> tuple[Query, int]:
    parts, at = _joined_by(_OR, _both, text, at)
    return (parts[0] if len(parts) == 1 else Compound("or", parts)), at


def _both(text: str, at: int) -> tuple[Query, int]:
    parts, at = _joined_by(_AND, _one, text, at)
    return (parts[0] if len(parts) == 1 else Compound("and", parts)), at


def _joined_by(word: re.Pattern[str], part: _Reader, text: str, at: int) -> tuple[tuple[Query, ...], int]:
    first, at = part(text, at)
    parts = [first]
    while found := word.match(text, at):
        following, at = part(text, found.end())
        parts.append(following)
    return tuple(parts), at


def _one(text: str, at: int) -> tuple[Query, int]:
    if found := _NOT.match(text, at):
        query, at = _one(text, found.end())
        return Compound("not", (query,)), at
    if found := _OPENING.match(text, at):
        query, at = _either(text, found.end())
        return query, _expected(_CLOSING, text, at).end()
    return _comparison(text, at)


def _comparison(text: str, at: int) -> tuple[Query, int]:
    subject = _expected(_SUBJECT, text, at)
    operator = _expected(_OPERATOR, text, subject.end())
    if operator[1] in _ALONE:
        return Comparison(subject[1], operator[1], ()), operator.end()
    plain = _NEGATED.get(operator[1], operator[1])
    argument = _expected(_LIST if plain == "in" else _ARGUMENT, text, operator.end())
    words = argument[1].split(",") if plain == "in" else [argument[0]]
    query = Comparison(subject[1], plain, tuple(word.strip().strip("'\"") for word in words))
    return (Compound("not", (query,)) if plain != operator[1] else query), argument.end()


def _expected(token: re.Pattern[str], text: str, at: int) -> re.Match[str]:
    found = token.match(text, at)
    if found is None:
        raise ValueError(at)
    return found


def allows(query: Query | None, zone: str) -> bool | None:
    """Whether a machine in a zone fulfils an expression; ``None`` where that is open.

    The empty name stands for a zone that the expression does not name; an open name is spelled as one.
    """
    match query:
        case Comparison(subject=subject, operator=operator, arguments=arguments):
            if subject != ZONE or operator not in (*_EQUALS, "in"):
                return None
            if zone in arguments:
                return True
            return None if any(MARK in a and not are_two_of_a_list(a, zone) for a in arguments) else False
        case Compound(operator="not", parts=(part,)):
            held = allows(part, zone)
            return None if held is None else not held
        case Compound(operator=operator, parts=parts):
            decisive = operator == "or"
            held_by = [allows(part, zone) for part in parts]
            return decisive if decisive in held_by else None if None in held_by else not decisive
        case _:
            return None


def named_zones(query: Query | None) -> Iterator[str]:
    """The zones that an expression names, as far as they are known."""
    for part in _comparisons(query):
        if part.subject == ZONE:
            yield from (argument for argument in part.arguments if argument and MARK not in argument)


def tells_of_zones(query: Query | None) -> bool:
    """Whether an expression speaks of zones, or may do so because it could not be read."""
    return query is None or any(part.subject == ZONE for part in _comparisons(query))


def conjuncts(queries: Iterable[Query | None]) -> Iterator[Query | None]:
    """The expressions that have to hold all, without the ``and`` that joins them."""
    for query in queries:
        if isinstance(query, Compound) and query.operator == "and":
            yield from conjuncts(query.parts)
        else:
            yield query


def is_one_zone(query: Query | None) -> bool:
    """Whether an expression asks for a single zone, be its name known or open."""
    return isinstance(query, Comparison) and query.subject == ZONE and query.operator in _EQUALS


def _comparisons(query: Query | None) -> Iterator[Comparison]:
    match query:
        case Comparison():
            yield query
        case Compound(parts=parts):
            for part in parts:
                yield from _comparisons(part)


__all__ = ["Query", "allows", "conjuncts", "is_one_zone", "named_zones", "read_query", "tells_of_zones"]
