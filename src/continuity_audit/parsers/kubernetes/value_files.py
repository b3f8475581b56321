"""Values files of the tree that an Application of Argo CD, or a HelmRelease of Flux, gives to a chart.

One of several sources of Argo CD gives the tree a name by its ``ref``, and ``$name/path`` is a file in it. Beside a
chart of the tree, a path begins in the folder of the chart, and with a slash at the top; those of Flux begin at the
top. The values of a file are put in the place of its name, each with its line.

Sources:
https://argo-cd.readthedocs.io/en/stable/user-guide/multiple_sources/#helm-value-files-from-external-git-repository,
https://argo-cd.readthedocs.io/en/stable/user-guide/helm/#values-files and
https://fluxcd.io/flux/components/helm/helmcharts/#values-files
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from continuity_audit.estate.documents import entries
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.parsers.kubernetes.names import text_of

APPLICATION: Final = "argoproj.io/Application"
HELM_RELEASE: Final = "helm.toolkit.fluxcd.io/HelmRelease"
Text = Callable[[str], bytes | None]
"""What gives the bytes of a file of the tree, or nothing where there is none."""


class _Tree(Struct, frozen=True):
    """The tree as releases see it: its files, and the folders with charts."""

    text: Text
    charts: frozenset[str]


def with_value_files(resources: Iterable[Resource], text: Text, charts: frozenset[str]) -> Iterator[Resource]:
    """The resources, releases with the values of the files that they name in the tree."""
    tree = _Tree(text, charts)
    for resource in resources:
        if resource.type == APPLICATION:
            yield _of_argo(resource, tree)
        elif resource.type == HELM_RELEASE:
            yield _of_flux(resource, tree)
        else:
            yield resource


def _of_argo(application: Resource, tree: _Tree) -> Resource:
    spec = application.values.get("spec")
    if not isinstance(spec, Mapping):
        return application
    several = spec.get("sources")
    sources = several if isinstance(several, tuple) else (spec.get("source"),)
    named = (text_of(source.get("ref")) for source in sources if isinstance(source, Mapping))
    names: set[str] = {name for name in named if name}
    lines, files = dict(application.lines), dict(application.files)
    found = tuple(_source(source, names, tree, lines, files) for source in sources)
    if all(new is old for new, old in zip(found, sources, strict=True)):
        return application
    changed = {"sources": found} if isinstance(several, tuple) else {"source": found[0]}
    return replace(application, values={**application.values, "spec": {**spec, **changed}}, lines=lines, files=files)


def _source(source: Value, names: set[str], tree: _Tree, lines: dict[str, int], files: dict[str, str]) -> Value:
    """A source with the values of its files in the place of their names; their lines are added to the others."""
    helm = source.get("helm") if isinstance(source, Mapping) else None
    listed = helm.get("valueFiles") if isinstance(helm, Mapping) else None
    if not isinstance(source, Mapping) or not isinstance(helm, Mapping) or not isinstance(listed, tuple):
        return source
    chart = _chart_of(source, tree)
    found: list[Value] = []
    for name in listed:
        file = _file_of(name, names, chart) if isinstance(name, str) else ""
        if chart and file and helm.get("ignoreMissingValueFiles") is True and tree.text(file) is None:
            continue
        read = _read(file, tree) if file else None
        found.append(name if read is None else read[0])
        if read is not None and helm.get("values") is None:  # those of a text there have no lines of their own
            prefix = "spec.source.helm.valuesObject" if helm.get("valuesObject") else "spec.source.helm.values"
            _add_lines(read[1], file, prefix, lines, files)
    if len(found) == len(listed) and all(new is old for new, old in zip(found, listed, strict=True)):
        return source
    return {**source, "helm": {**helm, "valueFiles": tuple(found)}}


def _add_lines(of: Mapping[str, int], file: str, prefix: str, lines: dict[str, int], files: dict[str, str]) -> None:
    """Add the lines of a file to those of a release, whose own count first."""
    for path, line in of.items():
        if files.get(f"{prefix}.{path}") or f"{prefix}.{path}" not in lines:
            lines[f"{prefix}.{path}"], files[f"{prefix}.{path}"] = line, file


def _chart_of(source: Mapping[str, Value], tree: _Tree) -> str:
    """The folder of the chart of the tree that a source names, empty where it names none."""
    path = source.get("path")
    folder = posixpath.normpath(path.strip("/")) if isinstance(path, str) and not source.get("chart") else ""
    return folder if folder in tree.charts and folder != "." else ""


def _file_of(name: str, names: set[str], chart: str) -> str:
    """The path that a name means; empty where it means none of the tree."""
    start, _, path = name.partition("/")
    if start.startswith("$"):
        file = posixpath.normpath(path) if start[1:] in names else ""
    elif not chart or "://" in name:
        return ""
    else:
        file = posixpath.normpath(name.lstrip("/") if name.startswith("/") else posixpath.join(chart, name))
    return "" if file.startswith("..") else file


def _of_flux(release: Resource, tree: _Tree) -> Resource:
    spec = entries(release.values.get("spec"))
    chart = entries(spec.get("chart"))
    told = entries(chart.get("spec"))
    path, listed = told.get("chart"), told.get("valuesFiles")
    if not isinstance(listed, tuple) or not isinstance(path, str):
        return release
    if posixpath.normpath(path.strip("/")) not in tree.charts:
        return release
    lines, files = dict(release.lines), dict(release.files)
    found: list[Value] = []
    for name in listed:
        file = posixpath.normpath(name.lstrip("/")) if isinstance(name, str) else ""
        if file and told.get("ignoreMissingValuesFiles") is True and tree.text(file) is None:
            continue
        read = _read(file, tree) if file and not file.startswith("..") else None
        found.append(name if read is None else read[0])
        if read is not None:
            _add_lines(read[1], file, "spec.values", lines, files)
    spec = {**spec, "chart": {**chart, "spec": {**told, "valuesFiles": tuple(found)}}}
    return replace(release, values={**release.values, "spec": spec}, lines=lines, files=files)


def _read(file: str, tree: _Tree) -> tuple[Mapping[str, Value], Mapping[str, int]] | None:
    """The values in a file with their lines; nothing where the tree does not hold it, or it holds none."""
    from continuity_audit.parsers.kubernetes.chart_values import read_values

    content = tree.text(file)
    return None if content is None else read_values(content)


__all__ = ["with_value_files"]
