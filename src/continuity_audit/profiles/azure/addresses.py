"""The addresses of Azure that state the name of what answers.

Sources: https://learn.microsoft.com/azure/private-link/private-endpoint-dns, which lists the domain of each service,
https://learn.microsoft.com/azure/container-apps/connect-apps,
https://learn.microsoft.com/azure/container-instances/container-instances-quickstart,
https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses,
https://learn.microsoft.com/azure/azure-sql/managed-instance/connectivity-architecture-overview
"""

from __future__ import annotations

from typing import Final

from continuity_audit.profiles.addresses import LABEL, Form, written
from continuity_audit.profiles.addresses import host as host_below

FAILOVER_GROUPS: Final = ("azurerm_mssql_failover_group", "azurerm_sql_failover_group")
INSTANCE_GROUPS: Final = (
    "azurerm_mssql_managed_instance_failover_group", "azurerm_sql_managed_instance_failover_group",
)  # fmt: skip
"""What bears the names of listeners, which follow the primary.

Sources: https://learn.microsoft.com/azure/azure-sql/database/failover-group-sql-db,
https://learn.microsoft.com/azure/azure-sql/managed-instance/failover-group-sql-mi
"""


def host(domain: str, *types: str, by: str = "name") -> Form:
    """The form of host names below a domain of Azure; of private endpoints, in a domain of their own beside it."""
    return host_below(domain, *types, by=by, between=r"(?:privatelink\.)?")


FORMS: Final[tuple[Form, ...]] = (
    host(
        r"azurewebsites\.net", "azurerm_linux_web_app", "azurerm_windows_web_app", "azurerm_app_service",
        "azurerm_linux_function_app", "azurerm_windows_function_app", "azurerm_function_app",
        "azurerm_function_app_flex_consumption", "azurerm_logic_app_standard",
    ),
    host(r"(?:secondary\.)?database\.windows\.net", "azurerm_mssql_server", "azurerm_sql_server", *FAILOVER_GROUPS),
    host(rf"(?:public\.|secondary\.)?{LABEL}\.database\.windows\.net", "azurerm_mssql_managed_instance",
         *INSTANCE_GROUPS),
    host(rf"(?:internal\.)?{LABEL}\.{LABEL}\.azurecontainerapps\.io", "azurerm_container_app"),
    host(rf"{LABEL}\.azurecontainer\.io", "azurerm_container_group", by="dns_name_label"),
    host(rf"{LABEL}\.cloudapp\.azure\.com", "azurerm_public_ip", by="domain_name_label"),
    host(r"trafficmanager\.net", "azurerm_traffic_manager_profile", by="dns_config.relative_name"),
    host(r"azureedge\.net", "azurerm_cdn_endpoint"),
    host(rf"{LABEL}\.kusto\.windows\.net", "azurerm_kusto_cluster"),
    host(r"(?:sql|dev)\.azuresynapse\.net", "azurerm_synapse_workspace"),
    host(r"postgres\.database\.azure\.com", "azurerm_postgresql_flexible_server", "azurerm_postgresql_server"),
    host(r"mysql\.database\.azure\.com", "azurerm_mysql_flexible_server", "azurerm_mysql_server"),
    host(r"mariadb\.database\.azure\.com", "azurerm_mariadb_server"),
    host(r"(?:documents|(?:mongo|table|cassandra|gremlin)\.cosmos)\.azure\.com", "azurerm_cosmosdb_account"),
    host(r"(?:global\.)?mongocluster\.cosmos\.azure\.com", "azurerm_mongo_cluster"),
    host(rf"{LABEL}\.redis\.azure\.net", "azurerm_managed_redis"),
    host(rf"{LABEL}\.redisenterprise\.cache\.azure\.net", "azurerm_redis_enterprise_cluster"),
    host(rf"{LABEL}\.eventgrid\.azure\.net", "azurerm_eventgrid_topic", "azurerm_eventgrid_domain"),
    host(r"redis\.cache\.windows\.net", "azurerm_redis_cache"),
    host(r"servicebus\.windows\.net", "azurerm_servicebus_namespace", "azurerm_eventhub_namespace",
         "azurerm_notification_hub_namespace"),
    host(r"azure-devices\.net", "azurerm_iothub"),
    *(host(domain, "azurerm_cognitive_account", "azurerm_ai_services", by="custom_subdomain_name")
      for domain in (r"openai\.azure\.com", r"cognitiveservices\.azure\.com", r"services\.ai\.azure\.com")),
    host(r"(?:(?:blob|file|queue|table|dfs)|(?:z\d+\.)?web)\.core\.windows\.net", "azurerm_storage_account"),
    host(r"search\.windows\.net", "azurerm_search_service"),
    host(r"azure-api\.net", "azurerm_api_management"),
    host(r"service\.signalr\.net", "azurerm_signalr_service"),
    host(r"webpubsub\.azure\.com", "azurerm_web_pubsub"),
    host(r"azconfig\.io", "azurerm_app_configuration"),
    host(r"vault\.azure\.net", "azurerm_key_vault"),
    written("vault.azure.net/secrets/", rf"https://{LABEL}\.vault\.azure\.net/secrets/({LABEL})(?:/.*)?",
            "azurerm_key_vault_secret"),
)  # fmt: skip

__all__ = ["FORMS"]
