"""Asks git about commits and objects, so that nothing of the repository's own configuration is executed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from msgspec import Struct

from continuity_audit.estate.os_errors import in_words

# `ls-tree` and `cat-file` apply no filters and no text conversions. What is left that could start a program or a
# connection is the file system monitor, hooks, and the fetching of objects that a partial clone has left out. As
# nothing is executed, it does not matter whose repository it is.
_SAFE: Final = (
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never",
    "-c", "safe.directory=*",
)  # fmt: skip
_ENVIRONMENT: Final = {
    "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none",
    "LC_ALL": "C",
}  # fmt: skip
_LONGEST_REVISION: Final = 500

REGULAR: Final = ("100644", "100755", "100664")
SYMBOLIC_LINK: Final = "120000"
SUBMODULE: Final = "160000"


class HistoryError(Exception):
    """A revision that cannot be compared with; one line that says what to do."""


class Entry(Struct, frozen=True):
    """A file, symbolic link or submodule of a commit, by its path from the repository's top."""

    path: str
    mode: str
    id: str


class Base(Struct, frozen=True):
    """The commit that a change is compared with."""

    revision: str
    """As it was typed."""
    commit: str
    is_tip: bool
    """Whether it is the revision itself; else it is where the change left it."""


class Repository(Struct, frozen=True):
    """A repository with a work tree."""

    top: Path
    """The folder that the work tree begins in."""

    @classmethod
    def around(cls, folder: Path) -> Repository:
        """The repository that a folder lies in; raises HistoryError where it lies in none."""
        top = next((each for each in (folder, *folder.parents) if (each / ".git").exists()), None)
        if top is None:
            raise HistoryError(f"{folder} lies in no git repository")
        repository = cls(top)
        repository._ask("rev-parse", "--git-dir")
        return repository

    def base(self, revision: str) -> Base:
        """Where the commit that is checked out left a revision: their merge base, as a pull request has it.

        Raises:
            HistoryError: one of them is not here, or they have no common ancestor.
        """
        tip = self._commit(revision)
        head = self._commit("HEAD") if tip is not None else None
        if tip is None or head is None:
            raise HistoryError(self._why_not_here(revision if tip is None else "HEAD"))
        found = self._try("merge-base", tip, head)
        if not found:
            raise HistoryError(self._why_unrelated(revision))
        return Base(revision, found, found == tip)

    def entries(self, commit: str) -> Iterator[Entry]:
        """Everything in a commit's tree."""
        for line in self._ask_bytes("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
            if line:
                about, _, path = line.partition(b"\t")
                mode, _, id_ = about.decode().split(" ")
                yield Entry(os.fsdecode(path), mode, id_)

    def has(self, commit: str) -> bool:
        """Whether a commit is in this clone."""
        return self._try("cat-file", "-e", f"{commit}^{{commit}}") is not None

    def contents(self, entries: Iterable[Entry], most: int) -> Iterator[tuple[Entry, bytes | None, int]]:
        """What entries hold, at most so many bytes of each, with the size of the whole; nothing where it is not here.

        Raises:
            HistoryError: git gives up, as it may in a partial clone.
        """
        with subprocess.Popen(
            self._command("cat-file", "--batch"),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment(),
        ) as process:  # fmt: skip
            assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - both are pipes
            try:
                for entry in entries:
                    process.stdin.write(f"{entry.id}\n".encode())
                    process.stdin.flush()
                    yield (entry, *_next_object(process.stdout, entry, most))
            except BrokenPipeError:
                raise HistoryError(left_out(entry)) from None
            finally:
                with suppress(BrokenPipeError):
                    process.stdin.close()
                process.stdout.close()

    def left_out(self) -> Callable[[str], bool]:
        """Whether a sparse checkout leaves a path out of the work tree: that it is not there is no deletion."""
        if self._try("config", "--type=bool", "core.sparseCheckout") != "true":
            return lambda path: False
        there: set[str] = set()
        missing: set[str] = set()
        for line in self._ask_bytes("ls-files", "-z", "-t", "--cached").split(b"\0"):
            path = os.fsdecode(line[2:])
            if path:
                (missing if line.startswith(b"S ") else there).add(path)
        kept = {folder for path in there for folder in _folders(path)}
        dropped = {folder for path in missing for folder in _folders(path)} - kept

        def is_left_out(path: str) -> bool:
            return path in missing or (path not in there and not dropped.isdisjoint(_folders(path)))

        return is_left_out

    def git_folder(self) -> Path:
        """The folder that all work trees of the repository share, with the objects in it."""
        return (self.top / self._ask("rev-parse", "--git-common-dir")).resolve()

    def ignores(self, path: str) -> bool:
        """Whether git ignores a path from the top, so that it is no part of any change."""
        return self._run("check-ignore", "--quiet", "--", path).returncode == 0

    # --- asking -----------------------------------------------------------------------------------------------

    def _commit(self, revision: str) -> str | None:
        if revision.startswith("-") or not revision.strip() or "\0" in revision or len(revision) > _LONGEST_REVISION:
            raise HistoryError(f"{revision[:_LONGEST_REVISION]!r} is no revision of git")
        return self._try("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")

    def _why_not_here(self, revision: str) -> str:
        if revision == "HEAD":
            return "the repository has no commit yet"
        if self._is_shallow:
            return (
                f"{revision} is not in this clone, which is shallow: fetch it "
                f"(`git fetch origin {revision.removeprefix('origin/')}`), or clone with the "
                "whole history (`fetch-depth: 0` of actions/checkout, `GIT_DEPTH: 0` of GitLab)"
            )
        return f"{revision} is no commit of this repository: name a branch, a tag or a commit that was fetched"

    def _why_unrelated(self, revision: str) -> str:
        if self._is_shallow:
            return (
                f"this clone is shallow and does not reach back to where HEAD left {revision}: fetch more "
                "(`git fetch --unshallow`, `fetch-depth: 0` of actions/checkout, `GIT_DEPTH: 0` of GitLab)"
            )
        return f"{revision} and HEAD have no common ancestor: there is no change between them to judge"

    @property
    def _is_shallow(self) -> bool:
        return self._try("rev-parse", "--is-shallow-repository") == "true"

    def _ask(self, *arguments: str) -> str:
        return os.fsdecode(self._ask_bytes(*arguments)).rstrip("\n")

    def _try(self, *arguments: str) -> str | None:
        """What git says, or nothing where it has no answer."""
        done = self._run(*arguments)
        return os.fsdecode(done.stdout).strip() if done.returncode == 0 else None

    def _ask_bytes(self, *arguments: str) -> bytes:
        done = self._run(*arguments)
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            reason = (said[0] if said else f"exit status {done.returncode}").removeprefix("fatal: ")
            raise HistoryError(f"git {arguments[0]} in {self.top}: {reason}")
        return done.stdout

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(self._command(*arguments), capture_output=True, env=_environment(), check=False)
        except OSError as problem:
            raise HistoryError(f"git cannot be run: {in_words(problem)}") from problem

    def _command(self, *arguments: str) -> list[str]:
        return ["git", "-C", str(self.top), *_SAFE, *arguments]


def _folders(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path


def _environment() -> dict[str, str]:
    """This one without what a hook of git says of the repository that it runs in."""
    return {**{name: value for name, value in os.environ.items() if not name.startswith("GIT_")}, **_ENVIRONMENT}


def _next_object(output: IO[bytes], entry: Entry, most: int) -> tuple[bytes | None, int]:
    head = output.readline().split()
    if head[1:] == [b"missing"]:
        return None, 0
    if len(head) != 3 or not head[2].isdigit():
        raise HistoryError(left_out(entry))
    size = int(head[2])
    data = output.read(min(size, most))
    left = size - len(data) + 1  # a line end follows
    while left > 0 and (dropped := output.read(min(left, 1 << 20))):
        left -= len(dropped)
    if left:
        raise HistoryError(left_out(entry))
    return data, size


def left_out(entry: Entry) -> str:
    """Why there is no comparison without what an entry holds."""
    return (
        f"{os.fsencode(entry.path).decode('utf-8', 'backslashreplace')} at the revision is not in this clone, which is "
        "a partial one: clone without --filter, or fetch what is missing (`git fetch --refetch --no-filter`)"
    )
