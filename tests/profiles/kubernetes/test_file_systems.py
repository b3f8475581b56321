"""Volumes that lie on a file system of Amazon EFS which the same code makes: what is on them is the file system's."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components, outcomes, said

FILE_SYSTEM = """
resource "aws_efs_file_system" "files" {
  %s
}

resource "aws_efs_access_point" "files" {
  file_system_id = aws_efs_file_system.files.id
}
"""
CLASS = """
resource "kubernetes_storage_class_v1" "files" {
  metadata {
    name = "files"
  }
  storage_provisioner = "efs.csi.aws.com"
  parameters = {
    provisioningMode = "efs-ap"
    fileSystemId     = %s
  }
}
"""
VOLUME = """
resource "kubernetes_persistent_volume_v1" "files" {
  metadata {
    name = "files"
  }
  spec {
    capacity           = { storage = "5Gi" }
    access_modes       = ["ReadWriteMany"]
    storage_class_name = "files"
    persistent_volume_source {
      csi {
        driver        = "efs.csi.aws.com"
        volume_handle = %s
      }
    }
  }
}
"""
CLAIM = """
resource "kubernetes_persistent_volume_claim_v1" "files" {
  metadata {
    name      = "files"
    namespace = "shop"
  }
  spec {
    access_modes       = ["ReadWriteMany"]
    storage_class_name = "files"
    %s
    resources {
      requests = { storage = "5Gi" }
    }
  }
}
"""
BOUND = CLAIM % "volume_name = kubernetes_persistent_volume_v1.files.metadata[0].name"
WEB = """
resource "kubernetes_deployment_v1" "web" {
  metadata {
    name      = "web"
    namespace = "shop"
  }
  spec {
    replicas = 2
    selector {
      match_labels = { app = "web" }
    }
    template {
      metadata {
        labels = { app = "web" }
      }
      spec {
        container {
          name  = "web"
          image = "web:1"
        }
        volume {
          name = "files"
          persistent_volume_claim {
            claim_name = "files"
          }
        }
      }
    }
  }
}
"""
LYING_ON_IT = [
    CLASS % "aws_efs_file_system.files.id" + CLAIM % "",
    VOLUME % "aws_efs_file_system.files.id" + BOUND,
    VOLUME % '"${aws_efs_file_system.files.id}::${aws_efs_access_point.files.id}"' + BOUND,
    VOLUME % "aws_efs_access_point.files.id" + BOUND,
]


@pytest.mark.parametrize("volumes", LYING_ON_IT)
def test_a_workload_needs_the_file_system_and_holds_nothing_itself(volumes: str) -> None:
    found = components(FILE_SYSTEM % "" + volumes + WEB)
    assert sorted(found) == ["aws_efs_file_system.files", "kubernetes_deployment_v1.web"]
    web = found["kubernetes_deployment_v1.web"]
    assert web.needs == (".::aws_efs_file_system.files",)
    assert {s.value: said(web.outcomes[s]) for s in Scenario} == {
        "data": "continues",
        "instance": "continues/members",
        "zone": "recovers/restart",
        "region": "recovers/redeploy",
        "account": "recovers/redeploy",
    }


@pytest.mark.parametrize("volumes", LYING_ON_IT)
def test_a_claim_on_its_own_is_no_second_component(volumes: str) -> None:
    assert sorted(outcomes(FILE_SYSTEM % "" + volumes)) == ["aws_efs_file_system.files"]


def test_what_names_no_file_system_of_the_code_is_judged_as_before() -> None:
    found = outcomes(FILE_SYSTEM % "" + CLASS % '"fs-0123456789"' + CLAIM % "" + WEB)["kubernetes_deployment_v1.web"]
    assert (found["data"], found["zone"], found["region"]) == ("lost", "recovers/restart", "lost")


def test_a_release_with_its_volumes_in_one_zone_is_in_that_zone() -> None:
    release = """
resource "helm_release" "db" {
  name       = "db"
  repository = "https://charts.bitnami.com/bitnami"
  chart      = "postgresql"
  version    = "16.0.0"
  set {
    name  = "primary.persistence.storageClass"
    value = "files"
  }
}
"""
    of_class = CLASS % "aws_efs_file_system.files.id"
    in_several = outcomes(FILE_SYSTEM % "" + of_class + release)["helm_release.db"]["zone"]
    in_one = outcomes(FILE_SYSTEM % 'availability_zone_name = "eu-west-1a"' + of_class + release)["helm_release.db"]
    assert (in_several, in_one["zone"]) == ("recovers/restart", "lost")
