"""Where resources stand: their region and account, and whether two stand in the same."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Literal

from msgspec.structs import replace

from continuity_audit.estate.arns import read_arn
from continuity_audit.estate.identity import same
from continuity_audit.estate.logic import as_truth, equals, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.secrecy import told_as
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value

ZONE: Final = pattern(r"^([a-z]+(?:-[a-z]+)+-?\d+)-?[a-z]$")
"""A zone that names its region: eu-west-1a, europe-west1-b."""
COMPOSED_ZONE: Final = pattern(r"\"\[([^,]+),'-[a-z]'\]\"")
"""The key of a text that is a region and the letter of a zone."""
LISTED_ZONE: Final = pattern(r"^(.*google_compute_zones\..*\.names)\[\d+\]$")
"""The key of one of the zones that a data source lists: they are all in its region."""
WORDS: Final = {("google", "account"): "project", ("azurerm", "account"): "subscription_id"}
"""What providers call what stands for the account."""
GOOGLE_LOCATION: Final = pattern(r"[a-z]+(?:-[a-z]+)+\d+(?:-(?:ai\d+)?[a-z])?|us-central|europe-west")
"""A region or a zone of Google Cloud; App Engine writes the names of two regions without a number."""
SEVERAL_REGIONS: Final = frozenset({
    "global", "us", "eu", "europe", "asia", "au", "ca", "de", "in", "it", "jp", "asia1", "asia2",
    *(f"eur{n}" for n in range(3, 9)), *(f"nam{n}" for n in range(3, 17)), "nam-eur-asia1", "nam-eur-asia3",
})  # fmt: skip
"""What Google Cloud calls its multi-regions and dual-regions, over the services that have some.

