"""Code that has the flaw of each rule, and the same code without it: whole enough to be audited as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent
from typing import Final, TypeAlias

Pair: TypeAlias = tuple[str, str]
"""Code that a rule flags, and code that it does not flag."""


def _pair(flawed: str, fixed: str) -> Pair:
    return dedent(flawed).strip(), dedent(fixed).strip()


def _with(base: str, addition: str) -> Pair:
    """Code, and the same code with something behind it."""
    start = dedent(base).strip()
    return start, f"{start}\n\n{dedent(addition).strip()}"


DATABASE: Final = """
    resource "aws_db_instance" "orders" {
      backup_retention_period = 7
    }
"""
MULTI_AZ: Final = """
    resource "aws_db_instance" "orders" {
      backup_retention_period = 7
      multi_az                = true
    }
"""
POSTGRES: Final = """
    apiVersion: postgresql.cnpg.io/v1
    kind: Cluster
    metadata:
      name: orders
    spec:
      instances: {instances}
"""
WEB: Final = """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      replicas: {replicas}
      selector:
        matchLabels: {{app: web}}
      template:
        metadata:
          labels: {{app: web}}
        spec:
          containers:
            - name: web
              image: registry.example/web:1
"""
SPREAD: Final = """
          topologySpreadConstraints:
            - maxSkew: 1
              topologyKey: topology.kubernetes.io/zone
              whenUnsatisfiable: DoNotSchedule
              labelSelector:
                matchLabels: {app: web}
"""
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
VAULT: Final = """
    resource "aws_backup_vault" "daily" {
      name = "daily"
    }
"""
LOCK: Final = """
    resource "aws_backup_vault_lock_configuration" "daily" {
      backup_vault_name   = aws_backup_vault.daily.name
      changeable_for_days = 3
      min_retention_days  = 30
    }
"""
SELECTED: Final = """
    resource "aws_backup_plan" "daily" {
      name = "daily"

      rule {
        rule_name         = "daily"
        target_vault_name = aws_backup_vault.daily.name
        schedule          = "cron(0 5 * * ? *)"
      }
    }

    resource "aws_backup_selection" "orders" {
      name         = "orders"
      plan_id      = aws_backup_plan.daily.id
      iam_role_arn = "arn:aws:iam::111111111111:role/backup"
      resources    = [aws_db_instance.orders.arn]
    }
"""
RECOVERY_REGION: Final = """
    provider "aws" {
      region = "eu-west-1"
    }

    provider "aws" {
      alias  = "recovery"
      region = "eu-central-1"
    }
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
STACK: Final = """
    resource "aws_subnet" "{name}" {{
      provider          = {provider}
      for_each          = toset(["{region}a", "{region}b"])
      availability_zone = each.value
    }}

    resource "aws_lb" "{name}" {{
      provider = {provider}
      subnets  = [for subnet in aws_subnet.{name} : subnet.id]
    }}
"""
RECORD: Final = """
    resource "aws_route53_record" "{name}" {{
      zone_id        = aws_route53_zone.main.zone_id
      name           = "www.shop.example"
      type           = "A"
      set_identifier = "{name}"

      failover_routing_policy {{
        type = "{policy}"
      }}

      alias {{
        name                   = aws_lb.{name}.dns_name
        zone_id                = aws_lb.{name}.zone_id
        evaluate_target_health = true
      }}
    }}
"""
REPORTING: Final = 'resource "aws_db_instance" "reporting" {\n  backup_retention_period = 0\n}'
NIGHTLY: Final = """
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: batch
      annotations:
        continuity-audit/ignore: {entry}
    spec:
      replicas: 1
      template:
        spec:
          containers: [{{name: batch, image: "registry.example/batch:1"}}]
"""
REGULAR_COPY: Final = """
    resource "aws_db_instance_automated_backups_replication" "orders" {
      provider               = aws.recovery
      source_db_instance_arn = aws_db_instance.orders.arn
    }
"""


def _joined(*parts: str) -> str:
    return "\n\n".join(dedent(part).strip() for part in parts)


