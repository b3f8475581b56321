"""The configuration that a plan was made from, where it lies beside the plan: its lines, its calls, its references."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from continuity_audit.discovery.tree import Tree
from continuity_audit.estate.model import Resource, Span
from continuity_audit.parsers.reading import Inputs, Reading, Wanted
from continuity_audit.parsers.terraform.plans.addresses import LAST_INDEX, steps
from continuity_audit.parsers.terraform.plans.document import Instance, declared_by, mapping
from continuity_audit.parsers.terraform.tree.project import TerraformTree
from continuity_audit.parsers.terraform.tree.roots import local_source, local_sources

ENDINGS: Final = (".tf", ".tf.json", ".tofu", ".tofu.json")


class Source(Struct, frozen=True, eq=False):
    """A root of the tree that declares what a plan declares."""

    terraform: TerraformTree
    root: str

    @property
    def declared(self) -> frozenset[str]:
        """The blocks and module calls of the root, as a plan names them."""
        return declared_in(self.terraform, self.root)

    def read(self, values: Mapping[str, object], wanted: Wanted) -> Read:
        """The resources of the root with the plan's variables."""
        return Read(self.terraform.read_root(self.root, Inputs(values=values), wanted), self)


class Read(Struct, frozen=True, eq=False, dict=True):
    """A root that was read."""

    reading: Reading
    source: Source

    @cached_property
    def _resources(self) -> Mapping[str, Resource]:
        return {resource.address: resource for resource in self.reading.resources}

    def resource(self, instance: Instance) -> Resource | None:
        """The resource of an instance; that which stands for all where the code leaves the instances open."""
        found = self._resources.get(instance.address)
        return found or self._resources.get(LAST_INDEX.sub("", instance.address))

    def place(self, instance: Instance) -> Span | None:
        """The module call in the root that leads to an instance, where more is not known."""
        directory = self.source.terraform.directory(self.source.root)
        if directory is None or not instance.module:
            return None
        call = directory.modules.get(steps(instance.module)[0][0])
        return Span(call.file, call.line, call.end_line) if call else None


def declared_in(terraform: TerraformTree, root: str) -> frozenset[str]:
    """The blocks and module calls of a folder, as a plan names them."""
    directory = terraform.directory(root)
    if directory is None:
        return frozenset()
    blocks = {
        f"{kind}.{name}" if mode == "managed" else f"{mode}.{kind}.{name}" for mode, kind, name in directory.blocks
    }
    return frozenset(blocks | {f"module.{name}" for name in directory.modules})


def differences(terraform: TerraformTree, folder: str, module: Mapping[str, Any], path: str = "") -> Iterator[str]:
    """What a folder declares and the module of a plan does not, or the other way round; in local modules, too."""
    directory = terraform.directory(folder)
    if directory is None:
        return
    yield from (f"{path}{name}" for name in declared_in(terraform, folder) ^ declared_by(module))
    calls = mapping(module.get("module_calls"))
    for name, call in directory.modules.items():
        source = local_source(call, directory)
        if source and "module" in mapping(calls.get(name)):
            inner = posixpath.normpath(posixpath.join(folder, source))
            yield from differences(terraform, inner, mapping(calls[name]["module"]), f"{path}module.{name}.")


def beside(tree: Tree, folder: str) -> TerraformTree:
    """The configuration in a plan's folder and the folders of its modules, though nobody asked to audit them."""
    found: dict[str, tuple[str, ...]] = {}
    pending = [folder]
    while pending:
        current = pending.pop()
        if current in found or current.startswith(".."):
            continue
        found[current] = _files(tree.base, current)
        if found[current]:
            terraform = TerraformTree(replace(tree, terraform=found, tfvars={}))
            directory = terraform.directory(current)
            sources = local_sources(directory) if directory else ()
            pending += [posixpath.normpath(posixpath.join(current, source)) for source in sources]
    return TerraformTree(replace(tree, terraform={k: v for k, v in found.items() if v}, tfvars={}))


def _files(base: Path, folder: str) -> tuple[str, ...]:
    place = base / folder
    try:
        if not place.resolve().is_relative_to(base):
            return ()
        names = sorted(entry.name for entry in place.iterdir() if entry.is_file())
    except OSError:
        return ()
    return tuple(
        posixpath.normpath(f"{folder}/{name}") for name in names if name.endswith(ENDINGS) and not name.startswith(".")
    )
