"""Glue jobs: components where something in the code starts them."""

from __future__ import annotations

import pytest

from profiles.audit_text import components, outcomes
from profiles.aws.stateless import AWS, RESTARTED, stateless

JOB = """
resource "aws_s3_bucket" "scripts" {
  bucket = "scripts"
}

resource "aws_db_instance" "orders" {
  engine = "postgres"
}

resource "aws_glue_connection" "orders" {
  name = "orders"
  connection_properties = {
    JDBC_CONNECTION_URL = "jdbc:postgresql://${aws_db_instance.orders.address}/orders"
  }
}

resource "aws_glue_job" "nightly" {
  name = "nightly"
  %s
  command {
    script_location = "s3://${aws_s3_bucket.scripts.bucket}/nightly.py"
  }
}
"""
TRIGGER = """
resource "aws_glue_trigger" "nightly" {
  name = "nightly"
  type = "SCHEDULED"
  %s
  actions {
    job_name = aws_glue_job.nightly.name
  }
}
"""
AFTER = """
resource "aws_glue_trigger" "after" {
  name = "after"
  type = "CONDITIONAL"
  predicate {
    conditions {
      job_name = aws_glue_job.nightly.name
      state    = "SUCCEEDED"
    }
  }
  actions {
    crawler_name = "orders"
  }
}
"""
MACHINE = """
resource "aws_sfn_state_machine" "nightly" {
  name       = "nightly"
  definition = jsonencode({ States = { Run = { Parameters = { JobName = aws_glue_job.nightly.name } } } })
}
"""
ADDRESS = "aws_glue_job.nightly"


@pytest.mark.parametrize(
    ("starter", "there"),
    [
        ("", False),
        (AFTER, False),
        (TRIGGER % "", True),
        (TRIGGER % "enabled = false", False),
        (TRIGGER % "enabled = var.on", True),
        (MACHINE, True),
    ],
)
def test_a_job_is_a_component_where_something_starts_it(starter: str, there: bool) -> None:
    text = AWS + JOB % "" + starter + 'variable "on" {}\n'
    assert outcomes(text).get(ADDRESS) == (RESTARTED if there else None)


def test_a_job_with_connections_is_as_zonal_as_they_are() -> None:
    text = AWS + JOB % "connections = [aws_glue_connection.orders.name]" + TRIGGER % ""
    assert outcomes(text)[ADDRESS] == stateless("recovers/restart", "recovers/redeploy")


def test_a_job_needs_its_script_and_what_its_connections_lead_to() -> None:
    text = AWS + JOB % "connections = [aws_glue_connection.orders.name]" + MACHINE
    found = components(text)
    assert found[ADDRESS].needs == (".::aws_db_instance.orders", ".::aws_s3_bucket.scripts")
    assert ".::aws_glue_job.nightly" in found["aws_sfn_state_machine.nightly"].needs
