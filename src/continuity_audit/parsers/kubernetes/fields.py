"""Where objects hold what a kustomization changes in them, as Kustomize knows it, and as a configuration teaches it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from continuity_audit.estate.patterns import pattern
from continuity_audit.parsers.kubernetes.things import POD_SPECS

_SCALED: Final = ("Deployment", "ReplicationController", "ReplicaSet", "StatefulSet")
_WORKLOADS: Final = ("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet")
_TERMS: Final = tuple(
    f"spec/template/spec/affinity/{kind}/{rule}/labelSelector/matchLabels"
    for kind in ("podAffinity", "podAntiAffinity")
    for rule in (
        "preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm",
        "requiredDuringSchedulingIgnoredDuringExecution",
    )
)
_SPREAD: Final = "spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels"


class Fields(Struct, frozen=True):
    """Paths by kind."""

    pods: Mapping[str, str]
    """The template of the pods that it runs."""
    scaled: tuple[str, ...]
    """The kinds with a number of members at ``spec/replicas``; an autoscaler is followed to those, too."""
    selectors: Mapping[str, tuple[str, ...]]
    """The selectors that labels with selectors are added to, made where they are left out."""
    written_selectors: Mapping[str, tuple[str, ...]]
    """Those that they are added to only where they are written."""
    names: Mapping[str, tuple[tuple[str, str], ...]]
    """By kind of what is named: the kinds that name one, and where; what pods name is known besides."""
    merged: tuple[str, ...] = ()
    """The groups of further kinds whose lists are merged as those of built-in kinds are."""


BUILT_IN: Final = Fields(
    POD_SPECS,
    _SCALED,
    {
        "Service": ("spec/selector",),
        "ReplicationController": ("spec/selector",),
        **dict.fromkeys(_WORKLOADS, ("spec/selector/matchLabels",)),
    },
    {
        "Deployment": (*_TERMS, _SPREAD), "StatefulSet": (*_TERMS, _SPREAD),
        "Job": ("spec/selector/matchLabels",), "CronJob": ("spec/jobTemplate/spec/selector/matchLabels",),
        "PodDisruptionBudget": ("spec/selector/matchLabels",), "NetworkPolicy": ("spec/podSelector/matchLabels",),
    },
    {
        "Service": (("StatefulSet", "spec/serviceName"),),
        "PersistentVolume": (("PersistentVolumeClaim", "spec/volumeName"),),
        "StorageClass": (
            ("PersistentVolumeClaim", "spec/storageClassName"), ("PersistentVolume", "spec/storageClassName"),
            ("StatefulSet", "spec/volumeClaimTemplates/spec/storageClassName"),
        ),
    },
)  # fmt: skip
"""What Kustomize knows by itself."""

WITH_ROLLOUTS: Final = Fields(
    {**BUILT_IN.pods, "Rollout": "spec/template"},
    (*BUILT_IN.scaled, "Rollout"),
    {**BUILT_IN.selectors, "Rollout": ("spec/selector/matchLabels",)},
    {**BUILT_IN.written_selectors, "Rollout": _TERMS},
    {**BUILT_IN.names, "Deployment": (("Rollout", "spec/workloadRef/name"),)},
)
"""The same with Rollouts, as far as an audit looks at them: the configuration that Argo Rollouts publishes."""

_OF_ARGO_ROLLOUTS: Final = pattern(
    r"https://(?:argoproj\.github\.io/argo-rollouts"
    r"|raw\.githubusercontent\.com/argoproj/argo-rollouts/(?:refs/heads/)?master/docs)"
    r"/features/kustomize/rollout-transform(?:-kustomize-v5)?\.yaml"
)


def teaches_rollouts(configuration: str) -> bool:
    """Whether a configuration is the one that Argo Rollouts publishes: https://argoproj.github.io/argo-rollouts/features/kustomize/"""
    return _OF_ARGO_ROLLOUTS.fullmatch(configuration) is not None


_ARGO_SCHEMA: Final = pattern(
    r"https://(?:raw\.githubusercontent\.com/(?:argoproj|zachaller)/argo-schema-generator/[^/]+"
    r"|github\.com/(?:argoproj|zachaller)/argo-schema-generator/raw/[^/]+)"
    r"/schema/argo_all_k8s_kustomize_schema\.json"
)


def groups_of_schema(schema: str) -> tuple[str, ...]:
    """The groups whose kinds a schema describes that is kept elsewhere: https://github.com/argoproj/argo-schema-generator"""
    return ("argoproj.io",) if _ARGO_SCHEMA.fullmatch(schema) else ()