PAIRS: Final[Mapping[str, Mapping[str, Pair]]] = {
    "CA101": {
        "terraform": _pair(DATABASE, MULTI_AZ),
        "kubernetes": _pair(POSTGRES.format(instances=1), POSTGRES.format(instances=3)),
    },
    "CA102": {
        "terraform": _pair(
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
        "kubernetes": _pair(WEB.format(replicas=1), WEB.format(replicas=2)),
    },
    "CA103": {
        "kubernetes": _pair(
            f"{KAFKA.rstrip()}\n          type: ephemeral",
            f"{KAFKA.rstrip()}\n          type: persistent-claim\n          size: 100Gi",
        ),
    },
    "CA104": {
        "terraform": _pair(
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
    "CA201": {
        "terraform": _pair(
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
        "terraform": _pair(
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
        "kubernetes": _pair(WEB.format(replicas=2), WEB.format(replicas=2).rstrip() + SPREAD),
    },
    "CA203": {
        "terraform": _pair(
            """
            resource "aws_db_instance" "orders" {
              backup_retention_period = 0
            }
            """,
            DATABASE,
        ),
    },
    "CA204": {
        "terraform": _pair(
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
    "CA301": {
        "terraform": _with(_joined(RECOVERY_REGION, DATABASE), REGULAR_COPY),
    },
    "CA302": {
        "terraform": _pair(
            _joined(RECOVERY_REGION, STACK.format(name="shop", provider="aws", region="eu-west-1")),
            _joined(
                RECOVERY_REGION,
                STACK.format(name="shop", provider="aws", region="eu-west-1"),
                STACK.format(name="standby", provider="aws.recovery", region="eu-central-1"),
                'resource "aws_route53_zone" "main" {\n  name = "shop.example"\n}',
                RECORD.format(name="shop", policy="PRIMARY"),
                RECORD.format(name="standby", policy="SECONDARY"),
            ),
        ),
    },
    "CA401": {
        "terraform": _pair(
            """
            resource "aws_dynamodb_table" "orders" {
              name = "orders"
            }
            """,
            """
            resource "aws_dynamodb_table" "orders" {
              name = "orders"

              point_in_time_recovery {
                enabled = true
              }
            }
            """,
        ),
        "kubernetes": _pair(
            POSTGRES.format(instances=3),
            f"""{POSTGRES.format(instances=3).rstrip()}
      backup:
        barmanObjectStore:
          destinationPath: s3://orders-backups/
    ---
    apiVersion: postgresql.cnpg.io/v1
    kind: ScheduledBackup
    metadata:
      name: orders
    spec:
      schedule: "0 0 1 * * *"
      cluster:
        name: orders
            """,
        ),
    },
    "CA402": {
        "terraform": _pair(DATABASE, MULTI_AZ),
    },
    "CA403": {
        "terraform": _pair(
            _joined(RECOVERY_REGION, DATABASE, REGULAR_COPY),
            _joined(
                RECOVERY_REGION,
                DATABASE,
                """
                resource "aws_db_instance" "standby" {
                  provider            = aws.recovery
                  replicate_source_db = aws_db_instance.orders.arn
                }
                """,
            ),
        ),
    },
    "CA501": {
        "terraform": _with(_joined(DATABASE, VAULT, SELECTED), LOCK),
    },
    "CA502": {
        "terraform": _with(VAULT, LOCK),
    },
    "CA901": {
        "terraform": _pair(
            """
            resource "aws_db_instance" "orders" {
              multi_az =
            }
            """,
            """
            resource "aws_db_instance" "orders" {
              multi_az = true
            }
            """,
        ),
    },
    "CA903": {
        "terraform": _pair(
            f"# continuity-audit: ignore CA401\n{REPORTING}",
            f'# continuity-audit: ignore CA401 reason="rebuilt from the warehouse within a day"\n{REPORTING}',
        ),
        "kubernetes": _pair(
            NIGHTLY.format(entry="CA102"),
            NIGHTLY.format(entry="'CA102: one is enough at night'"),
        ),
    },
    "CA904": {
        "terraform": _pair(
            f'# continuity-audit: ignore CA401 until=2021-12-31 reason="replaced by the new platform"\n{REPORTING}',
            f'# continuity-audit: ignore CA401 until=2099-12-31 reason="kept for the archive"\n{REPORTING}',
        ),
    },
    "CA905": {
        "terraform": _pair(
            f'# continuity-audit: ignore CA401 reason="rebuilt within a day"\n\n{REPORTING}',
            f'# continuity-audit: ignore CA401 reason="rebuilt within a day"\n{REPORTING}',
        ),
    },
    "CA906": {
        "terraform": _pair(
            f'# continuity-audit: ignore CA999 reason="rebuilt within a day"\n{REPORTING}',
            f'# continuity-audit: ignore CA401 reason="rebuilt within a day"\n{REPORTING}',
        ),
    },
    "CA907": {
        "terraform": _pair(
            f'# continuity-audit: ignore CA401 reason="rebuilt within a day"\n{REPORTING}',
            REPORTING.replace("0", "7"),
        ),
    },
}


def flawed(rule: str) -> Mapping[str, str]:
    """Code that a rule flags, by language."""
    return {language: pair[0] for language, pair in PAIRS.get(rule, {}).items()}


def fixed(rule: str) -> Mapping[str, str]:
    """The same code as it should be, by language."""
    return {language: pair[1] for language, pair in PAIRS.get(rule, {}).items()}
