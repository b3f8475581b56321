"""What Google Cloud runs without servers of one's own: Cloud Run, Cloud Functions, App Engine, Workflows, Dataflow.

Sources: https://docs.cloud.google.com/run/docs/resource-model, https://docs.cloud.google.com/functions/docs/locations,
https://docs.cloud.google.com/appengine/docs/standard/locations, https://cloud.google.com/architecture/disaster-recovery
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.counts import as_count
from continuity_audit.estate.logic import all_of, any_of, as_truth, equals
from continuity_audit.estate.model import Kind
from continuity_audit.estate.values import Value
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.google.carrying_on import carried_on
from continuity_audit.profiles.google.compute import OTHER_REGION, OTHERS, OTHERS_ELSEWHERE
from continuity_audit.profiles.google.dependencies import run_time
from continuity_audit.profiles.google.locations import DISASTERS, PROVIDER
from continuity_audit.profiles.google.routed_records import OTHER_STACK
from continuity_audit.profiles.google.serving import READS
from continuity_audit.profiles.profile import Claim, Profile, continues, recovers
from continuity_audit.profiles.references import mentioning
from continuity_audit.profiles.terms import ALWAYS, Condition, Context, attribute, fact

RUN: Final = "https://docs.cloud.google.com/run/docs/"
FUNCTIONS: Final = "https://docs.cloud.google.com/functions/docs/locations"
APP_ENGINE: Final = "https://docs.cloud.google.com/appengine/docs/"
WORKFLOWS: Final = "https://docs.cloud.google.com/workflows/docs/overview"
DATAFLOW: Final = "https://docs.cloud.google.com/dataflow/docs/guides/pipeline-workflows"
COMPOSER: Final = "https://docs.cloud.google.com/composer/docs/composer-3/set-up-highly-resilient-environments"


def many_machines(what: str, source: str) -> tuple[Claim, ...]:
    """The rung for a failed machine: the service runs what it is given on many."""
    return (continues("service", f"{what} runs it on many machines", source=source),)


def _only_one(what: str, when: Condition, source: str) -> tuple[tuple[Claim, ...], tuple[Claim, ...]]:
    """The rungs for a failed machine and zone of what keeps a single instance: none is left to carry on."""
    return (
        (replace(OTHERS, when=when & OTHERS.when),
         recovers("restart", f"{what} starts its only instance again", when=when, rto="5s-5m", source=source)),
        (OTHERS_ELSEWHERE,
         recovers("restart", f"{what} starts its only instance again in another zone", when=when, rto="10s-10m",
                  source=source)),
    )  # fmt: skip


def several_zones(what: str, source: str, *, when: Condition = ALWAYS) -> tuple[Claim, ...]:
    """The rung for a failed zone: the service runs what it is given over the zones of the region."""
    return (continues("service", f"{what} is regional: it sends requests to other zones", when=when, source=source),)


ELSEWHERE: Final = (
    OTHER_REGION,
    OTHER_STACK,
    recovers("promotion", "the same global load balancer serves from its counterpart in another region, too; somebody "
             "has to take the failed one out", when=carried_on("region", noticed=False), rto="5m-1h",
             source="https://docs.cloud.google.com/load-balancing/docs/negs/serverless-neg-concepts"),
)  # fmt: skip
"""The rungs for a failed region of what serves without servers: its load balancer may not see that it fails."""

# --- Cloud Run ----------------------------------------------------------------------------------------------------

REGIONS = attribute("multi_region_settings.regions").distinct.at_least(2)

GPUS: Final = RUN + "configuring/services/gpu-zonal-redundancy"
GPUS_IN_ONE_ZONE = attribute("template.gpu_zonal_redundancy_disabled", False, PROVIDER + "cloud_run_v2_service").is_true
BEST_EFFORT: Final = recovers(
    "restart", "without zonal redundancy of its GPUs it is started in another zone where there is room", rto="1m-4h",
    source=GPUS,
)  # fmt: skip


@fact("the zonal redundancy of its GPUs is disabled by an annotation")
def gpus_in_one_zone(context: Context) -> Value:
    """Whether a service of the first version keeps room for its GPUs in one zone alone."""
    path, name = "template.metadata.annotations", "run.googleapis.com/gpu-zonal-redundancy-disabled"
    return any_of(lambda v=v: as_truth(v) for v in _annotated(context, path, name))  # type: ignore[misc]


SCALED_BY_HAND = attribute("scaling.scaling_mode", "AUTOMATIC", PROVIDER + "cloud_run_v2_service").equals("MANUAL")
ONE_INSTANCE = (
    (SCALED_BY_HAND & attribute("scaling.manual_instance_count").equals(1))
    | attribute("template.scaling.max_instance_count").equals(1)
    | attribute("scaling.max_instance_count").equals(1)
)
ALONE, ALONE_IN_A_ZONE = _only_one("Cloud Run", ONE_INSTANCE, RUN + "configuring/max-instances")

MOST: Final = (
    ("template.metadata.annotations", "autoscaling.knative.dev/maxScale"),
    ("metadata.annotations", "run.googleapis.com/maxScale"),
)
"""Where a service of the first version says how many instances it has at most."""


@fact("an annotation holds it to one instance (`maxScale`)")
def held_to_one(context: Context) -> Value:
    """Whether a service of the first version has one instance at most."""
    return any_of(lambda v=v: equals(as_count(v), 1) for at in MOST for v in _annotated(context, *at))  # type: ignore[misc]


def _annotated(context: Context, path: str, name: str) -> Iterator[Value]:
    """The values of an annotation, noted as evidence."""
    for element in each(context.resource.values, path):
        value = element.value.get(name) if isinstance(element.value, Mapping) else None
        if value is not None:
            context.note(f"{path}.{name}", value)
            yield value


RUN_SERVICE = Profile(
    type="google_cloud_run_v2_service",
    title="Cloud Run service",
    kind=Kind.WORKLOAD,
    stateful=False,
    component=~(SCALED_BY_HAND & attribute("scaling.manual_instance_count").equals(0)),
    needs=(run_time("template"),),
    reads=READS,
    instance=(*ALONE, *many_machines("Cloud Run", RUN + "resource-model")),
    zone=(*several_zones("Cloud Run", DISASTERS, when=~GPUS_IN_ONE_ZONE & ~ONE_INSTANCE), *ALONE_IN_A_ZONE,
          BEST_EFFORT),
    region=(
        *ELSEWHERE,
        recovers("promotion", "it runs in other regions, too; requests have to be sent there", when=REGIONS,
                 rto="5m-1h", source=RUN + "multiple-regions"),
    ),
)  # fmt: skip

ALONE_V1, ALONE_IN_A_ZONE_V1 = _only_one("Cloud Run", held_to_one, RUN + "configuring/max-instances")

RUN_SERVICE_V1 = replace(
    RUN_SERVICE,
    type="google_cloud_run_service",
    component=ALWAYS,
    instance=(*ALONE_V1, *many_machines("Cloud Run", RUN + "resource-model")),
    zone=(
        *several_zones("Cloud Run", DISASTERS, when=~gpus_in_one_zone & ~held_to_one),
        *ALONE_IN_A_ZONE_V1,
        BEST_EFFORT,
    ),
    region=ELSEWHERE,
)

POOL_SIZE = attribute("scaling.manual_instance_count")

WORKER_POOL = replace(
    RUN_SERVICE,
    type="google_cloud_run_v2_worker_pool",
    title="Cloud Run worker pool",
    component=~POOL_SIZE.equals(0),
    instance=(
        continues("members", "its other instances carry on", when=POOL_SIZE.at_least(2), rto="0s-1m",
                  source=RUN + "configuring/workerpools/manual-scaling"),
        recovers("restart", "Cloud Run starts a failed instance again", rto="10s-5m", source=RUN + "resource-model"),
    ),
    zone=(recovers("restart", "Cloud Run starts instances again in another zone", rto="10s-10m", source=DISASTERS),),
    region=(),
)  # fmt: skip

RUN_JOB = Profile(
    type="google_cloud_run_v2_job",
    title="Cloud Run job",
    kind=Kind.WORKLOAD,
    stateful=False,
    scheduled=True,
    needs=(run_time("template"),),
    instance=(recovers("restart", "a failed task is tried again", rto="1m-1h", source=RUN + "jobs-retries"),),
    zone=(recovers("restart", "its tasks are tried again in another zone", rto="1m-1h", source=DISASTERS),),
)

# --- Cloud Functions ----------------------------------------------------------------------------------------------

ONE_FUNCTION: Final = "https://docs.cloud.google.com/functions/docs/configuring/max-instances"


def _instances(path: str) -> tuple[tuple[Claim, ...], tuple[Claim, ...]]:
    """The rungs for a failed machine and zone of functions, which may be held to one instance at a path."""
    one = attribute(path).equals(1)
    alone, alone_in_a_zone = _only_one("Cloud Run", one, ONE_FUNCTION)
    return (
        (*alone, *many_machines("Cloud Run", FUNCTIONS)),
        (*several_zones("Cloud Run", DISASTERS, when=~one), *alone_in_a_zone),
    )


IN_GENERATION_2: Final = _instances("service_config.max_instance_count")
IN_GENERATION_1: Final = _instances("max_instances")

FUNCTION = Profile(
    type="google_cloudfunctions2_function",
    title="Cloud Run function (Cloud Functions, 2nd generation)",
    kind=Kind.FUNCTION,
    stateful=False,
    needs=(run_time("service_config", "event_trigger"),),
    reads=READS,
    instance=IN_GENERATION_2[0],
    zone=IN_GENERATION_2[1],
    region=ELSEWHERE,
)

FUNCTION_V1 = replace(
    FUNCTION,
    type="google_cloudfunctions_function",
    title="Cloud Function (1st generation)",
    needs=(
        run_time(
            "environment_variables", "secret_environment_variables", "secret_volumes", "event_trigger", "vpc_connector"
        ),
    ),
    instance=IN_GENERATION_1[0],
    zone=IN_GENERATION_1[1],
)

# --- App Engine ---------------------------------------------------------------------------------------------------

ONE_OF_APP_ENGINE = (
    attribute("manual_scaling.instances").equals(1)
    | attribute("basic_scaling.max_instances").equals(1)
    | attribute("automatic_scaling.standard_scheduler_settings.max_instances").equals(1)
)
ALONE_IN_APP_ENGINE = _only_one("App Engine", ONE_OF_APP_ENGINE, APP_ENGINE + "standard/how-instances-are-managed")

STANDARD_VERSION = Profile(
    type="google_app_engine_standard_app_version",
    title="App Engine service in the standard environment",
    kind=Kind.WORKLOAD,
    stateful=False,
    names=("service", "version_id"),
    needs=(run_time("env_variables", "vpc_access_connector"),),
    reads=READS,
    instance=(*ALONE_IN_APP_ENGINE[0], *many_machines("App Engine", APP_ENGINE + "standard/locations")),
    zone=(*several_zones("App Engine", DISASTERS, when=~ONE_OF_APP_ENGINE), *ALONE_IN_APP_ENGINE[1]),
    region=ELSEWHERE,
)

FLEXIBLE_PAGE: Final = PROVIDER + "app_engine_flexible_app_version"
TWO_INSTANCES = (
    attribute("manual_scaling").is_set & attribute("manual_scaling.instances", 1, FLEXIBLE_PAGE).at_least(2)
) | (
    ~attribute("manual_scaling").is_set
    & attribute("automatic_scaling.min_total_instances", 2, FLEXIBLE_PAGE).at_least(2)
)

FLEXIBLE_VERSION = Profile(
    type="google_app_engine_flexible_app_version",
    title="App Engine service in the flexible environment",
    kind=Kind.WORKLOAD,
    stateful=False,
    names=("service", "version_id"),
    component=~attribute("serving_status", "SERVING", FLEXIBLE_PAGE).equals("STOPPED"),
    needs=(run_time("env_variables", "beta_settings"),),
    reads=READS,
    instance=(
        continues("members", "its other instances carry on", when=TWO_INSTANCES, rto="10s-2m",
                  source=APP_ENGINE + "flexible/how-instances-are-managed"),
        recovers("restart", "App Engine starts its only instance again", rto="2m-15m",
                 source=APP_ENGINE + "flexible/how-instances-are-managed"),
    ),
    zone=(
        continues("members", "App Engine spreads its instances over zones", when=TWO_INSTANCES, rto="10s-2m",
                  source=APP_ENGINE + "flexible/locations"),
        OTHERS_ELSEWHERE,
        recovers("restart", "App Engine starts its only instance again in another zone", rto="2m-30m",
                 source=APP_ENGINE + "flexible/locations"),
    ),
    region=ELSEWHERE,
)  # fmt: skip

# --- Serverless VPC Access ----------------------------------------------------------------------------------------

CONNECTORS: Final = "https://docs.cloud.google.com/vpc/docs/serverless-vpc-access"
CONNECTED: Final = {
    "google_cloud_run_v2_service": "template", "google_cloud_run_service": "template",
    "google_cloudfunctions2_function": "service_config", "google_cloudfunctions_function": "vpc_connector",
    "google_app_engine_standard_app_version": "vpc_access_connector",
}  # fmt: skip
"""What reaches into a network through a connector, with the argument that names it."""
GOES_ON: Final = carried_on("region")


@fact("what uses it is carried on in another region, with a connector there", reads=(*CONNECTED, *READS))
def users_go_on(context: Context) -> Value:
    """Whether nobody misses it once its region is lost: a connector serves what is in its own region alone."""
    users = [
        user
        for kind, argument in CONNECTED.items()
        for user in mentioning(context.estate, kind, argument).get(context.resource.id, ())
        if user.exists is not False
    ]
    return bool(users) and all_of(lambda u=u: GOES_ON.value(context.about(u)) for u in users)  # type: ignore[misc]


VPC_ACCESS_CONNECTOR = Profile(
    type="google_vpc_access_connector",
    title="Serverless VPC Access connector",
    kind=Kind.CONNECTIVITY,
    stateful=False,
    instance=(continues("members", "it has two instances at least, and its other ones carry on", rto="0s-1m",
                        source=PROVIDER + "vpc_access_connector"),),
    zone=(recovers("restart", "a connector is regional, and its instances are made again; no page says that they stand "
                   "in several zones", rto="1m-1h", source=CONNECTORS),),
    region=(continues("failover", "what uses it is carried on in another region, with a connector there",
                      when=users_go_on, rto="10s-5m", source=CONNECTORS),),
)  # fmt: skip

# --- Workflows, Dataflow, Dataproc, Composer ----------------------------------------------------------------------

WORKFLOW = Profile(
    type="google_workflows_workflow",
    title="Workflows workflow",
    kind=Kind.FUNCTION,
    stateful=False,
    needs=(run_time("source_contents", "user_env_vars"),),
    instance=(continues("service", "the service keeps executions redundantly", source=WORKFLOWS),),
    zone=(continues("service", "the service keeps executions in several zones", source=DISASTERS),),
)

DATAFLOW_JOB = Profile(
    type="google_dataflow_job",
    title="Dataflow job",
    kind=Kind.WORKLOAD,
    stateful=False,
    scheduled=True,
    needs=(run_time("parameters"),),
    instance=(recovers("restart", "Dataflow replaces a failed worker, which does its work again", rto="1m-15m",
                       source=DATAFLOW),),
)  # fmt: skip

DATAPROC_CLUSTER = Profile(
    type="google_dataproc_cluster",
    title="Dataproc cluster",
    kind=Kind.COMPUTE,
    stateful=False,
    component=~attribute("virtual_cluster_config").is_set,
    instance=(
        continues("failover", "one of its three masters takes over, and other workers carry on", rto="30s-5m",
                  when=attribute("cluster_config.master_config.num_instances", 1,
                                 PROVIDER + "dataproc_cluster").at_least(3),
                  source="https://docs.cloud.google.com/dataproc/docs/concepts/configuring-clusters/high-availability"),
    ),
)  # fmt: skip

RESILIENT = attribute("config.resilience_mode", "STANDARD_RESILIENCE", PROVIDER + "composer_environment").equals(
    "HIGH_RESILIENCE"
)

COMPOSER_ENVIRONMENT = Profile(
    type="google_composer_environment",
    title="Cloud Composer environment",
    kind=Kind.WORKLOAD,
    stateful=False,
    needs=(run_time("config"),),
    instance=(
        continues("failover", "its parts run twice, and its database has a standby", when=RESILIENT, rto="30s-5m",
                  source=COMPOSER),
        recovers("restart", "the service starts a failed part again", rto="2m-30m", source=COMPOSER),
    ),
    zone=(continues("failover", "its parts run in two zones or more, and its database has a standby in another",
                    when=RESILIENT, rto="30s-10m", source=COMPOSER),),
)  # fmt: skip

PROFILES: Final = (
    RUN_SERVICE, RUN_SERVICE_V1, WORKER_POOL, RUN_JOB, FUNCTION, FUNCTION_V1, STANDARD_VERSION, FLEXIBLE_VERSION,
    WORKFLOW, DATAFLOW_JOB, replace(DATAFLOW_JOB, type="google_dataflow_flex_template_job"), DATAPROC_CLUSTER,
    COMPOSER_ENVIRONMENT, VPC_ACCESS_CONNECTOR,
)  # fmt: skip

__all__ = ["PROFILES"]
