"""The blocks and attributes of a configuration file, from tree-sitter (native syntax) or a YAML reader (JSON syntax).

A file that tree-sitter does not read whole is read block by block (see ``recovery``), so that a mistake costs only the
blocks that it breaks. Expressions stay text until somebody asks for their value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from continuity_audit.parsers.terraform.grammar import parse_expression
from continuity_audit.parsers.terraform.syntax import Expression, SyntaxProblem

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

UNKNOWN_TO_GRAMMAR: Final = re.compile(
    rb"\bprovider::(?=[\w-]+::)|(?<=\w)::(?=[\w-]+\()|(?<![\w.-])\d+[eE][+-]?\d+(?![\w.])"
)
"""Provider-defined functions and numbers such as ``1e3``, which the tree-sitter grammar does not know."""

EXPONENT: Final = re.compile(rb"[0-9][eE][+-]?[0-9]")
"""What such a number has in it; most files have none, and to look for this first costs a tenth."""

ENDLESS: Final = re.compile(rb'(?:"[^"\n]*"\s*){20}|(?:\b\w+[ \t]*=[ \t]*){20}')
"""So many texts with nothing between them, or names set to names, are mistakes that tree-sitter takes minutes over."""

MAX_PARSED: Final = 1_000_000
"""Bytes; a tree of a larger file would take hundreds of times its memory, so such a file is read block by block."""

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


class Problem(Struct, frozen=True):
    """Something that could not be read: where and what."""

    file: str
    line: int
    reason: str


class Attribute:
    """``name = expression``, parsed when asked."""

    __slots__ = ("_expression", "_text", "end_line", "file", "line", "name")

    def __init__(self, name: str, text: str, file: str, line: int, end_line: int) -> None:
        self.name = name
        self._text = text
        self.file = file
        self.line = line
        self.end_line = end_line
        self._expression: Expression | None = None

    @property
    def text(self) -> str:
        """The expression as written."""
        return self._text

    @property
    def expression(self) -> Expression:
        """The tree of the expression.

        Raises:
            SyntaxProblem: it cannot be read.
        """
        if self._expression is None:
            self._expression = parse_expression(self._text)
        return self._expression


class JsonAttribute(Attribute):
    """An attribute of a JSON configuration: its value is data whose texts are templates."""

    __slots__ = ("data",)

    def __init__(self, name: str, data: object, file: str, line: int, end_line: int) -> None:
        # A switch such as `sensitive` is asked for by its text.
        switch = str(data).lower() if isinstance(data, bool) or data in ("true", "false") else ""
        super().__init__(name, switch, file, line, end_line)
        self.data = data

    @property
    def expression(self) -> Expression:
        if self._expression is None:
            from continuity_audit.parsers.terraform.json_files import expression_of

            self._expression = expression_of(self.data)
        return self._expression


class Body(Struct, eq=False):
    """What stands between the braces of a block: attributes by name and nested blocks in order."""

    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()

    def blocks_of(self, kind: str) -> Iterator[Block]:
        """The nested blocks of a type."""
        return (block for block in self.blocks if block.type == kind)


class Block:
    """A block with its type and labels; its body is read when asked."""

    def __init__(self, kind: str, labels: tuple[str, ...], file: str, line: int, end_line: int) -> None:
        self.type = kind
        self.labels = labels
        self.file = file
        self.line = line
        self.end_line = end_line

    @cached_property
    def body(self) -> Body:
        """The attributes and nested blocks."""
        return Body()


class JsonBlock(Block):
    """A block of a JSON configuration, with its body at hand."""

    def __init__(self, kind: str, labels: tuple[str, ...], file: str, line: int, end_line: int, body: Body) -> None:
        super().__init__(kind, labels, file, line, end_line)
        self._body = body

    @cached_property
    def body(self) -> Body:
        return self._body


class NativeBlock(Block):
    """A block in native syntax over its tree-sitter node."""

    def __init__(self, node: Node, source: bytes, file: str) -> None:
        words: list[str] = []
        self._node: Node | None = None
        for child in node.children:
            kind = child.type
            if kind in ("identifier", "string_lit"):
                words.append(_text(child, source).strip('"'))
            elif kind == "body":
                self._node = child
        self._source = source
        super().__init__(
            words[0] if words else "", tuple(words[1:]), file, node.start_point[0] + 1, node.end_point[0] + 1
        )

    @cached_property
    def body(self) -> Body:
        return _body(self._node, self._source, self.file) if self._node is not None else Body()


def _text(node: Node, source: bytes) -> str:
    return source[node.start_byte : node.end_byte].decode("utf-8", "replace")


def _body(node: Node, source: bytes, file: str) -> Body:
    attributes: dict[str, Attribute] = {}
    blocks: list[Block] = []
    for child in node.children:
        kind = child.type
        if kind == "attribute":
            parts = child.children
            if len(parts) < 3:
                continue
            name, value = (
                _text(parts[0], source),
                next((p for p in reversed(parts) if p.type == "expression"), parts[-1]),
            )
            attributes.setdefault(
                name,
                Attribute(name, _text(value, source), file, child.start_point[0] + 1, child.end_point[0] + 1),
            )
        elif kind == "block":
            blocks.append(NativeBlock(child, source, file))
    return Body(attributes, tuple(blocks))


@lru_cache(maxsize=1)
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_hcl

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))


def read_native(source: bytes, file: str) -> tuple[Body, tuple[Problem, ...]]:
    """The body of a ``.tf`` file, with what of it could not be read."""
    source = source.removeprefix(BYTE_ORDER_MARK)
    if len(source) > MAX_PARSED or ENDLESS.search(source):
        from continuity_audit.parsers.terraform.recovery import read_blocks

        return read_blocks(source.decode("utf-8", "replace"), file)
    foreign = b"::" in source or EXPONENT.search(source)
    root = _parser().parse(UNKNOWN_TO_GRAMMAR.sub(_mask, source) if foreign else source).root_node
    if root.has_error:
        from continuity_audit.parsers.terraform.recovery import read_blocks
        from continuity_audit.parsers.terraform.second_opinion import with_second_opinion

        found, problems = read_blocks(source.decode("utf-8", "replace"), file)
        return found, with_second_opinion(problems, source)
    body = next((child for child in root.children if child.type == "body"), None)
    return (_body(body, source, file) if body is not None else Body()), ()


def _mask(found: re.Match[bytes]) -> bytes:
    """What stands in for a form that the grammar does not know, of the same length."""
    return b"0" * len(found[0]) if found[0][:1].isdigit() else found[0].replace(b"::", b"__")


__all__ = ["Attribute", "Block", "Body", "JsonAttribute", "JsonBlock", "Problem", "SyntaxProblem", "read_native"]
