"""Releases that Kustomize renders: what an entry of ``helmCharts`` installs.

Source: https://kubectl.docs.kubernetes.io/references/kustomize/builtins/#_helmchartinflationgenerator_
"""

from __future__ import annotations

from continuity_audit.estate.documents import elements, entries
from continuity_audit.estate.model import Resource
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.kubernetes.release_values import Installed, Release, evaluated
from continuity_audit.profiles.terms import walk


def release_of_kustomize(resource: Resource) -> Release:
    """The release that a chart is which Kustomize renders."""
    given = resource.values
    installed = Installed(given.get("releaseName") or given.get("name"), walk(given, "metadata.namespace"))
    return Release(
        text(given.get("name")),
        text(given.get("repo")),
        given.get("version"),
        evaluated(entries(given.get("values")), installed, resource, "values"),
        "values",
        tuple(map(text, elements(given.get("unseen")))),
        installed=installed,
    )


__all__ = ["release_of_kustomize"]
