"""Follows changed names: where one object names another that was renamed, it names it as it is called now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

from msgspec import Struct

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


class _Bearers(Struct):
    """Who bears a name, by the kinds that it is of or was of before a patch changed that."""

    now: set[tuple[str, str]]
    """Kinds with the names that are borne now."""
    formerly: dict[tuple[str, str], list[Thing]]
    """Kinds with the names that were borne, each with the objects that bore it."""


def follow_names(things: Sequence[Thing], fields: Fields) -> None:
    """Let every reference to a renamed object name it as it is called now."""
    if not any(name != t.name for t in things for name, *_ in t.former):
        return
    bearers = _bearers(things)
    for referrer in things:
        for kind, name in _references(referrer, fields):
            if isinstance(name.scalar, str) and (target := _target(name.scalar, kind, referrer, bearers)):
                name.scalar = target.name


def _bearers(things: Sequence[Thing]) -> _Bearers:
    found = _Bearers(set(), defaultdict(list))
    for thing in things:
        kinds = {kind for _, _, kind in thing.identities}
        found.now.update((kind, thing.name) for kind in kinds)
        for key in product(kinds, {name for name, *_ in thing.former}):
            found.formerly[key].append(thing)
    return found


def _target(name: str, kind: str, referrer: Thing, bearers: _Bearers) -> Thing | None:
    """The one object that was called so, unless one still is; what was renamed alike comes first."""
    if (kind, name) in bearers.now:
        return None
    found = bearers.formerly.get((kind, name), [])
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
        for pod in at(referrer.node, f"{template}/spec" if template else "spec"):
            for kind, paths in _IN_PODS.items():
                for path in paths:
                    yield from ((kind, found) for found in at(pod, path))
    for kind, places in fields.names.items():
        for holder, path in places:
            if holder == referrer.kind:
                yield from ((kind, found) for found in at(referrer.node, path))
    if referrer.kind == "HorizontalPodAutoscaler":
        kind = referrer.node.text("spec", "scaleTargetRef", "kind")
        if kind in fields.scaled:
            yield from ((kind, found) for found in at(referrer.node, "spec/scaleTargetRef/name"))
