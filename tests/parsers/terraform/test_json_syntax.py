"""Blocks of the JSON syntax: the same resources as the native syntax makes."""

from __future__ import annotations

import json
from pathlib import Path

from parsers.terraform.plans import from_text

NATIVE = """
variable "sizes" {
  type = list(number)
  validation {
    condition     = length(var.sizes) > 0
    error_message = "x"
  }
}
resource "aws_y" "a" {
  for_each = merge({ sure = 1 }, { for size in var.sizes : size => size })
}
resource "aws_x" "a" {
  backend {
    name = "one"
  }
  dynamic "disk" {
    for_each = { a = 1, b = 2 }
    iterator = it
    content {
      name = it.key
      dynamic "part" {
        for_each = range(it.value)
        content {
          size = part.value
        }
      }
    }
  }
  spec {
    dynamic "toleration" {
      for_each = ["x"]
      content {
        key = toleration.value
      }
    }
  }
  dynamic "open" {
    for_each = var.sizes
    content {
      size = open.value
    }
  }
  network {
    name = "n"
  }
  rules = [{ a = 1 }, { a = 2 }]
}
resource "aws_x" "b" {
  address = aws_x.a.network[0].address
  found   = try(aws_x.a.network[0].address, "none")
}
"""

JSON = {
    "variable": {
        "sizes": {"type": "list(number)", "validation": {"condition": "${length(var.sizes) > 0}", "error_message": "x"}}
    },
    "resource": {
        "aws_y": {"a": {"for_each": "${merge({ sure = 1 }, { for size in var.sizes : size => size })}"}},
        "aws_x": {
            "a": {
                "backend": [{"name": "one"}],
                "dynamic": {
                    "disk": {
                        "for_each": {"a": 1, "b": 2},
                        "iterator": "it",
                        "content": {
                            "name": "${it.key}",
                            "dynamic": [
                                {"part": [{"for_each": "${range(it.value)}", "content": [{"size": "${part.value}"}]}]}
                            ],
                        },
                    },
                    "open": {"for_each": "${var.sizes}", "content": {"size": "${open.value}"}},
                },
                "spec": {"dynamic": {"toleration": {"for_each": ["x"], "content": {"key": "${toleration.value}"}}}},
                "network": [{"name": "n"}],
                "rules": [{"a": 1}, {"a": "${1 + 1}"}],
            },
            "b": {
                "address": "${aws_x.a.network[0].address}",
                "found": '${try(aws_x.a.network[0].address, "none")}',
            },
        },
    },
}


def test_blocks_are_what_they_are_in_the_native_syntax(tmp_path: Path) -> None:
    native = from_text(tmp_path / "native", NATIVE)
    found = from_text(tmp_path / "json", {"main.tf.json": json.dumps(JSON)})
    assert {a: dict(r.values) for a, r in found.items()} == {a: dict(r.values) for a, r in native.items()}


def test_objects_of_values_are_no_blocks(tmp_path: Path) -> None:
    held = {"dynamic": {"a": {"for_each": 1, "content": 2}}}
    keyed = [{'${upper("k")}': 1, "//": "kept"}]
    code = {"locals": {"held": held}, "resource": {"aws_x": {"a": {"held": "${local.held}", "keyed": keyed}}}}
    values = from_text(tmp_path, {"main.tf.json": json.dumps(code)})["aws_x.a"].values
    assert values == {"held": held, "keyed": ({"K": 1, "//": "kept"},)}
