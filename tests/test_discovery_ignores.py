"""What discovery leaves out because git ignores it or the user excludes it, and what is read all the same."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from continuity_audit.discovery import discover
from continuity_audit.discovery.tree import TrustInTree
from test_discovery import MANIFEST, lay, skipped


def test_nested_gitignore_with_negation(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            ".git/info/exclude": "local.tf\n",
            ".gitignore": "*.auto.tf\r\n/build/\ndocs/**\n!docs/keep.tf\n",
            "a/.gitignore": "!wanted.auto.tf\nsecret/*\n!secret/known.tf\n",
            "build/main.tf": "",
            "a/build/main.tf": "",
            "a/wanted.auto.tf": "",
            "a/other.auto.tf": "",
            "a/local.tf": "",
            "a/secret/known.tf": "",
            "a/secret/unknown.tf": "",
            "docs/keep.tf": "",
            "docs/drop.tf": "",
            "docs/deep/drop.tf": "",
        },
    )
    tree = discover([tmp_path])
    assert tree.terraform == {
        "a": ("a/wanted.auto.tf",),
        "a/build": ("a/build/main.tf",),
        "a/secret": ("a/secret/known.tf",),
        "docs": ("docs/keep.tf",),
    }
    assert skipped(tree) == {
        "a/local.tf": "ignored by .git/info/exclude",
        "a/other.auto.tf": "ignored by .gitignore",
        "a/secret/unknown.tf": "ignored by .gitignore",
        "build": "ignored by .gitignore",
        "docs/deep": "ignored by .gitignore",
        "docs/drop.tf": "ignored by .gitignore",
    }


def test_ignores_exactly_what_git_ignores(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            ".gitignore": "/*\n!/a\n!/b/\n*.x.tf\n!keep.x.tf\n[!\n!\n\\\n**/gen/\nfoo/*/bar.tf\n# a comment.tf\n",
            "b/.gitignore": "*\n!*/\n!*.y.tf\n",
            **{
                f"{folder}/{name}": ""
                for folder in ("a", "a/gen", "a/gen/b", "b", "b/deep", "c", "a/foo/q", "a/foo", "b/foo/q", "foo/q")
                for name in ("main.tf", "it.x.tf", "keep.x.tf", "it.y.tf", "bar.tf")
            },
        },
    )
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    listed = subprocess.run(
        ["git", "-C", tmp_path, "ls-files", "-o", "--exclude-standard", "*.tf"],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull},
    ).stdout.split()
    found = [file for files in discover([tmp_path]).terraform.values() for file in files]
    assert sorted(found) == sorted(listed)


def test_skipped_variables_that_terraform_loads_are_told_apart(tmp_path: Path) -> None:
    files = ("terraform.tfvars", "a/x.auto.tfvars.json", "a/prod.tfvars", "b/terraform.tfvars", "c/y.auto.tfvars")
    lay(tmp_path, {".git/HEAD": "", ".gitignore": "*.tfvars\n*.tfvars.json\n", **dict.fromkeys(files, ""), "out/x": ""})
    (tmp_path / "b/terraform.tfvars").write_bytes(b"\0GITCRYPT\0\x9c\xff")
    (tmp_path / "d").mkdir()
    (tmp_path / "d/terraform.tfvars").symlink_to("/etc/hostname")
    (tmp_path / "d/nowhere.auto.tfvars").symlink_to("nowhere")
    tree = discover([tmp_path], exclude=["c/y.*"])
    assert tree.withheld == {
        ".": ("terraform.tfvars",),
        "a": ("a/x.auto.tfvars.json",),
        "c": ("c/y.auto.tfvars",),
    }
    assert tree.encrypted == ("b/terraform.tfvars", "d/terraform.tfvars")
    assert tree.tfvars == {}
    assert skipped(tree)["c/y.auto.tfvars"] == "excluded"
    named = discover([tmp_path, tmp_path / "terraform.tfvars"])
    assert (named.tfvars, "." in named.withheld) == ({".": ("terraform.tfvars",)}, False)
    assert discover([tmp_path], trust=TrustInTree(hides=False)).withheld == {}


def test_ignore_files_above_the_path_count_up_to_the_repository(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            ".gitignore": "main.tf\n",
            "repo/.git/HEAD": "",
            "repo/.gitignore": "old.tf\n",
            "repo/a/.gitignore": "/b/older.tf\n",
            "repo/a/b/main.tf": "",
            "repo/a/b/old.tf": "",
            "repo/a/b/older.tf": "",
        },
    )
    tree = discover([tmp_path / "repo/a/b"])
    assert tree.base == tmp_path / "repo/a/b"
    assert tree.terraform == {".": ("main.tf",)}
    assert skipped(tree) == {"old.tf": "ignored by .gitignore", "older.tf": "ignored by .gitignore"}


def test_named_path_that_is_ignored_is_read_all_the_same(tmp_path: Path) -> None:
    lay(tmp_path, {".git/HEAD": "", ".gitignore": "build/\n*.gen.tf\n", "build/a/main.tf": "", "x.gen.tf": ""})
    assert discover([tmp_path / "build/a"]).terraform == {".": ("main.tf",)}
    assert discover([tmp_path / "x.gen.tf"]).terraform == {".": ("x.gen.tf",)}
    for paths in ([tmp_path, tmp_path / "build"], [tmp_path / "build", tmp_path]):
        tree = discover(paths)
        assert tree.terraform == {"build/a": ("build/a/main.tf",)}
        assert skipped(tree) == {"x.gen.tf": "ignored by .gitignore"}


def test_what_is_named_beside_the_folder_that_leaves_it_out_is_read(tmp_path: Path) -> None:
    lay(tmp_path, {".git/HEAD": "", ".gitignore": "x.tf\n", "x.tf": "", "env/pyvenv.cfg": "", "env/main.tf": ""})
    tree = discover([tmp_path, tmp_path / "x.tf", tmp_path / "env"])
    assert tree.terraform == {".": ("x.tf",), "env": ("env/main.tf",)}
    assert tree.skipped == ()


def test_exclude(tmp_path: Path) -> None:
    lay(tmp_path, {"examples/x/main.tf": "", "a/examples/main.tf": "", "a/main.tf": "", "a/test.yaml": MANIFEST})
    tree = discover([tmp_path], exclude=["/examples/", "**/test.yaml"])
    assert list(tree.terraform) == ["a", "a/examples"]
    assert skipped(tree) == {"a/test.yaml": "excluded", "examples": "excluded"}


def test_a_costly_ignore_file_does_not_stall(tmp_path: Path) -> None:
    lay(tmp_path, {".gitignore": "*a" * 30 + "b\n" + "**/a/" * 30 + "b\n", "a" * 200 + ".tf": ""})
    assert discover([tmp_path]).terraform == {".": ("a" * 200 + ".tf",)}
