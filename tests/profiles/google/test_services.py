"""Services without servers, messages, keys and secrets, datasets, registries and backup vaults."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components
from profiles.google.five import HOME, Five, addresses, five

RESTORE, RESTART, REDEPLOY, SERVICE = (
    "recovers/restore", "recovers/restart", "recovers/redeploy", "continues/service",
)  # fmt: skip
REGIONAL: Five = ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)
"""What a regional service without data of its own is worth."""


def one(type_: str, body: str) -> tuple[str, str]:
    return f'resource "{type_}" "x" {{\n  {body}\n}}\n', f"{type_}.x"


@pytest.mark.parametrize(("type_", "body", "expected"), [
    ("google_cloud_run_v2_service", 'name = "x"\n  location = "europe-west1"', REGIONAL),
    ("google_cloud_run_v2_service",
     'name = "x"\n  location = "global"\n  multi_region_settings {\n regions = ["europe-west1", "europe-west4"]\n }',
     ("continues", SERVICE, SERVICE, "recovers/promotion", REDEPLOY)),
    ("google_cloud_run_service", 'name = "x"\n  location = "europe-west1"', REGIONAL),
    ("google_cloud_run_v2_service", 'name = "x"\n  template {\n gpu_zonal_redundancy_disabled = true\n }',
     ("continues", SERVICE, RESTART, REDEPLOY, REDEPLOY)),
    ("google_cloud_run_v2_service", 'name = "x"\n  template {\n gpu_zonal_redundancy_disabled = var.ha\n }',
     ("continues", SERVICE, "unknown(var.ha)", REDEPLOY, REDEPLOY)),
    ("google_cloud_run_service", 'name = "x"\n  template {\n metadata {\n annotations = {\n '
     '"run.googleapis.com/gpu-zonal-redundancy-disabled" = "true"\n }\n }\n }',
     ("continues", SERVICE, RESTART, REDEPLOY, REDEPLOY)),
    ("google_cloud_run_v2_service", 'name = "x"\n  template {\n scaling {\n max_instance_count = 1\n }\n }',
     ("continues", RESTART, RESTART, REDEPLOY, REDEPLOY)),
    ("google_cloud_run_v2_service", 'name = "x"\n  template {\n scaling {\n max_instance_count = 2\n }\n }', REGIONAL),
    ("google_cloud_run_v2_service", 'name = "x"\n  template {\n scaling {\n max_instance_count = var.place\n }\n }',
     ("continues", "unknown(var.place)", "unknown(var.place)", REDEPLOY, REDEPLOY)),
    ("google_cloud_run_v2_service",
     'name = "x"\n  scaling {\n scaling_mode = "MANUAL"\n manual_instance_count = 1\n }',
     ("continues", RESTART, RESTART, REDEPLOY, REDEPLOY)),
    ("google_cloud_run_service", 'name = "x"\n  template {\n metadata {\n annotations = {\n '
     '"autoscaling.knative.dev/maxScale" = "1"\n }\n }\n }', ("continues", RESTART, RESTART, REDEPLOY, REDEPLOY)),
    ("google_app_engine_standard_app_version", 'service = "x"\n  manual_scaling {\n instances = 1\n }',
     ("continues", RESTART, RESTART, REDEPLOY, REDEPLOY)),
    ("google_app_engine_standard_app_version", 'service = "x"\n  manual_scaling {\n instances = 2\n }', REGIONAL),
    ("google_apigee_instance", 'name = "x"\n  location = "europe-west1-b"',
     ("continues", SERVICE, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("google_cloud_run_v2_job", 'name = "x"\n  location = "europe-west1"',
     ("continues", RESTART, RESTART, REDEPLOY, REDEPLOY)),
    ("google_cloud_run_v2_worker_pool", 'name = "x"', ("continues", RESTART, RESTART, REDEPLOY, REDEPLOY)),
    ("google_cloud_run_v2_worker_pool", 'name = "x"\n  scaling {\n manual_instance_count = 2\n }',
     ("continues", "continues/members", RESTART, REDEPLOY, REDEPLOY)),
    ("google_cloudfunctions_function", 'name = "x"', REGIONAL),
    ("google_cloudfunctions2_function", 'name = "x"', REGIONAL),
    ("google_cloudfunctions_function", 'name = "x"\n  max_instances = 1',
     ("continues", RESTART, RESTART, REDEPLOY, REDEPLOY)),
    ("google_cloudfunctions_function", 'name = "x"\n  max_instances = 0', REGIONAL),
    ("google_cloudfunctions2_function", 'name = "x"\n  service_config {\n max_instance_count = 1\n }',
     ("continues", RESTART, RESTART, REDEPLOY, REDEPLOY)),
    ("google_cloudfunctions2_function", 'name = "x"\n  service_config {\n max_instance_count = 5\n }', REGIONAL),
    ("google_app_engine_standard_app_version", 'service = "x"', REGIONAL),
    ("google_app_engine_flexible_app_version", 'service = "x"',
     ("continues", "continues/members", "continues/members", REDEPLOY, REDEPLOY)),
    ("google_app_engine_flexible_app_version", 'service = "x"\n  manual_scaling {\n instances = 1\n }',
     ("continues", RESTART, RESTART, REDEPLOY, REDEPLOY)),
    ("google_app_engine_flexible_app_version",
     'service = "x"\n  automatic_scaling {\n min_total_instances = var.place\n }',
     ("continues", "unknown(var.place)", "unknown(var.place)", REDEPLOY, REDEPLOY)),
    ("google_workflows_workflow", 'name = "x"', REGIONAL),
    ("google_dataflow_job", 'name = "x"', ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("google_dataproc_cluster", 'name = "x"', ("continues", REDEPLOY, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("google_dataproc_cluster",
     'name = "x"\n  cluster_config {\n master_config {\n num_instances = 3\n }\n }',
     ("continues", "continues/failover", REDEPLOY, REDEPLOY, REDEPLOY)),
    ("google_composer_environment", 'name = "x"', ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("google_composer_environment", 'name = "x"\n  config {\n resilience_mode = "HIGH_RESILIENCE"\n }',
     ("continues", "continues/failover", "continues/failover", REDEPLOY, REDEPLOY)),
    ("google_composer_environment", "name = \"x\"\n  config {\n resilience_mode = var.place\n }",
     ("continues", "unknown(var.place)", "unknown(var.place)", REDEPLOY, REDEPLOY)),
    ("google_pubsub_topic", 'name = "x"', ("continues", SERVICE, SERVICE, SERVICE, REDEPLOY)),
    ("google_pubsub_topic",
     'name = "x"\n  message_storage_policy {\n allowed_persistence_regions = ["europe-west1"]\n }', REGIONAL),
    ("google_pubsub_topic", "name = \"x\"\n  message_storage_policy {\n allowed_persistence_regions = var.place\n }",
     ("continues", SERVICE, SERVICE, "unknown(var.place)", REDEPLOY)),
    ("google_pubsub_subscription", 'name = "x"\n  topic = "projects/other/topics/t"', REGIONAL),
    ("google_pubsub_lite_topic", 'name = "x"\n  region = "europe-west1"', REGIONAL),
    ("google_pubsub_lite_topic", 'name = "x"\n  region = "europe-west1"\n  zone = "europe-west1-b"',
     ("continues", SERVICE, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("google_cloud_tasks_queue", 'name = "x"\n  location = "europe-west1"', REGIONAL),
    ("google_managed_kafka_cluster", 'cluster_id = "x"\n  location = "europe-west1"',
     ("lost", "continues/members", "continues/members", "lost", "lost")),
    ("google_secret_manager_secret", 'secret_id = "x"\n  replication {\n auto {}\n }',
     ("lost", SERVICE, SERVICE, SERVICE, "lost")),
    ("google_secret_manager_secret", 'secret_id = "x"\n  replication {\n automatic = true\n }',
     ("lost", SERVICE, SERVICE, SERVICE, "lost")),
    ("google_secret_manager_secret",
     'secret_id = "x"\n  replication {\n user_managed {\n replicas {\n location = "europe-west1"\n }\n }\n }',
     ("lost", SERVICE, SERVICE, "lost", "lost")),
    ("google_secret_manager_secret",
     'secret_id = "x"\n  version_destroy_ttl = "86400s"\n  replication {\n user_managed {\n'
     ' replicas {\n location = "europe-west1"\n }\n replicas {\n location = "europe-west4"\n }\n }\n }',
     (RESTORE, SERVICE, SERVICE, SERVICE, "lost")),
    ("google_secret_manager_regional_secret", 'secret_id = "x"\n  location = "europe-west1"',
     ("lost", SERVICE, SERVICE, "lost", "lost")),
    ("google_kms_crypto_key", 'name = "x"\n  key_ring = "projects/p/locations/europe-west1/keyRings/r"',
     (RESTORE, SERVICE, SERVICE, "lost", "lost")),
    ("google_kms_crypto_key", 'name = "x"\n  key_ring = "projects/p/locations/eur4/keyRings/r"',
     (RESTORE, SERVICE, SERVICE, SERVICE, "lost")),
    ("google_kms_crypto_key", 'name = "x"\n  key_ring = var.place',
     (RESTORE, SERVICE, SERVICE, "unknown(var.place)", "lost")),
    ("google_bigquery_dataset", 'dataset_id = "x"\n  location = "EU"', (RESTORE, SERVICE, SERVICE, "lost", "lost")),
    ("google_api_gateway_gateway", 'gateway_id = "x"', REGIONAL),
    ("google_apigee_instance", 'name = "x"\n  location = "europe-west1"', REGIONAL),
    ("google_apigee_instance", 'name = "x"\n  location = var.place', REGIONAL),
    ("google_artifact_registry_repository", 'repository_id = "x"\n  location = "europe-west1"', REGIONAL),
    ("google_artifact_registry_repository", 'repository_id = "x"\n  location = "europe"',
     ("continues", SERVICE, SERVICE, SERVICE, REDEPLOY)),
    ("google_container_registry", "", ("continues", SERVICE, SERVICE, SERVICE, REDEPLOY)),
    ("google_identity_platform_config", "", ("lost", SERVICE, SERVICE, "lost", "lost")),
    ("google_identity_platform_tenant", 'display_name = "shop"', ("lost", SERVICE, SERVICE, "lost", "lost")),
    ("google_backup_dr_backup_vault",
     'location = "europe-west1"\n  backup_vault_id = "x"\n  backup_minimum_enforced_retention_duration = "86400s"',
     (RESTORE, SERVICE, SERVICE, "lost", RESTORE)),
    ("google_backup_dr_backup_vault",
     'location = "eu"\n  backup_vault_id = "x"\n  backup_minimum_enforced_retention_duration = "86400s"',
     (RESTORE, SERVICE, SERVICE, SERVICE, RESTORE)),
])  # fmt: skip
def test_a_service(type_: str, body: str, expected: Five) -> None:
    text, address = one(type_, body)
    assert five(text, address) == expected


@pytest.mark.parametrize(("type_", "body"), [
    ("google_app_engine_flexible_app_version", 'service = "x"\n  serving_status = "STOPPED"'),
    ("google_app_engine_application", 'location_id = "europe-west"'),
    ("google_cloud_scheduler_job", 'name = "x"'),
    ("google_kms_key_ring", 'name = "x"\n  location = "eu"'),
    ("google_service_account", 'account_id = "x"'),
    ("google_gke_backup_backup_plan", 'name = "x"\n  location = "europe-west1"\n  cluster = "c"'),
])  # fmt: skip
def test_what_is_no_component(type_: str, body: str) -> None:
    assert addresses(one(type_, body)[0]) == []


def test_subscriptions_fold_into_their_topic_and_topics_into_their_cluster() -> None:
    text = """
