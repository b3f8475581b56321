"""Locations of Google Cloud: regions, zones, multi-regions, and texts that are none of them."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from continuity_audit.estate.values import Unknown
from profiles.audit_text import components, outcomes
from profiles.google.five import HOME, five

SERVICE = "continues/service"


def bucket(location: str) -> str:
    return f'resource "google_storage_bucket" "docs" {{\n  name     = "docs"\n  location = {location}\n}}\n'


@pytest.mark.parametrize(("location", "region"), [
    ('"EUR4"', SERVICE),
    ('"nam4"', SERVICE),
    ('"Asia"', SERVICE),
    ('"CA"', "unknown(google_storage_bucket.docs.location)"),
    ('"nam6"', "unknown(google_storage_bucket.docs.location)"),
    ('"CA"\n custom_placement_config {\n data_locations = ["northamerica-northeast1", "northamerica-northeast2"]\n }',
     SERVICE),
    ('"NORTHAMERICA-SOUTH1"', "lost"),
    ('"me-west1"', "lost"),
    ('"{{.storage_location}}"', "unknown(google_storage_bucket.docs.location)"),
    ('"__REGION__"', "unknown(google_storage_bucket.docs.location)"),
    ('"REGION_PLACEHOLDER"', "unknown(google_storage_bucket.docs.location)"),
    ('"eu-west-1"', "unknown(google_storage_bucket.docs.location)"),
    ('""', "unknown(google_storage_bucket.docs.location)"),
    ("var.place", "unknown(var.place)"),
])  # fmt: skip
def test_where_a_bucket_lies(location: str, region: str) -> None:
    assert five(bucket(location), "google_storage_bucket.docs")[3] == region


def test_what_shows_that_a_location_is_none() -> None:
    found = components(HOME + bucket('"__REGION__"'))["google_storage_bucket.docs"]
    (evidence,) = found.outcomes[Scenario.REGION].evidence
    assert (evidence.attribute, evidence.line - HOME.count("\n")) == ("location", 3)
    assert isinstance(evidence.value, Unknown)
    assert evidence.value.causes == {"google_storage_bucket.docs.location"}
    assert found.placement.regions == ()


@pytest.mark.parametrize(("text", "address", "scenario", "expected"), [
    ('resource "google_artifact_registry_repository" "x" {\n repository_id = "x"\n location = "{{.place}}"\n}',
     "google_artifact_registry_repository.x", "region", "unknown(google_artifact_registry_repository.x.location)"),
    ('resource "google_kms_key_ring" "r" {\n name = "r"\n location = "{{.place}}"\n}\n'
     'resource "google_kms_crypto_key" "x" {\n name = "x"\n key_ring = google_kms_key_ring.r.id\n}',
     "google_kms_crypto_key.x", "region", "unknown(google_kms_key_ring.r.location)"),
    ('resource "google_kms_crypto_key" "x" {\n name = "x"\n key_ring = "projects/p/locations/__REGION__/keyRings/r"\n}',
     "google_kms_crypto_key.x", "region", "unknown(google_kms_crypto_key.x.key_ring)"),
    ('resource "google_firestore_database" "x" {\n name = "x"\n location_id = "HERE"\n type = "DATASTORE_MODE"\n}',
     "google_firestore_database.x", "region", "unknown(google_firestore_database.x.location_id)"),
    ('resource "google_spanner_instance" "x" {\n name = "x"\n config = "CONFIG"\n}',
     "google_spanner_instance.x", "region", "unknown(google_spanner_instance.x.config)"),
    ('resource "google_spanner_instance" "x" {\n name = "x"\n config = "regional-__REGION__"\n}',
     "google_spanner_instance.x", "region", "lost"),
    ('resource "google_spanner_instance" "x" {\n name = "x"\n config = "dual-region-germany1"\n}',
     "google_spanner_instance.x", "region", "recovers/promotion"),
    ('resource "google_container_cluster" "x" {\n name = "x"\n location = "{{.place}}"\n enable_autopilot = false\n'
     ' initial_node_count = 1\n}',
     "google_container_cluster.x", "zone", "unknown(google_container_cluster.x.location)"),
])  # fmt: skip
def test_placeholders_of_other_services(text: str, address: str, scenario: str, expected: str) -> None:
    assert outcomes(HOME + text)[address][scenario] == expected


@pytest.mark.parametrize(("place", "region"), [
    ('"eu"', "recovers/restore"),
    ('"europe-west4"', "recovers/restore"),
    ('"europe-west1"', "lost"),
    ('"{{.place}}"', "unknown(google_sql_database_instance.x.settings.backup_configuration.location)"),
    ("var.place", "unknown(var.place)"),
])  # fmt: skip
def test_where_backups_of_cloud_sql_lie(place: str, region: str) -> None:
    text = f"""
