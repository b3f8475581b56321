"""What serves: apps on their plans, Container Apps in their environments, and who carries on behind an entrance."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components
from profiles.azure.five import HOME, five, resource

RESTART, REDEPLOY = "recovers/restart", "recovers/redeploy"
SERVICE, FAILOVER, MEMBERS = "continues/service", "continues/failover", "continues/members"
OPEN = "unknown(var.place)"


def plan(body: str) -> str:
    return resource("azurerm_service_plan", body, name="p")


@pytest.mark.parametrize(("body", "instance", "zone"), [
    ('sku_name = "P1v3"', RESTART, REDEPLOY),
    ('sku_name = "P1v3"\n  worker_count = 2', MEMBERS, REDEPLOY),
    ('sku_name = "P1v3"\n  worker_count = 2\n  zone_balancing_enabled = true', MEMBERS, MEMBERS),
    ('sku_name = "P1v3"\n  worker_count = 1\n  zone_balancing_enabled = true', MEMBERS, MEMBERS),
    ('sku_name = "P1v3"\n  zone_balancing_enabled = true', MEMBERS, MEMBERS),
    ('sku_name = "P1v3"\n  zone_balancing_enabled = var.ha', "unknown(var.ha)", "unknown(var.ha)"),
    ('sku_name = "EP1"\n  zone_balancing_enabled = true', MEMBERS, MEMBERS),
    ('sku_name = "EP1"', RESTART, REDEPLOY),
    ('sku_name = "P1v3"\n  worker_count = var.place', OPEN, REDEPLOY),
    ('sku_name = "P1v3"\n  worker_count = 2\n  zone_balancing_enabled = var.ha', MEMBERS, "unknown(var.ha)"),
])  # fmt: skip
@pytest.mark.parametrize("kind", ["linux_web_app", "windows_web_app", "linux_function_app"])
def test_an_app_on_its_plan(kind: str, body: str, instance: str, zone: str) -> None:
    app = resource(f"azurerm_{kind}", "service_plan_id = azurerm_service_plan.p.id")
    assert five(app + plan(body), f"azurerm_{kind}.x") == ("continues", instance, zone, REDEPLOY, REDEPLOY)


@pytest.mark.parametrize(("of_plan", "of_app", "instance", "zone"), [
    ("worker_count = 3", "", RESTART, REDEPLOY),
    ("worker_count = 3", "worker_count = 1", RESTART, REDEPLOY),
    ("worker_count = 3", "worker_count = 2", MEMBERS, MEMBERS),
    ("worker_count = 3", "worker_count = var.place", OPEN, OPEN),
    ("worker_count = 1", "worker_count = 1", RESTART, REDEPLOY),
    ("worker_count = 1", "worker_count = 2", MEMBERS, MEMBERS),
    ("worker_count = 6", "worker_count = 2", MEMBERS, REDEPLOY),
    ("worker_count = 6", "worker_count = var.place", OPEN, OPEN),
    ("worker_count = 6", "worker_count = 3", MEMBERS, MEMBERS),
    ("", "worker_count = 2", MEMBERS, MEMBERS),
])  # fmt: skip
def test_an_app_that_is_scaled_by_itself_is_not_on_every_worker(
    of_plan: str, of_app: str, instance: str, zone: str
) -> None:
    site = f"site_config {{\n {of_app}\n }}"
    app = resource("azurerm_linux_web_app", f"service_plan_id = azurerm_service_plan.p.id\n  {site}")
    switches = "zone_balancing_enabled = true\n  per_site_scaling_enabled = true"
    text = app + plan(f'sku_name = "P1v3"\n  {of_plan}\n  {switches}')
    assert five(text, "azurerm_linux_web_app.x")[1:3] == (instance, zone)


@pytest.mark.parametrize(("number", "instance"), [("1", RESTART), ("2", MEMBERS)])
def test_an_app_of_the_legacy_type_that_is_scaled_by_itself(number: str, instance: str) -> None:
    app = resource(
        "azurerm_app_service",
        f"app_service_plan_id = azurerm_app_service_plan.p.id\n  site_config {{\n number_of_workers = {number}\n }}",
    )
    old = resource("azurerm_app_service_plan", "per_site_scaling = true\n  sku {\n capacity = 3\n }", "p")
    assert five(app + old, "azurerm_app_service.x")[1] == instance


@pytest.mark.parametrize(("number", "instance"), [("1", RESTART), ("2", MEMBERS)])
def test_an_app_of_the_api_that_is_scaled_by_itself(number: str, instance: str) -> None:
    text = f"""
