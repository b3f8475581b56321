"""What keeps the pods of a workload together: a required affinity to themselves, or to the one pod of another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_audit.estate.counts import add, exceeds
from continuity_audit.estate.documents import elements, mappings
from continuity_audit.estate.logic import any_of, as_truth, both, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.objects import SCALERS, objects
from continuity_audit.profiles.kubernetes.placement import (
    NODE,
    ZONE,
    members,
    of_template,
    pods_holder,
    repels,
    topology,
)
from continuity_audit.profiles.kubernetes.pods import in_pods, namespace_of, pod_labels, spec_path, text
from continuity_audit.profiles.terms import Context, fact

_REQUIRED: Final = "affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution"


@fact("its pods must run together on one node")
@of_template
def kept_together(context: Context) -> Value:
    return _attracted(context, NODE)


@fact("its pods must run together in one zone")
@of_template
def kept_in_one_zone(context: Context) -> Value:
    return _attracted(context, ZONE)


def _attracted(context: Context, keys: tuple[str, ...]) -> Value:
    holder = pods_holder(context)
    terms = [term for _, term in mappings(in_pods(holder, _REQUIRED))]
    if terms:
        context.about(holder).note(f"{spec_path(holder)}.affinity.podAffinity", in_pods(holder, "affinity.podAffinity"))
    return any_of((lambda term=term: _binds(term, keys, holder, context)) for term in terms)  # type: ignore[misc]


def _binds(term: Mapping[str, Value], keys: tuple[str, ...], holder: Resource, context: Context) -> Value:
    """Whether a required affinity leaves one place only: that of the first of the pods, or of the one pod it names."""
    itself = as_truth(repels(term, keys, pod_labels(holder), holder))
    if itself is True:
        return True
    return both(as_truth(topology(term, keys)), lambda: negate(_has_several(term, holder, context)))


def _has_several(term: Mapping[str, Value], holder: Resource, context: Context) -> Value:
    """Whether an affinity is to two pods or more, or to those of every node."""
    selector, namespaces = term.get("labelSelector"), [text(name) for name in elements(term.get("namespaces"))]
    elsewhere = term.get("namespaceSelector") is not None or namespaces not in ([], [namespace_of(holder)])
    known = isinstance(selector, Mapping) and not elsewhere
    found = objects(context.estate).selected(holder, selector) if known and isinstance(selector, Mapping) else []
    if not found:
        return as_truth(_open(holder, "how many pods there are that it wants to be with"))
    if any(workload.type == "DaemonSet" for workload in found):
        return True
    total: Value = 0
    for workload in found:
        total = add(total, _members_of(workload, context))
    return exceeds(total, 1)


def _members_of(workload: Resource, context: Context) -> Value:
    index = objects(context.estate)
    scalers = tuple(s for s in index.of(*SCALERS) if index.scaled(s) is workload)
    return members.value(Context(workload, scalers, context.estate, context.evidence))


def _open(holder: Resource, what: str) -> Unknown:
    return unknown(f"{holder.address} (podAffinity)", key=f"{what}: {holder.id}")
