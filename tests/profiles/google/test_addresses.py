"""What services of Google Cloud need by the names and addresses that their settings hold."""

from __future__ import annotations

import pytest

from profiles.audit_text import components
from profiles.google.five import HOME

RUN = "google_cloud_run_v2_service.app"


def run(setting: str) -> str:
    return f"""
resource "google_cloud_run_v2_service" "app" {{
  name     = "app"
  location = "europe-west1"
  template {{
    containers {{
      image = "app"
      {setting}
    }}
  }}
}}
"""


def env(value: str, name: str = "X") -> str:
    return run(f'env {{\n name = "{name}"\n value = {value}\n }}')


DATABASE = """
resource "google_sql_database_instance" "db" {
  name             = "main-${var.place}"
  database_version = "POSTGRES_15"
  region           = "europe-west1"
}
"""


@pytest.mark.parametrize(("setting", "needed"), [
    ('"shop:europe-west1:main-${var.place}"', True),
    ('"${var.ha}:${var.ha}:main-${var.place}"', True),
    ('"postgresql://u:p@/db?host=/cloudsql/shop:europe-west1:main-${var.place}"', True),
    ('"shop:europe-west1:main-${var.ha}"', False),
    ('"shop:5432:main-${var.place}"', False),
    ('"main-${var.place}"', False),
])  # fmt: skip
def test_a_database_by_its_connection_name(setting: str, needed: bool) -> None:
    needs = components(HOME + DATABASE + env(setting))[RUN].needs
    assert needs == ((".::google_sql_database_instance.db",) if needed else ())


@pytest.mark.parametrize(("body", "setting"), [
    ('"google_storage_bucket" "it" {\n name = "shop.files"\n location = "EU"', "gs://shop.files/in"),
    ('"google_storage_bucket" "it" {\n name = "shop.files"', "https://storage.googleapis.com/shop.files/logo.png"),
    ('"google_storage_bucket" "it" {\n name = "shop.files"', "https://shop.files.storage.googleapis.com"),
    ('"google_cloudfunctions_function" "it" {\n name = "pay"', "https://europe-west1-shop.cloudfunctions.net/pay"),
    ('"google_cloud_run_v2_service" "it" {\n name = "pay"', "https://pay-1234567890.europe-west1.run.app/v1"),
    ('"google_cloud_run_v2_service" "it" {\n name = "pay-v2"', "https://pay-v2-6rbhtqt3ea-ew.a.run.app"),
    ('"google_cloud_run_service" "it" {\n name = "pay"', "https://blue---pay-6rbhtqt3ea-ew.a.run.app/v1"),
    ('"google_app_engine_standard_app_version" "it" {\n service = "pay"', "https://pay-dot-shop.ew.r.appspot.com/v1"),
    ('"google_app_engine_flexible_app_version" "it" {\n service = "pay"', "https://v2-dot-pay-dot-shop.ew.r.appspot.com"),
    ('"google_kms_crypto_key" "it" {\n name = "key"', "projects/shop/locations/eu/keyRings/r/cryptoKeys/key"),
    ('"google_pubsub_topic" "it" {\n name = "orders"', "projects/shop/topics/orders"),
    ('"google_spanner_instance" "it" {\n name = "orders"', "projects/shop/instances/orders/databases/main"),
    ('"google_secret_manager_secret" "it" {\n secret_id = "key"', "projects/shop/secrets/key/versions/latest"),
])  # fmt: skip
def test_what_an_address_names(body: str, setting: str) -> None:
    address = ".".join(body.split('"')[1:4:2])
    needs = components(HOME + f"resource {body}\n}}\n" + env(f'"{setting}"'))[RUN].needs
    assert needs == (f".::{address}",)


@pytest.mark.parametrize(("name", "needed"), [
    ("DATASET_NAME", True), ("BQ_DATASET", True), ("NAME", False), ("TABLE_NAME", False),
])  # fmt: skip
@pytest.mark.parametrize("value", ["var.place", '"sales"', '"${var.place}_sales"'])
def test_a_setting_names_a_dataset(value: str, name: str, needed: bool) -> None:
    dataset = f'resource "google_bigquery_dataset" "sales" {{\n  dataset_id = {value}\n}}\n'
    needs = components(HOME + dataset + env(value, name))[RUN].needs
    assert needs == ((".::google_bigquery_dataset.sales",) if needed else ())


