"""The value of an expression, as far as the code decides it.

Three-valued throughout: what is open stays an `Unknown` or a `Choice` and carries its causes; an operator or branch
that does not depend on it is decided all the same. A mistake in an expression is an `EvaluationProblem`, which `try`
and `can` catch and which otherwise ends as an unknown with the mistake as its cause.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, TypeAlias

from continuity_audit.estate import secrecy
from continuity_audit.estate.identity import key_of
from continuity_audit.estate.logic import negate
from continuity_audit.estate.parts import causes_of, remarked
from continuity_audit.estate.values import Choice, Reference, Sensitive, SetValue, Unknown, Value
from continuity_audit.parsers.terraform.configuration.nodes import (
    Binary,
    Call,
    Conditional,
    Element,
    Expression,
    For,
    GetAttribute,
    GetIndex,
    Literal,
    Name,
    ObjectOf,
    Splat,
    Template,
    TemplateFor,
    TemplateIf,
    TupleOf,
    Unary,
)
from continuity_audit.parsers.terraform.evaluation.conditionals import conditional
from continuity_audit.parsers.terraform.evaluation.function_calls import CATCHING, called
from continuity_audit.parsers.terraform.evaluation.loops import TURNS, loop
from continuity_audit.parsers.terraform.evaluation.made import watched, weighed, with_blocks
from continuity_audit.parsers.terraform.evaluation.no_scope import NO_SCOPE
from continuity_audit.parsers.terraform.evaluation.operators import binary, condition, minus
from continuity_audit.parsers.terraform.evaluation.scope import (
    CAME_FROM,
    ELEMENT,
    OWN_TURN,
    Environment,
    EvaluationProblem,
    Instance,
    Instances,
    Namespace,
    NotEvaluated,
    Scope,
    on_branches,
)
from continuity_audit.parsers.terraform.evaluation.texts import joined, key_text, template
from continuity_audit.parsers.terraform.evaluation.trace import PARTS_A_NODE, PARTS_A_TURN
from continuity_audit.parsers.terraform.evaluation.traversal import get_attribute, get_index, splat


def evaluate(node: Expression, scope: Scope, names: Environment) -> Value:
    """The value of an expression.

    Raises:
        EvaluationProblem: Terraform would refuse it.
    """
    found = _evaluate(node, scope, names)
    if isinstance(found, Namespace):
        raise NotEvaluated("a reference that is not complete")
    if "each" in names and isinstance(found, Compound) and _is_of_each(node):
        came_from = names.get(CAME_FROM)
        scope.trace.note_inside(found, came_from if isinstance(came_from, frozenset) else frozenset())
    return found


Compound: Final = Choice | Sensitive | SetValue | dict | tuple


def _is_of_each(node: Expression) -> bool:
    """Whether it is ``each.value``, or a field inside of it."""
    for _ in range(FIELDS_IN_A_ROW):
        match node:
            case Name(name="each"):
                return True
            case GetAttribute(of=of) | GetIndex(of=of, key=Literal()):
                node = of
            case _:
                return False
    return False


Failed: TypeAlias = Callable[[str, Exception], Value]
"""Gives the value of a part that Terraform would refuse, by its path (``.origin.name``)."""


def in_parts(node: Expression, scope: Scope, names: Environment, failed: Failed) -> Value:
    """The value of an expression; where Terraform would refuse a part of an object or list, only this part is open."""
    try:
        return evaluate(node, scope, names)
    except EvaluationProblem:
        return _part(node, scope, names, failed, "")


def _part(node: Expression, scope: Scope, names: Environment, failed: Failed, path: str) -> Value:
    try:
        match node:
            case ObjectOf(entries=entries):
                return _object(entries, scope, names, lambda value, key: _part(value, scope, names, failed, path + key))
            case TupleOf(elements=elements):
                return tuple([_part(e, scope, names, failed, f"{path}.{i}") for i, e in enumerate(elements)])
            case Call(name=name, expand=False) if name not in CATCHING:
                return called(
                    node, scope, names, evaluate, lambda argument: _part(argument, scope, names, failed, path)
                )
            case _:
                return evaluate(node, scope, names)
    except EvaluationProblem as problem:
        return failed(path, problem)


def has_parts(node: Expression) -> bool:
    """Whether it is made of parts of which one can be open beside the others."""
    match node:
        case Call(name=name, expand=expand):
            return not expand and name not in CATCHING
        case _:
            return isinstance(node, ObjectOf | TupleOf)


def _evaluate(node: Expression, scope: Scope, names: Environment) -> Value | Namespace:  # noqa: C901  one case a node
    match node:
        case Literal(value=constant):
            return constant
        case GetAttribute(of=of, name=attribute):
            base = _owner(of, attribute, scope, names)
            if isinstance(base, Namespace):
                return base.get(attribute)
            found = watched(secrecy.named(attribute, get_attribute(base, attribute)), scope)
            if type(base) is Unknown and base.reference is not None and not base.reference.attribute:
                _note_output(found, scope)
            return _noted(found, node, scope, names)
        case Name(name=word):
            if word == "each" and isinstance(turn := names.get(OWN_TURN), Reference):
                scope.trace.note(turn)
            return _noted(names[word], node, scope, names) if word in names else scope.name(word)
        case Element():
            return names[ELEMENT]
        case Template(parts=pieces):
            return weighed(template([evaluate(part, scope, names) for part in pieces]), scope)
        case Call(nests=True):
            return scope.trace.again(node, scope, names, partial(called, node, scope, names, evaluate))
        case Call():
            return called(node, scope, names, evaluate)
        case GetIndex(of=of, key=Literal(value=str() as field)):
            return _noted(_index(_owner(of, field, scope, names), field), node, scope, names)
        case GetIndex(of=of, key=key):
            index = evaluate(key, scope, names)
            base = _owner(of, index, scope, names) if isinstance(index, str) else _evaluate(of, scope, names)
            return _noted(_index(base, index), node, scope, names)
        case Conditional(condition=question, then=then, other=other, nests=nests):
            work = partial(conditional, question, then, other, scope, names, evaluate)
            return scope.trace.again(node, scope, names, work) if nests else work()
        case Binary(operator=operator, left=left, right=right):
            return binary(operator, evaluate(left, scope, names), lambda: evaluate(right, scope, names))
        case Unary(operator="!", operand=operand):
            return negate(condition(evaluate(operand, scope, names)))
        case Unary(operand=operand):
            return minus(evaluate(operand, scope, names))
        case TupleOf(elements=elements):
            return tuple([evaluate(element, scope, names) for element in elements])
        case ObjectOf(entries=entries):
            return _object(entries, scope, names)
        case Splat(of=of, each=each):
            made = splat(evaluate(of, scope, names), lambda v: evaluate(each, scope, {**names, ELEMENT: v}))
            return weighed(made, scope)
        case For():
            return _loop(node, scope, names)
        case TemplateIf(condition=question, then=then, other=other):
            value = conditional(question, then, other, scope, names, evaluate)
            return on_branches(lambda text: joined((text,)), value)
        case TemplateFor():
            turns = For(node.key, node.element, node.collection, node.body, None, None, False)
            return on_branches(joined, _loop(turns, scope, names))
    raise EvaluationProblem(f"no expression: {type(node).__name__}")


def _loop(node: For, scope: Scope, names: Environment) -> Value:
    """What a loop makes; of an object it is remembered what each of its fields refers to."""
    parts: list[Value] = []
    refers: dict[int, set[Reference]] = {}

    def worth(part: Expression, inner: Environment) -> Value:
        if names or node.result_key is None:
            found = evaluate(part, scope, inner)
        else:
            found, references = scope.trace.traced(partial(evaluate, part, scope, inner))
            refers[id(part if part is node.collection else found)] = references | refers.get(id(found), set())
        parts.append(found)
        return found

    weight = PARTS_A_TURN + PARTS_A_NODE * scope.trace.nodes_of_turn(node)
    made = loop(node, worth, names, scope.trace.spend, weight)
    if isinstance(made, dict) and all(id(value) in refers for value in made.values()):
        through = refers.get(id(node.collection), set())
        scope.trace.know_fields(made, {name: refers[id(value)] | through for name, value in made.items()})
    return with_blocks(parts, made, scope)


def _owner(node: Expression, field: str, scope: Scope, names: Environment) -> Value | Namespace:
    """What a field is taken of; of a variable or local value that is written out, only its references count."""
    if _is_written_out(node):
        return scope.trace.for_field(field, lambda: evaluate(node, scope, names))
    return _evaluate(node, scope, names)


FIELDS_IN_A_ROW: Final = 8
"""So many fields inside of one another are told apart by what they refer to."""


def _is_written_out(node: Expression) -> bool:
    """Whether it is an object that is written out, a variable, a local value or an output, or a field inside of one."""
    for _ in range(FIELDS_IN_A_ROW):
        match node:
            case ObjectOf() | GetAttribute(of=Name(name="var" | "local")) | Call(name="merge", expand=False):
                return True
            case GetAttribute(
                of=GetAttribute(of=Name(name="module")) | GetIndex(of=GetAttribute(of=Name(name="module")))
            ):
                return True
            case GetAttribute(of=of) | GetIndex(of=of):
                node = of
            case _:
                return False
    return False


def _note_output(found: Value, scope: Scope) -> None:
    """Note which output of a module that is not on disk is read: in a text that is made of it, nothing else says so."""
    if isinstance(found, Unknown) and found.reference is not None:
        scope.trace.note(found.reference)


def _noted(found: Value | Namespace, node: Expression, scope: Scope, names: Environment) -> Value | Namespace:
    """A value that came through ``each`` or an iterator, with the references noted that were lost on that way."""
    if not names:
        return found
    if isinstance(found, str):
        if isinstance(came_from := names.get(CAME_FROM), frozenset):
            scope.trace.note_named(found, came_from)
    elif isinstance(found, Unknown):
        if found.reference is not None:
            if not isinstance(found, Instance | Instances):
                scope.trace.note(found.reference)
        elif isinstance(came_from := names.get(CAME_FROM), frozenset):
            if _is_of_open(names.get("each"), found) and _is_of_each(node):
                scope.trace.note(came_from)
            elif not _is_key(node):
                scope.trace.note({reference for reference in came_from if str(reference) in found.causes})
    return found


def _is_key(node: Expression) -> bool:
    """Whether it is ``each.key``, or that of an iterator: what the values hang on is no part of it."""
    return isinstance(node, GetAttribute) and isinstance(node.of, Name) and node.name == "key"


def _is_of_open(each: Value | Namespace, found: Unknown) -> bool:
    """Whether ``each.value`` is open as a whole, so that it may be anything that its ``for_each`` was made of."""
    if not isinstance(each, Mapping) or (found is each["key"] and found is not each["value"]):
        return False
    value = each["value"]
    return type(value) is Unknown and value.reference is None


def _index(base: Value | Namespace, key: Value) -> Value:
    if not isinstance(base, Namespace):
        found = on_branches(get_index, base, key)
        return secrecy.named(key, found) if isinstance(key, str) else found
    if isinstance(key, str):
        return base.get(key)
    raise EvaluationProblem("a reference must name its block")


def evaluate_constant(node: Expression) -> Value:
    """The value of an expression in which no name has a meaning and no function can be called."""
    return evaluate(node, NO_SCOPE, {})


# --- objects ------------------------------------------------------------------------------------------------------


def _object(
    entries: tuple[tuple[Expression, Expression], ...],
    scope: Scope,
    names: Environment,
    part: Callable[[Expression, str], Value] | None = None,
) -> Value:
    """An object that is written out; ``part`` gives the value of a field by its expression and its path."""
    result: dict[str, Value] = {}
    open_keys: list[Value] = []
    marks: list[Sensitive] = []
    fields: dict[str, set[Reference]] = {}
    for key_node, value_node in entries:
        if _is_bare_reference(key_node):
            raise EvaluationProblem("an ambiguous key: write a reference in parentheses, a text in quotes")
        key = evaluate(key_node, scope, names)
        text = key_text(key)
        work = partial(evaluate, value_node, scope, names) if part is None else partial(part, value_node, f".{text}")
        value, references = scope.trace.traced(work)
        if isinstance(key, Sensitive):
            marks.append(key)
        if text is None:
            open_keys += [key, value]
        else:
            result[text] = watched(secrecy.named(text, value), scope)
            if references:
                fields[text] = references
    made: Value = watched(secrecy.of_pair(result), scope)
    if open_keys:
        made = Unknown(causes_of((*open_keys, result)), "{" + key_of(tuple(open_keys)) + key_of(result) + "}")
        with_blocks((*open_keys, result), made, scope)
    elif fields and TURNS not in names and made is result:  # those of a loop would be too many to remember
        scope.trace.know_fields(made, fields)
    return remarked(made, marks)


def _is_bare_reference(key: Expression) -> bool:
    """Whether a key is ``var.name`` without parentheses, which could be meant as a text."""
    match key:
        case GetAttribute(of=of) | GetIndex(of=of, key=Literal()):
            return isinstance(of, Name) or _is_bare_reference(of)
        case _:
            return False
