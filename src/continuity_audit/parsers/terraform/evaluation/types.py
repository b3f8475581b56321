"""Type constraints of variables and the conversion of values to them.

Source: https://developer.hashicorp.com/terraform/language/expressions/type-constraints
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TypeAlias

from msgspec.structs import replace

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
from continuity_audit.estate.logic import equals, if_else
from continuity_audit.estate.parts import is_sure, parts_of, unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import NOT_PLAIN, SetValue, Unknown, Value
from continuity_audit.parsers.terraform.configuration.nodes import (
    Call,
    Expression,
    Literal,
    Name,
    ObjectOf,
    SyntaxProblem,
    TupleOf,
)
from continuity_audit.parsers.terraform.evaluation.scope import (
    Entries,
    EvaluationProblem,
    Instance,
    Instances,
    NotEvaluated,
    opened,
)
from continuity_audit.parsers.terraform.evaluation.traversal import attribute_of_merged
from continuity_audit.parsers.terraform.evaluation.whole_blocks import is_mixed, opened_inside
from continuity_audit.parsers.terraform.functions.convert import convert as to_primitive
from continuity_audit.parsers.terraform.functions.convert import items, make_set, ordered, unified
from continuity_audit.parsers.terraform.functions.errors import FunctionError
from continuity_audit.parsers.terraform.functions.open_types import typed

Kept: TypeAlias = Callable[[Value, Value], None]
"""Is told what a value was and what it became; see `Trace.keep_fields`."""


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
    from continuity_audit.parsers.terraform.configuration.grammar import parse_expression

    try:
        parsed = parse_expression(text)
    except SyntaxProblem as problem:
        raise TypeMismatch("not a type") from problem
    if isinstance(parsed, Literal):
        raise TypeMismatch("not a type")
    return type_of(parsed)


def _object(entries: tuple[tuple[Expression, Expression], ...]) -> ObjectKind:
    attributes: dict[str, Kind] = {}
    optional: dict[str, Default] = {}
    for key, value in entries:
        name = key.value if isinstance(key, Literal) else getattr(key, "name", "")
        if isinstance(value, Call) and value.name == "optional" and value.arguments:
            kind = type_of(value.arguments[0])
            attributes[str(name)] = kind
            optional[str(name)] = Default(kind, value.arguments[1] if len(value.arguments) > 1 else None)
        else:
            attributes[str(name)] = type_of(value)
    return ObjectKind(attributes, optional)


class Default:
    """What an optional attribute is where it is left out: the same in every object, and worked out once."""

    def __init__(self, kind: Kind, expression: Expression | None) -> None:
        self._kind = kind
        self._expression = expression

    @property
    def fills(self) -> bool:
        """Whether the default is a value, and not null."""
        return self._expression is not None and self._expression != Literal(None)

    @cached_property
    def value(self) -> Value:
        """The default as the type of the attribute wants it.

        Raises:
            TypeMismatch: it cannot be.
        """
        written = None if self._expression is None else literal(self._expression)
        return convert(written, self._kind, lambda *_: None)  # a constant holds no block


def convert(value: Value, kind: Kind, kept: Kept) -> Value:
    """A value as its type wants it: numbers to texts, lists to sets, optional attributes filled in.

    ``kept`` is told of each attribute of a block what it was and what it became, once that is asked for.

    Raises:
        TypeMismatch: it cannot be.
    """
    if kind == ANY:
        return value
    try:
        return lift(lambda plain: _convert(plain, kind, kept), value)
    except FunctionError as problem:
        raise TypeMismatch(str(problem)) from problem


def _convert(value: Value, kind: Kind, kept: Kept) -> Value:
    if value is None or isinstance(value, Null):
        return value if kind == ANY else Null(kind)
    if isinstance(value, Unknown):
        return _open(value, kind, kept)
    match kind:
        case CollectionKind():
            return _collection(value, kind, kept)
        case TupleKind(elements=kinds):
            if not isinstance(value, tuple) or len(value) != len(kinds):
                raise TypeMismatch(f"a tuple of {len(kinds)} elements is required")
            return tuple([convert(element, k, kept) for element, k in zip(value, kinds, strict=True)])
        case ObjectKind():
            return _to_object(value, kind, kept)
        case _:
            return to_primitive(value, kind)


def _collection(value: Value, kind: CollectionKind, kept: Kept) -> Value:
    if kind.name == "map":
        if not isinstance(value, Mapping):
            raise TypeMismatch("a map is required")
        elements, inner = _elements(parts_of(value), kind.element, kept)
        return MapValue(dict(zip(value, elements, strict=True)), inner)
    if not isinstance(value, tuple | SetValue):
        raise TypeMismatch(f"a {kind.name} is required")
    elements, inner = _elements(parts_of(value), kind.element, kept, compared=kind.name == "set")
    if kind.name == "set":
        return make_set(elements, inner)
    return ordered(SetValue(elements, inner)) if isinstance(value, SetValue) else ListValue(elements, inner)


def _elements(
    elements: tuple[Value, ...], kind: Kind, kept: Kept, *, compared: bool = False
) -> tuple[tuple[Value, ...], Kind]:
    """The elements of a collection as their type wants them, and that; ``any`` in it is one type for all."""
    converted = tuple([convert(element, kind, kept) for element in elements])
    if kind not in PRIMITIVES and (compared or (has_any(kind) and is_mixed(converted))):
        converted = tuple(map(opened_inside, converted))
    if has_any(kind):
        return unified(converted)
    return tuple([None if isinstance(element, Null) else element for element in converted]), kind


def _to_object(value: Value, kind: ObjectKind, kept: Kept) -> Value:
    if not isinstance(value, Mapping):
        raise TypeMismatch("an object is required")
    _require(kind, lambda name: name not in value)
    return {name: _attribute(value.get(name), name, kind, kept) for name in kind.attributes}


def _require(kind: ObjectKind, lacks: Callable[[str], bool]) -> None:
    for name in kind.attributes:
        if name not in kind.optional and lacks(name):
            raise TypeMismatch(f"attribute {name!r} is required")


def _attribute(found: Value, name: str, kind: ObjectKind, kept: Kept) -> Value:
    """An attribute of an object as its type wants it; an optional one that is null or not there has its default."""
    if name in kind.optional:
        default = kind.optional[name]
        if unmark(found) is None:
            return default.value
        if default.fills:
            found = filled(found, lambda: default.value)
    return convert(found, kind.attributes[name], kept)


def filled(value: Value, default: Callable[[], Value]) -> Value:
    """A value, and a default in place of null; what a provider fills in is taken to be there."""
    if unmark(value) is None:
        return default()
    if isinstance(value, NOT_PLAIN):
        return lift(lambda plain: filled(plain, default), value)
    if type(value) is not Unknown or value.reference is not None or is_sure(value):
        return value
    return if_else(equals(value, None), default, lambda: replace(value, sure=True))


# --- blocks -------------------------------------------------------------------------------------------------------


def _open(value: Unknown, kind: Kind, kept: Kept) -> Value:
    """Something unknown as its type wants it; of blocks the attributes are converted when they are asked for."""
    match value, kind:
        case Instance(), ObjectKind():
            return _instance_as_object(value, kind, kept)
        case Instance(), CollectionKind(name="map"):
            return _instance_as_map(value, kind, kept)
        case Instance(whole=whole), _ if whole is not None:
            return _convert({}, kind, kept)  # it is refused as any object is
        case Instances(known=known, at=at), CollectionKind(element=inner):
            return replace(
                typed(value, kind),
                element=convert(value.element, inner, kept),
                known=known and {key: convert(each, inner, kept) for key, each in known.items()},
                at=at and (lambda index: _later(at(index), lambda found: convert(found, inner, kept))),
            )
        case Entries(), CollectionKind(name="map", element=inner):
            return replace(typed(value, kind), element=convert(value.element, inner, kept))
        case Entries(), _ if kind != ANY:
            return _open(Unknown(value.causes, value.key, low=value.low), kind, kept)
        case Unknown(merged=merged), CollectionKind(name="map") if merged and not has_any(kind):
            return replace(typed(value, kind), merged=tuple([convert(mapping, kind, kept) for mapping in merged]))
        case Unknown(merged=merged), ObjectKind() if merged:
            return _merged_as_object(value, kind, kept)
        case Unknown(kind=TupleKind()), CollectionKind(name="list") if value.reference is not None or is_sure(value):
            return _collection(items(value), kind, kept)
        case _:
            return typed(value, kind)


def _merged_as_object(value: Unknown, kind: ObjectKind, kept: Kept) -> Value:
    """What is put together of several mappings as the object of the attributes that its type names."""
    typed(value, kind)
    result: dict[str, Value] = {}
    for name in kind.attributes:
        try:
            found = attribute_of_merged(value, name)
        except EvaluationProblem:
            _require(kind, lambda asked, name=name: asked == name)  # type: ignore[misc]
            found = None
        result[name] = _attribute(found, name, kind, kept)
    return result


def _instance_as_object(value: Instance, kind: ObjectKind, kept: Kept) -> Value:
    """A block as the object of the attributes that its type names."""
    _require(kind, value.lacks)
    done: dict[str, tuple[Value, Value]] = {}

    def get(name: str) -> Value:
        if name not in kind.attributes:
            raise EvaluationProblem(f"this object does not have an attribute named {name!r}")
        found = None if value.lacks(name) else value.get(name)
        if name not in done or done[name][0] is not found:
            done[name] = (found, _later(found, lambda given: _attribute(given, name, kind, kept)))
            kept(*done[name])
        return done[name][1]

    def whole() -> Value:
        return {name: get(name) for name in kind.attributes}

    return replace(typed(value, kind), get=get, whole=whole, lacks=lambda name: name not in kind.attributes)


def _instance_as_map(value: Instance, kind: CollectionKind, kept: Kept) -> Value:
    """A block as the map of its attributes, all of one type."""
    of_one_type = has_any(kind.element)

    def whole() -> Value:
        return _later(opened(value), lambda found: convert(found, kind, kept))

    def get(name: str) -> Value:
        if of_one_type and value.whole is not None and isinstance(found := whole(), Mapping) and name in found:
            return found[name]
        return _later(value.get(name), lambda found: convert(found, kind.element, kept))

    return replace(typed(value, kind), get=get, whole=None if value.whole is None else whole)


def _later(found: Value, work: Callable[[Value], Value]) -> Value:
    """A part that is converted when it is asked for: then ``try`` is no answer to its not fitting."""
    try:
        return work(found)
    except TypeMismatch as problem:
        raise NotEvaluated(f"{problem}") from problem


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
            from continuity_audit.parsers.terraform.evaluation.evaluate import evaluate_constant

            return evaluate_constant(expression)
