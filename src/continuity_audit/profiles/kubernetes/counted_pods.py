"""The pods of other workloads that a spread counts as well: where these are in other zones, its own may be in one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from continuity_audit.estate.counts import add, as_count
from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.objects import SCALERS, objects
from continuity_audit.profiles.kubernetes.pods import annotation
from continuity_audit.profiles.terms import walk

_MOST: Final = {
    "HorizontalPodAutoscaler": ("spec.maxReplicas", None),
    "keda.sh/ScaledObject": ("spec.maxReplicaCount", 100),
    # https://keda.sh/docs/latest/reference/scaledobject-spec/#maxreplicacount
    "http.keda.sh/HTTPScaledObject": ("spec.replicas.max", 100),
}
"""Autoscalers with the attribute that holds their maximum, and its default."""

_COUNTS: Final = {"CronJob": "spec.jobTemplate.spec.parallelism", "Pod": ""}
"""Where workloads say how many pods they have, where that is not ``spec.replicas``."""

_WITHOUT_LIMIT: Final = ("DaemonSet", "serving.knative.dev/Service")

BY_ITSELF: Final = ("statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index")
"""Labels that differ from one pod of a workload to the next.

https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#pod-name-label
"""


def counted_of_others(holder: Resource, selector: Value, estate: Estate) -> Value:
    """The most pods of other workloads that a selector of a workload's pods matches; ``None`` where nothing limits it.

    https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/#spread-constraint-definition:
    skew is counted over all pods of the namespace that match.
    """
    index = objects(estate)
    found = index.selected(holder, selector) if isinstance(selector, Mapping) else []
    # Many have the same selector: what it matches is counted once.
    counted = index.remember(("most pods", *map(id, found)), lambda: _counted(found, estate))
    if counted.unlimited - {holder.id}:
        return None
    total: Value = counted.known - counted.of.get(holder.id, 0)
    for name, most in counted.open:
        total = total if name == holder.id else add(total, most)
    return total


class _Counted(Struct, frozen=True):
    """The most pods of some workloads: of those by whose id it is known, all of these, the open ones, those without."""

    of: Mapping[str, int]
    known: int
    open: Sequence[tuple[str, Value]]
    unlimited: frozenset[str]


def _counted(workloads: Iterable[Resource], estate: Estate) -> _Counted:
    of: dict[str, int] = defaultdict(int)
    left_open: list[tuple[str, Value]] = []
    unlimited: set[str] = set()
    for workload in workloads:
        if annotation(workload.values, "helm.sh/hook"):
            continue
        for running in objects(estate).rollouts_of(workload) or [workload]:
            most = _most(running, estate)
            if most is None:
                unlimited.add(workload.id)
            elif isinstance(most, int):
                of[workload.id] += most
            else:
                left_open.append((workload.id, most))
    return _Counted(of, sum(of.values()), left_open, frozenset(unlimited))


def _most(workload: Resource, estate: Estate) -> Value:
    """The most pods that a workload has, by its autoscaler's maximum or its own number; ``None`` without a limit."""
    if workload.type in _WITHOUT_LIMIT:
        return None
    counts = [_count(s, *_MOST[s.type]) for s in _scalers(estate).get(workload.id, ())]
    path = _COUNTS.get(workload.type, "spec.replicas")
    counts = counts or [_count(workload, path, 1) if path else 1]
    return None if None in counts else counts[0]


def _count(resource: Resource, path: str, default: int | None) -> Value:
    found = walk(resource.values, path)
    return default if found is None else as_count(found)


def _scalers(estate: Estate) -> Mapping[str, Sequence[Resource]]:
    """The autoscalers by the id of the workload that each targets."""

    def find() -> Mapping[str, Sequence[Resource]]:
        found: dict[str, list[Resource]] = defaultdict(list)
        for scaler in objects(estate).of(*SCALERS):
            if (target := objects(estate).scaled(scaler)) is not None:
                found[target.id].append(scaler)
        return found

    return objects(estate).remember("scalers by target", find)


__all__ = ["BY_ITSELF", "counted_of_others"]
