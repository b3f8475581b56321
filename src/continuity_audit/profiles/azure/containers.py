"""Azure Kubernetes Service with its node pools, Azure Red Hat OpenShift, Container Apps and container groups.

Sources: https://learn.microsoft.com/azure/aks/availability-zones, https://learn.microsoft.com/azure/aks/node-auto-repair,
https://learn.microsoft.com/azure/reliability/reliability-azure-container-apps,
https://learn.microsoft.com/azure/container-instances/container-instances-overview
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from msgspec import Struct

from continuity_audit.estate.counts import add, distinct_in
from continuity_audit.estate.logic import (
    all_hold,
    any_of,
    as_truth,
    at_least,
    both,
    either,
    equals,
    if_else,
    negate,
)
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.azure.dependencies import PASSED, READINGS, WAYS, run_time
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER, has_zones, open_about, standing_in, texts
from continuity_audit.profiles.azure.running import STARTED_AGAIN
from continuity_audit.profiles.azure.serving import OTHER_REGION, READS
from continuity_audit.profiles.elements import each, one_of
from continuity_audit.profiles.node_pools import hold, repels
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.references import every, meant, naming
from continuity_audit.profiles.run_time import led_to, mentions
from continuity_audit.profiles.terms import Context, attribute, fact, walk

AKS: Final = LEARN + "aks/"
ZONES_PAGE: Final = AKS + "availability-zones"
REPAIR: Final = AKS + "node-auto-repair"
POOL: Final = "azurerm_kubernetes_cluster_node_pool"
PROFILES_OF_POOLS: Final = "agent_pool_profile"

# --- AKS ----------------------------------------------------------------------------------------------------------


class Pool(Struct, frozen=True):
    """A node pool: the default one, a block of the cluster, or a resource of its own."""

    context: Context
    prefix: str
    exists: Value
    times: Value = 1

    def read(self, name: str) -> Value:
        """An attribute of the pool, noted as evidence where it is given."""
        value = unmark(self.context.read(self.prefix + name))
        if value is not None:
            self.context.note(self.prefix + name, value)
        return value


def _pools(context: Context) -> Iterator[Pool]:
    """The node pools of a cluster: all blocks of its list of them, where it has one in place of a default pool."""
    profiles = context.read(PROFILES_OF_POOLS)
    if profiles in (None, ()):
        yield Pool(context, "default_node_pool.", True)
    for element in each(profiles):
        if isinstance(element.value, Mapping):
            inside = context.inside(element.value, f"{PROFILES_OF_POOLS}.{element.position}.")
            yield Pool(inside, "", element.there)
        else:
            yield Pool(context, f"{PROFILES_OF_POOLS}.", element.there)
    for pool in (c for c in context.companions if c.type == POOL):
        yield Pool(context.about(pool), "", pool.exists, pool.multiplicity)


def _least(pool: Pool) -> Value:
    """The nodes that a pool keeps: its autoscaler's minimum, else its fixed number, 1 where that is left out."""
    scaled = either(as_truth(pool.read("auto_scaling_enabled")), lambda: as_truth(pool.read("enable_auto_scaling")))
    fixed = pool.read("node_count")
    one = 1 if fixed is None else fixed
    return if_else(scaled, lambda: lift(lambda n: 1 if n is None else n, pool.read("min_count")), lambda: one)


def _zones(pool: Pool) -> Value:
    """The number of zones that a pool's nodes are spread over; 0 where none is named."""
    named = pool.read("zones")
    return distinct_in(pool.read("availability_zones") if named is None else named)


def _takes_any(pool: Pool) -> Value:
    """Whether a pool takes any pod: AKS taints spot nodes, and the default pool where only add-ons may run in it.

    On nodes with Windows nothing runs that is made for Linux, as what any cluster needs is.
    Sources: https://learn.microsoft.com/azure/aks/use-node-taints, https://learn.microsoft.com/azure/aks/spot-node-pool,
    https://learn.microsoft.com/azure/aks/use-system-pools, https://learn.microsoft.com/azure/aks/windows-best-practices
    """
    critical = as_truth(pool.read("only_critical_addons_enabled"))
    others = (equals(pool.read("priority"), "Spot"), equals(pool.read("os_type"), "Windows"))
    kept_off = any_of(lambda off=off: off for off in (critical, *others))  # type: ignore[misc]
    return negate(either(kept_off, lambda: one_of(pool.read("node_taints"), lambda t: repels(_effect(t)))))


