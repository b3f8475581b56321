"""How many zones there are behind subnets of which code leaves the number open: one for each zone of a data source."""

from __future__ import annotations

from typing import Final

import pytest

from profiles.audit_text import outcomes

ZONES: Final = "data.aws_availability_zones.all.names"
GIVEN: Final = """
provider "aws" {
  region = "eu-west-2"
}
data "aws_availability_zones" "all" {
  %s
}
variable "open" {}
variable "none" {
  type    = list(string)
  default = []
}
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
"""
UNKNOWN: Final = "unknown(data.aws_availability_zones.all)"
CONTINUES: Final = "continues/service"
MEMBERS: Final = "continues/members"
RECOVERS: Final = "recovers/redeploy"
IN_VPC: Final = " vpc_id = aws_vpc.main.id\n"
ALL: Final = "aws_subnet.one[*].id"
EACH: Final = "[for subnet in aws_subnet.one : subnet.id]"


def counted(count: str, zone: str) -> str:
    return f'resource "aws_subnet" "one" {{\n count = {count}\n availability_zone = {zone}\n{IN_VPC}}}\n'


def keyed(over: str, zone: str = "each.value") -> str:
    return f'resource "aws_subnet" "one" {{\n for_each = {over}\n availability_zone = {zone}\n{IN_VPC}}}\n'


def listed(subnets: str) -> str:
    return f'resource "aws_lb" "main" {{\n load_balancer_type = "network"\n subnets = {subnets}\n}}\n'


def mapped(subnets: str) -> str:
    block = (
        f'dynamic "subnet_mapping" {{\n for_each = {subnets}\n content {{\n subnet_id = subnet_mapping.value\n }}\n }}'
    )
    return f'resource "aws_lb" "main" {{\n load_balancer_type = "network"\n {block}\n}}\n'


def zone(subnets: str, balancer: str, settings: str = "") -> str:
    return outcomes(GIVEN % settings + subnets + balancer)["aws_lb.main"]["zone"]


@pytest.mark.parametrize(("subnets", "all_of_them", "expected"), [
    (counted(f"length({ZONES})", f"{ZONES}[count.index]"), ALL, CONTINUES),
    (counted(f"length({ZONES})", f"element({ZONES}, count.index)"), ALL, CONTINUES),
    (counted(f"length({ZONES})", f"sort({ZONES})[count.index]"), ALL, CONTINUES),
    (counted(f"length({ZONES})", f"{ZONES}[0]"), ALL, RECOVERS),
    (counted(f"min(3, length({ZONES}))", f"{ZONES}[count.index]"), ALL, CONTINUES),
    (counted(f"max(1, length({ZONES}))", f"element({ZONES}, count.index)"), ALL, CONTINUES),
    (counted(f"min(1, length({ZONES}))", f"{ZONES}[count.index]"), ALL, UNKNOWN),
    (counted(f"length({ZONES}) > 3 ? 3 : length({ZONES})", f"{ZONES}[count.index]"), ALL, CONTINUES),
    (f"locals {{\n azs = slice({ZONES}, 0, min(3, length({ZONES})))\n}}\n"
     + counted("length(local.azs)", "local.azs[count.index]"), ALL, CONTINUES),
    (f"locals {{\n azs = length(var.none) > 0 ? var.none : [for z in {ZONES} : z]\n}}\n"
     + counted("length(local.azs)", "local.azs[count.index]"), ALL, CONTINUES),
    (keyed(f"toset({ZONES})"), EACH, CONTINUES),
    (keyed(f"toset({ZONES})"), "values(aws_subnet.one)[*].id", CONTINUES),
    (keyed(f"toset(slice({ZONES}, 0, 3))"), EACH, CONTINUES),
    (keyed(f"toset(slice({ZONES}, 0, 1))"), EACH, RECOVERS),
    (keyed(f"toset(slice(sort({ZONES}), 0, min(4, length({ZONES}))))"), EACH, CONTINUES),
    (keyed(f"toset(slice({ZONES}, 0, var.open))"), EACH, "unknown(data.aws_availability_zones.all, var.open)"),
    (keyed(f"{{ for i, z in {ZONES} : z => i }}", "each.key"), EACH, CONTINUES),
    (keyed(f"{{ for i, z in {ZONES} : i => z }}"), EACH, CONTINUES),
    (keyed(f"{{ for i, z in {ZONES} : \"private-${{z}}\" => {{ zone = z }} }}", "each.value.zone"), EACH, CONTINUES),
    (keyed(f"{{ for i, n in [1, 2, 3] : {ZONES}[i] => {{ zone = {ZONES}[i], net = n }} }}", "each.value.zone"), EACH,
     CONTINUES),
    (keyed(f"{{ for n in [1, 2] : \"${{n}}-${{{ZONES}[0]}}\" => {{ zone = {ZONES}[0] }} }}", "each.value.zone"), EACH,
     RECOVERS),
    (keyed(f"{{ for z in {ZONES} : z => {ZONES}[0] }}"), EACH, RECOVERS),
    (keyed(f"{{ for z in {ZONES} : z => z if z != \"eu-west-2c\" }}"), EACH, UNKNOWN),
    (keyed(f"toset([for z in {ZONES} : \"eu-west-2a\"])"), EACH, UNKNOWN),
    (keyed(f"toset([for z in {ZONES} : {ZONES}[0]])"), EACH, UNKNOWN),
])  # fmt: skip
def test_subnets_for_the_zones_of_a_region(subnets: str, all_of_them: str, expected: str) -> None:
    assert zone(subnets, listed(all_of_them)) == expected
    assert zone(subnets, mapped(all_of_them)) == expected


