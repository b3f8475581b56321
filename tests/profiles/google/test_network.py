"""Load balancers with what stands behind them, NAT, VPN, Interconnect and DNS."""

from __future__ import annotations

import pytest

from profiles.audit_text import components, outcomes
from profiles.google.five import HOME, Five, addresses, five

REDEPLOY, RESTART, SERVICE, FAILOVER = (
    "recovers/redeploy", "recovers/restart", "continues/service", "continues/failover",
)  # fmt: skip

RUN = """
resource "google_cloud_run_v2_service" "%(name)s" {
  name     = "%(name)s"
  location = "%(region)s"
}
resource "google_compute_region_network_endpoint_group" "%(name)s" {
  name                  = "%(name)s"
  region                = "%(region)s"
  network_endpoint_type = "SERVERLESS"
  cloud_run {
    service = google_cloud_run_v2_service.%(name)s.name
  }
}
"""


def balancer(detection: str = "", scheme: str = "EXTERNAL_MANAGED") -> str:
    near, far = RUN % {"name": "near", "region": "europe-west1"}, RUN % {"name": "far", "region": "europe-west4"}
    return f"""
{near}
{far}
resource "google_storage_bucket" "assets" {{
  name     = "assets"
  location = "EU"
}}
resource "google_compute_backend_bucket" "assets" {{
  name        = "assets"
  bucket_name = google_storage_bucket.assets.name
}}
resource "google_compute_backend_service" "web" {{
  name = "web"
  backend {{
    group = google_compute_region_network_endpoint_group.near.id
  }}
  backend {{
    group = google_compute_region_network_endpoint_group.far.id
  }}
  {detection}
}}
resource "google_compute_url_map" "web" {{
  name            = "web"
  default_service = google_compute_backend_service.web.id
  path_matcher {{
    name            = "assets"
    default_service = google_compute_backend_bucket.assets.id
  }}
}}
resource "google_compute_target_https_proxy" "web" {{
  name    = "web"
  url_map = google_compute_url_map.web.id
}}
resource "google_compute_global_forwarding_rule" "web" {{
  name                  = "web"
  target                = google_compute_target_https_proxy.web.id
  load_balancing_scheme = "{scheme}"
}}
"""


RULE = "google_compute_global_forwarding_rule.web"


def test_a_global_load_balancer_with_all_that_it_leads_to() -> None:
    found = components(HOME + balancer())[RULE]
    assert sorted(c.address for c in found.companions) == [
        "google_compute_backend_bucket.assets", "google_compute_backend_service.web",
        "google_compute_region_network_endpoint_group.far", "google_compute_region_network_endpoint_group.near",
        "google_compute_target_https_proxy.web", "google_compute_url_map.web",
    ]  # fmt: skip
    assert found.needs == (
        ".::google_cloud_run_v2_service.far", ".::google_cloud_run_v2_service.near", ".::google_storage_bucket.assets",
    )  # fmt: skip
    assert five(balancer(), RULE) == ("continues", SERVICE, SERVICE, SERVICE, REDEPLOY)


FAR_BACKEND = """
  backend {
    group = google_compute_region_network_endpoint_group.far.id
  }
"""
OUTLIERS = "outlier_detection {\n consecutive_errors = 5\n }"
ON = 'variable "on" {\n type = bool\n}\n'


def maybe_far(elements: str) -> str:
    return f'\n  dynamic "backend" {{\n for_each = {elements}\n content {{\n group = backend.value\n }}\n }}\n'


@pytest.mark.parametrize(("backend", "region"), [
    (FAR_BACKEND, FAILOVER),
    (maybe_far("var.on ? [google_compute_region_network_endpoint_group.far.id] : []"), "unknown(var.on)"),
    (maybe_far("var.on ? [google_compute_region_network_endpoint_group.far.id] : "
               "[google_compute_region_network_endpoint_group.far.id]"), FAILOVER),
    (FAR_BACKEND.replace("group = ", "group = var.on ? google_compute_region_network_endpoint_group.near.id : "),
     "unknown(var.on)"),
])  # fmt: skip
def test_a_backend_that_is_there_on_some_branches_only(backend: str, region: str) -> None:
    text = ON + balancer(OUTLIERS).replace(FAR_BACKEND, backend)
    assert backend in text
    assert five(text, "google_cloud_run_v2_service.near")[3] == region
    needs = components(HOME + text)[RULE].needs
    assert needs[:2] == (".::google_cloud_run_v2_service.far", ".::google_cloud_run_v2_service.near")