resource "google_pubsub_topic" "orders" {
  name = "orders"
}
resource "google_pubsub_subscription" "orders" {
  name  = "orders"
  topic = google_pubsub_topic.orders.id
}
resource "google_managed_kafka_cluster" "events" {
  cluster_id = "events"
  location   = "europe-west1"
}
resource "google_managed_kafka_topic" "clicks" {
  cluster            = google_managed_kafka_cluster.events.cluster_id
  topic_id           = "clicks"
  location           = "europe-west1"
  replication_factor = 1
}
"""
    assert addresses(text) == ["google_managed_kafka_cluster.events", "google_pubsub_topic.orders"]
    assert five(text, "google_managed_kafka_cluster.events")[1:3] == (RESTART, "lost")


def test_a_key_stands_where_its_ring_does() -> None:
    text = """
resource "google_kms_key_ring" "ring" {
  name     = "ring"
  location = "europe"
}
resource "google_kms_crypto_key" "key" {
  name     = "key"
  key_ring = google_kms_key_ring.ring.id
}
"""
    address = "google_kms_crypto_key.key"
    assert five(text, address) == (RESTORE, SERVICE, SERVICE, SERVICE, "lost")
    assert components(HOME + text)[address].placement.regions == ("europe",)


@pytest.mark.parametrize(("location", "region"), [
    ('"europe"', SERVICE), ('"europe-west1"', "lost"), ("var.place", "unknown(var.place)"),
])  # fmt: skip
def test_a_key_stands_where_its_ring_is_looked_for(location: str, region: str) -> None:
    text = f"""
