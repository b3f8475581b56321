"""Charts of ingress controllers, gateways, service meshes and cluster networks."""

from __future__ import annotations

from typing import Final

from continuity_audit.profiles.kubernetes.charts.part import Chart, Part, Scaler, Switch, scaled_by

_ISTIO: Final = ("istio-release.storage.googleapis.com", "gcr.io/istio-release", "istio.io")

CHARTS: Final = (
    Chart(
        "ingress-nginx", ("kubernetes.github.io/ingress-nginx",),
        "https://github.com/kubernetes/ingress-nginx/blob/main/charts/ingress-nginx/values.yaml",
        (
            Part(name="controller", replicas="controller.replicaCount", kind="controller.kind", pods="controller",
                 scalers=scaled_by("controller.autoscaling") + scaled_by("controller.keda")),
            Part(name="default backend", on="defaultBackend.enabled", on_by_default=False,
                 replicas="defaultBackend.replicaCount", scalers=scaled_by("defaultBackend.autoscaling"),
                 pods="defaultBackend"),
        ),
    ),
    Chart(
        "external-dns", ("kubernetes-sigs.github.io", "charts.bitnami.com", "bitnamicharts"),  # both run one Deployment
        "https://github.com/kubernetes-sigs/external-dns/blob/master/charts/external-dns/templates/deployment.yaml",
        (Part(name="external-dns"),),
    ),
    Chart(
        "nginx-ingress", ("helm.nginx.com", "ghcr.io/nginx"),
        "https://github.com/nginx/kubernetes-ingress/blob/main/charts/nginx-ingress/values.yaml",
        (
            Part(name="controller", kind="controller.kind", replicas="controller.replicaCount",
                 scalers=scaled_by("controller.autoscaling"), pods="controller"),
        ),
    ),
    Chart(
        "traefik", ("traefik",), "https://github.com/traefik/traefik-helm-chart/blob/master/traefik/values.yaml",
        (
            Part(name="traefik", on="deployment.enabled", kind="deployment.kind", replicas="deployment.replicas",
                 scalers=scaled_by("autoscaling"), volume="persistence.enabled",
                 storage_class="persistence.storageClass", claim="persistence.existingClaim",
                 modes="persistence.accessMode"),
        ),
    ),
    Chart(
        "kong", ("konghq.com",), "https://github.com/Kong/charts/blob/main/charts/kong/values.yaml",
        (
            Part(name="gateway", unless=("deployment.daemonset",), replicas="replicaCount",
                 scalers=scaled_by("autoscaling", 2)),
            Part(name="gateway on every node", on="deployment.daemonset", on_by_default=False, daemon=True),
            Part(name="PostgreSQL", on="postgresql.enabled", on_by_default=False,
                 volume="postgresql.primary.persistence.enabled", volume_by_default=True,
                 storage_class="postgresql.primary.persistence.storageClass",
                 claim="postgresql.primary.persistence.existingClaim"),
        ),
    ),
    Chart(
        "base", _ISTIO, "https://github.com/istio/istio/blob/master/manifests/charts/base/values.yaml",
        needs_address=True,
    ),
    Chart(
        "istiod", _ISTIO,
        "https://github.com/istio/istio/blob/master/manifests/charts/istio-control/istio-discovery/values.yaml",
        (
            Part(name="istiod", replicas="replicaCount",
                 scalers=(Scaler("autoscaleEnabled", "autoscaleMin", on_by_default=True),)),
        ),
    ),
    Chart(
        "gateway", _ISTIO, "https://github.com/istio/istio/blob/master/manifests/charts/gateway/values.yaml",
        (
            Part(name="gateway", kind="kind", replicas="replicaCount",
                 scalers=scaled_by("autoscaling", on_by_default=True)),
        ),
        needs_address=True,
    ),
    Chart(
        "cni", _ISTIO, "https://github.com/istio/istio/blob/master/manifests/charts/istio-cni/values.yaml",
        (Part(name="CNI agent", daemon=True),),
        needs_address=True,
    ),
    Chart(
        "ztunnel", _ISTIO, "https://github.com/istio/istio/blob/master/manifests/charts/ztunnel/values.yaml",
        (Part(name="ztunnel", daemon=True),),
    ),
    Chart(
        "cilium", ("cilium",), "https://github.com/cilium/cilium/blob/main/install/kubernetes/cilium/values.yaml",
        (
            Part(name="agent", on="agent", daemon=True),
            Part(name="operator", on="operator.enabled", replicas="operator.replicas", by_default=2, pods="operator"),
            Part(name="Hubble relay", on="hubble.relay.enabled", on_by_default=False, replicas="hubble.relay.replicas",
                 pods="hubble.relay"),
            Part(name="Hubble UI", on="hubble.ui.enabled", on_by_default=False, replicas="hubble.ui.replicas",
                 pods="hubble.ui"),
            # It keeps the identities that it has given.
            Part(name="SPIRE server", on="authentication.mutual.spire.enabled", on_by_default=False,
                 also=(Switch("authentication.mutual.spire.install.enabled", by_default=True),),
                 volume="authentication.mutual.spire.install.server.dataStorage.enabled", volume_by_default=True,
                 storage_class="authentication.mutual.spire.install.server.dataStorage.storageClass",
                 pods="authentication.mutual.spire.install.server"),
            Part(name="cluster mesh API server", on="clustermesh.useAPIServer", on_by_default=False,
                 replicas="clustermesh.apiserver.replicas", pods="clustermesh.apiserver"),
        ),
        since="1.9",
    ),
    Chart(
        "linkerd-control-plane", ("helm.linkerd.io",),
        "https://github.com/linkerd/linkerd2/blob/main/charts/linkerd-control-plane/values.yaml",
        (
            Part(name="destination", replicas="controllerReplicas", pods=None),
            Part(name="identity", replicas="controllerReplicas", pods=None),
            Part(name="proxy injector", replicas="controllerReplicas", pods=None),
        ),
    ),
    Chart(
        "linkerd-crds", ("helm.linkerd.io",),
        "https://github.com/linkerd/linkerd2/blob/main/charts/linkerd-crds/values.yaml",
    ),
    Chart(
        "coredns", ("coredns",), "https://github.com/coredns/helm/blob/master/charts/coredns/values.yaml",
        (
            Part(name="CoreDNS", on="deployment.enabled", replicas="replicaCount",
                 scalers=(*scaled_by("hpa"), Scaler("autoscaler.enabled", "autoscaler.min", by_default=0))),
            Part(name="autoscaler", on="autoscaler.enabled", on_by_default=False),
        ),
    ),
    Chart(
        "gateway-helm", ("envoyproxy",),
        "https://github.com/envoyproxy/gateway/blob/main/charts/gateway-helm/values.tmpl.yaml",
        # The proxies are no part of the chart: each Gateway has its own.
        (
            Part(name="controller", replicas="deployment.replicas", scalers=scaled_by("hpa"), pods="deployment.pod"),
        ),
    ),
    Chart(
        "gateway-crds-helm", ("envoyproxy",),
        "https://github.com/envoyproxy/gateway/blob/main/charts/gateway-crds-helm/values.yaml",
    ),
    Chart(
        "metallb", ("metallb.github.io",), "https://github.com/metallb/metallb/blob/main/charts/metallb/values.yaml",
        (
            Part(name="controller", on="controller.enabled"),
            Part(name="speaker", on="speaker.enabled", daemon=True),
        ),
    ),
    Chart(
        "haproxy", ("haproxytech",), "https://github.com/haproxytech/helm-charts/blob/main/haproxy/values.yaml",
        (
            Part(name="HAProxy", kind="kind", replicas="replicaCount",
                 scalers=(*scaled_by("autoscaling"), Scaler("keda.enabled", "keda.minReplicas", by_default=2))),
        ),
        needs_address=True,
    ),
    Chart(
        "k8s-gateway", ("ori-edge", "k8s-gateway"),
        "https://github.com/k8s-gateway/k8s_gateway/blob/master/charts/k8s-gateway/values.yaml",
        (Part(name="DNS server", replicas="replicaCount"),),
    ),
)  # fmt: skip
