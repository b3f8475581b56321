"""Objects that are only a part of one: what the API server refuses as it stands, such as a patch that nothing names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.kubernetes.things import POD_SPECS

REFUSED: Final = "{} on line {} has no containers of its own, so the API server refuses it: a part of an object"
"""Why it is skipped; what only changes containers names them, and says neither their images nor whose pods they are."""


def refusal(resource: Resource) -> str:
    """Why the API server refuses an object that runs pods; empty where it takes it, or where that is not known."""
    if resource.type not in POD_SPECS:
        return ""
    template = POD_SPECS[resource.type]
    spec = _inside(resource.values, *(template.split("/") if template else ()), "spec")
    containers = _inside(spec, "containers")
    if isinstance(containers, Unknown) or _is_whole(containers, resource):
        return ""
    return REFUSED.format(resource.address, resource.span.line)


def _is_whole(containers: Value, resource: Resource) -> bool:
    """Whether there are containers, one with an image, or with a selector that says whose pods they are."""
    if not isinstance(containers, tuple) or not containers:
        return False
    if any(not isinstance(container, Mapping) or "image" in container for container in containers):
        return True
    return _inside(resource.values, "spec", "selector") is not None


def _inside(value: Value, *steps: str) -> Value:
    for step in steps:
        if not isinstance(value, Mapping):
            return value if isinstance(value, Unknown) else None
        value = value.get(step)
    return value


__all__ = ["refusal"]
