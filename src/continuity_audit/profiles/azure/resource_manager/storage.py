"""Storage accounts, disks, key vaults and vaults of backups in the words of Azure's API.

Sources: https://learn.microsoft.com/azure/templates/microsoft.storage/storageaccounts,
https://learn.microsoft.com/azure/templates/microsoft.storage/storageaccounts/blobservices,
https://learn.microsoft.com/azure/templates/microsoft.compute/disks,
https://learn.microsoft.com/azure/templates/microsoft.keyvault/vaults,
https://learn.microsoft.com/azure/templates/microsoft.recoveryservices/vaults,
https://learn.microsoft.com/azure/templates/microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems,
https://learn.microsoft.com/azure/templates/microsoft.dataprotection/backupvaults
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_audit.estate.parts import unmark
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.azure.resource_manager.shapes import (
    Argument,
    Arguments,
    Several,
    Shape,
    above,
    last_part,
)
from continuity_audit.profiles.terms import walk

ACCOUNT: Final = "Microsoft.Storage/storageAccounts"


def _kept(policy: Value) -> Value:
    """A policy of retention as a block: none where it is not enabled."""
    if not isinstance(policy, Mapping):
        return policy
    on = policy.get("enabled")
    if isinstance(on, Unknown):
        return Unknown(on.causes, f"{on.key} as a block")
    return ({"days": policy.get("days")},) if on is True else ()


_INSTANCE: Final = "azurerm_data_protection_backup_instance_"
_SOURCES: Final = {
    "microsoft.compute/disks": _INSTANCE + "disk",
    "microsoft.dbforpostgresql/flexibleservers": _INSTANCE + "postgresql_flexible_server",
    "microsoft.dbformysql/flexibleservers": _INSTANCE + "mysql_flexible_server",
    "microsoft.containerservice/managedclusters": _INSTANCE + "kubernetes_cluster",
}


def _instance(body: Value) -> str:
    """The type of a backup item by what it copies."""
    source = unmark(walk(body, "properties.dataSourceInfo.datasourceType"))
    return _SOURCES.get(source.lower(), "") if isinstance(source, str) else ""


_PROTECTED: Final = {
    "microsoft.compute/virtualmachines": "azurerm_backup_protected_vm",
    "azureiaasvmprotecteditem": "azurerm_backup_protected_vm",
    "azurefileshareprotecteditem": "azurerm_backup_protected_file_share",
}


def _protected(body: Value) -> str:
    """The type of an item of a Recovery Services vault by what it copies; databases in machines are none of azurerm."""
    kind = unmark(walk(body, "properties.protectedItemType"))
    return _PROTECTED.get(kind.lower(), "") if isinstance(kind, str) else ""


def _disks(included: bool) -> Argument:
    """The numbers (LUN) of the disks that alone are copied, or that are left out."""

    def read(picked: Value) -> Value:
        if not isinstance(picked, Mapping):
            return picked
        which, numbers = unmark(picked.get("isInclusionList")), picked.get("diskLunList")
        if isinstance(which, Unknown):
            return Unknown(which.causes, f"disks by {which.key}")
        return numbers if (which is True) is included else None

    return Argument("properties.extendedProperties.diskExclusionProperties", read)


_LOCK: Final = "properties.securitySettings.immutabilitySettings.state"
_IN_ACCOUNT: Final = {
    "blobServices/containers": "container", "fileServices/shares": "share", "tableServices/tables": "table",
    "queueServices/queues": "queue",
}  # fmt: skip
_SERVICE: Final[Arguments] = {"storage_account_id": above(1)}

SHAPES: Final[Mapping[str, Shape]] = {
    ACCOUNT: Shape(
        "azurerm_storage_account",
        {
            "account_replication_type": last_part("sku.name", "_"),
            "account_kind": "kind",
            "is_hns_enabled": "properties.isHnsEnabled",
            "immutability_policy.state": "properties.immutableStorageWithVersioning.immutabilityPolicy.state",
        },
    ),
    f"{ACCOUNT}/blobServices": Shape(
        "azurerm_storage_account",
        {
            "blob_properties.versioning_enabled": "properties.isVersioningEnabled",
            "blob_properties.delete_retention_policy": Argument("properties.deleteRetentionPolicy", _kept),
        },
        onto=True,
    ),
    **{
        f"{ACCOUNT}/{path}": Shape(f"azurerm_storage_{part}", _SERVICE, parent="storage_account_id")
        for path, part in _IN_ACCOUNT.items()
    },
    "Microsoft.Compute/disks": Shape("azurerm_managed_disk", {"storage_account_type": "sku.name", "zones": "zones"}),
    "Microsoft.ElasticSan/elasticSans": Shape("azurerm_elastic_san", {"sku.name": "sku.name"}),
    "Microsoft.KeyVault/vaults": Shape(
        "azurerm_key_vault",
        {
            "soft_delete_retention_days": "properties.softDeleteRetentionInDays",
            "purge_protection_enabled": "properties.enablePurgeProtection",
        },
    ),
    "Microsoft.KeyVault/vaults/secrets": Shape(
        "azurerm_key_vault_secret", {"value": "properties.value"}, parent="key_vault_id", tells="value"
    ),
    "Microsoft.KeyVault/vaults/keys": Shape("azurerm_key_vault_key", parent="key_vault_id"),
    "Microsoft.RecoveryServices/vaults": Shape(
        "azurerm_recovery_services_vault",
        {
            "immutability": _LOCK,
            "storage_mode_type": "properties.redundancySettings.standardTierStorageRedundancy",
            "cross_region_restore_enabled": "properties.redundancySettings.crossRegionRestore",
        },
    ),
    "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems": Shape(
        Several(tuple(dict.fromkeys(_PROTECTED.values())), _protected),
        {
            **dict.fromkeys(("source_vm_id", "source_storage_account_id"), "properties.sourceResourceId"),
            "recovery_vault_name": above(2),
            "backup_policy_id": "properties.policyId",
            "protection_state": "properties.protectionState",
            "include_disk_luns": _disks(included=True),
            "exclude_disk_luns": _disks(included=False),
        },
        by_action=True,
    ),
    "Microsoft.DataProtection/backupVaults": Shape(
        "azurerm_data_protection_backup_vault",
        {"immutability": _LOCK, "redundancy": "properties.storageSettings.type"},
    ),
    "Microsoft.DataProtection/backupVaults/backupInstances": Shape(
        Several(tuple(_SOURCES.values()), _instance),
        {
            **dict.fromkeys(("disk_id", "server_id", "kubernetes_cluster_id"), "properties.dataSourceInfo.resourceID"),
            "backup_policy_id": "properties.policyInfo.policyId",
        },
        parent="vault_id",
    ),
}

__all__ = ["SHAPES"]
