"""Amazon EBS: snapshots by Data Lifecycle Manager and by AWS Backup."""

from __future__ import annotations

import pytest

from profiles.audit_text import components, outcomes

HOME = 'provider "aws" { region = "eu-west-1" }\n'
PLAIN = {"data": "lost", "instance": "continues/service", "zone": "lost", "region": "lost", "account": "lost"}
RESTORED = {**PLAIN, "data": "recovers/restore", "zone": "recovers/restore"}


def volume(tags: str = '{ snapshot = "nightly" }', more: str = "") -> str:
    return f"""
resource "aws_ebs_volume" "disk" {{
  availability_zone = "eu-west-1a"
  size              = 10
  tags              = {tags}
  {more}
}}
"""


def policy(
    target: str = '{ snapshot = "nightly" }',
    types: str = '["VOLUME"]',
    schedule: str = "",
    top: str = "",
    more: str = "",
) -> str:
    return f"""
resource "aws_dlm_lifecycle_policy" "nightly" {{
  description        = "nightly"
  execution_role_arn = "arn:aws:iam::111111111111:role/dlm"
  {top}
  policy_details {{
    resource_types = {types}
    target_tags    = {target}
    {more}
    schedule {{
      name = "nightly"
      create_rule {{
        interval = 24
      }}
      retain_rule {{
        count = 14
      }}
      {schedule}
    }}
  }}
}}
"""


def of(text: str, variables: dict[str, str] | None = None) -> dict[str, str]:
    return outcomes(HOME + text, variables)["aws_ebs_volume.disk"]


def test_a_plain_volume_dies_with_its_zone() -> None:
    assert of(volume()) == PLAIN


def test_snapshots_by_a_policy_on_its_tag() -> None:
    assert of(volume() + policy()) == RESTORED


def test_a_policy_of_another_environment_may_see_another_account() -> None:
    files = {"prod/main.tf": HOME + volume(), "dev/main.tf": HOME + policy()}
    open_ = "unknown(provider.aws.account)"
    assert outcomes(files)["aws_ebs_volume.disk"] == {**PLAIN, "data": open_, "zone": open_}


def test_a_policy_counts_where_the_region_is_not_stated() -> None:
    assert outcomes(volume() + policy())["aws_ebs_volume.disk"] == RESTORED


@pytest.mark.parametrize(("tags", "target", "data"), [
    ('{ snapshot = "weekly" }', '{ snapshot = "nightly" }', "lost"),
    ("{}", '{ snapshot = "nightly" }', "lost"),
    ('{ team = "a", snapshot = "nightly" }', '{ other = "x", snapshot = "nightly" }', "recovers/restore"),
    ("{ snapshot = var.how }", '{ snapshot = "nightly" }', "unknown(var.how)"),
    ("var.tags", '{ snapshot = "nightly" }', "unknown(var.tags)"),
    ('{ snapshot = "nightly" }', "var.tags", "unknown(var.tags)"),
])  # fmt: skip
def test_any_of_the_target_tags_is_enough(tags: str, target: str, data: str) -> None:
    variables = 'variable "how" {}\nvariable "tags" { type = map(string) }\n'
    assert of(variables + volume(tags) + policy(target))["data"] == data


def test_tags_of_the_provider_count() -> None:
    provider = """
    provider "aws" {
      region = "eu-west-1"
      default_tags {
        tags = { snapshot = "nightly" }
      }
    }
    """
    assert outcomes(provider + volume("{}") + policy())["aws_ebs_volume.disk"] == RESTORED
    assert outcomes(provider + volume('{ snapshot = "no" }') + policy())["aws_ebs_volume.disk"] == PLAIN


@pytest.mark.parametrize(("state", "data"), [
    ('state = "ENABLED"', "recovers/restore"),
    ('state = "DISABLED"', "lost"),
    ("state = var.state", "unknown(var.state)"),
    ("count = 0", "lost"),
    ("count = var.on ? 1 : 0", "unknown(var.on)"),
])  # fmt: skip
def test_a_policy_that_is_off_takes_none(state: str, data: str) -> None:
    text = 'variable "state" {}\nvariable "on" { type = bool }\n' + volume() + policy(top=state)
    assert of(text) == {**PLAIN, "data": data, "zone": data}


def test_an_event_policy_takes_no_snapshots() -> None:
    assert of(volume() + policy(more='policy_type = "EVENT_BASED_POLICY"')) == PLAIN


