"""Type constraints of variables and the conversion of values to them.

Source: https://developer.hashicorp.com/terraform/language/expressions/type-constraints
"""

from __future__ import annotations

from collections.abc import Mapping

from continuity_audit.estate.kinds import (
    ANY,
    PRIMITIVES,
    CollectionKind,
    Kind,
    ListValue,
    MapValue,
    Null,
    ObjectKind,
    TupleKind,
    has_any,
)
from continuity_audit.estate.parts import parts_of, unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import SetValue, Unknown, Value
from continuity_audit.parsers.terraform.functions.convert import convert as to_primitive
from continuity_audit.parsers.terraform.functions.convert import make_set, ordered, typed, unified
from continuity_audit.parsers.terraform.functions.errors import FunctionError
from continuity_audit.parsers.terraform.syntax import Call, Expression, Literal, Name, ObjectOf, SyntaxProblem, TupleOf


class TypeMismatch(Exception):
    """A value that cannot be what its type says."""


def type_of(expression: Expression) -> Kind:
    """The type that an expression writes down, the quoted names of Terraform 0.11 included.

    Raises:
        TypeMismatch: it is no type.
    """
    match expression:
        case Name(name=name) | Literal(value=str(name)):
            if name in ("list", "map", "set"):
                return CollectionKind(name, ANY)
            if name in PRIMITIVES or name == ANY:
                return name
            if isinstance(expression, Literal):  # in JSON a type is a text
                return _parsed(name)
        case Call(name=("list" | "set" | "map") as name, arguments=(element,)):
            return CollectionKind(name, type_of(element))
        case Call(name="tuple", arguments=(TupleOf(elements=elements),)):
            return TupleKind(tuple(map(type_of, elements)))
        case Call(name="object", arguments=(ObjectOf(entries=entries),)):
            return _object(entries)
    raise TypeMismatch("not a type")


def _parsed(text: str) -> Kind:
    from continuity_audit.parsers.terraform.grammar import parse_expression

    try:
        parsed = parse_expression(text)
    except SyntaxProblem as problem:
        raise TypeMismatch("not a type") from problem
    if isinstance(parsed, Literal):
        raise TypeMismatch("not a type")
    return type_of(parsed)


def _object(entries: tuple[tuple[Expression, Expression], ...]) -> ObjectKind:
    attributes: dict[str, Kind] = {}
    optional: dict[str, Expression | None] = {}
    for key, value in entries:
        name = key.value if isinstance(key, Literal) else getattr(key, "name", "")
        if isinstance(value, Call) and value.name == "optional" and value.arguments:
            attributes[str(name)] = type_of(value.arguments[0])
            optional[str(name)] = value.arguments[1] if len(value.arguments) > 1 else None
        else:
            attributes[str(name)] = type_of(value)
    return ObjectKind(attributes, optional)


def convert(value: Value, kind: Kind) -> Value:
    """A value as its type wants it: numbers to texts, lists to sets, optional attributes filled in.

    Raises:
        TypeMismatch: it cannot be.
    """
    if kind == ANY:
        return value
    try:
        return lift(lambda plain: _convert(plain, kind), value)
    except FunctionError as problem:
        raise TypeMismatch(str(problem)) from problem


def _convert(value: Value, kind: Kind) -> Value:
    if value is None or isinstance(value, Null):
        return value if kind == ANY else Null(kind)
    if isinstance(value, Unknown):
        return typed(value, kind)
    match kind:
        case CollectionKind():
            return _collection(value, kind)
        case TupleKind(elements=kinds):
            if not isinstance(value, tuple) or len(value) != len(kinds):
                raise TypeMismatch(f"a tuple of {len(kinds)} elements is required")
            return tuple([convert(element, k) for element, k in zip(value, kinds, strict=True)])
        case ObjectKind():
            return _to_object(value, kind)
        case _:
            return to_primitive(value, kind)


def _collection(value: Value, kind: CollectionKind) -> Value:
    if kind.name == "map":
        if not isinstance(value, Mapping):
            raise TypeMismatch("a map is required")
        elements, inner = _elements(parts_of(value), kind.element)
        return MapValue(dict(zip(value, elements, strict=True)), inner)
    if not isinstance(value, tuple | SetValue):
        raise TypeMismatch(f"a {kind.name} is required")
    elements, inner = _elements(parts_of(value), kind.element)
    if kind.name == "set":
        return make_set(elements, inner)
    return ordered(SetValue(elements, inner)) if isinstance(value, SetValue) else ListValue(elements, inner)


def _elements(elements: tuple[Value, ...], kind: Kind) -> tuple[tuple[Value, ...], Kind]:
    """The elements of a collection as their type wants them, and that; ``any`` in it is one type for all."""
    converted = tuple([convert(element, kind) for element in elements])
    if has_any(kind):
        return unified(converted)
    return tuple([None if isinstance(element, Null) else element for element in converted]), kind


def _to_object(value: Value, kind: ObjectKind) -> Value:
    if not isinstance(value, Mapping):
        raise TypeMismatch("an object is required")
    result: dict[str, Value] = {}
    for name, inner in kind.attributes.items():
        found = value.get(name)
        if unmark(found) is None and name in kind.optional:
            default: Expression | None = kind.optional[name]  # type: ignore[assignment]  # as `_object` made it
            found = literal(default) if default is not None else None
        elif name not in value:
            raise TypeMismatch(f"attribute {name!r} is required")
        result[name] = convert(found, inner)
    return result


def literal(expression: Expression) -> Value:
    """The value of an expression that must be constant, such as a default in a type."""
    match expression:
        case Literal(value=value):
            return value
        case TupleOf(elements=elements):
            return tuple(map(literal, elements))
        case ObjectOf(entries=entries):
            return {str(literal(key)): literal(value) for key, value in entries}
        case _:
            from continuity_audit.parsers.terraform.evaluate import evaluate_constant

            return evaluate_constant(expression)
