"""Data sources that are worth something without asking a provider, because the code itself answers them."""

from __future__ import annotations

from collections.abc import Callable

from continuity_audit.estate.model import Provider
from continuity_audit.estate.values import Reference, Unknown, Value, unmark

ZONES = {
    ("aws_availability_zones", "names"),
    ("aws_availability_zones", "zone_ids"),
    ("google_compute_zones", "names"),
}


def worth_without_asking(kind: str, attribute: str, address: str, provider: Callable[[], Provider]) -> Value:
    """What an attribute of a data source is worth, ``None`` where only the provider can say.

    A region has two zones or more: a list of its zones is open but never shorter.
    """
    if (kind, attribute) in ZONES:
        reference = Reference(address, attribute)
        return Unknown(frozenset({address}), str(reference), reference, low=2)
    if kind == "aws_region" and attribute in ("name", "id", "region"):
        return unmark(provider().region)
    if kind == "aws_caller_identity" and attribute == "account_id":
        account = unmark(provider().account)
        return account if isinstance(account, str) else None
    if kind == "google_client_config" and attribute in ("region", "project"):
        return unmark(provider().region if attribute == "region" else provider().account)
    return None
