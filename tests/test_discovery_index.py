"""What git tracks is read also where it ignores it: by every form of the index, without git."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from continuity_audit.discovery import Tree, discover
from continuity_audit.discovery.index import Index, index_of
from continuity_audit.discovery.tree import TrustInTree
from history.repositories import Repo, git
from test_discovery import skipped

IGNORES = {
    ".gitignore": "*.auto.tfvars\n/env/\nold.tf\nmodules\n",
    "main.tf": "", "prod.auto.tfvars": "a = 1\n", "local.auto.tfvars": "a = 2\n",
    "env/prod/main.tf": "", "env/prod/more.tf": "", "env/test/main.tf": "", "env/main.tf": "",
    "a/old.tf": "", "b/old.tf": "",
}  # fmt: skip
TRACKED = ("prod.auto.tfvars", "env/prod/main.tf", "env/main.tf", "a/old.tf")


def _repository(path: Path, *options: str) -> Repo:
    """Files that git ignores, some of which it tracks."""
    path.mkdir()
    git(path, "init", "--quiet", *options)
    repo = Repo(path)
    repo.write(IGNORES)
    repo.git("add", "--all")
    repo.git("add", "--force", *TRACKED)
    return repo


def _found(tree: Tree) -> list[str]:
    return sorted(file for files in (*tree.terraform.values(), *tree.tfvars.values()) for file in files)


FOUND = ["a/old.tf", "env/main.tf", "env/prod/main.tf", "main.tf", "prod.auto.tfvars"]


def test_what_is_tracked_counts_and_the_rest_of_an_ignored_folder_does_not(tmp_path: Path) -> None:
    repo = _repository(tmp_path / "repo")
    tree = discover([repo.path])
    assert _found(tree) == FOUND
    assert tree.withheld == {".": ("local.auto.tfvars",)}
    assert skipped(tree) == {
        "b/old.tf": "ignored by .gitignore",
        "env/prod/more.tf": "ignored by .gitignore",
        "env/test": "ignored by .gitignore",
        "local.auto.tfvars": "ignored by .gitignore",
    }
    assert _found(discover([repo.path / "a"])) == ["old.tf"], "the index stands above the path"
    assert _found(discover([repo.path / "b"])) == []
    assert _found(discover([repo.path], trust=TrustInTree(hides=False))) == sorted(
        name for name in IGNORES if name != ".gitignore"
    )


def test_patterns_of_the_call_leave_out_what_is_tracked(tmp_path: Path) -> None:
    repo = _repository(tmp_path / "repo")
    tree = discover([repo.path], exclude=["*.auto.tfvars", "env/prod"])
    assert _found(tree) == ["a/old.tf", "env/main.tf", "main.tf"]
    assert skipped(tree)["env/prod"] == "excluded"


def _split(repo: Repo) -> None:
    repo.git("update-index", "--split-index")
    repo.git("add", "--force", "b/old.tf")
    repo.git("add", "--force", "env/test/main.tf")
    repo.git("rm", "--quiet", "--cached", "env/test/main.tf", "b/old.tf")
    assert list((repo.path / ".git").glob("sharedindex.*"))


FORMS: dict[str, Callable[[Repo], object]] = {
    "version 2": lambda repo: repo.git("update-index", "--index-version", "2"),
    "version 3": lambda repo: repo.git("add", "--force", "--intent-to-add", "later.auto.tfvars"),
    "version 4": lambda repo: repo.git("update-index", "--index-version", "4"),
    "split": _split,
    "with untracked files": lambda repo: repo.git("update-index", "--untracked-cache"),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_index_is_read(form: str, tmp_path: Path) -> None:
    repo = _repository(tmp_path / "repo")
    repo.write({"later.auto.tfvars": ""})
    FORMS[form](repo)
    listed = repo.git("ls-files").split("\n")
    assert [file for file in _found(discover([repo.path])) if file in listed] == sorted(
        file for file in listed if file != ".gitignore"
    )
    assert "local.auto.tfvars" in skipped(discover([repo.path]))


def test_an_index_of_names_in_sha256_is_read(tmp_path: Path) -> None:
    assert _found(discover([_repository(tmp_path / "repo", "--object-format=sha256").path])) == FOUND


def test_another_work_tree_and_a_submodule_have_their_own(tmp_path: Path) -> None:
    repo = _repository(tmp_path / "repo")
    repo.git("commit", "--quiet", "--message", "a step")
    repo.git("worktree", "add", "--quiet", str(tmp_path / "other"))
    assert _found(discover([tmp_path / "other"])) == FOUND
    outer = Repo.new(tmp_path / "outer")
    outer.write({".gitignore": "modules\n*.tfvars\n", "modules/old.tf": ""})
    outer.git("submodule", "--quiet", "add", "--force", str(repo.path), "modules/it")
    tree = discover([outer.path])
    assert _found(tree) == [f"modules/it/{file}" for file in FOUND]
    assert skipped(tree) == {"modules/old.tf": "ignored by .gitignore"}


@pytest.mark.parametrize("damage", ["", "DIRC", "cut", "of another version", "a folder"])
def test_without_an_index_that_can_be_read_nothing_is_known_to_be_tracked(damage: str, tmp_path: Path) -> None:
    repo = _repository(tmp_path / "repo")
    index = repo.path / ".git" / "index"
    whole = index.read_bytes()
    index.unlink()
    if damage == "a folder":
        index.mkdir()
    elif damage:
        changed = {
            "DIRC": b"DIRC",
            "cut": whole[: len(whole) // 2],
            "of another version": whole[:7] + b"\5" + whole[8:],
        }
        index.write_bytes(changed[damage])
    assert _found(discover([repo.path])) == ["main.tf"]


def test_an_index_that_is_written_is_one_that_git_reads(tmp_path: Path) -> None:
    repo = Repo.new(tmp_path / "repo")
    paths = ["a.tf", "a/b.tf", "größe.tf", "long/" * 1000 + "x.tf", "a-b/c.tf"]
    (repo.path / ".git" / "index").write_bytes(index_of(paths))
    index = Index(str(repo.path / ".git"))
    assert all(index.holds(path) for path in (*paths, "a", "long/long", "a-b"))
    assert not any(index.holds(path) for path in ("b.tf", "a.t", "a/b", "long/x.tf", "", "a-b/c.tf/"))
    listed = repo.git("ls-files", "-z").strip("\0").split("\0")
    assert sorted(listed) == sorted(paths)
