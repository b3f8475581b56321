"""The values of a block's body: arguments, nested blocks and ``dynamic`` blocks, with the line of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final, TypeAlias

from msgspec.structs import replace

from continuity_audit.estate import secrecy
from continuity_audit.estate.identity import key_of
from continuity_audit.estate.kinds import Null
from continuity_audit.estate.numbers import Short, plain
from continuity_audit.estate.parts import causes_of, remarked
from continuity_audit.estate.trees import choose, lift
from continuity_audit.estate.values import Choice, Sensitive, SetValue, Unknown, Value
from continuity_audit.parsers.terraform.configuration.files import Attribute, Block, Body, JsonAttribute
from continuity_audit.parsers.terraform.configuration.nodes import SyntaxProblem
from continuity_audit.parsers.terraform.evaluation.evaluate import evaluate, in_parts
from continuity_audit.parsers.terraform.evaluation.loops import any_turn, turned
from continuity_audit.parsers.terraform.evaluation.scope import (
    Entries,
    Environment,
    EvaluationProblem,
    Instance,
    Instances,
    NotEvaluated,
    Scope,
    opened,
)
from continuity_audit.parsers.terraform.functions.unordered import Unordered

META: Final = frozenset(
    {"count", "for_each", "depends_on", "provider", "providers", "lifecycle", "provisioner", "connection"}
)
"""What speaks to Terraform and not to the provider."""

MAX_PARTS: Final = 1_000_000
"""A value of more parts becomes unknown: reports and look-ups would never end."""

MAX_BLOCKS: Final = 10_000
"""So many blocks are made by dynamic ones inside each other."""

MAX_NESTED: Final = 100
"""Levels of blocks inside blocks; below them the paths of attributes would outgrow the file."""

INFINITE: Final = "an infinite number, which no state holds"
DEEP: Final = "a value that is nested too deeply (limit)"


def evaluate_body(
    body: Body,
    scope: Scope,
    names: Environment,
    *,
    only: str = "",
    prefix: str = "",
    lines: dict[str, int] | None = None,
    failed: Callable[[str, Exception], Value] | None = None,
) -> tuple[dict[str, Value], dict[str, int]]:
    """The arguments and nested blocks of a body by name, and their lines by dotted path.

    ``only`` asks for one name. ``failed`` says what an argument is worth whose expression is a mistake; without it
    the mistake is raised.
    """
    places = {} if lines is None else lines
    values: dict[str, Value] = {}
    for name, attribute in body.attributes.items():
        if (only and name != only) or (not prefix and name in META):
            continue
        places.setdefault(f"{prefix}{name}", attribute.line)
        values[name] = argument(attribute, scope, names, f"{prefix}{name}", failed)
    for block in body.blocks:
        name = block.labels[0] if block.type == "dynamic" and block.labels else block.type
        if (only and name != only) or (not prefix and name in META):
            continue
        before = values.setdefault(name, [])
        position = len(before) if isinstance(before, list | tuple) else 0
        place = f"{prefix}{name}.{position}"
        places.setdefault(place, block.line)
        try:
            more = _nested(block, scope, names, place, places, failed)
        except (EvaluationProblem, SyntaxProblem) as problem:
            if failed is None:
                raise
            more = failed(place, problem)
        if isinstance(before, list) and isinstance(more, tuple):
            before += more
        else:
            values[name] = lift(_joined, _finished(before), more)
    return {name: _finished(value) for name, value in values.items()}, places


def _finished(value: Value) -> Value:
    """A value as others see it: the blocks of a name are gathered in a list."""
    return tuple(value) if isinstance(value, list) else value


def argument(
    attribute: Attribute,
    scope: Scope,
    names: Environment,
    path: str,
    failed: Callable[[str, Exception], Value] | None,
) -> Value:
    """The value of an argument, marked where its name says that it is a secret; see `evaluate_body`."""
    try:
        scope.trace.spend_on(attribute)
        if failed is None:
            value = evaluate(attribute.expression, scope, names)
        else:
            value = in_parts(attribute.expression, scope, names, lambda part, problem: failed(f"{path}{part}", problem))
    except (EvaluationProblem, SyntaxProblem, RecursionError) as problem:
        if failed is None:
            raise
        value = failed(path, problem)
    return secrecy.named(attribute.name, value)


def _joined(before: Value, more: Value) -> Value:
    if before == ():
        return more
    if isinstance(before, tuple) and isinstance(more, tuple):
        return (*before, *more)
    causes, key = causes_of(before) | causes_of(more), f"{key_of(before)}+{key_of(more)}"
    if (one := _forms(before)) is None or (other := _forms(more)) is None:
        return Unknown(causes, key)
    return Unknown(causes, key, low=one[1] + other[1], forms=(*one[0], *other[0]))


def _forms(blocks: Value) -> tuple[tuple[Value, ...], int] | None:
    """What the blocks of a name are like, and how many are there at least; nothing where that is not known."""
    match blocks:
        case tuple():
            return blocks, len(blocks)
        case Unknown(forms=forms, low=low) if forms:
            return forms, low or 0
        case _:
            return None


def _nested(
    block: Block,
    scope: Scope,
    names: Environment,
    place: str,
    lines: dict[str, int],
    failed: Callable[[str, Exception], Value] | None,
) -> Value:
    """The objects that a nested block makes: one, or as many as its ``dynamic`` says."""
    if place.count(".") >= 2 * MAX_NESTED:  # a name and a position for each level
        raise NotEvaluated(f"blocks inside blocks, more than {MAX_NESTED} deep (limit)")
    if block.type != "dynamic":
        values, _ = evaluate_body(block.body, scope, names, prefix=f"{place}.", lines=lines, failed=failed)
        values = secrecy.of_pair(values)
        return (values,)
    attributes = block.body.attributes
    content = next(block.body.blocks_of("content"), None)
    if "for_each" not in attributes or content is None:
        raise EvaluationProblem("a dynamic block needs for_each and content")
    iterator = _iterator(attributes["iterator"]) if "iterator" in attributes else block.labels[0]
    collection = evaluate(attributes["for_each"].expression, scope, names)

    def made(key: Value, value: Value, around: Environment) -> Mapping[str, Value]:
        inner = {**around, iterator: {"key": key, "value": value}}
        values, _ = evaluate_body(content.body, scope, inner, prefix=f"{place}.", lines=lines, failed=failed)
        return secrecy.of_pair(values)

    if isinstance(collection, Sensitive):
        marks = [collection]
        hidden = lambda key, value, around: made(remarked(key, marks), remarked(value, marks), around)  # noqa: E731
        return lift(lambda plain: _dynamic(plain, hidden, scope, names), collection.value)
    return lift(lambda plain: _dynamic(plain, made, scope, names), collection)


def _iterator(attribute: Attribute) -> str:
    """The name that a dynamic block gives to what it turns on, in either syntax."""
    return str(attribute.data) if isinstance(attribute, JsonAttribute) else attribute.text.strip().strip('"')


def _dynamic(
    collection: Value,
    made: Callable[[Value, Value, Environment], Mapping[str, Value]],
    scope: Scope,
    names: Environment,
) -> Value:
    if isinstance(collection, Instance):
        collection = opened(collection)
    pairs: Iterator[tuple[Value, Value]]
    match collection:
        case None | Null():
            return ()
        case tuple(elements):
            count, pairs = len(elements), ((Short(i), element) for i, element in enumerate(elements))
        case SetValue(elements=elements):
            count, pairs = len(elements), ((element, element) for element in elements)
        case Mapping():
            count, pairs = len(collection), ((key, collection[key]) for key in sorted(collection))
        case Unknown():
            form = made(*any_turn(collection), names)
            return Unknown(collection.causes, f"dynamic({collection.key})", low=collection.low, forms=(form,))
        case _:
            raise EvaluationProblem("cannot use this value in for_each of a dynamic block")
    around = turned(names, count, scope.trace.spend, most=MAX_BLOCKS)
    return tuple([made(key, value, around) for key, value in pairs])


Seen: TypeAlias = dict[int, tuple[Value, tuple[Value, int]]]
"""What was settled, by its identity: the value itself, which so keeps it, what it became, and how many parts it has."""


def settled(value: Value) -> Value:
    """A value that pickles: instances of blocks become the references that they are, and huge values unknown."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int | Decimal):
        return _number(value)
    if isinstance(value, Null):
        return None
    seen: Seen = {}
    try:
        found, weight = _settled(value, seen)
    except RecursionError:
        return Unknown(causes_of(value) | {DEEP}, DEEP)
    if weight > MAX_PARTS:
        return Unknown(causes_of(value) | {f"a value of more than {MAX_PARTS} parts (limit)"}, key_of(value))
    return found


