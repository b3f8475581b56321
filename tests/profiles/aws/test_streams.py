"""Kinesis, Firehose and MSK."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components
from profiles.aws.five import REGIONS, five

SERVICE = ("continues", "continues/service", "continues/service", "recovers/redeploy", "recovers/redeploy")
DAY = 86400


def test_a_kinesis_stream() -> None:
    assert five('resource "aws_kinesis_stream" "s" {\n  name = "s"\n}\n', "aws_kinesis_stream.s") == SERVICE


@pytest.mark.parametrize(("line", "days"), [("", 1), ("retention_period = 24", 1), ("retention_period = 168", 365)])
def test_what_a_stream_keeps_is_the_data_loss_window(line: str, days: int) -> None:
    text = f'resource "aws_kinesis_stream" "s" {{\n  name = "s"\n  {line}\n}}\n'
    assert components(text)["aws_kinesis_stream.s"].outcomes[Scenario.REGION].rpo == (0, days * DAY)


def test_a_delivery_stream_needs_its_source_and_its_destinations() -> None:
    text = """
resource "aws_kinesis_stream" "in" {
  name = "in"
}
resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"
}
resource "aws_kinesis_firehose_delivery_stream" "logs" {
  name        = "logs"
  destination = "opensearch"
  kinesis_source_configuration {
    kinesis_stream_arn = aws_kinesis_stream.in.arn
  }
  opensearch_configuration {
    domain_arn = aws_opensearch_domain.logs.arn
    s3_configuration {
      bucket_arn = "arn:aws:s3:::elsewhere"
    }
  }
}
"""
    found = components(text)["aws_kinesis_firehose_delivery_stream.logs"]
    assert found.needs == (".::aws_kinesis_stream.in", ".::aws_opensearch_domain.logs")
    assert five(text, "aws_kinesis_firehose_delivery_stream.logs") == SERVICE


@pytest.mark.parametrize(
    ("subnets", "zone"),
    [
        ("[aws_subnet.a.id, aws_subnet.b.id]", "continues/service"),
        ("[aws_subnet.a.id]", "recovers/redeploy"),
        ("var.subnets", "unknown(var.subnets)"),
    ],
)
@pytest.mark.parametrize("destination", ["opensearch", "elasticsearch", "opensearchserverless"])
def test_a_delivery_stream_is_as_zonal_as_the_subnets_it_delivers_through(
    destination: str, subnets: str, zone: str
) -> None:
    text = f"""
variable "subnets" {{ type = list(string) }}
resource "aws_subnet" "a" {{ availability_zone = "eu-west-1a" }}
resource "aws_subnet" "b" {{ availability_zone = "eu-west-1b" }}
resource "aws_kinesis_firehose_delivery_stream" "logs" {{
  name        = "logs"
  destination = "{destination}"
  {destination}_configuration {{
    vpc_config {{
      subnet_ids = {subnets}
    }}
  }}
}}
"""
    assert five(text, "aws_kinesis_firehose_delivery_stream.logs") == (*SERVICE[:2], zone, *SERVICE[3:])


def test_a_delivery_stream_needs_the_bucket_it_delivers_to() -> None:
    text = """
resource "aws_s3_bucket" "lake" {
  bucket = "lake"
}
resource "aws_kinesis_firehose_delivery_stream" "lake" {
  name        = "lake"
  destination = "extended_s3"
  extended_s3_configuration {
    bucket_arn = aws_s3_bucket.lake.arn
  }
}
"""
    assert components(text)["aws_kinesis_firehose_delivery_stream.lake"].needs == (".::aws_s3_bucket.lake",)


def delivering(
    destination: str, mode: str, block: str = "s3_configuration", bucket: str = "aws_s3_bucket.b.arn"
) -> str:
    """A stream with a bucket beside its destination."""
    return f"""
