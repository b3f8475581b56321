"""Where the values of a resource stand that override files set."""

from __future__ import annotations

import json
from pathlib import Path

from continuity_audit.estate.model import Span
from continuity_audit.estate.values import Unknown

from .trees import ReadTree

MAIN = """\
variable "open" {}
resource "aws_db_instance" "main" {
  multi_az = true
  tags     = { a = "b" }

  backup_retention_period = 7
}
resource "aws_dynamodb_table" "orders" {
  hash_key = "id"
  point_in_time_recovery {
    enabled = true
  }
  dynamic "replica" {
    for_each = ["eu-west-1"]
    content {
      region_name = replica.value
    }
  }
}
resource "aws_x" "plain" {
  multi_az = true
}
"""
OVER = """\
resource "aws_db_instance" "main" {
  multi_az = var.open
}
resource "aws_dynamodb_table" "orders" {
  replica {
    region_name = "eu-west-2"
    kms {
      key = "x"
    }
  }
}
"""
FILES = {
    "main.tf": MAIN,
    "prod_override.tf": OVER,
    "z_override.tf.json": json.dumps({"resource": {"aws_db_instance": {"main": {"backup_retention_period": 0}}}}),
}


def test_what_an_override_file_sets_stands_in_it(tmp_path: Path) -> None:
    tree = ReadTree(tmp_path, FILES)
    database, table, plain = (
        tree[f".::{address}"] for address in ("aws_db_instance.main", "aws_dynamodb_table.orders", "aws_x.plain")
    )
    places = {
        path: (database.file_of(path), database.line_of(path))
        for path in ("multi_az", "tags.a", "backup_retention_period", "left_out")
    }
    assert isinstance(database.values["multi_az"], Unknown)
    assert places == {
        "multi_az": ("prod_override.tf", 2),
        "tags.a": ("main.tf", 4),
        "backup_retention_period": ("z_override.tf.json", 1),
        "left_out": ("main.tf", 2),
    }
    assert database.span == Span("main.tf", 2, 7)
    nested = ("replica.0", "replica.0.region_name", "replica.0.kms.0.key", "point_in_time_recovery.0.enabled")
    assert {path: (table.file_of(path), table.line_of(path)) for path in nested} == {
        "replica.0": ("prod_override.tf", 5),
        "replica.0.region_name": ("prod_override.tf", 6),
        "replica.0.kms.0.key": ("prod_override.tf", 8),
        "point_in_time_recovery.0.enabled": ("main.tf", 11),
    }
    assert plain.files == {}


def test_nested_blocks_of_an_override_file_replace_those_that_dynamic_would_make(tmp_path: Path) -> None:
    table = ReadTree(tmp_path, FILES)[".::aws_dynamodb_table.orders"]
    assert table.values["replica"] == ({"region_name": "eu-west-2", "kms": ({"key": "x"},)},)


def test_a_mistake_in_an_override_file_is_placed_there(tmp_path: Path) -> None:
    over = 'resource "aws_x" "plain" {\n\n  multi_az = local.none\n}\n'
    tree = ReadTree(tmp_path, {"main.tf": MAIN, "override.tf": over})
    assert tree.readings["."].declared["aws_x.plain.multi_az"] == ("override.tf", 3)
