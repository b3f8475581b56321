"""What each service of Azure cannot run without, as far as its arguments and what stands between say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from continuity_audit.estate.model import Resource
from continuity_audit.profiles.addresses import stating
from continuity_audit.profiles.azure.addresses import FORMS
from continuity_audit.profiles.profile import Need
from continuity_audit.profiles.references import named_at
from continuity_audit.profiles.run_time import Way, borne_by, mentioned_needs, mentions
from continuity_audit.profiles.terms import Context

READINGS: Final = (stating(FORMS),)
"""What a text names besides what it refers to."""
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


RECORDS: Final = tuple(
    f"azurerm_{zone}_{record}_record" for zone in ("dns", "private_dns") for record in ("a", "aaaa", "cname")
)
ENDPOINT: Final = "azurerm_private_endpoint"
ADDRESS: Final = "azurerm_public_ip"
INTERFACE: Final = "azurerm_network_interface"
BETWEEN: Final = (*RECORDS, ENDPOINT, ADDRESS, INTERFACE)
"""What stands between a name or an address and what answers."""

WAYS: Final[Mapping[str, Way]] = {
    "azurerm_mssql_server": _databases,
    **dict.fromkeys(RECORDS, mentions("record", "records", "target_resource_id", readings=READINGS)),
    ENDPOINT: mentions("private_service_connection"),
    ADDRESS: borne_by(
        {
            "azurerm_lb": "frontend_ip_configuration",
            "azurerm_application_gateway": "frontend_ip_configuration",
            INTERFACE: "ip_configuration",
        }
    ),
    INTERFACE: borne_by(
        dict.fromkeys(
            ("azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine", "azurerm_virtual_machine"),
            "network_interface_ids",
        )
    ),
    "azurerm_key_vault_secret": mentions("key_vault_id", "value", readings=READINGS),
    "azurerm_container_app_environment_storage": mentions("account_name", "nfs_server_url"),
}
"""What is mentioned for what it leads to: a secret in a vault holds an address, a record leads to its target."""

READS: Final = (*WAYS, "azurerm_key_vault_secrets", "azurerm_key_vault_certificate")


PASSED: Final = frozenset((*BUILD_TIME, *BETWEEN))


def run_time(*arguments: str) -> Need:
    """The need for all that some arguments mention, apart from what only building or observing takes."""
    return mentioned_needs(*arguments, passed=PASSED, ways=WAYS, readings=READINGS)


__all__ = ["PASSED", "READINGS", "READS", "WAYS", "run_time"]
