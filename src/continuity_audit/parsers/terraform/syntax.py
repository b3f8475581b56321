"""The expressions of the Terraform language as a tree of small nodes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias


class SyntaxProblem(Exception):
    """An expression that cannot be read: what is wrong and where in its text (an offset in characters)."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, ``true``, ``false``, ``null`` or a text without interpolation."""

    value: int | Decimal | str | bool | None


@dataclass(frozen=True, slots=True)
class Template:
    """Texts and expressions put together; one expression alone keeps its type."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class TemplateIf:
    """``%{ if }`` in a template."""

    condition: Expression
    then: Expression
    other: Expression


@dataclass(frozen=True, slots=True)
class TemplateFor:
    """``%{ for }`` in a template."""

    key: str
    element: str
    collection: Expression
    body: Expression


@dataclass(frozen=True, slots=True)
class Name:
    """The first word of a reference: ``var``, ``local``, a resource type, or a name that ``for`` gives."""

    name: str


@dataclass(frozen=True, slots=True)
class GetAttribute:
    """``.name``"""

    of: Expression
    name: str


@dataclass(frozen=True, slots=True)
class GetIndex:
    """``[key]``, or the ``.0`` of Terraform 0.11."""

    of: Expression
    key: Expression


@dataclass(frozen=True, slots=True)
class Element:
    """What a splat stands on, inside the expression that it applies to every element."""


@dataclass(frozen=True, slots=True)
class Splat:
    """``[*]`` or ``.*``: ``each``, which speaks of `Element`, for all elements of ``of``."""

    of: Expression
    each: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; ``expand`` spreads the last one."""

    name: str
    arguments: tuple[Expression, ...]
    expand: bool = False


@dataclass(frozen=True, slots=True)
class Conditional:
    """``condition ? then : other``"""

    condition: Expression
    then: Expression
    other: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """An operator between two sides."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Unary:
    """``-`` or ``!``"""

    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class TupleOf:
    """``[a, b]``"""

    elements: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class ObjectOf:
    """``{ key = value }``"""

    entries: tuple[tuple[Expression, Expression], ...]


@dataclass(frozen=True, slots=True)
class For:
    """``[for k, v in collection : value if condition]``; with ``result_key`` an object, else a tuple."""

    key: str
    element: str
    collection: Expression
    value: Expression
    condition: Expression | None
    result_key: Expression | None
    group: bool


Expression: TypeAlias = (
    Literal | Template | TemplateIf | TemplateFor | Name | GetAttribute | GetIndex | Element | Splat | Call
    | Conditional | Binary | Unary | TupleOf | ObjectOf | For
)  # fmt: skip
