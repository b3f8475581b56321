"""Whoever is told a host that a record of Route 53 gives, by its text, needs what the record leads to."""

from __future__ import annotations

import pytest

from profiles.audit_text import components

HOME = """
provider "aws" { region = "eu-west-2" }
variable "env" {}
variable "host" {}
variable "domain" {}
"""
DATABASE = 'resource "aws_db_instance" "users" { identifier = "users" }\n'
ZONE = 'resource "aws_route53_zone" "main" { name = "example.org" }\n'
NEEDED = (".::aws_db_instance.users",)


def record(name: str, more: str = "", label: str = "db", zone: str = "aws_route53_zone.main.zone_id") -> str:
    return f"""
resource "aws_route53_record" "{label}" {{
  zone_id = {zone}
  name    = "{name}"
  type    = "CNAME"
  ttl     = 300
  records = [aws_db_instance.users.address]
  {more}
}}
"""


def app(value: str, setting: str = "DB_HOST") -> str:
    return f"""
resource "aws_lambda_function" "app" {{
  function_name = "app"
  environment {{
    variables = {{ {setting} = "{value}" }}
  }}
}}
"""


def needs(text: str) -> tuple[str, ...]:
    return components(HOME + DATABASE + text)["aws_lambda_function.app"].needs


@pytest.mark.parametrize(("setting", "value", "needed"), [
    ("DB_HOST", "db.example.org", True),
    ("DB_HOSTNAME", "DB.Example.org.", True),
    ("DB_HOSTS", "a.example.org,db.example.org", True),
    ("DB_HOST", "db.example.org:3306", True),
    ("DATABASE", "mysql://app@db.example.org/users?x=1", True),
    ("DATABASE", "db.example.org:3306", True),
    ("DB_HOST", "rr.example.org", False),
    ("DB_HOST", "my.db.example.org", False),
    ("DB_HOST", "db.example.org.evil.net", False),
    ("COOKIE_DOMAIN", "db.example.org", False),
    ("SENDER", "noreply@db.example.org", False),
    ("TEXT", "see db.example.org for more", False),
])  # fmt: skip
def test_a_setting_tells_the_host_of_a_record(setting: str, value: str, needed: bool) -> None:
    assert needs(ZONE + record("db.example.org") + app(value, setting)) == (NEEDED if needed else ())


@pytest.mark.parametrize(("zone", "name", "told", "needed"), [
    (ZONE, "db", "db.example.org", True),
    (ZONE, "db.example.org.", "db.example.org", True),
    (ZONE, "db.example.org", "db.example.org.example.org", False),
    (ZONE, "mydbexample.org", "mydbexample.org.example.org", True),
    (ZONE, "db", "db", False),
    ('data "aws_route53_zone" "main" { name = "example.org." }\n', "db", "db.example.org", True),
    ('data "aws_route53_zone" "main" { name = var.domain }\n', "db", "db.${var.domain}", True),
    ('data "aws_route53_zone" "main" { name = var.domain }\n', "db.example.org", "db.example.org", True),
    ('data "aws_route53_zone" "main" { name = var.domain }\n', "db", "db.${var.host}", False),
    (ZONE, "db.${var.env}", "db.${var.env}.example.org", True),
    (ZONE, "${var.host}", "${var.host}", True),
    (ZONE, "${var.host}", "${var.env}", False),
])  # fmt: skip
def test_the_name_of_a_record_is_below_its_zone(zone: str, name: str, told: str, needed: bool) -> None:
    of_zone = ("data." if zone.startswith("data") else "") + "aws_route53_zone.main.zone_id"
    assert needs(zone + record(name, zone=of_zone) + app(told)) == (NEEDED if needed else ())


def test_a_record_of_a_zone_that_code_leaves_open_gives_its_name() -> None:
    assert needs(record("db.example.org", zone="var.domain") + app("db.example.org")) == NEEDED


STATES = """
data "terraform_remote_state" "dns" {
  backend = "s3"
  config  = { bucket = "states", key = "dns" }
}
data "terraform_remote_state" "other" {
  backend = "s3"
  config  = { bucket = "states", key = "other" }
}
"""
OF_STATE = "data.terraform_remote_state.dns.outputs.zone_id"


