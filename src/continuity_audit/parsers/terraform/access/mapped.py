"""The folders of modules whose sources lead elsewhere, with a note that somebody asked."""

from __future__ import annotations

from typing import Final

from continuity_audit.discovery.source_map import SourceMap, source_named
from continuity_audit.parsers.watching import Seen

MAPPED: Final = "mapped"
"""The kind of the question."""


def mapped(source: str, source_map: SourceMap, seen: Seen) -> str | None:
    """The folder of the tree that holds the module of a source; nothing where none is said to."""
    found = source_named(source)
    if found is None:
        return None
    seen.ask(MAPPED, str(found))
    return source_map.folder(source)
