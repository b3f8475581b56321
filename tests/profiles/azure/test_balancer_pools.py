"""Who carries on for whom among the pools of one load balancer, gateway or Front Door: what is in the same pool."""

from __future__ import annotations

import pytest

from profiles.audit_text import components
from profiles.azure.five import HOME, five, resource

RESTART, REDEPLOY, MEMBERS, FAILOVER = (
    "recovers/restart",
    "recovers/redeploy",
    "continues/members",
    "continues/failover",
)
A, B = "azurerm_linux_virtual_machine.a", "azurerm_linux_virtual_machine.b"


def machine(name: str, zone: str, link: str, pool: str) -> str:
    made = resource(
        "azurerm_linux_virtual_machine",
        f'zone = "{zone}"\n  network_interface_ids = [azurerm_network_interface.{name}.id]', name,
    )  # fmt: skip
    return (
        resource("azurerm_network_interface", name=name)
        + made
        + f"""
resource "azurerm_network_interface_{link}" "{name}" {{
  network_interface_id    = azurerm_network_interface.{name}.id
  ip_configuration_name   = "c"
  backend_address_pool_id = {pool}
}}
"""
    )


# --- load balancers -----------------------------------------------------------------------------------------------


def part(kind: str, name: str, body: str = "") -> str:
    return f"""
resource "azurerm_lb_{kind}" "{name}" {{
  name            = "{name}"
  loadbalancer_id = azurerm_lb.x.id
  {body}
}}
"""


def rule(pool: str, probe: str = "azurerm_lb_probe.p.id") -> str:
    body = f"backend_address_pool_ids = [azurerm_lb_backend_address_pool.{pool}.id]\n  probe_id = {probe}"
    return part("rule", pool, body)


BALANCER = (
    resource("azurerm_lb", 'frontend_ip_configuration {\n name = "f"\n }')
    + part("backend_address_pool", "web")
    + part("backend_address_pool", "api")
    + part("probe", "p", "port = 80")
)


@pytest.mark.parametrize(("pool", "rules", "instance", "zone"), [
    ("web", rule("web"), MEMBERS, MEMBERS),
    ("web", "", MEMBERS, MEMBERS),
    ("api", rule("web") + rule("api"), RESTART, REDEPLOY),
    ("web", rule("web", "null") + rule("api"), RESTART, REDEPLOY),
    ("web", rule("api"), RESTART, REDEPLOY),
    ("web", rule("web", "var.ha ? azurerm_lb_probe.p.id : null"), "unknown(var.ha)", "unknown(var.ha)"),
    ("web", part("rule", "r", "backend_address_pool_ids = [var.place]\n  probe_id = azurerm_lb_probe.p.id"),
     MEMBERS, MEMBERS),
])  # fmt: skip
def test_machines_carry_on_for_those_of_their_pool(pool: str, rules: str, instance: str, zone: str) -> None:
    link = "backend_address_pool_association"
    text = BALANCER + rules + machine("a", "1", link, "azurerm_lb_backend_address_pool.web.id")
    text += machine("b", "2", link, f"azurerm_lb_backend_address_pool.{pool}.id")
    assert five(text, A)[1:3] == (instance, zone)


@pytest.mark.parametrize(("hosts", "instance"), [
    (("azurerm_dedicated_host.one.id", "azurerm_dedicated_host.one.id"), RESTART),
    (("azurerm_dedicated_host.one.id", "azurerm_dedicated_host.two.id"), MEMBERS),
    (("azurerm_dedicated_host.one.id", "null"), MEMBERS),
])  # fmt: skip
def test_machines_on_one_dedicated_host_fail_together(hosts: tuple[str, str], instance: str) -> None:
    link, pool = "backend_address_pool_association", "azurerm_lb_backend_address_pool.web.id"
    text = BALANCER + rule("web") + "".join(resource("azurerm_dedicated_host", name=n) for n in ("one", "two"))
    for name, host in zip(("a", "b"), hosts, strict=True):
        text += machine(name, "1", link, pool).replace("zone =", f"dedicated_host_id = {host}\n  zone =")
    assert five(text, A)[1] == instance


def test_scale_sets_in_pools_of_their_own() -> None:
    def scale_set(name: str, pool: str) -> str:
        network = (
            "network_interface {\n ip_configuration {\n"
            f" load_balancer_backend_address_pool_ids = [azurerm_lb_backend_address_pool.{pool}.id]\n }}\n }}"
        )
        return resource("azurerm_linux_virtual_machine_scale_set", f"instances = 1\n  {network}", name)

    first = BALANCER + rule("web") + rule("api") + scale_set("a", "web")
    address = "azurerm_linux_virtual_machine_scale_set.a"
    assert five(first + scale_set("b", "api"), address)[1] == RESTART
    assert five(first + scale_set("b", "web"), address)[1] == MEMBERS