@pytest.mark.parametrize(("name", "zone", "told", "needed"), [
    ("db", OF_STATE, "db.${data.terraform_remote_state.dns.outputs.domain}", True),
    ("db", OF_STATE, "db.${data.terraform_remote_state.other.outputs.domain}", False),
    ("db", OF_STATE, "db.${var.domain}", True),
    ("${var.env}-db", OF_STATE, "${var.env}-db.${data.terraform_remote_state.dns.outputs.domain}", True),
    ("db.${var.env}", "var.zone_id", "db.${var.env}.${var.domain}", True),
    ("db", "var.zone_id", "db.${var.env}.${var.domain}", True),
    ("db", "var.zone_id", "rr.${var.domain}", False),
    ("db", "var.zone_id", "my-db.${var.domain}", False),
    ("db", "var.zone_id", "db.example.net", False),
    ("db", '"Z0123456789"', "db.${var.domain}", False),
])  # fmt: skip
def test_a_record_of_an_open_zone_gives_its_name_below_an_open_domain(
    name: str, zone: str, told: str, needed: bool
) -> None:
    text = 'variable "zone_id" {}\n' + STATES + record(name, zone=zone) + app(told)
    assert needs(text) == (NEEDED if needed else ())


def test_a_record_below_the_domain_of_a_zone_that_is_looked_up_by_its_open_id() -> None:
    zone = 'variable "zone_id" {}\ndata "aws_route53_zone" "main" { zone_id = var.zone_id }\n'
    made = record("db.${data.aws_route53_zone.main.name}", zone="data.aws_route53_zone.main.zone_id")
    assert needs(zone + made + app("db.${var.domain}")) == NEEDED
    assert needs(zone + made + app("db.${data.aws_route53_zone.main.name}")) == NEEDED
    assert needs(zone + made + app("rr.${var.domain}")) == ()
    either = record("db", zone='var.env == "x" ? data.aws_route53_zone.main.zone_id : var.zone_id')
    assert needs(zone + either + app("db.${var.domain}")) == NEEDED


@pytest.mark.parametrize(("name", "needed"), [
    ("db.example.org", True), ("users-db.${var.env}.example.org", True), ("db.${var.env}", False),
])  # fmt: skip
def test_a_record_of_another_root(name: str, needed: bool) -> None:
    files = {"app/main.tf": HOME + app(name), "data/main.tf": HOME + DATABASE + ZONE + record(name)}
    found = components(files)["aws_lambda_function.app"].needs
    assert found == (("data::aws_db_instance.users",) if needed else ())
    twice = components({**files, "more/main.tf": files["data/main.tf"]})["aws_lambda_function.app"].needs
    assert twice == (), "nothing tells which of two roots is meant"


ROUTED = 'set_identifier = "%s"\n  weighted_routing_policy {\n    weight = 1\n  }'


def test_of_records_that_share_requests_out_none_is_needed() -> None:
    both = record("db", ROUTED % "a", "a") + record("db", ROUTED % "b", "b")
    assert needs(ZONE + both + app("db.example.org")) == ()
    assert (
        needs(ZONE + record("db") + record("db", "", "six").replace("CNAME", "AAAA") + app("db.example.org")) == NEEDED
    )


def test_a_container_is_told_the_host_of_a_record_and_a_record_that_of_another() -> None:
    chain = (
        record("data")
        + """
    resource "aws_route53_record" "alias" {
      zone_id = aws_route53_zone.main.zone_id
      name    = "db"
      type    = "CNAME"
      records = ["data.example.org"]
    }
    resource "aws_ecs_task_definition" "app" {
      family                = "app"
      container_definitions = jsonencode([{ environment = [{ name = "DB_HOST", value = "db.example.org" }] }])
    }
    resource "aws_ecs_service" "app" {
      desired_count   = 2
      task_definition = aws_ecs_task_definition.app.arn
    }
    """
    )
    assert components(HOME + DATABASE + ZONE + chain)["aws_ecs_service.app"].needs == NEEDED


def test_an_origin_by_a_name_with_an_address_of_either_family() -> None:
    text = """
    resource "aws_lb" "app" {}
    resource "aws_route53_record" "app" {
      for_each = toset(["A", "AAAA"])
      zone_id  = aws_route53_zone.main.zone_id
      name     = "app"
      type     = each.value
      alias {
        name                   = aws_lb.app.dns_name
        zone_id                = aws_lb.app.zone_id
        evaluate_target_health = true
      }
    }
    resource "aws_cloudfront_distribution" "cdn" {
      enabled = true
      origin {
        origin_id   = "app"
        domain_name = "app.example.org"
      }
    }
    """
    assert components(HOME + ZONE + text)["aws_cloudfront_distribution.cdn"].needs == (".::aws_lb.app",)
