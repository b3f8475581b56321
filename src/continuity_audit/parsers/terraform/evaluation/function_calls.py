"""Calls of functions: those of the language, those that look at the expressions they are given, those of a scope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate import secrecy
from continuity_audit.estate.identity import key_of
from continuity_audit.estate.kinds import ANY
from continuity_audit.estate.numbers import Short
from continuity_audit.estate.parts import causes_of, size_of
from continuity_audit.estate.values import Sensitive, SetValue, Unknown, Value
from continuity_audit.estate.zone_lists import is_list_of_zones
from continuity_audit.parsers.terraform.configuration.nodes import Call, Expression
from continuity_audit.parsers.terraform.evaluation.catching import could, first_of
from continuity_audit.parsers.terraform.evaluation.made import watched, weighed, with_blocks
from continuity_audit.parsers.terraform.evaluation.no_scope import NO_SCOPE, NoScope
from continuity_audit.parsers.terraform.evaluation.scope import (
    Environment,
    EvaluationProblem,
    Instances,
    NotEvaluated,
    Scope,
    on_branches,
    opened,
)
from continuity_audit.parsers.terraform.evaluation.succeeding import Evaluate
from continuity_audit.parsers.terraform.evaluation.template_calls import TEMPLATE_FUNCTIONS, rendered
from continuity_audit.parsers.terraform.evaluation.tfvars_calls import DECODE_TFVARS, decoded
from continuity_audit.parsers.terraform.evaluation.types import TypeMismatch, convert, type_of
from continuity_audit.parsers.terraform.evaluation.whole_blocks import for_function
from continuity_audit.parsers.terraform.functions.calls import call_function
from continuity_audit.parsers.terraform.functions.common_types import sort_of
from continuity_audit.parsers.terraform.functions.convert import ordered
from continuity_audit.parsers.terraform.functions.errors import FunctionError, LimitError
from continuity_audit.parsers.terraform.functions.sets import WEIGHT_IN_ROWS

CATCHING: Final = frozenset({"try", "can", "convert", "core::try", "core::can", "core::convert"})
"""Functions that look at the expressions themselves that they are given."""


def called(
    node: Call, scope: Scope, names: Environment, evaluate: Evaluate, worth: Callable[[Expression], Value] | None = None
) -> Value:
    """What a call gives, counted by its size; ``worth`` gives the value of an argument.

    Raises:
        EvaluationProblem: Terraform would refuse it.
    """
    if isinstance(scope, NoScope):
        raise EvaluationProblem("function calls are not allowed here")
    name = node.name.removeprefix("core::")
    made = _result(name, node, scope, names, evaluate, worth or (lambda argument: evaluate(argument, scope, names)))
    if name != "setproduct":
        return weighed(made, scope)
    scope.trace.spend(WEIGHT_IN_ROWS * size_of(made))
    return made


def _result(
    name: str,
    node: Call,
    scope: Scope,
    names: Environment,
    evaluate: Evaluate,
    worth: Callable[[Expression], Value],
) -> Value:
    if name == "try":
        return first_of(node, scope, names, evaluate)
    if name == "can":
        return could(node, scope, names, evaluate)
    if name == "convert":
        return _convert(node, scope, names, evaluate)
    sizes = scope.trace.sizes
    arguments = [for_function(name, opened(worth(argument)), sizes) for argument in node.arguments]
    if not node.expand:
        return _function(name, arguments, scope, evaluate)
    last = arguments.pop()
    return on_branches(lambda spread: _spread(name, arguments, spread, scope, evaluate), last)


def _spread(name: str, arguments: list[Value], spread: Value, scope: Scope, evaluate: Evaluate) -> Value:
    match ordered(spread) if isinstance(spread, SetValue) else spread:
        case Unknown(kind=kind) if sort_of(kind) in (ANY, "list", "set", "tuple"):
            causes = causes_of((spread, *arguments))
            made = Unknown(causes, f"{name}({key_of(tuple(arguments))},{key_of(spread)}...)")
            return with_blocks((*arguments, spread), made, scope)
        case tuple(elements):
            spread_out = [for_function(name, opened(element), scope.trace.sizes) for element in elements]
            return _function(name, [*arguments, *spread_out], scope, evaluate)
        case _:
            raise EvaluationProblem("the last argument must be a list")


def _function(name: str, arguments: list[Value], scope: Scope, evaluate: Evaluate) -> Value:
    if name in scope.functions:
        return on_branches(scope.functions[name], *arguments)
    if name == DECODE_TFVARS:
        made = on_branches(lambda *given: decoded(given, lambda node: evaluate(node, NO_SCOPE, {})), *arguments)
        return watched(on_branches(secrecy.within, made), scope)
    if "::" in name:
        causes = frozenset({f"{name}()"}).union(*map(causes_of, arguments))
        return Unknown(causes, f"{name}({key_of(tuple(arguments))})")
    if name in TEMPLATE_FUNCTIONS:
        return on_branches(lambda *values: rendered(name, values, scope, evaluate), *arguments)
    if name == "length" and len(arguments) == 1 and isinstance(arguments[0], Instances):
        return Short(arguments[0].size) if isinstance(arguments[0].size, int) else arguments[0].size
    return with_blocks(arguments, _plain_function(name, arguments, scope), scope)


def _plain_function(name: str, arguments: list[Value], scope: Scope) -> Value:
    """What a function gives that needs its arguments alone; of objects it is remembered what their fields refer to."""
    try:
        result = call_function(name, arguments, scope.files, scope.trace.spend, scope.trace.sizes)
    except LimitError as problem:
        raise NotEvaluated(f"{name}: {problem} (limit)") from problem
    except FunctionError as problem:
        raise EvaluationProblem(str(problem)) from problem
    if name == "tomap":
        scope.trace.keep_fields(arguments[0], result)
    if name in ("toset", "distinct") and isinstance(result, Unknown) and is_list_of_zones(zones := arguments[0]):
        result = replace(result, low=zones.low)
    if name in DECODING:
        told = result.told if isinstance(result, Sensitive) else None
        result = on_branches(secrecy.within, result)
        if told is not None and isinstance(result, Sensitive):
            result = replace(result, told=secrecy.within(told))
    if name == "zipmap" and isinstance(result, dict):
        scope.trace.know_parts(result)
    return _referring(name, arguments, watched(result, scope))


def _referring(name: str, arguments: list[Value], result: Value) -> Value:
    """The result of a function that passes on what it is given, with the reference of the one argument that has one."""
    if isinstance(result, Unknown) and result.reference is None:
        passed = [a for position, a in enumerate(arguments) if position != SELECTING.get(name)]
        references = [a.reference for a in passed if isinstance(a, Unknown) and a.reference]
        if len(references) == 1 and name in PASSING:
            return replace(result, reference=references[0])
    return result


PASSING: Final = frozenset({
    "one", "join", "concat", "element", "coalesce", "coalescelist", "compact", "flatten", "tolist", "toset", "tostring",
    "sort", "distinct", "values", "keys", "reverse", "nonsensitive", "sensitive", "setunion", "lookup", "merge",
    "trimspace", "lower",
})  # fmt: skip
"""Functions whose result still names what their one unknown argument names."""

SELECTING: Final = {"lookup": 1, "element": 1, "join": 0}
"""Of some of them the argument that is no part of the result: it says which part is taken, or stands between."""

DECODING: Final = frozenset({"jsondecode", "yamldecode", "csvdecode", "zipmap"})
"""Functions that make objects whose keys are no names of the code."""


def _convert(node: Call, scope: Scope, names: Environment, evaluate: Evaluate) -> Value:
    """``convert(value, type)``, whose second argument is written as the type of a variable is."""
    if len(node.arguments) != 2:
        raise EvaluationProblem("convert takes a value and a type")
    try:
        return convert(evaluate(node.arguments[0], scope, names), type_of(node.arguments[1]), scope.trace.keep_fields)
    except TypeMismatch as problem:
        raise EvaluationProblem(f"{problem}") from problem
