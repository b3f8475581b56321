"""However the address of a thing is put together, whoever is told it needs the thing."""

from __future__ import annotations

import pytest

from profiles.audit_text import components

ESTATE = """
provider "aws" { region = "eu-west-1" }
variable "place" {}
variable "on" { type = bool }
data "aws_region" "here" {}
resource "aws_lb" "app" {
  count = 1
}
resource "aws_lb" "maybe" {
  count = var.on ? 1 : 0
}
resource "aws_s3_bucket" "site" {}
resource "aws_api_gateway_rest_api" "rest" { name = "rest" }
resource "aws_api_gateway_stage" "rest" {
  rest_api_id = aws_api_gateway_rest_api.rest.id
  stage_name  = "live"
}
resource "aws_api_gateway_domain_name" "rest" { domain_name = "rest.example.org" }
resource "aws_api_gateway_base_path_mapping" "rest" {
  api_id      = aws_api_gateway_rest_api.rest.id
  domain_name = aws_api_gateway_domain_name.rest.domain_name
}
resource "aws_apigatewayv2_api" "http" {
  name          = "http"
  protocol_type = "HTTP"
}
resource "aws_lambda_function" "pages" { function_name = "pages" }
resource "aws_lambda_function_url" "pages" { function_name = aws_lambda_function.pages.function_name }
resource "aws_route53_record" "app" {
  name    = "app.example.org"
  type    = "CNAME"
  records = [join("", aws_lb.app[*].dns_name)]
}
resource "aws_route53_record" "stand_in" {
  count   = var.on ? 1 : 0
  name    = "test.example.org"
  type    = "CNAME"
  records = [join("", aws_lb.app[*].dns_name)]
}
"""
LB, MAYBE, SITE = ("aws_lb.app[0]",), ("aws_lb.maybe",), ("aws_s3_bucket.site",)
REST, HTTP, PAGES = ("aws_api_gateway_rest_api.rest",), ("aws_apigatewayv2_api.http",), ("aws_lambda_function.pages",)


def needs(text: str, address: str) -> tuple[str, ...]:
    return tuple(need.removeprefix(".::") for need in components(ESTATE + text)[address].needs)


@pytest.mark.parametrize(("domain", "expected"), [
    ('join("", aws_lb.app[*].dns_name)', LB),
    ('join("", aws_lb.app.*.dns_name, [])', LB),
    ('join("", aws_lb.maybe[*].dns_name)', MAYBE),
    ('format("%s", aws_lb.app[0].dns_name)', LB),
    ('"${aws_s3_bucket.site.id}.s3-website.${data.aws_region.here.name}.amazonaws.com"', SITE),
    ('"${aws_api_gateway_rest_api.rest.id}.execute-api.${var.place}.amazonaws.com"', REST),
    ('replace(aws_api_gateway_stage.rest.invoke_url, "/^https?://([^/]*).*/", "$1")', REST),
    ("aws_api_gateway_domain_name.rest.regional_domain_name", REST),
    ('trimprefix(aws_apigatewayv2_api.http.api_endpoint, "https://")', HTTP),
    ('split("/", aws_lambda_function_url.pages.function_url)[2]', PAGES),
    ("aws_route53_record.app.fqdn", LB),
    ("aws_route53_record.app.name", LB),
    ("var.on ? aws_lb.app[0].dns_name : aws_s3_bucket.site.bucket_domain_name", (*LB, *SITE)),
    ('"${var.place}.example.org"', ()),
])  # fmt: skip
def test_a_distribution_needs_what_its_origin_leads_to(domain: str, expected: tuple[str, ...]) -> None:
    text = f"""
    resource "aws_cloudfront_distribution" "cdn" {{
      enabled = true
      origin {{
        origin_id   = "main"
        domain_name = {domain}
      }}
      logging_config {{ bucket = aws_s3_bucket.site.bucket_domain_name }}
    }}
    """
    assert needs(text, "aws_cloudfront_distribution.cdn") == expected


