"""A setting whose name says what it speaks of names what a service works with."""

from __future__ import annotations

import pytest

from profiles.audit_text import components

ESTATE = """
variable "stage" {}
resource "aws_dynamodb_table" "orders" { name = "shop-orders" }
resource "aws_dynamodb_table" "sessions" { name = "${var.stage}-sessions" }
resource "aws_s3_bucket" "files" { bucket = "shop-files" }
resource "aws_sqs_queue" "jobs" { name = "shop-orders" }
resource "aws_ssm_parameter" "queue" {
  name  = "/shop/queue"
  value = aws_sqs_queue.jobs.url
}
resource "aws_secretsmanager_secret" "db" { name = "shop/db" }
resource "aws_lambda_function" "app" {
  function_name = "shop-orders"
  environment {
    variables = { %s }
  }
}
"""


@pytest.mark.parametrize(("setting", "expected"), [
    ('TABLE_NAME = "shop-orders"', ("aws_dynamodb_table.orders",)),
    ('ORDERS_DYNAMODB_NAME = "shop-orders"', ("aws_dynamodb_table.orders",)),
    ('queue = "shop-orders"', ("aws_sqs_queue.jobs",)),
    ('SESSION_TABLE = "${var.stage}-sessions"', ("aws_dynamodb_table.sessions",)),
    ('SESSION_TABLE = "${var.stage}-others"', ()),
    ('BUCKET = "shop-files", TABLE = "shop-files"', ("aws_s3_bucket.files",)),
    ('SERVICE_NAME = "shop-orders"', ()),
    ('QUEUE_URL_PARAM = "/shop/queue"', ("aws_sqs_queue.jobs",)),
    ('QUEUE_PATH = "/shop/queue"', ()),
    ('DB_SECRET_NAME = "shop/db"', ("aws_secretsmanager_secret.db",)),
])  # fmt: skip
def test_a_setting_names_what_its_own_name_speaks_of(setting: str, expected: tuple[str, ...]) -> None:
    needs = components(ESTATE % setting)["aws_lambda_function.app"].needs
    assert needs == tuple(f".::{address}" for address in expected)


def test_settings_inside_of_a_text() -> None:
    text = """
    resource "aws_dynamodb_table" "orders" { name = "shop-orders" }
    resource "aws_ecs_task_definition" "app" {
      family                = "app"
      container_definitions = jsonencode([{ name = "app", environment = [{ name = "TABLE", value = "shop-orders" }] }])
    }
    resource "aws_ecs_service" "app" {
      name            = "app"
      desired_count   = 1
      task_definition = aws_ecs_task_definition.app.arn
    }
    """
    assert components(text)["aws_ecs_service.app"].needs == (".::aws_dynamodb_table.orders",)


def test_a_text_of_endless_brackets_names_nothing() -> None:
    assert components(ESTATE % f'TABLES = "{"[" * 900 + "]" * 900}"')["aws_lambda_function.app"].needs == ()


def test_settings_on_both_sides_of_a_switch() -> None:
    text = (ESTATE % "").replace("variables = {  }", 'variables = var.stage == "x" ? { TABLE = "shop-orders" } : {}')
    assert components(text)["aws_lambda_function.app"].needs == (".::aws_dynamodb_table.orders",)
