"""Calls of modules in which nothing is that an audit asks for are not evaluated; what is in them is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity_audit.discovery import discover
from continuity_audit.parsers.reading import Inputs, Reading, Wanted
from continuity_audit.parsers.terraform.parser import PARSER

from .plans import write

CALLED = """
module "roles" {
  source   = "./roles"
  for_each = toset(["a", local.nowhere])
}

resource "aws_sqs_queue" "q" {}
"""
ROLES = 'resource "aws_iam_role" "r" {}\nresource "aws_iam_policy" "p" {}\ndata "aws_iam_policy_document" "d" {}\n'


def _read(folder: Path, files: dict[str, str], *wanted: str) -> Reading:
    write(folder, files)
    opened = PARSER.open(discover([folder]))
    return opened.read(".", Inputs(), Wanted(frozenset(wanted) if wanted else None))


def test_a_call_without_anything_wanted_is_counted_and_not_evaluated(tmp_path: Path) -> None:
    found = _read(tmp_path, {"main.tf": CALLED, "roles/main.tf": ROLES}, "aws_sqs_queue", "aws_iam_policy_document")
    assert [resource.address for resource in found.resources] == ["aws_sqs_queue.q"]
    assert found.passed_over == {"aws_iam_role": 1, "aws_iam_policy": 1}
    assert (found.missing, found.notes) == ((), {})


@pytest.mark.parametrize(
    "inside",
    [
        'resource "aws_sqs_queue" "r" {}',
        'data "aws_db_instance" "d" {\n  db_instance_identifier = "orders"\n}',
        'module "deeper" {\n  source = "./deeper"\n}',
    ],
)
def test_a_call_with_something_wanted_is(tmp_path: Path, inside: str) -> None:
    files = {
        "main.tf": CALLED,
        "roles/main.tf": ROLES + inside,
        "roles/deeper/main.tf": 'resource "aws_sqs_queue" "r" {}',
    }
    found = _read(tmp_path, files, "aws_sqs_queue", "aws_db_instance")
    assert found.notes == {"module.roles.for_each": "a local value with the name 'nowhere' has not been declared"}


def test_one_mistake_in_many_counts_is_said_once(tmp_path: Path) -> None:
    blocks = "".join(f'resource "aws_sqs_queue" "{name}" {{\n  count = local.nowhere\n}}\n' for name in "ab")
    found = _read(tmp_path, {"main.tf": blocks}, "aws_sqs_queue")
    assert [(missing.name, missing.line) for missing in found.missing] == [("aws_sqs_queue.a.count", 2)]


def test_modules_that_are_not_on_disk_are_named_wherever_they_are_called(tmp_path: Path) -> None:
    nested = ROLES + 'module "far" {\n  source = "example.com/far/away/aws"\n}'
    found = _read(
        tmp_path, {"main.tf": CALLED.replace("local.nowhere", '"b"'), "roles/main.tf": nested}, "aws_sqs_queue"
    )
    assert [(missing.name, missing.reason) for missing in found.missing] == [
        (f'module.roles["{key}"].module.far', "the module example.com/far/away/aws is not on disk") for key in "ab"
    ]


def test_modules_that_call_one_another_in_a_ring_end(tmp_path: Path) -> None:
    files = {"main.tf": CALLED, "roles/main.tf": ROLES + 'module "again" {\n  source = "../roles"\n}'}
    found = _read(tmp_path, files, "aws_sqs_queue")
    assert [resource.address for resource in found.resources] == ["aws_sqs_queue.q"]
