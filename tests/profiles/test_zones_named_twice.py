"""Zones and regions are sets: what code lists twice is one of them, and what it leaves open may be."""

from __future__ import annotations

import pytest

from profiles.audit_text import outcomes

VARIABLES = """
variable "region" {}
variable "zone" {}
variable "other" {}
data "google_compute_zones" "all" {}
"""
GROUP = """
resource "google_compute_region_instance_group_manager" "x" {{
  region                    = "europe-west1"
  target_size               = 2
  distribution_policy_zones = {zones}
}}
"""


@pytest.mark.parametrize(("zones", "zone"), [
    ('["europe-west1-b", "europe-west1-c"]', "continues/members"),
    ('["europe-west1-b", "europe-west1-b"]', "recovers/redeploy"),
    ("[var.zone, var.zone]", "recovers/redeploy"),
    ("[var.zone, var.other]", "unknown(var.other, var.zone)"),
    ('["europe-west1-b", var.zone]', "unknown(var.zone)"),
    ('["${var.region}-b", "${var.region}-c"]', "continues/members"),
    ('[for end in ["b", "c"] : format("%s-%s", var.region, end)]', "continues/members"),
    ("[data.google_compute_zones.all.names[0], data.google_compute_zones.all.names[1]]", "continues/members"),
    ("[data.google_compute_zones.all.names[0], data.google_compute_zones.all.names[0]]", "recovers/redeploy"),
])  # fmt: skip
def test_zones_are_several_where_two_differ(zones: str, zone: str) -> None:
    found = outcomes(VARIABLES + GROUP.format(zones=zones))["google_compute_region_instance_group_manager.x"]
    assert found["zone"] == zone


@pytest.mark.parametrize(("block", "zone"), [
    ("""
resource "azurerm_linux_virtual_machine_scale_set" "x" {
  location  = "westeurope"
  instances = 2
  zones     = ["1", "1"]
}
""", "recovers/redeploy"),
    ("""
resource "azurerm_redis_cache" "x" {
  location = "westeurope"
  sku_name = "Premium"
  zones    = ["1", "1"]
}
""", "recovers/redeploy"),
    ("""
resource "azurerm_kubernetes_cluster" "x" {
  location = "westeurope"
  sku_tier = "Standard"
  default_node_pool {
    node_count = 2
    zones      = [1, 1]
  }
}
""", "recovers/redeploy"),
    ("""
resource "google_container_cluster" "x" {
  location           = "europe-west1"
  node_locations     = ["europe-west1-b", "europe-west1-b"]
  initial_node_count = 2
}
""", "recovers/redeploy"),
])  # fmt: skip
def test_a_zone_that_is_listed_twice_is_one(block: str, zone: str) -> None:
    [found] = outcomes(block).values()
    assert found["zone"] == zone
