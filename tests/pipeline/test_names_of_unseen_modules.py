"""What a report calls what a public module makes that is not on disk: by the call, its inputs and its outputs."""

from __future__ import annotations

import json
from pathlib import Path

from cli.running import run
from continuity_audit.reports.document import ComponentEntry, Document
from pipeline.trial import audited

VPC = """\
variable "zones" {}
module "vpc" {
  source             = "terraform-aws-modules/vpc/aws"
  version            = "~> 6.0"
  azs                = var.zones
  private_subnets    = ["10.0.3.0/24", "10.0.4.0/24"]
  public_subnets     = ["10.0.5.0/24", "10.0.6.0/24"]
  enable_nat_gateway = true
  single_nat_gateway = true
}
resource "aws_efs_mount_target" "files" {
  count          = 2
  file_system_id = aws_efs_file_system.files.id
  subnet_id      = module.vpc.private_subnets[count.index]
}
resource "aws_efs_file_system" "files" {}
resource "terraform_data" "it" {
  input = [module.vpc.private_subnets, module.vpc.vpc_id, module.vpc.another]
}
"""
DATABASE = """\
module "orders" {
  source     = "terraform-aws-modules/rds/aws"
  version    = "~> 6.0"
  identifier = "orders"
  multi_az   = var.ha
}
variable "ha" {}
"""


def component(document: Document, address: str) -> ComponentEntry:
    """The component of an address."""
    return next(one for one in document.components if one.address == address)


def evidence(document: Document, address: str, scenario: str) -> list[tuple[str, str, object, int, bool]]:
    """The evidence of an outcome."""
    shown = component(document, address).outcomes.of(scenario).evidence
    return [
        (one.address, one.attribute, one.value, one.line, one.default) for one in shown if one.attribute != "source"
    ]


def test_an_open_value_is_named_by_the_output_that_tells_it(tmp_path: Path) -> None:
    document = audited(tmp_path, {"main.tf": VPC.replace("single_nat_gateway = true", "single_nat_gateway = var.one")})
    inside = [one for one in document.estate.unresolved if one.name.startswith("module.vpc.aws_")]
    assert inside == []
    (tmp_path / "main.tf").write_text(VPC, "utf-8")
    shown = json.loads(run("inspect", str(tmp_path), "--format", "json", "--no-cache").stdout)["resources"]
    values = next(one["values"]["input"] for one in shown if one["type"] == "terraform_data")
    assert values == [
        [{"$unknown": ["module.vpc.private_subnets"]}, {"$unknown": ["module.vpc.private_subnets"]}],
        {"$unknown": ["module.vpc.vpc_id"]},
        {"$unknown": ["module.vpc.another"]},
    ]


def test_evidence_is_the_input_of_the_call_that_decides(tmp_path: Path) -> None:
    document = audited(tmp_path, {"main.tf": DATABASE})
    assert evidence(document, "module.orders", "instance") == [
        ("module.orders", "multi_az", {"$unknown": ["var.ha"]}, 5, False)
    ]
    assert evidence(document, "module.orders", "data") == [("module.orders", "backup_retention_period", 0, 1, True)]


def test_evidence_of_several_things_of_a_call_is_the_input_once(tmp_path: Path) -> None:
    document = audited(tmp_path, {"main.tf": VPC})
    assert ("module.vpc", "single_nat_gateway", True, 9, False) in evidence(document, "module.vpc", "zone")
    for one in document.components:
        for scenario in ("data", "instance", "zone", "region", "account"):
            shown = [(e.address, e.attribute) for e in one.outcomes.of(scenario).evidence]
            assert len(shown) == len(set(shown))
            assert not [address for address, _ in shown if address.startswith("module.vpc.")]


def test_a_module_inside_of_an_unseen_one_is_told_by_the_call_that_is_in_the_code(tmp_path: Path) -> None:
    text = """\
module "shop" {
  source   = "terraform-google-modules/kubernetes-engine/google//modules/safer-cluster"
  version  = "~> 44.0"
  name     = "shop"
  regional = false
  zones    = ["europe-west1-b"]
}
resource "terraform_data" "it" {
  input = module.shop.endpoint
}
"""
    document = audited(tmp_path, {"main.tf": text})
    found = component(document, "module.shop.module.gke").outcomes.zone.evidence
    assert [(e.address, e.attribute, e.value, e.line) for e in found] == [
        ("module.shop", "regional", False, 5),
        ("module.shop", "source", "terraform-google-modules/kubernetes-engine/google//modules/safer-cluster 44 (not on "
         "disk; judged by its documented inputs and defaults)", 1),
    ]  # fmt: skip
    shown = json.loads(run("inspect", str(tmp_path), "--format", "json", "--no-cache").stdout)["resources"]
    value = next(one["values"]["input"] for one in shown if one["type"] == "terraform_data")
    assert value == {"$unknown": ["module.shop.endpoint"]}


def test_what_is_there_is_shown_by_the_items_of_the_input(tmp_path: Path) -> None:
    text = """\
module "orders" {
  source  = "terraform-aws-modules/rds-aurora/aws"
  version = "~> 9.0"
  name    = "orders"
  instances = {
    one = { availability_zone = "eu-west-1a" }
    two = { availability_zone = "eu-west-1b" }
  }
}
"""
    found = evidence(audited(tmp_path, {"main.tf": text}), "module.orders", "zone")
    assert found[0] == ("module.orders", "instances", ["one", "two"], 5, False)


def test_a_value_that_a_profile_misses_is_named_by_the_input_of_the_call(tmp_path: Path) -> None:
    text = """\
module "web" {
  source   = "terraform-aws-modules/autoscaling/aws"
  version  = "~> 9.0"
  name     = "web"
  min_size = 2
  max_size = 2
}
"""
    document = audited(tmp_path, {"main.tf": text})
    zone = component(document, "module.web").outcomes.zone
    assert (zone.outcome, zone.unknown) == ("unknown", ("module.web.vpc_zone_identifier",))
    assert [(one.name, one.file, one.line) for one in document.estate.unresolved] == [
        ("module.web.vpc_zone_identifier", "main.tf", 1)
    ]


def test_a_known_value_that_no_input_alone_decides_is_evidence_of_the_call(tmp_path: Path) -> None:
    nodes = """\
module "eks" {
  source     = "terraform-aws-modules/eks/aws"
  version    = "~> 20.0"
  subnet_ids = ["subnet-1", "subnet-2", "subnet-3"]
  eks_managed_node_groups = {
    system = { min_size = 2, max_size = 4 }
  }
}
"""
    found = evidence(audited(tmp_path, {"main.tf": nodes}), "module.eks", "instance")
    assert [(attribute, value) for _, attribute, value, _, _ in found if attribute.endswith("min_size")] == [
        ("eks_managed_node_groups.min_size", 2)
    ]


def test_what_the_module_leaves_to_the_provider_is_no_evidence_of_the_call(tmp_path: Path) -> None:
    bucket = """\
module "files" {
  source     = "terraform-aws-modules/s3-bucket/aws"
  version    = "~> 4.0"
  versioning = { enabled = false }
}
"""
    assert evidence(audited(tmp_path, {"main.tf": bucket}), "module.files", "data") == [
        ("module.files", "versioning", "Suspended", 4, False),
        ("module.files", "object_lock_enabled", False, 1, True),
    ]
