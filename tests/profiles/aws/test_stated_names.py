"""Whoever is told the ARN, the URL or the host of a thing by its text needs the thing that bears the name."""

from __future__ import annotations

import pytest

from growth import calls_in
from profiles.audit_text import components

HOME = """
provider "aws" {
  region              = "eu-west-2"
  allowed_account_ids = ["123456789012"]
}
variable "env" {}
variable "other" {}
data "aws_caller_identity" "me" {}
"""
FUNCTION = """
resource "aws_lambda_function" "app" {
  function_name = "app"
  environment {
    variables = { X = "%s" }
  }
}
"""
HERE = "eu-west-2:123456789012"


def needs(text: str, address: str) -> tuple[str, ...]:
    return tuple(need.removeprefix(".::") for need in components(HOME + text)[address].needs)


def told(resource: str, arguments: str, text: str) -> bool:
    """Whether a function that is told a text needs the resource."""
    kind = resource.partition(".")[0]
    code = f'resource "{kind}" "it" {{\n{arguments}\n}}\n'
    return needs(code + FUNCTION % text, "aws_lambda_function.app") == (f"{kind}.it",)


@pytest.mark.parametrize(("kind", "by", "text"), [
    ("aws_dynamodb_table", "name", f"arn:aws:dynamodb:{HERE}:table/NAME"),
    ("aws_dynamodb_table", "name", f"arn:aws:dynamodb:{HERE}:table/NAME/index/by-day"),
    ("aws_sqs_queue", "name", f"arn:aws:sqs:{HERE}:NAME"),
    ("aws_sqs_queue", "name", "https://sqs.eu-west-2.amazonaws.com/123456789012/NAME"),
    ("aws_sqs_queue", "name", "https://eu-west-2.queue.amazonaws.com/123456789012/NAME"),
    ("aws_sns_topic", "name", f"arn:aws:sns:{HERE}:NAME"),
    ("aws_kinesis_stream", "name", f"arn:aws:kinesis:{HERE}:stream/NAME"),
    ("aws_sfn_state_machine", "name", f"arn:aws:states:{HERE}:stateMachine:NAME"),
    ("aws_s3_bucket", "bucket", "s3://NAME/in"),
    ("aws_s3_bucket", "bucket", "arn:aws:s3:::NAME/*"),
    ("aws_s3_bucket", "bucket", "NAME.s3.eu-west-2.amazonaws.com"),
    ("aws_s3_bucket", "bucket", "https://NAME.s3-website-eu-west-2.amazonaws.com/x"),
    ("aws_s3_bucket", "bucket", "https://NAME.s3.amazonaws.com"),
    ("aws_s3_bucket", "bucket", "https://s3.eu-west-2.amazonaws.com/NAME/x"),
    ("aws_secretsmanager_secret", "name", f"arn:aws:secretsmanager:{HERE}:secret:NAME"),
    ("aws_secretsmanager_secret", "name", f"arn:aws:secretsmanager:{HERE}:secret:NAME-AbC123"),
    ("aws_secretsmanager_secret", "name", f"arn:aws:secretsmanager:{HERE}:secret:NAME-??????:password::"),
    ("aws_db_instance", "identifier", "postgres://NAME.c0ffee.eu-west-2.rds.amazonaws.com:5432/shop"),
    ("aws_rds_cluster", "cluster_identifier", "NAME.cluster-ro-c0ffee.eu-west-2.rds.amazonaws.com"),
    ("aws_elasticache_replication_group", "replication_group_id", "master.NAME.c0ffee.euw2.cache.amazonaws.com:6379"),
])  # fmt: skip
@pytest.mark.parametrize("name", ["orders", "orders-${var.env}"])
def test_what_a_text_states(kind: str, by: str, text: str, name: str) -> None:
    arguments = f'{by} = "{name}"\n engine = "aurora-postgresql"'
    assert told(kind, arguments, text.replace("NAME", name))
    assert not told(kind, arguments, text.replace("NAME", "orders-${var.other}"))
    assert not told(kind, arguments, text.replace("NAME", "orders-of-others"))


