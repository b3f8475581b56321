"""Charts of operators that run databases, brokers, search and networks for others."""

from __future__ import annotations

from typing import Final

from continuity_audit.profiles.kubernetes.charts.part import Chart, Part, Scaler

_PERCONA: Final = Part(
    name="operator", replicas="replicaCount", if_true="leaderElectionEnabled", if_true_by_default=True,
)  # fmt: skip

CHARTS: Final = (
    Chart(
        "strimzi-kafka-operator", ("strimzi",),
        "https://github.com/strimzi/strimzi-kafka-operator/blob/main/packaging/helm-charts/helm3/strimzi-kafka-operator/values.yaml",
        (
            Part(name="cluster operator", replicas="replicas", if_true="leaderElection.enable",
                 if_true_by_default=True),
        ),
    ),
    Chart(
        "eck-operator", ("helm.elastic.co",),
        "https://github.com/elastic/cloud-on-k8s/blob/main/deploy/eck-operator/values.yaml",
        (Part(name="operator", replicas="replicaCount"),),
    ),
    Chart(
        "cloudnative-pg", ("cloudnative-pg",),
        "https://github.com/cloudnative-pg/charts/blob/main/charts/cloudnative-pg/values.yaml",
        (Part(name="operator", replicas="replicaCount"),),
    ),
    Chart(
        "plugin-barman-cloud", ("cloudnative-pg",),
        "https://github.com/cloudnative-pg/charts/blob/main/charts/plugin-barman-cloud/values.yaml",
        (Part(name="plugin", replicas="replicaCount"),),
    ),
    Chart(
        "community-operator", ("mongodb",),
        "https://github.com/mongodb/helm-charts/blob/main/charts/community-operator/values.yaml",
        # Several of it do not elect a leader: they would work on the same objects.
        (Part(name="operator"),),
    ),
    Chart(
        "dragonfly-operator", ("dragonflydb",),
        "https://github.com/dragonflydb/dragonfly-operator/blob/main/charts/dragonfly-operator/values.yaml",
        (Part(name="operator", replicas="replicaCount", pods="manager"),),
    ),
    Chart(
        "flux-operator", ("controlplaneio-fluxcd",),
        "https://github.com/controlplaneio-fluxcd/charts/blob/main/charts/flux-operator/values.yaml",
        (Part(name="operator"),),
    ),
    Chart(
        "flux-instance", ("controlplaneio-fluxcd",),
        "https://github.com/controlplaneio-fluxcd/charts/blob/main/charts/flux-instance/values.yaml",
        # The operator runs one of each of Flux' controllers.
        (Part(name="controllers", pods=None),),
    ),
    Chart(
        "mariadb-operator", ("mariadb-operator",),
        "https://github.com/mariadb-operator/mariadb-operator/blob/main/deploy/charts/mariadb-operator/values.yaml",
        (
            Part(name="operator", scalers=(Scaler("ha.enabled", "ha.replicas", by_default=3),)),
            Part(name="webhook", on="webhook.enabled", pods="webhook",
                 scalers=(Scaler("webhook.ha.enabled", "webhook.ha.replicas", by_default=3),)),
            Part(name="certificate controller", on="certController.enabled",
                 unless=("webhook.cert.certManager.enabled",), pods="certController",
                 scalers=(Scaler("certController.ha.enabled", "certController.ha.replicas", by_default=3),)),
        ),
    ),
    Chart(
        "victoria-metrics-operator", ("victoriametrics",),
        "https://github.com/VictoriaMetrics/helm-charts/blob/master/charts/victoria-metrics-operator/values.yaml",
        (Part(name="operator", replicas="replicaCount"),),
    ),
    Chart(
        "tailscale-operator", ("tailscale",),
        "https://github.com/tailscale/tailscale/blob/main/cmd/k8s-operator/deploy/chart/values.yaml",
        (Part(name="operator", pods="operatorConfig"),),
    ),
    Chart(
        "kiali-operator", ("kiali.org",),
        "https://github.com/kiali/helm-charts/blob/master/kiali-operator/values.yaml",
        (
            Part(name="operator", replicas="replicaCount"),
            Part(name="Kiali", on="cr.create", on_by_default=False, replicas="cr.spec.deployment.replicas",
                 pods="cr.spec.deployment"),
        ),
    ),
    Chart(
        "kuberay-operator", ("ray-project",),
        "https://github.com/ray-project/kuberay/blob/master/helm-chart/kuberay-operator/values.yaml",
        (Part(name="operator"),),
    ),
    Chart(
        "pxc-operator", ("percona",),
        "https://github.com/percona/percona-helm-charts/blob/main/charts/pxc-operator/values.yaml",
        (_PERCONA,),
    ),
    Chart(
        "psmdb-operator", ("percona",),
        "https://github.com/percona/percona-helm-charts/blob/main/charts/psmdb-operator/values.yaml",
        (_PERCONA,),
    ),
    Chart(
        "pg-operator", ("percona",),
        "https://github.com/percona/percona-helm-charts/blob/main/charts/pg-operator/values.yaml",
        (_PERCONA,),
    ),
    Chart(
        "postgres-operator", ("zalando",),
        "https://github.com/zalando/postgres-operator/blob/master/charts/postgres-operator/values.yaml",
        (Part(name="operator"),),
        needs_address=True,
    ),
    Chart(
        "spark-operator", ("kubeflow",),
        "https://github.com/kubeflow/spark-operator/blob/master/charts/spark-operator-chart/values.yaml",
        (
            Part(name="controller", replicas="controller.replicas", if_true="controller.leaderElection.enable",
                 if_true_by_default=True, pods="controller"),
            Part(name="webhook", on="webhook.enable", replicas="webhook.replicas", pods="webhook"),
        ),
        since="2",
    ),
)  # fmt: skip
