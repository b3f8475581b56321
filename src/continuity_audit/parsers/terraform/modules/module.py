"""A module as Terraform instantiates it: variables, locals, outputs and blocks get their values when asked for."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate import secrecy
from continuity_audit.estate.logic import both
from continuity_audit.estate.model import Provider, Span
from continuity_audit.estate.parts import sensitive
from continuity_audit.estate.values import Reference, Unknown, Value
from continuity_audit.parsers.terraform.configuration.directory import Directory
from continuity_audit.parsers.terraform.configuration.files import Attribute, Block, Body
from continuity_audit.parsers.terraform.configuration.nodes import Expression, SyntaxProblem
from continuity_audit.parsers.terraform.evaluation.evaluate import evaluate, has_parts, in_parts
from continuity_audit.parsers.terraform.evaluation.scope import (
    CAME_FROM,
    NO_FUNCTIONS,
    OWN_TURN,
    EvaluationProblem,
    Namespace,
    NotEvaluated,
)
from continuity_audit.parsers.terraform.evaluation.trace import Trace
from continuity_audit.parsers.terraform.evaluation.types import TypeMismatch, filled
from continuity_audit.parsers.terraform.functions.tree_paths import path_at
from continuity_audit.parsers.terraform.known_modules.interfaces import name_in_call
from continuity_audit.parsers.terraform.modules.block_values import BlockValues, address_of
from continuity_audit.parsers.terraform.modules.called_modules import CalledModules, constant
from continuity_audit.parsers.terraform.modules.declared import as_declared, as_marked, as_typed, may_be_null
from continuity_audit.parsers.terraform.modules.expand import Expansion, Member, expand
from continuity_audit.parsers.terraform.modules.providers import ProviderBlocks
from continuity_audit.parsers.terraform.modules.refused_values import refusal
from continuity_audit.parsers.terraform.modules.session import Project
from continuity_audit.parsers.terraform.modules.validation import narrowed


class Module:
    """One instance of a module, the root included: a scope in which expressions get their values."""

    def __init__(
        self,
        project: Project,
        directory: Directory,
        *,
        path: str = "",
        parent: Module | None = None,
        call: Block | None = None,
        member: Member | None = None,
        calls: tuple[Span, ...] = (),
        stand_in: str = "",
    ) -> None:
        self.project = project
        self.directory = directory
        self.path = path
        self.parent = parent
        self.call = call
        self.member = member
        self.calls = calls
        self.stand_in = stand_in
        """The public module that this configuration of ours stands in for, empty for a module on disk."""
        self.files = project.files
        self.functions = NO_FUNCTIONS
        self.trace: Trace = project
        self.watch_secret = project.watch_secret
        self.exists: Value = True if member is None else both(parent.exists if parent else True, lambda: member.exists)
        self.depth: int = parent.depth + 1 if parent else 0
        self.providers: ProviderBlocks = ProviderBlocks(self, parent.providers if parent else None, call, member)
        self._memo: dict[tuple[str, ...], tuple[Value, set[Reference]]] = {}
        self._refused: dict[tuple[str, ...], EvaluationProblem] = {}
        self.busy: dict[tuple[str, ...], None] = {}
        self._blocks = BlockValues(self)
        self.expansions: dict[tuple[str, ...], Expansion] = {}
        self._called = CalledModules(self)
        self._causes: dict[str, str] = {}

    # --- names ---

    def qualified(self, name: str) -> str:
        """A name as seen from the root: ``module.db.var.size``."""
        return f"{self.path}.{name}" if self.path else name

    @cached_property
    def folder(self) -> str:
        """The folder as ``path.module`` names it: from the root's by the sources of the calls, as they are written."""
        source = constant(self.call, "source", self.parent) if self.parent and self.call else ""
        if self.parent and source.startswith(("./", "../")):
            return posixpath.normpath(posixpath.join(self.parent.folder, source))
        return posixpath.relpath(self.directory.path, self.project.folder or self.project.root)

    def cause(self, name: str) -> str:
        """A name as reports say it: as `qualified`, or of a stand-in's inside by what the audited code knows of it."""
        if not self.stand_in:
            return self.qualified(name)
        if name not in self._causes:
            said = self._causes[name] = name_in_call(self, name)
            self.project.places.setdefault(said, (self.calls[-1].file, self.calls[-1].line))
        return self._causes[name]

    def name(self, word: str) -> Value | Namespace:
        """The meaning of the first word of a reference."""
        match word:
            case "var":
                return Namespace(self.variable)
            case "local":
                return Namespace(self.local)
            case "module":
                return Namespace(self.module)
            case "data":
                return Namespace(lambda kind: Namespace(lambda name: self.block(word, kind, name)))
            case "ephemeral":
                return Namespace(
                    lambda kind: Namespace(lambda name: sensitive(self.block(word, kind, name), ephemeral=True))
                )
            case "path":
                return {"module": self.folder, "root": ".", "cwd": self._working_directory()}
            case "terraform" | "tofu":
                return {
                    "workspace": self._workspace(),
                    "applying": Unknown(frozenset({"terraform.applying"}), "applying"),
                }
            case "each" | "count" | "self":
                raise NotEvaluated(f"{word} has no meaning here")
            case _:
                return Namespace(lambda name: self.block("managed", word, name))

    def _working_directory(self) -> Unknown:
        """Where Terraform is run: in the root, wherever on a machine that is."""
        below = self.project.files.below
        rest = "" if below in (None, ".") else f"/{below}"
        return path_at(rest, "path.cwd", f"path.cwd{rest}")

    def _workspace(self) -> Value:
        if self.project.workspace is not None:
            return self.project.workspace
        return Unknown(frozenset({"terraform.workspace"}), self.project.key("terraform.workspace"))

    def remember(self, key: tuple[str, ...], work: Callable[[], Value]) -> Value:
        """The value under a key, worked out once; a circle is a problem."""
        if key in self._memo:
            value, references = self._memo[key]
            self.project.note(references)
            return value
        if key in self._refused:
            raise self._refused[key].with_traceback(None)
        if key in self.busy:
            circle = " → ".join(".".join(k) for k in (*self.busy, key))
            raise NotEvaluated(f"a circle: {circle[-200:]}")
        self.busy[key] = None
        try:
            with self.project.branches.counted():
                self._memo[key] = self.project.traced(work)
        except RecursionError:
            raise NotEvaluated("values that hang on each other too deeply (limit)") from None
        except NotEvaluated:  # a circle is none for who comes to it from elsewhere
            raise
        except EvaluationProblem as problem:
            self._refused[key] = problem
            raise
        finally:
            del self.busy[key]
        self.project.watch_secret(self._memo[key][0])
        return self._memo[key][0]

    def _open(self, name: str, problem: Exception, place: Attribute | Block) -> Unknown:
        """A variable or output that could not be worked out."""
        if self.stand_in:
            return self.project.not_worked_out(self.cause(name), problem, self.calls[-1].file, self.calls[-1].line)
        return self.project.not_worked_out(self.qualified(name), problem, place.file, place.line)

    def local_expression(self, name: str) -> Expression | None:
        """The expression of a local value, or nothing."""
        attribute = self.directory.locals.get(name)
        return attribute.expression if attribute else None

    def local(self, name: str) -> Value:
        """``local.name``"""
        attribute = self.directory.locals.get(name)
        if attribute is None:
            raise NotEvaluated(f"a local value with the name {name!r} has not been declared")

        def failed(path: str, problem: Exception) -> Value:
            return self._open(f"local.{name}{path}", problem, attribute)

        def work() -> Value:
            self.project.spend_on(attribute)
            if has_parts(attribute.expression):
                return secrecy.named(name, in_parts(attribute.expression, self, {}, failed))
            return secrecy.named(name, evaluate(attribute.expression, self, {}))

        return self.remember(("local", name), work)

    # --- variables ---

    def variable(self, name: str) -> Value:
        """``var.name``"""
        block = self.directory.variables.get(name)
        if block is None:
            # Terraform refuses it; a generated file that is not on disk (Terragrunt's) may well declare it.
            return self._asked(name, {})
        return self.remember(("var", name), lambda: self._variable(name, block))

    def _variable(self, name: str, block: Block) -> Value:
        attributes = block.body.attributes
        value = self._given(name)
        if self.parent is None and name in self.project.withheld:
            value = as_declared(self._withheld(name, block), attributes)
        elif value is MISSING and self.project.sealed and self.parent is None:
            value = self._asked(name, attributes)
        elif value is MISSING:
            value = self._default(name, attributes)
        elif not may_be_null(attributes):
            value = filled(value, lambda: self._default(name, attributes))
        value = self._accepted(self._as_typed(value, f"var.{name}", attributes), name, block)
        return as_marked(secrecy.named(name, narrowed(value, name, block)), attributes)

    def _accepted(self, value: Value, name: str, block: Block) -> Value:
        """The value of a variable; open where its own validations refuse it."""
        reason = refusal(value, name, block, self, self._other_variable)
        if reason is None:
            return value
        return as_declared(self._open(f"var.{name}", ValueError(reason), block), block.body.attributes)

    def _other_variable(self, name: str) -> Value:
        """Another variable, as a validation names it; of a module, what is given may hang on the one it is for."""
        if self.parent is not None:
            raise NotEvaluated("other variables are not asked for a validation")
        return self.variable(name)

    def _default(self, name: str, attributes: Mapping[str, Attribute]) -> Value:
        if "default" in attributes:
            self.project.spend_on(attributes["default"])
            return evaluate(attributes["default"].expression, self, {})
        return self._asked(name, attributes)

    def _as_typed(self, value: Value, name: str, attributes: Mapping[str, Attribute]) -> Value:
        """The value of a variable or output as its type; open where it does not convert."""
        try:
            converted = as_typed(value, attributes, self.project.keep_fields)
        except (TypeMismatch, SyntaxProblem) as problem:
            return self._open(name, problem, attributes["type"])
        self.project.keep_fields(value, converted)
        return converted

    def _given(self, name: str) -> Value:
        if self.parent is None or self.call is None:
            return self.project.inputs.get(name, MISSING)
        attribute = self.call.body.attributes.get(name)
        if attribute is None:
            return MISSING
        names = self.member.names if self.member else {}

        def failed(path: str, problem: Exception) -> Value:
            return self._open(f"var.{name}{path}", problem, attribute)

        try:
            self.project.spend_on(attribute)
            return in_parts(attribute.expression, self.parent, names, failed)
        except (SyntaxProblem, RecursionError) as problem:
            return failed("", problem)

    def _withheld(self, name: str, block: Block) -> Unknown:
        file = self.project.withheld[name]
        problem = f"{file} sets it, which is skipped though Terraform loads it: name it with --var-file"
        return self.project.not_worked_out(f"var.{name}", ValueError(problem), block.file, block.line)

    def _asked(self, name: str, attributes: Mapping[str, Attribute]) -> Unknown:
        """A variable that nobody gave: open, of the type that it states."""
        qualified = self.qualified(f"var.{name}")
        return as_declared(Unknown(frozenset({self.cause(f"var.{name}")}), self.project.key(qualified)), attributes)

    # --- blocks ---

    def blocks(self) -> Iterator[tuple[str, str, str]]:
        """Mode, type and name of every block that is declared, in the order of the files."""
        return iter(self.directory.blocks)

    def expansion(self, mode: str, kind: str, name: str) -> Expansion:
        """The instances of a block."""
        key = (mode, kind, name)
        if key not in self.expansions:
            block = self.directory.blocks[key]
            found = self._expanded(block, self.qualified(address_of(mode, kind, name)))
            if found.limit:
                self.project.limits[found.limit] = block
            self.expansions[key] = found
        return self.expansions[key]

    def _expanded(self, block: Block, address: str) -> Expansion:
        """The instances of a block or call, each with what its ``for_each`` refers to."""
        self.project.stack.append(set())
        try:
            room = lambda count: self.project.has_room(count, _size(block.body))  # noqa: E731
            found = expand(block, address, self, {}, room, self._not_expanded)
        finally:
            references = frozenset(self.project.stack.pop())
        if found.by != "for_each":
            return found
        around: dict[str, Value] = {CAME_FROM: references} if references else {}
        turn: dict[str, Value] = {OWN_TURN: Reference(address, "each")}
        return replace(found, members=tuple(
            replace(m, names={**m.names, **around, **(turn if m.stands_for_all else {})}) for m in found.members
        ))  # fmt: skip

    def _not_expanded(self, name: str, problem: Exception, argument: Attribute) -> Unknown:
        if self.stand_in:
            name = self.cause(name.removeprefix(f"{self.path}."))
            found = self.project.not_worked_out(name, problem, self.calls[-1].file, self.calls[-1].line)
        else:
            found = self.project.not_worked_out(name, problem, argument.file, argument.line)
        self.project.not_expanded.setdefault(self.project.problems[name], name)
        return found

    def block(self, mode: str, kind: str, name: str) -> Value:
        """The value of a block: one object, or a list or map of them."""
        return self._blocks.value(mode, kind, name)

    # --- modules ---

    def module(self, name: str) -> Value:
        """``module.name``: its outputs, or something unresolved where the module is not on disk."""
        return self._called.value(name)

    def children(self, name: str) -> Mapping[int | str | None, Module] | None:
        """The instances of a module call by their index; nothing where the module is not on disk."""
        return self._called.instances(name)

    def child(self, name: str, member: Member, directory: Directory, stand_in: str) -> Module:
        """An instance of a call, made of the code in a folder."""
        call = self.directory.modules[name]
        calls = self.calls if self.stand_in else (*self.calls, Span(call.file, call.line, call.end_line))
        path = self.qualified(f"module.{name}") + member.suffix
        return Module(
            self.project, directory, path=path, parent=self, call=call, member=member, calls=calls, stand_in=stand_in
        )

    def expansion_of_call(self, name: str) -> Expansion:
        """The instances of a module call, by its own arguments."""
        key = ("module", name)
        if key in self.expansions:
            return self.expansions[key]
        call, qualified = self.directory.modules[name], self.qualified(f"module.{name}")
        if key in self.busy:
            raise NotEvaluated(f"a circle: {qualified} needs itself")
        self.busy[key] = None
        try:
            found = self.expansions[key] = self._expanded(call, qualified)
        finally:
            del self.busy[key]
        if found.limit:
            self.project.limits[found.limit] = call
        return found

    def output(self, name: str) -> Value:
        """An output of this module."""
        block = self.directory.outputs.get(name)
        if block is None and self.stand_in:
            reference = Reference(self.path, name)
            self.project.note(reference)
            return Unknown(frozenset({self.cause(f"output.{name}")}), str(reference), reference)
        if block is None or "value" not in block.body.attributes:
            raise EvaluationProblem(f"{self.path} has no output {name!r}")
        attributes = block.body.attributes
        value = self.remember(("output", name), lambda: self._output(name, attributes))
        marked = as_marked(secrecy.named(name, value), attributes)
        self.project.watch_secret(marked)
        return marked

    def _output(self, name: str, attributes: Mapping[str, Attribute]) -> Value:
        self.project.spend_on(attributes["value"])
        return self._as_typed(evaluate(attributes["value"].expression, self, {}), f"output.{name}", attributes)

    def provider(self, mode: str, kind: str, name: str, member: Member) -> Provider:
        """The provider that makes an instance, with its region, account and default tags."""
        return self.providers.of(self.directory.blocks[mode, kind, name], kind, member.names)


def _size(body: Body) -> int:
    """How many arguments and nested blocks a body has, those of nested blocks included."""
    size, bodies = 0, [body]
    while bodies:
        part = bodies.pop()
        size += len(part.attributes) + len(part.blocks)
        bodies += [block.body for block in part.blocks]
    return size


class _Missing:
    """No value was given, which is not ``null``."""


MISSING: Final = _Missing()
