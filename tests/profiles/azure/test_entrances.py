"""Who takes over behind Front Door, Traffic Manager and load balancers, and who only seems to."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components
from profiles.azure.five import HOME, addresses, five, resource

REDEPLOY, FAILOVER, SERVICE = "recovers/redeploy", "continues/failover", "continues/service"
RESTART, MEMBERS = "recovers/restart", "continues/members"
OPEN = "unknown(var.place)"
APP_A, APP_B = ".::azurerm_linux_web_app.a", ".::azurerm_linux_web_app.b"


def app(name: str, group: str, more: str = "", kind: str = "linux_web_app") -> str:
    return resource(f"azurerm_{kind}", f"service_plan_id = var.place\n  {more}", name, group)


def profile(name: str = "x", more: str = "") -> str:
    return resource("azurerm_traffic_manager_profile", f'traffic_routing_method = "Priority"\n  {more}', name)


def endpoint(name: str, to: str, of: str = "x", more: str = "", kind: str = "azure") -> str:
    return f"""
resource "azurerm_traffic_manager_{kind}_endpoint" "{name}" {{
  name               = "{name}"
  profile_id         = azurerm_traffic_manager_profile.{of}.id
  target_resource_id = {to}.id
  {more}
}}
"""


def pair(first: str = "", second: str = "", of: str = "x") -> str:
    a = endpoint("a", "azurerm_linux_web_app.a", of, first)
    return a + endpoint("b", "azurerm_linux_web_app.b", of, second)


# --- a counterpart that does not run ------------------------------------------------------------------------------


@pytest.mark.parametrize(("switch", "region"), [
    ("", FAILOVER), ("enabled = true", FAILOVER), ("enabled = false", REDEPLOY),
    ("enabled = var.ha", "unknown(var.ha)"),
])  # fmt: skip
def test_an_app_that_is_off_takes_nothing_over(switch: str, region: str) -> None:
    text = profile() + app("a", "west") + app("b", "north", switch) + pair()
    assert five(text, "azurerm_linux_web_app.a")[3] == region


LOOP = """
resource "azurerm_linux_web_app" "w" {{
  for_each = toset(var.place)
  name     = "w-${{each.key}}"
  location = {location}
}}
resource "azurerm_traffic_manager_azure_endpoint" "w" {{
  {loop}
  name               = "w"
  profile_id         = azurerm_traffic_manager_profile.x.id
  target_resource_id = {target}
  {more}
}}
"""
EACH = {"loop": "for_each = azurerm_linux_web_app.w", "target": "each.value.id", "more": ""}
FIRST = {"loop": "", "target": 'azurerm_linux_web_app.w["a"].id', "more": ""}


@pytest.mark.parametrize(("location", "endpoints", "region"), [
    ('each.key == "a" ? "westeurope" : "northeurope"', EACH, OPEN),
    ("each.key", EACH, OPEN), ('"westeurope"', EACH, REDEPLOY), ("each.key", FIRST, REDEPLOY),
    ("each.key", {**EACH, "more": "always_serve_enabled = true"}, REDEPLOY),
    ("each.key", {**EACH, "more": "enabled = false"}, REDEPLOY),
])  # fmt: skip
def test_apps_over_locations_that_code_leaves_open(location: str, endpoints: dict[str, str], region: str) -> None:
    text = profile() + LOOP.format(location=location, **endpoints)
    assert five(text, "azurerm_linux_web_app.w")[3] == region


def test_the_switch_of_the_counterpart_is_shown() -> None:
    text = profile() + app("a", "west") + app("b", "north", "enabled = false") + pair()
    found = components(HOME + text)["azurerm_linux_web_app.a"].outcomes[Scenario.REGION]
    told = [(e.address, e.attribute, e.value) for e in found.evidence]
    assert ("azurerm_linux_web_app.b", "enabled", False) in told


def test_an_entrance_needs_what_alone_is_on() -> None:
    text = profile() + app("a", "west") + app("b", "north", "enabled = false") + pair()
    found = components(HOME + text)["azurerm_traffic_manager_profile.x"]
    assert (found.needs, found.one_of) == ((APP_A,), ())


def scale_set(name: str, group: str, size: str) -> str:
    front = 'frontend_ip_configuration {\n name = "f"\n }'
    network = (
        'network_interface {\n name = "n"\n ip_configuration {\n name = "i"\n'
        f" load_balancer_backend_address_pool_ids = [azurerm_lb_backend_address_pool.{name}.id]\n }}\n }}"
    )
    pool = (
        f'resource "azurerm_lb_backend_address_pool" "{name}" {{\n'
        f'  name = "{name}"\n  loadbalancer_id = azurerm_lb.{name}.id\n}}\n'
    )
    machines = resource("azurerm_linux_virtual_machine_scale_set", f"instances = {size}\n  {network}", name, group)
    return resource("azurerm_lb", front, name, group) + pool + machines


def balanced_pair(size: str, more: str = "") -> str:
    ways = "".join(endpoint(n, f"azurerm_lb.{n}") for n in ("a", "b"))
    return profile() + scale_set("a", "west", "2") + scale_set("b", "north", size) + ways + more


def autoscale(least: int) -> str:
    return resource(
        "azurerm_monitor_autoscale_setting",
        "target_resource_id = azurerm_linux_virtual_machine_scale_set.b.id\n  profile {\n  capacity {\n"
        f"  default = 1\n  minimum = {least}\n  maximum = 9\n  }}\n  }}",
    )


@pytest.mark.parametrize(("size", "more", "region"), [
    ("2", "", FAILOVER), ("0", "", REDEPLOY), ("var.place", "", OPEN),
    ("0", autoscale(1), FAILOVER), ("2", autoscale(0), REDEPLOY),
])  # fmt: skip
@pytest.mark.parametrize("kind", ["linux_virtual_machine_scale_set", "lb"])
def test_machines_that_are_not_kept_take_nothing_over(kind: str, size: str, more: str, region: str) -> None:
    assert five(balanced_pair(size, more), f"azurerm_{kind}.a")[3] == region


@pytest.mark.parametrize(("priority", "region"), [
    ('"Regular"', FAILOVER), ('"Spot"', REDEPLOY), ("var.place", OPEN),
])  # fmt: skip
@pytest.mark.parametrize("kind", ["linux_virtual_machine_scale_set", "lb"])
def test_machines_that_azure_takes_back_take_nothing_over(kind: str, priority: str, region: str) -> None:
    text = balanced_pair("3", "").replace("instances = 3\n", f"instances = 3\n  priority = {priority}\n")
    assert five(text, f"azurerm_{kind}.a")[3] == region


def test_a_scale_set_without_machines_is_no_other_machine_behind_a_balancer() -> None:
    probe = 'resource "azurerm_lb_probe" "p" {\n name = "p"\n loadbalancer_id = azurerm_lb.a.id\n port = 443\n}\n'
    other = scale_set("b", "west", "0").replace("address_pool.b.id", "address_pool.a.id")
    text = scale_set("a", "west", "1") + probe + other
    assert five(text, "azurerm_linux_virtual_machine_scale_set.a")[1] == RESTART
    text = text.replace("instances = 0", "instances = 1")
    assert five(text, "azurerm_linux_virtual_machine_scale_set.a")[1] == MEMBERS
    text = text.replace("instances = 1\n", 'instances = 1\n  priority = "Spot"\n')
    assert five(text, "azurerm_linux_virtual_machine_scale_set.a")[1] == REDEPLOY


def test_an_entrance_needs_the_balancer_and_not_the_machines_behind_it_instead() -> None:
    text = profile() + scale_set("a", "west", "2") + endpoint("a", "azurerm_lb.a")
    found = components(HOME + text)["azurerm_traffic_manager_profile.x"]
    assert (found.needs, found.one_of) == ((".::azurerm_lb.a",), ())


# --- how Traffic Manager chooses ----------------------------------------------------------------------------------

SUBNET = 'subnet {\n first = "10.0.%d.0"\n scope = 24\n }'


@pytest.mark.parametrize(("method", "first", "second", "regions", "needs"), [
    ('"Priority"', "", "", (FAILOVER, FAILOVER), ()),
    ('"Geographic"', 'geo_mappings = ["GB"]', 'geo_mappings = ["WORLD"]', (REDEPLOY, REDEPLOY), (APP_A, APP_B)),
    ('"Subnet"', SUBNET % 0, SUBNET % 1, (REDEPLOY, REDEPLOY), (APP_A, APP_B)),
    ('"Subnet"', SUBNET % 0, "", (FAILOVER, REDEPLOY), (APP_B,)),
    ("var.place", "", "", (OPEN, OPEN), (APP_A, APP_B)),
])  # fmt: skip
def test_who_takes_over_by_the_routing_method(
    method: str, first: str, second: str, regions: tuple[str, str], needs: tuple[str, ...]
) -> None:
    text = profile().replace('"Priority"', method) + app("a", "west") + app("b", "north") + pair(first, second)
    assert tuple(five(text, f"azurerm_linux_web_app.{n}")[3] for n in ("a", "b")) == regions
    assert components(HOME + text)["azurerm_traffic_manager_profile.x"].needs == needs


@pytest.mark.parametrize(("status", "region", "there"), [
    ('"Enabled"', FAILOVER, True), ('"Disabled"', REDEPLOY, False), ("var.place", OPEN, True),
])  # fmt: skip
def test_a_profile_that_is_disabled_serves_nothing(status: str, region: str, there: bool) -> None:
    text = profile(more=f"profile_status = {status}") + app("a", "west") + app("b", "north") + pair()
    assert five(text, "azurerm_linux_web_app.a")[3] == region
    assert ("azurerm_traffic_manager_profile.x" in addresses(text)) is there


@pytest.mark.parametrize(("watched", "needs"), [("false", ()), ("true", (APP_A, APP_B)), ("var.ha", (APP_A, APP_B))])
def test_an_entrance_that_does_not_see_a_failure_needs_all(watched: str, needs: tuple[str, ...]) -> None:
    serve = f"always_serve_enabled = {watched}"
    text = profile() + app("a", "west") + app("b", "north") + pair(serve, serve)
    assert components(HOME + text)["azurerm_traffic_manager_profile.x"].needs == needs


# --- entrances behind entrances -----------------------------------------------------------------------------------


def nested(method: str, child: str = "") -> str:
    ways = "".join(endpoint(f"n{n}", f"azurerm_traffic_manager_profile.{n}", kind="nested") for n in ("one", "two"))
    inside = endpoint("a", "azurerm_linux_web_app.a", "one") + endpoint("b", "azurerm_linux_web_app.b", "two")
    parent = profile().replace('"Priority"', method)
    return parent + profile("one", child) + profile("two") + ways + inside + app("a", "west") + app("b", "north")


ONE, TWO = ".::azurerm_traffic_manager_profile.one", ".::azurerm_traffic_manager_profile.two"


@pytest.mark.parametrize(("method", "region", "needs", "one_of"), [
    ('"Performance"', FAILOVER, (), ((ONE, TWO),)),
    ('"Geographic"', REDEPLOY, (ONE, TWO), ()),
    ("var.place", OPEN, (ONE, TWO), ()),
])  # fmt: skip
def test_profiles_that_are_nested(
    method: str, region: str, needs: tuple[str, ...], one_of: tuple[tuple[str, ...], ...]
) -> None:
    found = components(HOME + nested(method))
    assert five(nested(method), "azurerm_linux_web_app.a")[3] == region
    parent = found["azurerm_traffic_manager_profile.x"]
    assert (parent.needs, parent.one_of) == (needs, one_of)
    assert found["azurerm_traffic_manager_profile.one"].needs == (APP_A,)


def test_a_nested_profile_that_is_disabled_takes_nothing_over() -> None:
    text = nested('"Performance"', 'profile_status = "Disabled"')
    assert five(text, "azurerm_linux_web_app.b")[3] == REDEPLOY
    parent = components(HOME + text)["azurerm_traffic_manager_profile.x"]
    assert (parent.needs, parent.one_of) == ((TWO,), ())


def test_a_parent_does_not_see_one_geography_of_a_child_fail() -> None:
    text = nested('"Priority"').replace(
        profile("one"), profile("one").replace('"Priority"', '"Geographic"')
    ) + app("c", "north") + endpoint("c", "azurerm_linux_web_app.c", "one")  # fmt: skip
    assert five(text, "azurerm_linux_web_app.a")[3] == REDEPLOY


def test_profiles_that_are_nested_in_each_other_end() -> None:
    ways = endpoint("up", "azurerm_traffic_manager_profile.y", "x", kind="nested") + endpoint(
        "down", "azurerm_traffic_manager_profile.x", "y", kind="nested"
    )
    text = profile() + profile("y") + ways + app("a", "west") + endpoint("a", "azurerm_linux_web_app.a", "y")
    assert five(text, "azurerm_linux_web_app.a")[3] == REDEPLOY


def across(*names: str) -> str:
    address = """
