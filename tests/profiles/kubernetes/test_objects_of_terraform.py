"""Kubernetes objects that Terraform applies: as blocks, whole, as a text of YAML, and as releases of charts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from continuity_audit.estate.model import Outcome, Scenario
from continuity_audit.pipeline.audit import run
from continuity_audit.pipeline.request import Request
from profiles.audit_text import components, outcomes, said

DEPLOYMENT = """
variable "prod" {}
resource "aws_db_instance" "main" { engine = "postgres" }
resource "kubernetes_deployment_v1" "web" {
  metadata {
    name      = "web"
    namespace = "shop"
  }
  spec {
    replicas = 3
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
          %s
        }
        %s
      }
    }
  }
}
"""

SPREAD = """
topology_spread_constraint {
  max_skew           = 1
  topology_key       = "topology.kubernetes.io/zone"
  when_unsatisfiable = "DoNotSchedule"
  label_selector {
    match_labels = { app = "web" }
  }
}
"""

CLAIMED = """
volume {
  name = "data"
  persistent_volume_claim {
    claim_name = %s
  }
}
"""

WEB = "kubernetes_deployment_v1.web"


def test_blocks_are_judged_as_the_object_that_they_make() -> None:
    component = components(DEPLOYMENT % ("", SPREAD))[WEB]
    assert {s.value: said(component.outcomes[s]) for s in Scenario} == {
        "data": "continues",
        "instance": "continues/members",
        "zone": "continues/members",
        "region": "recovers/redeploy",
        "account": "recovers/redeploy",
    }
    replicas = component.outcomes[Scenario.INSTANCE].evidence[0]
    assert (replicas.address, replicas.attribute, replicas.value, replicas.file, replicas.line) == (
        WEB, "spec.replicas", 3, "main.tf", 10,
    )  # fmt: skip
    assert (component.provider, component.display_name) == ("kubernetes", "web")


@pytest.mark.parametrize(("pods", "outcome"), [
    ("", "recovers/restart"),
    (SPREAD.replace("DoNotSchedule", "ScheduleAnyway"), "recovers/restart"),
    ('node_selector = { "topology.kubernetes.io/zone" = "eu-west-1a" }' + SPREAD, "recovers/redeploy"),
    ("""
     affinity {
       pod_anti_affinity {
         required_during_scheduling_ignored_during_execution {
           topology_key = "topology.kubernetes.io/zone"
           label_selector {
             match_expressions {
               key      = "app"
               operator = "In"
               values   = ["web"]
             }
           }
         }
       }
     }
     """, "continues/members"),
    ("""
     affinity {
       node_affinity {
         required_during_scheduling_ignored_during_execution {
           node_selector_term {
             match_expressions {
               key      = "topology.kubernetes.io/zone"
               operator = "In"
               values   = ["eu-west-1a"]
             }
           }
         }
       }
     }
     """ + SPREAD, "recovers/redeploy"),
])  # fmt: skip
def test_where_pods_may_run(pods: str, outcome: str) -> None:
    assert outcomes(DEPLOYMENT % ("", pods))[WEB]["zone"] == outcome


def test_replicas_that_code_leaves_open_are_unknown() -> None:
    text = (DEPLOYMENT % ("", SPREAD)).replace("replicas = 3", "replicas = var.prod ? 3 : 1")
    assert outcomes(text)[WEB]["zone"] == "unknown(var.prod)"
    assert outcomes(text, {"prod": "true"})[WEB]["zone"] == "continues/members"


CLAIM = """
resource "kubernetes_persistent_volume_claim" "data" {
  metadata {
    name      = "data"
    namespace = "shop"
  }
  spec {
    access_modes       = ["ReadWriteMany"]
    storage_class_name = kubernetes_storage_class.files.id
    resources {
      requests = { storage = "10Gi" }
    }
  }
}
resource "kubernetes_storage_class" "files" {
  metadata {
    name = "files"
  }
  storage_provisioner = "efs.csi.aws.com"
}
"""


def test_a_claim_and_its_class_are_folded_in() -> None:
    volume = CLAIMED % "kubernetes_persistent_volume_claim.data.metadata[0].name"
    found = outcomes(DEPLOYMENT % ("", SPREAD + volume) + CLAIM)
    assert sorted(found) == ["aws_db_instance.main", WEB]
    assert found[WEB] == {
        "data": "lost",
        "instance": "continues/members",
        "zone": "continues/members",
        "region": "lost",
        "account": "lost",
    }


def test_members_of_a_stateful_set_have_volumes_of_their_own() -> None:
    text = (DEPLOYMENT % ("", "")).replace("kubernetes_deployment_v1", "kubernetes_stateful_set")
    templates = """
      volume_claim_template {
        metadata {
          name = "data"
        }
        spec {
          access_modes = ["ReadWriteOnce"]
        }
      }
    }
    """
    found = outcomes(text.rstrip().removesuffix("}").rstrip().removesuffix("}") + templates + "}")
    assert found["kubernetes_stateful_set.web"]["zone"] == "lost"


SCALERS = """
resource "kubernetes_horizontal_pod_autoscaler_v2" "web" {
  metadata {
    name      = "web"
    namespace = "shop"
  }
  spec {
    min_replicas = 1
    max_replicas = 9
    scale_target_ref {
      api_version = "apps/v1"
      kind        = "Deployment"
      name        = kubernetes_deployment_v1.web.metadata[0].name
    }
  }
}
"""


def test_an_autoscaler_decides_how_many_there_are() -> None:
    found = components(DEPLOYMENT % ("", SPREAD) + SCALERS)[WEB]
    assert said(found.outcomes[Scenario.INSTANCE]) == "recovers/restart"
    assert [r.address for r in found.companions] == ["kubernetes_horizontal_pod_autoscaler_v2.web"]


@pytest.mark.parametrize("of_volumes", [
    'dynamic "volume" {\nfor_each = var.prod ? ["data"] : []\ncontent {\nname = volume.value\n}\n}',
    "node_selector = var.prod",
])  # fmt: skip
def test_a_part_that_decides_and_is_open_is_named_and_nothing_is_guessed(of_volumes: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(DEPLOYMENT % ("", of_volumes), "utf-8")
    audit = run(Request(paths=(tmp_path,)))
    assert [a.component.address for a in audit.assessment.components] == ["aws_db_instance.main"]
    part = "volumes" if "volume" in of_volumes else "nodeSelector"
    reason = f"the spec.template.spec.{part} of this Kubernetes object hangs on var.prod"
    missing = audit.read.readings[0].missing
    assert [(one.name, one.file, one.line, one.reason) for one in missing] == [(WEB, "main.tf", 9, reason)]


# --- what it needs ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("setting", [
    'env {\nname = "DB_HOST"\nvalue = aws_db_instance.main.address\n}',
    "env_from {\nsecret_ref {\nname = kubernetes_secret.db.metadata[0].name\n}\n}",
    "env_from {\nconfig_map_ref {\nname = kubernetes_config_map.db.metadata[0].name\n}\n}",
])  # fmt: skip
def test_what_its_settings_mention_is_needed(setting: str) -> None:
    beside = """
    resource "kubernetes_secret" "db" {
      metadata {
        name = "db"
      }
      data = { url = "postgres://shop@${aws_db_instance.main.address}/shop" }
    }
    resource "kubernetes_config_map" "db" {
      metadata {
        name = "db"
      }
      data = { host = aws_db_instance.main.address }
    }
    """
    assert components(DEPLOYMENT % (setting, "") + beside)[WEB].needs == (".::aws_db_instance.main",)


BESIDE = """
resource "kubernetes_secret" "db" {
  metadata {
    name      = "db"
    namespace = "%s"
  }
  data = { url = "postgres://shop@${aws_db_instance.main.address}/shop" }
}
resource "kubernetes_config_map" "db" {
  metadata {
    name      = "db"
    namespace = "%s"
  }
  data = { host = aws_db_instance.main.address }
}
resource "kubernetes_service" "db" {
  metadata {
    name      = "db"
    namespace = "%s"
  }
  spec {
    type          = "ExternalName"
    external_name = aws_db_instance.main.address
  }
}
"""


@pytest.mark.parametrize(("setting", "of_pods"), [
    ('env {\nname = "DB_HOST"\nvalue = "db"\n}', ""),
    ('env_from {\nsecret_ref {\nname = "db"\n}\n}', ""),
    ('env_from {\nconfig_map_ref {\nname = "db"\n}\n}', ""),
    ('env {\nname = "A"\nvalue_from {\nsecret_key_ref {\nname = "db"\nkey = "url"\n}\n}\n}', ""),
    ("", 'volume {\nname = "v"\nconfig_map {\nname = "db"\n}\n}'),
    ("", 'volume {\nname = "v"\nsecret {\nsecret_name = "db"\n}\n}'),
    ("", 'volume {\nname = "v"\nprojected {\nsources {\nsecret {\nname = "a"\n}\nsecret {\nname = "db"\n}\n}\n}\n}'),
    ("", 'init_container {\nname = "i"\nenv_from {\nsecret_ref {\nname = "db"\n}\n}\n}'),
])  # fmt: skip
def test_what_is_found_by_its_name_is_needed(setting: str, of_pods: str) -> None:
    text = DEPLOYMENT % (setting, of_pods)
    assert components(text + BESIDE % (("shop",) * 3))[WEB].needs == (".::aws_db_instance.main",)
    assert components(text + BESIDE % (("other",) * 3))[WEB].needs == ()


def test_a_service_that_is_mentioned_leads_to_what_it_selects() -> None:
    cache = (DEPLOYMENT % ("", "")).replace('"web"', '"cache"').partition('resource "kubernetes')[2]
    service = """
    resource "kubernetes_service" "cache" {
      metadata {
        name = "redis"
      }
      spec {
        selector = kubernetes_deployment_v1.cache.spec[0].selector[0].match_labels
      }
    }
    """
    setting = 'env {\nname = "REDIS"\nvalue = kubernetes_service.cache.spec[0].cluster_ip\n}'
    found = components(DEPLOYMENT % (setting, "") + 'resource "kubernetes' + cache + service)
    assert found[WEB].needs == (".::kubernetes_deployment_v1.cache",)


@pytest.mark.parametrize(("source", "data"), [
    ('ceph_fs {\nmonitors = ["10.0.0.1"]\n}', "lost"),
    ('nfs {\nserver = "10.0.0.1"\npath = "/"\n}', "lost"),
    ('azure_disk {\ndisk_name = "a"\ndata_disk_uri = "b"\ncaching_mode = "None"\n}', "lost"),
    ('csi {\ndriver = "file.csi.azure.com"\nvolume_attributes = { shareName = "a" }\n}', "lost"),
    ('csi {\ndriver = "secrets-store.csi.k8s.io"\n}', "continues"),
    ('empty_dir {\n}', "continues"),
    ('ephemeral {\nvolume_claim_template {\nspec {\naccess_modes = ["ReadWriteOnce"]\n}\n}\n}', "continues"),
])  # fmt: skip
def test_volumes_hold_data_where_they_outlive_the_pod(source: str, data: str) -> None:
    assert outcomes(DEPLOYMENT % ("", f'volume {{\nname = "v"\n{source}\n}}'))[WEB]["data"] == data


def test_how_large_a_volume_is_decides_nothing() -> None:
    claim = CLAIM.replace('storage = "10Gi"', "storage = var.prod")
    volume = CLAIMED % "kubernetes_persistent_volume_claim.data.metadata[0].name"
    assert outcomes(DEPLOYMENT % ("", SPREAD + volume) + claim)[WEB]["instance"] == "continues/members"
    whole = CLUSTER.replace('size = "10Gi"', "resources = { requests = { storage = var.prod } }")
    assert outcomes(whole + 'variable "prod" {}')["kubernetes_manifest.db"]["instance"] == "continues/failover"


def test_a_set_of_access_modes() -> None:
    claim = CLAIM.replace('["ReadWriteMany"]', 'toset(["ReadWriteMany"])')
    volume = CLAIMED % "kubernetes_persistent_volume_claim.data.metadata[0].name"
    assert outcomes(DEPLOYMENT % ("", SPREAD + volume) + claim)[WEB]["instance"] == "continues/members"


def test_an_address_of_aws_as_a_text_is_followed() -> None:
    beside = 'resource "aws_sqs_queue" "jobs" { name = "jobs-prod" }'
    setting = 'env {\nname = "JOBS"\nvalue = "https://sqs.eu-west-1.amazonaws.com/123456789012/jobs-prod"\n}'
    assert components(DEPLOYMENT % (setting, "") + beside)[WEB].needs == (".::aws_sqs_queue.jobs",)


def test_an_image_is_not_needed_to_run_on() -> None:
    text = DEPLOYMENT % ("", "") + 'resource "aws_ecr_repository" "web" { name = "web" }'
    text = text.replace('image = "web:1"', 'image = "${aws_ecr_repository.web.repository_url}:1"')
    assert components(text)[WEB].needs == ()


EKS = """
resource "aws_eks_cluster" "main" { name = "main" }
"""


def test_what_is_applied_beside_one_cluster_needs_it() -> None:
    workload = (DEPLOYMENT % ("", SPREAD)).replace("replicas = 3", "replicas = 2")
    release = 'resource "helm_release" "app" {\nname = "app"\nchart = "app"\n}'
    found = components(workload + release + EKS)
    assert found[WEB].needs == found["helm_release.app"].needs == (".::aws_eks_cluster.main",)
    several = components(workload + EKS + EKS.replace("main", "other"))
    assert several[WEB].needs == ()
    apart = components({"main.tf": workload, "clusters/main.tf": EKS})
    assert apart[WEB].needs == ()


SEVERAL = """
resource "aws_eks_cluster" "main" { name = "main" }
resource "aws_eks_cluster" "other" { name = "other" }
module "third" {
  source       = "terraform-aws-modules/eks/aws"
  version      = "~> 20.0"
  cluster_name = "third"
}
data "aws_eks_cluster" "other" { name = aws_eks_cluster.other.name }
provider "kubernetes" {
  alias = "main"
  host  = aws_eks_cluster.main.endpoint
}
provider "kubernetes" {
  alias = "other"
  host  = data.aws_eks_cluster.other.endpoint
}
provider "kubernetes" {
  alias = "third"
  exec {
    command = "aws"
    args    = ["eks", "get-token", "--cluster-name", module.third.cluster_name]
  }
}
provider "helm" {
  alias = "main"
  kubernetes {
    host = aws_eks_cluster.main.endpoint
  }
}
provider "helm" {
  alias      = "other"
  kubernetes = { host = aws_eks_cluster.other.endpoint }
}
provider "kubernetes" { alias = "elsewhere" }
"""


@pytest.mark.parametrize(("alias", "cluster"), [
    ("kubernetes.main", "aws_eks_cluster.main"), ("kubernetes.other", "aws_eks_cluster.other"),
    ("kubernetes.third", "module.third"), ("kubernetes.elsewhere", ""),
])  # fmt: skip
def test_of_several_clusters_it_needs_the_one_that_its_provider_names(alias: str, cluster: str) -> None:
    needs = (f".::{cluster}",) if cluster else ()
    workload = DEPLOYMENT % ("", "")
    head = 'resource "kubernetes_deployment_v1" "web" {'
    own = workload.replace(head, f"{head}\nprovider = {alias}")
    assert components(own + SEVERAL)[WEB].needs == needs
    call = f'module "web" {{\nsource = "./web"\nproviders = {{ kubernetes = {alias} }}\n}}\n'
    found = components({"main.tf": SEVERAL + call, "web/main.tf": workload})
    assert found[f"module.web.{WEB}"].needs == needs


@pytest.mark.parametrize("alias", ["main", "other"])
def test_of_several_clusters_a_release_needs_the_one_that_its_provider_names(alias: str) -> None:
    release = f'resource "helm_release" "app" {{\nprovider = helm.{alias}\nname = "app"\nchart = "app"\n}}'
    assert components(release + SEVERAL)["helm_release.app"].needs == (f".::aws_eks_cluster.{alias}",)


def test_a_spread_over_zones_is_worth_no_more_than_the_zones_of_the_nodes(tmp_path: Path) -> None:
    nodes = """
    provider "aws" { region = "eu-west-1" }
    resource "aws_subnet" "a" { availability_zone = "eu-west-1a" }
    resource "aws_eks_node_group" "main" {
      cluster_name = aws_eks_cluster.main.name
      subnet_ids   = [aws_subnet.a.id]
      scaling_config { min_size = 3 }
    }
    """
    (tmp_path / "main.tf").write_text(DEPLOYMENT % ("", SPREAD) + EKS + nodes, "utf-8")
    assessed = run(Request(paths=(tmp_path,))).assessment.components
    web = next(one for one in assessed if one.component.address == WEB)
    assert web.component.outcomes[Scenario.ZONE].outcome is Outcome.CONTINUES
    assert web.effective[Scenario.ZONE].outcome is Outcome.RECOVERS
    assert web.effective[Scenario.ZONE].because == (".::aws_eks_cluster.main",)


def test_services_are_found_by_their_hosts() -> None:
    cache = (DEPLOYMENT % ("", "")).replace('"web"', '"cache"').partition('resource "kubernetes')[2]
    service = """
    resource "kubernetes_service" "cache" {
      metadata {
        name      = "redis"
        namespace = "shop"
      }
      spec {
        selector = { app = "cache" }
      }
    }
    """
    setting = 'env {\nname = "REDIS_HOST"\nvalue = "redis"\n}'
    found = components(DEPLOYMENT % (setting, "") + 'resource "kubernetes' + cache + service)
    assert found[WEB].needs == (".::kubernetes_deployment_v1.cache",)


# --- whole objects ------------------------------------------------------------------------------------------------

CLUSTER = """
resource "kubernetes_manifest" "db" {
  manifest = {
    apiVersion = "postgresql.cnpg.io/v1"
    kind       = "Cluster"
    metadata   = { name = "db", namespace = "shop" }
    spec       = { instances = 3, storage = { size = "10Gi" } }
  }
}
"""


def test_a_whole_object() -> None:
    found = components(CLUSTER)["kubernetes_manifest.db"]
    assert found.resource.type == "postgresql.cnpg.io/Cluster"
    assert said(found.outcomes[Scenario.INSTANCE]) == "continues/failover"
    evidence = found.outcomes[Scenario.INSTANCE].evidence[0]
    assert (evidence.attribute, evidence.value, evidence.line) == ("spec.instances", 3, 3)


def test_a_text_of_yaml() -> None:
    text = """
    resource "kubectl_manifest" "web" {
      yaml_body = <<-YAML
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 2
          template:
            spec:
              containers: [{name: web, image: "web:1"}]
      YAML
    }
    """
    assert outcomes(text)["kubectl_manifest.web"]["instance"] == "continues/members"


def test_objects_that_are_open_are_named_once_a_block_and_only_where_they_may_count(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        """
        variable "host" {}
        data "http" "crds" { url = "https://crds.example" }
        resource "kubectl_manifest" "crds" {
          for_each  = toset(["a", "b"])
          yaml_body = "${each.key}${data.http.crds.response_body}"
        }
        resource "kubectl_manifest" "ingress" {
          yaml_body = "apiVersion: networking.k8s.io/v1\\nkind: Ingress\\nspec: {host: ${var.host}}"
        }
        resource "kubectl_manifest" "app" {
          yaml_body = "apiVersion: apps/v1\\nkind: Deployment\\nspec: ${var.host}"
        }
        resource "kubernetes_manifest" "no" { manifest = "none" }
        """,
        "utf-8",
    )
    missing = run(Request(paths=(tmp_path,))).read.readings[0].missing
    assert [(one.name, one.reason) for one in missing] == [
        ("kubectl_manifest.crds", "the yaml_body of these Kubernetes objects hangs on data.http.crds"),
        ("kubectl_manifest.app", "the spec of this Kubernetes object hangs on var.host"),
        ("kubernetes_manifest.no", "the manifest of this Kubernetes object is none"),
    ]


def test_a_tree_of_nothing_but_open_objects_was_not_audited(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('variable "y" {}\nresource "kubectl_manifest" "a" { yaml_body = var.y }', "utf-8")
    reasons = run(Request(paths=(tmp_path,))).incomplete
    assert reasons == ("nothing was judged: it is not known what kubectl_manifest.a makes",)


def test_an_object_of_a_group_without_profiles_is_listed(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(CLUSTER.replace("postgresql.cnpg.io/v1", "db.example.org/v1"), "utf-8")
    audit = run(Request(paths=(tmp_path,)))
    assert [(s.path, s.reason) for s in audit.read.unjudged] == [
        (".", "not judged: 1 object of db.example.org, which has no profiles: Cluster ×1")
    ]


# --- texts of YAML with open parts --------------------------------------------------------------------------------

OPEN_TEXT = """
variable "image" {}
variable "count" {}
variable "extra_volumes" {}
resource "aws_db_instance" "main" { engine = "postgres" }
locals {
  claim = "data-${var.image}"
}
resource "kubectl_manifest" "web" {
  yaml_body = <<-YAML
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: shop}
    spec:
      replicas: 2
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec:
          containers:
            - name: web
              image: web:1
