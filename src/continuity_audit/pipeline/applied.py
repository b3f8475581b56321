"""Manifests that Terraform applies, as a file whose text it reads: they are judged there, and once."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from continuity_audit.discovery.tree import Skipped, Tree
from continuity_audit.estate.model import Resource
from continuity_audit.parsers.reading import Reading

KUBERNETES = "kubernetes"

Identity = tuple[str, object, str]
"""What tells an object from others of a cluster: its type, its namespace and its name."""


def without_applied(readings: Iterable[Reading], tree: Tree) -> tuple[list[Reading], list[Skipped]]:
    """The readings without the objects of plain manifests that Terraform makes of the same files, and those files.

    What a kustomization lists is its own: Terraform does not apply that.
    """
    readings = list(readings)
    applied = _applied(readings)
    if not applied:
        return readings, []
    kustomized = {posixpath.dirname(file) or "." for file in tree.kustomizations}
    skipped: dict[str, Skipped] = {}
    left: list[Reading] = []
    for reading in readings:
        if reading.language != KUBERNETES or reading.folder in kustomized:
            left.append(reading)
            continue
        stay: list[Resource] = []
        for resource in reading.resources:
            root = applied.get(resource.span.file, {}).get(_identity(resource))
            if root is None:
                stay.append(resource)
            else:
                file = resource.span.file
                skipped[file] = Skipped(file, f"applied by the Terraform in {root}, and judged there")
        left.append(replace(reading, resources=tuple(stay)) if len(stay) < len(reading.resources) else reading)
    return left, list(skipped.values())


def _applied(readings: Iterable[Reading]) -> Mapping[str, Mapping[Identity, str]]:
    """The objects that Terraform makes of texts, with their roots, by the files that these roots read."""
    found: dict[str, dict[Identity, str]] = defaultdict(dict)
    for reading in readings:
        objects = [r for r in reading.resources if r.language == KUBERNETES] if reading.language != KUBERNETES else ()
        for file in reading.texts if objects else ():
            found[file].update((_identity(r), reading.root) for r in objects)
    return found


def _identity(resource: Resource) -> Identity:
    metadata = resource.values.get("metadata")
    return resource.type, metadata.get("namespace") if isinstance(metadata, Mapping) else None, resource.name
