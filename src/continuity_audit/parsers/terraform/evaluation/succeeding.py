"""Whether an expression that does not fail as far as it is known does so whatever its open parts turn out to be.

Each step that may fail on what is open (an attribute, an index, an operator, a function) is a condition of its own: it
holds, or Terraform would refuse the expression. Loops know what they loop over: what stands in them is not looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Final, TypeAlias

from msgspec import Struct

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.kinds import ANY, PRIMITIVES, CollectionKind, ObjectKind, TupleKind
from continuity_audit.estate.logic import all_of, as_truth, at_least, if_else
from continuity_audit.estate.parts import causes_of, is_known, is_sure
from continuity_audit.estate.trees import lift, without_marks
from continuity_audit.estate.values import Unknown, Value
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
    Splat,
    Template,
    TemplateFor,
    Unary,
)
from continuity_audit.parsers.terraform.evaluation.scope import (
    Environment,
    EvaluationProblem,
    Instance,
    Instances,
    Scope,
    opened,
)
from continuity_audit.parsers.terraform.functions.elements import contains
from continuity_audit.parsers.terraform.functions.errors import FunctionError
from continuity_audit.parsers.terraform.functions.text import number_text

Evaluate: TypeAlias = Callable[[Expression, Scope, Environment], Value]
Worth: TypeAlias = Callable[[Expression], Value]
Step: TypeAlias = Callable[[], Value]

TEXTS: Final = frozenset({"string", ANY})
"""Kinds of what may be the name of an entry."""

TOTAL: Final = frozenset({
    "base64encode", "compact", "concat", "contains", "distinct", "endswith", "flatten", "join", "jsonencode", "keys",
    "length", "lower", "md5", "merge", "reverse", "sha1", "sha256", "split", "startswith", "strcontains", "title",
    "tolist", "tomap", "toset", "tostring", "trim", "trimprefix", "trimspace", "trimsuffix", "upper", "values",
    "yamlencode",
})  # fmt: skip
"""Functions that fail on no value of the types that they take."""


def succeeds(expression: Expression, scope: Scope, names: Environment, evaluate: Evaluate) -> Value:
    """Whether an expression which does not fail elsewhere does not fail on what is open either."""

    def worth(node: Expression) -> Value:
        return opened(evaluate(node, scope, names))

    if _is_path(expression) and is_known(scope.trace.unseen(partial(worth, expression))):
        return True
    return all_of(partial(scope.trace.unseen, partial(_asked, step)) for step in _steps(expression, worth))


def _is_path(node: Expression) -> bool:
    """Whether it is a name with attributes: where its end is known, so is all of the way."""
    while isinstance(node, GetAttribute):
        node = node.of
    return isinstance(node, Name)


def _asked(step: Step) -> Value:
    try:
        return without_marks(step())
    except (EvaluationProblem, FunctionError):
        return True


def _steps(node: object, worth: Worth) -> Iterator[Step]:
    """The steps of an expression that may fail on what is open."""
    match node:
        case Literal() | Name() | Element() | Call(name="try" | "can" | "core::try" | "core::can"):
            return
        case For(collection=looked_at) | TemplateFor(collection=looked_at) | Splat(of=looked_at):
            yield partial(_suits, node, worth)
            yield from _steps(looked_at, worth)
        case Conditional(condition=question, then=then, other=other):
            yield partial(_suits, node, worth)
            yield from _steps(question, worth)
            sides = [partial(_all, side, worth) for side in (then, other)]
            yield lambda: if_else(worth(question), *sides)
        case _:
            yield partial(_suits, node, worth)
            for part in node if isinstance(node, tuple) else _fields(node):
                yield from _steps(part, worth)


def _all(node: Expression, worth: Worth) -> Value:
    return all_of(partial(_asked, step) for step in _steps(node, worth))


def _fields(node: object) -> Iterator[object]:
    if isinstance(node, Struct):
        for name in node.__struct_fields__:
            yield getattr(node, name)


def _suits(node: object, worth: Worth) -> Value:  # noqa: C901  one case a node
    """Whether the parts of an expression suit the step that it is itself."""
    match node:
        case GetAttribute(of=of, name=name):
            return lift(lambda whole: isinstance(whole, Instances) or _has(whole, name), worth(of))
        case GetIndex(of=of, key=key) | Call(name="lookup" | "core::lookup", arguments=(of, key), expand=False):
            return lift(_has, worth(of), worth(key))
        case Call(name=name, arguments=arguments):
            return lift(partial(_takes, name.removeprefix("core::")), *map(worth, arguments))
        case For(collection=looped) | TemplateFor(collection=looped):
            return lift(partial(_fits, _is_looped, "for"), worth(looped))
        case Splat(of=of, each=each) if not isinstance(each, Element):
            return lift(partial(_fits, lambda value: False, "[*]"), worth(of))
        case Conditional(condition=question):
            return _single("bool", worth, question)
        case Binary(operator="&&" | "||", left=left, right=right):
            return _single("bool", worth, left, right)
        case Unary(operator="!", operand=operand):
            return _single("bool", worth, operand)
        case Binary(operator=operator, left=left, right=right) if operator not in ("==", "!="):
            return _single("number", worth, left, right)
        case Unary(operand=operand):
            return _single("number", worth, operand)
        case Template(parts=parts) if len(parts) > 1:
            return _single("string", worth, *parts)
        case _:
            return True


def _single(kind: str, worth: Worth, *operands: Expression) -> Value:
    """Whether each of some operands is a text, a number or a bool."""
    suits = partial(_fits, partial(_is_single, kind), kind)
    return all_of(partial(lift, suits, worth(operand)) for operand in operands)


# --- steps on what is open ----------------------------------------------------------------------------------------


def _is_filled_in(value: Value) -> bool:
    """Whether a value is a block, or what a provider says of one: what code asks of that is there."""
    return isinstance(value, Instance | Instances) or (isinstance(value, Unknown) and value.reference is not None)


def _has(collection: Value, key: Value) -> Value:
    """Whether a collection has an element at an index or an attribute of a name."""
    if isinstance(collection, Instances):
        return _has_instance(collection, key)
    if isinstance(collection, Unknown):
        return _has_open(collection, key)
    if not isinstance(collection, dict | tuple):
        return True
    indexes = tuple(collection) if isinstance(collection, dict) else tuple(map(str, range(len(collection))))
    if isinstance(key, Unknown) and key.kind not in TEXTS:
        return as_truth(Unknown(key.causes, f"{key_of(indexes)} has {key.key}"))
    return contains(indexes, number_text(key) if isinstance(key, int | Decimal) else key)


def _has_instance(block: Instances, key: Value) -> Value:
    """Whether a block whose number is open has an instance at an index; see `get_attribute` for one without."""
    if isinstance(key, int):
        return at_least(block.size, key + 1)
    if isinstance(key, str) and key in (block.known or {}):
        return True
    return _open(block.causes | causes_of(key), f"{block.key} has {key_of(key)}")


def _has_open(collection: Unknown, key: Value) -> Value:
    if _is_filled_in(collection):
        return True
    if is_sure(collection):
        match collection.kind:
            case ObjectKind(attributes=attributes) if isinstance(key, str) and key in attributes:
                return True
            case TupleKind() if isinstance(key, int):
                return True
            case CollectionKind(name="list") if isinstance(key, int) and 0 <= key < (collection.low or 0):
                return True
            case _:
                pass
    return _open(collection.causes | causes_of(key), f"{collection.key} has {key_of(key)}")


def _takes(name: str, *arguments: Value) -> Value:
    """Whether a function takes its arguments."""
    if all(_fits_function(name, argument) for argument in arguments):
        return True
    return _open(causes_of(arguments), f"can({name}({','.join(map(key_of, arguments))}))")


def _fits_function(name: str, argument: Value) -> bool:
    if not isinstance(argument, Unknown) or _is_filled_in(argument):
        return True
    return name in TOTAL and argument.kind != ANY and is_sure(argument)


def _fits(suits: Callable[[Unknown], bool], use: str, value: Value) -> Value:
    """Whether a value suits its use, such as a number that is added to another."""
    if not isinstance(value, Unknown) or _is_filled_in(value) or suits(value):
        return True
    return _open(value.causes, f"{use}({value.key})")


def _is_single(kind: str, value: Unknown) -> bool:
    return is_sure(value) and (value.kind == kind or (kind == "string" and value.kind in PRIMITIVES))


def _is_looped(value: Unknown) -> bool:
    return is_sure(value) and isinstance(value.kind, CollectionKind | TupleKind | ObjectKind)


def _open(causes: frozenset[str], key: str) -> Value:
    return as_truth(Unknown(causes, key))
