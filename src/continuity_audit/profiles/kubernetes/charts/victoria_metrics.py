"""Charts of VictoriaMetrics: metrics and logs."""

from __future__ import annotations

from typing import Final

from continuity_audit.profiles.kubernetes.charts.part import Chart, Part, Switch, scaled_by

_MEMBERS_CLAIMS: Final = ("sts", "StatefulSet", "statefulset")
"""The kinds of Grafana's persistence that give each member a claim of its own."""
_SHARDS: Final = ("kube-state-metrics.autosharding.enabled",)

CHARTS: Final = (
    Chart(
        "victoria-metrics-k8s-stack", ("victoriametrics",),
        "https://github.com/VictoriaMetrics/helm-charts/blob/master/charts/victoria-metrics-k8s-stack/values.yaml",
        (
            Part(name="single server", on="vmsingle.enabled", volume="vmsingle.spec.storage", volume_by_default=True,
                 storage_class="vmsingle.spec.storage.storageClassName"),
            # How many copies there are of a sample is no matter of the servers alone.
            Part(name="storage of the cluster", on="vmcluster.enabled", on_by_default=False,
                 volume="vmcluster.spec.vmstorage.storage.volumeClaimTemplate", volume_by_default=True,
                 storage_class="vmcluster.spec.vmstorage.storage.volumeClaimTemplate.spec.storageClassName"),
            Part(name="agent", on="vmagent.enabled", replicas="vmagent.spec.replicaCount", pods="vmagent.spec"),
            Part(name="alerts", on="vmalert.enabled", replicas="vmalert.spec.replicaCount", pods="vmalert.spec"),
            Part(name="Alertmanager", on="alertmanager.enabled", replicas="alertmanager.spec.replicaCount",
                 volume="alertmanager.spec.storage.volumeClaimTemplate",
                 storage_class="alertmanager.spec.storage.volumeClaimTemplate.spec.storageClassName",
                 pods="alertmanager.spec"),
            Part(name="Grafana", on="grafana.enabled", replicas="grafana.replicas",
                 volume="grafana.persistence.enabled", storage_class="grafana.persistence.storageClassName",
                 claim="grafana.persistence.existingClaim", modes="grafana.persistence.accessModes",
                 own_claims=(Switch("grafana.useStatefulSet"),
                             Switch("grafana.persistence.type", "pvc", _MEMBERS_CLAIMS)),
                 pods="grafana"),
            Part(name="image renderer", on="grafana.enabled", also=(Switch("grafana.imageRenderer.enabled"),),
                 replicas="grafana.imageRenderer.replicas", scalers=scaled_by("grafana.imageRenderer.autoscaling"),
                 pods="grafana.imageRenderer"),
            Part(name="operator", on="victoria-metrics-operator.enabled",
                 replicas="victoria-metrics-operator.replicaCount", pods="victoria-metrics-operator"),
            Part(name="kube-state-metrics", on="kube-state-metrics.enabled", unless=_SHARDS,
                 replicas="kube-state-metrics.replicas", pods="kube-state-metrics"),
            Part(name="shards of kube-state-metrics", on="kube-state-metrics.enabled", also=(Switch(*_SHARDS),)),
            Part(name="node exporter", on="prometheus-node-exporter.enabled", daemon=True),
        ),
    ),
    Chart(
        "victoria-logs-single", ("victoriametrics",),
        "https://github.com/VictoriaMetrics/helm-charts/blob/master/charts/victoria-logs-single/values.yaml",
        (
            # Further members are servers of their own: none has what another keeps.
            Part(name="server", on="server.enabled", pods="server", volume="server.persistentVolume.enabled",
                 volume_by_default=True, storage_class="server.persistentVolume.storageClassName",
                 claim="server.persistentVolume.existingClaim"),
            Part(name="Vector", on="vector.enabled", on_by_default=False, daemon=True),
        ),
    ),
    Chart(
        "victoria-logs-collector", ("victoriametrics",),
        "https://github.com/VictoriaMetrics/helm-charts/blob/master/charts/victoria-logs-collector/values.yaml",
        (Part(name="collector", daemon=True),),
    ),
)  # fmt: skip
