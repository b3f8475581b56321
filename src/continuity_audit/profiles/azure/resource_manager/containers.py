"""Container Apps, container groups and Azure Kubernetes Service in the words of Azure's API.

Sources: https://learn.microsoft.com/azure/templates/microsoft.app/containerapps,
https://learn.microsoft.com/azure/templates/microsoft.app/managedenvironments,
https://learn.microsoft.com/azure/templates/microsoft.containerinstance/containergroups,
https://learn.microsoft.com/azure/templates/microsoft.containerservice/managedclusters
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_audit.estate.parts import unmark
from continuity_audit.estate.values import Value
from continuity_audit.profiles.azure.resource_manager.shapes import Argument, Arguments, Several, Shape, each
from continuity_audit.profiles.terms import walk

_REVISION: Final[Arguments] = {
    "template.min_replicas": "properties.template.scale.minReplicas",
    "template.container": "properties.template.containers",
    "template.init_container": "properties.template.initContainers",
    "template.volume": "properties.template.volumes",
    "template.scale_rule": "properties.template.scale.rules",
    "secret": "properties.configuration.secrets",
}
_POOL: Final[Arguments] = {
    "node_count": "count", "auto_scaling_enabled": "enableAutoScaling", "min_count": "minCount",
    "zones": "availabilityZones", "node_taints": "nodeTaints", "priority": "scaleSetPriority",
    "os_type": "osType", "mode": "mode",
}  # fmt: skip

_CLUSTERS: Final = ("azurerm_kubernetes_cluster", "azurerm_kubernetes_automatic_cluster")


def _cluster(body: Value) -> str:
    """The type of a cluster: AKS makes the nodes of an Automatic one; what is open is taken for one with pools."""
    return _CLUSTERS[unmark(walk(body, "sku.name")) == "Automatic"]


SHAPES: Final[Mapping[str, Shape]] = {
    "Microsoft.App/containerApps": Shape(
        "azurerm_container_app",
        {
            **_REVISION,
            "container_app_environment_id": Argument(
                "properties.managedEnvironmentId", other="properties.environmentId"
            ),
            "dapr": "properties.configuration.dapr",
            "dapr.app_id": "properties.configuration.dapr.appId",
        },
        tells="template",
    ),
    "Microsoft.App/jobs": Shape(
        "azurerm_container_app_job",
        {
            **_REVISION,
            "container_app_environment_id": "properties.environmentId",
            "schedule_trigger_config": "properties.configuration.scheduleTriggerConfig",
            "event_trigger_config": "properties.configuration.eventTriggerConfig",
        },
        tells="template",
    ),
    "Microsoft.App/managedEnvironments": Shape(
        "azurerm_container_app_environment", {"zone_redundancy_enabled": "properties.zoneRedundant"}
    ),
    "Microsoft.App/managedEnvironments/daprComponents": Shape(
        "azurerm_container_app_environment_dapr_component",
        {
            "scopes": "properties.scopes",
            "metadata": "properties.metadata",
            "secret": "properties.secrets",
        },
        parent="container_app_environment_id",
        tells="metadata",
    ),
    "Microsoft.App/managedEnvironments/storages": Shape(
        "azurerm_container_app_environment_storage",
        {
            "account_name": "properties.azureFile.accountName",
            "nfs_server_url": "properties.nfsAzureFile.server",
        },
        parent="container_app_environment_id",
        tells="account_name",
    ),
    "Microsoft.ContainerInstance/containerGroups": Shape(
        "azurerm_container_group",
        {
            "restart_policy": "properties.restartPolicy",
            "container": "properties.containers",
            "zones": "zones",
            "dns_name_label": "properties.ipAddress.dnsNameLabel",
        },
        tells="container",
    ),
    "Microsoft.ContainerService/managedClusters": Shape(
        Several(_CLUSTERS, _cluster),
        {
            "agent_pool_profile": each("properties.agentPoolProfiles", _POOL),
            "ingress_application_gateway.gateway_id": (
                "properties.addonProfiles.ingressApplicationGateway.config.applicationGatewayId"
            ),
        },
    ),
    "Microsoft.ContainerService/managedClusters/agentPools": Shape(
        "azurerm_kubernetes_cluster_node_pool",
        {argument: f"properties.{path}" for argument, path in _POOL.items()},
        parent="kubernetes_cluster_id",
    ),
}

__all__ = ["SHAPES"]
