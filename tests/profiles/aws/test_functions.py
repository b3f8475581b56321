"""AWS Lambda and AWS Step Functions."""

from __future__ import annotations

import pytest

from profiles.audit_text import components, outcomes
from profiles.aws.stateless import AWS, NETWORK, SERVICE, stateless


def function(text: str, around: str = "") -> dict[str, dict[str, str]]:
    return outcomes(AWS + NETWORK + around + f'resource "aws_lambda_function" "app" {{\n{text}\n}}')


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", SERVICE),
        ("vpc_config {\n subnet_ids = aws_subnet.private[*].id\n}", SERVICE),
        ("vpc_config {\n subnet_ids = []\n}", SERVICE),
        (
            "vpc_config {\n subnet_ids = [aws_subnet.private[0].id]\n}",
            stateless("continues/service", "recovers/redeploy"),
        ),
    ],
)
def test_a_function_is_as_zonal_as_its_subnets(text: str, expected: dict[str, str]) -> None:
    assert function(text) == {"aws_lambda_function.app": expected}


def test_a_function_in_subnets_that_are_not_known() -> None:
    assert function("vpc_config {\n subnet_ids = var.subnets\n}", 'variable "subnets" {}\n') == {
        "aws_lambda_function.app": stateless("continues/service", "unknown(var.subnets)")
    }


OPEN_SUBNETS = """
variable "subnet" { type = string }
variable "subnets" { type = list(string) }
data "aws_subnet" "one" {}
data "aws_subnet" "each" { count = length(var.subnets) }
"""


@pytest.mark.parametrize(("subnets", "zone"), [
    ("[var.subnet]", "recovers/redeploy"),
    ("[var.subnets[0]]", "recovers/redeploy"),
    ("[data.aws_subnet.one.id]", "recovers/redeploy"),
    ("[var.subnet, data.aws_subnet.one.id]", "unknown(data.aws_subnet.one, var.subnet)"),
    ("[var.subnets[0], var.subnets[1]]", "unknown(var.subnets)"),
    ("var.subnets", "unknown(var.subnets)"),
    ("[for s in var.subnets : s]", "unknown(var.subnets)"),
    ("data.aws_subnet.each[*].id", "unknown(data.aws_subnet.each, var.subnets)"),
])  # fmt: skip
def test_a_single_subnet_is_in_one_zone_whichever_it_is(subnets: str, zone: str) -> None:
    assert function(f"vpc_config {{\n subnet_ids = {subnets}\n}}", OPEN_SUBNETS) == {
        "aws_lambda_function.app": stateless("continues/service", zone)
    }


def test_a_function_without_concurrency_is_switched_off() -> None:
    assert function("reserved_concurrent_executions = 0") == {}
    assert function("reserved_concurrent_executions = 5") == {"aws_lambda_function.app": SERVICE}


def test_a_function_needs_its_environment_and_its_event_source() -> None:
    found = components(
        AWS
        + """
resource "aws_db_instance" "orders" {
  engine = "postgres"
}

resource "aws_sqs_queue" "orders" {
  name = "orders"
}

resource "aws_lambda_function" "app" {
  function_name = "app"
  environment {
    variables = {
      HOST = aws_db_instance.orders.address
    }
  }
}

resource "aws_lambda_alias" "live" {
  function_name = aws_lambda_function.app.function_name
}

resource "aws_lambda_event_source_mapping" "orders" {
  event_source_arn = aws_sqs_queue.orders.arn
  function_name    = aws_lambda_function.app.arn
}
"""
    )
    needs = found["aws_lambda_function.app"].needs
    assert ".::aws_db_instance.orders" in needs
    assert set(needs) <= {".::aws_db_instance.orders", ".::aws_sqs_queue.orders"}
    assert [c.address for c in found["aws_lambda_function.app"].companions] == [
        "aws_lambda_alias.live",
        "aws_lambda_event_source_mapping.orders",
    ]


def test_a_state_machine_needs_what_its_definition_names() -> None:
    found = components(
        AWS
        + """
resource "aws_lambda_function" "step" {
  function_name = "step"
}

resource "aws_sfn_state_machine" "flow" {
  name       = "flow"
  definition = jsonencode({ States = { a = { Type = "Task", Resource = aws_lambda_function.step.arn } } })
}
"""
    )
    assert found["aws_sfn_state_machine.flow"].needs == (".::aws_lambda_function.step",)


def test_a_state_machine_is_redundant_by_itself() -> None:
    assert outcomes(AWS + 'resource "aws_sfn_state_machine" "flow" {\n name = "flow"\n definition = "{}"\n}') == {
        "aws_sfn_state_machine.flow": SERVICE
    }


LOOKED_UP = (
    AWS
    + """
resource "aws_db_instance" "db" {}

resource "aws_ssm_parameter" "url" {
  name  = "/db"
  value = "postgres://${aws_db_instance.db.endpoint}/shop"
}

resource "aws_secretsmanager_secret" "url" {}

resource "aws_secretsmanager_secret_version" "url" {
  secret_id     = aws_secretsmanager_secret.url.id
  secret_string = jsonencode({ host = aws_db_instance.db.address })
}
"""
)
DATABASE = ".::aws_db_instance.db"
VAULT = ".::aws_secretsmanager_secret.url"


@pytest.mark.parametrize(("found_by", "needs"), [
    ("aws_ssm_parameter.url.name", (DATABASE,)),
    ("aws_ssm_parameter.url.value", (DATABASE,)),
    ("aws_secretsmanager_secret.url.arn", (DATABASE, VAULT)),
    ("aws_secretsmanager_secret_version.url.arn", (DATABASE, VAULT)),
])  # fmt: skip
def test_a_function_needs_what_a_parameter_or_a_secret_leads_to(found_by: str, needs: tuple[str, ...]) -> None:
    found = components(
        LOOKED_UP
        + f"""
resource "aws_lambda_function" "app" {{
  environment {{
    variables = {{ URL = {found_by} }}
  }}
}}
"""
    )
    assert found["aws_lambda_function.app"].needs == needs
    assert found["aws_secretsmanager_secret.url"].needs == ()


@pytest.mark.parametrize(
    ("subnets", "zone"),
    [
        ("aws_subnet.private[*].id", "continues/service"),
        ("[aws_subnet.private[0].id]", "recovers/redeploy"),
        ("var.subnets", "unknown(var.subnets)"),
    ],
)
def test_a_function_on_instances_is_as_zonal_as_its_capacity_provider(subnets: str, zone: str) -> None:
    text = f"""
variable "subnets" {{ type = list(string) }}

resource "aws_lambda_capacity_provider" "instances" {{
  name = "instances"
  vpc_config {{
    subnet_ids         = {subnets}
    security_group_ids = ["sg-1"]
  }}
}}

resource "aws_lambda_function" "app" {{
  function_name = "app"
  capacity_provider_config {{
    lambda_managed_instances_capacity_provider_config {{
      capacity_provider_arn = aws_lambda_capacity_provider.instances.arn
    }}
  }}
}}
"""
    assert outcomes(AWS + NETWORK + text)["aws_lambda_function.app"] == {**SERVICE, "zone": zone}
