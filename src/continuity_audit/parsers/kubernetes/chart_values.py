"""A file of values as Helm takes it: one document that is a mapping, or nothing."""

from __future__ import annotations

from collections.abc import Mapping

from continuity_audit.estate.values import Value
from continuity_audit.parsers.kubernetes.documents import CustomTagError, UnreadableError, chunks, read_document


def read_values(text: bytes) -> tuple[Mapping[str, Value], Mapping[str, int]] | None:
    """The values in a file with their lines; ``None`` where it holds none that Helm takes."""
    try:
        documents = [read_document(chunk) for chunk in chunks(text.decode("utf-8-sig"))]
    except (UnreadableError, CustomTagError, UnicodeDecodeError):
        return None
    if not documents:
        return {}, {}
    value = documents[0].value
    if len(documents) > 1 or not isinstance(value, Mapping | None):
        return None
    return value or {}, documents[0].lines