@pytest.mark.parametrize(("url", "expected"), [
    ("https://${aws_route53_record.app.fqdn}/v1", LB),
    ("https://${aws_api_gateway_domain_name.rest.domain_name}/v1", REST),
    ('https://${join("", aws_route53_record.stand_in[*].fqdn)}/v1', ()),
])  # fmt: skip
def test_a_function_needs_what_answers_under_a_name_that_it_is_told(url: str, expected: tuple[str, ...]) -> None:
    environment = f'environment {{\n    variables = {{ URL = "{url}" }}\n  }}'
    text = f'resource "aws_lambda_function" "caller" {{\n  function_name = "caller"\n  {environment}\n}}\n'
    assert needs(text, "aws_lambda_function.caller") == expected


def test_members_of_a_cluster_that_join_names() -> None:
    text = """
    resource "aws_rds_cluster" "db" {
      count  = 1
      engine = "aurora-postgresql"
    }
    resource "aws_rds_cluster_instance" "db" {
      count              = 2
      cluster_identifier = join("", aws_rds_cluster.db[*].id)
      instance_class     = "db.r6g.large"
      engine             = "aurora-postgresql"
    }
    """
    cluster = components(ESTATE + text)["aws_rds_cluster.db[0]"]
    assert [r.address for r in cluster.companions] == [
        "aws_rds_cluster_instance.db[0]",
        "aws_rds_cluster_instance.db[1]",
    ]


SERVICES = """
resource "aws_lb" "front" {}
resource "aws_lb_listener" "front" {
  load_balancer_arn = aws_lb.front.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.front.arn
  }
}
resource "aws_lb_target_group" "front" {}
resource "aws_ecs_task_definition" "web" {
  family                = "web"
  container_definitions = jsonencode([{ environment = [{ name = "SELF", value = aws_lb.front.dns_name }] }])
}
resource "aws_ecs_service" "web" {
  name            = "web"
  task_definition = aws_ecs_task_definition.web.arn
  desired_count   = 1
  load_balancer { target_group_arn = aws_lb_target_group.front.arn }
}
resource "aws_lambda_function" "other" {
  function_name = "other"
  environment {
    variables = { WEB = aws_lb.front.dns_name }
  }
}
"""


def test_a_service_does_not_need_the_address_that_it_is_called_by_itself() -> None:
    assert needs(SERVICES, "aws_lb.front") == ("aws_ecs_service.web",)
    assert needs(SERVICES, "aws_ecs_service.web") == ()
    assert needs(SERVICES, "aws_lambda_function.other") == ("aws_lb.front",)


SECOND = """
resource "aws_lb_target_group" "api" {}
resource "aws_lb_listener_rule" "api" {
  listener_arn = aws_lb_listener.front.arn
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn
  }
}
resource "aws_ecs_service" "api" {
  name            = "api"
  desired_count   = 1
  task_definition = "api"
  load_balancer { target_group_arn = aws_lb_target_group.api.arn }
}
"""


def test_a_service_needs_the_entrance_that_leads_to_others_too() -> None:
    assert needs(SERVICES + SECOND, "aws_ecs_service.web") == ("aws_lb.front",)


TABLE = 'resource "aws_dynamodb_table" "orders" { name = "orders" }\n'


@pytest.mark.parametrize(("text", "address"), [
    ("""
    resource "aws_ecs_task_definition" "job" {
      family                = "job"
      container_definitions = jsonencode([{ environment = [{ name = "X", value = aws_dynamodb_table.orders.id }] }])
    }
    resource "aws_sfn_state_machine" "steps" {
      definition = jsonencode({ Resource = "arn:aws:states:::ecs:runTask.sync", T = aws_ecs_task_definition.job.arn })
    }
    """, "aws_sfn_state_machine.steps"),
    ("""
    resource "aws_batch_job_definition" "job" {
      name                 = "job"
      type                 = "container"
      container_properties = jsonencode({ environment = [{ name = "X", value = aws_dynamodb_table.orders.id }] })
    }
    resource "aws_sfn_state_machine" "steps" {
      definition = jsonencode({ JobDefinition = aws_batch_job_definition.job.arn })
    }
    """, "aws_sfn_state_machine.steps"),
    ("""
    resource "aws_api_gateway_integration" "put" {
      rest_api_id       = aws_api_gateway_rest_api.rest.id
      type              = "AWS"
      uri               = "arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem"
      request_templates = { "application/json" = jsonencode({ TableName = aws_dynamodb_table.orders.name }) }
    }
    """, "aws_api_gateway_rest_api.rest"),
    ("""
    resource "aws_apigatewayv2_integration" "put" {
      api_id              = aws_apigatewayv2_api.http.id
      integration_type    = "AWS_PROXY"
      integration_subtype = "SQS-SendMessage"
      request_parameters  = { TableName = aws_dynamodb_table.orders.id }
    }
    """, "aws_apigatewayv2_api.http"),
])  # fmt: skip
def test_what_is_run_or_called_by_a_definition_is_needed(text: str, address: str) -> None:
    task = ("aws_ecs_task_definition.job",) if "aws_ecs_task_definition" in text else ()  # a component of its own
    assert needs(TABLE + text, address) == ("aws_dynamodb_table.orders", *task)


