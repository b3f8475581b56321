"""Azure Backup: the two kinds of vaults, which components their backup items cover, and what the backups survive.

Sources: https://learn.microsoft.com/azure/backup/backup-azure-immutable-vault-concept,
https://learn.microsoft.com/azure/backup/backup-create-recovery-services-vault,
https://learn.microsoft.com/azure/backup/blob-backup-overview,
https://learn.microsoft.com/azure/backup/disk-backup-overview
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import Struct

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import all_hold, any_of, as_truth, at_least, both, either, equals, negate
from continuity_audit.estate.model import Kind, Resource, Scenario
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.azure.blob_containers import names_each
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER, has_pair, has_zones
from continuity_audit.profiles.places import in_another_account
from continuity_audit.profiles.profile import Claim, Fold, Profile, continues, lost, recovers
from continuity_audit.profiles.references import each_meant, meant
from continuity_audit.profiles.terms import Context, Fact, attribute

BACKUP: Final = LEARN + "backup/"
IMMUTABLE: Final = BACKUP + "backup-azure-immutable-vault-concept"
REDUNDANCY: Final = BACKUP + "backup-create-recovery-services-vault"
RESTORE_TIME: Final = "30m-24h"

RECOVERY_VAULT: Final = "azurerm_recovery_services_vault"
BACKUP_VAULT: Final = "azurerm_data_protection_backup_vault"
PROTECTED_VM: Final = "azurerm_backup_protected_vm"
PROTECTED_SHARE: Final = "azurerm_backup_protected_file_share"
INSTANCE: Final = "azurerm_data_protection_backup_instance_"
PICKED: Final = "storage_account_container_names"
BLOB_POLICY: Final = "azurerm_data_protection_backup_policy_blob_storage"
SHARE_POLICY: Final = "azurerm_backup_policy_file_share"
ATTACHMENT: Final = "azurerm_virtual_machine_data_disk_attachment"
MACHINES: Final = ("azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine", "azurerm_virtual_machine")

ITEMS: Final = {
    PROTECTED_VM: "source_vm_id",
    PROTECTED_SHARE: "source_storage_account_id",
    INSTANCE + "blob_storage": "storage_account_id",
    INSTANCE + "data_lake_storage": "storage_account_id",
    INSTANCE + "disk": "disk_id",
    INSTANCE + "mysql_flexible_server": "server_id",
    INSTANCE + "postgresql_flexible_server": "server_id",
    INSTANCE + "kubernetes_cluster": "kubernetes_cluster_id",
}
"""What the two vaults back up, and the argument that names it."""
STOPPED: Final = ("ProtectionStopped", "ProtectionPaused", "BackupsSuspended")
READS: Final = (*ITEMS, RECOVERY_VAULT, BACKUP_VAULT, BLOB_POLICY, SHARE_POLICY, ATTACHMENT, *MACHINES)


class Item(Struct, frozen=True):
    """A backup item that covers a component; ``there`` is whether it is on."""

    resource: Resource
    there: Value


@once
def _items(estate: Estate) -> dict[str, list[Item]]:
    """The backup items by the id of what they cover; those of a machine cover the disks attached to it, too.

    But not a shared one, which is excluded from its restore points.
    Source: https://learn.microsoft.com/en-us/azure/virtual-machines/concepts-restore-points
    """
    found: dict[str, list[Item]] = {}
    for type_, by in ITEMS.items():
        for item in estate.of_type(type_):
            for covered, there in each_meant(item, by, item.values.get(by), estate, *_covered_types(type_)):
                found.setdefault(covered.id, []).append(Item(item, all_hold(item.exists, there, _goes_on(item))))
    for attachment in estate.of_type(ATTACHMENT):
        machine = attachment.values.get("virtual_machine_id")
        for owner, attached in each_meant(attachment, "virtual_machine_id", machine, estate, *MACHINES):
            for whole in [i for i in found.get(owner.id, ()) if i.resource.type == PROTECTED_VM]:
                disk = attachment.values.get("managed_disk_id")
                there = both(whole.there, lambda a=attachment, w=whole: _takes(w.resource, a))  # type: ignore[misc]
                for covered, is_disk in each_meant(attachment, "managed_disk_id", disk, estate, "azurerm_managed_disk"):
                    taken = both(all_hold(there, attached, is_disk), lambda c=covered: negate(_is_shared(c)))  # type: ignore[misc]
                    found.setdefault(covered.id, []).append(Item(whole.resource, taken))
    return found


def _goes_on(item: Resource) -> Value:
    """Whether an item still makes recovery points: what is stopped or paused only keeps those that it has."""
    state = item.values.get("protection_state")
    return True if state is None else negate(any_of(lambda s=s: equals(state, s) for s in STOPPED))  # type: ignore[misc]


def _is_shared(disk: Resource) -> Value:
    shares = disk.values.get("max_shares")
    return shares is not None and at_least(shares, 2)


def _covered_types(item: str) -> tuple[str, ...]:
    if item == PROTECTED_VM:
        return MACHINES
    if item in (PROTECTED_SHARE, INSTANCE + "blob_storage", INSTANCE + "data_lake_storage"):
        return ("azurerm_storage_account",)
    return ("azurerm_managed_disk",) if item == INSTANCE + "disk" else ("azurerm_" + item.removeprefix(INSTANCE),)


def _takes(item: Resource, attachment: Resource) -> Value:
    """Whether the backup of a machine takes an attached disk in: all, unless numbers (LUN) are left out or picked."""
    lun = attachment.values.get("lun")
    excluded, included = item.values.get("exclude_disk_luns"), item.values.get("include_disk_luns")
    if included not in (None, ()):
        return _among(included, lun)
    return True if excluded in (None, ()) else negate(_among(excluded, lun))


def _among(numbers: Value, lun: Value) -> Value:
    elements = getattr(numbers, "elements", numbers)
    if isinstance(elements, tuple):
        return any_of(lambda e=e: equals(e, lun) for e in elements)  # type: ignore[misc]
    return as_truth(Unknown(causes_of(numbers), f"{key_of(numbers)} holds {key_of(lun)}"))


# --- what a backup survives ---------------------------------------------------------------------------------------


def _vault(item: Resource, estate: Estate) -> Resource | Value:
    """The vault that an item is kept in, or the value that names it where the code has none."""
    by = "recovery_vault_name" if item.type in (PROTECTED_VM, PROTECTED_SHARE) else "vault_id"
    value = item.values.get(by)
    found = meant(item, by, value, estate, RECOVERY_VAULT, BACKUP_VAULT)
    return found[0] if found else value


def _vaulted(item: Resource, context: Context) -> Value:
    """Whether backups leave what they copy; operational ones of blobs and snapshots of shares stay beside it."""
    if item.type == PROTECTED_SHARE:
        return _by_policy(item, SHARE_POLICY, lambda p: equals(p.values.get("backup_tier"), "vault-standard"), context)
    if item.type == INSTANCE + "blob_storage":
        retention = attribute("vault_default_retention_duration").is_set
        return _by_policy(item, BLOB_POLICY, lambda p: retention.value(context.about(p)), context)
    return item.type != INSTANCE + "disk"


def _by_policy(item: Resource, type_: str, asked: Callable[[Resource], Value], context: Context) -> Value:
    value = item.values.get("backup_policy_id")
    for policy in meant(item, "backup_policy_id", value, context.estate, type_):
        return asked(policy)
    causes = causes_of(value) or frozenset({item.name_of("backup_policy_id")})
    return as_truth(Unknown(causes, f"{key_of(value)} is vaulted"))


MODE = attribute("storage_mode_type", "GeoRedundant", PROVIDER + "recovery_services_vault")
REDUNDANT = attribute("redundancy")


def _kept(vault: Resource, scenario: Scenario, context: Context) -> Value:
    """Whether a vault keeps recovery points outside its zone or region; without a pair there is no other region."""
    mode = MODE if vault.type == RECOVERY_VAULT else REDUNDANT
    geo = mode.equals("GeoRedundant") & has_pair
    kept = geo if scenario is Scenario.REGION else mode.equals("ZoneRedundant") | geo
    return kept.value(context.about(vault))


LOCKED = attribute("immutability", "Disabled").equals("Locked")


def _survives(item: Resource, scenario: Scenario, context: Context) -> Value:
    """Whether the backups that an item makes are there after a scenario."""
    context.about(item).note(ITEMS[item.type], item.values.get(ITEMS[item.type]))
    if item.type == INSTANCE + "blob_storage" and item.values.get(PICKED) is not None:
        whole = _takes_blobs(item, scenario, context)
        return both(whole, lambda: scenario is Scenario.DATA or _leaves(item, scenario, context))
    if scenario is Scenario.DATA:
        return True
    if scenario is Scenario.ZONE and item.type == INSTANCE + "disk":
        return has_zones.value(context)  # its snapshots are kept in several zones, where there are some
    return _leaves(item, scenario, context)


def _leaves(item: Resource, scenario: Scenario, context: Context) -> Value:
    """Whether backups are kept in a vault that is there after a scenario."""
    return both(_vaulted(item, context), lambda: _vault_survives(item, scenario, context))


def _takes_blobs(item: Resource, scenario: Scenario, context: Context) -> Value:
    """Whether the backup of an account takes in all its blobs: vaulted, it is of the containers that it names alone.

    Source: https://learn.microsoft.com/azure/backup/blob-backup-overview
    """
    context.about(item).note(PICKED, item.values.get(PICKED))
    named = names_each(item, PICKED, context)
    if scenario is not Scenario.DATA:
        return named
    beside = attribute("operational_default_retention_duration").is_set
    return either(named, lambda: _by_policy(item, BLOB_POLICY, lambda p: beside.value(context.about(p)), context))


def _vault_survives(item: Resource, scenario: Scenario, context: Context) -> Value:
    vault = _vault(item, context.estate)
    if not isinstance(vault, Resource):
        causes = causes_of(vault) or frozenset({str(vault)})
        return as_truth(Unknown(causes, f"{key_of(vault)} survives the loss of a {scenario.value}"))
    if scenario is Scenario.ACCOUNT:
        apart = in_another_account(context.resource, vault)
        return either(LOCKED.value(context.about(vault)), lambda: apart)
    return _kept(vault, scenario, context)


def _covered(scenario: Scenario, words: str, how: str) -> Fact:
    def holds(context: Context) -> Value:
        found = _items(context.estate).get(context.resource.id, [])
        return any_of(
            lambda i=i: both(i.there, lambda: _survives(i.resource, scenario, context))  # type: ignore[misc]
            for i in found
        )

    return Fact(holds, words, READS, how)


COVERED: Final = {
    Scenario.DATA: _covered(Scenario.DATA, "Azure Backup covers it", "protect it with a policy of Azure Backup"),
    Scenario.ZONE: _covered(
        Scenario.ZONE, "Azure Backup keeps copies of it outside the zone",
        "protect it with Azure Backup in a zone-redundant or geo-redundant vault",
    ),
    Scenario.REGION: _covered(
        Scenario.REGION, "Azure Backup keeps copies of it in the paired region",
        "protect it with Azure Backup in a geo-redundant vault",
    ),
    Scenario.ACCOUNT: _covered(
        Scenario.ACCOUNT, "Azure Backup keeps copies of it in a vault that is locked or of another subscription",
        'protect it with Azure Backup in a vault with `immutability = "Locked"`',
    ),
}  # fmt: skip
WHY: Final = {
    Scenario.DATA: "Azure Backup keeps recovery points of it",
    Scenario.ZONE: "Azure Backup keeps recovery points of it outside the zone",
    Scenario.REGION: "a geo-redundant vault keeps recovery points of it in the paired region",
    Scenario.ACCOUNT: "nobody can delete the recovery points in its vault before they expire",
}


def plan(scenario: Scenario) -> tuple[Claim, ...]:
    """The rungs that Azure Backup adds to a ladder: restored from recovery points that survive the scenario."""
    source = IMMUTABLE if scenario is Scenario.ACCOUNT else BACKUP + "backup-overview"
    return (recovers("restore", WHY[scenario], when=COVERED[scenario], rto=RESTORE_TIME, rpo="1h-24h", source=source),)


# --- the vaults ---------------------------------------------------------------------------------------------------

ANY_LOCK = attribute("immutability", "Disabled").one_of("Locked", "Unlocked")
GEO_MODE = MODE.equals("GeoRedundant") & has_pair
CROSS_REGION = attribute("cross_region_restore_enabled", False, PROVIDER + "recovery_services_vault").is_true
VAULT_ACCOUNT: Final = (
    recovers("restore", "its immutability is locked: nobody can delete a recovery point before it expires",
             when=LOCKED, rto=RESTORE_TIME, rpo="1h-24h", source=IMMUTABLE),
)  # fmt: skip
VAULT_DATA: Final = (
    recovers("restore", "the vault is immutable: recovery points cannot be deleted before they expire", when=ANY_LOCK,
             rto=RESTORE_TIME, source=IMMUTABLE),
)  # fmt: skip

RECOVERY_SERVICES_VAULT = Profile(
    type=RECOVERY_VAULT,
    title="Recovery Services vault with its policies and backup items",
    kind=Kind.BACKUP_VAULT,
    stateful=True,
    folds=(
        Fold(PROTECTED_VM, by="recovery_vault_name"),
        Fold(PROTECTED_SHARE, by="recovery_vault_name"),
        Fold("azurerm_backup_policy_vm", by="recovery_vault_name"),
        Fold(SHARE_POLICY, by="recovery_vault_name"),
    ),
    data=VAULT_DATA,
    instance=(continues("service", "the service keeps three copies of every recovery point", source=REDUNDANCY),),
    zone=(
        continues("service", "the vault is zone-redundant", when=MODE.equals("ZoneRedundant"), source=REDUNDANCY),
        recovers("restore", "a copy of every recovery point is kept in the paired region",
                 when=GEO_MODE, rto="1h-48h", rpo="1h-36h", source=REDUNDANCY),
        lost("a vault that is neither zone-redundant nor copied to a pair lies in one data center", source=REDUNDANCY),
    ),
    region=(
        recovers("restore", "backups can be restored in the paired region at any time",
                 when=GEO_MODE & CROSS_REGION, rto="1h-24h", rpo="1h-36h",
                 source=BACKUP + "backup-support-matrix"),
        recovers("restore", "backups can be restored in the paired region once Microsoft declares a disaster",
                 when=GEO_MODE, rto="4h-72h", rpo="1h-36h", source=REDUNDANCY),
    ),
    account=VAULT_ACCOUNT,
)  # fmt: skip

GEO_REDUNDANT = REDUNDANT.equals("GeoRedundant") & has_pair

DATA_PROTECTION_VAULT = Profile(
    type=BACKUP_VAULT,
    title="Backup vault with its policies and backup instances",
    kind=Kind.BACKUP_VAULT,
    stateful=True,
    folds=tuple(Fold(type_, by="vault_id") for type_ in ITEMS if type_.startswith(INSTANCE)),
    data=VAULT_DATA,
    instance=RECOVERY_SERVICES_VAULT.instance,
    zone=(
        continues("service", "the vault is zone-redundant", when=REDUNDANT.equals("ZoneRedundant"), source=REDUNDANCY),
        recovers("restore", "a copy of every recovery point is kept in the paired region",
                 when=GEO_REDUNDANT, rto="1h-48h", rpo="1h-36h", source=REDUNDANCY),
        lost("a vault that is neither zone-redundant nor copied to a pair lies in one data center", source=REDUNDANCY),
    ),
    region=(recovers("restore", "a copy of every recovery point is kept in the paired region",
                     when=GEO_REDUNDANT, rto="4h-72h", rpo="1h-36h", source=REDUNDANCY),),
    account=VAULT_ACCOUNT,
)  # fmt: skip

PROFILES: Final = (RECOVERY_SERVICES_VAULT, DATA_PROTECTION_VAULT)

__all__ = ["PROFILES", "READS", "plan"]
