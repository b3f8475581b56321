"""Calls of the most used public modules for Azure that are not on disk."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from continuity_audit.parsers.terraform.known_modules.stand_ins import stand_in
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
TWO_AND_ONE = """geo_locations = [
    { location = "westeurope", failover_priority = 0 },
    { location = "northeurope", failover_priority = 1, zone_redundant = false },
  ]
  """
SESSION = 'consistency_policy = { consistency_level = "Session" }'
ONE_IN_ZONES = """geo_locations = [
    { geo_location = "westeurope", failover_priority = 0, zone_redundant = true },
    { geo_location = "northeurope", failover_priority = 1 },
  ]
  auto_failover = true"""
DAYS = "blob_properties = { delete_retention_policy = { enabled = true, days = 7 } }"
DAYS_ALONE = "blob_properties = { delete_retention_policy = { days = 7 } }"
OFF = "blob_properties = { delete_retention_policy = { enabled = false } }"
POSTGRESQL = "avm-res-dbforpostgresql-flexibleserver"
STORAGE = "avm-res-storage-storageaccount"
SCALE_SET = "avm-res-compute-virtualmachinescaleset"
MACHINES = AVM + 'sku_name = "Standard_D2s_v5"\n  '
BALANCER = "avm-res-network-loadbalancer"
FRONTEND = AVM + 'frontend_ip_configurations = { a = { name = "a" %s } }\n  '
GATEWAY = "avm-res-network-applicationgateway"
POOLS = AVM + 'backend_address_pools = { a = { name = "a" } }\n  version = "0.5.2"\n  '
APIM = "avm-res-apimanagement-service"
SEARCH = "avm-res-search-searchservice"
MANAGED = "avm-res-sql-managedinstance"
MONGO = "avm-res-documentdb-mongocluster"
KUSTO = "avm-res-kusto-cluster"
VPN = "avm-ptn-vnetgateway"
STILL = ("continues", SERVICE, SERVICE, SERVICE, REDEPLOY)


@pytest.mark.parametrize(("source", "body", "expected"), [
    ("aks", "", ("continues", MEMBERS, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("aks", AKS, ("continues", MEMBERS, MEMBERS, REDEPLOY, REDEPLOY)),
    ("aks", AKS + "\n  enable_auto_scaling = true\n  agents_min_count = 1",
     ("continues", RESTART, RESTART, REDEPLOY, REDEPLOY)),
    ("aks", AKS + "\n  agents_count = var.place", ("continues", OPEN, OPEN, REDEPLOY, REDEPLOY)),
    ("aks", 'agents_count = 1\n  node_pools = { a = { name = "a", node_count = 1 } }',
     ("continues", MEMBERS, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("aks", 'agents_count = 1\n  node_pools = { a = { name = "a", node_count = 1, node_taints = ["a=b:NoSchedule"] } }',
     ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("aks", 'agents_count = 1\n  node_pools = { a = { name = "a", node_count = 1, os_type = "Windows" } }',
     ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("aks", 'only_critical_addons_enabled = true\n  node_pools = { a = { name = "a", node_count = 1 } }',
     ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("avm-res-containerservice-managedcluster",
     AVM + "default_agent_pool = { count_of = 1 }\n  "
     'agent_pools = { a = { count_of = 2, scale_set_priority = "Spot" } }',
     ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("avm-res-containerservice-managedcluster", AVM, ("continues", MEMBERS, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("avm-res-containerservice-managedcluster", AVM + AGENTS, ("continues", MEMBERS, MEMBERS, REDEPLOY, REDEPLOY)),
    ("avm-res-containerservice-managedcluster", AVM + OLD_POOL, ("continues", RESTART, RESTART, REDEPLOY, REDEPLOY)),
    ("postgresql", 'server_name = "it"', (RESTORE, RESTART, RESTORE, RESTORE, "lost")),
    ("postgresql", 'server_name = "it"\n  geo_redundant_backup_enabled = false',
     (RESTORE, RESTART, "lost", "lost", "lost")),
    ("postgresql", 'server_name = "it"\n  version = "3.0.0"', (RESTORE, RESTART, RESTORE, RESTORE, "lost")),
    ("postgresql", 'server_name = "it"\n  version = "2.1.0"', (RESTORE, RESTART, "lost", "lost", "lost")),
    ("postgresql", 'server_name = "it"\n  version = "2.1.0"\n  geo_redundant_backup_enabled = var.ha',
     (RESTORE, RESTART, "unknown(var.ha)", "unknown(var.ha)", "lost")),
    ("postgresql", 'server_name = "it"\n  version = "~> 1.0"', (RESTORE, RESTART, "lost", "lost", "lost")),
    ("postgresql", 'server_name = "it"\n  geo_redundant_backup = "Enabled"',
     (RESTORE, RESTART, RESTORE, RESTORE, "lost")),
    (POSTGRESQL, AVM, (RESTORE, FAILOVER, FAILOVER, "lost", "lost")),
    (POSTGRESQL, AVM + "high_availability = null", (RESTORE, RESTART, RESTORE, "lost", "lost")),
    (POSTGRESQL, AVM + "geo_redundant_backup_enabled = var.ha",
     (RESTORE, FAILOVER, FAILOVER, "unknown(var.ha)", "lost")),
    ("avm-res-dbformysql-flexibleserver", AVM, (RESTORE, FAILOVER, FAILOVER, RESTORE, "lost")),
    ("database", 'db_name = "it"', (RESTORE, FAILOVER, RESTORE, RESTORE, "lost")),
    ("cosmosdb", 'cosmos_account_name = "it"', (RESTORE, SERVICE, RESTORE, RESTORE, "lost")),
    ("cosmosdb", 'backup_type = "continuous"', (RESTORE, SERVICE, "lost", "lost", "lost")),
    ("avm-res-documentdb-databaseaccount", AVM, (RESTORE, SERVICE, SERVICE, "lost", "lost")),
    ("avm-res-documentdb-databaseaccount", AVM + TWO, (RESTORE, SERVICE, SERVICE, PROMOTION, "lost")),
    ("compute", "", ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("virtual-machine", AVM + 'image_os = "linux"', ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("avm-res-compute-virtualmachine", AVM + 'zone = "1"', ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("loadbalancer", "", ("continues", SERVICE, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("loadbalancer", 'lb_sku = "Standard"\n  pip_sku = "Standard"',
     ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    ("loadbalancer", 'lb_sku = "Standard"\n  pip_sku = "Standard"\n  pip_zones = ["1"]',
     ("continues", SERVICE, REDEPLOY, REDEPLOY, REDEPLOY)),
    (STORAGE, AVM, ("lost", SERVICE, SERVICE, "lost", "lost")),
    (STORAGE, AVM + 'account_sku_name = "Standard_RAGRS"\n  ' + DAYS,
     (RESTORE, SERVICE, PROMOTION, PROMOTION, "lost")),
    (STORAGE, AVM + 'account_sku_name = "PremiumV2_LRS"\n  ' + DAYS_ALONE, ("lost", SERVICE, "lost", "lost", "lost")),
    (STORAGE, AVM + 'account_replication_type = "GRS"\n  version = "0.7.2"',
     ("lost", SERVICE, SERVICE, "lost", "lost")),
    (STORAGE, AVM + 'account_replication_type = "GRS"\n  account_sku_name = null',
     ("lost", SERVICE, PROMOTION, PROMOTION, "lost")),
    (STORAGE, AVM + "account_sku_name = var.place", ("lost", SERVICE, OPEN, OPEN, "lost")),
    (STORAGE, AVM + "account_replication_type = var.place", ("lost", SERVICE, SERVICE, "lost", "lost")),
    (STORAGE, AVM + 'account_replication_type = "RAGRS"\n  version = "0.6.9"\n  ' + DAYS_ALONE,
     (RESTORE, SERVICE, PROMOTION, PROMOTION, "lost")),
    (STORAGE, AVM + 'account_replication_type = "LRS"\n  resource_group_name = "rg"',
     ("lost", SERVICE, "lost", "lost", "lost")),
    (STORAGE, AVM + 'account_replication_type = "LRS"\n  version = "~> 0.2"',
     ("lost", SERVICE, SERVICE, "lost", "lost")),
    (STORAGE, AVM + 'account_replication_type = "LRS"\n  resource_group_name = "rg"\n  version = "~> 0.2"',
     ("lost", SERVICE, "lost", "lost", "lost")),
    (STORAGE, AVM + "is_hns_enabled = true\n  " + DAYS, ("lost", SERVICE, SERVICE, "lost", "lost")),
    (STORAGE, AVM + OFF, ("lost", SERVICE, SERVICE, "lost", "lost")),
    (STORAGE, AVM + 'account_replication_type = var.place\n  version = "~> 0.6.0"',
     ("lost", SERVICE, OPEN, OPEN, "lost")),
    ("avm-res-keyvault-vault", AVM, (RESTORE, SERVICE, SERVICE, FAILOVER, RESTORE)),
    ("avm-res-keyvault-vault", AVM + "purge_protection_enabled = false",
     (RESTORE, SERVICE, SERVICE, FAILOVER, "lost")),
    ("avm-res-cache-redis", AVM, ("continues", FAILOVER, FAILOVER, REDEPLOY, REDEPLOY)),
    ("avm-res-containerregistry-registry", AVM, ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    ("avm-res-servicebus-namespace", AVM, ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    ("avm-res-documentdb-databaseaccount", AVM + TWO_AND_ONE, (RESTORE, SERVICE, PROMOTION, PROMOTION, "lost")),
    ("avm-res-documentdb-databaseaccount", AVM + TWO_AND_ONE + SESSION,
     (RESTORE, SERVICE, SERVICE, PROMOTION, "lost")),
    ("cosmosdb", ONE_IN_ZONES, (RESTORE, SERVICE, SERVICE, PROMOTION, "lost")),
    ("cosmosdb", ONE_IN_ZONES + '\n  consistency_level = "Strong"', (RESTORE, SERVICE, PROMOTION, PROMOTION, "lost")),
    ("avm-res-network-trafficmanagerprofile",
     'name = "it"\n  traffic_routing_method = "Priority"\n  profile_status = "Enabled"', STILL),
    ("avm-res-eventhub-namespace", AVM + 'dedicated_cluster_id = "c"',
     ("continues", SERVICE, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("avm-res-eventhub-namespace", AVM, ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    ("avm-res-network-natgateway", AVM, ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    ("avm-res-network-natgateway", AVM + 'version = "~> 0.2.0"', ("continues", SERVICE, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("avm-res-network-natgateway", AVM + "sku_name = var.place", ("continues", SERVICE, OPEN, REDEPLOY, REDEPLOY)),
    ("avm-res-network-privatednszone", 'domain_name = "a.b"', ("continues", SERVICE, SERVICE, SERVICE, REDEPLOY)),
    ("avm-res-recoveryservices-vault", AVM, (RESTORE, SERVICE, RESTORE, RESTORE, "lost")),
    ("avm-res-web-site", AVM + "service_plan_resource_id = var.place", ("continues", OPEN, OPEN, REDEPLOY, REDEPLOY)),
    ("avm-res-app-containerapp",
     AVM + "container_app_environment_resource_id = var.place\n  template = { min_replicas = 2 }",
     ("continues", MEMBERS, OPEN, REDEPLOY, REDEPLOY)),
    (SCALE_SET, MACHINES, ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    (SCALE_SET, MACHINES + "instances = 3", ("continues", MEMBERS, MEMBERS, REDEPLOY, REDEPLOY)),
    (SCALE_SET, MACHINES + 'instances = 3\n  zones = ["1"]', ("continues", MEMBERS, REDEPLOY, REDEPLOY, REDEPLOY)),
    (SCALE_SET, MACHINES + "instances = 3\n  zones = null", ("continues", MEMBERS, REDEPLOY, REDEPLOY, REDEPLOY)),
    (SCALE_SET, MACHINES + 'instances = 3\n  priority = "Spot"',
     ("continues", REDEPLOY, REDEPLOY, REDEPLOY, REDEPLOY)),
    (SCALE_SET, MACHINES + 'instances = 3\n  priority = "Spot"\n  priority_mix = { base_regular_count = 2 }',
     ("continues", MEMBERS, MEMBERS, REDEPLOY, REDEPLOY)),
    (SCALE_SET, MACHINES + "instances = var.place", ("continues", OPEN, OPEN, REDEPLOY, REDEPLOY)),
    (BALANCER, FRONTEND % "", ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    (BALANCER, FRONTEND % ', zones = ["1"]', ("continues", SERVICE, REDEPLOY, REDEPLOY, REDEPLOY)),
    (BALANCER, FRONTEND % ', zones = ["None"]', ("continues", SERVICE, REDEPLOY, REDEPLOY, REDEPLOY)),
    (BALANCER, FRONTEND % ", zones = var.place", ("continues", SERVICE, OPEN, REDEPLOY, REDEPLOY)),
    (BALANCER, FRONTEND % ", create_public_ip_address = true", ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    (BALANCER, FRONTEND % ", create_public_ip_address = true" + 'public_ip_address_configuration = { sku = "Basic" }',
     ("continues", SERVICE, REDEPLOY, REDEPLOY, REDEPLOY)),
    (BALANCER, FRONTEND % "" + 'sku = "Basic"', ("continues", SERVICE, REDEPLOY, REDEPLOY, REDEPLOY)),
    (BALANCER, AVM + "frontend_ip_configurations = var.place", ("continues", SERVICE, OPEN, REDEPLOY, REDEPLOY)),
    (GATEWAY, AVM, ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    (GATEWAY, AVM + 'sku = { tier = "Standard_v2" }', ("continues", MEMBERS, MEMBERS, REDEPLOY, REDEPLOY)),
    (GATEWAY, AVM + 'sku = { tier = "Standard", capacity = 2 }',
     ("continues", MEMBERS, REDEPLOY, REDEPLOY, REDEPLOY)),
    (GATEWAY, AVM + "autoscale_configuration = { min_capacity = var.place }\n  zones = [1]",
     ("continues", MEMBERS, REDEPLOY, REDEPLOY, REDEPLOY)),
    (GATEWAY, POOLS, ("continues", MEMBERS, MEMBERS, REDEPLOY, REDEPLOY)),
    (GATEWAY, POOLS + 'sku = { tier = "Standard" }', ("continues", MEMBERS, REDEPLOY, REDEPLOY, REDEPLOY)),
    (GATEWAY, POOLS + 'zones = ["1"]', ("continues", MEMBERS, REDEPLOY, REDEPLOY, REDEPLOY)),
    (GATEWAY, POOLS + "zones = var.place", ("continues", MEMBERS, OPEN, REDEPLOY, REDEPLOY)),
    (APIM, AVM, ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    (APIM, AVM + 'sku_name = "Premium_2"\n  zones = ["1", "2"]', ("continues", SERVICE, MEMBERS, REDEPLOY, REDEPLOY)),
    (APIM, AVM + 'sku_name = "Premium_1"\n  additional_location = [{ location = "northeurope" }]',
     ("continues", SERVICE, SERVICE, FAILOVER, REDEPLOY)),
    (APIM, AVM + 'sku_name = "Premium_1"\n  virtual_network_type = "Internal"',
     ("continues", SERVICE, REDEPLOY, REDEPLOY, REDEPLOY)),
    (APIM, AVM + 'sku_name = "Premium_2"\n  zones = var.place', ("continues", SERVICE, OPEN, REDEPLOY, REDEPLOY)),
    (SEARCH, AVM, ("lost", RESTART, "lost", "lost", "lost")),
    (SEARCH, AVM + "replica_count = 2", ("lost", MEMBERS, MEMBERS, "lost", "lost")),
    (SEARCH, AVM + "replica_count = var.place", ("lost", OPEN, OPEN, "lost", "lost")),
    (MANAGED, AVM, (RESTORE, FAILOVER, FAILOVER, "lost", "lost")),
    (MANAGED, AVM + "zone_redundant_enabled = false", (RESTORE, FAILOVER, RESTORE, "lost", "lost")),
    (MANAGED, AVM + "storage_account_type = var.place", (RESTORE, FAILOVER, FAILOVER, OPEN, "lost")),
    (MONGO, AVM, (RESTORE, RESTART, "lost", "lost", "lost")),
    (MONGO, AVM + 'ha_mode = "ZoneRedundant"', (RESTORE, FAILOVER, PROMOTION, "lost", "lost")),
    (MONGO, AVM + "enable_ha = true", (RESTORE, RESTART, "lost", "lost", "lost")),
    (MONGO, AVM + "ha_mode = var.place", (RESTORE, OPEN, OPEN, "lost", "lost")),
    (KUSTO, AVM + 'sku = { name = "s", capacity = 2 }', ("lost", MEMBERS, "lost", "lost", "lost")),
    (KUSTO, AVM + 'sku = { name = "s", capacity = 2 }\n  zones = ["1", "2"]',
     ("lost", MEMBERS, MEMBERS, "lost", "lost")),
    (KUSTO, AVM + 'sku = { name = "s", capacity = 2 }\n  optimized_auto_scale = { minimum_instances = 1 }',
     ("lost", RESTART, "lost", "lost", "lost")),
    (KUSTO, AVM + 'sku = { name = "s", capacity = var.place }', ("lost", OPEN, "lost", "lost", "lost")),
    ("avm-res-compute-disk", AVM + 'zone = "1"\n  storage_account_type = "Premium_LRS"',
     ("lost", SERVICE, "lost", "lost", "lost")),
    ("avm-res-compute-disk", AVM + "zone = null\n  storage_account_type = var.place",
     ("lost", SERVICE, OPEN, "lost", "lost")),
    ("avm-res-containerinstance-containergroup", AVM + 'restart_policy = "Always"',
     ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("avm-res-network-expressroutecircuit", AVM, ("continues", FAILOVER, SERVICE, REDEPLOY, REDEPLOY)),
    (VPN, AVM, ("continues", FAILOVER, FAILOVER, REDEPLOY, REDEPLOY)),
    (VPN, AVM + 'type = "Vpn"\n  sku = "VpnGw1"', ("continues", MEMBERS, REDEPLOY, REDEPLOY, REDEPLOY)),
    (VPN, AVM + 'type = "Vpn"\n  sku = "VpnGw1AZ"\n  version = "0.5.0"',
     ("continues", FAILOVER, FAILOVER, REDEPLOY, REDEPLOY)),
    (VPN, AVM + "sku = var.place", ("continues", FAILOVER, OPEN, REDEPLOY, REDEPLOY)),
    ("avm-res-network-dnszone", 'name = "a.b"', STILL),
    ("avm-res-web-staticsite", AVM, ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    ("avm-res-cdn-profile", 'name = "it"', STILL),
    ("avm-res-network-trafficmanagerprofile", 'name = "it"\n  traffic_routing_method = var.place', STILL),
])  # fmt: skip
def test_a_call_that_makes_one_component(source: str, body: str, expected: tuple[str, ...]) -> None:
    found = outcomes(call(source, body))
    assert {address: tuple(o.values()) for address, o in found.items()} == {"module.it": expected}


PLAN = call("avm-res-web-serverfarm", 'name = "plan"\n  location = "westeurope"\n  %s', "plan")
ENVIRONMENT = call("avm-res-app-managedenvironment", AVM + "%s", "env")


@pytest.mark.parametrize(("plan", "instance", "zone"), [
    ("", MEMBERS, MEMBERS),
    ("worker_count = 1", MEMBERS, MEMBERS),
    ("worker_count = null", MEMBERS, MEMBERS),
    ("worker_count = var.place", MEMBERS, MEMBERS),
    ("zone_balancing_enabled = false", MEMBERS, REDEPLOY),
    ("zone_balancing_enabled = false\n  worker_count = null", RESTART, REDEPLOY),
    ("zone_balancing_enabled = false\n  worker_count = var.place", OPEN, REDEPLOY),
    ("zone_balancing_enabled = false\n  worker_count = 1", RESTART, REDEPLOY),
    ('worker_count = 1\n  version = "1.0.0"', MEMBERS, MEMBERS),
    ('worker_count = 1\n  zone_balancing_enabled = false\n  version = "~> 0.7"', RESTART, REDEPLOY),
    ('zone_balancing_enabled = false\n  version = "0.2.0"', MEMBERS, REDEPLOY),
    ('zone_balancing_enabled = false\n  version = "0.1.0"', RESTART, REDEPLOY),
    ('version = "0.1.0"', MEMBERS, MEMBERS),
])  # fmt: skip
def test_a_site_on_the_plan_of_another_module(plan: str, instance: str, zone: str) -> None:
    site = call("avm-res-web-site", AVM + "service_plan_resource_id = module.plan.resource_id").removeprefix(HOME)
    found = outcomes(PLAN % plan + site)
    assert list(found) == ["module.it"]
    assert (found["module.it"]["instance"], found["module.it"]["zone"]) == (instance, zone)


@pytest.mark.parametrize(("profiles", "version", "instance"), [
    ("workload_profiles", "0.5.0", RESTART), ("workload_profile", "0.4.0", RESTART), ("other", "0.5.0", MEMBERS),
])  # fmt: skip
def test_an_app_on_one_node_of_the_environment_of_another_module(profiles: str, version: str, instance: str) -> None:
    one = f'{profiles} = [{{ name = "D", workload_profile_type = "D4", maximum_count = 1 }}]\n  version = "{version}"'
    app = (
        "container_app_environment_resource_id = module.env.resource_id\n  template = { min_replicas = 2 }\n"
        '  workload_profile_name = "D"'
    )
    found = outcomes(ENVIRONMENT % one + call("avm-res-app-containerapp", AVM + app).removeprefix(HOME))
    assert found["module.it"]["instance"] == instance


@pytest.mark.parametrize("engine", ["postgresql", "mysql"])
def test_a_promoted_replica_of_a_module_is_a_server_of_its_own(engine: str) -> None:
    module = f"avm-res-dbfor{engine}-flexibleserver"
    source = 'name = "it"\n  location = "westeurope"'
    copy = (
        'name = "copy"\n  location = "northeurope"\n  create_mode = "Replica"\n'
        "  source_server_id = module.it.resource_id\n  replication_role = %s"
    )
    far = call(module, copy % "null", "copy").removeprefix(HOME)
    assert list(outcomes(call(module, source) + far)) == ["module.it"]
    far = call(module, copy % '"None"', "copy").removeprefix(HOME)
    assert list(outcomes(call(module, source) + far)) == ["module.it", "module.copy"]


@pytest.mark.parametrize(("body", "zone"), [
    ("", MEMBERS), ("zone_redundant = false", REDEPLOY), ("zone_redundancy_enabled = false", REDEPLOY),
    ("zone_redundant = var.ha", "unknown(var.ha)"), ('version = "0.4.0"', MEMBERS),
    ('zone_redundancy_enabled = false\n  version = "0.4.0"', REDEPLOY),
    ('zone_redundancy_enabled = null\n  version = "0.4.0"', REDEPLOY),
    ("zone_redundant = null", REDEPLOY),
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


VAULT = "avm-res-recoveryservices-vault"
MACHINE = "avm-res-compute-virtualmachine"
VM = "module.it.azurerm_linux_virtual_machine.this[0]"
VM_DISK = 'module.it.azurerm_managed_disk.this["d"]'


def machine(body: str, disk: str = "") -> str:
    disks = (
        f'data_disk_managed_disks = {{ d = {{ name = "d", lun = 1, storage_account_type = "Premium_LRS" {disk} }} }}'
    )
    return call(MACHINE, AVM + f'zone = "1"\n  os_type = "Linux"\n  {disks}\n  {body}')


@pytest.mark.parametrize(("given", "disk", "expected"), [
    ("", "", ("lost", SERVICE, "lost", "lost", "lost")),
    ("recovery_vault_resource_id = module.vault.resource_id", "", (RESTORE, SERVICE, RESTORE, RESTORE, RESTORE)),
    ('recovery_vault_name = "vault"', "", (RESTORE, SERVICE, RESTORE, RESTORE, RESTORE)),
    ('recovery_vault_resource_id = "/subscriptions/x/resourceGroups/y/providers/z/vaults/vault"', "",
     (RESTORE, SERVICE, RESTORE, RESTORE, RESTORE)),
    ("recovery_vault_resource_id = var.place", "",
     (RESTORE, SERVICE, "unknown(var.place)", "unknown(var.place)", "unknown(var.place)")),
    ("recovery_vault_resource_id = module.vault.resource_id, exclude_disk_luns = [1]", "",
     ("lost", SERVICE, "lost", "lost", "lost")),
    ("recovery_vault_resource_id = module.vault.resource_id, exclude_disk_luns = [2], include_disk_luns = [2]", "",
     (RESTORE, SERVICE, RESTORE, RESTORE, RESTORE)),
    ("recovery_vault_resource_id = module.vault.resource_id, include_disk_luns = [2]", "",
     ("lost", SERVICE, "lost", "lost", "lost")),
    ("recovery_vault_resource_id = module.vault.resource_id", ", max_shares = 2",
     ("lost", SERVICE, "lost", "lost", "lost")),
    ('recovery_vault_name = "vault", protection_state = "ProtectionStopped"', "",
     ("lost", SERVICE, "lost", "lost", "lost")),
])  # fmt: skip
def test_the_backups_of_a_machine_cover_its_disks(given: str, disk: str, expected: tuple[str, ...]) -> None:
    vault = call(VAULT, 'name = "vault"\n  location = "westeurope"\n  immutability = "Locked"', "vault")
    body = f"azure_backup_configurations = {{ b = {{ {given} }} }}" if given else ""
    found = outcomes(vault + machine(body, disk).removeprefix(HOME))
    assert list(found) == ["module.vault", VM, VM_DISK]
    assert tuple(found[VM_DISK].values()) == expected


def test_what_a_vault_protects_itself() -> None:
    vault = call(VAULT, """name = "vault"
  location = "westeurope"
  vm_backup_policy = { p = { name = "daily" } }
  backup_protected_vm = { a = { source_vm_id = module.it.resource_id, vm_backup_policy_name = "daily" } }
