"""Which commit a change is compared with, and what is said where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity_audit.history import HistoryError, Repository
from history.repositories import Repo, git


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Two commits on main."""
    repo = Repo.new(tmp_path / "repo")
    repo.commit({"main.tf": "# one\n"})
    repo.commit({"main.tf": "# two\n"})
    return repo


def _why(repo: Path, revision: str) -> str:
    with pytest.raises(HistoryError) as refused:
        Repository.around(repo).base(revision)
    return str(refused.value)


def test_a_branch_tag_commit_and_ancestor_are_found(repo: Repo) -> None:
    first = repo.git("rev-parse", "HEAD~1")
    repo.git("tag", "--annotate", "--message", "v1", "v1", first)
    repo.git("branch", "old", first)
    for revision in ("HEAD~1", "HEAD^", "v1", "old", "refs/heads/old", first, first[:10], "@~"):
        base = Repository.around(repo.path).base(revision)
        assert (base.commit, base.is_tip, base.revision) == (first, True, revision)


def test_the_base_of_a_branch_is_where_it_left_main(repo: Repo) -> None:
    fork = repo.git("rev-parse", "HEAD")
    repo.git("checkout", "--quiet", "-b", "change")
    repo.commit({"change.tf": ""})
    repo.git("checkout", "--quiet", "main")
    repo.commit({"main.tf": "# main went on\n"})
    repo.git("checkout", "--quiet", "change")
    base = Repository.around(repo.path).base("main")
    assert (base.commit, base.is_tip) == (fork, False)


def test_in_the_merge_commit_of_a_pull_request_the_base_is_the_tip_of_main(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "-b", "change")
    repo.commit({"change.tf": ""})
    repo.git("checkout", "--quiet", "main")
    main = repo.commit({"main.tf": "# main went on\n"})
    repo.git("checkout", "--quiet", "--detach")
    repo.git("merge", "--quiet", "--no-ff", "--message", "the pull request", "change")
    assert Repository.around(repo.path).base("main").commit == main
    assert Repository.around(repo.path).base("HEAD^1").commit == main


def test_a_folder_below_the_top_is_in_the_repository(repo: Repo) -> None:
    (repo.path / "infra" / "prod").mkdir(parents=True)
    assert Repository.around(repo.path / "infra" / "prod").top == repo.path


def test_a_work_tree_of_a_bare_repository(repo: Repo, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", str(repo.path), "bare.git")
    git(tmp_path / "bare.git", "worktree", "add", "--quiet", "--detach", str(tmp_path / "tree"), "main")
    first = repo.git("rev-parse", "HEAD~1")
    assert Repository.around(tmp_path / "tree").base("HEAD~1").commit == first
    assert Repository.around(tmp_path / "tree").git_folder() == (tmp_path / "bare.git").resolve()


def test_what_is_no_commit_is_said_in_one_line(repo: Repo) -> None:
    assert _why(repo.path, "nowhere") == (
        "nowhere is no commit of this repository: name a branch, a tag or a commit that was fetched"
    )
    assert _why(repo.path, "HEAD~2").startswith("HEAD~2 is no commit of this repository")
    assert _why(repo.path, "HEAD:main.tf").startswith("HEAD:main.tf is no commit of this repository")
    for option in ("--output=pwned", "-h", "", " "):
        assert _why(repo.path, option) == f"{option!r} is no revision of git"
    assert list(repo.path.glob("pwned*")) == []


def test_outside_of_a_repository_and_before_the_first_commit(tmp_path: Path) -> None:
    assert _why(tmp_path, "main") == f"{tmp_path} lies in no git repository"
    empty = Repo.new(tmp_path / "empty")
    assert _why(empty.path, "HEAD").startswith("the repository has no commit yet")
    (tmp_path / "broken" / ".git").mkdir(parents=True)
    assert "not a git repository" in _why(tmp_path / "broken", "main")


def test_histories_without_a_common_ancestor(repo: Repo) -> None:
    repo.git("checkout", "--quiet", "--orphan", "alone")
    repo.commit()
    assert _why(repo.path, "main") == (
        "main and HEAD have no common ancestor: there is no change between them to judge"
    )


def test_a_shallow_clone_says_what_to_fetch(repo: Repo, tmp_path: Path) -> None:
    repo.git("checkout", "--quiet", "-b", "change", "HEAD~1")
    repo.commit({"change.tf": ""})
    source = f"file://{repo.path}"
    git(tmp_path, "clone", "--quiet", "--depth=1", "--branch=change", source, "one")
    assert _why(tmp_path / "one", "origin/main") == (
        "origin/main is not in this clone, which is shallow: fetch it (`git fetch origin main`), or clone "
        "with the whole history (`fetch-depth: 0` of actions/checkout, `GIT_DEPTH: 0` of GitLab)"
    )
    git(tmp_path, "clone", "--quiet", "--depth=1", "--no-single-branch", "--branch=change", source, "tips")
    assert _why(tmp_path / "tips", "origin/main") == (
        "this clone is shallow and does not reach back to where HEAD left origin/main: fetch more "
        "(`git fetch --unshallow`, `fetch-depth: 0` of actions/checkout, `GIT_DEPTH: 0` of GitLab)"
    )
    git(tmp_path / "tips", "fetch", "--quiet", "--unshallow")
    assert Repository.around(tmp_path / "tips").base("origin/main").commit == repo.git("rev-parse", "main~1")


def test_what_a_hook_says_of_its_own_repository_is_not_heard(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repo.new(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(other.path / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "no-index"))
    assert Repository.around(repo.path).base("HEAD~1").commit == repo.git("rev-parse", "HEAD~1")
