"""Copies that other resources make: Azure Backup, object replication, locked containers, linked caches."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components
from profiles.azure.five import HOME, Five, addresses, five, resource, shown

RESTORE, PROMOTION, SERVICE = "recovers/restore", "recovers/promotion", "continues/service"
ACCOUNT = "azurerm_storage_account.x"
LRS = 'account_replication_type = "LRS"'


def container(name: str = "a", account: str = "x") -> str:
    return f"""
resource "azurerm_storage_container" "{name}" {{
  name               = "{name}"
  storage_account_id = azurerm_storage_account.{account}.id
}}
"""


def lock(locked: str, name: str = "a") -> str:
    return f"""
resource "azurerm_storage_container_immutability_policy" "{name}" {{
  storage_container_resource_manager_id = azurerm_storage_container.{name}.id
  immutability_period_in_days           = 30
  locked                                = {locked}
}}
"""


@pytest.mark.parametrize(("more", "expected"), [
    (container() + lock("true"), (RESTORE, RESTORE)),
    (container() + lock("false"), ("lost", "lost")),
    (container() + lock("var.ha"), ("unknown(var.ha)", "unknown(var.ha)")),
    (container() + lock("true") + container("b"), ("lost", "lost")),
])  # fmt: skip
def test_locked_containers(more: str, expected: tuple[str, str]) -> None:
    found = five(resource("azurerm_storage_account", LRS) + more, ACCOUNT)
    assert (found[0], found[4]) == expected


def replication(to: str, source: str = "azurerm_storage_container.a.name") -> str:
    return f"""
