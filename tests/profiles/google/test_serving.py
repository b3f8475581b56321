"""What is sent requests behind the load balancers of Google Cloud: drained backends are sent none."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components
from profiles.google.five import HOME, five

NEAR, FAR = (f"google_compute_region_instance_group_manager.{name}" for name in ("near", "far"))
RULE = "google_compute_global_forwarding_rule.web"


def group(name: str, region: str) -> str:
    return f"""
resource "google_compute_region_instance_group_manager" "{name}" {{
  name        = "{name}"
  region      = "{region}"
  target_size = 2
}}
"""


def service(name: str, *backends: str) -> str:
    blocks = "".join(f"  backend {{\n    {body}\n  }}\n" for body in backends)
    return f"""
resource "google_compute_backend_service" "{name}" {{
  name          = "{name}"
  health_checks = ["check"]
{blocks}}}
"""


def served(url_map: str) -> str:
    return f"""
resource "google_compute_url_map" "web" {{
  name = "web"
  {url_map}
}}
resource "google_compute_target_http_proxy" "web" {{
  name    = "web"
  url_map = google_compute_url_map.web.id
}}
resource "google_compute_global_forwarding_rule" "web" {{
  name   = "web"
  target = google_compute_target_http_proxy.web.id
}}
"""


def pair(scaler: str) -> str:
    near, far = f"group = {NEAR}.instance_group", f"group = {FAR}.instance_group\n    {scaler}"
    groups = group("near", "europe-west1") + group("far", "europe-west4")
    return groups + service("web", near, far) + served("default_service = google_compute_backend_service.web.id")


# --- backends -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("scaler", "expected"), [
    ("", "continues/failover"),
    ("capacity_scaler = 0.5", "continues/failover"),
    ("capacity_scaler = null", "continues/failover"),
    ("capacity_scaler = 0", "recovers/redeploy"),
    ("capacity_scaler = 0.0", "recovers/redeploy"),
    ("capacity_scaler = var.ha ? 1 : 0", "unknown(var.ha)"),
    ("capacity_scaler = var.place", "unknown(var.place)"),
])  # fmt: skip
def test_a_drained_backend_takes_over_from_none(scaler: str, expected: str) -> None:
    assert five(pair(scaler), NEAR)[3] == expected


def test_what_shows_that_the_other_backend_is_drained() -> None:
    text = HOME + pair("capacity_scaler = 0")
    found = components(text)[NEAR].outcomes[Scenario.REGION]
    line = text.split("\n").index("    capacity_scaler = 0") + 1
    assert [(e.address, e.attribute, e.value, e.line) for e in found.evidence][1] == (
        "google_compute_backend_service.web", "backend.1.capacity_scaler", 0, line,
    )  # fmt: skip


@pytest.mark.parametrize(("scaler", "expected"), [
    ("0", (f".::{NEAR}",)), ("1", (f".::{FAR}", f".::{NEAR}")), ("var.place", (f".::{FAR}", f".::{NEAR}")),
])  # fmt: skip
def test_a_load_balancer_needs_no_drained_backend(scaler: str, expected: tuple[str, ...]) -> None:
    found = components(HOME + pair(f"capacity_scaler = {scaler}"))
    assert tuple(sorted(found[RULE].needs)) == expected


def test_a_backend_that_fails_over_takes_over_behind_an_internal_load_balancer() -> None:
    zonal = "google_compute_instance_group_manager"
    groups = "".join(
        f'resource "{zonal}" "{n}" {{\n  name = "{n}"\n  zone = "europe-west1-{n}"\n  target_size = 1\n}}\n'
        for n in "bc"
    )
    balancer = f"""
resource "google_compute_region_backend_service" "web" {{
  name          = "web"
  health_checks = ["check"]
  backend {{
    group = {zonal}.b.instance_group
  }}
  backend {{
    group    = {zonal}.c.instance_group
    failover = true
  }}
}}
resource "google_compute_forwarding_rule" "web" {{
  name                  = "web"
  load_balancing_scheme = "INTERNAL"
  backend_service       = google_compute_region_backend_service.web.id
}}
"""
    assert five(groups + balancer, f"{zonal}.b")[2] == "continues/members"


# --- URL maps -----------------------------------------------------------------------------------------------------


def weighted(weight: str) -> str:
    return f"""
      weighted_backend_services {{
        backend_service = google_compute_backend_service.near.id
        weight          = 100
      }}
      weighted_backend_services {{
        backend_service = google_compute_backend_service.far.id
        weight          = {weight}
      }}
