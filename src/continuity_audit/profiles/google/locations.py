"""The locations of Google Cloud: zones, regions, and the multi-regions and dual-regions that keep data in several.

Source: https://docs.cloud.google.com/docs/geography-and-regions
"""

from __future__ import annotations

import re
from typing import Final

from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Unknown, Value, as_truth, causes_of, either, key_of, leaves, lift, unmark
from continuity_audit.profiles.places import different, google_region, region_of
from continuity_audit.profiles.terms import Context, Fact, fact

REGION: Final = re.compile(r"[a-z]+-[a-z]+\d+")
ZONE: Final = re.compile(r"[a-z]+-[a-z]+\d+-[a-z]")
OLD_REGIONS: Final = ("us-central", "europe-west")
"""The two regions whose names App Engine writes without a number."""

PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/"
DISASTERS: Final = "https://cloud.google.com/architecture/disaster-recovery"
"""What Google says of each product in the outage of a zone and of a region."""


def spans_regions(place: Value) -> Value:
    """Whether a location is several regions: a multi-region, a dual-region or the whole world."""

    def spans(plain: Value) -> Value:
        if isinstance(plain, Unknown):
            if _is_a_zone(plain):
                return False
            return as_truth(Unknown(plain.causes, f"{plain.key} is a multi-region"))
        if not isinstance(plain, str):
            return False
        name = plain.rpartition("/")[2].lower()
        return not (REGION.fullmatch(name) or ZONE.fullmatch(name) or name in OLD_REGIONS)

    return lift(spans, unmark(place))


def is_zone(place: Value) -> Value:
    """Whether a location is a single zone."""

    def zonal(plain: Value) -> Value:
        if isinstance(plain, Unknown):
            if _is_a_zone(plain):
                return True
            return as_truth(Unknown(plain.causes, f"{plain.key} is a zone"))
        return isinstance(plain, str) and ZONE.fullmatch(plain.rpartition("/")[2].lower()) is not None

    return lift(zonal, unmark(place))


def _is_a_zone(place: Unknown) -> bool:
    """Whether an open location is a zone all the same: an element of a list of zones, or ``${var.region}-b``."""
    listed = place.reference is not None and ".google_compute_zones." in f".{place.reference.address}."
    return listed or re.fullmatch(r"-[a-z]", place.ends) is not None


def outside_region_of(resource: Resource, place: Value) -> Value:
    """Whether what is kept at a place survives the loss of a resource's region."""
    return either(
        spans_regions(place), lambda: different(region_of(resource), lift(google_region, place), "region", resource)
    )


def over_regions(path: str, what: str = "a multi-region or dual-region") -> Fact:
    """The condition that the location at a path is several regions."""

    @fact(f"`{path}` is {what}", remedy=f"choose {what} as `{path}`")
    def several(context: Context) -> Value:
        place = context.read(path)
        context.note(path, place)
        return spans_regions(place)

    return several


def location_of_id(name: Value) -> Value:
    """The location that a full name holds (``projects/p/locations/eu/…``); open where it is no such name."""
    text = unmark(name)
    found = re.search(r"(?:^|/)(?:locations|regions)/([\w-]+)", text) if isinstance(text, str) else None
    if found:
        return found[1]
    causes = causes_of(text) or frozenset({text} if isinstance(text, str) else {"location"})
    return Unknown(causes, f"location of {key_of(text)}")


def texts(*values: Value) -> tuple[str, ...]:
    """The texts among some values, over all branches, sorted."""
    return tuple(sorted({leaf for value in values for leaf in leaves(unmark(value)) if isinstance(leaf, str)}))


__all__ = [
    "DISASTERS", "PROVIDER", "is_zone", "location_of_id", "outside_region_of", "over_regions", "spans_regions", "texts",
]  # fmt: skip
