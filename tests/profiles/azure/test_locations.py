"""Locations of Azure: regions by either of their names, and texts that are none of them."""

from __future__ import annotations

import pytest

from profiles.audit_text import components
from profiles.azure.five import HOME, five

SERVER, COPY = (f"azurerm_postgresql_flexible_server.{name}" for name in ("x", "copy"))
OPEN = f"unknown({COPY}.location)"
BOTH = f"unknown({COPY}.location, {SERVER}.location)"


def replicated(here: str, there: str) -> str:
    """A server in one place with a replica in another."""
    return f"""
resource "azurerm_postgresql_flexible_server" "x" {{
  name     = "x"
  location = {here}
  sku_name = "GP_Standard_D2s_v3"
}}
resource "azurerm_postgresql_flexible_server" "copy" {{
  name             = "copy"
  location         = {there}
  create_mode      = "Replica"
  source_server_id = {SERVER}.id
}}
"""


@pytest.mark.parametrize(("here", "there", "region"), [
    ('"West Europe"', '"North Europe"', "recovers/promotion"),
    ('"West Europe"', '"westeurope"', "lost"),
    ('"eastus2"', '"East US 2 EUAP"', "recovers/promotion"),
    ('"westeurope"', '"<REGION>"', OPEN),
    ('"westeurope"', '"{{ .region }}"', OPEN),
    ('"westeurope"', '""', OPEN),
    ('"__FIRST__"', '"__SECOND__"', BOTH),
    ('"__REGION__"', '"__REGION__"', "lost"),
    ('""', '""', BOTH),
])  # fmt: skip
def test_whether_a_replica_stands_in_another_region(here: str, there: str, region: str) -> None:
    assert five(replicated(here, there), SERVER)[3] == region


def test_a_placeholder_is_no_region_that_something_stands_in() -> None:
    found = components(HOME + replicated('"__REGION__"', '"northeurope"'))
    assert found[SERVER].placement.regions == ()


RESTORE = "recovers/restore"
UNPAIRED = """
resource "azurerm_mssql_server" "s" {{
  name     = "s"
  location = "{0}"
}}
resource "azurerm_mssql_database" "x" {{
  name      = "x"
  server_id = azurerm_mssql_server.s.id
  {1}
}}
resource "azurerm_mssql_managed_instance" "x" {{
  name     = "x"
  location = "{0}"
  {1}
}}
resource "azurerm_cosmosdb_account" "x" {{
  name     = "x"
  location = "westeurope"
  geo_location {{
    location          = "{0}"
    failover_priority = 0
  }}
}}
resource "azurerm_recovery_services_vault" "x" {{
  name     = "x"
  location = "{0}"
}}
resource "azurerm_data_protection_backup_vault" "x" {{
  name       = "x"
  location   = "{0}"
  redundancy = "GeoRedundant"
}}
resource "azurerm_managed_disk" "x" {{
  name     = "x"
  location = "{0}"
  zone     = "1"
  storage_account_type = "Premium_LRS"
}}
resource "azurerm_linux_virtual_machine" "x" {{
  name     = "x"
  location = "{0}"
  zone     = "1"
}}
resource "azurerm_virtual_machine_data_disk_attachment" "x" {{
  managed_disk_id    = azurerm_managed_disk.x.id
  virtual_machine_id = azurerm_linux_virtual_machine.x.id
  lun                = 1
}}
resource "azurerm_backup_protected_vm" "x" {{
  recovery_vault_name = azurerm_recovery_services_vault.x.name
  source_vm_id        = azurerm_linux_virtual_machine.x.id
}}
"""
"""What is copied to the pair of its region by default, or because it asks for that."""


@pytest.mark.parametrize("type_", [
    "azurerm_mssql_database", "azurerm_mssql_managed_instance", "azurerm_cosmosdb_account",
    "azurerm_recovery_services_vault", "azurerm_data_protection_backup_vault", "azurerm_managed_disk",
])  # fmt: skip
def test_nothing_is_copied_to_the_pair_of_a_region_that_has_none(type_: str) -> None:
    zone_and_region = [five(UNPAIRED.format(place, ""), f"{type_}.x")[2:4] for place in ("northeurope", "Italy North")]
    assert zone_and_region == [(RESTORE, RESTORE), ("lost", "lost")]


@pytest.mark.parametrize(("type_", "value"), [
    ("azurerm_mssql_database", "GeoZone"), ("azurerm_mssql_managed_instance", "GZRS"),
    ("azurerm_mssql_database", "Zone"), ("azurerm_mssql_managed_instance", "ZRS"),
])  # fmt: skip
def test_zone_redundant_backups_need_no_pair(type_: str, value: str) -> None:
    text = UNPAIRED.format("italynorth", f'storage_account_type = "{value}"')
    assert five(text, f"{type_}.x")[2:4] == (RESTORE, "lost")
