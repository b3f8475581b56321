"""What a release of a chart says of backups and operators, wherever it lies: by Flux, or by Terraform."""

from __future__ import annotations

import pytest

from profiles.audit_text import outcomes as of_terraform
from profiles.kubernetes.reading import components, outcomes
from profiles.kubernetes.test_operators import custom, zalando_chart, zalando_map
from profiles.kubernetes.test_storage import release_of_velero, stateful

SET = """
resource "kubernetes_stateful_set_v1" "db" {
  metadata {
    name      = "db"
    namespace = "shop"
  }
  spec {
    template {
      metadata {
        labels = { app = "db" }
      }
      spec {
        container {
          name  = "db"
          image = "db"
        }
      }
    }
    volume_claim_template {
      metadata {
        name = "data"
      }
      spec {
        access_modes = ["ReadWriteOnce"]
      }
    }
  }
}
"""

VELERO = """
resource "helm_release" "velero" {
  name       = "velero"
  chart      = "velero"
  repository = "https://vmware-tanzu.github.io/helm-charts"
  namespace  = "velero"
  %s
}
"""
VALUES = """
  values = [yamlencode({
    schedules     = { daily = { schedule = "0 1 * * *", template = { includedNamespaces = ["shop"] } } }
    configuration = { backupStorageLocation = [{ bucket = "backups" }], defaultSnapshotMoveData = true }
  })]
"""


def test_velero_by_terraform() -> None:
    assert of_terraform(SET + VELERO % VALUES)["kubernetes_stateful_set_v1.db"]["data"] == "recovers/restore"
    assert of_terraform(SET + VELERO % "")["kubernetes_stateful_set_v1.db"]["data"] == "lost"
    elsewhere = VALUES.replace('["shop"]', '["other"]')
    assert of_terraform(SET + VELERO % elsewhere)["kubernetes_stateful_set_v1.db"]["data"] == "lost"


ZALANDO = """
resource "kubernetes_manifest" "db" {
  manifest = {
    apiVersion = "acid.zalan.do/v1"
    kind       = "postgresql"
    metadata   = { name = "main", namespace = "shop" }
    spec       = { numberOfInstances = 2 }
  }
}
resource "helm_release" "operator" {
  name  = "postgres-operator"
  chart = "postgres-operator"
  set {
    name  = "configAwsOrGcp.wal_s3_bucket"
    value = %s
  }
}
variable "bucket" {}
"""


@pytest.mark.parametrize(
    ("bucket", "data"), [('"wal"', "recovers/restore"), ('""', "lost"), ("var.bucket", "unknown(var.bucket)")]
)
def test_zalandos_operator_by_terraform(bucket: str, data: str) -> None:
    assert of_terraform(ZALANDO % bucket)["kubernetes_manifest.db"]["data"] == data


RELEASE = release_of_velero("schedules: {daily: {schedule: 0 1 * * *}}").replace("velero", "other")


def test_a_chart_counts_from_beyond_releases_of_others() -> None:
    files = {
        "apps/shop/db.yaml": stateful() + RELEASE,
        "infrastructure/velero/release.yaml": release_of_velero("schedules: {daily: {schedule: 0 1 * * *}}"),
    }
    assert outcomes(components(files)["StatefulSet/shop/db"])[0] == "r restore"


@pytest.mark.parametrize(
    "operator", [zalando_chart("configAwsOrGcp: {wal_s3_bucket: wal}"), zalando_map("wal_s3_bucket: wal")]
)
def test_an_operator_counts_from_beyond_releases_of_others(operator: str) -> None:
    deployment = stateful().replace("StatefulSet", "Deployment")
    files = {
        "apps/shop/db.yaml": custom("acid.zalan.do/v1", "postgresql", "{numberOfInstances: 2}") + RELEASE + deployment,
        "infrastructure/operator.yaml": operator,
    }
    assert outcomes(components(files)["postgresql/shop/main"])[0] == "r restore"
