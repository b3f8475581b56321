"""Type constraints of variables and the conversion of values to them.

Source: https://developer.hashicorp.com/terraform/language/expressions/type-constraints
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeAlias

from msgspec import Struct

from continuity_audit.estate.values import Choice, Sensitive, SetValue, Unknown, Value, lift
from continuity_audit.parsers.terraform.functions import FunctionError
from continuity_audit.parsers.terraform.functions.convert import make_set, parse_number, unify
from continuity_audit.parsers.terraform.functions.text import number_text
from continuity_audit.parsers.terraform.syntax import Call, Expression, Literal, Name, ObjectOf, SyntaxProblem, TupleOf


class TypeMismatch(Exception):
    """A value that cannot be what its type says."""


class Primitive(Struct, frozen=True):
    """``string``, ``number``, ``bool`` or ``any``"""

    name: str


class CollectionOf(Struct, frozen=True):
    """``list``, ``set`` or ``map`` of an element type"""

    name: str
    element: Type


class TupleType(Struct, frozen=True):
    """``tuple([...])``"""

    elements: tuple[Type, ...]


class ObjectType(Struct, frozen=True):
    """``object({...})`` with the attributes that may be left out and their defaults"""

    attributes: Mapping[str, Type]
    optional: Mapping[str, Expression | None]


Type: TypeAlias = Primitive | CollectionOf | TupleType | ObjectType
ANY = Primitive("any")


def type_of(expression: Expression) -> Type:
    """The type that an expression writes down, the quoted names of Terraform 0.11 included.

    Raises:
        TypeMismatch: it is no type.
    """
    match expression:
        case Name(name=name) | Literal(value=str(name)):
            if name in ("list", "map", "set"):
                return CollectionOf(name, ANY)
            if name in ("string", "number", "bool", "any"):
                return Primitive(name)
            if isinstance(expression, Literal):  # in JSON a type is a text
                return _parsed(name)
        case Call(name=("list" | "set" | "map") as name, arguments=(element,)):
            return CollectionOf(name, type_of(element))
        case Call(name="tuple", arguments=(TupleOf(elements=elements),)):
            return TupleType(tuple(map(type_of, elements)))
        case Call(name="object", arguments=(ObjectOf(entries=entries),)):
            return _object(entries)
    raise TypeMismatch("not a type")


def _parsed(text: str) -> Type:
    from continuity_audit.parsers.terraform.grammar import parse_expression

    try:
        parsed = parse_expression(text)
    except SyntaxProblem as problem:
        raise TypeMismatch("not a type") from problem
    if isinstance(parsed, Literal):
        raise TypeMismatch("not a type")
    return type_of(parsed)


def _object(entries: tuple[tuple[Expression, Expression], ...]) -> ObjectType:
    attributes: dict[str, Type] = {}
    optional: dict[str, Expression | None] = {}
    for key, value in entries:
        name = key.value if isinstance(key, Literal) else getattr(key, "name", "")
        if isinstance(value, Call) and value.name == "optional" and value.arguments:
            attributes[str(name)] = type_of(value.arguments[0])
            optional[str(name)] = value.arguments[1] if len(value.arguments) > 1 else None
        else:
            attributes[str(name)] = type_of(value)
    return ObjectType(attributes, optional)


def convert(value: Value, kind: Type) -> Value:
    """A value as its type wants it: numbers to texts, lists to sets, optional attributes filled in.

    Raises:
        TypeMismatch: it cannot be.
    """
    if kind == ANY:
        return value
    return lift(lambda plain: _convert(plain, kind), value)


def _convert(value: Value, kind: Type) -> Value:
    if value is None or isinstance(value, Unknown):
        return value
    match kind:
        case Primitive(name=name):
            return _primitive(value, name)
        case CollectionOf():
            return _collection(value, kind)
        case TupleType(elements=types):
            if not isinstance(value, tuple) or len(value) != len(types):
                raise TypeMismatch(f"a tuple of {len(types)} elements is required")
            return tuple(convert(element, t) for element, t in zip(value, types, strict=True))
        case ObjectType():
            return _to_object(value, kind)


def _primitive(value: Value, name: str) -> Value:
    if name == "string" and isinstance(value, bool):
        return str(value).lower()
    if name == "string" and isinstance(value, str | int | Decimal):
        return number_text(value) if not isinstance(value, str) else value
    if name == "number" and isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value
    if name == "number" and isinstance(value, str) and (number := parse_number(value)) is not None:
        return number
    if name == "bool" and isinstance(value, bool):
        return value
    if name == "bool" and isinstance(value, str) and value in ("true", "false", "1", "0"):
        return value in ("true", "1")
    raise TypeMismatch(f"{name} required")


def _collection(value: Value, kind: CollectionOf) -> Value:
    if kind.name == "map":
        if not isinstance(value, Mapping):
            raise TypeMismatch("a map is required")
        if kind.element == ANY:
            return dict(zip(value, _one_type(tuple(value.values())), strict=True))
        return {key: convert(element, kind.element) for key, element in value.items()}
    if isinstance(value, SetValue):
        elements = value.elements
    elif isinstance(value, tuple):
        elements = value
    else:
        raise TypeMismatch(f"a {kind.name} is required")
    plain = _one_type(elements) if kind.element == ANY else elements
    converted = tuple(convert(element, kind.element) for element in plain)
    return make_set(converted) if kind.name == "set" else converted


def _one_type(elements: tuple[Value, ...]) -> tuple[Value, ...]:
    """The elements in the one type that a collection of ``any`` needs."""
    try:
        return unify(elements)
    except FunctionError as problem:
        raise TypeMismatch(str(problem)) from problem


def _to_object(value: Value, kind: ObjectType) -> Value:
    if not isinstance(value, Mapping):
        raise TypeMismatch("an object is required")
    result: dict[str, Value] = {}
    for name, inner in kind.attributes.items():
        found = value.get(name)
        if found is None and name in kind.optional:
            default = kind.optional[name]
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
        case Call(name=("tomap" | "tolist"), arguments=(inner,)):
            return literal(inner)
        case Call(name="toset", arguments=(inner,)):
            found = literal(inner)
            return make_set(found) if isinstance(found, tuple) else found
        case _:
            from continuity_audit.parsers.terraform.evaluate import evaluate_constant

            return evaluate_constant(expression)


def fits(value: Value) -> bool:
    """Whether a value is plain (neither open nor marked) at its top."""
    return not isinstance(value, Unknown | Choice | Sensitive)
