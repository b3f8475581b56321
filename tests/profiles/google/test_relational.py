"""Cloud SQL and AlloyDB: each rung of each ladder, and what hangs on values that code does not hold."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components
from profiles.google.five import Five, addresses, five, shown

RESTORE, RESTART, FAILOVER, PROMOTION = (
    "recovers/restore",
    "recovers/restart",
    "continues/failover",
    "recovers/promotion",
)
SQL = "google_sql_database_instance.orders"


def sql(settings: str = "", more: str = "") -> str:
    return f"""
resource "google_sql_database_instance" "orders" {{
  name             = "orders"
  database_version = "POSTGRES_15"
  region           = "europe-west1"
  settings {{
    tier = "db-custom-2-7680"
    {settings}
  }}
}}
{more}
"""


def backups(more: str = "") -> str:
    return f"backup_configuration {{\n      enabled = true\n      {more}\n    }}\n"


REGIONAL = 'availability_type = "REGIONAL"\n'


@pytest.mark.parametrize(("settings", "expected"), [
    ("", ("lost", RESTART, "lost", "lost", "lost")),
    (backups(), (RESTORE, RESTART, RESTORE, RESTORE, "lost")),
    (REGIONAL + backups(), (RESTORE, FAILOVER, FAILOVER, RESTORE, "lost")),
    (REGIONAL + backups('location = "eu"'), (RESTORE, FAILOVER, FAILOVER, RESTORE, "lost")),
    (REGIONAL + backups('location = "europe-west1"'), (RESTORE, FAILOVER, FAILOVER, "lost", "lost")),
    (REGIONAL + backups('location = "europe-west4"'), (RESTORE, FAILOVER, FAILOVER, RESTORE, "lost")),
    (REGIONAL + backups("location = var.place"), (RESTORE, FAILOVER, FAILOVER, "unknown(var.place)", "lost")),
    ('availability_type = var.ha ? "REGIONAL" : "ZONAL"\n' + backups(),
     (RESTORE, "unknown(var.ha)", "unknown(var.ha)", RESTORE, "lost")),
    ("backup_configuration {\n      enabled = var.ha\n    }\n",
     ("unknown(var.ha)", RESTART, "unknown(var.ha)", "unknown(var.ha)", "lost")),
    ("backup_configuration {\n      enabled = false\n    }\n", ("lost", RESTART, "lost", "lost", "lost")),
    ("deletion_protection_enabled = true\n" + backups("retained_backups = 30"),
     (RESTORE, RESTART, RESTORE, RESTORE, "lost")),
])  # fmt: skip
def test_an_instance(settings: str, expected: Five) -> None:
    assert five(sql(settings), SQL) == expected


def test_what_shows_it() -> None:
    text = sql(REGIONAL + backups())
    assert shown(text, SQL, Scenario.ZONE) == [("settings.availability_type", "REGIONAL", 8, "")]
    assert shown(text, SQL, Scenario.REGION) == [
        ("settings.backup_configuration.enabled", True, 10, ""),
        ("settings.backup_configuration.location", "the nearest multi-region", 9, "backups"),
    ]
    assert shown(sql(), SQL, Scenario.INSTANCE) == [("settings.availability_type", "ZONAL", 6, "sql_database_instance")]


def test_the_loss_window_follows_the_transaction_logs() -> None:
    for settings, rpo in ((backups(), (0, 86400)), (backups("point_in_time_recovery_enabled = true"), (0, 300))):
        assert components(sql(settings))[SQL].outcomes[Scenario.DATA].rpo == rpo


def replica(region: str, name: str = "google_sql_database_instance.orders.name", more: str = "") -> str:
    return f"""