@pytest.mark.parametrize(("place", "needed"), [
    ("eu-west-2:${data.aws_caller_identity.me.account_id}", True), ("${var.env}:${var.other}", True),
    ("eu-west-1:123456789012", False), ("eu-west-2:999999999999", False),
])  # fmt: skip
def test_a_region_or_account_that_is_another_names_another(place: str, needed: bool) -> None:
    table = 'name = "orders"'
    assert told("aws_dynamodb_table", table, f"arn:aws:dynamodb:{place}:table/orders") is needed


def test_of_two_that_bear_the_name_neither_is_meant() -> None:
    text = """
    provider "aws" {
      alias  = "us"
      region = "us-east-1"
    }
    resource "aws_dynamodb_table" "here" { name = "orders" }
    resource "aws_dynamodb_table" "there" {
      name     = "orders"
      provider = aws.us
    }
    """
    table = "arn:aws:dynamodb:%s:123456789012:table/orders"
    assert needs(text + FUNCTION % (table % "${var.env}"), "aws_lambda_function.app") == ()
    one = needs(text + FUNCTION % (table % "us-east-1"), "aws_lambda_function.app")
    assert one == ("aws_dynamodb_table.there",)


def test_the_whole_name_of_a_secret_comes_first() -> None:
    text = """
    resource "aws_secretsmanager_secret" "short" { name = "db" }
    resource "aws_secretsmanager_secret" "whole" { name = "db-secret" }
    """
    found = needs(text + FUNCTION % f"arn:aws:secretsmanager:{HERE}:secret:db-secret", "aws_lambda_function.app")
    assert found == ("aws_secretsmanager_secret.whole",)


TASK = """
resource "aws_rds_cluster" "db" { engine = "aurora-postgresql" }
resource "aws_ssm_parameter" "url" {
  name  = "/admin-${var.env}/database/url"
  value = format("postgres://u:p@%%s/x", aws_rds_cluster.db.endpoint)
}
resource "aws_iam_role" "role" { name = "x" }
resource "aws_ecs_task_definition" "app" {
  family                = "app"
  container_definitions = %s
}
resource "aws_ecs_service" "app" {
  name            = "app"
  desired_count   = 2
  task_definition = aws_ecs_task_definition.app.arn
}
"""


def of_task(container: str, values: str = "") -> tuple[str, ...]:
    return needs(TASK % f"jsonencode([{container}])" + values, "aws_ecs_service.app")


@pytest.mark.parametrize(("given", "needed"), [
    ("arn:aws:ssm:eu-west-2:${data.aws_caller_identity.me.account_id}:parameter/admin-${var.env}/database/url", True),
    ("arn:aws:ssm:eu-west-2:123456789012:parameter/admin-${var.env}/database/url", True),
    ("arn:aws:ssm:eu-west-1:123456789012:parameter/admin-${var.env}/database/url", False),
    ("arn:aws:ssm:eu-west-2:123456789012:parameter/admin-${var.other}/database/url", False),
    ("/admin-${var.env}/database/url", True),
    ("/admin-${var.other}/database/url", False),
    ("/other/database/url", False),
])  # fmt: skip
@pytest.mark.parametrize("env", ["", "production"])
def test_what_a_container_is_given_by_a_parameter(given: str, needed: bool, env: str) -> None:
    container = f'{{ name = "app", secrets = [{{ name = "DATABASE_URL", valueFrom = "{given}" }}] }}'
    text = HOME + TASK % f"jsonencode([{container}])"
    found = components(text, {"env": env} if env else {})["aws_ecs_service.app"].needs
    assert found == ((".::aws_rds_cluster.db",) if needed else ())


GIVEN = '{ name = "DATABASE_URL", valueFrom = "/admin-${var.env}/database/url" }'
MANY = ", ".join(f'{{ name = "{name}", value = var.other == "{name}" ? "on" : "off" }}' for name in "abcdefg")


def test_what_a_container_is_given_on_each_of_many_branches() -> None:
    found = of_task(f'{{ environment = [{MANY}], secrets = var.env == "x" ? [] : [{GIVEN}], user = var.other }}')
    assert found == ("aws_rds_cluster.db",)


