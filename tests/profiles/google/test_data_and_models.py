"""What moves and describes data, answers predictions, and what people work on: Datastream to Cloud Workstations."""

from __future__ import annotations

import pytest

from profiles.audit_text import components
from profiles.google.five import HOME, Five, addresses, five

RESTORE, RESTART, REDEPLOY, SERVICE = (
    "recovers/restore", "recovers/restart", "recovers/redeploy", "continues/service",
)  # fmt: skip
MEMBERS, FAILOVER, NONE = "continues/members", "continues/failover", "continues"
EDGE: Five = (NONE, SERVICE, SERVICE, SERVICE, REDEPLOY)
"""What stands at edge locations all over the world is worth."""


def made(type_: str, body: str) -> tuple[str, str]:
    return f'resource "{type_}" "x" {{\n  {body}\n}}\n', f"{type_}.x"


@pytest.mark.parametrize(("type_", "body", "expected"), [
    ("google_datastream_stream", 'stream_id = "x"', (NONE, RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("google_dataproc_metastore_service", 'service_id = "x"', ("lost", RESTART, "lost", "lost", "lost")),
    ("google_dataproc_metastore_service", 'service_id = "x"\n  tier = "ENTERPRISE"',
     ("lost", FAILOVER, FAILOVER, "lost", "lost")),
    ("google_dataproc_metastore_service", 'service_id = "x"\n  tier = var.place',
     ("lost", "unknown(var.place)", "unknown(var.place)", "lost", "lost")),
    ("google_looker_instance", 'name = "x"', (RESTORE, RESTART, "lost", "lost", "lost")),
    ("google_looker_instance", 'name = "x"\n  periodic_export_config {\n gcs_uri = var.place\n }',
     (RESTORE, RESTART, RESTORE, "unknown(var.place)", "lost")),
    ("google_eventarc_trigger", 'name = "x"\n  location = "europe-west1"',
     (NONE, SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    ("google_managed_kafka_connect_cluster", 'connect_cluster_id = "x"',
     (NONE, RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("google_network_services_edge_cache_service", 'name = "x"', EDGE),
    ("google_firebase_hosting_site", 'site_id = "x"', EDGE),
    ("google_privateca_certificate_authority", 'certificate_authority_id = "x"',
     (RESTORE, SERVICE, SERVICE, "lost", "lost")),
    ("google_privateca_certificate_authority", 'certificate_authority_id = "x"\n  skip_grace_period = true',
     ("lost", SERVICE, SERVICE, "lost", "lost")),
    ("google_lustre_instance", 'instance_id = "x"\n  location = "europe-west1-b"',
     ("lost", RESTART, "lost", "lost", "lost")),
    ("google_parallelstore_instance", 'instance_id = "x"\n  location = "europe-west1-b"',
     ("lost", SERVICE, "lost", "lost", "lost")),
    ("google_tpu_v2_vm", 'name = "x"', (NONE, REDEPLOY, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("google_vertex_ai_endpoint", 'name = "x"',
     (NONE, "unknown(google_vertex_ai_endpoint.x.deployed_models)", REDEPLOY, REDEPLOY, REDEPLOY)),
    ("google_vertex_ai_endpoint_with_model_garden_deployment", 'publisher_model_name = "x"',
     (NONE, RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("google_vertex_ai_endpoint_with_model_garden_deployment",
     'publisher_model_name = "x"\n  deploy_config {\n dedicated_resources {\n min_replica_count = 2\n }\n }',
     (NONE, MEMBERS, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("google_vertex_ai_index_endpoint", 'display_name = "x"',
     (NONE, "unknown(google_vertex_ai_index_endpoint.x.deployed_indexes)", REDEPLOY, REDEPLOY, REDEPLOY)),
    ("google_vertex_ai_reasoning_engine", 'display_name = "x"', (NONE, RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("google_vertex_ai_reasoning_engine",
     'display_name = "x"\n  spec {\n deployment_spec {\n min_instances = 2\n }\n }',
     (NONE, MEMBERS, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("google_workbench_instance", 'name = "x"\n  location = "europe-west1-b"',
     ("lost", RESTART, "lost", "lost", "lost")),
    ("google_notebooks_instance", 'name = "x"\n  location = "europe-west1-b"',
     ("lost", RESTART, "lost", "lost", "lost")),
    ("google_workstations_workstation", 'workstation_id = "x"', ("lost", RESTART, RESTART, "lost", "lost")),
])  # fmt: skip
def test_a_component(type_: str, body: str, expected: Five) -> None:
    text, address = made(type_, body)
    assert five(text, address) == expected


@pytest.mark.parametrize(("type_", "body"), [
    ("google_datastream_stream", 'stream_id = "x"\n  desired_state = "NOT_STARTED"'),
    ("google_workbench_instance", 'name = "x"\n  desired_state = "STOPPED"'),
    ("google_notebooks_instance", 'name = "x"\n  desired_state = "STOPPED"'),
])  # fmt: skip
def test_what_stands_still_is_no_component(type_: str, body: str) -> None:
    assert addresses(made(type_, body)[0]) == []


def index(resources: str) -> str:
    return f"""
resource "google_vertex_ai_index_endpoint" "search" {{
  display_name = "search"
}}
resource "google_vertex_ai_index_endpoint_deployed_index" "docs" {{
  index_endpoint    = google_vertex_ai_index_endpoint.search.id
  index             = "projects/p/locations/europe-west1/indexes/1"
  deployed_index_id = "docs"
  {resources}
}}
"""


@pytest.mark.parametrize(("resources", "instance"), [
    ("", MEMBERS),
    ("automatic_resources {\n min_replica_count = 1\n }", RESTART),
    ("dedicated_resources {\n min_replica_count = 1\n machine_spec {\n machine_type = \"n1\"\n }\n }", RESTART),
    ("dedicated_resources {\n min_replica_count = 2\n machine_spec {\n machine_type = \"n1\"\n }\n }", MEMBERS),
    ("dedicated_resources {\n min_replica_count = var.place\n }", "unknown(var.place)"),
])  # fmt: skip
def test_an_endpoint_has_the_replicas_of_its_indexes(resources: str, instance: str) -> None:
    assert addresses(index(resources)) == ["google_vertex_ai_index_endpoint.search"]
    assert five(index(resources), "google_vertex_ai_index_endpoint.search")[1] == instance


def metastore(location: str) -> str:
    return f"""
resource "google_storage_bucket" "backups" {{
  name     = "backups"
  location = "EU"
}}
resource "google_dataproc_metastore_service" "hive" {{
  service_id = "hive"
  location   = "europe-west1"
  scheduled_backup {{
    enabled         = true
    backup_location = {location}
  }}
}}
"""


@pytest.mark.parametrize(("location", "region"), [
    ('"gs://${google_storage_bucket.backups.name}/hive"', RESTORE),
    ('"gs://elsewhere/hive"',
     "unknown(google_dataproc_metastore_service.hive.scheduled_backup.backup_location)"),
    ("var.place", "unknown(var.place)"),
])  # fmt: skip
def test_backups_of_a_metastore_lie_in_a_bucket(location: str, region: str) -> None:
    found = five(metastore(location), "google_dataproc_metastore_service.hive")
    assert found == (RESTORE, RESTART, RESTORE, region, "lost")


def workbench(policy: str) -> str:
    return f"""
resource "google_compute_resource_policy" "daily" {{
  name = "daily"
  {policy}
}}
resource "google_workbench_instance" "desk" {{
  name     = "desk"
  location = "europe-west1-b"
  gce_setup {{
    data_disks {{
      resource_policies = [google_compute_resource_policy.daily.id]
    }}
  }}
}}
"""


SCHEDULE = """snapshot_schedule_policy {
    schedule {
      daily_schedule {
        days_in_cycle = 1
        start_time    = "04:00"
      }
    }
    %s
  }"""


@pytest.mark.parametrize(("policy", "expected"), [
    (SCHEDULE % "", (RESTORE, RESTART, RESTORE, RESTORE, "lost")),
    (SCHEDULE % 'snapshot_properties {\n storage_locations = ["europe-west1"]\n }',
     (RESTORE, RESTART, RESTORE, "lost", "lost")),
    ("disk_consistency_group_policy {\n enabled = true\n }", ("lost", RESTART, "lost", "lost", "lost")),
])  # fmt: skip
def test_snapshots_of_the_disk_of_a_workbench(policy: str, expected: Five) -> None:
    assert five(workbench(policy), "google_workbench_instance.desk") == expected


@pytest.mark.parametrize(("home", "data"), [
    ("persistent_directories {\n mount_path = \"/home\"\n gce_pd {\n size_gb = 200\n }\n }", "lost"),
    ("", NONE),
])  # fmt: skip
def test_a_workstation_keeps_what_its_configuration_lets_it_keep(home: str, data: str) -> None:
    text = f"""
resource "google_workstations_workstation_config" "code" {{
  workstation_config_id = "code"
  {home}
}}
resource "google_workstations_workstation" "ann" {{
  workstation_id        = "ann"
  workstation_config_id = google_workstations_workstation_config.code.workstation_config_id
}}
"""
    assert five(text, "google_workstations_workstation.ann")[0] == data


def test_what_a_stream_reads_and_writes_by_its_connections() -> None:
    text = """
resource "google_sql_database_instance" "orders" {
  name             = "orders"
  database_version = "POSTGRES_15"
  settings { tier = "db-f1-micro" }
}
resource "google_bigquery_dataset" "raw" {
  dataset_id = "raw"
}
resource "google_datastream_connection_profile" "from" {
  connection_profile_id = "from"
  postgresql_profile {
    hostname = google_sql_database_instance.orders.public_ip_address
  }
}
resource "google_datastream_connection_profile" "to" {
  connection_profile_id = "to"
  bigquery_profile {}
}
resource "google_datastream_stream" "cdc" {
  stream_id     = "cdc"
  desired_state = "RUNNING"
  source_config {
    source_connection_profile = google_datastream_connection_profile.from.id
  }
  destination_config {
    destination_connection_profile = google_datastream_connection_profile.to.id
    bigquery_destination_config {
      single_target_dataset {
        dataset_id = google_bigquery_dataset.raw.id
      }
    }
  }
}
"""
    assert components(HOME + text)["google_datastream_stream.cdc"].needs == (
        ".::google_bigquery_dataset.raw", ".::google_sql_database_instance.orders",
    )  # fmt: skip


def test_media_cdn_needs_the_bucket_of_its_origin() -> None:
    text = """
resource "google_storage_bucket" "films" {
  name     = "films"
  location = "EU"
}
resource "google_network_services_edge_cache_origin" "films" {
  name           = "films"
  origin_address = google_storage_bucket.films.url
}
resource "google_network_services_edge_cache_service" "films" {
  name = "films"
  routing {
    path_matcher {
      name = "all"
      route_rule {
        priority = 1
        origin   = google_network_services_edge_cache_origin.films.name
      }
    }
  }
}
"""
    found = components(HOME + text)["google_network_services_edge_cache_service.films"]
    assert found.needs == (".::google_storage_bucket.films",)


@pytest.mark.parametrize(("location", "region"), [("EU", RESTORE), ("europe-west1", "lost"), ("US-EAST1", RESTORE)])
def test_exports_of_looker_are_kept_where_their_bucket_is(location: str, region: str) -> None:
    bucket = f'resource "google_storage_bucket" "exports" {{\n  name = "exports"\n  location = "{location}"\n}}\n'
    body = (
        'name = "x"\n  region = "europe-west1"\n'
        '  periodic_export_config {\n gcs_uri = "gs://${google_storage_bucket.exports.name}"\n }'
    )
    text, address = made("google_looker_instance", body)
    assert five(bucket + text, address)[2:4] == (RESTORE, region)
