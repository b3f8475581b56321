"""Azure AI services (Cognitive Services, Azure OpenAI, Foundry) and Machine Learning.

Sources: https://learn.microsoft.com/azure/foundry/how-to/high-availability-resiliency,
https://learn.microsoft.com/azure/foundry/foundry-models/concepts/deployment-types,
https://learn.microsoft.com/azure/machine-learning/how-to-high-availability-machine-learning,
https://learn.microsoft.com/azure/machine-learning/concept-soft-delete
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind, Scenario
from continuity_audit.estate.values import Value
from continuity_audit.profiles.azure.dependencies import run_time
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER, has_zones
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.profile import Claim, Fold, Need, Profile, continues, recovers
from continuity_audit.profiles.terms import Condition, Context, Feasible, attribute, fact

FOUNDRY: Final = LEARN + "foundry/how-to/high-availability-resiliency"
DEPLOYMENTS: Final = LEARN + "foundry/foundry-models/concepts/deployment-types"

# --- AI services --------------------------------------------------------------------------------------------------

DEPLOYMENT: Final = "azurerm_cognitive_deployment"
PROJECT: Final = "azurerm_cognitive_account_project"
BEYOND_ITS_REGION: Final = (
    "GlobalStandard", "GlobalProvisionedManaged", "GlobalBatch", "DataZoneStandard", "DataZoneProvisionedManaged",
    "DataZoneBatch",
)  # fmt: skip
ROUTED: Final = attribute("sku.name").one_of(*BEYOND_ITS_REGION) | attribute("scale.type").one_of(*BEYOND_ITS_REGION)
"""The deployments of models whose requests are answered in more than one region; until version 4 of the provider the
block was called ``scale``."""
ALL_ROUTED: Final = companions(DEPLOYMENT).any() & ~companions(DEPLOYMENT).any(~ROUTED)


@fact(
    "it has models, each deployed globally or in a data zone",
    remedy="deploy each of its models with a SKU of its data zone or of the world, such as `DataZoneStandard`",
)  # fmt: skip
def all_routed(context: Context) -> Value:
    """Whether its requests are answered in more than one region: a single model of one region is enough to stop."""
    return ALL_ROUTED.value(context)


def _answering(routed: Condition) -> tuple[Claim, ...]:
    return (
        continues("service", "requests to its models are routed to the data center that is most available",
                  when=routed, rto="0s-1m", source=DEPLOYMENTS),
        recovers("restart", "the service brings itself up again; no page says that others answer meanwhile",
                 rto="1m-1h", source=FOUNDRY),
    )  # fmt: skip


def _kept_over_zones(projects_alone: Condition) -> tuple[Claim, ...]:
    """What becomes of an account in whose projects alone something is kept."""
    return (
        recovers("restart", "what its projects keep is in several zones where the region has some; no page says that "
                 "its models answer meanwhile", when=projects_alone & has_zones, rto="5m-4h", source=FOUNDRY),
    )  # fmt: skip


TRAINED: Final = attribute("kind").one_of("CustomVision.Training", "LUIS.Authoring", "MetricsAdvisor", "Personalizer")
"""The kinds of accounts that are there to be trained, and keep what they learn."""
PROJECTS: Final = (
    attribute("project_management_enabled", False, PROVIDER + "cognitive_account").is_true | companions(PROJECT).any()
)
"""Whether projects keep agents, conversations and files in it."""

CONNECTED: Final[Need] = run_time("target", "metadata")
CONNECTIONS: Final = tuple(
    Fold(f"azurerm_cognitive_account_connection_{kind}", by="cognitive_account_id", of=of, needs=(CONNECTED,))
    for kind in ("account_key", "account_managed_identity", "api_key", "custom_keys", "entra_id")
    for of in ("", PROJECT)
)
"""What its agents work with: where they keep their state, what they search; of the whole account, or of a project."""

COGNITIVE_ACCOUNT = Profile(
    type="azurerm_cognitive_account",
    title="Azure AI services account (Azure OpenAI, Foundry) with its deployments of models",
    kind=Kind.API,
    stateful=TRAINED | PROJECTS,
    needs=(run_time("custom_question_answering_search_service_id", "qna_runtime_endpoint"),),
    folds=(Fold(DEPLOYMENT, by="cognitive_account_id"), Fold(PROJECT, by="cognitive_account_id"), *CONNECTIONS),
    instance=_answering(Feasible(all_routed, attribute("kind").one_of("OpenAI", "AIServices"))),
    zone=_kept_over_zones(PROJECTS & ~TRAINED),
)  # fmt: skip
AI_SERVICES = Profile(
    type="azurerm_ai_services",
    title="Azure AI services account with its deployments of models",
    kind=Kind.API,
    stateful=companions(PROJECT).any(),
    folds=COGNITIVE_ACCOUNT.folds,
    instance=_answering(all_routed),
    zone=_kept_over_zones(companions(PROJECT).any()),
)  # fmt: skip

# --- Machine Learning ---------------------------------------------------------------------------------------------

LEARNING: Final = LEARN + "machine-learning/how-to-high-availability-machine-learning"
STORED: Final[Need] = run_time("storage_container_id", "storage_fileshare_id")
DATASTORES: Final = ("blobstorage", "datalake_gen2", "fileshare")
AS_CODE: Final = "keep its jobs, models and environments as code and their data in storage with copies of its own"
BUILT_ON: Final[Need] = run_time("storage_account_id", "key_vault_id", "container_registry_id")


def _workspace(type_: str, title: str, *folds: Fold) -> Profile:
    """A workspace, whose records of runs, models and environments the service keeps, and backs up nowhere."""
    return Profile(
        type=type_,
        title=title,
        kind=Kind.ANALYTICS,
        stateful=True,
        needs=(BUILT_ON,),
        folds=folds,
        instance=(recovers("restart", "the service brings itself up again; it keeps its records apart from machines",
                           rto="5m-1h", source=LEARNING),),
        advice={Scenario.DATA: AS_CODE, Scenario.ZONE: AS_CODE, Scenario.REGION: AS_CODE},
    )  # fmt: skip


ML_WORKSPACE = _workspace(
    "azurerm_machine_learning_workspace", "Machine Learning workspace with its compute clusters and datastores",
    Fold("azurerm_machine_learning_compute_cluster", by="machine_learning_workspace_id"),
    *(Fold(f"azurerm_machine_learning_datastore_{kind}", by="workspace_id", needs=(STORED,)) for kind in DATASTORES),
)  # fmt: skip
FOUNDRY_HUB = _workspace(
    "azurerm_ai_foundry", "AI Foundry hub with its projects",
    Fold("azurerm_ai_foundry_project", by="ai_services_hub_id"),
)  # fmt: skip
COMPUTE_INSTANCE = Profile(
    type="azurerm_machine_learning_compute_instance",
    title="Machine Learning compute instance",
    kind=Kind.COMPUTE,
    stateful=False,
    needs=(run_time("machine_learning_workspace_id"),),
)

PROFILES: Final = (COGNITIVE_ACCOUNT, AI_SERVICES, ML_WORKSPACE, FOUNDRY_HUB, COMPUTE_INSTANCE)

__all__ = ["PROFILES"]
