"""Collections whose elements are known while their order is open: maps by ids that only a provider makes.

Such ids are open, but no two resources have the same, so that a map by them has as many entries as it is made of.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Reference, Unknown, Value, shorten

_INDEX: Final = r"(?:\[[^\]]*\])?"
MANAGED: Final = pattern(rf"(?:module\.[\w-]+{_INDEX}\.)*(?!module\.|data\.)[\w-]+\.[\w-]+{_INDEX}")
"""The address of an instance of a managed resource."""


class Unordered(Unknown, frozen=True, eq=False):
    """A list, or the entries of a map by ids of managed resources, in an order that is open.

    They are its own only as long as it is what was ``made``: a part of it, or what another root sees, is another value.
    """

    listed: tuple[Value, ...] = ()
    pairs: tuple[tuple[Value, Value], ...] = ()
    made: tuple[str, frozenset[str]] = ("", frozenset())

    @property
    def elements(self) -> tuple[Value, ...]:
        """The elements of a list; empty of a map, or where it is not known any more."""
        return self.listed if self._is_as_made else ()

    @property
    def distinct(self) -> tuple[Value, ...]:
        """The elements where no two are alike, so that they are a set."""
        elements = self.elements
        return elements if len(set(map(key_of, elements))) == len(elements) else ()

    @property
    def entries(self) -> tuple[tuple[Value, Value], ...]:
        """The keys and values of a map; empty of a list, or where they are not known any more."""
        return self.pairs if self._is_as_made else ()

    @property
    def _is_as_made(self) -> bool:
        return self.made == (self.key, self.causes)


def own_id(value: Value) -> Reference | None:
    """What an id or ARN that no other resource has refers to."""
    reference = value.reference if isinstance(value, Unknown) else None
    if reference is None or reference.attribute not in ("id", "arn") or not MANAGED.fullmatch(reference.address):
        return None
    return reference


def keyed(names: Iterable[Value], elements: Iterable[Value], open_map: Unknown) -> Unknown:
    """A map by some names as `Unordered` where each is an id of its own, else as it is."""
    pairs = tuple(zip(names, elements, strict=True))
    own = {own_id(name) for name, _ in pairs}
    if None in own or len(own) < len(pairs):
        return open_map
    made = (open_map.key, open_map.causes)
    return Unordered(open_map.causes, open_map.key, low=len(pairs), sure=True, pairs=pairs, made=made)


def unordered(elements: tuple[Value, ...]) -> Value:
    """A list of some elements in an order that is open; of one element, or of equal ones, there is one order."""
    if len(set(map(key_of, elements))) <= 1:
        return elements
    causes, key = causes_of(elements), shorten(f"unordered({key_of(elements)})")
    return Unordered(causes, key, low=len(elements), sure=True, listed=elements, made=(key, causes))


__all__ = ["MANAGED", "Unordered", "keyed", "own_id", "unordered"]
