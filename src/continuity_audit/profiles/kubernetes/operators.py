"""Search engines, caches and gateways that an operator or controller runs by their custom resources."""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.logic import add, as_truth
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.values import Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.backup import READS
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.placement import ZONE, made_by_code, pinned, required_spread
from continuity_audit.profiles.kubernetes.pods import elements, entries, mappings, text
from continuity_audit.profiles.kubernetes.rungs import (
    ACCOUNT_RESTORED,
    DATA_RESTORED,
    NODE_RESTORED,
    NODE_RTO,
    REATTACHED,
    REGION_RESTORED,
    ZONE_RESTARTED,
    ZONE_RESTORED,
)
from continuity_audit.profiles.profile import Profile, continues, recovers
from continuity_audit.profiles.terms import Context, attribute, fact, quantity, walk

# --- Elasticsearch ------------------------------------------------------------------------------------------------

RESILIENCE: Final = "https://www.elastic.co/docs/deploy-manage/production-guidance/availability-and-resilience"
AWARENESS: Final = "cluster.routing.allocation.awareness.attributes"


@quantity("the number of its master-eligible nodes")
def masters(context: Context) -> Value:
    total: Value = 0
    for i, nodes in mappings(context.read("spec.nodeSets")):
        roles = entries(nodes.get("config")).get("node.roles")
        context.note(f"spec.nodeSets.{i}.count", nodes.get("count"))
        if roles is None or "master" in map(text, elements(roles)):
            total = add(total, nodes.get("count"))
    return total


@fact(
    "its node sets stand in three zones or more and shards are kept apart over them (allocation awareness)",
    remedy=f"pin each node set to a zone of its own and set `{AWARENESS}`",
)
def nodes_spread(context: Context) -> Value:
    zones: set[str] = set()
    for i, nodes in mappings(context.read("spec.nodeSets")):
        pods = entries(walk(nodes, "podTemplate.spec"))
        place = pinned(pods, ZONE)
        if len(place) != 1 or AWARENESS not in entries(nodes.get("config")):
            context.note(f"spec.nodeSets.{i}.podTemplate", pods or None, "" if pods else "spread is best effort")
            return False
        zones.add(place[0])
    return len(zones) >= 3


elasticsearch = Profile(
    type="elasticsearch.k8s.elastic.co/Elasticsearch", title="Elasticsearch (ECK)",
    kind=Kind.SEARCH, stateful=True,
    data=(DATA_RESTORED,),
    instance=(
        continues("failover", "the remaining majority promotes replicas of the shards (one each by default)",
                  when=masters.at_least(3), rto="30s-120s", source=RESILIENCE),
        REATTACHED, NODE_RESTORED,
    ),
    zone=(
        continues("failover", "replicas of the shards in other zones are promoted",
                  when=masters.at_least(3) & nodes_spread, rto="30s-120s", source=RESILIENCE),
        ZONE_RESTARTED, ZONE_RESTORED,
    ),
    region=(REGION_RESTORED,),
    account=(ACCOUNT_RESTORED,),
    component=made_by_code,
    names=("metadata.name",),
    reads=(*READS, "stackconfigpolicy.k8s.elastic.co/StackConfigPolicy"),
)  # fmt: skip


# --- Redis --------------------------------------------------------------------------------------------------------

REDIS: Final = attribute("spec.redis.replicas", default=3, documented="the operator's default")
SENTINELS: Final = attribute("spec.sentinel.replicas", default=3, documented="the operator's default")
SENTINEL: Final = "https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/"

redis_failover = Profile(
    type="databases.spotahome.com/RedisFailover", title="Redis with Sentinel (RedisFailover)",
    kind=Kind.CACHE, stateful=attribute("spec.redis.storage.persistentVolumeClaim").is_set,
    data=(DATA_RESTORED,),
    instance=(
        continues("failover", "the sentinels promote a replica", when=REDIS.at_least(2) & SENTINELS.at_least(3),
                  rto="10s-60s", rpo="0s-10s", source=SENTINEL),
        REATTACHED, NODE_RESTORED,
    ),
    zone=(ZONE_RESTARTED, ZONE_RESTORED),
    region=(REGION_RESTORED,),
    account=(ACCOUNT_RESTORED,),
    component=made_by_code,
    names=("metadata.name",),
    reads=READS,
)  # fmt: skip


# --- Gateways -----------------------------------------------------------------------------------------------------

GKE_CLASSES: Final = "https://cloud.google.com/kubernetes-engine/docs/concepts/gateway-api#gatewayclass"

GATEWAY_CLASS: Final = attribute("spec.gatewayClassName")