resource "azurerm_storage_object_replication" "r" {{
  source_storage_account_id      = azurerm_storage_account.x.id
  destination_storage_account_id = azurerm_storage_account.{to}.id
  rules {{
    source_container_name      = {source}
    destination_container_name = "copy"
  }}
}}
"""


def target(group: str, provider: str = "") -> str:
    return resource("azurerm_storage_account", LRS + provider, name="copy", group=group)


VAULTS = "\n  provider = azurerm.vaults"


@pytest.mark.parametrize(("more", "zone", "region", "account"), [
    (container() + target("north") + replication("copy"), PROMOTION, PROMOTION, "lost"),
    (container() + target("west") + replication("copy"), "lost", "lost", "lost"),
    (container() + target("north", VAULTS) + replication("copy"), PROMOTION, PROMOTION, RESTORE),
    (container() + container("b") + target("north") + replication("copy"), "lost", "lost", "lost"),
])  # fmt: skip
def test_object_replication(more: str, zone: str, region: str, account: str) -> None:
    assert five(resource("azurerm_storage_account", LRS) + more, ACCOUNT)[2:] == (zone, region, account)


# --- Azure Backup -------------------------------------------------------------------------------------------------


def backup_vault(redundancy: str, immutability: str = "Disabled") -> str:
    body = f'redundancy = "{redundancy}"\n  datastore_type = "VaultStore"\n  immutability = "{immutability}"'
    return resource("azurerm_data_protection_backup_vault", body, name="v")


def instance(kind: str, by: str, vault: str = "azurerm_data_protection_backup_vault.v.id") -> str:
    body = f"{by}\n  vault_id = {vault}\n  backup_policy_id = azurerm_data_protection_backup_policy_blob_storage.p.id"
    return resource(f"azurerm_data_protection_backup_instance_{kind}", body, name="i")


POSTGRESQL = "azurerm_postgresql_flexible_server"


@pytest.mark.parametrize(("vault", "region", "account"), [
    (backup_vault("GeoRedundant"), RESTORE, "lost"),
    (backup_vault("GeoRedundant", "Unlocked"), RESTORE, "lost"),
    (backup_vault("LocallyRedundant", "Locked"), "lost", RESTORE),
    (backup_vault("ZoneRedundant"), "lost", "lost"),
])  # fmt: skip
def test_a_database_in_a_backup_vault(vault: str, region: str, account: str) -> None:
    item = instance("postgresql_flexible_server", f"server_id = {POSTGRESQL}.x.id")
    assert five(resource(POSTGRESQL) + vault + item, f"{POSTGRESQL}.x")[3:] == (region, account)


def test_a_vault_that_is_not_in_the_code() -> None:
    item = instance("postgresql_flexible_server", f"server_id = {POSTGRESQL}.x.id", "var.place")
    found = five(resource(POSTGRESQL) + item, f"{POSTGRESQL}.x")
    assert found[3:] == ("unknown(var.place)", "unknown(var.place)")


def blob_policy(body: str) -> str:
    return resource("azurerm_data_protection_backup_policy_blob_storage", body, name="p")


@pytest.mark.parametrize(("policy", "expected"), [
    ('operational_default_retention_duration = "P30D"', (RESTORE, SERVICE, "lost", "lost", "lost")),
    ('vault_default_retention_duration = "P30D"', (RESTORE, SERVICE, RESTORE, RESTORE, RESTORE)),
])  # fmt: skip
def test_blobs_in_a_backup_vault(policy: str, expected: Five) -> None:
    more = backup_vault("GeoRedundant", "Locked") + blob_policy(policy)
    more += instance("blob_storage", f"storage_account_id = {ACCOUNT}.id")
    assert five(resource("azurerm_storage_account", LRS) + more, ACCOUNT) == expected


@pytest.mark.parametrize(("containers", "policy", "names", "expected"), [
    ("ab", "", '["a", "b"]', (RESTORE, RESTORE, RESTORE)),
    ("ab", "", "[azurerm_storage_container.a.name, azurerm_storage_container.b.name]", (RESTORE, RESTORE, RESTORE)),
    ("ab", "", '["a"]', ("lost", "lost", "lost")),
    ("", "", '["a"]', ("lost", "lost", "lost")),
    ("ab", 'operational_default_retention_duration = "P30D"', '["a"]', (RESTORE, "lost", "lost")),
    ("ab", "", '["a", var.place]', ("unknown(var.place)", "unknown(var.place)", "unknown(var.place)")),
])  # fmt: skip
def test_a_vaulted_backup_of_blobs_covers_the_containers_that_it_names(
    containers: str, policy: str, names: str, expected: Five
) -> None:
    more = backup_vault("GeoRedundant") + blob_policy(f'vault_default_retention_duration = "P30D"\n  {policy}')
    more += instance("blob_storage", f"storage_account_id = {ACCOUNT}.id\n  storage_account_container_names = {names}")
    text = resource("azurerm_storage_account", LRS) + more + "".join(map(container, containers))
    assert tuple(five(text, ACCOUNT)[n] for n in (0, 2, 3)) == expected


DISK = "azurerm_managed_disk.x"
MACHINE = (
    resource("azurerm_linux_virtual_machine", name="m")
    + f"""
resource "azurerm_virtual_machine_data_disk_attachment" "a" {{
  managed_disk_id    = {DISK}.id
  virtual_machine_id = azurerm_linux_virtual_machine.m.id
  lun                = 1
}}
"""
)


def protected(vault: str, item: str = "") -> str:
    return (
        MACHINE
        + resource("azurerm_recovery_services_vault", vault, name="v")
        + f"""
