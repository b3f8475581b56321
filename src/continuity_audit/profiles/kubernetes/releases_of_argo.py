"""A release by an Application of Argo CD: files of values, values, single parameters, in the order in which they count.

Source: https://argo-cd.readthedocs.io/en/stable/user-guide/helm/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from continuity_audit.estate.documents import elements, entries, laid_over, mappings
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.pods import shown, text
from continuity_audit.profiles.kubernetes.release_values import (
    Installed,
    Release,
    evaluated,
    folder_of,
    nested,
    read_yaml,
    typed,
    with_path,
)
from continuity_audit.profiles.terms import walk

_ADDRESS = pattern(r"^\w+://|\.git$")


def release_of_argo(resource: Resource, source: Mapping[str, Value]) -> Release:
    """What an Application installs by one of its sources."""
    helm = entries(source.get("helm"))
    name = shown(source.get("chart") or source.get("path")).rstrip("/").rpartition("/")[2]
    if name in ("", ".") and text(source.get("repoURL")).startswith("oci://"):  # the image itself is the chart
        name = text(source.get("repoURL")).rstrip("/").rpartition("/")[2]
    values, unseen = _value_files(source, helm)
    written = helm.get("values")
    written = read_yaml(written) if isinstance(written, str) else written
    alone = helm.get("valuesObject")  # Argo CD does not look at a text beside it
    for key, held in (("values", written if alone is None else None), ("valuesObject", alone)):
        if isinstance(held, Mapping | None):
            values = laid_over(values, held or {})
        else:  # it may set anew what was set before it
            unseen += tuple(sorted(causes_of(held))) or (f"{resource.address} (spec.source.helm.{key})",)
            values = {}
    for path, given in _parameters(helm, resource):
        values = laid_over(values, nested(path, given))
    if source.get("plugin") is not None:  # what renders the chart may set anything
        values, unseen = {}, (*unseen, f"{resource.address} (spec.source.plugin)")
    prefix = "spec.source.helm.valuesObject" if helm.get("valuesObject") else "spec.source.helm.values"
    installed = Installed(
        helm.get("releaseName") or walk(resource.values, "metadata.name"),
        walk(resource.values, "spec.destination.namespace"),
    )
    found = evaluated(values, installed, resource, prefix)
    repository = with_path(text(source.get("repoURL")), text(source.get("chart")))
    is_folder = not source.get("chart") and not repository.startswith("oci://")
    folder = folder_of(shown(source.get("path")), _ADDRESS.sub("", repository)) if is_folder else ""
    return Release(
        name, repository, source.get("targetRevision"), found, prefix, unseen, installed=installed, folder=folder
    )  # fmt: skip


def _value_files(source: Mapping[str, Value], helm: Mapping[str, Value]) -> tuple[Mapping[str, Value], tuple[str, ...]]:
    """The values of the files that the tree holds, and the names of the others.

    What one of these may set anew is left out. The chart's own ``values.yaml`` sets what is its default anyway.
    """
    values: Mapping[str, Value] = {}
    unseen: dict[str, None] = {}
    for file in elements(helm.get("valueFiles")):
        if isinstance(file, Mapping):
            values = laid_over(values, file)
        elif isinstance(file, Unknown):
            unseen |= dict.fromkeys(sorted(file.causes))
            values = {}
        elif not (source.get("chart") and text(file) == "values.yaml"):
            unseen[f"values file {text(file)}"] = None
            values = {}
    return values, tuple(unseen)


def _parameters(helm: Mapping[str, Value], resource: Resource) -> Iterator[tuple[list[str], Value]]:
    """What single parameters set; open where a list is changed in one place, or a file is taken."""
    for kind in ("parameters", "fileParameters"):
        for _, parameter in mappings(helm.get(kind)):
            path, place, _ = text(parameter.get("name")).partition("[")
            hidden = unknown(f"{resource.address} (spec.source.helm.{kind} of {path})")
            is_open = place or kind == "fileParameters"
            yield path.split("."), hidden if is_open else typed(parameter.get("value"))


__all__ = ["release_of_argo"]
