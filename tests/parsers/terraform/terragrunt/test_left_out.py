"""What is no root though a file of Terragrunt stands there is told, with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity_audit.discovery.tree import Skipped, Unread

from ..trees import ReadTree

SOURCE = 'terraform {\n  source = "../../modules/db"\n}\n'
FILES = {"modules/db/main.tf": 'resource "aws_db_instance" "main" {}\n', "live/db/terragrunt.hcl": SOURCE}


def test_units_that_are_not_applied_are_told(tmp_path: Path) -> None:
    flag = 'feature "on" {\n  default = false\n}\n'
    off = 'exclude {\n  if = !feature.on.value\n  actions = ["plan", "apply"]\n}\n'
    files = {"live/a/terragrunt.hcl": f"skip = true\n{SOURCE}", "live/b/terragrunt.hcl": flag + off + SOURCE}
    tree = ReadTree(tmp_path, {**FILES, **files})
    assert tree.roots == ("live/db",)
    assert tree.unread == (
        Skipped("live/a", "a unit of Terragrunt that is not applied, as it says `skip`"),
        Skipped("live/b", "a unit of Terragrunt that is not applied, as an `exclude` block says"),
    )


def test_a_unit_that_includes_itself_is_unread(tmp_path: Path) -> None:
    unit = 'include "root" {\n  path = "${get_terragrunt_dir()}/terragrunt.hcl"\n}\n'
    tree = ReadTree(tmp_path, {**FILES, "live/a/terragrunt.hcl": unit, "live/b/terragrunt.hcl": unit + SOURCE})
    assert tree.roots == ("live/b", "live/db")
    assert tree.unread == (
        Unread("live/a/terragrunt.hcl", 1, "it includes itself, which Terragrunt refuses"),
        Unread("live/b/terragrunt.hcl", 1, "it includes itself, which Terragrunt refuses"),
    )


def test_a_file_without_code_or_source_is_told_unless_units_include_it(tmp_path: Path) -> None:
    files = {
        "live/terragrunt.hcl": "inputs = {}\n",
        "live/alone/terragrunt.hcl": "inputs = {}\n",
        "live/base/terragrunt.hcl": SOURCE,
        "live/one/terragrunt.hcl": 'include "root" {\n  path = find_in_parent_folders()\n}\n' + SOURCE,
        "live/two/terragrunt.hcl": 'include "base" {\n  path = "../base/terragrunt.hcl"\n}\n',
    }
    tree = ReadTree(tmp_path, {**FILES, **files})
    assert tree.roots == ("live/db", "live/one", "live/two")
    assert tree.unread == (
        Skipped(
            "live/alone/terragrunt.hcl",
            "a file of Terragrunt that has neither code nor a source, and that no unit includes",
        ),
        Skipped(
            "live/base/terragrunt.hcl", "a file that units of Terragrunt include, which is judged as a part of them"
        ),
    )


@pytest.mark.parametrize(
    "place", [".boilerplate/terragrunt.hcl", "new/{{ .Name }}/terragrunt.hcl", "new/unit/terragrunt.hcl"]
)
def test_templates_of_units_are_told_and_not_read(tmp_path: Path, place: str) -> None:
    text = "inputs = {\n  {{- range .Names }}\n  x = 1\n  {{- end }}\n}\n"
    tree = ReadTree(tmp_path, {**FILES, place: text, "new/boilerplate.yml": "variables: []\n"})
    assert tree.roots == ("live/db",)
    assert tree.unread == (Skipped(place, "a template of which Boilerplate makes files of Terragrunt"),)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ('"${find_in_parent_folders("mods")}/x"', '${find_in_parent_folders("mods")}/x'),
        ('"${get_env("BASE")}//db?ref=1"', '${get_env("BASE")}//db?ref=1'),
        ('find_in_parent_folders("mods")', 'find_in_parent_folders("mods")'),
    ],
)
def test_the_expression_of_a_source_is_told_as_it_is_written(tmp_path: Path, source: str, told: str) -> None:
    unit = f"terraform {{\n  source = {source}\n}}\n"
    stack = f'unit "db" {{\n  source = {source}\n  path = "db"\n}}\n'
    tree = ReadTree(tmp_path, {"live/db/terragrunt.hcl": unit, "stack/terragrunt.stack.hcl": stack})
    assert tree.missing("live/db") == {"module.db": f"the module {told} is not on disk"}
    assert tree.missing("stack/.terragrunt-stack/db") == {"module.db": f"the module {told} is not on disk"}