resource "azurerm_backup_protected_vm" "p" {{
  recovery_vault_name = azurerm_recovery_services_vault.v.name
  source_vm_id        = azurerm_linux_virtual_machine.m.id
  {item}
}}
"""
    )


@pytest.mark.parametrize(("more", "expected"), [
    (protected(""), (RESTORE, SERVICE, RESTORE, RESTORE, "lost")),
    (protected('storage_mode_type = "LocallyRedundant"'), (RESTORE, SERVICE, "lost", "lost", "lost")),
    (protected('storage_mode_type = "ZoneRedundant"'), (RESTORE, SERVICE, RESTORE, "lost", "lost")),
    (protected('immutability = "Locked"'), (RESTORE, SERVICE, RESTORE, RESTORE, RESTORE)),
    (protected("", "exclude_disk_luns = [1]"), ("lost", SERVICE, "lost", "lost", "lost")),
    (protected("", "include_disk_luns = [0]"), ("lost", SERVICE, "lost", "lost", "lost")),
    (protected("", 'protection_state = "Protected"'), (RESTORE, SERVICE, RESTORE, RESTORE, "lost")),
    (protected("", 'protection_state = "ProtectionStopped"'), ("lost", SERVICE, "lost", "lost", "lost")),
    (protected("", "protection_state = var.place"),
     ("unknown(var.place)", SERVICE, "unknown(var.place)", "unknown(var.place)", "lost")),
    (protected("storage_mode_type = var.place"),
     (RESTORE, SERVICE, "unknown(var.place)", "unknown(var.place)", "lost")),
])  # fmt: skip
def test_the_disk_of_a_machine_that_is_backed_up(more: str, expected: Five) -> None:
    assert five(resource("azurerm_managed_disk", 'storage_account_type = "Premium_LRS"') + more, DISK) == expected


@pytest.mark.parametrize(("shares", "data"), [("1", RESTORE), ("2", "lost"), ("var.place", "unknown(var.place)")])
def test_a_disk_that_machines_share_is_not_backed_up_with_one_of_them(shares: str, data: str) -> None:
    disk = resource("azurerm_managed_disk", f'storage_account_type = "Premium_LRS"\n  max_shares = {shares}')
    assert five(disk + protected(""), DISK)[0] == data


@pytest.mark.parametrize(("place", "zone"), [("westeurope", RESTORE), ("ukwest", "lost")])
def test_snapshots_that_azure_backup_takes_of_a_disk_are_in_several_zones_where_there_are_some(
    place: str, zone: str
) -> None:
    disk = resource("azurerm_managed_disk", 'storage_account_type = "Premium_LRS"')
    item = resource(
        "azurerm_data_protection_backup_instance_disk",
        f"vault_id = azurerm_data_protection_backup_vault.v.id\n  disk_id = {DISK}.id",
        "b",
    )
    vault = resource("azurerm_data_protection_backup_vault", 'redundancy = "GeoRedundant"', "v")
    text = (disk + item + vault).replace("azurerm_resource_group.west.location", f'"{place}"')
    assert five(text, DISK) == (RESTORE, SERVICE, zone, "lost", "lost")


@pytest.mark.parametrize(("kind", "body", "expected"), [
    ("recovery_services_vault", "", ("lost", SERVICE, RESTORE, RESTORE, "lost")),
    ("recovery_services_vault", 'immutability = "Unlocked"', (RESTORE, SERVICE, RESTORE, RESTORE, "lost")),
    ("recovery_services_vault", 'immutability = "Locked"', (RESTORE, SERVICE, RESTORE, RESTORE, RESTORE)),
    ("recovery_services_vault", 'storage_mode_type = "ZoneRedundant"', ("lost", SERVICE, SERVICE, "lost", "lost")),
    ("recovery_services_vault", 'storage_mode_type = "LocallyRedundant"', ("lost", SERVICE, "lost", "lost", "lost")),
    ("data_protection_backup_vault", 'redundancy = "GeoRedundant"', ("lost", SERVICE, RESTORE, RESTORE, "lost")),
    ("data_protection_backup_vault", "redundancy = var.place",
     ("lost", SERVICE, "unknown(var.place)", "unknown(var.place)", "lost")),
])  # fmt: skip
def test_a_vault(kind: str, body: str, expected: Five) -> None:
    assert five(resource(f"azurerm_{kind}", body), f"azurerm_{kind}.x") == expected


# --- shares and caches --------------------------------------------------------------------------------------------

SHARE = f"""
resource "azurerm_storage_share" "s" {{
  name               = "s"
  storage_account_id = {ACCOUNT}.id
}}
"""


def test_soft_delete_of_blobs_is_no_copy_of_a_file_share() -> None:
    account = resource("azurerm_storage_account", LRS + "\n  blob_properties {\n versioning_enabled = true\n }")
    assert five(account, ACCOUNT)[0] == RESTORE
    assert five(account + SHARE, ACCOUNT)[0] == "lost"


def test_a_file_share_that_is_backed_up() -> None:
    more = (
        resource("azurerm_recovery_services_vault", name="v")
        + f"""