resource "google_sql_database_instance" "replica" {{
  name                 = "orders-replica"
  master_instance_name = {name}
  region               = {region}
  {more}
  settings {{ tier = "db-custom-2-7680" }}
}}
"""


def test_a_replica_in_another_region_is_folded_in_and_can_be_promoted() -> None:
    text = sql("", replica('"europe-west4"'))
    assert addresses(text) == [SQL]
    assert five(text, SQL) == ("lost", RESTART, PROMOTION, PROMOTION, "lost")


def test_a_replica_in_the_same_region_is_no_copy_outside_it() -> None:
    assert five(sql("", replica('"europe-west1"')), SQL) == ("lost", RESTART, "lost", "lost", "lost")


def zone(place: str) -> str:
    return f"location_preference {{\n      zone = {place}\n    }}\n"


@pytest.mark.parametrize(("primary", "settings", "more", "expected"), [
    (zone('"europe-west1-b"'), zone('"europe-west1-c"'), "", PROMOTION),
    (zone('"europe-west1-b"'), zone('"europe-west1-b"'), "", "lost"),
    (zone('"europe-west1-b"'), "", "", "lost"),
    ("", zone('"europe-west1-c"'), "", "lost"),
    (zone("var.place"), zone("var.place"), "", "lost"),
    (zone("var.place"), zone('"europe-west1-c"'), "", "unknown(var.place)"),
    ("", REGIONAL, "", PROMOTION),
    ("", "", "replica_configuration {\n failover_target = true\n }", PROMOTION),
    (backups(), REGIONAL, "", PROMOTION),
    (REGIONAL, REGIONAL, "", FAILOVER),
])  # fmt: skip
def test_a_replica_in_another_zone_can_be_promoted(primary: str, settings: str, more: str, expected: str) -> None:
    text = replica('"europe-west1"', more=more).replace('{ tier = "db-custom-2-7680" }', f"{{\n    {settings}\n  }}")
    found = five(sql(primary, text), SQL)
    assert found[2] == expected
    assert found[3] == ("lost" if "enabled" not in primary else RESTORE)


@pytest.mark.parametrize(("kind", "expected"), [
    ('"READ_REPLICA_INSTANCE"', (PROMOTION, PROMOTION)), ('"READ_POOL_INSTANCE"', ("lost", "lost")),
    ("var.place", ("unknown(var.place)", "unknown(var.place)")),
])  # fmt: skip
def test_the_nodes_of_a_read_pool_cannot_be_promoted(kind: str, expected: tuple[str, str]) -> None:
    assert five(sql("", replica('"europe-west4"', more=f"instance_type = {kind}")), SQL)[2:4] == expected


def test_a_replica_whose_region_is_open() -> None:
    assert five(sql("", replica("var.place")), SQL)[3] == "unknown(var.place)"


def test_a_replica_that_may_not_exist() -> None:
    assert five(sql("", replica('"europe-west4"', more="count = var.ha ? 1 : 0")), SQL)[3] == "unknown(var.ha)"


def test_what_names_an_instance_whose_name_ends_in_something_random() -> None:
    text = """
resource "random_id" "end" { byte_length = 4 }
resource "google_sql_database_instance" "orders" {
  name             = "orders-${random_id.end.hex}"
  database_version = "MYSQL_8_0"
  settings { tier = "db-f1-micro" }
}
resource "google_sql_database" "orders" {
  name     = "orders"
  instance = google_sql_database_instance.orders.name
}
""" + replica('"europe-west4"')
    assert addresses(text) == [SQL]
    assert [c.address for c in components(text)[SQL].companions] == [
        "google_sql_database.orders", "google_sql_database_instance.replica",
    ]  # fmt: skip


def vault(location: str = '"europe-west1"', resource: str = f"{SQL}.id") -> str:
    return f"""
resource "google_backup_dr_backup_vault" "safe" {{
  location                                   = {location}
  backup_vault_id                            = "safe"
  backup_minimum_enforced_retention_duration = "1209600s"
}}
resource "google_backup_dr_backup_plan" "daily" {{
  location       = "europe-west1"
  backup_plan_id = "daily"
  resource_type  = "sqladmin.googleapis.com/Instance"
  backup_vault   = google_backup_dr_backup_vault.safe.id
}}
resource "google_backup_dr_backup_plan_association" "orders" {{
  location      = "europe-west1"
  resource      = {resource}
  backup_plan   = google_backup_dr_backup_plan.daily.name
  resource_type = "sqladmin.googleapis.com/Instance"
}}
"""


@pytest.mark.parametrize(("location", "region"), [
    ('"europe-west1"', "lost"), ('"europe-west4"', RESTORE), ('"eu"', RESTORE), ("var.place", "unknown(var.place)"),
])  # fmt: skip
def test_a_backup_vault_outlives_the_account_and_perhaps_the_region(location: str, region: str) -> None:
    assert five(sql("", vault(location)), SQL) == (RESTORE, RESTART, RESTORE, region, RESTORE)


def test_a_backup_plan_that_names_the_instance_in_a_path() -> None:
    path = '"projects/shop/instances/${google_sql_database_instance.orders.name}"'
    assert five(sql("", vault(resource=path)), SQL)[4] == RESTORE


# --- AlloyDB ------------------------------------------------------------------------------------------------------

CLUSTER = "google_alloydb_cluster.orders"


def alloydb(body: str = "", instance: str = "", more: str = "") -> str:
    return f"""
