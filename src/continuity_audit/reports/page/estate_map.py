"""The estate as nested domains of failure: accounts, regions in them, zones in these, and components by kind."""

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from continuity_audit.reports.document import ComponentEntry, ScenarioName
from continuity_audit.reports.page.failures import Failure

_GLOBAL_KINDS: Final = frozenset({"dns", "cdn"})
_SPREAD: Final = ("Spread over zones without names in code", "In one zone without a name in code")
_OPEN: Final = "Zones left to the provider, or not stated"
MOST_COLUMNS: Final = 8
"""Zones that stand side by side; more of them are listed below one another."""


class Group(Struct, frozen=True):
    """The components of one kind in a place, by their numbers."""

    kind: str
    members: tuple[int, ...]


class Place(Struct, frozen=True):
    """A zone, several that components span, or where code names none."""

    title: str
    names: tuple[str, ...]
    first: int
    """The column of its first zone, from 1; 0 where it has none."""
    last: int
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        """How many components stand in it."""
        return sum(len(group.members) for group in self.groups)


class Region(Struct, frozen=True):
    """A region, several that components span, or where code names none."""

    title: str
    names: tuple[str, ...]
    zones: tuple[str, ...]
    """The zones that code names, in order: the columns."""
    places: tuple[Place, ...]

    @property
    def count(self) -> int:
        """How many components stand in it."""
        return sum(place.count for place in self.places)


class Account(Struct, frozen=True):
    """An account, or where code names none."""

    title: str
    names: tuple[str, ...]
    regions: tuple[Region, ...]

    @property
    def count(self) -> int:
        """How many components stand in it."""
        return sum(region.count for region in self.regions)


def nested(components: Sequence[ComponentEntry]) -> tuple[Account, ...]:
    """All components, each in one place; named ones first."""
    accounts: dict[tuple[bool, str], dict[tuple[int, tuple[str, ...]], list[int]]] = {}
    for number, component in enumerate(components):
        at = component.placement
        regions = accounts.setdefault((at.account is None, at.account or ""), {})
        regions.setdefault((_rank(component), at.regions), []).append(number)
    return tuple(
        Account(
            title=f"Account {name}" if name else "Account without a name in code",
            names=(name,) if name else (),
            regions=tuple(
                _region(rank, names, members, components)
                for (rank, names), members in sorted(regions.items(), key=lambda one: (one[0][0], -len(one[1]), one[0]))
            ),
        )
        for (_, name), regions in sorted(accounts.items())
    )


def states(names: tuple[str, ...], level: ScenarioName, failures: Iterable[Failure]) -> dict[str, str]:
    """The numbers of the failures that strike a domain of some names, touch a part of it, or may strike it.

    ``each`` are those in which every component meets the failure of its own domain.
    """
    found: dict[str, list[str]] = {"struck": [], "partly": [], "assumed": [], "each": []}
    for number, failure in enumerate(failures):
        if failure.scenario != level:
            continue
        if failure.domain is None:
            found["each"].append(str(number))
        elif names == (failure.domain,):
            found["struck"].append(str(number))
        elif failure.domain in names:
            found["partly"].append(str(number))
        elif not names:
            found["assumed"].append(str(number))
    return {state: " ".join(numbers) for state, numbers in found.items() if numbers}


def _rank(component: ComponentEntry) -> int:
    if component.placement.regions:
        return 0
    return 1 if component.kind in _GLOBAL_KINDS else 2


def _region(rank: int, names: tuple[str, ...], members: Sequence[int], components: Sequence[ComponentEntry]) -> Region:
    places: dict[tuple[int, tuple[str, ...]], list[int]] = {}
    for number in members:
        at = components[number].placement
        spread = 3 if at.zones is None else 2 if at.zones <= 1 else 1
        places.setdefault((0, at.zone_names) if at.zone_names else (spread, ()), []).append(number)
    zones = tuple(sorted({name for _, own in places for name in own}))
    titles = (f"Region {' + '.join(names)}", "Global services", "No region in code")
    return Region(
        title=titles[rank],
        names=names,
        zones=zones,
        places=tuple(
            _place(spread, own, zones, places[spread, own], components)
            for spread, own in sorted(places, key=lambda key: (key[0], -len(key[1]), key[1]))
        ),
    )


def _spanned(names: tuple[str, ...], zones: tuple[str, ...]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"Across all {len(names)} zones" if names == zones else f"Across {' + '.join(names)}"


def _place(
    spread: int, names: tuple[str, ...], zones: tuple[str, ...], members: Sequence[int],
    components: Sequence[ComponentEntry],
) -> Place:  # fmt: skip
    title = (_spanned(names, zones), *_SPREAD, _OPEN)
    kinds: dict[str, list[int]] = {}
    for number in members:
        kinds.setdefault(components[number].kind, []).append(number)
    columns = bool(names) and len(zones) <= MOST_COLUMNS
    return Place(
        title=title[spread],
        names=names,
        first=zones.index(names[0]) + 1 if columns else 0,
        last=zones.index(names[-1]) + 1 if columns else 0,
        groups=tuple(Group(kind, tuple(found)) for kind, found in sorted(kinds.items())),
    )
