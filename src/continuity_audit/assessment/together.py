"""Whether one failure takes all of a group of components of which one is enough: itself, or what each of them needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.model import Component, Scenario
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.values import Value
from continuity_audit.profiles.places import account_of, different, in_another_account, in_another_region, region_of
from continuity_audit.profiles.zone_names import open_zones, zone_numbers

Joint: TypeAlias = "bool | frozenset[str]"
"""Whether something falls together; where code does not say, the names of the values that this hangs on."""

NO_NAME: Final = frozenset({"a place that the code does not hold"})


def fall_together(ways: Sequence[Iterable[Component]], scenario: Scenario) -> Joint:
    """Whether one failure of a scenario takes something of every way.

    A way is what takes a member of the group down when it fails: the member, and all that it cannot work without.
    """
    first, *others = [{component.id: component for component in way} for way in ways]
    if any(all(name in other for other in others) for name in first):
        return True
    if scenario in (Scenario.DATA, Scenario.INSTANCE):
        return False  # each loses its data, or an instance, for itself
    met = [
        [_at_worst(_in_one(a, b, scenario) for b in _one_a_place(other)) for other in others]
        for a in _one_a_place(first)
    ]
    return _at_worst(_all(each) for each in met)


def _one_a_place(components: Mapping[str, Component]) -> Iterable[Component]:
    """One component for each place: a failure of that takes all others in it, too."""
    places: dict[tuple[str, str, frozenset[str], frozenset[str]], Component] = {}
    for component in components.values():
        resource = component.resource
        account = key_of((account_of(resource), resource.provider.profile))
        where = f"{resource.provider.name} {key_of(_region(component))}", account
        places.setdefault((*where, _zones(component), _open_zones(component)), component)
    return places.values()


def _in_one(one: Component, other: Component, scenario: Scenario) -> Joint:
    """Whether two components stand in one zone, region or account."""
    if scenario is Scenario.ACCOUNT:
        return _not(in_another_account(one.resource, other.resource))
    in_one_region = _not(_in_another_region(one, other))
    if scenario is Scenario.REGION or in_one_region is False:
        return in_one_region
    zones, others = _zones(one), _zones(other)
    if zones and others:
        return bool(zones & others)
    return (_open_zones(one) | _open_zones(other)) or True


def _zones(component: Component) -> frozenset[str]:
    return frozenset(component.placement.zone_names or zone_numbers(component.resource))


def _open_zones(component: Component) -> frozenset[str]:
    """The names of the values that decide the zones; what names none may stand in any, and two such in the same."""
    return frozenset() if _zones(component) else open_zones(component.resource, component.companions)


def _in_another_region(one: Component, other: Component) -> Value:
    """Whether two components stand in different regions; what states none itself stands where it was placed."""
    if None not in (region_of(one.resource), region_of(other.resource)):
        return in_another_region(one.resource, other.resource)
    return different(_region(one), _region(other), "region", one.resource)


def _region(component: Component) -> Value:
    own, placed = region_of(component.resource), component.placement.regions
    return placed[0] if own is None and len(placed) == 1 else own


def _not(apart: Value) -> Joint:
    return not apart if isinstance(apart, bool) else causes_of(apart) or NO_NAME


def _at_worst(found: Iterable[Joint]) -> Joint:
    """Whether one of some is so; open where none surely is and one may be."""
    known = set(found)
    return True in known or _open(known) or False


def _all(found: Iterable[Joint]) -> Joint:
    known = set(found)
    return False if False in known else _open(known) or True


def _open(known: Iterable[Joint]) -> frozenset[str]:
    return frozenset().union(*(names for names in known if isinstance(names, frozenset)))


__all__ = ["Joint", "fall_together"]
