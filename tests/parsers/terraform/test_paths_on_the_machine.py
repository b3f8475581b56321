"""Paths from the top of the machine: what stands behind the audited folder is known, files of the tree included."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.terraform.access.tree_files import TreeFiles
from continuity_audit.parsers.terraform.functions.calls import call_function
from continuity_audit.parsers.terraform.modules.links import carried

from .plans import OPEN, alike, needs_terraform, ours, planned, read, write
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
        ('basename(dirname("${path.cwd}/../x"))', "api"),
        ('trimprefix(abspath("${path.root}/../x.txt"), "${dirname(path.cwd)}/")', "x.txt"),
        ('replace("${path.cwd}/x", abspath(path.root), ".")', "./x"),
        ('startswith(abspath(path.module), "${path.cwd}/")', False),
        ("startswith(abspath(path.module), dirname(path.cwd))", True),
        ("path.cwd == abspath(path.root)", True),
        ("path.cwd == abspath(path.module)", False),
        ('format("%s/x", path.cwd) == join("/", [abspath(path.root), "x"])', True),
        ('abspath("${path.cwd}/../config/.") == abspath(path.module)', True),
        ('trimprefix(trimsuffix(pathexpand("${path.cwd}/x.tar.gz"), ".gz"), path.cwd)', "/x.tar"),
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
        'trimprefix(path.cwd, "/infra")',
        'basename(trimprefix(path.cwd, "/"))',
        'endswith(path.cwd, "/home/infra/api/service")',
        'replace(path.cwd, "/", "-")',
        'split("/", path.cwd)[0]',
        'trimprefix(dirname(abspath("${path.root}/../../..")), path.cwd)',
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


# --- files ---------------------------------------------------------------------------------------------------------

TREE = {
    "config/list.yaml": "zones: [a, b]\n",
    "config/greeting.tpl": "Hello ${name}",
    "infra/app/local.txt": "near",
    "infra/modules/m/main.tf": """
