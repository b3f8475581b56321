"""Servers, buses, streams and stores of logs that operators run beside the databases: what each goes on without."""

from __future__ import annotations

import pytest

from profiles.kubernetes.reading import components
from profiles.kubernetes.test_further_operators import SPREAD, judged
from profiles.kubernetes.test_operators import GONE, custom, disk

REDEPLOYED = ["r redeploy", "r redeploy"]
ONE = ["c", "r restart", "r restart", *REDEPLOYED]
SEVERAL = ["c", "c members", "r restart", *REDEPLOYED]
APART = ["c", "c members", "c members", *REDEPLOYED]
RESTARTED = ["l", "r restart", *GONE]
KIBANA, AGENT = "kibana.k8s.elastic.co/v1/Kibana", "agent.k8s.elastic.co/v1alpha1/Agent"
VM, ARGO, TEMPORAL = "operator.victoriametrics.com/v1", "argoproj.io/v1alpha1", "temporal.io/v1beta1/TemporalCluster"
PODS = f"podTemplate: {{spec: {{{SPREAD}}}}}"
PULSAR, ZOOKEEPER = "pulsar.streamnative.io/v1alpha1/PulsarBroker", "zookeeper.pravega.io/v1beta1/ZookeeperCluster"


def services(**replicas: int) -> str:
    names = ("frontend", "history", "matching", "worker")
    parts = ", ".join(f"{name}: {{replicas: {replicas.get(name, 2)}}}" for name in names)
    return f"services: {{{parts}}}"


@pytest.mark.parametrize(("kind", "spec", "expected"), [
    (KIBANA, "", ONE), (KIBANA, "count: 2", SEVERAL), (KIBANA, f"count: 2, {PODS}", APART),
    (KIBANA, "count: '${N}'", ["c", "u ${N}", "r restart", *REDEPLOYED]),
    (KIBANA, "count: 2, podTemplate: {spec: {nodeSelector: {kubernetes.io/hostname: a}}}", ONE),
    ("apm.k8s.elastic.co/v1/ApmServer", "count: 2", SEVERAL),
    ("logstash.k8s.elastic.co/v1alpha1/Logstash", "count: 1", ONE),
    ("beat.k8s.elastic.co/v1beta1/Beat", "daemonSet: {}", SEVERAL),
    ("beat.k8s.elastic.co/v1beta1/Beat", "deployment: {}", ONE),
    (AGENT, "deployment: {replicas: 2}", SEVERAL), (AGENT, "statefulSet: {replicas: 2}", SEVERAL),
    (AGENT, f"deployment: {{replicas: 2, {PODS}}}", APART),
    (TEMPORAL, services(), SEVERAL), (TEMPORAL, services(history=1), ONE), (TEMPORAL, "", ONE),
    (PULSAR, "replicas: 2", SEVERAL), (PULSAR, "replicas: 1", ONE),
    ("nats.io/v1alpha2/NatsCluster", "size: 3", SEVERAL), ("nats.io/v1alpha2/NatsCluster", "size: 1", ONE),
    ("kafka.strimzi.io/v1beta2/KafkaMirrorMaker", "replicas: 2", SEVERAL),
    ("monitoring.coreos.com/v1alpha1/PrometheusAgent", "replicas: 1", ONE),
    ("monitoring.coreos.com/v1alpha1/PrometheusAgent", "mode: DaemonSet", SEVERAL),
    (f"{VM}/VMAuth", "", ONE), (f"{VM}/VMAuth", "replicaCount: 2", SEVERAL), (f"{VM}/VLAgent", "", ONE),
    (f"{ARGO}/EventBus", "jetstream: {version: latest}", ["c", "c members", "r restart", *REDEPLOYED]),
    (f"{ARGO}/EventBus", "nats: {native: {replicas: 1}}", SEVERAL),
    (f"{ARGO}/EventBus", "jetstream: {replicas: 1}", ONE),
    (f"{ARGO}/EventBus", r'jetstream: {streamConfig: "maxAge: 1h\nreplicas: 1"}', ONE),
    (f"{ARGO}/EventSource", "replicas: 0", ONE),
    (f"{ARGO}/EventSource", "", ONE),
    (f"{ARGO}/Sensor", "replicas: 2", ["c", "c failover", "r restart", *REDEPLOYED]),
    (f"{ARGO}/CronWorkflow", "schedule: '@daily'", ONE),
])  # fmt: skip
def test_servers(kind: str, spec: str, expected: list[str]) -> None:
    assert judged(kind, spec) == expected


@pytest.mark.parametrize(("kind", "spec"), [
    (f"{ARGO}/EventBus", "kafka: {url: 'kafka:9092'}"), (f"{ARGO}/EventBus", "nats: {exotic: {url: 'nats:4222'}}"),
    (f"{ARGO}/CronWorkflow", "suspend: true"), (KIBANA, "count: 0"), (f"{VM}/VMAuth", "replicaCount: 0"),
])  # fmt: skip
def test_what_is_run_elsewhere_or_not_at_all_is_no_component(kind: str, spec: str) -> None:
    api, _, called = kind.rpartition("/")
    assert components(custom(api, called, f"{{{spec}}}")) == {}


