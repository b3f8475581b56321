"""What AWS Backup cannot copy, nor keep: under a key that AWS manages, and against the lock of a vault."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components, outcomes

HOME = """
provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111111111111"]
}

variable "key" {
  type = string
}

variable "days" {
  type = number
}

resource "aws_kms_key" "own" {}

resource "aws_backup_vault" "v" {
  name = "v"
}

resource "aws_backup_selection" "s" {
  name         = "s"
  plan_id      = aws_backup_plan.p.id
  iam_role_arn = "arn:aws:iam::111111111111:role/backup"
  resources    = ["*"]
}
"""
COPY = """
    copy_action {
      destination_vault_arn = "arn:aws:backup:eu-central-1:222222222222:backup-vault:far"
    }
"""


def plan(body: str = COPY) -> str:
    return f"""
resource "aws_backup_plan" "p" {{
  name = "p"
  rule {{
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.v.name
    {body}
  }}
}}
"""


def resource(kind: str, body: str) -> str:
    return f'resource "{kind}" "r" {{\n  {body}\n}}\n'


def of(kind: str, body: str, around: str) -> dict[str, str]:
    return outcomes(HOME + around + resource(kind, body))[f"{kind}.r"]


RESTORE = "recovers/restore"


@pytest.mark.parametrize(
    ("kind", "body", "account"),
    [
        ("aws_db_instance", "", RESTORE),
        ("aws_db_instance", "storage_encrypted = true", "lost"),
        ("aws_db_instance", "storage_encrypted = true\n  kms_key_id = aws_kms_key.own.arn", RESTORE),
        ("aws_db_instance", "storage_encrypted = true\n  kms_key_id = var.key", RESTORE),
        ("aws_db_instance", 'storage_encrypted = true\n  kms_key_id = "alias/aws/rds"', "lost"),
        ("aws_db_instance", "storage_encrypted = true\n  snapshot_identifier = var.key", RESTORE),
        ("aws_rds_cluster", "storage_encrypted = true", "lost"),
        ("aws_docdb_cluster", "storage_encrypted = true", "lost"),
        ("aws_neptune_cluster", "storage_encrypted = true", "lost"),
        ("aws_fsx_windows_file_system", "", "lost"),
        ("aws_fsx_windows_file_system", "kms_key_id = aws_kms_key.own.arn", RESTORE),
        ("aws_ebs_volume", "encrypted = true", "lost"),
        ("aws_ebs_volume", "encrypted = true\n  kms_key_id = aws_kms_key.own.arn", RESTORE),
        ("aws_efs_file_system", "encrypted = true", RESTORE),
        ("aws_dynamodb_table", "", RESTORE),
    ],
)
def test_what_is_encrypted_with_a_key_of_aws_stays_in_its_account(kind: str, body: str, account: str) -> None:
    found = of(kind, body, plan())
    assert (found["region"], found["account"]) == (RESTORE, account)


def test_a_default_key_of_the_region_may_be_a_customers() -> None:
    default = 'resource "aws_ebs_default_kms_key" "d" {\n  key_arn = aws_kms_key.own.arn\n}\n'
    assert of("aws_ebs_volume", "encrypted = true", plan() + default)["account"] == RESTORE


def test_the_key_of_a_volume_decides_on_copies_of_its_instance() -> None:
    text = (
        HOME.replace('["*"]', "[aws_instance.app.arn]")
        + plan()
        + """
resource "aws_instance" "app" {
  ami = "ami-1"
}

