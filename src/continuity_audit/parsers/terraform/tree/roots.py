"""Which folders are roots: configuration that nobody calls, or that says where its state is kept."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from continuity_audit.estate.patterns import pattern
from continuity_audit.parsers.terraform.configuration.directory import Directory

if TYPE_CHECKING:
    from continuity_audit.parsers.terraform.tree.facts import Facts

INTERPOLATION = pattern(r"\$\{[^{}]*\}")
EXAMPLES = frozenset({"example", "examples", "test", "tests", "testing", "fixtures", "e2e"})


def find_roots(
    folders: Iterable[str],
    facts: Callable[[str], Facts],
    led: Callable[[str], str] = posixpath.normpath,
    units: Mapping[str, Iterable[str]] = MappingProxyType({}),
) -> tuple[str, ...]:
    """The folders that are roots, sorted.

    A root is a folder that no other folder calls as a local module; one that is called and has a backend, or that
    only examples and tests call, is one too. ``led`` says which folder a path leads to, ``units`` names the folders
    that are the source of Terragrunt units, with those units: what only they use is no root of its own.
    """
    callers: dict[str, set[str]] = {}
    everything = sorted(folders)
    for folder in everything:
        for source in facts(folder).sources:
            place = posixpath.join(folder, source)
            for called in _matching(place, everything) if "${" in source else (led(place),):
                callers.setdefault(called, set()).add(folder)
    return tuple(
        folder
        for folder in everything
        if facts(folder).declares
        and all(_is_example(unit, folder) for unit in units.get(folder, ()))
        and (
            facts(folder).has_backend
            or not (real := [c for c in callers.get(folder, ()) if not _is_example(c, folder)])
            or real == [folder]
        )
    )


def _matching(place: str, folders: Sequence[str]) -> Iterator[str]:
    """Those of some sorted folders that a source with a variable in it can lead to, which newer versions allow."""
    begin, *between, end = INTERPOLATION.split(posixpath.normpath(place))
    # Each text at its first place, which leaves most to the next: without groups that hold on to it, the time to refuse
    # a folder would grow with the power of how many variables there are.
    steps = "".join(f"(?>[^/]*?{re.escape(text)})" for text in between if text)
    pattern = re.compile(f"{re.escape(begin)}{steps}[^/]*{re.escape(end)}")
    for folder in folders[bisect_left(folders, begin) :]:
        if not folder.startswith(begin):
            break
        if pattern.fullmatch(folder):
            yield folder


def declares(found: Directory) -> bool:
    """Whether anything is declared in a folder that makes a root."""
    return bool(found.blocks or found.modules or found.variables or found.locals or found.problems or found.providers)


def local_sources(found: Directory) -> Iterable[str]:
    """The sources of the folder's module calls that are paths."""
    for call in found.modules.values():
        attribute = call.body.attributes.get("source")
        text = attribute.text.strip().strip('"') if attribute else ""
        if attribute is not None and not text and hasattr(attribute, "data"):
            data = getattr(attribute.data, "data", attribute.data)  # of a JSON file, as written
            text = str(data)
        if text.startswith(("./", "../")) or text in (".", ".."):
            yield text


def resolve(folder: str, source: str) -> str:
    """The folder that a local source leads to, relative to the audited tree; ``.`` is the tree itself."""
    return posixpath.normpath(posixpath.join(folder, source))


def _is_example(caller: str, called: str) -> bool:
    mine = set(caller.split("/")) - set(called.split("/"))
    return bool(mine & EXAMPLES)


__all__ = ["declares", "find_roots", "local_sources", "resolve"]
