"""Environments: the same root with other variables or another workspace, read once for each and never mixed."""

from __future__ import annotations

import json
import os
import posixpath
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from continuity_audit.discovery.tree import Skipped, Tree
from continuity_audit.parsers.reading import Inputs, Opened, Reading
from continuity_audit.pipeline.places import fits

NOT_DECLARED: Final = "not loaded, and no root declares what it sets"
"""Why a file is left out that looks like one of variables and is, for example, the settings of a backend."""


class Environment(Struct, frozen=True, kw_only=True):
    """What is given from outside for one environment of the roots that fit."""

    name: str
    root: str = "*"
    """The folders of the roots, ``*`` for anything; relative to the audited tree, or absolute."""
    inputs: Inputs = field(default_factory=Inputs)

    def includes(self, root: str, base: Path) -> bool:
        """Whether a root belongs to it."""
        absolute = posixpath.normpath(posixpath.join(base.as_posix(), root))
        return fits(root, self.root) or fits(absolute, self.root)


def asked(
    opened: Opened, base: Path, inputs: Inputs, environments: Sequence[Environment]
) -> Iterator[tuple[str, str, Inputs]]:
    """Each root with the environments that it is read for, an empty name where it has none, and what is given."""
    for root in opened.roots:
        takes = root in opened.environments
        own = [environment for environment in environments if takes and environment.includes(root, base)]
        if own:
            yield from ((root, environment.name, environment.inputs) for environment in own)
        else:
            yield root, "", inputs


def labelled(reading: Reading, environment: str) -> Reading:
    """What was read of a root, as that of an environment."""
    if not environment:
        return reading
    root = f"{reading.root}@{environment}"
    resources = tuple(replace(r, root=root, environment=environment) for r in reading.resources)
    return replace(reading, root=root, environment=environment, resources=resources)


def left_out(
    tree: Tree, readings: Iterable[Reading], environments: Sequence[Environment], paths: Sequence[Path]
) -> Iterator[Skipped]:
    """Files of variables that nothing loads, with the command that would, and environments without a root."""
    read = list(readings)
    loaded = {file for reading in read for file in reading.files}
    roots = {reading.folder: reading for reading in read if reading.language == "terraform"}
    top = paths[0] if len(paths) == 1 and paths[0].is_dir() else None
    for folder, files in tree.tfvars.items():
        above = _root_above(folder, roots)
        for file in files:
            if file not in loaded:
                yield Skipped(file, _why(file, _names_in(tree, file), above, roots, top))
    for environment in environments:
        if environment.name not in {reading.environment for reading in read}:
            root = (
                os.path.relpath(environment.root, tree.base) if environment.root.startswith("/") else environment.root
            )
            yield Skipped(root, f"the environment {environment.name}: there is no such root")


def _why(
    file: str, names: frozenset[str], above: Reading | None, roots: Mapping[str, Reading], top: Path | None
) -> str:
    """Why a file is not loaded; ``names`` are those of the variables that it sets, none where that is not known."""
    if above is not None and above.plan:
        return f"not loaded: {above.plan} holds the values"
    meant = above is not None and (not names or not names.isdisjoint(above.declared))
    if not meant and names and any(names <= other.declared.keys() for other in roots.values()):
        meant = True  # files of variables often lie in a folder beside that of the code
    if not meant:
        return NOT_DECLARED if names else "not loaded: it lies beside no root"
    path = (top / file).as_posix() if top is not None else file
    return f"not loaded: give --var-file {shlex.quote(path)} or name an environment in the configuration"


def _names_in(tree: Tree, file: str) -> frozenset[str]:
    """The variables that a file sets, as causes name them; none where it cannot be read."""
    from continuity_audit.parsers.terraform.configuration.blocks import read_native

    try:
        source = tree.read(file)
        names = json.loads(source) if file.endswith(".json") else read_native(source, file)[0].attributes
    except (OSError, ValueError):
        return frozenset()
    return frozenset(f"var.{name}" for name in names) if isinstance(names, Mapping) else frozenset()


def _root_above(folder: str, roots: dict[str, Reading]) -> Reading | None:
    """The root in a folder or in the nearest one above it."""
    while True:
        if folder in roots:
            return roots[folder]
        if folder in (".", ""):
            return None
        folder = posixpath.dirname(folder) or "."