resource "google_alloydb_cluster" "orders" {{
  cluster_id = "orders"
  location   = "europe-west1"
  {body}
}}
resource "google_alloydb_instance" "primary" {{
  cluster       = google_alloydb_cluster.orders.name
  instance_id   = "primary"
  instance_type = "PRIMARY"
  {instance}
}}
{more}
"""


SECONDARY = """
resource "google_alloydb_cluster" "far" {
  cluster_id   = "far"
  location     = "europe-west4"
  cluster_type = "SECONDARY"
  secondary_config { primary_cluster_name = google_alloydb_cluster.orders.name }
}
resource "google_alloydb_instance" "far" {
  cluster       = google_alloydb_cluster.far.name
  instance_id   = "far"
  instance_type = "SECONDARY"
}
"""


@pytest.mark.parametrize(("text", "expected"), [
    (alloydb(), (RESTORE, FAILOVER, FAILOVER, "lost", "lost")),
    (alloydb(instance='availability_type = "ZONAL"'), (RESTORE, RESTART, "recovers/redeploy", "lost", "lost")),
    (alloydb(instance="availability_type = var.place"),
     (RESTORE, "unknown(var.place)", "unknown(var.place)", "lost", "lost")),
    (alloydb("continuous_backup_config { enabled = false }"), ("lost", FAILOVER, FAILOVER, "lost", "lost")),
    (alloydb("continuous_backup_config { enabled = false }\n  automated_backup_policy { enabled = true }"),
     (RESTORE, FAILOVER, FAILOVER, "lost", "lost")),
    (alloydb('continuous_backup_config { enabled = false }\n  automated_backup_policy { backup_window = "1800s" }'),
     (RESTORE, FAILOVER, FAILOVER, "lost", "lost")),
    (alloydb("continuous_backup_config { enabled = false }\n  automated_backup_policy { enabled = false }"),
     ("lost", FAILOVER, FAILOVER, "lost", "lost")),
    (alloydb(more=SECONDARY), (RESTORE, FAILOVER, FAILOVER, PROMOTION, "lost")),
])  # fmt: skip
def test_alloydb(text: str, expected: Five) -> None:
    assert addresses(text) == [CLUSTER]
    assert five(text, CLUSTER) == expected


@pytest.mark.parametrize(("instance", "region"), [
    ("", "lost"),
    ('instance_type = "READ_POOL"', "lost"),
    ('instance_type = "SECONDARY"', PROMOTION),
    ('count = var.ha ? 1 : 0\n  instance_type = "SECONDARY"', "unknown(var.ha)"),
])  # fmt: skip
def test_what_is_replicated_to_a_secondary_alloydb_cluster_is_received_by_its_instance(
    instance: str, region: str
) -> None:
    cluster, _, _ = SECONDARY.partition('resource "google_alloydb_instance"')
    member = f"""
resource "google_alloydb_instance" "far" {{
  cluster     = google_alloydb_cluster.far.name
  instance_id = "far"
  {instance}
}}
"""
    assert five(alloydb(more=cluster + (member if instance else "")), CLUSTER)[3] == region


def test_an_alloydb_cluster_without_an_instance_has_only_its_storage() -> None:
    text = 'resource "google_alloydb_cluster" "orders" {\n  cluster_id = "orders"\n  location = "europe-west1"\n}\n'
    assert five(text, CLUSTER) == (RESTORE, "recovers/redeploy", "recovers/redeploy", "lost", "lost")


def test_backups_in_the_open_region_of_the_instance_are_in_its_region() -> None:
    text = sql(backups("location = var.place")).replace('region           = "europe-west1"', "region = var.place")
    assert five(text, SQL)[3] == "lost"


def test_labels_are_tags() -> None:
    text = sql('user_labels = { tier = "critical" }')
    assert components(text)[SQL].tags == {"tier": "critical"}
