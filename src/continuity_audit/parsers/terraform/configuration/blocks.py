"""Reads the native syntax of a file: its blocks and arguments, and every expression once.

A mistake costs the block of the outermost level that it stands in: it is named with line and reason, and reading goes
on at the next line that begins a block. What most files hold is told by one look at a whole entry; all else is read
step by step to the letter of the grammar.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from continuity_audit.estate.patterns import pattern
from continuity_audit.parsers.terraform.configuration.files import Attribute, Block, Body, Problem
from continuity_audit.parsers.terraform.configuration.grammar import HEREDOC, parse_expression, token_at
from continuity_audit.parsers.terraform.configuration.heredocs import heredoc_close
from continuity_audit.parsers.terraform.configuration.nodes import (
    Expression,
    ForbiddenProblem,
    LimitProblem,
    SyntaxProblem,
)
from continuity_audit.parsers.terraform.configuration.templates import ESCAPE

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"

BEGINNING: Final = pattern(
    r"^(?:(?:resource|data|ephemeral)[ \t]+\"|(?:module|variable|output|provider|check)[ \t]+\"|"
    r"(?:locals|terraform|moved|removed|import)[ \t]*\{)",
    re.MULTILINE,
)
"""A line that begins a block of the outermost level, as everybody writes them: without indentation."""

_QUOTED: Final = r'"(?:[^"\\$%\n]++|\\.|\$\$\{|%%\{|[$%](?!\{)|[$%]\{[^"{}\n]*+\})*+"'
"""A text on one line, with interpolations that hold no text or brace of their own."""
_OTHER: Final = rf"{_QUOTED}|/(?![/*])|<(?!<)"
_FLAT: Final = rf'[\[({{](?:[^"()\[\]{{}}#/<]++|{_OTHER}|(?:#|//)[^\n]*+)*+[\])}}]'
_NESTED: Final = rf'[\[({{](?:[^"()\[\]{{}}#/<]++|{_OTHER}|(?:#|//)[^\n]*+|{_FLAT})*+[\])}}]'
VALUE: Final = rf'(?:[^"()\[\]{{}}#/<\n]++|{_OTHER}|{_NESTED})++(?=\n|\}}|#|//|\Z)'
"""The whole of most expressions, up to the end of their line: brackets no deeper than two levels, no heredoc."""

ENTRY: Final = pattern(
    r"(?:[ \t\r\n\ufeff]++|(?:#|//)[^\n]*+|/\*(?s:.*?)\*/)*+"
    rf"(?:(?P<name>[^\W\d][\w-]*+)[ \t]*+(?:(?P<sets>=)(?!=)[ \t]*+(?P<value>{VALUE})?"
    r'|(?P<labels>(?:"[^"\\\n$%]*+"[ \t]*+)*+)\{)?)?'
)
"""What an entry of a body begins with, or is: an argument, the head of a block. White space and comments before it."""

ESCAPED: Final = pattern(rf"(?:[^\\]|{ESCAPE.pattern})*")
"""A label with those escapes alone that texts have."""
LABEL: Final = pattern(r'[ \t]*(?:"((?:[^"\\\n]|\\.)*)"|([^\W\d][\w-]*))')
PLAIN: Final = pattern(r'[^"(){}\[\]\n#/<$%]+')
INSIDE_QUOTES: Final = pattern(r'[^"\\$%\n]+')
TEMPLATE: Final = pattern(r"(?<!\$)\$\{|(?<!%)%\{")
LINE_END: Final = pattern(r"[ \t\r]*+(?:\n|#|//|/\*|\Z)")
INLINE: Final = pattern(r"[ \t]*")
CLOSES: Final = {"(": ")", "[": "]", "{": "}"}
MAX_PROBLEMS: Final = 20


def read_native(source: bytes, file: str) -> tuple[Body, tuple[Problem, ...]]:
    """The body of a file, without the blocks that hold a mistake, and the mistakes."""
    text = source.removeprefix(BYTE_ORDER_MARK).decode("utf-8", "replace")
    body, problems, forbidden = _read_blocks(text, file)
    if problems and not forbidden:
        from continuity_audit.parsers.terraform.configuration.second_opinion import with_second_opinion

        return body, with_second_opinion(problems, source)
    return body, problems


def _read_blocks(text: str, file: str) -> tuple[Body, tuple[Problem, ...], bool]:
    """The body and the mistakes, and whether the first of these is surely one: a rule of HCL forbids it."""
    reader = _Blocks(text, file)
    problems: list[Problem] = []
    blocks: list[Block] = []
    attributes: dict[str, Attribute] = {}
    forbidden = False
    while True:
        begin = reader.at
        try:
            if reader.entries(attributes, blocks):
                break
            problem, offset = f"expected a block or an argument, found {token_at(text, reader.at)}", reader.at
        except SyntaxProblem as found:
            problem, offset = str(found), found.offset
            forbidden |= not problems and isinstance(found, ForbiddenProblem)
        except RecursionError:
            problem, offset = "nested too deeply", begin
        line = text.count("\n", 0, min(offset, len(text))) + 1
        problems.append(Problem(file, line, f"not valid Terraform syntax: {problem}"))
        following = BEGINNING.search(text, max(begin, reader.begun) + 1)
        if following is None:
            break
        if len(problems) >= MAX_PROBLEMS:
            line = text.count("\n", 0, following.start()) + 1
            problems.append(Problem(file, line, f"{MAX_PROBLEMS} mistakes before it: from here on not read (limit)"))
            break
        reader.go_on(following.start())
    return Body(attributes, tuple(blocks)), tuple(problems), forbidden


class _Blocks:
    """A place in the text of a file."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.at = 0
        self.begun = 0
        """Where the entry of the outermost level begins that is being read."""
        self._ended = 0
        """Where the last entry ended."""
        self._line = 1
        self._counted = 0

    def go_on(self, at: int) -> None:
        """Read on at another place."""
        self.at = at
        self._line, self._counted = self.text.count("\n", 0, at) + 1, at

    def _line_at(self, offset: int) -> int:
        """The line of an offset that is no earlier than the one before."""
        self._line += self.text.count("\n", self._counted, offset)
        self._counted = offset
        return self._line

    def entries(self, attributes: dict[str, Attribute], blocks: list[Block], nested: bool = False) -> bool:
        """The arguments and blocks from here on, up to what is none; whether that is the end of the text."""
        text, file = self.text, self.file
        entry = ENTRY.match
        while True:
            found = entry(text, self.at)
            name = found["name"]  # type: ignore[index]  # it matches anywhere
            if name is None:
                self.at = found.end()  # type: ignore[union-attr]
                return self.at >= len(text)
            begin = found.start("name")  # type: ignore[union-attr]
            if not nested:
                self.begun = begin
            elif text[begin - 1] == "\n" and BEGINNING.match(text, begin):
                raise SyntaxProblem("a block begins before the one around it is closed", begin)
            line = self._line_at(begin)
            if found["sets"]:  # type: ignore[index]
                start = self.at = found.end()  # type: ignore[union-attr]
                value = found["value"]  # type: ignore[index]
                if value is None:
                    value = self._value()
                else:
                    start -= len(value)
                    value = value.rstrip()
                if name in attributes:
                    raise ForbiddenProblem(f"the argument {name!r} is set twice", begin)
                attributes[name] = Attribute(
                    name, value, file, line, line + text.count("\n", begin, start + len(value)), _parsed(value, start)
                )
                self._ended = start + len(value)
                continue
            labels = found["labels"]  # type: ignore[index]
            if labels is None:
                labels = self._labels(name, found.end("name"))  # type: ignore[union-attr]
            else:
                self.at = found.end()  # type: ignore[union-attr]
                labels = tuple(labels.split('"')[1::2])
            blocks.append(self._block(name, labels, begin, line))
            if LINE_END.match(text, self.at) is None:
                after = token_at(text, INLINE.match(text, self.at).end())  # type: ignore[union-attr]  # as above
                raise ForbiddenProblem(f"expected the end of the line after the block {name!r}, found {after}", self.at)

    def _value(self) -> str:
        """The expression that begins here, without the comments that stand after it."""
        comments: list[int] = []
        start, self.at = self.at, extent(self.text, self.at, comments)
        value = self.text[start : self.at].rstrip()
        while value.endswith("*/") and comments:
            value = self.text[start : comments.pop()].rstrip()
        return value

    def _labels(self, kind: str, at: int) -> tuple[str, ...]:
        """The labels of a block and the brace that opens it, step by step."""
        labels: list[str] = []
        while (label := LABEL.match(self.text, at)) is not None:
            if label[1] is not None and TEMPLATE.search(label[1]):
                raise ForbiddenProblem("a template has no meaning in a label", at)
            if label[1] is not None and "\\" in label[1] and not ESCAPED.fullmatch(label[1]):
                raise ForbiddenProblem("an unknown escape in a label", at)
            labels.append(label[2] if label[1] is None else label[1])
            at = label.end()
        at = INLINE.match(self.text, at).end()  # type: ignore[union-attr]  # it matches anywhere
        if not self.text.startswith("{", at):
            raise SyntaxProblem(f"expected '{{' or '=' after {kind!r}", at)
        self.at = at + 1
        return tuple(labels)

    def _block(self, kind: str, labels: tuple[str, ...], begin: int, line: int) -> Block:
        attributes: dict[str, Attribute] = {}
        blocks: list[Block] = []
        on_one_line = LINE_END.match(self.text, self.at) is None
        if self.entries(attributes, blocks, nested=True):
            raise SyntaxProblem(f"the block {kind!r} is not closed", begin)
        if self.text[self.at] != "}":
            found = token_at(self.text, self.at)
            raise SyntaxProblem(f"expected a block or an argument, found {found}", self.at)
        ends_below = not (attributes or blocks) or "\n" in self.text[self._ended : self.at]
        if on_one_line and (blocks or len(attributes) > 1 or (attributes and ends_below)):
            raise ForbiddenProblem(
                f"the block {kind!r} on one line goes on below, or holds more than one argument", begin
            )
        if not on_one_line and not ends_below:
            raise ForbiddenProblem("expected the end of the line, found '}'", self.at)
        end = self._line_at(self.at)
        self.at += 1
        self._ended = self.at
        return Block(kind, labels, self.file, line, end, Body(attributes, tuple(blocks)))


