"""What each service of Azure cannot run without, as far as its arguments and what stands between say.

Source: https://learn.microsoft.com/azure/app-service/app-service-key-vault-references
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Final

from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.model import Resource
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.shared_names import over_roots
from continuity_audit.estate.spelling import OPEN_PART, spelling
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.addresses import LABEL, bearing, closest, stating
from continuity_audit.profiles.azure.addresses import FORMS
from continuity_audit.profiles.named_settings import named_in_settings
from continuity_audit.profiles.profile import Need
from continuity_audit.profiles.references import every, inside, meant, named_at, naming
from continuity_audit.profiles.run_time import Way, borne_by, mentioned_needs, mentions
from continuity_audit.profiles.terms import Context

RECORDS: Final = tuple(
    f"azurerm_{zone}_{record}_record" for zone in ("dns", "private_dns") for record in ("a", "aaaa", "cname")
)
VAULT: Final = "azurerm_key_vault"
KEPT: Final = "azurerm_key_vault_secret"
_WORTH: Final = rf"(?:[^;)\0]|{OPEN_PART})*"
_LOOKED_UP: Final = pattern(
    rf"@Microsoft\.KeyVault\(VaultName=(?P<vault>{_WORTH});SecretName=(?P<secret>{_WORTH})[;)]", re.IGNORECASE
)
"""A setting of which App Service looks up the worth by plain names; one by an address states that as others do."""


def _looked_up(holder: Resource, argument: str, estate: Estate) -> Iterator[Resource]:
    """The vaults that references to Key Vault in an argument name, and the secrets in them."""
    texts = (spelling(leaf) for leaf in inside(holder.values.get(argument)) if isinstance(leaf, str | Unknown))
    for reference in (found for text in texts for found in _LOOKED_UP.finditer(text)):
        for vault in bearing(reference["vault"], {VAULT: "name"}, holder, estate):
            yield vault
            yield from bearing(
                reference["secret"], {KEPT: "name"}, holder, estate,
                lambda s, v=vault: v in named_at(s, "key_vault_id", estate, VAULT),  # type: ignore[misc]
            )  # fmt: skip


_HOST: Final = re.compile(rf"(?:[\w-]|{OPEN_PART})+(?:\.(?:[\w-]|{OPEN_PART})+)+")
_PRIVATE: Final = ".privatelink."


def _recorded(holder: Resource, argument: str, estate: Estate) -> Iterator[Resource]:
    """The records of the hosts in an argument; one of a private endpoint answers for the public name, too.

    Source: https://learn.microsoft.com/azure/private-link/private-endpoint-dns
    """
    known = _by_host(estate)
    texts = (spelling(leaf) for leaf in inside(holder.values.get(argument)) if isinstance(leaf, str | Unknown))
    for text in texts if known else ():
        for host in _HOST.findall(text):
            yield from closest(host, known.get(over_roots(host), ()), holder)


@once
def _by_host(estate: Estate) -> Mapping[str, Sequence[Resource]]:
    """The DNS records by the hosts that they are of: the name with that of the zone behind it."""
    found: dict[str, dict[str, Resource]] = defaultdict(dict)
    for record in estate.of_type(*RECORDS):
        for name, zone in product(every(record.values, "name"), _zones(record, estate)):
            host = over_roots(f"{spelling(name)}.{spelling(zone)}".removeprefix("@."))
            for called in {host, host.replace(_PRIVATE, ".", 1)}:
                found[called][record.id] = record
    return {host: tuple(records.values()) for host, records in found.items()}


_ZONE: Final = "azurerm_private_dns_zone"
_ZONE_ID: Final = "private_dns_zone_id"
_IN_AN_ID: Final = pattern(r"/privateDnsZones/([^/]+)$", re.IGNORECASE)


def _zones(record: Resource, estate: Estate) -> Iterator[Value]:
    """The names of the zone of a record, which azurerm asks for by its id since version 5 where it is private."""
    yield from every(record.values, "zone_name")
    for value in every(record.values, _ZONE_ID):
        zones = (*meant(record, _ZONE_ID, value, estate, _ZONE), *estate.asking(value, _ZONE, near=record))
        yield from (zone.values.get("name") for zone in zones)
        if isinstance(value, str) and (found := _IN_AN_ID.search(value)):
            yield found[1]


READINGS: Final = (stating(FORMS), _looked_up, _recorded)
"""What a text names besides what it refers to."""

_WHOLE: Final = pattern(rf"(?:https://)?({LABEL})\.vault\.azure\.net(?::443)?/?", re.IGNORECASE)
_ENTIRE: Final = frozenset({"vault_uri", "name"})


def _loaded(holder: Resource, argument: str, estate: Estate) -> Iterator[Resource]:
    """The secrets in the vaults that a setting names as a whole, all of which a program loads that is told no more.

    Source: https://learn.microsoft.com/aspnet/core/security/key-vault-configuration
    """
    for vault in _entire(holder, argument, estate):
        yield from naming(estate, KEPT, "key_vault_id", VAULT).get(vault.id, ())


def _entire(holder: Resource, argument: str, estate: Estate) -> Iterator[Resource]:
    """The vaults that a setting names as a whole, by their address or their name."""
    for leaf in inside(holder.values.get(argument)):
        if isinstance(leaf, Unknown) and leaf.reference and leaf.reference.attribute in _ENTIRE:
            yield from (r for r in estate.referred(leaf.reference, holder) if r.type == VAULT)
        if isinstance(leaf, str | Unknown) and (found := _WHOLE.fullmatch(spelling(leaf))):
            yield from bearing(found[1], {VAULT: "name"}, holder, estate)
    yield from (r for r in named_in_settings(holder, argument, estate) if r.type == VAULT)


BUILD_TIME: Final = (
    "azurerm_container_registry", "azurerm_application_insights", "azurerm_log_analytics_workspace",
)  # fmt: skip
"""What is read when something is deployed, or only written to: it runs on without."""


_ON_SERVER: Final = {
    "azurerm_mssql_server": ("azurerm_mssql_database", "server_id"),
    "azurerm_sql_server": ("azurerm_sql_database", "server_name"),
}
"""The databases on a logical server, and their argument that names it."""


def _databases(server: Resource, context: Context) -> Iterator[Resource]:
    """The databases on a server: who is told the server is told where they are."""
    of_type, by = _ON_SERVER[server.type]
    yield from naming(context.estate, of_type, by, server.type).get(server.id, ())


ENDPOINT: Final = "azurerm_private_endpoint"
ADDRESS: Final = "azurerm_public_ip"
INTERFACE: Final = "azurerm_network_interface"
BETWEEN: Final = (*RECORDS, ENDPOINT, ADDRESS, INTERFACE)
"""What stands between a name or an address and what answers."""

STORE: Final = "azurerm_app_configuration"
KEY: Final = "azurerm_app_configuration_key"
_TOLD_BY_KEY: Final = mentions("value", "vault_key_reference", readings=READINGS)


def _settings(store: Resource, context: Context) -> Iterator[Resource]:
    """What the settings in a store name, all of which are loaded by who is told the store.

    Source: https://learn.microsoft.com/azure/azure-app-configuration/reference-dotnet-provider
    """
    for key in naming(context.estate, KEY, "configuration_store_id", STORE).get(store.id, ()):
        yield from _TOLD_BY_KEY(key, context)


_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "azurerm_servicebus_namespace_authorization_rule": ("namespace_id", "namespace_name"),
    "azurerm_servicebus_queue_authorization_rule": ("queue_id", "namespace_name"),
    "azurerm_servicebus_topic_authorization_rule": ("topic_id", "namespace_name"),
    "azurerm_servicebus_namespace_disaster_recovery_config": ("primary_namespace_id",),
    "azurerm_servicebus_subscription": ("topic_id", "namespace_name"),
    "azurerm_eventhub_authorization_rule": ("namespace_name",),
    "azurerm_eventhub_namespace_authorization_rule": ("namespace_name",),
    "azurerm_eventhub_namespace_disaster_recovery_config": ("namespace_name",),
    "azurerm_relay_namespace_authorization_rule": ("namespace_name",),
    "azurerm_relay_hybrid_connection": ("relay_namespace_name",),
    "azurerm_relay_hybrid_connection_authorization_rule": ("namespace_name",),
    "azurerm_mssql_failover_group": ("databases",),
    "azurerm_sql_failover_group": ("databases",),
    "azurerm_mssql_managed_instance_failover_group": ("managed_instance_id",),
    "azurerm_sql_managed_instance_failover_group": ("managed_instance_name",),
    "azurerm_mysql_flexible_database": ("server_name",),
    "azurerm_postgresql_flexible_server_virtual_endpoint": ("source_server_id",),
    "azapi_resource": ("parent_id",),
    "azapi_update_resource": ("resource_id", "parent_id"),
}
"""What is a way into another resource: who is told its address, its name or its keys calls that one, which it names."""

WAYS: Final[Mapping[str, Way]] = {
    **dict.fromkeys(_ON_SERVER, _databases),
    **{type_: mentions(*arguments) for type_, arguments in _OF.items()},
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
    KEPT: mentions("key_vault_id", "value", readings=READINGS),
    STORE: _settings,
    KEY: mentions("configuration_store_id", "value", "vault_key_reference", readings=READINGS),
    "azurerm_api_connection": mentions("parameter_values", readings=READINGS),
    "azurerm_container_app_environment_storage": mentions("account_name", "nfs_server_url"),
}
"""What is mentioned for what it leads to: a secret in a vault holds an address, a record leads to its target."""

READS: Final = (*WAYS, "azurerm_key_vault_secrets", "azurerm_key_vault_certificate")


PASSED: Final = frozenset((*BUILD_TIME, *BETWEEN))


def run_time(*arguments: str) -> Need:
    """The need for all that some arguments mention, apart from what only building or observing takes."""
    return mentioned_needs(*arguments, passed=PASSED, ways=WAYS, readings=(*READINGS, _loaded))


__all__ = ["PASSED", "READINGS", "READS", "WAYS", "run_time"]
