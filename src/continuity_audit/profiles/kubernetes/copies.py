"""What a backup is: who makes it, and where it is kept."""

from __future__ import annotations

from msgspec import Struct

from continuity_audit.estate.logic import all_hold, as_truth, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.places import OneOf, Place
from continuity_audit.profiles.kubernetes.volumes import Volume


class Backup(Struct, frozen=True):
    """A scheduled copy: the object that makes it, the attribute that says so, and where it is kept."""

    made_by: Resource
    attribute: str
    place: Place | OneOf
    there: Value = True
    """Whether it is made at all."""
    said: str = ""
    """What is shown of it instead of the attribute, which may be a long script."""
    keeps_states: Value = True
    """Whether it holds earlier states, and not only what its source held when it was made last."""
    claim: Volume | None = None
    """The volume of the cluster that it is kept on, which may be backed up in turn."""


def unless(*switches: Value) -> Value:
    """Whether none of some switches stops it, each of which may be left out, a text (by Terraform) or a placeholder."""
    return all_hold(*(negate(as_truth(switch)) for switch in switches))


def unless_off(*switches: Value) -> Value:
    """Whether none of some switches is off, which are on where they are left out, and may be texts or placeholders."""
    return all_hold(*(as_truth(switch) for switch in switches if switch is not None))
