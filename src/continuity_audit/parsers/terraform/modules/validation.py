"""What a variable's own validations leave of a value that nobody gave: ``contains([...], var.x)``, bounds, lengths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.identity import same
from continuity_audit.estate.kinds import ANY, Kind
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.trees import choose
from continuity_audit.estate.values import Atom, Unknown, Value
from continuity_audit.parsers.terraform.configuration.files import Block
from continuity_audit.parsers.terraform.configuration.nodes import (
    Binary,
    Call,
    Expression,
    GetAttribute,
    Literal,
    Name,
    SyntaxProblem,
    TupleOf,
)

MAX_VALUES: Final = 12

WORDS: Final = pattern(r"\^\((?:\?:)?((?:[\w-]|\\-)+(?:\|(?:[\w-]|\\-)+)*)\)\$|\^((?:[\w-]|\\-)+)\$")
"""A pattern that is a list of whole words."""


def narrowed(value: Value, name: str, block: Block) -> Value:
    """An unknown variable as its validations allow it: one of few values, or a number (length) of at least some."""
    if not isinstance(value, Unknown):
        return value
    for validation in block.body.blocks_of("validation"):
        attribute = validation.body.attributes.get("condition")
        if attribute is None:
            continue
        try:
            conditions = list(_conjuncts(attribute.expression))
        except SyntaxProblem:
            continue
        for condition in conditions:
            allowed = _allowed(condition, name, value.kind)
            if allowed and len(allowed) <= MAX_VALUES:
                return _one_of(value, allowed)
            low = _least(condition, name, value.kind)
            if low is not None:
                value = replace(value, low=max(low, value.low or low), sure=True)
    return value


def _conjuncts(expression: Expression) -> Iterator[Expression]:
    if isinstance(expression, Binary) and expression.operator == "&&":
        yield from _conjuncts(expression.left)
        yield from _conjuncts(expression.right)
    else:
        yield expression


def _is_it(expression: Expression, name: str) -> bool:
    return expression == GetAttribute(Name("var"), name)


def _allowed(condition: Expression, name: str, kind: Kind) -> list[str | int]:
    """The constants that a condition lets through, or nothing where it is no such list."""
    match condition:
        case Call(name="contains", arguments=(collection, subject)) if _is_it(subject, name):
            inner = collection
            if isinstance(inner, Call) and inner.name in ("toset", "tolist") and inner.arguments:
                inner = inner.arguments[0]
            if isinstance(inner, TupleOf):
                constants = [value for e in inner.elements if (value := _constant(e)) is not None]
                return constants if len(constants) == len(inner.elements) else []
        case Binary(operator="==", left=left, right=right):
            subject, constant = (left, right) if _is_it(left, name) else (right, left)
            found = _constant(constant)
            if _is_it(subject, name) and found is not None:
                return [found]
        case Call(name="can", arguments=(Call(name="regex", arguments=(Literal(value=str(pattern)), subject)),)):
            return _as_kind(_alternatives(pattern), kind) if _is_it(subject, name) else []
        case Binary(operator="||", left=left, right=right):
            first, second = _allowed(left, name, kind), _allowed(right, name, kind)
            return [*first, *second] if first and second else []
    return []


def _alternatives(pattern: str) -> tuple[str, ...]:
    """The texts that a pattern such as ``^(dev|prod)$`` lets through, or nothing where it is no such list."""
    found = WORDS.fullmatch(pattern)
    return tuple((found[1] or found[2]).replace("\\-", "-").split("|")) if found else ()


def _as_kind(words: tuple[str, ...], kind: Kind) -> list[str | int]:
    """What a variable of a type can be that reads as one of some words; nothing where they leave that open.

    A pattern is held against the text of a number or truth too.
    """
    numbers = all(word.isdecimal() and str(int(word)) == word for word in words)
    if kind == "number" and numbers:
        return [int(word) for word in words]
    plain = kind == ANY and not any(word.isdecimal() or word in ("true", "false") for word in words)
    return list(words) if kind == "string" or plain else []


def _constant(expression: Expression) -> str | int | None:
    if isinstance(expression, Literal) and isinstance(expression.value, str | int):
        return None if isinstance(expression.value, bool) else expression.value
    return None


def _least(condition: Expression, name: str, kind: Kind) -> int | None:
    """The least number (or length) that a condition lets through; a number with such a bound is taken to be whole.

    Of a value of any type it would not be known which of the two it is.
    """
    match condition:
        case Binary(operator=(">" | ">=") as operator, left=left, right=Literal(value=int(bound))):
            if kind == "number":
                subject = left
            elif isinstance(left, Call) and left.name == "length" and left.arguments and kind != ANY:
                subject = left.arguments[0]
            else:
                return None
            if _is_it(subject, name):
                return bound + (operator == ">")
    return None


def _one_of(value: Unknown, allowed: list[str | int]) -> Value:
    """A decision between the allowed values, complete: the last one is what is left."""
    distinct: list[str | int] = []
    for candidate in allowed:
        if not any(same(candidate, other) for other in distinct):
            distinct.append(candidate)
    result: Value = distinct[-1]
    for candidate in reversed(distinct[:-1]):
        result = choose(Atom(value.key, "==", candidate, value.causes), candidate, result)
    return result
