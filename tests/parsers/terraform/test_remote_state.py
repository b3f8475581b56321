"""``terraform_remote_state``: a link where exactly one root keeps the state, else unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity_audit.estate.index import Estate
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.values import Reference
from continuity_audit.parsers.reading import Inputs
from continuity_audit.pipeline.environments import labelled
from continuity_audit.plugins.manager import load_plugins
from continuity_audit.profiles.drafts import Profiles
from profiles.judging import judged

from .trees import ReadTree

DATABASE = """
terraform {
  backend "s3" {
    bucket = "states"
    key    = "prod/db.tfstate"
    region = "eu-west-1"
  }
}
variable "size" {}
resource "aws_db_instance" "orders" {
  identifier     = "orders"
  instance_class = var.size
}
output "address" { value = aws_db_instance.orders.address }
output "arn" { value = aws_db_instance.orders.arn }
output "size" { value = var.size }
"""

APP = """
data "terraform_remote_state" "db" {
  backend = "s3"
  config = {
    bucket = "states"
    key    = "prod/db.tfstate"
    region = "eu-west-1"
  }
}
resource "aws_lambda_function" "app" {
  environment {
    variables = { HOST = "db://${data.terraform_remote_state.db.outputs.address}" }
  }
  address = data.terraform_remote_state.db.outputs.address
  size    = data.terraform_remote_state.db.outputs.size
  none    = data.terraform_remote_state.db.outputs.none
}
"""


def read(tmp_path: Path, **files: str) -> ReadTree:
    texts = {"db": DATABASE, "app": APP} | files
    return ReadTree(tmp_path, {f"{root}/main.tf": text for root, text in texts.items()})


def test_the_outputs_of_the_one_root_that_keeps_the_state(tmp_path: Path) -> None:
    tree = read(tmp_path)
    app = tree["app::aws_lambda_function.app"]
    assert [r.id for r in tree.estate.named(app.values["address"], near=app)] == ["db::aws_db_instance.orders"]
    assert Reference("aws_db_instance.orders", "address", "db") in app.references["environment"]
    assert causes_of(app.values["size"]) == {"db::var.size"}
    assert causes_of(app.values["none"]) == {"data.terraform_remote_state.db.outputs.none"}


@pytest.mark.parametrize(
    "change",
    [
        {"app": APP.replace("prod/db", "test/db")},
        {"app": APP.replace('"states"', '"others"')},
        {"app": APP.replace('"prod/db.tfstate"', "var.key")},
        {"copy": DATABASE},
    ],
)
def test_none_or_several_are_unknown(tmp_path: Path, change: dict[str, str]) -> None:
    app = read(tmp_path, **change)["app::aws_lambda_function.app"]
    assert causes_of(app.values["address"]) == {"data.terraform_remote_state.db"}


def test_what_is_not_known_speaks_against_nothing(tmp_path: Path) -> None:
    tree = read(tmp_path, app=APP.replace('"states"', "var.bucket"))
    app = tree["app::aws_lambda_function.app"]
    assert [r.id for r in tree.estate.named(app.values["address"], near=app)] == ["db::aws_db_instance.orders"]


def test_a_name_that_all_states_have_needs_its_place(tmp_path: Path) -> None:
    common = {
        "db": DATABASE.replace("prod/db.tfstate", "terraform.tfstate"),
        "app": APP.replace("prod/db.tfstate", "terraform.tfstate").replace('"states"', "var.bucket"),
    }
    app = read(tmp_path, **common)["app::aws_lambda_function.app"]
    assert causes_of(app.values["address"]) == {"data.terraform_remote_state.db"}


def test_a_local_state_lies_beside_its_root(tmp_path: Path) -> None:
    database = DATABASE.replace(DATABASE[: DATABASE.index("variable")], "")
    config = '  backend = "local"\n  config = { path = "../db/terraform.tfstate" }\n}\n'
    app = APP.replace(APP[APP.index("  backend") : APP.index("resource")], config)
    tree = read(tmp_path, db=database, app=app)
    found = tree["app::aws_lambda_function.app"]
    assert [r.id for r in tree.estate.named(found.values["address"], near=found)] == ["db::aws_db_instance.orders"]


def test_a_workspace_that_is_stated_is_that_of_the_other_root(tmp_path: Path) -> None:
    database = DATABASE.replace("value = var.size", "value = terraform.workspace")
    app = APP.replace('backend = "s3"', 'backend = "s3"\n  workspace = "prod"')
    assert read(tmp_path, db=database, app=app)["app::aws_lambda_function.app"].values["size"] == "prod"


def test_the_backend_of_a_unit(tmp_path: Path) -> None:
    unit = """
terraform { source = "../../code" }
remote_state {
  backend = "s3"
  config = {
    bucket = "states"
    key    = "${path_relative_to_include()}prod/db.tfstate"
  }
}
"""
    code = DATABASE.replace(DATABASE[: DATABASE.index("variable")], 'terraform {\n  backend "s3" {}\n}\n')
    files = {
        "code/main.tf": code,
        "live/db/terragrunt.hcl": unit.replace("${path_relative_to_include()}", ""),
        "app/main.tf": APP,
    }
    tree = ReadTree(tmp_path, files, Inputs(variables={"size": "large"}))
    assert tree.roots == ("app", "live/db")
    app = tree["app::aws_lambda_function.app"]
    assert app.values["size"] == "large"
    assert [r.id for r in tree.estate.named(app.values["address"], near=app)] == ["live/db::aws_db_instance.orders"]


def test_needs_follow_the_link(tmp_path: Path) -> None:
    tree = read(tmp_path)
    components = judged(tree.estate, Profiles(load_plugins(()).profiles))
    assert components["aws_lambda_function.app"].needs == ("db::aws_db_instance.orders",)


def test_a_link_stays_in_its_environment(tmp_path: Path) -> None:
    tree = read(tmp_path)
    resources = [
        resource
        for environment in ("prod", "test")
        for reading in tree.readings.values()
        for resource in labelled(reading, environment).resources
    ]
    estate = Estate(resources)
    app = next(r for r in resources if r.id == "app@test::aws_lambda_function.app")
    assert [r.id for r in estate.named(app.values["address"], near=app)] == ["db@test::aws_db_instance.orders"]


def test_references_come_through_each(tmp_path: Path) -> None:
    text = """
locals {
  all = {
    a = { host = aws_lb.a.dns_name, name = aws_lb.a.name }
    b = { host = aws_lb.b.dns_name, name = aws_lb.b.name }
  }
}
resource "aws_lb" "a" { name = "first" }
resource "aws_lb" "b" { name = "second" }
resource "aws_route53_record" "r" {
  for_each = { for key, each in local.all : key => each }
  records  = ["${each.value.host}."]
  name     = each.value.name
  ttl      = 60
}
"""
    references = ReadTree(tmp_path, {"main.tf": text})['.::aws_route53_record.r["b"]'].references
    assert references["records"] == {Reference("aws_lb.b", "dns_name")}
    assert references["name"] == {Reference("aws_lb.b", "name")}
    assert references["ttl"] == frozenset()
