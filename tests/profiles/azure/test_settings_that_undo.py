"""What a setting, a version or a region takes away of what a service does by default."""

from __future__ import annotations

import pytest

from profiles.audit_text import outcomes
from profiles.azure.five import HOME, five, resource

RESTORE, RESTART, REDEPLOY = "recovers/restore", "recovers/restart", "recovers/redeploy"
SERVICE, MEMBERS, FAILOVER = "continues/service", "continues/members", "continues/failover"


def blocks(**named: str) -> str:
    return "\n  ".join(f"{name} {{\n    {body}\n  }}" for name, body in named.items())


# --- networks -----------------------------------------------------------------------------------------------------


def asked(version: str) -> str:
    required = f'required_providers {{\n azurerm = {{\n source = "hashicorp/azurerm"\n version = "{version}"\n }}\n }}'
    return f"terraform {{\n{required}\n}}\n" if version else ""


@pytest.mark.parametrize(("version", "balancer", "address", "zone"), [
    ("", "", "", SERVICE), ("~> 4.0", "", "", SERVICE), (">= 3.0", "", "", SERVICE),
    ("~> 3.80", "", "", REDEPLOY), ("~> 3.80", 'sku = "Standard"', "", REDEPLOY), ("< 4.0.0", "", "", REDEPLOY),
    ("~> 3.80", 'sku = "Standard"', 'sku = "Standard"', SERVICE),
])  # fmt: skip
def test_the_version_of_azurerm_says_what_a_balancer_without_a_sku_is(
    version: str, balancer: str, address: str, zone: str
) -> None:
    front = blocks(frontend_ip_configuration="public_ip_address_id = azurerm_public_ip.ip.id")
    text = resource("azurerm_lb", f"{balancer}\n  {front}") + resource("azurerm_public_ip", address, "ip")
    assert outcomes(asked(version) + HOME + text)["azurerm_lb.x"]["zone"] == zone


@pytest.mark.parametrize(("zones", "zone"), [
    ("", MEMBERS), ('zones = ["1", "2", "3"]', MEMBERS), ('zones = ["2"]', REDEPLOY),
    ("zones = var.place", "unknown(var.place)"),
    ('availability_zone = "2"', REDEPLOY), ('availability_zone = "Zone-Redundant"', MEMBERS),
])  # fmt: skip
def test_an_application_gateway_goes_with_the_zone_of_its_address(zones: str, zone: str) -> None:
    body = blocks(sku='tier = "WAF_v2"', frontend_ip_configuration="public_ip_address_id = azurerm_public_ip.ip.id")
    text = resource("azurerm_application_gateway", body) + resource("azurerm_public_ip", zones, "ip")
    assert five(text, "azurerm_application_gateway.x")[2] == zone


@pytest.mark.parametrize(("place", "zone"), [
    ("", SERVICE), ('availability_zone = "Zone-Redundant"', SERVICE), ('availability_zone = "1"', REDEPLOY),
    ('zones = ["1"]', REDEPLOY),
])  # fmt: skip
def test_a_load_balancer_goes_with_the_zone_of_its_address(place: str, zone: str) -> None:
    front = blocks(frontend_ip_configuration="public_ip_address_id = azurerm_public_ip.ip.id")
    text = resource("azurerm_lb", f'sku = "Standard"\n  {front}')
    text += resource("azurerm_public_ip", f'sku = "Standard"\n  {place}', "ip")
    assert five(text, "azurerm_lb.x")[2] == zone


@pytest.mark.parametrize(("gateway", "body"), [
    ("application_gateway", blocks(sku='tier = "WAF_v2"')), ("virtual_network_gateway", 'sku = "VpnGw1AZ"'),
])  # fmt: skip
def test_a_gateway_hangs_on_the_zone_of_an_address_that_is_not_in_the_code(gateway: str, body: str) -> None:
    block = "frontend_ip_configuration" if gateway == "application_gateway" else "ip_configuration"
    address = f"azurerm_{gateway}.x"

    def zone(value: str) -> str:
        front = blocks(**{block: f"public_ip_address_id = {value}"})
        return five(resource(f"azurerm_{gateway}", f"{body}\n  {front}"), address)[2]

    assert zone("var.place") == "unknown(var.place)"
    assert zone("null").startswith("continues")


# --- storage ------------------------------------------------------------------------------------------------------

DAILY = blocks(daily_schedule="snapshots_to_keep = 7")


