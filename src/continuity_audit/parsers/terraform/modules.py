"""A module as Terraform instantiates it: variables, locals, outputs and blocks get their values when asked for."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from continuity_audit.estate.model import Provider, Span
from continuity_audit.estate.values import (
    Reference,
    Unknown,
    Value,
    both,
    causes_of,
    if_else,
    lift,
    sensitive,
    unmark,
)
from continuity_audit.parsers.terraform.bodies import evaluate_body
from continuity_audit.parsers.terraform.data_sources import worth_without_asking
from continuity_audit.parsers.terraform.directory import Directory
from continuity_audit.parsers.terraform.evaluate import (
    Environment,
    EvaluationProblem,
    Instance,
    Instances,
    Namespace,
    evaluate,
)
from continuity_audit.parsers.terraform.expand import Expansion, Member, expand, instances
from continuity_audit.parsers.terraform.files import Block
from continuity_audit.parsers.terraform.functions import FileAccess
from continuity_audit.parsers.terraform.grammar import parse_template
from continuity_audit.parsers.terraform.providers import ProviderBlocks
from continuity_audit.parsers.terraform.syntax import Expression, SyntaxProblem
from continuity_audit.parsers.terraform.types import TypeMismatch, convert, type_of
from continuity_audit.parsers.terraform.validation import narrowed

MAX_MODULE_DEPTH: Final = 30


@dataclass(frozen=True)
class ModuleSource:
    """Where a module call leads: a folder of the tree, or a source that is not on disk."""

    folder: str | None
    source: str


@dataclass
class Project:
    """What all modules of one root share: the folders, the inputs, and the trace of what values are made of."""

    directory: Callable[[str], Directory | None]
    locate: Callable[[str, str, str], ModuleSource]
    """From a folder, a source as written and the path of the call (``a.b``) to where the module is."""
    files: FileAccess
    root: str = "."
    inputs: Mapping[str, Value] = field(default_factory=dict)
    workspace: str | None = None
    sealed: bool = False
    """Whether a file of variables is encrypted, so that no variable of the root is sure to have its default."""
    trace: list[set[Reference]] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)
    unresolved: dict[str, tuple[str, Block]] = field(default_factory=dict)
    limits: dict[str, Block] = field(default_factory=dict)

    def note(self, references: set[Reference] | Reference) -> None:
        """Record what the value that is being worked out refers to."""
        if self.trace:
            if isinstance(references, Reference):
                self.trace[-1].add(references)
            else:
                self.trace[-1] |= references

    def traced(self, work: Callable[[], Value]) -> tuple[Value, set[Reference]]:
        """A value, and what it refers to."""
        self.trace.append(set())
        try:
            value = work()
        finally:
            references = self.trace.pop()
        self.note(references)
        return value, references


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
    ) -> None:
        self.project = project
        self.directory = directory
        self.path = path
        self.parent = parent
        self.call = call
        self.member = member
        self.calls = calls
        self.files = project.files
        self.exists: Value = True if member is None else both(parent.exists if parent else True, lambda: member.exists)
        self.depth: int = parent.depth + 1 if parent else 0
        self.providers = ProviderBlocks(self, parent.providers if parent else None, call)
        self._memo: dict[tuple[str, ...], tuple[Value, set[Reference]]] = {}
        self._busy: dict[tuple[str, ...], None] = {}
        self._expansions: dict[tuple[str, ...], Expansion] = {}
        self._children: dict[str, Mapping[int | str | None, Module]] = {}

    # --- names ---

    def qualified(self, name: str) -> str:
        """A name as seen from the root: ``module.db.var.size``."""
        return f"{self.path}.{name}" if self.path else name

    def name(self, word: str) -> Value | Namespace:
        """The meaning of the first word of a reference."""
        match word:
            case "var":
                return Namespace(self.variable)
            case "local":
                return Namespace(self.local)
            case "module":
                return Namespace(self.module)
            case "data" | "ephemeral":
                return Namespace(lambda kind: Namespace(lambda name: self.block(word, kind, name)))  # type: ignore[arg-type, return-value]
            case "path":
                return {"module": posixpath.relpath(self.directory.path, self.project.root), "root": ".", "cwd": "."}
            case "terraform" | "tofu":
                return {
                    "workspace": self._workspace(),
                    "applying": Unknown(frozenset({"terraform.applying"}), "applying"),
                }
            case "each" | "count" | "self":
                raise EvaluationProblem(f"{word} has no meaning here")
            case _:
                return Namespace(lambda name: self.block("managed", word, name))

    def _workspace(self) -> Value:
        if self.project.workspace is not None:
            return self.project.workspace
        return Unknown(frozenset({"terraform.workspace"}), "terraform.workspace")

    def _remember(self, key: tuple[str, ...], work: Callable[[], Value]) -> Value:
        """The value under a key, worked out once; a circle is a problem."""
        if key in self._memo:
            value, references = self._memo[key]
            self.project.note(references)
            return value
        if key in self._busy:
            circle = " → ".join(".".join(k) for k in (*self._busy, key))
            raise EvaluationProblem(f"a circle: {circle[-200:]}")
        self._busy[key] = None
        try:
            self._memo[key] = self.project.traced(work)
        finally:
            del self._busy[key]
        return self._memo[key][0]

    def _open(self, name: str, problem: Exception) -> Unknown:
        """What could not be worked out, as an unknown that its own name causes; the mistake is noted."""
        qualified = self.qualified(name)
        self.project.problems.setdefault(qualified, str(problem))
        return Unknown(frozenset({qualified}), qualified)

    def local_expression(self, name: str) -> Expression | None:
        """The expression of a local value, or nothing."""
        attribute = self.directory.locals.get(name)
        return attribute.expression if attribute else None

    def local(self, name: str) -> Value:
        """``local.name``"""
        attribute = self.directory.locals.get(name)
        if attribute is None:
            raise EvaluationProblem(f"a local value with the name {name!r} has not been declared")
        return self._remember(("local", name), lambda: evaluate(attribute.expression, self, {}))

    # --- variables ---

    def variable(self, name: str) -> Value:
        """``var.name``"""
        block = self.directory.variables.get(name)
        if block is None:
            if self.parent is None and not self.directory.variables:
                return Unknown(frozenset({f"var.{name}"}), f"var.{name}")
            raise EvaluationProblem(f"an input variable with the name {name!r} has not been declared")
        return self._remember(("var", name), lambda: self._variable(name, block))

    def _variable(self, name: str, block: Block) -> Value:
        attributes = block.body.attributes
        value = self._given(name)
        nullable = not ("nullable" in attributes and attributes["nullable"].text.strip() == "false")
        if value is MISSING and self.project.sealed and self.parent is None:
            value = self._asked(name)
        elif value is MISSING or (value is None and not nullable):
            value = (
                evaluate(attributes["default"].expression, self, {}) if "default" in attributes else self._asked(name)
            )
        if "type" in attributes:
            try:
                value = convert(value, type_of(attributes["type"].expression))
            except TypeMismatch as problem:
                value = self._open(f"var.{name}", problem)
        value = narrowed(value, name, block)
        if "sensitive" in attributes and attributes["sensitive"].text.strip() == "true":
            return sensitive(value)
        return value

    def _given(self, name: str) -> Value:
        if self.parent is None or self.call is None:
            return self.project.inputs.get(name, MISSING)
        attribute = self.call.body.attributes.get(name)
        if attribute is None:
            return MISSING
        names = self.member.names if self.member else {}
        try:
            return evaluate(attribute.expression, self.parent, names)
        except (EvaluationProblem, SyntaxProblem) as problem:
            return self._open(f"var.{name}", problem)

    def _asked(self, name: str) -> Value:
        qualified = self.qualified(f"var.{name}")
        return Unknown(frozenset({qualified}), qualified)

    # --- blocks ---

    def blocks(self) -> Iterator[tuple[str, str, str]]:
        """Mode, type and name of every block that is declared, in the order of the files."""
        return iter(self.directory.blocks)

    def expansion(self, mode: str, kind: str, name: str) -> Expansion:
        """The instances of a block."""
        key = (mode, kind, name)
        if key not in self._expansions:
            block = self.directory.blocks[key]
            found = expand(block, self.qualified(address_of(mode, kind, name)), self, {})
            if found.limit:
                self.project.limits[found.limit] = block
            self._expansions[key] = found
        return self._expansions[key]

    def block(self, mode: str, kind: str, name: str) -> Value:
        """The value of a block: one object, or a list or map of them."""
        if (mode, kind, name) not in self.directory.blocks:
            raise EvaluationProblem(f"a resource {kind}.{name} has not been declared")
        address = self.qualified(address_of(mode, kind, name))
        if ("expand", mode, kind, name) in self._busy:
            raise EvaluationProblem(f"a circle: {address} needs itself to count its instances")
        self._busy["expand", mode, kind, name] = None
        try:
            expansion = self.expansion(mode, kind, name)
        finally:
            del self._busy["expand", mode, kind, name]
        objects = {member.index: self._object(mode, kind, name, address, member) for member in expansion.members}
        return instances(expansion, address, objects)

    def _object(self, mode: str, kind: str, name: str, address: str, member: Member) -> Value:
        full = address + member.suffix
        causes = frozenset({full})
        return Instance(
            causes,
            full,
            Reference(full),
            get=lambda attribute: self._attribute(mode, kind, name, full, member, attribute),
        )

    def _attribute(self, mode: str, kind: str, name: str, address: str, member: Member, attribute: str) -> Value:
        """An attribute of an instance: as configured, or known only to the provider."""
        reference = Reference(address, attribute)
        self.project.note(reference)
        if mode == "data":
            provider = lambda: self.provider(mode, kind, name, member)  # noqa: E731
            found = worth_without_asking(kind, attribute, address, provider)
            return found if found is not None else Unknown(frozenset({address}), str(reference), reference)
        key = (address, attribute)
        value = self._remember(key, lambda: self._configured(mode, kind, name, member, attribute))
        if value is None:
            return Unknown(frozenset({str(reference)}), str(reference), reference)
        if isinstance(value, Unknown) and value.reference is None:
            return Unknown(value.causes, value.key, reference, value.low)
        return value

    def _configured(self, mode: str, kind: str, name: str, member: Member, attribute: str) -> Value:
        body = self.directory.blocks[mode, kind, name].body
        if attribute in body.attributes:
            return evaluate(body.attributes[attribute].expression, self, member.names)
        values, _ = evaluate_body(body, self, member.names, only=attribute)
        return values.get(attribute)

    # --- modules ---

    def module(self, name: str) -> Value:
        """``module.name``: its outputs, or something unresolved where the module is not on disk."""
        call = self.directory.modules.get(name)
        if call is None:
            raise EvaluationProblem(f"a module call {name!r} has not been declared")
        qualified = self.qualified(f"module.{name}")
        children = self.children(name)
        if children is None:
            self.project.note(Reference(qualified))
            return Unknown(frozenset({qualified}), qualified, Reference(qualified))
        expansion = self._expansions["module", name]
        objects = {index: self._outputs(child) for index, child in children.items()}
        return instances(expansion, qualified, objects)

    def _outputs(self, child: Module) -> Value:
        return Instance(frozenset({child.path}), child.path, None, get=child.output)

    def output(self, name: str) -> Value:
        """An output of this module."""
        block = self.directory.outputs.get(name)
        if block is None or "value" not in block.body.attributes:
            raise EvaluationProblem(f"{self.path} has no output {name!r}")
        attributes = block.body.attributes
        value = self._remember(("output", name), lambda: evaluate(attributes["value"].expression, self, {}))
        if "sensitive" in attributes and attributes["sensitive"].text.strip() == "true":
            return sensitive(value)
        return value

    def children(self, name: str) -> Mapping[int | str | None, Module] | None:
        """The instances of a module call by their index; nothing where the module is not on disk."""
        if name in self._children:
            return self._children[name]
        call = self.directory.modules[name]
        qualified = self.qualified(f"module.{name}")
        source = self._source(call)
        located = self.project.locate(self.directory.path, source, _dotted(qualified))
        directory = self.project.directory(located.folder) if located.folder is not None else None
        if directory is None or self.depth >= MAX_MODULE_DEPTH:
            self.project.unresolved.setdefault(qualified, (source, call))
            return None
        key = ("module", name)
        if key in self._busy:
            raise EvaluationProblem(f"a circle: {qualified} needs itself")
        self._busy[key] = None
        try:
            expansion = self._expansions.setdefault(key, expand(call, qualified, self, {}))
        finally:
            del self._busy[key]
        place = Span(call.file, call.line, call.end_line)
        self._children[name] = {
            member.index: Module(
                self.project, directory, path=qualified + member.suffix, parent=self, call=call, member=member,
                calls=(*self.calls, place),
            )
            for member in expansion.members
        }  # fmt: skip
        return self._children[name]

    def _source(self, call: Block) -> str:
        attribute = call.body.attributes.get("source")
        if attribute is None:
            return ""
        try:
            value = unmark(evaluate(attribute.expression, self, {}))
        except (EvaluationProblem, SyntaxProblem):
            return attribute.text
        return value if isinstance(value, str) else attribute.text

    def provider(self, mode: str, kind: str, name: str, member: Member) -> Provider:
        """The provider that makes an instance, with its region, account and default tags."""
        return self.providers.of(self.directory.blocks[mode, kind, name], kind, member.names)

    def template_file(self, path: str, variables: Mapping[str, Value]) -> Value:
        """A template file rendered with variables."""
        content = self.files.read(path)
        if isinstance(content, Unknown):
            return content
        try:
            tree = parse_template(content.decode("utf-8", "replace"))
        except SyntaxProblem as problem:
            raise EvaluationProblem(f"{path}: {problem}") from problem
        return evaluate(tree, self, dict(variables))


class _Missing:
    """No value was given, which is not ``null``."""


MISSING: Final = _Missing()


def address_of(mode: str, kind: str, name: str) -> str:
    """The address of a block within its module."""
    return f"{kind}.{name}" if mode == "managed" else f"{mode}.{kind}.{name}"


def _dotted(qualified: str) -> str:
    """``module.a["x"].module.b`` as modules.json names it: ``a.b``."""
    import re

    return ".".join(re.findall(r"module\.([\w-]+)", qualified))


__all__ = ["Environment", "Instances", "Module", "ModuleSource", "Project", "causes_of", "if_else", "lift"]
