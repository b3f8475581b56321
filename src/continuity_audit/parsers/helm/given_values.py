"""Files of values that are given for the charts of the tree, as to ``helm install --values``.

They are for the charts that nothing in the tree installs: a release says itself which values it gives.
Source: https://helm.sh/docs/helm/helm_install/
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from continuity_audit.estate.documents import laid_over
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.kubernetes.chart_values import read_values

Place = tuple[str, int]


class GivenValues(Struct, frozen=True, dict=True):
    """What the files set together, the later ones over the earlier, and the file and line of each path."""

    held: Value
    """Unknown where one of them holds no values."""
    places: Mapping[str, Place] = field(default_factory=dict)

    @cached_property
    def places_below(self) -> Mapping[str, Mapping[str, Place]]:
        """The same, by what the paths begin with."""
        found: dict[str, dict[str, Place]] = defaultdict(dict)
        for path, place in self.places.items():
            found[path.partition(".")[0]][path] = place
        return found


def given_values(files: Iterable[str], base: Path) -> GivenValues | None:
    """The values of some files, which are named from the tree where they lie in it; nothing where there are none."""
    held: Mapping[str, Value] = {}
    places: dict[str, Place] = {}
    paths = list(files)
    for path in paths:
        name = os.path.relpath(path, base) if Path(path).is_relative_to(base) else path
        try:
            found = read_values(Path(path).read_bytes())
        except OSError:
            found = None
        if found is None:
            cause = f"values file {name}"
            return GivenValues(Unknown(frozenset({cause}), cause))
        held = laid_over(held, found[0])
        places |= {at: (name, line) for at, line in found[1].items()}
    return GivenValues(held, places) if paths else None


def with_values(subchart: Resource, given: GivenValues) -> Resource:
    """A chart that one of the tree depends on, with what is given from outside for the chart at the top."""
    keys = list(_keys(subchart))
    start = ".".join(("values", *keys))
    lines, files = dict(subchart.lines), dict(subchart.files)
    for at, (file, line) in given.places_below.get(keys[0], {}).items():
        if (path := f"values.{at}") == start or path.startswith(f"{start}."):
            lines[path], files[path] = line, file
    return replace(subchart, values={**subchart.values, "given": given.held}, lines=lines, files=files)


def _keys(subchart: Resource) -> Iterable[str]:
    levels = subchart.values.get("levels")
    for level in levels if isinstance(levels, tuple) else ():
        if isinstance(level, Mapping) and isinstance(key := level.get("key"), str):
            yield key
