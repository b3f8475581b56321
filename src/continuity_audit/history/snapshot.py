"""The files of a commit in a private folder outside of the repository, gone when the work is done."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from continuity_audit.discovery.index import index_of
from continuity_audit.discovery.recognise import LONGEST, Form, form_of
from continuity_audit.discovery.tree import Unread
from continuity_audit.estate.os_errors import in_words
from continuity_audit.estate.patterns import pattern
from continuity_audit.history.git import REGULAR, SUBMODULE, SYMBOLIC_LINK, Entry, HistoryError, Repository, left_out

_POINTER: Final = pattern(rb"version https://git-lfs\.github\.com/spec/v1\n(?:.*\n)*?oid sha256:([0-9a-f]{64})\n")
_LONGEST_POINTER: Final = 1024
_NEVER: Final = {"", ".", "..", ".git"}


class Snapshot(Struct, frozen=True):
    """The files of a commit that were asked for."""

    top: Path
    """The folder that stands for the repository's top; it bears the same name."""
    unread: tuple[Unread, ...] = ()
    """What the commit holds and could not be read, by the path from the top."""
    missing: int = 0
    """How many other files are not in this clone: nothing that is audited by itself, but code may read them."""

    def counterpart(self, path: Path, repository: Repository) -> Path:
        """Where a path of the repository stands in here."""
        return self.top / path.relative_to(repository.top)


@contextmanager
def snapshot(repository: Repository, commit: str, wanted: Callable[[str], bool]) -> Iterator[Snapshot]:
    """The wanted files of a commit, by their paths from the top, as they stand in git's objects: no filter is applied.

    Raises:
        HistoryError: objects are not in this clone, or the tree holds paths that lead out of it.
    """
    with tempfile.TemporaryDirectory(prefix="continuity-audit-", dir=_outside_of(repository)) as folder:
        top = Path(folder).resolve() / (repository.top.name or "repository")
        _mark_as_repository(top, repository)
        writer = _Writer(top)
        writer.take(repository, commit, wanted)
        (top / ".git" / "index").write_bytes(index_of(writer.taken))
        yield Snapshot(top, tuple(sorted(writer.unread)), writer.missing)


def _outside_of(repository: Repository) -> str:
    places = (Path(place).resolve() for place in (tempfile.gettempdir(), "/tmp", "/var/tmp"))  # noqa: S108
    for place in places:
        if place.is_dir() and os.access(place, os.W_OK) and not place.is_relative_to(repository.top):
            return str(place)
    raise HistoryError(f"there is no folder for temporary files outside of {repository.top}: set TMPDIR")


def _mark_as_repository(top: Path, repository: Repository) -> None:
    """A folder where a repository has one, so that ignore files and paths from the top count as they do there.

    What the commit holds is tracked, so it is named in an index: see ``snapshot``.
    """
    (top / ".git" / "info").mkdir(parents=True)
    excluded = repository.top / ".git" / "info" / "exclude"
    if excluded.is_file():
        (top / ".git" / "info" / "exclude").write_bytes(excluded.read_bytes())


class _Writer(Struct):
    top: Path
    unread: list[Unread] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    """The paths of the commit that are wanted, from the top."""
    missing: int = 0

    def take(self, repository: Repository, commit: str, wanted: Callable[[str], bool], below: str = "") -> None:
        """Write the wanted files of a commit; ``below`` is where the repository stands in that of the top, as `a/`."""
        links: list[Entry] = []
        files: list[Entry] = []
        submodules: list[Entry] = []
        for entry in repository.entries(commit):
            if _NEVER & set(entry.path.split("/")):
                raise HistoryError(f"the tree of {commit} holds the path {entry.path!r}, which leads out of it")
            if entry.mode == SUBMODULE:
                submodules.append(entry)
            elif wanted(below + entry.path):
                (links if entry.mode == SYMBOLIC_LINK else files).append(entry)
                self.taken.append(below + entry.path)
        self._write_files(repository, [entry for entry in files if entry.mode in REGULAR], below)
        # Links come last: nothing is written through one.
        for entry, target, _ in repository.contents(links, LONGEST):
            if target is None:
                self._miss(entry, below + entry.path)
            else:
                self._link(below + entry.path, os.fsdecode(target))
        for entry in submodules:
            self._take_submodule(repository, entry, wanted, below)

    def _write_files(self, repository: Repository, entries: list[Entry], below: str) -> None:
        stored = None
        for entry, data, size in repository.contents(entries, LONGEST + 1):
            path = below + entry.path
            if data is None:
                self._miss(entry, path)
                continue
            if size <= _LONGEST_POINTER and (pointer := _POINTER.match(data)):
                stored = stored or repository.git_folder() / "lfs" / "objects"
                content = _large_file(pointer[1].decode(), stored, repository.top / entry.path)
                if content is None and form_of(os.path.basename(path)) is not Form.OTHER:
                    self._refuse(path, "a pointer of Git LFS whose content is not in this clone")
                data, size = (data, size) if content is None else (content, len(content))
            self._write(path, data, size)

    def _miss(self, entry: Entry, path: str) -> None:
        """Do without a file that is not in this clone, where it is none that is audited."""
        if entry.mode == SYMBOLIC_LINK or form_of(os.path.basename(path)) is not Form.OTHER:
            raise HistoryError(left_out(entry))
        self.missing += 1

    def _write(self, path: str, data: bytes, size: int) -> None:
        place = self.top / path
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as file:
                file.write(data)
                if size > len(data):  # longer than what is ever read: its size says so
                    file.truncate(size)
        except OSError as problem:
            self._refuse(path, f"cannot be put on this file system: {in_words(problem)}")

    def _link(self, path: str, target: str) -> None:
        place = self.top / path
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(target)
        except (OSError, ValueError) as problem:
            self._refuse(path, f"a symbolic link that cannot be made: {problem}")

    def _take_submodule(self, repository: Repository, entry: Entry, wanted: Callable[[str], bool], below: str) -> None:
        """What a submodule held; one that is not checked out now is not read now either."""
        inside = repository.top / entry.path
        prefix = f"{below}{entry.path}/"
        if not wanted(prefix) or not (inside / ".git").exists():
            return
        submodule = replace(repository, top=inside)
        if submodule.has(entry.id):
            self.take(submodule, entry.id, wanted, prefix)
        else:
            self._refuse(prefix.rstrip("/"), f"a submodule whose commit {entry.id[:12]} is not in this clone")

    def _refuse(self, path: str, reason: str) -> None:
        self.unread.append(Unread(os.fsencode(path).decode("utf-8", "backslashreplace"), 0, reason))


def _large_file(digest: str, stored: Path, checked_out: Path) -> bytes | None:
    """What a pointer of Git LFS stands for, from the clone's own store or the work tree; told by its digest."""
    for place in (stored / digest[:2] / digest[2:4] / digest, checked_out):
        try:
            if place.is_symlink() or not place.is_file() or place.stat().st_size > LONGEST:
                continue
            data = place.read_bytes()
        except OSError:
            continue
        if hashlib.sha256(data).hexdigest() == digest:
            return data
    return None
