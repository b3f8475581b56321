"""Releases that Kustomize renders: judged as those of Flux and Argo CD, by their values and the chart's defaults."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from continuity_audit.estate.model import Scenario
from continuity_audit.pipeline.audit import run
from continuity_audit.pipeline.request import Request

CHART = """\
namespace: shop
helmCharts:
- name: ingress-nginx
  repo: https://kubernetes.github.io/ingress-nginx
  version: 4.11.0
  releaseName: ingress
  %s
"""
INGRESS = "HelmChartInflationGenerator/shop/ingress"


def judged(base: Path, files: Mapping[str, str], address: str) -> dict[str, str]:
    """What a component is judged to be, by scenario."""
    for name, text in files.items():
        (base / name).parent.mkdir(parents=True, exist_ok=True)
        (base / name).write_text(text, "utf-8")
    found = {c.component.address: c.component for c in run(Request(paths=(base,))).assessment.components}
    return {
        scenario.value: f"{verdict.outcome.value}({', '.join(sorted(verdict.unknown))})" if verdict.unknown
        else f"{verdict.outcome.value}/{verdict.by}" if verdict.by else verdict.outcome.value
        for scenario, verdict in found[address].outcomes.items()
    }  # fmt: skip


@pytest.mark.parametrize(("values", "more", "instance"), [
    ("valuesInline: {controller: {replicaCount: 2}}", "", "continues/members"),
    ("valuesInline: {}", "", "recovers/restart"),
    ("valuesFile: gone.yaml", "", "unknown(values file gone.yaml)"),
    ("valuesInline: {controller: {replicaCount: 2}}", "replicas: [{name: ingress-controller, count: 1}]\n",
     f"unknown({INGRESS} (patches))"),
    ("valuesInline: {controller: {replicaCount: 2}}", "commonLabels: {team: shop}\n", "continues/members"),
])  # fmt: skip
def test_values_and_patches_decide(values: str, more: str, instance: str, tmp_path: Path) -> None:
    files = {"app/kustomization.yaml": CHART % values + more}
    assert judged(tmp_path, files, INGRESS)["instance"] == instance


def test_a_chart_that_is_not_known_is_open(tmp_path: Path) -> None:
    files = {"app/kustomization.yaml": (CHART % "includeCRDs: true").replace("ingress-nginx", "shop")}
    assert judged(tmp_path, files, INGRESS) == dict.fromkeys([s.value for s in Scenario], "unknown(chart shop)")


@pytest.mark.parametrize(("host", "data", "account"), [
    ("http://minio.minio.svc:9000", "recovers/restore", "lost"),
    ("https://s3.eu-west-1.amazonaws.com", "recovers/restore", "recovers/restore"),
])  # fmt: skip
def test_velero_keeps_backups_where_its_values_say(host: str, data: str, account: str, tmp_path: Path) -> None:
    files = {
        "velero/kustomization.yaml": f"""\
namespace: velero
helmCharts:
- name: velero
  repo: https://vmware-tanzu.github.io/helm-charts
  version: 8.0.0
  releaseName: velero
  valuesInline:
    configuration:
      defaultVolumesToFsBackup: true
      backupStorageLocation:
      - {{name: main, provider: aws, default: true, bucket: b, config: {{region: eu-west-1, s3Url: {host}}}}}
    schedules: {{daily: {{schedule: "0 3 * * *"}}}}
""",
        "shop/db.yaml": """\
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: db, volumeMounts: [{name: data, mountPath: /data}]}]}
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
""",
    }
    found = judged(tmp_path, files, "StatefulSet/shop/db")
    assert (found["data"], found["account"]) == (data, account)