resource "azapi_resource" "p" {{
  type = "Microsoft.Web/serverfarms@2024-04-01"
  body = {{ sku = {{ name = "P1v3", capacity = 3 }}, properties = {{ perSiteScaling = true }} }}
}}
resource "azapi_resource" "x" {{
  type = "Microsoft.Web/sites@2024-04-01"
  body = {{ kind = "app", properties = {{
    serverFarmId = azapi_resource.p.id
    siteConfig   = {{ numberOfWorkers = {number} }}
  }} }}
}}
"""
    assert five(text, "azapi_resource.x")[1] == instance


@pytest.mark.parametrize(("maximum", "zone"), [("3", MEMBERS), ("6", REDEPLOY), ("var.place", OPEN)])
def test_a_plan_that_grows_may_leave_an_app_in_one_zone(maximum: str, zone: str) -> None:
    app = resource(
        "azurerm_linux_web_app", "service_plan_id = azurerm_service_plan.p.id\n  site_config {\n worker_count = 2\n }"
    )
    setting = resource(
        "azurerm_monitor_autoscale_setting",
        "target_resource_id = azurerm_service_plan.p.id\n  profile {\n  capacity {\n"
        f"  default = 3\n  minimum = 3\n  maximum = {maximum}\n  }}\n  }}",
    )
    own = 'sku_name = "P1v3"\n  worker_count = 3\n  zone_balancing_enabled = true\n  per_site_scaling_enabled = true'
    assert five(app + plan(own) + setting, "azurerm_linux_web_app.x")[1:3] == (MEMBERS, zone)


def test_functions_by_consumption_on_a_plan_that_is_balanced_over_zones() -> None:
    app = resource("azurerm_function_app_flex_consumption", "service_plan_id = azurerm_service_plan.p.id")
    found = five(app + plan('sku_name = "FC1"\n  zone_balancing_enabled = true'),
                 "azurerm_function_app_flex_consumption.x")  # fmt: skip
    assert found[1:3] == (SERVICE, MEMBERS)
    app = resource("azurerm_linux_function_app", "service_plan_id = azurerm_service_plan.p.id")
    found = five(app + plan('sku_name = "Y1"\n  zone_balancing_enabled = true'), "azurerm_linux_function_app.x")
    assert found[1:3] == (SERVICE, REDEPLOY)


@pytest.mark.parametrize(("minimum", "instance"), [("1", RESTART), ("2", MEMBERS), ("var.place", OPEN)])
def test_the_autoscale_setting_of_a_plan_owns_its_workers(minimum: str, instance: str) -> None:
    app = resource("azurerm_linux_web_app", "service_plan_id = azurerm_service_plan.p.id")
    setting = resource(
        "azurerm_monitor_autoscale_setting",
        "target_resource_id = azurerm_service_plan.p.id\n  profile {\n  capacity {\n"
        f"  default = 3\n  minimum = {minimum}\n  maximum = 9\n  }}\n  }}",
    )
    text = app + plan('sku_name = "P1v3"\n  worker_count = 3') + setting
    assert five(text, "azurerm_linux_web_app.x")[1] == instance
    balanced = text.replace("worker_count = 3", "worker_count = 3\n  zone_balancing_enabled = true")
    assert five(balanced, "azurerm_linux_web_app.x")[1:3] == (MEMBERS, MEMBERS)


@pytest.mark.parametrize(("units", "minimum", "zone"), [
    (2, "1", REDEPLOY), (1, "2", MEMBERS), (2, "2", MEMBERS), (2, "var.place", OPEN),
])  # fmt: skip
def test_the_autoscale_setting_of_an_api_gateway_owns_its_units(units: int, minimum: str, zone: str) -> None:
    service = resource("azurerm_api_management", f'sku_name = "Premium_{units}"\n  zones = ["1", "2"]')
    setting = resource(
        "azurerm_monitor_autoscale_setting",
        "target_resource_id = azurerm_api_management.x.id\n  profile {\n  capacity {\n"
        f"  default = 2\n  minimum = {minimum}\n  maximum = 6\n  }}\n  }}",
    )
    assert five(service + setting, "azurerm_api_management.x")[2] == zone
    assert five(service, "azurerm_api_management.x")[2] == (MEMBERS if units == 2 else REDEPLOY)


@pytest.mark.parametrize(("workers", "minimum", "a", "b"), [
    ("1", "2", "unknown(var.ha)", "unknown(var.ha)"), ("3", "1", "unknown(var.ha)", "unknown(var.ha)"),
    ("3", "2", MEMBERS, MEMBERS), ("1", "1", RESTART, RESTART),
])  # fmt: skip
def test_an_autoscale_setting_counts_where_it_targets_the_plan(workers: str, minimum: str, a: str, b: str) -> None:
    apps = "".join(
        resource("azurerm_linux_web_app", f"service_plan_id = azurerm_service_plan.{n}.id", n)
        + resource("azurerm_service_plan", f'sku_name = "S1"\n  worker_count = {workers}', n)
        for n in ("a", "b")
    )
    setting = resource(
        "azurerm_monitor_autoscale_setting",
        "target_resource_id = var.ha ? azurerm_service_plan.a.id : azurerm_service_plan.b.id\n  profile {\n"
        f"  capacity {{\n  default = 1\n  minimum = {minimum}\n  maximum = 9\n  }}\n  }}",
    )
    found = [five(apps + setting, f"azurerm_linux_web_app.{n}")[1] for n in ("a", "b")]
    assert found == [a, b]


def test_a_plan_that_is_not_in_the_code() -> None:
    app = resource("azurerm_linux_web_app", "service_plan_id = var.place")
    assert five(app, "azurerm_linux_web_app.x") == ("continues", OPEN, OPEN, REDEPLOY, REDEPLOY)


def test_functions_by_consumption() -> None:
    app = resource("azurerm_linux_function_app", "service_plan_id = azurerm_service_plan.p.id")
    found = five(app + plan('sku_name = "Y1"'), "azurerm_linux_function_app.x")
    assert found == ("continues", SERVICE, REDEPLOY, REDEPLOY, REDEPLOY)


def environment(redundant: str) -> str:
    return resource("azurerm_container_app_environment", f"zone_redundancy_enabled = {redundant}", name="e")


@pytest.mark.parametrize(("template", "more", "instance", "zone"), [
    ("", environment("false"), RESTART, REDEPLOY),
    ("min_replicas = 1", environment("true"), RESTART, RESTART),
    ("min_replicas = 2", environment("false"), MEMBERS, REDEPLOY),
    ("min_replicas = 2", environment("true"), MEMBERS, MEMBERS),
    ("min_replicas = 2", environment("var.ha"), MEMBERS, "unknown(var.ha)"),
    ("min_replicas = var.place", environment("true"), OPEN, OPEN),
])  # fmt: skip
def test_a_container_app(template: str, more: str, instance: str, zone: str) -> None:
    body = f"container_app_environment_id = azurerm_container_app_environment.e.id\n  template {{\n {template}\n }}"
    found = five(resource("azurerm_container_app", body) + more, "azurerm_container_app.x")
    assert found == ("continues", instance, zone, REDEPLOY, REDEPLOY)


@pytest.mark.parametrize(("named", "kind", "most", "instance", "zone"), [
    ("d4", "D4", "maximum_count = 1", RESTART, RESTART),
    ("d4", "D4", "maximum_count = 2", MEMBERS, MEMBERS),
    ("d4", "D4", "maximum_count = var.place", OPEN, OPEN),
    ("d4", "Consumption", "", MEMBERS, MEMBERS),
    ("d4", "Consumption", "maximum_count = 0", MEMBERS, MEMBERS),
    ("d4", "Consumption-GPU-NC24-A100", "maximum_count = 1", MEMBERS, MEMBERS),
    ("Consumption", "D4", "maximum_count = 1", MEMBERS, MEMBERS),
])  # fmt: skip
def test_a_workload_profile_of_one_node_holds_all_replicas(
    named: str, kind: str, most: str, instance: str, zone: str
) -> None:
    profile = f'workload_profile {{\n name = "d4"\n workload_profile_type = "{kind}"\n {most}\n }}'
    around = resource("azurerm_container_app_environment", f"zone_redundancy_enabled = true\n {profile}", name="e")
    body = (
        "container_app_environment_id = azurerm_container_app_environment.e.id\n"
        f'  workload_profile_name = "{named}"\n  template {{\n min_replicas = 3\n }}'
    )
    found = five(resource("azurerm_container_app", body) + around, "azurerm_container_app.x")
    assert found == ("continues", instance, zone, REDEPLOY, REDEPLOY)


def test_a_node_pool_of_its_own_counts_for_its_cluster() -> None:
    pool = """