variable "mode" {{
  type = string
}}
resource "aws_s3_bucket" "b" {{
  bucket = "failed"
}}
resource "aws_lambda_function" "shape" {{
  function_name = "shape"
}}
resource "aws_kinesis_firehose_delivery_stream" "s" {{
  name        = "s"
  destination = "{destination}"
  {destination}_configuration {{
    {mode}
    {block} {{
      bucket_arn = {bucket}
    }}
    processing_configuration {{
      enabled = true
      processors {{
        type = "Lambda"
        parameters {{
          parameter_name  = "LambdaArn"
          parameter_value = aws_lambda_function.shape.arn
        }}
      }}
    }}
  }}
}}
"""


BUCKET, FUNCTION = ".::aws_s3_bucket.b", ".::aws_lambda_function.shape"


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        (delivering("http_endpoint", 's3_backup_mode = "FailedDataOnly"'), (FUNCTION,)),
        (delivering("http_endpoint", ""), (FUNCTION,)),
        (delivering("http_endpoint", "", bucket='"arn:aws:s3:::failed"'), (FUNCTION,)),
        (delivering("http_endpoint", "", bucket='"arn:aws:s3:::${aws_s3_bucket.b.id}"'), (FUNCTION,)),
        (delivering("http_endpoint", 's3_backup_mode = "AllData"'), (FUNCTION, BUCKET)),
        (delivering("http_endpoint", "s3_backup_mode = var.mode"), (FUNCTION, BUCKET)),
        (delivering("splunk", 's3_backup_mode = "FailedEventsOnly"'), (FUNCTION,)),
        (delivering("splunk", 's3_backup_mode = "AllEvents"'), (FUNCTION, BUCKET)),
        (delivering("opensearch", 's3_backup_mode = "AllDocuments"'), (FUNCTION, BUCKET)),
        (delivering("redshift", ""), (FUNCTION, BUCKET)),
        (delivering("extended_s3", 's3_backup_mode = "Enabled"', "s3_backup_configuration"), (FUNCTION, BUCKET)),
        (delivering("iceberg", ""), (FUNCTION, BUCKET)),
    ],
)
def test_a_delivery_stream_runs_on_without_the_bucket_for_what_it_cannot_deliver(
    text: str, needs: tuple[str, ...]
) -> None:
    assert components(text)["aws_kinesis_firehose_delivery_stream.s"].needs == needs


# --- MSK ----------------------------------------------------------------------------------------------------------

VARIABLES = """
variable "subnets" {
  type = list(string)
}
variable "properties" {
  type = string
}
variable "configuration" {
  type = string
}
"""
TWO, THREE = '["subnet-1", "subnet-2"]', '["subnet-1", "subnet-2", "subnet-3"]'
FAILOVER, RESTART = "continues/failover", "recovers/restart"


def kafka(subnets: str, properties: str | None = None, instance: str = "kafka.m7g.large") -> str:
    configured = ""
    text = VARIABLES
    if properties is not None:
        configured = """configuration_info {
    arn      = aws_msk_configuration.k.arn
    revision = aws_msk_configuration.k.latest_revision
  }"""
        text += f'resource "aws_msk_configuration" "k" {{\n  name = "k"\n  server_properties = {properties}\n}}\n'
    return (
        text
        + f"""
