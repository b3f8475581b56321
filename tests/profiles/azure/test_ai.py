"""Azure AI services and Machine Learning: what no page promises is not promised here."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components
from profiles.azure.five import HOME, Five, addresses, five, resource

RESTART, REDEPLOY = "recovers/restart", "recovers/redeploy"
PLAIN: Five = ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)
ROUTED: Five = ("continues", "continues/service", REDEPLOY, REDEPLOY, REDEPLOY)
KEPT: Five = ("lost", RESTART, "lost", "lost", "lost")
IN_PROJECTS: Five = ("lost", RESTART, RESTART, "lost", "lost")


def deployment(sku: str, name: str = "gpt", of: str = "azurerm_cognitive_account") -> str:
    return f"""
resource "azurerm_cognitive_deployment" "{name}" {{
  name                 = "{name}"
  cognitive_account_id = {of}.x.id
  sku {{
    name = {sku}
  }}
}}
"""


PROJECT = (
    'resource "azurerm_cognitive_account_project" "p" {\n  cognitive_account_id = azurerm_cognitive_account.x.id\n}\n'
)


@pytest.mark.parametrize(("body", "more", "expected"), [
    ('kind = "FormRecognizer"', "", PLAIN),
    ('kind = "OpenAI"', "", PLAIN),
    ('kind = "OpenAI"', deployment('"Standard"'), PLAIN),
    ('kind = "OpenAI"', deployment('"GlobalStandard"'), ROUTED),
    ('kind = "OpenAI"', deployment('"GlobalStandard"').replace("sku {\n    name", "scale {\n    type"), ROUTED),
    ('kind = "OpenAI"', deployment('"DataZoneStandard"') + deployment('"GlobalBatch"', "batch"), ROUTED),
    ('kind = "OpenAI"', deployment('"GlobalStandard"') + deployment('"ProvisionedManaged"', "own"), PLAIN),
    ('kind = "OpenAI"', deployment("var.place"), ("continues", "unknown(var.place)", REDEPLOY, REDEPLOY, REDEPLOY)),
    ('kind = "CustomVision.Training"', "", KEPT),
    ('kind = "AIServices"\n  project_management_enabled = true', "", IN_PROJECTS),
    ('kind = "AIServices"', PROJECT, IN_PROJECTS),
])  # fmt: skip
def test_an_account_of_ai_services(body: str, more: str, expected: Five) -> None:
    assert five(resource("azurerm_cognitive_account", body) + more, "azurerm_cognitive_account.x") == expected


def test_ai_services_by_their_other_name() -> None:
    text = resource("azurerm_ai_services") + deployment('"GlobalStandard"', of="azurerm_ai_services")
    assert addresses(text) == ["azurerm_ai_services.x"]
    assert five(text, "azurerm_ai_services.x") == ROUTED


@pytest.mark.parametrize(("region", "zone"), [("ukwest", "lost"), ("uksouth", RESTART)])
def test_what_projects_keep_is_in_several_zones_where_there_are_some(region: str, zone: str) -> None:
    account = f'resource "azurerm_cognitive_account" "x" {{\n  name = "x"\n  location = "{region}"\n}}\n'
    assert five(account + PROJECT, "azurerm_cognitive_account.x")[2] == zone


@pytest.mark.parametrize("told", [
    "azurerm_cognitive_account.x.endpoint", '"https://acme-ai.openai.azure.com/"',
    '"https://acme-ai.cognitiveservices.azure.com/"', '"https://acme-ai.services.ai.azure.com/api"',
])  # fmt: skip
def test_an_app_needs_the_account_that_it_is_told(told: str) -> None:
    account = resource("azurerm_cognitive_account", 'kind = "OpenAI"\n  custom_subdomain_name = "acme-ai"')
    app = resource("azurerm_linux_web_app", f"service_plan_id = var.place\n  app_settings = {{ AI = {told} }}", "app")
    needs = components(HOME + account + app)["azurerm_linux_web_app.app"].needs
    assert [need.rpartition("::")[2] for need in needs] == ["azurerm_cognitive_account.x"]


STORE = resource("azurerm_storage_account", 'account_replication_type = "LRS"', "store")
VAULT = resource("azurerm_key_vault", "", "vault")
WORKSPACE = resource(
    "azurerm_machine_learning_workspace",
    "storage_account_id = azurerm_storage_account.store.id\n  key_vault_id = azurerm_key_vault.vault.id",
)


def test_a_workspace_of_machine_learning() -> None:
    part = """
