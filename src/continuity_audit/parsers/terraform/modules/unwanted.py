"""Calls of modules in which nothing is that an audit wants to see, so that how often they are called never matters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from continuity_audit.estate.data_sources import is_telling
from continuity_audit.estate.model import DATA
from continuity_audit.parsers.terraform.configuration.directory import Directory
from continuity_audit.parsers.terraform.configuration.files import Block
from continuity_audit.parsers.terraform.configuration.nodes import Literal
from continuity_audit.parsers.terraform.modules.called_modules import MAX_MODULE_DEPTH
from continuity_audit.parsers.terraform.modules.session import Project


def unwanted(
    project: Project, caller: Directory, path: str, call: Block, wanted: Callable[[str], bool]
) -> Counter[str] | None:
    """The managed blocks by type that a call leads to, where none is wanted; nothing where one is or may be.

    Args:
        path: the path of the call (``module.a.module.b``)
    """
    return _unwanted(project, caller, path, call, wanted, MAX_MODULE_DEPTH)


def _unwanted(
    project: Project, caller: Directory, path: str, call: Block, wanted: Callable[[str], bool], depth: int
) -> Counter[str] | None:
    source = call.body.attributes.get("source")
    if source is None or not isinstance(source.expression, Literal) or not isinstance(source.expression.value, str):
        return None
    located = project.locate(caller.path, source.expression.value, path)
    directory = project.directory(located.folder) if located.folder is not None else None
    if directory is None or not depth or any(_may_be_wanted(directory, key, wanted) for key in directory.blocks):
        return None
    found = Counter(kind for mode, kind, _ in directory.blocks if mode == "managed")
    for name, inner in directory.modules.items():
        inside = _unwanted(project, directory, f"{path}.module.{name}", inner, wanted, depth - 1)
        if inside is None:
            return None
        found += inside
    return found


def _may_be_wanted(directory: Directory, key: tuple[str, str, str], wanted: Callable[[str], bool]) -> bool:
    mode, kind, _ = key
    return wanted(kind) and (mode != DATA or is_telling(directory.blocks[key].body.names))