resource "azurerm_kubernetes_cluster_node_pool" "work" {
  name                  = "work"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.x.id
  node_count            = 3
  zones                 = ["1", "2", "3"]
}
"""
    cluster = resource("azurerm_kubernetes_cluster", 'default_node_pool {\n name = "a"\n }')
    assert five(cluster + pool, "azurerm_kubernetes_cluster.x")[1:3] == (MEMBERS, RESTART)
    spread = resource("azurerm_kubernetes_cluster", 'default_node_pool {\n node_count = 2\n zones = ["1", "2"]\n }')
    assert five(spread + pool, "azurerm_kubernetes_cluster.x")[1:3] == (MEMBERS, MEMBERS)


@pytest.mark.parametrize(("least", "instance"), [("0", RESTART), ("1", MEMBERS)])
def test_pools_that_can_shrink_to_nothing_are_no_other_nodes(least: str, instance: str) -> None:
    pools = f"""
resource "azurerm_kubernetes_cluster_node_pool" "work" {{
  for_each              = toset(["a", "b"])
  name                  = each.key
  kubernetes_cluster_id = azurerm_kubernetes_cluster.x.id
  auto_scaling_enabled  = true
  min_count             = {least}
}}
"""
    cluster = resource("azurerm_kubernetes_cluster", 'default_node_pool {\n name = "a"\n }')
    assert five(cluster + pools, "azurerm_kubernetes_cluster.x")[1] == instance


def pool(body: str, name: str = "work") -> str:
    return f"""
resource "azurerm_kubernetes_cluster_node_pool" "{name}" {{
  name                  = "{name}"
  kubernetes_cluster_id = azurerm_kubernetes_cluster.x.id
  {body}
}}
"""


OVER_ZONES = 'zones = ["1", "2"]\n  '
BATCH = 'node_taints = ["workload=batch:%s"]'
CRITICAL = "only_critical_addons_enabled = true\n node_count = 3"


@pytest.mark.parametrize(("default", "pools", "instance", "zone"), [
    ("", pool("node_count = 1"), MEMBERS, REDEPLOY),
    ('zones = ["1"]', pool('node_count = 1\n  zones = ["2"]'), MEMBERS, RESTART),
    ('zones = ["1"]', pool('node_count = 1\n  zones = ["2"]\n  mode = "System"'), MEMBERS, MEMBERS),
    ('zones = ["1"]', pool("node_count = 1\n  zones = [1]"), MEMBERS, REDEPLOY),
    ('zones = ["1"]', pool('node_count = 1\n  zones = [var.place]\n  mode = "System"'), MEMBERS, OPEN),
    ('zones = ["1"]', pool('auto_scaling_enabled = true\n  min_count = 0\n  zones = ["2"]'), RESTART, REDEPLOY),
    ("", pool('node_count = 1\n  zones = ["1"]', "a") + pool('node_count = 1\n  zones = ["2"]', "b"), MEMBERS, RESTART),
    ("", pool("node_count = 1\n  " + BATCH % "NoSchedule"), RESTART, REDEPLOY),
    ("", pool("node_count = 1\n  " + BATCH % "NoExecute"), RESTART, REDEPLOY),
    ("", pool("node_count = 1\n  " + BATCH % "PreferNoSchedule"), MEMBERS, REDEPLOY),
    ("", pool("node_count = 1\n  node_taints = []"), MEMBERS, REDEPLOY),
    ("", pool(OVER_ZONES + "node_count = 3\n  " + BATCH % "NoSchedule"), RESTART, REDEPLOY),
    ("", pool(OVER_ZONES + "node_count = 3"), MEMBERS, RESTART),
    ("", pool(OVER_ZONES + 'node_count = 3\n  mode = "User"'), MEMBERS, RESTART),
    ("", pool(OVER_ZONES + 'node_count = 3\n  mode = "System"'), MEMBERS, MEMBERS),
    ("", pool(OVER_ZONES + "node_count = 3\n  mode = var.place"), MEMBERS, OPEN),
    (OVER_ZONES + "node_count = 2", pool("node_count = 3"), MEMBERS, MEMBERS),
    ("", pool('node_count = 1\n  priority = "Spot"'), RESTART, REDEPLOY),
    ("", pool('node_count = 1\n  priority = "Regular"'), MEMBERS, REDEPLOY),
    ("", pool('node_count = 1\n  os_type = "Windows"'), RESTART, REDEPLOY),
    ("node_count = 2", pool('node_count = 1\n  os_type = "Windows"'), MEMBERS, REDEPLOY),
    ("", pool(OVER_ZONES + 'node_count = 3\n  os_type = "Windows"'), RESTART, REDEPLOY),
    ("", pool('node_count = 1\n  os_type = "Linux"'), MEMBERS, REDEPLOY),
    ("", pool("node_count = 1\n  node_taints = var.place"), OPEN, REDEPLOY),
    ("", pool('node_count = 1\n  node_taints = ["${var.place}:NoSchedule"]'), RESTART, REDEPLOY),
    ("", pool('node_count = 1\n  node_taints = ["workload=batch:${var.place}"]'), OPEN, REDEPLOY),
    ("", pool("node_count = 1\n  node_taints = var.ha ? [] : [\"a=b:NoSchedule\"]"), "unknown(var.ha)", REDEPLOY),
    ("node_count = 2", pool("node_count = 1\n  node_taints = var.place"), MEMBERS, REDEPLOY),
    (CRITICAL, pool("node_count = 1"), RESTART, REDEPLOY),
    (CRITICAL, pool("node_count = 1") + pool("node_count = 1", "more"), MEMBERS, REDEPLOY),
    (CRITICAL, pool(OVER_ZONES + "node_count = 2"), MEMBERS, RESTART),
    (OVER_ZONES + CRITICAL, pool(OVER_ZONES + "node_count = 2"), MEMBERS, MEMBERS),
    (OVER_ZONES + CRITICAL, pool("node_count = 2"), MEMBERS, REDEPLOY),
    (CRITICAL, "", MEMBERS, REDEPLOY),
    (CRITICAL, pool("node_count = 1\n  " + BATCH % "NoSchedule"), RESTART, REDEPLOY),
    (CRITICAL, pool("node_count = 2\n  " + BATCH % "NoSchedule"), MEMBERS, REDEPLOY),
    ("only_critical_addons_enabled = var.ha\n node_count = 3", pool("node_count = 1"), "unknown(var.ha)", REDEPLOY),
])  # fmt: skip
def test_a_tainted_pool_is_no_other_node_for_what_does_not_tolerate_it(
    default: str, pools: str, instance: str, zone: str
) -> None:
    cluster = resource("azurerm_kubernetes_cluster", f'default_node_pool {{\n name = "a"\n {default}\n }}')
    assert five(cluster + pools, "azurerm_kubernetes_cluster.x")[1:3] == (instance, zone)


def test_which_pool_decides_is_shown() -> None:
    cluster = resource("azurerm_kubernetes_cluster", 'default_node_pool {\n name = "a"\n node_count = 1\n }')
    text = HOME + cluster + pool("node_count = 1\n  " + BATCH % "NoSchedule")
    found = components(text)["azurerm_kubernetes_cluster.x"].outcomes[Scenario.INSTANCE]
    assert [(e.address, e.attribute, e.value) for e in found.evidence] == [
        ("azurerm_kubernetes_cluster_node_pool.work", "node_taints", ("workload=batch:NoSchedule",)),
        ("azurerm_kubernetes_cluster.x", "default_node_pool.node_count", 1),
    ]


def test_the_vault_of_the_key_of_its_secrets_is_no_need_of_a_cluster() -> None:
    vault = resource("azurerm_key_vault", name="keys") + resource(
        "azurerm_key_vault_key", "key_vault_id = azurerm_key_vault.keys.id", name="etcd"
    )
    body = (
        'default_node_pool {\n name = "a"\n }\n'
        "  key_management_service {\n key_vault_key_id = azurerm_key_vault_key.etcd.id\n }"
    )
    found = components(HOME + vault + resource("azurerm_kubernetes_cluster", body))
    assert found["azurerm_kubernetes_cluster.x"].needs == ()


# --- behind a load balancer ---------------------------------------------------------------------------------------


def machine(name: str, zone: str) -> str:
    return (
        resource("azurerm_network_interface", name=f"nic-{name}")
        + f"""
