"""Follows changed names: where one object names another that was renamed, it names it as it is called now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from continuity_audit.parsers.kubernetes.fields import Fields
from continuity_audit.parsers.kubernetes.nodes import Node, at
from continuity_audit.parsers.kubernetes.things import Thing

_IN_PODS: Final = {
    "ConfigMap": (
        "volumes/configMap/name", "volumes/projected/sources/configMap/name",
        *(f"{c}/env/valueFrom/configMapKeyRef/name" for c in ("containers", "initContainers")),
        *(f"{c}/envFrom/configMapRef/name" for c in ("containers", "initContainers")),
    ),
    "Secret": (
        "volumes/secret/secretName", "volumes/projected/sources/secret/name", "imagePullSecrets/name",
        *(f"{c}/env/valueFrom/secretKeyRef/name" for c in ("containers", "initContainers")),
        *(f"{c}/envFrom/secretRef/name" for c in ("containers", "initContainers")),
    ),
    "ServiceAccount": ("serviceAccountName",),
    "PersistentVolumeClaim": ("volumes/persistentVolumeClaim/claimName",),
    "PriorityClass": ("priorityClassName",),
}  # fmt: skip


def follow_names(things: Sequence[Thing], fields: Fields) -> None:
    """Let every reference to a renamed object name it as it is called now."""
    renamed = [t for t in things if any(name != t.name for name, *_ in t.former)]
    if not renamed:
        return
    for referrer in things:
        for kind, name in _references(referrer, fields):
            if isinstance(name.scalar, str) and (target := _target(name.scalar, kind, referrer, things)):
                name.scalar = target.name


def _target(name: str, kind: str, referrer: Thing, things: Sequence[Thing]) -> Thing | None:
    """The one object that was called so, unless one still is; what was renamed alike comes first."""
    of_kind = [t for t in things if t.is_or_was(kind)]
    if any(t.name == name for t in of_kind):
        return None
    found = [t for t in of_kind if any(called == name for called, *_ in t.former)]
    if len(found) > 1:
        change = _change(referrer)
        found = [t for t in found if _change(t) == change] or found
    if len(found) > 1:
        found = [t for t in found if t.namespace == referrer.namespace]
    return found[0] if len(found) == 1 else None


def _change(thing: Thing) -> tuple[str, str]:
    """What was added in front of the name as it was written, and behind it."""
    first = thing.former[0][0] if thing.former else thing.name
    prefix, _, suffix = thing.name.partition(first)
    return prefix, suffix


def _references(referrer: Thing, fields: Fields) -> Iterator[tuple[str, Node]]:
    """The kind and the name in each reference."""
    template = fields.pods.get(referrer.kind)
    if template is not None:
        base = f"{template}/spec/" if template else "spec/"
        for kind, paths in _IN_PODS.items():
            for path in paths:
                yield from ((kind, found) for found in at(referrer.node, f"{base}{path}"))
    for kind, places in fields.names.items():
        for holder, path in places:
            if holder == referrer.kind:
                yield from ((kind, found) for found in at(referrer.node, path))
    if referrer.kind == "HorizontalPodAutoscaler":
        kind = referrer.node.text("spec", "scaleTargetRef", "kind")
        if kind in fields.scaled:
            yield from ((kind, found) for found in at(referrer.node, "spec/scaleTargetRef/name"))
