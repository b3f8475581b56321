"""Charts of metrics, logs and traces."""

from __future__ import annotations

from typing import Final

from continuity_audit.profiles.kubernetes.charts.part import Chart, Part, Switch, scaled_by

_GRAFANA: Final = ("grafana.github.io", "ghcr.io/grafana", "grafana-community")
_MEMBERS_CLAIMS: Final = ("sts", "StatefulSet", "statefulset")
"""The kinds of Grafana's persistence that give each member a claim of its own."""
_SHARDS: Final = ("kube-state-metrics.autosharding.enabled",)
"""The switch by which each member watches objects of its own."""

CHARTS: Final = (
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
                 claim="grafana.persistence.existingClaim", modes="grafana.persistence.accessModes",
                 own_claims=(Switch("grafana.useStatefulSet"),
                             Switch("grafana.persistence.type", "pvc", _MEMBERS_CLAIMS)),
                 pods="grafana"),
            Part(name="image renderer", on="grafana.enabled", also=(Switch("grafana.imageRenderer.enabled"),),
                 replicas="grafana.imageRenderer.replicas", scalers=scaled_by("grafana.imageRenderer.autoscaling"),
                 pods="grafana.imageRenderer"),
            Part(name="operator", on="prometheusOperator.enabled"),
            Part(name="webhooks", on="prometheusOperator.admissionWebhooks.deployment.enabled", on_by_default=False,
                 replicas="prometheusOperator.admissionWebhooks.deployment.replicas",
                 pods="prometheusOperator.admissionWebhooks.deployment"),
            Part(name="Thanos ruler", on="thanosRuler.enabled", on_by_default=False,
                 replicas="thanosRuler.thanosRulerSpec.replicas",
                 volume="thanosRuler.thanosRulerSpec.storage.volumeClaimTemplate",
                 storage_class="thanosRuler.thanosRulerSpec.storage.volumeClaimTemplate.spec.storageClassName",
                 pods="thanosRuler.thanosRulerSpec"),
            Part(name="kube-state-metrics", on="kubeStateMetrics.enabled", unless=_SHARDS,
                 replicas="kube-state-metrics.replicas", pods="kube-state-metrics"),
            Part(name="shards of kube-state-metrics", on="kubeStateMetrics.enabled", also=(Switch(*_SHARDS),)),
        ),
    ),
    Chart(
        "grafana", ("grafana.github.io", "grafana-community"),
        "https://github.com/grafana-community/helm-charts/blob/main/charts/grafana/values.yaml",
        (
            Part(name="Grafana", replicas="replicas", scalers=scaled_by("autoscaling"), volume="persistence.enabled",
                 storage_class="persistence.storageClassName", claim="persistence.existingClaim",
                 modes="persistence.accessModes",
                 own_claims=(Switch("useStatefulSet"), Switch("persistence.type", "pvc", _MEMBERS_CLAIMS))),
            Part(name="image renderer", on="imageRenderer.enabled", on_by_default=False,
                 replicas="imageRenderer.replicas", scalers=scaled_by("imageRenderer.autoscaling"),
                 pods="imageRenderer"),
        ),
    ),
    Chart(
        "prometheus", ("prometheus-community",),
        "https://github.com/prometheus-community/helm-charts/blob/main/charts/prometheus/values.yaml",
        (
            # Members of a Deployment write to one volume, and so none takes over from another.
            Part(name="server", unless=("server.statefulSet.enabled",),
                 volume="server.persistentVolume.enabled", volume_by_default=True,
                 storage_class="server.persistentVolume.storageClass",
                 claim="server.persistentVolume.existingClaim", pods="server"),
            Part(name="server in a StatefulSet", on="server.statefulSet.enabled", on_by_default=False,
                 replicas="server.replicaCount", volume="server.persistentVolume.enabled", volume_by_default=True,
                 storage_class="server.persistentVolume.storageClass", pods="server"),
            Part(name="Alertmanager", on="alertmanager.enabled", replicas="alertmanager.replicaCount",
                 volume="alertmanager.persistence.enabled", volume_by_default=True,
                 storage_class="alertmanager.persistence.storageClass", pods="alertmanager"),
            Part(name="kube-state-metrics", on="kube-state-metrics.enabled", unless=_SHARDS,
                 replicas="kube-state-metrics.replicas", pods="kube-state-metrics"),
            Part(name="shards of kube-state-metrics", on="kube-state-metrics.enabled", also=(Switch(*_SHARDS),)),
            # What is pushed to one is not known to another.
            Part(name="Pushgateway", on="prometheus-pushgateway.enabled",
                 volume="prometheus-pushgateway.persistentVolume.enabled",
                 storage_class="prometheus-pushgateway.persistentVolume.storageClass",
                 claim="prometheus-pushgateway.persistentVolume.existingClaim", pods="prometheus-pushgateway"),
            Part(name="node exporter", on="prometheus-node-exporter.enabled", daemon=True),
        ),
        since="18",
    ),
    Chart(
        "alertmanager", ("prometheus-community",),
        "https://github.com/prometheus-community/helm-charts/blob/main/charts/alertmanager/values.yaml",
        (
            Part(name="Alertmanager", replicas="replicaCount", volume="persistence.enabled", volume_by_default=True,
                 storage_class="persistence.storageClass"),
        ),
    ),
    Chart(
        "kube-state-metrics", ("prometheus-community",),
        "https://github.com/prometheus-community/helm-charts/blob/main/charts/kube-state-metrics/values.yaml",
        (
            # Each shard watches objects of its own.
            Part(name="kube-state-metrics", unless=("autosharding.enabled",), replicas="replicas"),
            Part(name="shards", on="autosharding.enabled", on_by_default=False),
        ),
    ),
    Chart(
        "prometheus-node-exporter", ("prometheus-community",),
        "https://github.com/prometheus-community/helm-charts/blob/main/charts/prometheus-node-exporter/values.yaml",
        (Part(name="node exporter", daemon=True),),
    ),
    Chart(
        "prometheus-blackbox-exporter", ("prometheus-community",),
        "https://github.com/prometheus-community/helm-charts/blob/main/charts/prometheus-blackbox-exporter/values.yaml",
        (Part(name="exporter", kind="kind", replicas="replicas"),),
    ),
    Chart(
        "prometheus-snmp-exporter", ("prometheus-community",),
        "https://github.com/prometheus-community/helm-charts/blob/main/charts/prometheus-snmp-exporter/values.yaml",
        (Part(name="exporter", kind="kind", replicas="replicas"),),
    ),
    Chart(
        "prometheus-smartctl-exporter", ("prometheus-community",),
        "https://github.com/prometheus-community/helm-charts/blob/main/charts/prometheus-smartctl-exporter/values.yaml",
        (Part(name="exporter", daemon=True),),
    ),
    Chart(
        "aws-for-fluent-bit", ("aws.github.io/eks-charts",),
        "https://github.com/aws/eks-charts/blob/master/stable/aws-for-fluent-bit/templates/daemonset.yaml",
        (Part(name="Fluent Bit", daemon=True),),
    ),
    Chart(
        "aws-cloudwatch-metrics", ("aws.github.io/eks-charts",),
        "https://github.com/aws/eks-charts/blob/master/stable/aws-cloudwatch-metrics/templates/daemonset.yaml",
        (Part(name="CloudWatch agent", daemon=True),),
    ),
    Chart(
        "prometheus-adapter", ("prometheus-community",),
        "https://github.com/prometheus-community/helm-charts/blob/main/charts/prometheus-adapter/values.yaml",
        (Part(name="adapter", replicas="replicas"),),
    ),
    Chart(
        "prometheus-operator-crds", ("prometheus-community",),
        "https://github.com/prometheus-community/helm-charts/blob/main/charts/prometheus-operator-crds/values.yaml",
    ),
    Chart(
        "promtail", _GRAFANA, "https://github.com/grafana/helm-charts/blob/main/charts/promtail/values.yaml",
        (
            Part(name="promtail on every node", on="daemonset.enabled", daemon=True),
            Part(name="promtail", on="deployment.enabled", on_by_default=False, replicas="deployment.replicaCount",
                 scalers=scaled_by("deployment.autoscaling")),
        ),
    ),
    Chart(
        "alloy", _GRAFANA, "https://github.com/grafana/alloy/blob/main/operations/helm/charts/alloy/values.yaml",
        (
            Part(name="alloy", kind="controller.type", kind_by_default="daemonset", replicas="controller.replicas",
                 scalers=scaled_by("controller.autoscaling") + scaled_by("controller.autoscaling.horizontal"),
                 volume="controller.volumeClaimTemplates", pods="controller"),
        ),
    ),
    Chart(
        "mimir-distributed", _GRAFANA,
        "https://github.com/grafana/mimir/blob/main/operations/helm/charts/mimir-distributed/values.yaml",
        (
            Part(name="gateway", on="gateway.enabled", replicas="gateway.replicas",
                 scalers=scaled_by("gateway.autoscaling"), pods="gateway"),
            Part(name="distributor", replicas="distributor.replicas", pods="distributor"),
            Part(name="query frontend", on="query_frontend.enabled", replicas="query_frontend.replicas",
                 pods="query_frontend"),
            # They keep on volumes what they have not shipped yet.
            Part(name="ingesters", on="ingester.enabled", volume="ingester.persistentVolume.enabled",
                 volume_by_default=True, storage_class="ingester.persistentVolume.storageClass"),
            Part(name="store gateway", on="store_gateway.enabled", volume="store_gateway.persistentVolume.enabled",
                 volume_by_default=True, cache=True),
            Part(name="compactor", on="compactor.enabled", volume="compactor.persistentVolume.enabled",
                 volume_by_default=True, cache=True),
            Part(name="Alertmanager", on="alertmanager.enabled", volume="alertmanager.persistentVolume.enabled",
                 volume_by_default=True, storage_class="alertmanager.persistentVolume.storageClass"),
            Part(name="MinIO", on="minio.enabled", volume="minio.persistence.enabled", volume_by_default=True,
                 storage_class="minio.persistence.storageClass"),
        ),
        since="4",
    ),
    Chart(
        "dcgm-exporter", ("nvidia.github.io", "helm.ngc.nvidia.com"),
        "https://github.com/NVIDIA/dcgm-exporter/blob/main/deployment/values.yaml",
        (Part(name="exporter", daemon=True),),
    ),
    Chart(
        "tempo", _GRAFANA, "https://github.com/grafana-community/helm-charts/blob/main/charts/tempo/values.yaml",
        (
            # One binary each, with traces of its own.
            Part(name="tempo", volume="persistence.enabled", storage_class="persistence.storageClassName"),
        ),
    ),
    Chart(
        "grafana-operator", ("grafana",),
        "https://github.com/grafana/grafana-operator/blob/master/deploy/helm/grafana-operator/values.yaml",
        (Part(name="operator", replicas="replicas"),),
    ),
    Chart(
        "fluent-bit", ("fluent",), "https://github.com/fluent/helm-charts/blob/main/charts/fluent-bit/values.yaml",
        (
            Part(name="fluent-bit", kind="kind", kind_by_default="DaemonSet", replicas="replicaCount",
                 scalers=scaled_by("autoscaling")),
        ),
    ),
    Chart(
        "filebeat", ("helm.elastic.co",), "https://github.com/elastic/helm-charts/blob/main/filebeat/values.yaml",
        (
            Part(name="filebeat on every node", on="daemonset.enabled", daemon=True),
            Part(name="filebeat", on="deployment.enabled", on_by_default=False, replicas="replicas"),
        ),
    ),
    Chart(
        "opentelemetry-collector", ("open-telemetry",),
        "https://github.com/open-telemetry/opentelemetry-helm-charts/blob/main/charts/opentelemetry-collector/values.yaml",
        (
            Part(name="collector", kind="mode", replicas="replicaCount", scalers=scaled_by("autoscaling"),
                 volume="statefulset.volumeClaimTemplates"),
        ),
    ),
    Chart(
        "opentelemetry-operator", ("open-telemetry",),
        "https://github.com/open-telemetry/opentelemetry-helm-charts/blob/main/charts/opentelemetry-operator/values.yaml",
        (Part(name="operator", replicas="replicaCount", if_true="manager.leaderElection.enabled",
              if_true_by_default=True),),
    ),
    *(
        Chart(
            "datadog", ("datadog",), "https://github.com/DataDog/helm-charts/blob/main/charts/datadog/values.yaml",
            (
                Part(name="agent", on="agents.enabled", daemon=True),
                Part(name="cluster agent", on="clusterAgent.enabled", replicas="clusterAgent.replicas",
                     pods="clusterAgent"),
                Part(name="cluster checks", on="clusterChecksRunner.enabled", on_by_default=False,
                     replicas="clusterChecksRunner.replicas", by_default=2, pods="clusterChecksRunner"),
                Part(name="gateway of OpenTelemetry", on="otelAgentGateway.enabled", on_by_default=False,
                     replicas="otelAgentGateway.replicas", scalers=scaled_by("otelAgentGateway.autoscaling"),
                     pods="otelAgentGateway"),
                Part(name="kube-state-metrics", on="datadog.kubeStateMetricsEnabled", on_by_default=states,
                     replicas="kube-state-metrics.replicas", pods="kube-state-metrics"),
                Part(name="operator", on="datadog.operator.enabled", on_by_default=operator,
                     replicas="operator.replicaCount", pods="operator"),
            ),
            since=since,
        )
        for since, states, operator in (("3.157", False, True), ("3", False, False), ("", True, False))
    ),
    Chart(
        "datadog-operator", ("datadog",),
        "https://github.com/DataDog/helm-charts/blob/main/charts/datadog-operator/values.yaml",
        (Part(name="operator", replicas="replicaCount"),),
    ),
    Chart(
        "kubernetes-dashboard", ("kubernetes.github.io/dashboard",),
        "https://github.com/kubernetes/dashboard/blob/master/charts/kubernetes-dashboard/values.yaml",
        (
            Part(name="API", replicas="api.scaling.replicas", pods=None),
            Part(name="auth", replicas="auth.scaling.replicas", pods=None),
            Part(name="web", replicas="web.scaling.replicas", pods=None),
            Part(name="metrics scraper", on="metricsScraper.enabled", replicas="metricsScraper.scaling.replicas",
                 pods=None),
            Part(name="Kong", on="kong.enabled", replicas="kong.replicaCount",
                 scalers=scaled_by("kong.autoscaling", 2), pods="kong"),
        ),
        since="7",
    ),
    Chart(
        "vector", ("vector.dev", "vectordotdev"),
        "https://github.com/vectordotdev/helm-charts/blob/develop/charts/vector/values.yaml",
        (
            Part(name="agent", on="role", on_by_default="Aggregator", among=("Agent",), daemon=True),
            # Its volume buffers what is not sent yet.
            Part(name="aggregator", on="role", on_by_default="Aggregator", among=("Aggregator",), replicas="replicas",
                 volume="persistence.enabled", storage_class="persistence.storageClassName",
                 claim="persistence.existingClaim", cache=True),
            Part(name="stateless aggregator", on="role", on_by_default="Aggregator", among=("Stateless-Aggregator",),
                 replicas="replicas", scalers=scaled_by("autoscaling")),
            Part(name="HAProxy", on="haproxy.enabled", on_by_default=False, replicas="haproxy.replicas",
                 pods="haproxy"),
        ),
    ),
    Chart(
        "opencost", ("opencost",), "https://github.com/opencost/opencost-helm-chart/blob/main/charts/opencost/values.yaml",
        (
            Part(name="opencost", replicas="opencost.exporter.replicas", pods="opencost",
                 volume="opencost.exporter.persistence.enabled",
                 storage_class="opencost.exporter.persistence.storageClass",
                 modes="opencost.exporter.persistence.accessMode"),
        ),
        since="1.20",
    ),
    Chart(
        "prometheus-pushgateway", ("prometheus-community",),
        "https://github.com/prometheus-community/helm-charts/blob/main/charts/prometheus-pushgateway/values.yaml",
        # What is pushed to one is not known to another.
        (
            Part(name="pushgateway", volume="persistentVolume.enabled", storage_class="persistentVolume.storageClass",
                 claim="persistentVolume.existingClaim"),
        ),
    ),
    Chart(
        "kiali-server", ("kiali.org",), "https://github.com/kiali/helm-charts/blob/master/kiali-server/values.yaml",
        # The whole specification of an autoscaler may stand in its values: it is counted as one member.
        (Part(name="Kiali", unless=("deployment.remote_cluster_resources_only",), pods="deployment"),),
    ),
    Chart(
        "linkerd-viz", ("helm.linkerd.io",),
        "https://github.com/linkerd/linkerd2/blob/main/viz/charts/linkerd-viz/values.yaml",
        (
            Part(name="metrics API", replicas="metricsAPI.replicas", pods=None),
            Part(name="tap", replicas="tap.replicas", pods=None),
            Part(name="tap injector", replicas="tapInjector.replicas", pods=None),
            Part(name="dashboard", replicas="dashboard.replicas", pods=None),
            Part(name="Prometheus", on="prometheus.enabled", volume="prometheus.persistence",
                 storage_class="prometheus.persistence.storageClass", pods=None),
        ),
    ),
    Chart(
        "thanos", ("bitnami",), "https://github.com/bitnami/charts/blob/main/bitnami/thanos/values.yaml",
        (
            Part(name="query", on="query.enabled", replicas="query.replicaCount",
                 scalers=scaled_by("query.autoscaling"), pods="query"),
            Part(name="query frontend", on="queryFrontend.enabled", replicas="queryFrontend.replicaCount",
                 scalers=scaled_by("queryFrontend.autoscaling"), pods="queryFrontend"),
            Part(name="bucket viewer", on="bucketweb.enabled", on_by_default=False, replicas="bucketweb.replicaCount",
                 scalers=scaled_by("bucketweb.autoscaling"), pods="bucketweb"),
            # What these keep is fetched from, or still to be sent to, object storage.
            Part(name="compactor", on="compactor.enabled", on_by_default=False,
                 volume="compactor.persistence.enabled", volume_by_default=True, cache=True, pods="compactor"),
            Part(name="store gateway", on="storegateway.enabled", on_by_default=False,
                 replicas="storegateway.replicaCount", scalers=scaled_by("storegateway.autoscaling"),
                 volume="storegateway.persistence.enabled", volume_by_default=True, cache=True, pods="storegateway"),
            Part(name="ruler", on="ruler.enabled", on_by_default=False, volume="ruler.persistence.enabled",
                 volume_by_default=True, storage_class="ruler.persistence.storageClass",
                 claim="ruler.persistence.existingClaim", pods="ruler"),
            Part(name="receiver", on="receive.enabled", on_by_default=False, volume="receive.persistence.enabled",
                 volume_by_default=True, storage_class="receive.persistence.storageClass",
                 claim="receive.persistence.existingClaim", pods="receive"),
            Part(name="MinIO", on="minio.enabled", on_by_default=False, volume="minio.persistence.enabled",
                 volume_by_default=True, storage_class="minio.persistence.storageClass",
                 claim="minio.persistence.existingClaim"),
        ),
    ),
)  # fmt: skip
