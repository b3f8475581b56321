"""Apps of Azure Spring Apps, Elastic SANs, and services that use no zones of Japan West."""

from __future__ import annotations

import pytest

from profiles.audit_text import components
from profiles.azure.five import HOME, addresses, five, resource

RESTART, REDEPLOY, PROMOTION = "recovers/restart", "recovers/redeploy", "recovers/promotion"
SERVICE, MEMBERS = "continues/service", "continues/members"
APP = "azurerm_spring_cloud_app.x"


def spring(body: str = "", app: str = "") -> str:
    service = resource("azurerm_spring_cloud_service", body, "s")
    return service + resource(
        "azurerm_spring_cloud_app", f"service_name = azurerm_spring_cloud_service.s.name\n  {app}"
    )


def deployment(name: str, body: str, kind: str = "java") -> str:
    return f"""
resource "azurerm_spring_cloud_{kind}_deployment" "{name}" {{
  name                = "{name}"
  spring_cloud_app_id = azurerm_spring_cloud_app.x.id
  {body}
}}
"""


@pytest.mark.parametrize(("text", "instance", "zone"), [
    (spring(), RESTART, REDEPLOY),
    (spring("zone_redundant = true") + deployment("blue", ""), RESTART, RESTART),
    (spring("zone_redundant = true") + deployment("blue", "instance_count = 2"), MEMBERS, RESTART),
    (spring() + deployment("blue", "instance_count = 2", "container"), MEMBERS, REDEPLOY),
    (spring() + deployment("blue", "instance_count = 2") + deployment("green", ""), RESTART, REDEPLOY),
    (spring() + deployment("blue", "instance_count = var.place"), "unknown(var.place)", REDEPLOY),
])  # fmt: skip
def test_an_app_of_spring(text: str, instance: str, zone: str) -> None:
    assert five(text, APP) == ("continues", instance, zone, REDEPLOY, REDEPLOY)
    assert addresses(text) == [APP]


def test_an_app_of_spring_that_keeps_data() -> None:
    text = spring("zone_redundant = true", "persistent_disk {\n size_in_gb = 5\n }") + deployment("blue", "")
    assert five(text, APP) == ("lost", RESTART, "lost", "lost", "lost")


def test_what_an_app_of_spring_needs() -> None:
    told = 'environment_variables = { "VAULT" = azurerm_key_vault.k.vault_uri }'
    text = spring() + deployment("blue", told) + resource("azurerm_key_vault", name="k")
    text += resource("azurerm_redis_cache", 'sku_name = "Basic"', "r")
    text += """
resource "azurerm_spring_cloud_app_redis_association" "r" {
  name                = "r"
  spring_cloud_app_id = azurerm_spring_cloud_app.x.id
  redis_cache_id      = azurerm_redis_cache.r.id
}
"""
    needs = components(HOME + text)[APP].needs
    assert set(needs) == {".::azurerm_key_vault.k", ".::azurerm_redis_cache.r"}


@pytest.mark.parametrize(("sku", "zone"), [
    ("Premium_LRS", "lost"), ("Premium_ZRS", PROMOTION),
])  # fmt: skip
def test_an_elastic_san(sku: str, zone: str) -> None:
    text = resource("azurerm_elastic_san", f'sku {{\n name = "{sku}"\n }}')
    assert five(text, "azurerm_elastic_san.x") == ("lost", SERVICE, zone, "lost", "lost")


@pytest.mark.parametrize(("place", "spread"), [
    ('"japaneast"', True), ('"Japan West"', False), ('"ukwest"', False), ("var.place", True),
])  # fmt: skip
@pytest.mark.parametrize(("kind", "body", "zone", "alone"), [
    ("signalr_service", 'sku {\n name = "Premium_P1"\n }', SERVICE, REDEPLOY),
    ("web_pubsub_socketio", 'sku {\n name = "Premium_P1"\n }', SERVICE, REDEPLOY),
    ("web_pubsub", 'sku = "Premium_P1"', SERVICE, REDEPLOY),
    ("search_service", 'sku = "standard"\n  replica_count = 2', MEMBERS, "lost"),
    ("logic_app_workflow", "", SERVICE, REDEPLOY),
])  # fmt: skip
def test_what_uses_no_zones_of_japan_west(
    kind: str, body: str, zone: str, alone: str, place: str, spread: bool
) -> None:
    text = (
        f'resource "azurerm_{kind}" "x" {{\n  name = "x"\n  location = {place}\n  {body}\n}}\nvariable "place" {{}}\n'
    )
    assert five(text, f"azurerm_{kind}.x")[2] == (zone if spread else alone)
