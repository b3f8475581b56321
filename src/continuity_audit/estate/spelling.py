"""Texts of which parts are open, spelled so that they can be compared and searched.

``"${var.prefix}-web"`` is spelled with the key of what is open in it between two marks, so that it is the same text
wherever it stands, and stands inside of ``"https://${var.prefix}-web.example.org"``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from continuity_audit.estate.identity import same
from continuity_audit.estate.parts import causes_of, is_json
from continuity_audit.estate.secrecy import without_secrets
from continuity_audit.estate.values import Choice, Unknown, Value

MARK: Final = "\0"
"""Stands before and after the key of an open part; no text of Terraform holds it."""
OPEN_PART: Final = "\0[^\0]*\0"
"""An open part, as a regular expression."""
LONGEST: Final = 2000
"""Longer texts are not kept: names and addresses are short."""
LONGEST_JSON: Final = 30_000
"""JSON may be longer: it holds the settings of containers. So may what a machine is told for its start."""
STARTS: Final = ("#!", "#cloud-config", "<powershell>", "Content-Type: multipart/", "MIME-Version:", "[settings")
"""How texts begin that tell a machine what to do as it starts: scripts, cloud-init, Bottlerocket's settings."""


def spelling(value: Value) -> str:
    """A text as it is spelled; empty for what is none."""
    match value:
        case str():
            return value.replace(MARK, "")
        case Unknown(text=text, key=key):
            return text or f"{MARK}{key.replace(MARK, '')}{MARK}"
        case _:
            return ""


def with_stars(value: Value) -> str:
    """A text as it is spelled, with a star for each part of it that is open."""
    return re.sub(OPEN_PART, "*", spelling(value))


def whole_spelling(value: Value) -> str:
    """A text as it is spelled, also one too long to be compared, of which the parts are kept: a document in YAML."""
    if isinstance(value, Unknown) and value.parts and not value.text:
        return "".join([spelling(part) for part in value.parts])
    return spelling(value)


def spelled(parts: Sequence[str | Unknown]) -> str:
    """Texts and open parts as one text, without secrets; empty where that is too long to be kept."""
    begins = next((text for part in parts if (text := part if isinstance(part, str) else spelling(part)).strip()), "")
    longest = LONGEST_JSON if is_json(begins) or begins.lstrip().startswith(STARTS) else LONGEST
    if sum(len(part if isinstance(part, str) else part.text) for part in parts) > longest:
        return ""
    text = "".join([without_secrets(part) if isinstance(part, str) else spelling(part) for part in parts])
    return text if len(text) <= longest else ""


def as_written(parts: Sequence[Value]) -> str:
    """How a text is spelled whose branches are one open value: with the variables that their validations narrow.

    Another root that is given the same variables spells it the same. Empty where a branch says something else.
    """
    known = [_told(part) for part in parts]
    return "" if None in known else spelled([part for part in known if part is not None])


def _told(part: Value) -> str | Unknown | None:
    """A part as it is written: of a decision between the values that a variable may have it is the variable."""
    if isinstance(part, str | Unknown):
        return part
    if not isinstance(part, Choice):
        return None
    subject, *others = part.subjects
    rest: Value = part
    while isinstance(rest, Choice):
        if others or rest.atom.relation != "==" or not same(rest.then, rest.atom.constant):
            return None
        rest = rest.other
    return Unknown(causes_of(part), subject) if isinstance(rest, str | int) else None


def open_parts(text: str) -> list[str | Unknown]:
    """A text as it is spelled, parted into what is known and what is open."""
    return [
        Unknown(frozenset(), part.strip(MARK)) if part.startswith(MARK) else part
        for part in re.split(f"({OPEN_PART})", text)
        if part
    ]


def as_spelled(text: str) -> str | Unknown:
    """The value of a text that was spelled: open where a part of it is."""
    parts = open_parts(text)
    if len(parts) == 1:
        return parts[0]
    return Unknown(frozenset(), text, text=text) if MARK in text else text


__all__ = [
    "LONGEST", "MARK", "OPEN_PART", "as_spelled", "as_written", "open_parts", "spelled", "spelling", "whole_spelling",
]  # fmt: skip
