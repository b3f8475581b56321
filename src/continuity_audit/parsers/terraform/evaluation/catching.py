"""``try`` and ``can``: what they make of an expression that fails, and of one of which nobody knows whether it does.

Elsewhere what is open is what the expression needs, as Terraform would refuse the code otherwise. In here it may be
something else, and what is given for that case counts: see `succeeding`.
"""

from __future__ import annotations

from collections.abc import Sequence

from continuity_audit.estate.logic import as_truth, both
from continuity_audit.estate.trees import without_marks
from continuity_audit.estate.values import SetValue, Unknown, Value
from continuity_audit.parsers.terraform.configuration.nodes import Call, Expression
from continuity_audit.parsers.terraform.evaluation.scope import (
    Environment,
    EvaluationProblem,
    NotEvaluated,
    Scope,
    on_branches,
    opened,
)
from continuity_audit.parsers.terraform.evaluation.succeeding import Evaluate, succeeds


def first_of(node: Call, scope: Scope, names: Environment, evaluate: Evaluate) -> Value:
    """``try(…)``: the first of its arguments that does not fail.

    Raises:
        EvaluationProblem: all of them fail.
    """
    arguments, last = list(node.arguments), None
    if node.expand:
        last = opened(evaluate(arguments.pop(), scope, names))
    return scope.trace.asking(lambda: _first_of(arguments, last, scope, names, evaluate))


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
        sound = succeeds(argument, scope, names, evaluate)
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
    return both(succeeds(argument, scope, names, evaluate), lambda: without_marks(on_branches(_could, value)))


def _could(value: Value) -> Value:
    return as_truth(Unknown(value.causes, f"can({value.key})")) if isinstance(value, Unknown) else True
