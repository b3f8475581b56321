"""The values of a block's body: arguments, nested blocks and ``dynamic`` blocks, with the line of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Protocol

from continuity_audit.estate.values import (
    Choice,
    Reference,
    Sensitive,
    SetValue,
    Unknown,
    Value,
    causes_of,
    key_of,
    lift,
    unmark,
)
from continuity_audit.parsers.terraform.evaluate import (
    Environment,
    EvaluationProblem,
    Instance,
    Instances,
    Scope,
    evaluate,
)
from continuity_audit.parsers.terraform.files import Attribute, Block, Body
from continuity_audit.parsers.terraform.syntax import SyntaxProblem

META: Final = frozenset(
    {"count", "for_each", "depends_on", "provider", "providers", "lifecycle", "provisioner", "connection"}
)
"""What speaks to Terraform and not to the provider."""


class Recorder(Protocol):
    """Where mistakes in expressions are noted."""

    def _open(self, name: str, problem: Exception) -> Unknown: ...


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
        values[name] = _argument(attribute, scope, names, f"{prefix}{name}", failed)
    for block in body.blocks:
        name = block.labels[0] if block.type == "dynamic" and block.labels else block.type
        if (only and name != only) or (not prefix and name in META):
            continue
        position = len(found) if isinstance(found := values.get(name, ()), tuple) else 0
        place = f"{prefix}{name}.{position}"
        places.setdefault(place, block.line)
        try:
            more = _nested(block, scope, names, place, places, failed)
        except (EvaluationProblem, SyntaxProblem) as problem:
            if failed is None:
                raise
            more = failed(place, problem)
        values[name] = lift(_joined, values.get(name, ()), more)
    return values, places


def _argument(
    attribute: Attribute,
    scope: Scope,
    names: Environment,
    path: str,
    failed: Callable[[str, Exception], Value] | None,
) -> Value:
    try:
        return evaluate(attribute.expression, scope, names)
    except (EvaluationProblem, SyntaxProblem, RecursionError) as problem:
        if failed is None:
            raise
        return failed(path, problem)


def _joined(before: Value, more: Value) -> Value:
    if isinstance(before, tuple) and isinstance(more, tuple):
        return (*before, *more)
    return Unknown(causes_of(before) | causes_of(more), f"{key_of(before)}+{key_of(more)}")


def _nested(
    block: Block,
    scope: Scope,
    names: Environment,
    place: str,
    lines: dict[str, int],
    failed: Callable[[str, Exception], Value] | None,
) -> Value:
    """The objects that a nested block makes: one, or as many as its ``dynamic`` says."""
    if block.type != "dynamic":
        values, _ = evaluate_body(block.body, scope, names, prefix=f"{place}.", lines=lines, failed=failed)
        return (values,)
    attributes = block.body.attributes
    content = next(block.body.blocks_of("content"), None)
    if "for_each" not in attributes or content is None:
        raise EvaluationProblem("a dynamic block needs for_each and content")
    iterator = attributes["iterator"].text.strip().strip('"') if "iterator" in attributes else block.labels[0]
    collection = evaluate(attributes["for_each"].expression, scope, names)

    def made(key: Value, value: Value) -> Mapping[str, Value]:
        inner = {**names, iterator: {"key": key, "value": value}}
        values, _ = evaluate_body(content.body, scope, inner, prefix=f"{place}.", lines=lines, failed=failed)
        return values

    return lift(lambda plain: _dynamic(plain, made), unmark(collection))


def _dynamic(collection: Value, made: Callable[[Value, Value], Mapping[str, Value]]) -> Value:
    match collection:
        case None:
            return ()
        case tuple(elements):
            return tuple(made(i, element) for i, element in enumerate(elements))
        case SetValue(elements=elements):
            return tuple(made(element, element) for element in elements)
        case Mapping():
            return tuple(made(key, collection[key]) for key in sorted(collection))
        case Unknown():
            return Unknown(collection.causes, f"dynamic({collection.key})")
        case _:
            raise EvaluationProblem("cannot use this value in for_each of a dynamic block")


def settled(value: Value) -> Value:
    """A value that pickles: instances of blocks become the references that they are."""
    match value:
        case Instance() | Instances():
            return Unknown(value.causes, value.key, value.reference, value.low)
        case Choice():
            return Choice(value.atom, settled(value.then), settled(value.other))
        case Sensitive():
            return Sensitive(settled(value.value))
        case SetValue(elements=elements):
            return SetValue(tuple(map(settled, elements)))
        case tuple():
            return tuple(map(settled, value))
        case Mapping():
            return {key: settled(element) for key, element in value.items()}
        case _:
            return value


__all__ = ["META", "Reference", "evaluate_body", "settled"]
