"""Types of Azure's API that make nothing that serves or keeps data: networks, rights, policies, monitoring.

Source: https://learn.microsoft.com/azure/templates/
"""

from __future__ import annotations

from typing import Final

_WHOLE: Final = (
    "Microsoft.AlertsManagement/", "Microsoft.ApiCenter/", "Microsoft.Authorization/", "Microsoft.Billing/",
    "Microsoft.Consumption/", "Microsoft.CostManagement/", "Microsoft.DevOpsInfrastructure/", "Microsoft.Features/",
    "Microsoft.GuestConfiguration/", "Microsoft.Insights/", "Microsoft.Maintenance/", "Microsoft.ManagedIdentity/",
    "Microsoft.Management/", "Microsoft.Monitor/", "Microsoft.OperationalInsights/",
    "Microsoft.OperationsManagement/", "Microsoft.PolicyInsights/", "Microsoft.Portal/", "Microsoft.Security/",
    "Microsoft.SecurityInsights/", "Microsoft.Subscription/",
)  # fmt: skip
"""Namespaces of which no type does."""
_TYPES: Final = (
    "Microsoft.ApiManagement/service/apis/diagnostics", "Microsoft.ApiManagement/service/apis/operations",
    "Microsoft.ApiManagement/service/apiVersionSets", "Microsoft.ApiManagement/service/diagnostics",
    "Microsoft.ApiManagement/service/groups", "Microsoft.ApiManagement/service/loggers",
    "Microsoft.ApiManagement/service/products", "Microsoft.ApiManagement/service/subscriptions",
    "Microsoft.App/managedEnvironments/certificates", "Microsoft.App/managedEnvironments/managedCertificates",
    "Microsoft.Cdn/cdnWebApplicationFirewallPolicies", "Microsoft.Cdn/profiles/afdEndpoints",
    "Microsoft.Cdn/profiles/customDomains", "Microsoft.Cdn/profiles/ruleSets", "Microsoft.Cdn/profiles/secrets",
    "Microsoft.Cdn/profiles/securityPolicies", "Microsoft.CognitiveServices/accounts/capabilityHosts",
    "Microsoft.CognitiveServices/accounts/projects/capabilityHosts",
    "Microsoft.CognitiveServices/accounts/raiPolicies",
    "Microsoft.Compute/diskEncryptionSets", "Microsoft.Compute/galleries",
    "Microsoft.Compute/proximityPlacementGroups", "Microsoft.Compute/sshPublicKeys",
    "Microsoft.ContainerService/managedClusters/maintenanceConfigurations",
    "Microsoft.DataProtection/backupVaults/backupPolicies", "Microsoft.DBforMySQL/flexibleServers/configurations",
    "Microsoft.DBforMySQL/flexibleServers/firewallRules", "Microsoft.DBforPostgreSQL/flexibleServers/administrators",
    "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
    "Microsoft.DBforPostgreSQL/flexibleServers/firewallRules",
    "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers",
    "Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments",
    "Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions", "Microsoft.EventHub/namespaces/eventhubs",
    "Microsoft.EventHub/namespaces/networkRuleSets", "Microsoft.KeyVault/vaults/accessPolicies",
    "Microsoft.Kusto/clusters/databases/scripts", "Microsoft.Network/applicationGatewayWebApplicationFirewallPolicies",
    "Microsoft.Network/applicationSecurityGroups", "Microsoft.Network/ddosProtectionPlans",
    "Microsoft.Network/dnsForwardingRulesets", "Microsoft.Network/dnsResolverPolicies",
    "Microsoft.Network/dnsResolvers/inboundEndpoints", "Microsoft.Network/dnsResolvers/outboundEndpoints",
    "Microsoft.Network/firewallPolicies", "Microsoft.Network/FrontDoorWebApplicationFirewallPolicies",
    "Microsoft.Network/ipGroups", "Microsoft.Network/networkManagers", "Microsoft.Network/networkSecurityGroups",
    "Microsoft.Network/networkSecurityPerimeters", "Microsoft.Network/networkWatchers",
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
    "Microsoft.Network/publicIPPrefixes", "Microsoft.Network/routeTables", "Microsoft.Network/serviceEndpointPolicies",
    "Microsoft.Network/virtualNetworks", "Microsoft.RecoveryServices/vaults/backupPolicies",
    "Microsoft.Resources/resourceGroups", "Microsoft.Resources/tags",
    "Microsoft.Search/searchServices/sharedPrivateLinkResources", "Microsoft.ServiceBus/namespaces/networkRuleSets",
    "Microsoft.SignalRService/signalR/customCertificates", "Microsoft.SignalRService/signalR/customDomains",
    "Microsoft.Sql/managedInstances/databases/backupLongTermRetentionPolicies", "Microsoft.Sql/servers/administrators",
    "Microsoft.Sql/servers/auditingSettings", "Microsoft.Sql/servers/connectionPolicies",
    "Microsoft.Sql/servers/databases/backupLongTermRetentionPolicies",
    "Microsoft.Sql/servers/databases/backupShortTermRetentionPolicies", "Microsoft.Sql/servers/firewallRules",
    "Microsoft.Sql/servers/virtualNetworkRules", "Microsoft.Storage/storageAccounts/encryptionScopes",
    "Microsoft.Storage/storageAccounts/localUsers", "Microsoft.Storage/storageAccounts/managementPolicies",
    "Microsoft.Web/certificates", "Microsoft.Web/connections/accessPolicies",
    "Microsoft.Web/hostingEnvironments/configurations", "Microsoft.Web/sites/basicPublishingCredentialsPolicies",
    "Microsoft.Web/sites/hostNameBindings", "Microsoft.Web/sites/networkConfig", "Microsoft.Web/sites/sourcecontrols",
)  # fmt: skip
"""Types of others, with what stands in them."""
_NOTHING: Final = tuple(name.lower() for name in (*_WHOLE, *(f"{type_}/" for type_ in _TYPES)))
_BETWEEN: Final = ("/privateendpointconnections", "/diagnosticsettings", "/locks", "/roleassignments")


def runs_nothing(name: str) -> bool:
    """Whether what is of a type in Azure's API neither serves nor keeps data."""
    lower = name.lower()
    return f"{lower}/".startswith(_NOTHING) or lower.endswith(_BETWEEN)


__all__ = ["runs_nothing"]
