"""Examples of CA2xx: one zone, or a spread that is not enforced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_rules.examples.parts import DATABASE, WEB, Pair, pair

SPREAD: Final = """
          topologySpreadConstraints:
            - maxSkew: 1
              topologyKey: topology.kubernetes.io/zone
              whenUnsatisfiable: DoNotSchedule
              labelSelector:
                matchLabels: {app: web}
"""
SUBNETS: Final = """
    resource "aws_subnet" "private" {
      for_each          = toset(["eu-west-1a", "eu-west-1b"])
      availability_zone = each.value
    }
"""
NAT_SUBNETS: Final = """
    resource "aws_vpc" "main" {
      cidr_block = "10.0.0.0/16"
    }

    resource "aws_subnet" "public" {
      for_each          = toset(["eu-west-1a", "eu-west-1b"])
      vpc_id            = aws_vpc.main.id
      availability_zone = each.value
    }

    resource "aws_subnet" "private" {
      for_each          = toset(["eu-west-1a", "eu-west-1b"])
      vpc_id            = aws_vpc.main.id
      availability_zone = each.value
    }

    resource "aws_eip" "main" {
      for_each = aws_subnet.public
    }
"""
ROUTED: Final = """
    resource "aws_route_table_association" "private" {
      for_each       = aws_subnet.private
      subnet_id      = each.value.id
      route_table_id = aws_route_table.private[each.key].id
    }
"""

EXAMPLES: Final[Mapping[str, Mapping[str, Pair]]] = {
    "CA201": {
        "terraform": pair(
            """
            resource "aws_rds_cluster" "orders" {
              engine = "aurora-postgresql"
            }

            resource "aws_rds_cluster_instance" "orders" {
              count              = 1
              cluster_identifier = aws_rds_cluster.orders.id
              instance_class     = "db.r6g.large"
            }
            """,
            """
            resource "aws_rds_cluster" "orders" {
              engine = "aurora-postgresql"
            }

            resource "aws_rds_cluster_instance" "orders" {
              count              = 2
              cluster_identifier = aws_rds_cluster.orders.id
              instance_class     = "db.r6g.large"
            }
            """,
        ),
    },
    "CA202": {
        "terraform": pair(
            f"""{SUBNETS}
    resource "aws_ecs_service" "web" {{
      name          = "web"
      launch_type   = "FARGATE"
      desired_count = 2

      network_configuration {{
        subnets = [aws_subnet.private["eu-west-1a"].id]
      }}
    }}
            """,
            f"""{SUBNETS}
    resource "aws_ecs_service" "web" {{
      name          = "web"
      launch_type   = "FARGATE"
      desired_count = 2

      network_configuration {{
        subnets = [for subnet in aws_subnet.private : subnet.id]
      }}
    }}
            """,
        ),
        "kubernetes": pair(WEB.format(replicas=2), WEB.format(replicas=2).rstrip() + SPREAD),
    },
    "CA203": {
        "terraform": pair(
            """
            resource "aws_db_instance" "orders" {
              backup_retention_period = 0
            }
            """,
            DATABASE,
        ),
    },
    "CA204": {
        "terraform": pair(
            f"""{NAT_SUBNETS}
    resource "aws_nat_gateway" "main" {{
      allocation_id = aws_eip.main["eu-west-1a"].id
      subnet_id     = aws_subnet.public["eu-west-1a"].id
    }}

    resource "aws_route_table" "private" {{
      for_each = aws_subnet.private
      vpc_id   = aws_vpc.main.id

      route {{
        cidr_block     = "0.0.0.0/0"
        nat_gateway_id = aws_nat_gateway.main.id
      }}
    }}
{ROUTED}""",
            f"""{NAT_SUBNETS}
    resource "aws_nat_gateway" "main" {{
      for_each      = aws_subnet.public
      allocation_id = aws_eip.main[each.key].id
      subnet_id     = each.value.id
    }}

    resource "aws_route_table" "private" {{
      for_each = aws_subnet.private
      vpc_id   = aws_vpc.main.id

      route {{
        cidr_block     = "0.0.0.0/0"
        nat_gateway_id = aws_nat_gateway.main[each.key].id
      }}
    }}
{ROUTED}""",
        ),
    },
}