resource "azurerm_linux_virtual_machine" "{name}" {{
  name                  = "{name}"
  location              = azurerm_resource_group.west.location
  network_interface_ids = [azurerm_network_interface.nic-{name}.id]
  zone                  = {zone}
}}
resource "azurerm_network_interface_backend_address_pool_association" "{name}" {{
  network_interface_id    = azurerm_network_interface.nic-{name}.id
  backend_address_pool_id = azurerm_lb_backend_address_pool.pool.id
  ip_configuration_name   = "a"
}}
"""
    )


BALANCER = (
    resource("azurerm_lb", 'frontend_ip_configuration {\n name = "a"\n }')
    + """
resource "azurerm_lb_backend_address_pool" "pool" {
  name            = "pool"
  loadbalancer_id = azurerm_lb.x.id
}
"""
)
PROBE = """
resource "azurerm_lb_probe" "probe" {
  name            = "probe"
  loadbalancer_id = azurerm_lb.x.id
  port            = 443
}
"""


@pytest.mark.parametrize(("zone", "probe", "expected"), [
    ('"2"', PROBE, (MEMBERS, MEMBERS)),
    ('"1"', PROBE, (MEMBERS, REDEPLOY)),
    ("null", PROBE, (MEMBERS, REDEPLOY)),
    ("var.place", PROBE, (MEMBERS, OPEN)),
    ('"2"', "", (RESTART, REDEPLOY)),
])  # fmt: skip
def test_machines_behind_one_load_balancer(zone: str, probe: str, expected: tuple[str, str]) -> None:
    text = BALANCER + probe + machine("a", '"1"') + machine("b", zone)
    assert five(text, "azurerm_linux_virtual_machine.a")[1:3] == expected


@pytest.mark.parametrize(("old", "new"), [
    ("[azurerm_network_interface.nic-b.id]", "var.ha ? [azurerm_network_interface.nic-b.id] : []"),
    ("  = azurerm_network_interface.nic-b.id", "= var.ha ? azurerm_network_interface.nic-b.id : null"),
])  # fmt: skip
def test_a_machine_that_may_serve_behind_a_load_balancer(old: str, new: str) -> None:
    text = BALANCER + PROBE + machine("a", '"1"') + machine("b", '"2"')
    assert old in text
    found = five(text.replace(old, new), "azurerm_linux_virtual_machine.a")
    assert found[1:3] == ("unknown(var.ha)", "unknown(var.ha)")


@pytest.mark.parametrize(("address", "zone"), [
    ("", SERVICE), ('zones = ["1", "2", "3"]', SERVICE), ('zones = ["1"]', REDEPLOY), ('sku = "Basic"', REDEPLOY),
    ("zones = var.place", OPEN), ("sku = var.place", OPEN),
])  # fmt: skip
def test_the_public_address_of_a_frontend(address: str, zone: str) -> None:
    frontend = "frontend_ip_configuration {\n public_ip_address_id = azurerm_public_ip.front.id\n}"
    text = resource("azurerm_public_ip", address, name="front") + resource("azurerm_lb", frontend)
    assert five(text, "azurerm_lb.x")[2] == zone


def test_a_load_balancer_needs_the_machines_behind_it() -> None:
    found = components(HOME + BALANCER + PROBE + machine("a", '"1"'))
    assert found["azurerm_lb.x"].needs == (".::azurerm_linux_virtual_machine.a",)


# --- behind Front Door and Traffic Manager ------------------------------------------------------------------------


def app(name: str, group: str) -> str:
    return resource("azurerm_linux_web_app", "service_plan_id = var.place", name=name, group=group)


def origin(name: str, more: str = "") -> str:
    return f"""
resource "azurerm_cdn_frontdoor_origin" "{name}" {{
  name                          = "{name}"
  cdn_frontdoor_origin_group_id = azurerm_cdn_frontdoor_origin_group.g.id
  host_name                     = azurerm_linux_web_app.{name}.default_hostname
  {more}
}}
"""


def door(probe: str = 'health_probe {\n protocol = "Https"\n }') -> str:
    return f"""
