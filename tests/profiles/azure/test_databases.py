"""Azure SQL, PostgreSQL and MySQL: each rung of each ladder, their copies elsewhere, and values that are open."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components
from profiles.azure.five import HOME, Five, addresses, five, resource, shown

RESTORE, RESTART, FAILOVER, PROMOTION = (
    "recovers/restore", "recovers/restart", "continues/failover", "recovers/promotion",
)  # fmt: skip
DATABASE = "azurerm_mssql_database.orders"
SERVERS = resource("azurerm_mssql_server", name="west") + resource("azurerm_mssql_server", name="north", group="north")


def sql(body: str = "", more: str = "") -> str:
    return f"""{SERVERS}
resource "azurerm_mssql_database" "orders" {{
  name      = "orders"
  server_id = azurerm_mssql_server.west.id
  {body}
}}
{more}
"""


def group(
    partner: str = "azurerm_mssql_server.north.id", mode: str = "Manual", listed: str = f"[{DATABASE}.id]"
) -> str:
    return f"""
resource "azurerm_mssql_failover_group" "g" {{
  name      = "g"
  server_id = azurerm_mssql_server.west.id
  databases = {listed}
  partner_server {{
    id = {partner}
  }}
  read_write_endpoint_failover_policy {{
    mode = "{mode}"
  }}
}}
"""


def pool(redundant: str) -> str:
    return resource("azurerm_mssql_elasticpool", f"zone_redundant = {redundant}", name="p")


IN_POOL = "elastic_pool_id = azurerm_mssql_elasticpool.p.id"


@pytest.mark.parametrize(("body", "more", "expected"), [
    ("", "", (RESTORE, FAILOVER, RESTORE, RESTORE, "lost")),
    ("zone_redundant = true", "", (RESTORE, FAILOVER, FAILOVER, RESTORE, "lost")),
    ("zone_redundant = var.ha", "", (RESTORE, FAILOVER, "unknown(var.ha)", RESTORE, "lost")),
    ('storage_account_type = "Zone"', "", (RESTORE, FAILOVER, RESTORE, "lost", "lost")),
    ('storage_account_type = "Local"', "", (RESTORE, FAILOVER, "lost", "lost", "lost")),
    ("storage_account_type = var.place", "", (RESTORE, FAILOVER, "unknown(var.place)", "unknown(var.place)", "lost")),
    (IN_POOL, pool("true"), (RESTORE, FAILOVER, FAILOVER, RESTORE, "lost")),
    (IN_POOL + "\n zone_redundant = true", pool("false"), (RESTORE, FAILOVER, RESTORE, RESTORE, "lost")),
    ("elastic_pool_id = var.place", "", (RESTORE, FAILOVER, "unknown(var.place)", RESTORE, "lost")),
    ("", group(), (RESTORE, FAILOVER, PROMOTION, PROMOTION, "lost")),
    ("", group(mode="Automatic"), (RESTORE, FAILOVER, PROMOTION, PROMOTION, "lost")),
    ("", group(listed="[]"), (RESTORE, FAILOVER, RESTORE, RESTORE, "lost")),
    ("", group(partner="var.place"), (RESTORE, FAILOVER, PROMOTION, PROMOTION, "lost")),
])  # fmt: skip
def test_a_sql_database(body: str, more: str, expected: Five) -> None:
    assert five(sql(body, more), DATABASE) == expected


@pytest.mark.parametrize(("north", "expected"), [
    ("var.place", PROMOTION),
    ("azurerm_resource_group.west.location", RESTORE),
])  # fmt: skip
def test_a_failover_group_reaches_another_region(north: str, expected: str) -> None:
    text = sql("", group()).replace("azurerm_resource_group.north.location", north)
    assert five(text, DATABASE)[2:4] == (expected, expected)


def test_a_geo_replica_is_no_component_of_its_own() -> None:
    text = sql(
        more=f"""
