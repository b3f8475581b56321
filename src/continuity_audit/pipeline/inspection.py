"""What was read of a tree, resource by resource, as `inspect` shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from continuity_audit.discovery import TRUST, TrustInTree, discover
from continuity_audit.discovery.tree import Tree, Unread
from continuity_audit.estate.model import Resource
from continuity_audit.parsers.reading import Inputs, Reading, Wanted
from continuity_audit.pipeline.environments import Environment
from continuity_audit.pipeline.progress import Progress, silent
from continuity_audit.pipeline.reading import nothing_in, read_tree, why_incomplete
from continuity_audit.pipeline.to_document import shown
from continuity_audit.plugins.failures import Failure, Failures
from continuity_audit.plugins.manager import Plugins


class Given(Struct, frozen=True):
    """What is given from outside: variables, environments, what stands for ``-``, and where modules lie."""

    inputs: Inputs
    environments: Sequence[Environment] = ()
    stdin: bytes | None = None
    trust: TrustInTree = TRUST
    source_map: Mapping[str, Path] = field(default_factory=dict)


class Inspection(Struct, frozen=True):
    """Every resource instance as a plain object, and what could not be read."""

    resources: list[dict[str, Any]]
    read: tuple[Resource, ...]
    """The same as they were read."""
    unread: tuple[Unread, ...]
    failures: tuple[Failure, ...]
    tree: Tree
    readings: tuple[Reading, ...]

    @property
    def incomplete(self) -> tuple[str, ...]:
        """Why the reading is incomplete; nothing where it is whole."""
        return why_incomplete(len(self.unread), len(self.failures), nothing=nothing_in(self.readings))


def inspect_paths(
    paths: Sequence[Path], exclude: Sequence[str], given: Given, plugins: Plugins, jobs: int | None,
    progress: Progress = silent,
) -> Inspection:  # fmt: skip
    """Read everything below some paths.

    Raises:
        DiscoveryError: a path is not there.
    """
    tree = discover(paths, exclude, given.stdin, given.trust, sources=given.source_map)
    failures = Failures(plugins.failures)
    wanted = Wanted(data=True)
    read = read_tree(tree, plugins.parsers, given.inputs, wanted, jobs, failures, given.environments, progress=progress)
    found = (resource for reading in read.readings for resource in reading.resources)
    resources = tuple(sorted(found, key=lambda one: (one.folder, one.environment, one.address)))
    return Inspection(list(map(_entry, resources)), resources, read.unread, tuple(failures), tree, read.readings)


def _entry(resource: Resource) -> dict[str, Any]:
    return {
        "root": resource.folder,
        **({"environment": resource.environment} if resource.environment else {}),
        "address": resource.address,
        "mode": resource.mode,
        "type": resource.type,
        "name": resource.name,
        "index": resource.index,
        "file": resource.span.file,
        "line": resource.span.line,
        "end_line": resource.span.end_line,
        "values": {name: shown(value, name, number=_itself) for name, value in resource.values.items()},
    }


def _itself(number: Decimal) -> Decimal:
    return number
