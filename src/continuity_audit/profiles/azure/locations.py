"""The locations of Azure: regions with and without availability zones, and copies that stand in another region.

Sources: https://learn.microsoft.com/azure/reliability/regions-list,
https://docs.azure.cn/en-us/reliability/availability-zones-region-support,
https://learn.microsoft.com/azure/reliability/cross-region-replication-azure
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import any_of, both
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of, leaves, unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.places import azure_place, azure_region, in_another_region, region_of
from continuity_audit.profiles.references import meant
from continuity_audit.profiles.terms import Condition, Context, Fact, attribute, fact

PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/"
LEARN: Final = "https://learn.microsoft.com/azure/"

WITHOUT_ZONES: Final = frozenset({
    "australiacentral", "australiacentral2", "australiasoutheast", "brazilsoutheast", "canadaeast", "francesouth",
    "germanynorth", "jioindiacentral", "jioindiawest", "koreasouth", "northcentralus", "norwaywest",
    "southafricawest", "southindia", "switzerlandwest", "uaecentral", "ukwest", "westcentralus", "westindia", "westus",
    # of the sovereign clouds only US Gov Virginia and China North 3 have zones
    "chinaeast", "chinaeast2", "chinaeast3", "chinanorth", "chinanorth2", "usdodcentral", "usdodeast", "usgovarizona",
    "usgoviowa", "usgovtexas",
})  # fmt: skip
WITHOUT_PAIR: Final = frozenset({
    "austriaeast", "belgiumcentral", "chilecentral", "denmarkeast", "indonesiacentral", "israelcentral", "italynorth",
    "malaysiawest", "mexicocentral", "newzealandnorth", "polandcentral", "qatarcentral", "spaincentral",
})  # fmt: skip
"""A region in neither list, or that code does not name, has zones and a pair."""


def here(context: Context) -> Value:
    """The region that it stands in, by its short name."""
    place = context.read("location")
    context.note("location", place)
    return lift(azure_region, unmark(place))


@fact("its region has availability zones", remedy="choose a region with availability zones")
def has_zones(context: Context) -> Value:
    """Whether its region has zones, so that what is zone-redundant there by itself is."""
    return lift(lambda place: place not in WITHOUT_ZONES if isinstance(place, str) else True, here(context))


@fact("its region has a pair", remedy="choose a region that is one of a pair")
def has_pair(context: Context) -> Value:
    """Whether its region has a pair, to which services fail over."""
    return lift(lambda place: place not in WITHOUT_PAIR if isinstance(place, str) else True, here(context))


@fact("its region has availability zones for the service", remedy="choose a region other than Japan West")
def has_zones_but_japan_west(context: Context) -> Value:
    """Whether a service is spread over zones where it stands that uses those of all regions but Japan West.

    A region that code leaves open has zones.
    """
    return both(has_zones.value(context), lambda: lift(lambda place: place != "japanwest", here(context)))


def over_zones(path: str = "zones") -> Condition:
    """The condition that two zones or more are named at a path."""
    return attribute(path).distinct.at_least(2)


def elsewhere(type_: str, what: str, how: str) -> Fact:
    """The condition that a companion of a type, a live copy, stands in another region."""

    @fact(f"{what} stands in another region", reads=(type_,), remedy=how)
    def stands(context: Context) -> Value:
        copies = [c for c in context.companions if c.type == type_ and c.id != context.resource.id]
        return stand_elsewhere(context, copies)

    return stands


def stand_elsewhere(context: Context, copies: Iterable[Resource]) -> Value:
    """Whether one of some copies stands in another region than the component."""

    def holds(copy: Resource) -> Value:
        context.about(copy).note("location", region_of(copy))
        return both(copy.exists, lambda: in_another_region(context.resource, copy))

    return any_of(lambda c=c: holds(c) for c in copies)  # type: ignore[misc]


HELD_BY: Final = dict.fromkeys(
    ("azurerm_container_app", "azurerm_container_app_job"),
    ("container_app_environment_id", "azurerm_container_app_environment"),
)
"""What has no location of its own, with its argument that names what it runs in, and the type of that."""


def standing_in(resource: Resource, estate: Estate) -> Value:
    """The region of a resource, or of what it runs in; open where that is not in the code."""
    own = region_of(resource)
    if own is not None or resource.type not in HELD_BY:
        return own
    by, type_ = HELD_BY[resource.type]
    holder = resource.values.get(by)
    for found in meant(resource, by, holder, estate, type_):
        return region_of(found)
    causes = causes_of(holder) or frozenset({resource.name_of(by)})
    return Unknown(causes, f"region of {key_of(holder)}")


def texts(*values: Value) -> tuple[str, ...]:
    """The regions among some values, over all branches, sorted."""
    found = (azure_place(leaf, "", "") for value in values for leaf in leaves(unmark(value)))
    return tuple(sorted({place for place in found if isinstance(place, str)}))


def open_about(context: Context, path: str, what: str) -> Unknown:
    """An open value about what an argument names, where that is not in the code."""
    value = context.read(path)
    causes = causes_of(value) or frozenset({context.resource.name_of(path)})
    return Unknown(causes, f"{what} of {key_of(value)}")


__all__ = [
    "LEARN", "PROVIDER", "elsewhere", "has_pair", "has_zones", "has_zones_but_japan_west",
    "open_about", "over_zones", "stand_elsewhere",
    "standing_in", "texts",
]  # fmt: skip
