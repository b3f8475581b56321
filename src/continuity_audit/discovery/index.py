"""What git tracks: the paths in a repository's index. What is tracked counts also where an ignore file matches it.

Our own reader, as the audit of a tree starts no program. It reads all versions of the file, and writes the oldest one.

Source: https://git-scm.com/docs/index-format.
"""

from __future__ import annotations

import hashlib
import os
import stat
import struct
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Final

_LONGEST: Final = 256 * 1024 * 1024
"""Bytes of an index, some two million files; a longer one is passed over."""
_LONGEST_LINK: Final = 4096
_HEADER: Final = struct.Struct(">4sII")
_SIGNATURE: Final = b"DIRC"
_STATUS: Final = 40
"""Bytes of an entry before the object's name: times, device, owner, size."""
_SHA1: Final = 20
_NAME_LENGTHS: Final = (_SHA1, 32)
"""Bytes of an object's name, SHA-256 being the longer one; the index does not tell which it is."""
_LENGTH: Final = 0xFFF
"""The bits of an entry's flags that hold the length of its path, and the most that they can hold."""
_EXTENDED: Final = 0x4000
_COMPRESSED: Final = 4
"""The version in which a path is told by how it differs from the one before."""
_SHARED: Final = "sharedindex."


class _Damaged(Exception):
    """No index, or one of another form."""


class Index:
    """The paths that the repository around ``.git`` tracks, a folder or a file that leads to one; read when asked."""

    def __init__(self, place: str) -> None:
        self._place = place

    def holds(self, path: str) -> bool:
        """Whether a file is tracked, or something in a folder; ``path`` begins at the top of the work tree."""
        # Most of what is ignored is not tracked: to look for its letters is far cheaper than to read every entry.
        # Of paths that are compressed only the ends stand there.
        name = os.fsencode(path)
        may_hold = any(name in data or data[7:8] == bytes([_COMPRESSED]) for data in self._files)
        return may_hold and path in self._tracked

    @cached_property
    def _files(self) -> tuple[bytes, ...]:
        """The index, and the one of which it is a change where it is split."""
        folder = _git_folder(self._place)
        own = _read(os.path.join(folder, "index"))
        try:
            is_split = any(name.startswith(_SHARED) for name in os.listdir(folder))
        except OSError:
            is_split = False
        shared = _shared(own) if is_split else ""
        return (own, _read(os.path.join(folder, _SHARED + shared))) if shared else (own,)

    @cached_property
    def _tracked(self) -> set[str]:
        """Files, and the folders that hold them."""
        found: set[str] = set()
        for data in self._files:
            for tracked in _read_entries(data)[0]:
                path = tracked
                while path and path not in found:
                    found.add(path)
                    path = path.rpartition("/")[0]
        return found


def index_of(paths: Iterable[str]) -> bytes:
    """An index that tracks these paths, with nothing of what they hold."""
    names = sorted({os.fsencode(path) for path in paths})
    parts = [_HEADER.pack(_SIGNATURE, 2, len(names))]
    for name in names:
        entry = bytes(_STATUS + _SHA1) + struct.pack(">H", min(len(name), _LENGTH)) + name
        parts.append(entry + bytes(8 - len(entry) % 8))
    data = b"".join(parts)
    return data + hashlib.sha1(data, usedforsecurity=False).digest()


def _git_folder(place: str) -> str:
    """``.git`` itself, or the folder that it names where it is the file of a submodule or of another work tree."""
    if os.path.isdir(place):
        return place
    named = os.fsdecode(_read(place, _LONGEST_LINK)).removeprefix("gitdir:").strip()
    return os.path.join(os.path.dirname(place), named)


def _read(path: str, longest: int = _LONGEST) -> bytes:
    try:
        status = os.lstat(path)
        return Path(path).read_bytes() if stat.S_ISREG(status.st_mode) and status.st_size <= longest else b""
    except (OSError, ValueError):
        return b""


# --- the format ---------------------------------------------------------------------------------------------------


def _read_entries(data: bytes) -> tuple[list[str], int, int]:
    """The paths of an index, where its entries end, and how long an object's name is; nothing of a damaged one."""
    for length in _NAME_LENGTHS:
        try:
            return *_entries(data, length), length
        except (_Damaged, struct.error, IndexError):
            continue
    return [], len(data), 0


def _entries(data: bytes, name_length: int) -> tuple[list[str], int]:
    signature, version, count = _HEADER.unpack_from(data)
    if signature != _SIGNATURE or not 2 <= version <= _COMPRESSED:
        raise _Damaged
    paths = []
    start, path = _HEADER.size, b""
    for _ in range(count):
        at = start + _STATUS + name_length
        flags = (data[at] << 8) + data[at + 1]
        at += 4 if flags & _EXTENDED else 2
        kept = b""
        if version == _COMPRESSED:
            dropped, at = _number(data, at)
            kept = path[: max(len(path) - dropped, 0)]
        end = data.find(b"\0", at)
        path = kept + data[at:end]
        if end < 0 or min(len(path), _LENGTH) != flags & _LENGTH:
            raise _Damaged
        start = end + 1 if version == _COMPRESSED else start + (end - start + 8) // 8 * 8
        if path:  # what a split index changes of an entry bears no name
            paths.append(os.fsdecode(path).rstrip("/"))  # a folder stands for its files in a sparse index
    return paths, start


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number of variable length, as offsets in packs are written, and where what follows begins."""
    number = data[at] & 0x7F
    while data[at] & 0x80:
        at += 1
        number = (number + 1 << 7) | (data[at] & 0x7F)
    return number, at + 1


def _shared(data: bytes) -> str:
    """The name of the index that a split one is a change of, in hexadecimal digits: its extension ``link``."""
    _, at, name_length = _read_entries(data)
    while at + 8 <= len(data) - name_length:
        (size,) = struct.unpack_from(">I", data, at + 4)
        if data[at : at + 4] == b"link":
            return data[at + 8 : at + 8 + name_length].hex()
        at += 8 + size
    return ""