resource "azurerm_backup_protected_file_share" "p" {{
  recovery_vault_name       = azurerm_recovery_services_vault.v.name
  source_storage_account_id = {ACCOUNT}.id
  source_file_share_name    = azurerm_storage_share.s.name
  backup_policy_id          = azurerm_backup_policy_file_share.daily.id
}}
"""
        + resource("azurerm_backup_policy_file_share", name="daily")
    )
    assert five(resource("azurerm_storage_account", LRS) + SHARE + more, ACCOUNT) == (
        RESTORE, SERVICE, "lost", "lost", "lost",
    )  # fmt: skip


def test_a_linked_cache_is_the_secondary_of_the_other() -> None:
    text = (
        resource("azurerm_redis_cache", 'sku_name = "Premium"', name="a")
        + resource("azurerm_redis_cache", 'sku_name = "Premium"', name="b", group="north")
        + """
resource "azurerm_redis_linked_server" "l" {
  target_redis_cache_name = azurerm_redis_cache.a.name
  linked_redis_cache_id   = azurerm_redis_cache.b.id
  server_role             = "Secondary"
}
"""
    )
    assert addresses(text) == ["azurerm_redis_cache.a"]
    assert five(text, "azurerm_redis_cache.a")[2:4] == (PROMOTION, PROMOTION)


def test_no_remedy_for_blobs_makes_it_an_account_for_shares() -> None:
    text = HOME + resource("azurerm_storage_account", LRS) + container()
    asked = " or ".join(components(text)[ACCOUNT].outcomes[Scenario.DATA].remedies)
    assert "`blob_properties.versioning_enabled = true`" in asked
    assert "FileStorage" not in asked
    assert "azurerm_storage_share" not in asked


def test_nobody_is_told_to_version_what_has_a_hierarchical_namespace() -> None:
    text = HOME + resource("azurerm_storage_account", LRS + "\n  is_hns_enabled = true") + container()
    asked = " or ".join(components(text)[ACCOUNT].outcomes[Scenario.DATA].remedies)
    assert "versioning_enabled" not in asked
    assert "delete_retention_policy" not in asked
    assert "immutability_policy" in asked


@pytest.mark.parametrize(("body", "evidence"), [
    ("days = 28", ("blob_properties.delete_retention_policy.days", 28, "")),
    ("", ("blob_properties.delete_retention_policy.days", 7, "storage_account")),
])  # fmt: skip
def test_the_days_of_soft_delete_are_shown(body: str, evidence: tuple[str, int, str]) -> None:
    text = resource(
        "azurerm_storage_account", f"{LRS}\n  blob_properties {{\n delete_retention_policy {{\n {body}\n }}\n }}"
    )
    found = {(attribute, value, where) for attribute, value, _, where in shown(text, ACCOUNT, Scenario.DATA)}
    assert evidence in found


LEGACY = "azurerm_virtual_machine"


def data_disk(body: str, lun: str = "0") -> str:
    return f'storage_data_disk {{\n  name = "data"\n  lun = {lun}\n  {body}\n  }}'


BACKED_UP = (
    resource("azurerm_recovery_services_vault", name="v")
    + f"""
resource "azurerm_backup_protected_vm" "p" {{
  recovery_vault_name = azurerm_recovery_services_vault.v.name
  source_vm_id        = {LEGACY}.x.id
}}
"""
)


@pytest.mark.parametrize(("body", "more", "expected"), [
    (data_disk('create_option = "Empty"'), "", ("lost", "recovers/restart", "lost", "lost", "lost")),
    (data_disk('create_option = "Empty"'), BACKED_UP, (RESTORE, "recovers/restart", RESTORE, RESTORE, "lost")),
    (data_disk('create_option = "Attach"\n  managed_disk_id = var.name'), "",
     ("continues", "recovers/restart", "recovers/redeploy", "recovers/redeploy", "recovers/redeploy")),
    ("", BACKED_UP, ("continues", "recovers/restart", "recovers/redeploy", "recovers/redeploy", "recovers/redeploy")),
])  # fmt: skip
def test_a_disk_that_is_made_with_a_legacy_machine(body: str, more: str, expected: Five) -> None:
    assert five('variable "name" {}\n' + resource(LEGACY, body) + more, f"{LEGACY}.x") == expected
