"""What traffic passes, and what stands around applications, in the words of Azure's API.

Sources: https://learn.microsoft.com/azure/templates/microsoft.network/natgateways,
https://learn.microsoft.com/azure/templates/microsoft.network/publicipaddresses,
https://learn.microsoft.com/azure/templates/microsoft.network/privateendpoints,
https://learn.microsoft.com/azure/templates/microsoft.network/networkinterfaces,
https://learn.microsoft.com/azure/templates/microsoft.network/loadbalancers,
https://learn.microsoft.com/azure/templates/microsoft.network/applicationgateways,
https://learn.microsoft.com/azure/templates/microsoft.network/virtualnetworkgateways,
https://learn.microsoft.com/azure/templates/microsoft.network/connections,
https://learn.microsoft.com/azure/templates/microsoft.cdn/profiles/origingroups,
https://learn.microsoft.com/azure/templates/microsoft.containerregistry/registries
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_audit.estate.parts import unmark
from continuity_audit.estate.values import Value
from continuity_audit.profiles.azure.resource_manager.shapes import Arguments, Several, Shape, each, enabled, stated
from continuity_audit.profiles.terms import walk

_EDGES: Final = ("azurerm_cdn_frontdoor_profile", "azurerm_cdn_profile")


def _edge(body: Value) -> str:
    """The type of a profile by its SKU: ``Premium_AzureFrontDoor``, ``Standard_Microsoft``."""
    sku = unmark(walk(body, "sku.name"))
    if not isinstance(sku, str):
        return ""
    return _EDGES[0] if sku.endswith("AzureFrontDoor") else _EDGES[1]


_FRONTEND: Final[Arguments] = {
    "name": "name",
    "zones": "zones",
    "public_ip_address_id": "properties.publicIPAddress.id",
}

SHAPES: Final[Mapping[str, Shape]] = {
    "Microsoft.Network/applicationGateways": Shape(
        "azurerm_application_gateway",
        {
            "sku.name": "properties.sku.name",
            "sku.tier": "properties.sku.tier",
            "sku.capacity": "properties.sku.capacity",
            "autoscale_configuration": "properties.autoscaleConfiguration",
            "zones": "zones",
            "frontend_ip_configuration": each("properties.frontendIPConfigurations", _FRONTEND),
            "backend_address_pool": each(
                "properties.backendAddressPools",
                {"name": "name", "fqdns": "properties.backendAddresses"},
            ),
        },
    ),
    "Microsoft.Network/loadBalancers": Shape(
        "azurerm_lb",
        {
            "sku": stated("sku.name", "Basic"),
            "sku_tier": "sku.tier",
            "frontend_ip_configuration": each("properties.frontendIPConfigurations", _FRONTEND),
        },
    ),
    "Microsoft.Network/loadBalancers/backendAddressPools": Shape(
        "azurerm_lb_backend_address_pool", parent="loadbalancer_id"
    ),
    "Microsoft.Network/networkInterfaces": Shape(
        "azurerm_network_interface",
        {
            "ip_configuration": each(
                "properties.ipConfigurations",
                {
                    "public_ip_address_id": "properties.publicIPAddress.id",
                    "private_ip_address": "properties.privateIPAddress",
                },
            ),
        },
    ),
    "Microsoft.Network/natGateways": Shape("azurerm_nat_gateway", {"sku_name": "sku.name"}),
    "Microsoft.Network/publicIPAddresses": Shape(
        "azurerm_public_ip",
        {
            "sku": stated("sku.name", "Basic"),
            "zones": "zones",
            "domain_name_label": "properties.dnsSettings.domainNameLabel",
        },
    ),
    "Microsoft.Network/privateEndpoints": Shape(
        "azurerm_private_endpoint", {"private_service_connection": "properties.privateLinkServiceConnections"}
    ),
    "Microsoft.Network/virtualNetworkGateways": Shape(
        "azurerm_virtual_network_gateway",
        {
            "sku": "properties.sku.name",
            "active_active": "properties.activeActive",
            "ip_configuration": each(
                "properties.ipConfigurations",
                {"name": "name", "public_ip_address_id": "properties.publicIPAddress.id"},
            ),
        },
    ),
    "Microsoft.Network/connections": Shape(
        "azurerm_virtual_network_gateway_connection",
        {"virtual_network_gateway_id": "properties.virtualNetworkGateway1.id"},
    ),
    "Microsoft.Network/dnsZones": Shape("azurerm_dns_zone"),
    "Microsoft.Network/privateDnsZones": Shape("azurerm_private_dns_zone"),
    "Microsoft.Network/dnsResolvers": Shape("azurerm_private_dns_resolver"),
    "Microsoft.Cdn/profiles": Shape(Several(_EDGES, _edge)),
    "Microsoft.Cdn/profiles/originGroups": Shape(
        "azurerm_cdn_frontdoor_origin_group",
        {"health_probe": "properties.healthProbeSettings"},
        parent="cdn_frontdoor_profile_id",
    ),
    "Microsoft.Cdn/profiles/originGroups/origins": Shape(
        "azurerm_cdn_frontdoor_origin",
        {
            "host_name": "properties.hostName",
            "enabled": enabled("properties.enabledState"),
        },
        parent="cdn_frontdoor_origin_group_id",
        tells="host_name",
    ),
    "Microsoft.ContainerRegistry/registries": Shape("azurerm_container_registry"),
}

__all__ = ["SHAPES"]
