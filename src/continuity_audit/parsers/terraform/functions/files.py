"""Functions over files and paths. Source: Terraform ``internal/lang/funcs/filesystem.go``.

Files are read through `FileAccess` only, which keeps to the audited tree. Paths that depend on the machine that runs
Terraform (its home and working directories) are unknown.
"""

from __future__ import annotations

import base64
import posixpath
from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.values import Unknown, Value, unknown
from continuity_audit.parsers.terraform.functions.base import MAX_CHARACTERS, FileAccess, Function, define, opaque
from continuity_audit.parsers.terraform.functions.convert import make_set
from continuity_audit.parsers.terraform.functions.errors import FunctionError, LimitError, argument_error
from continuity_audit.parsers.terraform.functions.globs import compiled
from continuity_audit.parsers.terraform.functions.hashes import DIGESTS

_NO_NAMES: Final = frozenset({"", ".", ".."})
"""Steps of a path that its clean form does not have."""


def read_bytes(name: str, files: FileAccess | None, path: str) -> bytes | Unknown:
    """The content of a file, for the function of a name.

    Raises:
        FunctionError: it cannot be read, or is too long.
    """
    if files is None:
        return unknown(f'{name}("{path}")')
    try:
        content = files.read(path)
    except FileNotFoundError:
        raise argument_error(
            "path",
            f'no file exists at "{path}"; this function works only with files that are distributed as part of the '
            "configuration source code, so if this file will be created by a resource in this configuration you must "
            "instead obtain this result from an attribute of that resource",
        ) from None
    except OSError as error:
        raise argument_error("path", f"failed to read file: {error.strerror or error}") from None
    if isinstance(content, bytes) and len(content) > MAX_CHARACTERS:
        raise LimitError(f'the file "{path}" is longer than {MAX_CHARACTERS} bytes')
    return content


def read_text(files: FileAccess | None, path: str) -> Value:
    content = read_bytes("file", files, path)
    if isinstance(content, Unknown):
        return content
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise FunctionError(
            f'contents of "{path}" are not valid UTF-8; use the filebase64 function to obtain the Base64 encoded '
            "contents or the other file functions (e.g. filemd5, filesha256) to obtain file hashing results instead"
        ) from None


def _over_content(name: str, encode: Callable[[bytes], str]) -> Callable[[FileAccess | None, str], Value]:
    def call(files: FileAccess | None, path: str) -> Value:
        content = read_bytes(name, files, path)
        return content if isinstance(content, Unknown) else encode(content)

    return call


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def exists(files: FileAccess | None, path: str) -> Value:
    if files is None:
        return unknown(f'fileexists("{path}")')
    try:
        return files.exists(path)
    except IsADirectoryError:
        raise argument_error("path", f'"{path}" is a directory, not a file') from None
    except OSError:
        raise FunctionError(f'failed to stat "{path}"') from None


def matching(files: FileAccess | None, path: str, pattern: str) -> Value:
    compiled(pattern)
    if files is None:
        return unknown(f'fileset("{path}", "{pattern}")')
    found = files.glob(path, pattern)
    return found if isinstance(found, Unknown) else make_set(found)


def absolute_path(files: FileAccess | None, path: str) -> Value:
    """The path from the top of the machine; of a path of the tree its end is known, wherever the tree lies."""
    if not path.startswith("/"):
        if files is None or files.below is None:
            return unknown(f'abspath("{path}")')
        place = posixpath.normpath(posixpath.join(files.below, path))
        ends = "" if place == "." or place.startswith("..") else f"/{place}"
        cause = frozenset({f'abspath("{path}")'})
        return Unknown(cause, f'abspath("{place}")', kind="string", sure=True, starts="/", ends=ends)
    return "/" + posixpath.normpath(path).lstrip("/")


def expand_path(path: str) -> Value:
    return unknown(f'pathexpand("{path}")') if path.startswith("~") else path


def base_name(path: Value) -> Value:
    if isinstance(path, Unknown) and "/" in path.ends.rstrip("/"):
        return base_name(path.ends)
    if not isinstance(path, str):
        return opaque("basename", (path,))
    if not path:
        return "."
    return path.rstrip("/").rpartition("/")[2] or "/"


def directory_name(path: str) -> Value:
    directory = path[: path.rfind("/") + 1]
    if not directory:
        return "."
    cleaned = posixpath.normpath(directory)
    return "/" + cleaned.lstrip("/") if cleaned.startswith("/") else cleaned


def directory_of_open(path: Value) -> Value | None:
    """What is known of the folder of a path of which only the end is known."""
    if not isinstance(path, Unknown):
        return None
    tail = path.ends[path.ends.find("/") :] if "/" in path.ends else ""
    steps = tail.split("/")[1:]
    if len(steps) < 2 or not _NO_NAMES.isdisjoint(steps):
        return None
    absolute = path.starts.startswith("/")
    ends = posixpath.dirname(tail) if absolute else posixpath.dirname(tail).removeprefix("/")
    starts = "/" if absolute else ""
    return replace(opaque("dirname", (path,)), kind="string", sure=True, starts=starts, ends=ends)


FUNCTIONS: Final[tuple[Function, ...]] = (
    define("abspath", absolute_path, "path: string", "string", files=True),
    define("basename", base_name, "path: string", "string", opens=True),
    define("dirname", directory_name, "path: string", "string", alone=directory_of_open),
    define("file", read_text, "path: string", "string", files=True),
    define("filebase64", _over_content("filebase64", _base64), "path: string", "string", files=True),
    define("fileexists", exists, "path: string", "bool", files=True),
    define("fileset", matching, "path: string, pattern: string", "set(string)", files=True),
    define("pathexpand", expand_path, "path: string", "string"),
    *(
        define(f"file{name}", _over_content(f"file{name}", digest), "path: string", "string", files=True)
        for name, digest in DIGESTS.items()
    ),
)
