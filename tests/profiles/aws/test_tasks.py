"""ECS tasks that no service keeps running: components where something in the code starts them."""

from __future__ import annotations

import pytest

from profiles.audit_text import components, outcomes
from profiles.aws.stateless import AWS, NETWORK, stateless

TASK = """
resource "aws_ecs_cluster" "main" {
  name = "main"
}

resource "aws_dynamodb_table" "orders" {
  name     = "orders"
  hash_key = "id"
}

resource "aws_ecs_task_definition" "nightly" {
  family                = "nightly"
  container_definitions = jsonencode([{
    name        = "nightly"
    image       = "nightly"
    environment = [{ name = "TABLE", value = aws_dynamodb_table.orders.name }]
  }])
}
"""
ADDRESS = "aws_ecs_task_definition.nightly"
TABLE = ".::aws_dynamodb_table.orders"

RULE = """
resource "aws_cloudwatch_event_rule" "nightly" {
  schedule_expression = "rate(1 day)"
  %s
}

resource "aws_cloudwatch_event_target" "nightly" {
  rule = aws_cloudwatch_event_rule.nightly.name
  arn  = aws_ecs_cluster.main.arn
  ecs_target {
    task_definition_arn = aws_ecs_task_definition.nightly.arn
    %s
  }
}
"""
SCHEDULE = """
resource "aws_scheduler_schedule" "nightly" {
  schedule_expression = "rate(1 day)"
  %s
  flexible_time_window {
    mode = "OFF"
  }
  target {
    arn      = aws_ecs_cluster.main.arn
    role_arn = "role"
    ecs_parameters {
      task_definition_arn = aws_ecs_task_definition.nightly.arn
      %s
    }
    dead_letter_config {
      arn = aws_sqs_queue.dead.arn
    }
  }
}

resource "aws_sqs_queue" "dead" {
  name = "dead"
}
"""
PIPE = """
resource "aws_sqs_queue" "orders" {
  name = "orders"
}

resource "aws_pipes_pipe" "orders" {
  role_arn = "role"
  source   = aws_sqs_queue.orders.arn
  target   = aws_ecs_cluster.main.arn
  %s
  target_parameters {
    ecs_task_parameters {
      task_definition_arn = aws_ecs_task_definition.nightly.arn
      %s
    }
  }
}
"""
MACHINE = """
resource "aws_sfn_state_machine" "nightly" {
  name       = "nightly"
  definition = jsonencode({
    States = { Run = { Parameters = { TaskDefinition = aws_ecs_task_definition.nightly.arn } } }
  })
}
"""
FUNCTION = """
resource "aws_lambda_function" "starter" {
  function_name = "starter"
  environment {
    variables = {
      TASK_DEFINITION = aws_ecs_task_definition.nightly.arn
    }
  }
}
"""
ON_SUBNETS = "network_configuration {\n subnets = %s\n}"
SERVICE = """
resource "aws_ecs_service" "nightly" {
  name            = "nightly"
  cluster         = aws_ecs_cluster.main.id
  launch_type     = "FARGATE"
  desired_count   = 2
  task_definition = aws_ecs_task_definition.nightly.arn
}
"""
RUN_AGAIN = stateless("recovers/restart", "recovers/restart")
IN_ONE_ZONE = stateless("recovers/restart", "recovers/redeploy")


def of_task(text: str) -> dict[str, str] | None:
    return outcomes(AWS + NETWORK + TASK + text).get(ADDRESS)


def test_a_task_definition_that_nothing_starts_is_no_component() -> None:
    assert of_task("") is None


@pytest.mark.parametrize("text", [RULE % ("", ""), SCHEDULE % ("", ""), PIPE % ("", ""), MACHINE, FUNCTION])
def test_a_task_that_something_starts_needs_what_it_speaks_to(text: str) -> None:
    found = components(AWS + NETWORK + TASK + text)
    assert found[ADDRESS].needs == (TABLE,)
    assert of_task(text) == IN_ONE_ZONE