resource "azurerm_lb_backend_address_pool_address" "{0}" {{
  name                                = "{0}"
  backend_address_pool_id             = azurerm_lb_backend_address_pool.x.id
  backend_address_ip_configuration_id = azurerm_lb.{0}.frontend_ip_configuration[0].id
}}
"""
    pool = '\nresource "azurerm_lb_backend_address_pool" "x" {\n  name = "x"\n  loadbalancer_id = azurerm_lb.x.id\n}\n'
    front = 'sku_tier = "Global"\n  frontend_ip_configuration {\n name = "f"\n }'
    return resource("azurerm_lb", front) + pool + "".join(address.format(name) for name in names)


def test_balancers_of_two_regions_behind_a_global_one() -> None:
    text = scale_set("a", "west", "2") + scale_set("b", "north", "2") + across("a", "b")
    found = components(HOME + text)["azurerm_lb.x"]
    assert (found.needs, found.one_of) == ((), ((".::azurerm_lb.a", ".::azurerm_lb.b"),))
    for address in ("azurerm_lb.a", "azurerm_linux_virtual_machine_scale_set.a"):
        assert five(text, address)[3] == FAILOVER
        assert five(text.replace("instances = 2", "instances = 0", 2).replace("instances = 0", "instances = 2", 1),
                    address)[3] == REDEPLOY  # fmt: skip


def test_a_global_balancer_needs_its_only_regional_one() -> None:
    text = scale_set("a", "west", "2") + scale_set("b", "north", "2") + across("a")
    found = components(HOME + text)["azurerm_lb.x"]
    assert (found.needs, found.one_of) == ((".::azurerm_lb.a",), ())
    assert five(text, "azurerm_lb.a")[3] == REDEPLOY


# --- gateways before apps -----------------------------------------------------------------------------------------


def gateway(name: str, group: str) -> str:
    pool = f'backend_address_pool {{\n name = "p"\n fqdns = [azurerm_linux_web_app.{name}.default_hostname]\n }}'
    return resource("azurerm_application_gateway", pool, name, group)


@pytest.mark.parametrize(("switch", "region"), [("", FAILOVER), ("enabled = false", REDEPLOY)])
@pytest.mark.parametrize("kind", ["linux_web_app", "application_gateway"])
def test_apps_behind_gateways_behind_one_entrance(kind: str, switch: str, region: str) -> None:
    ways = "".join(endpoint(n, f"azurerm_application_gateway.{n}") for n in ("a", "b"))
    text = (
        profile() + app("a", "west") + app("b", "north", switch) + gateway("a", "west") + gateway("b", "north") + ways
    )
    assert five(text, f"azurerm_{kind}.a")[3] == region


def routed(rule: str, name: str = '"two"') -> str:
    """A gateway with a pool for each of two apps, the second of which has a name of its own."""
    pools = "".join(
        f"backend_address_pool {{\n name = {pool}\n fqdns = [{host}]\n }}\n"
        for pool, host in (
            ('"one"', "azurerm_linux_web_app.a.default_hostname"), (name, '"b.azurewebsites.net"'),
        )
    )  # fmt: skip
    first = 'request_routing_rule {\n name = "r"\n backend_address_pool_name = "one"\n }\n'
    return resource("azurerm_application_gateway", pools + first + rule)


def rule(pool: str) -> str:
    return f'request_routing_rule {{\n name = "s"\n {pool}\n }}\n'


PATH_RULE = """url_path_map {
 name = "m"
 default_backend_address_pool_name = "one"
 path_rule {
 name = "p"
 backend_address_pool_name = "two"
 }
}
"""
BY_PATH = 'url_path_map {\n name = "m"\n default_backend_address_pool_name = "two"\n }\n'
OPEN_RULES = (
    'dynamic "request_routing_rule" {\n for_each = var.place\n content {\n'
    " backend_address_pool_name = request_routing_rule.value\n }\n }\n"
)


@pytest.mark.parametrize(("rules", "name", "needs"), [
    ("", '"two"', (APP_A,)),
    (rule('redirect_configuration_name = "x"'), '"two"', (APP_A,)),
    (rule('backend_address_pool_name = "two"'), '"two"', (APP_A, APP_B)),
    (rule("backend_address_pool_name = var.place"), '"two"', (APP_A, APP_B)),
    ("", "var.place", (APP_A, APP_B)),
    (PATH_RULE, '"two"', (APP_A, APP_B)),
    (BY_PATH, '"two"', (APP_A, APP_B)),
    (OPEN_RULES, '"two"', (APP_A, APP_B)),
])  # fmt: skip
def test_a_gateway_needs_what_is_in_the_pools_that_its_rules_name(
    rules: str, name: str, needs: tuple[str, ...]
) -> None:
    found = components(HOME + app("a", "west") + app("b", "north") + routed(rules, name))
    assert tuple(sorted(found["azurerm_application_gateway.x"].needs)) == needs


def test_a_pool_without_a_rule_takes_nothing_over() -> None:
    used = 'request_routing_rule {\n name = "r"\n backend_address_pool_name = "p"\n }'
    ways = "".join(endpoint(n, f"azurerm_application_gateway.{n}") for n in ("a", "b"))
    text = profile() + app("a", "west") + app("b", "north") + gateway("a", "west") + ways
    for pool, region in (("p", FAILOVER), ("q", REDEPLOY)):
        far = (
            gateway("b", "north")
            .replace('name = "p"', f'name = "{pool}"\n', 1)
            .replace("backend_", f"{used}\n backend_", 1)
        )
        assert five(text + far, "azurerm_linux_web_app.a")[3] == region


def test_an_api_gateway_that_is_off_where_it_stands_takes_nothing_over() -> None:
    def service(name: str, group: str, more: str = "") -> str:
        return resource("azurerm_api_management", f'sku_name = "Premium_1"\n  {more}', name, group)

    ways = "".join(endpoint(n, f"azurerm_api_management.{n}") for n in ("a", "b"))
    for more, region in (("", FAILOVER), ("gateway_disabled = true", REDEPLOY)):
        text = profile() + service("a", "west") + service("b", "north", more) + ways
        assert five(text, "azurerm_api_management.a")[3] == region


# --- what stands where its environment does -----------------------------------------------------------------------


def contained(name: str, home: str) -> str:
    return (
        f'resource "azurerm_container_app" "{name}" {{\n  name = "{name}"\n'
        f"  container_app_environment_id = {home}\n  template {{\n min_replicas = 2\n }}\n}}\n"
    )


def environments() -> str:
    return "".join(resource("azurerm_container_app_environment", "", n, n) for n in ("west", "north"))


ENVIRONMENT = "azurerm_container_app_environment.%s.id"


@pytest.mark.parametrize(("home", "zone", "region"), [
    (ENVIRONMENT % "north", FAILOVER, FAILOVER), (ENVIRONMENT % "west", REDEPLOY, REDEPLOY), ("var.place", OPEN, OPEN),
])  # fmt: skip
def test_container_apps_in_the_environments_of_two_regions(home: str, zone: str, region: str) -> None:
    ways = "".join(endpoint(n, f"azurerm_container_app.{n}") for n in ("a", "b"))
    text = profile() + environments() + contained("a", ENVIRONMENT % "west") + contained("b", home) + ways
    assert five(text, "azurerm_container_app.a")[2:4] == (zone, region)


def test_a_container_app_is_placed_where_its_environment_is() -> None:
    job = 'resource "azurerm_container_app_job" "j" {\n name = "j"\n event_trigger_config {}\n'
    job += f"container_app_environment_id = {ENVIRONMENT % 'north'}\n}}\n"
    found = components(HOME + environments() + contained("a", ENVIRONMENT % "west") + job + contained("b", "var.place"))
    assert {address: c.placement.regions for address, c in found.items()} == {
        "azurerm_container_app.a": ("westeurope",),
        "azurerm_container_app.b": (),
        "azurerm_container_app_job.j": ("northeurope",),
    }


def pool_at(address: str) -> str:
    """A load balancer whose pool lists an address."""
    return f"""
