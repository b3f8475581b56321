"""A plain YAML scalar as Kubernetes reads it (go-yaml: YAML 1.1 with the number forms of Go), and placeholders."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Value, unknown

_WORDS: Final[dict[str, Value]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF"), False),
}
_INTEGER = pattern(r"[-+]?(?:0|[1-9][0-9_]*)")
_BASED = pattern(r"([-+]?)0(?:([xX])([0-9a-fA-F_]+)|([bB])([01_]+)|(o?)([0-7_]+))")
_FLOAT = pattern(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]{1,3})?")
_DEFAULT = r"(?:[^{}]|\$\{[^{}]*\})*"
_PLACEHOLDER = pattern(rf"\$\{{\{{?\s*[A-Za-z_][\w.]*(?::?[-=+?]{_DEFAULT})?\}}?\}}")
_LONGEST_NUMBER = 40


def plain(text: str) -> Value:
    """What an unquoted scalar is worth."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "0123456789+-." and len(text) <= _LONGEST_NUMBER:
        return _number(text)
    return quoted(text)


def _number(text: str) -> Value:
    if _INTEGER.fullmatch(text):
        return int(text.replace("_", ""))
    if based := _BASED.fullmatch(text):
        sign, hexadecimal, sixteen, binary, two, _, eight = based.groups()
        base, digits = (16, sixteen) if hexadecimal else (2, two) if binary else (8, eight)
        return int(sign + digits, base) if digits.strip("_") else text
    return Decimal(text) if _FLOAT.fullmatch(text) else text


def quoted(text: str) -> Value:
    """What a text is worth: a placeholder that is filled in before the manifest is applied is not known."""
    if text.startswith("$") and _PLACEHOLDER.fullmatch(text):
        return unknown(text)
    return text
