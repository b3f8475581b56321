"""What a backup is: who makes it, and where it is kept."""

from __future__ import annotations

from msgspec import Struct

from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.places import OneOf, Place


class Backup(Struct, frozen=True):
    """A scheduled copy: the object that makes it, the attribute that says so, and where it is kept."""

    made_by: Resource
    attribute: str
    place: Place | OneOf
    there: Value = True
    """Whether it is made at all."""
