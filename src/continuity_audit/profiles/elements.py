"""The elements of lists, sets and repeated blocks, over all branches that the code leaves open."""

from __future__ import annotations

from collections.abc import Iterator

from continuity_audit.estate.logic import any_of, as_truth, equals
from continuity_audit.estate.parts import leaves, unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import SetValue, Unknown, Value


def each(value: Value) -> Iterator[Value]:
    """The elements of a list, a set or repeated blocks, over all branches of a choice."""
    for leaf in leaves(unmark(value)):
        match leaf:
            case tuple(elements) | SetValue(elements=elements):
                yield from elements
            case None:
                pass
            case _:
                yield leaf


def lists(values: Value, wanted: Value) -> Value:
    """Whether a list or set has an element."""

    def among(value: Value) -> Value:
        match value:
            case tuple(elements) | SetValue(elements=elements):
                return any_of(lambda e=e: equals(e, wanted) for e in elements)  # type: ignore[misc]
            case Unknown():
                return as_truth(Unknown(value.causes, f"{value.key} lists {wanted}"))
            case _:
                return False

    return lift(among, unmark(values))


__all__ = ["each", "lists"]
