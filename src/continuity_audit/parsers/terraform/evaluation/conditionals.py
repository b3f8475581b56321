"""Conditionals: one of two values, in the type that both have in common.

Source: HCL's ``ConditionalExpr``. Both sides are worked out, also the one that is not taken: a number beside a text is
a text. A side that cannot be worked out, such as an attribute of null, has no type, and the other one stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.identity import key_of, same
from continuity_audit.estate.kinds import ANY, PRIMITIVES, Kind
from continuity_audit.estate.parts import causes_of, kind_of, unmark
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.terraform.configuration.nodes import (
    Expression,
    For,
    Literal,
    ObjectOf,
    SyntaxProblem,
    Template,
    TupleOf,
)
from continuity_audit.parsers.terraform.evaluation.operators import condition
from continuity_audit.parsers.terraform.evaluation.scope import (
    Environment,
    EvaluationProblem,
    Instance,
    NotEvaluated,
    Scope,
    on_branches,
    opened,
)
from continuity_audit.parsers.terraform.evaluation.succeeding import Evaluate, is_filled_in, succeeds
from continuity_audit.parsers.terraform.functions.common_types import common_kind, told_beside_any
from continuity_audit.parsers.terraform.functions.convert import beside_any, cast, is_of_any_type, parts_of_any_type
from continuity_audit.parsers.terraform.functions.errors import FunctionError


def conditional(
    question: Expression, then: Expression, other: Expression, scope: Scope, names: Environment, evaluate: Evaluate
) -> Value:
    """One side, or a choice between both; both have one type, so that beside a text a number becomes a text."""
    truth = condition(evaluate(question, scope, names))
    if truth is True or truth is False:
        taken, unused = (then, other) if truth else (other, then)
        value = evaluate(taken, scope, names)
        return value if _cannot_change(value, unused) else _beside(value, unused, scope, names, evaluate)
    causes = causes_of(truth)
    one, two = [_side(node, causes, scope, names, evaluate) for node in (then, other)]
    made = _unchanged(lambda unify: on_branches(lambda t, a, b: unify(a, b) if t else unify(b, a), truth, one, two))
    if made is not None:
        return made
    typed = [_is_typed(node, scope, names, evaluate) for node in (then, other)]
    return on_branches(
        lambda t, a, b, c, d: (unified(a, b) if d else a) if t else (unified(b, a) if c else b), truth, one, two, *typed
    )


def _unchanged(work: Callable[[Callable[[Value, Value], Value]], Value]) -> Value | None:
    """What is made of two sides, if neither is another value beside the other; nothing if one is, or does not fit."""
    unchanged = True

    def unify(value: Value, other: Value) -> Value:
        nonlocal unchanged
        found = unified(value, other)
        unchanged = unchanged and (found is value or _is_same(found, value))
        return found

    try:
        made = work(unify)
    except EvaluationProblem:
        return None
    return made if unchanged else None


def _is_same(one: Value, other: Value) -> bool:
    """Whether two values are one and the same, and of one type; of instances it is not looked at."""
    return not isinstance(one, Instance) and same(one, other) and kind_of(one) == kind_of(other)


def _side(node: Expression, causes: frozenset[str], scope: Scope, names: Environment, evaluate: Evaluate) -> Value:
    """A side of a conditional that may not be taken: a mistake in it leaves open what it would be."""
    try:
        return evaluate(node, scope, names)
    except NotEvaluated:
        raise
    except EvaluationProblem as problem:
        return Unknown(causes, f"error({problem}:{key_of(repr(node))})")


def _is_typed(node: Expression, scope: Scope, names: Environment, evaluate: Evaluate) -> Value:
    """Whether a side has a type: it can be worked out."""
    try:
        return succeeds(node, scope, names, evaluate)
    except EvaluationProblem:
        return True


def _beside(value: Value, unused: Expression, scope: Scope, names: Environment, evaluate: Evaluate) -> Value:
    """The chosen side in the common type; the other one is worked out for its type alone."""
    if isinstance(unused, Literal) and (unused.value is None or type(unused.value) is type(value)):
        return value
    try:
        if isinstance(unused, Template):
            other: Value = "" if len(unused.parts) > 1 else scope.trace.unseen(partial(evaluate, unused, scope, names))
        elif isinstance(unused, Literal):
            other = unused.value
        else:
            other = scope.trace.unseen(partial(evaluate, unused, scope, names))
    except (EvaluationProblem, SyntaxProblem):
        return value
    if isinstance(other, Instance):
        get = other.get
        other = replace(other, get=lambda name: scope.trace.unseen(lambda: get(name)))
    made = _unchanged(lambda unify: on_branches(unify, value, other))
    if made is not None:
        return made
    typed = _is_typed(unused, scope, names, evaluate)
    return on_branches(lambda mine, theirs, is_typed: unified(mine, theirs) if is_typed else mine, value, other, typed)


_BESIDE_TEXTS: Final = frozenset({ANY, *PRIMITIVES})
"""Types that leave a text beside them as it is."""


def unified(value: Value, other: Value) -> Value:
    """A side of a conditional in the type that both sides have in common.

    Raises:
        EvaluationProblem: they have none.
    """
    if isinstance(value, str) and (isinstance(other, Instance) or kind_of(other) in _BESIDE_TEXTS):
        return value
    if isinstance(value, Instance) or isinstance(other, Instance):
        return _beside_a_module(value, other)
    mine, theirs = kind_of(value), kind_of(other)
    if mine == theirs or (mine == ANY and value is not None and (theirs != "string" or is_filled_in(value))):
        return value
    common = common_kind([mine, theirs])
    if common is None:
        raise EvaluationProblem("the true and false result expressions must have consistent types")
    if theirs == ANY and other is not None:
        return beside_any(value, other) if is_of_any_type(other) else value
    if any(map(_may_be_texts, told_beside_any([mine, theirs]))) and (parts := tuple(parts_of_any_type((value, other)))):
        return beside_any(value, *parts)
    try:
        return cast(value, common)
    except FunctionError as problem:
        raise EvaluationProblem(str(problem)) from problem


def _may_be_texts(told: Sequence[Kind]) -> bool:
    """Whether numbers or bools become texts, if what has any type beside them is one."""
    return all(kind in ("number", "bool") for kind in told)


def _beside_a_module(value: Value, other: Value) -> Value:
    """The same where a side is a whole module: its outputs get their common types when they are asked for."""
    if isinstance(value, Instance) and value.is_whole and (type(other) is dict or _is_module(other)):

        def get(name: str) -> Value:
            return _with_theirs(name, value.get(name), other)

        def whole() -> Value:
            found = opened(value)
            return {name: get(name) for name in found} if isinstance(found, dict) else found

        return replace(value, get=get, whole=whole)
    if type(value) is dict and _is_module(other):
        return {name: _with_theirs(name, part, other) for name, part in value.items()}
    return value


def _is_module(value: Value) -> bool:
    return isinstance(value, Instance) and value.is_whole


def _with_theirs(name: str, mine: Value, other: Value) -> Value:
    """An attribute in the type that it has in common with that of the other side, which may lack it."""
    if isinstance(other, Instance):
        return mine if other.lacks(name) else unified(mine, other.get(name))
    return unified(mine, other[name]) if isinstance(other, dict) and name in other else mine


def _cannot_change(value: Value, unused: Expression) -> bool:
    """Whether the other side of a conditional needs no look: a text, or what nothing is known of."""
    if isinstance(unused, TupleOf | ObjectOf | For):
        return False
    plain = unmark(value)
    if isinstance(plain, Unknown):
        any_type = plain.kind == ANY and (plain.reference is not None or not isinstance(unused, Literal | Template))
        return (any_type or plain.kind == "string") and not _is_module(plain)
    return isinstance(plain, str)
