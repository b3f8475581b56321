"""One Terragrunt file as a scope: its locals, what it includes, and what it takes from the units that it depends on."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, Protocol

from msgspec import Struct, field

from continuity_audit.discovery.source_map import SourceMap
from continuity_audit.estate import secrecy
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.values import Reference, Unknown, Value
from continuity_audit.parsers.terraform.access.unit_files import CopiedFiles, Paths, UnitFiles
from continuity_audit.parsers.terraform.access.watched import WatchedFiles
from continuity_audit.parsers.terraform.configuration.files import Attribute, Block, Body
from continuity_audit.parsers.terraform.configuration.nodes import SyntaxProblem
from continuity_audit.parsers.terraform.evaluation.bodies import evaluate_body
from continuity_audit.parsers.terraform.evaluation.evaluate import evaluate
from continuity_audit.parsers.terraform.evaluation.scope import (
    EvaluationProblem,
    Instance,
    Namespace,
    NotEvaluated,
    NotThere,
)
from continuity_audit.parsers.terraform.evaluation.trace import Trace
from continuity_audit.parsers.terraform.functions.base import FileAccess
from continuity_audit.parsers.terraform.modules.links import Outputs, outputs_of
from continuity_audit.parsers.terraform.terragrunt.functions import functions_of
from continuity_audit.parsers.watching import Seen

if TYPE_CHECKING:
    from continuity_audit.parsers.terraform.terragrunt.injected import Injected

MAX_DEPTH: Final = 20
"""So many files that include or read each other are followed."""

FILES: Final = {"unit": "terragrunt.hcl", "stack": "terragrunt.stack.hcl"}
"""What a stack is made of, and the file in which each says what it is."""

VALUES: Final = "terragrunt.values.hcl"
"""The file beside a unit or stack that holds the values which a stack gives to it."""


class Tree(Protocol):
    """What the configurations of a tree share."""

    @property
    def paths(self) -> Paths:
        """The paths of the tree as its units see them."""

    @property
    def environment(self) -> Mapping[str, Value]:
        """The variables of the process that are given from outside."""

    @property
    def source_map(self) -> SourceMap:
        """The folders of the tree that hold what lies elsewhere."""

    def body(self, file: str) -> Body:
        """What a Terragrunt file says, as far as it can be read."""

    def outputs(self, folder: str, seen: Seen) -> Outputs | None:
        """The unit in a folder of the tree as others see it, with a note that it was asked; nothing where none is."""

    def stack(self, folder: str) -> Mapping[str, str]:
        """The folders of the units that the stack in a folder of the tree makes, by their names."""


class Shared(Struct):
    """What the files of one unit share: those that they read, and which files of variables."""

    read: dict[str, Configuration] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    seen: Seen = field(default_factory=Seen)
    """What was asked of the tree for any of them."""
    environment: dict[str, str] = field(default_factory=dict)
    """The variables of the process that were asked for, each with a file that does."""
    copied: Mapping[str, str] = field(default_factory=dict)
    """The folders that stacks make on the way to the unit, each with the one that Terragrunt copies there."""


class Configuration:
    """A Terragrunt file in the sight of one unit.

    ``home`` is the folder of the unit (of the file itself where another file reads it), ``child`` the configuration
    that includes this one.
    """

    def __init__(
        self,
        tree: Tree,
        file: str,
        *,
        home: str,
        original: str = "",
        child: Configuration | None = None,
        trace: Trace | None = None,
        shared: Shared | None = None,
        values: Value = None,
        depth: int = 0,
    ) -> None:
        self.tree = tree
        self.file = file
        self.home = home
        self.original = original or home
        self.injected: Injected | None = None
        """What the stack that makes it adds to it."""
        self.stacks: list[Configuration] | None = None
        """The stacks that it is made of directly, where it is a stack and they were asked for."""
        self.left_out: dict[str, str] = {}
        """The names of those that are left out, with why."""
        self.made_with: list[None] = []
        """One for each stack that the outermost one is made of."""
        self.child = child
        self.trace = trace or Trace()
        self.shared = shared or Shared()
        self.values = values
        self.depth = depth
        self.body = tree.body(file)
        self.folder = posixpath.dirname(file) or "."
        self.seen = self.shared.seen
        self.seen.ask("terragrunt", file)
        self.seen.ask("repository")
        watched = WatchedFiles(UnitFiles(tree.paths, self.folder), self.seen, "unit", self.folder)
        self.files: FileAccess = CopiedFiles(watched, self._where_it_lies)
        self.functions = functions_of(self)
        self._memo: dict[tuple[str, str], Value] = {}
        self._references: dict[tuple[str, str], set[Reference]] = {}
        self._looked_at: secrecy.LookedAt = {}
        self._busy: set[tuple[str, str]] = set()
        self._includes: dict[str, Configuration | None] | None = None
        if values is None and child is None:
            self.values = self._values_beside()

    # --- the scope ---

    def name(self, word: str) -> Value | Namespace:
        """The meaning of the first word of a reference."""
        match word:
            case "local":
                # To Terragrunt all local values together are an object: a unit may give them whole (`inputs = local`).
                return Instance(frozenset({word}), f"{self.home}::{word}", None, get=self.local, whole=self.locals)
            case "include":
                return self._include_names()
            case "dependency":
                return Namespace(self.dependency)
            case "feature":
                return Namespace(self._feature)
            case "values" if self.values is not None:
                return self.values
            case "unit" | "stack" if posixpath.basename(self.file) == FILES["stack"]:
                return Namespace(lambda name: self._made(word, name))
            case "values" | "unit" | "stack":
                return Instance(
                    frozenset({word}), f"{self.home}::{word}", None, get=lambda name: self._given(word, name)
                )
            case _:
                raise EvaluationProblem(f"{word} has no meaning here")

    def _made(self, word: str, name: str) -> Value:
        """``unit.NAME`` or ``stack.NAME`` in a stack: where it makes one of those that it declares."""
        for block in self.body.blocks_of(word):
            if block.labels == (name,):
                return {"path": self.tree.paths.absolute(self.home_of(block))}
        raise NotEvaluated(f"a {word} {name!r} has not been declared")

    def home_of(self, block: Block) -> str:
        """The folder that Terragrunt makes for a unit or stack of this stack."""
        path = self.attribute(block, "path")
        name = path if isinstance(path, str) else "".join(block.labels)
        if posixpath.isabs(name) and (place := self.tree.paths.inside(name, self.home)) is not None:
            return place
        generated = "" if self.attribute(block, "no_dot_terragrunt_stack") is True else ".terragrunt-stack"
        return posixpath.normpath(posixpath.join(self.home, generated, name))

    def _values_beside(self) -> Value:
        """What a file beside it holds of values, which count where no stack gives others; ``None`` without one."""
        file = posixpath.normpath(posixpath.join(self.folder, VALUES))
        if posixpath.basename(self.file) not in FILES.values() or not self.has_file(file):
            return None
        self.seen.ask("terragrunt", file)
        found = self.tree.body(file).attributes
        return {name: self.worth(attribute, f"values.{name}") for name, attribute in found.items()}

    def _given(self, word: str, name: str) -> Unknown:
        """What a stack that is not in the tree would give, by its own name: ``values.size``."""
        cause = f"{word}.{name}"
        return Unknown(frozenset({cause}), f"{self.home}::{cause}")

    def watch_secret(self, value: Value) -> None:
        """A secret that is known, by its mark or by its name, keeps what is read of it from being stored."""
        if secrecy.reveals(value, self._looked_at):
            self.seen.give_up()

    def has_file(self, path: str, *, folder_too: bool = False) -> bool:
        """Whether there is a file of the tree, or a folder where one will do."""
        place = self.tree.paths.base / path
        found = place.exists() if folder_too else place.is_file()
        self.seen.ask("is-there" if folder_too else "is-file", path, answer=str(found))
        return found

    def place(self, path: str, start: str) -> str | None:
        """A path as one of the tree, where it lies: in what a stack makes, that is what Terragrunt copies there."""
        place = self.tree.paths.inside(path, start)
        if place is None or not self.shared.copied or self.has_file(place, folder_too=True):
            return place
        for made, source in sorted(self.shared.copied.items(), key=lambda pair: -len(pair[0])):
            if place == made or place.startswith(f"{made}/"):
                return posixpath.normpath(f"{source}/{place.removeprefix(made)}")
        return place

    def _where_it_lies(self, path: str) -> str:
        place = self.place(path, self.home) if posixpath.isabs(path) and self.shared.copied else None
        return path if place is None else self.tree.paths.absolute(place)

    # --- locals, features ---

    def remember(self, kind: str, name: str, work: Callable[[], Value]) -> Value:
        """A value worked out once, with what it refers to; a circle is a problem."""
        key = (kind, name)
        if key in self._busy:
            raise NotEvaluated(f"a circle: {kind}.{name} needs itself")
        if key not in self._memo:
            self._busy.add(key)
            try:
                self._memo[key], references = self.trace.traced(work)
            finally:
                self._busy.discard(key)
            self._references[key] = references
            self.watch_secret(secrecy.named(name, self._memo[key]))
        else:
            self.trace.note(self._references[key])
        return self._memo[key]

    def local(self, name: str) -> Value:
        """``local.name``"""
        for block in self.body.blocks_of("locals"):
            attribute = block.body.attributes.get(name)
            if attribute is not None:
                return self.remember("local", name, lambda a=attribute: self.worth(a, f"local.{name}"))  # type: ignore[misc]
        raise NotEvaluated(f"a local value with the name {name!r} has not been declared")

    def locals(self) -> dict[str, Value]:
        """All local values."""
        return {name: self.local(name) for block in self.body.blocks_of("locals") for name in block.body.attributes}

    def worth(self, attribute: Attribute, cause: str) -> Value:
        """The value of an attribute; a mistake makes it unknown by its own name."""
        try:
            return evaluate(attribute.expression, self, {})
        except (EvaluationProblem, SyntaxProblem, RecursionError) as problem:
            return self.open(problem, cause)

    def open(self, problem: Exception, cause: str) -> Unknown:
        """What is worth an expression with a mistake: unknown by the name of what is not there, or by its own."""
        return problem.unknown if isinstance(problem, NotThere) else _open(cause, self.file)

    def attribute(self, block: Block | None, name: str) -> Value:
        """An argument of a block, or of the file itself; ``None`` where it is left out."""
        found = (block.body if block else self.body).attributes.get(name)
        return None if found is None else unmark(self.worth(found, f"{block.type}.{name}" if block else name))

    def values_of(self, block: Block) -> dict[str, Value]:
        """All that stands in a block."""
        values, _ = evaluate_body(
            block.body, self, {}, failed=lambda path, problem: self.open(problem, f"{block.type}.{path}")
        )
        return values

    def _feature(self, name: str) -> Value:
        for configuration in self.family():
            for block in configuration.body.blocks_of("feature"):
                if block.labels == (name,):
                    return {"value": configuration.attribute(block, "default")}
        raise NotEvaluated(f"a feature {name!r} has not been declared")

    # --- includes ---

    @property
    def includes(self) -> Mapping[str, Configuration | None]:
        """The configurations that this one includes, by label; nothing for one that is not in the tree.

        What is included includes nothing more, as Terragrunt has it.
        """
        if self._includes is None:
            self._includes = {}
            for block in self.body.blocks_of("include") if self.child is None else ():
                label = block.labels[0] if block.labels else ""
                path = self.attribute(block, "path")
                self._includes[label] = self._included(path) if isinstance(path, str) else None
        return self._includes

    def open_include(self, block: Block) -> Unknown:
        """What an included file that is not in the tree may say."""
        path = self.attribute(block, "path")
        if isinstance(path, Unknown):
            return path
        cause = ".".join(("include", *block.labels))
        return Unknown(frozenset({cause}), f"{self.file}::{cause}")

    def _included(self, path: str) -> Configuration | None:
        file = self.place(path, self.home)
        if file is None or not self.has_file(file) or self.depth >= MAX_DEPTH:
            return None
        return Configuration(
            self.tree, file, home=self.home, original=self.original, child=self, trace=self.trace,
            shared=self.shared, values=self.values, depth=self.depth + 1,
        )  # fmt: skip

    def family(self) -> Iterator[Configuration]:
        """This configuration, what is added to it, those that it includes, and the one that includes it."""
        if self.injected is not None:
            yield self.injected
        yield self
        yield from (found for found in reversed(list(self.includes.values())) if found is not None)
        if self.child is not None:
            yield from (other for other in self.child.family() if other is not self)

    def _include_names(self) -> Value | Namespace:
        if set(self.includes) == {""}:
            return self._exposed("")
        return Namespace(self._exposed)

    def _exposed(self, label: str) -> Value:
        if label not in self.includes:
            raise NotEvaluated(f"an include {label!r} has not been declared")
        found = self.includes[label]
        cause = f"include.{label}" if label else "include"
        return Unknown(frozenset({cause}), f"{self.file}::{cause}") if found is None else found.exposed()

    def exposed(self) -> Value:
        """The configuration as a value, for those that include or read it."""
        key = f"{self.home}::{self.file}"
        return Instance(frozenset({self.file}), key, None, get=self._part)

    def _part(self, name: str) -> Value:
        from continuity_audit.parsers.terraform.terragrunt.merging import merged_inputs

        match name:
            case "locals":
                return self.locals()
            case "local" if posixpath.basename(self.file) == FILES["stack"]:  # by this name in a stack that is read
                return self.locals()
            case "inputs":
                return merged_inputs(self).whole()
            case "dependency":
                return Instance(frozenset({"dependency"}), f"{self.home}::dependency", None, get=self.dependency)
        if name in self.body.attributes:
            return self.attribute(None, name)
        blocks = list(self.body.blocks_of(name))
        if not blocks:
            raise EvaluationProblem(f"{self.file} has no {name}")
        if name in FILES:
            return {block.labels[0]: {"name": block.labels[0], **self.values_of(block)} for block in blocks}
        if blocks[0].labels:
            return {block.labels[0]: self.values_of(block) for block in blocks}
        return self.values_of(blocks[0])

    # --- dependencies ---

    def dependency(self, name: str) -> Value:
        """``dependency.name``: the outputs of another unit. What it mocks is no evidence."""
        for configuration in self.family():
            for block in configuration.body.blocks_of("dependency"):
                if block.labels == (name,):
                    return {"outputs": configuration.outputs(block, name)}
        raise NotEvaluated(f"a dependency {name!r} has not been declared")

    def outputs(self, block: Block, name: str) -> Value:
        """The outputs of the unit that a dependency names; of a stack, those of each of its units by name."""
        target: Outputs | None = None
        made: Mapping[str, str] = {}
        path = self.attribute(block, "config_path")
        off = self.attribute(block, "enabled") is False or self.attribute(block, "skip_outputs") is True
        if isinstance(path, str) and not off:
            folder = self.tree.paths.inside(path, self.home)
            if folder is not None:
                folder = posixpath.dirname(folder) if folder.endswith(".hcl") else folder
                target = self.tree.outputs(folder, self.seen)
                made = self.tree.stack(folder) if target is None else {}
        cause = f"dependency.{name}.outputs"
        return self._of_stack(made, cause) if made else self._outputs_of(target, cause)

    def _outputs_of(self, target: Outputs | None, cause: str) -> Value:
        return outputs_of(target, cause, f"{self.home}::{cause}", self.trace.note)

    def _of_stack(self, made: Mapping[str, str], cause: str) -> Value:
        """The outputs of each unit of a stack by its name; any other name is open."""

        def get(unit: str) -> Value:
            target = self.tree.outputs(made[unit], self.seen) if unit in made else None
            return self._outputs_of(target, f"{cause}.{unit}")

        key = f"{self.home}::{cause}"
        return Instance(frozenset({cause}), key, None, get=get, whole=lambda: {unit: get(unit) for unit in made})


def _open(cause: str, file: str) -> Unknown:
    return Unknown(frozenset({cause}), f"{file}::{cause}")
