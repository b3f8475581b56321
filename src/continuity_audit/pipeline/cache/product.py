"""What makes a reading beside the audited tree: this product, its libraries and its Python."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import continuity_audit

SETTLED: Final = 10_000_000_000
"""Nanoseconds after which a file that was written cannot be written again with the same time."""


def fingerprint() -> str:
    """A digest of every file of the product, of the names and versions of all that is installed, and of the Python.

    The files themselves are taken, as a checkout changes without its version.
    """
    state = hashlib.blake2b(sys.version.encode(), digest_size=16)
    top = Path(continuity_audit.__file__).parent
    for path in sorted(_files(str(top))):
        content = Path(path).read_bytes()
        state.update(f"{path[len(str(top)) :]}\0{len(content)}\0".encode())
        state.update(content)
    for name in sorted(_installed()):
        state.update(f"{name}\n".encode("utf-8", "surrogateescape"))
    return state.hexdigest()


def looks() -> str | None:
    """A digest of when the files of the product were last written, which is many times faster to take.

    Nothing where one was written so shortly ago that it could be written once more without looking different.
    """
    state = hashlib.blake2b(sys.version.encode(), digest_size=16)
    newest = 0
    for path in sorted(_files(str(Path(continuity_audit.__file__).parent))):
        status = os.stat(path)
        newest = max(newest, status.st_mtime_ns, status.st_ctime_ns)
        seen = (path, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
        state.update(f"{seen}\n".encode("utf-8", "surrogateescape"))
    for name in sorted(_installed()):
        state.update(f"{name}\n".encode("utf-8", "surrogateescape"))
    return state.hexdigest() if newest < time.time_ns() - SETTLED else None


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _files(entry.path)
            elif not entry.name.endswith(".pyc"):
                yield entry.path


def _installed() -> Iterator[str]:
    """Every distribution that is installed, as its folder is called: ``PyYAML-6.0.2.dist-info``."""
    for folder in sys.path:
        try:
            yield from (name for name in os.listdir(folder or ".") if name.endswith((".dist-info", ".egg-info")))
        except OSError:
            continue
