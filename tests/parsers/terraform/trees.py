"""Trees of files, read by the real parser."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from continuity_audit.discovery import discover
from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Resource
from continuity_audit.parsers.reading import Inputs, Reading, Wanted
from continuity_audit.parsers.terraform.parser import PARSER


class ReadTree:
    """All roots of a tree that was written to a folder."""

    def __init__(
        self,
        folder: Path,
        files: Mapping[str, str],
        inputs: Inputs | None = None,
        *,
        source_map: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        opened = PARSER.open(discover([folder], sources={text: folder / place for text, place in source_map.items()}))
        self.roots = opened.roots
        self.readings: dict[str, Reading] = {
            root: opened.read(root, inputs or Inputs(), Wanted(data=True)) for root in opened.roots
        }
        self.unread = (*opened.rest(), *(u for reading in self.readings.values() for u in reading.unread))

    @property
    def resources(self) -> dict[str, Resource]:
        """The resources of all roots by id."""
        return {r.id: r for reading in self.readings.values() for r in reading.resources}

    def __getitem__(self, identity: str) -> Resource:
        return self.resources[identity]

    @property
    def estate(self) -> Estate:
        """The resources with their look-ups."""
        return Estate(self.resources.values())

    def missing(self, root: str) -> dict[str, str]:
        """Names that code leaves open in a root, with the reasons."""
        return {missing.name: missing.reason for missing in self.readings[root].missing}
