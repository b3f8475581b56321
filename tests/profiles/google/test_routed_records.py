"""Records of Cloud DNS that fail over between internal load balancers of two regions."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components
from profiles.google.five import HOME, five

ALONE, PAIRED = "recovers/redeploy", "continues/failover"
EAST, WEST = (f"google_compute_forwarding_rule.{name}" for name in ("east", "west"))
GROUP_EAST, GROUP_WEST = (f"google_compute_region_instance_group_manager.{name}" for name in ("east", "west"))


def stack(name: str, region: str, size: str = "2", ip: str = "", access: str = "true") -> str:
    return f"""
resource "google_compute_region_instance_group_manager" "{name}" {{
  name        = "{name}"
  region      = {region}
  target_size = {size}
}}
resource "google_compute_region_backend_service" "{name}" {{
  name          = "{name}"
  region        = {region}
  health_checks = ["check"]
  backend {{
    group = google_compute_region_instance_group_manager.{name}.instance_group
  }}
}}
resource "google_compute_forwarding_rule" "{name}" {{
  name                  = "{name}"
  region                = {region}
  load_balancing_scheme = "INTERNAL"
  allow_global_access   = {access}
  backend_service       = google_compute_region_backend_service.{name}.id
  {ip}
}}
"""


def balancer(name: str, ip: str = "") -> str:
    address = ip or f"google_compute_forwarding_rule.{name}.ip_address"
    return f"internal_load_balancers {{\n ip_address = {address}\n }}\n"


def checked(name: str) -> str:
    return f"health_checked_targets {{\n {balancer(name)} }}\n"


def record(policy: str) -> str:
    return f"""
resource "google_dns_record_set" "api" {{
  name         = "api.shop.internal."
  managed_zone = "shop"
  type         = "A"
  {policy}
}}
"""


def routed(body: str) -> str:
    return record(f"routing_policy {{\n {body} }}")


def primary(east: str = "", west: str = "") -> str:
    backup = f'backup_geo {{\n location = "x"\n health_checked_targets {{\n {balancer("west", west)} }}\n }}\n'
    return f"primary_backup {{\n primary {{\n {balancer('east', east)} }}\n {backup} }}\n"


def weighted(east: str, west: str) -> str:
    return "".join(
        f"wrr {{\n weight = {w}\n {checked(n)} }}\n" for n, w in (("east", east), ("west", west))
    )  # fmt: skip


def places(more: str = "") -> str:
    return more + "".join(f'geo {{\n location = "{n}"\n {checked(n)} }}\n' for n in ("east", "west"))


TWO = stack("east", '"us-east1"') + stack("west", '"us-west1"')
PLAIN = "".join(f"wrr {{\n weight = 1\n rrdatas = [{rule}.ip_address]\n }}\n" for rule in (EAST, WEST))


@pytest.mark.parametrize(("policy", "east", "west"), [
    (primary(), PAIRED, PAIRED),
    (weighted("1", "1"), PAIRED, PAIRED),
    (weighted("1", "0"), ALONE, PAIRED),
    (weighted("1", "var.place"), "unknown(var.place)", PAIRED),
    (PLAIN, ALONE, ALONE),
    (places(), PAIRED, PAIRED),
    (places("enable_geo_fencing = true\n"), ALONE, ALONE),
    (places("enable_geo_fencing = var.ha\n"), "unknown(var.ha)", "unknown(var.ha)"),
])  # fmt: skip
def test_stacks_behind_one_record_are_a_live_pair(policy: str, east: str, west: str) -> None:
    text = TWO + routed(policy)
    for address, expected in ((EAST, east), (GROUP_EAST, east), (WEST, west), (GROUP_WEST, west)):
        assert five(text, address)[3] == expected


@pytest.mark.parametrize(("access", "east"), [("true", PAIRED), ("null", ALONE), ("var.ha", "unknown(var.ha)")])
def test_a_load_balancer_takes_over_where_clients_of_other_regions_reach_it(access: str, east: str) -> None:
    text = stack("east", '"us-east1"') + stack("west", '"us-west1"', access=access) + routed(primary())
    for address, expected in ((EAST, east), (GROUP_EAST, east), (WEST, PAIRED), (GROUP_WEST, PAIRED)):
        assert five(text, address)[3] == expected


def test_a_policy_that_is_open_is_a_question() -> None:
    inner = f"wrr {{\n weight = 1\n rrdatas = [routing_policy.value, {EAST}.ip_address, {WEST}.ip_address]\n }}\n"
    text = TWO + record(f'dynamic "routing_policy" {{\n for_each = var.place\n content {{\n {inner} }}\n }}')
    assert five(text, EAST)[3] == "unknown(var.place)"


@pytest.mark.parametrize(("region", "size", "rule", "group"), [
    ('"us-east1"', "2", ALONE, ALONE),
    ("var.place", "2", "unknown(var.place)", "unknown(var.place)"),
    ('"us-west1"', "1", PAIRED, PAIRED),
    ('"us-west1"', "0", ALONE, ALONE),
    ('"us-west1"', "var.place", "unknown(var.place)", "unknown(var.place)"),
])  # fmt: skip
def test_the_other_stack_stands_elsewhere_and_runs(region: str, size: str, rule: str, group: str) -> None:
    text = stack("east", '"us-east1"') + stack("west", region, size) + routed(primary())
    assert (five(text, EAST)[3], five(text, GROUP_EAST)[3]) == (rule, group)


def test_addresses_that_are_written_out_or_reserved_are_those_of_their_rules() -> None:
    reserved = 'resource "google_compute_address" "west" {\n  name = "west"\n  region = "us-west1"\n}\n'
    west = stack("west", '"us-west1"', ip="ip_address = google_compute_address.west.id")
    east = stack("east", '"us-east1"', ip='ip_address = "10.0.0.5"')
    text = east + west + reserved + routed(primary('"10.0.0.5"', "google_compute_address.west.address"))
    assert (five(text, EAST)[3], five(text, WEST)[3]) == (PAIRED, PAIRED)
    other = text.replace('{\n ip_address = "10.0.0.5"', '{\n ip_address = "10.0.0.6"')
    assert five(other, EAST)[3] == ALONE


def test_what_shows_the_other_stack() -> None:
    found = components(HOME + TWO + routed(primary()))[GROUP_EAST].outcomes[Scenario.REGION]
    assert [(e.address, e.attribute, e.value) for e in found.evidence] == [
        ("google_dns_record_set.api", "routing_policy", True), (GROUP_WEST, "region", "us-west1"),
        (WEST, "allow_global_access", True), (GROUP_WEST, "target_size", 2), (GROUP_EAST, "stateful_disk", None),
    ]  # fmt: skip
