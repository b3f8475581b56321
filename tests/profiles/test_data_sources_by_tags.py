"""A data source that asks for tags leads to the one resource of the estate that bears them, or to all that it lists."""

from __future__ import annotations

import pytest

from profiles.audit_text import components, outcomes

AWS = 'provider "aws" { region = "eu-west-1" }\n'
NETWORK = (
    AWS
    + """
variable "third" { type = bool }
variable "tags" {}
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "main" }
}
resource "aws_vpc" "other" {
  cidr_block = "10.1.0.0/16"
  tags       = { Name = "other" }
}
resource "aws_subnet" "private" {
  for_each          = { a = "eu-west-1a", b = "eu-west-1b" }
  vpc_id            = aws_vpc.main.id
  availability_zone = each.value
  tags              = { Name = "private-${each.key}", Tier = "private" }
}
resource "aws_subnet" "public" {
  vpc_id            = aws_vpc.main.id
  availability_zone = "eu-west-1c"
  tags              = { Name = "public", Tier = "public" }
}
"""
)


def group(subnets: str) -> str:
    return f"""
resource "aws_autoscaling_group" "app" {{
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = {subnets}
}}
"""


def looked_up(kind: str, name: str, body: str) -> str:
    return f'data "{kind}" "{name}" {{\n{body}\n}}\n'


def by_name(name: str, asked: str) -> str:
    return looked_up("aws_subnet", name, f'filter {{\n name = "tag:Name"\n values = [{asked}]\n }}')


def zone(app: str, network: str = NETWORK) -> str:
    files = {"network/main.tf": network, "app/main.tf": AWS + app}
    return outcomes(files)["aws_autoscaling_group.app"]["zone"]


BOTH = "[data.aws_subnet.one.id, data.aws_subnet.two.id]"
MEMBERS = "continues/members"
REDEPLOY = "recovers/redeploy"
ONE_OPEN = "unknown(data.aws_subnet.two)"


@pytest.mark.parametrize(("second", "expected"), [
    (by_name("two", '"private-b"'), MEMBERS),
    (by_name("two", '"*-b"'), MEMBERS),
    (by_name("two", '"private-a"'), REDEPLOY),
    (by_name("two", '"private-*"'), ONE_OPEN),
    (by_name("two", '"elsewhere"'), ONE_OPEN),
    (looked_up("aws_subnet", "two", 'tags = { Name = "private-b", Tier = "private" }'), MEMBERS),
    (looked_up("aws_subnet", "two", 'tags = { Name = "private-b", Tier = "public" }'), ONE_OPEN),
    (looked_up("aws_subnet", "two", 'availability_zone = "eu-west-1b"\ntags = { Tier = "private" }'), MEMBERS),
])  # fmt: skip
def test_a_subnet_that_is_looked_up_by_its_tags_has_a_known_zone(second: str, expected: str) -> None:
    assert zone(by_name("one", '"private-a"') + second + group(BOTH)) == expected


VPC = looked_up("aws_vpc", "main", 'tags = { Name = "%s" }')
LISTED = looked_up(
    "aws_subnets", "all",
    'filter {\n name = "vpc-id"\n values = [%s]\n }\n filter {\n name = "tag:Tier"\n values = ["private"]\n }',
)  # fmt: skip
ALL_OPEN = "unknown(data.aws_subnets.all)"


@pytest.mark.parametrize(("app", "expected"), [
    (VPC % "main" + LISTED % "data.aws_vpc.main.id" + group("data.aws_subnets.all.ids"), MEMBERS),
    (VPC % "main" + LISTED % "data.aws_vpc.main.id" + group("[data.aws_subnets.all.ids[0]]"), ALL_OPEN),
    (VPC % "main" + LISTED % "data.aws_vpc.main.id"
     + group('[for id in data.aws_subnets.all.ids : id if id != "x"]'), ALL_OPEN),
    (VPC % "other" + LISTED % "data.aws_vpc.main.id" + group("data.aws_subnets.all.ids"), ALL_OPEN),
    ('variable "vpc" {}\n' + LISTED % "var.vpc" + group("data.aws_subnets.all.ids"), ALL_OPEN),
    (looked_up("aws_subnets", "all", 'tags = { Tier = "public" }') + group("data.aws_subnets.all.ids"), REDEPLOY),
])  # fmt: skip
def test_subnets_that_are_listed_by_their_tags_are_all_that_bear_them(app: str, expected: str) -> None:
    assert zone(app) == expected


@pytest.mark.parametrize("more", [
    'resource "aws_subnet" "x" {\n vpc_id = aws_vpc.main.id\n tags = var.tags\n}',
    'resource "aws_subnet" "x" {\n count = var.third ? 1 : 0\n vpc_id = aws_vpc.main.id\n'
    ' tags = { Tier = "private" }\n}',
])  # fmt: skip
def test_a_list_to_which_another_may_belong_is_open(more: str) -> None:
    app = VPC % "main" + LISTED % "data.aws_vpc.main.id" + group("data.aws_subnets.all.ids")
    assert zone(app, NETWORK + more) == ALL_OPEN


def test_a_list_that_two_networks_would_answer_is_open() -> None:
    app = AWS + looked_up("aws_subnets", "all", 'tags = { Tier = "private" }') + group("data.aws_subnets.all.ids")
    files = {"one/main.tf": NETWORK, "two/main.tf": NETWORK, "app/main.tf": app}
    assert outcomes(files)["aws_autoscaling_group.app"]["zone"] == ALL_OPEN


def test_a_load_balancer_that_is_looked_up_by_its_tags_is_needed() -> None:
    made = AWS + 'resource "aws_lb" "front" {\n subnets = ["subnet-1", "subnet-2"]\n tags = { Name = "front" }\n}\n'
    edge = """
data "aws_lb" "front" { tags = { Name = "%s" } }
resource "aws_cloudfront_distribution" "edge" {
  enabled = true
  origin {
    origin_id   = "main"
    domain_name = data.aws_lb.front.dns_name
  }
}
"""
    for name, needs in (("front", ("made/main::aws_lb.front",)), ("back", ())):
        files = {"made/main/main.tf": made, "edge/main.tf": AWS + edge % name}
        found = components(files)["aws_cloudfront_distribution.edge"]
        assert found.needs == needs
