"""SQS, SNS, EventBridge and Amazon MQ."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components
from profiles.aws.five import REGIONS, addresses, five

SERVICE = ("continues", "continues/service", "continues/service", "recovers/redeploy", "recovers/redeploy")
DAY = 86400


@pytest.mark.parametrize("kind", ["aws_sqs_queue", "aws_sns_topic", "aws_cloudwatch_event_bus"])
def test_regional_services_continue(kind: str) -> None:
    assert five(f'resource "{kind}" "q" {{\n  name = "q"\n}}\n', f"{kind}.q") == SERVICE


def test_a_dead_letter_queue_is_a_component_and_no_dependency() -> None:
    text = """
resource "aws_sqs_queue" "orders" {
  name           = "orders"
  redrive_policy = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead.arn, maxReceiveCount = 5 })
}
resource "aws_sqs_queue" "dead" {
  name = "dead"
}
"""
    assert addresses(text) == ["aws_sqs_queue.dead", "aws_sqs_queue.orders"]
    assert components(text)["aws_sqs_queue.orders"].needs == ()


@pytest.mark.parametrize(
    ("line", "days"), [("", 4), ("message_retention_seconds = 1209600", 14), ("message_retention_seconds = var.s", 14)]
)
def test_what_is_in_transit_is_the_data_loss_window(line: str, days: int) -> None:
    text = f'variable "s" {{\n  type = number\n}}\nresource "aws_sqs_queue" "q" {{\n  name = "q"\n  {line}\n}}\n'
    assert components(text)["aws_sqs_queue.q"].outcomes[Scenario.REGION].rpo == (0, days * DAY)


def test_a_global_endpoint_fails_over_between_two_buses() -> None:
    text = (
        REGIONS
        + """
resource "aws_cloudwatch_event_bus" "near" {
  name = "orders"
}
resource "aws_cloudwatch_event_bus" "far" {
  provider = aws.far
  name     = "orders"
}
resource "aws_cloudwatch_event_endpoint" "orders" {
  name = "orders"
  event_bus {
    event_bus_arn = aws_cloudwatch_event_bus.near.arn
  }
  event_bus {
    event_bus_arn = aws_cloudwatch_event_bus.far.arn
  }
}
"""
    )
    assert five(text, "aws_cloudwatch_event_bus.near")[3] == "continues/failover"
    assert five(text, "aws_cloudwatch_event_bus.far")[3] == "continues/failover"


# --- Amazon MQ ----------------------------------------------------------------------------------------------------

SUBNETS = """
variable "mode" {
  type = string
}
variable "subnets" {
  type = list(string)
}
resource "aws_subnet" "a" {
  availability_zone = "eu-west-1a"
}
resource "aws_subnet" "b" {
  availability_zone = "eu-west-1b"
}
"""
STANDBY = 'deployment_mode = "ACTIVE_STANDBY_MULTI_AZ"'
CLUSTER = 'deployment_mode = "CLUSTER_MULTI_AZ"'
FAILOVER, MEMBERS, RESTART, REDEPLOY = (
    "continues/failover",
    "continues/members",
    "recovers/restart",
    "recovers/redeploy",
)


@pytest.mark.parametrize(
    ("lines", "instance", "zone"),
    [
        ("", RESTART, REDEPLOY),
        ('storage_type = "ebs"', RESTART, REDEPLOY),
        (STANDBY, FAILOVER, FAILOVER),
        (STANDBY + "\n subnet_ids = var.subnets", FAILOVER, FAILOVER),
        (CLUSTER, MEMBERS, MEMBERS),
        (CLUSTER + "\n subnet_ids = [aws_subnet.a.id, aws_subnet.b.id]", MEMBERS, MEMBERS),
        (CLUSTER + "\n subnet_ids = [aws_subnet.a.id]", MEMBERS, REDEPLOY),
        (CLUSTER + "\n subnet_ids = [aws_subnet.a.id]\n publicly_accessible = true", MEMBERS, MEMBERS),
        (CLUSTER + "\n subnet_ids = var.subnets", MEMBERS, "unknown(var.subnets)"),
        ("deployment_mode = var.mode", "unknown(var.mode)", "unknown(var.mode)"),
    ],
)
def test_a_broker(lines: str, instance: str, zone: str) -> None:
    text = f'{SUBNETS}resource "aws_mq_broker" "b" {{\n  broker_name = "b"\n  {lines}\n}}\n'
    assert five(text, "aws_mq_broker.b") == ("continues", instance, zone, REDEPLOY, REDEPLOY)


def test_a_replica_broker_folds_into_its_primary() -> None:
    text = (
        REGIONS
        + f"""
