"""Azure NetApp Files volumes and groups of them. Azure Files are judged with the storage account that holds them.

Sources: https://learn.microsoft.com/azure/azure-netapp-files/snapshots-introduction,
https://learn.microsoft.com/azure/azure-netapp-files/replication
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import any_of, both, either, equals, negate
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER, has_zones, stand_elsewhere
from continuity_audit.profiles.block_terms import blocks
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.places import in_another_region
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.references import Named, meant
from continuity_audit.profiles.terms import Condition, Context, Fact, attribute, fact

NETAPP: Final = LEARN + "azure-netapp-files/"
VOLUME: Final = "azurerm_netapp_volume"
SNAPSHOT_POLICY: Final = "azurerm_netapp_snapshot_policy"
BACKUP_POLICY: Final = "azurerm_netapp_backup_policy"
ENABLED = ~attribute("enabled", True, PROVIDER + "netapp_backup_policy").equals(False)
SCHEDULED = (
    blocks("hourly_schedule").any()
    | blocks("daily_schedule").any()
    | blocks("weekly_schedule").any()
    | blocks("monthly_schedule").any()
)


def _by_policy(path: str, type_: str, works: Condition, words: str) -> Fact:
    """The condition that a policy is named at a path, and does something; one that is not in the code does."""

    @fact(words, reads=(type_,))
    def holds(context: Context) -> Value:
        named = attribute(path)
        policies = meant(context.resource, context.prefix + path, context.read(path), context.estate, type_)
        on = any_of(lambda p=p: works.value(context.about(p)) for p in policies) if policies else True  # type: ignore[misc]
        return both(named.is_set.value(context), lambda: on)

    return holds


SNAPSHOTS = _by_policy(
    "data_protection_snapshot_policy.snapshot_policy_id", SNAPSHOT_POLICY, ENABLED & SCHEDULED,
    "a snapshot policy is named that is on and has a schedule",
)  # fmt: skip
BACKUPS = (
    _by_policy(
        "data_protection_backup_policy.backup_policy_id", BACKUP_POLICY, ENABLED, "a backup policy is named that is on"
    )
    & attribute("data_protection_backup_policy.policy_enabled", True).is_true
)


def _source(path: str, type_: str) -> Callable[[Resource, Estate], Iterator[Named]]:
    """What a volume, or a group of volumes, is a replica of."""

    def found(replica: Resource, estate: Estate) -> Iterator[Named]:
        for value, there, _ in each(replica.values, path):
            sources = meant(replica, path, value, estate, type_)
            yield from (Named(source, there) for source in sources if source is not replica)

    return found


REMOTE: Final = "data_protection_replication.remote_volume_resource_id"


def _replicas(context: Context) -> list[Resource]:
    return [c for c in context.companions if c.type == context.resource.type]


@fact("a replica of it stands in another region", reads=(VOLUME,), remedy="replicate it to a volume in another region")
def replica_elsewhere(context: Context) -> Value:
    """Whether cross-region replication runs."""
    return stand_elsewhere(context, _replicas(context))


@fact("a replica of it stands in another zone", reads=(VOLUME,), remedy="replicate it to a volume in another zone")
def replica_in_another_zone(context: Context) -> Value:
    """Whether replication runs to another zone or region."""

    def apart(replica: Resource) -> Value:
        context.about(replica).note("zone", replica.values.get("zone"))
        zones = (context.resource.values.get("zone"), replica.values.get("zone"))
        other = None not in zones and negate(equals(*zones))
        return either(in_another_region(context.resource, replica), lambda: other)

    return any_of(lambda r=r: both(r.exists, lambda: apart(r)) for r in _replicas(context))  # type: ignore[misc]


REPLICA_ELSEWHERE: Final = recovers(
    "promotion", "a replica in another region can be used once replication is broken", when=replica_elsewhere,
    rto="5m-1h", rpo="10m-24h", source=NETAPP + "replication",
)  # fmt: skip

NETAPP_VOLUME = Profile(
    type=VOLUME,
    title="Azure NetApp Files volume with its replicas",
    kind=Kind.FILE_STORAGE,
    stateful=True,
    folds=(Fold(VOLUME, match=_source(REMOTE, VOLUME)),),
    data=(
        recovers("restore", "a policy takes snapshots of it", when=SNAPSHOTS, rto="5m-2h", rpo="1h-24h",
                 source=NETAPP + "snapshots-introduction"),
        recovers("restore", "a policy takes backups of it", when=BACKUPS, rto="30m-24h", rpo="24h",
                 source=NETAPP + "backup-introduction"),
    ),
    instance=(continues("service", "the service runs on pairs of controllers", source=NETAPP + "faq-performance"),),
    zone=(
        recovers("promotion", "a replica in another zone or region can be used once replication is broken",
                 when=replica_in_another_zone, rto="5m-1h", rpo="10m-24h", source=NETAPP + "replication"),
        recovers("restore", "backups are kept in several zones where the region has some", when=BACKUPS & has_zones,
                 rto="1h-24h", rpo="24h", source=NETAPP + "backup-introduction"),
    ),
    region=(REPLICA_ELSEWHERE,),
)  # fmt: skip

EACH_KEPT: Final = blocks("volume").any() & ~blocks("volume").any(~SNAPSHOTS)


def _group(type_: str, title: str) -> Profile:
    """A group of volumes of one application, none of which is worth anything without the others."""
    return Profile(
        type=type_,
        title=title,
        kind=Kind.FILE_STORAGE,
        stateful=True,
        folds=(Fold(type_, match=_source(f"volume.{REMOTE}", type_)),),
        data=(recovers("restore", "a policy takes snapshots of each of its volumes", when=EACH_KEPT, rto="5m-2h",
                       rpo="1h-24h", source=NETAPP + "snapshots-introduction"),),
        instance=NETAPP_VOLUME.instance,
        zone=(REPLICA_ELSEWHERE,),
        region=(REPLICA_ELSEWHERE,),
    )  # fmt: skip


PROFILES: Final = (
    NETAPP_VOLUME,
    _group("azurerm_netapp_volume_group_sap_hana", "Volume group of Azure NetApp Files for SAP HANA"),
    _group("azurerm_netapp_volume_group_oracle", "Volume group of Azure NetApp Files for Oracle"),
)

__all__ = ["PROFILES"]