Sources: https://docs.cloud.google.com/storage/docs/locations, https://docs.cloud.google.com/kms/docs/locations,
https://docs.cloud.google.com/spanner/docs/instance-configurations, https://firebase.google.com/docs/firestore/locations,
https://docs.cloud.google.com/artifact-registry/docs/repositories/repo-locations
"""
AZURE_LOCATION: Final = pattern(r"[a-z]+\d*(?:euap|stage)?")
"""A region of Azure as its API writes it; no list of them, for new ones open."""
CALLER: Final = pattern(r"(?:.*[.:])?data\.aws_caller_identity\..*\.account_id")
"""The key of the account by which AWS knows whoever applies the code."""


def region_of(resource: Resource) -> Value:
    """The region of a resource: its own argument, a zone that it names, else its provider's.

    What Google Cloud keeps in several regions has the name of them all, such as ``eu`` or ``nam4``. A provider of Azure
    has no region: what states no location there has none of its own.
    """
    if resource.language == "kubernetes":
        return None
    own = _stated(resource)
    if resource.provider.name == "azurerm":
        named = f"{resource.address}.location"
        return lift(lambda place: azure_place(place, named, f"{resource.root}::{named}"), own)
    if resource.provider.name == "google":
        return _google_region_of(resource)
    if own is not None:
        return own
    for zone in (resource.values.get("availability_zone"), resource.values.get("zone")):
        found = ZONE.match(zone) if isinstance(zone, str) else None
        if found:
            return found[1]
    return unmark(resource.provider.region)


def _google_region_of(resource: Resource) -> Value:
    """The region of a resource of Google Cloud; open where what names it is no location, such as a placeholder."""
    arguments = ("region", "location", "zone")
    own = [(f"{resource.address}.{a}", resource.values.get(a)) for a in arguments]
    block = f"{resource.module}.provider.google".lstrip(".")
    provided = [(f"{block}.region", resource.provider.region), (f"{block}.zone", resource.provider.zone)]
    for named, value in (*own, *provided):
        place = told_as(named, value)
        if place is not None and not isinstance(place, tuple):
            return lift(google_region, google_place(place, named, f"{resource.root}::{named}"))
    return None


def google_place(place: Value, named: str, where: str = "", several: Collection[str] = SEVERAL_REGIONS) -> Value:
    """A place of Google Cloud; open where a text is none, such as ``__REGION__``: then what is ``named`` decides.

    ``where`` tells one empty place from another, where what is ``named`` does not. ``several`` are the multi-regions
    and dual-regions that there are.
    """

    def known(plain: Value) -> Value:
        if not isinstance(plain, str):
            return plain
        name = plain.rpartition("/")[2].lower()
        if name in several or GOOGLE_LOCATION.fullmatch(name):
            return plain
        return Unknown(frozenset({named}), _key_of_open(name, where or named), sure=True)

    return lift(known, unmark(place))


def _key_of_open(name: str, where: str) -> str:
    """What tells one open place from another.

    What is written for a name later is the same wherever it stands. An empty text, such as the default of a variable,
    is no name: what is filled in at one place says nothing of another.
    """
    return f"the place of {name}" if name.strip() else f"the place at {where}"


def _stated(resource: Resource) -> Value:
    """The region that a resource states in an argument of its own; a location of AWS is a building or a block."""
    arguments = ("region",) if resource.provider.name == "aws" else ("region", "location")
    for argument in arguments:
        own = resource.values.get(argument)
        if own is not None and not isinstance(own, tuple):
            return told_as(f"{resource.address}.{argument}", own)
    return None


def azure_region(place: Value) -> Value:
    """The name of a region of Azure as its API writes it: ``westeurope`` for ``West Europe``; an open one as it is."""
    return place.replace(" ", "").lower() if isinstance(place, str) else place


def azure_place(place: Value, named: str, where: str) -> Value:
    """The region of Azure that a text names; open where it names none, such as ``<REGION>``: see `google_place`."""
    name = azure_region(place)
    if not isinstance(name, str) or AZURE_LOCATION.fullmatch(name):
        return name
    return Unknown(frozenset({named}), _key_of_open(name, where), sure=True)


def google_region(place: Value) -> Value:
    """The region of a place of Google Cloud: of a zone, a region, or the name of a multi-region, in small letters."""
    if isinstance(place, Unknown):
        return _region_of_open(place)
    if not isinstance(place, str):
        return None
    name = place.rpartition("/")[2].lower()
    zone = ZONE.match(name)
    return zone[1] if zone else name


def _region_of_open(place: Unknown) -> Unknown:
    """The region of an open place: of ``${var.region}-b`` it is ``var.region``, of a list of zones always the same."""
    composed = COMPOSED_ZONE.fullmatch(place.key)
    if composed:
        return Unknown(place.causes, composed[1])
    return replace(place, key=LISTED_ZONE.sub(r"\1", place.key))


def account_of(resource: Resource) -> Value:
    """The account of a resource: a project of its own, else what its provider says; ``None`` where neither does."""
    own = resource.values.get("project") if resource.provider.name == "google" else None
    own = told_as(f"{resource.address}.project", own)
    return unmark(resource.provider.account) if own is None else own


def place_in(arn: Value, what: Literal["region", "account"]) -> Value:
    """The region or account that an ARN names, ``None`` where it names none; open where it or the whole ARN is.

    Whoever asks for the account of the caller names that of the code itself, which is none in particular.
    """
    found = read_arn(arn)
    if found is None:
        plain = unmark(arn)
        return Unknown(plain.causes, f"{what} of {plain.key}") if isinstance(plain, Unknown) else None
    place = found.region if what == "region" else found.account
    return None if isinstance(place, Unknown) and CALLER.fullmatch(place.key) else place


def account_in(arn: Value) -> str | None:
    """The account that an ARN names, where it is known."""
    account = found.account if (found := read_arn(arn)) else None
    return account if isinstance(account, str) and account.isdecimal() else None


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
    """Whether two resources stand in different accounts; two that say nothing stand in the same.

    Whose providers read their credentials by two profiles, or one of them by none, says something: that is open.
    """
    left, right = account_of(resource), account_of(other)
    if left is None and right is None and not same(resource.provider.profile, other.provider.profile):
        return as_truth(left_open("account", resource))
    return different(left, right, "account", resource)


def different(left: Value, right: Value, what: str, near: Resource) -> Value:
    """Whether two places differ. A side that says nothing is open, unless both say nothing."""
    if left is None and right is None:
        return False
    missing = left_open(what, near)
    return negate(equals(missing if left is None else left, missing if right is None else right))


def left_open(what: str, near: Resource) -> Unknown:
    """The place of a resource that says nothing of it, by what would tell."""
    word = WORDS.get((near.provider.name, what), what)
    cause = f"{near.module}.provider.{near.provider.name}.{word}".lstrip(".")
    if near.provider.name == "azurerm" and what == "region":
        cause = f"{near.address}.location"
    return Unknown(frozenset({cause}), cause)
