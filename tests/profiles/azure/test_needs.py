"""What services of Azure are told elsewhere than in their own arguments, and so cannot work without."""

from __future__ import annotations

import pytest

from growth import calls_in
from profiles.audit_text import components
from profiles.azure.five import HOME, resource

DATABASE = "azurerm_postgresql_flexible_server.db"
APP = "azurerm_linux_web_app.called"
STORE = "azurerm_storage_account.store"
CALLED = (
    resource("azurerm_postgresql_flexible_server", 'sku_name = "GP_Standard_D2s_v3"', "db")
    + resource("azurerm_linux_web_app", "service_plan_id = var.place", "called")
    + resource("azurerm_storage_account", 'account_replication_type = "LRS"\n  account_tier = "Standard"', "store")
)
HOST, URL = f"${{{DATABASE}.fqdn}}", f"https://${{{APP}.default_hostname}}/x"
FILES = f"https://${{{STORE}.name}}.blob.core.windows.net/scripts/run.sh"


def part(type_: str, by: str, of: str, body: str) -> str:
    """A resource that belongs to another by an argument."""
    return f'resource "{type_}" "part" {{\n  name = "part"\n  {by} = {of}.x.id\n  {body}\n}}\n'


def needs(text: str, type_: str) -> list[str]:
    """The addresses of what the component ``x`` of a type needs."""
    return [name.partition("::")[2] for name in components(HOME + CALLED + text)[f"{type_}.x"].needs]


@pytest.mark.parametrize(("type_", "connection", "by"), [
    ("azurerm_linux_web_app", "azurerm_app_service_connection", "app_service_id"),
    ("azurerm_windows_function_app", "azurerm_function_app_connection", "function_app_id"),
])  # fmt: skip
def test_service_connector_tells_an_app_of_a_service(type_: str, connection: str, by: str) -> None:
    app = resource(type_, "service_plan_id = var.place")
    assert needs(app, type_) == []
    assert needs(app + part(connection, by, type_, f"target_resource_id = {DATABASE}.id"), type_) == [DATABASE]


MACHINE, SET = "azurerm_linux_virtual_machine", "azurerm_linux_virtual_machine_scale_set"
RUN = f'jsonencode({{ commandToExecute = "serve {HOST}" }})'
FETCH = f'jsonencode({{ fileUris = ["{FILES}"], commandToExecute = "sh run.sh {HOST}" }})'


@pytest.mark.parametrize(("kind", "settings", "found"), [
    ("CustomScript", f"settings = {RUN}", [DATABASE]),
    ("CustomScriptExtension", f"protected_settings = {RUN}", [DATABASE]),
    ("CustomScript", f"settings = {FETCH}", [DATABASE]),
    ("IaaSDiagnostics", f'settings = jsonencode({{ storageAccount = "{FILES}" }})', []),
])  # fmt: skip
def test_the_script_of_an_extension_tells_machines_what_they_call(kind: str, settings: str, found: list[str]) -> None:
    body = f'type = "{kind}"\n  {settings}'
    alone = part("azurerm_virtual_machine_extension", "virtual_machine_id", MACHINE, body)
    assert needs(resource(MACHINE) + alone, MACHINE) == found
    of_set = part("azurerm_virtual_machine_scale_set_extension", "virtual_machine_scale_set_id", SET, body)
    assert needs(resource(SET, "instances = 2") + of_set, SET) == found
    assert needs(resource(SET, f"instances = 2\n  extension {{\n  {body}\n  }}"), SET) == found


def test_a_run_command_tells_a_machine_what_it_calls() -> None:
    source = f'source {{\n  script = "serve {HOST}"\n  }}'
    text = resource(MACHINE) + part("azurerm_virtual_machine_run_command", "virtual_machine_id", MACHINE, source)
    assert needs(text, MACHINE) == [DATABASE]


def test_the_profile_of_a_legacy_machine_tells_it_what_it_calls() -> None:
    legacy = "azurerm_virtual_machine"
    assert needs(resource(legacy, f'os_profile {{\n  custom_data = "serve {HOST}"\n  }}'), legacy) == [DATABASE]


