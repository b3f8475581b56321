"""The services of Azure: each rung of each ladder, and what hangs on values that code does not hold."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components
from profiles.azure.five import HOME, Five, addresses, five, resource

RESTORE, RESTART, REDEPLOY, PROMOTION = (
    "recovers/restore", "recovers/restart", "recovers/redeploy", "recovers/promotion",
)  # fmt: skip
SERVICE, FAILOVER, MEMBERS = "continues/service", "continues/failover", "continues/members"
OPEN = "unknown(var.place)"
REGIONAL: Five = ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)
"""What a zone-redundant service without data of its own is worth."""
SOFT_DELETE = "  blob_properties {\n delete_retention_policy {\n days = 28\n }\n }"
ONE_SPREAD = (MEMBERS, REDEPLOY, REDEPLOY)
ONE_ZONE: Five = ("continues", SERVICE, REDEPLOY, REDEPLOY, REDEPLOY)
GLOBAL: Five = ("continues", SERVICE, SERVICE, SERVICE, REDEPLOY)


def blocks(**settings: str) -> str:
    return "\n".join(f"{name} {{\n    {inside}\n  }}" for name, inside in settings.items())


def geo(*places: str, more: str = "") -> str:
    return "\n".join(
        f'geo_location {{\n location = "{place}"\n failover_priority = {number}\n {more}\n}}'
        for number, place in enumerate(places)
    )


def strong(*places: str, level: str = '"Strong"', more: str = "") -> str:
    """An account over some regions with a consistency level, which fails over by itself."""
    policy = blocks(consistency_policy=f"consistency_level = {level}")
    return f"{geo(*places, more=more)}\n{policy}\nautomatic_failover_enabled = true"


MIXED = (
    'sku_name = "D2"\n  instances = 4\n  zones = ["1", "2"]\n  priority = "Spot"\n  priority_mix {{\n'
    " base_regular_count = {base}\n regular_percentage_above_base = {share}\n }}"
)


WORKERS = blocks(worker_profile="node_count = %s")
FABRIC = 'reliability_level = "%s"\n  node_type {\n name = "a"\n is_primary = true\n instance_count = %s\n %s\n }'
MANAGED_FABRIC = 'node_type {\n name = "a"\n primary = true\n vm_instance_count = %s\n stateless = %s\n }'
IN_ZONES = "multiple_availability_zones = true"


@pytest.mark.parametrize(("kind", "body", "expected"), [
    ("redhat_openshift_cluster", WORKERS % "3", ("continues", MEMBERS, MEMBERS, REDEPLOY, REDEPLOY)),
    ("redhat_openshift_cluster", WORKERS % "1", ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("redhat_openshift_cluster", WORKERS % "var.place", ("continues", OPEN, OPEN, REDEPLOY, REDEPLOY)),
    ("service_fabric_cluster", FABRIC % ("Silver", 5, ""), ("lost", FAILOVER, "lost", "lost", "lost")),
    ("service_fabric_cluster", FABRIC % ("None", 1, ""), ("lost", RESTART, "lost", "lost", "lost")),
    ("service_fabric_cluster", FABRIC % ("Platinum", 9, IN_ZONES), ("lost", FAILOVER, FAILOVER, "lost", "lost")),
    ("service_fabric_cluster", FABRIC % ("Silver", 9, IN_ZONES), ("lost", FAILOVER, "lost", "lost", "lost")),
    ("service_fabric_managed_cluster", MANAGED_FABRIC % (3, "false"), ("lost", FAILOVER, "lost", "lost", "lost")),
    ("service_fabric_managed_cluster", MANAGED_FABRIC % (1, "true"),
     ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("kubernetes_automatic_cluster", "", ("continues", RESTART, RESTART, REDEPLOY, REDEPLOY)),
    ("fabric_capacity", blocks(sku='name = "F2"'), ("continues", SERVICE, RESTART, REDEPLOY, REDEPLOY)),
    ("app_configuration", 'sku = "standard"', (RESTORE, SERVICE, SERVICE, "lost", "lost")),
    ("app_configuration", 'sku = "standard"\n  purge_protection_enabled = true\n'
     + "replica {\n name = \"far\"\n location = \"northeurope\"\n }",
     (RESTORE, SERVICE, SERVICE, PROMOTION, RESTORE)),
    ("storage_account", 'account_replication_type = "LRS"', ("lost", SERVICE, "lost", "lost", "lost")),
    ("storage_account", 'account_replication_type = "ZRS"', ("lost", SERVICE, SERVICE, "lost", "lost")),
    ("storage_account", 'account_replication_type = "GRS"', ("lost", SERVICE, PROMOTION, PROMOTION, "lost")),
    ("storage_account", 'account_replication_type = "RAGRS"', ("lost", SERVICE, PROMOTION, PROMOTION, "lost")),
    ("storage_account", 'account_replication_type = "RAGZRS"', ("lost", SERVICE, SERVICE, PROMOTION, "lost")),
    ("storage_account", "account_replication_type = var.place", ("lost", SERVICE, OPEN, OPEN, "lost")),
    ("storage_account",
     'account_replication_type = "ZRS"\n  blob_properties {\n delete_retention_policy {\n days = 30\n }\n }',
     (RESTORE, SERVICE, SERVICE, "lost", "lost")),
    ("storage_account", 'account_replication_type = "ZRS"\n  is_hns_enabled = true\n' + SOFT_DELETE,
     ("lost", SERVICE, SERVICE, "lost", "lost")),
    ("storage_account", 'account_replication_type = "ZRS"\n  is_hns_enabled = var.ha\n' + SOFT_DELETE,
     ("unknown(var.ha)", SERVICE, SERVICE, "lost", "lost")),
    ("storage_account", 'account_replication_type = "ZRS"\n' + blocks(blob_properties="versioning_enabled = var.ha"),
     ("unknown(var.ha)", SERVICE, SERVICE, "lost", "lost")),
    ("storage_account",
     'account_replication_type = "ZRS"\n  blob_properties {\n container_delete_retention_policy {\n days = 30\n }\n }',
     ("lost", SERVICE, SERVICE, "lost", "lost")),
    ("storage_account", 'account_replication_type = "ZRS"\n' + blocks(immutability_policy='state = "Locked"'),
     (RESTORE, SERVICE, SERVICE, "lost", RESTORE)),
    ("storage_account", 'account_replication_type = "ZRS"\n' + blocks(immutability_policy='state = "Unlocked"'),
     ("lost", SERVICE, SERVICE, "lost", "lost")),
    ("managed_disk", 'storage_account_type = "Premium_LRS"', ("lost", SERVICE, "lost", "lost", "lost")),
    ("managed_disk", 'storage_account_type = "Premium_ZRS"', ("lost", SERVICE, PROMOTION, "lost", "lost")),
    ("managed_disk", "storage_account_type = var.place", ("lost", SERVICE, OPEN, "lost", "lost")),
    ("cosmosdb_account", geo("westeurope"), (RESTORE, SERVICE, RESTORE, RESTORE, "lost")),
    ("cosmosdb_account", geo("westeurope", more="zone_redundant = true"),
     (RESTORE, SERVICE, SERVICE, RESTORE, "lost")),
    ("cosmosdb_account", geo("westeurope") + "\n" + blocks(backup='type = "Continuous"'),
     (RESTORE, SERVICE, "lost", "lost", "lost")),
    ("cosmosdb_account", geo("westeurope") + "\n" + blocks(backup='type = "Periodic"\n storage_redundancy = "Zone"'),
     (RESTORE, SERVICE, RESTORE, "lost", "lost")),
    ("cosmosdb_account", geo("westeurope") + "\n" + blocks(backup='type = "Periodic"\n storage_redundancy = "Local"'),
     (RESTORE, SERVICE, "lost", "lost", "lost")),
    ("cosmosdb_account", geo("westeurope", "northeurope"), (RESTORE, SERVICE, PROMOTION, PROMOTION, "lost")),
    ("cosmosdb_account", geo("westeurope", "northeurope") + "\nautomatic_failover_enabled = true",
     (RESTORE, SERVICE, PROMOTION, PROMOTION, "lost")),
    ("cosmosdb_account", geo("westeurope", "northeurope") + "\nmultiple_write_locations_enabled = true",
     (RESTORE, SERVICE, MEMBERS, MEMBERS, "lost")),
    ("cosmosdb_account", strong("westeurope", "northeurope"), (RESTORE, SERVICE, PROMOTION, PROMOTION, "lost")),
    ("cosmosdb_account", strong("westeurope", "northeurope", "francecentral"),
     (RESTORE, SERVICE, PROMOTION, PROMOTION, "lost")),
    ("cosmosdb_account", strong("westeurope", "northeurope", level="var.place"),
     (RESTORE, SERVICE, PROMOTION, PROMOTION, "lost")),
    ("cosmosdb_account",
     strong("westeurope", "northeurope", level="var.place") + "\nmultiple_write_locations_enabled = true",
     (RESTORE, SERVICE, MEMBERS, MEMBERS, "lost")),
    ("cosmosdb_account", strong("westeurope", more="zone_redundant = true"),
     (RESTORE, SERVICE, SERVICE, RESTORE, "lost")),
    ("cosmosdb_account", strong("westeurope", "northeurope", more="zone_redundant = true"),
     (RESTORE, SERVICE, SERVICE, PROMOTION, "lost")),
    ("cosmosdb_account",
     strong("westeurope", "northeurope").replace("priority = 0", "priority = 0\n zone_redundant = true"),
     (RESTORE, SERVICE, PROMOTION, PROMOTION, "lost")),
    *(
        ("cosmosdb_account",
         strong("westeurope", "northeurope", level=f'"{level}"').replace(
             "priority = 0", "priority = 0\n zone_redundant = true"),
         (RESTORE, SERVICE, zone, PROMOTION, "lost"))
        for level, zone in (("Session", SERVICE), ("BoundedStaleness", PROMOTION))
    ),
    ("mongo_cluster", "", (RESTORE, RESTART, "lost", "lost", "lost")),
    ("redis_cache", 'sku_name = "Basic"', ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("redis_cache", 'sku_name = "Standard"', ("continues", FAILOVER, FAILOVER, REDEPLOY, REDEPLOY)),
    ("redis_cache", 'sku_name = "Premium"\n  zones = ["1", "2"]',
     ("continues", FAILOVER, FAILOVER, REDEPLOY, REDEPLOY)),
    ("redis_cache", "sku_name = var.place", ("continues", OPEN, OPEN, REDEPLOY, REDEPLOY)),
    ("managed_redis", "", ("continues", FAILOVER, FAILOVER, REDEPLOY, REDEPLOY)),
    ("managed_redis", "high_availability_enabled = false", ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("redis_enterprise_cluster", 'zones = ["1", "2", "3"]', ("continues", FAILOVER, FAILOVER, REDEPLOY, REDEPLOY)),
    ("linux_virtual_machine", 'zone = "1"', ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("windows_virtual_machine", 'priority = "Spot"', ("continues", REDEPLOY, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("linux_virtual_machine_scale_set", "instances = 1", ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("linux_virtual_machine_scale_set", "instances = 2", ("continues", MEMBERS, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("windows_virtual_machine_scale_set", 'instances = 2\n  zones = ["1", "2"]',
     ("continues", MEMBERS, MEMBERS, REDEPLOY, REDEPLOY)),
    ("linux_virtual_machine_scale_set", 'instances = 3\n  zones = ["1", "2"]\n  priority = "Spot"',
     ("continues", REDEPLOY, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("linux_virtual_machine_scale_set", 'instances = 3\n  priority = "Spot"\n  spot_restore {\n enabled = true\n }',
     ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("windows_virtual_machine_scale_set", 'instances = 2\n  zones = ["1", "2"]\n  priority = var.place',
     ("continues", OPEN, OPEN, REDEPLOY, REDEPLOY)),
    ("virtual_machine_scale_set", 'sku {\n capacity = 2\n }\n  priority = "Low"',
     ("continues", REDEPLOY, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("orchestrated_virtual_machine_scale_set", MIXED.format(base=2, share=0),
     ("continues", MEMBERS, MEMBERS, REDEPLOY, REDEPLOY)),
    ("orchestrated_virtual_machine_scale_set", MIXED.format(base=1, share=30),
     ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("orchestrated_virtual_machine_scale_set", MIXED.format(base=1, share=50),
     ("continues", MEMBERS, MEMBERS, REDEPLOY, REDEPLOY)),
    ("orchestrated_virtual_machine_scale_set", MIXED.format(base="var.place", share=50),
     ("continues", OPEN, OPEN, REDEPLOY, REDEPLOY)),
    ("orchestrated_virtual_machine_scale_set", 'sku_name = "D2"\n  instances = var.place\n  zones = ["1", "2"]',
     ("continues", OPEN, OPEN, REDEPLOY, REDEPLOY)),
    ("kubernetes_cluster", blocks(default_node_pool='name = "a"'),
     ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("kubernetes_cluster", blocks(default_node_pool='name = "a"\n node_count = 3\n zones = ["1", "2", "3"]'),
     ("continues", MEMBERS, MEMBERS, REDEPLOY, REDEPLOY)),
    ("kubernetes_cluster",
     blocks(default_node_pool='auto_scaling_enabled = true\n min_count = 1\n node_count = 3\n zones = ["1", "2"]'),
     ("continues", RESTART, RESTART, REDEPLOY, REDEPLOY)),
    ("kubernetes_cluster",
     blocks(default_node_pool='enable_auto_scaling = true\n min_count = 2\n availability_zones = ["1", "2"]'),
     ("continues", MEMBERS, MEMBERS, REDEPLOY, REDEPLOY)),
    ("kubernetes_cluster", blocks(default_node_pool='node_count = var.place\n zones = ["1", "2"]'),
     ("continues", OPEN, OPEN, REDEPLOY, REDEPLOY)),
    ("container_group", "", ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("logic_app_workflow", "", REGIONAL),
    ("static_web_app", "", REGIONAL),
    ("servicebus_namespace", 'sku = "Premium"', REGIONAL),
    ("servicebus_namespace", 'sku = "Standard"\n  zone_redundant = false', REGIONAL),
    ("eventhub_namespace", 'sku = "Standard"', REGIONAL),
    ("eventhub_namespace", 'sku = "Standard"\n  dedicated_cluster_id = "c"', ONE_ZONE),
    ("eventgrid_topic", "", REGIONAL),
    ("signalr_service", blocks(sku='name = "Standard_S1"'), ONE_ZONE),
    ("signalr_service", blocks(sku='name = "Premium_P1"'), REGIONAL),
    ("web_pubsub", 'sku = "Premium_P1"', REGIONAL),
    ("key_vault", "", (RESTORE, SERVICE, SERVICE, FAILOVER, "lost")),
    ("key_vault", "purge_protection_enabled = true", (RESTORE, SERVICE, SERVICE, FAILOVER, RESTORE)),
    ("key_vault", "purge_protection_enabled = var.ha", (RESTORE, SERVICE, SERVICE, FAILOVER, "unknown(var.ha)")),
    ("key_vault_managed_hardware_security_module", "", (RESTORE, MEMBERS, "lost", "lost", "lost")),
    ("search_service", 'sku = "standard"', ("lost", RESTART, "lost", "lost", "lost")),
    ("search_service", 'sku = "standard"\n  replica_count = 2', ("lost", MEMBERS, MEMBERS, "lost", "lost")),
    ("search_service", 'sku = "standard"\n  replica_count = var.place', ("lost", OPEN, OPEN, "lost", "lost")),
    ("synapse_workspace", "", ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("kusto_cluster", blocks(sku="capacity = 2"), ("lost", MEMBERS, "lost", "lost", "lost")),
    ("kusto_cluster", blocks(sku="capacity = 2") + '\nzones = ["1", "2"]', ("lost", MEMBERS, MEMBERS, "lost", "lost")),
    ("databricks_workspace", 'sku = "premium"', ("lost", FAILOVER, "lost", "lost", "lost")),
    ("databricks_workspace", blocks(custom_parameters='storage_account_sku_name = "Standard_ZRS"'),
     ("lost", FAILOVER, FAILOVER, "lost", "lost")),
    ("databricks_workspace", blocks(custom_parameters="storage_account_sku_name = var.place"),
     ("lost", FAILOVER, OPEN, "lost", "lost")),
    ("data_factory", "", REGIONAL),
    ("stream_analytics_job", "", ("continues", FAILOVER, FAILOVER, REDEPLOY, REDEPLOY)),
    ("dashboard_grafana", "", ("lost", MEMBERS, "lost", "lost", "lost")),
    ("dashboard_grafana", "zone_redundancy_enabled = true", ("lost", MEMBERS, MEMBERS, "lost", "lost")),
    ("dashboard_grafana", 'sku = "Essential"\n  zone_redundancy_enabled = var.ha',
     ("lost", RESTART, "lost", "lost", "lost")),
    ("dashboard_grafana", "zone_redundancy_enabled = var.ha", ("lost", MEMBERS, "unknown(var.ha)", "lost", "lost")),
    ("notification_hub_namespace", "", ("lost", RESTART, "lost", "lost", "lost")),
    ("notification_hub_namespace", "zone_redundancy_enabled = true", ("lost", RESTART, SERVICE, "lost", "lost")),
    ("nat_gateway", "", ONE_ZONE),
    ("nat_gateway", 'sku_name = "StandardV2"', REGIONAL),
    ("virtual_network_gateway", 'sku = "VpnGw1"', ("continues", FAILOVER, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("virtual_network_gateway", 'sku = "VpnGw1AZ"', ("continues", FAILOVER, FAILOVER, REDEPLOY, REDEPLOY)),
    ("virtual_network_gateway", 'sku = "VpnGw1"\n  active_active = true',
     ("continues", MEMBERS, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("virtual_network_gateway", "sku = var.place", ("continues", FAILOVER, OPEN, REDEPLOY, REDEPLOY)),
    ("express_route_circuit", "", ("continues", FAILOVER, SERVICE, REDEPLOY, REDEPLOY)),
    ("vpn_gateway", "", ("continues", MEMBERS, MEMBERS, REDEPLOY, REDEPLOY)),
    ("dns_zone", "", GLOBAL),
    ("private_dns_zone", "", GLOBAL),
    ("cdn_frontdoor_profile", "", GLOBAL),
    ("cdn_profile", "", GLOBAL),
    ("traffic_manager_profile", "", GLOBAL),
    ("container_registry", 'sku = "Basic"', REGIONAL),
    ("container_registry", 'sku = "Premium"\n  zone_redundancy_enabled = false', REGIONAL),
    ("container_registry", blocks(georeplications='location = "northeurope"'), REGIONAL),
    ("container_registry", blocks(georeplications='location = "northeurope"\n regional_endpoint_enabled = true'),
     ("continues", SERVICE, SERVICE, FAILOVER, REDEPLOY)),
    ("container_registry",
     blocks(georeplications='location = "northeurope"\n global_endpoint_routing_enabled = true'),
     ("continues", SERVICE, SERVICE, FAILOVER, REDEPLOY)),
    ("container_registry", 'georeplication_locations = ["northeurope"]',
     ("continues", SERVICE, SERVICE, FAILOVER, REDEPLOY)),
    ("api_management", 'sku_name = "Developer_1"', ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("api_management", 'sku_name = "Premium_1"\n  zones = ["1", "2"]', ONE_ZONE),
    ("api_management", 'sku_name = "Premium_2"\n  zones = ["1", "2"]',
     ("continues", SERVICE, MEMBERS, REDEPLOY, REDEPLOY)),
    ("api_management", 'sku_name = "Premium_1"\n' + blocks(additional_location='location = "northeurope"'),
     ("continues", SERVICE, SERVICE, FAILOVER, REDEPLOY)),
    ("api_management", 'sku_name = "Premium_1"\n  gateway_disabled = true\n'
     + blocks(additional_location='location = "northeurope"'),
     ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    ("api_management", 'sku_name = "Premium_1"\n  gateway_disabled = var.ha\n'
     + blocks(additional_location='location = "northeurope"'),
     ("continues", SERVICE, SERVICE, "unknown(var.ha)", REDEPLOY)),
    ("api_management", 'sku_name = "Premium_1"\n'
     + blocks(additional_location='location = "northeurope"\n gateway_disabled = true'),
     ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    ("api_management", 'sku_name = "Premium_1"\n  virtual_network_type = "Internal"\n'
     + blocks(additional_location='location = "northeurope"'),
     ("continues", SERVICE, REDEPLOY, PROMOTION, REDEPLOY)),
    ("api_management", 'sku_name = "Premium_1"\n  virtual_network_type = "External"\n'
     + blocks(additional_location='location = "northeurope"'),
     ("continues", SERVICE, REDEPLOY, FAILOVER, REDEPLOY)),
    ("api_management", 'sku_name = "Premium_1"\n  gateway_disabled = true\n'
     + "\n".join(blocks(additional_location=f'location = "{r}"') for r in ("northeurope", "ukwest")),
     ("continues", SERVICE, SERVICE, FAILOVER, REDEPLOY)),
    ("api_management", 'sku_name = var.place\n  zones = ["1", "2"]', ("continues", OPEN, OPEN, REDEPLOY, REDEPLOY)),
    ("application_gateway", blocks(sku='tier = "Standard"\n capacity = 1'),
     ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("application_gateway", blocks(sku='tier = "Standard"\n capacity = 2'),
     ("continues", MEMBERS, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("application_gateway", blocks(sku='tier = "WAF_v2"\n capacity = 1'), ("continues", MEMBERS, *ONE_SPREAD)),
    ("application_gateway", blocks(sku='tier = "WAF_v2"', autoscale_configuration="min_capacity = 0"),
     ("continues", MEMBERS, *ONE_SPREAD)),
    ("application_gateway", blocks(sku='tier = "WAF_v2"', autoscale_configuration="min_capacity = var.place"),
     ("continues", MEMBERS, *ONE_SPREAD)),
    ("application_gateway", blocks(sku='tier = "WAF_v2"') + '\nzones = ["1", "2"]',
     ("continues", MEMBERS, *ONE_SPREAD)),
    ("application_gateway", blocks(sku='tier = "WAF_v2"') + '\nzones = ["1"]',
     ("continues", MEMBERS, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("application_gateway", blocks(sku='tier = "WAF_v2"') + "\nzones = var.place",
     ("continues", MEMBERS, OPEN, REDEPLOY, REDEPLOY)),
    ("application_gateway", blocks(sku="tier = var.place\n capacity = 1"),
     ("continues", OPEN, OPEN, REDEPLOY, REDEPLOY)),
    ("kusto_cluster",
     blocks(sku="capacity = 2", optimized_auto_scale="minimum_instances = 1") + '\nzones = ["1", "2"]',
     ("lost", RESTART, RESTART, "lost", "lost")),
    ("kusto_cluster", blocks(sku="capacity = 1") + '\nzones = ["1"]', ("lost", RESTART, "lost", "lost", "lost")),
    ("kusto_cluster",
     blocks(sku="capacity = 1", optimized_auto_scale="minimum_instances = 2") + '\nzones = ["1", "2"]',
     ("lost", MEMBERS, MEMBERS, "lost", "lost")),
    ("lb", blocks(frontend_ip_configuration='name = "a"'), ONE_ZONE),
    ("lb", blocks(frontend_ip_configuration='name = "a"\n zones = ["1", "2", "3"]'), REGIONAL),
    ("lb", 'sku = "Basic"\n' + blocks(frontend_ip_configuration='zones = ["1", "2", "3"]'), ONE_ZONE),
    ("lb", blocks(frontend_ip_configuration="public_ip_address_id = var.place"),
     ("continues", SERVICE, OPEN, REDEPLOY, REDEPLOY)),
    ("netapp_volume", "", ("lost", SERVICE, "lost", "lost", "lost")),
    ("netapp_volume",
     blocks(data_protection_snapshot_policy="snapshot_policy_id = \"daily\""),
     (RESTORE, SERVICE, "lost", "lost", "lost")),
    ("active_directory_domain_service", "", (RESTORE, MEMBERS, MEMBERS, "lost", "lost")),
])  # fmt: skip
def test_a_service(kind: str, body: str, expected: Five) -> None:
    assert five(resource(f"azurerm_{kind}", body), f"azurerm_{kind}.x") == expected


@pytest.mark.parametrize(("kind", "body"), [
    ("linux_virtual_machine_scale_set", ""), ("container_group", 'restart_policy = "Never"'),
    ("orchestrated_virtual_machine_scale_set", "platform_fault_domain_count = 1"),
    ("linux_web_app", "enabled = false"), ("stream_analytics_job", 'type = "Edge"'),
    ("container_app_job", ""), ("firewall", ""), ("virtual_network", ""),
])  # fmt: skip
def test_what_is_no_component(kind: str, body: str) -> None:
    assert addresses(resource(f"azurerm_{kind}", body)) == []


@pytest.mark.parametrize(("place", "kind", "zone", "region"), [
    ("ukwest", "servicebus_namespace", REDEPLOY, REDEPLOY),
    ("UK West", "servicebus_namespace", REDEPLOY, REDEPLOY),
    ("ukwest", "key_vault", FAILOVER, FAILOVER),
    ("polandcentral", "key_vault", SERVICE, "lost"),
    ("brazilsouth", "key_vault", SERVICE, "lost"),
    ("West US 3", "key_vault", SERVICE, "lost"),
    ("${data.azurerm_resource_group.g.location}", "key_vault", SERVICE, FAILOVER),
    ("ukwest", "postgresql_flexible_server", "lost", "lost"),
    ("ukwest", "container_registry", REDEPLOY, REDEPLOY),
    ("Denmark East", "key_vault", SERVICE, "lost"),
    ("usgovvirginia", "servicebus_namespace", SERVICE, REDEPLOY),
    ("USGov Arizona", "servicebus_namespace", REDEPLOY, REDEPLOY),
    ("chinaeast2", "container_registry", REDEPLOY, REDEPLOY),
    ("northeurope", "iothub", SERVICE, PROMOTION),
    ("westeurope", "iothub", PROMOTION, PROMOTION),
    ("polandcentral", "iothub", "lost", "lost"),
])  # fmt: skip
def test_regions_without_zones_or_without_a_pair(place: str, kind: str, zone: str, region: str) -> None:
    text = f'resource "azurerm_{kind}" "x" {{\n  name = "x"\n  location = "{place}"\n}}\n'
    assert five(text, f"azurerm_{kind}.x")[2:4] == (zone, region)


def test_of_a_hub_of_devices_its_region_decides_which_having_zones_does_not_tell() -> None:
    text = 'resource "azurerm_iothub" "x" {\n  name = "x"\n  location = var.place\n}\n'
    assert five(text, "azurerm_iothub.x") == ("lost", SERVICE, OPEN, PROMOTION, "lost")


@pytest.mark.parametrize(("place", "zone"), [("ukwest", REDEPLOY), ("uksouth", MEMBERS)])
def test_a_gateway_is_spread_where_its_region_has_zones(place: str, zone: str) -> None:
    body = f'location = "{place}"\n  sku {{\n tier = "Standard_v2"\n }}'
    text = f'resource "azurerm_application_gateway" "x" {{\n  name = "x"\n  {body}\n}}\n'
    assert five(text, "azurerm_application_gateway.x")[2] == zone


@pytest.mark.parametrize(("zones", "zone"), [
    ("", FAILOVER), ('zones = ["1", "2", "3"]', FAILOVER), ('zones = ["1"]', REDEPLOY), ("zones = var.place", OPEN),
])  # fmt: skip
def test_a_network_gateway_stands_in_the_zones_of_its_address(zones: str, zone: str) -> None:
    front = blocks(ip_configuration="public_ip_address_id = azurerm_public_ip.ip.id")
    address = resource("azurerm_public_ip", f'allocation_method = "Static"\n  {zones}', "ip")
    text = resource("azurerm_virtual_network_gateway", f'sku = "ErGw1AZ"\n  {front}') + address
    assert five(text, "azurerm_virtual_network_gateway.x")[2] == zone


def test_a_private_resolver_is_spread_over_the_zones_of_its_region() -> None:
    endpoint = resource("azurerm_private_dns_resolver_inbound_endpoint",
                        "private_dns_resolver_id = azurerm_private_dns_resolver.x.id")  # fmt: skip
    text = resource("azurerm_private_dns_resolver") + endpoint
    assert addresses(text) == ["azurerm_private_dns_resolver.x"]
    assert five(text, "azurerm_private_dns_resolver.x") == (
        "continues", "continues/service", "continues/service", "recovers/redeploy", "recovers/redeploy",
    )  # fmt: skip


ALONE = geo("westeurope") + "\n  automatic_failover_enabled = true\n  multiple_write_locations_enabled = true\n"
IN_EACH = "set `zone_redundant = true` in each `geo_location`"
EACH_WRITES = "set `multiple_write_locations_enabled = true`"


@pytest.mark.parametrize(("body", "zone", "region"), [
    (ALONE, (IN_EACH, "write 2 or more `geo_location` blocks"), ("write 2 or more `geo_location` blocks",)),
    (ALONE + blocks(capabilities='name = "EnableServerless"'), (IN_EACH,), ()),
    (geo("westeurope", "northeurope"), (IN_EACH, EACH_WRITES), (EACH_WRITES,)),
    (strong("westeurope", "northeurope"), (IN_EACH,), ()),
])  # fmt: skip
def test_what_would_help_an_account_of_cosmos_db(body: str, zone: tuple[str, ...], region: tuple[str, ...]) -> None:
    found = components(HOME + resource("azurerm_cosmosdb_account", body))["azurerm_cosmosdb_account.x"].outcomes
    assert found[Scenario.ZONE].remedies == zone
    assert found[Scenario.REGION].remedies == region