resource "azurerm_cdn_frontdoor_profile" "x" {{
  name = "x"
}}
resource "azurerm_cdn_frontdoor_origin_group" "g" {{
  name                     = "g"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.x.id
  {probe}
}}
"""


@pytest.mark.parametrize(("text", "region"), [
    (door() + app("a", "west") + app("b", "north") + origin("a") + origin("b"), FAILOVER),
    (door("") + app("a", "west") + app("b", "north") + origin("a") + origin("b"), REDEPLOY),
    (door() + app("a", "west") + app("b", "west") + origin("a") + origin("b"), REDEPLOY),
    (door() + app("a", "west") + app("b", "north") + origin("a") + origin("b", "enabled = false"), REDEPLOY),
    (door() + app("a", "west") + app("b", "north") + origin("a") + origin("b", "enabled = var.ha"), "unknown(var.ha)"),
])  # fmt: skip
def test_apps_behind_one_front_door(text: str, region: str) -> None:
    assert five(text, "azurerm_linux_web_app.a")[3] == region
    on_a_plan = text.replace("var.place", "azurerm_service_plan.p.id") + plan('sku_name = "P1v3"')
    assert five(on_a_plan, "azurerm_linux_web_app.a")[2:4] == (region, region)


@pytest.mark.parametrize(("kind", "host"), [
    ("container_app", "%s.happyhill-70162bb9.westeurope.azurecontainerapps.io"),
    ("container_group", "%s.westeurope.azurecontainer.io"), ("api_management", "%s.azure-api.net"),
])  # fmt: skip
@pytest.mark.parametrize(("second", "expected"), [("north", FAILOVER), ("west", REDEPLOY)])
def test_services_in_two_regions_behind_one_front_door(kind: str, host: str, second: str, expected: str) -> None:
    def side(name: str, group: str) -> str:
        host_name = host % name
        made = resource(f"azurerm_{kind}", f'dns_name_label = "{name}"', name, group)
        return made + origin(name).replace(f"azurerm_linux_web_app.{name}.default_hostname", f'"{host_name}"')

    found = five(door() + side("a", "west") + side("b", second), f"azurerm_{kind}.a")
    assert found[2:4] == (expected, expected)


def test_an_origin_of_one_of_two_hosts() -> None:
    host = "azurerm_linux_web_app.b.default_hostname"
    text = door() + app("a", "west") + app("b", "north") + origin("a") + origin("b")
    either = text.replace(host, f"var.ha ? {host} : azurerm_linux_web_app.a.default_hostname")
    assert five(either, "azurerm_linux_web_app.a")[3] == "unknown(var.ha)"


def test_a_front_door_needs_its_only_origin_or_one_of_two() -> None:
    one = components(HOME + door() + app("a", "west") + origin("a"))
    assert one["azurerm_cdn_frontdoor_profile.x"].needs == (".::azurerm_linux_web_app.a",)
    two = components(HOME + door() + app("a", "west") + app("b", "north") + origin("a") + origin("b"))
    found = two["azurerm_cdn_frontdoor_profile.x"]
    assert found.needs == ()
    assert found.one_of == ((".::azurerm_linux_web_app.a", ".::azurerm_linux_web_app.b"),)


@pytest.mark.parametrize(("second", "needs"), [
    ("enabled = false", (".::azurerm_linux_web_app.a",)),
    ("enabled = var.ha", (".::azurerm_linux_web_app.a",)),
    ('origin_host_header = "b"', ()),
])  # fmt: skip
def test_an_origin_that_is_off_takes_nothing_over(second: str, needs: tuple[str, ...]) -> None:
    two = components(HOME + door() + app("a", "west") + app("b", "north") + origin("a") + origin("b", second))
    found = two["azurerm_cdn_frontdoor_profile.x"]
    assert found.needs == needs
    assert bool(found.one_of) is not bool(needs)


APPS = (".::azurerm_linux_web_app.a", ".::azurerm_linux_web_app.b")


@pytest.mark.parametrize(("first", "second", "needs"), [
    ("enabled = var.ha", "enabled = !var.ha", APPS),
    ("enabled = var.ha", "enabled = var.ha", ()),
])  # fmt: skip
def test_origins_that_are_switched_in_turn_are_no_copies_of_each_other(
    first: str, second: str, needs: tuple[str, ...]
) -> None:
    both = app("a", "west") + app("b", "north") + origin("a", first) + origin("b", second)
    found = components(HOME + door() + both)["azurerm_cdn_frontdoor_profile.x"]
    assert (found.needs, found.one_of) == (needs, () if needs else (APPS,))


def page(name: str) -> str:
    return resource("azurerm_storage_account", 'account_replication_type = "GRS"', name) + origin(name).replace(
        f"azurerm_linux_web_app.{name}.default_hostname", f"azurerm_storage_account.{name}.primary_web_host"
    )


def test_a_page_that_says_sorry_is_no_copy_of_an_app() -> None:
    text = HOME + door() + app("a", "west") + origin("a") + page("sorry")
    found = components(text)["azurerm_cdn_frontdoor_profile.x"]
    assert (found.needs, found.one_of) == ((".::azurerm_linux_web_app.a",), ())


def test_files_in_two_accounts_are_copies_of_each_other() -> None:
    found = components(HOME + door() + page("a") + page("b"))["azurerm_cdn_frontdoor_profile.x"]
    assert found.needs == ()
    assert found.one_of == ((".::azurerm_storage_account.a", ".::azurerm_storage_account.b"),)


@pytest.mark.parametrize(("name", "host", "needs"), [
    ('"shop"', '"shop.azurewebsites.net"', True),
    ('"shop"', '"shop.azurewebsites.net."', True),
    ('"Shop"', '"shop.azurewebsites.net"', True),
    ('"${var.place}-shop"', '"${var.place}-shop.azurewebsites.net"', True),
    ('"${local.stem}-shop"', '"${var.place}-x-shop.azurewebsites.net"', True),
    ("var.place", '"${var.place}.azurewebsites.net"', True),
    ('"${var.place}-shop"', '"${var.ha}-shop.azurewebsites.net"', False),
    ('"${var.place}-shop"', '"shop.azurewebsites.net"', False),
    ('"shop"', '"other-shop.azurewebsites.net"', False),
    ('"shop"', '"shop.scm.azurewebsites.net"', False),
    ('"shop"', '"shop.azurewebsites.net.example.org"', False),
])  # fmt: skip
def test_an_origin_by_the_name_of_an_app(name: str, host: str, needs: bool) -> None:
    shop = app("a", "west").replace('name                = "a"', f"name = {name}")
    local = 'locals {\n  stem = "${var.place}-x"\n}\n'
    named = origin("a").replace("azurerm_linux_web_app.a.default_hostname", host)
    found = components(HOME + local + door() + shop + named)["azurerm_cdn_frontdoor_profile.x"]
    assert found.needs == ((".::azurerm_linux_web_app.a",) if needs else ())


def test_of_two_apps_of_one_name_none_is_meant() -> None:
    alike = "".join(app(n, "west").replace(f'name                = "{n}"', 'name = "shop"') for n in ("a", "b"))
    named = origin("a").replace("azurerm_linux_web_app.a.default_hostname", '"shop.azurewebsites.net"')
    assert components(HOME + door() + alike + named)["azurerm_cdn_frontdoor_profile.x"].needs == ()


@pytest.mark.parametrize(("entrance", "address"), [
    ("azurerm_frontdoor.x", """
