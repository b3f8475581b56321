"""Resources of Azure's own API as resources of azurerm: the same instance with another type and other arguments.

Where they stand, what they are called in reports and what they hang on stays as the code has it; evidence names the
property in the body.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.index import Estate
from continuity_audit.estate.interface import Input, Interface
from continuity_audit.estate.logic import if_else
from continuity_audit.estate.model import DATA, Resource
from continuity_audit.estate.parts import causes_of, is_json, leaves, unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Reference, Unknown, Value
from continuity_audit.profiles.azure.resource_manager import (
    analytics,
    compute,
    containers,
    databases,
    messaging,
    network,
    storage,
    web,
)
from continuity_audit.profiles.azure.resource_manager.beside import runs_nothing
from continuity_audit.profiles.azure.resource_manager.shapes import Shape, above, argument, block_of, put
from continuity_audit.profiles.references import meant
from continuity_audit.profiles.terms import walk

RESOURCE: Final = "azapi_resource"
UPDATE: Final = "azapi_update_resource"
READS: Final = frozenset({RESOURCE, UPDATE})
SHAPES: Final[Mapping[str, Shape]] = {
    **analytics.SHAPES, **compute.SHAPES, **containers.SHAPES, **databases.SHAPES, **messaging.SHAPES,
    **network.SHAPES, **storage.SHAPES, **web.SHAPES,
}  # fmt: skip
_BY_NAME: Final = {name.lower(): shape for name, shape in SHAPES.items()}
_KEPT: Final = ("name", "location", "tags")
"""Arguments beside the body that azurerm has, too."""


def restated(resources: Iterable[Resource]) -> tuple[Resource, ...]:
    """The resources of an estate, those of Azure's own API as resources of azurerm as far as there is a `Shape`.

    What a resource says of another one, such as an update, is said of that one.
    """
    found = tuple(resources)
    if not any(resource.type in READS for resource in found):
        return found
    whole: list[Resource] = []
    parts: list[tuple[Resource, Shape]] = []
    for resource in found:
        shape = _BY_NAME.get(type_in_api(resource).lower()) if resource.type in READS else None
        is_part = shape is not None and (resource.type == UPDATE or shape.onto)
        if shape is not None and is_part:
            parts.append((resource, shape))
        whole.append(resource if shape is None or is_part else _as_azurerm(resource, shape))
    return _with_parts(whole, parts) if parts else tuple(whole)


def type_in_api(resource: Resource) -> str:
    """The type in Azure's API that a resource is of, without its version; empty where that is open."""
    told = set()
    for leaf in leaves(unmark(resource.values.get("type"))):
        text = leaf.starts if isinstance(leaf, Unknown) else leaf
        name, mark, _ = text.partition("@") if isinstance(text, str) else ("", "", "")
        told.add(name if mark or isinstance(leaf, str) else "")
    return told.pop() if len(told) == 1 else ""


def version_of_api(resource: Resource) -> Value:
    """The version of Azure's API, a day, that a resource is made with: ``2024-11-01``; open where code leaves it."""
    return lift(_version, unmark(resource.values.get("type")))


def _version(type_: Value) -> Value:
    if isinstance(type_, Unknown):
        return Unknown(type_.causes, f"version of {type_.key}")
    return type_.partition("@")[2] if isinstance(type_, str) else None


def not_restated(resource: Resource) -> str:
    """The type in Azure's API of a resource that nothing is known of; empty where it is known, or runs nothing."""
    if resource.type not in READS or resource.mode == DATA:
        return ""
    name = type_in_api(resource)
    shape = _BY_NAME.get(name.lower())
    if shape is not None:
        known = resource.type == UPDATE or shape.onto or shape.type_of(_body(resource))
        return "" if known else name
    if not name:
        return "a type that the code leaves open"
    return "" if runs_nothing(name) else name


# --- one resource -------------------------------------------------------------------------------------------------


def _body(resource: Resource) -> Value:
    """The body of a resource, which version 1 of the provider has as a text of JSON."""

    def read(body: Value) -> Value:
        match body:
            case str() if is_json(body):
                return _read(body)
            case Unknown(encodes=held) if held is not None:
                return held
            case None:
                return {}
            case _:
                return body

    return lift(read, unmark(resource.values.get("body")))


def _read(text: str) -> Value:
    try:
        return _with_tuples(json.loads(text, parse_float=Decimal))
    except (ValueError, RecursionError):
        return {}


def _with_tuples(value: Value) -> Value:
    """A value of JSON as one of Terraform."""
    match value:
        case list():
            return tuple(map(_with_tuples, value))
        case dict():
            return {key: _with_tuples(part) for key, part in value.items()}
        case _:
            return value


