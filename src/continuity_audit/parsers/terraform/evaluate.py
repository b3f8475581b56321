"""The value of an expression, as far as the code decides it.

Three-valued throughout: what is open stays an `Unknown` or a `Choice` and carries its causes; an operator or branch
that does not depend on it is decided all the same. A mistake in an expression is an `EvaluationProblem`, which `try`
and `can` catch and which otherwise ends as an unknown with the mistake as its cause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from typing import Final, TypeAlias

from msgspec.structs import replace

from continuity_audit.estate import secrecy
from continuity_audit.estate.identity import key_of
from continuity_audit.estate.logic import as_truth, negate
from continuity_audit.estate.numbers import Short
from continuity_audit.estate.parts import causes_of, inside, leaves, remarked, size_of
from continuity_audit.estate.values import Choice, Reference, Sensitive, SetValue, Unknown, Value
from continuity_audit.parsers.terraform.functions.base import FileAccess
from continuity_audit.parsers.terraform.functions.calls import call_function
from continuity_audit.parsers.terraform.functions.errors import FunctionError, LimitError
from continuity_audit.parsers.terraform.functions.sets import WEIGHT_IN_ROWS
from continuity_audit.parsers.terraform.loops import loop
from continuity_audit.parsers.terraform.operators import binary, cannot_change, condition, minus, unified
from continuity_audit.parsers.terraform.scope import (
    CAME_FROM,
    ELEMENT,
    NO_FUNCTIONS,
    Environment,
    EvaluationProblem,
    Instance,
    Instances,
    Namespace,
    NotEvaluated,
    Scope,
    on_branches,
    opened,
)
from continuity_audit.parsers.terraform.syntax import (
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
    SyntaxProblem,
    Template,
    TemplateFor,
    TemplateIf,
    TupleOf,
    Unary,
)
from continuity_audit.parsers.terraform.template_calls import TEMPLATE_FUNCTIONS, rendered
from continuity_audit.parsers.terraform.texts import joined, key_text, template
from continuity_audit.parsers.terraform.tfvars_calls import DECODE_TFVARS, decoded
from continuity_audit.parsers.terraform.trace import Trace, Untraced
from continuity_audit.parsers.terraform.traversal import get_attribute, get_index, splat
from continuity_audit.parsers.terraform.types import TypeMismatch, convert, type_of

CHARACTERS_A_PART: Final = 16
"""So many characters of a text count as much as one part of a collection."""


def evaluate(node: Expression, scope: Scope, names: Environment) -> Value:
    """The value of an expression.

    Raises:
        EvaluationProblem: Terraform would refuse it.
    """
    found = _evaluate(node, scope, names)
    if isinstance(found, Namespace):
        raise EvaluationProblem("a reference that is not complete")
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
                return _call(node, scope, names, lambda argument: _part(argument, scope, names, failed, path))
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


CATCHING: Final = frozenset({"try", "can", "convert", "core::try", "core::can", "core::convert"})
"""Functions that look at the expressions themselves that they are given."""


def _evaluate(node: Expression, scope: Scope, names: Environment) -> Value | Namespace:  # noqa: C901  one case a node
    match node:
        case Literal(value=constant):
            return constant
        case GetAttribute(of=of, name=attribute):
            base = _owner(of, attribute, scope, names)
            if isinstance(base, Namespace):
                return base.get(attribute)
            found = _watched(secrecy.named(attribute, get_attribute(base, attribute)), scope)
            return _noted(found, node, scope, names)
        case Name(name=word):
            return _noted(names[word], node, scope, names) if word in names else scope.name(word)
        case Element():
            return names[ELEMENT]
        case Template(parts=pieces):
            return _weighed(template([evaluate(part, scope, names) for part in pieces]), scope)
        case Call():
            return _call(node, scope, names)
        case GetIndex(of=of, key=Literal(value=str() as field)):
            return _noted(_index(_owner(of, field, scope, names), field), node, scope, names)
        case GetIndex(of=of, key=key):
            return _noted(_index(_evaluate(of, scope, names), evaluate(key, scope, names)), node, scope, names)
        case Conditional(condition=question, then=then, other=other):
            return _conditional(question, then, other, scope, names)
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
            return splat(evaluate(of, scope, names), lambda v: evaluate(each, scope, {**names, ELEMENT: v}))
        case For():
            return _loop(node, scope, names)
        case TemplateIf(condition=question, then=then, other=other):
            value = _conditional(question, then, other, scope, names)
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

    made = loop(node, worth, names, scope.trace.spend)
    if isinstance(made, dict) and all(id(value) in refers for value in made.values()):
        through = refers.get(id(node.collection), set())
        scope.trace.know_fields(made, {name: refers[id(value)] | through for name, value in made.items()})
    return _with_blocks(parts, made, scope)


def _owner(node: Expression, field: str, scope: Scope, names: Environment) -> Value | Namespace:
    """What a field is taken of; of a variable or local value that is written out, only its references count."""
    if _is_written_out(node):
        return scope.trace.for_field(field, lambda: evaluate(node, scope, names))
    return _evaluate(node, scope, names)


FIELDS_IN_A_ROW: Final = 8
"""So many fields inside of one another are told apart by what they refer to."""


def _is_written_out(node: Expression) -> bool:
    """Whether it is a variable or a local value, or a field inside of one."""
    for _ in range(FIELDS_IN_A_ROW):
        match node:
            case GetAttribute(of=Name(name="var" | "local")):
                return True
            case GetAttribute(of=of) | GetIndex(of=of, key=Literal(value=str())):
                node = of
            case _:
                return False
    return False


def _weighed(found: Value, scope: Scope) -> Value:
    """A value that was made, counted by its size."""
    match found:
        case str():
            scope.trace.spend(len(found) // CHARACTERS_A_PART)
        case tuple() | dict():
            scope.trace.spend(len(found))
        case SetValue(elements=elements):
            scope.trace.spend(len(elements))
    return found


def _noted(found: Value | Namespace, node: Expression, scope: Scope, names: Environment) -> Value | Namespace:
    """A value that came through ``each`` or an iterator, with the references noted that were lost on that way."""
    if not names:
        return found
    if isinstance(found, Unknown) and found.reference is not None:
        if not isinstance(found, Instance | Instances):
            scope.trace.note(found.reference)
    elif isinstance(found, str | Unknown) and isinstance(came_from := names.get(CAME_FROM), frozenset):
        if isinstance(found, str):
            scope.trace.note_named(found, came_from)
        elif _is_of_open(names.get("each"), found) and _is_of_each(node):
            scope.trace.note(came_from)
    return found


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


class _NoScope:
    """A scope in which no name has a meaning and no function can be called, for constants."""

    functions = NO_FUNCTIONS
    files: FileAccess = None  # type: ignore[assignment]  # constants read no files
    trace: Trace = Untraced()

    def name(self, word: str) -> Value | Namespace:
        raise EvaluationProblem(f"{word} has no meaning here")

    def watch_secret(self, value: Value) -> None:
        pass


NO_SCOPE: Final = _NoScope()


def evaluate_constant(node: Expression) -> Value:
    """The value of an expression in which no name has a meaning and no function can be called."""
    return evaluate(node, NO_SCOPE, {})


# --- conditionals -------------------------------------------------------------------------------------------------


def _conditional(question: Expression, then: Expression, other: Expression, scope: Scope, names: Environment) -> Value:
    """One side, or a choice between both; both have one type, so that beside a text a number becomes a text."""
    truth = condition(evaluate(question, scope, names))
    if truth is True or truth is False:
        value = evaluate(then if truth else other, scope, names)
        return value if cannot_change(value) else _beside(value, other if truth else then, scope, names)
    causes = causes_of(truth)
    sides = [_side(node, causes, scope, names) for node in (then, other)]
    return on_branches(lambda t, a, b: unified(a, b) if t else unified(b, a), truth, *sides)


def _side(node: Expression, causes: frozenset[str], scope: Scope, names: Environment) -> Value:
    """A side of a conditional that may not be taken: a mistake in it leaves open what it would be."""
    try:
        return evaluate(node, scope, names)
    except NotEvaluated:
        raise
    except EvaluationProblem as problem:
        return Unknown(causes, f"error({problem}:{key_of(repr(node))})")


def _beside(value: Value, unused: Expression, scope: Scope, names: Environment) -> Value:
    """The chosen side in the common type; the other one is worked out for its type alone."""
    if isinstance(unused, Literal) and (unused.value is None or type(unused.value) is type(value)):
        return value
    try:
        if isinstance(unused, Template):
            other: Value = "" if len(unused.parts) > 1 else scope.trace.unseen(lambda: evaluate(unused, scope, names))
        elif isinstance(unused, Literal):
            other = unused.value
        else:
            other = scope.trace.unseen(lambda: evaluate(unused, scope, names))
    except (EvaluationProblem, SyntaxProblem):
        return value
    return on_branches(lambda mine, theirs: unified(mine, theirs), value, other)


def _watched(value: Value, scope: Scope) -> Value:
    """A value in which secrets are marked, with a word to the scope where that is so."""
    if isinstance(value, Sensitive | dict | tuple):
        scope.watch_secret(value)
    return value


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
            result[text] = _watched(secrecy.named(text, value), scope)
            if references:
                fields[text] = references
    made: Value = _watched(secrecy.of_pair(result), scope)
    if open_keys:
        made = Unknown(causes_of((*open_keys, result)), "{" + key_of(tuple(open_keys)) + key_of(result) + "}")
        _with_blocks((*open_keys, result), made, scope)
    elif fields and not names and made is result:  # what a name stands for was noted where that was worked out
        scope.trace.know_fields(made, fields)
    return remarked(made, marks)


def _is_bare_reference(key: Expression) -> bool:
    """Whether a key is ``var.name`` without parentheses, which could be meant as a text."""
    match key:
        case GetAttribute(of=of) | GetIndex(of=of, key=Literal()):
            return isinstance(of, Name) or _is_bare_reference(of)
        case _:
            return False


# --- functions ----------------------------------------------------------------------------------------------------


def _call(node: Call, scope: Scope, names: Environment, worth: Callable[[Expression], Value] | None = None) -> Value:
    """What a function gives, counted by its size; ``worth`` gives the value of an argument."""
    if isinstance(scope, _NoScope):
        raise EvaluationProblem("function calls are not allowed here")
    name = node.name.removeprefix("core::")
    made = _result(name, node, scope, names, worth or partial(evaluate, scope=scope, names=names))
    if name != "setproduct":
        return _weighed(made, scope)
    scope.trace.spend(WEIGHT_IN_ROWS * size_of(made))
    return made


def _result(name: str, node: Call, scope: Scope, names: Environment, worth: Callable[[Expression], Value]) -> Value:
    if name == "try":
        return _try(node, scope, names)
    if name == "can":
        return _can(node, scope, names)
    if name == "convert":
        return _convert(node, scope, names)
    arguments = [opened(worth(argument)) for argument in node.arguments]
    if not node.expand:
        return _function(name, arguments, scope, names)
    last = arguments.pop()
    return on_branches(lambda spread: _spread(name, arguments, spread, scope, names), last)


def _spread(name: str, arguments: list[Value], spread: Value, scope: Scope, names: Environment) -> Value:
    match spread:
        case Unknown():
            causes = causes_of((spread, *arguments))
            made = Unknown(causes, f"{name}({key_of(tuple(arguments))},{key_of(spread)}...)")
            return _with_blocks((*arguments, spread), made, scope)
        case tuple(elements) | SetValue(elements=elements):
            return _function(name, [*arguments, *elements], scope, names)
        case _:
            raise EvaluationProblem("the last argument must be a list")


def _function(name: str, arguments: list[Value], scope: Scope, names: Environment) -> Value:
    if name in scope.functions:
        return on_branches(scope.functions[name], *arguments)
    if name == DECODE_TFVARS:
        made = on_branches(lambda *given: decoded(given, evaluate_constant), *arguments)
        return _watched(on_branches(secrecy.within, made), scope)
    if "::" in name:
        causes = frozenset({f"{name}()"}).union(*map(causes_of, arguments))
        return Unknown(causes, f"{name}({key_of(tuple(arguments))})")
    if name in TEMPLATE_FUNCTIONS:
        return on_branches(lambda *values: rendered(name, values, scope, evaluate), *arguments)
    if name == "length" and len(arguments) == 1 and isinstance(arguments[0], Instances):
        return Short(arguments[0].size) if isinstance(arguments[0].size, int) else arguments[0].size
    return _with_blocks(arguments, _plain_function(name, arguments, scope), scope)


def _plain_function(name: str, arguments: list[Value], scope: Scope) -> Value:
    """What a function gives that needs its arguments alone; of objects it is remembered what their fields refer to."""
    try:
        result = call_function(name, arguments, scope.files)
    except LimitError as problem:
        raise NotEvaluated(f"{name}: {problem} (limit)") from problem
    except FunctionError as problem:
        raise EvaluationProblem(str(problem)) from problem
    if name == "tomap":
        scope.trace.keep_fields(arguments[0], result)
    if name in DECODING:
        result = on_branches(secrecy.within, result)
    if name == "zipmap" and isinstance(result, dict):
        scope.trace.know_parts(result)
    return _referring(name, arguments, _watched(result, scope))


def _with_blocks(given: Iterable[Value], made: Value, scope: Scope) -> Value:
    """A value that is open, with the blocks noted that it was made of: their attributes cannot be told apart in it."""
    if any(type(leaf) is Unknown and leaf.reference is None and leaf.kind not in SCALAR for leaf in leaves(made)):
        for part in inside(tuple(given)):
            if isinstance(part, Unknown) and part.reference is not None:
                scope.trace.note(part.reference)
            elif isinstance(part, Instance) and part.whole is not None:
                with suppress(EvaluationProblem):
                    part.whole()
    return made


def _referring(name: str, arguments: list[Value], result: Value) -> Value:
    """The result of a function that passes on what it is given, with the reference of the one argument that has one."""
    if isinstance(result, Unknown) and result.reference is None:
        references = [a.reference for a in arguments if isinstance(a, Unknown) and a.reference]
        if len(references) == 1 and name in PASSING:
            return replace(result, reference=references[0])
    return result


PASSING: Final = frozenset({
    "one", "join", "concat", "element", "coalesce", "coalescelist", "compact", "flatten", "tolist", "toset", "tostring",
    "sort", "distinct", "values", "keys", "reverse", "nonsensitive", "sensitive", "setunion", "lookup", "merge",
    "trimspace", "lower",
})  # fmt: skip
"""Functions whose result still names what their one unknown argument names."""

SCALAR: Final = frozenset({"number", "bool"})
"""What a value can be made of blocks without being one of them, or speaking of one."""

DECODING: Final = frozenset({"jsondecode", "yamldecode", "csvdecode", "zipmap"})
"""Functions that make objects whose keys are no names of the code."""


def _convert(node: Call, scope: Scope, names: Environment) -> Value:
    """``convert(value, type)``, whose second argument is written as the type of a variable is."""
    if len(node.arguments) != 2:
        raise EvaluationProblem("convert takes a value and a type")
    try:
        return convert(evaluate(node.arguments[0], scope, names), type_of(node.arguments[1]))
    except TypeMismatch as problem:
        raise EvaluationProblem(f"{problem}") from problem


def _try(node: Call, scope: Scope, names: Environment) -> Value:
    arguments, last = list(node.arguments), None
    if node.expand:
        last = opened(evaluate(arguments.pop(), scope, names))
    for argument in arguments:
        try:
            return evaluate(argument, scope, names)
        except NotEvaluated:
            raise
        except EvaluationProblem:
            continue
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


def _can(node: Call, scope: Scope, names: Environment) -> Value:
    if len(node.arguments) != 1:
        raise EvaluationProblem("can takes one expression")
    try:
        value = evaluate(node.arguments[0], scope, names)
    except NotEvaluated:
        raise
    except EvaluationProblem:
        return False
    return on_branches(_could, value)


def _could(value: Value) -> Value:
    return as_truth(Unknown(value.causes, f"can({value.key})")) if isinstance(value, Unknown) else True
