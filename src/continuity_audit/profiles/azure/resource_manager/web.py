"""App Service, API Management, App Configuration, Logic Apps and Data Factory in the words of Azure's API.

Sources: https://learn.microsoft.com/azure/templates/microsoft.web/sites,
https://learn.microsoft.com/azure/templates/microsoft.web/serverfarms,
https://learn.microsoft.com/azure/templates/microsoft.apimanagement/service,
https://learn.microsoft.com/azure/templates/microsoft.appconfiguration/configurationstores,
https://learn.microsoft.com/azure/templates/microsoft.logic/workflows,
https://learn.microsoft.com/azure/app-service/reference-app-settings
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_audit.estate.parts import leaves, unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.azure.resource_manager.shapes import (
    Argument,
    Arguments,
    Several,
    Shape,
    each,
    enabled,
)
from continuity_audit.profiles.azure.running import WEB_APPS
from continuity_audit.profiles.terms import walk

SITES: Final = "Microsoft.Web/sites"
STORES: Final = "Microsoft.AppConfiguration/configurationStores"
FACTORIES: Final = "Microsoft.DataFactory/factories"
APIM: Final = "Microsoft.ApiManagement/service"


_APPS: Final = (
    "azurerm_linux_web_app", "azurerm_linux_function_app", "azurerm_function_app_flex_consumption",
    "azurerm_logic_app_standard",
)  # fmt: skip


def _app(body: Value) -> str:
    """The type of an app by its kind, a list of words; open, it is a function app, of which a plan decides as much."""
    kinds = [leaf for leaf in leaves(unmark(walk(body, "kind"))) if leaf is not None]
    words = [set(kind.lower().split(",")) if isinstance(kind, str) else {"functionapp"} for kind in kinds]
    if any("workflowapp" in found for found in words):
        return _APPS[3]
    if any("functionapp" in found for found in words):
        return _APPS[2] if isinstance(unmark(walk(body, "properties.functionAppConfig")), Mapping) else _APPS[1]
    return _APPS[0]


def _sku(sku: Value) -> Value:
    """The name and the units of a tier in one: ``Premium_2``."""
    if not isinstance(sku, Mapping):
        return sku

    def joined(name: Value, units: Value) -> Value:
        units = 1 if units is None else units
        if isinstance(name, str) and isinstance(units, int):
            return f"{name}_{units}"
        causes = frozenset().union(*(v.causes for v in (name, units) if isinstance(v, Unknown)))
        starts = f"{name}_" if isinstance(name, str) else ""
        return Unknown(causes, f"{name} with {units} units", starts=starts)

    return lift(joined, unmark(sku.get("name")), unmark(sku.get("capacity")))


_APP: Final[Arguments] = {
    "service_plan_id": "properties.serverFarmId",
    "enabled": "properties.enabled",
    "app_settings": "properties.siteConfig.appSettings",
    "connection_string": "properties.siteConfig.connectionStrings",
    "storage_account": "properties.siteConfig.azureStorageAccounts",
    "storage_container_endpoint": "properties.functionAppConfig.deployment.storage.value",
    "site_config.elastic_instance_minimum": "properties.siteConfig.minimumElasticInstanceCount",
    "site_config.worker_count": "properties.siteConfig.numberOfWorkers",
}

SHAPES: Final[Mapping[str, Shape]] = {
    "Microsoft.Web/serverfarms": Shape(
        "azurerm_service_plan",
        {
            "sku_name": "sku.name",
            "worker_count": "sku.capacity",
            "zone_balancing_enabled": "properties.zoneRedundant",
            "per_site_scaling_enabled": "properties.perSiteScaling",
        },
    ),
    SITES: Shape(Several(_APPS, _app), _APP, tells="app_settings"),
    f"{SITES}/config": Shape(
        Several(WEB_APPS, _app), {"app_settings": "properties"}, tells="app_settings", onto=True,
        names=("appsettings", "connectionstrings", "azurestorageaccounts"),
    ),
    f"{SITES}/slots": Shape("azurerm_linux_web_app_slot", parent="app_service_id"),
    "Microsoft.Web/staticSites": Shape("azurerm_static_web_app"),
    "Microsoft.Web/connections": Shape(
        "azurerm_api_connection", {"parameter_values": "properties.parameterValues"}, tells="parameter_values"
    ),
    "Microsoft.Logic/workflows": Shape(
        "azurerm_logic_app_workflow",
        {
            "enabled": enabled("properties.state"),
            "parameters": "properties.parameters",
            "workflow_parameters": "properties.definition",
        },
        tells="parameters",
    ),
    FACTORIES: Shape("azurerm_data_factory"),
    f"{FACTORIES}/linkedservices": Shape(
        "azurerm_data_factory_linked_custom_service", {"type_properties_json": "properties.typeProperties"},
        "data_factory_id", "type_properties_json",
    ),
    f"{FACTORIES}/pipelines": Shape(
        "azurerm_data_factory_pipeline", {"activities_json": "properties.activities"}, "data_factory_id",
        "activities_json",
    ),
    STORES: Shape("azurerm_app_configuration", {"purge_protection_enabled": "properties.enablePurgeProtection"}),
    f"{STORES}/keyValues": Shape(
        "azurerm_app_configuration_key", {"value": "properties.value"}, "configuration_store_id", "value"
    ),
    f"{STORES}/replicas": Shape("azurerm_app_configuration", {"replica.location": ":location"}, onto=True),
    APIM: Shape(
        "azurerm_api_management",
        {
            "sku_name": Argument("sku", _sku),
            "zones": "zones",
            "virtual_network_type": "properties.virtualNetworkType",
            "public_ip_address_id": "properties.publicIpAddressId",
            "gateway_disabled": "properties.disableGateway",
            "additional_location": each(
                "properties.additionalLocations", {"location": "location", "gateway_disabled": "disableGateway"}
            ),
            "hostname_configuration": "properties.hostnameConfigurations",
        },
        tells="hostname_configuration",
    ),
    f"{APIM}/apis": Shape(
        "azurerm_api_management_api", {"service_url": "properties.serviceUrl"}, "api_management_name", "service_url"
    ),
    f"{APIM}/backends": Shape(
        "azurerm_api_management_backend", {"url": "properties.url"}, "api_management_name", "url"
    ),
    f"{APIM}/products": Shape("azurerm_api_management_product", parent="api_management_name"),
    f"{APIM}/namedValues": Shape(
        "azurerm_api_management_named_value",
        {"value": "properties.value", "value_from_key_vault": "properties.keyVault"},
        "api_management_name", "value",
    ),
    f"{APIM}/policies": Shape(
        "azurerm_api_management_policy", {"xml_content": "properties.value"}, "api_management_id", "xml_content"
    ),
    f"{APIM}/policyFragments": Shape(
        "azurerm_api_management_policy_fragment", {"value": "properties.value"}, "api_management_id", "value"
    ),
    f"{APIM}/apis/policies": Shape(
        "azurerm_api_management_api_policy", {"xml_content": "properties.value"}, "api_name", "xml_content"
    ),
}  # fmt: skip

__all__ = ["SHAPES"]