def test_backends_that_code_leaves_open_may_be_none() -> None:
    far = "google_compute_region_network_endpoint_group.far.id"
    open_ = f'\n  dynamic "backend" {{\n for_each = var.place\n content {{\n group = {far}\n }}\n }}\n'
    text = balancer(OUTLIERS)
    assert five(text.replace(FAR_BACKEND, open_), "google_cloud_run_v2_service.near")[3] == "unknown(var.place)"
    assert five(text.replace(FAR_BACKEND, FAR_BACKEND + open_), "google_cloud_run_v2_service.near")[3] == FAILOVER


def by_name(endpoint: str, server: str, bucket: str = '"assets"') -> str:
    """A load balancer before a serverless endpoint and a bucket that it names by plain names."""
    return f"""
{server}
resource "google_compute_region_network_endpoint_group" "app" {{
  name                  = "app"
  region                = "europe-west1"
  network_endpoint_type = "SERVERLESS"
  {endpoint}
}}
resource "google_compute_backend_service" "app" {{
  name = "app"
  backend {{
    group = google_compute_region_network_endpoint_group.app.id
  }}
}}
resource "google_storage_bucket" "assets" {{
  name     = "assets"
  location = "EU"
}}
resource "google_compute_backend_bucket" "assets" {{
  name        = "assets"
  bucket_name = {bucket}
}}
resource "google_compute_url_map" "web" {{
  name            = "web"
  default_service = google_compute_backend_service.app.id
  path_matcher {{
    name            = "assets"
    default_service = google_compute_backend_bucket.assets.id
  }}
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


def server(type_: str, body: str, label: str = "app") -> str:
    return f'resource "{type_}" "{label}" {{\n  {body}\n}}\n'


RUN_ENDPOINT = 'cloud_run {\n service = "api"\n }'
NEAR = server("google_cloud_run_v2_service", 'name = "api"\n location = "europe-west1"')
FAR = server("google_cloud_run_v2_service", 'name = "api"\n location = "europe-west4"', "far")


@pytest.mark.parametrize(("endpoint", "text", "needed"), [
    (RUN_ENDPOINT, NEAR, "google_cloud_run_v2_service.app"),
    (RUN_ENDPOINT, NEAR + FAR, "google_cloud_run_v2_service.app"),
    (RUN_ENDPOINT, FAR, ""),
    (RUN_ENDPOINT, FAR.replace("europe-west4", "global"), "google_cloud_run_v2_service.far"),
    (RUN_ENDPOINT, server("google_cloud_run_service", 'name = "api"\n location = "europe-west1"'),
     "google_cloud_run_service.app"),
    (RUN_ENDPOINT, NEAR.replace('"api"', '"other"'), ""),
    (RUN_ENDPOINT, NEAR.replace('"api"', "var.place"), ""),
    ("cloud_run {\n service = var.place\n }", NEAR.replace('"api"', "var.place"), "google_cloud_run_v2_service.app"),
    ('cloud_run {\n service = "${var.place}-api"\n }', NEAR.replace('"api"', '"${var.place}-api"'),
     "google_cloud_run_v2_service.app"),
    ("cloud_run {\n service = var.ha\n }", NEAR.replace('"api"', "var.place"), ""),
    ('cloud_function {\n function = "pay"\n }', server("google_cloudfunctions_function", 'name = "pay"'),
     "google_cloudfunctions_function.app"),
    ('cloud_function {\n function = "pay"\n }',
     server("google_cloudfunctions2_function", 'name = "pay"\n location = "europe-west1"'),
     "google_cloudfunctions2_function.app"),
    ('app_engine {\n service = "shop"\n }',
     server("google_app_engine_standard_app_version", 'service = "shop"\n version_id = "v1"'),
     "google_app_engine_standard_app_version.app"),
    ('serverless_deployment {\n platform = "apigateway.googleapis.com"\n resource = "gate"\n }',
     server("google_api_gateway_gateway", 'gateway_id = "gate"\n region = "europe-west1"'),
     "google_api_gateway_gateway.app"),
])  # fmt: skip
def test_a_load_balancer_needs_what_serverless_endpoints_name(endpoint: str, text: str, needed: str) -> None:
    found = components(HOME + by_name(endpoint, text))[RULE].needs
    assert sorted(found) == sorted(f".::{address}" for address in ("google_storage_bucket.assets", needed) if address)


@pytest.mark.parametrize(("bucket", "needs"), [
    ('"assets"', (".::google_storage_bucket.assets",)), ('"elsewhere"', ()), ("var.place", ()),
])  # fmt: skip
def test_a_backend_bucket_by_its_plain_name(bucket: str, needs: tuple[str, ...]) -> None:
    assert components(HOME + by_name(RUN_ENDPOINT, "", bucket))[RULE].needs == needs


@pytest.mark.parametrize(("detection", "region"), [
    ("", "recovers/promotion"), ("outlier_detection {\n    consecutive_errors = 5\n  }", FAILOVER),
])  # fmt: skip
def test_services_in_two_regions_take_over_only_where_failures_are_seen(detection: str, region: str) -> None:
    assert five(balancer(detection), "google_cloud_run_v2_service.near")[3] == region


def test_the_address_of_an_internal_load_balancer_over_regions_stays_in_one() -> None:
    assert five(balancer(scheme="INTERNAL_MANAGED"), RULE)[3] == REDEPLOY


@pytest.mark.parametrize(("scheme", "expected"), [
    ('""', []), ('"INTERNAL"', ["google_compute_forwarding_rule.x"]), ("null", ["google_compute_forwarding_rule.x"]),
])  # fmt: skip
def test_an_endpoint_of_private_service_connect_is_no_load_balancer(scheme: str, expected: list[str]) -> None:
    text = f'resource "google_compute_forwarding_rule" "x" {{\n  name = "x"\n  load_balancing_scheme = {scheme}\n}}\n'
    assert addresses(text) == expected


def test_a_regional_forwarding_rule_and_its_target_pool() -> None:
    text = """
