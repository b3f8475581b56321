"""Calls of the most used public modules for Azure that are not on disk."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from continuity_audit.parsers.terraform.stand_ins import stand_in
from profiles.audit_text import components, outcomes
from profiles.azure.five import HOME

RESTORE, RESTART, REDEPLOY, PROMOTION = (
    "recovers/restore",
    "recovers/restart",
    "recovers/redeploy",
    "recovers/promotion",
)
SERVICE, FAILOVER, MEMBERS = "continues/service", "continues/failover", "continues/members"
OPEN = "unknown(var.place)"


def call(source: str, body: str = "", name: str = "it") -> str:
    return f'{HOME}module "{name}" {{\n  source = "Azure/{source}/azurerm"\n  {body}\n}}\n'


AKS = 'agents_availability_zones = ["1", "2", "3"]'
AVM = 'name = "it"\n  location = "westeurope"\n  '
AGENTS = 'default_agent_pool = { availability_zones = ["1", "2", "3"] }'
OLD_POOL = 'default_node_pool = { node_count = 1, zones = ["1", "2"] }'
TWO = """geo_locations = [
    { location = "westeurope", failover_priority = 0 }, { location = "northeurope", failover_priority = 1 },
  ]"""
DAYS = "blob_properties = { delete_retention_policy = { days = 7 } }"
OFF = "blob_properties = { delete_retention_policy = { enabled = false } }"
POSTGRESQL = "avm-res-dbforpostgresql-flexibleserver"
STORAGE = "avm-res-storage-storageaccount"


@pytest.mark.parametrize(("source", "body", "expected"), [
    ("aks", "", ("continues", MEMBERS, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("aks", AKS, ("continues", MEMBERS, MEMBERS, REDEPLOY, REDEPLOY)),
    ("aks", AKS + "\n  enable_auto_scaling = true\n  agents_min_count = 1",
     ("continues", RESTART, RESTART, REDEPLOY, REDEPLOY)),
    ("aks", AKS + "\n  agents_count = var.place", ("continues", OPEN, OPEN, REDEPLOY, REDEPLOY)),
    ("avm-res-containerservice-managedcluster", AVM, ("continues", MEMBERS, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("avm-res-containerservice-managedcluster", AVM + AGENTS, ("continues", MEMBERS, MEMBERS, REDEPLOY, REDEPLOY)),
    ("avm-res-containerservice-managedcluster", AVM + OLD_POOL, ("continues", RESTART, RESTART, REDEPLOY, REDEPLOY)),
    ("postgresql", 'server_name = "it"', (RESTORE, RESTART, RESTORE, RESTORE, "lost")),
    ("postgresql", 'server_name = "it"\n  geo_redundant_backup_enabled = false',
     (RESTORE, RESTART, "lost", "lost", "lost")),
    (POSTGRESQL, AVM, (RESTORE, FAILOVER, FAILOVER, "lost", "lost")),
    (POSTGRESQL, AVM + "high_availability = null", (RESTORE, RESTART, RESTORE, "lost", "lost")),
    (POSTGRESQL, AVM + "geo_redundant_backup_enabled = var.ha",
     (RESTORE, FAILOVER, FAILOVER, "unknown(var.ha)", "lost")),
    ("avm-res-dbformysql-flexibleserver", AVM, (RESTORE, FAILOVER, FAILOVER, RESTORE, "lost")),
    ("database", 'db_name = "it"', (RESTORE, FAILOVER, RESTORE, RESTORE, "lost")),
    ("cosmosdb", 'cosmos_account_name = "it"', (RESTORE, SERVICE, RESTORE, RESTORE, "lost")),
    ("cosmosdb", 'backup_type = "continuous"', (RESTORE, SERVICE, "lost", "lost", "lost")),
    ("avm-res-documentdb-databaseaccount", AVM, (RESTORE, SERVICE, SERVICE, "lost", "lost")),
    ("avm-res-documentdb-databaseaccount", AVM + TWO, (RESTORE, SERVICE, SERVICE, FAILOVER, "lost")),
    ("compute", "", ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("virtual-machine", AVM + 'image_os = "linux"', ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("avm-res-compute-virtualmachine", AVM + 'zone = "1"', ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("loadbalancer", "", ("continues", SERVICE, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("loadbalancer", 'lb_sku = "Standard"\n  pip_sku = "Standard"',
     ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    ("loadbalancer", 'lb_sku = "Standard"\n  pip_sku = "Standard"\n  pip_zones = ["1"]',
     ("continues", SERVICE, REDEPLOY, REDEPLOY, REDEPLOY)),
    (STORAGE, AVM, ("lost", SERVICE, SERVICE, "lost", "lost")),
    (STORAGE, AVM + 'account_replication_type = "RAGRS"\n  ' + DAYS,
     (RESTORE, SERVICE, PROMOTION, PROMOTION, "lost")),
    (STORAGE, AVM + OFF, ("lost", SERVICE, SERVICE, "lost", "lost")),
    (STORAGE, AVM + "account_replication_type = var.place", ("lost", SERVICE, OPEN, OPEN, "lost")),
    ("avm-res-keyvault-vault", AVM, (RESTORE, SERVICE, SERVICE, FAILOVER, RESTORE)),
    ("avm-res-keyvault-vault", AVM + "purge_protection_enabled = false",
     (RESTORE, SERVICE, SERVICE, FAILOVER, "lost")),
    ("avm-res-cache-redis", AVM, ("continues", FAILOVER, FAILOVER, REDEPLOY, REDEPLOY)),
    ("avm-res-containerregistry-registry", AVM, ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    ("avm-res-servicebus-namespace", AVM, ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    ("avm-res-eventhub-namespace", AVM, ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    ("avm-res-network-natgateway", AVM, ("continues", SERVICE, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("avm-res-network-privatednszone", 'domain_name = "a.b"', ("continues", SERVICE, SERVICE, SERVICE, REDEPLOY)),
    ("avm-res-recoveryservices-vault", AVM, (RESTORE, SERVICE, RESTORE, RESTORE, "lost")),
    ("avm-res-web-site", AVM + "service_plan_resource_id = var.place", ("continues", OPEN, OPEN, REDEPLOY, REDEPLOY)),
    ("avm-res-app-containerapp",
     AVM + "container_app_environment_resource_id = var.place\n  template = { min_replicas = 2 }",
     ("continues", MEMBERS, OPEN, REDEPLOY, REDEPLOY)),
])  # fmt: skip
def test_a_call_that_makes_one_component(source: str, body: str, expected: tuple[str, ...]) -> None:
    found = outcomes(call(source, body))
    assert {address: tuple(o.values()) for address, o in found.items()} == {"module.it": expected}


PLAN = call("avm-res-web-serverfarm", 'name = "plan"\n  location = "westeurope"\n  worker_count = %s', "plan")
ENVIRONMENT = call("avm-res-app-managedenvironment", AVM + "%s", "env")


@pytest.mark.parametrize(
    ("workers", "expected"), [("3", MEMBERS), ("1", RESTART), ("null", MEMBERS), ("var.place", OPEN)]
)
def test_a_site_on_the_plan_of_another_module(workers: str, expected: str) -> None:
    site = call("avm-res-web-site", AVM + "service_plan_resource_id = module.plan.resource_id").removeprefix(HOME)
    found = outcomes(PLAN % workers + site)
    assert list(found) == ["module.it"]
    assert found["module.it"]["instance"] == expected


@pytest.mark.parametrize(("body", "zone"), [
    ("", MEMBERS), ("zone_redundant = false", REDEPLOY), ("zone_redundancy_enabled = false", REDEPLOY),
    ("zone_redundant = var.ha", "unknown(var.ha)"),
])  # fmt: skip
def test_an_app_in_the_environment_of_another_module(body: str, zone: str) -> None:
    app = "container_app_environment_resource_id = module.env.resource_id\n  template = { min_replicas = 2 }"
    found = outcomes(ENVIRONMENT % body + call("avm-res-app-containerapp", AVM + app).removeprefix(HOME))
    assert list(found) == ["module.it"]
    assert found["module.it"]["zone"] == zone


def test_the_databases_of_a_sql_server() -> None:
    body = """databases = {
    a = { name = "a" }
    b = { name = "b", zone_redundant = true, storage_account_type = "Local" }
    c = { name = "c", elastic_pool_key = "p" }
  }
  elastic_pools = { p = { name = "p" } }