@pytest.mark.parametrize(("some", "expected"), [
    ("[aws_subnet.one[0].id]", RECOVERS),
    ("[aws_subnet.one[0].id, aws_subnet.one[1].id]", CONTINUES),
    ("[aws_subnet.one.*.id[0]]", RECOVERS),
    ("[element(aws_subnet.one[*].id, 0)]", RECOVERS),
    ("[element(aws_subnet.one[*].id, 5)]", RECOVERS),
    ("[for i in [0, 1] : element(aws_subnet.one[*].id, i)]", CONTINUES),
    ("slice(aws_subnet.one[*].id, 0, 1)", RECOVERS),
    ("slice(aws_subnet.one[*].id, 0, 2)", CONTINUES),
    ("[aws_subnet.one[var.open].id]", RECOVERS),
    ("compact(aws_subnet.one[*].id)", CONTINUES),
    ("toset(aws_subnet.one[*].id)", CONTINUES),
    ("flatten([aws_subnet.one[*].id])", CONTINUES),
    ("[for subnet in aws_subnet.one : subnet.id if subnet.availability_zone == var.open]",
     "unknown(data.aws_availability_zones.all)"),
])  # fmt: skip
def test_some_of_the_subnets_are_no_more_than_they_are(some: str, expected: str) -> None:
    assert zone(counted(f"length({ZONES})", f"{ZONES}[count.index]"), listed(some)) == expected


def by(name: str, values: str) -> str:
    return f'filter {{\n    name   = "{name}"\n    values = {values}\n  }}'


@pytest.mark.parametrize(("settings", "expected"), [
    ('state = "available"', CONTINUES),
    (by("opt-in-status", '["opt-in-not-required"]'), CONTINUES),
    (by("opt-in-status", '["not-opted-in"]'), UNKNOWN),
    (by("zone-type", '["local-zone"]'), UNKNOWN),
    (by("group-name", '["eu-west-2"]'), CONTINUES),
    (by("group-name", '["eu-west-2-lon-1"]'), UNKNOWN),
    (by("zone-name", '["eu-west-2a"]'), UNKNOWN),
    (by("zone-name", '["eu-west-2a", "eu-west-2b"]'), CONTINUES),
    (by("zone-name", "[var.open]"), UNKNOWN),
    ('exclude_names = ["eu-west-2c"]', CONTINUES),
    ('exclude_names = ["eu-west-2b", "eu-west-2c"]', UNKNOWN),
    ('exclude_zone_ids = ["use1-az3", "use1-az2"]', CONTINUES),
])  # fmt: skip
def test_a_list_of_zones_that_is_filtered_may_hold_one(settings: str, expected: str) -> None:
    assert zone(counted(f"length({ZONES})", f"{ZONES}[count.index]"), listed(ALL), settings) == expected