resource "google_sql_database_instance" "x" {{
  database_version = "POSTGRES_15"
  region           = "europe-west1"
  settings {{
    tier = "db-f1-micro"
    backup_configuration {{
      enabled  = true
      location = {place}
    }}
  }}
}}
"""
    assert five(text, "google_sql_database_instance.x")[3] == region


def replicated(here: str, there: str) -> str:
    """A database with a read replica."""
    return f"""
resource "google_sql_database_instance" "main" {{
  name             = "main"
  database_version = "POSTGRES_15"
  region           = {here}
}}
resource "google_sql_database_instance" "copy" {{
  name                 = "copy"
  database_version     = "POSTGRES_15"
  region               = {there}
  master_instance_name = google_sql_database_instance.main.name
}}
"""


@pytest.mark.parametrize(("here", "there", "region"), [
    ('"europe-west1"', '"europe-west4"', "recovers/promotion"),
    ('"europe-west1"', '"__REGION__"', "unknown(google_sql_database_instance.copy.region)"),
    ('"__REGION__"', '"__REGION__"', "lost"),
    ('""', '""',
     "unknown(google_sql_database_instance.copy.region, google_sql_database_instance.main.region)"),
    ('""', '"europe-west1"', "unknown(google_sql_database_instance.main.region)"),
    ('"__ONE__"', '"__TWO__"',
     "unknown(google_sql_database_instance.copy.region, google_sql_database_instance.main.region)"),
])  # fmt: skip
def test_two_places_are_not_known_to_differ_by_their_placeholders(here: str, there: str, region: str) -> None:
    assert five(replicated(here, there), "google_sql_database_instance.main")[3] == region


def test_a_placeholder_that_is_a_region_elsewhere_is_one() -> None:
    redis = 'resource "google_redis_instance" "r" {\n  name   = "r"\n  region = "{{.place}}"\n}\n'
    assert five(bucket('"{{.place}}"') + redis, "google_storage_bucket.docs")[3] == "lost"


def test_an_empty_place_is_no_region_because_another_empty_one_is() -> None:
    redis = 'resource "google_redis_instance" "r" {\n  name   = "r"\n  region = ""\n}\n'
    expected = "unknown(google_storage_bucket.docs.location)"
    assert five(bucket('""') + redis, "google_storage_bucket.docs")[3] == expected


def test_empty_zones_of_two_clusters_may_be_two_regions() -> None:
    clusters = "".join(f'  cluster {{\n    cluster_id = "{n}"\n    zone       = ""\n  }}\n' for n in "ab")
    text = f'resource "google_bigtable_instance" "b" {{\n  name = "b"\n{clusters}}}\n'
    assert five(text, "google_bigtable_instance.b")[3] == "unknown(google_bigtable_instance.b.cluster.zone)"


def test_machines_in_zones_that_a_template_fills_in_are_not_known_to_stand_apart() -> None:
    def machine(name: str, zone: str) -> str:
        return f"""
resource "google_compute_instance" "{name}" {{
  name = "{name}"
  zone = "{zone}"
}}
"""

    pool = """
resource "google_compute_target_pool" "web" {
  name          = "web"
  health_checks = ["web"]
  instances     = [google_compute_instance.one.self_link, google_compute_instance.two.self_link]
}
resource "google_compute_forwarding_rule" "web" {
  name   = "web"
  target = google_compute_target_pool.web.id
}
"""
    found = five(machine("one", "europe-west1-b") + machine("two", "{{.zone}}") + pool, "google_compute_instance.one")
    assert found[2] == "unknown(google_compute_instance.two.zone)"


@pytest.mark.parametrize(("here", "there", "region"), [
    ('"US"', '"EU"', "recovers/promotion"),
    ('"us"', '"US"', "lost"),
    ('"US"', '"__REGION__"', "unknown(google_bigquery_dataset.copy.location)"),
    ("null", '"US"', "lost"),
    ('"US"', "var.place", "unknown(var.place)"),
])  # fmt: skip
def test_where_the_copy_of_a_dataset_lies(here: str, there: str, region: str) -> None:
    text = f"""
resource "google_bigquery_dataset" "sales" {{
  dataset_id = "sales"
  location   = {here}
}}
resource "google_bigquery_dataset" "copy" {{
  dataset_id = "copy"
  location   = {there}
}}
resource "google_bigquery_data_transfer_config" "copy" {{
  display_name           = "copy"
  data_source_id         = "cross_region_copy"
  schedule               = "every day 02:00"
  destination_dataset_id = google_bigquery_dataset.copy.dataset_id
  params = {{
    source_dataset_id = google_bigquery_dataset.sales.dataset_id
  }}
}}
"""
    assert five(text, "google_bigquery_dataset.sales")[3] == region
