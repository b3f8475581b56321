"""Reads the blocks of a file that tree-sitter does not read whole, one by one, so that a mistake costs one block.

tree-sitter's own recovery may give up the rest of a file after an unclosed quote or brace, and refuses a few forms
that Terraform takes. Here every block is read on its own to the letter of the grammar; one that cannot be read is
named with line and reason, and reading goes on at the next line that begins a block.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from continuity_audit.parsers.terraform.files import Attribute, Block, Body, JsonBlock, Problem
from continuity_audit.parsers.terraform.grammar import HEREDOC, IDENTIFIER, SPACE, parse_expression, token_at
from continuity_audit.parsers.terraform.syntax import SyntaxProblem
from continuity_audit.parsers.terraform.templates import heredoc_end

BEGINNING: Final = re.compile(
    r"^(?:(?:resource|data|ephemeral)[ \t]+\"|(?:module|variable|output|provider|check)[ \t]+\"|"
    r"(?:locals|terraform|moved|removed|import)[ \t]*\{)",
    re.MULTILINE,
)
"""A line that begins a block of the outermost level, as everybody writes them: without indentation."""

LABEL: Final = re.compile(r'[ \t]*(?:"((?:[^"\\\n]|\\.)*)"|([^\W\d][\w-]*))')
PLAIN: Final = re.compile(r'[^"(){}\[\]\n#/<$%]+')
QUOTED: Final = re.compile(r'[^"\\$%\n]+')
INLINE: Final = re.compile(r"[ \t]*")
CLOSES: Final = {"(": ")", "[": "]", "{": "}"}
MAX_PROBLEMS: Final = 20


def read_blocks(text: str, file: str) -> tuple[Body, tuple[Problem, ...]]:
    """The body of a file, without the blocks that hold a mistake, and the mistakes."""
    reader = _Blocks(text, file)
    problems: list[Problem] = []
    blocks: list[Block] = []
    attributes: dict[str, Attribute] = {}
    while True:
        reader.skip()
        if reader.at >= len(text):
            break
        begin = reader.at
        try:
            reader.entry(attributes, blocks)
        except (SyntaxProblem, RecursionError) as problem:
            offset = problem.offset if isinstance(problem, SyntaxProblem) else begin
            reason = str(problem) if isinstance(problem, SyntaxProblem) else "nested too deeply"
            problems.append(Problem(file, reader.line(min(offset, len(text))), f"not valid Terraform syntax: {reason}"))
            following = BEGINNING.search(text, begin + 1)
            if following is None or len(problems) >= MAX_PROBLEMS:
                break
            reader.at = following.start()
    return Body(attributes, tuple(blocks)), tuple(problems)


class _Blocks:
    """A place in the text of a file."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.at = 0
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]

    def line(self, offset: int) -> int:
        return bisect_right(self._lines, offset)

    def skip(self) -> None:
        found = SPACE.match(self.text, self.at)
        if found:
            self.at = found.end()

    def entry(self, attributes: dict[str, Attribute], blocks: list[Block], nested: int = 0) -> None:
        """One attribute or block."""
        begin = self.at
        if nested and (begin == 0 or self.text[begin - 1] == "\n") and BEGINNING.match(self.text, begin):
            raise SyntaxProblem("a block begins before the one around it is closed", begin)
        name = IDENTIFIER.match(self.text, begin)
        if name is None:
            raise SyntaxProblem(f"expected a block or an argument, found {token_at(self.text, begin)}", begin)
        self.at = INLINE.match(self.text, name.end()).end()  # type: ignore[union-attr]  # matches anywhere
        if self.text.startswith("=", self.at) and not self.text.startswith("==", self.at):
            self.at += 1
            attribute = self._attribute(name[0], begin)
            if attribute.name in attributes:
                raise SyntaxProblem(f"the argument {attribute.name!r} is set twice", begin)
            attributes[attribute.name] = attribute
        else:
            blocks.append(self._block(name[0], begin, nested))

    def _attribute(self, name: str, begin: int) -> Attribute:
        self.at = INLINE.match(self.text, self.at).end()  # type: ignore[union-attr]
        start = self.at
        end = extent(self.text, start)
        text = self.text[start:end].rstrip()
        try:
            parse_expression(text)
        except SyntaxProblem as problem:
            raise SyntaxProblem(str(problem), start + problem.offset) from problem
        self.at = end
        return Attribute(name, text, self.file, self.line(begin), self.line(start + len(text)))

    def _block(self, kind: str, begin: int, nested: int) -> Block:
        labels: list[str] = []
        while (label := LABEL.match(self.text, self.at)) is not None:
            labels.append(label[2] if label[1] is None else label[1])
            self.at = label.end()
        self.at = INLINE.match(self.text, self.at).end()  # type: ignore[union-attr]
        if not self.text.startswith("{", self.at):
            raise SyntaxProblem(f"expected '{{' or '=' after {kind!r}", self.at)
        self.at += 1
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        while True:
            self.skip()
            if self.at >= len(self.text):
                raise SyntaxProblem(f"the block {kind!r} is not closed", begin)
            if self.text[self.at] == "}":
                break
            self.entry(attributes, blocks, nested + 1)
        end = self.line(self.at)
        self.at += 1
        return JsonBlock(kind, tuple(labels), self.file, self.line(begin), end, Body(attributes, tuple(blocks)))


def extent(text: str, at: int) -> int:  # noqa: C901  one step a kind of character
    """Where the expression that begins at an offset ends: at the end of its line, or the brace that closes its block.

    Raises:
        SyntaxProblem: a bracket, quote or heredoc has no end.
    """
    expected: list[tuple[str, int]] = []  # closing marks that are awaited, with where each was opened
    while at < len(text):
        if expected and expected[-1][0] == '"':
            at = _in_quotes(text, at, expected)
            continue
        if found := PLAIN.match(text, at):
            at = found.end()
            if at >= len(text):
                break
        character = text[at]
        if character == "\n" and not expected:
            return at
        if character in CLOSES or character == '"':
            expected.append((CLOSES.get(character, '"'), at))
        elif character in ")]}":
            if not expected:
                return at
            if expected[-1][0] != character:
                raise SyntaxProblem(f"expected {expected[-1][0]!r}, found {character!r}", at)
            expected.pop()
        elif character == "<" and (opening := HEREDOC.match(text, at)):
            at = heredoc_end(text, opening)
            continue
        elif (character == "#" or text.startswith("//", at)) and not expected:
            return at
        elif text.startswith(("#", "//"), at):
            at = (text.find("\n", at) + 1 or len(text) + 1) - 1
            continue
        elif text.startswith("/*", at):
            at = (text.find("*/", at) + 1 or len(text)) + 1
            continue
        at += 1
    if expected:
        mark, opened = expected[-1]
        raise SyntaxProblem(
            "the text has no closing quote" if mark == '"' else f"the bracket before has no {mark!r}", opened
        )
    return at


def _in_quotes(text: str, at: int, expected: list[tuple[str, int]]) -> int:
    """One step inside a quoted text: over plain text, an escape, its closing quote, or into an interpolation."""
    if found := QUOTED.match(text, at):
        return found.end()
    if text[at] == "\n":
        raise SyntaxProblem("a line ends inside a quoted text", expected[-1][1])
    if text[at] == '"':
        expected.pop()
        return at + 1
    if text.startswith(("$${", "%%{"), at):
        return at + 3
    if text[at] == "\\":
        return at + 2
    if text.startswith(("${", "%{"), at):
        expected.append(("}", at))
        return at + 2
    return at + 1
