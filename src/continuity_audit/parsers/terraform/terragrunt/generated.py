"""The files that Terragrunt generates in a unit: ``generate`` blocks, parsed as if they lay beside its code."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Final

from msgspec import Struct, field

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.parts import causes_of, unmark
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.terraform.configuration.files import Attribute
from continuity_audit.parsers.terraform.configuration.nodes import (
    Call,
    Expression,
    Literal,
    SyntaxProblem,
    Template,
    TemplateFor,
    TemplateIf,
)
from continuity_audit.parsers.terraform.evaluation.evaluate import evaluate
from continuity_audit.parsers.terraform.evaluation.scope import EvaluationProblem, NotThere
from continuity_audit.parsers.terraform.functions.base import to_string
from continuity_audit.parsers.terraform.terragrunt.configuration import Configuration
from continuity_audit.parsers.terraform.terragrunt.merging import blocks

CONFIGURATION: Final = (".tf", ".tf.json", ".tofu", ".tofu.json")
DECLARES: Final = re.compile(r'^[ \t]*(?:resource|module)[ \t]+["\w]', re.MULTILINE)
"""How a block begins that makes a text more than settings of Terraform and its providers."""
REMOVES: Final = ("remove", "remove_terragrunt")
"""What ``if_disabled`` is where a file that is there goes with its block."""


class Generated(Struct):
    """A generated file: its text, the file of the tree where the text stands, and the line before it there."""

    name: str
    text: str
    origin: str
    before: int = 0
    yields: bool = False
    """Whether a file of the same name that is there already wins."""

    @property
    def source(self) -> bytes:
        """The text with as many empty lines before it as make the lines those of its origin."""
        return ("\n" * self.before + self.text).encode()


class Other(Struct):
    """A generated file that is no configuration, for functions to read, or with values of variables."""

    text: str
    yields: bool = False
    open: Unknown | None = None
    """What stands for its text where code leaves some of that open."""


class Files(Struct):
    """All that is generated in a unit."""

    files: list[Generated] = field(default_factory=list)
    others: dict[str, Other] = field(default_factory=dict)
    """By their paths below the code."""
    unknown: dict[str, Value] = field(default_factory=dict)
    """What stands in the texts for values that code leaves open, by the names of variables."""
    missing: list[tuple[str, str, int]] = field(default_factory=list)
    """Files whose text code leaves open: the name, and the file and line of the block."""
    removed: set[str] = field(default_factory=set)
    """The paths below the code of files that are there and that Terragrunt removes."""
    below: list[tuple[str, str, str, int]] = field(default_factory=list)
    """Files in folders below the code, which Terraform reads for a module alone: the folder, and the same."""


def generated(of: Configuration) -> Files:
    """The files that a unit and what it includes generate."""
    found = Files()
    for label, (configuration, block) in blocks(of, "generate").items():
        path = configuration.attribute(block, "path")
        contents = block.body.attributes.get("contents")
        disabled = configuration.attribute(block, "disable")
        where = posixpath.normpath(path) if isinstance(path, str) else f"{label}.tf"
        if disabled is True and configuration.attribute(block, "if_disabled") in REMOVES:
            found.removed.add(where)
        if contents is None or disabled is True:
            continue
        yields = configuration.attribute(block, "if_exists") == "skip"
        folder, name = posixpath.split(where)
        if not name.endswith(CONFIGURATION):
            if not where.startswith(("/", "../")):
                found.others[where] = _other(configuration, contents, label, yields)
            continue
        if folder and not posixpath.isabs(folder):
            found.below.append((folder, f"generate.{label}", block.file, block.line))
            continue
        text = _Text(configuration, contents, found)
        may_lack = disabled not in (None, False) and bool(DECLARES.search(text.value or ""))
        if text.value is None or text.leaves_out or may_lack:
            found.missing.append((f"generate.{label}", block.file, block.line))
        if text.value is not None and not may_lack:
            found.files.append(Generated(name, text.value, text.origin, text.before, yields))
    return found


def _other(configuration: Configuration, contents: Attribute, label: str, yields: bool) -> Other:
    stand_ins = Files()
    text = _Text(configuration, contents, stand_ins)
    if text.value is not None and not text.leaves_out and not stand_ins.unknown:
        return Other(text.value, yields)
    cause = f"generate.{label}"
    return Other(text.value or "", yields, Unknown(frozenset({cause}), f"{configuration.home}::{cause}"))


class _Text:
    """The text of one generated file; ``value`` is ``None`` where code leaves it open."""

    def __init__(self, configuration: Configuration, contents: Attribute, found: Files) -> None:
        self._configuration = configuration
        self._found = found
        self.origin, self.before = contents.file, contents.line - 1
        self.leaves_out = False
        """Whether resources or modules are left out of it, as code leaves open whether or how often they are there."""
        try:
            expression = contents.expression
        except SyntaxProblem:
            self.value = None
            return
        if isinstance(expression, Template):
            self.value = self._rendered(expression)
        else:
            value = self._evaluated(expression)
            self.value = value if isinstance(value, str) else None
        if contents.text.startswith("<<"):
            self.before = contents.line
        for path in files_read(configuration, expression):
            if self.value is not None and self._is(path):
                self.origin, self.before = path, 0

    def _is(self, path: str) -> bool:
        try:
            content = self._configuration.files.read(self._configuration.tree.paths.absolute(path))
        except OSError:
            return False
        return isinstance(content, bytes) and content == (self.value or "").encode()

    def _evaluated(self, expression: Expression) -> Value:
        try:
            return unmark(evaluate(expression, self._configuration, {}))
        except NotThere as problem:
            return problem.unknown
        except (EvaluationProblem, SyntaxProblem, RecursionError) as problem:
            return Unknown(frozenset({f"generate ({problem})"}), f"{self._configuration.home}::{problem}")

    def _rendered(self, template: Template) -> str:
        text = ""
        for part in template.parts:
            value = self._evaluated(part)
            if isinstance(part, TemplateIf | TemplateFor) and not isinstance(value, str):
                self.leaves_out = self.leaves_out or any(map(DECLARES.search, _texts(part)))
                continue
            known = isinstance(value, str | bool | int | Decimal)
            text += to_string(value) if known else self._stand_in(value, text)
        return text

    def _stand_in(self, value: Value, before: str) -> str:
        """A variable in place of a value that is open, as it is written inside quotes or outside."""
        name = f"terragrunt_{len(self._found.unknown)}"
        if not isinstance(value, Unknown):
            value = Unknown(causes_of(value), key_of(value))
        self._found.unknown[name] = value
        line = before.rpartition("\n")[2]
        quoted = (line.count('"') - line.count('\\"')) % 2 == 1
        return f"${{var.{name}}}" if quoted else f"var.{name}"


def makes_code(of: Configuration) -> bool:
    """Whether a unit that has no code of its own may be made of what it generates: resources or modules.

    Only the text is looked at, as it stands: what it is worth may hang on other units.
    """
    for configuration, block in blocks(of, "generate").values():
        contents = block.body.attributes.get("contents")
        if contents is None:
            continue
        try:
            value = contents.expression
        except SyntaxProblem:
            continue
        texts = [value.value] if isinstance(value, Literal) and isinstance(value.value, str) else [contents.text]
        for path in files_read(configuration, value, ("file", "templatefile")):
            with suppress(OSError):
                content = configuration.files.read(configuration.tree.paths.absolute(path))
                texts.append(content.decode("utf-8", "replace") if isinstance(content, bytes) else "")
        if any(DECLARES.search(text) for text in texts):
            return True
    return False


def files_read(
    configuration: Configuration, expression: Expression, functions: Container[str] = ("file",)
) -> Iterator[str]:
    """The files of the tree whose text an expression may take over with some functions."""
    for call in calls_of(expression):
        if call.name not in functions or not call.arguments:
            continue
        try:
            path = unmark(evaluate(call.arguments[0], configuration, {}))
        except (EvaluationProblem, SyntaxProblem):
            continue
        place = configuration.place(path, configuration.folder) if isinstance(path, str) else None
        if place is not None:
            yield place


def calls_of(node: object) -> Iterator[Call]:
    """The calls of functions in an expression."""
    return (found for found in _inside(node) if isinstance(found, Call))


def _texts(node: object) -> Iterator[str]:
    """The texts in an expression as they are written."""
    for found in _inside(node):
        if isinstance(found, Literal) and isinstance(found.value, str):
            yield found.value


def _inside(node: object) -> Iterator[Struct]:
    """An expression with all expressions in it."""
    if isinstance(node, Struct):
        yield node
    if isinstance(node, tuple):
        for part in node:
            yield from _inside(part)
    elif isinstance(node, Struct) and not isinstance(node, Literal):
        for name in node.__struct_fields__:
            yield from _inside(getattr(node, name))
