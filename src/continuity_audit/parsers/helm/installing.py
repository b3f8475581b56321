"""Who installs the charts of the tree: releases of Flux, Argo CD and Terraform take the place of a chart's own name."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.documents import elements, entries
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.parsers.helm.given_values import GivenValues, with_values
from continuity_audit.parsers.helm.parser import LANGUAGE
from continuity_audit.parsers.helm.subcharts import CHART, SUBCHART
from continuity_audit.parsers.reading import Reading

APPLICATION: Final = "argoproj.io/Application"
HELM_RELEASE: Final = "helm.toolkit.fluxcd.io/HelmRelease"
OF_TERRAFORM: Final = "helm_release"
_OF_FILES: Final = ("GitRepository", "Bucket")
"""The sources of Flux in which a chart is a folder. https://fluxcd.io/flux/components/helm/helmreleases/"""


def installed(
    readings: Iterable[Reading], kustomized: Container[str], given: GivenValues | None = None
) -> list[Reading]:  # fmt: skip
    """The readings, with the charts that a chart of the tree depends on where a release installs it.

    What nothing installs stays where it is, unless another chart takes it in, and has the values that are ``given``
    from outside. ``kustomized`` are the folders with a kustomization.
    """
    readings = list(readings)
    of_charts = {reading.root: reading for reading in readings if reading.language == LANGUAGE and reading.resources}
    if not of_charts:
        return readings
    taken = {root for root, reading in of_charts.items() if _is_used(reading)}
    found: list[Reading] = []
    for reading in readings:
        added: list[Resource] = []
        for resource in () if reading.language == LANGUAGE else reading.resources:
            for source, folder in charts_installed(resource, kustomized):
                if folder in of_charts:
                    taken.add(folder)
                    added += _by(resource, source, of_charts[folder])
        found.append(replace(reading, resources=(*reading.resources, *_numbered(added))) if added else reading)
    return [
        r if r.language != LANGUAGE else _without_subcharts(r) if r.root in taken else _with_values(r, given)
        for r in found
    ]


def _is_used(reading: Reading) -> bool:
    return any(resource.type == CHART and resource.values["used"] is True for resource in reading.resources)


def _with_values(reading: Reading, given: GivenValues | None) -> Reading:
    if given is None:
        return reading
    placed = (with_values(r, given) if r.type == SUBCHART else r for r in reading.resources)
    files = dict.fromkeys((*reading.files, *(file for file, _ in given.places.values())))
    return replace(reading, resources=tuple(placed), files=tuple(files))


def _without_subcharts(reading: Reading) -> Reading:
    return replace(reading, resources=tuple(r for r in reading.resources if r.type != SUBCHART))


def charts_installed(resource: Resource, kustomized: Container[str]) -> Iterator[tuple[int | None, str]]:
    """The folders of charts that a release names, each with the position of its source where there are several."""
    spec = entries(resource.values.get("spec"))
    if resource.type == APPLICATION:
        sources = elements(spec.get("sources"))
        for position, source in list(enumerate(sources)) if sources else [(None, spec.get("source"))]:
            folder = _folder(entries(source).get("path"))
            if folder and _is_for_helm(entries(source), folder in kustomized):
                yield position, folder
    elif resource.type == HELM_RELEASE:
        chart = entries(entries(spec.get("chart")).get("spec"))
        if entries(chart.get("sourceRef")).get("kind") in _OF_FILES and (folder := _folder(chart.get("chart"))):
            yield None, folder
    elif resource.type == OF_TERRAFORM:
        path = resource.values.get("chart")
        if not resource.values.get("repository") and isinstance(path, str) and "/" in path:
            yield None, posixpath.normpath(posixpath.join(resource.folder, path))


def _is_for_helm(source: Mapping[str, Value], kustomized: bool) -> bool:
    """Whether Argo CD takes the folder of a source for a chart; a kustomization in it goes before what describes one.

    Source: https://github.com/argoproj/argo-cd/blob/master/util/app/discovery/discovery.go
    """
    if source.get("chart") or any(source.get(kind) for kind in ("kustomize", "directory")):
        return False
    return not kustomized or bool(source.get("helm"))


def _folder(path: Value) -> str:
    """A path from the top of a repository; empty where it is open, or means all of it."""
    folder = posixpath.normpath(path.strip("/")) if isinstance(path, str) and path.strip("/") else "."
    return "" if folder == "." or folder.startswith("..") else folder


def _by(release: Resource, source: int | None, chart: Reading) -> Iterator[Resource]:
    """The charts that a chart depends on, as a release installs them."""
    subcharts: Sequence[Resource] = [r for r in chart.resources if r.type == SUBCHART]
    for subchart in subcharts:
        key = subchart.name.removeprefix(_name_of(chart))
        said: Mapping[str, Value] = {
            "metadata": {"name": f"{release.name}{key}", "namespace": _namespace_of(release)},
            "release": {
                "root": release.root,
                "address": release.address,
                "source": source,
                "file": release.span.file,
                "line": release.span.line,
            },
        }
        start = release.address if release.language != "kubernetes" else _as_subchart(release.address)
        yield replace(
            subchart,
            root=release.root,
            address=f"{start}{key}",
            name=f"{release.name}{key}",
            values={**subchart.values, **said},
            exists=release.exists,
            multiplicity=release.multiplicity,
            provider=release.provider if release.language != "kubernetes" else subchart.provider,
            environment=release.environment,
        )


def _namespace_of(release: Resource) -> Value:
    """The namespace that a release installs into."""
    values = release.values
    if release.type == OF_TERRAFORM:
        return values.get("namespace")
    spec = entries(values.get("spec"))
    target = spec.get("targetNamespace") or entries(spec.get("destination")).get("namespace")
    return target or entries(values.get("metadata")).get("namespace")


def _numbered(found: Iterable[Resource]) -> Iterator[Resource]:
    """Resources, numbered where several sources of one release make what is called alike."""
    taken: Counter[str] = Counter()
    for resource in found:
        taken[resource.address] += 1
        number = taken[resource.address] - 1
        yield replace(resource, address=f"{resource.address}[{number}]") if number else resource


def _name_of(chart: Reading) -> str:
    """The name of the chart at the top, which comes first."""
    return next(resource.name for resource in chart.resources if resource.type == CHART)


def _as_subchart(address: str) -> str:
    return f"Subchart/{address.partition('/')[2]}"


__all__ = ["charts_installed", "installed"]