@pytest.mark.parametrize(("name", "env", "needed"), [
    ("admin-production", "env", True), ("admin-${var.env}", "env", True),
    ("admin-${var.env}", "other", False), ("admin-${terraform.workspace}", "env", True),
    ("admin-${random_pet.p.id}", "env", False),
])  # fmt: skip
def test_a_parameter_of_another_root(name: str, env: str, needed: bool) -> None:
    parts = TASK.replace("%%", "%").replace("admin-${var.env}", name).split('resource "aws_ecs_task_definition"')
    given = f"arn:aws:ssm:${{var.other}}:1:parameter/{name}/database/url".replace("var.env", f"var.{env}")
    container = f'jsonencode([{{ secrets = [{{ name = "URL", valueFrom = "{given}" }}] }}])'
    home = HOME.replace("allowed_account_ids", "# allowed") + 'resource "random_pet" "p" {}\n'
    files = {
        "data/main.tf": home + parts[0],
        "app/main.tf": f'{home}resource "aws_ecs_task_definition"{parts[1]}' % container,
    }
    assert components(files)["aws_ecs_service.app"].needs == (("data::aws_rds_cluster.db",) if needed else ())


BUCKET = 'resource "aws_s3_bucket" "files" { bucket = "shop-files" }\n'
SETTING = 'environment = [{ name = "S3_BUCKETNAME", value = "shop-files" }]'


@pytest.mark.parametrize("definitions", [
    f"jsonencode([{{ user = aws_iam_role.role.arn, {SETTING} }}])",
    f'"[${{jsonencode({{ user = aws_iam_role.role.arn, {SETTING} }})}}]"',
    f'"[${{join(",", [jsonencode({{ user = aws_iam_role.role.arn, {SETTING} }}), jsonencode({{}})])}}]"',
    '"[{\\"cpu\\": ${var.other}, \\"environment\\": [{\\"name\\": \\"BUCKET\\", \\"value\\": \\"shop-files\\"}]}]"',
    f'jsonencode([{{ user = "a\\"${{var.env}}\\\\", {SETTING} }}])',
    f'jsonencode([{{ user = var.env == "x" ? "a" : "b", {SETTING} }}])',
    f'jsonencode([{{ user = aws_iam_role.role.arn, password = "hunter2", {SETTING} }}])',
    f'var.env == "x" ? jsonencode([{{ user = var.other, {SETTING} }}]) : jsonencode([{{ user = var.other }}])',
    f"jsonencode([{{ user = aws_iam_role.role.arn, more = range({len(BUCKET) * 40}), {SETTING} }}])",
])  # fmt: skip
def test_settings_in_a_text_that_is_open_elsewhere(definitions: str) -> None:
    assert needs(BUCKET + TASK % definitions, "aws_ecs_service.app") == ("aws_s3_bucket.files",)


@pytest.mark.parametrize("value", ["var.env", '"${var.env}-files"', '"${var.other}-files"'])
def test_a_setting_in_an_open_text_that_is_open_itself(value: str) -> None:
    bucket = 'resource "aws_s3_bucket" "files" { bucket = "${var.env}-files" }\n'
    container = f'jsonencode([{{ environment = [{{ name = "BUCKET", value = {value} }}] }}])'
    found = needs(bucket + TASK % container, "aws_ecs_service.app")
    assert found == (("aws_s3_bucket.files",) if value == '"${var.env}-files"' else ())


@pytest.mark.parametrize(("domain", "needed"), [
    ("site.s3.eu-west-2.amazonaws.com", True), ("site-${var.env}.s3.amazonaws.com", False),
    ("site.s3.us-east-1.amazonaws.com", False), ("www.example.org", False),
])  # fmt: skip
def test_an_origin_by_the_host_of_its_bucket(domain: str, needed: bool) -> None:
    text = f"""
    resource "aws_s3_bucket" "site" {{ bucket = "site" }}
    resource "aws_cloudfront_distribution" "cdn" {{
      enabled = true
      origin {{
        domain_name = "{domain}"
        origin_id   = "site"
      }}
    }}
    """
    assert needs(text, "aws_cloudfront_distribution.cdn") == (("aws_s3_bucket.site",) if needed else ())