resource "aws_volume_attachment" "r" {
  device_name = "/dev/sdf"
  instance_id = aws_instance.app.id
  volume_id   = aws_ebs_volume.r.id
}
"""
    )
    for body, account in (("encrypted = true", "lost"), ("encrypted = false", RESTORE)):
        found = outcomes(text + resource("aws_ebs_volume", body))["aws_ebs_volume.r"]
        assert (found["data"], found["region"], found["account"]) == (RESTORE, RESTORE, account)


def test_the_report_says_what_keeps_a_copy_home() -> None:
    text = HOME + plan() + resource("aws_db_instance", "storage_encrypted = true")
    verdict = components(text)["aws_db_instance.r"].outcomes[Scenario.ACCOUNT]
    assert verdict.why == "AWS Backup copies nothing to another account that is encrypted with a key that AWS manages"
    assert ("aws_db_instance.r", "storage_encrypted", True) in {
        (e.address, e.attribute, e.value) for e in verdict.evidence
    }


@pytest.mark.parametrize(
    ("kind", "body", "copied"),
    [
        ("aws_rds_cluster", 'engine = "postgres"\n  db_cluster_instance_class = "db.r6gd.large"', "lost"),
        ("aws_rds_cluster", 'engine = "aurora-postgresql"', RESTORE),
    ],
)
def test_a_multi_az_cluster_is_not_copied(kind: str, body: str, copied: str) -> None:
    found = of(kind, body, plan())
    assert (found["data"], found["region"], found["account"]) == (RESTORE, copied, copied)


@pytest.mark.parametrize("kind", ["aws_redshift_cluster", "aws_redshiftserverless_namespace"])
def test_what_redshift_keeps_is_not_copied(kind: str) -> None:
    found = of(kind, 'node_type = "ra3.xlplus"' if kind == "aws_redshift_cluster" else "", plan())
    assert (found["data"], found["region"], found["account"]) == (RESTORE, "lost", "lost")


@pytest.mark.parametrize(("preference", "copied"), [("false", "lost"), ("true", RESTORE)])
def test_a_table_is_copied_by_the_advanced_features_alone(preference: str, copied: str) -> None:
    settings = f"""
resource "aws_backup_region_settings" "r" {{
  resource_type_opt_in_preference     = {{ DynamoDB = true }}
  resource_type_management_preference = {{ DynamoDB = {preference} }}
}}
"""
    found = of("aws_dynamodb_table", "", plan() + settings)
    assert (found["data"], found["region"], found["account"]) == (RESTORE, copied, copied)


def lock(bounds: str) -> str:
    return f'resource "aws_backup_vault_lock_configuration" "l" {{\n  backup_vault_name = "v"\n  {bounds}\n}}\n'


@pytest.mark.parametrize(
    ("days", "bounds", "data"),
    [
        ("7", "min_retention_days = 30", "lost"),
        ("30", "min_retention_days = 30", RESTORE),
        ("90", "max_retention_days = 60", "lost"),
        ('"45"', "min_retention_days = 30\n  max_retention_days = 60", RESTORE),
        ("7", "count = 0\n  min_retention_days = 30", RESTORE),
        ("var.days", "min_retention_days = 30", RESTORE),
        ("7", "min_retention_days = var.days", RESTORE),
        ("", "min_retention_days = 30", RESTORE),
        ("", "max_retention_days = 60", "lost"),
    ],
)
def test_a_lock_refuses_what_is_not_kept_for_as_long_as_it_says(days: str, bounds: str, data: str) -> None:
    lifecycle = f"lifecycle {{\n      delete_after = {days}\n    }}" if days else ""
    named = lock(bounds).replace('"v"', "aws_backup_vault.v.name")
    found = of("aws_db_instance", "", plan(lifecycle) + named)
    assert (found["data"], found["zone"]) == (data, data)


def test_a_lock_refuses_copies_too() -> None:
    far = """
provider "aws" {
  alias  = "far"
  region = "eu-central-1"
}

resource "aws_backup_vault" "far" {
  provider = aws.far
  name     = "far"
}

resource "aws_backup_vault_lock_configuration" "far" {
  provider           = aws.far
  backup_vault_name  = aws_backup_vault.far.name
  min_retention_days = 30
}
"""
    for days, region in (("7", "lost"), ("30", RESTORE)):
        copy = (
            "copy_action {\n      destination_vault_arn = aws_backup_vault.far.arn\n"
            f"      lifecycle {{\n        delete_after = {days}\n      }}\n    }}"
        )
        found = of("aws_db_instance", "", plan(copy) + far)
        assert (found["data"], found["region"]) == (RESTORE, region)
