"""Vertex AI: what answers predictions, searches vectors and runs agents.

Sources: https://docs.cloud.google.com/vertex-ai/docs/predictions/autoscaling,
https://docs.cloud.google.com/vertex-ai/docs/vector-search/deploy-index-vpc,
https://docs.cloud.google.com/vertex-ai/docs/general/locations
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.google.dependencies import run_time
from continuity_audit.profiles.google.locations import PROVIDER
from continuity_audit.profiles.profile import Claim, Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import Condition, Context, Fact, attribute

VERTEX: Final = "https://docs.cloud.google.com/vertex-ai/docs/"
REPLICAS: Final = VERTEX + "predictions/autoscaling"
VECTORS: Final = VERTEX + "vector-search/deploy-index-vpc"
AGENTS: Final = "https://docs.cloud.google.com/agent-builder/agent-engine/overview"


def _deployed_by_calls(what: str) -> Fact:
    """The open condition that what calls of the API deploy to an endpoint, its attribute ``what``, has replicas."""

    def replicated(context: Context) -> Value:
        deployed = context.resource.name_of(what)
        found = Unknown(frozenset({deployed}), f"{deployed} have two replicas")
        context.note(what, found)
        return found

    return Fact(replicated, f"what is deployed to it (`{what}`) has two replicas or more")


def _replicas(what: str, when: Condition, source: str) -> tuple[Claim, ...]:
    """The rungs for a failed machine of what has replicas: the others carry on, or the only one is made again."""
    return (
        continues("members", f"the other replicas of {what} carry on", when=when, rto="0s-1m", source=source),
        recovers("restart", "Vertex AI makes a failed replica again", rto="2m-30m", source=source),
    )


# --- models -------------------------------------------------------------------------------------------------------

ENDPOINT = Profile(
    type="google_vertex_ai_endpoint",
    title="Vertex AI endpoint with the models that are deployed to it",
    kind=Kind.API,
    stateful=False,
    names=("display_name", "name"),
    instance=_replicas("its models", _deployed_by_calls("deployed_models"), REPLICAS),
)

GARDEN: Final = "google_vertex_ai_endpoint_with_model_garden_deployment"
LEAST = attribute("deploy_config.dedicated_resources.min_replica_count", 1,
                  PROVIDER + GARDEN.removeprefix("google_"))  # fmt: skip

MODEL_GARDEN_ENDPOINT = Profile(
    type=GARDEN,
    title="Vertex AI endpoint with a model of the Model Garden",
    kind=Kind.API,
    stateful=False,
    names=("publisher_model_name", "hugging_face_model_id"),
    instance=_replicas("its model", LEAST.at_least(2), REPLICAS),
)

# --- vectors ------------------------------------------------------------------------------------------------------

DEPLOYED: Final = "google_vertex_ai_index_endpoint_deployed_index"
DEDICATED = attribute("dedicated_resources").is_set
DEPLOYED_PAGE: Final = PROVIDER + DEPLOYED.removeprefix("google_")
ONE_REPLICA = (DEDICATED & attribute("dedicated_resources.min_replica_count", 1, DEPLOYED_PAGE).equals(1)) | (
    ~DEDICATED & attribute("automatic_resources.min_replica_count", 2, DEPLOYED_PAGE).equals(1)
)
IN_CODE = companions(DEPLOYED).any()

INDEX_ENDPOINT = Profile(
    type="google_vertex_ai_index_endpoint",
    title="Vertex AI Vector Search endpoint with the indexes that are deployed to it",
    kind=Kind.API,
    stateful=False,
    names=("display_name",),
    folds=(Fold(DEPLOYED, by="index_endpoint"),),
    instance=_replicas(
        "its indexes",
        (IN_CODE & ~companions(DEPLOYED).any(ONE_REPLICA)) | (~IN_CODE & _deployed_by_calls("deployed_indexes")),
        VECTORS,
    ),
)  # fmt: skip

# --- agents -------------------------------------------------------------------------------------------------------

INSTANCES = attribute("spec.deployment_spec.min_instances", 1, PROVIDER + "vertex_ai_reasoning_engine")

REASONING_ENGINE = Profile(
    type="google_vertex_ai_reasoning_engine",
    title="Vertex AI Agent Engine instance",
    kind=Kind.WORKLOAD,
    stateful=False,
    names=("display_name",),
    needs=(run_time("spec"),),
    instance=(
        continues("members", "its other instances carry on", when=INSTANCES.at_least(2), rto="0s-1m", source=AGENTS),
        recovers("restart", "Agent Engine starts a failed instance again", rto="10s-5m", source=AGENTS),
    ),
)

PROFILES: Final = (ENDPOINT, MODEL_GARDEN_ENDPOINT, INDEX_ENDPOINT, REASONING_ENGINE)

__all__ = ["PROFILES"]
