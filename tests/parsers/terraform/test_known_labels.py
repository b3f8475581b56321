"""The names and tags of ``cloudposse/label/null``: they decide which resources there are, and what selects them."""

from __future__ import annotations

from pathlib import Path

from continuity_audit.estate.values import Value
from continuity_audit.parsers.reading import Inputs
from parsers.terraform.plans import resources
from profiles.audit_text import outcomes

LABEL = """
module "label" {
  source    = "cloudposse/label/null"
  version   = "0.25.0"
  namespace = "eg"
  stage     = "prod"
  name      = "My.App"
  tags      = { Owner = "shop" }
}

module "logs" {
  source     = "git::https://github.com/cloudposse/terraform-null-label.git?ref=tags/0.25.0"
  context    = module.label.context
  attributes = ["logs"]
  %s
}
"""


def made(text: str, folder: Path) -> Value:
    (folder / "main.tf").write_text(text, "utf-8")
    return resources(folder, Inputs(workspace="default"))["terraform_data.x"].values["input"]


def test_the_parts_of_a_name_stand_in_their_order_without_what_is_not_allowed(tmp_path: Path) -> None:
    out = 'resource "terraform_data" "x" {\n  input = [module.label.id, module.label.tags, module.logs.id]\n}\n'
    assert made(LABEL % "" + out, tmp_path) == (
        "eg-prod-myapp",
        {"Name": "eg-prod-myapp", "Namespace": "eg", "Owner": "shop", "Stage": "prod"},
        "eg-prod-myapp-logs",
    )


def test_what_a_call_says_goes_before_its_context(tmp_path: Path) -> None:
    settings = 'stage = "dev"\n  delimiter = "_"\n  label_order = ["name", "stage"]\n  label_value_case = "upper"'
    out = 'resource "terraform_data" "x" {\n  input = [module.logs.id, module.logs.tags, module.logs.enabled]\n}\n'
    assert made(LABEL % settings + out, tmp_path) == (
        "MYAPP_DEV",
        {"Name": "MYAPP_DEV", "Namespace": "EG", "Owner": "shop", "Stage": "DEV", "Attributes": "LOGS"},
        True,
    )


def test_a_name_that_is_too_long_ends_with_a_part_of_its_hash(tmp_path: Path) -> None:
    out = 'resource "terraform_data" "x" {\n  input = module.logs.id\n}\n'
    assert made(LABEL % "id_length_limit = 14" + out, tmp_path) == "eg-prod-bf6b38"


def test_a_label_that_is_switched_off_makes_nothing() -> None:
    table = 'resource "aws_dynamodb_table" "t" {\n  count = module.logs.enabled ? 1 : 0\n  name = module.logs.id\n}\n'
    assert list(outcomes(LABEL % "" + table)) == ["aws_dynamodb_table.t[0]"]
    assert outcomes(LABEL % "enabled = false" + table) == {}


def test_a_tag_is_known_though_another_part_of_the_label_is_open() -> None:
    text = """
variable "stage" {
  type = string
}

resource "aws_backup_vault" "v" {
  name = "v"
}

resource "aws_backup_plan" "p" {
  name = "p"
  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.v.name
    schedule          = "cron(0 5 * * ? *)"
  }
}

resource "aws_backup_selection" "s" {
  name         = "s"
  plan_id      = aws_backup_plan.p.id
  iam_role_arn = "arn:aws:iam::123456789012:role/backup"
  selection_tag {
    type  = "STRINGEQUALS"
    key   = "Namespace"
    value = "eg"
  }
}

resource "aws_dynamodb_table" "t" {
  name = module.logs.id
  tags = module.logs.tags
}
"""
    assert outcomes(LABEL % "stage = var.stage" + text)["aws_dynamodb_table.t"]["data"] == "recovers/restore"
