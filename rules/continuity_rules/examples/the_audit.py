"""Examples of CA9xx: suppressions, and code that cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_rules.examples.parts import Pair, pair

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

EXAMPLES: Final[Mapping[str, Mapping[str, Pair]]] = {
    "CA901": {
        "terraform": pair(
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
        "terraform": pair(
            f"# continuity-audit: ignore CA401\n{REPORTING}",
            f'# continuity-audit: ignore CA401 reason="rebuilt from the warehouse within a day"\n{REPORTING}',
        ),
        "kubernetes": pair(
            NIGHTLY.format(entry="CA102"),
            NIGHTLY.format(entry="'CA102: one is enough at night'"),
        ),
    },
    "CA904": {
        "terraform": pair(
            f'# continuity-audit: ignore CA401 until=2021-12-31 reason="replaced by the new platform"\n{REPORTING}',
            f'# continuity-audit: ignore CA401 until=2099-12-31 reason="kept for the archive"\n{REPORTING}',
        ),
    },
    "CA905": {
        "terraform": pair(
            f'# continuity-audit: ignore CA401 reason="rebuilt within a day"\n\n{REPORTING}',
            f'# continuity-audit: ignore CA401 reason="rebuilt within a day"\n{REPORTING}',
        ),
    },
    "CA906": {
        "terraform": pair(
            f'# continuity-audit: ignore CA999 reason="rebuilt within a day"\n{REPORTING}',
            f'# continuity-audit: ignore CA401 reason="rebuilt within a day"\n{REPORTING}',
        ),
    },
    "CA907": {
        "terraform": pair(
            f'# continuity-audit: ignore CA401 reason="rebuilt within a day"\n{REPORTING}',
            REPORTING.replace("0", "7"),
        ),
    },
}