resource "aws_msk_cluster" "k" {{
  cluster_name           = "k"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 6
  broker_node_group_info {{
    instance_type  = "{instance}"
    client_subnets = {subnets}
  }}
  {configured}
}}
"""
    )


def properties(*lines: str) -> str:
    return "<<EOT\n" + "\n".join(lines) + "\nEOT\n"


RF = "default.replication.factor"
ISR = "min.insync.replicas"


@pytest.mark.parametrize(
    ("subnets", "lines", "instance", "zone"),
    [
        (TWO, None, FAILOVER, FAILOVER),
        (THREE, None, FAILOVER, FAILOVER),
        ("var.subnets", None, FAILOVER, FAILOVER),
        (THREE, ("auto.create.topics.enable=true",), FAILOVER, FAILOVER),
        (THREE, (f"{RF}=3", f"{ISR}=2"), FAILOVER, FAILOVER),
        (THREE, (f"{RF} = 3", f"{ISR} = 3"), RESTART, RESTART),
        (THREE, (f"{RF}=2",), RESTART, RESTART),
        (TWO, (f"{RF}=2",), FAILOVER, FAILOVER),
        ("var.subnets", (f"{RF}=2",), "unknown(var.subnets)", "unknown(var.subnets)"),
        (THREE, (f"{RF}=2", f"{ISR}=1"), FAILOVER, FAILOVER),
        (THREE, (f"{RF}=1", f"{ISR}=1"), RESTART, "lost"),
        (TWO, (f"{ISR}=2",), RESTART, RESTART),
        (THREE, (f"{ISR}=2",), FAILOVER, FAILOVER),
        (THREE, (f"{RF}=3", "offsets.topic.replication.factor=1"), RESTART, RESTART),
        (THREE, ("transaction.state.log.replication.factor = 1",), RESTART, RESTART),
        (THREE, (f"{RF}=3", f"{ISR}=2", "offsets.topic.replication.factor=3"), FAILOVER, FAILOVER),
    ],
)
def test_topics_survive_by_their_replication(
    subnets: str, lines: tuple[str, ...] | None, instance: str, zone: str
) -> None:
    text = kafka(subnets, properties(*lines) if lines else None)
    assert five(text, "aws_msk_cluster.k") == ("lost", instance, zone, "lost", "lost")


def test_a_configuration_by_a_variable() -> None:
    expected = ("lost", "unknown(var.properties)", "unknown(var.properties)", "lost", "lost")
    assert five(kafka(THREE, "var.properties"), "aws_msk_cluster.k") == expected


def test_a_configuration_that_is_elsewhere() -> None:
    text = kafka(THREE, '""').replace("arn      = aws_msk_configuration.k.arn", "arn = var.configuration")
    expected = ("lost", "unknown(var.configuration)", "unknown(var.configuration)", "lost", "lost")
    assert five(text, "aws_msk_cluster.k") == expected


def test_express_brokers_always_keep_three_replicas() -> None:
    text = kafka(THREE, properties(f"{RF}=1"), "express.m7g.large")
    assert five(text, "aws_msk_cluster.k") == ("lost", FAILOVER, FAILOVER, "lost", "lost")


def replicator(topics: str, provider: str = "aws.far") -> str:
    return (
        REGIONS
        + kafka(THREE)
        + f"""
resource "aws_msk_serverless_cluster" "far" {{
  provider     = {provider}
  cluster_name = "far"
  vpc_config {{
    subnet_ids = ["subnet-8", "subnet-9"]
  }}
}}
resource "aws_msk_replicator" "far" {{
  provider        = {provider}
  replicator_name = "far"
  replication_info_list {{
    source_kafka_cluster_arn = aws_msk_cluster.k.arn
    target_kafka_cluster_arn = aws_msk_serverless_cluster.far.arn
    topic_replication {{
      topics_to_replicate = {topics}
    }}
  }}
}}
"""
    )


@pytest.mark.parametrize(
    ("topics", "provider", "region"),
    [
        ('[".*"]', "aws.far", "recovers/promotion"),
        ('[".*"]', "aws", "lost"),
        ('["orders"]', "aws.far", "lost"),
    ],
)
def test_a_replicator_of_all_topics_to_another_region(topics: str, provider: str, region: str) -> None:
    text = replicator(topics, provider)
    assert five(text, "aws_msk_cluster.k") == ("lost", FAILOVER, FAILOVER, region, "lost")
    service = ("continues/service", "continues/service")
    assert five(text, "aws_msk_serverless_cluster.far") == ("lost", *service, region, "lost")
