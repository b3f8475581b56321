"""Disks, Filestore and NetApp Volumes: snapshots, schedules, replicas and regional tiers."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.google.five import Five, addresses, five, shown

RESTORE, SERVICE, PROMOTION = "recovers/restore", "continues/service", "recovers/promotion"
DISK = "google_compute_disk.data"


def disk(more: str = "", body: str = "") -> str:
    return f"""
resource "google_compute_disk" "data" {{
  name = "data"
  zone = "europe-west1-b"
  {body}
}}
{more}
"""


def schedule(properties: str = "", attached: str = "google_compute_resource_policy.daily.name", more: str = "") -> str:
    return f"""
resource "google_compute_resource_policy" "daily" {{
  name = "daily"
  snapshot_schedule_policy {{
    schedule {{
      daily_schedule {{
        days_in_cycle = 1
        start_time    = "04:00"
      }}
    }}
    {properties}
  }}
}}
resource "google_compute_disk_resource_policy_attachment" "daily" {{
  name = {attached}
  disk = google_compute_disk.data.name
  {more}
}}
"""


def kept(places: str) -> str:
    return f"snapshot_properties {{\n      storage_locations = {places}\n    }}"


def settled(location: str, body: str = "") -> str:
    return f"""
resource "google_compute_snapshot_settings" "all" {{
  {body}
  storage_location {{
    {location}
  }}
}}
"""


LOCAL = 'policy = "LOCAL_REGION"'
IN_PLACE = 'policy = "SPECIFIC_LOCATIONS"\n    locations {\n name = "here"\n location = "%s"\n }'
SECONDARY = """
resource "google_compute_disk" "far" {
  name = "far"
  zone = "europe-west4-a"
  async_primary_disk {
    disk = google_compute_disk.data.id
  }
}
resource "google_compute_disk_async_replication" "far" {
  primary_disk = google_compute_disk.data.id
  secondary_disk {
    disk = google_compute_disk.far.id
  }
}
"""


@pytest.mark.parametrize(("more", "expected"), [
    ("", ("lost", SERVICE, "lost", "lost", "lost")),
    (schedule(), (RESTORE, SERVICE, RESTORE, RESTORE, "lost")),
    (schedule(kept('["eu"]')), (RESTORE, SERVICE, RESTORE, RESTORE, "lost")),
    (schedule() + settled('policy = "NEAREST_MULTI_REGION"'), (RESTORE, SERVICE, RESTORE, RESTORE, "lost")),
    (schedule() + settled(LOCAL), (RESTORE, SERVICE, RESTORE, "lost", "lost")),
    (schedule() + settled("policy = var.place"), (RESTORE, SERVICE, RESTORE, "unknown(var.place)", "lost")),
    (schedule() + settled(LOCAL, 'project = "other"'), (RESTORE, SERVICE, RESTORE, RESTORE, "lost")),
    (schedule() + settled(IN_PLACE % "europe-west1"), (RESTORE, SERVICE, RESTORE, "lost", "lost")),
    (schedule() + settled(IN_PLACE % "europe-west4"), (RESTORE, SERVICE, RESTORE, RESTORE, "lost")),
    (schedule(kept('["eu"]')) + settled(LOCAL), (RESTORE, SERVICE, RESTORE, RESTORE, "lost")),
    (schedule(kept('["europe-west1"]')), (RESTORE, SERVICE, RESTORE, "lost", "lost")),
    (schedule(kept('["europe-west4"]')), (RESTORE, SERVICE, RESTORE, RESTORE, "lost")),
    (schedule(kept("[var.place]")), (RESTORE, SERVICE, RESTORE, "unknown(var.place)", "lost")),
    (schedule(attached='"daily"'), (RESTORE, SERVICE, RESTORE, RESTORE, "lost")),
    (schedule(attached='"elsewhere"'), ("unknown(elsewhere)", SERVICE, *["unknown(elsewhere)"] * 2, "lost")),
    (schedule(more="count = var.ha ? 1 : 0"), ("unknown(var.ha)", SERVICE, *["unknown(var.ha)"] * 2, "lost")),
    (SECONDARY, ("lost", SERVICE, PROMOTION, PROMOTION, "lost")),
])  # fmt: skip
def test_a_disk(more: str, expected: Five) -> None:
    assert addresses(disk(more)) == [DISK]
    assert five(disk(more), DISK) == expected


def test_a_schedule_that_the_disk_names_itself() -> None:
    policy = schedule().partition('resource "google_compute_disk_resource_policy_attachment"')[0]
    text = disk(policy, "resource_policies = [google_compute_resource_policy.daily.id]")
    assert five(text, DISK) == (RESTORE, SERVICE, RESTORE, RESTORE, "lost")


def test_what_shows_it() -> None:
    assert [(e[0], e[3]) for e in shown(disk(schedule()), DISK, Scenario.REGION)] == [
        ("name", ""),
        ("snapshot_schedule_policy", ""),
        ("snapshot_schedule_policy.snapshot_properties.storage_locations", "snapshots"),
    ]


def test_a_regional_disk_waits_in_a_second_zone() -> None:
    text = """