"""
    found = outcomes(call("avm-res-sql-server", AVM + body))
    assert {address: tuple(o.values())[2:4] for address, o in found.items()} == {
        'module.it.azurerm_mssql_database.this["a"]': (RESTORE, RESTORE),
        'module.it.azurerm_mssql_database.this["b"]': (FAILOVER, "lost"),
        'module.it.azurerm_mssql_database.this["c"]': (FAILOVER, RESTORE),
    }


def test_the_disks_of_a_machine_are_components_of_their_own() -> None:
    disks = 'data_disk_managed_disks = { data = { name = "data", lun = 1, storage_account_type = "Premium_ZRS" } }'
    found = outcomes(call("avm-res-compute-virtualmachine", AVM + 'zone = "1"\n  os_type = "Linux"\n  ' + disks))
    assert {address: o["zone"] for address, o in found.items()} == {
        "module.it.azurerm_linux_virtual_machine.this[0]": REDEPLOY,
        'module.it.azurerm_managed_disk.this["data"]': PROMOTION,
    }


def test_what_decides_is_shown_at_the_call() -> None:
    found = components(call("avm-res-keyvault-vault", AVM + "purge_protection_enabled = false"))["module.it"]
    shown = [(e.attribute, e.value, e.line - HOME.count("\n")) for e in found.outcomes[Scenario.ACCOUNT].evidence]
    assert shown[0] == ("purge_protection_enabled", False, 5)


@pytest.mark.parametrize("source", [
    "Azure/network/azurerm", "Azure/vnet/azurerm", "Azure/subnets/azurerm", "Azure/naming/azurerm",
    "Azure/avm-res-network-virtualnetwork/azurerm", "Azure/avm-res-network-networksecuritygroup/azurerm",
    "Azure/avm-res-network-publicipaddress/azurerm", "Azure/avm-res-resources-resourcegroup/azurerm",
    "Azure/avm-res-operationalinsights-workspace/azurerm", "Azure/avm-utl-regions/azurerm",
    "Azure/avm-res-network-virtualnetwork/azurerm//modules/subnet",
])  # fmt: skip
def test_modules_that_make_nothing_that_serves_or_stores(source: str) -> None:
    known = stand_in(source)
    assert known is not None
    assert not known.directory.blocks


def test_other_modules_of_the_namespace_are_not_known() -> None:
    assert stand_in("Azure/caf-enterprise-scale/azurerm") is None
