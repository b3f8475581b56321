"""Manifests that Terraform fills in are passed over: what it makes of them is read with its code."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity_audit.discovery.tree import Skipped
from parsers.kubernetes.trees import readings

JOB = """\
apiVersion: batch/v1
kind: CronJob
metadata: {name: checker, namespace: "${namespace}"}
spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: b}]}}}}}
"""


def code(call: str) -> str:
    return f'resource "kubectl_manifest" "cron" {{\n  yaml_body = {call}\n}}\n'


@pytest.mark.parametrize(
    "call",
    [
        'templatefile("${path.module}/yaml/cron.yaml", { namespace = "x" })',
        'templatefile("./yaml/cron.yaml", {})',
        'replace(templatefile(\n    "${path.module}/../infra/yaml/cron.yaml", {}), "a", "b")',
    ],
)
def test_what_terraform_fills_in_is_passed_over(call: str, tmp_path: Path) -> None:
    found = readings(tmp_path, {"infra/main.tf": code(call), "infra/yaml/cron.yaml": JOB})["infra/yaml"]
    assert found.resources == ()
    reason = "a template that Terraform fills in (infra/main.tf:2)"
    assert found.skipped == (Skipped("infra/yaml/cron.yaml", reason),)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        ('templatefile("${path.module}/yaml/other.yaml", {})', JOB),
        ('templatefile("${path.module}/yaml/${each.value}.yaml", {})', JOB),
        ('file("${path.module}/yaml/cron.yaml")', JOB),
        ('"" # templatefile("${path.module}/yaml/cron.yaml", {})', JOB),
        ('templatefile("${path.module}/yaml/cron.yaml", {})', JOB.replace("${namespace}", "shop")),
    ],
)
def test_what_it_may_not_fill_in_is_a_manifest(call: str, text: str, tmp_path: Path) -> None:
    found = readings(tmp_path, {"infra/main.tf": code(call), "infra/yaml/cron.yaml": text})["infra/yaml"]
    assert [resource.type for resource in found.resources] == ["CronJob"]
    assert found.skipped == ()


def test_a_kustomization_that_lists_it_applies_it(tmp_path: Path) -> None:
    files = {
        "main.tf": code('templatefile("yaml/cron.yaml", {})'), "yaml/cron.yaml": JOB,
        "yaml/kustomization.yaml": "resources: [cron.yaml]\n",
    }  # fmt: skip
    assert [r.address for r in readings(tmp_path, files)["yaml"].resources] == ["CronJob/${namespace}/checker"]
