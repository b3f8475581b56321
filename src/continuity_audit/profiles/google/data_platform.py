"""What moves and describes data: Datastream and Dataproc Metastore.

Sources: https://docs.cloud.google.com/datastream/docs/overview,
https://docs.cloud.google.com/dataproc-metastore/docs/service-tier,
https://docs.cloud.google.com/dataproc-metastore/docs/backup-metadata
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.logic import any_of, as_truth, both
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.google.dependencies import run_time
from continuity_audit.profiles.google.locations import PROVIDER, noted_place, outside_region_of
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.references import each_mentioned
from continuity_audit.profiles.terms import Context, attribute, fact

# --- Datastream ---------------------------------------------------------------------------------------------------

DATASTREAM: Final = "https://docs.cloud.google.com/datastream/docs/"
CONNECTION: Final = "google_datastream_connection_profile"
SIDES: Final = (
    "bigquery_profile", "gcs_profile", "mongodb_profile", "mysql_profile", "oracle_profile", "postgresql_profile",
    "salesforce_profile", "sql_server_profile",
)  # fmt: skip

STREAM = Profile(
    type="google_datastream_stream",
    title="Datastream stream with its connections",
    kind=Kind.WORKLOAD,
    stateful=False,
    names=("stream_id", "display_name"),
    component=~attribute("desired_state").one_of("PAUSED", "NOT_STARTED"),
    folds=tuple(
        Fold(CONNECTION, by=f"{side}_config.{side}_connection_profile", forward=True, shared=True,
             needs=(run_time(*SIDES),))
        for side in ("source", "destination")
    ),
    needs=(run_time("source_config", "destination_config"),),
    instance=(recovers("restart", "the service goes on from the last position that it read of its source",
                       rto="1m-30m", source=DATASTREAM + "overview"),),
)  # fmt: skip

# --- Dataproc Metastore -------------------------------------------------------------------------------------------

METASTORE: Final = "https://docs.cloud.google.com/dataproc-metastore/docs/"
PAGE: Final = PROVIDER + "dataproc_metastore_service"
ENTERPRISE = attribute("tier", "DEVELOPER", PAGE).equals("ENTERPRISE")
BACKUPS = attribute("scheduled_backup.enabled", False, PAGE).is_true
PLACE: Final = "scheduled_backup.backup_location"
BUCKET: Final = "google_storage_bucket"


@fact(
    "the bucket of its backups is outside its region", reads=(BUCKET,), remedy=f"name a bucket elsewhere as `{PLACE}`"
)
def backups_elsewhere(context: Context) -> Value:
    """Whether the bucket of its scheduled backups survives the region; open where it is not in the code."""
    place = context.read(PLACE)
    context.note(PLACE, place)
    found = [
        n for n in each_mentioned(context.resource, "scheduled_backup", context.estate) if n.resource.type == BUCKET
    ]
    if not found:
        named = context.resource.name_of(PLACE)
        return as_truth(Unknown(causes_of(place) or frozenset({named}), f"{key_of(place)} is elsewhere"))
    return any_of(
        lambda n=n: both(n.there, lambda: _outside(n.resource, context))  # type: ignore[misc]
        for n in found
    )


def _outside(bucket: Resource, context: Context) -> Value:
    return outside_region_of(context.resource, noted_place(context.about(bucket), "location"), context.estate)


METASTORE_SERVICE = Profile(
    type="google_dataproc_metastore_service",
    title="Dataproc Metastore service",
    kind=Kind.DATABASE,
    stateful=True,
    names=("service_id",),
    data=(recovers("restore", "scheduled backups are kept in a bucket", when=BACKUPS, rto="30m-4h", rpo="1h-24h",
                   source=METASTORE + "backup-metadata"),),
    instance=(
        continues("failover", "the enterprise tier is highly available", when=ENTERPRISE, rto="30s-10m",
                  source=METASTORE + "service-tier"),
        recovers("restart", "the developer tier, which tolerates no fault, is started again", rto="5m-1h",
                 source=METASTORE + "service-tier"),
    ),
    zone=(
        continues("failover", "the enterprise tier stands in several zones", when=ENTERPRISE, rto="30s-10m",
                  source=METASTORE + "service-tier"),
        recovers("restore", "scheduled backups are kept in a bucket, which is not in the zone", when=BACKUPS,
                 rto="30m-4h", rpo="1h-24h", source=METASTORE + "backup-metadata"),
    ),
    region=(recovers("restore", "scheduled backups are kept in a bucket outside its region",
                     when=BACKUPS & backups_elsewhere, rto="1h-8h", rpo="1h-24h",
                     source=METASTORE + "backup-metadata"),),
)  # fmt: skip

PROFILES: Final = (STREAM, METASTORE_SERVICE)

__all__ = ["PROFILES"]
