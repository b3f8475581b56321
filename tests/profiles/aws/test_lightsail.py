"""Databases, disks and container services of Amazon Lightsail."""

from __future__ import annotations

import pytest

from profiles.audit_text import outcomes
from profiles.aws.stateless import AWS, stateless


def database(bundle: str, backups: str = "") -> dict[str, str]:
    text = f'resource "aws_lightsail_database" "x" {{\n  bundle_id = {bundle}\n  {backups}\n}}\n'
    return outcomes(AWS + 'variable "bundle" {}\n' + text)["aws_lightsail_database.x"]


def stateful(data: str, instance: str, zone: str) -> dict[str, str]:
    return {"data": data, "instance": instance, "zone": zone, "region": "lost", "account": "lost"}


def test_a_database_of_a_high_availability_plan_has_a_standby_in_another_zone() -> None:
    assert database('"small_ha_2_0"') == stateful("recovers/restore", "continues/failover", "continues/failover")
    assert database('"small_2_0"') == stateful("recovers/restore", "recovers/restart", "recovers/restore")
    open_plan = stateful("recovers/restore", "unknown(var.bundle)", "unknown(var.bundle)")
    assert database("var.bundle") == open_plan


def test_a_database_without_backups_has_no_copy() -> None:
    without = "backup_retention_enabled = false"
    assert database('"small_2_0"', without) == stateful("lost", "recovers/restart", "lost")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ('"Enabled"', stateful("recovers/restore", "continues/service", "recovers/restore")),
        ('"Disabled"', stateful("lost", "continues/service", "lost")),
        ("var.status", stateful("unknown(var.status)", "continues/service", "unknown(var.status)")),
    ],
)
def test_automatic_snapshots_of_a_machine_take_its_disks_in(status: str, expected: dict[str, str]) -> None:
    text = f"""
variable "status" {{}}

resource "aws_lightsail_instance" "web" {{
  name = "web"
  add_on {{
    type          = "AutoSnapshot"
    snapshot_time = "06:00"
    status        = {status}
  }}
}}

resource "aws_lightsail_disk" "data" {{
  name = "data"
}}

resource "aws_lightsail_disk_attachment" "data" {{
  disk_name     = aws_lightsail_disk.data.name
  instance_name = aws_lightsail_instance.web.name
}}
"""
    assert outcomes(AWS + text)["aws_lightsail_disk.data"] == expected


@pytest.mark.parametrize(("scale", "instance"), [("1", "recovers/restart"), ("2", "continues/members")])
def test_a_container_service_has_as_many_nodes_as_its_scale(scale: str, instance: str) -> None:
    text = AWS + f'resource "aws_lightsail_container_service" "x" {{\n  name = "x"\n  scale = {scale}\n}}\n'
    assert outcomes(text)["aws_lightsail_container_service.x"] == stateless(instance, "recovers/redeploy")


def test_a_container_service_that_is_switched_off_is_no_component() -> None:
    text = 'resource "aws_lightsail_container_service" "x" {\n  name = "x"\n  scale = 1\n  is_disabled = true\n}\n'
    assert outcomes(AWS + text) == {}
