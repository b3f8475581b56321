"""Examples of CA4xx: no backups, or nothing but backups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_rules.examples.parts import (
    DATABASE,
    MULTI_AZ,
    POSTGRES,
    RECOVERY_REGION,
    REGULAR_COPY,
    Pair,
    joined,
    pair,
)

EXAMPLES: Final[Mapping[str, Mapping[str, Pair]]] = {
    "CA401": {
        "terraform": pair(
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
        "kubernetes": pair(
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
        "terraform": pair(DATABASE, MULTI_AZ),
    },
    "CA403": {
        "terraform": pair(
            joined(RECOVERY_REGION, DATABASE, REGULAR_COPY),
            joined(
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
}