resource "google_compute_instance" "web" {
  count        = 2
  name         = "web-${count.index}"
  machine_type = "e2-small"
  zone         = ["europe-west1-b", "europe-west1-c"][count.index]
}
resource "google_compute_target_pool" "web" {
  name          = "web"
  instances     = google_compute_instance.web[*].self_link
  health_checks = ["check"]
}
resource "google_compute_forwarding_rule" "web" {
  name   = "web"
  target = google_compute_target_pool.web.id
}
"""
    assert five(text, "google_compute_forwarding_rule.web") == ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)
    assert five(text, "google_compute_instance.web[0]")[1:4] == ("continues/members", "continues/members", REDEPLOY)


def test_nat_and_dns() -> None:
    text = """
resource "google_compute_router_nat" "nat" {
  name   = "nat"
  router = "router"
  region = "europe-west1"
}
resource "google_dns_managed_zone" "shop" {
  name     = "shop"
  dns_name = "shop.example."
}
resource "google_dns_record_set" "www" {
  name         = "www.shop.example."
  managed_zone = google_dns_managed_zone.shop.name
  type         = "A"
}
"""
    assert addresses(text) == ["google_compute_router_nat.nat", "google_dns_managed_zone.shop"]
    assert five(text, "google_compute_router_nat.nat") == ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)
    assert five(text, "google_dns_managed_zone.shop") == ("continues", SERVICE, SERVICE, SERVICE, REDEPLOY)


# --- VPN ----------------------------------------------------------------------------------------------------------


def tunnel(name: str, interface: str) -> str:
    return f"""
resource "google_compute_vpn_tunnel" "{name}" {{
  name                  = "{name}"
  vpn_gateway           = google_compute_ha_vpn_gateway.office.id
  vpn_gateway_interface = {interface}
}}
"""


GATEWAY = 'resource "google_compute_ha_vpn_gateway" "office" {\n  name = "office"\n  network = "n"\n}\n'


@pytest.mark.parametrize(("text", "instance", "zone"), [
    (GATEWAY + tunnel("a", "0") + tunnel("b", "1"), FAILOVER, FAILOVER),
    (GATEWAY + tunnel("a", "0") + tunnel("b", "0"), RESTART, REDEPLOY),
    (GATEWAY + tunnel("a", "0"), RESTART, REDEPLOY),
    (GATEWAY + tunnel("a", "0") + tunnel("b", "var.place"), "unknown(var.place)", "unknown(var.place)"),
])  # fmt: skip
def test_ha_vpn(text: str, instance: str, zone: str) -> None:
    address = "google_compute_ha_vpn_gateway.office"
    assert addresses(text) == [address]
    assert five(text, address) == ("continues", instance, zone, REDEPLOY, REDEPLOY)


@pytest.mark.parametrize(("loop", "interface", "instance"), [
    ("for_each = var.place", "each.value.interface", "unknown(var.place)"),
    ("count = var.place", "count.index", "unknown(var.place)"),
    ("count = 2", "count.index", FAILOVER),
    ("count = var.place", "0", RESTART),
])  # fmt: skip
def test_one_loop_may_make_a_tunnel_at_each_interface(loop: str, interface: str, instance: str) -> None:
    text = GATEWAY + tunnel("a", interface).replace("{\n", f"{{\n  {loop}\n", 1)
    assert five(text, "google_compute_ha_vpn_gateway.office")[1] == instance


def test_one_call_in_a_loop_may_make_a_tunnel_at_each_interface() -> None:
    inner = tunnel("a", "var.interface").replace("google_compute_ha_vpn_gateway.office.id", "var.gateway")
    call = """