resource "azurerm_frontdoor" "x" {
  name = "x"
  backend_pool {
    name = "p"
    backend {
      address = "${var.place}-shop.azurewebsites.net"
    }
  }
}
"""),
    ("azurerm_application_gateway.x", resource(
        "azurerm_application_gateway",
        'backend_address_pool {\n name = "p"\n fqdns = ["${var.place}-shop.azurewebsites.net"]\n }',
    )),
    ("azurerm_traffic_manager_profile.x", resource("azurerm_traffic_manager_profile") + """
resource "azurerm_traffic_manager_external_endpoint" "e" {
  name       = "e"
  profile_id = azurerm_traffic_manager_profile.x.id
  target     = "${var.place}-shop.azurewebsites.net"
}
"""),
    ("azurerm_cdn_profile.x", resource("azurerm_cdn_profile") + """
resource "azurerm_cdn_endpoint" "e" {
  name         = "e"
  profile_name = azurerm_cdn_profile.x.name
  origin {
    name      = "o"
    host_name = "${var.place}-shop.azurewebsites.net"
  }
}
"""),
])  # fmt: skip
def test_entrances_that_name_an_app_by_its_host(entrance: str, address: str) -> None:
    shop = app("a", "west").replace('name                = "a"', 'name = "${var.place}-shop"')
    assert components(HOME + shop + address)[entrance].needs == (".::azurerm_linux_web_app.a",)


def test_an_app_does_not_need_the_door_that_alone_may_call_it() -> None:
    config = """service_plan_id = var.place
  site_config {
    cors {
      allowed_origins = ["https://${azurerm_static_web_app.front.default_host_name}"]
    }
    ip_restriction {
      headers {
        x_azure_fdid = [azurerm_cdn_frontdoor_profile.x.resource_guid]
      }
    }
  }"""
    shop = resource("azurerm_linux_web_app", config, "a") + resource("azurerm_static_web_app", name="front")
    other = app("b", "north") + origin("b").replace("_group.g.", "_group.h.")
    group = door().partition('resource "azurerm_cdn_frontdoor_origin_group"')[1:]
    text = HOME + door() + "".join(group).replace('"g"', '"h"') + shop + origin("a") + other
    assert components(text)["azurerm_linux_web_app.a"].needs == ()


def test_a_front_door_may_do_without_what_the_code_holds() -> None:
    elsewhere = origin("b").replace("azurerm_linux_web_app.b.default_hostname", '"shop.example.com"')
    found = components(HOME + door() + app("a", "west") + origin("a") + elsewhere)["azurerm_cdn_frontdoor_profile.x"]
    assert (found.needs, found.one_of) == ((), ())


def test_apps_behind_one_traffic_manager() -> None:
    endpoints = "".join(
        f"""
resource "azurerm_traffic_manager_azure_endpoint" "{name}" {{
  name               = "{name}"
  profile_id         = azurerm_traffic_manager_profile.x.id
  target_resource_id = azurerm_linux_web_app.{name}.id
}}
"""
        for name in ("a", "b")
    )
    text = resource("azurerm_traffic_manager_profile") + app("a", "west") + app("b", "north") + endpoints
    assert five(text, "azurerm_linux_web_app.a")[3] == FAILOVER


def test_an_app_needs_what_its_settings_mention() -> None:
    server = resource("azurerm_postgresql_flexible_server", name="db")
    body = (
        "service_plan_id = var.place\n  app_settings = {\n    HOST = azurerm_postgresql_flexible_server.db.fqdn\n"
        "    LOGS = azurerm_application_insights.logs.connection_string\n  }"
    )
    found = components(HOME + resource("azurerm_linux_web_app", body) + server)
    assert found["azurerm_linux_web_app.x"].needs == (".::azurerm_postgresql_flexible_server.db",)


@pytest.mark.parametrize(("attribute", "vault"), [("versionless_id", (".::azurerm_key_vault.v",)), ("value", ())])
def test_an_app_needs_what_a_secret_in_a_vault_leads_to(attribute: str, vault: tuple[str, ...]) -> None:
    body = f"service_plan_id = var.place\n  app_settings = {{ URL = azurerm_key_vault_secret.url.{attribute} }}"
    found = components(
        HOME
        + resource("azurerm_linux_web_app", body)
        + resource("azurerm_postgresql_flexible_server", name="db")
        + resource("azurerm_key_vault", name="v")
        + """
