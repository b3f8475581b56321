"""Where operators keep the data of what they run: on claims, or in folders of the node that are gone with the pod."""

from __future__ import annotations

import pytest

from profiles.kubernetes.reading import the
from profiles.kubernetes.test_operators import GONE, custom, disk

ELASTIC = "elasticsearch.k8s.elastic.co/v1", "Elasticsearch"
IN_POD = "podTemplate: {spec: {volumes: [{name: elasticsearch-data, %s: {}}]}}"
CLAIMED = "volumeClaimTemplates: [{metadata: {name: elasticsearch-data}, spec: {storageClassName: disk}}]"


@pytest.mark.parametrize(("sets", "instance"), [
    ("{count: 1}", "r restart"),
    ("{count: 1, %s}" % (IN_POD % "emptyDir"), "l"),
    (f"{{count: 1, {IN_POD % 'emptyDir'}}}".replace("elasticsearch-data", "logs"), "r restart"),
    (f"{{count: 1, {CLAIMED}}}, {{count: 1, {IN_POD % 'hostPath'}}}", "l"),
    ("{count: 3, %s}" % (IN_POD % "emptyDir"), "c failover"),
])  # fmt: skip
def test_elasticsearch_in_a_folder_of_the_node(sets: str, instance: str) -> None:
    assert the(custom(*ELASTIC, f"{{nodeSets: [{sets}]}}") + disk(), "Elasticsearch/shop/main")[1] == instance


@pytest.mark.parametrize(("volume", "expected"), [
    ("persistentVolumeClaim: {storageClassName: disk}", ["l", "r restart", *GONE]),
    ("persistentVolumeClaim: {storageClassName: shared}", ["l", "r restart", "r restart", "l", "l"]),
    ("emptyDir: {}", ["l", "l", *GONE]), ("hostPath: {path: /data}", ["l", "l", *GONE]),
])  # fmt: skip
def test_perconas_volumes(volume: str, expected: list[str]) -> None:
    classes = disk() + disk("efs.csi.aws.com").replace("name: disk", "name: shared")
    pxc = custom("pxc.percona.com/v1", "PerconaXtraDBCluster", f"{{pxc: {{size: 1, volumeSpec: {{{volume}}}}}}}")
    assert the(pxc + classes, "PerconaXtraDBCluster/shop/main") == expected
    replica_set = f"{{replsets: [{{size: 1, volumeSpec: {{{volume}}}}}]}}"
    psmdb = custom("psmdb.percona.com/v1", "PerconaServerMongoDB", replica_set)
    assert the(psmdb + classes, "PerconaServerMongoDB/shop/main") == expected


def pool(name: str, roles: str, replicas: int, storage: str) -> str:
    spec = f"{{replicas: {replicas}, roles: {roles}, storage: {{type: {storage}, class: disk}}}}"
    found = custom("kafka.strimzi.io/v1beta2", "KafkaNodePool", spec, ", labels: {strimzi.io/cluster: main}")
    return found.replace("name: main,", f"name: {name},")


@pytest.mark.parametrize(("controllers", "instance"), [
    (pool("c", "[controller]", 1, "persistent-claim"), "r restart"), (pool("c", "[controller]", 1, "ephemeral"), "l"),
    (pool("c", "[controller]", 3, "ephemeral"), "r restart"),
])  # fmt: skip
def test_kafka_is_lost_with_its_metadata(controllers: str, instance: str) -> None:
    brokers = pool("b", "[broker]", 1, "persistent-claim")
    text = custom("kafka.strimzi.io/v1beta2", "Kafka", "{kafka: {}}") + brokers + controllers + disk()
    assert the(text, "Kafka/shop/main")[1] == instance


@pytest.mark.parametrize(("servers", "instance"), [
    ("replicas: 1, storage: {type: ephemeral}", "l"), ("replicas: 1, storage: {type: persistent-claim}", "r restart"),
    ("replicas: 3, storage: {type: ephemeral}", "r restart"),
])  # fmt: skip
def test_kafka_is_lost_with_its_zookeeper(servers: str, instance: str) -> None:
    spec = f"{{kafka: {{replicas: 1, storage: {{type: persistent-claim, class: disk}}}}, zookeeper: {{{servers}}}}}"
    assert the(custom("kafka.strimzi.io/v1beta2", "Kafka", spec) + disk(), "Kafka/shop/main")[1] == instance
