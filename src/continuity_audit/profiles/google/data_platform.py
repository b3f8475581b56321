"""What moves, describes and shows data: Datastream, Dataproc Metastore and Looker.

Sources: https://docs.cloud.google.com/datastream/docs/overview,
https://docs.cloud.google.com/dataproc-metastore/docs/service-tier,
https://docs.cloud.google.com/dataproc-metastore/docs/backup-metadata,
https://docs.cloud.google.com/looker/docs/looker-core-backup-restore
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.logic import any_of, as_truth, both
from continuity_audit.estate.model import Kind, Resource, Scenario
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.google.dependencies import run_time
from continuity_audit.profiles.google.locations import PROVIDER, noted_place, outside_region_of
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.references import each_mentioned
from continuity_audit.profiles.terms import Context, Fact, attribute

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
BUCKET: Final = "google_storage_bucket"


def _bucket_elsewhere(block: str, argument: str) -> Fact:
    """The condition that the bucket that an argument in a block names survives the region; open where it is not in the
    code."""
    path = f"{block}.{argument}"

    def elsewhere(context: Context) -> Value:
        place = context.read(path)
        context.note(path, place)
        buckets = [n for n in each_mentioned(context.resource, block, context.estate) if n.resource.type == BUCKET]
        if not buckets:
            causes = causes_of(place) or frozenset({context.resource.name_of(path)})
            return as_truth(Unknown(causes, f"{key_of(place)} is elsewhere"))
        return any_of(
            lambda n=n: both(n.there, lambda: _outside(n.resource, context))  # type: ignore[misc]
            for n in buckets
        )

    how = f"name a bucket elsewhere as `{path}`"
    return Fact(elsewhere, "the bucket of its backups is outside its region", (BUCKET,), how)


def _outside(bucket: Resource, context: Context) -> Value:
    return outside_region_of(context.resource, noted_place(context.about(bucket), "location"), context.estate)


backups_elsewhere = _bucket_elsewhere("scheduled_backup", "backup_location")

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

# --- Looker -------------------------------------------------------------------------------------------------------

LOOKER: Final = "https://docs.cloud.google.com/looker/docs/"
EXPORTED = attribute("periodic_export_config").is_set
exports_elsewhere = _bucket_elsewhere("periodic_export_config", "gcs_uri")
IMPORTED: Final = recovers("restore", "periodic exports to a bucket can be imported into a new instance", when=EXPORTED,
                           rto="1h-12h", rpo="0s-24h", source=LOOKER + "looker-core-import-export")  # fmt: skip

LOOKER_INSTANCE = Profile(
    type="google_looker_instance",
    title="Looker (Google Cloud core) instance with its dashboards and users",
    kind=Kind.ANALYTICS,
    stateful=True,
    data=(recovers("restore", "the service takes a backup a day by itself, which only the same instance takes back",
                   rto="30m-12h", rpo="0s-24h", source=LOOKER + "looker-core-backup-restore"),),
    instance=(recovers("restart", "the service starts what fails again; its database is apart from its servers",
                       rto="5m-1h", source=LOOKER + "looker-core-overview"),),
    zone=(IMPORTED,),
    region=(replace(IMPORTED, when=EXPORTED & exports_elsewhere),),
    advice=dict.fromkeys((Scenario.ZONE, Scenario.REGION), "export it to a bucket (`periodic_export_config`)"),
)  # fmt: skip

PROFILES: Final = (STREAM, METASTORE_SERVICE, LOOKER_INSTANCE)

__all__ = ["PROFILES"]
