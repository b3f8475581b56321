"""What well-known charts run: their parts, and the values that decide on members and volumes, with their defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct


class Part(Struct, frozen=True, kw_only=True):
    """One workload of a chart. Paths are those of values; an empty one means that no value decides."""

    name: str
    on: str = ""
    on_by_default: bool = True
    unless: str = ""
    """A switch, off by default, that takes the part away."""
    replicas: str = ""
    """The number of members; 1 where no value decides."""
    by_default: int = 1
    if_true: str = ""
    """A switch without which further members do not take over; off by default."""
    scaler: str = ""
    """A block with ``enabled`` (off by default) and ``minReplicas`` (1 by default) that decides instead."""
    keda: str = ""
    """A further such block."""
    kind: str = ""
    """The value that may make it a DaemonSet."""
    volume: str = ""
    """The switch of its persistent volume, or the block that describes one."""
    volume_by_default: bool = False
    storage_class: str = ""
    pods: str = ""
    """The block that holds ``affinity`` and ``topologySpreadConstraints`` of its pods."""


class Chart(Struct, frozen=True):
    """A chart by its name and what the addresses of its publisher have in them, with the page of its values."""

    name: str
    publishers: tuple[str, ...]
    source: str
    parts: tuple[Part, ...]


_CHARTS: Final = (
    Chart(
        "ingress-nginx", ("kubernetes.github.io/ingress-nginx",),
        "https://github.com/kubernetes/ingress-nginx/blob/main/charts/ingress-nginx/values.yaml",
        (
            Part(name="controller", replicas="controller.replicaCount", scaler="controller.autoscaling",
                 keda="controller.keda", kind="controller.kind", pods="controller"),
            Part(name="default backend", on="defaultBackend.enabled", on_by_default=False,
                 replicas="defaultBackend.replicaCount", scaler="defaultBackend.autoscaling", pods="defaultBackend"),
        ),
    ),
    Chart(
        "cert-manager", ("charts.jetstack.io", "quay.io/jetstack"),
        "https://github.com/cert-manager/cert-manager/blob/master/deploy/charts/cert-manager/values.yaml",
        (
            Part(name="controller", replicas="replicaCount"),
            Part(name="webhook", replicas="webhook.replicaCount", pods="webhook"),
            Part(name="cainjector", on="cainjector.enabled", replicas="cainjector.replicaCount", pods="cainjector"),
        ),
    ),
    Chart(
        "kube-prometheus-stack", ("prometheus-community",),
        "https://github.com/prometheus-community/helm-charts/blob/main/charts/kube-prometheus-stack/values.yaml",
        (
            Part(name="Prometheus", on="prometheus.enabled", replicas="prometheus.prometheusSpec.replicas",
                 volume="prometheus.prometheusSpec.storageSpec.volumeClaimTemplate",
                 storage_class="prometheus.prometheusSpec.storageSpec.volumeClaimTemplate.spec.storageClassName",
                 pods="prometheus.prometheusSpec"),
            Part(name="Alertmanager", on="alertmanager.enabled", replicas="alertmanager.alertmanagerSpec.replicas",
                 volume="alertmanager.alertmanagerSpec.storage.volumeClaimTemplate",
                 storage_class="alertmanager.alertmanagerSpec.storage.volumeClaimTemplate.spec.storageClassName",
                 pods="alertmanager.alertmanagerSpec"),
            Part(name="Grafana", on="grafana.enabled", replicas="grafana.replicas",
                 volume="grafana.persistence.enabled", storage_class="grafana.persistence.storageClassName",
                 pods="grafana"),
            Part(name="operator", on="prometheusOperator.enabled"),
            Part(name="Thanos ruler", on="thanosRuler.enabled", on_by_default=False,
                 replicas="thanosRuler.thanosRulerSpec.replicas",
                 volume="thanosRuler.thanosRulerSpec.storage.volumeClaimTemplate",
                 storage_class="thanosRuler.thanosRulerSpec.storage.volumeClaimTemplate.spec.storageClassName",
                 pods="thanosRuler.thanosRulerSpec"),
            Part(name="kube-state-metrics", on="kubeStateMetrics.enabled", replicas="kube-state-metrics.replicas",
                 pods="kube-state-metrics"),
        ),
    ),
    Chart(
        "grafana", ("grafana.github.io", "grafana-community"),
        "https://github.com/grafana-community/helm-charts/blob/main/charts/grafana/values.yaml",
        (
            Part(name="Grafana", replicas="replicas", scaler="autoscaling", volume="persistence.enabled",
                 storage_class="persistence.storageClassName"),
        ),
    ),
    Chart(
        "argo-cd", ("argoproj.github.io", "ghcr.io/argoproj"),
        "https://github.com/argoproj/argo-helm/blob/main/charts/argo-cd/values.yaml",
        (
            Part(name="application controller", replicas="controller.replicas",
                 if_true="controller.dynamicClusterDistribution", pods="controller"),
            Part(name="server", replicas="server.replicas", scaler="server.autoscaling", pods="server"),
            Part(name="repository server", replicas="repoServer.replicas", scaler="repoServer.autoscaling",
                 pods="repoServer"),
            Part(name="ApplicationSet controller", replicas="applicationSet.replicas", pods="applicationSet"),
            Part(name="Redis", on="redis.enabled", unless="redis-ha.enabled"),
            Part(name="Redis with sentinels", on="redis-ha.enabled", on_by_default=False,
                 replicas="redis-ha.replicas", by_default=3),
            Part(name="commit server", on="commitServer.enabled", on_by_default=False),
            Part(name="Dex", on="dex.enabled"),
            Part(name="notifications controller", on="notifications.enabled"),
        ),
    ),
    Chart(
        "external-dns", ("kubernetes-sigs.github.io",),
        "https://github.com/kubernetes-sigs/external-dns/blob/master/charts/external-dns/templates/deployment.yaml",
        (Part(name="external-dns"),),
    ),
    Chart(
        "metrics-server", ("kubernetes-sigs.github.io",),
        "https://github.com/kubernetes-sigs/metrics-server/blob/master/charts/metrics-server/values.yaml",
        (Part(name="metrics-server", replicas="replicas"),),
    ),
    Chart(
        "cluster-autoscaler", ("kubernetes.github.io/autoscaler",),
        "https://github.com/kubernetes/autoscaler/blob/master/charts/cluster-autoscaler/values.yaml",
        (Part(name="cluster-autoscaler", replicas="replicaCount"),),
    ),
    Chart(
        "oauth2-proxy", ("oauth2-proxy.github.io",),
        "https://github.com/oauth2-proxy/manifests/blob/main/helm/oauth2-proxy/values.yaml",
        (
            Part(name="oauth2-proxy", replicas="replicaCount", scaler="autoscaling"),
            Part(name="Redis", on="redis.enabled", on_by_default=False, volume="redis.master.persistence.enabled",
                 volume_by_default=True, storage_class="redis.master.persistence.storageClass"),
            Part(name="Redis with sentinels", on="redis-ha.enabled", on_by_default=False,
                 replicas="redis-ha.replicas", by_default=3, volume="redis-ha.persistentVolume.enabled",
                 volume_by_default=True, storage_class="redis-ha.persistentVolume.storageClass"),
        ),
    ),
    Chart(
        "postgresql", ("bitnami",), "https://github.com/bitnami/charts/blob/main/bitnami/postgresql/values.yaml",
        (
            Part(name="primary", volume="primary.persistence.enabled", volume_by_default=True,
                 storage_class="primary.persistence.storageClass"),
        ),
    ),
    Chart(
        "redis", ("bitnami",), "https://github.com/bitnami/charts/blob/main/bitnami/redis/values.yaml",
        (
            Part(name="master", unless="sentinel.enabled", volume="master.persistence.enabled", volume_by_default=True,
                 storage_class="master.persistence.storageClass", pods="master"),
            Part(name="nodes", on="sentinel.enabled", on_by_default=False, replicas="replica.replicaCount",
                 by_default=3, volume="replica.persistence.enabled", volume_by_default=True,
                 storage_class="replica.persistence.storageClass", pods="replica"),
        ),
    ),
)  # fmt: skip

CHARTS: Final[Mapping[str, Chart]] = {chart.name: chart for chart in _CHARTS}
"""The charts whose values and defaults are known, by name."""
