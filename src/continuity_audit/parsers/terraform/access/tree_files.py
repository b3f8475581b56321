"""The files that functions of the audited code may read: those of the audited tree, nothing outside it.

A path that leads out of the tree, also through a link, is an unknown named as such, and nothing there is looked at. So
are the contents of ``.git``: they are no code, and they may hold the passwords of remotes.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from continuity_audit.estate.values import Unknown
from continuity_audit.parsers.terraform.functions.errors import LimitError
from continuity_audit.parsers.terraform.functions.globs import Component, compiled

MAX_FILE: Final = 5_000_000
MAX_LOOKED_AT: Final = 100_000
"""So many names of files are looked at for one pattern."""


class _LeadsOut(Exception):
    """A link below a folder of the tree leads out of the tree."""


class TreeFiles:
    """Files relative to a root. A path that leads out of the tree is an unknown named as such."""

    def __init__(self, base: Path, root: str) -> None:
        self._base = base.resolve()
        self.module_directory = root
        self.below: str | None = root

    def _inside(self, path: str) -> Path | None:
        """The place of a path in the tree; nothing where it leads out. Relative ones start at the root."""
        try:
            resolved = _resolved(self._base / self.module_directory / path)
        except (OSError, ValueError, RuntimeError):
            return None
        return resolved if self._is_ours(resolved) else None

    def _is_ours(self, resolved: Path) -> bool:
        return resolved.is_relative_to(self._base) and ".git" not in resolved.relative_to(self._base).parts

    def read(self, path: str) -> bytes | Unknown:
        """The bytes of a file of the tree."""
        found = self._inside(path)
        if found is None:
            return _outside("file", path)
        if not found.is_file():
            raise FileNotFoundError(path)
        try:
            if found.stat().st_size > MAX_FILE:
                return _outside("file", path)
            return found.read_bytes()
        except OSError:
            return _outside("file", path)

    def exists(self, path: str) -> bool | Unknown:
        """Whether there is such a file; a path out of the tree is not looked at."""
        found = self._inside(path)
        if found is None:
            return _outside("fileexists", path)
        if found.is_dir():
            raise IsADirectoryError(path)
        if found.exists() and not found.is_file():
            raise OSError(f"{path} is no regular file")
        return found.is_file()

    def glob(self, path: str, pattern: str) -> tuple[str, ...] | Unknown:
        """The regular files that match a pattern under a folder of the tree, relative to it, sorted.

        Raises:
            FunctionError: the pattern is none.
            LimitError: too many files would have to be looked at.
        """
        found: set[str] = set()
        for up, components in compiled(pattern):
            folder = self._inside(posixpath.join(path, *[".."] * up))
            if folder is None:
                return _outside("fileset", posixpath.join(path, pattern))
            try:
                names = list(_Search(self._is_ours).matches(folder, components))
            except _LeadsOut:
                return _outside("fileset", posixpath.join(path, pattern))
            found.update(names if not up else [_seen_from(path, "../" * up + name) for name in names])
        return tuple(sorted(found))


def _resolved(path: Path) -> Path:
    """A path without its links; what is not there is kept as it is.

    Raises:
        OSError: links lead round in a circle; a RuntimeError up to Python 3.12.
    """
    try:
        return path.resolve(strict=True)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return path.resolve()


def _seen_from(path: str, name: str) -> str:
    """A name below a folder as short as it can be: ``../sub/a`` below ``sub`` is ``a``."""
    deep = "/" + "_/" * f"{path}/{name}".count("..")  # no step up reaches the top of the machine, which has none
    return posixpath.relpath(posixpath.join(deep, path, name), posixpath.join(deep, path))


class _Search:
    """One search for the files that a pattern means."""

    def __init__(self, is_ours: Callable[[Path], bool]) -> None:
        self._is_ours = is_ours
        self._seen = 0
        self._around: list[Path] = []

    def matches(self, folder: Path, components: Sequence[Component], before: str = "") -> Iterator[str]:
        """The files under a folder whose names match one after the other."""
        if not components or folder in self._around:
            return
        head, rest = components[0], components[1:]
        self._around.append(folder)
        for entry in _entries(folder):
            self._seen += 1
            if self._seen > MAX_LOOKED_AT:
                raise LimitError(f"more than {MAX_LOOKED_AT} files to look at")
            if head is not None and head.fullmatch(entry.name) is None:
                continue
            place = self._followed(entry)
            if place.is_dir():
                further = self.matches(place, components if head is None else rest, f"{before}{entry.name}/")
                if entry.name == ".git" and any(True for _ in further):
                    raise _LeadsOut
                yield from further
            elif not rest and place.is_file():
                yield before + entry.name
        self._around.pop()
        if head is None:
            yield from self.matches(folder, rest, before)

    def _followed(self, entry: Path) -> Path:
        """A file or folder, behind its link where it is one."""
        if not entry.is_symlink():
            return entry
        try:
            resolved = _resolved(entry)
        except (OSError, RuntimeError):
            raise _LeadsOut from None
        if not self._is_ours(resolved):
            raise _LeadsOut
        return resolved


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _outside(function: str, path: str) -> Unknown:
    name = f'{function}("{path}")'
    return Unknown(frozenset({name}), name)
