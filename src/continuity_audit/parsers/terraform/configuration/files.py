"""The blocks and arguments of a configuration file, in whatever syntax it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from continuity_audit.parsers.terraform.configuration.grammar import parse_expression
from continuity_audit.parsers.terraform.configuration.nodes import Expression


class Problem(Struct, frozen=True):
    """Something that could not be read: where and what."""

    file: str
    line: int
    reason: str


class Attribute:
    """``name = expression``"""

    __slots__ = ("_expression", "end_line", "file", "line", "name", "text")

    def __init__(
        self, name: str, text: str, file: str, line: int, end_line: int, expression: Expression | None = None
    ) -> None:
        self.name = name
        self.text = text
        """The expression as written."""
        self.file = file
        self.line = line
        self.end_line = end_line
        self._expression = expression

    @property
    def expression(self) -> Expression:
        """The tree of the expression.

        Raises:
            SyntaxProblem: it cannot be read.
        """
        if self._expression is None:
            self._expression = parse_expression(self.text)
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
            from continuity_audit.parsers.terraform.configuration.json_files import expression_of

            self._expression = expression_of(self.data)
        return self._expression


class Body(Struct, eq=False):
    """What stands between the braces of a block: attributes by name and nested blocks in order."""

    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """What its attributes and nested blocks are called; the dynamic ones as what they make."""
        made = (block.labels[0] if block.type == "dynamic" and block.labels else block.type for block in self.blocks)
        return frozenset((*self.attributes, *made))

    def blocks_of(self, kind: str) -> Iterator[Block]:
        """The nested blocks of a type."""
        return (block for block in self.blocks if block.type == kind)


class Block(Struct, eq=False):
    """A block with its type, its labels and its body."""

    type: str
    labels: tuple[str, ...]
    file: str
    line: int
    end_line: int
    body: Body
