"""Spanner, Bigtable, Firestore and the Realtime Database."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components
from profiles.google.five import HOME, Five, addresses, five, shown

RESTORE, SERVICE, FAILOVER, PROMOTION = (
    "recovers/restore", "continues/service", "continues/failover", "recovers/promotion",
)  # fmt: skip
SPANNER = "google_spanner_instance.orders"


KEPT = """version_retention_period = "7d"
  enable_drop_protection   = true"""


def spanner(config: str = '"regional-europe-west1"', body: str = "", more: str = "") -> str:
    return f"""
resource "google_spanner_instance" "orders" {{
  name   = "orders"
  config = {config}
  {body}
}}
{more}
"""


def database(name: str, body: str = "") -> str:
    return f"""
resource "google_spanner_database" "{name}" {{
  instance = google_spanner_instance.orders.name
  name     = "{name}"
  {body}
}}
"""


def schedule(name: str) -> str:
    return f"""
resource "google_spanner_backup_schedule" "{name}" {{
  instance           = google_spanner_instance.orders.name
  database           = google_spanner_database.{name}.name
  name               = "{name}"
  retention_duration = "1209600s"
}}
"""


CUSTOM = """
resource "google_spanner_instance_config" "own" {
  name         = "custom-own"
  display_name = "own"
  base_config  = "projects/shop/instanceConfigs/nam11"
}
"""


@pytest.mark.parametrize(("text", "data", "region"), [
    (spanner(), "lost", "lost"),
    (spanner('"nam-eur-asia1"'), "lost", SERVICE),
    (spanner('"projects/shop/instanceConfigs/eur5"'), "lost", SERVICE),
    (spanner('"dual-region-germany1"'), "lost", PROMOTION),
    (spanner('var.ha ? "dual-region-japan1" : "regional-asia-northeast1"'), "lost", "unknown(var.ha)"),
    (spanner('"__CONFIG__"'), "lost", "unknown(google_spanner_instance.orders.config)"),
    (spanner('"regional-${var.place}"'), "lost", "lost"),
    (spanner("var.place"), "lost", "unknown(var.place)"),
    (spanner("google_spanner_instance_config.own.name", more=CUSTOM), "lost", SERVICE),
    (spanner(body='default_backup_schedule_type = "AUTOMATIC"'), RESTORE, "lost"),
    (spanner(more=database("a") + schedule("a")), RESTORE, "lost"),
    (spanner(more=database("a") + database("b") + schedule("a")), "lost", "lost"),
    (spanner(more=database("a", KEPT) + database("b") + schedule("b")), RESTORE, "lost"),
    (spanner(more=database("a", KEPT.replace("7d", "1h"))), "lost", "lost"),
    (spanner(more=database("a", KEPT)), RESTORE, "lost"),
    (spanner(more=database("a", KEPT.replace("true", "false"))), "lost", "lost"),
    (spanner(more=database("a", KEPT.replace("7d", "3600s"))), "lost", "lost"),
    (spanner(more=database("a", KEPT.replace("7d", "7200s"))), RESTORE, "lost"),
    (spanner(more=database("a", 'version_retention_period = "7d"')), "lost", "lost"),
    (spanner(more=database("a", KEPT.replace("true", "var.ha"))), "unknown(var.ha)", "lost"),
    (spanner(more=database("a", KEPT.replace('"7d"', "var.place"))), "unknown(var.place)", "lost"),
    (spanner(more=database("a") + schedule("a").replace('name               = "a"', "count = var.ha ? 1 : 0")),
     "unknown(var.ha)", "lost"),
])  # fmt: skip
def test_spanner(text: str, data: str, region: str) -> None:
    assert addresses(text) == [SPANNER]
    assert five(text, SPANNER) == (data, SERVICE, SERVICE, region, "lost")


def test_two_regions_of_spanner_take_longer_than_three() -> None:
    found = {config: components(HOME + spanner(f'"{config}"'))[SPANNER] for config in ("eur5", "dual-region-japan1")}
    assert {config: c.outcomes[Scenario.REGION].rto for config, c in found.items()} == {
        "eur5": (0, 60), "dual-region-japan1": (60, 45 * 60),
    }  # fmt: skip


def test_where_spanner_stands_and_what_shows_it() -> None:
    assert components(HOME + spanner())[SPANNER].placement.regions == ("europe-west1",)
    assert shown(spanner('"eur5"'), SPANNER, Scenario.REGION) == [("config", "eur5", 4, "")]


# --- Bigtable -----------------------------------------------------------------------------------------------------

BIGTABLE = "google_bigtable_instance.events"


def bigtable(*zones: str, more: str = "") -> str:
    clusters = "".join(
        f'  cluster {{\n    cluster_id = "c{i}"\n    zone = {zone}\n    num_nodes = 1\n  }}\n'
        for i, zone in enumerate(zones)
    )
    return f'resource "google_bigtable_instance" "events" {{\n  name = "events"\n{clusters}}}\n{more}'


B, C, FAR = '"europe-west1-b"', '"europe-west1-c"', '"europe-west4-a"'
SINGLE = """
resource "google_bigtable_app_profile" "app" {
  instance       = google_bigtable_instance.events.name
  app_profile_id = "app"
  single_cluster_routing {
    cluster_id = "c0"
  }
}
"""


def among(clusters: str) -> str:
    return f"""