""", "vault")  # fmt: skip
    found = outcomes(vault + machine("").removeprefix(HOME))
    assert list(found) == ["module.vault", VM, VM_DISK]
    assert tuple(found[VM_DISK].values()) == (RESTORE, SERVICE, RESTORE, RESTORE, "lost")


@pytest.mark.parametrize(("policy", "version", "region"), [
    ('name = "daily"', "1.2.0", "lost"),
    ('name = "daily", backup_tier = "Vault-Standard"', "1.2.0", RESTORE),
    ('name = "daily", backup_tier = "vault-standard"', "0.3.3", "lost"),
    ('name = "daily", backup_tier = var.place', "1.2.0", "unknown(var.place)"),
    ('name = "other"', "1.2.0",
     "unknown(module.vault.backup_protected_file_share.backup_file_share_policy_name)"),
])  # fmt: skip
def test_the_shares_that_a_vault_protects(policy: str, version: str, region: str) -> None:
    account = call(STORAGE, AVM + 'account_sku_name = "Standard_LRS"\n  shares = { s = { name = "s", quota = 1 } }')
    vault = call(VAULT, f"""name = "vault"
  location = "westeurope"
  version = "{version}"
  file_share_backup_policy = {{ p = {{ {policy} }} }}
  backup_protected_file_share = {{ s = {{
    source_storage_account_id     = module.it.resource_id
    source_file_share_name        = "s"
    backup_file_share_policy_name = "daily"
  }} }}
