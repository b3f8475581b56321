"""Charts of operators that run databases, brokers and search for others."""

from __future__ import annotations

from typing import Final

from continuity_audit.profiles.kubernetes.charts.part import Chart, Part

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
)  # fmt: skip