data "google_kms_key_ring" "ring" {{
  count    = 1
  name     = "ring"
  location = {location}
}}
resource "google_kms_crypto_key" "key" {{
  name     = "key"
  key_ring = data.google_kms_key_ring.ring[0].id
}}
"""
    assert five(text, "google_kms_crypto_key.key")[3] == region


def test_a_secret_lies_where_each_of_its_keys_does() -> None:
    text = """
resource "google_kms_crypto_key" "of" {
  for_each = { one = "europe-west1", two = "europe-west4" }
  name     = each.key
  key_ring = "projects/p/locations/${each.value}/keyRings/r"
}
resource "google_secret_manager_secret" "x" {
  secret_id = "x"
  replication {
    user_managed {
      dynamic "replicas" {
        for_each = { for key in google_kms_crypto_key.of : split("/", key.id)[3] => key.id }
        content {
          location = replicas.key
          customer_managed_encryption {
            kms_key_name = replicas.value
          }
        }
      }
    }
  }
}
"""
    assert five(text, "google_secret_manager_secret.x")[3] == SERVICE


def copied(location: str, more: str = "") -> str:
    return f"""
resource "google_bigquery_dataset" "sales" {{
  dataset_id = "sales"
  location   = "EU"
}}
resource "google_bigquery_dataset" "copy" {{
  dataset_id = "sales_copy"
  location   = {location}
  {more}
}}
resource "google_bigquery_data_transfer_config" "copy" {{
  display_name           = "copy"
  data_source_id         = "cross_region_copy"
  schedule               = "every 24 hours"
  destination_dataset_id = google_bigquery_dataset.copy.dataset_id
  params = {{
    source_dataset_id = google_bigquery_dataset.sales.dataset_id
  }}
}}
"""


@pytest.mark.parametrize(("text", "region", "account"), [
    (copied('"US"'), "recovers/promotion", "lost"),
    (copied('"eu"'), "lost", "lost"),
    (copied("var.place"), "unknown(var.place)", "lost"),
    (copied('"US"', 'project = "vault"'), "recovers/promotion", RESTORE),
])  # fmt: skip
def test_a_dataset_that_is_copied(text: str, region: str, account: str) -> None:
    assert five(text, "google_bigquery_dataset.sales")[3:] == (region, account)
    assert five(text, "google_bigquery_dataset.copy")[3:] == (region, account)


GKE_PLAN = """
resource "google_container_cluster" "shop" {
  name             = "shop"
  location         = "europe-west1"
  enable_autopilot = true
}
resource "google_gke_backup_backup_plan" "daily" {
  name     = "daily"
  location = %s
  cluster  = google_container_cluster.shop.id
  backup_schedule {
    cron_schedule = "0 4 * * *"
  }
  %s
}
"""
LOCK = "retention_policy {\n    backup_delete_lock_days = 7\n    backup_retain_days = 14\n  }"


@pytest.mark.parametrize(("text", "expected"), [
    (GKE_PLAN % ('"europe-west1"', ""), ("lost", SERVICE, SERVICE, "lost", "lost")),
    (GKE_PLAN % ('"europe-west4"', ""), ("lost", SERVICE, SERVICE, RESTORE, "lost")),
    (GKE_PLAN % ('"europe-west4"', LOCK), (RESTORE, SERVICE, SERVICE, RESTORE, RESTORE)),
    (GKE_PLAN % ("var.place", LOCK), (RESTORE, SERVICE, SERVICE, "unknown(var.place)", RESTORE)),
])  # fmt: skip
def test_backup_for_gke(text: str, expected: Five) -> None:
    assert five(text, "google_gke_backup_backup_plan.daily") == expected


def test_a_plan_of_backup_for_gke_that_is_paused_keeps_nothing() -> None:
    paused = GKE_PLAN.replace("cron_schedule =", "paused = true\n    cron_schedule =")
    assert addresses(paused % ('"europe-west4"', LOCK)) == ["google_container_cluster.shop"]


KAFKA = """
resource "google_managed_kafka_cluster" "events" {
  cluster_id = "events"
  location   = "europe-west1"
}
resource "google_managed_kafka_topic" "orders" {
  cluster            = google_managed_kafka_cluster.events.cluster_id
  topic_id           = "orders"
  replication_factor = 3
  configs            = %s
}
"""


@pytest.mark.parametrize(("configs", "expected"), [
    ('{ "min.insync.replicas" = "2" }', ("continues/members", "continues/members")),
    ('{ "cleanup.policy" = "compact" }', ("continues/members", "continues/members")),
    ('{ "min.insync.replicas" = "3" }', (RESTART, RESTART)),
    ('{ "min.insync.replicas" = var.place }', ("unknown(var.place)", "unknown(var.place)")),
    ("var.place", ("unknown(var.place)", "unknown(var.place)")),
])  # fmt: skip
def test_a_topic_whose_writes_need_all_replicas(configs: str, expected: tuple[str, str]) -> None:
    assert five(KAFKA % configs, "google_managed_kafka_cluster.events")[1:3] == expected


def test_a_service_needs_what_its_settings_name() -> None:
    text = """
