"""Lists of the zones of a region, which only the provider can name, and the zones that stand in them.

No zone stands twice in such a list, in whatever order, or in a part of it. So two places of one are two zones, and what
turns over one has another zone each time. An open value tells by its key what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeGuard

from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Unknown, Value

LIST: Final = pattern(
    r"(?:module\.[\w-]+(?:\[(?:\d+|\"[^\"]*\")\])?\.)*"
    r"data\.(?:aws_availability_zones\.[\w-]+(?:\[\d+\])?\.(?:names|zone_ids)|google_compute_zones\.[\w-]+(?:\[\d+\])?\.names)"
)
"""The key of a list as the data source gives it."""
REORDERED: Final = ("sort(", "reverse(", "distinct(", "tolist(", "toset(")
"""How keys of the same zones in another order, or as another type, begin."""
PART: Final = "slice("
PLACE: Final = pattern(r"(.*)\[(\d+)\]")
IN_LOOP: Final = pattern(r"\w+ in (.*)")
"""The key of the element of any turn of a loop."""
OWN_KEY: Final = pattern(r".*\.each\.key")
BY_COUNT: Final = pattern(r"(.*)\[(?:[^()\[\]]*\.count\.index|\([^()\[\]]*\.count\.index[+-]\d+\))\]")
"""The key of the zone at the place in a list that ``count.index`` gives."""
ROUND: Final = pattern(
    r"element\((.*),(?:[^(),]*\.count\.index|\([^(),]*\.count\.index[+-]\d+\))\)"
    r"|(.*)\[\([^()\[\]]*\.count\.index%length\(.*\)\)\]"
)
"""The key of the zone at a place in a list that is gone through again and again."""


def is_list_of_zones(value: Value) -> TypeGuard[Unknown]:
    """Whether it is the list of a region's zones, or a part of it, in which each stands once."""
    return isinstance(value, Unknown) and lists_zones(value.key)


def lists_zones(key: str) -> bool:
    """Whether the key is that of a list of a region's zones, of a part of it, or of either in another order."""
    while not LIST.fullmatch(key):
        if not key.endswith(")"):
            return False
        if key.startswith(PART):
            key = _parts(key[len(PART) : -1])[0]
        elif key.startswith(REORDERED):
            key = key[key.index("(") + 1 : -1]
        else:
            return False
    return True


def _parts(arguments: str) -> list[str]:
    """Arguments that stand side by side, one by one."""
    found, depth, start = [], 0, 0
    for position, character in enumerate(arguments):
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            found.append(arguments[start:position])
            start = position + 1
    return [*found, arguments[start:]]


def place_in_list(key: str) -> tuple[str, int] | None:
    """The key of the list that a zone stands in, and its place there; two places of one list are two zones."""
    found = PLACE.fullmatch(key)
    return (found[1], int(found[2])) if found and lists_zones(found[1]) else None


def are_two_by_two_apart(zones: Sequence[Value]) -> bool:
    """Whether some zones are places of one list, no two of them the same."""
    places = [place_in_list(zone.key) if isinstance(zone, Unknown) else None for zone in zones]
    lists = {place[0] for place in places if place is not None}
    return bool(zones) and None not in places and len(lists) == 1 and len(set(places)) == len(places)


def is_another_each_time(key: str) -> bool:
    """Whether a zone is another one for each turn of a loop, or each instance of a block, over a list of zones."""
    if OWN_KEY.fullmatch(key):
        return True
    found = IN_LOOP.fullmatch(key) or BY_COUNT.fullmatch(key)
    return found is not None and (lists_zones(found[1]) or _is_written_out(found[1]))


def goes_round(key: str) -> bool:
    """Whether a zone is the next one in a list of zones for each instance of a block, from the first when it ends."""
    found = ROUND.fullmatch(key)
    return found is not None and lists_zones(found[1] or found[2])


def _is_written_out(key: str) -> bool:
    """Whether a key is that of a list of places in a list of zones, no two of them the same."""
    if not (key.startswith("[") and key.endswith("]")):
        return False
    places = [place_in_list(part) for part in _parts(key[1:-1])]
    return None not in places and len({p[0] for p in places if p}) == 1 and len(set(places)) == len(places)


__all__ = [
    "are_two_by_two_apart", "goes_round", "is_another_each_time", "is_list_of_zones", "lists_zones", "place_in_list",
]  # fmt: skip
