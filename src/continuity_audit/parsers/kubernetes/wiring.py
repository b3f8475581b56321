"""What Flux and Argo CD make of the folders that they apply: names, namespaces and values for placeholders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from continuity_audit.estate.documents import entries
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.kubernetes import redaction, scalars
from continuity_audit.parsers.kubernetes.appliers import Application
from continuity_audit.parsers.kubernetes.manifests import name_of
from continuity_audit.parsers.kubernetes.names import address_of, text_of
from continuity_audit.parsers.kubernetes.placeholders import fill
from continuity_audit.parsers.kubernetes.things import CLUSTER_WIDE

_SUBSTITUTE = "kustomize.toolkit.fluxcd.io/substitute"
"""The label or annotation of what Flux fills nothing into where it says ``disabled``."""

_NO_NAMESPACE = CLUSTER_WIDE | {"GatewayClass"}


def wired(resources: Iterable[Resource], applied: Application) -> list[Resource]:
    """The resources of a folder as an object applies them: in its namespace, and with its values for placeholders."""
    return [_named(_substituted_in(_labelled(_in_namespace(r, applied), applied), applied)) for r in resources]


def _labelled(resource: Resource, applied: Application) -> Resource:
    """A resource with the labels and annotations that every object gets."""
    metadata = dict(entries(resource.values.get("metadata")))
    lines, files = {}, {}
    for part, added in applied.metadata.items():
        metadata[part] = {**entries(metadata.get(part)), **entries(added)}
        for key in entries(added):
            said = f"spec.commonMetadata.{part}.{key}"
            lines[f"metadata.{part}.{key}"] = applied.source.line_of(said)
            files[f"metadata.{part}.{key}"] = applied.source.file_of(said)
    if not lines:
        return resource
    return replace(
        resource,
        values={**resource.values, "metadata": metadata},
        lines={**resource.lines, **lines},
        files={**resource.files, **files},
    )


def _in_namespace(resource: Resource, applied: Application) -> Resource:
    metadata = entries(resource.values.get("metadata"))
    if not applied.namespace or text_of(resource.values.get("kind")) in _NO_NAMESPACE:
        return resource
    if metadata.get("namespace") and not applied.forced:
        return resource
    said = "spec.targetNamespace" if applied.forced else "spec.destination.namespace"
    return replace(
        resource,
        values={**resource.values, "metadata": {**metadata, "namespace": applied.namespace}},
        lines={**resource.lines, "metadata.namespace": applied.source.line_of(said)},
        files={**resource.files, "metadata.namespace": applied.source.file_of(said)},
    )


def _substituted_in(resource: Resource, applied: Application) -> Resource:
    if not applied.forced or not applied.variables or _is_left_as_written(resource):
        return resource
    values = {key: _substituted(value, applied) for key, value in resource.values.items()}
    return replace(resource, values=values) if values != resource.values else resource


def _is_left_as_written(resource: Resource) -> bool:
    metadata = entries(resource.values.get("metadata"))
    return any(entries(metadata.get(part)).get(_SUBSTITUTE) == "disabled" for part in ("labels", "annotations"))


def _named(resource: Resource) -> Resource:
    """The resource called as its values have it now."""
    metadata = entries(resource.values.get("metadata"))
    name = name_of(metadata)
    address = address_of(text_of(resource.values.get("kind")), text_of(metadata.get("namespace")), name)
    return resource if address == resource.address else replace(resource, name=name, address=address)


def _substituted(value: Value, applied: Application) -> Value:
    match value:
        case Unknown(key=key) if key.startswith("${"):
            filled = fill(key, applied.worth)
            return scalars.plain(filled.text) if filled.complete else value
        case str() if "$" in value:
            filled = fill(value, applied.worth)
            return scalars.plain(filled.text) if filled.complete and "$" not in filled.text else filled.text
        case Mapping():
            return redaction.mapping({k: redaction.entry(k, _substituted(v, applied)) for k, v in value.items()})
        case tuple():
            return redaction.items([_substituted(inner, applied) for inner in value])
        case _:
            return value


# --- one folder that several objects apply ------------------------------------------------------------------------


def united(several: Sequence[tuple[Application, Sequence[Resource]]]) -> list[Resource]:
    """What several objects make of one folder: each thing once under each address, unknown where they differ."""
    found: dict[tuple[str, str], list[tuple[Application, Resource]]] = {}
    for applied, resources in several:
        for position, resource in enumerate(resources):
            generated = str(position) if resource.name.endswith("*") else ""
            found.setdefault((resource.type, f"{resource.address}#{generated}"), []).append((applied, resource))
    return [_agreed(alike) for alike in found.values()]


def _agreed(alike: Sequence[tuple[Application, Resource]]) -> Resource:
    first = alike[0][1]
    if all(resource.values == first.values for _, resource in alike):
        return first
    causes = frozenset(applied.source.address for applied, _ in alike)
    values = {
        key: _common([r.values.get(key) for _, r in alike], f"{first.address}.{key}", causes)
        for key in dict.fromkeys(key for _, r in alike for key in r.values)
    }
    return replace(first, values=values)


def _common(values: Sequence[Value], path: str, causes: frozenset[str]) -> Value:
    """What several values have in common."""
    first = values[0]
    if all(value == first for value in values):
        return first
    mappings = [value for value in values if isinstance(value, Mapping)]
    if len(mappings) == len(values):
        keys = dict.fromkeys(key for mapping in mappings for key in mapping)
        return {key: _common([m.get(key) for m in mappings], f"{path}.{key}", causes) for key in keys}
    lists = [value for value in values if isinstance(value, tuple)]
    if len(lists) == len(values) and len({len(items) for items in lists}) == 1:
        return tuple(_common(items, f"{path}.{i}", causes) for i, items in enumerate(_columns(lists)))
    return Unknown(causes, f"{path} of {' or '.join(sorted(causes))}")


def _columns(lists: Sequence[tuple[Value, ...]]) -> Iterator[list[Value]]:
    yield from (list(column) for column in zip(*lists, strict=True))
