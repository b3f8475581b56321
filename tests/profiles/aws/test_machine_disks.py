"""Data disks that code makes with an EC2 machine are judged as volumes of their own."""

from __future__ import annotations

import pytest

from profiles.audit_text import components, outcomes
from profiles.aws.stateless import REDEPLOYED
from profiles.aws.test_block_storage import EVERYWHERE, HOME, PLAIN, PLAN, RESTORED, policy

HELD = {"instance": "recovers/redeploy"}
LOST = PLAIN | HELD
SNAPSHOT = RESTORED | HELD


def disk(device: str = '"/dev/sdf"', more: str = "") -> str:
    return f"ebs_block_device {{\n device_name = {device}\n volume_size = 100\n {more}\n}}\n"


def machine(text: str, around: str = "") -> dict[str, str]:
    made = f'resource "aws_instance" "one" {{\n ami = "ami-1"\n{text}\n}}\n'
    return outcomes(HOME + made + around)["aws_instance.one"]


def test_a_volume_inside_of_a_machine_is_lost_as_one_of_its_own() -> None:
    assert machine(disk()) == LOST
    text = f'resource "aws_instance" "one" {{\n ami = "ami-1"\n{disk()}\n}}\n'
    assert components(HOME + text)["aws_instance.one"].stateful


@pytest.mark.parametrize("device", [
    '"/dev/sda1"', '"/dev/xvda"', "data.aws_ami.image.root_device_name",
])  # fmt: skip
def test_the_root_is_made_of_an_image(device: str) -> None:
    assert machine(disk(device), 'data "aws_ami" "image" {}\n') == REDEPLOYED


def test_an_instance_store_is_temporary() -> None:
    store = 'ephemeral_block_device {\n device_name = "/dev/sdb"\n virtual_name = "ephemeral0"\n}\n'
    assert machine(store) == REDEPLOYED


@pytest.mark.parametrize(("text", "around", "expected"), [
    (disk(more='tags = { snapshot = "nightly" }'), policy(), SNAPSHOT),
    ('volume_tags = { snapshot = "nightly" }\n' + disk(), policy(), SNAPSHOT),
    ('tags = { snapshot = "nightly" }\n' + disk(), policy(), LOST),
    ('tags = { snapshot = "nightly" }\n' + disk(), policy(types='["INSTANCE"]'), SNAPSHOT),
    (disk(more='tags = { snapshot = "nightly" }') + disk('"/dev/sdg"'), policy(), LOST),
    ('tags = { backup = "daily" }\n' + disk(), PLAN, EVERYWHERE | HELD),
    (disk(), PLAN, LOST),
])  # fmt: skip
def test_copies_of_each_volume_or_of_the_machine(text: str, around: str, expected: dict[str, str]) -> None:
    assert machine(text, around) == expected


def test_disks_that_code_leaves_open() -> None:
    variables = 'variable "disks" { type = list(string) }\nvariable "device" {}\n'
    dynamic = """
      dynamic "ebs_block_device" {
        for_each = var.disks
        content {
          device_name = ebs_block_device.value
        }
      }
    """
    assert machine(dynamic, variables)["data"] == "unknown(var.disks)"
    assert machine(disk("var.device"), variables)["data"] == "unknown(var.device)"
    assert machine(disk("var.device") + disk(), variables)["data"] == "lost"


MAPPED = """
resource "aws_launch_template" "app" {
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_size = 10
    }
  }
  %s
  tag_specifications {
    resource_type = "volume"
    tags          = { snapshot = "nightly" }
  }
}
"""
FROM_TEMPLATE = "launch_template {\n id = aws_launch_template.app.id\n}\n"
SECOND = 'block_device_mappings {\n device_name = "/dev/sdf"\n ebs {\n volume_size = 10\n }\n}\n'


@pytest.mark.parametrize(("mapping", "expected"), [
    ("", REDEPLOYED),
    (SECOND, LOST),
    ('block_device_mappings {\n device_name = "/dev/sdb"\n virtual_name = "ephemeral0"\n}\n', REDEPLOYED),
    ('block_device_mappings {\n device_name = "/dev/sdb"\n no_device = true\n ebs {}\n}\n', REDEPLOYED),
])  # fmt: skip
def test_disks_of_the_template_that_a_machine_is_started_from(mapping: str, expected: dict[str, str]) -> None:
    assert machine(FROM_TEMPLATE, MAPPED % mapping) == expected


def test_tags_that_a_template_gives_its_volumes() -> None:
    assert machine(FROM_TEMPLATE, MAPPED % SECOND + policy()) == SNAPSHOT


def test_a_group_starts_machines_with_empty_disks() -> None:
    group = f"""
    resource "aws_autoscaling_group" "app" {{
      min_size = 1
      max_size = 1
      {FROM_TEMPLATE}
    }}
    """
    assert outcomes(HOME + MAPPED % SECOND + group)["aws_autoscaling_group.app"]["data"] == "continues"


BALANCED = """
resource "aws_instance" "app" {
  count             = 2
  availability_zone = ["eu-west-1a", "eu-west-1b"][count.index]
  DISK
}
resource "aws_elb" "front" {
  instances = aws_instance.app[*].id
  health_check {
    target = "TCP:80"
  }
}
"""


def test_others_carry_on_with_requests_and_not_with_what_is_on_a_disk() -> None:
    without = outcomes(HOME + BALANCED.replace("DISK", ""))["aws_instance.app[0]"]
    assert (without["instance"], without["zone"]) == ("continues/members", "continues/members")
    held = outcomes(HOME + BALANCED.replace("DISK", disk()))["aws_instance.app[0]"]
    assert held == {**PLAIN, "instance": "continues/members"}
