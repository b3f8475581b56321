"""NAT gateways of subnets: what stands there hangs on them, whatever zone it stands in itself."""

from __future__ import annotations

import pytest

from profiles.audit_text import components
from profiles.azure.five import HOME, five, resource

REDEPLOY, SERVICE, FAILOVER = "recovers/redeploy", "continues/service", "continues/failover"
NAT = "azurerm_nat_gateway.way"


def subnet(name: str, gateway: str = "way", more: str = "") -> str:
    association = f"""
resource "azurerm_subnet_nat_gateway_association" "{name}" {{
  subnet_id      = azurerm_subnet.{name}.id
  nat_gateway_id = azurerm_nat_gateway.{gateway}.id
  {more}
}}
"""
    return f'resource "azurerm_subnet" "{name}" {{\n  name = "{name}"\n}}\n' + (association if gateway else "")


def pool(where: str, name: str = "more") -> str:
    return f"""
resource "azurerm_kubernetes_cluster_node_pool" "{name}" {{
  name                  = "{name}"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.x.id
  vnet_subnet_id        = azurerm_subnet.{where}.id
}}
"""


WAY, OTHER = resource("azurerm_nat_gateway", name="way"), resource("azurerm_nat_gateway", name="other")
CLUSTER = resource(
    "azurerm_kubernetes_cluster", "default_node_pool {\n node_count = 3\n vnet_subnet_id = azurerm_subnet.a.id\n }"
)
SET = resource(
    "azurerm_linux_virtual_machine_scale_set",
    "instances = 3\n  network_interface {\n ip_configuration {\n subnet_id = azurerm_subnet.a.id\n }\n }",
)
OLD_SET = resource(
    "azurerm_virtual_machine_scale_set",
    "sku {\n capacity = 3\n }\n  network_profile {\n ip_configuration {\n subnet_id = azurerm_subnet.a.id\n }\n }",
)
INTERFACE = resource(
    "azurerm_network_interface", "ip_configuration {\n subnet_id = azurerm_subnet.a.id\n }", name="nic"
)
MACHINE = INTERFACE + resource(
    "azurerm_windows_virtual_machine", "network_interface_ids = [azurerm_network_interface.nic.id]"
)


@pytest.mark.parametrize(("server", "text"), [
    ("azurerm_kubernetes_cluster", CLUSTER), ("azurerm_linux_virtual_machine_scale_set", SET),
    ("azurerm_virtual_machine_scale_set", OLD_SET), ("azurerm_windows_virtual_machine", MACHINE),
])  # fmt: skip
@pytest.mark.parametrize(("gateway", "more", "needed"), [
    ("way", "", True), ("", "", False), ("way", "count = 0", False),
])  # fmt: skip
def test_what_stands_in_a_subnet_needs_its_gateway(
    server: str, text: str, gateway: str, more: str, needed: bool
) -> None:
    found = components(HOME + WAY + subnet("a", gateway, more) + text)[f"{server}.x"].needs
    assert (f".::{NAT}" in found) is needed


@pytest.mark.parametrize(("around", "needed"), [
    (subnet("b") + pool("b"), True),
    (subnet("b", "other") + OTHER + pool("b"), False),
    (subnet("b", "") + pool("b"), False),
])  # fmt: skip
def test_a_cluster_with_pools_in_several_subnets(around: str, needed: bool) -> None:
    found = components(HOME + WAY + subnet("a") + CLUSTER + around)["azurerm_kubernetes_cluster.x"].needs
    assert (f".::{NAT}" in found) is needed


def stack(name: str, place: str) -> str:
    """A cluster behind an endpoint of Traffic Manager, in a subnet with a gateway."""
    pools = f"default_node_pool {{\n node_count = 2\n vnet_subnet_id = azurerm_subnet.{name}.id\n }}"
    return (
        subnet(name, f"way_{name}")
        + resource("azurerm_nat_gateway", name=f"way_{name}", group=place)
        + resource("azurerm_kubernetes_cluster", pools, name, place)
        + f"""
resource "azurerm_traffic_manager_external_endpoint" "{name}" {{
  name       = "{name}"
  profile_id = azurerm_traffic_manager_profile.all.id
  target     = azurerm_kubernetes_cluster.{name}.fqdn
}}
"""
    )


def test_nobody_misses_the_gateway_of_what_is_carried_on_in_another_region() -> None:
    entrance = 'resource "azurerm_traffic_manager_profile" "all" {\n  traffic_routing_method = "Priority"\n}\n'
    pair = entrance + stack("a", "west") + stack("b", "north")
    assert five(pair, "azurerm_kubernetes_cluster.a")[3] == FAILOVER
    assert five(pair, "azurerm_nat_gateway.way_a")[1:4] == (SERVICE, FAILOVER, FAILOVER)
    assert five(entrance + stack("a", "west"), "azurerm_nat_gateway.way_a")[1:4] == (SERVICE, REDEPLOY, REDEPLOY)


def machine(name: str, place: str) -> str:
    """A machine with a public address, behind an endpoint of Traffic Manager."""
    front = f"ip_configuration {{\n public_ip_address_id = azurerm_public_ip.{name}.id\n }}"
    return (
        resource("azurerm_public_ip", 'sku = "Standard"', name, place)
        + resource("azurerm_network_interface", front, name, place)
        + resource(
            "azurerm_linux_virtual_machine", f"network_interface_ids = [azurerm_network_interface.{name}.id]", name,
            place,
        )
        + f"""
resource "azurerm_traffic_manager_azure_endpoint" "{name}" {{
  name               = "{name}"
  profile_id         = azurerm_traffic_manager_profile.all.id
  target_resource_id = azurerm_public_ip.{name}.id
}}
"""
    )  # fmt: skip


@pytest.mark.parametrize(("place", "region"), [("north", FAILOVER), ("west", REDEPLOY)])
def test_a_public_address_leads_an_entrance_to_the_machine_that_bears_it(place: str, region: str) -> None:
    entrance = 'resource "azurerm_traffic_manager_profile" "all" {\n  traffic_routing_method = "Priority"\n}\n'
    assert five(entrance + machine("a", "west") + machine("b", place), "azurerm_linux_virtual_machine.a")[3] == region