@pytest.mark.parametrize(("policy", "data"), [
    (f"enabled = true\n  {DAILY}", RESTORE), (f"enabled = false\n  {DAILY}", "lost"), ("enabled = true", "lost"),
    (f"enabled = var.ha\n  {DAILY}", "unknown(var.ha)"),
])  # fmt: skip
def test_a_snapshot_policy_of_netapp_that_is_off_or_without_a_schedule(policy: str, data: str) -> None:
    volume = blocks(data_protection_snapshot_policy="snapshot_policy_id = azurerm_netapp_snapshot_policy.s.id")
    text = resource("azurerm_netapp_volume", volume) + resource("azurerm_netapp_snapshot_policy", policy, "s")
    assert five(text, "azurerm_netapp_volume.x") == (data, SERVICE, "lost", "lost", "lost")


@pytest.mark.parametrize(("policy", "kept"), [("", RESTORE), ("enabled = false", "lost")])
def test_a_backup_policy_of_netapp_that_is_off(policy: str, kept: str) -> None:
    volume = blocks(data_protection_backup_policy="backup_policy_id = azurerm_netapp_backup_policy.b.id")
    text = resource("azurerm_netapp_volume", volume) + resource("azurerm_netapp_backup_policy", policy, "b")
    assert five(text, "azurerm_netapp_volume.x") == (kept, SERVICE, kept, "lost", "lost")


def group(name: str, place: str, *volumes: str) -> str:
    body = "\n".join(f"volume {{\n {volume}\n }}" for volume in volumes)
    return resource("azurerm_netapp_volume_group_sap_hana", body, name, place)


KEPT = "data_protection_snapshot_policy {\n snapshot_policy_id = azurerm_netapp_snapshot_policy.s.id\n }"
OFTEN = resource("azurerm_netapp_snapshot_policy", f"enabled = true\n  {DAILY}", "s")


@pytest.mark.parametrize(("volumes", "data"), [
    ((KEPT, KEPT), RESTORE), ((KEPT, ""), "lost"), ((), "lost"),
    ((KEPT, KEPT.replace("azurerm_netapp_snapshot_policy.s.id", '"daily"')), RESTORE),
])  # fmt: skip
def test_each_volume_of_a_group_is_kept(volumes: tuple[str, ...], data: str) -> None:
    found = five(group("x", "west", *volumes) + OFTEN, "azurerm_netapp_volume_group_sap_hana.x")
    assert found == (data, SERVICE, "lost", "lost", "lost")
    off = group("x", "west", *volumes) + OFTEN.replace("enabled = true", "enabled = false")
    assert five(off, "azurerm_netapp_volume_group_sap_hana.x")[0] == "lost"


@pytest.mark.parametrize(("place", "kept"), [("north", "recovers/promotion"), ("west", "lost")])
def test_a_group_of_volumes_with_a_replica(place: str, kept: str) -> None:
    remote = "azurerm_netapp_volume_group_sap_hana.x.volume[0].id"
    replica = group("far", place, f"data_protection_replication {{\n remote_volume_resource_id = {remote}\n }}")
    found = five(group("x", "west", "") + replica, "azurerm_netapp_volume_group_sap_hana.x")
    assert found == ("lost", SERVICE, kept, kept, "lost")


# --- data warehouses ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("body", "instance", "zone", "region"), [
    ("", FAILOVER, RESTORE, RESTORE),
    ('sku_name = "GP_S_Gen5_1"\n  geo_backup_enabled = false', FAILOVER, RESTORE, RESTORE),
    ('sku_name = "DW100c"', RESTART, RESTORE, RESTORE),
    ('sku_name = "DW100c"\n  geo_backup_enabled = false', RESTART, "lost", "lost"),
    ('sku_name = "DW100c"\n  geo_backup_enabled = var.ha', RESTART, "unknown(var.ha)", "unknown(var.ha)"),
])  # fmt: skip
def test_a_database_that_is_a_data_warehouse(body: str, instance: str, zone: str, region: str) -> None:
    text = resource("azurerm_mssql_server", name="s") + resource(
        "azurerm_mssql_database", f"server_id = azurerm_mssql_server.s.id\n  {body}"
    )
    assert five(text, "azurerm_mssql_database.x") == (RESTORE, instance, zone, region, "lost")


@pytest.mark.parametrize(("place", "kept"), [("westeurope", RESTORE), ("qatarcentral", "lost")])
def test_backups_of_synapse_where_a_region_has_no_pair(place: str, kept: str) -> None:
    text = f"""
resource "azurerm_synapse_workspace" "x" {{
  name     = "x"
  location = "{place}"
}}
resource "azurerm_synapse_sql_pool" "p" {{
  name                 = "p"
  synapse_workspace_id = azurerm_synapse_workspace.x.id
}}
"""
    assert five(text, "azurerm_synapse_workspace.x")[2:4] == (kept, kept)
