"""The ``moved`` blocks of Terraform: what was called one thing is called another, and is the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct, field

from continuity_audit.discovery.tree import Tree
from continuity_audit.estate.model import Resource
from continuity_audit.estate.patterns import pattern
from continuity_audit.parsers.terraform.configuration.directory import parse_file
from continuity_audit.parsers.terraform.configuration.files import Attribute, JsonAttribute

_INDEX: Final = r'\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]'
_MODULE: Final = pattern(rf"module\.[\w-]+(?:{_INDEX})?")
_ZERO: Final = "[0]"
_LONGEST_CHAIN: Final = 50

Move = tuple[str, str]
"""The address that was, and the one that is, as seen from the module that declares it."""


class Moves(Struct, frozen=True):
    """The moves that the code declares, by the folder of the module that declares them."""

    by_folder: Mapping[str, tuple[Move, ...]] = field(default_factory=dict)

    def address(self, resource: Resource, address: str, folder_of: Mapping[str, str]) -> str:
        """What an address of the base is called now; ``folder_of`` are the folders that were renamed."""
        for _ in range(_LONGEST_CHAIN):
            moved = self._moved_once(resource, address, folder_of)
            if moved == address:
                break
            address = moved
        return address

    def _moved_once(self, resource: Resource, address: str, folder_of: Mapping[str, str]) -> str:
        for prefix, folder in _modules(resource, address):
            inner = address[len(prefix) :]
            for old, new in self.by_folder.get(folder_of.get(folder, folder), ()):
                if inner == old or (inner.startswith(old) and inner[len(old)] in ".["):
                    return f"{prefix}{new}{inner[len(old) :]}"
        return address


def moves_in(tree: Tree) -> Moves:
    """The moves of all folders of a tree."""
    found: dict[str, list[Move]] = {}
    for folder, files in tree.terraform.items():
        for file in files:
            if b"moved" in tree.read(file):
                found.setdefault(folder, []).extend(_in_file(tree, file))
    return Moves({folder: tuple(moves) for folder, moves in found.items() if moves})


def without_zero(address: str) -> str:
    """An address without its indexes of zero: giving a block a count moves what it made to ``[0]``."""
    return address.replace(_ZERO, "")


def _in_file(tree: Tree, file: str) -> Iterator[Move]:
    blocks, _ = parse_file(file, tree.read)
    for block in blocks:
        ends = [block.body.attributes.get(name) for name in ("from", "to")]
        if block.type == "moved" and all(ends):
            old, new = (_written(end) for end in ends if end is not None)
            yield old, new


def _written(end: Attribute) -> str:
    return str(end.data) if isinstance(end, JsonAttribute) else end.text.strip()


def _modules(resource: Resource, address: str) -> Iterator[tuple[str, str]]:
    """The modules around an address, the root first: what goes before the address in each, and its folder."""
    folders = [_folder(span.file) for span in (*resource.sources, resource.span)]
    yield "", folders[0]
    end = 0
    for folder in folders[1:]:
        step = _MODULE.match(address, end)
        if step is None or address[step.end() : step.end() + 1] != ".":
            return
        end = step.end() + 1
        yield address[:end], folder


def _folder(file: str) -> str:
    return file.rpartition("/")[0] or "."