resource "google_compute_region_disk" "data" {
  name          = "data"
  region        = "europe-west1"
  replica_zones = ["europe-west1-b", "europe-west1-c"]
}
"""
    assert five(text, "google_compute_region_disk.data") == ("lost", SERVICE, PROMOTION, "lost", "lost")


# --- Filestore ----------------------------------------------------------------------------------------------------

FILES = "google_filestore_instance.files"


def filestore(tier: str, more: str = "") -> str:
    return f"""
resource "google_filestore_instance" "files" {{
  name     = "files"
  location = "europe-west1"
  tier     = {tier}
}}
{more}
"""


STANDBY = """
resource "google_filestore_instance" "standby" {
  name     = "standby"
  location = "europe-west4"
  tier     = "REGIONAL"
  initial_replication {
    replicas {
      peer_instance = google_filestore_instance.files.id
    }
  }
}
"""
BY_HAND = """
resource "google_filestore_backup" "once" {
  name            = "once"
  location        = "europe-west4"
  source_instance = google_filestore_instance.files.id
}
"""


@pytest.mark.parametrize(("text", "expected"), [
    (filestore('"BASIC_HDD"'), ("lost", "recovers/restart", "lost", "lost", "lost")),
    (filestore('"ZONAL"'), ("lost", "recovers/restart", "lost", "lost", "lost")),
    (filestore('"REGIONAL"'), ("lost", SERVICE, SERVICE, "lost", "lost")),
    (filestore('"ENTERPRISE"'), ("lost", SERVICE, SERVICE, "lost", "lost")),
    (filestore("var.place"), ("lost", "unknown(var.place)", "unknown(var.place)", "lost", "lost")),
    (filestore('"REGIONAL"', STANDBY), ("lost", SERVICE, SERVICE, PROMOTION, "lost")),
    (filestore('"REGIONAL"', STANDBY.replace("tier ", 'desired_replica_state = "PAUSED"\n  tier ')),
     ("lost", SERVICE, SERVICE, "lost", "lost")),
    (filestore('"REGIONAL"', BY_HAND), ("lost", SERVICE, SERVICE, "lost", "lost")),
])  # fmt: skip
def test_filestore(text: str, expected: Five) -> None:
    assert addresses(text) == [FILES]
    assert five(text, FILES) == expected


# --- NetApp Volumes -----------------------------------------------------------------------------------------------

VOLUME = "google_netapp_volume.files"


def netapp(volume: str = "", pool: str = "", vault: str = "", more: str = "") -> str:
    return f"""
resource "google_netapp_storage_pool" "pool" {{
  name          = "pool"
  location      = "europe-west1"
  service_level = "FLEX"
  {pool}
}}
resource "google_netapp_backup_vault" "vault" {{
  name     = "vault"
  location = "europe-west1"
  {vault}
}}
resource "google_netapp_volume" "files" {{
  name         = "files"
  location     = "europe-west1"
  storage_pool = google_netapp_storage_pool.pool.name
  {volume}
}}
{more}
"""


BACKUPS = """backup_config {
    backup_policies          = ["daily"]
    backup_vault             = google_netapp_backup_vault.vault.id
    scheduled_backup_enabled = true
  }"""
ELSEWHERE = 'backup_vault_type = "CROSS_REGION"\n  backup_region = "europe-west4"'
IMMUTABLE = """backup_retention_policy {
    backup_minimum_enforced_retention_days = 30
    daily_backup_immutable                 = true
  }"""
COPY = """
resource "google_netapp_storage_pool" "far" {
  name          = "far"
  location      = "europe-west4"
  service_level = "PREMIUM"
}
resource "google_netapp_volume_replication" "far" {
  name        = "far"
  location    = "europe-west1"
  volume_name = google_netapp_volume.files.name
  destination_volume_parameters {
    storage_pool = google_netapp_storage_pool.far.id
  }
}
"""


@pytest.mark.parametrize(("text", "expected"), [
    (netapp(), ("lost", SERVICE, "lost", "lost", "lost")),
    (netapp("snapshot_policy {\n    enabled = true\n  }"), (RESTORE, SERVICE, "lost", "lost", "lost")),
    (netapp(pool='zone = "europe-west1-b"\n  replica_zone = "europe-west1-c"'),
     ("lost", SERVICE, "continues/failover", "lost", "lost")),
    (netapp(BACKUPS), (RESTORE, SERVICE, RESTORE, "lost", "lost")),
    (netapp(BACKUPS, vault=ELSEWHERE), (RESTORE, SERVICE, RESTORE, RESTORE, "lost")),
    (netapp(BACKUPS, vault=IMMUTABLE), (RESTORE, SERVICE, RESTORE, "lost", RESTORE)),
    (netapp(more=COPY), ("lost", SERVICE, PROMOTION, PROMOTION, "lost")),
    (netapp(BACKUPS.replace("= true", "= var.ha")),
     ("unknown(var.ha)", SERVICE, "unknown(var.ha)", "lost", "lost")),
])  # fmt: skip
def test_netapp_volumes(text: str, expected: Five) -> None:
    assert addresses(text) == [VOLUME]
    assert five(text, VOLUME) == expected
