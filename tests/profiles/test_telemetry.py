"""Where a program sends its traces and metrics is no need of it."""

from __future__ import annotations

import pytest

from profiles.audit_text import components
from profiles.kubernetes.reading import components as objects

FUNCTION = """
variable "stage" {}
resource "aws_lb" "otel" { load_balancer_type = "network" }
resource "aws_lb" "api" { load_balancer_type = "network" }
resource "aws_dynamodb_table" "orders" { name = "orders" }
resource "aws_lambda_function" "app" {
  function_name = "app"
  environment {
    variables = { %s }
  }
}
"""


@pytest.mark.parametrize(("settings", "expected"), [
    ('OTEL_EXPORTER_OTLP_ENDPOINT = "http://${aws_lb.otel.dns_name}:4317"', ()),
    ('OTEL_EXPORTER_OTLP_ENDPOINT = aws_lb.otel.dns_name, API = aws_lb.api.dns_name', ("aws_lb.api",)),
    ('OTEL_EXPORTER_OTLP_ENDPOINT = aws_lb.otel.dns_name, API = aws_lb.otel.dns_name', ("aws_lb.otel",)),
    ('SENTRY_DSN = var.stage == "p" ? aws_lb.otel.dns_name : null, TABLE = "orders"', ("aws_dynamodb_table.orders",)),
    ('OUR_ENDPOINT = aws_lb.otel.dns_name', ("aws_lb.otel",)),
    ('OTEL_EXPORTER_OTLP_ENDPOINT_TABLE = "orders"', ("aws_dynamodb_table.orders",)),
])  # fmt: skip
def test_a_function_goes_on_without_what_takes_its_telemetry(settings: str, expected: tuple[str, ...]) -> None:
    needs = components(FUNCTION % settings)["aws_lambda_function.app"].needs
    assert needs == tuple(f".::{address}" for address in expected)


def cloud_map(setting: str) -> str:
    return f"""
resource "aws_service_discovery_private_dns_namespace" "n" {{ name = "daemon.local" }}
resource "aws_service_discovery_service" "x" {{
  name = "xray"
  dns_config {{
    namespace_id = aws_service_discovery_private_dns_namespace.n.id
  }}
}}
resource "aws_ecs_service" "xray" {{
  name            = "xray-daemon"
  launch_type     = "FARGATE"
  desired_count   = 1
  service_registries {{ registry_arn = aws_service_discovery_service.x.arn }}
}}
resource "aws_lambda_function" "pay" {{
  function_name = "pay"
  environment {{
    variables = {{ {setting} = "xray.daemon.local:2000" }}
  }}
}}
"""


@pytest.mark.parametrize(("setting", "expected"), [
    ("AWS_XRAY_DAEMON_ADDRESS", ()),
    ("PAYMENTS_ADDRESS", (".::aws_ecs_service.xray",)),
])  # fmt: skip
def test_a_daemon_for_traces_under_a_name_of_cloud_map(setting: str, expected: tuple[str, ...]) -> None:
    assert components(cloud_map(setting))["aws_lambda_function.pay"].needs == expected


def test_settings_in_the_text_of_containers() -> None:
    text = """
    resource "aws_lb" "otel" { load_balancer_type = "network" }
    resource "aws_lb" "api" { load_balancer_type = "network" }
    resource "aws_ecs_task_definition" "app" {
      family                = "app"
      container_definitions = jsonencode([{
        name        = "app"
        environment = [
          { name = "DD_AGENT_HOST", value = aws_lb.otel.dns_name },
          { name = "API", value = aws_lb.api.dns_name },
        ]
      }])
    }
    resource "aws_ecs_service" "app" {
      launch_type     = "FARGATE"
      desired_count   = 2
      task_definition = aws_ecs_task_definition.app.arn
    }
    """
    assert components(text)["aws_ecs_service.app"].needs == (".::aws_lb.api",)


@pytest.mark.parametrize(("setting", "expected"), [
    ("OTEL_EXPORTER_OTLP_ENDPOINT", ()),
    ("ORDERS_ENDPOINT", (".::google_cloud_run_v2_service.other",)),
])  # fmt: skip
def test_settings_of_other_providers(setting: str, expected: tuple[str, ...]) -> None:
    text = f"""
    resource "google_cloud_run_v2_service" "other" {{
      name     = "other"
      location = "europe-west1"
    }}
    resource "google_cloud_run_v2_service" "app" {{
      name     = "app"
      location = "europe-west1"
      template {{
        containers {{
          env {{
            name  = "{setting}"
            value = google_cloud_run_v2_service.other.uri
          }}
        }}
      }}
    }}
    """
    assert components(text)["google_cloud_run_v2_service.app"].needs == expected


@pytest.mark.parametrize(("setting", "expected"), [
    ("OTEL_EXPORTER_OTLP_ENDPOINT", []),
    ("ORDERS_ENDPOINT", ["Deployment/shop/otel"]),
])  # fmt: skip
def test_settings_of_pods(setting: str, expected: list[str]) -> None:
    text = f"""
apiVersion: apps/v1
kind: Deployment
metadata: {{name: otel, namespace: shop}}
spec: {{template: {{metadata: {{labels: {{app: otel}}}}, spec: {{containers: [{{name: a, image: b}}]}}}}}}
---
apiVersion: v1
kind: Service
metadata: {{name: otel, namespace: shop}}
spec: {{selector: {{app: otel}}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web, namespace: shop}}
spec:
  template:
    spec:
      containers:
        - name: a
          image: b
          env: [{{name: {setting}, value: "http://otel:4317"}}]
"""
    assert [n.partition("::")[2] for n in objects(text)["Deployment/shop/web"].needs] == expected
