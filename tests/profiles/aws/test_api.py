"""Amazon API Gateway and AWS AppSync."""

from __future__ import annotations

import pytest

from profiles.audit_text import components, outcomes
from profiles.aws.stateless import AWS, NETWORK, SERVICE


@pytest.mark.parametrize("kind", ["aws_api_gateway_rest_api", "aws_apigatewayv2_api", "aws_appsync_graphql_api"])
def test_an_api_is_redundant_in_its_region(kind: str) -> None:
    assert outcomes(AWS + f'resource "{kind}" "orders" {{\n name = "orders"\n}}') == {f"{kind}.orders": SERVICE}


REST = (
    AWS
    + """
resource "aws_api_gateway_rest_api" "orders" {
  name = "orders"
}

resource "aws_api_gateway_resource" "orders" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
}

resource "aws_api_gateway_stage" "live" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
}

resource "aws_lambda_function" "app" {}
"""
)


def test_a_rest_api_needs_what_its_integrations_call() -> None:
    found = components(
        REST
        + """
resource "aws_api_gateway_integration" "orders" {
  rest_api_id = aws_api_gateway_rest_api.orders.id
  uri         = aws_lambda_function.app.invoke_arn
}
"""
    )
    assert found["aws_api_gateway_rest_api.orders"].needs == (".::aws_lambda_function.app",)
    assert [c.address for c in found["aws_api_gateway_rest_api.orders"].companions] == [
        "aws_api_gateway_resource.orders",
        "aws_api_gateway_stage.live",
        "aws_api_gateway_integration.orders",
    ]


def test_a_rest_api_needs_the_load_balancer_behind_its_private_link() -> None:
    found = components(
        REST
        + NETWORK
        + """
resource "aws_lb" "inner" {
  load_balancer_type = "network"
  subnets            = aws_subnet.private[*].id
}

resource "aws_api_gateway_vpc_link" "inner" {
  target_arns = [aws_lb.inner.arn]
}

resource "aws_api_gateway_integration" "orders" {
  rest_api_id     = aws_api_gateway_rest_api.orders.id
  connection_type = "VPC_LINK"
  connection_id   = aws_api_gateway_vpc_link.inner.id
}
"""
    )
    assert found["aws_api_gateway_rest_api.orders"].needs == (".::aws_lb.inner",)


PRIVATE = """
resource "aws_lb" "inner" {
  load_balancer_type = "network"
  subnets            = aws_subnet.private[*].id
}

resource "aws_api_gateway_vpc_link" "inner" {
  target_arns = [aws_lb.inner.arn]
}
"""


def described(connection: str) -> str:
    return f"""
resource "aws_api_gateway_rest_api" "described" {{
  name = "described"
  body = jsonencode({{
    openapi = "3.0.1"
    paths = {{ "/orders" = {{ get = {{ x-amazon-apigateway-integration = {{
      type = "http_proxy", uri = "http://orders.internal", connectionType = "VPC_LINK", connectionId = {connection}
    }} }} }} }}
  }})
}}
"""


def stage(arguments: str, kind: str = "aws_api_gateway_stage") -> str:
    return f'resource "{kind}" "described" {{\n rest_api_id = aws_api_gateway_rest_api.described.id\n {arguments}\n}}\n'


LINK = "aws_api_gateway_vpc_link.inner.id"
BY_STAGE = '"$${stageVariables.link}"'


@pytest.mark.parametrize(
    "text",
    [
        described(LINK),
        described('"${aws_api_gateway_vpc_link.inner.id}"'),
        described(f'var.private ? {LINK} : "none"'),
        described(BY_STAGE) + stage(f"variables = {{\n link = {LINK}\n }}"),
        described(BY_STAGE) + stage(f"variables = {{\n link = {LINK}\n }}", "aws_api_gateway_deployment"),
    ],
)
def test_a_rest_api_needs_the_load_balancer_behind_a_link_in_its_description_or_stage(text: str) -> None:
    found = components(AWS + NETWORK + PRIVATE + 'variable "private" {}\n' + text)
    assert found["aws_api_gateway_rest_api.described"].needs == (".::aws_lb.inner",)


def test_a_link_of_a_stage_of_another_api_is_no_need() -> None:
    other = stage(f"variables = {{\n link = {LINK}\n }}").replace("rest_api.described", "rest_api.other")
    text = described(BY_STAGE) + other + 'resource "aws_api_gateway_rest_api" "other" {\n name = "other"\n}\n'
    found = components(AWS + NETWORK + PRIVATE + text)
    assert found["aws_api_gateway_rest_api.described"].needs == ()
    assert found["aws_api_gateway_rest_api.other"].needs == (".::aws_lb.inner",)


def test_an_http_api_needs_the_load_balancer_of_the_listener_that_it_calls() -> None:
    found = components(
        AWS
        + NETWORK
        + """
resource "aws_lb" "inner" {
  subnets = aws_subnet.private[*].id
}

resource "aws_lb_listener" "inner" {
  load_balancer_arn = aws_lb.inner.arn
}

resource "aws_apigatewayv2_api" "orders" {
  name          = "orders"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_integration" "orders" {
  api_id          = aws_apigatewayv2_api.orders.id
  integration_uri = aws_lb_listener.inner.arn
}
"""
    )
    assert found["aws_apigatewayv2_api.orders"].needs == (".::aws_lb.inner",)


def test_a_graphql_api_needs_its_data_sources() -> None:
    found = components(
        AWS
        + """
resource "aws_rds_cluster" "orders" {
  engine = "aurora-postgresql"
}

resource "aws_appsync_graphql_api" "orders" {
  name = "orders"
}

resource "aws_appsync_datasource" "orders" {
  api_id = aws_appsync_graphql_api.orders.id
  relational_database_config {
    http_endpoint_config {
      db_cluster_identifier = aws_rds_cluster.orders.arn
    }
  }
}
"""
    )
    assert found["aws_appsync_graphql_api.orders"].needs == (".::aws_rds_cluster.orders",)


LINKED = """
variable "link" {}

resource "aws_apigatewayv2_vpc_link" "inner" {
  name       = "inner"
  subnet_ids = %s
}

resource "aws_apigatewayv2_api" "orders" {
  name = "orders"
}

resource "aws_apigatewayv2_integration" "orders" {
  api_id          = aws_apigatewayv2_api.orders.id
  connection_type = "VPC_LINK"
  connection_id   = %s
}
"""


@pytest.mark.parametrize(
    ("subnets", "link", "zone"),
    [
        ("aws_subnet.private[*].id", "aws_apigatewayv2_vpc_link.inner.id", "continues/service"),
        ("[aws_subnet.private[0].id]", "aws_apigatewayv2_vpc_link.inner.id", "recovers/redeploy"),
        ("[aws_subnet.private[0].id]", "var.link", "unknown(var.link)"),
    ],
)
def test_an_api_is_as_zonal_as_its_links_to_a_network(subnets: str, link: str, zone: str) -> None:
    found = outcomes(AWS + NETWORK + LINKED % (subnets, link))
    assert found == {"aws_apigatewayv2_api.orders": {**SERVICE, "zone": zone}}