def _as_azurerm(resource: Resource, shape: Shape) -> Resource:
    body = _body(resource)
    type_ = shape.type_of(body)
    if not type_:
        return resource
    beside = resource.values
    values = {name: beside[name] for name in _KEPT if beside.get(name) is not None}
    values |= {name: found for name in _KEPT if name not in values and (found := walk(body, name)) is not None}
    if beside.get("parent_id") is None and beside.get("resource_id") is not None:
        beside = {**beside, "parent_id": lift(above(1).read, unmark(beside.get("resource_id")))}
    values |= {shape.parent: beside.get("parent_id")} if shape.parent else {}
    values |= block_of(shape.arguments, body, beside)
    values["api_version"] = version_of_api(resource)
    return replace(
        resource,
        type=type_,
        values=values,
        lines={**resource.lines, **_lines(resource, values)},
        references=_references(resource, shape, values, body),
        provider=replace(resource.provider, name="azurerm"),
        interface=_interface(resource, shape, type_, body),
    )


def _lines(resource: Resource, values: Iterable[str]) -> dict[str, int]:
    line = resource.lines.get("body", resource.span.line)
    return {name: line for name in values if name not in resource.lines}


def _references(
    resource: Resource, shape: Shape, values: Mapping[str, Value], body: Value
) -> dict[str, frozenset[Reference]]:
    """What each argument refers to: what its value hangs on. Names that are known, and so hang on nothing, are told."""
    of_body = resource.references.get("body", frozenset()) | resource.references.get("sensitive_body", frozenset())
    of_place = resource.references.get("parent_id", frozenset()) | resource.references.get("resource_id", frozenset())
    everywhere = of_body | of_place
    found = {name: resource.references.get(name, frozenset()) for name in _KEPT}
    for name, value in values.items():
        causes = causes_of(value)
        found[name] = found.get(name, frozenset()) | {r for r in everywhere if str(r) in causes}
    if shape.parent:
        found[shape.parent] |= of_place
    if shape.tells:
        causes = causes_of(body)
        rest = frozenset(r for r in of_body if str(r) not in causes)
        found[shape.tells] = found.get(shape.tells, frozenset()) | rest
    return found


def _interface(resource: Resource, shape: Shape, type_: str, body: Value) -> Interface:
    """What decides the arguments: the properties in the body."""
    line = resource.lines.get("body")
    inputs = {}
    for path, told in shape.arguments.items():
        found = argument(told)
        raw = unmark(found.told(body, resource.values))
        plain = raw if isinstance(raw, str | int) else None
        inputs[path] = Input(found.called, plain, line)
    for name in _KEPT:
        inputs[name] = Input(name, None, resource.lines.get(name, resource.span.line))
    return Interface(resource.address, type_in_api(resource), inputs, f"judged as {type_}", "type")


# --- what is said of another resource -----------------------------------------------------------------------------


def _with_parts(whole: Sequence[Resource], parts: Sequence[tuple[Resource, Shape]]) -> tuple[Resource, ...]:
    """The resources with what others say of them; an update of what an action makes stands for it."""
    estate = Estate(whole)
    said: dict[str, list[tuple[Resource, Shape]]] = {}
    alone: dict[str, Shape] = {}
    for part, shape in parts:
        if part.mode != DATA:
            targets = [target for target in _target(part, shape, estate) if target.root == part.root]
            for target in targets:
                said.setdefault(target.id, []).append((part, shape))
            if shape.by_action and not targets:
                alone[part.id] = shape
    found = []
    for resource in whole:
        if resource.id in alone:
            resource = _as_azurerm(resource, alone[resource.id])
        for part, shape in said.get(resource.id, ()):
            resource = _with_part(resource, part, shape)
        found.append(resource)
    return tuple(found)


def _target(part: Resource, shape: Shape, estate: Estate) -> Sequence[Resource]:
    """What a resource says something of: by its id, by its name, or as its parent."""
    name = unmark(part.values.get("name"))
    if shape.names and not (isinstance(name, str) and name.lower() in shape.names):
        return ()
    if shape.onto and part.values.get("resource_id") is None:
        return meant(part, "parent_id", part.values.get("parent_id"), estate, *shape.types)
    by = "name" if part.values.get("resource_id") is None else "resource_id"
    value = unmark(part.values.get(by))
    value = lift(above(1).read, value) if shape.onto else value
    return meant(part, by, value, estate, *shape.types)


def _with_part(resource: Resource, part: Resource, shape: Shape) -> Resource:
    """A resource with what a part or an update of it says, where that is there."""
    values, lines, files = dict(resource.values), dict(resource.lines), dict(resource.files)
    body = _body(part)
    references = dict(resource.references)
    interface = resource.interface
    for path, told in shape.arguments.items():
        new = argument(told).of(body, part.values)
        if new is None:
            continue
        top = path.partition(".")[0]
        old = walk(values, path)
        worth = (old, new) if path == shape.tells and old is not None else new
        put(values, path, if_else(part.exists, lambda w=worth: w, lambda o=old: o))  # type: ignore[misc]
        lines[path] = part.lines.get("body", part.span.line)
        files[path] = part.span.file
        own = part.references.get("body", frozenset())
        references[top] = references.get(top, frozenset()) | own
        if interface is not None:
            interface = replace(interface, inputs={k: v for k, v in interface.inputs.items() if k != path})
    return replace(resource, values=values, lines=lines, files=files, references=references, interface=interface)


__all__ = ["READS", "SHAPES", "not_restated", "restated"]