@pytest.mark.parametrize(("piece", "body"), [
    ("action_http", f'method = "GET"\n  uri = "{URL}"'),
    ("action_custom", f'body = jsonencode({{ inputs = {{ uri = "{URL}" }} }})'),
])  # fmt: skip
def test_a_workflow_calls_what_its_actions_name(piece: str, body: str) -> None:
    workflow = "azurerm_logic_app_workflow"
    text = resource(workflow) + part(f"azurerm_logic_app_{piece}", "logic_app_id", workflow, body)
    assert needs(text, workflow) == [APP]


def test_a_workflow_calls_by_its_connections() -> None:
    connection = resource("azurerm_api_connection", f'parameter_values = {{ server = "{HOST}" }}', "sql")
    workflow = resource("azurerm_logic_app_workflow", "parameters = { c = azurerm_api_connection.sql.id }")
    assert needs(workflow + connection, "azurerm_logic_app_workflow") == [DATABASE]


@pytest.mark.parametrize(("piece", "by", "body"), [
    ("api_policy", "api_management_name", f'xml_content = "<set-backend-service base-url=\'{URL}\' />"'),
    ("policy", "api_management_id", f'xml_content = "<set-backend-service base-url=\'{URL}\' />"'),
    ("policy_fragment", "api_management_id", f'value = "<set-backend-service base-url=\'{URL}\' />"'),
    ("named_value", "api_management_name", f'value = "{URL}"'),
])  # fmt: skip
def test_policies_of_api_management_send_on_what_comes_in(piece: str, by: str, body: str) -> None:
    service = "azurerm_api_management"
    text = resource(service, 'sku_name = "Premium_1"') + part(f"{service}_{piece}", by, service, body)
    assert needs(text.replace(f"{service}.x.id", f"{service}.x.{by[15:]}"), service) == [APP]


@pytest.mark.parametrize(("type_", "body", "more"), [
    ("azurerm_signalr_service", f'upstream_endpoint {{\n  url_template = "{URL}"\n  }}', ""),
    ("azurerm_web_pubsub", "", part("azurerm_web_pubsub_hub", "web_pubsub_id", "azurerm_web_pubsub",
                                    f'event_handler {{\n  url_template = "{URL}"\n  }}')),
    ("azurerm_static_web_app", "", part(
        "azurerm_static_web_app_function_app_registration", "static_web_app_id", "azurerm_static_web_app",
        f"function_app_id = {APP}.id",
    )),
])  # fmt: skip
def test_what_clients_send_is_passed_on_to_an_application(type_: str, body: str, more: str) -> None:
    assert needs(resource(type_, body) + more, type_) == [APP]


BUS, HUB = "azurerm_servicebus_namespace", "azurerm_eventhub_namespace"
HOLDERS = (
    resource(BUS, 'sku = "Standard"', "bus")
    + resource(HUB, 'sku = "Standard"', "hub")
    + resource("azurerm_servicebus_queue", f"namespace_id = {BUS}.bus.id", "q")
    + resource("azurerm_mysql_flexible_server", name="my")
    + resource("azurerm_mssql_server", name="sql")
    + resource("azurerm_mssql_database", "server_id = azurerm_mssql_server.sql.id", "orders")
    + resource("azurerm_mssql_database", "server_id = azurerm_mssql_server.sql.id", "other")
)


@pytest.mark.parametrize(("type_", "body", "attribute", "found"), [
    (f"{BUS}_authorization_rule", f"namespace_id = {BUS}.bus.id", "primary_connection_string", f"{BUS}.bus"),
    ("azurerm_servicebus_queue_authorization_rule", "queue_id = azurerm_servicebus_queue.q.id",
     "primary_connection_string", f"{BUS}.bus"),
    (f"{BUS}_disaster_recovery_config", f"primary_namespace_id = {BUS}.bus.id", "primary_connection_string_alias",
     f"{BUS}.bus"),
    (f"{HUB}_authorization_rule", f"namespace_name = {HUB}.hub.name", "primary_connection_string", f"{HUB}.hub"),
    ("azurerm_eventhub_authorization_rule", f"namespace_name = {HUB}.hub.name", "secondary_connection_string",
     f"{HUB}.hub"),
    ("azurerm_mysql_flexible_database", "server_name = azurerm_mysql_flexible_server.my.name", "id",
     "azurerm_mysql_flexible_server.my"),
    ("azurerm_mssql_failover_group", "server_id = azurerm_mssql_server.sql.id\n"
     "  databases = [azurerm_mssql_database.orders.id]", "name", "azurerm_mssql_database.orders"),
    ("azurerm_postgresql_flexible_server_virtual_endpoint", f"source_server_id = {DATABASE}.id", "name", DATABASE),
])  # fmt: skip
def test_keys_and_other_names_lead_to_what_they_are_of(type_: str, body: str, attribute: str, found: str) -> None:
    told = f'app_settings = {{ TO = "${{{type_}.way.{attribute}}}" }}'
    app = resource("azurerm_linux_web_app", f"service_plan_id = var.place\n  {told}")
    text = HOLDERS + resource(type_, body, "way") + app
    assert needs(text, "azurerm_linux_web_app") == [found]


