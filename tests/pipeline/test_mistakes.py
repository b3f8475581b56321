"""What could not be worked out, by a mistake in the code or a limit, is named in the reports with place and reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity_audit.reports.registry import RenderOptions, builtin_reporters
from pipeline.trial import audited

CODE = {
    "main.tf": """
resource "aws_db_instance" "a" {
  multi_az = nosuch(1)
}
resource "aws_db_instance" "b" {
  backup_retention_period = [7, 14][3]
}
resource "aws_db_instance" "c" {
  multi_az = %s
}
module "m" {
  source   = "./m"
  multi_az = ["a"] + 1
}
resource "aws_sqs_queue" "e" {
  count = local.nowhere
}
"""
    % ("[" * 300 + "]" * 300),
    "m/main.tf": """
variable "multi_az" {}
resource "aws_db_instance" "d" {
  multi_az = var.multi_az
}
""",
}
FOUND = {
    "aws_db_instance.a.multi_az": ("main.tf", 3, 'There is no function named "nosuch"'),
    "aws_db_instance.b.backup_retention_period": ("main.tf", 6, "the given index is out of range"),
    "aws_db_instance.c.multi_az": ("main.tf", 9, "nested deeper than 200 levels"),
    "aws_sqs_queue.e.count": ("main.tf", 16, "a local value with the name 'nowhere' has not been declared"),
    "module.m.var.multi_az": ("main.tf", 13, "a number is required"),
}


def test_mistakes_and_limits_are_named_with_place_and_reason(tmp_path: Path) -> None:
    unresolved = audited(tmp_path, CODE).estate.unresolved
    assert {one.name: (one.file, one.line, one.reason) for one in unresolved} == FOUND


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_reports_say_so(tmp_path: Path, format_: str) -> None:
    [reporter] = [reporter for reporter in builtin_reporters() if reporter.name == format_]
    text = reporter.render(audited(tmp_path, CODE), RenderOptions())
    for _, _, reason in FOUND.values():
        assert " ".join(reason.split('"')[0].split("'")[0].split()) in " ".join(text.split())


def test_a_local_module_that_is_not_there_says_where_it_should_be(tmp_path: Path) -> None:
    calls = "".join(
        f'module "{n}" {{\n  source = "{s}"\n}}\n' for n, s in (("a", "../far"), ("b", "./gone"), ("c", "x/y/z"))
    )
    unresolved = audited(tmp_path, {"main.tf": calls}).estate.unresolved
    assert {one.name: (one.line, one.reason) for one in unresolved} == {
        "module.a": (1, "the module ../far lies outside of the audited folder"),
        "module.b": (4, "the module ./gone is not on disk, or ignored"),
        "module.c": (7, None),
    }