resource "azurerm_key_vault_secret" "url" {
  name         = "url"
  key_vault_id = azurerm_key_vault.v.id
  value        = "postgres://${azurerm_postgresql_flexible_server.db.fqdn}/shop"
}
"""
    )
    server = ".::azurerm_postgresql_flexible_server.db"
    assert found["azurerm_linux_web_app.x"].needs == (*vault, server)
    assert found["azurerm_key_vault.v"].needs == ()


@pytest.mark.parametrize(("origins", "expected"), [
    ('origin {\n host_name = "${azurerm_linux_web_app.x.name}.azurewebsites.net"\n }', (".::azurerm_linux_web_app.x",)),
    ("origin {\n host_name = azurerm_linux_web_app.x.default_hostname\n }\n origin {\n host_name = var.place\n }", ()),
])  # fmt: skip
def test_a_cdn_endpoint_needs_its_only_origin(origins: str, expected: tuple[str, ...]) -> None:
    profile = resource("azurerm_cdn_profile", 'sku = "Standard_Microsoft"', name="p")
    endpoint = resource("azurerm_cdn_endpoint", f"profile_name = azurerm_cdn_profile.p.name\n  {origins}")
    app = resource("azurerm_linux_web_app", "service_plan_id = var.place")
    assert components(HOME + profile + endpoint + app)["azurerm_cdn_profile.p"].needs == expected


def test_api_management_needs_what_its_apis_call() -> None:
    service = resource("azurerm_api_management", 'sku_name = "Basic_1"', name="m")
    name = "api_management_name = azurerm_api_management.m.name\n "
    api = resource(
        "azurerm_api_management_api", name + 'service_url = "https://${azurerm_linux_web_app.x.default_hostname}/"'
    )
    backend = resource("azurerm_api_management_backend", name + "url = azurerm_linux_function_app.x.default_hostname")
    apps = resource("azurerm_linux_web_app", "service_plan_id = var.place")
    apps += resource("azurerm_linux_function_app", "service_plan_id = var.place")
    found = components(HOME + service + api + backend + apps)["azurerm_api_management.m"].needs
    assert found == (".::azurerm_linux_function_app.x", ".::azurerm_linux_web_app.x")


def test_a_container_app_needs_the_share_that_it_mounts() -> None:
    storage = resource("azurerm_container_app_environment_storage", "account_name = azurerm_storage_account.s.name")
    account = resource("azurerm_storage_account", 'account_replication_type = "LRS"', name="s")
    body = "template {\n volume {\n storage_name = azurerm_container_app_environment_storage.x.name\n }\n }"
    found = components(HOME + storage + account + resource("azurerm_container_app", body))
    assert found["azurerm_container_app.x"].needs == (".::azurerm_storage_account.s",)


@pytest.mark.parametrize(("attribute", "expected"), [
    ("versionless_id", (".::azurerm_key_vault.v",)),
    ("value", ()),
])  # fmt: skip
def test_an_app_needs_the_vault_of_a_secret_that_it_looks_up(attribute: str, expected: tuple[str, ...]) -> None:
    secret = (
        'data "azurerm_key_vault_secret" "s" {\n  name = "s"\n  key_vault_id = azurerm_key_vault.v.id\n}\n'
        + resource("azurerm_key_vault", name="v")
    )
    body = f"service_plan_id = var.place\n  app_settings = {{ S = data.azurerm_key_vault_secret.s.{attribute} }}"
    found = components(HOME + secret + resource("azurerm_linux_web_app", body))
    assert found["azurerm_linux_web_app.x"].needs == expected


@pytest.mark.parametrize(("type_", "setting"), [
    ("azurerm_mssql_database", "Server=tcp:${var.place}-shop.database.windows.net,1433;Database=x"),
    ("azurerm_redis_cache", "${var.place}-shop.redis.cache.windows.net:6380,ssl=True"),
    ("azurerm_servicebus_namespace", "Endpoint=sb://${var.place}-shop.servicebus.windows.net/;SharedAccessKeyName=x"),
    ("azurerm_eventhub_namespace", "${var.place}-shop.servicebus.windows.net"),
    ("azurerm_key_vault", "@Microsoft.KeyVault(SecretUri=https://${var.place}-shop.vault.azure.net/secrets/x/)"),
    ("azurerm_storage_account", "https://${var.place}-shop.blob.core.windows.net/files"),
    ("azurerm_cosmosdb_account", "AccountEndpoint=https://${var.place}-shop.documents.azure.com:443/;"),
    ("azurerm_postgresql_flexible_server", "postgres://u:${var.ha}@${var.place}-shop.postgres.database.azure.com/db"),
    ("azurerm_mssql_managed_instance", "Server=${var.place}-shop.public.3cf1b7.database.windows.net,3342;Database=x"),
    ("azurerm_container_app", "https://${var.place}-shop.happyhill-70162bb9.westeurope.azurecontainerapps.io/api"),
    ("azurerm_container_app", "http://${var.place}-shop.internal.happyhill-70162bb9.westeurope.azurecontainerapps.io"),
    ("azurerm_kusto_cluster", "https://${var.place}-shop.westeurope.kusto.windows.net"),
    ("azurerm_synapse_workspace", "${var.place}-shop.sql.azuresynapse.net"),
    ("azurerm_mongo_cluster", "mongodb+srv://u:p@${var.place}-shop.global.mongocluster.cosmos.azure.com/?tls=true"),
    ("azurerm_managed_redis", "${var.place}-shop.westeurope.redis.azure.net:10000"),
    ("azurerm_redis_enterprise_cluster", "${var.place}-shop.westeurope.redisenterprise.cache.azure.net:10000"),
    ("azurerm_eventgrid_topic", "https://${var.place}-shop.westeurope-1.eventgrid.azure.net/api/events"),
    ("azurerm_mysql_flexible_server", "${var.place}-shop.mysql.database.azure.com"),
    ("azurerm_linux_web_app", "https://${var.place}-shop.azurewebsites.net/api"),
])  # fmt: skip
@pytest.mark.parametrize("named", [True, False])
def test_an_app_needs_what_its_settings_name_by_its_host(type_: str, setting: str, named: bool) -> None:
    name = "${var.place}-shop" if named else "${var.ha}-shop"
    if type_ == "azurerm_mssql_database":
        server = resource("azurerm_mssql_server", name="s").replace('name                = "s"', f'name = "{name}"')
        called = server + f'resource "{type_}" "it" {{\n  name = "d"\n  server_id = azurerm_mssql_server.s.id\n}}\n'
    else:
        called = resource(type_, name="it").replace('name                = "it"', f'name = "{name}"')
    app_ = resource("azurerm_linux_web_app", f'service_plan_id = var.place\n  app_settings = {{\n X = "{setting}"\n }}')
    assert components(HOME + app_ + called)["azurerm_linux_web_app.x"].needs == ((f".::{type_}.it",) if named else ())


@pytest.mark.parametrize(("target", "setting", "needed"), [
    (resource("azurerm_container_group", 'dns_name_label = "pay"'), "http://pay.westeurope.azurecontainer.io:8080",
     "azurerm_container_group.x"),
    (resource("azurerm_traffic_manager_profile", 'dns_config {\n relative_name = "pay"\n ttl = 60\n }'),
     "https://pay.trafficmanager.net", "azurerm_traffic_manager_profile.x"),
    (resource("azurerm_cdn_profile")
     + resource("azurerm_cdn_endpoint", "profile_name = azurerm_cdn_profile.x.name", "pay"),
     "https://pay.azureedge.net/logo.png", "azurerm_cdn_profile.x"),
    (resource("azurerm_public_ip", 'domain_name_label = "pay"', "front")
     + resource("azurerm_lb", 'frontend_ip_configuration {\n public_ip_address_id = azurerm_public_ip.front.id\n }'),
     "https://pay.westeurope.cloudapp.azure.com", "azurerm_lb.x"),
])  # fmt: skip
@pytest.mark.parametrize("named", [True, False])
def test_an_app_needs_what_bears_the_label_in_a_host(target: str, setting: str, needed: str, named: bool) -> None:
    setting = setting if named else setting.replace("pay.", "other.")
    app_ = resource("azurerm_linux_web_app", f'service_plan_id = var.place\n  app_settings = {{\n X = "{setting}"\n }}')
    assert components(HOME + app_ + target)["azurerm_linux_web_app.x"].needs == ((f".::{needed}",) if named else ())


VAULTS = """
resource "azurerm_key_vault" "it" {
  name = "shop-vault"
}
resource "azurerm_key_vault_secret" "db" {
  name         = "db"
  value        = "postgres://${azurerm_postgresql_flexible_server.db.fqdn}/x"
  key_vault_id = azurerm_key_vault.it.id
}
resource "azurerm_key_vault" "other" {
  name = "other"
}
resource "azurerm_key_vault_secret" "other" {
  name         = "db"
  value        = "postgres://elsewhere/x"
  key_vault_id = azurerm_key_vault.other.id
}
"""


@pytest.mark.parametrize(("names", "setting", "needed"), [
    ("", "VaultName=shop-vault;SecretName=db", ("azurerm_key_vault.it", "azurerm_postgresql_flexible_server.db")),
    ("", "vaultname=Shop-Vault;secretname=db;SecretVersion=ec96f02080254f109c51a1f14cdb1931",
     ("azurerm_key_vault.it", "azurerm_postgresql_flexible_server.db")),
    ("", "VaultName=shop-vault;SecretName=else", ("azurerm_key_vault.it",)),
    ("", "VaultName=elsewhere;SecretName=db", ()),
    ("", "VaultName=other;SecretName=db", ("azurerm_key_vault.other",)),
    ("${lower(var.place)}-vault", "VaultName=${lower(var.place)}-vault;SecretName=db",
     ("azurerm_key_vault.it", "azurerm_postgresql_flexible_server.db")),
    ("${var.place}-vault", "VaultName=${var.ha}-vault;SecretName=db", ()),
])  # fmt: skip
def test_an_app_needs_what_its_references_to_a_vault_name(names: str, setting: str, needed: tuple[str, ...]) -> None:
    text = VAULTS.replace("shop-vault", names or "shop-vault") + resource(
        "azurerm_postgresql_flexible_server", name="db"
    )
    settings = f'service_plan_id = var.place\n  app_settings = {{\n DB = "@Microsoft.KeyVault({setting})"\n }}'
    found = components(HOME + text + resource("azurerm_linux_web_app", settings))
    assert found["azurerm_linux_web_app.x"].needs == tuple(f".::{address}" for address in needed)


@pytest.mark.parametrize("record", [
    'resource "azurerm_private_dns_cname_record" "r" {\n  record = azurerm_postgresql_flexible_server.db.fqdn\n',
    'resource "azurerm_dns_cname_record" "r" {\n  record = "${var.place}-db.postgres.database.azure.com"\n',
    """resource "azurerm_private_endpoint" "e" {
  name = "e"
  private_service_connection {
    name                           = "e"
    private_connection_resource_id = azurerm_postgresql_flexible_server.db.id
  }
}
resource "azurerm_private_dns_a_record" "r" {
  records = [azurerm_private_endpoint.e.private_service_connection[0].private_ip_address]
""",
])  # fmt: skip
def test_a_record_leads_to_what_answers(record: str) -> None:
    kind = record.rpartition('resource "')[2].partition('"')[0]
    record += '  name      = "db"\n  zone_name = "shop.example"\n  ttl       = 60\n}\n'
    server = resource("azurerm_postgresql_flexible_server", name="db")
    server = server.replace('name                = "db"', 'name = "${var.place}-db"')
    settings = f"service_plan_id = var.place\n  app_settings = {{\n HOST = {kind}.r.fqdn\n }}"
    found = components(HOME + server + record + resource("azurerm_linux_web_app", settings))
    assert found["azurerm_linux_web_app.x"].needs == (".::azurerm_postgresql_flexible_server.db",)


@pytest.mark.parametrize(("target", "needed"), [
    ("target_resource_id = azurerm_public_ip.front.id", "azurerm_lb.x"),
    ("records = [azurerm_public_ip.machine.ip_address]", "azurerm_linux_virtual_machine.m"),
])  # fmt: skip
def test_a_record_leads_to_what_bears_its_address(target: str, needed: str) -> None:
    text = f"""
resource "azurerm_dns_a_record" "r" {{
  name      = "www"
  zone_name = "shop.example"
  ttl       = 60
  {target}
}}
"""
    text += resource("azurerm_public_ip", name="front") + resource("azurerm_public_ip", name="machine")
    frontend = 'frontend_ip_configuration {\n name = "a"\n public_ip_address_id = azurerm_public_ip.front.id\n }'
    interface = 'ip_configuration {\n name = "a"\n public_ip_address_id = azurerm_public_ip.machine.id\n }'
    text += resource("azurerm_lb", frontend) + resource("azurerm_network_interface", interface, name="n")
    text += resource(
        "azurerm_linux_virtual_machine", "network_interface_ids = [azurerm_network_interface.n.id]", name="m"
    )
    settings = "service_plan_id = var.place\n  app_settings = {\n HOST = azurerm_dns_a_record.r.fqdn\n }"
    found = components(HOME + text + resource("azurerm_linux_web_app", settings))
    assert found["azurerm_linux_web_app.x"].needs == (f".::{needed}",)


@pytest.mark.parametrize("env", [
    'env {\n name = "BUS"\n value = "${var.place}-bus.servicebus.windows.net:9093"\n }',
    "env_from {\n config_map_ref {\n name = kubernetes_config_map.bus.metadata[0].name\n }\n }",
])  # fmt: skip
def test_a_deployment_needs_what_its_settings_name_by_its_host(env: str) -> None:
    bus = resource("azurerm_servicebus_namespace", name="b").replace('= "b"', '= "${var.place}-bus"')
    text = f"""
resource "kubernetes_config_map" "bus" {{
  metadata {{
    name = "bus"
  }}
  data = {{
    BROKER = "${{var.place}}-bus.servicebus.windows.net:9093"
  }}
}}
resource "kubernetes_deployment" "app" {{
  metadata {{
    name = "app"
  }}
  spec {{
    template {{
      spec {{
        container {{
          name = "app"
          {env}
        }}
      }}
    }}
  }}
}}
"""
    found = components(HOME + bus + text)["kubernetes_deployment.app"]
    assert found.needs == (".::azurerm_servicebus_namespace.b",)