@pytest.mark.parametrize(("host", "found"), [
    ("way.database.windows.net", ["azurerm_mssql_database.orders"]),
    ("way.secondary.database.windows.net", ["azurerm_mssql_database.orders"]),
    ("another.database.windows.net", []),
])  # fmt: skip
def test_the_listener_of_a_failover_group_leads_to_its_databases(host: str, found: list[str]) -> None:
    body = "server_id = azurerm_mssql_server.sql.id\n  databases = [azurerm_mssql_database.orders.id]"
    app = resource("azurerm_linux_web_app", f'service_plan_id = var.place\n  app_settings = {{ TO = "{host}" }}')
    text = HOLDERS + resource("azurerm_mssql_failover_group", body, "way") + app
    assert needs(text, "azurerm_linux_web_app") == found


@pytest.mark.parametrize(("dapr", "scopes", "found"), [
    ("", "", []),
    ('dapr {\n  app_id = "orders"\n  }', "", [DATABASE]),
    ('dapr {\n  app_id = "orders"\n  }', 'scopes = ["orders"]', [DATABASE]),
    ('dapr {\n  app_id = "orders"\n  }', 'scopes = ["stock"]', []),
    ('dapr {\n  app_id = "orders"\n  }', "scopes = [var.place]", [DATABASE]),
])  # fmt: skip
def test_an_app_with_dapr_needs_what_the_components_of_its_environment_name(
    dapr: str, scopes: str, found: list[str]
) -> None:
    environment = "azurerm_container_app_environment"
    state = (
        f"container_app_environment_id = {environment}.e.id\n  {scopes}\n"
        f'  metadata {{\n  name = "host"\n  value = "{HOST}"\n  }}'
    )
    app = resource("azurerm_container_app", f"container_app_environment_id = {environment}.e.id\n  {dapr}")
    text = app + resource(environment, name="e") + resource(f"{environment}_dapr_component", state, "state")
    assert needs(text, "azurerm_container_app") == found


STORE_OF_SETTINGS = resource("azurerm_app_configuration", 'sku = "standard"', "settings")


@pytest.mark.parametrize(("body", "found"), [
    (f'value = "{HOST}"', [DATABASE]),
    ('value = "Host=db.postgres.database.azure.com;Database=orders"', [DATABASE]),
    ('type = "vault"\n  vault_key_reference = azurerm_key_vault_secret.url.versionless_id',
     ["azurerm_key_vault.v", DATABASE]),
    ('value = "on"', []),
])  # fmt: skip
def test_who_is_told_a_store_of_settings_is_told_what_they_name(body: str, found: list[str]) -> None:
    store = "azurerm_app_configuration.settings"
    key = f'resource "azurerm_app_configuration_key" "k" {{\n  configuration_store_id = {store}.id\n  {body}\n}}\n'
    vault = resource("azurerm_key_vault", name="v") + (
        f'resource "azurerm_key_vault_secret" "url" {{\n  name = "url"\n  value = "{HOST}"\n'
        "  key_vault_id = azurerm_key_vault.v.id\n}\n"
    )
    expected = sorted([store, *found])
    for told in (f"{store}.endpoint", '"https://settings.azconfig.io"'):
        app = resource("azurerm_linux_web_app", f"service_plan_id = var.place\n  app_settings = {{ AT = {told} }}")
        assert needs(app + STORE_OF_SETTINGS + key + vault, "azurerm_linux_web_app") == expected


