"""BigQuery datasets.

Sources: https://docs.cloud.google.com/bigquery/docs/reliability-disaster,
https://docs.cloud.google.com/bigquery/docs/time-travel, https://docs.cloud.google.com/bigquery/docs/copying-datasets
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Final

from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import all_hold, any_of, both, equals, negate
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Value
from continuity_audit.profiles.google.locations import PROVIDER, place_at
from continuity_audit.profiles.places import different, google_region, in_another_account
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.references import Named, each_meant
from continuity_audit.profiles.terms import Context, Fact, attribute, walk

BIGQUERY: Final = "https://docs.cloud.google.com/bigquery/docs/"
RELIABILITY: Final = BIGQUERY + "reliability-disaster"
DATASET_TYPE: Final = "google_bigquery_dataset"
TRANSFER: Final = "google_bigquery_data_transfer_config"
PAGE: Final = PROVIDER + "bigquery_dataset"
LOCATION = attribute("location", "US", PAGE)
TIME_TRAVEL = attribute("max_time_travel_hours", 168, PAGE).above(0)


def _ends(transfer: Resource, estate: Estate) -> Iterator[tuple[Named, Named]]:
    """The datasets that a transfer copies from and to, where both are in the estate."""
    source = walk(transfer.values, "params.source_dataset_id")
    target = transfer.values.get("destination_dataset_id")
    yield from product(
        each_meant(transfer, "params.source_dataset_id", source, estate, DATASET_TYPE),
        each_meant(transfer, "destination_dataset_id", target, estate, DATASET_TYPE),
    )


def _copied(what: str, apart: Callable[[Resource, Resource], Value]) -> Fact:
    """The condition that a scheduled copy of the dataset (or what it is a copy of) is in another place."""

    def elsewhere(context: Context) -> Value:
        def holds(transfer: Resource, origin: Named, copy: Named) -> Value:
            other = copy if origin.resource is context.resource else origin
            context.about(transfer).note("destination_dataset_id", transfer.values.get("destination_dataset_id"))
            kind = equals(transfer.values.get("data_source_id"), "cross_region_copy")
            ends = all_hold(transfer.exists, origin.there, copy.there)
            on = all_hold(ends, kind, negate(equals(transfer.values.get("disabled"), True)))
            return both(on, lambda: apart(context.resource, other.resource))

        return any_of(
            lambda t=t, origin=origin, copy=copy: holds(t, origin, copy)  # type: ignore[misc]
            for t in context.estate.of_type(TRANSFER)
            for origin, copy in _ends(t, context.estate)
            if context.resource in (origin.resource, copy.resource)
        )

    words = f"a scheduled copy of the dataset is kept in another {what}"
    return Fact(elsewhere, words, (TRANSFER, DATASET_TYPE), f"copy it to another {what} with a `{TRANSFER}`")


def _other_location(here: Resource, other: Resource) -> Value:
    """Whether two datasets lie in different regions or multi-regions; one that says nothing lies in that of the US."""
    places = [lift(lambda p: google_region("US" if p is None else p), place_at(r, "location")) for r in (here, other)]
    return different(places[0], places[1], "location", here)


DATASET = Profile(
    type=DATASET_TYPE,
    title="BigQuery dataset with its tables",
    kind=Kind.ANALYTICS,
    stateful=True,
    names=("dataset_id", "friendly_name"),
    folds=(
        Fold("google_bigquery_table", by="dataset_id"),
        Fold("google_bigquery_routine", by="dataset_id"),
    ),
    data=(recovers("restore", "time travel keeps what is changed or deleted for two to seven days", when=TIME_TRAVEL,
                   rto="5m-4h", source=BIGQUERY + "time-travel"),),
    instance=(continues("service", "BigQuery keeps and queries data on many machines", source=RELIABILITY),),
    zone=(continues("service", "BigQuery keeps data in two zones and queries it in the other", source=RELIABILITY),),
    region=(recovers("promotion", "a scheduled copy is kept in another location",
                     when=_copied("location", _other_location), rto="5m-4h", rpo="12h-24h",
                     source=BIGQUERY + "copying-datasets"),),
    account=(recovers("restore", "a scheduled copy is kept in another project",
                      when=_copied("project", in_another_account), rto="1h-24h", rpo="12h-24h",
                      source=BIGQUERY + "copying-datasets"),),
)  # fmt: skip

PROFILES: Final = (DATASET,)

__all__ = ["PROFILES"]
