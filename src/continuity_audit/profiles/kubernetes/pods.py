"""The pods that a workload runs: where its template stands, their labels, and the environment of their containers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from continuity_audit.estate.documents import entries, mappings
from continuity_audit.estate.model import Resource
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import MARK, with_stars
from continuity_audit.estate.values import Sensitive, Unknown, Value
from continuity_audit.profiles.terms import walk

WORKLOADS: Final = (
    "Deployment", "StatefulSet", "DaemonSet", "CronJob", "ReplicaSet", "ReplicationController", "Pod",
    "argoproj.io/Rollout", "apps.openshift.io/DeploymentConfig", "serving.knative.dev/Service",
)  # fmt: skip
"""The types that run pods of their own."""

_PLACEHOLDER: Final = pattern(r"\$\{(?:[^{}]|\{[^{}]*\})*\}")
"""What is filled into a text before it is applied."""

_TARGETS: Final = {
    "helm.toolkit.fluxcd.io/HelmRelease": "spec.targetNamespace",
    "argoproj.io/Application": "spec.destination.namespace",
    "helm_release": "namespace",
}
_TEMPLATES: Final = {"Pod": "", "CronJob": "spec.jobTemplate.spec.template."}


def template_path(resource: Resource) -> str:
    """The dotted path before ``spec`` and ``metadata`` of the pods, with its last dot."""
    return _TEMPLATES.get(resource.type, "spec.template.")


def spec_path(resource: Resource) -> str:
    """The dotted path of the pods' spec."""
    return f"{template_path(resource)}spec"


def in_pods(resource: Resource, path: str) -> Value:
    """A value in the pods' spec."""
    return walk(resource.values, f"{spec_path(resource)}.{path}")


def namespace_of(resource: Resource) -> str:
    """The namespace that an object states, empty where it states none; of a release, the one that it installs into."""
    return text(_namespace(resource))


def _namespace(resource: Resource) -> Value:
    target = _TARGETS.get(resource.type)
    return (target and walk(resource.values, target)) or walk(resource.values, "metadata.namespace")


def open_namespace(resource: Resource) -> tuple[str, ...]:
    """What the namespace that an object states hangs on, where code does not hold it."""
    found = filled(_namespace(resource))
    return tuple(sorted(found.causes)) if isinstance(found, Unknown) else ()


def labels_of(resource: Resource) -> Mapping[str, Value]:
    """The labels of an object."""
    return entries(walk(resource.values, "metadata.labels"))


def pod_labels(resource: Resource) -> Mapping[str, Value]:
    """The labels of the pods."""
    return entries(walk(resource.values, f"{template_path(resource)}metadata.labels"))


def annotation(values: Value, name: str) -> str:
    """An annotation of an object (or pod template), empty where it is left out."""
    return text(entries(walk(values, "metadata.annotations")).get(name))


def text(value: Value) -> str:
    """A scalar as text, a placeholder as it is written; empty where there is none."""
    if isinstance(value, Unknown):
        return value.key
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None or isinstance(value, Sensitive | Mapping | tuple) else str(value)


def shown(value: Value) -> str:
    """A scalar as text to be read, with a star for each part that is open of one that is put together."""
    return with_stars(value) if isinstance(value, Unknown) and value.text else text(value)


def filled(value: Value) -> Value:
    """A value; unknown where it is a text with placeholders that nothing in the code fills in."""
    if not isinstance(value, str) or not (names := _PLACEHOLDER.findall(value)):
        return value
    return Unknown(frozenset(names), value, text=_PLACEHOLDER.sub(lambda found: f"{MARK}{found[0]}{MARK}", value))


def all_containers(resource: Resource) -> Iterator[Mapping[str, Value]]:
    """The containers that serve, and those before them, without which no pod starts again."""
    return (c for part in ("containers", "initContainers") for _, c in mappings(in_pods(resource, part)))