@pytest.mark.parametrize(("setting", "found"), [
    ("URI = azurerm_key_vault.v.vault_uri", [DATABASE]),
    ('URI = "https://v.vault.azure.net/"', [DATABASE]),
    ("VAULT_NAME = azurerm_key_vault.v.name", [DATABASE]),
    ('VAULT_NAME = "v"', [DATABASE]),
    ('KEY = "${azurerm_key_vault.v.vault_uri}secrets/another"', []),
    ('KEY = "@Microsoft.KeyVault(VaultName=v;SecretName=another)"', []),
    ("KEY = azurerm_key_vault_secret.another.versionless_id", []),
])  # fmt: skip
def test_who_is_told_no_more_than_a_vault_loads_all_secrets_in_it(setting: str, found: list[str]) -> None:
    def secret(name: str, worth: str) -> str:
        return (
            f'resource "azurerm_key_vault_secret" "{name}" {{\n  name = "{name}"\n  value = "{worth}"\n'
            "  key_vault_id = azurerm_key_vault.v.id\n}\n"
        )

    vaults = resource("azurerm_key_vault", name="v") + secret("url", HOST) + secret("another", "x")
    app = resource("azurerm_linux_web_app", f"service_plan_id = var.place\n  app_settings = {{ {setting} }}")
    assert needs(app + vaults, "azurerm_linux_web_app") == ["azurerm_key_vault.v", *found]


@pytest.mark.parametrize(("piece", "body", "found"), [
    ("linked_service_postgresql", f'connection_string = "Host={HOST};Port=5432"', DATABASE),
    ("linked_service_azure_blob_storage", f"connection_string = {STORE}.primary_connection_string", STORE),
    ("linked_service_data_lake_storage_gen2", f"url = {STORE}.primary_dfs_endpoint", STORE),
    ("linked_service_azure_blob_storage",
     "sas_token_linked_key_vault_key {\n linked_service_name = azurerm_key_vault.v.id\n }", "azurerm_key_vault.v"),
    ("linked_service_azure_databricks", f"msi_workspace_id = {STORE}.id", STORE),
    ("linked_service_azure_function", f'url = "{URL}"', APP),
    ("linked_service_key_vault", "key_vault_id = azurerm_key_vault.v.id", "azurerm_key_vault.v"),
    ("linked_custom_service", f'type_properties_json = jsonencode({{ server = "{HOST}" }})', DATABASE),
    ("managed_private_endpoint", f"target_resource_id = {STORE}.id", STORE),
    ("pipeline", f'activities_json = jsonencode([{{ type = "WebActivity", url = "{URL}" }}])', APP),
])  # fmt: skip
@pytest.mark.parametrize("by", ["data_factory_id", "data_factory_name"])
def test_a_factory_needs_what_it_is_linked_to(piece: str, body: str, found: str, by: str) -> None:
    factory = "azurerm_data_factory"
    text = resource(factory) + resource("azurerm_key_vault", name="v") + part(f"{factory}_{piece}", by, factory, body)
    assert needs(text.replace(f"{factory}.x.id", f"{factory}.x.{by[13:]}"), factory) == [found]


ENDPOINT = resource(
    "azurerm_private_endpoint",
    f"private_service_connection {{\n private_connection_resource_id = {DATABASE}.id\n }}",
    "pe",
)
TARGET = "records = [azurerm_private_endpoint.pe.private_service_connection[0].private_ip_address]"


def record(name: str, zone: str, body: str, kind: str = "private_dns_a") -> str:
    return f'resource "azurerm_{kind}_record" "r" {{\n  name = {name}\n  zone_name = {zone}\n  {body}\n}}\n'


@pytest.mark.parametrize(("name", "zone", "host"), [
    ('"orders"', '"privatelink.postgres.database.azure.com"', "orders.postgres.database.azure.com"),
    ('"orders"', '"privatelink.postgres.database.azure.com"', "orders.privatelink.postgres.database.azure.com"),
    ('"orders"', '"corp.example"', "orders.corp.example"),
    ('"@"', '"orders.corp.example"', "orders.corp.example"),
    ('"orders"', "azurerm_private_dns_zone.z.name", "orders.z.example"),
    ('"orders"', "var.place", "orders.${var.place}"),
    ('"${var.place}-db"', '"corp.example"', "${var.place}-db.corp.example"),
])  # fmt: skip
def test_a_host_of_a_record_leads_to_what_the_record_leads_to(name: str, zone: str, host: str) -> None:
    zones = 'resource "azurerm_private_dns_zone" "z" {\n  name = "z.example"\n}\n'
    app = resource(
        "azurerm_linux_web_app",
        f'service_plan_id = var.place\n  app_settings = {{ DB = "postgres://u:p@{host}:5432/app?sslmode=require" }}',
    )
    assert needs(app + ENDPOINT + zones, "azurerm_linux_web_app") == []
    found = needs(app + ENDPOINT + zones + record(name, zone, TARGET), "azurerm_linux_web_app")
    assert found == [DATABASE]


ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateDnsZones/z.example"


