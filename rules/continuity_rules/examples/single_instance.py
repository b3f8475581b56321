"""Examples of CA1xx: one machine, pod, node or broker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_rules.examples.parts import DATABASE, MULTI_AZ, POSTGRES, WEB, Pair, pair

KAFKA: Final = """
    apiVersion: kafka.strimzi.io/v1beta2
    kind: Kafka
    metadata:
      name: orders
    spec:
      kafka:
        replicas: 3
        storage:
"""

EXAMPLES: Final[Mapping[str, Mapping[str, Pair]]] = {
    "CA101": {
        "terraform": pair(DATABASE, MULTI_AZ),
        "kubernetes": pair(POSTGRES.format(instances=1), POSTGRES.format(instances=3)),
    },
    "CA102": {
        "terraform": pair(
            """
            resource "aws_autoscaling_group" "web" {
              min_size = 1
              max_size = 4
            }
            """,
            """
            resource "aws_autoscaling_group" "web" {
              min_size = 2
              max_size = 4
            }
            """,
        ),
        "kubernetes": pair(WEB.format(replicas=1), WEB.format(replicas=2)),
    },
    "CA103": {
        "kubernetes": pair(
            f"{KAFKA.rstrip()}\n          type: ephemeral",
            f"{KAFKA.rstrip()}\n          type: persistent-claim\n          size: 100Gi",
        ),
    },
    "CA104": {
        "terraform": pair(
            """
            resource "aws_dx_connection" "head_office" {
              name      = "head-office"
              bandwidth = "1Gbps"
              location  = "EqFR5"
            }
            """,
            """
            resource "aws_vpn_connection" "head_office" {
              customer_gateway_id = aws_customer_gateway.head_office.id
              transit_gateway_id  = aws_ec2_transit_gateway.main.id
              type                = "ipsec.1" # two tunnels, each to a device of its own
            }
            """,
        ),
    },
}