""", "vault")  # fmt: skip
    found = outcomes(account + vault.removeprefix(HOME))
    assert list(found) == ["module.it", "module.vault"]
    assert tuple(found["module.it"].values()) == (RESTORE, SERVICE, region, region, "lost")


@pytest.mark.parametrize(("version", "zone"), [
    ("0.1.7", REDEPLOY), ("~> 0.1.0", REDEPLOY), ("< 0.2.0", REDEPLOY), ("0.2.0", SERVICE), ("~> 0.1", SERVICE),
    (">= 0.1.0", SERVICE),
])  # fmt: skip
def test_the_zones_of_a_frontend_by_version(version: str, zone: str) -> None:
    found = outcomes(call(BALANCER, FRONTEND % "" + f'version = "{version}"'))
    assert found["module.it"]["zone"] == zone


@pytest.mark.parametrize(
    ("ref", "zone"), [("v0.5.2", MEMBERS), ("v0.4", MEMBERS), ("v0.5.3", REDEPLOY), ("v0.5", REDEPLOY)]
)
def test_the_default_of_a_patch_version_by_the_tag_of_a_repository(ref: str, zone: str) -> None:
    module = f"git::https://github.com/Azure/terraform-azurerm-{GATEWAY}?ref={ref}"
    found = outcomes(f'{HOME}module "it" {{\n  source = "{module}"\n  {AVM}}}\n')
    assert found["module.it"]["zone"] == zone


@pytest.mark.parametrize(("body", "zone"), [
    ("", SERVICE), ('zones = ["1"]', REDEPLOY), ('sku = "Basic"', REDEPLOY), ("zones = var.place", OPEN),
])  # fmt: skip
def test_a_load_balancer_on_the_address_of_another_module(body: str, zone: str) -> None:
    address = call("avm-res-network-publicipaddress", AVM + body, "address")
    frontend = FRONTEND % ", public_ip_address_resource_id = module.address.resource_id"
    found = outcomes(address + call(BALANCER, frontend).removeprefix(HOME))
    assert {a: o["zone"] for a, o in found.items()} == {"module.it": zone}


def test_a_scale_set_in_the_pool_of_another_module() -> None:
    balancer = call(BALANCER, FRONTEND % "" + 'backend_address_pools = { web = { name = "web" } }', "lb")
    pool = 'module.lb.azurerm_lb_backend_address_pool["web"].id'
    interface = f"""instances = 2
  zones = ["1"]
  network_interface = [{{ name = "n", ip_configuration = [{{
    name = "i", load_balancer_backend_address_pool_ids = [{pool}],
  }}] }}]"""
    found = components(balancer + call(SCALE_SET, MACHINES + interface).removeprefix(HOME))
    assert found["module.lb"].needs == (found["module.it"].id,)


@pytest.mark.parametrize(("body", "expected"), [
    ("", []),
    ('trigger_config = { schedule_trigger_config = { cron_expression = "0 * * * *" } }', ["module.it"]),
    ("trigger_config = { event_trigger_config = { parallelism = 2 } }", ["module.it"]),
    ("trigger_config = var.place", ["module.it"]),
])  # fmt: skip
def test_a_job_is_a_component_unless_it_is_started_by_hand(body: str, expected: list[str]) -> None:
    job = AVM + "container_app_environment_resource_id = var.place\n  template = {}\n  "
    assert list(outcomes(call("avm-res-app-job", job + body))) == expected


@pytest.mark.parametrize(
    ("policy", "expected"), [('"Always"', ["module.it"]), ('"Never"', []), ("var.place", ["module.it"])]
)
def test_containers_that_run_once_are_no_component(policy: str, expected: list[str]) -> None:
    group = AVM + f"restart_policy = {policy}"
    assert list(outcomes(call("avm-res-containerinstance-containergroup", group))) == expected


def test_a_scale_set_without_a_size_of_machine_is_no_component() -> None:
    assert outcomes(call(SCALE_SET, AVM + "instances = 2")) == {}


SITES = "".join(
    f"""
