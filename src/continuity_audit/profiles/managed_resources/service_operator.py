"""Objects of Azure Service Operator: the properties of Azure's API, as the provider azapi has them.

Sources: https://azure.github.io/azure-service-operator/reference/,
https://azure.github.io/azure-service-operator/guide/resource-references/,
https://azure.github.io/azure-service-operator/guide/annotations/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.documents import entries
from continuity_audit.estate.interface import Input
from continuity_audit.estate.model import DATA, Provider, Resource
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Value, unknown
from continuity_audit.profiles.azure.resource_manager.restating import RESOURCE, SHAPES
from continuity_audit.profiles.kubernetes.pods import filled, namespace_of, text
from continuity_audit.profiles.managed_resources.references import reference_to, references_in
from continuity_audit.profiles.terms import walk

_WITHOUT_PARENTS: Final = ("Microsoft.DocumentDB/", "Microsoft.ApiManagement/")
"""Providers of whose types the kinds leave out what they stand in."""
_SPELLED: Final = {"serverfarms": "serverFarms"}
_BESIDE: Final = ("sku", "zones", "kind", "identity")
"""What stands in the body beside the properties."""
_VERSION: Final = pattern(r"/v(?:\d+[a-z]+)?(\d{4})(\d{2})(\d{2})")
_POLICY: Final = "serviceoperator.azure.com/reconcile-policy"


def _kind_of(type_: str) -> str:
    """What the operator calls a type of the API: ``servers/databases`` of SQL is ``sql.azure.com/ServersDatabase``."""
    provider, *path = type_.split("/")
    path = path[-1:] if type_.startswith(_WITHOUT_PARENTS) else [_SPELLED.get(part, part) for part in path]
    *parents, last = (f"{part[0].upper()}{part[1:]}" for part in path)
    return f"{provider.partition('.')[2].lower()}.azure.com/{''.join(parents)}{_singular(last)}"


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith("sses"):
        return word[:-2]
    return word if word == "Redis" else word.removesuffix("s")


_TYPES: Final[Mapping[str, str]] = {_kind_of(type_): type_ for type_ in SHAPES}
READS: Final = frozenset(_TYPES)
SHAPE_OF: Final = {kind: SHAPES[type_] for kind, type_ in _TYPES.items()}
"""How Azure's API has each type of object."""


class _Owners:
    """The objects that others name, by type, namespace and name."""

    def __init__(self, found: Iterable[Resource]) -> None:
        self._found: dict[tuple[str, str, str], list[Resource]] = {}
        for resource in found:
            key = (resource.type, namespace_of(resource), resource.name)
            self._found.setdefault(key, []).append(resource)

    def meant(self, reference: Mapping[str, Value], type_: str, holder: Resource) -> Value:
        """The id that a reference stands for."""
        if (elsewhere := reference.get("armId")) is not None:
            return filled(elsewhere)
        name = text(reference.get("name"))
        found = self._found.get((type_, namespace_of(holder), name), ())
        found = [r for r in found if r.root == holder.root] or found
        return reference_to(found[0], "id", holder) if len(found) == 1 else unknown(f"{holder.address}.spec ({name})")


def as_in_api(resources: Iterable[Resource]) -> tuple[Resource, ...]:
    """The resources of an estate, the operator's objects as resources of Azure's API."""
    found = tuple(resources)
    mine = [resource for resource in found if resource.type in READS]
    if not mine:
        return found
    owners = _Owners(mine)
    return tuple(_in_api(resource, owners) if resource.type in READS else resource for resource in found)


def _in_api(resource: Resource, owners: _Owners) -> Resource:
    type_ = _TYPES[resource.type]
    spec = entries(resource.values.get("spec"))
    parent = type_.rpartition("/")[0]
    properties = _properties({**spec, **entries(spec.get("properties"))}, resource, owners)
    beside: dict[str, Value] = {key: properties[key] for key in _BESIDE if key in properties}
    values: dict[str, Value] = {
        "type": f"{type_}@{_day(resource)}",
        "name": filled(spec.get("azureName") or walk(resource.values, "metadata.name")),
        "location": filled(spec.get("location")),
        "tags": spec.get("tags"),
        "parent_id": owners.meant(entries(spec.get("owner")), _kind_of(parent) if "/" in parent else "", resource),
        "body": {"properties": properties, **beside},
    }
    annotations = entries(walk(resource.values, "metadata.annotations"))
    return replace(
        resource,
        type=RESOURCE,
        language="terraform",
        mode=DATA if annotations.get(_POLICY) == "skip" else resource.mode,
        values={name: value for name, value in values.items() if value is not None},
        lines={"body": resource.line_of("spec")},
        references=references_in(values),
        provider=Provider("azapi"),
    )


def _day(resource: Resource) -> str:
    """The version of Azure's API that an object is of, a day: of ``cache.azure.com/v1api20241101`` it is 2024-11-01."""
    found = _VERSION.search(text(resource.values.get("apiVersion")))
    return "-".join(found.groups()) if found else ""


def _properties(fields: Mapping[str, Value], resource: Resource, owners: _Owners) -> dict[str, Value]:
    """What the API has for some fields: of a reference, its id; of what a ConfigMap holds, that it is not known."""
    found: dict[str, Value] = {}
    for key, value in fields.items():
        if key == "reference" or key.endswith("Reference"):
            reference = entries(value)
            target = f"{text(reference.get('group'))}/{text(reference.get('kind'))}"
            found["id" if key == "reference" else f"{key.removesuffix('Reference')}Id"] = owners.meant(
                reference, target, resource
            )
        elif key.endswith("FromConfig"):
            found[key.removesuffix("FromConfig")] = unknown(f"{resource.address}.spec.{key}")
        else:
            found[key] = lift(partial(_property, resource=resource, owners=owners), value)
    return found


def _property(value: Value, resource: Resource, owners: _Owners) -> Value:
    match value:
        case Mapping():
            return _properties(value, resource, owners)
        case tuple():
            return tuple(lift(partial(_property, resource=resource, owners=owners), element) for element in value)
        case _:
            return filled(value)


def as_written(resource: Resource, written: Resource) -> Resource:
    """A resource that was told in the words of azurerm, with evidence in those of the object."""
    interface = resource.interface
    if interface is None:
        return resource
    inputs = {path: _input(one, written) for path, one in interface.inputs.items()}
    lines = {path: one.line for path, one in inputs.items() if one.line is not None}
    return replace(
        resource,
        lines=lines,
        interface=replace(
            interface, module=written.type, inputs=inputs, argument="kind", secrets=tuple(_secrets(written))
        ),
    )


def _secrets(written: Resource) -> Iterator[tuple[str, str]]:
    """https://azure.github.io/azure-service-operator/guide/secrets/"""
    for _, secret in sorted(entries(walk(written.values, "spec.operatorSpec.secrets")).items()):
        if name := text(walk(secret, "name")):
            yield namespace_of(written), name


def _input(told: Input, written: Resource) -> Input:
    """What the object calls a property: most kinds have no level of their own for properties."""
    inner = told.name.removeprefix("body.").removeprefix("properties.")
    name = f"spec.properties.{inner}" if f"spec.properties.{inner}" in written.lines else f"spec.{inner}"
    return Input(name, told.value, written.lines.get(name))


__all__ = ["READS", "SHAPE_OF", "as_in_api", "as_written"]
