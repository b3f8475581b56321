"""Modules whose sources lead elsewhere, and that a source map finds in the tree."""

from __future__ import annotations

from pathlib import Path

from continuity_audit.discovery.tree import Skipped
from continuity_audit.parsers.terraform.tree.project import UNCALLED

from .trees import ReadTree

RDS = """
variable "multi_az" { type = bool }
resource "aws_db_instance" "this" { multi_az = var.multi_az }
output "arn" { value = aws_db_instance.this.arn }
"""
CALL = """
provider "aws" { region = "eu-west-1" }
module "db" {
  source   = "git::ssh://git@github.com/acme/modules.git//rds?ref=v1.4.0"
  multi_az = true
}
"""
MODULES = {
    "modules/rds/main.tf": RDS,
    "modules/stack/main.tf": 'variable "ha" {}\nmodule "db" {\n  source = "../rds"\n  multi_az = var.ha\n}\n',
    "modules/unused/main.tf": RDS,
    "modules/examples/whole/main.tf": CALL,
    "modules/bootstrap/main.tf": 'provider "aws" {}\nvariable "name" {}\nresource "aws_s3_bucket" "state" {}\n',
}
MAP = {"git::https://github.com/acme/modules.git": "modules"}


def test_a_module_of_the_map_is_read_with_its_inputs(tmp_path: Path) -> None:
    tree = ReadTree(tmp_path, {"live/main.tf": CALL, **MODULES}, source_map=MAP)
    assert tree["live::module.db.aws_db_instance.this"].values["multi_az"] is True
    assert tree["live::module.db.aws_db_instance.this"].span.file == "modules/rds/main.tf"
    assert not tree.missing("live")


def test_without_the_map_the_call_stays_one_name_that_is_missing(tmp_path: Path) -> None:
    tree = ReadTree(tmp_path, {"live/main.tf": CALL, **MODULES})
    assert list(tree.missing("live")) == ["module.db"]
    assert "modules/unused" in tree.roots


def test_modules_of_the_map_that_nothing_calls_are_said_and_not_judged(tmp_path: Path) -> None:
    tree = ReadTree(tmp_path, {"live/main.tf": CALL, **MODULES}, source_map=MAP)
    assert tree.roots == ("live", "modules/bootstrap")
    assert [one for one in tree.unread if isinstance(one, Skipped)] == [
        Skipped("modules/examples/whole", UNCALLED),
        Skipped("modules/stack", UNCALLED),
        Skipped("modules/unused", UNCALLED),
    ]


def test_a_repository_that_calls_itself_keeps_its_roots(tmp_path: Path) -> None:
    files = {"live/main.tf": CALL, "rds/main.tf": RDS, "app/main.tf": RDS.replace("this", "app")}
    tree = ReadTree(tmp_path, files, source_map={"github.com/acme/modules": "."})
    assert tree.roots == ("app", "live")
    assert "live::module.db.aws_db_instance.this" in tree.resources


def test_modules_of_the_map_call_each_other_by_paths(tmp_path: Path) -> None:
    call = CALL.replace("//rds", "//stack").replace("multi_az", "ha")
    tree = ReadTree(tmp_path, {"live/main.tf": call, **MODULES}, source_map=MAP)
    assert tree["live::module.db.module.db.aws_db_instance.this"].values["multi_az"] is True


def test_two_versions_lie_in_two_folders(tmp_path: Path) -> None:
    files = {
        "live/main.tf": CALL,
        "next/main.tf": CALL.replace("v1.4.0", "v2.0.0"),
        **MODULES,
        "v2/rds/main.tf": RDS.replace("this", "v2"),
    }
    tree = ReadTree(tmp_path, files, source_map={**MAP, "github.com/acme/modules?ref=v2.0.0": "v2"})
    assert {"live::module.db.aws_db_instance.this", "next::module.db.aws_db_instance.v2"} <= tree.resources.keys()


def test_a_path_into_what_init_installs_for_another_call(tmp_path: Path) -> None:
    calls = """
    provider "aws" {}
    module "__v1__" { source = "git::https://github.com/acme/modules.git?ref=v1" }
    module "db" {
      source   = "./.terraform/modules/__v1__/rds"
      multi_az = true
    }
    module "other" { source = "./.terraform/modules/__v2__/rds" }
    """
    tree = ReadTree(tmp_path, {"live/main.tf": calls, **MODULES}, source_map=MAP)
    assert tree["live::module.db.aws_db_instance.this"].values["multi_az"] is True
    assert tree["live::module.db.aws_db_instance.this"].span.file == "modules/rds/main.tf"
    assert set(tree.missing("live")) == {"module.other"}


def test_the_source_of_a_terragrunt_unit(tmp_path: Path) -> None:
    unit = """
    locals { version = get_env("MODULES") }
    terraform { source = "git::git@github.com:acme/modules.git//rds?ref=${local.version}" }
    inputs = { multi_az = true }
    """
    tree = ReadTree(tmp_path, {"live/db/terragrunt.hcl": unit, **MODULES}, source_map=MAP)
    assert tree.roots == ("live/db", "modules/bootstrap")
    assert tree["live/db::aws_db_instance.this"].values["multi_az"] is True


def test_the_units_of_a_terragrunt_stack(tmp_path: Path) -> None:
    stack = """
    unit "db" {
      source = "github.com/acme/catalog//units/db?ref=v0.3.0"
      path   = "db"
      values = { ha = true }
    }
    """
    unit = """
    terraform { source = "../../modules//rds" }
    inputs = { multi_az = values.ha }
    """
    files = {
        "live/terragrunt.stack.hcl": stack,
        "catalog/units/db/terragrunt.hcl": unit,
        "catalog/modules/rds/main.tf": RDS,
    }
    tree = ReadTree(tmp_path, files, source_map={"git@github.com:acme/catalog.git": "catalog"})
    found = {name: one.values["multi_az"] for name, one in tree.resources.items()}
    assert found == {"live/.terragrunt-stack/db::aws_db_instance.this": True}
