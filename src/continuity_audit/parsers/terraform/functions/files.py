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

from continuity_audit.estate.values import SetValue, Unknown, Value, unknown
from continuity_audit.parsers.terraform.functions.base import MAX_CHARACTERS, FileAccess, Function, define, opaque
from continuity_audit.parsers.terraform.functions.convert import make_set
from continuity_audit.parsers.terraform.functions.errors import FunctionError, LimitError, argument_error
from continuity_audit.parsers.terraform.functions.globs import compiled
from continuity_audit.parsers.terraform.functions.hashes import DIGESTS
from continuity_audit.parsers.terraform.functions.tree_paths import cleaned, path_at, readable

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
    if path.startswith("/"):
        return "/" + posixpath.normpath(path).lstrip("/")
    cause = f'abspath("{path}")'
    if files is None or files.below is None:
        return unknown(cause)
    place = posixpath.normpath(posixpath.join(files.below, path))
    rest = cleaned(f"/{place}")
    if rest is None:
        return Unknown(frozenset({cause}), f'abspath("{place}")', kind="string", sure=True, starts="/")
    return path_at(rest, cause, f'abspath("{place}")')


def _absolute_of_open(path: Value) -> Value | None:
    """The clean form of a path into the tree."""
    rest = cleaned(path.in_tree) if isinstance(path, Unknown) and path.in_tree is not None else None
    if rest is None or not isinstance(path, Unknown):
        return None
    return path if rest == path.in_tree else _behind("abspath", path, rest)


def _behind(name: str, path: Unknown, rest: str) -> Unknown:
    """What a function makes of a path into the tree: another such path."""
    return replace(opaque(name, (path,)), kind="string", sure=True, starts="/", ends=rest, in_tree=rest)


def expand_path(path: str) -> Value:
    return unknown(f'pathexpand("{path}")') if path.startswith("~") else path


def _expanded_of_open(path: Value) -> Value | None:
    """A path from the top of the machine is as it is."""
    return path if isinstance(path, Unknown) and path.starts.startswith("/") else None


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
    rest = cleaned(path.in_tree[: path.in_tree.rfind("/") + 1]) if path.in_tree else None
    if rest is not None:
        return _behind("dirname", path, rest)
    tail = path.ends[path.ends.find("/") :] if "/" in path.ends else ""
    steps = tail.split("/")[1:]
    if len(steps) < 2 or not _NO_NAMES.isdisjoint(steps):
        return None
    absolute = path.starts.startswith("/")
    ends = posixpath.dirname(tail) if absolute else posixpath.dirname(tail).removeprefix("/")
    starts = "/" if absolute else ""
    return replace(opaque("dirname", (path,)), kind="string", sure=True, starts=starts, ends=ends)


def matching_from(files: FileAccess | None, path: Value, pattern: Value) -> Value:
    """The files below a path that match, relative to it; below one from the top of the machine as short as can be."""
    place = readable(files, path)
    if place is None or not isinstance(pattern, str):
        return opaque("fileset", (path, pattern))
    found = matching(files, place, pattern)
    top = cleaned(path.in_tree or "") if isinstance(path, Unknown) else None
    if top is None or not isinstance(found, SetValue) or ".." not in pattern:
        return found
    names = [posixpath.join(top or "/", name) for name in found.elements if isinstance(name, str)]
    return make_set([posixpath.relpath(name, top or "/") for name in names])


def _over_file(name: str, read: Callable[[FileAccess | None, str], Value], gives: str = "string") -> Function:
    """A function of a file, whether its path starts in the root or is one from the top of the machine into the tree."""

    def call(files: FileAccess | None, path: Value) -> Value:
        place = readable(files, path)
        return opaque(name, (path,)) if place is None else read(files, place)

    return define(name, call, "path: string", gives, files=True, opens=True)


FUNCTIONS: Final[tuple[Function, ...]] = (
    define("abspath", absolute_path, "path: string", "string", files=True, alone=_absolute_of_open),
    define("basename", base_name, "path: string", "string", opens=True),
    define("dirname", directory_name, "path: string", "string", alone=directory_of_open),
    _over_file("file", read_text),
    _over_file("filebase64", _over_content("filebase64", _base64)),
    _over_file("fileexists", exists, "bool"),
    define("fileset", matching_from, "path: string, pattern: string", "set(string)", files=True, opens=True),
    define("pathexpand", expand_path, "path: string", "string", alone=_expanded_of_open),
    *(_over_file(f"file{name}", _over_content(f"file{name}", digest)) for name, digest in DIGESTS.items()),
)
