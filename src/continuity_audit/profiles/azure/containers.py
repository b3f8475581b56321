"""Azure Kubernetes Service with its node pools, Azure Red Hat OpenShift, Container Apps and container groups.

Sources: https://learn.microsoft.com/azure/aks/availability-zones, https://learn.microsoft.com/azure/aks/node-auto-repair,
https://learn.microsoft.com/azure/reliability/reliability-azure-container-apps,
https://learn.microsoft.com/azure/container-instances/container-instances-overview
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.logic import (
    any_of,
    as_truth,
    at_least,
    both,
    equals,
    negate,
)
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.azure.dependencies import PASSED, READINGS, WAYS, run_time
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER, has_zones, open_about, standing_in, texts
from continuity_audit.profiles.azure.node_pools import (
    POOL,
    nodes_in_two_zones,
    pool_over_zones,
    system_in_two_zones,
    two_nodes,
)
from continuity_audit.profiles.azure.running import STARTED_AGAIN
from continuity_audit.profiles.azure.serving import OTHER_REGION, READS
from continuity_audit.profiles.azure.subnets import NAT_READS, nat_gateway
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.references import every, meant, naming
from continuity_audit.profiles.run_time import led_to, mentions
from continuity_audit.profiles.terms import Context, attribute, fact, walk

AKS: Final = LEARN + "aks/"
ZONES_PAGE: Final = AKS + "availability-zones"
REPAIR: Final = AKS + "node-auto-repair"

# --- AKS ----------------------------------------------------------------------------------------------------------

CLUSTER = Profile(
    type="azurerm_kubernetes_cluster",
    title="Azure Kubernetes Service cluster with its node pools",
    kind=Kind.CLUSTER,
    stateful=False,
    needs=(nat_gateway,),
    folds=(Fold(POOL, by="kubernetes_cluster_id"), Fold("azurerm_kubernetes_cluster_extension", by="cluster_id")),
    reads=(*READS, *NAT_READS),
    instance=(
        continues("members", "its other nodes carry on", when=two_nodes, rto="10s-5m",
                  source=AKS + "concepts-clusters-workloads"),
        recovers("restart", "AKS repairs or replaces the failed node", rto="5m-30m", source=REPAIR),
    ),
    zone=(
        continues("members", "its nodes are spread over zones, and so is the control plane where the region has some",
                  when=nodes_in_two_zones & system_in_two_zones, rto="10s-5m",
                  source=LEARN + "reliability/reliability-aks"),
        OTHER_REGION,
        recovers("restart", "what any cluster needs, which AKS prefers to run on its system node pools, is started "
                 "again on its nodes in other zones", when=nodes_in_two_zones, rto="1m-15m",
                 source=AKS + "use-system-pools"),
        recovers("restart", "nodes are started in another zone of a node pool", when=pool_over_zones, rto="3m-30m",
                 source=ZONES_PAGE),
    ),
    region=(OTHER_REGION,),
)  # fmt: skip

AUTOMATIC_PAGE: Final = AKS + "intro-aks-automatic"

AUTOMATIC_CLUSTER = Profile(
    type="azurerm_kubernetes_automatic_cluster",
    title="Azure Kubernetes Service Automatic cluster, whose nodes AKS makes for its pods",
    kind=Kind.CLUSTER,
    stateful=False,
    reads=READS,
    instance=(recovers("restart", "AKS makes nodes anew for the pods of one that failed", rto="3m-30m",
                       source=AUTOMATIC_PAGE),),
    zone=(
        OTHER_REGION,
        recovers("restart", "AKS makes nodes in another zone where the region has some", when=has_zones, rto="3m-30m",
                 source=AUTOMATIC_PAGE),
    ),
    region=(OTHER_REGION,),
)  # fmt: skip

# --- Azure Red Hat OpenShift --------------------------------------------------------------------------------------

OPENSHIFT: Final = LEARN + "openshift/openshift-service-definitions"
WORKERS = attribute("worker_profile.node_count").at_least(2)

OPENSHIFT_CLUSTER = Profile(
    type="azurerm_redhat_openshift_cluster",
    title="Azure Red Hat OpenShift cluster with its control plane and workers",
    kind=Kind.CLUSTER,
    stateful=False,
    reads=READS,
    instance=(
        continues("members", "its control plane has three machines, and its other workers carry on", when=WORKERS,
                  rto="10s-5m", source=OPENSHIFT),
        recovers("restart", "the cluster makes a failed worker again", rto="5m-30m", source=OPENSHIFT),
    ),
    zone=(
        continues("members", "its control plane and its workers are spread over zones where the region has some",
                  when=WORKERS & has_zones, rto="10s-5m", source=OPENSHIFT),
        OTHER_REGION,
    ),
    region=(OTHER_REGION,),
)  # fmt: skip

# --- Container Apps -----------------------------------------------------------------------------------------------

ENVIRONMENT: Final = "azurerm_container_app_environment"
APPS: Final = LEARN + "reliability/reliability-azure-container-apps"
APP_PAGE: Final = PROVIDER + "container_app"
REPLICAS = attribute("template.min_replicas", 0, APP_PAGE)


@fact(
    "its environment is zone-redundant", reads=(ENVIRONMENT,),
    remedy="set `zone_redundancy_enabled = true` on its environment",
)  # fmt: skip
def zone_redundant_environment(context: Context) -> Value:
    """Whether the environment spreads replicas over zones; open where it is not in the code."""
    by = "container_app_environment_id"
    redundant = attribute("zone_redundancy_enabled", False, PROVIDER + "container_app_environment").is_true
    for environment in meant(context.resource, by, context.read(by), context.estate, ENVIRONMENT):
        return redundant.value(context.about(environment))
    context.note(by, context.read(by))
    return as_truth(open_about(context, by, "zone redundancy"))


WORKLOAD_PROFILES: Final = LEARN + "container-apps/workload-profiles-overview"


@fact(
    "its workload profile may have two nodes or more", reads=(ENVIRONMENT,),
    remedy="let the `workload_profile` of its environment that it names have a `maximum_count` of 2 or more",
)  # fmt: skip
def several_nodes(context: Context) -> Value:
    """Whether its replicas need not share one node: a dedicated workload profile has no more than its maximum.

    That of one of the consumption kind does not count: its nodes are the service's own.
    """
    chosen = context.read("workload_profile_name")
    if chosen is None:
        return True
    by = "container_app_environment_id"

    def holds_one_node(environment: Resource, profile: Value) -> Value:
        most, kind = (unmark(walk(profile, name)) for name in ("maximum_count", "workload_profile_type"))
        if most is None or (isinstance(kind, str) and kind.startswith("Consumption")):
            return False
        about = context.about(environment)
        about.note("workload_profile.maximum_count", most, WORKLOAD_PROFILES)
        return both(equals(walk(profile, "name"), chosen), lambda: negate(at_least(most, 2)))

    environments = meant(context.resource, by, context.read(by), context.estate, ENVIRONMENT)
    return negate(any_of(
        lambda e=environment, p=profile: both(p.there, lambda: holds_one_node(e, p.value))  # type: ignore[misc]
        for environment in environments[:1]
        for profile in each(environment.values, "workload_profile")
    ))  # fmt: skip


DAPR: Final = "azurerm_container_app_environment_dapr_component"
TOLD: Final = mentions("metadata", "secret", readings=READINGS)


def _dapr_components(context: Context) -> Iterator[Resource]:
    """What the components of Dapr in its environment lead to, which its sidecar loads before it serves.

    Source: https://learn.microsoft.com/azure/container-apps/dapr-components
    """
    app_ids = list(every(context.resource.values, "dapr.app_id"))
    by = "container_app_environment_id"
    here = meant(context.resource, by, context.read(by), context.estate, ENVIRONMENT) if app_ids else ()
    for component in naming(context.estate, DAPR, by, ENVIRONMENT).get(here[0].id, ()) if here else ():
        scopes = list(every(component.values, "scopes"))
        shared = not scopes or any(isinstance(s, Unknown) or s in app_ids for s in scopes)
        if shared:
            yield from led_to(TOLD(component, context), context, PASSED, WAYS)


def _regions(context: Context) -> tuple[str, ...]:
    return texts(standing_in(context.resource, context.estate))


CONTAINER_APP = Profile(
    type="azurerm_container_app",
    title="Container App",
    kind=Kind.WORKLOAD,
    stateful=False,
    regions=_regions,
    needs=(run_time("template", "secret", "dapr"), _dapr_components),
    folds=(
        Fold(ENVIRONMENT, by="container_app_environment_id", forward=True, shared=True),
        Fold("azurerm_container_app_custom_domain", by="container_app_id"),
    ),
    reads=(*READS, DAPR),
    instance=(
        continues("members", "its other replicas carry on", when=REPLICAS.at_least(2) & several_nodes, rto="1s-1m",
                  source=APPS),
        recovers("restart", "the service starts a replica again", rto="5s-5m", source=APPS),
    ),
    zone=(
        continues("members", "its replicas are spread over zones",
                  when=REPLICAS.at_least(2) & several_nodes & zone_redundant_environment, rto="1s-1m", source=APPS),
        OTHER_REGION,
        recovers("restart", "replicas are started in another zone", when=zone_redundant_environment, rto="10s-10m",
                 source=APPS),
    ),
    region=(OTHER_REGION,),
)  # fmt: skip

CONTAINER_JOB = Profile(
    type="azurerm_container_app_job",
    title="Container Apps job that runs by a schedule or by events",
    kind=Kind.WORKLOAD,
    stateful=False,
    scheduled=True,
    regions=_regions,
    component=attribute("schedule_trigger_config").is_set | attribute("event_trigger_config").is_set,
    needs=(run_time("template", "secret"),),
    folds=(Fold(ENVIRONMENT, by="container_app_environment_id", forward=True, shared=True),),
    instance=(recovers("restart", "it runs again by its trigger", rto="1m-24h", source=APPS),),
    zone=(recovers("restart", "it runs again in another zone by its trigger", when=zone_redundant_environment,
                   rto="1m-24h", source=APPS),),
)  # fmt: skip

# --- container groups ---------------------------------------------------------------------------------------------

CONTAINER_GROUP = Profile(
    type="azurerm_container_group",
    title="Container group of Container Instances",
    kind=Kind.WORKLOAD,
    stateful=False,
    component=STARTED_AGAIN,
    needs=(run_time("container", "image_registry_credential"),),
    reads=READS,
    instance=(recovers("restart", "the service starts its containers again", rto="1m-15m",
                       source=LEARN + "container-instances/container-instances-restart-policy"),),
    zone=(OTHER_REGION,),
    region=(OTHER_REGION,),
)  # fmt: skip

PROFILES: Final = (CLUSTER, AUTOMATIC_CLUSTER, OPENSHIFT_CLUSTER, CONTAINER_APP, CONTAINER_JOB, CONTAINER_GROUP)

__all__ = ["PROFILES"]
