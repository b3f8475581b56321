"""Batch, HDInsight and integration runtimes; provisioning services, twins and records."""

from __future__ import annotations

import pytest

from profiles.audit_text import components
from profiles.azure.five import HOME, addresses, five, resource

RESTORE, RESTART, REDEPLOY = "recovers/restore", "recovers/restart", "recovers/redeploy"
SERVICE, MEMBERS, FAILOVER = "continues/service", "continues/members", "continues/failover"
PROMOTION = "recovers/promotion"
OPEN = "unknown(var.place)"


def scale(nodes: str, placement: str = "") -> str:
    policy = f'node_placement {{\n policy = "{placement}"\n }}' if placement else ""
    return f"fixed_scale {{\n target_dedicated_nodes = {nodes}\n }}\n  {policy}"


@pytest.mark.parametrize(("body", "instance", "zone"), [
    ("", RESTART, REDEPLOY),
    (scale("2"), MEMBERS, REDEPLOY),
    (scale("2", "Zonal"), MEMBERS, MEMBERS),
    (scale("1", "Zonal"), RESTART, REDEPLOY),
    (scale("var.place", "Zonal"), OPEN, OPEN),
    ('auto_scale {\n formula = "$TargetDedicatedNodes=9;"\n }\n  node_placement {\n policy = "Zonal"\n }', RESTART,
     REDEPLOY),
    ("fixed_scale {\n target_dedicated_nodes = 0\n target_low_priority_nodes = 9\n }", RESTART, REDEPLOY),
])  # fmt: skip
def test_a_pool_of_batch(body: str, instance: str, zone: str) -> None:
    found = five(resource("azurerm_batch_pool", body), "azurerm_batch_pool.x")
    assert found == ("continues", instance, zone, REDEPLOY, REDEPLOY)


def test_a_pool_of_no_nodes_is_none() -> None:
    assert addresses(resource("azurerm_batch_pool", scale("0"))) == []


def test_a_pool_needs_its_account_and_that_its_storage() -> None:
    text = resource("azurerm_storage_account", name="s")
    text += resource("azurerm_batch_account", "storage_account_id = azurerm_storage_account.s.id", "a")
    text += resource("azurerm_batch_pool", "account_name = azurerm_batch_account.a.name")
    found = components(HOME + text)
    assert found["azurerm_batch_pool.x"].needs == (".::azurerm_batch_account.a",)
    assert found["azurerm_batch_account.a"].needs == (".::azurerm_storage_account.s",)


@pytest.mark.parametrize("engine", ["hadoop", "spark", "hbase", "interactive_query"])
def test_a_cluster_of_hdinsight_stands_in_one_zone(engine: str) -> None:
    stored = "storage_account_gen2 {\n storage_resource_id = azurerm_storage_account.s.id\n }"
    text = resource("azurerm_storage_account", name="s") + resource(f"azurerm_hdinsight_{engine}_cluster", stored)
    address = f"azurerm_hdinsight_{engine}_cluster.x"
    assert five(text, address) == ("continues", FAILOVER, REDEPLOY, REDEPLOY, REDEPLOY)
    assert components(HOME + text)[address].needs == (".::azurerm_storage_account.s",)


def test_kafka_on_hdinsight_keeps_its_data_on_its_brokers() -> None:
    text = resource("azurerm_hdinsight_kafka_cluster")
    assert five(text, "azurerm_hdinsight_kafka_cluster.x") == ("lost", RESTART, "lost", "lost", "lost")


@pytest.mark.parametrize("kind", ["azure_ssis", "managed"])
@pytest.mark.parametrize(("nodes", "instance", "zone"), [
    ("", RESTART, REDEPLOY), ("number_of_nodes = 2", MEMBERS, MEMBERS), ("number_of_nodes = var.place", OPEN, OPEN),
])  # fmt: skip
def test_a_runtime_of_ssis(kind: str, nodes: str, instance: str, zone: str) -> None:
    address = f"azurerm_data_factory_integration_runtime_{kind}"
    found = five(resource(address, nodes), f"{address}.x")
    assert found == ("continues", instance, zone, REDEPLOY, REDEPLOY)


@pytest.mark.parametrize(("place", "body", "zone", "region"), [
    ("westeurope", "", SERVICE, PROMOTION),
    ("Switzerland North", "", PROMOTION, PROMOTION),
    ("brazilsouth", "data_residency_enabled = true", SERVICE, "lost"),
    ("polandcentral", "", "lost", "lost"),
])  # fmt: skip
def test_a_provisioning_service(place: str, body: str, zone: str, region: str) -> None:
    text = f'resource "azurerm_iothub_dps" "x" {{\n  name = "x"\n  location = "{place}"\n  {body}\n}}\n'
    assert five(text, "azurerm_iothub_dps.x") == ("lost", SERVICE, zone, region, "lost")


@pytest.mark.parametrize(("kind", "expected"), [
    ("digital_twins_instance", ("lost", SERVICE, PROMOTION, PROMOTION, "lost")),
    ("healthcare_fhir_service", (RESTORE, RESTART, "lost", "lost", "lost")),
    ("healthcare_dicom_service", ("lost", RESTART, "lost", "lost", "lost")),
    ("purview_account", ("lost", RESTART, "lost", "lost", "lost")),
])  # fmt: skip
def test_records(kind: str, expected: tuple[str, ...]) -> None:
    assert five(resource(f"azurerm_{kind}"), f"azurerm_{kind}.x") == expected
