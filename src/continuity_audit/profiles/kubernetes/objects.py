"""How Kubernetes objects find one another: by kind, namespace and name, and by the labels of pods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from continuity_audit.estate.api_groups import type_of
from continuity_audit.estate.documents import elements, entries, mappings
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import as_truth
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value, unknown
from continuity_audit.profiles.kubernetes.clusters import APPLIERS, Clusters
from continuity_audit.profiles.kubernetes.pods import (
    WORKLOADS,
    annotation,
    in_pods,
    namespace_of,
    open_namespace,
    pod_labels,
    text,
)
from continuity_audit.profiles.terms import walk

Found = TypeVar("Found")

SCALERS: Final = {
    "HorizontalPodAutoscaler": ("spec.minReplicas", 1),
    "keda.sh/ScaledObject": ("spec.minReplicaCount", 0),
    "http.keda.sh/HTTPScaledObject": ("spec.replicas.min", 0),
    # https://github.com/kedacore/http-add-on/blob/main/docs/ref/v0.10.0/http_scaled_object.md
}
"""Autoscalers with the attribute that holds their minimum, and its default."""


def starts(scaler: Resource) -> bool:
    """Whether an autoscaler starts what has no pods: Kubernetes' own lets that be, unless it scales to none itself.

    https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#implicit-maintenance-mode-deactivation
    """
    if is_paused(scaler):
        return False
    return scaler.type != "HorizontalPodAutoscaler" or walk(scaler.values, "spec.minReplicas") == 0


PAUSED: Final = "autoscaling.keda.sh/paused-replicas"
"""The annotation of a ScaledObject that holds its workload at a number of pods."""
STOPPED: Final = "autoscaling.keda.sh/paused"
"""The one that leaves its workload at the pods that there are: those that it asks for itself, as far as code says."""


def is_paused(scaler: Resource) -> bool:
    """Whether an autoscaler of KEDA leaves the number of pods alone.

    https://keda.sh/docs/latest/concepts/scaling-deployments/#pausing-autoscaling
    """
    if scaler.type != "keda.sh/ScaledObject" or annotation(scaler.values, PAUSED):
        return False
    return annotation(scaler.values, STOPPED) == "true"


RELEASE_OF_TERRAFORM: Final = "helm_release"
"""A release of Helm by Terraform, which is an object among the others."""


class Objects:
    """The Kubernetes objects of an estate. The bundle (root) that asks wins; another counts where it is sure."""

    def __init__(self, estate: Estate) -> None:
        self._by_type: dict[str, list[Resource]] = defaultdict(list)
        self._memory: dict[Hashable, Any] = {}
        self._by_claim_reference: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        self._by_name: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        self._by_label: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        self._by_namespace: dict[str, list[Resource]] = defaultdict(list)
        self._by_claim: dict[str, list[Resource]] = defaultdict(list)
        self._rollouts: dict[str, list[Resource]] = defaultdict(list)
        for resource in estate.resources:
            if resource.language == "kubernetes" or resource.type == RELEASE_OF_TERRAFORM:
                self._add(resource)
        roots = {resource.root for of_type in self._by_type.values() for resource in of_type}
        self.clusters = Clusters(roots, self.of(*APPLIERS))

    def _add(self, resource: Resource) -> None:
        self._by_type[resource.type].append(resource)
        self._by_name[resource.type, resource.name].append(resource)
        if resource.type == "PersistentVolume":
            reference = walk(resource.values, "spec.claimRef")
            self._by_claim_reference[text(walk(reference, "namespace")), text(walk(reference, "name"))].append(resource)
        if resource.type not in WORKLOADS:
            return
        self._by_namespace[namespace_of(resource)].append(resource)
        for key, value in pod_labels(resource).items():
            self._by_label[key, text(value)].append(resource)
        for claim in dict.fromkeys((*claim_names(resource), *template_names(resource))):
            self._by_claim[claim].append(resource)
        if reference := text(walk(resource.values, "spec.workloadRef.name")):
            self._rollouts[reference].append(resource)

    def find(self, near: Resource, kind: str, name: str, namespace: str | None = None) -> Resource | None:
        """The one object of a type and name, in the namespace of ``near`` unless another is given."""
        own = namespace_of(near) if namespace is None else namespace
        return self.one_of(self.called(kind, name), near, own)

    def called(self, kind: str, name: str) -> Sequence[Resource]:
        """All objects of a type and name, wherever they are."""
        return self._by_name.get((kind, name), ())

    def one_of(self, candidates: Sequence[Resource], near: Resource, namespace: str) -> Resource | None:
        """The one of some objects in a namespace; one that states none counts beside ``near``."""
        exact = [c for c in candidates if namespace_of(c) == namespace]
        if exact:
            return only(self.clusters.nearest(exact, near))
        return only([c for c in candidates if c.root == near.root and not (namespace and namespace_of(c))])

    def nearest(self, near: Resource, *types: str) -> list[Resource]:
        """The objects of some types in the same root, else in the folders nearest to it; none of another cluster."""
        return self._nearest(types, lambda: self.of(*types), near)

    def nearest_such(
        self, near: Resource, what: str, is_one: Callable[[Resource], bool], *types: str
    ) -> list[Resource]:
        """The objects of some types that are something, which ``what`` names, nearest as above."""
        return self._nearest(what, lambda: [resource for resource in self.of(*types) if is_one(resource)], near)

    def _nearest(self, what: Hashable, find: Callable[[], list[Resource]], near: Resource) -> list[Resource]:
        """The nearest of what is found: where its root has some, only these are looked at, for all may be thousands."""
        found = self.remember(("all", what), find)
        by_root = self.remember(("by root", what), lambda: _by_root(found))
        if near.root in by_root:
            return by_root[near.root]
        return self.remember((near.root, what), lambda: self.nearest_of(found, near))

    def nearest_of(self, candidates: Iterable[Resource], near: Resource) -> list[Resource]:
        """Those of some objects in the same root, else in the folders nearest to it; none of another cluster."""
        return self.clusters.nearest(self.clusters.beside(candidates, near), near)

    def of(self, *types: str) -> list[Resource]:
        """The objects of some types."""
        return [resource for kind in types for resource in self._by_type.get(kind, ())]

    def remember(self, key: Hashable, make: Callable[[], Found]) -> Found:
        """What ``make`` finds in this estate, found once."""
        if key not in self._memory:
            self._memory[key] = make()
        found: Found = self._memory[key]
        return found

    def reserved_for(self, claim: str, near: Resource) -> Resource | None:
        """The PersistentVolume that names a claim as its own."""
        return only(self.clusters.nearest(self._by_claim_reference.get((namespace_of(near), claim), ()), near))

    def selected(self, near: Resource, selector: Mapping[str, Value]) -> list[Resource]:
        """The workloads whose pods a label selector matches, in the namespace of ``near``."""
        pairs = [(key, text(value)) for key, value in entries(selector.get("matchLabels")).items()]
        if "matchExpressions" in selector:
            return self._selected(near, selector, pairs)
        key = ("selected", namespace_of(near), near.root, tuple(pairs))  # many select the same
        return self.remember(key, lambda: self._selected(near, selector, pairs))

    def _selected(
        self, near: Resource, selector: Mapping[str, Value], pairs: Sequence[tuple[str, str]]
    ) -> list[Resource]:
        namespace = namespace_of(near)
        lists = [self._by_label.get(pair, []) for pair in pairs] or [self._by_namespace.get(namespace, [])]
        found = [
            workload
            for workload in min(lists, key=len)
            if namespace_of(workload) == namespace and matches(selector, pod_labels(workload))
        ]
        closest = self.clusters.nearest(found, near)
        return closest if len({workload.root for workload in closest}) == 1 else []

    def in_one_namespace(self, one: Resource, other: Resource, alike: Callable[[], Iterable[Resource]]) -> Value:
        """Whether two objects are in one namespace. Where only one states it, what is applied with it decides.

        Both are taken to be in that namespace where all that is ``alike`` to the other in its root is where that is;
        else it is open which of them is meant.
        """
        own, others = namespace_of(one), namespace_of(other)
        if own != others and (causes := open_namespace(one) or open_namespace(other)):
            return as_truth(unknown(*causes, key=f"namespace {own} is {others}"))
        if own == others or (own and others) or one.root != other.root:
            return own == others
        if {namespace_of(r) for r in alike() if r.root == other.root} <= {others}:
            return True
        silent, stated = (other, own) if own else (one, others)
        return as_truth(unknown(f"the namespace of {silent.address}", key=f"namespace of {silent.id} is {stated}"))

    def holding(self, root: str) -> Iterable[Resource]:
        """Of a root, a workload or a claim for each namespace that there are some in."""
        types = (*WORKLOADS, "PersistentVolumeClaim")
        return self.remember(
            ("holding", root),
            lambda: {namespace_of(r): r for t in types for r in self._by_type.get(t, ()) if r.root == root}.values(),
        )

    def bearing(self, claim: str) -> list[Resource]:
        """The claims of a name, and the workloads that mount one of that name."""
        return [*self._by_name.get(("PersistentVolumeClaim", claim), ()), *self._by_mount(claim)]

    def _by_mount(self, claim: str) -> list[Resource]:
        of_member, _, number = claim.rpartition("-")
        of_members = self._by_claim.get(f"{of_member}-", ()) if number.isdigit() else ()
        return [*self._by_claim.get(claim, ()), *of_members]

    def mounting(self, claim: Resource) -> list[Resource]:
        """The workloads that mount a claim and run pods; an Argo Rollout runs those of the one that it names."""
        found = [w for w in self._by_mount(claim.name) if self.find(w, claim.type, claim.name) is claim]
        running = [r for w in found for r in (self.rollouts_of(w) or ([w] if self._runs(w) else []))]
        return list({id(r): r for r in running}.values())

    def _runs(self, workload: Resource) -> bool:
        """Whether it is not off for good: a fixed number of pods, none, or a suspended schedule."""
        if walk(workload.values, "spec.suspend") is True:
            return False
        scalers = (s for kind in SCALERS for s in self._by_type.get(kind, ()))
        started = (s for s in scalers if starts(s))
        return walk(workload.values, "spec.replicas") != 0 or any(self.scaled(s) is workload for s in started)

    def scaled(self, scaler: Resource) -> Resource | None:
        """The workload that an autoscaler targets."""
        return self.find(scaler, *reference_of(walk(scaler.values, "spec.scaleTargetRef")))

    def rollouts_of(self, workload: Resource) -> list[Resource]:
        """The Argo Rollouts that take their pods from a workload."""
        candidates = self._rollouts.get(workload.name, ())
        return [r for r in candidates if self.find(r, *reference_of(walk(r.values, "spec.workloadRef"))) is workload]


_OBJECTS: WeakKeyDictionary[Estate, Objects] = WeakKeyDictionary()


def objects(estate: Estate) -> Objects:
    """The objects of an estate, indexed once."""
    found = _OBJECTS.get(estate)
    if found is None:
        found = _OBJECTS[estate] = Objects(estate)
    return found


def claim_names(workload: Resource) -> Iterator[str]:
    """The claims that the pods of a workload mount by name."""
    for _, volume in mappings(in_pods(workload, "volumes")):
        if name := text(walk(volume, "persistentVolumeClaim.claimName")):
            yield name


def template_names(workload: Resource) -> Iterator[str]:
    """What the names of the claims of a StatefulSet's members begin with; the member's number follows."""
    for _, template in mappings(walk(workload.values, "spec.volumeClaimTemplates")):
        yield f"{text(walk(template, 'metadata.name'))}-{workload.name}-"


def reference_of(value: Value) -> tuple[str, str]:
    """Type and name in a reference such as ``scaleTargetRef``; a kind that is left out is a Deployment."""
    reference = entries(value)
    kind = text(reference.get("kind")) or "Deployment"
    name = text(reference.get("name")) or text(reference.get("deployment"))  # so the add-on of KEDA for HTTP called it
    return type_of(text(reference.get("apiVersion")), kind), name


def _by_root(found: Iterable[Resource]) -> dict[str, list[Resource]]:
    by_root: dict[str, list[Resource]] = defaultdict(list)
    for resource in found:
        by_root[resource.root].append(resource)
    return dict(by_root)


def only(candidates: Sequence[Resource]) -> Resource | None:
    """The one candidate, or none where there are several."""
    return candidates[0] if len(candidates) == 1 else None


def matches(selector: Value, labels: Mapping[str, Value]) -> bool:
    """Whether a label selector matches; one that is left out matches nothing, an empty one everything."""
    if not isinstance(selector, Mapping):
        return False
    wanted = entries(selector.get("matchLabels"))
    if any(key not in labels or text(labels[key]) != text(value) for key, value in wanted.items()):
        return False
    return all(_fulfils(expression, labels) for _, expression in mappings(selector.get("matchExpressions")))


def _fulfils(expression: Mapping[str, Value], labels: Mapping[str, Value]) -> bool:
    key = text(expression.get("key"))
    values = [text(value) for value in elements(expression.get("values"))]
    match expression.get("operator"):
        case "In":
            return key in labels and text(labels[key]) in values
        case "NotIn":
            return key not in labels or text(labels[key]) not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
        case _:
            return False


# --- what folds into a workload -----------------------------------------------------------------------------------


def scaled(scaler: Resource, estate: Estate) -> list[Resource]:
    """The workload that an autoscaler targets."""
    index = objects(estate)

    def find() -> list[Resource]:
        target = index.scaled(scaler)
        return [target] if target else []

    return index.remember((scaled, scaler), find)


def guarded(budget: Resource, estate: Estate) -> list[Resource]:
    """The workloads whose pods a PodDisruptionBudget selects."""
    index, selector = objects(estate), walk(budget.values, "spec.selector")
    if not isinstance(selector, Mapping):
        return []
    return index.remember((guarded, budget), lambda: index.selected(budget, selector))


def served(service: Resource, estate: Estate) -> list[Resource]:
    """The workloads whose pods a Service selects."""
    index, selector = objects(estate), entries(walk(service.values, "spec.selector"))
    if not selector:
        return []
    return index.remember((served, service), lambda: index.selected(service, {"matchLabels": selector}))


def mounting(claim: Resource, estate: Estate) -> list[Resource]:
    """The workloads that mount a claim."""
    index = objects(estate)
    return index.remember((mounting, claim), lambda: index.mounting(claim))


def rolled_out(workload: Resource, estate: Estate) -> list[Resource]:
    """The Argo Rollout that takes its pods from this workload."""
    return objects(estate).rollouts_of(workload)
