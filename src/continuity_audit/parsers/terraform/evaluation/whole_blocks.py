"""Modules and resources that stand whole inside of other values, as the objects that they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.parts import PLAIN, parts_of, rebuilt
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Choice, Sensitive, SetValue, Value
from continuity_audit.parsers.terraform.configuration.nodes import SyntaxProblem
from continuity_audit.parsers.terraform.evaluation.scope import EvaluationProblem, Instance
from continuity_audit.parsers.terraform.functions.calls import Sizes
from continuity_audit.parsers.terraform.functions.convert import make_set

_HOLDING: Final = (Instance, tuple, dict, SetValue, Choice, Sensitive)
"""What can be an instance of a block, or hold one."""

ASKING_ALL: Final = frozenset({
    "contains", "distinct", "format", "formatlist", "index", "jsonencode", "matchkeys", "setintersection", "setproduct",
    "setsubtract", "setunion", "toset", "yamlencode",
})  # fmt: skip
"""Functions that look at all that is inside of what they are given: they compare it, or write it out."""

ASKING_TYPES: Final = frozenset({"tolist", "tomap"})
"""Functions that give all that is inside of one collection one type."""


def for_function(name: str, argument: Value, sizes: Sizes) -> Value:
    """An argument as a function needs it; where it only passes on what is inside, that is not worked out.

    In what is among ``sizes`` nothing is open, so that no block is in it.
    """
    if id(argument) in sizes:
        return argument
    if name in ASKING_ALL or (name in ASKING_TYPES and is_mixed(parts_of(argument))):
        return opened_inside(argument)
    return argument


def compared(left: Value, right: Value) -> tuple[Value, Value]:
    """Two values that are compared; to tell a block from a text, or from null, nothing of it is needed."""
    if isinstance(left, _HOLDING) and isinstance(right, _HOLDING):
        return opened_inside(left), opened_inside(right)
    return left, right


def is_mixed(parts: tuple[Value, ...]) -> bool:
    """Whether instances of blocks stand beside what is none; those of one block are of one type."""
    return any(isinstance(part, Instance) for part in parts) and not all(isinstance(part, Instance) for part in parts)


def opened_inside(value: Value) -> Value:
    """A value with the instances of blocks in it opened, where all of their attributes can be known.

    One that would be a mistake to open stays as it is.
    """
    return _opened(value, {}) if _holds_blocks(value) else value


def _holds_blocks(value: Value) -> bool:
    """Whether an instance of a block is somewhere in a value, or the value is one."""
    seen: set[int] = set()
    waiting = [value]
    while waiting:
        top = waiting.pop()
        if isinstance(top, Instance):
            return True
        if isinstance(top, _HOLDING) and id(top) not in seen:
            seen.add(id(top))
            held = _held(top)
            if not PLAIN.issuperset(map(type, held)):
                waiting += [part for part in held if isinstance(part, _HOLDING)]
    return False


def _held(value: Value) -> Iterable[Value]:
    match value:
        case Sensitive(value=inner):
            return (inner,)
        case Choice(then=then, other=other):
            return (then, other)
        case _:
            return parts_of(value)


def _opened(value: Value, seen: dict[int, tuple[Value, Value]]) -> Value:
    """The value; what stands in several places is opened once."""
    if not isinstance(value, _HOLDING):
        return value
    if id(value) not in seen:
        seen[id(value)] = (value, _of(value, seen))
    return seen[id(value)][1]


def _of(value: Value, seen: dict[int, tuple[Value, Value]]) -> Value:
    match value:
        case Instance(whole=whole) if whole is not None and value.is_whole:
            try:
                return _opened(whole(), seen)
            except (EvaluationProblem, SyntaxProblem):
                return value
        case Sensitive(value=inner):
            return replace(value, value=_opened(inner, seen))
        case Choice():
            return lift(lambda plain: _opened(plain, seen), value)
        case SetValue(element=element):
            return make_set([_opened(part, seen) for part in parts_of(value)], element)
        case tuple() | dict():
            return rebuilt(value, [_opened(part, seen) for part in parts_of(value)])
        case _:
            return value
