"""``try`` and ``can``: what they make of an expression that fails, and of one of which nobody knows whether it does.

Elsewhere an index that is open names something that is there, as Terraform would refuse the code otherwise. In here it
may name nothing, and what is given for that case counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import Final, TypeAlias

from msgspec import Struct

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.logic import all_of, as_truth, both
from continuity_audit.estate.parts import is_known
from continuity_audit.estate.trees import lift, without_marks
from continuity_audit.estate.values import SetValue, Unknown, Value
from continuity_audit.parsers.terraform.configuration.nodes import Call, Expression, For, GetIndex, Literal, TemplateFor
from continuity_audit.parsers.terraform.evaluation.scope import (
    Environment,
    EvaluationProblem,
    NotEvaluated,
    Scope,
    on_branches,
    opened,
)
from continuity_audit.parsers.terraform.functions.elements import contains
from continuity_audit.parsers.terraform.functions.errors import FunctionError
from continuity_audit.parsers.terraform.functions.text import number_text

TEXTS: Final = frozenset({"string", "any"})
"""Kinds of what may be the name of an entry."""

Evaluate: TypeAlias = Callable[[Expression, Scope, Environment], Value]


def first_of(node: Call, scope: Scope, names: Environment, evaluate: Evaluate) -> Value:
    """``try(…)``: the first of its arguments that does not fail.

    Raises:
        EvaluationProblem: all of them fail.
    """
    arguments, last = list(node.arguments), None
    if node.expand:
        last = opened(evaluate(arguments.pop(), scope, names))
    return _first_of(arguments, last, scope, names, evaluate)


def _first_of(
    arguments: Sequence[Expression], last: Value, scope: Scope, names: Environment, evaluate: Evaluate
) -> Value:
    for position, argument in enumerate(arguments, 1):
        try:
            value = evaluate(argument, scope, names)
        except NotEvaluated:
            raise
        except EvaluationProblem:
            continue
        sound = _finds_all(argument, scope, names, evaluate)
        if sound is True:
            return value
        try:
            rest = _first_of(arguments[position:], last, scope, names, evaluate)
        except NotEvaluated:
            raise
        except EvaluationProblem:  # then it has to find all, as Terraform would refuse the code otherwise
            return value
        return on_branches(lambda found, value, rest: value if found else rest, sound, value, rest)
    if last is not None:
        return on_branches(_first, last)
    raise EvaluationProblem("no expression of try succeeded")


def _first(spread: Value) -> Value:
    """What ``try(list...)`` gives: values that are there cannot fail."""
    match spread:
        case Unknown():
            return Unknown(spread.causes, f"try({spread.key}...)")
        case (first, *_) | SetValue(elements=(first, *_)):
            return first
        case _:
            raise EvaluationProblem("no expression of try succeeded")


def could(node: Call, scope: Scope, names: Environment, evaluate: Evaluate) -> Value:
    """``can(…)``: whether its argument does not fail.

    Raises:
        EvaluationProblem: it has another number of arguments.
    """
    if len(node.arguments) != 1:
        raise EvaluationProblem("can takes one expression")
    (argument,) = node.arguments
    try:
        value = evaluate(argument, scope, names)
    except NotEvaluated:
        raise
    except EvaluationProblem:
        return False
    return both(_finds_all(argument, scope, names, evaluate), lambda: on_branches(_could, value))


def _could(value: Value) -> Value:
    return as_truth(Unknown(value.causes, f"can({value.key})")) if isinstance(value, Unknown) else True


# --- indexes that are open ----------------------------------------------------------------------------------------


def _finds_all(expression: Expression, scope: Scope, names: Environment, evaluate: Evaluate) -> Value:
    """Whether there is an element at each index that is open in an expression which does not fail elsewhere."""

    def finds(collection: Expression, key: Expression) -> Value:
        try:
            index = opened(evaluate(key, scope, names))
            if is_known(index):
                return True
            return without_marks(lift(_has, opened(evaluate(collection, scope, names)), index))
        except (EvaluationProblem, FunctionError):
            return True

    asked = (partial(finds, collection, key) for collection, key in _lookups(expression))
    return all_of(partial(scope.trace.unseen, look) for look in asked)


def _has(collection: Value, key: Value) -> Value:
    """Whether a collection has an element at an index; what is open as a whole is open with it, which tells enough."""
    if not isinstance(collection, dict | tuple):
        return True
    indexes = tuple(collection) if isinstance(collection, dict) else tuple(map(str, range(len(collection))))
    if isinstance(key, Unknown) and key.kind not in TEXTS:
        return as_truth(Unknown(key.causes, f"{key_of(indexes)} has {key.key}"))
    return contains(indexes, number_text(key) if isinstance(key, int | Decimal) else key)


def _lookups(node: object) -> Iterator[tuple[Expression, Expression]]:
    """The collections and keys of an expression's look-ups by what may be open; those in loops know what they loop."""
    match node:
        case Call(name="try" | "can" | "core::try" | "core::can") | For() | TemplateFor() | Literal():
            return
        case GetIndex(of=of, key=key) if not isinstance(key, Literal):
            yield of, key
        case Call(name="lookup" | "core::lookup", arguments=(of, key), expand=False):
            yield of, key
        case _:
            pass
    if isinstance(node, tuple):
        for part in node:
            yield from _lookups(part)
    elif isinstance(node, Struct):
        for name in node.__struct_fields__:
            yield from _lookups(getattr(node, name))