@pytest.mark.parametrize("zone", [
    "azurerm_private_dns_zone.z.id", "data.azurerm_private_dns_zone.z.id", f'"{ID}"',
])  # fmt: skip
def test_a_private_record_names_its_zone_by_its_id_since_version_5(zone: str) -> None:
    zones = "".join(f'{kind} "azurerm_private_dns_zone" "z" {{\n  name = "z.example"\n}}\n' for kind in (
        ("resource",) if zone.startswith("azurerm") else ("data",)
    ))  # fmt: skip
    host = 'app_settings = { DB = "postgres://u:p@orders.z.example:5432/app" }'
    app = resource("azurerm_linux_web_app", f"service_plan_id = var.place\n  {host}")
    one = record('"orders"', zone, TARGET).replace("zone_name", "private_dns_zone_id")
    assert needs(app + ENDPOINT + zones + one, "azurerm_linux_web_app") == [DATABASE]


def test_the_private_name_of_a_server_is_its_own() -> None:
    host = "db.privatelink.postgres.database.azure.com"
    app = resource("azurerm_linux_web_app", f'service_plan_id = var.place\n  app_settings = {{ DB = "{host}" }}')
    assert needs(app, "azurerm_linux_web_app") == [DATABASE]


def test_a_gateway_needs_the_machines_whose_addresses_its_pools_list() -> None:
    text = """
locals {
  roles = toset(["images", "videos"])
}
resource "azurerm_network_interface" "nic" {
  for_each = local.roles
  name     = "nic-${each.key}"
}
resource "azurerm_windows_virtual_machine" "vm" {
  for_each              = local.roles
  name                  = "vm-${each.key}"
  network_interface_ids = [azurerm_network_interface.nic[each.value].id]
}
resource "azurerm_application_gateway" "x" {
  name = "x"
  dynamic "backend_address_pool" {
    for_each = local.roles
    content {
      name         = "${backend_address_pool.value}-pool"
      ip_addresses = [azurerm_network_interface.nic[backend_address_pool.value].private_ip_address]
    }
  }
  request_routing_rule {
    name                      = "all"
    backend_address_pool_name = "images-pool"
  }
}
"""
    needs = components(text)["azurerm_application_gateway.x"].needs
    assert needs == ('.::azurerm_windows_virtual_machine.vm["images"]',)


def test_another_root_finds_a_server_by_a_name_in_which_a_variable_is_validated() -> None:
    variables = """
variable "app" {}
variable "env" {
  type = string
  validation {
    condition     = contains(["dev", "test", "prod"], var.env)
    error_message = "none"
  }
}
"""
    server = """
resource "azurerm_postgresql_flexible_server" "db" {
  name = "${var.app}-${var.env}-postgresql"
}
"""
    app = """
data "azurerm_postgresql_flexible_server" "db" {
  name = "${var.app}-${var.env}-postgresql"
}
resource "azurerm_linux_web_app" "x" {
  app_settings = { PGHOST = data.azurerm_postgresql_flexible_server.db.fqdn }
}
"""
    found = components({"core/main.tf": variables + server, "app/main.tf": variables + app})
    assert found["azurerm_linux_web_app.x"].needs == ("core::azurerm_postgresql_flexible_server.db",)


def test_finding_what_bears_an_address_takes_as_long_as_there_are_addresses() -> None:
    borne = """
resource "azurerm_public_ip" "a%d" {
  allocation_method = "Static"
}
resource "azurerm_network_interface" "n%d" {
  ip_configuration {
    name                 = "own"
    public_ip_address_id = azurerm_public_ip.a%d.id
  }
}
resource "azurerm_linux_web_app" "w%d" {
  app_settings = { HOST = azurerm_public_ip.a%d.ip_address }
}
"""
    texts = ("".join(borne % (i, i, i, i, i) for i in range(number)) for number in (40, 80))
    few, many = (calls_in(lambda t=text: components(t)) for text in texts)  # type: ignore[misc]
    assert many < 2.2 * few
