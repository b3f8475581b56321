"""Paths as Terragrunt's functions give them: absolute, as if the repository stood at the top of the machine."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from continuity_audit.estate.values import Unknown
from continuity_audit.parsers.terraform.access.tree_files import TreeFiles
from continuity_audit.parsers.terraform.functions.globs import Component, compiled

if TYPE_CHECKING:
    from continuity_audit.parsers.terraform.functions.base import FileAccess


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


class CopiedFiles:
    """The files that functions may read; some lie elsewhere, and ``where`` says where one that is asked for does."""

    def __init__(self, files: FileAccess, where: Callable[[str], str]) -> None:
        self.module_directory = files.module_directory
        self.below = files.below
        self._files = files
        self._where = where

    def read(self, path: str) -> bytes | Unknown:
        """The bytes of a file."""
        return self._files.read(self._where(path))

    def exists(self, path: str) -> bool | Unknown:
        """Whether there is such a file."""
        return self._files.exists(self._where(path))

    def glob(self, path: str, pattern: str) -> tuple[str, ...] | Unknown:
        """The files below a folder that match a pattern."""
        return self._files.glob(self._where(path), pattern)


class GeneratedFiles:
    """The files that functions may read, with those that are generated beside the code, by their paths below it.

    What is generated follows from files that are asked for: nothing of it is noted as a question to the tree.
    """

    def __init__(self, files: FileAccess, made: Mapping[str, bytes | Unknown]) -> None:
        self.module_directory = files.module_directory
        self.below = files.below
        self._files = files
        self._made = made

    def read(self, path: str) -> bytes | Unknown:
        """The bytes of a file."""
        made = self._made.get(posixpath.normpath(path))
        return self._files.read(path) if made is None else made

    def exists(self, path: str) -> bool | Unknown:
        """Whether there is such a file."""
        return True if posixpath.normpath(path) in self._made else self._files.exists(path)

    def glob(self, path: str, pattern: str) -> tuple[str, ...] | Unknown:
        """The files below a folder that match a pattern."""
        found = self._files.glob(path, pattern)
        if isinstance(found, Unknown) or posixpath.normpath(path) != ".":
            return found
        alternatives = [components for up, components in compiled(pattern) if not up]
        matching = (name for name in self._made if any(_matches(name.split("/"), each) for each in alternatives))
        return tuple(sorted({*found, *matching}))


def _matches(names: Sequence[str], components: Sequence[Component]) -> bool:
    """Whether the names of a path match the components of a pattern."""
    if not components:
        return not names
    first, *rest = components
    if first is None:
        return _matches(names, rest) or (bool(names) and _matches(names[1:], components))
    return bool(names) and bool(first.fullmatch(names[0])) and _matches(names[1:], rest)


def _outside(function: str, path: str) -> Unknown:
    name = f'{function}("{path}")'
    return Unknown(frozenset({name}), name)
