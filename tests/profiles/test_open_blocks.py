"""Blocks whose number is open, written by a ``dynamic`` block: what all of them are like decides."""

from __future__ import annotations

from typing import Final

import pytest

from profiles.audit_text import components, outcomes

ACCOUNT: Final = "azurerm_cosmosdb_account.main"
COSMOS: Final = """
variable "stamps" { type = list(string) }
variable "ha" { type = bool }
resource "azurerm_cosmosdb_account" "main" {
  name                             = "main"
  location                         = "northeurope"
  resource_group_name              = "g"
  offer_type                       = "Standard"
  automatic_failover_enabled       = true
  multiple_write_locations_enabled = true
  consistency_policy { consistency_level = "Session" }
  backup {
    type               = "Periodic"
    storage_redundancy = "Local"
  }
  FIRST
  dynamic "geo_location" {
    for_each = var.stamps
    content {
      location          = geo_location.value
      failover_priority = geo_location.key
      ZONES
    }
  }
}
"""
FIRST: Final = 'geo_location {\n location = "northeurope"\n failover_priority = 0\n zone_redundant = true\n }'


@pytest.mark.parametrize(("first", "zones", "zone"), [
    ("", "zone_redundant = true", "continues/service"),
    ("", "zone_redundant = false", "unknown(var.stamps)"),
    ("", "", "unknown(var.stamps)"),
    ("", "zone_redundant = var.ha", "unknown(var.ha, var.stamps)"),
    ("", 'zone_redundant = geo_location.value == "northeurope"', "unknown(var.stamps)"),
    (FIRST, "zone_redundant = true", "continues/service"),
    (FIRST, "zone_redundant = false", "unknown(var.stamps)"),
])  # fmt: skip
def test_regions_of_which_code_leaves_the_number_open(first: str, zones: str, zone: str) -> None:
    text = COSMOS.replace("FIRST", first).replace("ZONES", zones)
    found = outcomes(text)[ACCOUNT]
    assert found["zone"] == zone
    assert found["region"] == "unknown(var.stamps)"


def test_regions_that_are_sure_beside_those_of_which_the_number_is_open() -> None:
    two = FIRST + "\n  " + FIRST.replace("north", "west").replace("= 0", "= 1")
    assert outcomes(COSMOS.replace("FIRST", two).replace("ZONES", ""))[ACCOUNT]["region"] == "continues/members"


def test_what_shows_that_each_is_alike() -> None:
    text = COSMOS.replace("FIRST", "").replace("ZONES", "zone_redundant = true")
    line = text[: text.index("zone_redundant")].count("\n") + 1
    verdict = next(v for s, v in components(text)[ACCOUNT].outcomes.items() if s.value == "zone")
    assert [(e.attribute, e.value, e.line) for e in verdict.evidence][1:] == [
        ("geo_location.0.zone_redundant", True, line)
    ]


TABLE: Final = """
variable "regions" {
  type = set(string)
  VALIDATED
}
resource "aws_dynamodb_table" "t" {
  name     = "t"
  hash_key = "id"
  dynamic "replica" {
    for_each = var.regions
    content {
      region_name            = replica.value
      point_in_time_recovery = PITR
    }
  }
}
"""
VALIDATED: Final = 'validation {\n condition = length(var.regions) > 0\n error_message = "One at least."\n }'


@pytest.mark.parametrize(("validated", "pitr", "data", "region"), [
    ("", "true", "unknown(var.regions)", "unknown(var.regions)"),
    ("", "false", "lost", "unknown(var.regions)"),
    (VALIDATED, "true", "recovers/restore", "continues/members"),
    (VALIDATED, "false", "lost", "continues/members"),
])  # fmt: skip
def test_blocks_that_may_be_none(validated: str, pitr: str, data: str, region: str) -> None:
    found = outcomes(TABLE.replace("VALIDATED", validated).replace("PITR", pitr))["aws_dynamodb_table.t"]
    assert (found["data"], found["region"]) == (data, region)
