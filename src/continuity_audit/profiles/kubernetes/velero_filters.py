"""What Velero leaves out of what a schedule takes: items by a label, files by an annotation, volumes by a policy.

https://velero.io/docs/main/resource-filtering/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from continuity_audit.estate.documents import elements, entries, mappings
from continuity_audit.estate.logic import any_of, as_truth, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value, unknown
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.pods import annotation, pod_labels, template_path, text
from continuity_audit.profiles.kubernetes.release_values import read_yaml
from continuity_audit.profiles.kubernetes.volumes import Volume, class_name, storage_class_of
from continuity_audit.profiles.terms import Context, walk

_EXCLUDED: Final = "velero.io/exclude-from-backup"
_REFUSED: Final = "backup.velero.io/backup-volumes-excludes"
_ASKED: Final = "backup.velero.io/backup-volumes"
_OF_CLAIMS: Final = frozenset({"storageClass", "csi", "nfs"})
"""The conditions of a policy that the code of a claim and its class decides."""


def is_left_out(volume: Volume) -> bool:
    """Whether its claim bears the label that takes it out of every backup."""
    return text(volume.labels.get(_EXCLUDED)) == "true"


def asks_for_files(volume: Volume) -> bool:
    """Whether the pods ask that it is taken file by file. https://velero.io/docs/main/file-system-backup/"""
    return _is_named(volume, _ASKED)


def refuses_files(volume: Volume) -> bool:
    """Whether the pods say that it is not to be taken file by file, or are themselves in no backup."""
    return _is_named(volume, _REFUSED) or text(pod_labels(volume.holder).get(_EXCLUDED)) == "true"


def _is_named(volume: Volume, by: str) -> bool:
    pods = walk(volume.holder.values, template_path(volume.holder).removesuffix("."))
    names = annotation(pods, by).split(",")
    return (volume.called or volume.name) in (name.strip() for name in names)


def passes_policy(schedule: Resource, volume: Volume, context: Context) -> Value:
    """Whether the policy that a schedule names, if any, does not skip a volume; open where it may.

    The first of its entries counts whose conditions all hold. https://velero.io/docs/main/resource-filtering/#resource-policies
    """
    name = text(walk(schedule.values, "spec.template.resourcePolicy.name"))
    if not name:
        return True
    found = objects(context.estate).find(schedule, "ConfigMap", name)
    cause = unknown(f"ConfigMap {name} (volumePolicies)", key=f"policy {name} of {schedule.id} skips {volume.name}")
    if found is None:
        return as_truth(cause)
    may: list[Value] = []
    for policy in _policies(found):
        holds = _holds(entries(policy.get("conditions")), volume, context)
        skips = text(walk(policy, "action.type")) == "skip"
        if holds is not False and skips:
            may.append(True if holds is True else as_truth(cause))
        if holds is True:
            break
    return negate(any_of((lambda m=m: m) for m in may))  # type: ignore[misc]


def _policies(policy: Resource) -> Iterator[Mapping[str, Value]]:
    for held in entries(policy.values.get("data")).values():
        found = read_yaml(held) if isinstance(held, str) else None
        yield from (entry for _, entry in mappings(walk(found, "volumePolicies")))


def _holds(conditions: Mapping[str, Value], volume: Volume, context: Context) -> bool | None:
    """Whether the conditions of an entry hold of a volume; ``None`` where that is told by what is not in its code."""
    storage_class = storage_class_of(volume, context.estate)
    if (wanted := [text(name) for name in elements(conditions.get("storageClass"))]) and (
        (storage_class.name if storage_class else text(class_name(volume))) not in wanted
    ):
        return False
    driver = text(walk(conditions, "csi.driver"))
    if "csi" in conditions and storage_class and driver not in ("", text(storage_class.values.get("provisioner"))):
        return False
    if "nfs" in conditions:
        return volume.source == "nfs" and None
    known = set(conditions) <= _OF_CLAIMS and not ("csi" in conditions and storage_class is None)
    return True if known else None


__all__ = ["asks_for_files", "is_left_out", "passes_policy", "refuses_files"]
