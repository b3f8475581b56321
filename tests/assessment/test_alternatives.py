"""What needs one of several: it falls where one failure takes them all, and with what each of them needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity_audit.pipeline.api import audit
from pipeline.trial import write

HOME = """
provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111111111111"]
}
provider "aws" {
  alias               = "far"
  region              = "us-east-1"
  allowed_account_ids = ["111111111111"]
}
provider "aws" {
  alias  = "open"
  region = var.region
}
variable "region" {}
variable "account" {}
"""
EDGE = """
resource "aws_cloudfront_distribution" "edge" {
  enabled = true
  origin {
    origin_id   = "one"
    domain_name = aws_s3_bucket.one.bucket_regional_domain_name
  }
  origin {
    origin_id   = "two"
    domain_name = aws_s3_bucket.two.bucket_regional_domain_name
  }
  origin_group {
    origin_id = "both"
    member {
      origin_id = "one"
    }
    member {
      origin_id = "two"
    }
  }
}
"""


def bucket(name: str, provider: str = "aws") -> str:
    return f'resource "aws_s3_bucket" "{name}" {{\n  bucket   = "example-{name}"\n  provider = {provider}\n}}\n'


LOST = ("lost", (".::aws_s3_bucket.one",), ())


@pytest.mark.parametrize(("second", "expected"), [
    ("aws", {"region": LOST, "account": LOST}),
    ("aws.far", {"account": LOST}),
    ("aws.open", {
        "region": ("unknown", (".::aws_s3_bucket.one",), ("var.region",)),
        "account": ("unknown", (".::aws_s3_bucket.one",), ("provider.aws.account",)),
    }),
])  # fmt: skip
def test_it_falls_where_one_failure_takes_both(
    tmp_path: Path, second: str, expected: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]
) -> None:
    document = audit(write(tmp_path, HOME + bucket("one") + bucket("two", second) + EDGE), jobs=1)
    (edge,) = [c for c in document.components if c.type == "aws_cloudfront_distribution"]
    assert edge.depends_on == ()
    assert edge.depends_on_one_of == ((".::aws_s3_bucket.one", ".::aws_s3_bucket.two"),)
    assert {s: (one.outcome, one.because, one.unknown) for s, one in edge.effective.items()} == expected
    asked = {one.name: one.affects for one in document.estate.unresolved}
    assert asked == {name: 1 for _, _, names in expected.values() for name in names}


# --- two of one region, of which nothing says the zone --------------------------------------------------------------

DOOR = """
variable "zone" {}
resource "azurerm_cdn_frontdoor_profile" "edge" {
  name = "edge"
}
resource "azurerm_cdn_frontdoor_origin_group" "g" {
  name                     = "g"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.edge.id
  health_probe {
    protocol = "Https"
  }
}
"""


def behind_door(name: str, more: str = "") -> str:
    return f"""
resource "azurerm_container_group" "{name}" {{
  name     = "{name}"
  location = "westeurope"
  {more}
}}
resource "azurerm_cdn_frontdoor_origin" "{name}" {{
  name                          = "{name}"
  cdn_frontdoor_origin_group_id = azurerm_cdn_frontdoor_origin_group.g.id
  host_name                     = azurerm_container_group.{name}.fqdn
}}
"""


@pytest.mark.parametrize(("first", "second", "outcome"), [
    ("", "", "recovers"),
    ('zones = ["1"]', "", "recovers"),
    ('zones = ["1"]', 'zones = ["1"]', "recovers"),
    ('zones = ["1"]', 'zones = ["2"]', None),
    ('zones = ["1"]', "zones = [var.zone]", "recovers"),
])  # fmt: skip
def test_two_of_one_region_stand_in_two_zones_where_code_says_so(
    tmp_path: Path, first: str, second: str, outcome: str | None
) -> None:
    document = audit(write(tmp_path, DOOR + behind_door("one", first) + behind_door("two", second)), jobs=1)
    (edge,) = [c for c in document.components if c.type == "azurerm_cdn_frontdoor_profile"]
    found = edge.effective.get("zone")
    assert (found and (found.outcome, found.because)) == (
        (outcome, (".::azurerm_container_group.one",)) if outcome else None
    )