MACHINES: Final = """
resource "aws_instance" "web" {
  count         = length(data.aws_availability_zones.all.names)
  ami           = "ami-1"
  instance_type = "t3.micro"
  subnet_id     = %s
}
resource "aws_lb" "main" {
  subnets = aws_subnet.one[*].id
}
resource "aws_lb_listener" "main" {
  load_balancer_arn = aws_lb.main.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.main.arn
  }
}
resource "aws_lb_target_group" "main" {
  vpc_id = aws_vpc.main.id
}
resource "aws_lb_target_group_attachment" "main" {
  %s
  target_group_arn = aws_lb_target_group.main.arn
  target_id        = aws_instance.web[%s].id
}
"""


@pytest.mark.parametrize(("subnet", "number", "attached", "instance", "in_zone"), [
    ("aws_subnet.one[count.index].id", f"count = length({ZONES})", "count.index", MEMBERS, MEMBERS),
    ("aws_subnet.one[0].id", f"count = length({ZONES})", "count.index", MEMBERS, RECOVERS),
    ("aws_subnet.one[count.index].id", "", "0", RECOVERS, RECOVERS),
])  # fmt: skip
def test_machines_for_the_zones_of_a_region(
    subnet: str, number: str, attached: str, instance: str, in_zone: str
) -> None:
    subnets = counted(f"length({ZONES})", f"{ZONES}[count.index]")
    found = outcomes(GIVEN % "" + subnets + MACHINES % (subnet, number, attached))["aws_instance.web"]
    assert (found["instance"], found["zone"]) == (instance, in_zone)


TWO_ATTACHED: Final = """
resource "aws_lb_target_group_attachment" "second" {
  target_group_arn = aws_lb_target_group.main.arn
  target_id        = aws_instance.web[1].id
}
"""


def test_two_of_many_machines_stand_in_for_each_other() -> None:
    subnets = counted(f"length({ZONES})", f"{ZONES}[count.index]")
    machines = MACHINES % ("aws_subnet.one[count.index].id", "", "0")
    assert outcomes(GIVEN % "" + subnets + machines + TWO_ATTACHED)["aws_instance.web"]["instance"] == MEMBERS


@pytest.mark.parametrize(("subnet", "expected"), [
    ("aws_subnet.one[count.index].id", "continues/service"),
    ("element(aws_subnet.one[*].id, count.index)", "continues/service"),
    ("aws_subnet.one[0].id", "recovers/redeploy"),
])  # fmt: skip
def test_mount_targets_for_the_zones_of_a_region(subnet: str, expected: str) -> None:
    text = f"""
resource "aws_efs_file_system" "main" {{
}}
resource "aws_efs_mount_target" "main" {{
  count          = length({ZONES})
  file_system_id = aws_efs_file_system.main.id
  subnet_id      = {subnet}
}}
"""
    subnets = counted(f"length({ZONES})", f"{ZONES}[count.index]")
    assert outcomes(GIVEN % "" + subnets + text)["aws_efs_file_system.main"]["zone"] == expected


@pytest.mark.parametrize(("over", "expected"), [
    ("concat(aws_subnet.one[*].id, values(var.more))", MEMBERS),
    ("{ for subnet in aws_subnet.one : subnet.availability_zone => subnet.id }", MEMBERS),
    ("{ a = aws_subnet.one[0].id }", RECOVERS),
    ("var.more", "unknown(var.more)"),
])  # fmt: skip
def test_blocks_over_a_list_whose_length_is_open(over: str, expected: str) -> None:
    text = f"""
variable "more" {{
  type = map(string)
}}
resource "aws_route53_resolver_endpoint" "main" {{
  direction          = "INBOUND"
  security_group_ids = ["sg-1"]
  dynamic "ip_address" {{
    for_each = {over}
    content {{
      subnet_id = ip_address.value
    }}
  }}
}}
"""
    subnets = counted(f"length({ZONES})", f"{ZONES}[count.index]")
    assert outcomes(GIVEN % "" + subnets + text)["aws_route53_resolver_endpoint.main"]["zone"] == expected