resource "aws_mq_broker" "near" {{
  broker_name = "near"
  {STANDBY}
}}
resource "aws_mq_broker" "far" {{
  provider                            = aws.far
  broker_name                         = "far"
  data_replication_mode               = "CRDR"
  data_replication_primary_broker_arn = aws_mq_broker.near.arn
  {STANDBY}
}}
"""
    )
    assert addresses(text) == ["aws_mq_broker.near"]
    assert five(text, "aws_mq_broker.near") == ("continues", FAILOVER, FAILOVER, "recovers/promotion", REDEPLOY)
    region = components(text)["aws_mq_broker.near"].outcomes[Scenario.REGION]
    assert [(e.address, e.attribute) for e in region.evidence] == [
        ("aws_mq_broker.far", "data_replication_primary_broker_arn")
    ]


# --- EventBridge Pipes ---------------------------------------------------------------------------------------------

PIPE = """
resource "aws_dynamodb_table" "orders" {
  name           = "orders"
  hash_key       = "id"
  stream_enabled = true
}
resource "aws_lambda_function" "enrich" {
  function_name = "enrich"
}
resource "aws_sqs_queue" "out" {
  name = "out"
}
resource "aws_sqs_queue" "dead" {
  name = "dead"
}
resource "aws_pipes_pipe" "orders" {
  name       = "orders"
  role_arn   = "role"
  source     = aws_dynamodb_table.orders.stream_arn
  enrichment = aws_lambda_function.enrich.arn
  target     = aws_sqs_queue.out.arn
  %s
  source_parameters {
    dynamodb_stream_parameters {
      starting_position = "LATEST"
      dead_letter_config {
        arn = aws_sqs_queue.dead.arn
      }
    }
  }
}
"""


def test_a_pipe_needs_its_source_enrichment_and_target_but_no_queue_for_dead_letters() -> None:
    text = PIPE % ""
    assert five(text, "aws_pipes_pipe.orders") == SERVICE
    assert components(text)["aws_pipes_pipe.orders"].needs == (
        ".::aws_dynamodb_table.orders",
        ".::aws_lambda_function.enrich",
        ".::aws_sqs_queue.out",
    )


@pytest.mark.parametrize(("state", "there"), [('"RUNNING"', True), ('"STOPPED"', False), ("var.state", True)])
def test_a_pipe_that_is_stopped_is_no_component(state: str, there: bool) -> None:
    text = PIPE % f"desired_state = {state}" + 'variable "state" {}\n'
    assert ("aws_pipes_pipe.orders" in addresses(text)) is there


@pytest.mark.parametrize(
    ("zones", "zone"),
    [
        ('["eu-west-1a", "eu-west-1b"]', "continues/service"),
        ('["eu-west-1a", "eu-west-1a"]', "recovers/redeploy"),
        ("var.zones", "unknown(var.zones)"),
    ],
)
def test_a_pipe_from_a_cluster_of_ones_own_is_as_zonal_as_its_subnets(zones: str, zone: str) -> None:
    text = f"""
variable "zones" {{
  type = list(string)
}}
locals {{
  zones = {zones}
}}
resource "aws_subnet" "one" {{
  availability_zone = local.zones[0]
}}
resource "aws_subnet" "two" {{
  availability_zone = local.zones[1]
}}
resource "aws_pipes_pipe" "orders" {{
  role_arn = "role"
  source   = "smk://kafka.example.com:9092"
  target   = "arn:aws:sqs:eu-west-1:123456789012:out"
  source_parameters {{
    self_managed_kafka_parameters {{
      topic_name = "orders"
      vpc {{
        subnets = [aws_subnet.one.id, aws_subnet.two.id]
      }}
    }}
  }}
}}
"""
    assert five(text, "aws_pipes_pipe.orders")[2] == zone
