"""The roots of a tree as they see each other: opened when one asks for an output of another, then kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Protocol

from msgspec import Struct, field

from continuity_audit.discovery.tree import Tree
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.values import Reference, Unknown, Value
from continuity_audit.parsers.reading import ENVIRONMENT, Inputs, Missing, is_of_environment
from continuity_audit.parsers.terraform.configuration.files import Body, Problem
from continuity_audit.parsers.terraform.evaluation.scope import Instance, NotEvaluated
from continuity_audit.parsers.terraform.evaluation.traversal import get_attribute
from continuity_audit.parsers.terraform.modules.links import Outputs
from continuity_audit.parsers.terraform.modules.module import Module
from continuity_audit.parsers.terraform.modules.remote_state import NAMING, Backend, normal, only_fit
from continuity_audit.parsers.terraform.terragrunt.units import Units
from continuity_audit.parsers.watching import Seen


class OpenedRoot(Struct):
    """A root that is ready to be asked, with what was found on the way."""

    module: Module
    files: tuple[str, ...]
    call: str = ""
    """The one module call that stands for the code, where that is outside the tree."""
    problems: list[Problem] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)


class Opener(Protocol):
    """Opens a root of the tree."""

    def open_root(self, root: str, inputs: Inputs, linked: Linked, workspace: str | None = None) -> OpenedRoot:
        """The root, with these inputs."""

    def backends(self, units: Units) -> Iterable[tuple[str, Backend]]:
        """Where the state of each root is kept."""

    @property
    def bodies(self) -> dict[str, Body]:
        """What the Terragrunt files of the tree say, as far as they were read."""

    def read(self, file: str) -> bytes:
        """The bytes of a file of the tree."""


class Linked:
    """All roots of a tree under the same inputs."""

    def __init__(self, opener: Opener, tree: Tree, inputs: Inputs) -> None:
        self._opener = opener
        self._inputs = inputs
        self._kept: dict[tuple[str, str | None], OpenedRoot] = {}
        self.units = Units(
            tree,
            lambda root, seen: Others(root, lambda: self._asked(root, inputs.workspace), seen),
            opener.read,
            opener.bodies,
            {
                name.removeprefix(ENVIRONMENT): text
                for name, text in inputs.variables.items()
                if is_of_environment(name)
            },
        )

    def root(self, root: str) -> OpenedRoot:
        """A root to read; it is kept only where another has asked for it."""
        kept = self._kept.get((root, self._inputs.workspace))
        return kept or self._opener.open_root(root, self._inputs, self)

    def _asked(self, root: str, workspace: str | None) -> OpenedRoot:
        if (root, workspace) not in self._kept:
            self._kept[root, workspace] = self._opener.open_root(root, self._inputs, self, workspace)
        return self._kept[root, workspace]

    @cached_property
    def backends(self) -> list[tuple[str, Backend]]:
        """Where the state of each root is kept."""
        return list(self._opener.backends(self.units))

    def seen_from(self, root: str, folder: str, seen: Seen) -> SeenFrom:
        """The other roots, as one sees them whose configuration is in a folder; what it asks of them is noted."""

        def find(asked: Backend, workspace: str | None) -> Outputs | None:
            seen.ask("backends")
            found = only_fit(asked, self.backends)
            if found is None or found == root:
                return None
            chosen = self._inputs.workspace if workspace is None else workspace
            return Others(found, lambda: self._asked(found, chosen), seen)

        return SeenFrom(folder, find)


class SeenFrom(Struct, frozen=True):
    """The other roots, as one sees them whose configuration is in a folder."""

    folder: str
    find: Callable[[Backend, str | None], Outputs | None]

    def state(self, backend: Value, settings: Value, workspace: Value) -> Outputs | None:
        """The root that keeps its state in a backend; nothing where not exactly one does."""
        kind, space = unmark(backend), unmark(workspace)
        if not isinstance(kind, str):
            return None
        asked = normal(kind, _plain(kind, unmark(settings)), self.folder)
        return self.find(asked, space if isinstance(space, str) else None)


def _plain(kind: str, settings: Value) -> Mapping[str, Value]:
    """The settings of a backend, from an object or from a block."""
    if isinstance(settings, tuple) and len(settings) == 1:
        settings = settings[0]
    if isinstance(settings, Instance):
        asked = {name: settings.get(name) for name in NAMING.get(kind, ())}
        return {name: value for name, value in asked.items() if not isinstance(value, Unknown)}
    return settings if isinstance(settings, Mapping) else {}


class Others(Struct, frozen=True):
    """A root as others see it."""

    root: str
    opened: Callable[[], OpenedRoot]
    asker: Seen
    """What is asked on behalf of the root that looks: all that this one was asked counts there too."""

    def _open(self) -> OpenedRoot:
        found = None
        try:
            found = self.opened()
        finally:
            if found is None:
                self.asker.give_up()
        self.asker.add(found.module.project.seen)
        return found

    def names(self) -> Iterable[str]:
        """The names of its outputs.

        Raises:
            NotEvaluated: they stand in code that is not on disk.
        """
        opened = self._open()
        if opened.call:
            raise NotEvaluated(f"the outputs of {self.root} are not on disk")
        return opened.module.directory.outputs

    def traced(self, name: str) -> tuple[Value, set[Reference]]:
        """An output and what it refers to."""
        opened = self._open()
        module = opened.module
        if opened.call:
            return module.project.traced(lambda: get_attribute(module.module(opened.call), name))
        return module.project.traced(lambda: module.output(name))
