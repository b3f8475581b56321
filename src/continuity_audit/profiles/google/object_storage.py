"""Cloud Storage buckets.

Sources: https://docs.cloud.google.com/storage/docs/availability-durability,
https://docs.cloud.google.com/storage/docs/soft-delete, https://docs.cloud.google.com/storage/docs/bucket-lock
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.logic import at_least, length_of
from continuity_audit.estate.model import OUTSIDE, Kind, Outcome
from continuity_audit.estate.values import Value
from continuity_audit.profiles.bucket_transfers import transferred_partly
from continuity_audit.profiles.bucket_users import Use, unless_written_outside, uses
from continuity_audit.profiles.elements import each, one_of
from continuity_audit.profiles.google.bucket_transfers import READS, copy_elsewhere
from continuity_audit.profiles.google.locations import PROVIDER, is_zone, noted_place, spans_regions
from continuity_audit.profiles.places import google_place
from continuity_audit.profiles.profile import Claim, Fold, Profile, continues, lost, recovers
from continuity_audit.profiles.terms import Context, attribute, fact

STORAGE: Final = "https://docs.cloud.google.com/storage/docs/"
DURABILITY: Final = STORAGE + "availability-durability"
TRANSFER: Final = "https://docs.cloud.google.com/storage-transfer/docs/overview"
BUCKET_TYPE: Final = "google_storage_bucket"
OBJECTS: Final = ("google_storage_bucket_object",)
PAGE: Final = PROVIDER + "storage_bucket"

# --- objects that code writes -------------------------------------------------------------------------------------

READING_ROLES: Final = ("roles/storage.objectViewer", "roles/storage.legacyObjectReader", "roles/storage.bucketViewer")
MEMBERS: Final = ("google_storage_bucket_iam_member", "google_storage_bucket_iam_binding")
READING: Final = frozenset({
    ("google_cloudfunctions_function", "source_archive_bucket"), ("google_cloudfunctions2_function", "build_config"),
    ("google_compute_backend_bucket", "bucket_name"), ("google_app_engine_standard_app_version", "deployment"),
    ("google_app_engine_flexible_app_version", "deployment"), ("google_compute_instance", "metadata"),
    ("google_compute_instance_template", "metadata"), ("google_storage_bucket_iam_policy", "bucket"),
})  # fmt: skip
"""Arguments by which a resource only reads from the bucket that they name."""
WRITERS: Final = (
    *MEMBERS, "google_logging_project_sink", "google_logging_folder_sink", "google_logging_organization_sink",
    "google_storage_bucket_iam_policy", "google_storage_default_object_acl", "google_storage_hmac_key",
    "google_compute_backend_bucket",
)  # fmt: skip
"""Types without which nobody could say that only code writes to a bucket."""


@fact("every object in it is written by code (`google_storage_bucket_object`)", reads=(*OBJECTS, *WRITERS, OUTSIDE))
def objects_from_code(context: Context) -> Value:
    """Whether code writes objects and nothing else in the estate could; false where that is not sure."""
    objects = [c for c in context.companions if c.type in OBJECTS]
    if not any(o.exists is True and o.multiplicity != 0 for o in objects):
        return False
    if any(isinstance(name := o.values.get("name"), str) and name.endswith("/") for o in objects):
        return False  # an empty "folder" is made for others to write into
    others = uses(context.estate)[context.resource.id]
    if any(map(_may_write, others)):
        return False
    if any(e.value not in ("GET", "HEAD", "OPTIONS") for e in each(context.resource.values, "cors.method")):
        return False  # browsers may upload to it
    context.about(objects[0]).note("bucket", objects[0].values.get("bucket"))
    return unless_written_outside(others)


def _may_write(use: Use) -> bool:
    """Whether a resource names a bucket in a way that may let somebody write to it."""
    other = use.user
    if other.type in OBJECTS or other.mode == OUTSIDE:
        return False
    return not _reads(use)


def _reads(use: Use) -> bool:
    """Whether a resource names a bucket in a way that only lets somebody read from it."""
    other = use.user
    if other.type in MEMBERS and other.values.get("role") in READING_ROLES:
        return True
    return (other.type, use.argument) in READING and other.type != "google_storage_bucket_iam_policy"


# --- where it lies ------------------------------------------------------------------------------------------------

LOCATIONS: Final = "custom_placement_config.data_locations"
SEVERAL_REGIONS: Final = frozenset({"us", "eu", "asia", "asia1", "eur4", "eur5", "eur7", "eur8", "nam4"})
"""The multi-regions and predefined dual-regions of Cloud Storage; those of other services are refused.

