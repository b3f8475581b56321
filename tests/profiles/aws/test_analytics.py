"""Redshift clusters and Redshift Serverless."""

from __future__ import annotations

import pytest

from profiles.audit_text import components
from profiles.aws.five import REGIONS, addresses, five

VARIABLES = """
variable "days" {
  type = number
}
variable "spread" {
  type = bool
}
variable "type" {
  type = string
}
"""
RA3, DC2 = 'node_type = "ra3.xlplus"', 'node_type = "dc2.large"'
RESTORE, RESTART, FAILOVER = "recovers/restore", "recovers/restart", "continues/failover"
COPIED = 'snapshot_copy {\n destination_region = "eu-central-1"\n}'
NO_BACKUP = "automated_snapshot_retention_period = 0"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((DC2,), (RESTORE, RESTORE, RESTORE, "lost", "lost")),
        ((DC2, NO_BACKUP), ("lost", "lost", "lost", "lost", "lost")),
        ((DC2, NO_BACKUP, "number_of_nodes = 2"), ("lost", RESTART, "lost", "lost", "lost")),
        ((DC2, "automated_snapshot_retention_period = var.days"), (
            "unknown(var.days)", "unknown(var.days)", "unknown(var.days)", "lost", "lost",
        )),
        ((RA3,), (RESTORE, RESTART, RESTORE, "lost", "lost")),
        ((RA3, NO_BACKUP), (RESTORE, RESTART, RESTORE, "lost", "lost")),
        ((RA3, "availability_zone_relocation_enabled = true"), (RESTORE, RESTART, RESTART, "lost", "lost")),
        ((RA3, "multi_az = true", "number_of_nodes = 2"), (RESTORE, FAILOVER, FAILOVER, "lost", "lost")),
        ((RA3, "multi_az = var.spread"), (RESTORE, "unknown(var.spread)", "unknown(var.spread)", "lost", "lost")),
        (("node_type = var.type", NO_BACKUP), (
            "unknown(var.type)", "unknown(var.type)", "unknown(var.type)", "lost", "lost",
        )),
        ((RA3, COPIED), (RESTORE, RESTART, RESTORE, RESTORE, "lost")),
    ],
)  # fmt: skip
def test_a_cluster(lines: tuple[str, ...], expected: tuple[str, ...]) -> None:
    body = "\n  ".join(lines)
    text = f'{VARIABLES}resource "aws_redshift_cluster" "dw" {{\n  cluster_identifier = "dw"\n  {body}\n}}\n'
    assert five(text, "aws_redshift_cluster.dw") == expected


@pytest.mark.parametrize(("days", "region"), [("1", RESTORE), ("0", "lost")])
def test_snapshots_copied_to_another_region_need_snapshots(days: str, region: str) -> None:
    text = f"""
resource "aws_redshift_cluster" "dw" {{
  cluster_identifier                  = "dw"
  node_type                           = "dc2.large"
  automated_snapshot_retention_period = {days}
}}
resource "aws_redshift_snapshot_copy" "far" {{
  cluster_identifier = aws_redshift_cluster.dw.id
  destination_region = "eu-central-1"
}}
"""
    assert five(text, "aws_redshift_cluster.dw")[3] == region


WORKGROUP = """
resource "aws_redshiftserverless_workgroup" "w" {
  workgroup_name = "w"
  namespace_name = %s
}
"""


def test_a_workgroup_folds_into_its_namespace() -> None:
    text = 'resource "aws_redshiftserverless_namespace" "n" {\n  namespace_name = "n"\n}\n'
    text += WORKGROUP % "aws_redshiftserverless_namespace.n.namespace_name"
    assert addresses(text) == ["aws_redshiftserverless_namespace.n"]
    assert five(text, "aws_redshiftserverless_namespace.n") == (RESTORE, RESTART, RESTART, "lost", "lost")


@pytest.mark.parametrize(
    ("resources", "account"),
    [
        ("[aws_redshiftserverless_namespace.n.arn]", RESTORE),
        ('["arn:aws:redshift-serverless:*:*:namespace/*"]', RESTORE),
        ('["arn:aws:redshift:*:*:cluster:*"]', "lost"),
    ],
)
def test_a_backup_plan_keeps_a_namespace_in_a_locked_vault_and_copies_nothing(resources: str, account: str) -> None:
    text = f"""
{REGIONS}
resource "aws_redshiftserverless_namespace" "n" {{
  namespace_name = "n"
}}
resource "aws_backup_vault" "far" {{
  provider = aws.far
  name     = "far"
}}
resource "aws_backup_vault" "home" {{
  name = "home"
}}
resource "aws_backup_vault_lock_configuration" "home" {{
  backup_vault_name   = aws_backup_vault.home.name
  changeable_for_days = 3
}}
resource "aws_backup_plan" "p" {{
  name = "p"
  rule {{
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.home.name
    copy_action {{
      destination_vault_arn = aws_backup_vault.far.arn
    }}
  }}
}}
resource "aws_backup_selection" "s" {{
  name         = "s"
  plan_id      = aws_backup_plan.p.id
  iam_role_arn = "arn:aws:iam::111111111111:role/backup"
  resources    = {resources}
}}
"""
    assert five(text, "aws_redshiftserverless_namespace.n") == (RESTORE, RESTART, RESTART, "lost", account)


def test_a_workgroup_whose_namespace_is_elsewhere_is_a_component() -> None:
    expected = ("continues", RESTART, RESTART, "recovers/redeploy", "recovers/redeploy")
    assert five(WORKGROUP % '"elsewhere"', "aws_redshiftserverless_workgroup.w") == expected


def test_what_is_made_in_a_grafana_workspace_is_only_there() -> None:
    text = """
resource "aws_grafana_workspace" "staff" {
  name                     = "staff"
  account_access_type      = "CURRENT_ACCOUNT"
  authentication_providers = ["AWS_SSO"]
  permission_type          = "SERVICE_MANAGED"
}

resource "aws_grafana_role_association" "admins" {
  role         = "ADMIN"
  workspace_id = aws_grafana_workspace.staff.id
}
"""
    found = components(text)
    assert list(found) == ["aws_grafana_workspace.staff"]
    companions = found["aws_grafana_workspace.staff"].companions
    assert [c.address for c in companions] == ["aws_grafana_role_association.admins"]
    expected = ("lost", "continues/service", "continues/service", "lost", "lost")
    assert five(text, "aws_grafana_workspace.staff") == expected
