"""Filestore, Google Cloud NetApp Volumes, and the parallel file systems: Managed Lustre and Parallelstore.

Sources: https://docs.cloud.google.com/filestore/docs/service-tiers,
https://docs.cloud.google.com/netapp/volumes/docs/discover/service-levels,
https://docs.cloud.google.com/managed-lustre/docs/overview, https://docs.cloud.google.com/parallelstore/docs/overview
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.logic import any_of, both
from continuity_audit.estate.model import Kind, Resource, Scenario
from continuity_audit.estate.values import Value
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.google.backup import READS, plan
from continuity_audit.profiles.google.locations import PROVIDER, outside_region_of, place_at
from continuity_audit.profiles.places import in_another_region
from continuity_audit.profiles.profile import Fold, Profile, continues, lost, recovers
from continuity_audit.profiles.references import meant
from continuity_audit.profiles.terms import Context, attribute, fact

FILESTORE: Final = "https://docs.cloud.google.com/filestore/docs/"
NETAPP: Final = "https://docs.cloud.google.com/netapp/volumes/docs/"

# --- Filestore ----------------------------------------------------------------------------------------------------

FILESTORE_TYPE: Final = "google_filestore_instance"
TIER = attribute("tier")
REGIONAL = TIER.one_of("REGIONAL", "ENTERPRISE")
FOLLOWS = ~attribute("desired_replica_state", "READY", PROVIDER + "filestore_instance").equals("PAUSED")


@fact(
    "a standby instance in another region replicates it", reads=(FILESTORE_TYPE,),
    remedy="add a standby instance in another region (`initial_replication`)",
)  # fmt: skip
def standby_elsewhere(context: Context) -> Value:
    """Whether a replica of the instance stands in another region, and is not paused."""
    standbys = [c for c in context.companions if c.type == FILESTORE_TYPE]
    for standby in standbys:
        context.about(standby).note("initial_replication", True)

    def copies(standby: Resource) -> Value:
        follows = both(standby.exists, lambda: FOLLOWS.value(context.about(standby)))
        return both(follows, lambda: in_another_region(standby, context.resource))

    return any_of(lambda s=s: copies(s) for s in standbys)  # type: ignore[misc]


STANDBY: Final = recovers(
    "promotion", "a standby instance in another region can be promoted", when=standby_elsewhere, rto="10m-2h",
    rpo="1m-1h", source=FILESTORE + "replication",
)  # fmt: skip

FILESTORE_INSTANCE = Profile(
    type=FILESTORE_TYPE,
    title="Filestore instance",
    kind=Kind.FILE_STORAGE,
    stateful=True,
    folds=(
        Fold(FILESTORE_TYPE, by="initial_replication.replicas.peer_instance"),
        Fold("google_filestore_backup", by="source_instance"),
        Fold("google_filestore_snapshot", by="instance"),
    ),
    reads=READS,
    data=plan(Scenario.DATA),
    instance=(
        continues("service", "a regional tier serves from several machines", when=REGIONAL, rto="0s-2m",
                  source=FILESTORE + "service-tiers"),
        recovers("restart", "it is started again on its surviving disks", rto="2m-30m",
                 source=FILESTORE + "service-tiers"),
    ),
    zone=(
        continues("service", "a regional tier keeps everything in several zones", when=REGIONAL, rto="0s-2m",
                  source=FILESTORE + "service-tiers"),
        STANDBY,
        *plan(Scenario.ZONE),
    ),
    region=(STANDBY, *plan(Scenario.REGION)),
    account=plan(Scenario.ACCOUNT),
)  # fmt: skip

# --- NetApp Volumes -----------------------------------------------------------------------------------------------

POOL: Final = "google_netapp_storage_pool"
VAULT: Final = "google_netapp_backup_vault"
REPLICATION: Final = "google_netapp_volume_replication"
VOLUME_TYPE: Final = "google_netapp_volume"
SNAPSHOTS = attribute("snapshot_policy.enabled", False).is_true
BACKUPS = (
    attribute("backup_config.backup_policies").is_set
    & attribute("backup_config.scheduled_backup_enabled", True).is_true
)
REPLICA_ZONE = companions(POOL).any(attribute("replica_zone").is_set)
IMMUTABLE = attribute("backup_retention_policy.backup_minimum_enforced_retention_days", 0).above(0) & (
    attribute("backup_retention_policy.daily_backup_immutable", False).is_true
    | attribute("backup_retention_policy.weekly_backup_immutable", False).is_true
    | attribute("backup_retention_policy.monthly_backup_immutable", False).is_true
)


@fact(
    "its backup vault keeps backups in another region", reads=(VAULT,), remedy="give its backup vault a `backup_region`"
)
def vault_elsewhere(context: Context) -> Value:
    """Whether the backup vault keeps its backups in another region."""
    vaults = [c for c in context.companions if c.type == VAULT]
    for vault in vaults:
        context.about(vault).note("backup_region", vault.values.get("backup_region"))
    return any_of(
        lambda v=v: _outside(v, "backup_region", context)  # type: ignore[misc]
        for v in vaults
        if v.values.get("backup_region") is not None
    )


@fact(
    "a replication copies it to a volume in another region", reads=(REPLICATION, POOL),
    remedy=f"add a `{REPLICATION}` to a storage pool in another region",
)  # fmt: skip
def volume_elsewhere(context: Context) -> Value:
    """Whether a replication that runs has its destination in another region."""

    def holds(replication: Resource) -> Value:
        about = context.about(replication)
        value = about.read("destination_volume_parameters.storage_pool")
        about.note("destination_volume_parameters.storage_pool", value)
        pools = meant(replication, "destination_volume_parameters.storage_pool", value, context.estate, POOL)
        on = both(replication.exists, lambda: RUNNING.value(about))
        return both(on, lambda: any_of(lambda p=p: _outside(p, "location", context) for p in pools))  # type: ignore[misc]

    return any_of(lambda r=r: holds(r) for r in context.companions if r.type == REPLICATION)  # type: ignore[misc]


def _outside(other: Resource, path: str, context: Context) -> Value:
    return outside_region_of(context.resource, place_at(other, path), context.estate)


RUNNING = attribute("replication_enabled", True).is_true

NETAPP_VOLUME = Profile(
    type=VOLUME_TYPE,
    title="Google Cloud NetApp Volumes volume",
    kind=Kind.FILE_STORAGE,
    stateful=True,
    folds=(
        Fold(REPLICATION, by="volume_name"),
        Fold("google_netapp_volume_snapshot", by="volume_name"),
        Fold(POOL, by="storage_pool", forward=True, shared=True),
        Fold(VAULT, by="backup_config.backup_vault", forward=True, shared=True),
    ),
    data=(
        recovers("restore", "a policy takes snapshots of it", when=SNAPSHOTS, rto="1m-1h", rpo="1h-24h",
                 source=NETAPP + "protect-data/about-volume-snapshots"),
        recovers("restore", "scheduled backups are kept in its backup vault", when=BACKUPS, rto="30m-12h", rpo="1h-24h",
                 source=NETAPP + "protect-data/about-volume-backups"),
    ),
    instance=(continues("service", "a storage pool is highly available within its zone", rto="0s-2m",
                        source=NETAPP + "discover/service-levels"),),
    zone=(
        continues("failover", "the storage pool has a hot standby in its replica zone", when=REPLICA_ZONE, rto="1m-10m",
                  source=NETAPP + "discover/service-levels"),
        recovers("promotion", "a replication keeps a copy in another region", when=volume_elsewhere, rto="10m-2h",
                 rpo="10m-24h", source=NETAPP + "protect-data/about-volume-replication"),
        recovers("restore", "scheduled backups are kept in the region or another", when=BACKUPS, rto="30m-12h",
                 rpo="1h-24h", source=NETAPP + "protect-data/about-volume-backups"),
    ),
    region=(
        recovers("promotion", "a replication keeps a copy in another region", when=volume_elsewhere, rto="10m-2h",
                 rpo="10m-24h", source=NETAPP + "protect-data/about-volume-replication"),
        recovers("restore", "scheduled backups are kept in another region", when=BACKUPS & vault_elsewhere,
                 rto="30m-12h", rpo="1h-24h", source=NETAPP + "protect-data/about-volume-backups"),
    ),
    account=(recovers("restore", "backups are immutable until their enforced retention ends",
                      when=BACKUPS & companions(VAULT).any(IMMUTABLE), rto="1h-24h", rpo="1h-24h",
                      source=NETAPP + "protect-data/about-volume-backups"),),
)  # fmt: skip

# --- parallel file systems ----------------------------------------------------------------------------------------

LUSTRE: Final = "https://docs.cloud.google.com/managed-lustre/docs/"
PARALLELSTORE: Final = "https://docs.cloud.google.com/parallelstore/docs/"
COPIED_BY_HAND: Final = "export it to Cloud Storage on a schedule of your own: no attribute of the code does"

LUSTRE_INSTANCE = Profile(
    type="google_lustre_instance",
    title="Managed Lustre instance",
    kind=Kind.FILE_STORAGE,
    stateful=True,
    names=("instance_id",),
    instance=(recovers("restart", "the service starts a failed server again on its surviving disks", rto="2m-1h",
                       source=LUSTRE + "overview"),),
    zone=(lost("it stands in a single zone", source=LUSTRE + "overview"),),
    advice={Scenario.DATA: COPIED_BY_HAND, Scenario.ZONE: COPIED_BY_HAND, Scenario.REGION: COPIED_BY_HAND},
)  # fmt: skip

PARALLELSTORE_INSTANCE = Profile(
    type="google_parallelstore_instance",
    title="Parallelstore instance",
    kind=Kind.FILE_STORAGE,
    stateful=True,
    names=("instance_id",),
    instance=(continues("service", "erasure coding over local disks (2+1) stands the loss of one",
                        source=PARALLELSTORE + "overview"),),
    zone=(lost("it stands in a single zone, on local disks", source=PARALLELSTORE + "overview"),),
    advice=LUSTRE_INSTANCE.advice,
)  # fmt: skip

PROFILES = (FILESTORE_INSTANCE, NETAPP_VOLUME, LUSTRE_INSTANCE, PARALLELSTORE_INSTANCE)

__all__ = ["PROFILES"]