def test_a_load_balancer_needs_the_pool_that_knows_its_users() -> None:
    text = """
    resource "aws_cognito_user_pool" "users" { name = "users" }
    resource "aws_lb_listener" "app" {
      load_balancer_arn = aws_lb.app[0].arn
      default_action {
        type = "authenticate-cognito"
        authenticate_cognito {
          user_pool_arn       = aws_cognito_user_pool.users.arn
          user_pool_client_id = "client"
          user_pool_domain    = "users"
        }
      }
    }
    """
    assert needs(text, "aws_lb.app[0]") == ("aws_cognito_user_pool.users",)


def test_a_mistake_in_one_part_of_an_argument_leaves_the_others() -> None:
    text = """
    module "cdn" {
      source  = "terraform-aws-modules/cloudfront/aws"
      version = "5.0.1"
      origin = {
        site = {
          domain_name           = aws_s3_bucket.site.bucket_regional_domain_name
          origin_access_control = "${local.nowhere}-site"
        }
      }
      default_cache_behavior = { target_origin_id = "site", viewer_protocol_policy = "https-only" }
    }
    """
    assert needs(text, "module.cdn") == ("aws_s3_bucket.site",)


@pytest.mark.parametrize("address", ["aws_db_proxy.proxy.endpoint", "aws_db_proxy_endpoint.readers.endpoint"])
def test_behind_a_proxy_are_its_databases(address: str) -> None:
    text = """
    resource "aws_db_instance" "db" { engine = "postgres" }
    resource "aws_db_proxy" "proxy" { name = "proxy" }
    resource "aws_db_proxy_endpoint" "readers" { db_proxy_name = aws_db_proxy.proxy.name }
    resource "aws_db_proxy_target" "db" {
      db_proxy_name          = aws_db_proxy.proxy.name
      target_group_name      = "default"
      db_instance_identifier = aws_db_instance.db.identifier
    }
    resource "aws_lambda_function" "app" {
      function_name = "app"
      environment { variables = { HOST = %s } }
    }
    """
    assert needs(text % address, "aws_lambda_function.app") == ("aws_db_instance.db",)


@pytest.mark.parametrize("definitions", [
    "jsonencode([module.app.json_map_object])", "module.app.json_map_encoded_list", "[module.app.json_map_encoded]",
])  # fmt: skip
def test_container_definitions_of_a_module_that_is_not_on_disk(definitions: str) -> None:
    text = """
    module "app" {
      source          = "cloudposse/ecs-container-definition/aws"
      map_environment = { TABLE = aws_dynamodb_table.orders.name }
    }
    resource "aws_ecs_task_definition" "app" {
      family                = "app"
      container_definitions = %s
    }
    resource "aws_ecs_service" "app" {
      desired_count   = 1
      task_definition = aws_ecs_task_definition.app.arn
    }
    """
    assert needs(TABLE + text % definitions, "aws_ecs_service.app") == ("aws_dynamodb_table.orders",)


def test_a_function_behind_an_alias_of_a_module_that_is_not_on_disk() -> None:
    text = """
    module "live" {
      source        = "terraform-aws-modules/lambda/aws//modules/alias"
      name          = "live"
      function_name = aws_lambda_function.app.function_name
    }
    resource "aws_lambda_function" "app" { function_name = "app" }
    resource "aws_apigatewayv2_api" "http" { name = "http" }
    resource "aws_apigatewayv2_integration" "app" {
      api_id          = aws_apigatewayv2_api.http.id
      integration_uri = module.live.lambda_alias_invoke_arn
    }
    """
    assert needs(text, "aws_apigatewayv2_api.http") == ("aws_lambda_function.app",)