module "{place}" {{
  source                   = "Azure/avm-res-web-site/azurerm"
  name                     = "{place}"
  location                 = "{place}"
  service_plan_resource_id = azurerm_service_plan.{place}.id
}}
resource "azurerm_service_plan" "{place}" {{
  name     = "{place}"
  location = "{place}"
  sku_name = "P1v3"
}}
"""
    for place in ("westeurope", "northeurope")
)


@pytest.mark.parametrize(("always", "region"), [
    ("", FAILOVER), ('always_serve = "Enabled"', REDEPLOY), ("always_serve = var.place", OPEN),
])  # fmt: skip
def test_sites_behind_one_traffic_manager_carry_on_for_each_other(always: str, region: str) -> None:
    endpoints = "\n".join(
        f'    {p} = {{\n name = "{p}"\n target_resource_id = module.{p}.resource_id\n {always}\n }}'
        for p in ("westeurope", "northeurope")
    )
    body = f'name = "it"\n  traffic_routing_method = "Priority"\n  azure_endpoints = {{\n{endpoints}\n  }}'
    found = outcomes(call("avm-res-network-trafficmanagerprofile", body) + SITES)
    assert {a: o["region"] for a, o in found.items()} == {
        "module.it": SERVICE, "module.westeurope": region, "module.northeurope": region,
    }  # fmt: skip


@pytest.mark.parametrize(("probe", "region"), [
    ("health_probe = { a = { interval_in_seconds = 60 } }", FAILOVER), ("", REDEPLOY),
])  # fmt: skip
def test_sites_behind_one_front_door_carry_on_for_each_other(probe: str, region: str) -> None:
    origins = "\n".join(
        f'    {p} = {{\n name = "{p}"\n origin_group_key = "g"\n host_name = module.{p}.resource_uri\n }}'
        for p in ("westeurope", "northeurope")
    )
    group = f'front_door_origin_groups = {{ g = {{\n name = "g"\n {probe}\n }} }}'
    found = outcomes(
        call("avm-res-cdn-profile", f'name = "it"\n  {group}\n  front_door_origins = {{\n{origins}\n  }}') + SITES
    )
    assert {a: o["region"] for a, o in found.items()} == {
        "module.it": SERVICE, "module.westeurope": region, "module.northeurope": region,
    }  # fmt: skip


def test_what_decides_is_shown_at_the_call() -> None:
    found = components(call("avm-res-keyvault-vault", AVM + "purge_protection_enabled = false"))["module.it"]
    shown = [(e.attribute, e.value, e.line - HOME.count("\n")) for e in found.outcomes[Scenario.ACCOUNT].evidence]
    assert shown[0] == ("purge_protection_enabled", False, 5)


@pytest.mark.parametrize("source", [
    "Azure/network/azurerm", "Azure/vnet/azurerm", "Azure/subnets/azurerm", "Azure/naming/azurerm",
    "Azure/avm-res-network-virtualnetwork/azurerm", "Azure/avm-res-network-networksecuritygroup/azurerm",
    "Azure/avm-utl-interfaces/azure", "Azure/avm-res-resources-resourcegroup/azurerm",
    "Azure/avm-res-operationalinsights-workspace/azurerm", "Azure/avm-utl-regions/azurerm",
    "Azure/avm-res-network-virtualnetwork/azurerm//modules/subnet",
])  # fmt: skip
def test_modules_that_make_nothing_that_serves_or_stores(source: str) -> None:
    known = stand_in(source)
    assert known is not None
    assert not known.directory.blocks


def test_other_modules_of_the_namespace_are_not_known() -> None:
    assert stand_in("Azure/caf-enterprise-scale/azurerm") is None


@pytest.mark.parametrize(("region", "location"), [
    ("uk-west", "ukwest"), ("UK West", "ukwest"), ("ukwest", "ukwest"), ("eu-west", "westeurope"),
])  # fmt: skip
@pytest.mark.parametrize("output", ["location", "location_cli"])
def test_the_names_of_regions(region: str, location: str, output: str) -> None:
    text = f"""module "region" {{
  source       = "claranet/regions/azurerm"
  azure_region = "{region}"
}}
resource "azurerm_servicebus_namespace" "it" {{
  name     = "it"
  sku      = "Standard"
  location = module.region.{output}
}}
"""
    found = components(HOME + text)
    assert list(found) == ["azurerm_servicebus_namespace.it"]
    assert found["azurerm_servicebus_namespace.it"].placement.regions == (location,)
    zone = outcomes(HOME + text)["azurerm_servicebus_namespace.it"]["zone"]
    assert zone == (REDEPLOY if location == "ukwest" else SERVICE)