module "tunnel" {
  source    = "./tunnel"
  for_each  = var.place
  gateway   = google_compute_ha_vpn_gateway.office.id
  interface = each.value
}
"""
    variables = 'variable "gateway" {}\nvariable "interface" {}\n'
    found = outcomes({"main.tf": HOME + GATEWAY + call, "tunnel/main.tf": variables + inner})
    assert found["google_compute_ha_vpn_gateway.office"]["instance"] == "unknown(var.place)"


def test_the_forwarding_rules_of_a_classic_gateway_are_its_own() -> None:
    text = """
resource "google_compute_vpn_gateway" "office" {
  name    = "office"
  network = "n"
}
resource "google_compute_forwarding_rule" "esp" {
  name        = "esp"
  ip_protocol = "ESP"
  target      = google_compute_vpn_gateway.office.id
}
"""
    assert addresses(text) == ["google_compute_vpn_gateway.office"]
    assert five(text, "google_compute_vpn_gateway.office")[1:3] == (RESTART, REDEPLOY)


# --- Interconnect -------------------------------------------------------------------------------------------------


def attachment(name: str, place: str, kind: str = "PARTNER") -> str:
    return f"""
resource "google_compute_interconnect_attachment" "{name}" {{
  name   = "{name}"
  router = google_compute_router.hub.id
  type   = "{kind}"
  {place}
}}
"""


HUB = 'resource "google_compute_router" "hub" {\n  name = "hub"\n  network = "n"\n}\n'
FIRST, SECOND = (f'edge_availability_domain = "AVAILABILITY_DOMAIN_{i}"' for i in (1, 2))


@pytest.mark.parametrize(("text", "expected"), [
    (HUB + attachment("a", FIRST), REDEPLOY),
    (HUB + attachment("a", FIRST) + attachment("b", FIRST), REDEPLOY),
    (HUB + attachment("a", FIRST) + attachment("b", SECOND), FAILOVER),
    (HUB + attachment("a", FIRST) + attachment("b", SECOND + "\n  admin_enabled = false"), REDEPLOY),
    (HUB + attachment("a", FIRST) + attachment("b", "edge_availability_domain = var.place"), "unknown(var.place)"),
])  # fmt: skip
def test_partner_attachments(text: str, expected: str) -> None:
    outcome: Five = five(text, "google_compute_interconnect_attachment.a")
    assert outcome[1:3] == (expected, expected)


def routed(name: str, router: str, interconnect: str) -> str:
    text = attachment(name, f"interconnect = {interconnect}", "DEDICATED")
    return text.replace("google_compute_router.hub.id", router)


OPEN = 'variable "router" {}\nvariable "one" {}\nvariable "two" {}\ndata "google_project" "p" {}\n'
LINK = '"projects/${data.google_project.p.project_id}/global/interconnects/%s"'
HERE, OTHER = (f"google_compute_interconnect_attachment.{n}.interconnect" for n in "ab")
SPOKE = 'resource "google_compute_router" "spoke" {\n  name = "spoke"\n  network = "m"\n}\n'


@pytest.mark.parametrize(("near", "far", "expected"), [
    (("var.place", "var.one"), ("var.router", "var.two"), "unknown(var.one, var.place, var.router, var.two)"),
    (("var.place", "var.one"), ("var.place", "var.two"), "unknown(var.one, var.two)"),
    (("var.place", "var.one"), ("var.router", "var.one"), REDEPLOY),
    (("google_compute_router.hub.id", "var.one"), ("google_compute_router.spoke.id", "var.two"), REDEPLOY),
    (("var.place", LINK % "a"), ("var.place", LINK % "b"), f"unknown({HERE}, {OTHER})"),
    (("var.place", LINK % "a"), ("var.place", LINK % "a"), REDEPLOY),
])  # fmt: skip
def test_attachments_whose_router_or_interconnect_is_open(
    near: tuple[str, str], far: tuple[str, str], expected: str
) -> None:
    text = OPEN + HUB + SPOKE + routed("a", *near) + routed("b", *far)
    assert five(text, "google_compute_interconnect_attachment.a")[2] == expected


def test_the_same_names_in_two_roots_are_two_networks() -> None:
    network = 'resource "google_compute_network" "n" {\n  name = var.place\n}\n'
    hub = network + HUB.replace('"n"\n}', "google_compute_network.n.self_link\n}")
    near, far = (hub + attachment(n, d) for n, d in (("a", FIRST), ("b", SECOND)))
    found = outcomes({"one/main.tf": HOME + near, "two/main.tf": HOME + far})
    assert found["google_compute_interconnect_attachment.a"]["zone"] == REDEPLOY
    router = "google_compute_router.hub.id"
    near, far = (attachment(n, d).replace(router, "var.place") for n, d in (("a", FIRST), ("b", SECOND)))
    found = outcomes({"one/main.tf": HOME + near, "two/main.tf": HOME + far})
    assert found["google_compute_interconnect_attachment.a"]["zone"] == REDEPLOY
    assert five(near + far, "google_compute_interconnect_attachment.a")[2] == FAILOVER


FAR_REGION = 'region = "europe-west4"\n  '


@pytest.mark.parametrize(("routes", "place", "expected"), [
    ("", FAR_REGION, REDEPLOY), ('routing_mode = "REGIONAL"', FAR_REGION, REDEPLOY),
    ('routing_mode = "GLOBAL"', FAR_REGION, FAILOVER), ("routing_mode = var.place", FAR_REGION, "unknown(var.place)"),
    ("", 'region = "europe-west1"\n  ', FAILOVER), ("", "", FAILOVER),
    ('routing_mode = "GLOBAL"', "region = var.place\n  ", FAILOVER),
    ("", "region = var.place\n  ", "unknown(var.place)"),
])  # fmt: skip
def test_an_attachment_in_another_region_is_a_way_only_with_global_routes(
    routes: str, place: str, expected: str
) -> None:
    network = f'resource "google_compute_network" "n" {{\n  name = "n"\n  {routes}\n}}\n'
    hub = network + HUB.replace('"n"\n}', "google_compute_network.n.id\n}")
    far = hub.replace(network, "").replace('"hub"', '"far"')
    text = hub + far + attachment("a", FIRST) + attachment("b", place + SECOND).replace("router.hub", "router.far")
    assert five(text, "google_compute_interconnect_attachment.a")[1:3] == (expected, expected)


def test_an_attachment_in_another_region_of_a_network_that_is_not_in_the_code() -> None:
    text = HUB + attachment("a", FIRST) + attachment("b", FAR_REGION + SECOND)
    found = five(text, "google_compute_interconnect_attachment.a")[2]
    assert found == "unknown(google_compute_router.hub.network)"


@pytest.mark.parametrize(("domain", "expected"), [
    ('"AVAILABILITY_DOMAIN_${count.index + 1}"', "unknown(var.place)"),
    ('"AVAILABILITY_DOMAIN_${count.index == 0 ? 1 : 2}"', "unknown(var.place)"), ('"AVAILABILITY_DOMAIN_1"', REDEPLOY),
])  # fmt: skip
def test_one_loop_may_make_attachments_in_two_domains(domain: str, expected: str) -> None:
    text = HUB + attachment("a", f"edge_availability_domain = {domain}\n  count = var.place")
    assert five(text, "google_compute_interconnect_attachment.a")[2] == expected


def test_dedicated_attachments_stand_where_their_interconnects_do() -> None:
    links = "".join(
        f'resource "google_compute_interconnect" "{n}" {{\n  name = "{n}"\n  location = ".../{place}"\n}}\n'
        for n, place in (("a", "fra-zone1-58"), ("b", "fra-zone2-58"), ("c", "fra-zone1-11"))
    )
    for other, expected in (("b", FAILOVER), ("c", REDEPLOY)):
        text = (
            HUB
            + links
            + "".join(
                attachment(n, f"interconnect = google_compute_interconnect.{n}.id", "DEDICATED") for n in ("a", other)
            )
        )
        assert five(text, "google_compute_interconnect_attachment.a")[2] == expected
