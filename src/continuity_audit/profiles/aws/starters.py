"""What the code starts now and then: who mentions a thing in the argument that says what is started."""

from __future__ import annotations

from collections.abc import Mapping

from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Resource
from continuity_audit.profiles.references import mentioned


def starters_of(kind: str, starters: Mapping[str, str], estate: Estate) -> dict[str, dict[str, Resource]]:
    """Who starts the resources of a type, by the ids of both; ``starters`` are types with the argument that says so."""
    found: dict[str, dict[str, Resource]] = {}
    for type_, argument in starters.items():
        for starter in estate.of_type(type_):
            for started in mentioned(starter, argument, estate):
                if started.type == kind and started.id != starter.id:
                    found.setdefault(started.id, {})[starter.id] = starter
    return found


__all__ = ["starters_of"]
