"""Paths as Terragrunt's functions give them: absolute, as if the repository stood at the top of the machine."""

from __future__ import annotations

import posixpath
from pathlib import Path

from continuity_audit.estate.values import Unknown
from continuity_audit.parsers.terraform.access.tree_files import TreeFiles


class Paths:
    """The audited tree as absolute paths that are the same on every machine: ``/repository/live/prod``."""

    def __init__(self, base: Path) -> None:
        top = next((folder for folder in (base, *base.parents) if (folder / ".git").exists()), base)
        self.repository = f"/{top.name}"
        self.is_repository = top == base and (base / ".git").exists()
        """Whether the tree is a whole repository, so that nothing lies above it."""
        self._tree = posixpath.normpath(posixpath.join(self.repository, base.relative_to(top).as_posix()))
        self.base = base

    def absolute(self, path: str) -> str:
        """A path of the tree as an absolute one."""
        return posixpath.normpath(posixpath.join(self._tree, path))

    def inside(self, path: str, folder: str) -> str | None:
        """A path, relative ones from a folder of the tree, as one of the tree; nothing where it leads out of it."""
        found = posixpath.normpath(posixpath.join(self.absolute(folder), path))
        if found == self._tree:
            return "."
        return found.removeprefix(f"{self._tree}/") if found.startswith(f"{self._tree}/") else None


class UnitFiles:
    """The files that functions may read: relative paths start in the first folder that has them.

    Terraform runs in a copy of these folders; ``below`` is ``.`` for the code that it runs.
    """

    def __init__(self, paths: Paths, *folders: str, below: str | None = None) -> None:
        self.module_directory = folders[0]
        self.below = below
        self._paths = paths
        self._folders = folders
        self._tree = TreeFiles(paths.base, ".")

    def _place(self, path: str, *, folder: bool = False) -> str | None:
        places = [self._paths.inside(path, start) for start in self._folders]
        for place in places:
            found = None if place is None else self._paths.base / place
            if found is not None and (found.is_dir() if folder else found.is_file()):
                return place
        return places[0]

    def read(self, path: str) -> bytes | Unknown:
        """The bytes of a file of the tree."""
        place = self._place(path)
        return _outside("file", path) if place is None else self._tree.read(place)

    def exists(self, path: str) -> bool | Unknown:
        """Whether there is such a file."""
        place = self._place(path)
        return _outside("fileexists", path) if place is None else self._tree.exists(place)

    def glob(self, path: str, pattern: str) -> tuple[str, ...] | Unknown:
        """The files below a folder of the tree that match a pattern."""
        place = self._place(path, folder=True)
        return _outside("fileset", path) if place is None else self._tree.glob(place, pattern)


def _outside(function: str, path: str) -> Unknown:
    name = f'{function}("{path}")'
    return Unknown(frozenset({name}), name)