"""


MIRRORED = "request_mirror_policy {\n backend_service = google_compute_backend_service.far.id\n }"
BOTH = (f".::{FAR}", f".::{NEAR}")


@pytest.mark.parametrize(("action", "expected"), [
    (weighted("0"), (f".::{NEAR}",)),
    (weighted("5"), BOTH),
    (weighted("var.place"), BOTH),
    (MIRRORED, (f".::{NEAR}",)),
    (weighted("5") + MIRRORED, BOTH),
])  # fmt: skip
def test_a_load_balancer_needs_what_its_url_map_sends_requests(action: str, expected: tuple[str, ...]) -> None:
    groups = group("near", "europe-west1") + group("far", "europe-west4")
    services = service("near", f"group = {NEAR}.instance_group") + service("far", f"group = {FAR}.instance_group")
    url_map = f"""default_service = google_compute_backend_service.near.id
  path_matcher {{
    name            = "m"
    default_service = google_compute_backend_service.near.id
    route_rules {{
      priority = 1
      route_action {{
{action}
      }}
    }}
  }}"""
    found = components(HOME + groups + services + served(url_map))
    assert tuple(sorted(found[RULE].needs)) == expected


# --- what stands still --------------------------------------------------------------------------------------------


def machine(name: str, zone: str, more: str = "") -> str:
    return f"""
resource "google_compute_instance" "{name}" {{
  name = "{name}"
  zone = "{zone}"
  {more}
}}
resource "google_compute_instance_group" "{name}" {{
  name      = "{name}"
  zone      = "{zone}"
  instances = [google_compute_instance.{name}.self_link]
}}
"""


MADE_THERE = f"""
provider "google" {{
  project = "shop"
  region  = "europe-west1"
}}
{group("web", "europe-west1")}{group("web-far", "europe-west4")}"""


@pytest.mark.parametrize(("backend", "expected"), [
    ('group = "projects/shop/regions/europe-west1/instanceGroups/web"', ("there::",)),
    ('group = "https://www.googleapis.com/compute/v1/projects/shop/regions/europe-west1/instanceGroups/web"',
     ("there::",)),
    ('group = "projects/${var.place}/regions/${var.place}/instanceGroups/web"', ("there::",)),
    ('group = "projects/shop/regions/us-east1/instanceGroups/web"', ()),
    ('group = "projects/shop/zones/europe-west1-b/networkEndpointGroups/web"', ()),
    ('group = "projects/shop/regions/europe-west1/instanceGroups/web"\n    capacity_scaler = 0', ()),
    ("group = data.google_compute_region_instance_group.web.self_link", ("there::",)),
])  # fmt: skip
def test_a_load_balancer_needs_the_group_of_another_root_by_its_full_name(
    backend: str, expected: tuple[str, ...]
) -> None:
    data = 'data "google_compute_region_instance_group" "web" {\n  name   = "web"\n  region = "europe-west1"\n}\n'
    here = HOME + data + service("web", backend) + served("default_service = google_compute_backend_service.web.id")
    found = components({"here/main.tf": here, "there/main.tf": MADE_THERE})
    group_there = "google_compute_region_instance_group_manager.web"
    assert found[RULE].needs == tuple(f"{root}{group_there}" for root in expected)


@pytest.mark.parametrize(("backend", "unseen"), [
    ("group = module.web.instance_group", ("module.web",)),
    ('group = "projects/${module.project.id}/regions/europe-west1/instanceGroups/web"', ()),
])  # fmt: skip
def test_a_load_balancer_hangs_on_a_group_of_a_module_that_is_not_there(backend: str, unseen: tuple[str, ...]) -> None:
    modules = "".join(f'module "{name}" {{\n  source = "./nowhere/{name}"\n}}\n' for name in ("web", "project"))
    text = HOME + modules + service("web", backend) + served("default_service = google_compute_backend_service.web.id")
    assert components(text)[RULE].unseen == unseen


def test_parts_of_a_load_balancer_name_each_other_in_full() -> None:
    there = MADE_THERE + service("web", "group = google_compute_region_instance_group_manager.web.instance_group")
    url_map = 'default_service = "projects/shop/global/backendServices/web"'
    found = components({"here/main.tf": HOME + served(url_map), "there/main.tf": there})
    assert found[RULE].needs == ("there::google_compute_region_instance_group_manager.web",)


@pytest.mark.parametrize(("status", "expected"), [
    ("", "continues/failover"),
    ('desired_status = "RUNNING"', "continues/failover"),
    ('desired_status = "TERMINATED"', "recovers/redeploy"),
    ('desired_status = "SUSPENDED"', "recovers/redeploy"),
    ("desired_status = var.place", "unknown(var.place)"),
])  # fmt: skip
def test_a_machine_that_is_stopped_takes_over_from_none(status: str, expected: str) -> None:
    machines = machine("near", "europe-west1-b") + machine("far", "europe-west4-b", status)
    web = service("web", *(f"group = google_compute_instance_group.{name}.id" for name in ("near", "far")))
    text = machines + web + served("default_service = google_compute_backend_service.web.id")
    assert five(text, "google_compute_instance.near")[3] == expected


def run(name: str, region: str, more: str = "") -> str:
    return f"""
