"""Google Kubernetes Engine: zonal and regional clusters, their node pools, Autopilot."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components, outcomes
from profiles.google.five import HOME, addresses, five, shown

RESTART, REDEPLOY, MEMBERS, SERVICE = (
    "recovers/restart", "recovers/redeploy", "continues/members", "continues/service",
)  # fmt: skip
CLUSTER = "google_container_cluster.shop"
REGION, ZONE = '"europe-west1"', '"europe-west1-b"'


def cluster(body: str = "", location: str = REGION, pool: str = "") -> str:
    made = f"""
resource "google_container_node_pool" "main" {{
  cluster = google_container_cluster.shop.name
  {pool}
}}
"""
    return f"""
resource "google_container_cluster" "shop" {{
  name     = "shop"
  location = {location}
  {body}
}}
""" + (made if pool else "")


OWN_POOLS = "remove_default_node_pool = true\n  initial_node_count = 1"
SCALED = "autoscaling {\n    min_node_count = %s\n    max_node_count = 5\n  }"
BOTH = 'node_locations = ["europe-west1-c"]'


@pytest.mark.parametrize(("text", "expected"), [
    (cluster("initial_node_count = 1"), (MEMBERS, MEMBERS)),
    (cluster("initial_node_count = 1", ZONE), (RESTART, REDEPLOY)),
    (cluster("initial_node_count = 3", ZONE), (MEMBERS, REDEPLOY)),
    (cluster("initial_node_count = 1", "var.place"), ("unknown(var.place)", "unknown(var.place)")),
    (cluster("initial_node_count = 1", '"${var.place}-b"'), (RESTART, REDEPLOY)),
    (cluster("enable_autopilot = true"), (SERVICE, SERVICE)),
    (cluster(OWN_POOLS), (SERVICE, SERVICE)),
    (cluster(OWN_POOLS, ZONE), (RESTART, REDEPLOY)),
    (cluster(OWN_POOLS, pool="node_count = 1"), (MEMBERS, MEMBERS)),
    (cluster(OWN_POOLS, pool='node_count = 2\n  node_locations = ["europe-west1-b"]'), (MEMBERS, REDEPLOY)),
    (cluster(OWN_POOLS, ZONE, "node_count = 2"), (MEMBERS, REDEPLOY)),
    (cluster(f"{OWN_POOLS}\n  {BOTH}", ZONE, "node_count = 1"), (MEMBERS, REDEPLOY)),
    (cluster(OWN_POOLS, pool=SCALED % "1"), (MEMBERS, MEMBERS)),
    (cluster(OWN_POOLS, pool=SCALED % '"1"'), (MEMBERS, MEMBERS)),
    (cluster(OWN_POOLS, pool='autoscaling {\n    total_min_node_count = "2"\n  }'), (MEMBERS, RESTART)),
    (cluster(OWN_POOLS, pool=SCALED % "0"), (RESTART, RESTART)),
    (cluster(OWN_POOLS, pool=SCALED % "var.place"), ("unknown(var.place)", "unknown(var.place)")),
    (cluster(OWN_POOLS, pool="autoscaling {\n    total_min_node_count = 2\n    total_max_node_count = 9\n  }"),
     (MEMBERS, RESTART)),
    (cluster('node_pool {\n    name = "main"\n    initial_node_count = 1\n  }'), (MEMBERS, MEMBERS)),
])  # fmt: skip
def test_a_cluster(text: str, expected: tuple[str, ...]) -> None:
    assert addresses(text) == [CLUSTER]
    assert five(text, CLUSTER) == ("continues", *expected, REDEPLOY, REDEPLOY)


@pytest.mark.parametrize(("nodes", "zone"), [
    ("spot = true", RESTART), ("preemptible = true", RESTART), ("spot = false", MEMBERS),
    ("spot = var.ha", "unknown(var.ha)"),
])  # fmt: skip
def test_spot_nodes_are_no_other_nodes_when_a_zone_is_lost(nodes: str, zone: str) -> None:
    pool = f"node_count = 1\n  node_config {{\n    {nodes}\n  }}"
    assert five(cluster(OWN_POOLS, pool=pool), CLUSTER)[1:3] == (MEMBERS, zone)


def tainted(effect: str, count: int = 1, name: str = "batch") -> str:
    return f"""
