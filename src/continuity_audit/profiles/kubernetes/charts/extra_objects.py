"""Workloads that stand among the values of a chart as whole objects, such as in ``extraObjects`` or ``extraDeploy``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from continuity_audit.estate.documents import entries, mappings
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.charts.part import Part
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.terms import walk

_CLAIM: Final = "persistentVolumeClaim.claimName"
_MEMBERS: Final = ("Deployment", "StatefulSet")
_KINDS: Final = (*_MEMBERS, "DaemonSet", "CronJob")
MAX_OBJECTS: Final = 100
"""So many workloads are told apart; what has more is not written by hand."""


def extra_parts(values: Mapping[str, Value]) -> tuple[Part, ...]:
    """The workloads that the chart makes as its values spell them out, wherever these stand."""
    found: list[Part] = []
    for path, manifest in _objects(values):
        if len(found) < MAX_OBJECTS:
            found += _parts(path, manifest)
    return tuple(found)


def _objects(values: Mapping[str, Value]) -> Iterator[tuple[str, Mapping[str, Value]]]:
    pending: list[tuple[str, Value]] = [("", values)]
    while pending:
        path, value = pending.pop()
        if isinstance(value, Mapping):
            spec = value.get("spec")
            if value.get("apiVersion") and value.get("kind") in _KINDS and isinstance(spec, Mapping):
                yield path, value
                continue
            # What has a dot in its name cannot be told by a path.
            pending += [
                (f"{path}.{key}" if path else key, inner) for key, inner in value.items() if "." not in str(key)
            ]
        elif isinstance(value, tuple):
            pending += [(f"{path}.{i}", inner) for i, inner in enumerate(value)]


def _parts(path: str, manifest: Mapping[str, Value]) -> Iterator[Part]:
    """A workload, and one part more for each claim that its pods mount by name."""
    kind, name = text(manifest.get("kind")), text(walk(manifest, "metadata.name"))
    spec = f"{path}.spec"
    pods = f"{spec}.jobTemplate.spec.template.spec" if kind == "CronJob" else f"{spec}.template.spec"
    workload = Part(
        name=f"{kind} {name} at {path}", replicas=f"{spec}.replicas" if kind in _MEMBERS else "",
        daemon=kind == "DaemonSet", unless=(f"{spec}.suspend",) if kind == "CronJob" else (),
        volume=f"{spec}.volumeClaimTemplates" if kind == "StatefulSet" else "", pods=pods,
        storage_class=f"{spec}.volumeClaimTemplates.0.spec.storageClassName" if kind == "StatefulSet" else "",
    )  # fmt: skip
    yield workload
    held = f"{pods}.volumes"
    for i, volume in mappings(walk(manifest, held.removeprefix(f"{path}."))):
        if walk(entries(volume), _CLAIM):
            claim = f"{held}.{i}.{_CLAIM}"
            yield Part(
                name=f"{workload.name}: claim {i}", replicas=workload.replicas, daemon=workload.daemon,
                unless=workload.unless, volume=claim, claim=claim, pods=pods,
            )  # fmt: skip


__all__ = ["extra_parts"]