@pytest.mark.parametrize("tail", ["", "/${var.env}"])
def test_what_a_machine_is_told_in_base64(tail: str) -> None:
    text = f"""
    resource "aws_s3_bucket" "site" {{ bucket = "site" }}
    resource "aws_launch_template" "web" {{
      user_data = base64encode("#!/bin/sh\\naws s3 sync s3://site{tail} /srv\\n")
    }}
    resource "aws_autoscaling_group" "web" {{
      min_size = 1
      max_size = 2
      launch_template {{ id = aws_launch_template.web.id }}
    }}
    """
    assert needs(text, "aws_autoscaling_group.web") == ("aws_s3_bucket.site",)


def test_a_function_in_the_body_of_an_api() -> None:
    uri = (
        f"arn:aws:apigateway:eu-west-2:lambda:path/2015-03-31/functions/arn:aws:lambda:{HERE}:function:app/invocations"
    )
    text = (
        FUNCTION % ""
        + f"""
    resource "aws_api_gateway_rest_api" "api" {{
      name = "api"
      body = jsonencode({{ paths = {{ "/" = {{ get = {{ uri = "{uri}" }} }} }}, title = var.env }})
    }}
    """
    )
    assert needs(text, "aws_api_gateway_rest_api.api") == ("aws_lambda_function.app",)


def test_a_function_in_a_long_specification_of_an_api() -> None:
    """A specification in YAML is longer than names and addresses are; what each of its lines states is read."""
    uri = f"arn:aws:apigateway:eu-west-2:lambda:path/2015-03-31/functions/arn:aws:lambda:{HERE}:function"
    text = (
        FUNCTION % ""
        + f"""
    resource "aws_api_gateway_rest_api" "api" {{
      name = "api"
      body = <<-EOT
      openapi: 3.0.0
      info:
        title: api of ${{var.env}}
        description: {"long " * 600}
      paths:
        /orders:
          get:
            x-amazon-apigateway-integration:
              uri: {uri}:app/invocations
      EOT
    }}
    """
    )
    assert needs(text, "aws_api_gateway_rest_api.api") == ("aws_lambda_function.app",)


def test_a_name_cut_short_is_the_same_however_its_template_is_parted() -> None:
    uri = f"arn:aws:apigateway:eu-west-2:lambda:path/2015-03-31/functions/arn:aws:lambda:{HERE}:function"
    text = f"""
    locals {{
      prefix = "shop-${{var.env}}"
      kind   = "api"
    }}
    resource "aws_lambda_function" "app" {{
      function_name = substr("${{local.prefix}}--${{local.kind}}--orders", 0, 64)
    }}
    resource "aws_lambda_function" "other" {{
      function_name = substr("${{local.prefix}}--${{local.kind}}--others", 0, 64)
    }}
    resource "aws_api_gateway_rest_api" "api" {{
      name = "api"
      body = jsonencode({{ uri = "{uri}:${{substr("shop-${{var.env}}--api--orders", 0, 64)}}/invocations" }})
    }}
    """
    assert needs(text, "aws_api_gateway_rest_api.api") == ("aws_lambda_function.app",)


def test_the_load_balancer_behind_a_link_of_an_integration() -> None:
    text = """
    resource "aws_lb" "internal" { internal = true }
    resource "aws_apigatewayv2_vpc_link" "link" { name = "link" }
    resource "aws_api_gateway_rest_api" "api" { name = "api" }
    resource "aws_api_gateway_integration" "it" {
      rest_api_id        = aws_api_gateway_rest_api.api.id
      connection_type    = "VPC_LINK"
      connection_id      = aws_apigatewayv2_vpc_link.link.id
      integration_target = aws_lb.internal.arn
      uri                = "https://api.example.org/"
    }
    """
    assert needs(text, "aws_api_gateway_rest_api.api") == ("aws_lb.internal",)


def namesakes(number: int) -> str:
    """Functions that are told one ARN, and as many queues that bear the name in it."""
    told = FUNCTION % f"arn:aws:sqs:{HERE}:same"
    functions = "".join(told.replace('"app" {', f'"app{i}" {{') for i in range(number))
    return (
        HOME + functions + "".join(f'resource "aws_sqs_queue" "q{i}" {{\n  name = "same"\n}}\n' for i in range(number))
    )


def test_a_name_that_many_bear_and_many_are_told_is_looked_up_once() -> None:
    few, many = (calls_in(lambda n=n: components(namesakes(n))) for n in (20, 80))  # type: ignore[misc]
    assert many < 4.4 * few
