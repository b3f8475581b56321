"""Namespaces of messages, Event Grid and what keeps connections open in the words of Azure's API.

Sources: https://learn.microsoft.com/azure/templates/microsoft.servicebus/namespaces,
https://learn.microsoft.com/azure/templates/microsoft.eventhub/namespaces,
https://learn.microsoft.com/azure/templates/microsoft.eventgrid/systemtopics,
https://learn.microsoft.com/azure/templates/microsoft.signalrservice/signalr
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_audit.profiles.azure.resource_manager.shapes import Shape

SERVICE_BUS: Final = "Microsoft.ServiceBus/namespaces"
EVENT_HUBS: Final = "Microsoft.EventHub/namespaces"

SHAPES: Final[Mapping[str, Shape]] = {
    SERVICE_BUS: Shape("azurerm_servicebus_namespace"),
    f"{SERVICE_BUS}/queues": Shape("azurerm_servicebus_queue", parent="namespace_id"),
    f"{SERVICE_BUS}/topics": Shape("azurerm_servicebus_topic", parent="namespace_id"),
    f"{SERVICE_BUS}/disasterRecoveryConfigs": Shape(
        "azurerm_servicebus_namespace_disaster_recovery_config",
        {"partner_namespace_id": "properties.partnerNamespace"},
        parent="primary_namespace_id",
    ),
    f"{SERVICE_BUS}/authorizationRules": Shape(
        "azurerm_servicebus_namespace_authorization_rule", parent="namespace_id"
    ),
    EVENT_HUBS: Shape("azurerm_eventhub_namespace", {"dedicated_cluster_id": "properties.clusterArmId"}),
    f"{EVENT_HUBS}/eventhubs": Shape("azurerm_eventhub", parent="namespace_id"),
    f"{EVENT_HUBS}/disasterRecoveryConfigs": Shape(
        "azurerm_eventhub_namespace_disaster_recovery_config",
        {"partner_namespace_id": "properties.partnerNamespace"},
        parent="namespace_name",
    ),
    f"{EVENT_HUBS}/authorizationRules": Shape("azurerm_eventhub_namespace_authorization_rule", parent="namespace_name"),
    "Microsoft.EventGrid/topics": Shape("azurerm_eventgrid_topic"),
    "Microsoft.EventGrid/domains": Shape("azurerm_eventgrid_domain"),
    "Microsoft.EventGrid/namespaces": Shape("azurerm_eventgrid_namespace"),
    "Microsoft.EventGrid/systemTopics": Shape("azurerm_eventgrid_system_topic"),
    "Microsoft.EventGrid/systemTopics/eventSubscriptions": Shape(
        "azurerm_eventgrid_system_topic_event_subscription", parent="system_topic"
    ),
    "Microsoft.Relay/namespaces": Shape("azurerm_relay_namespace"),
    "Microsoft.SignalRService/signalR": Shape(
        "azurerm_signalr_service",
        {
            "sku.name": "sku.name",
            "upstream_endpoint": "properties.upstream.templates",
        },
        tells="upstream_endpoint",
    ),
    "Microsoft.SignalRService/webPubSub": Shape("azurerm_web_pubsub", {"sku": "sku.name"}),
    "Microsoft.SignalRService/webPubSub/hubs": Shape(
        "azurerm_web_pubsub_hub",
        {"event_handler": "properties.eventHandlers"},
        parent="web_pubsub_id",
        tells="event_handler",
    ),
}

__all__ = ["SHAPES"]