def _parsed(text: str, start: int) -> Expression | None:
    """The tree of an expression; nothing where a limit forbids it, which is said where somebody asks for its value."""
    try:
        return _expression(text)
    except LimitProblem:
        return None
    except SyntaxProblem as problem:
        raise type(problem)(str(problem), start + problem.offset) from problem


@lru_cache(maxsize=50_000)
def _expression(text: str) -> Expression:
    """The same texts stand in many files: half of an estate's expressions are read once."""
    return parse_expression(text)


def comments_in(text: str) -> list[int]:
    """Where the comments of a file begin: what looks like one in a text or a heredoc is none."""
    found: list[int] = []
    at = mistakes = 0
    while at < len(text):
        try:
            at = extent(text, at, found)
        except SyntaxProblem:
            mistakes += 1
            following = BEGINNING.search(text, at + 1)
            if following is None or mistakes >= MAX_PROBLEMS:
                break
            at = following.start()
            continue
        if text.startswith(("#", "//"), at):
            found.append(at)
            at = _after_comment(text, at)
        at += 1
    return found


def extent(text: str, at: int, comments: list[int] | None = None) -> int:  # noqa: C901  one step a kind of character
    """Where the expression that begins at an offset ends: at the end of its line, or the brace that closes its block.

    ``comments`` takes where those inside it begin.

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
            at = heredoc_close(text, opening).end()
            continue
        elif (character == "#" or text.startswith("//", at)) and not expected:
            return at
        elif text.startswith(("#", "//", "/*"), at):
            if comments is not None:
                comments.append(at)
            at = _after_comment(text, at)
            continue
        at += 1
    if expected:
        mark, opened = expected[-1]
        raise SyntaxProblem(
            "the text has no closing quote" if mark == '"' else f"the bracket before has no {mark!r}", opened
        )
    return at


def _after_comment(text: str, at: int) -> int:
    """The end of a comment: before the end of its line, or after the mark that closes it."""
    mark, length = ("*/", 2) if text.startswith("/*", at) else ("\n", 0)
    end = text.find(mark, at)
    return len(text) if end < 0 else end + length


def _in_quotes(text: str, at: int, expected: list[tuple[str, int]]) -> int:
    """One step inside a quoted text: over plain text, an escape, its closing quote, or into an interpolation."""
    if found := INSIDE_QUOTES.match(text, at):
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
