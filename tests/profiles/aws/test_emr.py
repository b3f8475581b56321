"""Clusters of Amazon EMR."""

from __future__ import annotations

import pytest

from profiles.audit_text import components, outcomes
from profiles.aws.stateless import AWS, NETWORK, REDEPLOYED, stateless

PRIMARIES = "master_instance_group {\n instance_count = %s\n }\n"
CORES = "core_instance_group {\n instance_count = %s\n }\n"
VARIABLES = 'variable "primaries" {}\n'


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", REDEPLOYED),
        (f"{PRIMARIES % 3}{CORES % 2}", stateless("continues/failover", "recovers/redeploy")),
        (
            "master_instance_fleet {\n target_on_demand_capacity = 3\n }\n"
            "core_instance_fleet {\n target_on_demand_capacity = 2\n }",
            stateless("continues/failover", "recovers/redeploy"),
        ),
        (f"{PRIMARIES % 'var.primaries'}{CORES % 2}", stateless("unknown(var.primaries)", "recovers/redeploy")),
        (f"{PRIMARIES % 3}{CORES % 1}", REDEPLOYED),
        (PRIMARIES % 3, REDEPLOYED),
    ],
)
def test_three_primary_nodes_outlive_one_in_the_only_zone(settings: str, expected: dict[str, str]) -> None:
    text = AWS + VARIABLES + f'resource "aws_emr_cluster" "lake" {{\n  name = "lake"\n  {settings}\n}}\n'
    assert outcomes(text)["aws_emr_cluster.lake"] == expected


def test_a_cluster_that_ends_with_its_steps_is_no_component() -> None:
    text = 'resource "aws_emr_cluster" "job" {\n  name = "job"\n  keep_job_flow_alive_when_no_steps = false\n}\n'
    assert outcomes(AWS + text) == {}


def test_its_groups_of_machines_belong_to_it_and_it_needs_its_metastore() -> None:
    text = """
resource "aws_rds_cluster" "metastore" {
  engine = "aurora-mysql"
}

resource "aws_emr_cluster" "lake" {
  name = "lake"
  configurations_json = jsonencode([{
    Classification = "hive-site"
    Properties     = { "javax.jdo.option.ConnectionURL" = "jdbc:mysql://${aws_rds_cluster.metastore.endpoint}/hive" }
  }])
}

resource "aws_emr_instance_group" "task" {
  cluster_id    = aws_emr_cluster.lake.id
  instance_type = "m5.xlarge"
}
"""
    found = components(AWS + text)["aws_emr_cluster.lake"]
    assert found.needs == (".::aws_rds_cluster.metastore",)
    assert [c.address for c in found.companions] == ["aws_emr_instance_group.task"]


@pytest.mark.parametrize(("subnets", "zone"), [
    ("", "recovers/restart"),
    ("network_configuration {\n subnet_ids = aws_subnet.private[*].id\n }", "recovers/restart"),
    ("network_configuration {\n subnet_ids = [aws_subnet.private[0].id]\n }", "recovers/redeploy"),
])  # fmt: skip
def test_jobs_of_emr_serverless_are_run_again(subnets: str, zone: str) -> None:
    text = f'resource "aws_emrserverless_application" "a" {{\n name = "a"\n {subnets}\n}}\n'
    assert outcomes(AWS + NETWORK + text)["aws_emrserverless_application.a"] == stateless("recovers/restart", zone)
