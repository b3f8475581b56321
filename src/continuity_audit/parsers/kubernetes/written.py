"""Documents in a text that a kustomization names or holds: patches, generators and transformers."""

from __future__ import annotations

from continuity_audit.discovery.tree import Unread
from continuity_audit.parsers.kubernetes.documents import CustomTagError, UnreadableError, chunks, read_document
from continuity_audit.parsers.kubernetes.nodes import Node, plant


def written_in(text: str, file: str, line: int) -> tuple[list[Node], Unread | None]:
    """The documents of a text that begins on a line of a file, up to one that cannot be read, with the reason."""
    found: list[Node] = []
    try:
        for chunk in chunks(text):
            document = read_document(chunk)
            found.append(_lowered(plant(document.value, file, document.line, document.lines), line - 1))
    except UnreadableError as error:
        return found, Unread(file, error.line + line - 1, error.reason)
    except CustomTagError as tag:
        return found, Unread(file, line, f"YAML with a tag of its own ({tag})")
    return found, None


def _lowered(node: Node, by: int) -> Node:
    """The node, its lines moved down: it stands further down in its file than in the text that was read."""
    if by:
        node.line += by
        for inner in (*(node.entries or {}).values(), *(node.items or ())):
            _lowered(inner, by)
    return node