def test_a_policy_of_another_region_does_not_see_the_volume() -> None:
    other = 'provider "aws" {\n  alias = "dr"\n  region = "eu-north-1"\n}\n'
    assert of(other + volume() + policy(top="provider = aws.dr")) == PLAIN


@pytest.mark.parametrize(("target", "region"), [
    ('target = "eu-north-1"', "recovers/restore"),
    ('target_region = "eu-north-1"', "recovers/restore"),
    ('target = "eu-west-1"', "lost"),
    ("target = var.dr", "unknown(var.dr)"),
])  # fmt: skip
def test_snapshots_copied_to_another_region(target: str, region: str) -> None:
    rule = f"cross_region_copy_rule {{\n        {target}\n        encrypted = true\n      }}"
    text = 'variable "dr" {}\n' + volume() + policy(schedule=rule)
    assert of(text) == {**RESTORED, "region": region}


def test_shared_snapshots_are_no_copy() -> None:
    rule = 'share_rule {\n        target_accounts = ["222222222222"]\n      }'
    assert of(volume() + policy(schedule=rule)) == RESTORED


INSTANCE = """
resource "aws_instance" "machine" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  tags          = { snapshot = "nightly", backup = "daily" }
}
resource "aws_volume_attachment" "disk" {
  device_name = "/dev/sdf"
  volume_id   = aws_ebs_volume.disk.id
  instance_id = aws_instance.machine.id
}
"""


def test_a_policy_for_instances_covers_the_volumes_attached_to_them() -> None:
    assert of(volume("{}") + policy(types='["INSTANCE"]') + INSTANCE) == RESTORED
    assert of(volume("{}") + policy(types='["VOLUME"]') + INSTANCE) == PLAIN
    assert of(volume() + policy(types='["INSTANCE"]')) == PLAIN
    assert of('variable "t" { type = list(string) }\n' + volume() + policy(types="var.t"))["data"] == "unknown(var.t)"


def test_a_default_policy_covers_every_volume_that_it_does_not_exclude() -> None:
    def default(exclusions: str, kind: str = "VOLUME") -> str:
        return f"""
        resource "aws_dlm_lifecycle_policy" "all" {{
          description        = "all"
          execution_role_arn = "arn:aws:iam::111111111111:role/dlm"
          default_policy     = "{kind}"
          policy_details {{
            create_interval = 1
            policy_language = "SIMPLIFIED"
            {exclusions}
          }}
        }}
        """

    assert of(volume() + default("")) == RESTORED
    assert of(volume() + default("", "INSTANCE")) == PLAIN
    assert of(volume() + default('exclusions {\n exclude_tags = { snapshot = "nightly" }\n}')) == PLAIN
    assert of(volume(more='type = "st1"') + default('exclusions {\n exclude_volume_types = ["st1"]\n}')) == PLAIN
    assert of(volume() + default('exclusions {\n exclude_volume_types = ["st1"]\n}')) == RESTORED


PLAN = """
resource "aws_backup_vault" "v" { name = "v" }
resource "aws_backup_vault_lock_configuration" "v" {
  backup_vault_name   = aws_backup_vault.v.name
  changeable_for_days = 3
}
resource "aws_backup_plan" "p" {
  name = "p"
  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.v.name
    copy_action {
      destination_vault_arn = "arn:aws:backup:eu-north-1:111111111111:backup-vault:far"
    }
  }
}
resource "aws_backup_selection" "s" {
  name         = "s"
  plan_id      = aws_backup_plan.p.id
  iam_role_arn = "arn:aws:iam::111111111111:role/backup"
  selection_tag {
    type  = "STRINGEQUALS"
    key   = "backup"
    value = "daily"
  }
}
"""
EVERYWHERE = {**RESTORED, "region": "recovers/restore", "account": "recovers/restore"}


def test_a_backup_plan_for_the_volume_or_for_its_instance() -> None:
    assert of(volume('{ backup = "daily" }') + PLAN) == EVERYWHERE
    assert of(volume("{}") + PLAN) == PLAIN
    assert of(volume("{}") + PLAN + INSTANCE) == EVERYWHERE


def test_its_name_is_its_tag() -> None:
    assert components(volume('{ Name = "data" }'))["aws_ebs_volume.disk"].name == "data"