URL = """
resource "google_secret_manager_secret" "url" {
  secret_id = "db-url"
}
resource "google_secret_manager_secret_version" "url" {
  secret      = google_secret_manager_secret.url.id
  secret_data = "postgres://u:p@${google_sql_database_instance.db.private_ip_address}/x"
}
"""
OLD = """
resource "google_cloud_run_service" "app" {
  name     = "app"
  location = "europe-west1"
  template {
    spec {
      containers {
        env {
          name = "DB"
          value_from {
            secret_key_ref {
              name = "db-url"
              key  = "latest"
            }
          }
        }
      }
    }
  }
}
"""
FUNCTION = """
resource "google_cloudfunctions2_function" "app" {
  name     = "app"
  location = "europe-west1"
  service_config {
    secret_environment_variables {
      key     = "DB"
      secret  = "db-url"
      version = "latest"
    }
  }
}
"""


@pytest.mark.parametrize(("text", "address"), [
    (run('env {\n name = "DB"\n value_source {\n secret_key_ref {\n secret = "db-url"\n }\n }\n }'), RUN),
    (OLD, "google_cloud_run_service.app"),
    (FUNCTION, "google_cloudfunctions2_function.app"),
])  # fmt: skip
def test_a_secret_by_its_plain_name(text: str, address: str) -> None:
    both = (".::google_secret_manager_secret.url", ".::google_sql_database_instance.db")
    assert components(HOME + DATABASE + URL + text)[address].needs == both
    assert components(HOME + DATABASE + URL + text.replace("db-url", "other"))[address].needs == ()


@pytest.mark.parametrize(("type_", "trigger", "needed"), [
    ("google_cloudfunctions_function",
     'event_type = "google.storage.object.finalize"\n resource = "uploads"', "google_storage_bucket.uploads"),
    ("google_cloudfunctions_function",
     'event_type = "google.pubsub.topic.publish"\n resource = "projects/shop/topics/orders"',
     "google_pubsub_topic.orders"),
    ("google_cloudfunctions_function",
     'event_type = "google.pubsub.topic.publish"\n resource = "orders"', "google_pubsub_topic.orders"),
    ("google_cloudfunctions2_function",
     'event_filters {\n attribute = "bucket"\n value = "uploads"\n }', "google_storage_bucket.uploads"),
    ("google_cloudfunctions2_function", 'event_filters {\n attribute = "bucket"\n value = var.place\n }', ""),
])  # fmt: skip
def test_a_function_needs_what_sends_it_events(type_: str, trigger: str, needed: str) -> None:
    text = f"""
resource "google_storage_bucket" "uploads" {{
  name     = "uploads"
  location = "EU"
}}
resource "google_pubsub_topic" "orders" {{
  name = "orders"
}}
resource "{type_}" "app" {{
  name = "app"
  event_trigger {{
    {trigger}
  }}
}}
"""
    assert components(HOME + text)[f"{type_}.app"].needs == ((f".::{needed}",) if needed else ())


def test_a_record_leads_to_what_bears_its_address() -> None:
    text = """
resource "google_compute_global_address" "front" {
  name = "front"
}
resource "google_compute_global_forwarding_rule" "front" {
  name       = "front"
  target     = google_compute_target_http_proxy.front.id
  ip_address = google_compute_global_address.front.address
}
resource "google_dns_managed_zone" "shop" {
  name     = "shop"
  dns_name = "shop.example."
}
resource "google_dns_record_set" "front" {
  name         = "www.shop.example."
  type         = "A"
  managed_zone = google_dns_managed_zone.shop.name
  rrdatas      = [google_compute_global_address.front.address]
}
"""
    found = components(HOME + text + env("google_dns_record_set.front.name"))
    assert found[RUN].needs == (".::google_compute_global_forwarding_rule.front",)


def test_a_record_leads_to_what_answers() -> None:
    record = """
resource "google_dns_record_set" "db" {
  name         = "db.internal."
  type         = "A"
  managed_zone = "z"
  rrdatas      = [google_sql_database_instance.db.private_ip_address]
}
"""
    found = components(HOME + DATABASE + record + env("google_dns_record_set.db.name"))
    assert found[RUN].needs == (".::google_sql_database_instance.db",)


def test_an_endpoint_of_private_service_connect_leads_to_the_service_behind_it() -> None:
    endpoint = """
resource "google_compute_address" "db" {
  name   = "db"
  region = "europe-west1"
}
resource "google_compute_forwarding_rule" "db" {
  name                  = "db"
  region                = "europe-west1"
  ip_address            = google_compute_address.db.id
  load_balancing_scheme = ""
  target                = google_sql_database_instance.db.psc_service_attachment_link
}
"""
    text = HOME + DATABASE + endpoint + env("google_compute_address.db.address")
    assert components(text)[RUN].needs == (".::google_sql_database_instance.db",)
