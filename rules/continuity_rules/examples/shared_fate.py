"""Examples of CA5xx: copies that die with the account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_rules.examples.parts import DATABASE, Pair, added, joined

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

EXAMPLES: Final[Mapping[str, Mapping[str, Pair]]] = {
    "CA501": {
        "terraform": added(joined(DATABASE, VAULT, SELECTED), LOCK),
    },
    "CA502": {
        "terraform": added(VAULT, LOCK),
    },
}
