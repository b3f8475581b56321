"""Memorystore in its four forms."""

from __future__ import annotations

import pytest

from profiles.google.five import Five, addresses, five

RESTORE, RESTART, REDEPLOY, FAILOVER = "recovers/restore", "recovers/restart", "recovers/redeploy", "continues/failover"
PROMOTION, MEMBERS = "recovers/promotion", "continues/members"


def redis(body: str) -> str:
    return f'resource "google_redis_instance" "cache" {{\n  name = "cache"\n  memory_size_gb = 1\n  {body}\n}}\n'


RDB = 'persistence_config {\n    persistence_mode    = "RDB"\n    rdb_snapshot_period = "ONE_HOUR"\n  }'


@pytest.mark.parametrize(("body", "expected"), [
    ("", ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ('tier = "STANDARD_HA"', ("continues", FAILOVER, FAILOVER, REDEPLOY, REDEPLOY)),
    ("tier = var.place", ("continues", "unknown(var.place)", "unknown(var.place)", REDEPLOY, REDEPLOY)),
    (RDB, ("lost", RESTART, "lost", "lost", "lost")),
    (f'tier = "STANDARD_HA"\n  {RDB}', ("lost", FAILOVER, FAILOVER, "lost", "lost")),
])  # fmt: skip
def test_redis(body: str, expected: Five) -> None:
    assert five(redis(body), "google_redis_instance.cache") == expected


def clustered(type_: str, body: str, more: str = "") -> str:
    named = 'instance_id = "cache"\n  location = "europe-west1"' if "memorystore" in type_ else 'name = "cache"'
    return f'resource "{type_}" "cache" {{\n  {named}\n  shard_count = 3\n  {body}\n}}\n{more}'


ONE_ZONE = 'zone_distribution_config {\n    mode = "SINGLE_ZONE"\n    zone = "europe-west1-b"\n  }'
BACKUPS = 'automated_backup_config {\n    retention = "604800s"\n  }'
AOF = 'persistence_config {\n    mode = "AOF"\n  }'


@pytest.mark.parametrize("type_", ["google_redis_cluster", "google_memorystore_instance"])
@pytest.mark.parametrize(("body", "expected"), [
    ("", ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("replica_count = 1", ("continues", FAILOVER, FAILOVER, REDEPLOY, REDEPLOY)),
    (f"replica_count = 1\n  {ONE_ZONE}", ("continues", FAILOVER, REDEPLOY, REDEPLOY, REDEPLOY)),
    ("replica_count = var.place",
     ("continues", "unknown(var.place)", "unknown(var.place)", REDEPLOY, REDEPLOY)),
    (AOF, ("lost", RESTART, "lost", "lost", "lost")),
    (BACKUPS, (RESTORE, RESTORE, RESTORE, "lost", "lost")),
])  # fmt: skip
def test_sharded(type_: str, body: str, expected: Five) -> None:
    assert five(clustered(type_, body), f"{type_}.cache") == expected


def test_a_secondary_in_another_region_is_folded_in() -> None:
    secondary = """
resource "google_redis_cluster" "far" {
  name        = "far"
  region      = "europe-west4"
  shard_count = 3
  cross_cluster_replication_config {
    cluster_role = "SECONDARY"
    primary_cluster {
      cluster = google_redis_cluster.cache.id
    }
  }
}
"""
    text = clustered("google_redis_cluster", AOF, secondary)
    assert addresses(text) == ["google_redis_cluster.cache"]
    assert five(text, "google_redis_cluster.cache") == ("lost", RESTART, PROMOTION, PROMOTION, "lost")


@pytest.mark.parametrize(("body", "instance", "zone"), [
    ("node_count = 1", RESTART, REDEPLOY),
    ("node_count = 2", MEMBERS, MEMBERS),
    ('node_count = 2\n  zones = ["europe-west1-b"]', MEMBERS, REDEPLOY),
    ("node_count = var.place", "unknown(var.place)", "unknown(var.place)"),
])  # fmt: skip
def test_memcached(body: str, instance: str, zone: str) -> None:
    text = f'resource "google_memcache_instance" "cache" {{\n  name = "cache"\n  {body}\n}}\n'
    assert five(text, "google_memcache_instance.cache") == ("continues", instance, zone, REDEPLOY, REDEPLOY)
