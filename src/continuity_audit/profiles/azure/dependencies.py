"""What each service of Azure cannot run without, as far as its arguments and what stands between say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from continuity_audit.estate.model import Resource
from continuity_audit.profiles.profile import Need
from continuity_audit.profiles.references import named_at
from continuity_audit.profiles.run_time import Way, mentioned_needs, mentions
from continuity_audit.profiles.terms import Context

BUILD_TIME: Final = (
    "azurerm_container_registry", "azurerm_application_insights", "azurerm_log_analytics_workspace",
)  # fmt: skip
"""What is read when something is deployed, or only written to: it runs on without."""


def _databases(server: Resource, context: Context) -> Iterator[Resource]:
    """The databases on a server: who is told the server is told where they are."""
    databases = context.estate.of_type("azurerm_mssql_database")
    return (
        database for database in databases if server in named_at(database, "server_id", context.estate, server.type)
    )


WAYS: Final[Mapping[str, Way]] = {
    "azurerm_mssql_server": _databases,
    "azurerm_key_vault_secret": mentions("key_vault_id", "value"),
    "azurerm_container_app_environment_storage": mentions("account_name", "nfs_server_url"),
}
"""What is mentioned for what it leads to: a secret in a vault holds an address, a storage of apps is a file share."""

READS: Final = (*WAYS, "azurerm_key_vault_secrets", "azurerm_key_vault_certificate")


def run_time(*arguments: str) -> Need:
    """The need for all that some arguments mention, apart from what only building or observing takes."""
    return mentioned_needs(*arguments, passed=BUILD_TIME, ways=WAYS)


__all__ = ["READS", "run_time"]
