"""Amazon S3.

Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Kind, Outcome, Resource, Scenario
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.values import Unknown
from continuity_audit.profiles.aws.backup import READS, covered_by_plan, plan
from continuity_audit.profiles.aws.bucket_contents import (
    BUCKET_TYPE,
    OBJECTS,
    WEBSITE,
    objects_from_code,
    only_redirects,
)
from continuity_audit.profiles.aws.bucket_replication import (
    RETAINED,
    RETAINED_INLINE,
    behind_access_point,
    destinations_of,
    in_a_replication,
    one_zone_replica,
    partly_replicated,
    replica_behind_the_access_point,
    replica_cannot_be_deleted,
    replica_elsewhere,
    replicated,
)
from continuity_audit.profiles.aws.bucket_settings import BEARERS, LIFECYCLE, SETTINGS, buckets_of
from continuity_audit.profiles.block_terms import blocks
from continuity_audit.profiles.bucket_transfers import kept_at_google, transferred_to_google
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.profile import Claim, Fold, Profile, continues, lost, recovers
from continuity_audit.profiles.references import Named
from continuity_audit.profiles.terms import attribute

S3: Final = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
DURABILITY: Final = S3 + "DataDurability.html"
VERSIONING: Final = S3 + "Versioning.html"
OBJECT_LOCK: Final = S3 + "object-lock.html"
REPLICATION: Final = S3 + "replication.html"
REPLICATION_TIME: Final = S3 + "replication-time-control.html"
ONE_ZONE_CLASS: Final = S3 + "storage-class-intro.html"
ACCESS_POINT_ROUTES: Final = S3 + "FailoverConfiguration.html"
DIRECTORY_BUCKETS: Final = S3 + "directory-bucket-high-performance.html"
TABLE_BUCKETS: Final = S3 + "s3-tables-buckets.html"
REDIRECTS: Final = S3 + "how-to-page-redirect.html"
BACKUPS: Final = "https://docs.aws.amazon.com/aws-backup/latest/devguide/s3-backups.html"
TRANSFER: Final = "https://docs.cloud.google.com/storage-transfer/docs/overview"
OBJECTS_IN_CODE: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_object"

# --- versions -----------------------------------------------------------------------------------------------------

STATUS = attribute("versioning_configuration.status")
VERSIONS_KEPT = companions("aws_s3_bucket_versioning").any(STATUS.equals("Enabled"))
VERSIONS_KEPT_INLINE = attribute("versioning.enabled", False, VERSIONING).is_true
SUSPENDED = companions("aws_s3_bucket_versioning").any(STATUS.one_of("Suspended", "Disabled"))
LOCKABLE = attribute("object_lock_enabled", False, OBJECT_LOCK).is_true | attribute(
    "object_lock_configuration.object_lock_enabled"
).equals("Enabled")

# --- locks --------------------------------------------------------------------------------------------------------

LOCKED = companions("aws_s3_bucket_object_lock_configuration").any(RETAINED) | RETAINED_INLINE

# --- backups ------------------------------------------------------------------------------------------------------

BY_REPLICATION = in_a_replication & ~SUSPENDED
VERSIONED = VERSIONS_KEPT | VERSIONS_KEPT_INLINE | LOCKABLE | LOCKED | BY_REPLICATION
UNTAKEN = lost("AWS Backup takes only buckets with versioning on", when=covered_by_plan & ~VERSIONED, source=BACKUPS)


def versioned_plan(scenario: Scenario) -> tuple[Claim, ...]:
    """The rungs that AWS Backup adds: it takes a bucket only with versioning on."""
    return (*(replace(claim, when=VERSIONED & claim.when) for claim in plan(scenario)), UNTAKEN)


# --- storage classes ----------------------------------------------------------------------------------------------

MOVED = blocks("transition").any(attribute("storage_class").equals("ONEZONE_IA"))
ONE_ZONE = (
    companions(LIFECYCLE).any(blocks("rule").any(attribute("status").equals("Enabled") & MOVED))
    | blocks("lifecycle_rule").any(attribute("enabled").is_true & MOVED)
    | one_zone_replica
)

# --- what belongs to a bucket -------------------------------------------------------------------------------------


def _own(setting: Resource, estate: Estate) -> tuple[Resource | Named, ...]:
    """The bucket that a setting names; where it is named by an expression, the only one that this mentions.

    Of several that are mentioned it may be any, and where code leaves open whether it is there, so it does for each.
    """
    value = unmark(setting.values.get("bucket"))
    found = buckets_of(value, setting, estate)
    if found or not isinstance(value, Unknown):
        return found
    mentioned = {
        bucket.id: bucket
        for reference in setting.references.get("bucket", ())
        for bucket in estate.referred(reference, setting)
        if bucket.type == BUCKET_TYPE
    }
    return tuple(mentioned.values()) if len(mentioned) == 1 or not isinstance(setting.exists, bool) else ()


def _both_ends(replication: Resource, estate: Estate) -> Iterator[Resource | Named]:
    """A replication belongs to the bucket it copies from, and tells the one it copies to of a copy elsewhere."""
    yield from _own(replication, estate)
    yield from destinations_of(replication, estate)


FROM_CODE_ALONE = objects_from_code & ~VERSIONS_KEPT & ~VERSIONS_KEPT_INLINE
"""A history of versions that is kept is not in code."""

BUCKET = Profile(
    type=BUCKET_TYPE,
    title="Amazon S3 bucket",
    kind=Kind.OBJECT_STORAGE,
    stateful=~(FROM_CODE_ALONE | only_redirects),
    names=("bucket", "bucket_prefix"),
    folds=(
        *(Fold(t, match=_own) for t in SETTINGS if t != "aws_s3_bucket_replication_configuration"),
        Fold("aws_s3_bucket_replication_configuration", match=_both_ends, shared=True),
        Fold("aws_s3control_multi_region_access_point", match=behind_access_point, shared=True),
        *(Fold(t, match=_own) for t in (WEBSITE, *OBJECTS)),
    ),
    reads=(*READS, *BEARERS),
    data=(
        Claim(Outcome.CONTINUES, "code writes every object in it again", None, FROM_CODE_ALONE, (0, 0), (0, 0),
              OBJECTS_IN_CODE),
        Claim(Outcome.CONTINUES, "its website only redirects, and nothing is written to it", None, only_redirects,
              (0, 0), (0, 0), REDIRECTS),
        recovers("restore", "versioning keeps what is overwritten or deleted",
                 when=VERSIONS_KEPT | VERSIONS_KEPT_INLINE, rto="5m-8h", source=VERSIONING),
        recovers("restore", "Object Lock keeps versioning on for good", when=LOCKABLE | LOCKED, rto="5m-8h",
                 source=OBJECT_LOCK),
        recovers("restore", "replication is only accepted with versioning on, at both ends", when=BY_REPLICATION,
                 rto="5m-8h", source=REPLICATION),
        UNTAKEN,
    ),
    instance=(continues("service", "S3 keeps every object on several devices", source=DURABILITY),),
    zone=(
        continues("service", "S3 keeps every object in three zones or more", when=~ONE_ZONE, source=DURABILITY),
        recovers("promotion", "another bucket holds a live copy that does not share the one zone",
                 when=replica_elsewhere("zone"), rto="5m-4h", rpo="1s-15m", source=REPLICATION),
        *versioned_plan(Scenario.ZONE),
        lost("objects of storage class One Zone-IA lie in a single zone", when=ONE_ZONE, source=ONE_ZONE_CLASS),
    ),
    region=(
        continues("failover", "a Multi-Region Access Point sends requests to the live copy in another region",
                  when=replica_behind_the_access_point, rto="1m-10m", rpo="1s-15m", source=ACCESS_POINT_ROUTES),
        recovers("promotion", "a bucket in another region holds a live copy", when=replica_elsewhere("region"),
                 rto="5m-4h", rpo="1s-15m", source=REPLICATION_TIME),
        recovers("promotion", "a transfer job keeps a copy in Google Cloud Storage", when=transferred_to_google,
                 rto="5m-24h", rpo="5m-24h", source=TRANSFER),
        *versioned_plan(Scenario.REGION),
        lost("the replica stands in the same region", when=replicated, source=REPLICATION),
        lost("replication copies only a part of the bucket", when=partly_replicated("region"), source=REPLICATION),
    ),
    account=(
        recovers("restore", "a bucket of another account holds a live copy", when=replica_elsewhere("account"),
                 rto="1h-24h", rpo="1s-15m", source=REPLICATION),
        recovers("restore", "Object Lock in compliance mode: nobody can delete a version before its retention ends",
                 when=LOCKED, rto="1h-24h", source=OBJECT_LOCK),
        recovers("restore", "the replica is under Object Lock in compliance mode", when=replica_cannot_be_deleted,
                 rto="1h-24h", rpo="1s-15m", source=OBJECT_LOCK),
        recovers("restore", "a transfer job keeps a copy in a project of Google Cloud", when=kept_at_google,
                 rto="1h-24h", rpo="5m-24h", source=TRANSFER),
        *versioned_plan(Scenario.ACCOUNT),
        lost("the replica stands in the same account", when=replicated, source=REPLICATION),
        lost("replication copies only a part of the bucket", when=partly_replicated("account"), source=REPLICATION),
    ),
)  # fmt: skip

DIRECTORY_BUCKET = Profile(
    type="aws_s3_directory_bucket",
    title="Amazon S3 directory bucket (S3 Express One Zone)",
    kind=Kind.OBJECT_STORAGE,
    stateful=True,
    names=("bucket",),
    instance=(continues("service", "objects lie on several devices of their zone", source=DIRECTORY_BUCKETS),),
    zone=(lost("a directory bucket lies in a single zone, and is neither versioned nor replicated",
               source=DIRECTORY_BUCKETS),),
)  # fmt: skip

TABLE_BUCKET = Profile(
    type="aws_s3tables_table_bucket",
    title="Amazon S3 table bucket (S3 Tables)",
    kind=Kind.OBJECT_STORAGE,
    stateful=True,
    names=("name",),
    folds=(
        Fold("aws_s3tables_table_bucket_policy", by="table_bucket_arn"),
        Fold("aws_s3tables_namespace", by="table_bucket_arn"),
        Fold("aws_s3tables_table", by="table_bucket_arn"),
    ),
    instance=(continues("service", "S3 keeps every table on several devices", source=TABLE_BUCKETS),),
    zone=(continues("service", "S3 keeps every table in three zones or more", source=TABLE_BUCKETS),),
)  # fmt: skip

PROFILES = (BUCKET, DIRECTORY_BUCKET, TABLE_BUCKET)

__all__ = ["BUCKET", "PROFILES"]