@pytest.mark.parametrize(
    ("off", "kept"),
    [
        (RULE % ('state = "DISABLED"', ""), False),
        (RULE % ("is_enabled = false", ""), False),
        (SCHEDULE % ('state = "DISABLED"', ""), False),
        (PIPE % ('desired_state = "STOPPED"', ""), False),
        (RULE % ("is_enabled = var.on", "") + 'variable "on" {}\n', True),
        (RULE % ('state = "DISABLED"', "") + MACHINE, True),
    ],
)
def test_a_trigger_that_is_switched_off_starts_nothing(off: str, kept: bool) -> None:
    assert (of_task(off) is not None) is kept


@pytest.mark.parametrize("trigger", [RULE, SCHEDULE])
def test_a_task_is_run_again_in_the_zones_of_its_subnets(trigger: str) -> None:
    assert of_task(trigger % ("", ON_SUBNETS % "aws_subnet.private[*].id")) == RUN_AGAIN
    assert of_task(trigger % ("", ON_SUBNETS % "[aws_subnet.private[0].id]")) == IN_ONE_ZONE
    assert of_task(trigger % ("", ON_SUBNETS % "var.subnets") + 'variable "subnets" {}\n') == IN_ONE_ZONE


def test_a_task_that_is_started_in_one_zone_too_is_not_surely_run_again() -> None:
    zonal = RULE.replace('"nightly" {', '"zonal" {').replace("event_rule.nightly", "event_rule.zonal")
    both = RULE % ("", ON_SUBNETS % "aws_subnet.private[*].id") + zonal % (
        "",
        ON_SUBNETS % "[aws_subnet.private[0].id]",
    )
    assert of_task(both) == IN_ONE_ZONE


def test_a_task_of_a_pipe_stands_in_the_subnets_that_the_pipe_names() -> None:
    subnets = "network_configuration {\n aws_vpc_configuration {\n  subnets = aws_subnet.private[*].id\n }\n}"
    assert of_task(PIPE % ("", subnets)) == RUN_AGAIN


@pytest.mark.parametrize("trigger", [RULE % ("", ""), MACHINE])
def test_a_task_definition_that_a_service_runs_is_part_of_the_service(trigger: str) -> None:
    found = components(AWS + NETWORK + TASK + SERVICE + trigger)
    assert ADDRESS not in found
    assert [c.address for c in found["aws_ecs_service.nightly"].companions] == [ADDRESS]


@pytest.mark.parametrize(
    "name", ["nightly", "nightly:3", "arn:aws:ecs:eu-west-1:123456789012:task-definition/nightly:3"]
)
def test_a_service_may_name_the_family_of_its_tasks(name: str) -> None:
    service = SERVICE.replace("aws_ecs_task_definition.nightly.arn", f'"{name}"')
    found = components(AWS + NETWORK + TASK + service + MACHINE)
    assert ADDRESS not in found
    assert found["aws_ecs_service.nightly"].needs == (TABLE,)
    assert of_task(service.replace("nightly:3", "other:3").replace('"nightly"\n}', '"other"\n}') + MACHINE) is not None


FAMILY_ROOT = """
provider "aws" { region = "%s" }
variable "env" {}
resource "aws_ecs_task_definition" "nightly" {
  family                = "%s"
  container_definitions = jsonencode([{ environment = [{ name = "TABLE", value = "orders" }] }])
}
"""
SERVICE_ROOT = """
provider "aws" { region = "eu-west-1" }
variable "env" {}
variable "account" {}
resource "aws_dynamodb_table" "orders" { name = "orders" }
resource "aws_ecs_service" "app" {
  name            = "app"
  desired_count   = 2
  task_definition = "%s"
}
"""
NIGHTLY, ORDERS = "nightly-${var.env}", ("service::aws_dynamodb_table.orders",)


