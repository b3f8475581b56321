"""Graphs of Neptune Analytics."""

from __future__ import annotations

import pytest

from profiles.aws.five import five

FAILOVER, RESTART = "continues/failover", "recovers/restart"


@pytest.mark.parametrize(("replicas", "expected"), [
    ("", FAILOVER),
    ("replica_count = 2", FAILOVER),
    ("replica_count = 0", RESTART),
    ("replica_count = var.replicas", "unknown(var.replicas)"),
])  # fmt: skip
def test_replicas_of_a_graph_stand_in_other_zones(replicas: str, expected: str) -> None:
    graph = f'resource "aws_neptunegraph_graph" "g" {{\n provisioned_memory = 16\n {replicas}\n}}\n'
    assert five('variable "replicas" {}\n' + graph, "aws_neptunegraph_graph.g") == (
        "lost",
        expected,
        expected,
        "lost",
        "lost",
    )
