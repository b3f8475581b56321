"""What functions may read of the machine: the files of the audited tree, and nothing outside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from continuity_audit.estate.values import SetValue, Unknown, Value
from continuity_audit.parsers.terraform.access import tree_files
from continuity_audit.parsers.terraform.access.tree_files import TreeFiles
from continuity_audit.parsers.terraform.functions.calls import call_function
from continuity_audit.parsers.terraform.functions.errors import FunctionError, LimitError

from .plans import from_text, needs_terraform, planned, read, write

CONTENT = "contents from outside"
READERS = ("file", "filebase64", "filemd5", "filesha1", "filesha256", "filesha512", "filebase64sha256")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """An audited tree with everything beside it that it must not read."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text(CONTENT, encoding="utf-8")
    inside = write(tmp_path / "tree", {"a.txt": "inside", "sub/b.txt": "below", ".git/config": CONTENT})
    (inside / "file_link").symlink_to(outside / "secret.txt")
    (inside / "folder_link").symlink_to(outside, target_is_directory=True)
    (inside / "up_link").symlink_to("..", target_is_directory=True)
    (inside / "inner_link").symlink_to("sub", target_is_directory=True)
    (inside / "loop").symlink_to("loop")
    (inside / "zero").symlink_to("/dev/zero")
    os.mkfifo(inside / "pipe")
    return inside


def outside_of(function: str, path: str) -> Unknown:
    name = f'{function}("{path}")'
    return Unknown(frozenset({name}), name)


OUT = (
    "../outside/secret.txt", "./sub/../../outside/secret.txt", "file_link", "folder_link/secret.txt",
    "up_link/outside/secret.txt", "/etc/passwd", "/dev/zero", "zero",
    "~/.ssh/id_rsa/../../../../etc/passwd", ".git/config",
    "sub/../.git/config", "inner_link/../../outside/secret.txt", "loop", "a\0b",
)  # fmt: skip


@pytest.mark.parametrize("path", OUT)
def test_a_path_that_leads_out_of_the_tree_is_an_unknown_named_as_such(tree: Path, path: str) -> None:
    files = TreeFiles(tree, ".")
    for function in READERS:
        assert call_function(function, (path,), files) == outside_of("file", path)
    assert call_function("fileexists", (path,), files) == outside_of("fileexists", path)


@pytest.mark.parametrize("path", ["pipe", "sub", "", "missing", "a.txt/b"])
def test_what_is_no_regular_file_is_not_opened(tree: Path, path: str) -> None:
    with pytest.raises(FunctionError) as refused:
        call_function("file", (path,), TreeFiles(tree, "."))
    assert "no file exists" in str(refused.value)


def test_links_inside_the_tree_are_followed(tree: Path) -> None:
    assert call_function("file", ("inner_link/b.txt",), TreeFiles(tree, ".")) == "below"
    assert call_function("file", ("../tree/a.txt",), TreeFiles(tree, ".")) == "inside"
    assert call_function("file", ("../a.txt",), TreeFiles(tree, "sub")) == "inside"


@pytest.mark.parametrize(
    ("path", "pattern", "named"),
    [
        ("..", "**/*.txt", "../**/*.txt"),
        (".", "../outside/*", "./../outside/*"),
        (".", "{*.txt,../outside/*}", "./{*.txt,../outside/*}"),
        ("/etc", "*", "/etc/*"),
        (".", "folder_link/*", "./folder_link/*"),
        (".", "*", "./*"),
        ("folder_link", "*", "folder_link/*"),
        (".git", "*", ".git/*"),
        (".", ".git/*", "./.git/*"),
        ("sub/../..", "*", "sub/../../*"),
    ],
)
def test_a_pattern_that_reaches_outside_is_an_unknown(tree: Path, path: str, pattern: str, named: str) -> None:
    assert call_function("fileset", (path, pattern), TreeFiles(tree, ".")) == outside_of("fileset", named)


def test_a_pattern_that_stays_inside_is_a_set(tree: Path) -> None:
    files = TreeFiles(tree, ".")
    assert call_function("fileset", (".", "s*/*.txt"), files) == SetValue(("sub/b.txt",))
    assert call_function("fileset", ("sub", "../[a-c].txt"), files) == SetValue(("../a.txt",))
    assert call_function("fileset", ("sub", "/*.txt"), files) == SetValue(("b.txt",))
    assert call_function("fileset", (".", "/etc/*"), files) == SetValue((), "string")
    assert call_function("fileset", ("inner_link", "*"), files) == SetValue(("b.txt",))
    assert call_function("fileset", ("sub", "/../[a-c].txt"), files) == SetValue(("../a.txt",))