@pytest.mark.parametrize(("named", "roots", "needs"), [
    ("nightly", [("eu-west-1", "nightly")], ORDERS),
    ("nightly:3", [("eu-west-1", "nightly")], ORDERS),
    (NIGHTLY, [("eu-west-1", NIGHTLY)], ORDERS),
    ("${var.env}", [("eu-west-1", "${var.env}")], ()),
    ("nightly", [("eu-west-1", "nightly"), ("eu-west-2", "nightly")], ORDERS),
    ("arn:aws:ecs:eu-west-1:${var.account}:task-definition/nightly:3", [("eu-west-1", "nightly")], ORDERS),
    ("arn:aws:ecs:eu-west-2:${var.account}:task-definition/nightly", [("eu-west-1", "nightly")], ()),
    ("nightly", [("eu-west-2", "nightly")], ()),
    ("nightly", [("eu-west-1", "nightly"), ("eu-west-1", "nightly")], ()),
    ("nightly", [("eu-west-1", "daily")], ()),
])  # fmt: skip
def test_a_service_needs_what_the_only_family_of_the_name_does_in_another_root(
    named: str, roots: list[tuple[str, str]], needs: tuple[str, ...]
) -> None:
    families = {f"family{n}/main.tf": FAMILY_ROOT % root for n, root in enumerate(roots)}

    assert components({**families, "service/main.tf": SERVICE_ROOT % named})["aws_ecs_service.app"].needs == needs


def test_the_family_of_the_own_root_comes_first() -> None:
    own = SERVICE_ROOT % "nightly" + FAMILY_ROOT.split('variable "env" {}')[1] % "nightly"
    other = (FAMILY_ROOT % ("eu-west-1", "nightly")).replace('"orders"', '"others"')
    files = {
        "service/main.tf": own,
        "family/main.tf": other + 'resource "aws_dynamodb_table" "others" {\n  name = "others"\n}',
    }

    assert components(files)["aws_ecs_service.app"].needs == ORDERS


def test_a_service_that_stands_in_some_environments_only_leaves_a_task_in_the_others() -> None:
    service = SERVICE.replace('"nightly" {', '"nightly" {\n count = var.on ? 1 : 0', 1) + 'variable "on" {}\n'
    assert of_task(service + MACHINE) == IN_ONE_ZONE
    both = TASK.replace(
        'resource "aws_ecs_task_definition" "nightly" {',
        'resource "aws_ecs_task_definition" "nightly" {\n count = var.on ? 1 : 0',
    )
    assert [a for a in outcomes(AWS + NETWORK + both + service + MACHINE) if a.startswith(ADDRESS)] == []


@pytest.mark.parametrize(
    ("starter", "address"), [(MACHINE, "aws_sfn_state_machine.nightly"), (FUNCTION, "aws_lambda_function.starter")]
)
def test_what_starts_a_task_needs_it_and_what_it_speaks_to(starter: str, address: str) -> None:
    assert components(AWS + NETWORK + TASK + starter)[address].needs == (TABLE, f".::{ADDRESS}")


def test_what_a_task_is_told_when_it_is_started_counts() -> None:
    told = RULE.replace("  ecs_target {", "  input = jsonencode({ bucket = aws_s3_bucket.in.bucket })\n  ecs_target {")
    bucket = 'resource "aws_s3_bucket" "in" {\n  bucket = "in"\n}\n'
    needs = components(AWS + NETWORK + TASK + bucket + told % ("", ""))[ADDRESS].needs
    assert needs == (TABLE, ".::aws_s3_bucket.in")


def test_a_task_needs_the_gateway_of_the_subnets_that_it_is_started_in() -> None:
    gateway = """
resource "aws_nat_gateway" "main" {
  subnet_id = aws_subnet.private[0].id
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }
}

resource "aws_route_table_association" "main" {
  subnet_id      = aws_subnet.private[1].id
  route_table_id = aws_route_table.main.id
}
"""
    trigger = RULE % ("", ON_SUBNETS % "aws_subnet.private[*].id")
    needs = components(AWS + NETWORK + TASK + gateway + trigger)[ADDRESS].needs
    assert needs == (TABLE, ".::aws_nat_gateway.main")
