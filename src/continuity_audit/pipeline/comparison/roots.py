"""Which files and root folders were renamed: by what they hold, as git tells renames."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from continuity_audit.pipeline.audit import Audit

ALIKE: Final = 0.5
"""The share of equal lines from which git takes a file for a renamed one."""
MOST_PAIRS: Final = 10_000

Lines = Counter[bytes]


def renamed_roots(before: Audit, after: Audit) -> dict[str, str]:
    """The folders of roots that are elsewhere now, by where they were."""
    gone, new = _only(before, after), _only(after, before)
    found: dict[str, str] = {}
    for language in {language for _, language in gone}:
        there = {folder: _lines(before, files) for (folder, name), files in gone.items() if name == language}
        here = {folder: _lines(after, files) for (folder, name), files in new.items() if name == language}
        found |= paired(there, here)
    return found


def renamed_files(before: Audit, after: Audit, paths: Iterable[str]) -> dict[str, str]:
    """Where the named files of the base are now, of those that are no longer in their place."""
    gone = {path for path in paths if _read(after, path) is None}
    if not gone:
        return {}
    known = _files(before)
    new = [path for path in _files(after) if path not in known]
    return paired({path: _lines(before, [path]) for path in gone}, {path: _lines(after, [path]) for path in new})


def paired(there: Mapping[str, Lines], here: Mapping[str, Lines]) -> dict[str, str]:
    """Names of both sides that hold nearly the same, the most alike first; each is taken once."""
    if len(there) * len(here) > MOST_PAIRS:
        return {}
    pairs = sorted((-_alike(old, new), name, other) for name, old in there.items() for other, new in here.items())
    found: dict[str, str] = {}
    for likeness, name, other in pairs:
        if -likeness >= ALIKE and name not in found and other not in found.values():
            found[name] = other
    return found


def _alike(old: Lines, new: Lines) -> float:
    most = max(_weight(old), _weight(new))
    return _weight(old & new) / most if most else 0.0


def _weight(lines: Lines) -> int:
    return sum(len(line) * count for line, count in lines.items())


def _only(one: Audit, other: Audit) -> dict[tuple[str, str], list[str]]:
    """The roots of one side whose folder is no root of the other, each with the files in it."""
    known = {reading.folder for reading in other.read.readings}
    found: dict[tuple[str, str], list[str]] = {}
    for reading in one.read.readings:
        if reading.folder not in known and reading.folder != ".":
            inside = (file for file in reading.files if file.startswith(f"{reading.folder}/"))
            found.setdefault((reading.folder, reading.language), []).extend(inside)
    return found


def _files(audit: Audit) -> set[str]:
    return {file for reading in audit.read.readings for file in reading.files} | {
        file for files in audit.tree.terraform.values() for file in files
    }


def _lines(audit: Audit, files: Iterable[str]) -> Lines:
    found: Lines = Counter()
    for file in dict.fromkeys(files):
        found.update((_read(audit, file) or b"").splitlines(keepends=True))
    return found


def _read(audit: Audit, path: str) -> bytes | None:
    try:
        return audit.tree.read(path)
    except OSError:
        return None
