"""What the audit calls the type of an object: one notion for the reader, for Terraform's objects and for references."""

from __future__ import annotations

import pytest

from continuity_audit.estate.api_groups import group_of, type_of


@pytest.mark.parametrize(
    ("version", "kind", "group", "called"),
    [
        ("v1", "Service", "", "Service"),
        ("apps/v1", "Deployment", "apps", "Deployment"),
        ("storage.k8s.io/v1", "StorageClass", "storage.k8s.io", "StorageClass"),
        ("networking.k8s.io/v1", "Ingress", "networking.k8s.io", "Ingress"),
        ("rbac.authorization.k8s.io/v1", "Role", "rbac.authorization.k8s.io", "Role"),
        ("argoproj.io/v1alpha1", "Rollout", "argoproj.io", "argoproj.io/Rollout"),
        ("networking.istio.io/v1", "Gateway", "networking.istio.io", "networking.istio.io/Gateway"),
    ],
)  # fmt: skip
def test_a_type_bears_the_group_of_others_only(version: str, kind: str, group: str, called: str) -> None:
    assert (group_of(version), type_of(version, kind)) == (group, called)
