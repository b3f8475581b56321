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
