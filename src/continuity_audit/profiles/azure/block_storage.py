"""Managed disks that stand on their own, with what Azure Backup keeps of them, and Elastic SANs.

Sources: https://learn.microsoft.com/azure/virtual-machines/disks-redundancy,
https://learn.microsoft.com/azure/backup/disk-backup-overview
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind, Scenario
from continuity_audit.profiles.azure.backup import ATTACHMENT, READS, plan
from continuity_audit.profiles.azure.locations import LEARN
from continuity_audit.profiles.azure.site_recovery import REGION_REPLICA, ZONE_REPLICA
from continuity_audit.profiles.profile import Fold, Profile, continues, lost, recovers
from continuity_audit.profiles.terms import attribute

REDUNDANCY: Final = LEARN + "virtual-machines/disks-redundancy"
OVER_ZONES = attribute("storage_account_type").one_of("StandardSSD_ZRS", "Premium_ZRS")

DISK = Profile(
    type="azurerm_managed_disk",
    title="Managed disk",
    kind=Kind.BLOCK_STORAGE,
    stateful=True,
    folds=(Fold(ATTACHMENT, by="managed_disk_id"),),
    reads=READS,
    data=plan(Scenario.DATA),
    instance=(continues("service", "three copies of a disk are kept", source=REDUNDANCY),),
    zone=(
        recovers("promotion", "its copies are in three zones, and it can be attached to a machine in another one",
                 when=OVER_ZONES, rto="5m-1h", source=REDUNDANCY),
        ZONE_REPLICA,
        *plan(Scenario.ZONE),
        lost("locally redundant copies are all in one zone", source=REDUNDANCY),
    ),
    region=(REGION_REPLICA, *plan(Scenario.REGION)),
    account=plan(Scenario.ACCOUNT),
)  # fmt: skip

SAN: Final = LEARN + "reliability/reliability-elastic-san"

ELASTIC_SAN = Profile(
    type="azurerm_elastic_san",
    title="Elastic SAN with its volumes",
    kind=Kind.BLOCK_STORAGE,
    stateful=True,
    folds=(
        Fold("azurerm_elastic_san_volume_group", by="elastic_san_id"),
        Fold("azurerm_elastic_san_volume", by="volume_group_id", of="azurerm_elastic_san_volume_group"),
    ),
    instance=(continues("service", "three copies of a volume are kept", source=SAN),),
    zone=(
        recovers("promotion", "its copies are in three zones, to which initiators may have to connect again",
                 when=attribute("sku.name").equals("Premium_ZRS"), rto="1m-1h", source=SAN),
        lost("locally redundant copies are all in one zone", source=SAN),
    ),
)  # fmt: skip

PROFILES: Final = (DISK, ELASTIC_SAN)

__all__ = ["PROFILES"]
