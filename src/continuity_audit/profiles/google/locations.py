"""The locations of Google Cloud: zones, regions, and the multi-regions and dual-regions that keep data in several.

Source: https://docs.cloud.google.com/docs/geography-and-regions
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from continuity_audit.estate.identity import key_of, same
from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import as_truth, either
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of, leaves, unmark
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.places import (
    SEVERAL_REGIONS,
    account_of,
    different,
    google_place,
    google_region,
    region_of,
)
from continuity_audit.profiles.terms import Context, Fact, fact, walk

ZONE: Final = pattern(r"[a-z]+(?:-[a-z]+)+\d+-(?:ai\d+)?[a-z]")

PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/"
DISASTERS: Final = "https://cloud.google.com/architecture/disaster-recovery"
"""What Google says of each product in the outage of a zone and of a region."""


@once
def _used(estate: Estate) -> tuple[frozenset[str], frozenset[str]]:
    """The open values that are regions, and those that are zones: a ``region`` or a ``zone`` somewhere takes them."""
    found: tuple[set[str], set[str]] = (set(), set())
    for resource in estate.resources:
        if resource.provider.name == "google":
            own, provider = resource.values, resource.provider
            pairs = ((own.get("region"), provider.region), (own.get("zone"), provider.zone))
            for keys, values in zip(found, pairs, strict=True):
                places = (google_place(value, resource.address) for value in values)
                keys |= {place.key for place in places if isinstance(place, Unknown)}
    return frozenset(found[0]), frozenset(found[1])


def place_at(resource: Resource, path: str, several: Collection[str] = SEVERAL_REGIONS) -> Value:
    """The place that a resource states at a dotted path; open where that is no location, such as a placeholder."""
    named = f"{resource.address}.{path}"
    return google_place(walk(resource.values, path), named, f"{resource.root}::{named}", several)


def noted_place(context: Context, path: str, several: Collection[str] = SEVERAL_REGIONS) -> Value:
    """The place that a resource states, noted as evidence as far as it is one; ``several`` as for `google_place`."""
    place = place_at(context.resource, path, several)
    context.note(path, place if isinstance(place, Unknown) else walk(context.resource.values, path))
    return place


def spans_regions(place: Value, estate: Estate) -> Value:
    """Whether a location is several regions: a multi-region, a dual-region or the whole world."""

    def spans(plain: Value) -> Value:
        if isinstance(plain, Unknown):
            if plain.key in _used(estate)[0] or _is_a_zone(plain, estate):
                return False
            return as_truth(Unknown(plain.causes, f"{plain.key} is a multi-region"))
        return isinstance(plain, str) and plain.rpartition("/")[2].lower() in SEVERAL_REGIONS

    return lift(spans, unmark(place))


def is_zone(place: Value, estate: Estate) -> Value:
    """Whether a location is a single zone."""

    def zonal(plain: Value) -> Value:
        if isinstance(plain, Unknown):
            if _is_a_zone(plain, estate):
                return True
            if plain.key in _used(estate)[0]:
                return False
            return as_truth(Unknown(plain.causes, f"{plain.key} is a zone"))
        return isinstance(plain, str) and ZONE.fullmatch(plain.rpartition("/")[2].lower()) is not None

    return lift(zonal, unmark(place))


def _is_a_zone(place: Unknown, estate: Estate) -> bool:
    """Whether an open location is a zone all the same: an element of a list of zones, or ``${var.region}-b``."""
    listed = place.reference is not None and ".google_compute_zones." in f".{place.reference.address}."
    return listed or place.key in _used(estate)[1] or re.fullmatch(r"-[a-z]", place.ends) is not None


def outside_region_of(resource: Resource, place: Value, estate: Estate) -> Value:
    """Whether what is kept at a place survives the loss of a resource's region."""
    here, there = region_of(resource), lift(google_region, unmark(place))
    if same(here, there):
        return False
    return either(spans_regions(place, estate), lambda: different(here, there, "region", resource))


def in_one_project(one: Resource, other: Resource) -> bool:
    """Whether two stand in the same project; of two roots only where both say so."""
    here, there = account_of(one), account_of(other)
    return same(here, there) and (one.root == other.root or isinstance(unmark(here), str))


def over_regions(path: str, what: str = "a multi-region or dual-region") -> Fact:
    """The condition that the location at a path is several regions."""

    @fact(f"`{path}` is {what}", remedy=f"choose {what} as `{path}`")
    def several(context: Context) -> Value:
        return spans_regions(noted_place(context, path), context.estate)

    return several


def location_of_id(name: Value, named: str) -> Value:
    """The location that a full name holds (``projects/p/locations/eu/…``); what is ``named`` decides an open one."""
    text = unmark(name)
    found = re.search(r"(?:^|/)(?:locations|regions)/([\w-]+)", text) if isinstance(text, str) else None
    if found:
        return google_place(found[1], named)
    causes = causes_of(text) or frozenset({named})
    return Unknown(causes, f"location of {key_of(text)}")


def texts(*values: Value) -> tuple[str, ...]:
    """The texts among some values, over all branches, sorted."""
    return tuple(sorted({leaf for value in values for leaf in leaves(unmark(value)) if isinstance(leaf, str)}))


__all__ = [
    "DISASTERS", "PROVIDER", "in_one_project", "is_zone", "location_of_id", "noted_place", "outside_region_of",
    "over_regions", "place_at", "spans_regions", "texts",
]  # fmt: skip
