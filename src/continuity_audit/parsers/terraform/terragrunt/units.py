"""The units of a tree: each ``terragrunt.hcl`` that has code, as a root."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from msgspec import Struct, field

from continuity_audit.discovery.source_map import SourceMap
from continuity_audit.discovery.tree import Skipped, Tree
from continuity_audit.estate.logic import as_truth, both, either, negate
from continuity_audit.estate.values import Value
from continuity_audit.parsers.terraform.access.unit_files import Paths
from continuity_audit.parsers.terraform.configuration.files import Body, Problem
from continuity_audit.parsers.terraform.modules.links import Outputs
from continuity_audit.parsers.terraform.modules.remote_state import Backend, normal
from continuity_audit.parsers.terraform.terragrunt.configuration import FILES, Configuration
from continuity_audit.parsers.terraform.terragrunt.generated import files_read, makes_code
from continuity_audit.parsers.terraform.terragrunt.merging import blocks, layers, setting, stated
from continuity_audit.parsers.terraform.terragrunt.sources import as_written, folder_of, why_not
from continuity_audit.parsers.terraform.terragrunt.stacks import (
    read_body,
    sources_outside,
    stacks_of_stack,
    units_by_name,
    units_of_stack,
)
from continuity_audit.parsers.watching import Seen

OFF = frozenset({"all", "all_except_output", "apply"})
"""Actions that a unit must be excluded from to be no root; one that is not planned is deployed all the same."""

TEMPLATES = (".boilerplate", "boilerplate.yml")
"""The folder of templates from which ``terragrunt scaffold`` makes units, and the file of any other such folder."""

OFF_BY_SKIP = "a unit of Terragrunt that is not applied, as it says `skip`"
OFF_BY_EXCLUDE = "a unit of Terragrunt that is not applied, as an `exclude` block says"
INCLUDED = "a file that units of Terragrunt include, which is judged as a part of them"
TEMPLATE = "a template of which Boilerplate makes files of Terragrunt"
NO_CODE = "a file of Terragrunt that has neither code nor a source, and that no unit includes"


class Unit(Struct, frozen=True, eq=False):
    """A unit: its folder, what it says, and the folder of its code, ``None`` where that is outside the tree."""

    root: str
    configuration: Configuration
    folder: str | None
    source: str = ""
    version: str = ""
    """The version that is stated beside the source."""
    place: tuple[str, int] = ("", 0)
    """Where the source is stated: the file and the line."""
    why: str = ""
    """Why its code is not in the tree, where the source is a path."""

    @property
    def identity(self) -> tuple[str, ...]:
        """All that is known of it before its files are asked anything."""
        where = (
            self.root,
            self.configuration.file,
            self.configuration.home,
            str(self.folder),
            self.source,
            self.version,
        )
        return (*where, f"{self.place[0]}:{self.place[1]}", self.why)

    @property
    def on(self) -> Value:
        """Whether it is there: neither skipped, which its own file alone can say, nor excluded by itself."""
        return negate(either(self.skipped, lambda: as_truth(self.excluded)))

    @property
    def skipped(self) -> Value:
        """Whether it says itself that Terragrunt must leave it alone."""
        return self.configuration.attribute(None, "skip")

    @property
    def excluded(self) -> Value:
        """Whether its ``exclude`` block keeps it from being applied."""
        found = stated(self.configuration, "exclude", "if")
        if found is None:
            return False
        stating, block = found
        actions = stating.attribute(block, "actions")
        if isinstance(actions, tuple) and OFF.isdisjoint(str(action) for action in actions):
            return False
        return stating.attribute(block, "if")

    def excludes(self) -> Iterator[str]:
        """The folders of the units that are excluded where it is: those that it depends on, where it says so.

        Source: https://docs.terragrunt.com/reference/hcl/blocks#exclude.
        """
        if setting(self.configuration, "exclude", "exclude_dependencies") is not True:
            return
        for stating, path in _depended_on(self.configuration):
            if isinstance(path, str) and (folder := stating.tree.paths.inside(path, stating.home)) is not None:
                yield posixpath.dirname(folder) if folder.endswith(".hcl") else folder

    def backend(self) -> Backend | None:
        """Where ``remote_state`` keeps its state."""
        kind = setting(self.configuration, "remote_state", "backend")
        settings = setting(self.configuration, "remote_state", "config")
        if not isinstance(kind, str) or not isinstance(settings, Mapping):
            return None
        return normal(kind, settings, self.folder or self.root)


class Units(Struct, dict=True):
    """All units of a tree. ``others`` gives a root as others see it."""

    tree: Tree
    others: Callable[[str, Seen], Outputs | None] = lambda root, seen: None
    read: Callable[[str], bytes] | None = None
    """Gives the bytes of a file, where they are looked at on the way."""
    bodies: dict[str, Body] = field(default_factory=dict)
    """What Terragrunt files say; those that were read for others are not read again."""
    environment: Mapping[str, Value] = field(default_factory=dict)
    """The variables of the process that Terragrunt would have, as far as they are given from outside."""
    problems: list[Problem] = field(default_factory=list)
    _all: dict[str, Unit] | None = None
    _stacks: dict[str, Configuration] = field(default_factory=dict)
    """The stacks, also those of which others are made, by the folders that Terragrunt makes for them."""
    _left_out: list[Skipped] = field(default_factory=list)
    """Files of units that are none."""
    _looking: bool = False
    """Whether the units are being found: where code is cannot hang on what another unit gives out."""

    @property
    def source_map(self) -> SourceMap:
        """The folders of the tree that hold what lies elsewhere."""
        return self.tree.source_map

    @cached_property
    def paths(self) -> Paths:
        """The paths of the tree as its units see them."""
        return Paths(self.tree.base)

    def body(self, file: str) -> Body:
        """What a Terragrunt file says, as far as it can be read."""
        if file not in self.bodies:
            self.bodies[file], problems = read_body(self.tree.base, file, self.read or self.tree.read)
            self.problems += problems
        return self.bodies[file]

    def outputs(self, folder: str, seen: Seen) -> Outputs | None:
        """The unit in a folder of the tree as others see it, with a note that it was asked; nothing where none is."""
        seen.ask("unit", folder)
        if self._looking:
            return None
        return self.others(folder, seen) if folder in self.all else None

    def stack(self, folder: str) -> Mapping[str, str]:
        """The folders of the units that the stack in a folder of the tree makes, by their names."""
        return {} if self._looking or folder not in self._stacks else units_by_name(self._stacks[folder])

    @cached_property
    def excluding(self) -> Mapping[str, list[Unit]]:
        """The units that exclude others with them, by the folders of those."""
        found: dict[str, list[Unit]] = {}
        for unit in self.all.values():
            for folder in unit.excludes():
                found.setdefault(folder, []).append(unit)
        return found

    def on(self, unit: Unit) -> Value:
        """Whether a unit is there: neither skipped nor excluded, by itself or with one that depends on it."""
        found = unit.on
        for other in self.excluding.get(unit.root, ()):
            found = both(found, lambda by=other: negate(by.excluded))  # type: ignore[misc]
        return found

    def identity(self, folder: str) -> tuple[str, ...]:
        """All that is known of the unit or the stack in a folder before its files are asked anything."""
        if folder in self.all:
            return (*self.all[folder].identity, *(unit.root for unit in self.excluding.get(folder, ())))
        return tuple(part for pair in self.stack(folder).items() for part in pair)

    @property
    def all(self) -> Mapping[str, Unit]:
        """The units by their folders."""
        if self._all is None:
            self._looking = True
            try:
                self._all = dict(self._found())
            finally:
                self._looking = False
        return self._all

    def _found(self) -> Iterator[tuple[str, Unit]]:
        configurations: dict[str, Configuration] = {}
        used: set[str] = set()
        outside = self._of_stacks(configurations, used)
        for file, folder in self._files(FILES["unit"], f"{FILES['unit']}.json"):
            configurations.setdefault(folder, Configuration(self, file, home=folder))
        used.update(*map(self._included, configurations.values()))
        for root, configuration in configurations.items():
            unit = self._unit(root, configuration)
            if configuration.home == configuration.folder and configuration.file in used:
                self._left_out += [Skipped(configuration.file, INCLUDED)] if unit else []
            elif unit:
                yield root, unit
            elif configuration.file not in _included(configuration):
                self._left_out.append(Skipped(configuration.file, NO_CODE))
        yield from ((root, unit) for root, unit in outside.items() if root not in configurations)

    def _of_stacks(self, configurations: dict[str, Configuration], used: set[str]) -> dict[str, Unit]:
        """The units that stacks make, to be added to what is known; those of sources outside of the tree."""
        outside: dict[str, Unit] = {}
        stacks = [Configuration(self, file, home=folder) for file, folder in self._files(FILES["stack"])]
        inner_ones = {stack.home: list(stacks_of_stack(stack)) for stack in stacks}
        nested = {inner.file for stack in stacks for inner in inner_ones[stack.home] if inner.file != stack.file}
        tops = [stack for stack in stacks if stack.file not in nested]
        there = {each.file for stack in tops for each in (stack, *inner_ones[stack.home])}
        for stack in stacks:
            if stack.file not in there:
                self.problems.append(Problem(stack.file, 1, "it is made of stacks that are made of it, without end"))
            elif stack.file not in nested:
                self._stacks |= {each.home: each for each in (stack, *inner_ones[stack.home])}
                for root, inner in units_of_stack(stack):
                    configurations[root] = inner
                    used.add(inner.file)
                outside |= _outside(stack)
                for each in (stack, *inner_ones[stack.home]):
                    if (opened := _open_unit(each.home, each)) is not None:
                        outside.setdefault(each.home, opened)
        return outside

    def _included(self, configuration: Configuration) -> set[str]:
        """The other files that a unit includes."""
        found = _included(configuration)
        if configuration.file in found:
            self.problems.append(Problem(configuration.file, 1, "it includes itself, which Terragrunt refuses"))
        return found - {configuration.file}

    def left_out(self) -> Iterator[Skipped]:
        """What is no root though a file of a unit stands there, and why."""
        for root, unit in self.all.items():
            if self.on(unit) is False:
                yield Skipped(root, OFF_BY_SKIP if unit.skipped is True else OFF_BY_EXCLUDE)
        yield from self._left_out

    def _files(self, *names: str) -> Iterator[tuple[str, str]]:
        """The Terragrunt files of these names, each with its folder."""
        for file in self.tree.terragrunt:
            if posixpath.basename(file) not in names:
                continue
            if self._is_template(file):
                self._left_out.append(Skipped(file, TEMPLATE))
            else:
                yield file, posixpath.dirname(file) or "."

    def _is_template(self, file: str) -> bool:
        """Whether a file is one of a template, by its path or by what lies in a folder above it.

        Source: https://docs.terragrunt.com/features/catalog/scaffold.
        """
        folder, known = TEMPLATES
        *above, _ = file.split("/")
        if folder in above or "{{" in file:
            return True
        beside = (posixpath.join(*above[:depth], known) for depth in range(len(above) + 1))
        return any((self.tree.base / path).is_file() for path in beside)

    def _unit(self, root: str, configuration: Configuration) -> Unit | None:
        found = stated(configuration, "terraform", "source")
        if found is None or found[0].attribute(found[1], "source") == "":
            if self._has_code(configuration):
                return Unit(root, configuration, configuration.folder)
            return None if found else _open_unit(root, configuration)
        stating, block = found
        value = stating.attribute(block, "source")
        attribute = block.body.attributes["source"]
        written = as_written(value, attribute)
        folder = folder_of(value, configuration, self.tree.terraform)
        if folder is None and makes_code(configuration):
            folder = folder_of(value, configuration, _Folders(configuration))
        starts = (configuration.home, configuration.folder)
        why = why_not(written, configuration, starts, "Terraform code that is read") if folder is None else ""
        version = setting(configuration, "terraform", "version")
        stated_version = version if isinstance(version, str) else ""
        return Unit(root, configuration, folder, written, stated_version, (attribute.file, attribute.line), why)

    def _has_code(self, configuration: Configuration) -> bool:
        return configuration.folder in self.tree.terraform or makes_code(configuration)

    def sources(self) -> dict[str, list[str]]:
        """The folders of code that units use, and those that hold only what they generate, with the units."""
        found: dict[str, list[str]] = {}
        for root, unit in self.all.items():
            if unit.folder is not None:
                found.setdefault(unit.folder, []).append(root)
            for folder in _generating(unit.configuration):
                found.setdefault(folder, []).append(root)
        return found


class _Folders(Struct):
    """All folders of the tree, those without code too."""

    configuration: Configuration

    def __contains__(self, folder: object) -> bool:
        return isinstance(folder, str) and self.configuration.has_file(folder, folder_too=True)


def _open_unit(root: str, configuration: Configuration) -> Unit | None:
    """What an included file that is not in the tree may name: the source of a unit that has none, units of a stack."""
    for block in configuration.body.blocks_of("include"):
        label = block.labels[0] if block.labels else ""
        if configuration.includes[label] is None and configuration.attribute(block, "merge_strategy") != "no_merge":
            source = ", ".join(sorted(configuration.open_include(block).causes))
            why = "may be named by an included file that is not in the tree"
            return Unit(root, configuration, None, source, place=(block.file, block.line), why=why)
    return None


def _outside(stack: Configuration) -> dict[str, Unit]:
    """What a stack makes of sources that are not in the tree: each a unit of which nothing but the source is known."""
    found: dict[str, Unit] = {}
    for home, source, block, why in sources_outside(stack):
        written = block.body.attributes.get("source")
        place = (written.file, written.line) if written else (stack.file, block.line)
        bare = Configuration(stack.tree, stack.file, home=home, depth=stack.depth)
        bare.seen.give_up()  # whether the source is in the tree by now is asked anew every time
        found[home] = Unit(home, bare, None, source, place=place, why=why)
    return found


def _depended_on(of: Configuration) -> Iterator[tuple[Configuration, Value]]:
    """The paths of the units that one depends on, each with the configuration that states it."""
    for configuration, block in blocks(of, "dependency").values():
        yield configuration, configuration.attribute(block, "config_path")
    for configuration in layers(of):
        for block in configuration.body.blocks_of("dependencies"):
            paths = configuration.attribute(block, "paths")
            yield from ((configuration, path) for path in (paths if isinstance(paths, tuple) else ()))


def _included(configuration: Configuration) -> set[str]:
    return {found.file for found in configuration.includes.values() if found is not None}


def _generating(of: Configuration) -> Iterator[str]:
    """The folders from which ``generate`` blocks take the text of files."""
    for configuration, block in blocks(of, "generate").values():
        contents = block.body.attributes.get("contents")
        if contents is not None:
            for file in files_read(configuration, contents.expression):
                yield posixpath.dirname(file) or "."
