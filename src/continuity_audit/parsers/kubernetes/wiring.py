"""What Flux and Argo CD say of the folders that they apply: a namespace, and values for placeholders."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.kubernetes import scalars
from continuity_audit.parsers.kubernetes.manifests import address_of
from continuity_audit.parsers.kubernetes.things import CLUSTER_WIDE

APPLICATION: Final = "argoproj.io/Application"
KUSTOMIZATION: Final = "kustomize.toolkit.fluxcd.io/Kustomization"

APPLIERS: Final = (APPLICATION, KUSTOMIZATION)

_VARIABLE = re.compile(r"\$\{([A-Za-z_]\w*)(?::?[-=]([^{}]*))?\}")
_NO_NAMESPACE: Final = CLUSTER_WIDE | {"GatewayClass"}


class Application(Struct, frozen=True):
    """An object that applies a folder, and what it does to what lies there."""

    source: Resource
    path: str
    below: bool
    """Whether folders below it are applied too."""
    namespace: str = ""
    forced: bool = False
    """Whether its namespace replaces that of an object."""
    variables: Mapping[str, Value] = field(default_factory=dict)
    complete: bool = True
    """Whether all the variables are known."""


def applications(resources: Iterable[Resource], folders: frozenset[str]) -> list[Application]:
    """The objects of the tree that apply one of its folders."""
    found = []
    for resource in resources:
        if resource.type == APPLICATION:
            found += list(_of_argo(resource))
        elif resource.type == KUSTOMIZATION:
            found += list(_of_flux(resource))
    return [a for a in found if a.path in folders or any(f.startswith(f"{a.path}/") for f in folders)]


def _of_argo(resource: Resource) -> Iterable[Application]:
    spec = _mapping(resource.values.get("spec"))
    several = spec.get("sources")
    for source in map(_mapping, several if isinstance(several, tuple) else (spec.get("source"),)):
        path = source.get("path")
        if isinstance(path, str) and path.strip("./"):
            namespace = _mapping(spec.get("destination")).get("namespace")
            yield Application(
                resource, posixpath.normpath(path.lstrip("/")),
                below=_mapping(source.get("directory")).get("recurse") is True,
                namespace=namespace if isinstance(namespace, str) else "",
            )  # fmt: skip


def _of_flux(resource: Resource) -> Iterable[Application]:
    spec = _mapping(resource.values.get("spec"))
    path, namespace = spec.get("path"), spec.get("targetNamespace")
    if not isinstance(path, str) or not path.strip("./"):
        return
    build = _mapping(spec.get("postBuild"))
    yield Application(
        resource, posixpath.normpath(path.lstrip("/")), below=True,
        namespace=namespace if isinstance(namespace, str) else "", forced=True,
        variables=_mapping(build.get("substitute")), complete=not build.get("substituteFrom"),
    )  # fmt: skip


def _mapping(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, Mapping) else {}


def wired(resources: Iterable[Resource], folder: str, applied: Iterable[Application]) -> list[Resource]:
    """The resources of a folder as they are applied, where one object applies it, or several that agree do."""
    over = [a for a in applied if a.path == folder or (a.below and folder.startswith(f"{a.path}/"))]
    nearest = max((len(a.path) for a in over), default=0)
    over = [a for a in over if len(a.path) == nearest]
    return [_wired(r, over) for r in resources] if over else list(resources)


def _wired(resource: Resource, over: list[Application]) -> Resource:
    namespaces = {(a.namespace, a.forced) for a in over}
    first = over[0]
    if len(namespaces) == 1 and first.namespace:
        resource = _in_namespace(resource, first)
    if _flux(over) and all(dict(a.variables) == dict(first.variables) for a in over):
        values = {key: _substituted(value, first) for key, value in resource.values.items()}
        resource = replace(resource, values=values) if values != resource.values else resource
    return resource


def _flux(over: list[Application]) -> bool:
    return all(a.forced and a.variables for a in over)


def _in_namespace(resource: Resource, applied: Application) -> Resource:
    metadata = _mapping(resource.values.get("metadata"))
    kind = str(resource.values.get("kind"))
    if kind in _NO_NAMESPACE or (metadata.get("namespace") and not applied.forced):
        return resource
    said = "spec.targetNamespace" if applied.forced else "spec.destination.namespace"
    return replace(
        resource,
        address=address_of(kind, applied.namespace, resource.name),
        values={**resource.values, "metadata": {**metadata, "namespace": applied.namespace}},
        lines={**resource.lines, "metadata.namespace": applied.source.line_of(said)},
        files={**resource.files, "metadata.namespace": applied.source.file_of(said)},
    )


def _substituted(value: Value, applied: Application) -> Value:
    match value:
        case Unknown(key=key) if found := _VARIABLE.fullmatch(key):
            known = _known(found, applied)
            return value if known is None else scalars.plain(known)
        case str() if "${" in value:
            return _VARIABLE.sub(lambda found: _known(found, applied) or found[0], value)
        case Mapping():
            return {key: _substituted(inner, applied) for key, inner in value.items()}
        case tuple():
            return tuple(_substituted(inner, applied) for inner in value)
        case _:
            return value


def _known(found: re.Match[str], applied: Application) -> str | None:
    worth = applied.variables.get(found[1])
    if isinstance(worth, bool):
        return str(worth).lower()
    if worth is not None and not isinstance(worth, Unknown | Mapping | tuple):
        return str(worth)
    return found[2] if applied.complete and worth is None else None
