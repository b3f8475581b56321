"""Backups by K8up: https://docs.k8up.io/k8up/references/api-reference.html"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.documents import elements, entries, mappings
from continuity_audit.estate.logic import as_truth, either, if_else
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.copies import Backup
from continuity_audit.profiles.kubernetes.objects import matches, objects, only
from continuity_audit.profiles.kubernetes.places import Keep, Place, object_store
from continuity_audit.profiles.kubernetes.pods import all_containers, annotation, text
from continuity_audit.profiles.kubernetes.release_values import RELEASES, installs, release_of, value
from continuity_audit.profiles.kubernetes.volumes import Volume
from continuity_audit.profiles.terms import Context, walk

SCHEDULES: Final = ("k8up.io/Schedule", "backup.appuio.ch/Schedule")
_ANNOTATION: Final = "k8up.io/backup"
_OPT_IN: Final = "BACKUP_SKIP_WITHOUT_ANNOTATION"
"""The variable by which the operator takes what is annotated alone. https://docs.k8up.io/k8up/how-tos/backup.html"""


def k8up(volume: Volume, context: Context) -> Iterator[Backup]:
    """The schedules of the namespace: they take every claim that is not annotated otherwise, or those selected."""
    index = objects(context.estate)
    for schedule in index.nearest(volume.holder, *SCHEDULES):
        there = index.in_one_namespace(schedule, volume.holder, lambda: index.holding(volume.holder.root))
        if there is False or not walk(schedule.values, "spec.backup.schedule") or not _selects(schedule, volume):
            continue
        backend = walk(schedule.values, "spec.backup.backend") or walk(schedule.values, "spec.backend")
        taken = if_else(there, lambda s=schedule: _takes(volume, s, context), lambda: False)  # type: ignore[misc]
        if taken is not False:
            yield Backup(schedule, "spec.backup.schedule", _restic_place(backend, schedule, context), taken)


def _selects(schedule: Resource, volume: Volume) -> bool:
    selectors = elements(walk(schedule.values, "spec.backup.labelSelectors"))
    return not selectors or any(matches(selector, volume.labels) for selector in selectors)


def _takes(volume: Volume, schedule: Resource, context: Context) -> Value:
    """Whether its annotation lets a claim be taken, or, without one, the operator does."""
    stated = annotation({"metadata": volume.metadata}, _ANNOTATION)
    if stated:
        return stated.lower() not in ("false", "0", "f")
    return if_else(_takes_annotated_alone(schedule, context), lambda: False, lambda: True)


def _takes_annotated_alone(schedule: Resource, context: Context) -> Value:
    """What the one operator in the code is told, or the release that installs it; K8up takes all unless it is."""
    index = objects(context.estate)
    operator = only(index.nearest_such(schedule, "operators of K8up", _is_operator, "Deployment"))
    if operator is not None:
        told = [v.get("value") for c in all_containers(operator) for _, v in mappings(c.get("env")) if _is_it(v)]
        return as_truth(told[-1]) if told else False
    quiet = context.afresh()
    found = index.nearest_such(schedule, "releases of K8up", lambda r: installs(r, "k8up", quiet), *RELEASES)
    release = only(found)
    if release is None:
        return False
    about = quiet.about(release)
    variables = mappings(walk(release_of(about).values, "k8up.envVars"))
    told = [v.get("value") for _, v in variables if _is_it(v)]
    by_value = as_truth(value(about, "k8up.skipWithoutAnnotation", False))
    return either(by_value, lambda: as_truth(told[-1]) if told else False)


def _is_it(variable: Value) -> bool:
    return text(entries(variable).get("name")) == _OPT_IN


def _is_operator(deployment: Resource) -> bool:
    containers = list(all_containers(deployment))
    words = [text(word) for c in containers for part in ("command", "args") for word in elements(c.get(part))]
    return "operator" in words and any("k8up" in text(c.get("image")) for c in containers)


def _restic_place(backend: Value, schedule: Resource, context: Context) -> Place:
    store = entries(walk(backend, "s3"))
    if "local" in entries(backend):
        return Place(Keep.CLUSTER)
    cause = f"{schedule.address} (spec.backend)"
    return object_store(context.about(schedule), text(store.get("bucket")), None, store.get("endpoint"), cause)


__all__ = ["SCHEDULES", "k8up"]
