"""Gateways of the Gateway API: load balancers of a cloud, or proxies that a controller runs in the cluster.

How proxies are described: https://gateway.envoyproxy.io/docs/tasks/operations/customize-envoyproxy/ and
https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/#customization
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from continuity_audit.estate.documents import entries
from continuity_audit.estate.logic import as_truth, at_least
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.values import Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.objects import objects, only
from continuity_audit.profiles.kubernetes.placement import ZONE, made_by_code, required_spread
from continuity_audit.profiles.kubernetes.pods import labels_of, namespace_of, text
from continuity_audit.profiles.kubernetes.release_values import read_yaml
from continuity_audit.profiles.kubernetes.rungs import NODE_RTO
from continuity_audit.profiles.profile import Profile, continues, recovers
from continuity_audit.profiles.terms import Context, attribute, fact, quantity, walk

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
ISTIO_CONTROLLER: Final = "istio.io/gateway-controller"
ISTIO_DEFAULTS: Final = "gateway.istio.io/defaults-for-class"

INFRASTRUCTURE: Final = "https://gateway-api.sigs.k8s.io/geps/gep-1867/"


class Proxies(Struct, frozen=True):
    """How the proxies of a Gateway are run: where their number stands, what it is, and how their pods are made."""

    holder: Resource
    path: str
    count: Value
    pods: Mapping[str, Value]


def _proxies(context: Context) -> Proxies | Unknown | None:
    """What the Gateway itself names for its proxies, else what its class does; nothing where both leave it."""
    index, own = objects(context.estate), entries(context.read("spec.infrastructure.parametersRef"))
    name = text(GATEWAY_CLASS.value(context))
    declared = index.find(context.resource, "gateway.networking.k8s.io/GatewayClass", name, "")
    controller = text(walk(declared.values, "spec.controllerName")) if declared else ""
    of_class = entries(walk(declared.values, "spec.parametersRef")) if declared else {}
    if own:
        return _named(own, namespace_of(context.resource), name, context)
    if of_class and controller == ENVOY_CONTROLLER:
        return _named(of_class, text(of_class.get("namespace")), name, context)
    if controller == ISTIO_CONTROLLER or name.startswith("istio"):
        what, told = f"defaults of {name}", lambda m: text(labels_of(m).get(ISTIO_DEFAULTS)) == name
        found = only(index.nearest_such(context.resource, what, told, "ConfigMap"))
        return _of_istio(found) if found else None
    return None


def _named(reference: Mapping[str, Value], namespace: str, of_class: str, context: Context) -> Proxies | Unknown:
    """What a reference names; unknown where that is not in the code, or nothing that the audit knows."""
    kind, name = text(reference.get("kind")), text(reference.get("name"))
    if kind == "EnvoyProxy" and (found := objects(context.estate).find(context.resource, ENVOY_PROXY, name, namespace)):
        return _of_envoy(found)
    if kind == "ConfigMap" and (found := objects(context.estate).find(context.resource, kind, name, namespace)):
        return _of_istio(found)
    address = "/".join(filter(None, (kind, namespace, name)))
    return unknown(address, key=f"proxies of {address} for {of_class}@{context.resource.root}", low=0)


def _of_envoy(proxy: Resource) -> Proxies:
    scaled = walk(proxy.values, "spec.provider.kubernetes.envoyHpa")
    path = "spec.provider.kubernetes.envoyHpa.minReplicas" if scaled else f"{ENVOY_DEPLOYMENT}.replicas"
    return Proxies(proxy, path, walk(proxy.values, path), entries(walk(proxy.values, f"{ENVOY_DEPLOYMENT}.pod")))


def _of_istio(settings: Resource) -> Proxies:
    """Texts in a ConfigMap that are laid over what Istio makes: a Deployment, and perhaps an autoscaler."""
    data = entries(settings.values.get("data"))
    deployment, scaler = (_yaml(data.get(key)) for key in ("deployment", "horizontalPodAutoscaler"))
    pods = entries(walk(deployment, "spec.template.spec"))
    if scaler is not None:
        return Proxies(settings, "data.horizontalPodAutoscaler", walk(scaler, "spec.minReplicas"), pods)
    return Proxies(settings, "data.deployment", walk(deployment, "spec.replicas"), pods)


def _yaml(value: Value) -> Value:
    return read_yaml(value) if isinstance(value, str) else value


@quantity("the number of its proxies' pods", reads=(ENVOY_PROXY, "ConfigMap"))
def proxies(context: Context) -> Value:
    found = _proxies(context)
    if found is None or isinstance(found, Unknown):
        return 1 if found is None else found
    documented = "" if found.count is not None else "one by default"
    count = 1 if found.count is None else found.count
    context.about(found.holder).note(found.path, count, documented)
    return count


@fact(
    "its proxies have two pods or more", reads=(ENVOY_PROXY, "ConfigMap"),
    remedy="let its proxies be two or more, by what its class or `spec.infrastructure.parametersRef` names",
)  # fmt: skip
def several_proxies(context: Context) -> Value:
    return at_least(proxies.value(context), 2)


@fact("its proxies have a required spread over zones", remedy="require a spread over zones of its proxies")
def proxies_spread(context: Context) -> Value:
    found = _proxies(context)
    if found is None or isinstance(found, Unknown):
        return False if found is None else as_truth(found)
    return required_spread(found.holder, found.pods, lambda: proxies.value(context), ZONE, None)


gateway = Profile(
    type="gateway.networking.k8s.io/Gateway", title="Gateway API Gateway",
    kind=Kind.LOAD_BALANCER, stateful=False,
    instance=(
        continues("service", "the cloud runs it on many machines", when=run_by_cloud, source=GKE_CLASSES),
        continues("members", "the pods of its other proxies carry on", when=several_proxies, rto="0s-60s",
                  source=INFRASTRUCTURE),
        recovers("restart", "its proxies are pods, which are started again", rto=NODE_RTO,
                 source="https://gateway-api.sigs.k8s.io/concepts/api-overview/#gatewayclass"),
    ),
    zone=(
        continues("service", "the cloud runs it in several zones", when=run_by_cloud, source=GKE_CLASSES),
        continues("members", "a required spread keeps proxies in another zone, and they carry on",
                  when=several_proxies & proxies_spread, rto="0s-60s",
                  source=INFRASTRUCTURE),
        recovers("restart", "its proxies are pods, which are started again in another zone", rto=NODE_RTO,
                 source="https://gateway-api.sigs.k8s.io/concepts/api-overview/#gatewayclass"),
    ),
    region=(
        continues("service", "a global load balancer has no region to lose", when=is_global, source=GKE_CLASSES),
    ),
    component=made_by_code,
    names=("metadata.name",),
)  # fmt: skip

PROFILES: Final = (gateway,)
