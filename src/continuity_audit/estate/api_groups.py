"""What the audit calls the type of a Kubernetes object: by its kind, and by its API group where that is another's."""

from __future__ import annotations

from typing import Final

CORE_GROUPS: Final = frozenset({
    "", "apps", "autoscaling", "batch", "extensions", "policy",
    "networking.k8s.io", "rbac.authorization.k8s.io", "storage.k8s.io",
})  # fmt: skip
"""API groups whose kinds are named without the group."""


def group_of(version: str) -> str:
    """The group in an ``apiVersion``, empty for the first one of Kubernetes: that of ``v1``."""
    return version.rpartition("/")[0]


def type_of(version: str, kind: str) -> str:
    """The type that an ``apiVersion`` and a kind name: ``Deployment``, ``argoproj.io/Rollout``."""
    group = group_of(version)
    return kind if group in CORE_GROUPS else f"{group}/{kind}"
