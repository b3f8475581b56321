"""What clients reach the members of a database through: one pod of it is one member, whatever stands behind."""

from __future__ import annotations

import pytest

from profiles.kubernetes.reading import components, the
from profiles.kubernetes.test_operators import GONE, custom, disk

ZONES = (
    "topologySpreadConstraints: [{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, "
    "whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {a: b}}}]"
)
BY_ZONES = """
---
apiVersion: acid.zalan.do/v1
kind: OperatorConfiguration
metadata: {name: operator}
configuration:
  kubernetes: {enable_pod_antiaffinity: true, pod_antiaffinity_topology_key: topology.kubernetes.io/zone}
  connection_pooler: {connection_pooler_number_of_instances: %s}
"""


@pytest.mark.parametrize(("spec", "operator", "instance", "zone"), [
    ("enableConnectionPooler: true", "", "c failover", "l"),
    ("enableConnectionPooler: true, connectionPooler: {numberOfInstances: 1}", "", "r restart", "l"),
    ("connectionPooler: {numberOfInstances: 1}", "", "r restart", "l"),
    ("enableConnectionPooler: false, connectionPooler: {numberOfInstances: 1}", "", "c failover", "l"),
    ("enableConnectionPooler: true", BY_ZONES % 1, "r restart", "r restart"),
    ("enableConnectionPooler: true", BY_ZONES % 2, "c failover", "c failover"),
    ("enableConnectionPooler: '${POOLED}', connectionPooler: {numberOfInstances: 1}", "", "u ${POOLED}", "l"),
])  # fmt: skip
def test_the_pooler_of_zalando(spec: str, operator: str, instance: str, zone: str) -> None:
    text = custom("acid.zalan.do/v1", "postgresql", f"{{numberOfInstances: 2, {spec}}}") + operator
    assert the(text, "postgresql/shop/main") == ["l", instance, zone, "l", "l"]


GALERA = "replicas: 3, galera: {enabled: true}, storage: {storageClassName: disk}"
MARIADB, MAXSCALE = "MariaDB/shop/main", "k8s.mariadb.com/v1alpha1"


def maxscale(spec: str) -> str:
    return custom(MAXSCALE, "MaxScale", f"{{{spec}}}").replace("name: main,", "name: proxy,")


@pytest.mark.parametrize(("spec", "more", "instance", "zone"), [
    (f"{GALERA}, maxScale: {{enabled: true}}", "", "r restart", "l"),
    (f"{GALERA}, maxScale: {{enabled: true, replicas: 2}}", "", "c failover", "l"),
    (f"{GALERA}, {ZONES}, maxScale: {{enabled: true, replicas: 2}}", "", "c failover", "r restart"),
    (f"{GALERA}, {ZONES}, maxScale: {{enabled: true, replicas: 2, {ZONES}}}", "", "c failover", "c failover"),
    (GALERA, maxscale("mariaDbRef: {name: main}"), "r restart", "l"),
    (GALERA, maxscale("mariaDbRef: {name: main}, replicas: 2"), "c failover", "l"),
    (GALERA, maxscale("mariaDbRef: {name: other}"), "c failover", "l"),
])  # fmt: skip
def test_maxscale_before_mariadb(spec: str, more: str, instance: str, zone: str) -> None:
    text = custom(MAXSCALE, "MariaDB", f"{{{spec}}}") + more + disk()
    assert the(text, MARIADB) == ["l", instance, zone, "l", "l"]


def test_maxscale_before_servers_of_another_place_is_a_component() -> None:
    servers = "servers: [{name: a, address: db.example.org}]"
    assert the(maxscale(servers), "MaxScale/shop/proxy")[1] == "r restart"
    assert the(maxscale(f"{servers}, replicas: 2"), "MaxScale/shop/proxy")[1] == "c members"
    assert sorted(components(custom(MAXSCALE, "MariaDB", f"{{{GALERA}}}") + maxscale("mariaDbRef: {name: main}"))) == [
        MARIADB
    ]


@pytest.mark.parametrize(("balancer", "instance"), [
    ("enabled: true", "r restart"), ("enabled: true, spec: {replicaCount: 2}", "c members"),
    ("enabled: false", "c members"),
])  # fmt: skip
def test_the_load_balancer_of_victoria_metrics(balancer: str, instance: str) -> None:
    members = "vmselect: {replicaCount: 2}, vminsert: {replicaCount: 2}, vmstorage: {replicaCount: 3}"
    spec = f"{{replicationFactor: 2, {members}, requestsLoadBalancer: {{{balancer}}}}}"
    assert the(custom("operator.victoriametrics.com/v1beta1", "VMCluster", spec), "VMCluster/shop/main")[1] == instance


@pytest.mark.parametrize(("config", "instance"), [
    (r'"[replication]\n  max-replicas = 1"', "r restart"), (r'"[replication]\n  max-replicas = 3"', "c members"),
    ("{replication: {max-replicas: 1}}", "r restart"), (r'"[log]\n  level = 1"', "c members"),
])  # fmt: skip
def test_the_copies_that_tidb_keeps(config: str, instance: str) -> None:
    spec = f"{{pd: {{replicas: 3, config: {config}}}, tidb: {{replicas: 2}}, tikv: {{replicas: 3}}}}"
    found = the(custom("pingcap.com/v1alpha1", "TidbCluster", spec), "TidbCluster/shop/main")
    assert found == ["l", instance, *GONE]
