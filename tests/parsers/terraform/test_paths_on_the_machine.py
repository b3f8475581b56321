"""Paths from the top of the machine: their end is known below the audited folder, and nothing else of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.terraform.functions.calls import call_function

from .trees import ReadTree


def value_of(tmp_path: Path, expression: str, root: str = "infra/api/service") -> Value:
    files = {
        f"{root}/main.tf": 'module "config" { source = "../config" }\n'
        'resource "aws_x" "a" {\n  v = module.config.found\n}\n',
        f"{root}/../config/main.tf": f'output "found" {{ value = {expression} }}\n',
    }
    (tmp_path / root).mkdir(parents=True)
    return ReadTree(tmp_path, files)[f"{root}::aws_x.a"].values["v"]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('regex("/infra/([^/]+)/config$", abspath(path.module))[0]', "api"),
        ('regex("/(?P<app>[a-z]+)/[^/]+$", abspath(path.root)).app', "api"),
        ('regexall("[^/]+$", abspath(path.module))', ("config",)),
        ('try(regex("/(dev|prod)$", path.cwd), "neither")', "neither"),
        ("basename(abspath(path.module))", "config"),
        ('basename(abspath("${path.root}/.."))', "api"),
        ('basename(abspath("${path.root}/../new/"))', "new"),
        ("basename(dirname(dirname(abspath(path.module))))", "infra"),
        ("basename(path.cwd)", "service"),
        ("basename(dirname(path.cwd))", "api"),
        ('basename("${path.cwd}/data.tf")', "data.tf"),
        ('basename(dirname("${path.cwd}/data.tf"))', "service"),
        ('basename(trimsuffix(abspath(path.root), "/service"))', "api"),
        ('endswith(path.cwd, "/api/service")', True),
        ('endswith(abspath(path.root), "/web/service")', False),
        ('startswith(trimprefix(path.cwd, "/"), "")', True),
    ],
)
def test_the_end_of_a_path_is_known(tmp_path: Path, expression: str, expected: Value) -> None:
    assert value_of(tmp_path, expression) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "abspath(path.root)",
        'regex("/infra/(.+)/service$", abspath(path.root))[0]',
        'regex("infra/(.*)", abspath(path.root))[0]',
        'regex("^/([^/]+)/", path.cwd)[0]',
        'regex("/([^/]+)/infra/api/service$", path.cwd)[0]',
        'regex("[^/]+/infra/api/service$", path.cwd)',
        'regex("(?i)/api/service$", path.cwd)',
        'regex("(/[a-z]+)*$", path.cwd)[0]',
        'regex("home|service$", path.cwd)',
        'regex("\\\\bservice$", path.cwd)',
        'regexall("[!-~]+$", path.cwd)',
        "basename(dirname(dirname(dirname(path.cwd))))",
        'basename(abspath("${path.root}/../../.."))',
        'basename(dirname("${path.cwd}/../x"))',
        'trimprefix(path.cwd, "/infra")',
        'basename(trimprefix(path.cwd, "/"))',
        'endswith(path.cwd, "/home/infra/api/service")',
    ],
)
def test_what_hangs_on_the_place_of_the_tree_is_open(tmp_path: Path, expression: str) -> None:
    assert causes_of(value_of(tmp_path, expression)) <= {"path.cwd", 'abspath(".")', 'abspath("./../../..")'}
    assert isinstance(value_of(tmp_path / "again", expression), Unknown)


def test_nothing_is_known_of_the_place_of_the_tree_itself(tmp_path: Path) -> None:
    text = 'resource "aws_x" "a" {\n  v = basename(path.cwd)\n  w = basename(abspath(path.module))\n}\n'
    (found,) = ReadTree(tmp_path, {"main.tf": text}).resources.values()
    values = found.values
    assert causes_of(values["v"]) == {"path.cwd"}
    assert causes_of(values["w"]) == {'abspath(".")'}


def test_terragrunt_runs_code_elsewhere(tmp_path: Path) -> None:
    code = 'resource "aws_x" "a" {\n  v = basename(path.cwd)\n  w = basename(abspath(path.module))\n}\n'
    files = {"modules/m/main.tf": code, "live/terragrunt.hcl": 'terraform { source = "../modules/m" }\n'}
    values = ReadTree(tmp_path, files)["live::aws_x.a"].values
    assert causes_of(values["v"]) == {"path.cwd"}
    assert causes_of(values["w"]) == {'abspath(".")'}


def test_two_roots_have_paths_of_their_own(tmp_path: Path) -> None:
    code = 'resource "aws_x" "a" {\n  v = abspath(path.module)\n  w = path.cwd\n}\n'
    tree = ReadTree(tmp_path, {"one/main.tf": code, "two/main.tf": code})
    for name in ("v", "w"):
        assert tree["one::aws_x.a"].values[name] != tree["two::aws_x.a"].values[name]


def test_the_beginning_of_a_text_is_cut_off() -> None:
    text = Unknown(frozenset({"var.a"}), "var.a", kind="string", sure=True, starts="arn:aws:", ends="/x")
    cut = call_function("trimprefix", (text, "arn:"))
    assert isinstance(cut, Unknown)
    assert (cut.starts, cut.ends, cut.causes) == ("aws:", "", frozenset({"var.a"}))
    assert call_function("trimprefix", (text, "https:")) == text
    assert call_function("trimsuffix", (text, "/y")) == text
