"""Kubernetes objects that Terraform applies: each is handed on as the object that it is, at its own address.

So what is known of a Deployment counts for ``kubernetes_deployment``, ``kubernetes_manifest`` and ``kubectl_manifest``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.api_groups import type_of
from continuity_audit.estate.index import INDEX
from continuity_audit.estate.model import Provider, Resource
from continuity_audit.estate.open_texts import as_one, read_text
from continuity_audit.estate.parts import causes_of, size_of
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Choice, Reference, Sensitive, Unknown, Value
from continuity_audit.parsers.reading import Missing, Reading, Wanted

_TOLD: Final = pattern(r"^(apiVersion|kind):[ \t]*(\S+)[ \t]*$(?=[\r\n])", re.MULTILINE)
WRITTEN_AS: Final[Mapping[str, tuple[str, ...]]] = {
    "ConfigMap": ("kubernetes_config_map", "kubernetes_config_map_v1"),
    "CronJob": ("kubernetes_cron_job", "kubernetes_cron_job_v1"),
    "DaemonSet": ("kubernetes_daemonset", "kubernetes_daemon_set_v1"),
    "Deployment": ("kubernetes_deployment", "kubernetes_deployment_v1"),
    "HorizontalPodAutoscaler": (
        "kubernetes_horizontal_pod_autoscaler", "kubernetes_horizontal_pod_autoscaler_v1",
        "kubernetes_horizontal_pod_autoscaler_v2", "kubernetes_horizontal_pod_autoscaler_v2beta2",
    ),
    "Namespace": ("kubernetes_namespace", "kubernetes_namespace_v1"),
    "PersistentVolume": ("kubernetes_persistent_volume", "kubernetes_persistent_volume_v1"),
    "PersistentVolumeClaim": ("kubernetes_persistent_volume_claim", "kubernetes_persistent_volume_claim_v1"),
    "Pod": ("kubernetes_pod", "kubernetes_pod_v1"),
    "PodDisruptionBudget": ("kubernetes_pod_disruption_budget", "kubernetes_pod_disruption_budget_v1"),
    "ReplicationController": ("kubernetes_replication_controller", "kubernetes_replication_controller_v1"),
    "Service": ("kubernetes_service", "kubernetes_service_v1"),
    "StatefulSet": ("kubernetes_stateful_set", "kubernetes_stateful_set_v1"),
    "StorageClass": ("kubernetes_storage_class", "kubernetes_storage_class_v1"),
}  # fmt: skip
"""Kinds of objects, with the types that write one as blocks."""

BLOCKS: Final[Mapping[str, str]] = {name: kind for kind, names in WRITTEN_AS.items() for name in names}
"""The types that write an object as blocks, with the kind of the object."""

WHOLE: Final[Mapping[str, str]] = {"kubernetes_manifest": "manifest", "kubectl_manifest": "yaml_body"}
"""The types that hold a whole object, with the argument that does."""

KNOWN_BY_NAME: Final = ("Namespace", "PersistentVolume", "StorageClass")
"""Objects of no namespace: their ``id`` is their name."""

DECISIVE: Final = frozenset({
    "affinity", "containers", "metadata", "nodeAffinity", "nodeSelector", "nodeSets", "persistence",
    "persistentVolumeClaim", "podAffinity", "podAntiAffinity", "requiredDuringSchedulingIgnoredDuringExecution",
    "selector", "spec", "storage", "template", "topologySpreadConstraints", "volumeClaimTemplates", "volumeSpec",
    "volumes",
})  # fmt: skip
"""The parts of an object without which nothing can be said of it: to take an open one for none would be a guess."""

SIZES: Final = ("capacity", "resources")
"""How large something is, be it open: that decides nothing."""

MAX_PARTS: Final = 500_000
"""So many parts of values are handed on as those of objects from one root."""


def with_blocks(wanted: Wanted) -> Wanted:
    """What must be read so that the objects that are wanted are found."""
    if wanted.types is None:
        return wanted
    objects = wanted.types.intersection(BLOCKS.values())
    types = (kind for kind, made in BLOCKS.items() if made in objects or made in KNOWN_BY_NAME)
    return Wanted(wanted.types.union(types, WHOLE), wanted.data) if objects else wanted


def with_objects(reading: Reading, wanted: Wanted) -> Reading:
    """A reading in which what makes a Kubernetes object is that object; who wants all, wants it as it is written."""
    if wanted.types is None or not any(_makes_object(r) for r in (*reading.resources, *(reading.before or ()))):
        return reading
    missing: dict[str, Missing] = {}
    left: Counter[str] = Counter()
    resources = tuple(_objects(reading.resources, wanted, missing, left))
    before = None if reading.before is None else tuple(_objects(reading.before, wanted, {}, Counter()))
    return replace(
        reading,
        resources=resources,
        before=before,
        missing=(*reading.missing, *missing.values()),
        notes={**reading.notes, **{name: one.reason for name, one in missing.items()}},
        passed_over={**reading.passed_over, **left},
    )


def _makes_object(resource: Resource) -> bool:
    return resource.mode == "managed" and (resource.type in BLOCKS or resource.type in WHOLE)


def _objects(
    resources: Iterable[Resource], wanted: Wanted, missing: dict[str, Missing], left: Counter[str]
) -> Iterator[Resource]:
    """The resources, with the objects that are wanted; of the others it is noted what they are or why nobody knows."""
    room = MAX_PARTS
    pairs: list[tuple[Resource, Resource | Missing]] = []
    for resource in resources:
        made = _makes_object(resource)
        room -= size_of(resource.values) if made else 0
        pairs.append((resource, resource if not made else _object_of(resource) if room > 0 else _too_many(resource)))
    names = {r.address: o.name for r, o in pairs if isinstance(o, Resource) and o.type in KNOWN_BY_NAME}
    for resource, found in pairs:
        kind = _begun(resource) if isinstance(found, Missing) else found.type
        if found is not resource and kind and not wanted(kind):
            left[kind] += 1
        elif isinstance(found, Missing):
            missing.setdefault(found.name, found)
        else:
            yield found if found is resource else replace(found, values=_by_name(found.values, names))


def _by_name(value: Mapping[str, Value], names: Mapping[str, str]) -> dict[str, Value]:
    """An object in which the ``id`` of an object of no namespace is its name."""

    def told(inner: Value) -> Value:
        match inner:
            case Mapping():
                return _by_name(inner, names)
            case tuple():
                return tuple(map(told, inner))
            case Unknown(reference=Reference(address=address, attribute="id", root="")):
                return names.get(address, inner)
            case _:
                return inner

    return {key: told(inner) for key, inner in value.items()}


def _object_of(resource: Resource) -> Resource | Missing:
    """The object that a resource stands for, or what of it the code does not hold."""
    from continuity_audit.parsers.kubernetes.manifests import name_of
    from continuity_audit.parsers.terraform.kubernetes_blocks import as_object

    argument = WHOLE.get(resource.type)
    if argument is None:
        kind, references = BLOCKS[resource.type], resource.references
        values, lines = as_object(resource)
    else:
        values = _whole(resource.values.get(argument))
        kind = _kind_of(values)
        if not kind:
            return _not_known(resource, argument, resource.values.get(argument))
        lines = dict.fromkeys(values, resource.line_of(argument))
        references = dict.fromkeys(values, resource.references.get(argument, frozenset()))
    if where := _open(values):
        return _not_known(resource, *where)
    metadata = values.get("metadata")
    return replace(
        resource,
        type=kind,
        name=(name_of(metadata) if isinstance(metadata, Mapping) else "") or resource.name,
        language="kubernetes",
        values=values,
        lines=lines,
        references=references,
        provider=Provider("kubernetes", clusters=resource.provider.clusters),
    )


def _begun(resource: Resource) -> str:
    """The type of an object of which only the beginning is known, where that tells it."""
    value = resource.values.get(WHOLE.get(resource.type, ""))
    if not isinstance(value, Unknown):
        return BLOCKS.get(resource.type, "")
    told = {key: text.strip("\"'") for key, text in _TOLD.findall(value.starts)}
    return _kind_of(told)


def _kind_of(values: Mapping[str, Value]) -> str:
    """The type of a whole object, empty where it does not say it."""
    version, kind = values.get("apiVersion"), values.get("kind")
    return type_of(version, kind) if isinstance(version, str) and isinstance(kind, str) else ""


def _whole(value: Value) -> dict[str, Value]:
    """A whole object, written as one or in a text of YAML; nothing where it is neither."""
    from continuity_audit.parsers.kubernetes import redaction
    from continuity_audit.parsers.kubernetes.documents import CustomTagError, UnreadableError, chunks, read_document

    def read(text: str) -> Value:
        try:
            documents = [read_document(chunk).value for chunk in chunks(text)]
        except (UnreadableError, CustomTagError):
            return None
        return documents[0] if len(documents) == 1 else None

    held = as_one(read_text(value, read))
    return redaction.whole(held) if isinstance(held, Mapping) else {}


def _open(values: Mapping[str, Value], above: str = "") -> tuple[str, Value] | None:
    """The first part of an object that decides and is open, with its path."""
    for key, value in values.items():
        path = f"{above}{key}"
        if key in SIZES:
            continue
        if key in DECISIVE and isinstance(value, Unknown | Choice | Sensitive):
            return path, value
        inner: Iterable[tuple[str, Value]] = [(path, value)]
        if isinstance(value, tuple):
            inner = ((f"{path}.{position}", element) for position, element in enumerate(value))
        for place, part in inner:
            if isinstance(part, Mapping) and (found := _open(part, f"{place}.")):
                return found
            if key in DECISIVE and isinstance(part, Unknown | Choice | Sensitive):
                return place, part
    return None


def _too_many(resource: Resource) -> Missing:
    line = resource.span.line
    why = f"the Kubernetes objects of this root have more than {MAX_PARTS} parts (limit)"
    return Missing(INDEX.sub("", resource.address), resource.span.file, line, why)


def _not_known(resource: Resource, path: str, value: Value) -> Missing:
    causes = sorted(causes_of(value))
    why = f"hangs on {', '.join(causes[:3])}" if causes else "is secret" if isinstance(value, Sensitive) else "is none"
    line = resource.line_of(path.partition(".")[0])
    block = INDEX.sub("", resource.address)
    objects = "this Kubernetes object" if block == resource.address else "these Kubernetes objects"
    return Missing(block, resource.span.file, line, f"the {path} of {objects} {why}")


__all__ = ["BLOCKS", "WRITTEN_AS", "with_blocks", "with_objects"]