resource "azurerm_mssql_database" "copy" {{
  name                        = "orders"
  server_id                   = azurerm_mssql_server.north.id
  create_mode                 = "Secondary"
  creation_source_database_id = {DATABASE}.id
}}
"""
    )
    assert addresses(text) == [DATABASE]
    assert five(text, DATABASE) == (RESTORE, FAILOVER, PROMOTION, PROMOTION, "lost")


def test_a_database_stands_where_its_server_does() -> None:
    placement = components(HOME + sql())[DATABASE].placement
    assert (placement.regions, placement.account) == (("westeurope",), "00000000-0000-0000-0000-000000000001")


def test_the_evidence_of_a_default_names_its_page() -> None:
    assert shown(sql(), DATABASE, Scenario.REGION) == [
        ("storage_account_type", "Geo", 16, "mssql_database"), ("location", "westeurope", 4, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), [
    ("", (RESTORE, FAILOVER, RESTORE, RESTORE, "lost")),
    ("zone_redundant_enabled = true", (RESTORE, FAILOVER, FAILOVER, RESTORE, "lost")),
    ('storage_account_type = "LRS"', (RESTORE, FAILOVER, "lost", "lost", "lost")),
    ("storage_account_type = var.place", (RESTORE, FAILOVER, "unknown(var.place)", "unknown(var.place)", "lost")),
])  # fmt: skip
def test_a_managed_instance(body: str, expected: Five) -> None:
    text = resource("azurerm_mssql_managed_instance", body)
    assert five(text, "azurerm_mssql_managed_instance.x") == expected


def test_managed_instances_of_a_failover_group_are_one_component() -> None:
    text = (
        resource("azurerm_mssql_managed_instance", name="a")
        + resource("azurerm_mssql_managed_instance", name="b", group="north")
        + resource(
            "azurerm_mssql_managed_instance_failover_group",
            "managed_instance_id = azurerm_mssql_managed_instance.a.id\n"
            "  partner_managed_instance_id = azurerm_mssql_managed_instance.b.id",
        )
    )
    assert addresses(text) == ["azurerm_mssql_managed_instance.a"]
    assert five(text, "azurerm_mssql_managed_instance.a") == (RESTORE, FAILOVER, PROMOTION, PROMOTION, "lost")


# --- PostgreSQL and MySQL -----------------------------------------------------------------------------------------

ZONES = 'high_availability {\n mode = "ZoneRedundant"\n }'
SAME = 'high_availability {\n mode = "SameZone"\n }'
GEO = "geo_redundant_backup_enabled = true"


@pytest.mark.parametrize(("engine", "body", "expected"), [
    ("postgresql", "", (RESTORE, RESTART, RESTORE, "lost", "lost")),
    ("postgresql", SAME, (RESTORE, FAILOVER, RESTORE, "lost", "lost")),
    ("postgresql", ZONES, (RESTORE, FAILOVER, FAILOVER, "lost", "lost")),
    ("postgresql", GEO, (RESTORE, RESTART, RESTORE, RESTORE, "lost")),
    ("postgresql", "geo_redundant_backup_enabled = var.ha", (RESTORE, RESTART, RESTORE, "unknown(var.ha)", "lost")),
    ("postgresql", "high_availability {\n mode = var.place\n }",
     (RESTORE, "unknown(var.place)", "unknown(var.place)", "lost", "lost")),
    ("mysql", "", (RESTORE, RESTART, "lost", "lost", "lost")),
    ("mysql", SAME, (RESTORE, FAILOVER, "lost", "lost", "lost")),
    ("mysql", ZONES, (RESTORE, FAILOVER, FAILOVER, "lost", "lost")),
    ("mysql", GEO, (RESTORE, RESTART, RESTORE, RESTORE, "lost")),
])  # fmt: skip
def test_a_flexible_server(engine: str, body: str, expected: Five) -> None:
    assert five(resource(f"azurerm_{engine}_flexible_server", body), f"azurerm_{engine}_flexible_server.x") == expected


@pytest.mark.parametrize("engine", ["postgresql", "mysql"])
@pytest.mark.parametrize(("place", "mode", "region"), [
    ("north", "Replica", PROMOTION), ("west", "Replica", "lost"), ("north", "PointInTimeRestore", "lost"),
])  # fmt: skip
def test_a_replica_of_a_flexible_server(engine: str, place: str, mode: str, region: str) -> None:
    kind = f"azurerm_{engine}_flexible_server"
    copy = resource(kind, f'create_mode = "{mode}"\n  source_server_id = {kind}.x.id', name="copy", group=place)
    assert five(resource(kind) + copy, f"{kind}.x")[3] == region
    assert (f"{kind}.copy" in addresses(resource(kind) + copy)) == (mode != "Replica")


@pytest.mark.parametrize("engine", ["postgresql", "mysql"])
def test_a_replica_that_was_promoted_is_a_server_of_its_own(engine: str) -> None:
    kind = f"azurerm_{engine}_flexible_server"
    body = f'create_mode = "Replica"\n  source_server_id = {kind}.x.id\n  replication_role = "None"'
    text = resource(kind) + resource(kind, body, name="copy", group="north")
    assert addresses(text) == [f"{kind}.copy", f"{kind}.x"]
    assert five(text, f"{kind}.x")[3] == "lost"


@pytest.mark.parametrize("engine", ["postgresql", "mysql", "mariadb"])
@pytest.mark.parametrize(("body", "expected"), [
    ("", (RESTORE, RESTART, "lost", "lost", "lost")),
    (GEO, (RESTORE, RESTART, RESTORE, RESTORE, "lost")),
    ("geo_redundant_backup_enabled = var.ha", (RESTORE, RESTART, "unknown(var.ha)", "unknown(var.ha)", "lost")),
])  # fmt: skip
def test_a_single_server(engine: str, body: str, expected: Five) -> None:
    assert five(resource(f"azurerm_{engine}_server", body), f"azurerm_{engine}_server.x") == expected


# --- the resource types of version 3 of the provider ----------------------------------------------------------------

OLD = "azurerm_sql_database.orders"
OLD_SERVERS = SERVERS.replace("azurerm_mssql_server", "azurerm_sql_server")
OLD_GROUP = """
resource "azurerm_sql_failover_group" "g" {
  name        = "g"
  server_name = azurerm_sql_server.west.name
  databases   = [azurerm_sql_database.orders.id]
  partner_servers {
    id = azurerm_sql_server.north.id
  }
}
"""
OLD_COPY = """
resource "azurerm_sql_database" "copy" {
  name               = "copy"
  server_name        = azurerm_sql_server.north.name
  create_mode        = "%s"
  source_database_id = azurerm_sql_database.orders.id
}
"""


def old_sql(body: str = "", more: str = "") -> str:
    name = "server_name = azurerm_sql_server.west.name\n  "
    return OLD_SERVERS + resource("azurerm_sql_database", name + body, "orders") + more


@pytest.mark.parametrize(("body", "more", "expected"), [
    ("", "", (RESTORE, FAILOVER, RESTORE, RESTORE, "lost")),
    ("zone_redundant = true", "", (RESTORE, FAILOVER, FAILOVER, RESTORE, "lost")),
    ("zone_redundant = var.ha", "", (RESTORE, FAILOVER, "unknown(var.ha)", RESTORE, "lost")),
    ("elastic_pool_name = azurerm_sql_elasticpool.p.name", resource("azurerm_sql_elasticpool", name="p"),
     (RESTORE, FAILOVER, RESTORE, RESTORE, "lost")),
    ("", OLD_GROUP, (RESTORE, FAILOVER, PROMOTION, PROMOTION, "lost")),
    ("", OLD_COPY % "OnlineSecondary", (RESTORE, FAILOVER, PROMOTION, PROMOTION, "lost")),
    ("", OLD_COPY % "Copy", (RESTORE, FAILOVER, RESTORE, RESTORE, "lost")),
])  # fmt: skip
def test_a_database_of_the_old_types(body: str, more: str, expected: Five) -> None:
    assert five(old_sql(body, more), OLD) == expected


def test_a_replica_of_the_old_types_is_no_component_of_its_own() -> None:
    assert addresses(old_sql("", OLD_COPY % "NonReadableSecondary")) == [OLD]
    assert components(HOME + old_sql())[OLD].placement.regions == ("westeurope",)


def test_an_app_needs_the_databases_of_the_old_server_that_it_is_told() -> None:
    setting = 'app_settings = {\n  DB = "tcp:${azurerm_sql_server.west.fully_qualified_domain_name},1433"\n  }'
    text = old_sql() + resource("azurerm_linux_web_app", f"service_plan_id = var.place\n  {setting}")
    assert components(HOME + text)["azurerm_linux_web_app.x"].needs == (f".::{OLD}",)


@pytest.mark.parametrize(("partner", "expected"), [
    ("north", (RESTORE, FAILOVER, PROMOTION, PROMOTION, "lost")),
    ("west", (RESTORE, FAILOVER, RESTORE, RESTORE, "lost")),
])  # fmt: skip
def test_a_managed_instance_of_the_old_types(partner: str, expected: Five) -> None:
    database = (
        'resource "azurerm_sql_managed_database" "d" {\n  name = "d"\n'
        "  sql_managed_instance_id = azurerm_sql_managed_instance.a.id\n}\n"
    )
    pair = (
        resource("azurerm_sql_managed_instance", name="a")
        + resource("azurerm_sql_managed_instance", name="b", group=partner)
        + resource(
            "azurerm_sql_managed_instance_failover_group",
            "managed_instance_name = azurerm_sql_managed_instance.a.name\n"
            "  partner_managed_instance {\n id = azurerm_sql_managed_instance.b.id\n }",
        )
    )
    assert addresses(pair + database) == ["azurerm_sql_managed_instance.a"]
    assert five(pair, "azurerm_sql_managed_instance.a") == expected
