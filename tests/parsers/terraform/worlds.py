"""Whether everything that a plan with given values shows fits what the reader leaves open, all of it at once.

What is open is a set of worlds: each decides every condition and every unknown value, once for all places that hang on
them. A plan is one of them, so that no condition may have to hold here and not there, and no unknown be two values.
"""

from __future__ import annotations

from decimal import Decimal

from continuity_audit.estate.kinds import ANY, CollectionKind, Kind, Null, ObjectKind, TupleKind
from continuity_audit.estate.trees import implied
from continuity_audit.estate.values import Atom, Choice, Sensitive, SetValue, Unknown, Value
from parsers.terraform.plans import OPEN, alike

Conditions = dict[Atom, bool]
Values = dict[tuple[Unknown, Kind], Value]


class Contradiction(Exception):
    """What a plan shows is in none of the worlds."""


class World:
    """What a plan has shown so far of what is open."""

    def __init__(self) -> None:
        self.conditions: Conditions = {}
        self.values: Values = {}

    def take(self, theirs: Value, mine: Value) -> None:
        """Note what must hold for a value of a plan to be one of ours.

        Raises:
            Contradiction: it is none of ours, or not together with what was taken before.
        """
        values: Values = {}
        for atom, truth in _needed(theirs, mine, values).items():
            for other, held in [*self.conditions.items()]:
                if implied(atom, other, held) is (not truth):
                    raise Contradiction(f"{_said(atom, truth)}, but {_said(other, held)}")
            self.conditions[atom] = truth
        for (unknown, kind), value in values.items():
            before = self.values.setdefault((unknown, kind), value)
            if not alike(before, value):
                raise Contradiction(f"{unknown.key} is {value!r}, and {before!r}")


def _said(atom: Atom, truth: bool) -> str:
    return f"{'' if truth else 'not '}{atom.subject} {atom.relation} {atom.constant!r}"


def _needed(theirs: Value, mine: Value, values: Values) -> Conditions:  # noqa: C901  one case a shape
    """The conditions that must hold for a value to be ours; ``values`` gets what unknowns are then."""
    match mine:
        case _ if theirs == OPEN:
            return {}
        case Sensitive(value=inner):
            return _needed(theirs, inner, values)
        case Choice():
            return _needed_of_sides(theirs, mine, values)
        case Unknown():
            _check(theirs, mine)
            values[mine, mine.kind] = theirs
            return {}
        case SetValue(elements=elements):
            if not isinstance(theirs, tuple) or len(theirs) > len(elements):
                raise Contradiction(f"no set of {len(elements)}: {theirs!r}")
            if not all(any(_fits(one, element) for element in elements) for one in theirs):
                raise Contradiction(f"not of {elements!r}: {theirs!r}")
            return {}
        case tuple() if isinstance(theirs, tuple) and len(theirs) == len(mine):
            return _together([_needed(one, part, values) for one, part in zip(theirs, mine, strict=True)])
        case dict() if isinstance(theirs, dict) and theirs.keys() == mine.keys():
            return _together([_needed(theirs[name], part, values) for name, part in mine.items()])
        case tuple() | dict():
            raise Contradiction(f"{mine!r} is not {theirs!r}")
        case _ if not alike(theirs, None if isinstance(mine, Null) else mine):
            raise Contradiction(f"{mine!r} is not {theirs!r}")
    return {}


def _needed_of_sides(theirs: Value, mine: Choice, values: Values) -> Conditions:
    """What both sides need that can be; the condition itself where only one of them can."""
    possible: list[tuple[Conditions, Values]] = []
    problems = []
    for truth, side in ((True, mine.then), (False, mine.other)):
        inner: Values = {}
        try:
            needed = _together([_needed(theirs, side, inner), {mine.atom: truth}])
        except Contradiction as problem:
            problems.append(str(problem))
        else:
            possible.append((needed, inner))
    if not possible:
        raise Contradiction("; ".join(problems))
    needed, inner = possible[0]
    if len(possible) == 1:
        values.update(inner)
        return needed
    return {atom: truth for atom, truth in needed.items() if possible[1][0].get(atom) is truth}


def _fits(theirs: Value, mine: Value) -> bool:
    try:
        _needed(theirs, mine, {})
    except Contradiction:
        return False
    return True


def _together(parts: list[Conditions]) -> Conditions:
    result: Conditions = {}
    for part in parts:
        for atom, truth in part.items():
            if result.setdefault(atom, truth) is not truth:
                raise Contradiction(f"{_said(atom, True)} and not")
    return result


def _check(theirs: Value, mine: Unknown) -> None:
    """What is known of an unknown holds of what it turns out to be."""
    if theirs is None:
        if mine.sure:
            raise Contradiction(f"{mine.key} is null")
        return
    if not _is_of(theirs, mine.kind):
        raise Contradiction(f"{mine.key} is no {mine.kind}: {theirs!r}")
    if isinstance(theirs, str) and not (theirs.startswith(mine.starts) and theirs.endswith(mine.ends)):
        raise Contradiction(f"{mine.key} starts with {mine.starts!r}, ends with {mine.ends!r}: {theirs!r}")
    size = theirs if isinstance(theirs, int | Decimal) else len(theirs)  # type: ignore[arg-type]
    if mine.low is not None and size < mine.low:
        raise Contradiction(f"{mine.key} is {mine.low} at least: {theirs!r}")


def _is_of(theirs: Value, kind: Kind) -> bool:
    """Whether a value of a plan can be of a type; a plan shows lists, tuples and sets alike."""
    match kind:
        case _ if theirs in (None, OPEN) or kind == ANY:
            return True
        case CollectionKind(name="map", element=element):
            return isinstance(theirs, dict) and all(_is_of(one, element) for one in theirs.values())
        case CollectionKind(element=element):
            return isinstance(theirs, tuple) and all(_is_of(one, element) for one in theirs)
        case TupleKind(elements=elements):
            return isinstance(theirs, tuple) and len(theirs) == len(elements) and all(map(_is_of, theirs, elements))
        case ObjectKind(attributes=attributes):
            return (
                isinstance(theirs, dict)
                and theirs.keys() == attributes.keys()
                and all(_is_of(theirs[name], attributes[name]) for name in theirs)
            )
        case "number":
            return isinstance(theirs, int | Decimal) and not isinstance(theirs, bool)
        case _:
            return isinstance(theirs, bool if kind == "bool" else str)
