"""``==`` as the language has it: nothing is converted, so that a value of any type is ``1`` or ``"1"``, not both."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from continuity_audit.estate import logic
from continuity_audit.estate.kinds import ANY
from continuity_audit.estate.parts import marks_in, remarked
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Sensitive, SetValue, Unknown, Value


def equals(left: Value, right: Value) -> Value:
    """Whether two values are equal, each of the type that it has."""
    return lift(_equals, left, right)


def _equals(one: Value, other: Value) -> Value:
    """The same of two that are neither marked themselves nor trees; a mark on any of their parts marks the answer."""
    found = logic.equals(_beside(one, other), _beside(other, one))
    parted = [value for value in (one, other) if isinstance(value, tuple | dict | SetValue)]
    return remarked(found, marks_in(tuple(parted))) if parted and not isinstance(found, Sensitive) else found


def _beside(value: Value, other: Value) -> Value:
    """A value that is compared with another: of any type, it is another condition than once it is converted to one."""
    if type(value) is not Unknown or value.kind != ANY or value.reference is not None or not _reads_as_other(other):
        return value
    return replace(value, key=f"{value.key} of any type")


def _reads_as_other(constant: Value) -> bool:
    """Whether a constant has a type of its own and can be converted to another: a bool, a number, or a text of one."""
    if isinstance(constant, str):
        return constant in ("true", "false") or logic.as_number(constant) is not None
    return isinstance(constant, int | Decimal)
