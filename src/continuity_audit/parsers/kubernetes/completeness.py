"""Objects that are only a part of one: what the API server refuses as it stands, such as a patch that nothing names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.kubernetes.things import POD_SPECS

REFUSED: Final = "{} on line {} has no {} of its own, so the API server refuses it: a part of an object"
"""Why it is skipped; what only changes containers names them, and says neither their images nor whose pods they are."""

HELM_RELEASE: Final = "helm.toolkit.fluxcd.io/HelmRelease"
CHARTS: Final = ("chart/spec/chart", "chartRef/name")
"""Where a release of Flux names its chart, one of which must: https://fluxcd.io/flux/components/helm/helmreleases/"""


def refusal(resource: Resource) -> str:
    """Why the API server refuses an object; empty where it takes it, or where that is not known."""
    lacks = ""
    if resource.type in POD_SPECS and not _has_containers(resource):
        lacks = "containers"
    elif resource.type == HELM_RELEASE and not _has_chart(resource):
        lacks = "chart"
    return REFUSED.format(resource.address, resource.span.line, lacks) if lacks else ""


def _has_containers(resource: Resource) -> bool:
    """Whether there are containers, one with an image, or with a selector that says whose pods they are."""
    template = POD_SPECS[resource.type]
    containers = _inside(resource.values, *(template.split("/") if template else ()), "spec", "containers")
    if isinstance(containers, Unknown):
        return True
    if not isinstance(containers, tuple) or not containers:
        return False
    if any(not isinstance(container, Mapping) or "image" in container for container in containers):
        return True
    return _inside(resource.values, "spec", "selector") is not None


def _has_chart(resource: Resource) -> bool:
    return any(_inside(resource.values, "spec", *path.split("/")) is not None for path in CHARTS)


def _inside(value: Value, *steps: str) -> Value:
    for step in steps:
        if not isinstance(value, Mapping):
            return value if isinstance(value, Unknown) else None
        value = value.get(step)
    return value


__all__ = ["refusal"]
