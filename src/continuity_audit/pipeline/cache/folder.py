"""The cache's folder: where it is, who may use it, and files in it that are written whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

VARIABLE: Final = "CONTINUITY_AUDIT_CACHE_DIR"
MAGIC: Final = b"continuity-audit cache 1\n"
DIGEST: Final = 20
"""Bytes of the digest that tells a file which is whole from one that is not."""
LARGEST: Final = 64_000_000
"""Bytes of a file; what would be larger is not kept."""
MOST: Final = 256_000_000
"""Bytes of all files; beyond that the oldest go."""
LONGEST: Final = 30 * 24 * 3600
"""Seconds that a file is kept after it was last of use, those of other versions too."""
SWEEP: Final = 3600
"""Seconds between two looks for what is too old or too much."""


def place(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path | None:
    """The folder for the user's caches, or the one that the environment names; nothing where there is no home."""
    if named := environment.get(VARIABLE):
        return Path(named).absolute()
    home = environment.get("USERPROFILE" if platform == "win32" else "HOME")
    if platform == "win32":
        top = environment.get("LOCALAPPDATA") or (home and os.path.join(home, "AppData", "Local"))
    elif platform == "darwin":
        top = home and os.path.join(home, "Library", "Caches")
    else:
        named = environment.get("XDG_CACHE_HOME", "")
        top = named if os.path.isabs(named) else home and os.path.join(home, ".cache")
    return Path(top) / "continuity-audit" if top and os.path.isabs(top) else None


class CacheFolder:
    """A folder of files, each under a name that says what it was made of."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def at(cls, path: Path, outside: Path) -> CacheFolder | None:
        """The folder, made where it is missing.

        Nothing where it cannot be made, where somebody else can write to it, or where it lies in the audited tree
        ``outside`` of which it must be: what comes with a tree must have no say in what becomes of it.
        """
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            real = path.resolve(strict=True)
            status = real.stat()
        except (OSError, RuntimeError):
            return None
        if real.is_relative_to(outside.resolve()) or not stat.S_ISDIR(status.st_mode) or not _is_own(status):
            return None
        return cls(real)

    def read(self, name: str) -> bytes | None:
        """What was written under a name; nothing where there is nothing that is whole. It counts as used now."""
        file = self._path / name
        try:
            with open(file, "rb") as opened:
                if not _is_own(os.fstat(opened.fileno())):
                    return None
                data = opened.read(LARGEST + 1)
            os.utime(file)
        except OSError:
            return None
        head, content = data[: len(MAGIC) + DIGEST], data[len(MAGIC) + DIGEST :]
        return content if head == MAGIC + _digest(content) else None

    def write(self, name: str, content: bytes) -> None:
        """Write a file under a name, whole; where that cannot be done there is none."""
        if len(content) > LARGEST:
            return
        import tempfile  # a run that finds all it needs writes nothing

        temporary = ""
        try:
            handle, temporary = tempfile.mkstemp(prefix=".new-", dir=self._path)
            with open(handle, "wb") as opened:
                opened.write(MAGIC + _digest(content) + content)
            os.replace(temporary, self._path / name)
        except OSError:
            if temporary:
                with contextlib.suppress(OSError):
                    os.unlink(temporary)

    def sweep(self, now: float | None = None) -> None:
        """Remove what was of no use for long, and the oldest where all is too much; at most once in a while."""
        now = time.time() if now is None else now
        mark = self._path / ".swept"
        try:
            if mark.exists() and 0 <= now - mark.stat().st_mtime < SWEEP:
                return
            mark.touch(0o600)
            os.utime(mark, (now, now))
            files = [(s.st_mtime, s.st_size, e.path) for e in os.scandir(self._path) if (s := _plain(e)) is not None]
        except OSError:
            return
        left = MOST
        for used, size, path in sorted(files, reverse=True):
            left -= size
            if (left < 0 or now - used > LONGEST) and path != str(mark):
                with contextlib.suppress(OSError):
                    os.unlink(path)


def _plain(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        return entry.stat(follow_symlinks=False) if entry.is_file(follow_symlinks=False) else None
    except OSError:
        return None


def _is_own(status: os.stat_result) -> bool:
    """Whether what is there belongs to the user and only the user can write to it."""
    if not hasattr(os, "getuid"):
        return True
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=DIGEST).digest()
