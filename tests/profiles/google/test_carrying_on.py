"""Who carries on behind a load balancer of Google Cloud: what it sees of a failure, and what a loop may make."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components, said
from profiles.google.five import HOME, five

FAILOVER, PROMOTION, REDEPLOY = "continues/failover", "recovers/promotion", "recovers/redeploy"
PROBE = 'readiness_probe {\n http_get {\n path = "/ready"\n }\n }'
KEPT = "scaling {\n min_instance_count = 1\n }"


def endpoint(name: str, region: str, service: str) -> str:
    return f"""
resource "google_compute_region_network_endpoint_group" "{name}" {{
  name                  = "{name}"
  region                = "{region}"
  network_endpoint_type = "SERVERLESS"
  cloud_run {{
    service = {service}
  }}
}}
"""


def balancer(arguments: str, *groups: str) -> str:
    """A global load balancer before endpoint groups or groups of machines."""
    backends = "".join(f"  backend {{\n    group = {group}\n  }}\n" for group in groups)
    return f"""
resource "google_compute_backend_service" "web" {{
  name = "web"
  {arguments}
{backends}}}
resource "google_compute_url_map" "web" {{
  name            = "web"
  default_service = google_compute_backend_service.web.id
}}
resource "google_compute_target_https_proxy" "web" {{
  name    = "web"
  url_map = google_compute_url_map.web.id
}}
resource "google_compute_global_forwarding_rule" "web" {{
  name   = "web"
  target = google_compute_target_https_proxy.web.id
}}
"""


NEAR, FAR = (f"google_compute_region_network_endpoint_group.{name}.id" for name in ("near", "far"))
MANAGED, CLASSIC = ('load_balancing_scheme = "EXTERNAL_MANAGED"', "")
OUTLIERS = 'load_balancing_scheme = "EXTERNAL_MANAGED"\n  outlier_detection {\n consecutive_errors = 5\n }'


def two(kind: str, near: str, far: str, arguments: str) -> str:
    """A service in each of two regions behind a global load balancer."""
    services = "".join(
        f'resource "{kind}" "{name}" {{\n  name = "{name}"\n  location = "{region}"\n  {body}\n}}\n'
        for name, region, body in (("near", "europe-west1", near), ("far", "europe-west4", far))
    )
    groups = "".join(
        endpoint(name, region, f"{kind}.{name}.name")
        for name, region in (("near", "europe-west1"), ("far", "europe-west4"))
    )
    return services + groups + balancer(arguments, NEAR, FAR)


def template(containers: str, more: str = "") -> str:
    return f'template {{\n {more}\n containers {{\n image = "x"\n {containers}\n }}\n }}'


@pytest.mark.parametrize(("near", "arguments", "expected"), [
    ("", CLASSIC, PROMOTION),
    ("", MANAGED, PROMOTION),
    ("", OUTLIERS, FAILOVER),
    (template(PROBE, KEPT), MANAGED, FAILOVER),
    (f"{KEPT}\n{template(PROBE)}", MANAGED, FAILOVER),
    (template(PROBE), MANAGED, PROMOTION),
    (template(PROBE, KEPT.replace("1", "0")), MANAGED, PROMOTION),
    (template(PROBE, KEPT.replace("1", "var.place")), MANAGED, "unknown(var.place)"),
    (template("", KEPT), MANAGED, PROMOTION),
    (template(PROBE, KEPT), CLASSIC, PROMOTION),
    (template(PROBE, KEPT), "load_balancing_scheme = var.place", "unknown(var.place)"),
])  # fmt: skip
def test_a_service_fails_over_where_its_load_balancer_sees_that_it_fails(
    near: str, arguments: str, expected: str
) -> None:
    kind = "google_cloud_run_v2_service"
    assert five(two(kind, near, "", arguments), f"{kind}.near")[3] == expected


def test_a_service_of_the_first_version_keeps_instances_by_an_annotation() -> None:
    kind = "google_cloud_run_service"
    annotated = 'metadata {\n annotations = {\n "autoscaling.knative.dev/minScale" = "1"\n }\n }'
    body = f'template {{\n {annotated}\n spec {{\n containers {{\n image = "x"\n {PROBE}\n }}\n }}\n }}'
    assert five(two(kind, body, "", MANAGED), f"{kind}.near")[3] == FAILOVER
    assert five(two(kind, body.replace('"1"', '"0"'), "", MANAGED), f"{kind}.near")[3] == PROMOTION


@pytest.mark.parametrize(("groups", "arguments", "expected"), [
    ((NEAR, FAR), OUTLIERS, FAILOVER),
    ((NEAR, FAR), MANAGED, PROMOTION),
    ((NEAR,), OUTLIERS, PROMOTION),
])  # fmt: skip
def test_one_service_in_several_regions(groups: tuple[str, ...], arguments: str, expected: str) -> None:
    regions = 'multi_region_settings {\n regions = ["europe-west1", "europe-west4"]\n }'
    service = f'resource "google_cloud_run_v2_service" "s" {{\n name = "s"\n location = "global"\n {regions}\n}}\n'
    name = "google_cloud_run_v2_service.s.name"
    ends = endpoint("near", "europe-west1", name) + endpoint("far", "europe-west4", name)
    assert five(service + ends + balancer(arguments, *groups), "google_cloud_run_v2_service.s")[3] == expected


CONNECTORS = """
resource "google_vpc_access_connector" "near" {
  name   = "near"
  region = "europe-west1"
}
resource "google_vpc_access_connector" "far" {
  name   = "far"
  region = "us-east1"
}
"""


@pytest.mark.parametrize(("arguments", "region"), [(OUTLIERS, "continues/failover"), (MANAGED, "recovers/redeploy")])
def test_a_connector_is_missed_as_little_as_what_uses_it(arguments: str, region: str) -> None:
    near, far = (
        template("", f"vpc_access {{\n connector = google_vpc_access_connector.{place}.id\n }}")
        for place in ("near", "far")
    )
    text = CONNECTORS + two("google_cloud_run_v2_service", near, far, arguments)
    expected = ("continues", "continues/members", "recovers/restart", region, "recovers/redeploy")
    assert five(text, "google_vpc_access_connector.near") == expected
    unused = ("continues", "continues/members", "recovers/restart", "recovers/redeploy", "recovers/redeploy")
    assert five(CONNECTORS, "google_vpc_access_connector.near") == unused


LOOP = """
variable "regions" {
  type = list(string)
}
resource "google_compute_region_instance_group_manager" "web" {
  count       = length(var.regions)
  name        = "web-${count.index}"
  region      = %s
  target_size = 2
}
"""


@pytest.mark.parametrize(("region", "expected"), [
    ("var.regions[count.index]", "unknown(var.regions)"),
    ('count.index == 0 ? "europe-west1" : "europe-west4"', "unknown(var.regions)"),
    ('count.index == 0 ? "europe-west1" : "europe-west1"', REDEPLOY),
    ('"europe-west1"', REDEPLOY), ("var.place", REDEPLOY),
])  # fmt: skip
def test_a_loop_that_code_leaves_open_may_make_a_counterpart_in_another_region(region: str, expected: str) -> None:
    group = "google_compute_region_instance_group_manager.web"
    backends = (
        f'dynamic "backend" {{\n for_each = {group}\n content {{\n group = backend.value.instance_group\n }}\n }}'
    )
    text = LOOP % region + balancer(f'health_checks = ["check"]\n  {backends}')
    assert five(text, group)[3] == expected


def test_machines_of_an_open_number_may_be_each_others_members() -> None:
    machine = """
