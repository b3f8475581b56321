"""Charts that run different workloads by a mode, a type of storage or a version: Loki, Tempo, Consul, Datadog."""

from __future__ import annotations

import pytest

from profiles.kubernetes.test_charts import LOST, MEMBERS, STATELESS, judged

KEPT = ["l", "c members", "l", "l", "l"]
QUIET = "monitoring: {selfMonitoring: {enabled: false}}, gateway: {replicas: 2}"
CACHES = "gateway: {replicas: 2}, chunksCache: {replicas: 2}, resultsCache: {replicas: 2}"
FILES = "storage: {type: filesystem}"
ONE_COPY = "loki: {commonConfig: {replication_factor: 1}}"


@pytest.mark.parametrize(("version", "values", "expected"), [
    ("2.16.0", "{}", STATELESS),
    ("2.16.0", "{replicas: 3, persistence: {enabled: true}}", LOST),
    ("4.5.0", f"{{{QUIET}}}", KEPT),
    ("4.5.0", f"{{{QUIET}, loki: {{{FILES}}}}}", LOST),
    ("5.47.2", f"{{{QUIET}}}", KEPT),
    ("5.47.2", "{gateway: {replicas: 2}}", LOST),  # the operator of its own agents
    ("5.47.2", f"{{{QUIET}, singleBinary: {{replicas: 1}}}}", LOST),
    ("5.47.2", f"{{{QUIET}, singleBinary: {{replicas: 3}}}}", KEPT),
    ("5.47.2", f"{{{QUIET}, singleBinary: {{replicas: 3}}, loki: {{{FILES}}}}}", LOST),
    ("5.47.2", f"{{{QUIET}, {ONE_COPY}}}", LOST),
    ("5.47.2", f"{{{QUIET}, write: {{replicas: 2}}}}", LOST),
    ("5.47.2", f"{{{QUIET}, read: {{replicas: 1}}}}", LOST),
    ("5.47.2", f"{{{QUIET}, backend: {{replicas: 1}}}}", LOST),
    ("5.47.2", f"{{{QUIET}, backend: {{replicas: 1}}, read: {{legacyReadTarget: true}}}}", KEPT),
    ("5.47.2", f"{{{QUIET}, minio: {{enabled: true}}}}", LOST),
    ("6.10.0", f"{{{CACHES}}}", KEPT),
    ("6.10.0", f"{{{CACHES}, {ONE_COPY}}}", LOST),
    ("6.10.0", f"{{{CACHES}, loki: {{structuredConfig: {{common: {{replication_factor: 1}}}}}}}}", LOST),
    ("6.10.0", f"{{{CACHES}, loki: {{config: 'auth_enabled: false'}}}}", LOST),
    ("6.10.0", f"{{{CACHES}, deploymentMode: SingleBinary}}", LOST),
    ("6.10.0", f"{{{CACHES}, deploymentMode: SingleBinary, singleBinary: {{replicas: 3}}}}", KEPT),
    ("6.10.0", f"{{{CACHES}, deploymentMode: SingleBinary, singleBinary: {{replicas: 3}}, loki: {{{FILES}}}}}", LOST),
    ("6.10.0", f"{{{CACHES}, deploymentMode: Distributed}}", STATELESS),
    ("6.10.0", f"{{{CACHES}, deploymentMode: Distributed, minio: {{enabled: true}}}}", LOST),
    ("12.0.0", f"{{{CACHES}}}", LOST),
    ("12.0.0", f"{{{CACHES}, singleBinary: {{persistence: {{enabled: false}}}}}}", STATELESS),
])  # fmt: skip
def test_loki_by_its_version_and_mode(version: str, values: str, expected: list[str]) -> None:
    assert judged("loki", values, version) == expected


def test_what_copies_hang_on_may_be_open() -> None:
    values = "{loki: {commonConfig: {replication_factor: '{{ .Values.copies }}'}}}"
    cause = "u Application/argocd/app (spec.source.helm.valuesObject.loki.commonConfig.replication_factor)"
    assert judged("loki", values, "6.10.0") == [cause] * 5


