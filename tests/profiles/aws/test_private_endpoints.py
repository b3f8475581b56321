"""Interface endpoints of a VPC: what is called through them, and load balancers that forward to their interfaces."""

from __future__ import annotations

import pytest

from profiles.audit_text import components

AWS = 'provider "aws" { region = "eu-west-1" }\n'
FRONT = """
resource "aws_lb" "front" {
  load_balancer_type = "network"
  subnets            = ["subnet-1", "subnet-2"]
}
resource "aws_lb_target_group" "front" { target_type = "ip" }
resource "aws_lb_listener" "front" {
  load_balancer_arn = aws_lb.front.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.front.arn
  }
}
resource "aws_lb_target_group_attachment" "front" {
  count            = 2
  target_group_arn = aws_lb_target_group.front.arn
  target_id        = data.aws_network_interface.front[count.index].private_ip
}
data "aws_network_interface" "front" {
  count = 2
  id    = %s
}
"""
IDS = "tolist(aws_vpc_endpoint.api.network_interface_ids)[count.index]"
PRIVATE_API = """
resource "aws_api_gateway_rest_api" "orders" {
  name = "orders"
  endpoint_configuration {
    types            = ["PRIVATE"]
    vpc_endpoint_ids = [aws_vpc_endpoint.api.id]
  }
}
resource "aws_vpc_endpoint" "api" {
  vpc_id            = "vpc-1"
  service_name      = "com.amazonaws.eu-west-1.execute-api"
  vpc_endpoint_type = "Interface"
}
"""
OWN_SERVICE = """
resource "aws_lb" "back" {
  load_balancer_type = "network"
  subnets            = ["subnet-1"]
}
resource "aws_vpc_endpoint_service" "orders" {
  acceptance_required        = false
  network_load_balancer_arns = [aws_lb.back.arn]
}
resource "aws_vpc_endpoint" "api" {
  vpc_id            = "vpc-1"
  service_name      = aws_vpc_endpoint_service.orders.service_name
  vpc_endpoint_type = "Interface"
}
"""


@pytest.mark.parametrize(("made", "needs"), [
    (PRIVATE_API, ("aws_api_gateway_rest_api.orders",)),
    (OWN_SERVICE, ("aws_lb.back",)),
    (OWN_SERVICE.replace("aws_vpc_endpoint_service.orders.service_name", '"com.amazonaws.eu-west-1.sqs"'), ()),
])  # fmt: skip
def test_a_load_balancer_before_the_interfaces_of_an_endpoint_needs_what_answers_there(
    made: str, needs: tuple[str, ...]
) -> None:
    found = components(AWS + made + FRONT % IDS)["aws_lb.front"]
    assert found.needs == tuple(f".::{need}" for need in needs)


def test_interfaces_that_another_names_are_no_part_of_the_endpoint() -> None:
    assert components(AWS + PRIVATE_API + FRONT % '"eni-1"')["aws_lb.front"].needs == ()


def test_a_function_that_is_told_the_name_of_an_endpoint_needs_what_answers_there() -> None:
    function = """
resource "aws_lambda_function" "app" {
  function_name = "app"
  environment {
    variables = { ORDERS_URL = "https://${aws_vpc_endpoint.api.dns_entry[0].dns_name}" }
  }
}
"""
    assert components(AWS + OWN_SERVICE + function)["aws_lambda_function.app"].needs == (".::aws_lb.back",)
