"""Amazon FSx for Windows File Server, Lustre, NetApp ONTAP and OpenZFS.

Sources: https://docs.aws.amazon.com/fsx/latest/WindowsGuide/, https://docs.aws.amazon.com/fsx/latest/LustreGuide/,
https://docs.aws.amazon.com/fsx/latest/ONTAPGuide/, https://docs.aws.amazon.com/fsx/latest/OpenZFSGuide/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import any_of, both, equals
from continuity_audit.estate.model import Kind, Resource, Scenario
from continuity_audit.estate.values import Value
from continuity_audit.profiles.aws.backup import READS, plan, plan_for_each
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.elements import lists
from continuity_audit.profiles.profile import Claim, Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import Condition, Context, attribute, fact, walk

FSX: Final = "https://docs.aws.amazon.com/fsx/latest/"
WINDOWS: Final = FSX + "WindowsGuide/high-availability-multiAZ.html"
WINDOWS_BACKUPS: Final = FSX + "WindowsGuide/using-backups.html"
LUSTRE: Final = FSX + "LustreGuide/using-fsx-lustre.html"
LUSTRE_BACKUPS: Final = FSX + "LustreGuide/using-backups-fsx.html"
LUSTRE_EXPORT: Final = FSX + "LustreGuide/autoexport-data-repo-dra.html"
LUSTRE_DEFAULTS: Final = FSX + "APIReference/API_CreateFileSystemLustreConfiguration.html"
ONTAP: Final = FSX + "ONTAPGuide/high-availability-AZ.html"
ONTAP_BACKUPS: Final = FSX + "ONTAPGuide/using-backups.html"
OPENZFS: Final = FSX + "OpenZFSGuide/availability-durability.html"
OPENZFS_BACKUPS: Final = FSX + "OpenZFSGuide/using-backups.html"
PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"

ASSOCIATION: Final = "aws_fsx_data_repository_association"
DEPLOYMENT: Final = "deployment_type"
RETENTION: Final = "automatic_backup_retention_days"


def restored(when: Condition, source: str) -> Claim:
    """Restored from the automatic daily backups, which the service keeps in the region."""
    return recovers("restore", "daily automatic backups are kept in the region", when=when, rto="30m-24h", rpo="1h-24h",
                    source=source)  # fmt: skip


def names() -> tuple[str, ...]:
    """The attributes that name a file system."""
    return ("tags.Name",)


# --- Windows File Server ------------------------------------------------------------------------------------------

WINDOWS_MULTI_AZ = attribute(DEPLOYMENT, "SINGLE_AZ_1", PROVIDER + "fsx_windows_file_system").equals("MULTI_AZ_1")
WINDOWS_KEPT = attribute(RETENTION, 7, PROVIDER + "fsx_windows_file_system").above(0)

WINDOWS_FILE_SYSTEM = Profile(
    type="aws_fsx_windows_file_system",
    title="Amazon FSx for Windows File Server",
    kind=Kind.FILE_STORAGE,
    stateful=True,
    names=names(),
    needs=("active_directory_id",),
    reads=READS,
    data=(restored(WINDOWS_KEPT, WINDOWS_BACKUPS), *plan(Scenario.DATA)),
    instance=(
        continues("failover", "the standby file server takes over", when=WINDOWS_MULTI_AZ, rto="30s", source=WINDOWS),
        recovers("restart", "FSx replaces failed components on the surviving storage", rto="10m-1h", source=WINDOWS),
    ),
    zone=(
        continues("failover", "the standby file server in the other zone takes over", when=WINDOWS_MULTI_AZ, rto="30s",
                  source=WINDOWS),
        restored(WINDOWS_KEPT, WINDOWS_BACKUPS),
        *plan(Scenario.ZONE),
    ),
    region=plan(Scenario.REGION),
    account=plan(Scenario.ACCOUNT),
)  # fmt: skip

# --- Lustre -------------------------------------------------------------------------------------------------------

PERSISTENT = attribute(DEPLOYMENT, "SCRATCH_1", LUSTRE_DEFAULTS).one_of("PERSISTENT_1", "PERSISTENT_2")
LINKED = companions(ASSOCIATION).any() | attribute("import_path").is_set
BACKED_UP = PERSISTENT & ~LINKED
LUSTRE_KEPT = BACKED_UP & attribute(RETENTION, 0, LUSTRE_DEFAULTS).above(0)


@fact(
    "every new or changed file is exported to a bucket", reads=(ASSOCIATION,),
    remedy="associate `/` with a bucket in an `aws_fsx_data_repository_association` that exports new and changed files",
)  # fmt: skip
def exported_to_a_bucket(context: Context) -> Value:
    """Whether an association of the whole file system exports what is new or changed by itself."""

    def exports(association: Resource) -> Value:
        context.about(association).note("s3.auto_export_policy", association.values.get("s3"))
        everything = both(association.exists, lambda: equals(association.values.get("file_system_path"), "/"))
        events = walk(association.values.get("s3"), "auto_export_policy.events")
        for wanted in ("NEW", "CHANGED"):
            everything = both(everything, lambda w=wanted: lists(events, w))  # type: ignore[misc]
        return everything

    return any_of(lambda c=c: exports(c) for c in context.companions if c.type == ASSOCIATION)  # type: ignore[misc]


def lustre_plan(scenario: Scenario) -> tuple[Claim, ...]:
    """AWS Backup takes persistent file systems only, and none that is linked to a bucket."""
    return tuple(replace(claim, when=BACKED_UP & claim.when) for claim in plan(scenario))


def exported(why: str) -> Claim:
    """Read again from the bucket that every change is exported to."""
    return recovers("restore", why, when=exported_to_a_bucket, rto="15m-4h", rpo="1m-1h", source=LUSTRE_EXPORT)


LUSTRE_FILE_SYSTEM = Profile(
    type="aws_fsx_lustre_file_system",
    title="Amazon FSx for Lustre",
    kind=Kind.FILE_STORAGE,
    stateful=True,
    names=names(),
    folds=(Fold(ASSOCIATION, by="file_system_id"),),
    reads=READS,
    data=(restored(LUSTRE_KEPT, LUSTRE_BACKUPS), *lustre_plan(Scenario.DATA)),
    instance=(
        recovers("restart", "FSx replaces the file server; its data is replicated in the zone", when=PERSISTENT,
                 rto="5m-30m", source=LUSTRE),
        exported("what the failed server held is read again from the bucket"),
    ),
    zone=(
        exported("a new file system reads the data again from the bucket"),
        restored(LUSTRE_KEPT, LUSTRE_BACKUPS),
        *lustre_plan(Scenario.ZONE),
    ),
    region=lustre_plan(Scenario.REGION),
    account=lustre_plan(Scenario.ACCOUNT),
)  # fmt: skip

# --- NetApp ONTAP -------------------------------------------------------------------------------------------------

ONTAP_MULTI_AZ = attribute(DEPLOYMENT, None, PROVIDER + "fsx_ontap_file_system").one_of("MULTI_AZ_1", "MULTI_AZ_2")
ONTAP_KEPT = attribute(RETENTION, 0, PROVIDER + "fsx_ontap_file_system").above(0)
VOLUME: Final = "aws_fsx_ontap_volume"
MACHINE: Final = "aws_fsx_ontap_storage_virtual_machine"


ONTAP_SNAPSHOTS: Final = FSX + "APIReference/API_CreateOntapVolumeConfiguration.html"
KEEPS_SNAPSHOTS = ~attribute("snapshot_policy", "default", ONTAP_SNAPSHOTS).equals("none") & ~attribute(
    "ontap_volume_type", "RW", PROVIDER + "fsx_ontap_volume"
).equals("DP")
EACH_KEEPS_SNAPSHOTS = companions(VOLUME).any() & ~companions(VOLUME).any(~KEEPS_SNAPSHOTS)
"""Whether each volume of the code has a policy that takes snapshots; what ONTAP mirrors to one has none of its own."""


def ontap_plan(scenario: Scenario) -> tuple[Claim, ...]:
    """What AWS Backup adds: it protects volumes of ONTAP."""
    return plan_for_each(VOLUME, "volume", scenario, MACHINE)


def _file_system_of(volume: Resource, estate: Estate) -> Iterator[Resource]:
    for machine in estate.named(volume.values.get("storage_virtual_machine_id"), MACHINE, near=volume):
        yield from estate.named(machine.values.get("file_system_id"), "aws_fsx_ontap_file_system", near=machine)


ONTAP_FILE_SYSTEM = Profile(
    type="aws_fsx_ontap_file_system",
    title="Amazon FSx for NetApp ONTAP",
    kind=Kind.FILE_STORAGE,
    stateful=True,
    names=names(),
    folds=(Fold(MACHINE, by="file_system_id"), Fold(VOLUME, match=_file_system_of)),
    reads=READS,
    data=(
        recovers("restore", "the snapshot policy of each volume keeps snapshots, by default from every hour",
                 when=EACH_KEEPS_SNAPSHOTS, rto="5m-8h", rpo="0s-24h", source=ONTAP_SNAPSHOTS),
        restored(ONTAP_KEPT, ONTAP_BACKUPS),
        *ontap_plan(Scenario.DATA),
    ),
    instance=(continues("failover", "a file system is a pair of file servers, of which one takes over", rto="60s",
                        source=ONTAP),),
    zone=(
        continues("failover", "the standby file server in the other zone takes over", when=ONTAP_MULTI_AZ, rto="60s",
                  source=ONTAP),
        restored(ONTAP_KEPT, ONTAP_BACKUPS),
        *ontap_plan(Scenario.ZONE),
    ),
    region=ontap_plan(Scenario.REGION),
    account=ontap_plan(Scenario.ACCOUNT),
)  # fmt: skip

# --- OpenZFS ------------------------------------------------------------------------------------------------------

OPENZFS_DEPLOYMENT = attribute(DEPLOYMENT, None, PROVIDER + "fsx_openzfs_file_system")
OPENZFS_MULTI_AZ = OPENZFS_DEPLOYMENT.equals("MULTI_AZ_1")
OPENZFS_PAIR = OPENZFS_DEPLOYMENT.one_of("MULTI_AZ_1", "SINGLE_AZ_HA_1", "SINGLE_AZ_HA_2")
OPENZFS_KEPT = attribute(RETENTION, 0, PROVIDER + "fsx_openzfs_file_system").above(0)

OPENZFS_FILE_SYSTEM = Profile(
    type="aws_fsx_openzfs_file_system",
    title="Amazon FSx for OpenZFS",
    kind=Kind.FILE_STORAGE,
    stateful=True,
    names=names(),
    folds=(Fold("aws_fsx_openzfs_volume", by="parent_volume_id"),),
    reads=READS,
    data=(restored(OPENZFS_KEPT, OPENZFS_BACKUPS), *plan(Scenario.DATA)),
    instance=(
        continues("failover", "the standby file server takes over", when=OPENZFS_PAIR, rto="60s", source=OPENZFS),
        recovers("restart", "FSx recovers the file server on the surviving storage", rto="5m-30m", source=OPENZFS),
    ),
    zone=(
        continues("failover", "the standby file server in the other zone takes over", when=OPENZFS_MULTI_AZ, rto="60s",
                  source=OPENZFS),
        restored(OPENZFS_KEPT, OPENZFS_BACKUPS),
        *plan(Scenario.ZONE),
    ),
    region=plan(Scenario.REGION),
    account=plan(Scenario.ACCOUNT),
)  # fmt: skip

PROFILES = (WINDOWS_FILE_SYSTEM, LUSTRE_FILE_SYSTEM, ONTAP_FILE_SYSTEM, OPENZFS_FILE_SYSTEM)

__all__ = ["PROFILES"]
