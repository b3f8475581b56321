"""Whether an expression that does not fail as far as it is known does so whatever its open parts turn out to be.

Each step that may fail on what is open (an attribute, an index, an operator, a function) is a condition of its own: it
holds, or Terraform would refuse the expression. In a loop they are those of each turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.kinds import ANY, PRIMITIVES, CollectionKind, Null, ObjectKind, TupleKind, is_collection
from continuity_audit.estate.logic import all_of, any_of, as_truth, at_least, both, equals, if_else, length_of, negate
from continuity_audit.estate.merged import is_held
from continuity_audit.estate.parts import causes_of, inside, is_known, is_sure, kind_of, unmark
from continuity_audit.estate.trees import lift, without_marks
from continuity_audit.estate.values import Choice, SetValue, Unknown, Value
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
    Unary,
)
from continuity_audit.parsers.terraform.evaluation.loops import any_turn, pairs_of
from continuity_audit.parsers.terraform.evaluation.scope import (
    ELEMENT,
    Environment,
    EvaluationProblem,
    Instance,
    Instances,
    NotEvaluated,
    Scope,
    opened,
)
from continuity_audit.parsers.terraform.evaluation.traversal import is_single
from continuity_audit.parsers.terraform.functions.base import FileAccess
from continuity_audit.parsers.terraform.functions.calls import FUNCTIONS, call_function
from continuity_audit.parsers.terraform.functions.convert import convert, ordered
from continuity_audit.parsers.terraform.functions.elements import contains
from continuity_audit.parsers.terraform.functions.errors import FunctionError, LimitError
from continuity_audit.parsers.terraform.functions.text import number_text

Evaluate: TypeAlias = Callable[[Expression, Scope, Environment], Value]
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

PASSING: Final = frozenset({
    "concat", "flatten", "jsonencode", "keys", "length", "merge", "reverse", "values", "yamlencode",
})  # fmt: skip
"""Those of them that fail on nothing that a collection may hold."""

COUNTING: Final = frozenset({
    "cidrsubnets", "coalesce", "coalescelist", "element", "format", "formatlist", "index", "matchkeys", "max", "min",
    "one", "slice", "sum", "zipmap",
})  # fmt: skip
"""Functions that refuse some lists for how many elements they have, or do so where they are given as arguments."""

MAX_TURNS: Final = 100
"""Of a loop with more turns it is open as a whole whether what stands in it fails."""


def succeeds(expression: Expression, scope: Scope, names: Environment, evaluate: Evaluate) -> Value:
    """Whether an expression which does not fail elsewhere does not fail on what is open either."""
    place = _Place(scope, names, evaluate)

    def work() -> Value:
        if _is_path(expression) and is_known(place.worth(expression)):
            return True
        return _all(expression, place)

    return scope.trace.asking(lambda: scope.trace.unseen(work))


class _Place(Struct, frozen=True):
    """Where an expression stands: what its names mean."""

    scope: Scope
    names: Environment
    evaluate: Evaluate

    def worth(self, node: Expression) -> Value:
        """What an expression is worth here."""
        return self.scope.trace.once(
            "worth", node, self.scope, self.names, lambda: opened(self.evaluate(node, self.scope, self.names))
        )

    def inside(self, names: Environment) -> _Place:
        """One turn of a loop."""
        return replace(self, names={**self.names, **names})


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


def _all(node: object, place: _Place) -> Value:
    def work() -> Value:
        return all_of(partial(_asked, step) for step in _steps(node, place))

    return place.scope.trace.once("fails", node, place.scope, place.names, work)


def _attempt(argument: Expression, place: _Place) -> Value:
    """Whether an argument of a ``try`` gives its value; unlike what is asked elsewhere, it may fail for certain."""
    try:
        place.worth(argument)
    except NotEvaluated:
        raise
    except EvaluationProblem:
        return False
    return _all(argument, place)


def _steps(node: object, place: _Place) -> Iterator[Step]:
    """The steps of an expression that may fail on what is open."""
    match node:
        case Literal() | Name() | Element() | Call(name="can" | "core::can"):
            return
        case Call(name="try" | "core::try", arguments=arguments):
            if not node.expand:
                yield lambda: any_of(partial(_attempt, argument, place) for argument in arguments)
        case For(collection=looked_at) | TemplateFor(collection=looked_at) | Splat(of=looked_at):
            yield partial(_suits, node, place)
            yield from _steps(looked_at, place)
            yield partial(_loop_succeeds, node, place)
        case (
            Conditional(condition=question, then=then, other=other)
            | TemplateIf(condition=question, then=then, other=other)
        ):
            yield partial(_suits, node, place)
            yield from _steps(question, place)
            sides = [partial(_all, side, place) for side in (then, other)]
            yield lambda: if_else(place.worth(question), *sides)
        case _:
            yield partial(_suits, node, place)
            for part in node if isinstance(node, tuple) else _fields(node):
                yield from _steps(part, place)


def _fields(node: object) -> Iterator[object]:
    if isinstance(node, Struct):
        for name in node.__struct_fields__:
            yield getattr(node, name)


def _suits(node: object, place: _Place) -> Value:  # noqa: C901  one case a node
    """Whether the parts of an expression suit the step that it is itself."""
    worth = place.worth
    match node:
        case GetAttribute(of=of, name=name):
            return lift(lambda whole: isinstance(whole, Instances) or _has(whole, name), worth(of))
        case GetIndex(of=of, key=key) | Call(name="lookup" | "core::lookup", arguments=(of, key), expand=False):
            return lift(_has, worth(of), worth(key))
        case Call(name=name, arguments=arguments, expand=expand):
            given = list(map(worth, arguments))
            refused = partial(_is_refused, name, expand, place.scope.files) if any(map(_has_branches, given)) else None
            return lift(partial(_takes, name.removeprefix("core::"), expand, refused), *given)
        case For(collection=looped) | TemplateFor(collection=looped):
            return lift(partial(_fits, _is_looped, "for"), worth(looped))
        case Splat(of=of):
            return lift(_is_splat, worth(of))
        case Conditional(condition=question, then=then, other=other):
            return both(_single("bool", worth, question), lambda: lift(_unify, worth(then), worth(other)))
        case TemplateIf(condition=question, then=then, other=other):
            return both(_single("bool", worth, question), lambda: _single("string", worth, then, other))
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
        case ObjectOf(entries=entries):
            return _single("string", worth, *[key for key, _ in entries if not isinstance(key, Literal | Name)])
        case _:
            return True


Worth: TypeAlias = Callable[[Expression], Value]


def _single(kind: str, worth: Worth, *operands: Expression) -> Value:
    """Whether each of some operands is a text, a number or a bool."""
    suits = partial(_fits, partial(_is_single, kind), kind)
    return all_of(partial(lift, suits, worth(operand)) for operand in operands)


# --- loops --------------------------------------------------------------------------------------------------------


def _loop_succeeds(loop: For | TemplateFor | Splat, place: _Place) -> Value:
    """Whether what stands in a loop fails in no turn."""
    collection = place.worth(loop.of if isinstance(loop, Splat) else loop.collection)
    if isinstance(loop, Splat) and isinstance(loop.each, Element):
        return True
    return lift(partial(_turns_succeed, loop, place), collection)


def _turns_succeed(loop: For | TemplateFor | Splat, place: _Place, collection: Value) -> Value:
    element, key = ("element", "key") if isinstance(loop, Splat) else (loop.element, loop.key)
    if isinstance(loop, Splat) and isinstance(collection, Unknown) and is_single(collection):
        one_turn = _turn(loop, place, (0, replace(collection, sure=True)))
        return one_turn if is_sure(collection) else if_else(_is_there(collection), lambda: one_turn, lambda: True)
    if isinstance(collection, Unknown) and not isinstance(collection, Instance):
        one_turn = _turn(loop, place, any_turn(collection, element, key))
        if one_turn is True and not _may_collide(loop, collection):
            return True
        return _open(collection.causes | causes_of(one_turn), f"can for({collection.key}:{key_of(one_turn)})")
    pairs = _splat_over(collection) if isinstance(loop, Splat) else pairs_of(collection)
    if not pairs:
        return True
    if len(pairs) > MAX_TURNS or _may_collide(loop, collection):
        made = place.worth(loop)
        return True if is_known(made) else _open(causes_of(made), f"can {key_of(made)}")
    return all_of(partial(_turn, loop, place, pair) for pair in pairs)


def _splat_over(value: Value) -> list[tuple[Value, Value]]:
    """What a splat goes through: what is no list or set is its one element, an object too, and null is none."""
    if isinstance(value, tuple | SetValue):
        return pairs_of(value)
    return [] if value is None or isinstance(value, Null) else [(0, value)]


def _turn(loop: For | TemplateFor | Splat, place: _Place, pair: tuple[Value, Value]) -> Value:
    """Whether nothing fails in one turn of a loop."""
    key, element = pair
    if isinstance(loop, Splat):
        return _all(loop.each, place.inside({ELEMENT: element}))
    inner = place.inside({loop.element: element, **({loop.key: key} if loop.key else {})})
    if isinstance(loop, TemplateFor):
        return _part("string", loop.body, inner)
    question = loop.condition

    def body() -> Value:
        return both(_part("string", loop.result_key, inner), lambda: _all(loop.value, inner))

    if question is None:
        return body()
    return both(_part("bool", question, inner), lambda: if_else(inner.worth(question), body, lambda: True))


def _part(kind: str, node: Expression | None, place: _Place) -> Value:
    """Whether a part of a loop that must be of a type, if it has that part, does not fail and is of it."""
    if node is None:
        return True
    return both(_all(node, place), lambda: _asked(partial(_single, kind, place.worth, node)))


def _may_collide(loop: For | TemplateFor | Splat, collection: Value) -> bool:
    """Whether two turns may give an object the same key, which is refused."""
    if not isinstance(loop, For) or loop.result_key is None or loop.group:
        return False
    kind = ObjectKind({}) if isinstance(collection, dict) else kind_of(collection)
    if not isinstance(kind, ObjectKind) and not is_collection(kind, "map", "set"):
        return True
    names = (loop.key, loop.element) if is_collection(kind, "set") else (loop.key,)
    return not (isinstance(loop.result_key, Name) and loop.result_key.name in names)


# --- steps on what is open ----------------------------------------------------------------------------------------


def is_filled_in(value: Value) -> bool:
    """Whether a value is a block, or what a provider says of one: what code asks of that is there."""
    return isinstance(value, Instance | Instances) or (isinstance(value, Unknown) and value.reference is not None)


def _has(collection: Value, key: Value) -> Value:
    """Whether a collection has an element at an index or an attribute of a name."""
    if isinstance(collection, Instances):
        return _has_instance(collection, key)
    if isinstance(collection, Unknown):
        return _has_open(collection, key)
    if not isinstance(collection, dict | tuple):
        return False
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
    if is_filled_in(collection) or (isinstance(key, str) and is_held(collection.merged, key)):
        return True
    match collection.kind:
        case ObjectKind(attributes=attributes) if isinstance(key, str) and key in attributes:
            return _is_there(collection)
        case TupleKind() if isinstance(key, int):
            return _is_there(collection)
        case CollectionKind(name="list") if isinstance(key, int) and key >= 0:
            return both(_is_there(collection), lambda: at_least(length_of(collection), key + 1))
        case _:
            pass
    return _open(collection.causes | causes_of(key), f"{collection.key} has {key_of(key)}")


def _has_branches(value: Value) -> bool:
    """Whether a value hangs on a condition: then a step may fail on one of its branches alone."""
    return isinstance(unmark(value), Choice)


def _is_refused(name: str, expand: bool, files: FileAccess, *arguments: Value) -> bool:
    """Whether a function refuses its arguments, whatever what is open in them turns out to be."""
    if name not in FUNCTIONS:
        return False
    if expand:
        spread = ordered(arguments[-1]) if isinstance(arguments[-1], SetValue) else arguments[-1]
        if not isinstance(spread, tuple):
            return not isinstance(spread, Unknown)
        arguments = (*arguments[:-1], *spread)
    try:
        call_function(name, arguments, files)
    except LimitError:
        return False
    except FunctionError:
        return True
    return False


def _takes(name: str, expand: bool, refused: Callable[..., bool] | None, *arguments: Value) -> Value:
    """Whether a function takes its arguments."""
    if refused is not None and refused(*arguments):
        return False
    total = name in TOTAL and not (expand and isinstance(arguments[-1], Unknown))
    if all(_fits_function(name, argument, total) for argument in arguments):
        return True
    return _open(causes_of(arguments), f"can({name}({','.join(map(key_of, arguments))}))")


def _fits_function(name: str, argument: Value, total: bool) -> bool:
    if isinstance(argument, Unknown):
        if is_filled_in(argument):
            # How many instances of a block are listed, the code says: no provider fills them in.
            return argument.low is None or name not in COUNTING or (name == "element" and argument.low > 0)
        return total and argument.kind != ANY and is_sure(argument)
    open_parts = [part for part in inside(argument) if isinstance(part, Unknown) and not is_filled_in(part)]
    if not open_parts or (total and name in PASSING):
        return True
    return total and all(is_sure(part) and part.kind in PRIMITIVES for part in open_parts)


def _unify(left: Value, right: Value) -> Value:
    """Whether two sides of a conditional have a type in common."""
    kinds = [kind_of(side) for side in (left, right)]
    given = [side for side, kind in zip((left, right), kinds, strict=True) if kind == ANY and isinstance(side, Unknown)]
    if not given or all(map(is_filled_in, given)) or None in (left, right):
        return True
    return _open(causes_of((left, right)), f"can unify({key_of(left)},{key_of(right)})")


def _fits(suits: Callable[[Value], bool], use: str, value: Value) -> Value:
    """Whether a value suits its use, such as a number that is added to another."""
    if not isinstance(value, Unknown):
        return suits(value)
    if is_filled_in(value):
        return True
    if suits(value):
        return _is_there(value)
    return _open(value.causes, f"can {use}({value.key})")


def _is_single(kind: str, value: Value) -> bool:
    if isinstance(value, Unknown):
        return value.kind == kind or (kind == "string" and value.kind in PRIMITIVES)
    try:
        return convert(value, kind) is not None
    except FunctionError:
        return False


def _is_looped(value: Value) -> bool:
    if isinstance(value, Unknown):
        return isinstance(value.kind, CollectionKind | TupleKind | ObjectKind)
    return isinstance(value, tuple | dict | SetValue)


def _is_splat(value: Value) -> Value:
    """Whether a value has a splat: a null of which it is known that it could be several has none."""
    kind = value.kind if isinstance(value, Unknown | Null) else ANY
    if not isinstance(kind, TupleKind) and not is_collection(kind, "list", "set"):
        return True
    return _is_there(value) if isinstance(value, Unknown) and not is_filled_in(value) else isinstance(value, Unknown)


def _is_there(value: Unknown) -> Value:
    return True if is_sure(value) else negate(equals(value, None))


def _open(causes: frozenset[str], key: str) -> Value:
    return as_truth(Unknown(causes, key))
