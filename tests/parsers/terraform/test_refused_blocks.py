"""Blocks that Terraform refuses: what they declare is not lost in silence, and no number of instances is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity_audit.estate.values import Unknown

from .plans import needs_terraform, terraform, write
from .trees import ReadTree

RESOURCE = 'resource "terraform_data" "x" {\n  input = 1\n}\n'

TWO_LABELS = "a block of type {!r} has its type and its name for labels"

NOT_READ = {
    'resource "terraform_data" {\n  input = 1\n}\n': (1, TWO_LABELS.format("resource")),
    'data "a" "b" "c" {\n}\n': (1, TWO_LABELS.format("data")),
    'module {\n  source = "./x"\n}\n': (1, "a block of type 'module' has its name for labels"),
    'locals "x" {\n  a = 1\n}\n': (1, "a block of type 'locals' has no labels"),
    'resorce "terraform_data" "x" {\n  input = 1\n}\n': (1, "there is no block of type 'resorce' in Terraform"),
    "\ninstances = 3\n": (2, "the argument 'instances' stands in no block"),
    RESOURCE + RESOURCE: (4, "resource.terraform_data.x is declared twice, first in line 1 of main.tf, which counts"),
    'variable "x" {\n}\nvariable "x" {\n  default = 1\n}\n': (
        3, "variable.x is declared twice, first in line 1 of main.tf, which counts",
    ),
    "locals {\n  x = 1\n}\nlocals {\n  x = 2\n}\n": (
        5, "local.x is declared twice, first in line 2 of main.tf, which counts",
    ),
}  # fmt: skip

OF_NO_NUMBER = {
    "count = -1": "the number is negative",
    "count = 1.5": "a whole number is required",
    "count = null": "the value is null",
    "count = true": "a number is required",
    "count = tonumber(null)": "the value is null",
    "count = -1 / 0": "the number is negative",
    "for_each = null": "the value is null",
    "for_each = tomap(null)": "the value is null",
}


@pytest.mark.parametrize("text", NOT_READ)
def test_what_terraform_does_not_load_is_named(tmp_path: Path, text: str) -> None:
    unread = ReadTree(tmp_path, {"main.tf": text}).unread
    assert [(problem.line, problem.reason) for problem in unread] == [NOT_READ[text]]


def test_the_first_of_two_counts(tmp_path: Path) -> None:
    tree = ReadTree(tmp_path, {"a.tf": RESOURCE, "b.tf": RESOURCE.replace("1", "2")})
    assert tree[".::terraform_data.x"].values["input"] == 1
    assert [(problem.path, problem.line) for problem in tree.unread] == [("b.tf", 1)]


def test_an_override_file_declares_nothing_twice(tmp_path: Path) -> None:
    tree = ReadTree(tmp_path, {"main.tf": RESOURCE, "main_override.tf": RESOURCE.replace("1", "2")})
    assert tree[".::terraform_data.x"].values["input"] == 2
    assert tree.unread == ()


def test_all_blocks_of_terraform_and_opentofu_are_known(tmp_path: Path) -> None:
    text = """
    terraform {}
    language {}
    provider "acme" {}
    variable "a" {}
    locals {}
    output "a" { value = 1 }
    module "a" { source = "./a" }
    resource "a_b" "c" {}
    data "a_b" "c" {}
    ephemeral "a_b" "c" {}
    action "a_b" "c" {}
    moved {}
    removed {}
    import {}
    check "a" {}
    """
    assert ReadTree(tmp_path, {"main.tf": text}).unread == ()


@pytest.mark.parametrize("argument", OF_NO_NUMBER)
def test_an_argument_that_gives_no_number_of_instances_leaves_one_open(tmp_path: Path, argument: str) -> None:
    tree = ReadTree(tmp_path, {"main.tf": f'resource "terraform_data" "x" {{\n  {argument}\n}}\n'})
    assert list(tree.resources) == [".::terraform_data.x"]
    name = f"terraform_data.x.{argument.partition(' ')[0]}"
    assert tree.missing(".")[name] == OF_NO_NUMBER[argument]


@needs_terraform
@pytest.mark.parametrize("text", [*NOT_READ, *(f'resource "terraform_data" "x" {{\n  {a}\n}}\n' for a in OF_NO_NUMBER)])
def test_terraform_refuses_each(tmp_path: Path, text: str) -> None:
    write(tmp_path, {"main.tf": text})
    assert terraform(tmp_path, "init", "-input=false").returncode or terraform(tmp_path, "plan").returncode


@pytest.mark.parametrize("name", ["each.key", "count.index", "self.id", "nothing"])
def test_try_does_not_answer_for_a_name_without_meaning(tmp_path: Path, name: str) -> None:
    tree = ReadTree(tmp_path, {"main.tf": f'resource "terraform_data" "x" {{\n  input = try({name}, 1)\n}}\n'})
    assert isinstance(tree[".::terraform_data.x"].values["input"], Unknown)
