"""Texts of which parts are open, spelled so that they can be compared and searched.

``"${var.prefix}-web"`` is spelled with the key of what is open in it between two marks, so that it is the same text
wherever it stands, and stands inside of ``"https://${var.prefix}-web.example.org"``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from continuity_audit.estate.secrecy import without_secrets
from continuity_audit.estate.values import Unknown, Value

MARK: Final = "\0"
"""Stands before and after the key of an open part; no text of Terraform holds it."""
OPEN_PART: Final = "\0[^\0]*\0"
"""An open part, as a regular expression."""
LONGEST: Final = 2000
"""Longer texts are not kept: names and addresses are short."""


def spelling(value: Value) -> str:
    """A text as it is spelled; empty for what is none."""
    match value:
        case str():
            return value.replace(MARK, "")
        case Unknown(text=text, key=key):
            return text or f"{MARK}{key.replace(MARK, '')}{MARK}"
        case _:
            return ""


def spelled(parts: Sequence[str | Unknown]) -> str:
    """Texts and open parts as one text, without secrets; empty where that is too long to be kept."""
    if sum(len(part) for part in parts if isinstance(part, str)) > LONGEST:
        return ""
    text = "".join([without_secrets(part) if isinstance(part, str) else spelling(part) for part in parts])
    return text if len(text) <= LONGEST else ""


__all__ = ["MARK", "OPEN_PART", "spelled", "spelling"]
