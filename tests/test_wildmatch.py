"""Patterns of ignore files against git itself, over one tree of names that they are about."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from continuity_audit.discovery.ignores import Patterns

NAMES: Final = (
    "a", "b", "ab", "abc", "a.tf", "b.tf", "a-b", "a]b", "a b", "A", "1", "!a", "#a", "a\\b", "*", "[a]", "^",
)  # fmt: skip
FOLDERS: Final = ("", "a/", "ab/", "a/b/", "a/b/c/", "x/a/", "x/y/a/")
PARTS: Final = st.sampled_from([
    "a", "b", "c", "x", "ab", ".tf", "*", "*", "**", "***", "?", "/", "/", "/**/", "**/", "/**", "[ab]", "[!a]", "[^a]",
    "[a-c]", "[c-a]", "[]a]", "[!]a]", "[a", "[[:alpha:]]", "[[:digit:]b]", "[[:no:]]", "[a-]", "[-a]", "[\\]]",
    "[a\\-c]", "[/]", "\\", "\\*", "\\a", "\\#", "!", "#", " ", "\\ ", "-", "]", "[[:alpha:]", "^",
])  # fmt: skip
LINES: Final = st.lists(PARTS, min_size=1, max_size=5).map("".join)


class Git:
    """A repository with all the names in it, and what git says of them under one pattern."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run(["git", "init", "--quiet", str(folder)], check=True, capture_output=True)
        for parent in FOLDERS:
            (folder / parent).mkdir(parents=True, exist_ok=True)
            for name in NAMES:
                place = folder / parent / f"f-{name}"
                place.write_text("")
                (folder / parent / name).mkdir(exist_ok=True)
        self.paths = sorted(
            f"{path.relative_to(folder)}{'/' * path.is_dir()}" for path in folder.rglob("*") if ".git" not in path.parts
        )

    def ignored(self, line: str) -> set[str]:
        """The paths of which git says that the pattern ignores them."""
        (self.folder / ".gitignore").write_text(f"{line}\n", encoding="utf-8")
        command = ["git", "-c", "core.excludesFile=", "check-ignore", "--no-index", "--stdin", "-z"]
        asked = "\0".join(path.rstrip("/") for path in self.paths).encode()
        done = subprocess.run(command, cwd=self.folder, input=asked, capture_output=True, check=False)
        assert done.returncode in (0, 1), done.stderr
        return {text for text in done.stdout.decode().split("\0") if text}


def ours(line: str, paths: list[str]) -> set[str]:
    """What is ignored, or stands in something that is."""
    patterns = Patterns.of([line])
    found: set[str] = set()
    for path in paths:
        plain = path.rstrip("/")
        above = any(f"{plain[:at]}/" in found for at, character in enumerate(plain) if character == "/")
        if above or patterns.ignore(plain, folder=path.endswith("/")):
            found.add(path)
    return {path.rstrip("/") for path in found}


@pytest.fixture(scope="module")
def git(tmp_path_factory: pytest.TempPathFactory) -> Git:
    """The repository."""
    return Git(tmp_path_factory.mktemp("repository"))


@settings(
    deadline=None, max_examples=250, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(LINES)
def test_a_pattern_ignores_what_git_ignores(git: Git, line: str) -> None:
    if line.split("/").count("**") > 4 or any(step.count("*") > 4 for step in line.split("/")):
        return  # beyond our limit
    assert ours(line, git.paths) == git.ignored(line), line