def test_folders_that_contain_themselves_have_an_end(tmp_path: Path) -> None:
    write(tmp_path, {"sub/a.txt": ""})
    (tmp_path / "sub" / "again").symlink_to("..", target_is_directory=True)
    assert call_function("fileset", (".", "**/*.txt"), TreeFiles(tmp_path, ".")) == SetValue(("sub/a.txt",))


def test_a_search_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {f"{number}.txt": "" for number in range(20)})
    monkeypatch.setattr(tree_files, "MAX_LOOKED_AT", 10)
    with pytest.raises(LimitError, match="more than 10 files to look at"):
        call_function("fileset", (".", "*"), TreeFiles(tmp_path, "."))
    with pytest.raises(LimitError, match="a pattern of more than 1000 alternatives"):
        call_function("fileset", (".", "{a,b}" * 10), TreeFiles(tmp_path, "."))


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(6_000_000)
    assert call_function("filemd5", ("huge",), TreeFiles(tmp_path, ".")) == outside_of("file", "huge")


@pytest.mark.parametrize("path", ["~", "~/x", "~root/x"])
def test_the_home_of_the_machine_is_unknown(path: str) -> None:
    assert call_function("pathexpand", (path,)) == Unknown(
        frozenset({f'pathexpand("{path}")'}), f'pathexpand("{path}")'
    )


# --- templates ----------------------------------------------------------------------------------------------------


def rendered(folder: Path, expression: str, files: dict[str, str]) -> Value:
    text = f'variable "out" {{\n  default = "seen"\n}}\nresource "terraform_data" "x" {{\n  input = {expression}\n}}\n'
    write(folder, {**files, "main.tf": text})
    return from_text(folder, {})["terraform_data.x"].values["input"]


@pytest.mark.parametrize(
    ("expression", "files", "expected"),
    [
        ('templatefile("t", { a = 1 })', {"t": "a is ${a}"}, "a is 1"),
        ('templatefile("t", { a = [1] })', {"t": "${a}"}, (1,)),
        ('templatefile("t", { a = sensitive("x") }) == "a"', {"t": "a"}, True),
        ('try(templatefile("t", {}), "no such variable")', {"t": "${a}"}, "no such variable"),
        ('try(templatefile("t", {}), "the module is out of sight")', {"t": "${var.out}"}, "the module is out of sight"),
        ('try(templatefile("t", { a = 1 }), "no template in a template")', {"t": '${templatefile("t", {})}'},
         "no template in a template"),
        ('try(templatefile("t", {}), "nor by its other name")', {"t": '${core::templatefile("t", {})}'},
         "nor by its other name"),
        ('try(templatefile("t", { "a b" = 1 }), "no name")', {"t": ""}, "no name"),
        ('try(templatefile("missing", {}), "missing")', {}, "missing"),
        ('try(templatefile("t", "x"), "no map")', {"t": ""}, "no map"),
        ('try(templatefile("t", {}), "broken")', {"t": "${"}, "broken"),
        ('try(templatefile("t", { a = null }), "null")', {"t": "${a}"}, "null"),
        ('templatefile("t", { n = 3 })', {"t": '${file("u")}${n}', "u": "read "}, "read 3"),
    ],
)  # fmt: skip
def test_template_files(tmp_path: Path, expression: str, files: dict[str, str], expected: Value) -> None:
    assert rendered(tmp_path, expression, files) == expected


def test_a_template_outside_of_the_tree_is_an_unknown(tmp_path: Path) -> None:
    (tmp_path / "t").write_text(CONTENT, encoding="utf-8")
    assert rendered(tmp_path / "tree", 'templatefile("../t", {})', {}) == outside_of("file", "../t")


def test_a_template_that_is_no_text_is_a_mistake(tmp_path: Path) -> None:
    tmp_path.joinpath("t").write_bytes(b"\xff\xfe")
    assert isinstance(rendered(tmp_path, 'templatefile("t", {})', {}), Unknown)
    assert read(tmp_path).notes["terraform_data.x.input"].startswith('contents of "t" are not valid UTF-8')


@needs_terraform
def test_the_path_of_a_module_is_as_its_calls_lead_there(tmp_path: Path) -> None:
    told = 'resource "terraform_data" "path" {\n  input = path.module\n}\n'
    root = tmp_path / "modules" / "cluster" / "core"
    write(tmp_path, {
        "modules/cluster/core/main.tf": told + 'module "apps" {\n  source = "../../cluster/apps"\n}\n',
        "modules/cluster/apps/main.tf": told + 'module "own" {\n  source = "./own"\n}\n'
                                        'module "far" {\n  source = "../../far"\n}\n',
        "modules/cluster/apps/own/main.tf": told,
        "modules/far/main.tf": told,
    })  # fmt: skip
    told_here = {r.address: r.values["input"] for r in read(tmp_path, root="modules/cluster/core").resources}
    assert told_here == planned(root)
    assert told_here["module.apps.terraform_data.path"] == "../../cluster/apps"
