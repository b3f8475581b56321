"""Which folders are roots: configuration that nobody calls, or that says where its state is kept."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from continuity_audit.discovery.source_map import Source, source_named
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.secrecy import is_secret_name
from continuity_audit.parsers.terraform.configuration.directory import Directory
from continuity_audit.parsers.terraform.configuration.files import Attribute, Block
from continuity_audit.parsers.terraform.configuration.nodes import (
    Expression,
    GetAttribute,
    Literal,
    Name,
    SyntaxProblem,
    Template,
)

if TYPE_CHECKING:
    from continuity_audit.parsers.terraform.tree.facts import Facts

INTERPOLATION = pattern(r"\$\{[^{}]*\}")
PLAIN = pattern(r'"[^"\\$%]*"')
"""A text in quotes that is what it looks like."""
THROUGH_CALL = pattern(r"\./\.terraform/modules/(?P<call>[\w-]+)/(?P<inside>.+)")
MAX_NAMES = 100
"""So many local values and variables are looked up for one source."""
EXAMPLES = frozenset({"example", "examples", "test", "tests", "testing", "fixtures", "e2e"})


def find_roots(
    folders: Iterable[str],
    facts: Callable[[str], Facts],
    led: Callable[[str], str] = posixpath.normpath,
    units: Mapping[str, Iterable[str]] = MappingProxyType({}),
    mapped: Callable[[str], str | None] | None = None,
) -> tuple[str, ...]:
    """The folders that are roots, sorted.

    A root is a folder that no other folder calls as a local module; one that is called and has a backend, or that
    only examples and tests call, is one too. ``led`` says which folder a path leads to, ``units`` names the folders
    that are the source of Terragrunt units, with those units: what only they use is no root of its own. ``mapped``
    says in which folder the code of a source lies that leads elsewhere.
    """
    callers: dict[str, set[str]] = {}
    everything = sorted(folders)
    for folder in everything:
        for source in facts(folder).sources:
            place = posixpath.join(folder, source)
            for called in _matching(place, everything) if "${" in source else (led(place),):
                callers.setdefault(called, set()).add(folder)
        for source in facts(folder).elsewhere if mapped else ():
            if mapped and (found := mapped(source)) is not None:
                callers.setdefault(led(found), set()).add(folder)
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


def local_sources(found: Directory) -> Iterator[str]:
    """The sources of the folder's module calls that are paths, with ``${}`` where they hang on what it leaves open."""
    yield from filter(None, (local_source(call, found) for call in found.modules.values()))


def sources_elsewhere(found: Directory) -> Iterator[str]:
    """The sources of the folder's module calls that lead elsewhere, without logins, as far as they stand there."""
    for call in found.modules.values():
        text = _plain(call)
        if source := source_named(text) or source_named(through_call(text, found)):
            yield str(source)


def through_call(source: str, found: Directory | None) -> str:
    """What a path into a module that ``terraform init`` installs for another call of the folder leads to; else nothing.

    ``./.terraform/modules/all/subnet`` is the folder ``subnet`` of the repository that ``module.all`` has for a source.
    """
    path = THROUGH_CALL.fullmatch(source)
    call = found.modules.get(path["call"]) if path and found else None
    installed = source_named(_plain(call)) if call else None
    if path is None or installed is None:
        return ""
    return str(Source(installed.address, posixpath.normpath(path["inside"]), installed.version))


def _plain(call: Block) -> str:
    """The source of a call where it stands there, without a template."""
    written = call.body.attributes.get("source")
    return written.text[1:-1] if written is not None and PLAIN.fullmatch(written.text) else ""


def local_source(call: Block, found: Directory) -> str:
    """The source of one of the folder's module calls where it is a path, else nothing."""
    attribute = call.body.attributes.get("source")
    text = "" if attribute is None else _written(attribute, found)
    return text if text.startswith(("./", "../")) or text in (".", "..") else ""


def _written(attribute: Attribute, found: Directory) -> str:
    if PLAIN.fullmatch(attribute.text):  # as nearly all are
        return attribute.text[1:-1]
    try:
        return _said(attribute.expression, found, iter(range(MAX_NAMES)))
    except SyntaxProblem:
        return ""


def _said(node: Expression, found: Directory, left: Iterator[int]) -> str:
    """A text that may name local values and variables with a default, as newer versions and OpenTofu allow."""
    match node:
        case Literal(value=str() as text):
            return text
        case Template(parts=parts):
            return "".join(_said(part, found, left) for part in parts)
        case GetAttribute(of=Name(name="local" | "var" as kind), name=name) if (
            next(left, None) is not None and not is_secret_name(name)  # sources are kept and told
        ):
            value = found.locals.get(name) if kind == "local" else _default(found, name)
            return "${}" if value is None else _said(value.expression, found, left)
        case _:
            return "${}"


def _default(found: Directory, name: str) -> Attribute | None:
    block = found.variables.get(name)
    return block.body.attributes.get("default") if block else None


def resolve(folder: str, source: str) -> str:
    """The folder that a local source leads to, relative to the audited tree; ``.`` is the tree itself."""
    return posixpath.normpath(posixpath.join(folder, source))


def _is_example(caller: str, called: str) -> bool:
    mine = set(caller.split("/")) - set(called.split("/"))
    return bool(mine & EXAMPLES)


__all__ = ["declares", "find_roots", "local_sources", "resolve"]