CLOUD_CONTROLLERS: Final = (
    "networking.gke.io/gateway", "alb.networking.azure.io/alb-controller",
    "application-networking.k8s.aws/gateway-api-controller", "gateway.k8s.aws/alb", "gateway.k8s.aws/nlb",
)  # fmt: skip
"""Controllers that make a load balancer of the cloud; any other runs proxies in the cluster."""
CLOUD_CLASSES: Final = ("azure-alb-external", "amazon-vpc-lattice")
CLUSTER_CLASSES: Final = ("istio", "istio-waypoint", "cilium", "nginx", "eg", "traefik", "kong", "contour", "haproxy")
"""Classes by the names that their controllers document, where the class itself is not in the code."""


@fact("its class is a load balancer that a cloud runs over zones", reads=("gateway.networking.k8s.io/GatewayClass",))
def run_by_cloud(context: Context) -> Value:
    named = GATEWAY_CLASS.value(context)
    if isinstance(named, Unknown):
        return as_truth(named)
    name = text(named)
    if name.startswith("gke-") or name in CLOUD_CLASSES:
        return True
    if declared := objects(context.estate).find(context.resource, "gateway.networking.k8s.io/GatewayClass", name, ""):
        controller = walk(declared.values, "spec.controllerName")
        context.about(declared).note("spec.controllerName", controller)
        return text(controller) in CLOUD_CONTROLLERS
    return False if name in CLUSTER_CLASSES else as_truth(unknown(f"GatewayClass/{name}"))


@fact("its class is a global load balancer")
def is_global(context: Context) -> Value:
    name = text(GATEWAY_CLASS.value(context))
    return "-global-" in name or name.startswith("gke-l7-gxlb")


ENVOY_CONTROLLER: Final = "gateway.envoyproxy.io/gatewayclass-controller"
ENVOY_PROXY: Final = "gateway.envoyproxy.io/EnvoyProxy"
ENVOY_DEPLOYMENT: Final = "spec.provider.kubernetes.envoyDeployment"


def _envoy(context: Context) -> Resource | None:
    """The EnvoyProxy that the Gateway's class names: https://gateway.envoyproxy.io/docs/tasks/operations/customize-envoyproxy/"""
    index = objects(context.estate)
    name = text(GATEWAY_CLASS.value(context))
    declared = index.find(context.resource, "gateway.networking.k8s.io/GatewayClass", name, "")
    if declared is None or text(walk(declared.values, "spec.controllerName")) != ENVOY_CONTROLLER:
        return None
    reference = entries(walk(declared.values, "spec.parametersRef"))
    return index.find(declared, ENVOY_PROXY, text(reference.get("name")), text(reference.get("namespace")))


@quantity("the number of its proxies' pods (`envoyDeployment.replicas` of its EnvoyProxy)", reads=(ENVOY_PROXY,))
def proxies(context: Context) -> Value:
    found = _envoy(context)
    if found is None:
        return 1
    scaled = walk(found.values, "spec.provider.kubernetes.envoyHpa")
    path = "spec.provider.kubernetes.envoyHpa.minReplicas" if scaled else f"{ENVOY_DEPLOYMENT}.replicas"
    count = walk(found.values, path)
    context.about(found).note(
        path, 1 if count is None else count, "" if count is not None else "Envoy Gateway's default"
    )
    return 1 if count is None else count


@fact("its proxies have a required spread over zones")
def proxies_spread(context: Context) -> Value:
    found = _envoy(context)
    if found is None:
        return False
    pods = entries(walk(found.values, f"{ENVOY_DEPLOYMENT}.pod"))
    return required_spread(found, pods, lambda: proxies.value(context), ZONE, None)


gateway = Profile(
    type="gateway.networking.k8s.io/Gateway", title="Gateway API Gateway",
    kind=Kind.LOAD_BALANCER, stateful=False,
    instance=(
        continues("service", "the cloud runs it on many machines", when=run_by_cloud, source=GKE_CLASSES),
        continues("members", "the pods of its other proxies carry on", when=proxies.at_least(2), rto="0s-60s",
                  source="https://gateway.envoyproxy.io/docs/tasks/operations/customize-envoyproxy/"),
        recovers("restart", "its proxies are pods, which are started again", rto=NODE_RTO,
                 source="https://gateway-api.sigs.k8s.io/concepts/api-overview/#gatewayclass"),
    ),
    zone=(
        continues("service", "the cloud runs it in several zones", when=run_by_cloud, source=GKE_CLASSES),
        continues("members", "a required spread keeps proxies in another zone, and they carry on",
                  when=proxies.at_least(2) & proxies_spread, rto="0s-60s",
                  source="https://gateway.envoyproxy.io/docs/tasks/operations/customize-envoyproxy/"),
        recovers("restart", "its proxies are pods, which are started again in another zone", rto=NODE_RTO,
                 source="https://gateway-api.sigs.k8s.io/concepts/api-overview/#gatewayclass"),
    ),
    region=(
        continues("service", "a global load balancer has no region to lose", when=is_global, source=GKE_CLASSES),
    ),
    component=made_by_code,
    names=("metadata.name",),
)  # fmt: skip

PROFILES: Final = (elasticsearch, redis_failover, gateway)