def _settled(value: Value, seen: Seen) -> tuple[Value, int]:  # noqa: C901  one case a shape
    """The value and how many parts it has; parts that stand in several places are worked out once."""
    match value:
        case Instance(whole=whole) if whole is not None:
            try:
                return _settled(whole(), seen)
            except (EvaluationProblem, SyntaxProblem):
                return Unknown(value.causes, value.key, value.reference, value.low), 1
        case Instance() | Instances() | Entries():
            return Unknown(value.causes, value.key, value.reference, value.low), 1
        case Unordered(distinct=elements) if elements:
            return _settled(SetValue(elements), seen)
        case Unknown(forms=forms) if forms:
            parts = [_settled(form, seen) for form in forms]
            made = replace(value, forms=tuple([part for part, _ in parts]))
            return made, 1 + sum(weight for _, weight in parts)
        case Unknown(encodes=held) if held is not None:
            inner, weight = _settled(held, seen)
            return replace(value, encodes=inner), 1 + weight
        case Sensitive():
            inner, weight = _settled(value.value, seen)
            told, more = _settled(value.told, seen)
            return replace(value, value=inner, told=told), weight + more
        case Choice() | SetValue() | tuple() | dict():
            if id(value) not in seen:
                seen[id(value)] = (value, _compound(value, seen))
            return seen[id(value)][1]
        case Null():
            return None, 1
        case int() | Decimal():
            return _number(value), 1
        case _:
            return value, 1


def _number(number: int | Decimal) -> Value:
    """A number as a plan writes it; Terraform plans no infinite one."""
    if isinstance(number, Decimal) and number.is_infinite():
        return Unknown(frozenset({INFINITE}), INFINITE)
    return plain(number)


def _compound(value: Value, seen: Seen) -> tuple[Value, int]:
    match value:
        case Choice():
            sides = [_settled(side, seen) for side in (value.then, value.other)]
            return choose(value.atom, sides[0][0], sides[1][0]), sides[0][1] + sides[1][1]
        case dict():
            entries = {key: _settled(element, seen) for key, element in value.items()}
            return {key: part for key, (part, _) in entries.items()}, 1 + sum(w for _, w in entries.values())
        case SetValue(elements=elements) | tuple(elements):
            parts = [_settled(element, seen) for element in elements]
            whole = tuple([part for part, _ in parts])
            return SetValue(whole) if isinstance(value, SetValue) else whole, 1 + sum(weight for _, weight in parts)
        case _:
            return value, 1