resource "google_compute_instance" "web" {
  count = var.place
  name  = "web-${count.index}"
}
resource "google_compute_instance_group" "web" {
  name      = "web"
  instances = google_compute_instance.web[*].self_link
}
"""
    text = machine + balancer('health_checks = ["check"]', "google_compute_instance_group.web.id")
    verdicts = components(HOME + text)["google_compute_instance.web"].outcomes
    assert said(verdicts[Scenario.INSTANCE]) == "unknown(var.place)"
    assert said(verdicts[Scenario.ZONE]) == REDEPLOY


TEMPLATE = """
resource "google_compute_instance_template" "t" {{
  scheduling {{
    {spot}
  }}
}}
"""
SPOT = 'provisioning_model = "SPOT"'


@pytest.mark.parametrize(("spot", "zone"), [
    (SPOT, REDEPLOY), ("preemptible = true", REDEPLOY), ("preemptible = false", "continues/members"),
    ("preemptible = var.ha", "unknown(var.ha)"),
])  # fmt: skip
def test_spot_machines_carry_on_for_nobody_when_a_zone_is_lost(spot: str, zone: str) -> None:
    kind, group = "google_compute_instance_group_manager", "google_compute_instance_group_manager.%s.instance_group"
    template = "version {\n instance_template = google_compute_instance_template.t.id\n }"
    text = TEMPLATE.format(spot=spot) + balancer('health_checks = ["check"]', group % "b", group % "c")
    for name in "bc":
        body = f'name = "{name}"\n  zone = "europe-west1-{name}"\n  target_size = 1\n  {template}'
        text += f'resource "{kind}" "{name}" {{\n  {body}\n}}\n'
    assert five(text, f"{kind}.b")[1:3] == ("continues/members", zone)


def test_spot_machines_by_themselves_carry_on_for_nobody_when_a_zone_is_lost() -> None:
    kind, text = "google_compute_instance", ""
    for name, more in (("b", ""), ("c", f"scheduling {{\n {SPOT}\n }}")):
        body = f'name = "{name}"\n  zone = "europe-west1-{name}"\n  {more}'
        text += f'resource "{kind}" "{name}" {{\n  {body}\n}}\n'
        members = f'zone = "europe-west1-{name}"\n  instances = [{kind}.{name}.self_link]'
        text += f'resource "google_compute_instance_group" "{name}" {{\n  name = "{name}"\n  {members}\n}}\n'
    text += balancer('health_checks = ["check"]', *(f"google_compute_instance_group.{n}.id" for n in "bc"))
    assert (five(text, f"{kind}.b")[2], five(text, f"{kind}.c")[2]) == (REDEPLOY, "continues/members")


# --- whether requests still come in -------------------------------------------------------------------------------


def groups_behind(rule: str, of: str = "global_forwarding_rule") -> str:
    """Groups of machines in two regions behind one backend service, which some forwarding rule leads to."""
    kind = "google_compute_region_instance_group_manager"
    groups = "".join(
        f'resource "{kind}" "{name}" {{\n  name = "{name}"\n  region = "{region}"\n  target_size = 2\n}}\n'
        for name, region in (("near", "europe-west1"), ("far", "europe-west4"))
    )
    entered = balancer('health_checks = ["check"]', f"{kind}.near.instance_group", f"{kind}.far.instance_group")
    changed = entered.replace("global_forwarding_rule", of).replace('  name   = "web"\n', f'  name   = "web"\n{rule}')
    assert changed != entered or (rule, of) == ("", "global_forwarding_rule")
    return groups + changed


def subnetworks(*regions: str) -> str:
    return "".join(
        f'resource "google_compute_subnetwork" "s{i}" {{\n  name = "s{i}"\n  region = {region}\n}}\n'
        for i, region in enumerate(regions)
    )


INTERNAL = '  load_balancing_scheme = "INTERNAL_MANAGED"\n  subnetwork = %s\n'
FIRST = INTERNAL % "google_compute_subnetwork.s0.id"
SECOND = f"""
resource "google_compute_global_forwarding_rule" "second" {{
  name   = "second"
  target = google_compute_target_https_proxy.web.id
{INTERNAL % "google_compute_subnetwork.s1.id"}}}
"""
HERE, THERE = '"europe-west1"', '"europe-west4"'


@pytest.mark.parametrize(("text", "near", "far"), [
    (groups_behind(""), FAILOVER, FAILOVER),
    (groups_behind(FIRST) + subnetworks(HERE), REDEPLOY, FAILOVER),
    (groups_behind(FIRST) + SECOND + subnetworks(HERE, THERE), FAILOVER, FAILOVER),
    (groups_behind(FIRST) + SECOND + subnetworks(HERE, HERE), REDEPLOY, FAILOVER),
    (groups_behind(FIRST) + subnetworks("var.place"), "unknown(var.place)", "unknown(var.place)"),
    (groups_behind(INTERNAL % '"projects/shop/regions/europe-west4/subnetworks/s"'), FAILOVER, REDEPLOY),
    (groups_behind('  load_balancing_scheme = "INTERNAL_MANAGED"\n  ip_address = google_compute_address.a.id\n')
     + 'resource "google_compute_address" "a" {\n  name = "a"\n  region = "europe-west4"\n}\n', FAILOVER, REDEPLOY),
    (groups_behind("  load_balancing_scheme = var.place\n"),
     "unknown(google_compute_global_forwarding_rule.web.subnetwork, var.place)",
     "unknown(google_compute_global_forwarding_rule.web.subnetwork, var.place)"),
    (groups_behind('  region = "europe-west1"\n  network_tier = "STANDARD"\n', "forwarding_rule"),
     REDEPLOY, REDEPLOY),
])  # fmt: skip
def test_an_address_that_goes_with_a_region_brings_no_requests_to_another(text: str, near: str, far: str) -> None:
    kind = "google_compute_region_instance_group_manager"
    assert (five(text, f"{kind}.near")[3], five(text, f"{kind}.far")[3]) == (near, far)
