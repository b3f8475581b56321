"""What a kustomization does to all its objects: namespace, names, labels, annotations, images and replicas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from continuity_audit.parsers.kubernetes.fields import Fields
from continuity_audit.parsers.kubernetes.nodes import Node, at, leaf
from continuity_audit.parsers.kubernetes.things import CLUSTER_WIDE, Thing

_NEVER_RENAMED: Final = ("CustomResourceDefinition", "APIService", "Namespace")


def set_namespace(things: Sequence[Thing], namespace: Node, *, stated_too: bool = True) -> None:
    """Put every object that stands in a namespace into this one, or only those that state none."""
    for thing in things:
        if thing.namespace and not stated_too:
            continue
        if thing.kind == "Namespace" and thing.group == "":
            thing.remember()
            thing.node.need("metadata").entries["name"] = leaf(namespace, namespace.scalar)  # type: ignore[index]
        elif thing.kind not in CLUSTER_WIDE:
            thing.remember()
            thing.node.need("metadata").entries["namespace"] = leaf(namespace, namespace.scalar)  # type: ignore[index]
    _bind(things, namespace)


def _bind(things: Sequence[Thing], namespace: Node) -> None:
    """Put the service accounts that role bindings name there too, where they are among the objects."""
    accounts = {name for t in things if t.kind == "ServiceAccount" for name, _ in t.called} | {"default"}
    for thing in things:
        for subject in thing.node.listed("subjects") if thing.kind in ("RoleBinding", "ClusterRoleBinding") else ():
            if subject.text("kind") == "ServiceAccount" and subject.text("name") in accounts:
                subject.need().entries["namespace"] = leaf(namespace, namespace.scalar)  # type: ignore[index]


def rename(things: Iterable[Thing], prefix: str, suffix: str) -> None:
    """Add to the names."""
    for thing in things:
        if thing.kind in _NEVER_RENAMED:
            continue
        if (name := thing.node.get("metadata", "name")) is not None:
            thing.remember()
            name.scalar = f"{prefix}{thing.name}{suffix}"


def add_labels(
    things: Iterable[Thing], pairs: Node, fields: Fields, *, selectors: bool, templates: bool
) -> None:  # fmt: skip
    """Add labels to the objects, and where asked to the selectors and to the pods."""
    for thing in things:
        _put(thing.node.need("metadata", "labels"), pairs)
        if selectors:
            for path in fields.selectors.get(thing.kind, ()):
                _put(thing.node.need(*path.split("/")), pairs)
            for path in fields.written_selectors.get(thing.kind, ()):
                for found in at(thing.node, path):
                    _put(found, pairs)
        if selectors or templates:
            for claim in thing.node.listed("spec", "volumeClaimTemplates") if thing.kind == "StatefulSet" else ():
                _put(claim.need("metadata", "labels"), pairs)
            _into_pods(thing, "labels", pairs, fields)


def add_labels_at(things: Iterable[Thing], pairs: Node, field: Node) -> None:
    """Add labels at a path of the kinds that a field of ``labels`` is for, made there where it says so."""
    path = field.text("path")
    for thing in things:
        meant = all(field.text(key) in ("", own) for key, own in (("kind", thing.kind), ("group", thing.group)))
        if not meant or not path:
            continue
        if field.text("create") == "true" and "[]" not in path and not any(at(thing.node, path)):
            thing.node.need(*path.split("/"))
        for found in at(thing.node, path):
            _put(found, pairs)


def add_annotations(things: Iterable[Thing], pairs: Node, fields: Fields) -> None:
    """Add annotations to the objects and to their pods."""
    for thing in things:
        _put(thing.node.need("metadata", "annotations"), pairs)
        _into_pods(thing, "annotations", pairs, fields)


def _into_pods(thing: Thing, part: str, pairs: Node, fields: Fields) -> None:
    template = fields.pods.get(thing.kind, "")
    if thing.kind == "CronJob":
        _put(thing.node.need("spec", "jobTemplate", "metadata", part), pairs)
    if template:
        _put(thing.node.need(*template.split("/"), "metadata", part), pairs)


def _put(into: Node, pairs: Node) -> None:
    if into.entries is None:
        into.scalar, into.items, into.entries = None, None, {}
    for key, value in (pairs.entries or {}).items():
        into.entries[key] = leaf(value, value.scalar)


def set_replicas(things: Iterable[Thing], name: str, count: Node, fields: Fields) -> bool:
    """Set the number of members of the workloads of a name; false where there is none."""
    found = False
    for thing in things:
        if thing.kind in fields.scaled and any(name == called for called, _ in thing.called):
            thing.node.need("spec").entries["replicas"] = leaf(count, count.scalar)  # type: ignore[index]
            found = True
    return found


def set_image(things: Iterable[Thing], image: Node) -> None:
    """Change the name, tag or digest of an image wherever containers run it."""
    for thing in things:
        for container in _containers(thing.node):
            current = container.get("image")
            if current is None or not isinstance(current.scalar, str):
                continue
            name, tag = _split(current.scalar)
            if image.text("name") in (name, current.scalar):
                container.entries["image"] = leaf(image, _changed(name, tag, image))  # type: ignore[index]


def _containers(node: Node) -> Iterator[Node]:
    if node.items is not None:
        for item in node.items:
            yield from _containers(item)
    for key, inner in (node.entries or {}).items():
        if key in ("containers", "initContainers"):
            yield from (c for c in inner.items or () if c.entries is not None)
        else:
            yield from _containers(inner)


def _split(image: str) -> tuple[str, str]:
    """The name, and the tag or digest with what leads it."""
    name, at_sign, digest = image.partition("@")
    head, colon, tag = name.rpartition(":")
    if at_sign:
        return (head if colon and "/" not in tag else name), f"@{digest}"
    return (head, f":{tag}") if colon and "/" not in tag else (image, "")


def _changed(name: str, tag: str, image: Node) -> str:
    if digest := image.text("digest"):
        tag = f"@{digest}"
    elif new := image.text("newTag"):
        tag = f":{new}"
    return f"{image.text('newName') or name}{tag}"
