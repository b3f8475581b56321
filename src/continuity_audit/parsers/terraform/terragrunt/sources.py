"""Where the code of a unit is: ``terraform { source = ... }`` as a folder of the tree."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Final

from continuity_audit.estate.parts import leaves, unmark
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import MARK, spelling
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.terraform.access.mapped import mapped
from continuity_audit.parsers.terraform.configuration.files import Attribute
from continuity_audit.parsers.terraform.configuration.nodes import SyntaxProblem, Template
from continuity_audit.parsers.terraform.known_modules.public_sources import without_query
from continuity_audit.parsers.terraform.terragrunt.configuration import Configuration

REMOTE: Final = pattern(r"^(?:[\w+-]+::|[\w+-]+://|git@|(?:github|gitlab)\.com/|bitbucket\.org/)")


def folder_of(source: Value, of: Configuration, folders: Container[str]) -> str | None:
    """The one folder of the tree that a source leads to; a choice of which one side is in the tree is that side."""
    sides = (leaf if isinstance(leaf, str) else _address(leaf) for leaf in leaves(unmark(source)))
    found = {folder for side in sides if side and (folder := _local(side, of, folders))}
    return found.pop() if len(found) == 1 else None


def _address(source: Value) -> str:
    """The address of a source of which only the version is open; nothing of any other."""
    address, query, _ = spelling(source).partition("?") if isinstance(source, Unknown) else ("", "", "")
    return address if query and MARK not in address else ""


def _local(source: str, of: Configuration, folders: Container[str]) -> str | None:
    path = source.removeprefix("file://").partition("?")[0]
    if REMOTE.match(path):
        place = mapped(source, of.tree.source_map, of.seen)
        return place if place in folders else None
    for start in (of.home, of.folder):
        place = of.place(path.replace("//", "/"), start)
        if place is not None:
            of.seen.ask("folder", place)
            if place in folders:
                return place
    return None


def as_written(source: Value, attribute: Attribute) -> str:
    """What a source is told as: the one that it can be, without its version where that is open; else its expression."""
    sides = tuple(leaves(unmark(source)))
    found = {side for side in sides if isinstance(side, str)}
    addresses = {without_query(one) for one in found}
    if len(addresses) == 1 and all(isinstance(side, str) for side in sides):
        return (found if len(found) == 1 else addresses).pop()
    if address := _address(source):
        return address
    written = " ".join(attribute.text.split())
    return written[1:-1] if written.startswith('"') and _is_template(attribute) else written


def _is_template(attribute: Attribute) -> bool:
    try:
        return isinstance(attribute.expression, Template)
    except SyntaxProblem:
        return False


def why_not(source: str, of: Configuration, starts: Iterable[str], wanted: str) -> str:
    """Why a path leads to no ``wanted`` of the tree, empty for what is no path; relative ones begin in ``starts``."""
    path = source.removeprefix("file://").partition("?")[0].replace("//", "/")
    if not path or REMOTE.match(source):
        return ""
    places = [place for start in starts if (place := of.place(path, start)) is not None]
    if not places:
        return "lies outside of the audited folder"
    there = any(of.has_file(place, folder_too=True) for place in places)
    return f"holds no {wanted}" if there else "is not on disk"
