"""Members of a database whose servers copy nothing between them unless they are told to."""

from __future__ import annotations

import pytest

from profiles.kubernetes.reading import components, the

DB = "StatefulSet/shop/db"
ALONE, TOGETHER = "r restart", "c members"


def database(image: str, more: str = "", beside: str = "", volumes: str = "") -> str:
    """Three members, each with a claim of its own."""
    return f"""
apiVersion: apps/v1
kind: StatefulSet
metadata: {{name: db, namespace: shop}}
spec:
  replicas: 3
  template:
    metadata: {{labels: {{app: db}}}}
    spec:
      containers:
      - {{name: db, image: {image}, volumeMounts: [{{name: data, mountPath: /data}}]{more}}}
      {beside}
      {volumes}
  volumeClaimTemplates:
  - metadata: {{name: data}}
    spec: {{accessModes: [ReadWriteOnce]}}
"""


@pytest.mark.parametrize(
    ("image", "more", "instance"),
    [
        ("postgres:16", "", ALONE),
        ("ghcr.io/acme/postgis:16-3.4", ", env: [{name: POSTGRES_DB, value: shop}]", ALONE),
        ("postgres:16", ", env: [{name: POSTGRES_HOST, value: db.shop.svc.cluster.local}]", ALONE),
        ("postgres:16", ", env: [{name: POSTGRESQL_REPLICATION_MODE, value: auto}]", TOGETHER),
        ("postgres:16", ", command: [sh, -c, pg_basebackup -h db-0.db]", TOGETHER),
        ("mysql:8", "", ALONE),
        ("mysql:8", ", args: [--group-replication-bootstrap-group=ON]", TOGETHER),
        ("mongo:7", "", ALONE),
        ("mongo:7", ", args: [--replSet, rs0]", TOGETHER),
        ("redis:7", ", args: [--appendonly, 'yes']", ALONE),
        ("redis:7", ", args: [--cluster-enabled, 'yes']", TOGETHER),
        ("influxdb:2", "", ALONE),
        ("bitnami/mariadb-galera:11", "", TOGETHER),
        ("nats:2", "", TOGETHER),
        ("'${IMAGE}'", "", TOGETHER),
    ],
)
def test_servers_that_are_not_told_to_replicate_are_several_databases(image: str, more: str, instance: str) -> None:
    assert the(database(image, more), DB)[1] == instance


def test_it_is_told_what_would_let_it_go_on() -> None:
    found = components(database("postgres:16"))[DB].outcomes["instance"]
    assert "run the database by an operator that replicates it" in found.remedies


def test_what_stands_beside_the_servers_may_let_them_replicate() -> None:
    exporter = "- {name: metrics, image: quay.io/prometheuscommunity/postgres-exporter}"
    assert the(database("postgres:16", beside=exporter), DB)[1] == ALONE
    assert the(database("mysql:8", beside="- {name: x, image: acme/xtrabackup:1}"), DB)[1] == TOGETHER


CONFIG = "volumes: [{name: config, configMap: {name: config}}]"
SETTINGS = """
---
apiVersion: v1
kind: ConfigMap
metadata: {name: config, namespace: shop}
data: {redis.conf: "TEXT"}
"""


def test_their_settings_may_let_them_replicate() -> None:
    configured = database("redis:7", volumes=CONFIG)
    assert the(configured + SETTINGS.replace("TEXT", "appendonly yes"), DB)[1] == ALONE
    assert the(configured + SETTINGS.replace("TEXT", "replicaof db-0.db 6379"), DB)[1] == TOGETHER
    assert the(configured, DB)[1] == TOGETHER  # what is not in the code may tell them to


def test_caches_without_data_are_no_copies_of_each_other_and_need_be_none() -> None:
    text = database("redis:7").partition("  volumeClaimTemplates")[0]
    assert the(text, DB)[:2] == ["c", TOGETHER]


@pytest.mark.parametrize(
    ("image", "more", "two"),
    [
        ("quay.io/coreos/etcd:v3.5", "", ALONE),
        ("zookeeper:3.9", "", ALONE),
        ("mongo:7", ", args: [--replSet, rs0]", ALONE),
        ("elasticsearch:8.17.0", "", ALONE),
        ("elasticsearch:8.17.0", ", env: [{name: node.roles, value: data}]", TOGETHER),
        ("elasticsearch:8.17.0", ", env: [{name: discovery.seed_hosts, value: db}]", ALONE),
        ("hashicorp/consul:1.20", ", args: [agent]", TOGETHER),
        ("hashicorp/consul:1.20", ", args: [agent, -server, -bootstrap-expect=2]", ALONE),
        ("rabbitmq:4", "", TOGETHER),
    ],
)
def test_of_what_needs_a_majority_two_members_are_too_few(image: str, more: str, two: str) -> None:
    assert the(database(image, more).replace("replicas: 3", "replicas: 2"), DB)[1] == two
    assert the(database(image, more), DB)[1] == TOGETHER
