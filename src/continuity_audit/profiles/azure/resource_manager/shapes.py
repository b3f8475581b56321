"""How a resource of Azure's own API says what azurerm has arguments for: the words of the tables beside this module.

A `Shape` belongs to one type of the API, and says as which type of azurerm its resources are judged and where their
body holds what that type's profile asks for. So what decides outcomes is written once, in the profiles.

Source: https://learn.microsoft.com/azure/templates/, which has a page for each type of the API with its properties
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from msgspec import Struct

from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import SetValue, Unknown, Value
from continuity_audit.profiles.terms import walk


class Argument(Struct, frozen=True):
    """Where the body holds what an argument of azurerm says, and what makes the one of the other."""

    at: str
    """The dotted path in the body; ``parent_id`` and the like, beside the body, begin with a colon."""
    read: Callable[[Value], Value] = lambda value: value
    other: str = ""
    """Where it may stand in place of that: another name that the API has for it."""

    def of(self, body: Value, beside: Mapping[str, Value]) -> Value:
        """The value of the argument."""
        return lift(self.read, unmark(self.told(body, beside)))

    def told(self, body: Value, beside: Mapping[str, Value]) -> Value:
        """What the code says of it, in the words of the API."""
        found = beside.get(self.at[1:]) if self.at.startswith(":") else walk(body, self.at)
        return walk(body, self.other) if found is None and self.other else found

    @property
    def called(self) -> str:
        """What the code calls it."""
        return self.at[1:] if self.at.startswith(":") else f"body.{self.at}"


Arguments: TypeAlias = Mapping[str, "str | Argument"]
"""Arguments of azurerm by their dotted paths, each with its path in the body."""


class Several(Struct, frozen=True):
    """Types of azurerm of which the body says which one it is; none where ``find`` gives none of them."""

    types: tuple[str, ...]
    find: Callable[[Value], str]


class Shape(Struct, frozen=True):
    """What the resources of one type of the API are in azurerm.

    ``kind`` is the type that they are judged as. ``tells`` is the argument in which that type's profile looks for
    needs: what the body refers to and no other argument holds is told there. ``onto`` says that they are a part of
    what ``kind`` is, which is their parent: what they say is said of that one, where they bear one of ``names``.
    ``by_action`` says that what makes them may be an action, which no state keeps: an update of one that no resource
    of the code makes then stands for it.
    """

    kind: str | Several
    arguments: Arguments = {}
    parent: str = ""
    """The argument that names what they stand in, their ``parent_id``."""
    tells: str = ""
    onto: bool = False
    names: tuple[str, ...] = ()
    by_action: bool = False

    @property
    def types(self) -> tuple[str, ...]:
        """The types that its resources can be judged as."""
        return (self.kind,) if isinstance(self.kind, str) else self.kind.types

    def type_of(self, body: Value) -> str:
        """The type that a resource is judged as, by its body; empty where it is none of them."""
        found = self.kind if isinstance(self.kind, str) else self.kind.find(body)
        return found if found in self.types else ""


# --- what makes an argument of a property -------------------------------------------------------------------------


def enabled(at: str) -> Argument:
    """A truth that the API writes as ``Enabled`` or ``Disabled``."""
    return Argument(at, lambda word: _open(word, "is Enabled") or (None if word is None else word == "Enabled"))


def words(at: str, told: Mapping[str, Value]) -> Argument:
    """A property whose words azurerm writes in another way."""

    def read(word: Value) -> Value:
        return _open(word, f"as one of {sorted(told)}") or (told.get(word, word) if isinstance(word, str) else word)

    return Argument(at, read)


def last_part(at: str, mark: str) -> Argument:
    """What stands behind the last of some marks: ``LRS`` of ``Standard_LRS``."""

    def read(word: Value) -> Value:
        if isinstance(word, Unknown) and mark in word.ends:
            return word.ends.rpartition(mark)[2]
        return _open(word, f"behind {mark}") or (word.rpartition(mark)[2] if isinstance(word, str) else word)

    return Argument(at, read)


def stated(at: str, default: Value) -> Argument:
    """A property whose default is another one than that of the argument."""
    return Argument(at, lambda value: default if value is None else value)


def each(at: str, arguments: Arguments) -> Argument:
    """A list of objects as nested blocks."""

    def block(element: Value) -> Value:
        return lift(lambda e: _open(e, "as a block") or block_of(arguments, e, {}), unmark(element))

    def read(elements: Value) -> Value:
        match elements:
            case tuple() | SetValue():
                return tuple(block(e) for e in (elements.elements if isinstance(elements, SetValue) else elements))
            case _:
                return elements

    return Argument(at, read)


def above(levels: int) -> Argument:
    """What stands some levels above the parent, by its id: each level of an id is a type and a name."""

    def read(parent: Value) -> Value:
        return "/".join(parent.split("/")[: -2 * levels]) if isinstance(parent, str) else parent

    return Argument(":parent_id", read)


def _open(value: Value, question: str) -> Unknown | None:
    """What a property that is open is worth in other words; nothing where it is known."""
    return Unknown(value.causes, f"{value.key} {question}") if isinstance(value, Unknown) else None


# --- what the arguments are together ------------------------------------------------------------------------------


def argument(told: str | Argument) -> Argument:
    """An argument, of which most are only called by another name."""
    return Argument(told) if isinstance(told, str) else told


def block_of(arguments: Arguments, body: Value, beside: Mapping[str, Value]) -> dict[str, Value]:
    """The values of some arguments; what is left out in the body is left out."""
    values: dict[str, Value] = {}
    for path, told in arguments.items():
        value = argument(told).of(body, beside)
        if value is not None:
            put(values, path, value)
    return values


def put(values: dict[str, Value], path: str, value: Value) -> None:
    """Set the value at a dotted path, with a nested block for each step."""
    head, _, rest = path.partition(".")
    if not rest:
        values[head] = value
        return
    blocks = values.get(head)
    inner = dict(blocks[0]) if isinstance(blocks, tuple) and blocks and isinstance(blocks[0], Mapping) else {}
    put(inner, rest, value)
    values[head] = (inner,)


__all__ = [
    "Argument", "Arguments", "Several", "Shape", "above", "argument", "block_of", "each", "enabled", "last_part", "put",
    "stated", "words",
]  # fmt: skip
