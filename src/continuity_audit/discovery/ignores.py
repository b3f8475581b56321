"""What git ignores: the ``.gitignore`` files from the repository's top down to a folder, less what it tracks."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from continuity_audit.discovery.index import Index
from continuity_audit.discovery.wildmatch import translated

_LONGEST = 1_000_000
"""Bytes of an ignore file; what is longer is not written by people and is passed over."""
_MOST_STARS = 4


class _Pattern(Struct, frozen=True):
    regex: re.Pattern[str]
    ignores: bool
    anchored: bool
    """Whether it is matched against the path rather than the name."""
    folders: bool
    """Whether it means folders alone."""


class Patterns(Struct, frozen=True):
    """Lines of an ignore file, the last one first, as git matches them: level by level, against names and paths."""

    patterns: tuple[_Pattern, ...] = ()

    @classmethod
    def of(cls, lines: Iterable[str]) -> Patterns:
        """The patterns of some lines; one that is malformed matches nothing, as in git, nor does a costly one."""
        return cls(tuple(pattern for line in reversed(list(lines)) if (pattern := _pattern(line))))

    def ignore(self, path: str, *, folder: bool) -> bool | None:
        """Whether a path, none of whose parents is ignored, is ignored; None where no pattern speaks of it."""
        name = path[path.rfind("/") + 1 :]
        for pattern in self.patterns:
            if (folder or not pattern.folders) and pattern.regex.fullmatch(path if pattern.anchored else name):
                return pattern.ignores
        return None


class _Level(Struct, frozen=True):
    folder: str
    """Absolute, with a slash at its end: what the patterns are relative to."""
    label: str
    patterns: Patterns


class Ignores(Struct, frozen=True):
    """The ignore files that count in one folder, the nearest first."""

    levels: tuple[_Level, ...] = ()
    index: Index | None = None
    """What the repository around the folder tracks."""
    top: str = ""
    """The top of that repository with a slash at its end: where the paths of the index begin."""
    around: str = ""
    """Why the folder itself is ignored: then what is tracked in it counts alone."""

    def entering(self, folder: str, names: frozenset[str] | set[str], around: str = "") -> Ignores:
        """What counts inside ``folder``, whose entries are ``names`` and which is ignored for the reason ``around``."""
        levels, index, top = self.levels, self.index, self.top
        if ".git" in names:
            levels = _read(folder, ".git/info/exclude")
            index, top, around = Index(os.path.join(folder, ".git")), folder.rstrip("/") + "/", ""
        if ".gitignore" in names:
            levels = _read(folder, ".gitignore") + levels
        if levels is self.levels and index is self.index and around == self.around:
            return self
        return Ignores(levels, index, top, around)

    def reason(self, path: str, *, folder: bool) -> str | None:
        """Why git would ignore an absolute path whose parents are looked into; None where nothing says so."""
        if self.around:
            return self.around
        for level in self.levels:
            ignore = level.patterns.ignore(path[len(level.folder) :], folder=folder)
            if ignore is not None:
                return f"ignored by {level.label}" if ignore else None
        return None

    def is_tracked(self, path: str) -> bool:
        """Whether git tracks an absolute path, or something below it: then it ignores none of that."""
        return self.index is not None and self.index.holds(path[len(self.top) :])


def ignores_above(folder: Path) -> Ignores:
    """What counts in ``folder`` from the repository around it; nothing where ``folder`` is ignored itself."""
    top = next((parent for parent in folder.parents if (parent / ".git").exists()), None)
    if top is None or (folder / ".git").exists():
        return Ignores()
    ignores = Ignores()
    parents = [parent for parent in reversed(folder.parents) if parent.is_relative_to(top)]
    for parent, child in zip(parents, [*parents[1:], folder], strict=True):
        names = {name for name in (".git", ".gitignore") if os.path.lexists(parent / name)}
        ignores = ignores.entering(str(parent), names)
        if ignores.reason(str(child), folder=True):
            return Ignores()
    return ignores


def _read(folder: str, name: str) -> tuple[_Level, ...]:
    path = os.path.join(folder, name)
    try:
        status = os.lstat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LONGEST:
            return ()
        text = Path(path).read_text("utf-8-sig", "surrogateescape")
    except OSError:
        return ()
    return (_Level(folder.rstrip("/") + "/", name, Patterns.of(text.splitlines())),)


def _pattern(line: str) -> _Pattern | None:
    while line.endswith(" ") and not line.endswith("\\ "):
        line = line[:-1]
    if not line or line.startswith("#"):
        return None
    glob = line.removeprefix("!")
    folders = glob.endswith("/")
    glob = glob[:-1] if folders else glob
    # Each further star multiplies the time to say no: nobody needs so many, and a hostile tree must not stall us.
    steps = glob.split("/")
    if steps.count("**") > _MOST_STARS or any(step.count("*") > _MOST_STARS for step in steps):
        return None
    anchored = len(steps) > 1
    regex = translated(glob.removeprefix("/"), paths=anchored)
    return None if regex is None else _Pattern(regex, not line.startswith("!"), anchored, folders)