SERVED = ", ".join(f"{part}: {{replicas: 2}}" for part in ("gateway", "distributor", "querier", "queryFrontend"))
TEMPO = f"{SERVED}, memcached: {{replicas: 2}}, compactor: {{replicas: 2}}"


@pytest.mark.parametrize(("chart", "version", "values", "expected"), [
    ("loki-distributed", "", f"{{{SERVED}}}", STATELESS),  # one copy of a write
    ("loki-distributed", "", f"{{{SERVED}, ingester: {{replicas: 3}}, loki: {{structuredConfig: {{ingester: "
     "{lifecycler: {ring: {replication_factor: 3}}}}}}", MEMBERS),
    ("loki-distributed", "", "{ingester: {persistence: {enabled: true}}}", LOST),
    ("loki-simple-scalable", "", "{gateway: {replicas: 2}}", KEPT),
    ("loki-simple-scalable", "", f"{{gateway: {{replicas: 2}}, {ONE_COPY}}}", LOST),
    ("tempo-distributed", "1.61.3", f"{{{TEMPO}}}", MEMBERS),
    ("tempo-distributed", "1.61.3", f"{{{TEMPO}, ingester: {{config: {{replication_factor: 1}}}}}}", STATELESS),
    ("tempo-distributed", "1.61.3", f"{{{TEMPO}, ingester: {{replicas: 2}}}}", STATELESS),
    ("tempo-distributed", "1.61.3", f"{{{TEMPO}, ingester: {{persistence: {{enabled: true}}}}}}", KEPT),
    ("tempo-distributed", "1.61.3", f"{{{TEMPO}, metricsGenerator: {{enabled: true}}}}", STATELESS),
    ("tempo-distributed", "3.0.0", f"{{{TEMPO}}}", STATELESS),
])  # fmt: skip
def test_relatives_of_loki(chart: str, version: str, values: str, expected: list[str]) -> None:
    assert judged(chart, values, version) == expected


@pytest.mark.parametrize(("version", "values", "expected"), [
    ("1.5.0", "{}", LOST),
    ("1.5.0", "{connectInject: {enabled: false}, server: {replicas: 3}}", KEPT),
    ("1.5.0", "{server: {replicas: 3}}", LOST),  # the certificates of the injector
    ("1.5.0", "{connectInject: {enabled: false}, server: {replicas: 2}}", LOST),
    ("1.5.0", "{connectInject: {enabled: false}, server: {replicas: 3, storage: 20Gi}}", KEPT),
    ("1.5.0", "{global: {enabled: false}, connectInject: {replicas: 2}}", STATELESS),
    ("1.5.0", "{global: {enabled: false}, server: {enabled: true}}", LOST),
    ("1.5.0", "{server: {enabled: false}}", STATELESS),
    ("0.49.0", "{}", KEPT),
    ("0.49.0", "{meshGateway: {enabled: true}}", KEPT),
    ("0.49.0", "{ingressGateways: {enabled: true}}", LOST),
])  # fmt: skip
def test_consul_by_its_version(version: str, values: str, expected: list[str]) -> None:
    assert judged("consul", values, version) == expected


@pytest.mark.parametrize(("version", "values", "instance"), [
    ("3.200.0", "{clusterAgent: {replicas: 2}}", "r restart"),  # the operator is there once
    ("3.200.0", "{clusterAgent: {replicas: 2}, datadog: {operator: {enabled: false}}}", "c members"),
    ("3.100.0", "{clusterAgent: {replicas: 2}}", "c members"),
    ("3.100.0", "{clusterAgent: {replicas: 2}, datadog: {kubeStateMetricsEnabled: true}}", "r restart"),
    ("2.30.0", "{clusterAgent: {replicas: 2}}", "r restart"),
    ("2.30.0", "{clusterAgent: {replicas: 2}, datadog: {kubeStateMetricsEnabled: false}}", "c members"),
])  # fmt: skip
def test_datadog_by_its_version(version: str, values: str, instance: str) -> None:
    assert judged("datadog", values, version)[1] == instance