variable "address" {{
  type = string
}}
resource "azurerm_container_group" "relay" {{
  name     = "relay"
  location = "westeurope"
}}
resource "azurerm_network_interface" "relay" {{
  name     = "relay"
  location = "westeurope"
}}
resource "azurerm_linux_virtual_machine" "relay" {{
  name                  = "relay"
  location              = "westeurope"
  network_interface_ids = [azurerm_network_interface.relay.id]
}}
resource "azurerm_lb" "front" {{
  name     = "front"
  location = "westeurope"
}}
resource "azurerm_lb_backend_address_pool" "front" {{
  name            = "front"
  loadbalancer_id = azurerm_lb.front.id
}}
resource "azurerm_lb_backend_address_pool_address" "front" {{
  name                    = "front"
  backend_address_pool_id = azurerm_lb_backend_address_pool.front.id
  ip_address              = {address}
}}
"""


@pytest.mark.parametrize(
    ("address", "needs"),
    [
        ("azurerm_container_group.relay.ip_address", (".::azurerm_container_group.relay",)),
        ("azurerm_network_interface.relay.private_ip_address", (".::azurerm_linux_virtual_machine.relay",)),
        ("var.address", ()),
        ('"10.0.0.7"', ()),
    ],
)
def test_a_load_balancer_needs_what_has_the_addresses_of_its_pools(address: str, needs: tuple[str, ...]) -> None:
    assert components(pool_at(address))["azurerm_lb.front"].needs == needs


@pytest.mark.parametrize("ingress", [
    "ingress_application_gateway {{\n gateway_id = {0}\n }}",
    "addon_profile {{\n ingress_application_gateway {{\n gateway_id = {0}\n }}\n }}",
])  # fmt: skip
def test_a_gateway_needs_the_cluster_whose_ingress_it_is(ingress: str) -> None:
    pool = 'backend_address_pool {\n name = "default"\n }'
    gateway = resource("azurerm_application_gateway", f'sku {{\n tier = "WAF_v2"\n }}\n  {pool}')
    names = ingress.format("azurerm_application_gateway.x.id")
    cluster = resource("azurerm_kubernetes_cluster", f"default_node_pool {{\n node_count = 1\n }}\n  {names}", "aks")
    other = resource("azurerm_kubernetes_cluster", "default_node_pool {\n node_count = 1\n }", "other")
    found = components(HOME + gateway + cluster + other)
    assert found["azurerm_application_gateway.x"].needs == (".::azurerm_kubernetes_cluster.aks",)