# --- application gateways -----------------------------------------------------------------------------------------

GATEWAY = (
    resource(
        "azurerm_application_gateway",
        'sku {\n name = "Standard_v2"\n tier = "Standard_v2"\n }\n'
        '  backend_address_pool {\n name = "web"\n }\n  backend_address_pool {\n name = "api"\n }\n'
        '  request_routing_rule {\n name = "r"\n backend_address_pool_name = "web"\n }',
    )
    + """
locals {
  pools = { for p in azurerm_application_gateway.x.backend_address_pool : p.name => p.id }
}
"""
)


@pytest.mark.parametrize("pool", [
    'local.pools["{}"]',
    '[for p in azurerm_application_gateway.x.backend_address_pool : p.id if p.name == "{}"][0]',
    'tolist(azurerm_application_gateway.x.backend_address_pool)["{}" == "web" ? 0 : 1].id',
    '"${{azurerm_application_gateway.x.id}}/backendAddressPools/{}"',
])  # fmt: skip
def test_machines_in_the_pools_of_a_gateway(pool: str) -> None:
    link = "application_gateway_backend_address_pool_association"
    first = GATEWAY + machine("a", "1", link, pool.format("web"))
    assert five(first + machine("b", "2", link, pool.format("api")), A)[1:3] == (RESTART, REDEPLOY)
    assert five(first + machine("b", "2", link, pool.format("web")), A)[1:3] == (MEMBERS, MEMBERS)


def test_scale_sets_in_the_pools_of_a_gateway() -> None:
    def scale_set(name: str, pool: str) -> str:
        network = (
            "network_interface {\n ip_configuration {\n"
            f' application_gateway_backend_address_pool_ids = [local.pools["{pool}"]]\n }}\n }}'
        )
        return resource("azurerm_linux_virtual_machine_scale_set", f"instances = 1\n  {network}", name)

    address = "azurerm_linux_virtual_machine_scale_set.a"
    assert five(GATEWAY + scale_set("a", "web") + scale_set("b", "api"), address)[1] == RESTART
    assert five(GATEWAY + scale_set("a", "web") + scale_set("b", "web"), address)[1] == MEMBERS


# --- Front Door (classic) -----------------------------------------------------------------------------------------


def app(name: str, group: str) -> str:
    return resource("azurerm_linux_web_app", "service_plan_id = var.place", name, group)


def backend(name: str, more: str = "") -> str:
    return f"backend {{\n address = azurerm_linux_web_app.{name}.default_hostname\n {more}\n }}\n"


def door(pools: str, probe: str = "") -> str:
    return resource("azurerm_frontdoor", f'backend_pool_health_probe {{\n name = "p"\n {probe}\n }}\n  {pools}')


def pool(*backends: str) -> str:
    return f'backend_pool {{\n name = "b"\n health_probe_name = "p"\n {"".join(backends)} }}\n'


APP_A, APP_B = ".::azurerm_linux_web_app.a", ".::azurerm_linux_web_app.b"


@pytest.mark.parametrize(("entrance", "region", "needs", "one_of"), [
    (door(pool(backend("a"), backend("b"))), FAILOVER, (), ((APP_A, APP_B),)),
    (door(pool(backend("a")) + pool(backend("b"))), REDEPLOY, (APP_A, APP_B), ()),
    (door(pool(backend("a"), backend("b", "enabled = false"))), REDEPLOY, (APP_A,), ()),
    (door(pool(backend("a"), backend("b")), "enabled = false"), REDEPLOY, (APP_A, APP_B), ()),
    (door(pool(backend("a"), backend("b", "enabled = var.ha"))), "unknown(var.ha)", (APP_A,), ()),
])  # fmt: skip
def test_backends_of_one_pool_of_a_classic_front_door(
    entrance: str, region: str, needs: tuple[str, ...], one_of: tuple[tuple[str, ...], ...]
) -> None:
    text = entrance + app("a", "west") + app("b", "north")
    assert five(text, "azurerm_linux_web_app.a")[3] == region
    found = components(HOME + text)["azurerm_frontdoor.x"]
    assert (found.needs, found.one_of) == (needs, one_of)
