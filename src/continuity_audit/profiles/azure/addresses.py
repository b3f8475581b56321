"""The addresses of Azure that state the name of what answers.

Source: https://learn.microsoft.com/azure/private-link/private-endpoint-dns, which lists the domain of each service.
"""

from __future__ import annotations

from typing import Final

from continuity_audit.profiles.addresses import LABEL, Form, host, written

FORMS: Final[tuple[Form, ...]] = (
    host(
        r"azurewebsites\.net", "azurerm_linux_web_app", "azurerm_windows_web_app", "azurerm_app_service",
        "azurerm_linux_function_app", "azurerm_windows_function_app", "azurerm_function_app",
        "azurerm_function_app_flex_consumption", "azurerm_logic_app_standard",
    ),
    host(r"database\.windows\.net", "azurerm_mssql_server", "azurerm_sql_server"),
    host(r"postgres\.database\.azure\.com", "azurerm_postgresql_flexible_server", "azurerm_postgresql_server"),
    host(r"mysql\.database\.azure\.com", "azurerm_mysql_flexible_server", "azurerm_mysql_server"),
    host(r"mariadb\.database\.azure\.com", "azurerm_mariadb_server"),
    host(r"(?:documents|(?:mongo|table|cassandra|gremlin)\.cosmos)\.azure\.com", "azurerm_cosmosdb_account"),
    host(r"redis\.cache\.windows\.net", "azurerm_redis_cache"),
    host(r"servicebus\.windows\.net", "azurerm_servicebus_namespace", "azurerm_eventhub_namespace"),
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
