"""Manifests that Terraform applies are judged there, and once."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity_audit.discovery.tree import Skipped
from continuity_audit.pipeline.audit import Request, run

OBJECT = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: %s
  namespace: shop
spec:
  replicas: 2
  template:
    spec:
      containers:
        - name: web
          image: web:1
"""
ONE = 'resource "kubectl_manifest" "web" {\n  yaml_body = file("${path.module}/k8s/web.yaml")\n}\n'
EACH = """resource "kubernetes_manifest" "all" {
  for_each = fileset("${path.module}/k8s", "*.yaml")
  manifest = yamldecode(file("${path.module}/k8s/${each.value}"))
}
"""


def audited(folder: Path, files: dict[str, str]) -> tuple[list[str], list[Skipped]]:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    audit = run(Request(paths=(folder,)))
    return sorted(one.component.id for one in audit.assessment.components), list(audit.read.skipped)


def told(name: str, root: str = "infra") -> Skipped:
    return Skipped(name, f"applied by the Terraform in {root}, and judged there")


@pytest.mark.parametrize(("code", "components", "skipped"), [
    (ONE, ["infra/k8s::Deployment/shop/api", "infra::kubectl_manifest.web"], ["web"]),
    (EACH, ['infra::kubernetes_manifest.all["api.yaml"]', 'infra::kubernetes_manifest.all["web.yaml"]'],
     ["api", "web"]),
    ('locals {\n  text = file("${path.module}/k8s/web.yaml")\n}\n',
     ["infra/k8s::Deployment/shop/api", "infra/k8s::Deployment/shop/web"], []),
])  # fmt: skip
def test_manifests_that_terraform_applies_are_judged_once(
    code: str, components: list[str], skipped: list[str], tmp_path: Path
) -> None:
    files = {f"infra/k8s/{name}.yaml": OBJECT % name for name in ("web", "api")}
    assert audited(tmp_path, {"infra/main.tf": code, **files}) == (
        components,
        [told(f"infra/k8s/{name}.yaml") for name in skipped],
    )


def test_a_module_reads_them_too_and_the_same_object_of_another_file_stays(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "apps" {\n  source = "./apps"\n}\n',
        "apps/main.tf": ONE,
        "apps/k8s/web.yaml": OBJECT % "web",
        "other/web.yaml": OBJECT % "web",
    }
    assert audited(tmp_path, files) == (
        [".::module.apps.kubectl_manifest.web", "other::Deployment/shop/web"],
        [told("apps/k8s/web.yaml", ".")],
    )


def test_what_a_kustomization_lists_is_applied_by_that(tmp_path: Path) -> None:
    files = {
        "infra/main.tf": ONE,
        "infra/k8s/web.yaml": OBJECT % "web",
        "infra/k8s/kustomization.yaml": "resources:\n- web.yaml\n",
    }
    assert audited(tmp_path, files) == (["infra/k8s::Deployment/shop/web", "infra::kubectl_manifest.web"], [])


def test_a_unit_of_terragrunt_reads_them_where_its_code_is(tmp_path: Path) -> None:
    files = {
        "live/apps/terragrunt.hcl": 'terraform {\n  source = "../../modules//apps"\n}\n',
        "modules/apps/main.tf": ONE,
        "modules/apps/k8s/web.yaml": OBJECT % "web",
    }
    assert audited(tmp_path, files) == (
        ["live/apps::kubectl_manifest.web"],
        [told("modules/apps/k8s/web.yaml", "live/apps")],
    )
