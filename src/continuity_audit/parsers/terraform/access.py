"""The files that functions of the audited code may read: those of the audited tree, nothing outside it."""

from __future__ import annotations

from pathlib import Path

from continuity_audit.estate.values import Unknown

MAX_FILE = 5_000_000


class TreeFiles:
    """Files relative to a root. A path that leads out of the tree is an unknown named as such."""

    def __init__(self, base: Path, root: str) -> None:
        self._base = base.resolve()
        self.module_directory = root

    def _inside(self, path: str) -> Path | None:
        """The place of a path in the tree; nothing where it leads out. Relative ones start at the root."""
        try:
            resolved = (self._base / self.module_directory / path).resolve()
        except (OSError, ValueError, RuntimeError):
            return None
        return resolved if resolved.is_relative_to(self._base) else None

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
        return _outside("fileexists", path) if found is None else found.is_file()

    def glob(self, path: str, pattern: str) -> tuple[str, ...] | Unknown:
        """The files below a folder of the tree that match a pattern, relative to it, sorted."""
        found = self._inside(path)
        if found is None:
            return _outside("fileset", path)
        if ".." in Path(pattern).parts or pattern.startswith("/"):
            return _outside("fileset", pattern)
        matches = (p for p in found.glob(pattern) if p.is_file() and p.resolve().is_relative_to(self._base))
        return tuple(sorted(p.relative_to(found).as_posix() for p in matches))


def _outside(function: str, path: str) -> Unknown:
    name = f'{function}("{path}")'
    return Unknown(frozenset({name}), name)
