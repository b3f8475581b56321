"""AI services, Machine Learning, analytics and what devices connect to in the words of Azure's API.

Sources: https://learn.microsoft.com/azure/templates/microsoft.cognitiveservices/accounts,
https://learn.microsoft.com/azure/templates/microsoft.machinelearningservices/workspaces,
https://learn.microsoft.com/azure/templates/microsoft.machinelearningservices/workspaces/computes,
https://learn.microsoft.com/azure/templates/microsoft.synapse/workspaces,
https://learn.microsoft.com/azure/templates/microsoft.databricks/workspaces,
https://learn.microsoft.com/azure/templates/microsoft.streamanalytics/streamingjobs,
https://learn.microsoft.com/azure/templates/microsoft.dashboard/grafana,
https://learn.microsoft.com/azure/templates/microsoft.devices/iothubs,
https://learn.microsoft.com/azure/templates/microsoft.notificationhubs/namespaces
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_audit.estate.parts import unmark
from continuity_audit.estate.values import Value
from continuity_audit.profiles.azure.resource_manager.shapes import Several, Shape, enabled, stated
from continuity_audit.profiles.terms import walk

ACCOUNTS: Final = "Microsoft.CognitiveServices/accounts"
LEARNING: Final = "Microsoft.MachineLearningServices/workspaces"
SYNAPSE: Final = "Microsoft.Synapse/workspaces"

_WORKSPACES: Final = ("azurerm_machine_learning_workspace", "azurerm_ai_foundry", "azurerm_ai_foundry_project")
_COMPUTES: Final = {
    "AmlCompute": "azurerm_machine_learning_compute_cluster",
    "ComputeInstance": "azurerm_machine_learning_compute_instance",
}


def _workspace(body: Value) -> str:
    """The type of a workspace by its kind: hubs and projects of AI Foundry are workspaces, too."""
    kind = str(unmark(walk(body, "kind"))).lower()
    return {"hub": _WORKSPACES[1], "project": _WORKSPACES[2]}.get(kind, _WORKSPACES[0])


def _compute(body: Value) -> str:
    """The type of a compute target, of which those that are only attached are none of the workspace's own."""
    return _COMPUTES.get(str(unmark(walk(body, "properties.computeType"))), "")


_CONNECTION: Final = Shape(
    "azurerm_cognitive_account_connection_entra_id",
    {"target": "properties.target", "metadata": "properties.metadata"},
    parent="cognitive_account_id",
    tells="metadata",
)

SHAPES: Final[Mapping[str, Shape]] = {
    ACCOUNTS: Shape(
        "azurerm_cognitive_account",
        {
            "kind": "kind",
            "custom_subdomain_name": "properties.customSubDomainName",
            "project_management_enabled": "properties.allowProjectManagement",
            "qna_runtime_endpoint": "properties.apiProperties.qnaRuntimeEndpoint",
            "custom_question_answering_search_service_id": "properties.apiProperties.qnaAzureSearchEndpointId",
        },
    ),
    f"{ACCOUNTS}/deployments": Shape(
        "azurerm_cognitive_deployment", {"sku.name": "sku.name"}, parent="cognitive_account_id"
    ),
    f"{ACCOUNTS}/projects": Shape("azurerm_cognitive_account_project", parent="cognitive_account_id"),
    **dict.fromkeys((f"{ACCOUNTS}/connections", f"{ACCOUNTS}/projects/connections"), _CONNECTION),
    LEARNING: Shape(
        Several(_WORKSPACES, _workspace),
        {
            "storage_account_id": "properties.storageAccount",
            "key_vault_id": "properties.keyVault",
            "container_registry_id": "properties.containerRegistry",
            "ai_services_hub_id": "properties.hubResourceId",
        },
    ),
    f"{LEARNING}/computes": Shape(Several(tuple(_COMPUTES.values()), _compute), parent="machine_learning_workspace_id"),
    SYNAPSE: Shape(
        "azurerm_synapse_workspace",
        {"storage_data_lake_gen2_filesystem_id": "properties.defaultDataLakeStorage.accountUrl"},
    ),
    f"{SYNAPSE}/sqlPools": Shape("azurerm_synapse_sql_pool", parent="synapse_workspace_id"),
    f"{SYNAPSE}/bigDataPools": Shape("azurerm_synapse_spark_pool", parent="synapse_workspace_id"),
    "Microsoft.Databricks/workspaces": Shape(
        "azurerm_databricks_workspace",
        {"custom_parameters.storage_account_sku_name": "properties.parameters.storageAccountSkuName.value"},
    ),
    "Microsoft.StreamAnalytics/streamingjobs": Shape(
        "azurerm_stream_analytics_job",
        {"type": stated("properties.jobType", "Cloud"), "job_storage_account": "properties.jobStorageAccount"},
        tells="job_storage_account",
    ),
    "Microsoft.Dashboard/grafana": Shape(
        "azurerm_dashboard_grafana",
        {"sku": "sku.name", "zone_redundancy_enabled": enabled("properties.zoneRedundancy")},
    ),
    "Microsoft.Devices/IotHubs": Shape(
        "azurerm_iothub",
        {
            "endpoint": "properties.routing.endpoints",
            "file_upload": "properties.storageEndpoints",
        },
    ),
    "Microsoft.Devices/provisioningServices": Shape(
        "azurerm_iothub_dps",
        {"data_residency_enabled": "properties.enableDataResidency", "linked_hub": "properties.iotHubs"},
    ),
    "Microsoft.DigitalTwins/digitalTwinsInstances": Shape("azurerm_digital_twins_instance"),
    "Microsoft.HealthcareApis/workspaces/fhirservices": Shape("azurerm_healthcare_fhir_service"),
    "Microsoft.HealthcareApis/workspaces/dicomservices": Shape("azurerm_healthcare_dicom_service"),
    "Microsoft.Purview/accounts": Shape("azurerm_purview_account"),
    "Microsoft.NotificationHubs/namespaces": Shape(
        "azurerm_notification_hub_namespace", {"zone_redundancy_enabled": enabled("properties.zoneRedundancy")}
    ),
    "Microsoft.NotificationHubs/namespaces/notificationHubs": Shape(
        "azurerm_notification_hub", parent="namespace_name"
    ),
}

__all__ = ["SHAPES"]