DATA = "volumeClaimTemplate: {storageClassName: disk}"
BOOKIES = f"storage: {{ledger: {{{DATA}}}, journal: {{{DATA}}}}}"
STORED = "storageClassName: disk"
TEMPLATE = (
    "template: {ingester: {replicas: 3}, querier: {replicas: 2}, distributor: {component: {replicas: 2}}, "
    "queryFrontend: {component: {replicas: 2}}}"
)
ZONES = "[{maxSkew: 1, topologyKey: topology.kubernetes.io/zone}]"
LOKI, TEMPO = "loki.grafana.com/v1/LokiStack", "tempo.grafana.com/v1alpha1/TempoStack"
MONOLITHIC = "tempo.grafana.com/v1alpha1/TempoMonolithic"
MEMBERS, BY_ZONES = ["l", "c members", *GONE], ["l", "c members", "c members", "l", "l"]


@pytest.mark.parametrize(("kind", "spec", "expected"), [
    (LOKI, f"size: 1x.demo, {STORED}", RESTARTED), (LOKI, f"size: 1x.small, {STORED}", RESTARTED),
    (LOKI, f"size: 1x.medium, {STORED}", RESTARTED),
    (LOKI, f"size: 1x.medium, replication: {{factor: 3}}, {STORED}", MEMBERS),
    (LOKI, f"size: 1x.medium, replication: {{factor: 2}}, {STORED}", RESTARTED),
    (LOKI, f"size: 1x.medium, replication: {{factor: 3, zones: {ZONES}}}, {STORED}", BY_ZONES),
    (LOKI, f"size: 1x.medium, replication: {{factor: 3}}, template: {{querier: {{replicas: 1}}}}, {STORED}", RESTARTED),
    (LOKI, f"size: 1x.demo, replication: {{factor: 3}}, {STORED}", RESTARTED),
    (TEMPO, STORED, RESTARTED), (TEMPO, f"replicationFactor: 3, {TEMPLATE}, {STORED}", MEMBERS),
    (TEMPO, f"replicationFactor: 3, {TEMPLATE}, replicationZones: {ZONES}, {STORED}", BY_ZONES),
    (TEMPO, f"replicationFactor: 1, {TEMPLATE}, {STORED}", RESTARTED),
    (MONOLITHIC, "", ONE), (MONOLITHIC, f"storage: {{traces: {{backend: pv, {STORED}}}}}", RESTARTED),
    ("bookkeeper.streamnative.io/v1alpha1/BookKeeperCluster", f"replicas: 3, {BOOKIES}", RESTARTED),
    ("zookeeper.streamnative.io/v1alpha1/ZooKeeperCluster", f"replicas: 3, persistence: {{data: {{{STORED}}}}}",
     MEMBERS),
    (ZOOKEEPER, f"persistence: {{spec: {{{STORED}}}}}", MEMBERS),
    (ZOOKEEPER, f"replicas: 1, persistence: {{spec: {{{STORED}}}}}", RESTARTED),
    (ZOOKEEPER, "replicas: 1, storageType: ephemeral", ["l", "l", *GONE]),
    (f"{VM}/VLCluster", f"vlstorage: {{replicaCount: 3, storage: {{volumeClaimTemplate: {{spec: {{{STORED}}}}}}}}}",
     RESTARTED),
    (f"{VM}/VLCluster", "vlstorage: {replicaCount: 3}", ONE),
    (f"{VM}/VTSingle", f"storage: {{{STORED}}}", RESTARTED),
])  # fmt: skip
def test_stores(kind: str, spec: str, expected: list[str]) -> None:
    assert judged(kind, spec, disk()) == expected


def test_kibana_and_agents_need_what_they_name() -> None:
    text = (
        custom("elasticsearch.k8s.elastic.co/v1", "Elasticsearch", "{nodeSets: [{count: 1}]}")
        + custom("kibana.k8s.elastic.co/v1", "Kibana", "{elasticsearchRef: {name: main}}")
        + custom("agent.k8s.elastic.co/v1alpha1", "Agent",
                 "{deployment: {}, kibanaRef: {name: main}, elasticsearchRefs: [{name: main, namespace: shop}]}")
    )  # fmt: skip
    found = components(text)
    assert found["Kibana/shop/main"].needs == (".::Elasticsearch/shop/main",)
    assert sorted(found["Agent/shop/main"].needs) == [".::Elasticsearch/shop/main", ".::Kibana/shop/main"]


def test_temporal_needs_its_database() -> None:
    store = "{defaultStore: {sql: {connectAddr: 'main-rw.shop.svc:5432'}}}"
    text = custom("postgresql.cnpg.io/v1", "Cluster", "{instances: 1}") + custom(
        "temporal.io/v1beta1", "TemporalCluster", f"{{persistence: {store}}}"
    )
    assert components(text)["TemporalCluster/shop/main"].needs == (".::Cluster/shop/main",)
