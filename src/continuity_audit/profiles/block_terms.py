"""Terms over the nested blocks of a resource: how many there are, and whether one fulfils a condition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from continuity_audit.estate.logic import any_of, as_truth, at_least, length_of
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import SetValue, Unknown, Value
from continuity_audit.profiles.terms import ALWAYS, Condition, Context, Term


class Blocks(Term, frozen=True):
    """The nested blocks at a path (or the objects of a list): their number, and whether one fulfils a condition.

    The provider accepts no fewer than ``least``, which are there where code leaves their number open.
    """

    path: str
    least: int = 0

    def value(self, context: Context) -> Value:
        worth = _number(context.read(self.path), self.least)
        context.note(self.path, worth)
        return worth

    def __str__(self) -> str:
        return f"the number of `{self.path}` blocks"

    def raising(self, least: int) -> str:
        return f"write {least} or more `{self.path}` blocks"

    def any(self, condition: Condition = ALWAYS) -> Condition:
        """Whether one of the blocks fulfils the condition."""
        return AnyBlock(self.path, condition, self.least)


def _number(blocks: Value, least: int) -> Value:
    """How many blocks there are: ``least`` or more where that is open."""

    def raised(number: Value) -> Value:
        return replace(number, low=max(number.low or 0, least)) if isinstance(number, Unknown) else number

    return lift(raised, length_of(blocks))


def blocks(path: str, *, least: int = 0) -> Blocks:
    """The nested blocks at a dotted path; of those that the provider demands ``least`` is the number."""
    return Blocks(path, least)


class AnyBlock(Condition, frozen=True):
    """Whether one of the nested blocks at a path fulfils a condition."""

    path: str
    condition: Condition
    least: int = 0

    def value(self, context: Context) -> Value:
        found = context.read(self.path)
        result = lift(lambda value: self._among(value, context), found)
        if found in (None, ()):
            context.note(self.path, None, "left out")
        return result

    def _among(self, value: Value, context: Context) -> Value:
        match value:
            case Unknown():
                return self._among_open(value, context)
            case SetValue(elements=elements) | tuple(elements):
                pass
            case None:
                elements = ()
            case _:
                elements = (value,)
        return any_of(
            lambda i=i, element=element: self._holds(element, i, context)  # type: ignore[misc]
            for i, element in enumerate(elements)
        )

    def _among_open(self, blocks: Unknown, context: Context) -> Value:
        """Of blocks whose number is open: known where all that may be there are alike in this."""
        truths = [self._holds(form, 0, context) for form in blocks.forms]
        if truths and all(truth is False for truth in truths):
            return False
        if truths and all(truth is True for truth in truths):
            return at_least(_number(blocks, self.least), 1)
        return as_truth(Unknown(blocks.causes | causes_of(tuple(truths)), f"any({blocks.key}: {self.condition})"))

    def _holds(self, element: Value, position: int, context: Context) -> Value:
        def ask(block: Value) -> Value:
            if isinstance(block, Unknown):
                return as_truth(Unknown(block.causes, f"any({block.key}: {self.condition})"))
            if not isinstance(block, Mapping):
                return False
            if self.condition is ALWAYS:
                context.note(f"{self.path}.{position}", True)
            return self.condition.value(context.inside(block, f"{context.prefix}{self.path}.{position}."))

        return lift(ask, element)

    def __str__(self) -> str:
        if self.condition is ALWAYS:
            return f"a `{self.path}` block is there"
        return f"a `{self.path}` block has {self.condition}"

    def parts(self) -> Iterator[Term]:
        yield self.condition

    def remedy(self, context: Context | None = None) -> str:
        inner = self.condition.remedy()
        return f"add a `{self.path}` block" + (f" and {inner}" if inner else "")


__all__ = ["AnyBlock", "Blocks", "blocks"]