%s
  YAML
}
"""


def open_text(*lines: str) -> str:
    """The manifest with more lines in its pods."""
    return OPEN_TEXT % "\n".join(f"          {line}" for line in lines)


@pytest.mark.parametrize("lines", [
    ("hostname: ${var.image}",),
    ('priorityClassName: "x-${var.image}"', "# by ${var.image}"),
    ('schedulerName: "a, ${var.image}, and"', "hostname: 'b & ${var.image}'"),
    ("terminationGracePeriodSeconds: ${var.count}",),
    ("hostname: ${upper(var.image)}", 'schedulerName: ${join("-", compact([lower(var.image), "x"]))}'),
    ('hostname: ${format("%03d-%s", var.count, split("/", var.image)[1])}',),
    ('hostname: ${var.count == "1" ? "a" : var.image}',),
    ("volumes:", "  - {name: data, hostPath: {path: '/srv/${local.claim}'}}"),
    ("volumes:", "  - name: data", "    nfs: {server: ${var.image}, path: /}"),
])  # fmt: skip
def test_a_text_of_which_scalars_are_open_is_the_object_all_around_them(lines: tuple[str, ...]) -> None:
    known = [re.sub(r"\$\{[^}]*\}", "known", line) for line in lines]
    found = outcomes(open_text(*lines))
    assert found == outcomes(open_text(*known))
    assert found["kubectl_manifest.web"]["instance"] == "continues/members"


def test_the_number_of_pods_may_be_what_is_open() -> None:
    text = open_text("hostname: web").replace("replicas: 2", "replicas: ${var.count}")
    assert outcomes(text)["kubectl_manifest.web"]["instance"] == "unknown(var.count)"


@pytest.mark.parametrize(("replicas", "outcome"), [
    ('${var.count == "x" ? 3 : 2}', "continues/members"), ('${var.count == "x" ? 3 : 1}', "unknown(var.count)"),
])  # fmt: skip
def test_an_open_condition_in_a_text_decides_its_place_alone(replicas: str, outcome: str) -> None:
    text = open_text("hostname: ${var.image}").replace("replicas: 2", f"replicas: {replicas}")
    assert outcomes(text)["kubectl_manifest.web"]["instance"] == outcome


def test_an_open_condition_decides_between_whole_texts() -> None:
    text = open_text("hostname: web").replace("<<-YAML", 'var.count == "x" ? local.one : <<-YAML')
    text += """
    locals {
      pods = "{containers: [{name: web, image: 'web:1'}], hostname: web}"
      one  = "apiVersion: apps/v1\\nkind: Deployment\\nmetadata: {name: web}\\nspec: {template: {spec: ${local.pods}}}"
    }
    """
    assert outcomes(text)["kubectl_manifest.web"]["instance"] == "unknown(var.count)"
    assert outcomes(text, {"count": "x"})["kubectl_manifest.web"]["instance"] == "recovers/restart"
    assert outcomes(text, {"count": "y"})["kubectl_manifest.web"]["instance"] == "continues/members"


METRICS = """
variable "prod" {}
variable "tag" {}
resource "helm_release" "metrics" {
  name       = "metrics"
  repository = "https://kubernetes-sigs.github.io/metrics-server"
  chart      = "metrics-server"
  values     = [%s]
}
"""


@pytest.mark.parametrize(("values", "outcome"), [
    ('"image: {tag: ${upper(var.tag)}}\\nreplicas: 2"', "continues/members"),
    ('"image: {tag: ${var.tag}}\\nreplicas: ${var.prod ? 3 : 2}"', "continues/members"),
    ('"image: {tag: ${var.tag}}\\nreplicas: ${var.prod ? 3 : 1}"', "unknown(var.prod)"),
    ("yamlencode({image = {tag = var.tag}, replicas = var.prod ? 3 : 2})", "continues/members"),
    ('var.prod ? "replicas: 3" : "args: []"', "unknown(var.prod)"),
    ('"replicas: 2", var.prod ? "replicas: 3" : "args: []"', "continues/members"),
    ('"replicas: 2", var.prod ? "replicas: 3" : var.tag', "unknown(var.prod, var.tag)"),
    ('var.prod ? "replicas: 3" : var.tag, "replicas: 2"', "continues/members"),
])  # fmt: skip
def test_each_value_of_a_release_is_what_it_is_on_either_side_of_an_open_condition(values: str, outcome: str) -> None:
    assert outcomes(METRICS % values)["helm_release.metrics"]["instance"] == outcome


SECRETS = """
variable "login" {
  type      = string
  sensitive = true
  default   = "hunter22"
}
variable "token"  { default = "hunter22" }
variable "given"  { sensitive = true }
variable "number" {
  sensitive = true
  default   = 2
}
variable "lines" {
  sensitive = true
  default   = "a\\nreplicas: 1"
}
"""


@pytest.mark.parametrize(("values", "outcome"), [
    ('"note: ${var.login}\\nreplicas: 2"', "continues/members"),
    ('"args: [${var.login}]\\nreplicas: 2"', "unknown(helm_release.metrics (values))"),
    ('"args: [x, \'--t=${var.login}\']\\nreplicas: 2"', "continues/members"),
    ('"extra: {x: ${var.token}}\\nreplicas: 2"', "continues/members"),
    ('"extra: {x: ${var.given}}\\nreplicas: 2"', "continues/members"),
    ("yamlencode({extra = {x = var.login}, replicas = 2})", "continues/members"),
    ("yamlencode({extra = {x = var.token}, replicas = 2})", "continues/members"),
    ('"extra: {x: ${var.login}}\\nreplicas: ${var.number}"', "unknown(a secret)"),
    ('"extra: {x: ${var.lines}}\\nreplicas: 2"', "unknown(helm_release.metrics (values))"),
    ("var.login", "unknown(helm_release.metrics (values))"),
])  # fmt: skip
def test_values_stand_around_the_secrets_among_them(values: str, outcome: str) -> None:
    found = components(SECRETS + METRICS % values)
    assert "hunter22" not in repr(found)
    assert outcomes(SECRETS + METRICS % values)["helm_release.metrics"]["instance"] == outcome


def test_a_manifest_is_the_object_around_its_secrets() -> None:
    text = SECRETS + open_text("hostname: ${var.login}")
    decoded = text.replace("kubectl_manifest", "kubernetes_manifest").replace("\n  YAML\n", "\n  YAML\n  )\n")
    decoded = decoded.replace("yaml_body = <<-YAML", "manifest = yamldecode(<<-YAML")
    assert outcomes(text)["kubectl_manifest.web"]["instance"] == "continues/members"
    assert outcomes(decoded)["kubernetes_manifest.web"]["instance"] == "continues/members"
    assert "hunter22" not in repr([components(text), components(decoded)])


def test_a_text_with_open_parts_needs_what_it_mentions() -> None:
    text = open_text("    env:", "      - {name: H, value: ${aws_db_instance.main.address}}")
    assert components(text)["kubectl_manifest.web"].needs == (".::aws_db_instance.main",)


def test_a_manifest_that_is_decoded_is_the_object_around_its_open_parts() -> None:
    text = open_text("hostname: ${var.image}").replace("kubectl_manifest", "kubernetes_manifest")
    text = text.replace("yaml_body = <<-YAML", "manifest = yamldecode(<<-YAML").replace("\n  YAML\n", "\n  YAML\n  )\n")
    assert outcomes(text)["kubernetes_manifest.web"]["instance"] == "continues/members"


@pytest.mark.parametrize("lines", [
    ("${var.extra_volumes}",),
    ("hostname: web", "${indent(10, var.image)}"),
    ("volumes: ${var.extra_volumes}",),
    ("volumes: ${jsonencode(var.image)}",),
    ("volumes: ${yamlencode(var.image)}",),
    ("hostname: ${yamlencode(var.image)}",),
    ('hostname: ${join("\\n", [var.image, var.count])}',),
    ('hostname: ${replace(var.image, ",", "\\n")}',),
    ("hostname: ${upper(var.extra_volumes)}",),
    ("<<: ${var.image}",),
    ("<<: *${var.image}",),
    ("volumes: [{name: a, emptyDir: {}}, ${var.image}]",),
    ("volumes: [{name: \"don't\", emptyDir: {}}, ${var.image}]",),
    ("hostname: don't & ${var.image}",),
    ("hostname: web ${var.image == null ? 1 : yamlencode(var.image)}",),
    ("%{ for each in var.extra_volumes ~}", "volumes: []", "%{ endfor ~}"),
    ("${var.image}: []",),
])  # fmt: skip
def test_what_may_change_more_than_its_place_is_not_guessed(lines: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(open_text(*lines), "utf-8")
    audit = run(Request(paths=(tmp_path,)))
    assert [c.component.address for c in audit.assessment.components] == ["aws_db_instance.main"]
    (missing,) = audit.read.readings[0].missing
    assert missing.name == "kubectl_manifest.web"
    assert missing.reason.startswith("the ")


def test_a_secret_in_a_text_with_open_parts_is_nowhere() -> None:
    text = open_text("hostname: ${var.image}").replace("image: web:1", "command: [x, --password=hunter22]")
    assert "hunter22" not in repr(components(text))


def test_a_volume_whose_size_alone_is_open_is_judged() -> None:
    text = """
    variable "size" {}
    resource "kubernetes_persistent_volume_v1" "data" {
      metadata { name = "data" }
      spec {
        capacity     = { storage = "${var.size}Gi" }
        access_modes = ["ReadWriteOnce"]
        persistent_volume_source {
          csi {
            driver        = "efs.csi.aws.com"
            volume_handle = "fs-1"
          }
        }
      }
    }
    resource "kubernetes_persistent_volume_claim_v1" "data" {
      metadata { name = "data" }
      spec {
        access_modes       = ["ReadWriteOnce"]
        volume_name        = "data"
        storage_class_name = "manual"
        resources { requests = { storage = "10Gi" } }
      }
    }
    """
    known = outcomes(text.replace("${var.size}", "10"))
    assert outcomes(text) == known
    assert known["kubernetes_persistent_volume_claim_v1.data"]["zone"] == "continues/service"


def test_a_class_that_a_claim_names_by_reference_counts_though_its_name_is_open() -> None:
    text = """
    variable "env" {}
    resource "kubernetes_storage_class_v1" "main" {
      metadata { name = "x-${var.env}" }
      storage_provisioner = "ebs.csi.aws.com"
    }
    resource "kubernetes_persistent_volume_claim_v1" "data" {
      metadata { name = "data" }
      spec {
        access_modes       = ["ReadWriteOnce"]
        storage_class_name = %s
        resources { requests = { storage = "10Gi" } }
      }
    }
    """
    claim = "kubernetes_persistent_volume_claim_v1.data"
    for named in ("kubernetes_storage_class_v1.main.metadata[0].name", '"x-${var.env}"'):
        assert outcomes(text % named)[claim]["zone"] == "lost"
    assert outcomes(text % '"y-${var.env}"')[claim]["zone"] == "unknown(var.env)"


# --- releases of charts -------------------------------------------------------------------------------------------

DECIDED = "{replicaCount: 1, kind: Deployment, autoscaling: {enabled: false}, keda: {enabled: false}}"
RELEASE = """
variable "size" {}
resource "aws_db_instance" "main" { engine = "postgres" }
resource "helm_release" "app" {
  name       = "app"
  chart      = "ingress-nginx"
  repository = "https://kubernetes.github.io/ingress-nginx"
  %s
}
"""


@pytest.mark.parametrize(("values", "outcome"), [
    ("", "recovers/restart"),
    ("values = [yamlencode({ controller = { replicaCount = 2 } })]", "continues/members"),
    ('values = ["controller: {replicaCount: 2}", "controller: {replicaCount: 1}"]', "recovers/restart"),
    ('set {\nname = "controller.replicaCount"\nvalue = "2"\n}', "continues/members"),
    ('set = [{ name = "controller.replicaCount", value = 2 }]', "continues/members"),
    ('set {\nname = "controller.replicaCount"\nvalue = var.size\n}', "unknown(var.size)"),
    ("values = [var.size]", "unknown(var.size)"),
    ('values = [var.size]\nset {\nname = "controller.kind"\nvalue = "DaemonSet"\n}', "unknown(var.size)"),
    ('values = ["controller: {replicaCount: 2}", var.size]', "unknown(var.size)"),
    ("values = [yamlencode({ controller = { arn = aws_db_instance.main.arn, replicaCount = 2 } })]",
     "continues/members"),
    ("values = [yamlencode({ controller = { arn = aws_db_instance.main.arn, replicaCount = var.size } })]",
     "unknown(var.size)"),
    ('values = [yamlencode({ controller = { a = aws_db_instance.main.arn, replicaCount = var.size == "a" ? 3 : 2 } })]',
     "continues/members"),
    ('values = [yamlencode({ controller = { arn = aws_db_instance.main.arn, kind = var.size == "a" ? "b" : "c" } })]',
     "recovers/restart"),
    ("values = [yamlencode({ controller = merge({ replicaCount = 2 }, var.size) })]", "unknown(var.size)"),
    ("values = [yamlencode(var.size)]", "unknown(var.size)"),
    ('values = [yamlencode({ password = "dolphin", controller = { a = aws_db_instance.main.arn, replicaCount = 2 } })]',
     "continues/members"),
    ("values = [yamlencode({ controller = { a = aws_db_instance.main.arn, replicaCount = sensitive(2) } })]",
     "unknown(a secret)"),
    (f'values = [var.size, "controller: {DECIDED}"]', "recovers/restart"),
    (f'values = ["controller: {DECIDED}\\nname: ${{var.size}}\\n"]', "recovers/restart"),
    ('values = ["controller:\\n  replicaCount: ${var.size}\\n  name: x\\n"]', "unknown(var.size)"),
    (f'values = ["name: ${{var.size}}\\ncontroller: {DECIDED}\\n"]', "recovers/restart"),
    ('values = ["name: x\\n${var.size}\\ncontroller: {replicaCount: 2}\\n"]', "unknown(var.size)"),
    ('values = ["controller:\\n  ${var.size}: 1\\n  replicaCount: 2\\n"]', "unknown(var.size)"),
    ('values = ["controller: {replicaCount: 2}"]\nset {\nname = var.size\nvalue = "1"\n}', "unknown(var.size)"),
    ('set_sensitive {\nname = "controller.replicaCount"\nvalue = "2"\n}',
     "unknown(helm_release.app (set_sensitive of controller.replicaCount))"),
    ('postrender {\nbinary_path = "kustomize"\n}', "unknown(helm_release.app (postrender))"),
])  # fmt: skip
def test_values_decide_on_the_members_of_a_release(values: str, outcome: str) -> None:
    assert outcomes(RELEASE % values)["helm_release.app"]["instance"] == outcome


KARPENTER = """
variable "it" {}
variable "size" { default = 2 }
resource "helm_release" "app" {
  name       = "app"
  chart      = "karpenter"
  repository = "oci://public.ecr.aws/karpenter"
  %s
}
"""


@pytest.mark.parametrize(("version", "outcome"), [
    ('version = "1.4.0"', "continues/members"),
    ('version = "0.14.0"', "unknown(chart karpenter)"),
    ("version = var.it", "unknown(var.it)"),
    ('version = var.it == "a" ? "1.4.0" : "0.14.0"', "unknown(var.it)"),
    ("", "continues/members"),
    ('set {\nname = "replicas"\nvalue = var.it == "a" ? 1 : 2\n}', "unknown(var.it)"),
    ('set {\nname = "replicas"\nvalue = var.it == "a" ? 3 : 2\n}', "continues/members"),
])  # fmt: skip
def test_the_version_of_a_chart_decides_on_its_defaults(version: str, outcome: str) -> None:
    assert outcomes(KARPENTER % version)["helm_release.app"]["instance"] == outcome


@pytest.mark.parametrize(("setting", "outcome"), [
    ('name = "controller.autoscaling.enabled"\nvalue = var.size == "a"', "unknown(var.size)"),
    ('name = "controller.kind"\nvalue = var.size == "a" ? "DaemonSet" : "Deployment"', "continues/members"),
    ('name = "controller.keda.enabled"\nvalue = var.size', "unknown(var.size)"),
])  # fmt: skip
def test_a_switch_that_is_open_leaves_open_what_it_changes(setting: str, outcome: str) -> None:
    values = f'values = ["controller: {{replicaCount: 2}}"]\nset {{\n{setting}\n}}'
    assert outcomes(RELEASE % values)["helm_release.app"]["instance"] == outcome
    assert outcomes(RELEASE % f"set {{\n{setting}\n}}")["helm_release.app"]["instance"] == (
        "unknown(var.size)" if "kind" in setting else "recovers/restart"
    )


@pytest.mark.parametrize(("chart", "cause"), [
    ('chart = "ingress-nginx"\nrepository = "https://charts.example"', "chart ingress-nginx"),
    ('chart = "./charts/ingress-nginx"', "chart ingress-nginx"),
    ('chart = "oci://charts.example/ingress-nginx"', "chart ingress-nginx"),
])  # fmt: skip
def test_a_chart_of_another_publisher_is_not_known(chart: str, cause: str) -> None:
    text = re.sub(r"chart +=.*\n.*repository.*", chart, RELEASE % "")
    assert outcomes(text)["helm_release.app"]["instance"] == f"unknown({cause})"


def test_a_chart_whose_name_is_a_secret_is_open_by_what_holds_it() -> None:
    text = 'variable "chart" {\nsensitive = true\n}\nresource "helm_release" "app" {\nname = "app"\nchart = %s\n}\n'
    assert outcomes(text % "var.chart")["helm_release.app"]["instance"] == "unknown(var.chart)"
    assert outcomes(text % 'sensitive("web")')["helm_release.app"]["instance"] == (
        "unknown(helm_release.app.chart (a sensitive value))"
    )


def test_settings_of_external_secrets_are_no_secrets() -> None:
    text = """
