"""Amazon EFS and Amazon S3 Files.

Sources: https://docs.aws.amazon.com/efs/latest/ug/, https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-files.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import any_of, both, either
from continuity_audit.estate.model import Kind, Resource, Scenario
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws import fsx
from continuity_audit.profiles.aws.backup import READS, plan
from continuity_audit.profiles.aws.zones import of_all, zones_of
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.places import (
    ZONE,
    account_of,
    different,
    in_another_account,
    in_another_region,
    place_in,
    region_of,
)
from continuity_audit.profiles.profile import Fold, Profile, continues, lost, recovers
from continuity_audit.profiles.references import Named, each_named
from continuity_audit.profiles.terms import Context, Fact, Quantity, attribute, walk

EFS: Final = "https://docs.aws.amazon.com/efs/latest/ug/"
TYPES: Final = EFS + "features.html#file-system-type"
RESILIENCE: Final = EFS + "disaster-recovery-resiliency.html"
MOUNTS: Final = EFS + "accessing-fs.html"
BACKUPS: Final = EFS + "awsbackup.html"
REPLICATION: Final = EFS + "efs-replication.html"
REPLICA: Final = EFS + "replication-fail-over.html"
S3_FILES: Final = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-files.html"
S3_FILES_RESOURCES: Final = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-files-resources.html"

# --- mount targets ------------------------------------------------------------------------------------------------


def mount_zones(kind: str) -> Quantity:
    """The number of zones in which a file system has mount targets."""

    def count(context: Context) -> Value:
        targets = [c for c in context.companions if c.type == kind]
        subnets: Value = ()
        for target in targets:
            subnet = unmark(target.values.get("subnet_id"))
            context.about(target).note("subnet_id", subnet)
            own = of_all(target, "subnet_id", subnet)
            subnets = lift(lambda found, there, s=own: (*found, s) if there else found, subnets, target.exists)
        if len(targets) == 1 and targets[0].multiplicity == 1:
            return 1  # one subnet, whichever it is
        return zones_of(subnets, targets[0], context.estate) if targets else 0

    return Quantity(count, "the number of zones of its mount targets", (kind, "aws_subnet"))


MOUNT_TARGETS = companions("aws_efs_mount_target")
MOUNTED_IN_ZONES = mount_zones("aws_efs_mount_target").at_least(2)
HAS_MOUNT_TARGETS = MOUNT_TARGETS.any()

# --- replication --------------------------------------------------------------------------------------------------


def _ends(replication: Resource, estate: Estate) -> Iterator[Named]:
    """A replication belongs to its source, and tells an existing destination of a copy elsewhere."""
    yield from _named(replication.values.get("source_file_system_id"), replication, estate)
    yield from _targets(replication, estate)


def _targets(replication: Resource, estate: Estate) -> tuple[Named, ...]:
    return _named(walk(replication.values.get("destination"), "file_system_id"), replication, estate)


def _named(value: Value, replication: Resource, estate: Estate) -> tuple[Named, ...]:
    return each_named(value, estate, "aws_efs_file_system", near=replication)


def _elsewhere(replication: Resource, context: Context, what: str) -> Value:
    """Whether the other end of a replication is outside the region, the account or the zone of the file system."""
    here = context.resource
    sources = _named(replication.values.get("source_file_system_id"), replication, context.estate)
    targets = _targets(replication, context.estate)
    others = targets if here in {n.resource for n in sources} else sources
    destination = replication.values.get("destination")
    context.about(replication).note("destination", walk(destination, "region"))
    if what == "account":
        if others:
            return any_of(lambda o=o: both(o.there, lambda: in_another_account(here, o.resource)) for o in others)  # type: ignore[misc]
        return lift(lambda arn: _in_account(arn, here, replication), walk(destination, "file_system_id"))
    if others:
        apart = any_of(lambda o=o: both(o.there, lambda: in_another_region(here, o.resource)) for o in others)  # type: ignore[misc]
    else:
        apart = different(region_of(here), _region(destination, here), "region", replication)
    if what == "region" or apart is True:
        return apart
    if others:
        elsewhere = any_of(
            lambda o=o: both(o.there, lambda: _other_zone(here, _zone(o.resource), replication))  # type: ignore[misc]
            for o in others
        )
        return either(apart, lambda: elsewhere)
    return either(apart, lambda: _other_zone(here, walk(destination, "availability_zone_name"), replication))


def _in_account(arn: Value, here: Resource, replication: Resource) -> Value:
    """Without an existing file system the destination is made in the same account."""
    there = place_in(arn, "account")
    return False if there is None else different(account_of(here), there, "account", replication)


def _region(destination: Value, here: Resource) -> Value:
    """The region of a destination: stated, that of its zone or of the ARN, else the same."""

    def region(stated: Value, zone: Value, arn: Value) -> Value:
        if stated is not None:
            return stated
        if (named := place_in(arn, "region")) is not None:
            return named
        if isinstance(zone, Unknown):
            return Unknown(zone.causes, f"region of {zone.key}")
        found = ZONE.match(zone) if isinstance(zone, str) else None
        return found[1] if found else region_of(here)

    parts = ("region", "availability_zone_name", "file_system_id")
    return lift(region, *(unmark(walk(destination, part)) for part in parts))


def _zone(file_system: Resource) -> Value:
    return file_system.values.get("availability_zone_name")


def _other_zone(here: Resource, zone: Value, replication: Resource) -> Value:
    """A regional replica outlives every zone; one in a single zone outlives every other zone."""
    if zone is None:
        return True
    return different(_zone(here), zone, "zone", replication) if _zone(here) is not None else False


def replica(what: str) -> Fact:
    """The condition that a replica is in another ``region``, ``account`` or ``zone``."""

    def holds(context: Context) -> Value:
        return any_of(
            lambda c=c: both(c.exists, lambda: _elsewhere(c, context, what))  # type: ignore[misc]
            for c in context.companions
            if c.type == "aws_efs_replication_configuration"
        )

    remedy = f"replicate it to another {what} (`aws_efs_replication_configuration`)"
    return Fact(holds, f"it is replicated to another {what}", ("aws_efs_replication_configuration",), remedy)


# --- EFS ----------------------------------------------------------------------------------------------------------

POLICY = companions("aws_efs_backup_policy")
STATUS = attribute("backup_policy.status")
ONE_ZONE = attribute("availability_zone_name", None, TYPES).is_set
AUTOMATIC_BACKUPS = POLICY.any(STATUS.equals("ENABLED")) | (ONE_ZONE & ~POLICY.any())

FILE_SYSTEM = Profile(
    type="aws_efs_file_system",
    title="Amazon EFS file system",
    kind=Kind.FILE_STORAGE,
    stateful=True,
    names=("tags.Name", "creation_token"),
    folds=(
        Fold("aws_efs_mount_target", by="file_system_id"),
        Fold("aws_efs_backup_policy", by="file_system_id"),
        Fold("aws_efs_access_point", by="file_system_id"),
        Fold("aws_efs_file_system_policy", by="file_system_id"),
        Fold("aws_efs_replication_configuration", match=_ends, shared=True),
    ),
    reads=(*READS, "aws_subnet"),
    data=(
        recovers("restore", "automatic backups keep a daily recovery point for 35 days", when=AUTOMATIC_BACKUPS,
                 rto="30m-24h", rpo="1h-24h", source=BACKUPS),
        *plan(Scenario.DATA),
    ),
    instance=(continues("service", "EFS keeps every file on several devices", source=RESILIENCE),),
    zone=(
        continues("service", "a regional file system is kept in several zones and mounted in two or more",
                  when=~ONE_ZONE & (MOUNTED_IN_ZONES | ~HAS_MOUNT_TARGETS), source=RESILIENCE),
        recovers("redeploy", "the data is in other zones, where a mount target has to be made", when=~ONE_ZONE,
                 rto="5m-1h", source=MOUNTS),
        recovers("promotion", "a replica outside the zone becomes writable once the replication is deleted",
                 when=replica("zone"), rto="5m-1h", rpo="1m-15m", source=REPLICA),
        recovers("restore", "automatic backups are kept in the region, not in the zone", when=AUTOMATIC_BACKUPS,
                 rto="1h-24h", rpo="1h-24h", source=BACKUPS),
        *plan(Scenario.ZONE),
        lost("a One Zone file system lies in a single zone", source=TYPES),
    ),
    region=(
        recovers("promotion", "a replica in another region becomes writable once the replication is deleted",
                 when=replica("region"), rto="5m-1h", rpo="1m-15m", source=REPLICATION),
        *plan(Scenario.REGION),
    ),
    account=(
        recovers("restore", "a replica lies in another account", when=replica("account"), rto="1h-24h", rpo="1m-15m",
                 source=REPLICATION),
        *plan(Scenario.ACCOUNT),
    ),
)  # fmt: skip

# --- S3 Files -----------------------------------------------------------------------------------------------------

BUCKET_IN_ESTATE = attribute("bucket").refers_to("aws_s3_bucket")
S3_MOUNTED = mount_zones("aws_s3files_mount_target").at_least(2)
S3_MOUNT_TARGETS = companions("aws_s3files_mount_target").any()

S3_FILE_SYSTEM = Profile(
    type="aws_s3files_file_system",
    title="Amazon S3 Files file system",
    kind=Kind.FILE_STORAGE,
    stateful=~BUCKET_IN_ESTATE,
    names=("tags.Name",),
    folds=(
        Fold("aws_s3files_mount_target", by="file_system_id"),
        Fold("aws_s3files_access_point", by="file_system_id"),
        Fold("aws_s3files_synchronization_configuration", by="file_system_id"),
    ),
    needs=("bucket",),
    reads=("aws_subnet", "aws_s3_bucket"),
    data=(
        recovers("restore", "the bucket behind it must be versioned", when=~BUCKET_IN_ESTATE, rto="5m-8h", rpo="1m",
                 source=S3_FILES),
    ),
    instance=(continues("service", "the file system is a regional service before its bucket", source=S3_FILES),),
    zone=(
        continues("service", "it is mounted in two zones or more, and its bucket is in three",
                  when=S3_MOUNTED | ~S3_MOUNT_TARGETS, source=S3_FILES_RESOURCES),
        recovers("redeploy", "its bucket is in several zones; a mount target has to be made in another", rto="5m-1h",
                 rpo="1m", source=S3_FILES_RESOURCES),
    ),
)  # fmt: skip

PROFILES = (FILE_SYSTEM, S3_FILE_SYSTEM, *fsx.PROFILES)

__all__ = ["PROFILES"]
