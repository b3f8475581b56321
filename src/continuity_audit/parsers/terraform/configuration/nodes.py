"""The expressions of the Terraform language as a tree of small nodes."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, TypeAlias

from msgspec import Struct


class SyntaxProblem(Exception):
    """An expression that cannot be read: what is wrong and where in its text (an offset in characters)."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


class ForbiddenProblem(SyntaxProblem):
    """What is understood, and forbidden by a rule of HCL: a reader that takes it is more lenient than Terraform."""


class LimitProblem(SyntaxProblem):
    """An expression that is longer or nests deeper than is read."""


class Literal(Struct, frozen=True):
    """A number, ``true``, ``false``, ``null`` or a text without interpolation."""

    value: int | Decimal | str | bool | None


class Template(Struct, frozen=True):
    """Texts and expressions put together; one expression alone keeps its type."""

    parts: tuple[Expression, ...]


class TemplateIf(Struct, frozen=True):
    """``%{ if }`` in a template."""

    condition: Expression
    then: Expression
    other: Expression


class TemplateFor(Struct, frozen=True):
    """``%{ for }`` in a template."""

    key: str
    element: str
    collection: Expression
    body: Expression


class Name(Struct, frozen=True):
    """The first word of a reference: ``var``, ``local``, a resource type, or a name that ``for`` gives."""

    name: str


class GetAttribute(Struct, frozen=True):
    """``.name``"""

    of: Expression
    name: str


class GetIndex(Struct, frozen=True):
    """``[key]``, or the ``.0`` of Terraform 0.11."""

    of: Expression
    key: Expression


class Element(Struct, frozen=True):
    """What a splat stands on, inside the expression that it applies to every element."""


class Splat(Struct, frozen=True):
    """``[*]`` or ``.*``: ``each``, which speaks of `Element`, for all elements of ``of``."""

    of: Expression
    each: Expression


class Call(Struct, frozen=True):
    """A function with its arguments; ``expand`` spreads the last one.

    ``nests`` tells a ``try`` or ``can`` that holds another, or a conditional.
    """

    name: str
    arguments: tuple[Expression, ...]
    expand: bool = False
    nests: bool = False


class Conditional(Struct, frozen=True):
    """``condition ? then : other``; ``nests`` tells one that holds another in a side, or a ``try``."""

    condition: Expression
    then: Expression
    other: Expression
    nests: bool = False


class Binary(Struct, frozen=True):
    """An operator between two sides."""

    operator: str
    left: Expression
    right: Expression


class Unary(Struct, frozen=True):
    """``-`` or ``!``"""

    operator: str
    operand: Expression


class TupleOf(Struct, frozen=True):
    """``[a, b]``"""

    elements: tuple[Expression, ...]


class ObjectOf(Struct, frozen=True):
    """``{ key = value }``"""

    entries: tuple[tuple[Expression, Expression], ...]


class For(Struct, frozen=True):
    """``[for k, v in collection : value if condition]``; with ``result_key`` an object, else a tuple."""

    key: str
    element: str
    collection: Expression
    value: Expression
    condition: Expression | None
    result_key: Expression | None
    group: bool


_INSIDE: Final[dict[type[object], tuple[str, ...]]] = {
    Template: ("parts",), TemplateIf: ("condition", "then", "other"), TemplateFor: ("collection",),
    GetAttribute: ("of",), GetIndex: ("of", "key"), Splat: ("of", "each"), Call: ("arguments",),
    Conditional: ("condition", "then", "other"), Binary: ("left", "right"), Unary: ("operand",),
    TupleOf: ("elements",), ObjectOf: ("entries",), For: ("collection",),
}  # fmt: skip
"""What is worked out for a node: of a loop what it turns over, for its turns are counted for themselves."""


def nodes_in(*expressions: Expression | None) -> int:
    """How many nodes are worked out for expressions."""
    found = 0
    waiting: list[object] = [*expressions]
    while waiting:
        top = waiting.pop()
        kind = type(top)
        if kind is tuple:
            waiting += top  # type: ignore[arg-type]  # just seen to be one
        elif top is not None:
            found += 1
            for name in _INSIDE.get(kind, ()):
                waiting.append(getattr(top, name))
    return found


Expression: TypeAlias = (
    Literal | Template | TemplateIf | TemplateFor | Name | GetAttribute | GetIndex | Element | Splat | Call
    | Conditional | Binary | Unary | TupleOf | ObjectOf | For
)  # fmt: skip