locals {
  external_secrets = { chart = "external-secrets", url = "https://charts.external-secrets.io", version = "0.9.0" }
}
resource "helm_release" "app" {
  name       = "app"
  chart      = local.external_secrets.chart
  repository = local.external_secrets.url
  version    = local.external_secrets.version
}
"""
    assert outcomes(text)["helm_release.app"]["instance"] == "recovers/restart"


def test_a_release_needs_what_its_values_mention() -> None:
    values = "values = [yamlencode({ database = aws_db_instance.main.address })]"
    assert components(RELEASE % values)["helm_release.app"].needs == (".::aws_db_instance.main",)


# --- plans and secrets --------------------------------------------------------------------------------------------


def test_objects_of_a_plan(tmp_path: Path) -> None:
    spec = {"replicas": "2", "template": [{"spec": [{"container": [{"name": "web"}], "volume": []}]}]}
    values = {"metadata": [{"name": "web", "namespace": "shop", "labels": None}], "spec": [spec]}
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": [{
            "address": "kubernetes_deployment.web", "mode": "managed", "type": "kubernetes_deployment", "name": "web",
            "provider_name": "registry.terraform.io/hashicorp/kubernetes", "values": values,
        }]}},
        "resource_changes": [],
        "configuration": {"root_module": {}},
    }  # fmt: skip
    (tmp_path / "plan.json").write_text(json.dumps(plan), "utf-8")
    (component,) = run(Request(paths=(tmp_path,))).assessment.components
    assert component.component.resource.type == "Deployment"
    assert said(component.component.outcomes[Scenario.INSTANCE]) == "continues/members"


def test_a_node_that_the_cluster_chooses_is_none_that_code_names(tmp_path: Path) -> None:
    address = "kubernetes_deployment_v1.web"
    pods = {"container": [{"name": "web", "image": "web:1"}]}
    spec = [{"replicas": "3", "template": [{"metadata": [{"labels": {"app": "web"}}], "spec": [pods]}]}]
    values = {"metadata": [{"name": "web"}], "spec": spec}
    made = {"address": address, "mode": "managed", "type": "kubernetes_deployment_v1", "name": "web"}
    unknown = {"spec": [{"template": [{"spec": [{"node_name": True, "service_account_name": True}]}]}]}
    plan = {
        "format_version": "1.2", "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": [{**made, "values": values}]}},
        "resource_changes": [
            {**made, "change": {"actions": ["create"], "before": None, "after": values, "after_unknown": unknown}}
        ],
        "configuration": {"root_module": {}},
    }  # fmt: skip
    (tmp_path / "plan.json").write_text(json.dumps(plan), "utf-8")
    (component,) = run(Request(paths=(tmp_path,))).assessment.components
    assert said(component.component.outcomes[Scenario.INSTANCE]) == "continues/members"


def test_a_node_that_code_leaves_open_is_unknown() -> None:
    text = DEPLOYMENT % ("", "node_name = var.prod")
    assert outcomes(text)[WEB]["instance"] == "unknown(var.prod)"
    assert outcomes(text, {"prod": "node-1"})[WEB]["instance"] == "recovers/redeploy"
    assert outcomes(text, {"prod": ""})[WEB]["instance"] == "continues/members"


def test_secrets_are_dropped() -> None:
    setting = 'env {\nname = "DB_PASSWORD"\nvalue = "hunter2hunter2"\n}\nargs = ["--password", "hunter2hunter2"]'
    text = """
    resource "kubernetes_manifest" "web" {
      manifest = {
        apiVersion = "apps/v1"
        kind       = "Deployment"
        metadata   = { name = "web" }
        spec = { template = { spec = { containers = [{
          name = "web"
          env  = [{ name = "DB_PASSWORD", value = "hunter2hunter2" }]
          args = ["--url=postgres://shop:hunter2hunter2@db/shop"]
        }] } } }
      }
    }
    """
    encoded = 'values = [yamlencode({ arn = aws_db_instance.main.arn, auth = { password = "hunter2hunter2" } })]'
    (given,) = [
        one.resource.values["values"] for one in components(RELEASE % encoded).values() if one.kind == "workload"
    ]
    assert "auth" in repr([v.encodes for v in given])
    assert "hunter2" not in repr([v.encodes for v in given])
    release = 'values = ["auth: {password: hunter2hunter2}"]\nset {\nname = "auth.token"\nvalue = "hunter2hunter2"\n}'
    for found in (components(DEPLOYMENT % (setting, "")), components(text)):
        assert "'containers'" in repr([component.resource.values for component in found.values()])
        assert "hunter2" not in repr([component.resource.values for component in found.values()])
    told = repr([component.outcomes for component in components(RELEASE % release).values()])
    assert "evidence" in told
    assert "hunter2" not in told


def test_objects_of_too_many_parts_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("continuity_audit.parsers.terraform.kubernetes_objects.MAX_PARTS", 100)
    (tmp_path / "main.tf").write_text(
        DEPLOYMENT % ("", "")
        + """
