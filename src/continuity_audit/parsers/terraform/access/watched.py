"""The tree as one root asks it: every question is noted, and a record's questions can be asked again."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

from continuity_audit.estate.values import Unknown
from continuity_audit.parsers.secret_texts import secret_texts
from continuity_audit.parsers.terraform.access.tree_files import TreeFiles
from continuity_audit.parsers.terraform.access.unit_files import Paths, UnitFiles
from continuity_audit.parsers.terraform.functions.errors import FunctionError
from continuity_audit.parsers.watching import Question, Seen, digest_of

if TYPE_CHECKING:
    from pathlib import Path

    from continuity_audit.parsers.terraform.functions.base import FileAccess

Answer = bool | bytes | tuple[str, ...] | Unknown
T = TypeVar("T", bound=Answer)


class WatchedFiles:
    """The files that functions may read, with a note of what they asked.

    ``place`` says what relative paths start from: ``tree`` and a folder, or ``unit`` and the folders that are tried.
    """

    def __init__(self, files: FileAccess, seen: Seen, *place: str) -> None:
        self._files = files
        self._seen = seen
        self._place = place
        self.module_directory = files.module_directory
        self.below = files.below
        self._known: dict[Question, Answer] = {}

    def read(self, path: str) -> bytes | Unknown:
        """The bytes of a file of the tree."""
        return self._asked(("read", path), lambda: self._read(path))

    def _read(self, path: str) -> bytes | Unknown:
        content = self._files.read(path)
        if isinstance(content, bytes) and secret_texts(content):
            self._seen.give_up()
        return content

    def exists(self, path: str) -> bool | Unknown:
        """Whether there is such a file."""
        return self._asked(("exists", path), lambda: self._files.exists(path))

    def glob(self, path: str, pattern: str) -> tuple[str, ...] | Unknown:
        """The files below a folder of the tree that match a pattern."""
        return self._asked(("glob", path, pattern), lambda: self._files.glob(path, pattern))

    def _asked(self, question: Question, look: Callable[[], T]) -> T:
        if question in self._known:
            return cast(T, self._known[question])
        try:
            found = look()
        except OSError as problem:
            self._seen.ask(*question, *self._place, answer=_refused(problem))
            raise
        except FunctionError:
            self._seen.give_up()
            raise
        self._seen.ask(*question, *self._place, answer=_digest(found))
        self._known[question] = found
        return found


def files_read(seen: Seen, paths: Paths) -> tuple[str, ...]:
    """The files of the tree that functions read for a root, sorted."""
    found: set[str] = set()
    for _, path, kind, *starts in seen.asked("read"):
        places = [
            paths.inside(path, start) if kind == "unit" else posixpath.normpath(posixpath.join(start, path))
            for start in starts
        ]
        found.update([place for place in places if place and (paths.base / place).is_file()][:1])
    return tuple(sorted(found))


def asked_again(question: Question, base: Path, paths: Paths) -> str:
    """A digest of the answer to a question of `WatchedFiles` now."""
    what, path, *rest = question
    pattern = rest.pop(0) if what == "glob" else ""
    kind, *starts = rest
    files: FileAccess = TreeFiles(base, *starts) if kind == "tree" else UnitFiles(paths, *starts)
    try:
        match what:
            case "read":
                return _digest(files.read(path))
            case "exists":
                return _digest(files.exists(path))
            case _:
                return _digest(files.glob(path, pattern))
    except OSError as problem:
        return _refused(problem)


def _digest(found: Answer) -> str:
    match found:
        case bool():
            return str(found)
        case bytes():
            return digest_of(found)
        case tuple():
            return digest_of(*found)
        case _:
            return "unknown"


def _refused(problem: OSError) -> str:
    return f"{type(problem).__name__}: {problem.strerror}"