resource "google_container_node_pool" "{name}" {{
  cluster    = google_container_cluster.shop.name
  node_count = {count}
  node_config {{
    taint {{
      key    = "workload"
      value  = "batch"
      effect = {effect}
    }}
  }}
}}
"""


@pytest.mark.parametrize(("location", "count", "more", "expected"), [
    (ZONE, "1", tainted('"NO_SCHEDULE"'), (RESTART, REDEPLOY)),
    (ZONE, "1", tainted('"NO_EXECUTE"'), (RESTART, REDEPLOY)),
    (ZONE, "1", tainted('"PREFER_NO_SCHEDULE"'), (MEMBERS, REDEPLOY)),
    (ZONE, "1", tainted("var.place"), ("unknown(var.place)", REDEPLOY)),
    (ZONE, "2", tainted("var.place"), (MEMBERS, REDEPLOY)),
    (ZONE, "0", tainted('"NO_SCHEDULE"', 3), (RESTART, REDEPLOY)),
    (REGION, "0", tainted('"NO_SCHEDULE"', 3), (RESTART, RESTART)),
    (REGION, "1", tainted('"NO_SCHEDULE"'), (MEMBERS, MEMBERS)),
])  # fmt: skip
def test_a_tainted_pool_is_no_other_node_for_what_does_not_tolerate_it(
    location: str, count: str, more: str, expected: tuple[str, ...]
) -> None:
    text = cluster(OWN_POOLS, location, f"node_count = {count}") + more
    assert five(text, CLUSTER)[1:3] == expected


@pytest.mark.parametrize(("count", "instance"), [(1, RESTART), (2, MEMBERS)])
def test_where_every_pool_is_tainted_each_stands_by_itself(count: int, instance: str) -> None:
    pools = tainted('"NO_SCHEDULE"', count, "one") + tainted('"NO_SCHEDULE"', 2, "two")
    assert five(cluster(OWN_POOLS, ZONE) + pools, CLUSTER)[1] == instance


@pytest.mark.parametrize(("nodes", "instance"), [
    ('machine_type = "e2-medium"', MEMBERS), ('machine_type = "a2-highgpu-1g"', RESTART),
    ('machine_type = "t2a-standard-2"', RESTART), ('machine_type = "ct5lp-hightpu-4t"', RESTART),
    ('image_type = "COS_CONTAINERD"', MEMBERS), ('image_type = "WINDOWS_LTSC_CONTAINERD"', RESTART),
    ('sandbox_config {\n      sandbox_type = "gvisor"\n    }', RESTART),
    ('dynamic "sandbox_config" {\n      for_each = var.place\n      content {}\n    }', "unknown(var.place)"),
    ('guest_accelerator {\n      type  = "nvidia-l4"\n      count = 1\n    }', RESTART),
    ('guest_accelerator {\n      type  = "nvidia-l4"\n      count = 0\n    }', MEMBERS),
    ('guest_accelerator {\n      type  = "nvidia-l4"\n      count = var.place\n    }', "unknown(var.place)"),
])  # fmt: skip
def test_gke_taints_nodes_of_another_make_by_itself(nodes: str, instance: str) -> None:
    other = f"""
resource "google_container_node_pool" "other" {{
  cluster    = google_container_cluster.shop.name
  node_count = 1
  node_config {{
    {nodes}
  }}
}}
"""
    assert five(cluster(OWN_POOLS, ZONE, "node_count = 1") + other, CLUSTER)[1] == instance
    alone = other.replace("node_count = 1", "node_count = 2")
    assert five(cluster(OWN_POOLS, ZONE) + alone, CLUSTER)[1] == MEMBERS


def test_which_pool_decides_is_shown() -> None:
    text = cluster(OWN_POOLS, ZONE, "node_count = 1") + tainted('"NO_SCHEDULE"')
    evidence = components(HOME + text)[CLUSTER].outcomes[Scenario.INSTANCE].evidence
    assert ("google_container_node_pool.batch", "node_config.taint.effect", "NO_SCHEDULE") in [
        (e.address, e.attribute, e.value) for e in evidence
    ]


def test_the_key_of_its_secrets_is_no_need() -> None:
    key = """
resource "google_kms_key_ring" "shop" {
  name = "shop"
}
resource "google_kms_crypto_key" "shop" {
  name     = "shop"
  key_ring = google_kms_key_ring.shop.id
}
"""
    body = 'database_encryption {\n    state    = "ENCRYPTED"\n    key_name = google_kms_crypto_key.shop.id\n  }'
    assert components(key + cluster(body))[CLUSTER].needs == ()


def test_what_shows_it() -> None:
    assert shown(cluster(OWN_POOLS, pool="node_count = 1"), CLUSTER, Scenario.ZONE) == [
        ("enable_autopilot", False, 2, "container_cluster"),
        ("location", "europe-west1", 4, ""),
        ("node_count", 1, 11, ""),
    ]


@pytest.mark.parametrize(("provider", "zone"), [
    ('region = "europe-west1"', REDEPLOY),
    ('zone = "europe-west1-b"', REDEPLOY),
    ('region = "europe-west1"\n  zone = "europe-west1-b"', REDEPLOY),
])  # fmt: skip
def test_a_cluster_without_a_location_stands_in_the_zone_of_its_provider(provider: str, zone: str) -> None:
    text = f"""
provider "google" {{
  {provider}
}}
resource "google_container_cluster" "shop" {{
  name               = "shop"
  initial_node_count = 1
}}
"""
    assert outcomes(text)[CLUSTER]["zone"] == zone


def test_the_zones_that_code_names_are_its_own() -> None:
    body = 'initial_node_count = 1\n  node_locations = ["europe-west1-b", "europe-west1-c"]'
    found = components(HOME + cluster(body))[CLUSTER]
    assert found.placement.zone_names == ("europe-west1-b", "europe-west1-c")
