"""A copy or a partner that only some branches have: the outcome hangs on what code leaves open."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components
from profiles.azure.five import HOME, addresses, five, resource

HANGS = "unknown(var.ha)"
SERVER = "azurerm_postgresql_flexible_server"


def one_of(first: str, second: str) -> str:
    return f"var.ha ? {first} : {second}"


def two(type_: str) -> str:
    return resource(type_, name="a") + resource(type_, name="b")


@pytest.mark.parametrize(
    ("source", "a", "b"),
    [
        (f"{SERVER}.a.id", "recovers/promotion", "lost"),
        (one_of(f"{SERVER}.a.id", f"{SERVER}.b.id"), HANGS, HANGS),
        (one_of(f"{SERVER}.a.id", f"{SERVER}.a.id"), "recovers/promotion", "lost"),
    ],
)
def test_a_replica_of_one_of_two_servers(source: str, a: str, b: str) -> None:
    replica = resource(SERVER, f'create_mode = "Replica"\n source_server_id = {source}', name="copy", group="north")
    text = two(SERVER) + replica
    assert (five(text, f"{SERVER}.a")[3], five(text, f"{SERVER}.b")[3]) == (a, b)
    assert f"{SERVER}.copy" not in addresses(text)


SPACE = "azurerm_servicebus_namespace"


@pytest.mark.parametrize(
    ("primary", "partner", "by"),
    [
        (f"{SPACE}.a.id", f"{SPACE}.far.id", ("promotion", ())),
        (one_of(f"{SPACE}.a.id", f"{SPACE}.b.id"), f"{SPACE}.far.id", ("redeploy", ("redeploy", "promotion"))),
        (f"{SPACE}.a.id", one_of(f"{SPACE}.far.id", f"{SPACE}.b.id"), ("redeploy", ("redeploy", "promotion"))),
    ],
)
def test_a_pairing_of_one_of_two_namespaces(primary: str, partner: str, by: tuple[str, tuple[str, ...]]) -> None:
    pairing = f"""
resource "{SPACE}_disaster_recovery_config" "pair" {{
  name                 = "pair"
  primary_namespace_id = {primary}
  partner_namespace_id = {partner}
}}
"""
    text = HOME + two(SPACE) + resource(SPACE, name="far", group="north") + pairing
    verdict = components(text)[f"{SPACE}.a"].outcomes[Scenario.REGION]
    assert (verdict.by and verdict.by.value, tuple(way.value for way in verdict.possible_by)) == by


VOLUME = "azurerm_netapp_volume"


def test_a_replication_block_that_may_be_there() -> None:
    block = f'remote_volume_resource_id = {VOLUME}.x.id\n remote_volume_location = "westeurope"'
    surely = resource(VOLUME, f"data_protection_replication {{\n {block}\n }}", name="copy", group="north")
    maybe = resource(
        VOLUME,
        f'dynamic "data_protection_replication" {{\n for_each = var.ha ? [1] : []\n content {{\n {block}\n }}\n }}',
        name="copy",
        group="north",
    )
    assert five(resource(VOLUME) + surely, f"{VOLUME}.x")[3] == "recovers/promotion"
    assert five(resource(VOLUME) + maybe, f"{VOLUME}.x")[3] == HANGS