resource "google_cloud_run_v2_service" "{name}" {{
  name     = "{name}"
  location = "{region}"
  {more}
}}
resource "google_compute_region_network_endpoint_group" "{name}" {{
  name   = "{name}"
  region = "{region}"
  cloud_run {{
    service = google_cloud_run_v2_service.{name}.name
  }}
}}
"""


@pytest.mark.parametrize(("scaling", "expected"), [
    ("", "continues/failover"),
    ('scaling {\n scaling_mode = "MANUAL"\n manual_instance_count = 1\n }', "continues/failover"),
    ('scaling {\n scaling_mode = "AUTOMATIC"\n manual_instance_count = 0\n }', "continues/failover"),
    ("scaling {\n min_instance_count = 0\n }", "continues/failover"),
    ('scaling {\n scaling_mode = "MANUAL"\n manual_instance_count = 0\n }', "recovers/redeploy"),
    ('scaling {\n scaling_mode = "MANUAL"\n manual_instance_count = var.place\n }', "unknown(var.place)"),
])  # fmt: skip
def test_a_service_of_no_instances_takes_over_from_none(scaling: str, expected: str) -> None:
    """Requests start what scales from zero by itself; what is scaled by hand to zero is switched off."""
    groups = (f"group = google_compute_region_network_endpoint_group.{name}.id" for name in ("near", "far"))
    web = service("web", *groups).replace("health_checks", "outlier_detection {\n consecutive_errors = 5\n }\n #")
    services = run("near", "europe-west1") + run("far", "europe-west4", scaling)
    text = services + web + served("default_service = google_compute_backend_service.web.id")
    assert five(text, "google_cloud_run_v2_service.near")[3] == expected


def in_front_of(address: str, capacity: str = "1.0") -> str:
    """A load balancer in front of an address that an endpoint group lists."""
    return f"""
{HOME}
variable "address" {{
  type = string
}}
resource "google_sql_database_instance" "orders" {{
  name             = "orders"
  database_version = "POSTGRES_15"
}}
resource "google_compute_network_endpoint_group" "orders" {{
  name                  = "orders"
  network_endpoint_type = "NON_GCP_PRIVATE_IP_PORT"
}}
resource "google_compute_network_endpoint" "orders" {{
  network_endpoint_group = google_compute_network_endpoint_group.orders.name
  ip_address             = {address}
  port                   = 5432
}}
resource "google_compute_backend_service" "orders" {{
  name = "orders"
  backend {{
    group           = google_compute_network_endpoint_group.orders.id
    capacity_scaler = {capacity}
  }}
}}
resource "google_compute_target_tcp_proxy" "orders" {{
  name            = "orders"
  backend_service = google_compute_backend_service.orders.id
}}
resource "google_compute_global_forwarding_rule" "orders" {{
  name   = "orders"
  target = google_compute_target_tcp_proxy.orders.id
}}
"""


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        (
            in_front_of("google_sql_database_instance.orders.private_ip_address"),
            (".::google_sql_database_instance.orders",),
        ),
        (in_front_of("google_sql_database_instance.orders.private_ip_address", "0.0"), ()),
        (in_front_of("var.address"), ()),
        (in_front_of('"10.0.0.7"'), ()),
    ],
)
def test_a_load_balancer_needs_what_has_the_addresses_of_its_endpoints(text: str, needs: tuple[str, ...]) -> None:
    assert components(text)["google_compute_global_forwarding_rule.orders"].needs == needs


def gateways(more: str) -> str:
    """Gateways of API Gateway in two regions behind one global load balancer."""
    return f"""
resource "google_api_gateway_gateway" "shop" {{
  for_each   = toset(["europe-west1", "us-central1"])
  gateway_id = "shop"
  api_config = "projects/p/locations/global/apis/shop/configs/one"
  region     = each.key
}}
resource "google_compute_region_network_endpoint_group" "shop" {{
  for_each              = google_api_gateway_gateway.shop
  name                  = "shop"
  region                = each.key
  network_endpoint_type = "SERVERLESS"
  serverless_deployment {{
    platform = "apigateway.googleapis.com"
    resource = each.value.gateway_id
  }}
}}
resource "google_compute_backend_service" "shop" {{
  name                  = "shop"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  backend {{
    group = google_compute_region_network_endpoint_group.shop["europe-west1"].id
  }}
  backend {{
    group = google_compute_region_network_endpoint_group.shop["us-central1"].id
  }}
  {more}
}}
resource "google_compute_url_map" "shop" {{
  name            = "shop"
  default_service = google_compute_backend_service.shop.id
}}
resource "google_compute_target_https_proxy" "shop" {{
  name    = "shop"
  url_map = google_compute_url_map.shop.id
}}
resource "google_compute_global_forwarding_rule" "shop" {{
  name                  = "shop"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  target                = google_compute_target_https_proxy.shop.id
}}
"""


@pytest.mark.parametrize(("more", "region"), [
    ("", "recovers/promotion"),
    ("outlier_detection {\n consecutive_errors = 5\n }", "continues/failover"),
])  # fmt: skip
def test_api_gateways_in_two_regions(more: str, region: str) -> None:
    assert five(gateways(more), 'google_api_gateway_gateway.shop["europe-west1"]')[3] == region