def _effect(taint: Value) -> Value:
    """The effect of a taint that is written as a text: ``workload=batch:NoSchedule``."""
    if isinstance(taint, Unknown) and (found := re.search(r":(\w+)$", taint.ends)):
        return found[1]
    return taint.rpartition(":")[2] if isinstance(taint, str) else taint


def _keep_two(pools: Sequence[Pool]) -> Value:
    """Whether some pools keep two nodes or more together."""
    total: Value = 0
    for pool in pools:
        there = as_truth(pool.exists)
        total = add(total, lift(lambda n, t: n if t and n is not None else 0, _least(pool), there))
    several = any_of(
        lambda p=p: both(both(p.exists, lambda: at_least(p.times, 2)), lambda: at_least(_least(p), 1))  # type: ignore[misc]
        for p in pools
    )
    return either(at_least(total, 2), lambda: several)


def _keep_two_zones(pools: Sequence[Pool]) -> Value:
    """Whether one of some pools is spread over zones and keeps nodes in two of them, or two keep some in one each."""
    spread = any_of(
        lambda p=p: both(  # type: ignore[misc]
            both(p.exists, lambda: at_least(_zones(p), 2)), lambda: at_least(_least(p), 2)
        )
        for p in pools
    )
    return either(spread, lambda: any_of(lambda a=a, b=b: _apart(a, b) for a, b in combinations(pools, 2)))  # type: ignore[misc]


def _apart(pool: Pool, other: Pool) -> Value:
    """Whether two pools keep nodes, each in a zone of its own."""
    zones = [_only_zone(p) for p in (pool, other)]
    if None in zones:
        return False
    return all_hold(
        pool.exists, other.exists, at_least(_least(pool), 1), at_least(_least(other), 1), negate(equals(*zones))
    )


def _only_zone(pool: Pool) -> Value:
    """The zone of a pool that names one alone."""
    named = list(each(pool.read("zones")))
    if len(named) != 1 or named[0].there is not True:
        return None
    return lift(lambda zone: str(zone) if isinstance(zone, int) else zone, unmark(named[0].value))


def _reach_two_zones(pools: Sequence[Pool]) -> Value:
    """Whether one of some pools can start nodes in another zone."""
    return any_of(
        lambda p=p: both(p.exists, lambda: at_least(_zones(p), 2))  # type: ignore[misc]
        for p in pools
    )


@fact(
    "its node pools that take any pod keep two nodes or more", reads=(POOL,),
    remedy="let a node pool without taints keep two nodes or more",
)  # fmt: skip
def two_nodes(context: Context) -> Value:
    """Whether a node is left when one fails."""
    return hold(_pools(context), _takes_any, _keep_two)


@fact(
    "a node pool that takes any pod keeps two nodes or more in two zones or more", reads=(POOL,),
    remedy="name two `zones` or more in a node pool without taints that keeps as many nodes",
)  # fmt: skip
def nodes_in_two_zones(context: Context) -> Value:
    """Whether nodes are left when a zone fails."""
    return hold(_pools(context), _takes_any, _keep_two_zones)


@fact("a node pool that takes any pod can start nodes in two zones or more", reads=(POOL,))
def pool_over_zones(context: Context) -> Value:
    """Whether nodes can be started in another zone."""
    return hold(_pools(context), _takes_any, _reach_two_zones)


CLUSTER = Profile(
    type="azurerm_kubernetes_cluster",
    title="Azure Kubernetes Service cluster with its node pools",
    kind=Kind.CLUSTER,
    stateful=False,
    folds=(Fold(POOL, by="kubernetes_cluster_id"), Fold("azurerm_kubernetes_cluster_extension", by="cluster_id")),
    reads=READS,
    instance=(
        continues("members", "its other nodes carry on", when=two_nodes, rto="10s-5m",
                  source=AKS + "concepts-clusters-workloads"),
        recovers("restart", "AKS repairs or replaces the failed node", rto="5m-30m", source=REPAIR),
    ),
    zone=(
        continues("members", "its nodes are spread over zones, and so is the control plane where the region has some",
                  when=nodes_in_two_zones, rto="10s-5m", source=ZONES_PAGE),
        OTHER_REGION,
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
