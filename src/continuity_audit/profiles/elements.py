"""The elements of lists, sets and repeated blocks, each with whether it is there: code may leave that open.

What speaks for a better outcome, such as a copy or a zone, counts on the branches alone on which it is there (`each`,
`gathered`). What speaks for a worse one, such as a need, counts wherever it may be there (`references.every`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from msgspec.structs import replace

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.kinds import ANY
from continuity_audit.estate.logic import any_of, as_truth, both, equals
from continuity_audit.estate.parts import leaves, unmark
from continuity_audit.estate.trees import choose, lift
from continuity_audit.estate.values import Choice, SetValue, Unknown, Value

IN_BLOCKS: Final = "value in "
"""How the key of the element of any turn of a ``dynamic`` block begins."""


class Element(NamedTuple):
    """One element, with whether it is there, and its position in its list (the first where branches differ)."""

    value: Value
    there: Value = True
    position: int = 0


def each(value: Value, path: str = "") -> Iterator[Element]:
    """The elements at a dotted path, over all lists and blocks on the way; what is open stands for itself."""
    return _each(value, path, 0)


def _each(value: Value, path: str, position: int) -> Iterator[Element]:
    plain = unmark(value)
    head, _, rest = path.partition(".")
    match plain:
        case Choice():
            yield from _on_branches(plain, path, position)
        case tuple(elements) | SetValue(elements=elements):
            for i, element in enumerate(elements):
                yield from _each(element, path, i)
        case None:
            pass
        case _ if not head:
            yield Element(plain, True, position)
        case Mapping():
            yield from _each(plain.get(head), rest, position)
        case Unknown():
            yield Element(Unknown(plain.causes, f"{plain.key}.{path}"), True, position)


def _on_branches(tree: Choice, path: str, position: int) -> Iterator[Element]:
    """The elements of all branches; what stands on several is one, and is there on all of these."""
    found: dict[str, list[tuple[Value, Element]]] = {}
    for leaf in {id(leaf): leaf for leaf in leaves(tree)}.values():
        for element in _each(leaf, path, position):
            found.setdefault(key_of(element.value), []).append((leaf, element))
    for sides in found.values():
        surely = {id(leaf) for leaf, element in sides if element.there is True}
        there = any_of((
            lambda surely=surely: _where(tree, surely),  # type: ignore[misc]
            *(
                lambda leaf=leaf, e=element: both(_where(tree, {id(leaf)}), lambda: e.there)
                for leaf, element in sides if element.there is not True
            ),
        ))  # fmt: skip
        first = sides[0][1]
        yield Element(first.value, there, first.position)


def _where(tree: Value, wanted: set[int]) -> Value:
    """Whether a decision tree ends in one of some leaves, which are told by their identity."""
    if isinstance(tree, Choice):
        return choose(tree.atom, _where(tree.then, wanted), _where(tree.other, wanted))
    return id(tree) in wanted


def gathered(value: Value, path: str = "") -> Value:
    """All elements at a dotted path as one list, which may be another on every branch."""
    head, _, rest = path.partition(".")

    def inside(plain: Value) -> Value:
        match plain:
            case tuple(elements) | SetValue(elements=elements):
                return lift(_joined, *(gathered(element, path) for element in elements))
            case None:
                return ()
            case _ if not head:
                return (plain,)
            case Mapping():
                return gathered(plain.get(head), rest)
            case Unknown(forms=(form,)) if (whole := _gone_through(plain, gathered(form, path))) is not None:
                return (whole,)
            case Unknown():
                return (Unknown(plain.causes, f"{plain.key}.{path}"),)
            case _:
                return ()

    return lift(inside, unmark(value))


def _gone_through(blocks: Unknown, found: Value) -> Unknown | None:
    """The list that a ``dynamic`` block goes through, where what is found in each block is the element of its turn."""
    match found:
        case (Unknown() as element,):
            key = element.key.removeprefix(IN_BLOCKS)
            if key != element.key and blocks.key == f"dynamic({key})":
                return replace(element, key=key, low=blocks.low or 0, kind=ANY)
    return None


def joined(*lists_: Value) -> Value:
    """Several lists as one, on every branch."""
    return lift(_joined, *lists_)


def _joined(*parts: Value) -> Value:
    """One list of several; one that is open as a whole stands in it for all that it may hold."""
    return tuple(e for part in parts for e in (part if isinstance(part, tuple) else (part,)))


def one_of(value: Value, holds: Callable[[Value], Value], path: str = "") -> Value:
    """Whether an element is there that fulfils a condition."""
    return any_of(lambda e=e: both(e.there, lambda: holds(e.value)) for e in each(value, path))  # type: ignore[misc]


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


__all__ = ["Element", "each", "gathered", "joined", "lists", "one_of"]
