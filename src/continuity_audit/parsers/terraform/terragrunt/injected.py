"""What a stack adds to the units and stacks that it makes."""

from __future__ import annotations

from collections.abc import Iterator

from continuity_audit.estate.values import Value
from continuity_audit.parsers.terraform.configuration.files import Block
from continuity_audit.parsers.terraform.evaluation.scope import Namespace
from continuity_audit.parsers.terraform.terragrunt.configuration import Configuration


class Injected(Configuration):
    """What a stack adds to a unit or stack that it makes: the ``autoinclude`` block, which wins over what stands there.

    Names and functions are those of the stack, dependencies those of the unit.
    Source: https://docs.terragrunt.com/reference/hcl/blocks#autoinclude.
    """

    def __init__(self, stack: Configuration, block: Block, into: Configuration) -> None:
        super().__init__(
            stack.tree, stack.file, home=into.home, trace=into.trace, shared=into.shared, values=stack.values,
            depth=into.depth,
        )  # fmt: skip
        self.body = block.body
        self.functions = stack.functions
        self.files = stack.files
        self._stack = stack
        self._into = into

    def name(self, word: str) -> Value | Namespace:
        """The meaning of the first word of a reference."""
        return super().name(word) if word in ("dependency", "feature") else self._stack.name(word)

    def family(self) -> Iterator[Configuration]:
        """The unit with all that belongs to it."""
        return self._into.family()
