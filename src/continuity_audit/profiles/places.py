"""Where resources stand: their region and account, and whether two stand in the same."""

from __future__ import annotations

import re
from typing import Final

from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Unknown, Value, equals, negate, same, unmark

ZONE: Final = re.compile(r"^([a-z]+(?:-[a-z]+)+-?\d+)-?[a-z]$")
"""A zone that names its region: eu-west-1a, europe-west1-b."""
ACCOUNT: Final = re.compile(r"^arn:[\w-]+:[\w-]*:[\w-]*:(\d{12}):")


def region_of(resource: Resource) -> Value:
    """The region of a resource: its own argument (AWS provider 6), a zone that it names, else its provider's."""
    if resource.language == "kubernetes":
        return None
    own = _stated(resource)
    if own is not None:
        return own
    for zone in (resource.values.get("availability_zone"), resource.values.get("zone")):
        found = ZONE.match(zone) if isinstance(zone, str) else None
        if found:
            return found[1]
    return unmark(resource.provider.region)


def _stated(resource: Resource) -> Value:
    """The region that a resource states in an argument of its own."""
    for own in (resource.values.get("region"), resource.values.get("location")):
        if own is not None and not isinstance(own, tuple):
            return unmark(own)
    return None


def account_of(resource: Resource) -> Value:
    """The account (subscription, project) of a resource as far as its provider says; ``None`` where it says nothing."""
    return unmark(resource.provider.account)


def account_in(arn: Value) -> str | None:
    """The account that an ARN names."""
    found = ACCOUNT.match(arn) if isinstance(arn, str) else None
    return found[1] if found else None


def in_another_region(resource: Resource, other: Resource) -> Value:
    """Whether two resources stand in different regions; open where the code does not say.

    What one AWS provider makes stands in its region, known or not, unless it states another.
    """
    left, right = region_of(resource), region_of(other)
    if not (isinstance(left, str) and isinstance(right, str)) and resource.provider.name == "aws":
        stated = (_stated(resource), _stated(other))
        if stated == (None, None) and same(resource.provider.region, other.provider.region):
            return False
    return different(left, right, "region", resource)


def in_another_account(resource: Resource, other: Resource) -> Value:
    """Whether two resources stand in different accounts; two that say nothing stand in the same."""
    return different(account_of(resource), account_of(other), "account", resource)


def different(left: Value, right: Value, what: str, near: Resource) -> Value:
    """Whether two places differ. A side that says nothing is open, unless both say nothing."""
    if left is None and right is None:
        return False
    cause = f"{near.module}.provider.{near.provider.name}.{what}".lstrip(".")
    missing = Unknown(frozenset({cause}), cause)
    return negate(equals(missing if left is None else left, missing if right is None else right))