``CA`` and others are only said of a pair whose data locations are named.
Source: https://docs.cloud.google.com/storage/docs/locations
"""


@fact(
    "its location is a dual-region or a multi-region",
    remedy="choose a multi-region such as `EU`, or a dual-region (`custom_placement_config`), as `location`",
)
def in_several_regions(context: Context) -> Value:
    """Whether Cloud Storage keeps every object in two regions or more."""
    pair = context.read(LOCATIONS)
    if pair is None:
        return spans_regions(noted_place(context, "location", SEVERAL_REGIONS), context.estate)
    # Where the data locations are named, `location` is the continent of the pair, or the region of the one zone.
    noted_place(context, "location")
    context.note(LOCATIONS, pair)
    return at_least(length_of(pair), 2)


@fact("it lies in a single zone")
def in_one_zone(context: Context) -> Value:
    """Whether it is a zonal bucket: its only data location is a zone."""
    pair = context.read(LOCATIONS)
    context.note(LOCATIONS, pair, PAGE if pair is None else "")
    if pair is None:
        return False
    if at_least(length_of(pair), 2) is True:
        return False
    named = f"{context.resource.address}.{LOCATIONS}"
    return one_of(pair, lambda place: is_zone(google_place(place, named), context.estate))


# --- copies -------------------------------------------------------------------------------------------------------

SOFT_DELETE = attribute("soft_delete_policy.retention_duration_seconds", 604800, PAGE).above(0)
VERSIONS = attribute("versioning.enabled", False, PAGE).is_true
RETAINED = attribute("retention_policy.retention_period", 0, PAGE).above(0)
LOCKED = attribute("retention_policy.is_locked", False, PAGE).is_true & RETAINED
TURBO = attribute("rpo", "DEFAULT", PAGE).equals("ASYNC_TURBO")
FROM_CODE_ALONE = objects_from_code & ~VERSIONS


BUCKET = Profile(
    type=BUCKET_TYPE,
    title="Cloud Storage bucket",
    kind=Kind.OBJECT_STORAGE,
    stateful=~FROM_CODE_ALONE,
    folds=(
        *(Fold(t, by="bucket") for t in OBJECTS),
        Fold("google_storage_notification", by="bucket"),
        Fold("google_storage_managed_folder", by="bucket"),
    ),
    reads=READS,
    data=(
        Claim(Outcome.CONTINUES, "code writes every object in it again", None, FROM_CODE_ALONE, (0, 0), (0, 0),
              PROVIDER + "storage_bucket_object"),
        recovers("restore", "versioning keeps what is overwritten or deleted", when=VERSIONS, rto="5m-8h",
                 source=STORAGE + "object-versioning"),
        recovers("restore", "soft delete keeps what is overwritten or deleted for days", when=SOFT_DELETE, rto="5m-8h",
                 source=STORAGE + "soft-delete"),
        recovers("restore", "a retention policy keeps objects from being overwritten or deleted", when=RETAINED,
                 rto="5m-8h", source=STORAGE + "bucket-lock"),
    ),
    instance=(continues("service", "Cloud Storage keeps every object on several devices", source=DURABILITY),),
    zone=(
        continues("service", "Cloud Storage keeps every object in two zones or more", when=~in_one_zone,
                  source=DURABILITY),
        recovers("promotion", "a transfer job keeps a copy in a bucket elsewhere", when=copy_elsewhere("region"),
                 rto="5m-4h", rpo="5m-24h", source=TRANSFER),
        lost("a zonal bucket lies in a single zone", source=DURABILITY),
    ),
    region=(
        continues("service", "turbo replication keeps every object in both regions of its dual-region", rpo="0s-15m",
                  when=in_several_regions & TURBO, source=DURABILITY),
        continues("service", "Cloud Storage keeps every object in two regions or more", rpo="0s-12h",
                  when=in_several_regions, source=DURABILITY),
        recovers("promotion", "a transfer job keeps a copy in a bucket of another region",
                 when=copy_elsewhere("region"), rto="5m-4h", rpo="5m-24h", source=TRANSFER),
        lost("a transfer job copies only a part of the bucket", when=transferred_partly, source=TRANSFER),
    ),
    account=(
        recovers("restore", "a transfer job keeps a copy in a bucket of another project",
                 when=copy_elsewhere("project"), rto="1h-24h", rpo="5m-24h", source=TRANSFER),
        recovers("restore", "its retention policy is locked: nobody can delete an object before its time", when=LOCKED,
                 rto="1h-24h", source=STORAGE + "bucket-lock"),
        recovers("restore", "a transfer job keeps a copy in a bucket whose retention policy is locked",
                 when=copy_elsewhere("lock"), rto="1h-24h", rpo="5m-24h", source=STORAGE + "bucket-lock"),
    ),
)  # fmt: skip

PROFILES = (BUCKET,)

__all__ = ["BUCKET", "PROFILES"]