resource "google_sql_database_instance" "orders" {
  name             = "orders"
  database_version = "POSTGRES_15"
  settings { tier = "db-f1-micro" }
}
resource "google_artifact_registry_repository" "images" {
  repository_id = "images"
  location      = "europe-west1"
}
resource "google_secret_manager_secret" "password" {
  secret_id = "password"
  replication {
    auto {}
  }
}
resource "google_cloud_run_v2_service" "web" {
  name     = "web"
  location = "europe-west1"
  template {
    volumes {
      name = "sql"
      cloud_sql_instance {
        instances = [google_sql_database_instance.orders.connection_name]
      }
    }
    containers {
      image = "${google_artifact_registry_repository.images.registry_uri}/web"
      env {
        name = "PASSWORD"
        value_source {
          secret_key_ref {
            secret = google_secret_manager_secret.password.secret_id
          }
        }
      }
    }
  }
}
"""
    assert components(HOME + text)["google_cloud_run_v2_service.web"].needs == (
        ".::google_secret_manager_secret.password", ".::google_sql_database_instance.orders",
    )  # fmt: skip


def test_a_service_needs_what_its_secret_leads_to() -> None:
    text = """
resource "google_sql_database_instance" "orders" {
  database_version = "POSTGRES_15"
  settings { tier = "db-f1-micro" }
}
resource "google_secret_manager_secret" "url" {
  secret_id = "url"
}
resource "google_secret_manager_secret_version" "url" {
  secret      = google_secret_manager_secret.url.id
  secret_data = "postgres://${google_sql_database_instance.orders.private_ip_address}/shop"
}
resource "google_cloud_run_v2_service" "web" {
  name     = "web"
  location = "europe-west1"
  template {
    containers {
      env {
        name = "URL"
        value_source {
          secret_key_ref {
            secret = google_secret_manager_secret.url.secret_id
          }
        }
      }
    }
  }
}
"""
    found = components(HOME + text)
    both = (".::google_secret_manager_secret.url", ".::google_sql_database_instance.orders")
    assert found["google_cloud_run_v2_service.web"].needs == both
    assert found["google_secret_manager_secret.url"].needs == ()


@pytest.mark.parametrize(("type_", "body", "advice"), [
    ("google_secret_manager_secret", 'secret_id = "x"', "set `version_destroy_ttl`"),
    ("google_backup_dr_backup_vault", 'backup_vault_id = "x"', "set `backup_minimum_enforced_retention_duration`"),
])  # fmt: skip
def test_an_argument_that_has_to_be_given_is_advised(type_: str, body: str, advice: str) -> None:
    (component,) = components(one(type_, body)[0]).values()
    assert component.outcomes[Scenario.DATA].remedies == (advice,)
