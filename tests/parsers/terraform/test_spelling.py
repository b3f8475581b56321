"""Texts of which parts are open are spelled the same wherever they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity_audit.estate.parts import unmark
from continuity_audit.estate.spelling import LONGEST, spelling

from .plans import from_text

WORLD = """
variable "a" {}
variable "b" {}
variable "marked" {
  default   = "dolphin"
  sensitive = true
}
locals {
  stem = "${var.a}-shop"
}
resource "terraform_data" "x" {
  input = %s
}
"""


def spelled(folder: Path, expression: str) -> str:
    return spelling(unmark(from_text(folder, WORLD % expression)["terraform_data.x"].values["input"]))


@pytest.mark.parametrize(("expression", "expected"), [
    ('"shop"', "shop"),
    ("var.a", "\0var.a\0"),
    ('"${var.a}-shop"', "\0var.a\0-shop"),
    ('"x-${local.stem}.${var.b}"', "x-\0var.a\0-shop.\0var.b\0"),
    ('"Server=${var.a};Password=dolphin;User=x"', "Server=\0var.a\0;Password=…;User=x"),
    ('format("%s-shop", var.a)', "\0var.a\0-shop"),
    ('format("x%s%v.%s", var.a, 7, local.stem)', "x\0var.a\0" + "7.\0var.a\0-shop"),
    ('join("-", [var.a, "shop"])', "\0var.a\0-shop"),
    ('join("", ["x", local.stem], [var.b])', "x\0var.a\0-shop\0var.b\0"),
    ('"x-${format("%s-shop", var.a)}"', "x-\0var.a\0-shop"),
    ('format("%s", var.a)', "\0var.a\0"),
    ('upper("${local.stem}-ärger")', "\0upper(var.a)\0-SHOP-ÄRGER"),
    ('lower(replace("Web-${local.stem}", "-", ""))', "web\0lower(replace(var.a,'-',''))\0shop"),
    ('jsonencode({ a = var.a, b = [1, true, "x"] })', '{"a":"\0var.a\0","b":[1,true,"x"]}'),
    ('jsonencode({ a = "\\"${var.a}" })', '{"a":"\\"\0var.a\0"}'),
    ('jsonencode([var.a, { name = "DB_PASSWORD", value = "dolphin" }])',
     '["\0var.a\0",{"name":"DB_PASSWORD","value":null}]'),
    ('jsonencode([var.a, { token = "dolphin" }])', '["\0var.a\0",{"token":null}]'),
    (f"jsonencode([{', '.join(f'var.b == {i} ? var.marked : {i}' for i in range(9))}])",
     f"[{','.join(['null'] * 9)}]"),
    (f"jsonencode([{', '.join(f'var.b == {i} ? [8, {i}] : [8]' for i in range(6))}])",
     f"[{','.join(f'[8,{i}]' for i in range(6))}]"),
    ('jsonencode([var.a, var.marked])', '["\0var.a\0",null]'),
    ("12", ""),
    ("null", ""),
])  # fmt: skip
def test_a_text_is_spelled_part_by_part(tmp_path: Path, expression: str, expected: str) -> None:
    assert spelled(tmp_path, expression) == expected


@pytest.mark.parametrize("expression", [
    'format("%05d-shop", var.a)', 'format("%s%%", var.a)', 'format(var.a, "shop")', 'join("-", var.a)',
    "title(local.stem)", "substr(local.stem, 0, 9)", 'replace(local.stem, "-s", "")', 'replace(local.stem, "/s/", "")',
])  # fmt: skip
def test_what_is_no_plain_text_is_one_open_part(tmp_path: Path, expression: str) -> None:
    found = spelled(tmp_path, expression)
    assert found[0] == found[-1] == "\0"
    assert found.count("\0") == 2


@pytest.mark.parametrize("nested", [
    'lower("${local.stem}-web")', 'lower("${var.a}${"-shop"}-${"web"}")', 'lower("${"${var.a}-shop"}-web")',
])  # fmt: skip
def test_a_function_of_the_same_text_is_the_same_open_part(tmp_path: Path, nested: str) -> None:
    assert spelled(tmp_path, nested) == spelled(tmp_path, 'lower("${var.a}-shop-web")')


def test_a_long_text_is_one_open_part(tmp_path: Path) -> None:
    found = spelled(tmp_path, f'"${{var.a}}{"x" * LONGEST}"')
    assert found[0] == found[-1] == "\0"
    assert found.count("\0") == 2
    assert len(found) < LONGEST


def test_what_stands_for_each_of_several_is_told_apart(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n  count  = var.n\n}\nvariable "n" {}\n'
        'resource "terraform_data" "x" {\n  input = [module.m[0].name, module.m[1].name]\n}\n',
        "m/main.tf": 'variable "p" {\n  default = null\n}\nresource "random_pet" "p" {}\n'
        'output "name" {\n  value = "${random_pet.p.id}-shop"\n}\n',
    }
    first, second = from_text(tmp_path, files)["terraform_data.x"].values["input"]
    assert spelling(first) != spelling(second)


NARROWED = """
variable "env" {
  type = string
  validation {
    condition     = contains(["dev", "test", "prod"], var.env)
    error_message = "none"
  }
}
variable "size" {
  type = number
  validation {
    condition     = var.size == 1 || var.size == 2
    error_message = "none"
  }
}
"""


@pytest.mark.parametrize(("expression", "expected"), [
    ('"${var.a}-${var.env}-shop"', "\0var.a\0-\0var.env\0-shop"),
    ('"${local.stem}-${var.env}${var.size}"', "\0var.a\0-shop-\0var.env\0\0var.size\0"),
    ('"x-${"${var.a}-${var.env}"}"', "x-\0var.a\0-\0var.env\0"),
    ('format("%s-%s-%v", var.a, var.env, 7)', "\0var.a\0-\0var.env\0-7"),
    ('join("-", [var.a, var.env, "shop"])', "\0var.a\0-\0var.env\0-shop"),
    ('lower("${var.a}-${var.env}-Shop")', "\0lower(var.a)\0-\0lower(var.env)\0-shop"),
])  # fmt: skip
def test_a_variable_that_its_validation_narrows_is_spelled_as_it_is_written(
    tmp_path: Path, expression: str, expected: str
) -> None:
    found = from_text(tmp_path, NARROWED + WORLD % expression)["terraform_data.x"].values["input"]
    assert spelling(unmark(found)) == expected


@pytest.mark.parametrize("expression", [
    '"${var.a}-${upper(var.env)}"', '"${var.a}-${var.env == "dev" ? "d" : var.env}"',
    '"${var.a}-${var.env == "dev" ? "x" : "y"}"', 'format("%s-%s", var.a, upper(var.env))',
    'join("-", [var.a, upper(var.env)])',
])  # fmt: skip
def test_what_branches_say_in_other_words_is_one_open_part(tmp_path: Path, expression: str) -> None:
    found = from_text(tmp_path, NARROWED + WORLD % expression)["terraform_data.x"].values["input"]
    assert spelling(unmark(found)).startswith("\0?(")
