"""What differs between the turns of a loop that code leaves open: one resource stands for all that it makes."""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.logic import at_least
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.trees import choose
from continuity_audit.estate.values import DIGEST, Choice, Reference, Unknown, Value, shorten

TURN: Final = pattern(r"(?<!\])\.(?:each\.(?:key|value)|count\.index)\b")
"""What differs between the turns, in the subject of a condition or the key of a value."""


def may_differ(key: str, resource: Resource) -> bool:
    """Whether something open may be another thing for each of those that a resource stands for.

    Of a long expression its key does not tell.
    """
    return resource.multiplicity != 1 and (TURN.search(key) is not None or DIGEST in key)


def names_its_own(resource: Resource, path: str) -> bool:
    """Whether each of those that a resource stands for names another thing at a dotted path, by its own turn."""
    own = {Reference(resource.address, turn) for turn in ("count.index", "each")}
    return resource.multiplicity != 1 and bool(own & resource.references.get(path.partition(".")[0], frozenset()))


def over_turns(value: Value, resource: Resource) -> Value:
    """What a resource names, open where it stands for several that may name one thing each.

    A decision that hangs on the turn says what each of them names on its own; all together name any of its sides.
    """
    if not isinstance(value, Choice):
        return value
    if not may_differ(value.atom.subject, resource):
        return choose(value.atom, over_turns(value.then, resource), over_turns(value.other, resource))
    return Unknown(causes_of(value), f"{shorten(key_of(value))}.each.value")


def with_one(companion: Resource, component: Resource) -> Value:
    """How many of those that a companion stands for belong to one of those that a component stands for.

    Of two open loops each turn of the one may be for another turn of the other: no more than one is sure.
    """
    number = companion.multiplicity
    if number == 1 or component.multiplicity == 1:
        return number
    causes = causes_of((number, component.multiplicity)) or frozenset({companion.address})
    least = 1 if at_least(number, 1) is True else 0
    return Unknown(causes, f"{companion.id} with one {component.id}", low=least, kind="number", sure=True)


__all__ = ["TURN", "may_differ", "names_its_own", "over_turns", "with_one"]
