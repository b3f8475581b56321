"""What is needed is found also where code leaves parts open, or has a mistake beside it."""

from __future__ import annotations

import pytest

from profiles.audit_text import components

TABLES = """
variable "sites" { type = map(string) }
resource "aws_dynamodb_table" "t" {
  for_each = var.sites
  name     = "t-${each.key}"
}
resource "aws_s3_bucket" "b" {
  for_each = var.sites
  bucket   = "b-${each.key}"
}
"""


@pytest.mark.parametrize(("address", "text", "needs"), [
    ("aws_lambda_function.f", """
     resource "aws_lambda_function" "f" {
       for_each      = aws_dynamodb_table.t
       function_name = "f-${each.key}"
       environment { variables = { TABLE = each.value.name } }
     }
     """, (".::aws_dynamodb_table.t",)),
    ("aws_lambda_function.f", """
     variable "more" {}
     resource "aws_dynamodb_table" "u" {
       for_each = var.sites
       name     = "u-${each.key}"
     }
     resource "aws_lambda_function" "f" {
       for_each      = var.more ? aws_dynamodb_table.t : aws_dynamodb_table.u
       function_name = "f-${each.key}"
       environment { variables = { TABLE = each.value.name } }
     }
     """, (".::aws_dynamodb_table.t", ".::aws_dynamodb_table.u")),
    ("aws_lambda_function.f", """
     resource "aws_lambda_function" "f" {
       function_name = "f"
       dynamic "environment" {
         for_each = var.sites
         content { variables = { TABLE = aws_dynamodb_table.t["a"].name } }
       }
     }
     """, (".::aws_dynamodb_table.t",)),
    ("aws_cloudfront_distribution.d", """
     resource "aws_cloudfront_distribution" "d" {
       enabled = true
       dynamic "origin" {
         for_each = aws_s3_bucket.b
         content { domain_name = origin.value.bucket_regional_domain_name }
       }
     }
     """, (".::aws_s3_bucket.b",)),
    ("aws_lb.lb", """
     resource "aws_lb" "lb" { subnets = ["subnet-1", "subnet-2"] }
     resource "aws_lb_target_group" "g" { for_each = var.sites }
     resource "aws_lb_listener" "l" {
       load_balancer_arn = aws_lb.lb.arn
       dynamic "default_action" {
         for_each = aws_lb_target_group.g
         content { target_group_arn = default_action.value.arn }
       }
     }
     resource "aws_ecs_service" "s" {
       desired_count = 2
       dynamic "load_balancer" {
         for_each = aws_lb_target_group.g
         content { target_group_arn = load_balancer.value.arn }
       }
     }
     """, (".::aws_ecs_service.s",)),
])  # fmt: skip
def test_what_open_blocks_and_instances_refer_to(address: str, text: str, needs: tuple[str, ...]) -> None:
    assert components(TABLES + text)[address].needs == needs


@pytest.mark.parametrize("variables", [
    '{ A = var.none["x"], TABLE = aws_dynamodb_table.t.name }',
    'merge({ A = var.none["x"] }, { TABLE = aws_dynamodb_table.t.name })',
])  # fmt: skip
def test_a_mistake_costs_its_own_part_of_an_argument(variables: str) -> None:
    text = f"""
    variable "none" {{ default = {{}} }}
    resource "aws_dynamodb_table" "t" {{ name = "t" }}
    resource "aws_lambda_function" "f" {{
      function_name = "f"
      environment {{ variables = {variables} }}
    }}
    """
    assert components(text)["aws_lambda_function.f"].needs == (".::aws_dynamodb_table.t",)


@pytest.mark.parametrize(("origins", "field", "needs"), [
    ("{ files = { url = %s, path = '/files' } }", "files.path", ()),
    ("{ files = { url = %s, path = '/files' } }", "files.url", (".::aws_dynamodb_table.t",)),
    ("{ files = { url = %s, path = '/files' } }", 'files["path"]', ()),
    ("tomap({ files = { url = %s, path = '/files' } })", "files.path", ()),
    ("tomap({ files = { url = %s, path = '/files' } })", "files.url", (".::aws_dynamodb_table.t",)),
    ("{ a = { b = { url = %s, path = '/files' } } }", "a.b.path", ()),
    ("{ a = { b = { url = %s, path = '/files' } } }", "a.b", (".::aws_dynamodb_table.t",)),
    ("{ for k in ['files'] : k => { url = %s, path = '/files' } }", "files.url", (".::aws_dynamodb_table.t",)),
])  # fmt: skip
def test_a_field_of_a_field_refers_to_what_it_is_made_of(origins: str, field: str, needs: tuple[str, ...]) -> None:
    written = (origins % "aws_dynamodb_table.t.name").replace("'", '"')
    text = f"""
    locals {{ origins = {written} }}
    resource "aws_dynamodb_table" "t" {{ name = "t" }}
    resource "aws_lambda_function" "f" {{
      function_name = "f"
      environment {{ variables = {{ A = jsonencode(local.origins.{field}) }} }}
    }}
    """
    assert components(text)["aws_lambda_function.f"].needs == needs


@pytest.mark.parametrize("settings", [
    '{ A = var.none["x"], TABLE = aws_dynamodb_table.t.name }',
    'merge({ A = var.none["x"] }, { TABLE = aws_dynamodb_table.t.name })',
    'core::merge({ A = var.none["x"] }, { TABLE = aws_dynamodb_table.t.name })',
])  # fmt: skip
def test_a_mistake_costs_its_own_part_of_a_local_value(settings: str) -> None:
    text = f"""
    variable "none" {{ default = {{}} }}
    locals {{ settings = {settings} }}
    resource "aws_dynamodb_table" "t" {{ name = "t" }}
    resource "aws_lambda_function" "f" {{
      function_name = "f"
      environment {{ variables = {{ TABLE = local.settings.TABLE }} }}
    }}
    """
    assert components(text)["aws_lambda_function.f"].needs == (".::aws_dynamodb_table.t",)
