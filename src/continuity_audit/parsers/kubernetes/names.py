"""Names as text: the only way from a value to a name or an id, so that none shows how Python prints a value."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NewType

from continuity_audit.estate.values import Unknown, Value

Name = NewType("Name", str)
"""A text that a value stands for, made of values by `text_of` alone."""

NOTHING: Final = Name("")


def text_of(value: Value) -> Name:
    """A scalar as text: a placeholder stands for itself, a number is a name that should have been quoted.

    All that has no text that may be shown is empty: null, lists, mappings and what is secret.
    """
    match value:
        case str():
            return Name(value)
        case bool():
            return Name(str(value).lower())
        case int() | Decimal():
            return Name(str(value))
        case Unknown(key=key):
            return Name(key)
        case _:
            return NOTHING


def address_of(kind: Name, namespace: Name, name: Name) -> str:
    """What the contract calls an object: ``Kind/namespace/name``, or ``Kind/name``."""
    return "/".join(filter(None, (kind, namespace, name)))
