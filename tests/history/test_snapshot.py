"""The files of a commit: as they stand in git's objects, with nothing executed and nothing touched."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import pytest

from continuity_audit.discovery.tree import Unread
from continuity_audit.history import HistoryError, Repository, Snapshot, snapshot
from history.repositories import Repo, git


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo.new(tmp_path / "repo")


def _read(repo: Path, revision: str = "HEAD") -> tuple[dict[str, bytes], Snapshot]:
    """All files of a revision but those of the folder that stands for `.git`."""
    repository = Repository.around(repo)
    with snapshot(repository, repository.base(revision).commit, lambda path: True) as taken:
        places = {str(place.relative_to(taken.top)): place for place in sorted(taken.top.rglob("*"))}
        files = {
            name: os.fsencode(os.readlink(place)) if place.is_symlink() else place.read_bytes()
            for name, place in places.items()
            if (place.is_file() or place.is_symlink()) and not name.startswith(".git/")
        }
        assert taken.top.name == repo.name
    assert not taken.top.exists()
    return files, taken


def _tree(repo: Repo, *entries: tuple[str, str, str]) -> str:
    """A tree of entries (mode, name, object) that git itself would refuse to make."""
    raw = repo.path.parent / "tree"
    raw.write_bytes(b"".join(f"{mode} {name}\0".encode() + bytes.fromhex(id_) for mode, name, id_ in entries))
    return repo.git("hash-object", "-t", "tree", "-w", "--literally", str(raw))


def _state(repo: Repo) -> dict[str, tuple[int, bytes]]:
    places = (place for place in repo.path.rglob("*") if place.is_file())
    return {str(place): (place.stat().st_mtime_ns, place.read_bytes()) for place in places}


def test_a_commit_is_read_and_the_repository_is_left_alone(repo: Repo) -> None:
    repo.commit({"infra/main.tf": "# one\n", "with space/größe.tf": "# ü\n", "gone.tf": ""})
    repo.commit({"infra/main.tf": "# two\n", "gone.tf": None})
    repo.write({"infra/main.tf": "# not committed\n", "untracked.tf": ""})
    before = _state(repo)
    files, taken = _read(repo.path, "HEAD~1")
    assert files == {"gone.tf": b"", "infra/main.tf": b"# one\n", "with space/größe.tf": "# ü\n".encode()}
    assert taken.unread == ()
    assert _state(repo) == before


def test_only_what_is_wanted_is_written(repo: Repo) -> None:
    repo.commit({"infra/main.tf": "", "app/main.py": ""})
    repository = Repository.around(repo.path)
    commit = repository.base("HEAD").commit
    with snapshot(repository, commit, lambda path: path.startswith("infra/")) as taken:
        assert [p.name for p in taken.top.iterdir()] == [".git", "infra"]
        assert taken.counterpart(repo.path / "infra", repository) == taken.top / "infra"


def test_it_is_gone_when_the_work_fails(repo: Repo) -> None:
    repo.commit({"main.tf": ""})
    repository = Repository.around(repo.path)
    with (
        pytest.raises(ZeroDivisionError),
        snapshot(repository, repository.base("HEAD").commit, lambda path: True) as taken,
    ):
        raise ZeroDivisionError
    assert not taken.top.parent.exists()


def test_what_a_sparse_checkout_leaves_out_is_known(repo: Repo) -> None:
    repo.commit({"infra/main.tf": "", "data/old.csv": "", "data/a.csv": "", "top.tf": ""})
    repo.commit({"data/old.csv": None, "infra/gone.tf": ""})
    assert Repository.around(repo.path).left_out()("data/a.csv") is False
    repo.git("sparse-checkout", "set", "--no-cone", "/*", "!/data/")
    assert not (repo.path / "data").exists()
    left_out = Repository.around(repo.path).left_out()
    paths = ("data/a.csv", "data/old.csv", "infra/main.tf", "infra/gone.tf", "top.tf", "new/main.tf")
    assert [path for path in paths if left_out(path)] == ["data/a.csv", "data/old.csv"]


def test_it_lies_outside_of_the_repository(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"main.tf": ""})
    (repo.path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(repo.path / "tmp"))
    _, taken = _read(repo.path)
    assert not taken.top.is_relative_to(repo.path)


def test_no_filter_hook_monitor_or_attribute_is_obeyed(repo: Repo, tmp_path: Path) -> None:
    mark = tmp_path / "executed"
    for name in ("post-checkout", "post-index-change", "reference-transaction"):
        hook = repo.path / ".git" / "hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch '{mark}'\n")
    repo.commit({
        ".gitattributes": "*.tf filter=evil diff=evil ident\nsecret.tf export-ignore\n*.yaml eol=crlf\n",
        "main.tf": "# $Id$\n", "secret.tf": "# kept\n", "a.yaml": "a: 1\n",
    })  # fmt: skip
    for hook in (repo.path / ".git" / "hooks").iterdir():
        hook.chmod(0o755)
    programs = "filter.evil.smudge filter.evil.clean diff.evil.textconv diff.external core.fsmonitor core.sshCommand"
    for key in programs.split():
        repo.git("config", key, f"touch '{mark}'; cat")
    mark.unlink(missing_ok=True)
    files, _ = _read(repo.path)
    assert not mark.exists()
    assert (files["main.tf"], files["secret.tf"]) == (b"# $Id$\n", b"# kept\n")
    (repo.path / "main.tf").unlink()
    repo.git("checkout", "--", "main.tf")
    assert mark.exists(), "a checkout does execute it"


def test_symbolic_links_are_links_and_nothing_is_written_through_them(repo: Repo, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    repo.write({"modules/main.tf": ""})
    (repo.path / "link").symlink_to("modules")
    (repo.path / "out").symlink_to(outside)
    repo.commit()
    files, _ = _read(repo.path)
    assert files == {"link": b"modules", "modules/main.tf": b"", "out": os.fsencode(str(outside))}
    blob = repo.git("hash-object", "-w", "modules/main.tf")
    link = repo.git("rev-parse", "HEAD:out")
    inner = _tree(repo, ("100644", "pwned.tf", blob))
    tree = _tree(repo, ("120000", "a", link), ("40000", "a", inner))
    commit = repo.git("commit-tree", "-m", "hostile", tree)
    repository = Repository.around(repo.path)
    with snapshot(repository, commit, lambda path: True) as taken:
        assert list(outside.iterdir()) == []
        assert [one.path for one in taken.unread] == ["a"]


@pytest.mark.parametrize("name", ["..", ".git", "."])
def test_a_tree_whose_paths_lead_out_is_refused(repo: Repo, name: str) -> None:
    repo.commit({"main.tf": ""})
    tree = _tree(repo, ("100644", name, repo.git("rev-parse", "HEAD:main.tf")))
    commit = repo.git("commit-tree", "-m", "hostile", tree)
    with (
        pytest.raises(HistoryError, match="which leads out of it"),
        snapshot(Repository.around(repo.path), commit, lambda path: True),
    ):
        pass


def test_a_submodule_is_read_at_the_commit_that_it_had(repo: Repo, tmp_path: Path) -> None:
    module = Repo.new(tmp_path / "module")
    module.commit({"main.tf": "# one\n"})
    repo.git("submodule", "--quiet", "add", f"file://{module.path}", "modules/db")
    repo.commit()
    module.commit({"main.tf": "# two\n"})
    git(repo.path / "modules" / "db", "pull", "--quiet")
    repo.commit()
    files, taken = _read(repo.path, "HEAD~1")
    assert files["modules/db/main.tf"] == b"# one\n"
    assert taken.unread == ()

    git(tmp_path, "clone", "--quiet", str(repo.path), "clone")
    assert "modules/db/main.tf" not in _read(tmp_path / "clone", "HEAD~1")[0], "not checked out now either"
    git(tmp_path / "clone", "submodule", "--quiet", "update", "--init", "--depth=1")
    _, taken = _read(tmp_path / "clone", "HEAD~1")
    commit = module.git("rev-parse", "HEAD~1")[:12]
    assert taken.unread == (Unread("modules/db", 0, f"a submodule whose commit {commit} is not in this clone"),)


def test_a_pointer_of_git_lfs_is_followed_to_what_is_here(repo: Repo) -> None:
    content = b"apiVersion: v1\nkind: Service\n"
    digest = hashlib.sha256(content).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(content)}\n"
    repo.commit({"a.yaml": pointer, "b.png": pointer})
    files, taken = _read(repo.path)
    assert files["a.yaml"] == files["b.png"] == pointer.encode()
    assert taken.unread == (Unread("a.yaml", 0, "a pointer of Git LFS whose content is not in this clone"),)
    repo.write({f".git/lfs/objects/{digest[:2]}/{digest[2:4]}/{digest}": content})
    files, taken = _read(repo.path)
    assert (files["a.yaml"], taken.unread) == (content, ())
    repo.write({f".git/lfs/objects/{digest[:2]}/{digest[2:4]}/{digest}": b"other", "a.yaml": content})
    assert _read(repo.path)[0]["a.yaml"] == content


def test_a_partial_clone_fetches_nothing_and_says_so(repo: Repo, tmp_path: Path) -> None:
    repo.commit({"main.tf": "# one\n"})
    repo.commit({"main.tf": "# two\n"})
    repo.git("config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", f"file://{repo.path}", "partial")
    with pytest.raises(HistoryError, match=r"main.tf at the revision is not in this clone, which is a partial one"):
        _read(tmp_path / "partial", "HEAD~1")


def test_what_is_too_long_to_be_read_keeps_its_size(repo: Repo) -> None:
    repo.commit({"long.yaml": b"#" * 20_000_002})
    files, _ = _read(repo.path)
    assert len(files["long.yaml"]) == 20_000_002