variable "config" { type = string }
locals { all = yamldecode(file(var.config)) }
resource "terraform_data" "zone" {
  for_each = toset(local.all.zones)
  input    = each.key
}
""",
}
READS = """
module "m" {
  source = "../modules/m"
  config = abspath("${path.module}/../../config/list.yaml")
}
locals {
  top = dirname(dirname(path.cwd))
  on  = true
}
resource "terraform_data" "reads" {
  input = {
    cwd       = file("${path.cwd}/local.txt")
    nested    = file(abspath("${abspath(path.root)}/../app/./local.txt"))
    joined    = file(join("/", [path.cwd, "local.txt"]))
    formatted = file(format("%s/%s.txt", abspath("."), "local"))
    expanded  = file(pathexpand("${path.cwd}/local.txt"))
    beside    = filebase64("${local.top}/config/list.yaml")
    digest    = filesha1("${local.top}/config/list.yaml")
    exists    = [for name in ["local.txt", "no.txt"] : fileexists("${path.cwd}/${name}")]
    set       = fileset(local.top, "config/*")
    up        = fileset(path.cwd, "../../config/*.tpl")
    again     = fileset(path.cwd, "../app/*.txt")
    below     = [fileset(".", "../../config/*.tpl"), fileset("../app", "../../config/*"), fileset("..", "../config/*")]
    template  = templatefile("${local.top}/config/greeting.tpl", { name = "you" })
    marked    = nonsensitive(file(sensitive("${path.cwd}/local.txt")))
    either    = file(local.on ? "${path.cwd}/local.txt" : "none")
    relative  = [for f in fileset(path.cwd, "*.txt") : trimprefix(abspath(f), "${path.cwd}/")]
    tried     = try(file("${path.cwd}/no.txt"), "none")
    refused   = can(file("${path.cwd}/../app"))
  }
}
resource "terraform_data" "open" {
  input = {
    place    = local.top
    sibling  = "${local.top}s"
    template = templatefile("${local.top}/config/greeting.tpl", { name = terraform_data.reads.id })
    name     = fileexists("${path.cwd}/${terraform_data.reads.id}")
  }
}
"""


@needs_terraform
def test_files_of_the_tree_are_read_by_their_paths_on_the_machine(tmp_path: Path) -> None:
    """As in a plan, but for the place itself, which is known there."""
    write(tmp_path, {**TREE, "infra/app/main.tf": READS})
    app = tmp_path / "infra" / "app"
    theirs, mine = planned(app), {r.address: r.values["input"] for r in read(tmp_path, root="infra/app").resources}
    place = theirs["terraform_data.open"]
    assert isinstance(place, dict)
    theirs["terraform_data.open"] = {**place, "place": OPEN, "sibling": OPEN}
    assert sorted(mine) == sorted(theirs)
    assert {address: ours(value) for address, value in mine.items() if not alike(theirs[address], ours(value))} == {}
    assert ours(mine['module.m.terraform_data.zone["b"]']) == "b"


def of_root(tmp_path: Path, expression: str) -> tuple[Value, str]:
    """What an expression of a root is worth, and what the reader notes of it."""
    write(tmp_path, {**TREE, "infra/app/main.tf": f'resource "aws_x" "a" {{\n  v = {expression}\n}}\n'})
    found = read(tmp_path, root="infra/app")
    return found.resources[0].values["v"], found.notes.get("aws_x.a.v", "")


@pytest.mark.parametrize(
    ("expression", "cause"),
    [
        ('file("${path.cwd}/../../../secret.txt")', 'file("../../../secret.txt")'),
        ('file(abspath("../../../secret.txt"))', 'abspath("../../../secret.txt")'),
        ('file("${dirname(dirname(path.cwd))}-more/secret.txt")', "path.cwd"),
        ('file("${dirname(dirname(path.cwd))}/../secret.txt")', 'file("../../../secret.txt")'),
        ('file("${path.cwd}/out.txt")', 'file("out.txt")'),
        ('file("${path.cwd}/out/secret.txt")', 'file("out/secret.txt")'),
        ('fileexists("${path.cwd}/out/secret.txt")', 'fileexists("out/secret.txt")'),
        ('fileset(path.cwd, "out/*")', 'fileset("./out/*")'),
        ('fileset("${path.cwd}/../../..", "*")', 'fileset("../../../*")'),
        ('templatefile("${path.cwd}/out.txt", {})', 'file("out.txt")'),
        ('file("${dirname(dirname(path.cwd))}/.git/config")', 'file("../../.git/config")'),
        ('file("${path.cwd}/${var.name}.txt")', "path.cwd"),
    ],
)
def test_what_such_a_path_finds_outside_of_the_tree_is_open(tmp_path: Path, expression: str, cause: str) -> None:
    tree = write(tmp_path / "tree", {**TREE, ".git/config": "token"})
    write(tmp_path, {"secret.txt": "outside", "tree-more/secret.txt": "outside"})
    (tree / "infra" / "app" / "out.txt").symlink_to(tmp_path / "secret.txt")
    (tree / "infra" / "app" / "out").symlink_to(tmp_path)
    value, _ = of_root(tree, expression)
    assert isinstance(value, Unknown)
    assert cause in value.causes


def test_a_file_that_is_missing_is_named_as_the_code_sees_it(tmp_path: Path) -> None:
    value, note = of_root(tmp_path, 'file("${path.cwd}/missing.txt")')
    assert isinstance(value, Unknown)
    assert note.startswith('Invalid value for "path" parameter: no file exists at "missing.txt"')


def test_the_copy_in_which_terragrunt_runs_code_holds_its_files(tmp_path: Path) -> None:
    code = (
        'variable "path" {}\nresource "aws_x" "a" {\n  v = file(abspath("a.txt"))\n  w = file("${path.cwd}/a.txt")\n'
        "  x = file(var.path)\n  y = basename(path.cwd)\n}\n"
    )
    live = 'terraform { source = "../modules/m" }\ninputs = { path = "${get_terragrunt_dir()}/b.txt" }\n'
    files = {
        "modules/m/main.tf": code, "modules/m/a.txt": "of the module",
        "live/terragrunt.hcl": live, "live/b.txt": "of the unit",
    }  # fmt: skip
    values = ReadTree(tmp_path, files)["live::aws_x.a"].values
    assert (values["v"], values["w"], values["x"]) == ("of the module", "of the module", "of the unit")
    assert causes_of(values["y"]) == {"path.cwd"}


def test_a_path_that_another_root_gives_is_not_taken_for_one_of_this_run() -> None:
    path = call_function("abspath", ("a.txt",), TreeFiles(Path(), "one"))
    assert isinstance(path, Unknown)
    assert path.in_tree == "/one/a.txt"
    seen = carried(path, "one")
    assert isinstance(seen, Unknown)
    assert seen.in_tree is None