resource "kubernetes_manifest" "large" {
  count    = 2
  manifest = { apiVersion = "v1", kind = "ConfigMap", data = { for i in range(99) : i => i } }
}
"""
    )
    missing = run(Request(paths=(tmp_path,))).read.readings[0].missing
    assert [(one.name, one.line, one.reason) for one in missing] == [
        ("kubernetes_manifest.large", 30, "the Kubernetes objects of this root have more than 100 parts (limit)")
    ]


@pytest.mark.parametrize(
    ("chart", "known"),
    [
        ("jetstack/cert-manager", True),
        ("hashicorp/vault", True),
        ("others/cert-manager", False),
        ("charts/cert-manager", False),
        ("./jetstack/cert-manager", False),
        ("jetstack/copies/cert-manager", False),
    ],
)
def test_a_chart_may_name_a_repository_as_helm_knows_it(chart: str, known: bool) -> None:
    found = outcomes(f'resource "helm_release" "app" {{\nname = "app"\nchart = "{chart}"\n}}')
    assert (found["helm_release.app"]["instance"] == "recovers/restart") is known


def test_a_value_deeper_than_helm_takes_is_open() -> None:
    text = """
    resource "helm_release" "cache" {
      name       = "cache"
      chart      = "redis"
      repository = "https://charts.bitnami.com/bitnami"
      set {
        name  = "master.%s"
        value = "1"
      }
    }
    """
    deep = outcomes(text % ".".join("a" * 20_000))["helm_release.cache"]
    assert deep == outcomes(text % "count")["helm_release.cache"]


OPEN_REPOSITORY = """
variable "id" {}
resource "kubernetes_persistent_volume_claim_v1" "home" {
  metadata {
    name      = "home"
    namespace = "shop"
  }
  spec { access_modes = ["ReadWriteOnce"] }
}
resource "kubernetes_manifest" "backup" {
  manifest = {
    apiVersion = "volsync.backube/v1alpha1"
    kind       = "ReplicationSource"
    metadata   = { name = "home", namespace = "shop" }
    spec = {
      sourcePVC = "home"
      trigger   = { schedule = "0 * * * *" }
      restic    = { repository = "home-${var.id}-restic" }
    }
  }
}
"""


def test_what_is_open_in_the_name_of_a_secret_is_shown_as_a_star() -> None:
    found = outcomes({"main.tf": OPEN_REPOSITORY})["kubernetes_persistent_volume_claim_v1.home"]
    assert found["region"] == "unknown(the place of the repository in Secret home-*-restic)"