resource "google_bigtable_app_profile" "app" {{
  instance                          = google_bigtable_instance.events.name
  app_profile_id                    = "app"
  multi_cluster_routing_use_any     = true
  multi_cluster_routing_cluster_ids = {clusters}
}}
"""


def table(name: str, policy: str = "") -> str:
    return f"""
resource "google_bigtable_table" "{name}" {{
  name          = "{name}"
  instance_name = google_bigtable_instance.events.name
  {policy}
}}
"""


POLICY = 'automated_backup_policy {\n    retention_period = "%s"\n    frequency        = "24h0m0s"\n  }'


@pytest.mark.parametrize(("text", "expected"), [
    (bigtable(B), ("lost", "lost", "lost")),
    (bigtable(B, C), ("lost", FAILOVER, "lost")),
    (bigtable(B, FAR), ("lost", FAILOVER, FAILOVER)),
    (bigtable(B, FAR, more=SINGLE), ("lost", PROMOTION, PROMOTION)),
    (bigtable(B, FAR, C, more=among("null")), ("lost", FAILOVER, FAILOVER)),
    (bigtable(B, FAR, C, more=among('["c0", "c1"]')), ("lost", FAILOVER, FAILOVER)),
    (bigtable(B, FAR, C, more=among('["c0", "c2"]')), ("lost", FAILOVER, PROMOTION)),
    (bigtable(B, FAR, C, more=among('["c1"]')), ("lost", PROMOTION, PROMOTION)),
    (bigtable(B, FAR, C, more=among('["c0", var.other]')), ("lost", FAILOVER, "unknown(var.other)")),
    (bigtable(B, "var.place"), ("lost", FAILOVER, "unknown(var.place)")),
    (bigtable(B, more=table("a", POLICY % "72h0m0s")), (RESTORE, "lost", "lost")),
    (bigtable(B, more=table("a", POLICY % "72h0m0s") + table("b")), ("lost", "lost", "lost")),
    (bigtable(B, more=table("a", POLICY % "0")), ("lost", "lost", "lost")),
])  # fmt: skip
def test_bigtable(text: str, expected: tuple[str, ...]) -> None:
    assert addresses(text) == [BIGTABLE]
    data, zone, region = expected
    assert five(text, BIGTABLE) == (data, SERVICE, zone, region, "lost")


# --- Firestore ----------------------------------------------------------------------------------------------------

FIRESTORE = "google_firestore_database.app"


def firestore(place: str = '"europe-west1"', body: str = "", more: str = "") -> str:
    return f"""
resource "google_firestore_database" "app" {{
  name        = "app"
  location_id = {place}
  type        = "FIRESTORE_NATIVE"
  {body}
}}
{more}
"""


DAILY = """
resource "google_firestore_backup_schedule" "daily" {
  database  = google_firestore_database.app.name
  retention = "604800s"
  daily_recurrence {}
}
"""
PITR = 'point_in_time_recovery_enablement = "POINT_IN_TIME_RECOVERY_ENABLED"'


@pytest.mark.parametrize(("text", "expected"), [
    (firestore(), ("lost", SERVICE, SERVICE, "lost", "lost")),
    (firestore(body=PITR), (RESTORE, SERVICE, SERVICE, "lost", "lost")),
    (firestore(more=DAILY), (RESTORE, SERVICE, SERVICE, "lost", "lost")),
    (firestore('"eur3"'), ("lost", SERVICE, SERVICE, SERVICE, "lost")),
    (firestore("var.place"), ("lost", SERVICE, SERVICE, "unknown(var.place)", "lost")),
])  # fmt: skip
def test_firestore(text: str, expected: Five) -> None:
    assert addresses(text) == [FIRESTORE]
    assert five(text, FIRESTORE) == expected


def test_the_realtime_database_has_no_copy() -> None:
    text = (
        'resource "google_firebase_database_instance" "chat" {\n  instance_id = "chat"\n  region = "europe-west1"\n}\n'
    )
    assert five(text, "google_firebase_database_instance.chat") == ("lost", SERVICE, SERVICE, "lost", "lost")


APP = """
resource "google_app_engine_application" "app" {
  project     = "shop"
  location_id = %s
  %s
}
"""
SCHEDULE = """
resource "google_firestore_backup_schedule" "daily" {
  project   = "shop"
  retention = "604800s"
  %s
}
"""


@pytest.mark.parametrize(("location", "schedule", "data", "region"), [
    ('"us-central"', "", "lost", "continues/service"),
    ('"europe-west"', SCHEDULE % "", "recovers/restore", "continues/service"),
    ('"europe-west3"', SCHEDULE % 'database = "(default)"', "recovers/restore", "lost"),
    ('"europe-west3"', SCHEDULE % 'database = "other"', "lost", "lost"),
    ('"europe-west3"', SCHEDULE.replace('"shop"', '"other"') % "", "lost", "lost"),
    ("var.place", "", "lost", "unknown(var.place)"),
])  # fmt: skip
def test_the_database_of_an_app_engine_application(location: str, schedule: str, data: str, region: str) -> None:
    text = APP % (location, 'database_type = "CLOUD_FIRESTORE"') + schedule
    found = five(text, "google_app_engine_application.app")
    assert (found[0], found[3]) == (data, region)


def test_an_app_engine_application_without_a_database_is_no_component() -> None:
    assert components(HOME + APP % ('"us-central"', "")) == {}