resource "azurerm_machine_learning_compute_cluster" "c" {
  machine_learning_workspace_id = azurerm_machine_learning_workspace.x.id
}
resource "azurerm_machine_learning_compute_instance" "i" {
  machine_learning_workspace_id = azurerm_machine_learning_workspace.x.id
}
"""
    text = STORE + VAULT + WORKSPACE + part
    found = components(HOME + text)
    workspace, instance = (f"azurerm_machine_learning_{kind}" for kind in ("workspace.x", "compute_instance.i"))
    assert sorted(found) == ["azurerm_key_vault.vault", instance, workspace, "azurerm_storage_account.store"]
    assert five(text, workspace) == KEPT
    assert five(text, instance) == ("continues", REDEPLOY, REDEPLOY, REDEPLOY, REDEPLOY)
    needs = [need.rpartition("::")[2] for need in found[workspace].needs]
    assert sorted(needs) == ["azurerm_key_vault.vault", "azurerm_storage_account.store"]
    assert [need.rpartition("::")[2] for need in found[instance].needs] == [workspace]


def test_a_hub_of_ai_foundry_with_its_project() -> None:
    hub = resource("azurerm_ai_foundry", "storage_account_id = azurerm_storage_account.store.id")
    project = resource("azurerm_ai_foundry_project", "ai_services_hub_id = azurerm_ai_foundry.x.id")
    assert addresses(STORE + hub + project) == ["azurerm_ai_foundry.x", "azurerm_storage_account.store"]
    assert five(STORE + hub + project, "azurerm_ai_foundry.x") == KEPT


def test_a_job_needs_what_it_reads_and_writes() -> None:
    hub = """
resource "azurerm_eventhub_namespace" "ns" {
  name     = "ns"
  location = "westeurope"
}
resource "azurerm_stream_analytics_stream_input_eventhub" "in" {
  stream_analytics_job_name = azurerm_stream_analytics_job.x.name
  servicebus_namespace      = azurerm_eventhub_namespace.ns.name
}
resource "azurerm_stream_analytics_output_blob" "out" {
  stream_analytics_job_name = azurerm_stream_analytics_job.x.name
  storage_account_name      = azurerm_storage_account.store.name
}
"""
    job = components(HOME + STORE + hub + resource("azurerm_stream_analytics_job"))["azurerm_stream_analytics_job.x"]
    needs = [need.rpartition("::")[2] for need in job.needs]
    assert sorted(needs) == ["azurerm_eventhub_namespace.ns", "azurerm_storage_account.store"]
    assert (
        job.outcomes[Scenario.ZONE].why
        == "workers in other zones go on from the last checkpoint where the region has some"
    )


STATE = resource("azurerm_cosmosdb_account", "", "state")
CONNECTION = """
resource "azurerm_cognitive_account_connection_entra_id" "c" {{
  cognitive_account_id = azurerm_cognitive_account.x.id
  category             = "CosmosDb"
  target               = {0}
}}
"""


@pytest.mark.parametrize(
    "target", ["azurerm_cosmosdb_account.state.endpoint", '"https://state.documents.azure.com:443/"']
)
def test_an_account_needs_what_it_is_connected_with(target: str) -> None:
    text = HOME + STATE + resource("azurerm_cognitive_account", 'kind = "AIServices"') + CONNECTION.format(target)
    needs = components(text)["azurerm_cognitive_account.x"].needs
    assert [need.rpartition("::")[2] for need in needs] == ["azurerm_cosmosdb_account.state"]


@pytest.mark.parametrize(("kind", "told"), [
    ("OpenAI", ("deploy each of its models with a SKU of its data zone or of the world, such as `DataZoneStandard`",)),
    ("FormRecognizer", ()),
])  # fmt: skip
def test_only_what_has_models_is_told_to_deploy_them_elsewhere(kind: str, told: tuple[str, ...]) -> None:
    found = components(HOME + resource("azurerm_cognitive_account", f'kind = "{kind}"'))
    assert found["azurerm_cognitive_account.x"].outcomes[Scenario.INSTANCE].remedies == told
