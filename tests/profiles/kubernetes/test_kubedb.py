"""Databases that KubeDB runs: how many members each engine goes on with, where they are kept, and their backups."""

from __future__ import annotations

import pytest

from profiles.kubernetes.reading import components
from profiles.kubernetes.test_further_operators import HOME, SPREAD, judged
from profiles.kubernetes.test_operators import GONE, custom, disk

API = "kubedb.com/v1"
DISK = "storage: {storageClassName: disk}"
RESTARTED, FAILOVER, MEMBERS = (["l", instance, *GONE] for instance in ("r restart", "c failover", "c members"))
APART = f"podTemplate: {{spec: {{{SPREAD}}}}}"


@pytest.mark.parametrize(("kind", "spec", "expected"), [
    ("Postgres", DISK, RESTARTED),
    ("Postgres", f"{DISK}, replicas: 2", FAILOVER),
    ("Postgres", f"{DISK}, replicas: 2, {APART}", FAILOVER),
    ("Postgres", f"{DISK}, replicas: 3, {APART}", ["l", "c failover", "c failover", "l", "l"]),
    ("Postgres", f"{DISK}, replicas: 2, streamingMode: Synchronous", RESTARTED),
    ("Postgres", f"{DISK}, replicas: 3, streamingMode: Synchronous", FAILOVER),
    ("Postgres", "storageType: Ephemeral", ["l", "l", *GONE]),
    ("Postgres", f"{DISK}, replicas: '${{N}}'", ["l", "u ${N}", *GONE]),
    ("Postgres", f"{DISK}, replicas: 3, podTemplate: {{spec: {{nodeSelector: {{kubernetes.io/hostname: a}}}}}}",
     RESTARTED),
    ("MySQL", f"{DISK}, replicas: 3", RESTARTED),
    ("MySQL", f"{DISK}, topology: {{mode: GroupReplication}}", FAILOVER),
    ("MySQL", f"{DISK}, replicas: 2, topology: {{mode: GroupReplication}}", RESTARTED),
    ("MySQL", f"{DISK}, replicas: 3, topology: {{mode: RemoteReplica}}", RESTARTED),
    ("MariaDB", f"{DISK}, replicas: 3", MEMBERS),
    ("MariaDB", f"{DISK}, replicas: 2", RESTARTED),
    ("MariaDB", f"{DISK}, replicas: 3, topology: {{mode: MariaDBReplication}}", RESTARTED),
    ("PerconaXtraDB", DISK, MEMBERS),
    ("MongoDB", f"{DISK}, replicas: 3", RESTARTED),
    ("MongoDB", f"{DISK}, replicas: 3, replicaSet: {{name: rs0}}", FAILOVER),
    ("MongoDB", f"{DISK}, replicas: 2, arbiter: {{}}, replicaSet: {{name: rs0}}", RESTARTED),
    ("MongoDB", "shardTopology: {shard: {replicas: 3}, configServer: {replicas: 3}, mongos: {replicas: 2}}", FAILOVER),
    ("MongoDB", "shardTopology: {shard: {replicas: 3}, configServer: {replicas: 1}, mongos: {replicas: 2}}",
     RESTARTED),
    ("MongoDB", "shardTopology: {shard: {replicas: 1, storage: {storageClassName: node}}, configServer: {replicas: 3}, "
     "mongos: {replicas: 2}}", ["l", "l", *GONE]),
    ("Elasticsearch", f"{DISK}, replicas: 2", RESTARTED),
    ("Elasticsearch", f"{DISK}, replicas: 3", FAILOVER),
    ("Elasticsearch", "topology: {master: {replicas: 3}, data: {replicas: 2}, ingest: {replicas: 2}}", FAILOVER),
    ("Elasticsearch", "topology: {master: {replicas: 3}, data: {replicas: 1}, ingest: {replicas: 2}}", RESTARTED),
    ("Kafka", f"{DISK}, replicas: 3", RESTARTED),
])  # fmt: skip
def test_kubedb(kind: str, spec: str, expected: list[str]) -> None:
    nodes = disk("rancher.io/local-path").replace("name: disk", "name: node")
    assert judged(f"{API}/{kind}", spec, disk(), nodes) == expected


REDEPLOYED = ["r restart", "r redeploy", "r redeploy"]


def sentinel(replicas: int) -> str:
    return custom(API, "RedisSentinel", f"{{replicas: {replicas}}}")


@pytest.mark.parametrize(("spec", "more", "expected"), [
    ("mode: Standalone", "", ["c", "r restart", *REDEPLOYED]),
    ("mode: Cluster", "", ["c", "c failover", *REDEPLOYED]),
    ("mode: Cluster, cluster: {replicas: 1}", "", ["c", "r restart", *REDEPLOYED]),
    (f"mode: Cluster, {DISK}", "", FAILOVER),
    ("mode: Sentinel, replicas: 3, sentinelRef: {name: main}", sentinel(3), ["c", "c failover", *REDEPLOYED]),
    ("mode: Sentinel, replicas: 3, sentinelRef: {name: main}", sentinel(1), ["c", "r restart", *REDEPLOYED]),
    ("mode: Sentinel, replicas: 3, sentinelRef: {name: main}", "", ["c", "u RedisSentinel/main", *REDEPLOYED]),
])  # fmt: skip
def test_redis_of_kubedb(spec: str, more: str, expected: list[str]) -> None:
    assert judged(f"{API}/Redis", spec, more, disk()) == expected


def test_what_is_halted_is_no_component() -> None:
    assert components(custom(API, "MySQL", "{halted: true}")) == {}


def stash(storage: str, more: str = "", name: str = "main") -> str:
    spec = (
        f"{{target: {{apiGroup: kubedb.com, kind: Postgres, name: {name}, namespace: shop}}, "
        "backends: [{name: s3, storageRef: {name: main, namespace: shop}}], "
        f"sessions: [{{scheduler: {{schedule: '@daily'}}, repositories: [{{backend: s3}}]}}]{more}}}"
    )
    return custom("core.kubestash.com/v1alpha1", "BackupConfiguration", spec) + (
        custom("storage.kubestash.com/v1alpha1", "BackupStorage", f"{{storage: {storage}}}") if storage else ""
    )


S3 = "{provider: s3, s3: {bucket: backups, region: eu-west-1, endpoint: s3.eu-west-1.amazonaws.com}}"


@pytest.mark.parametrize(("backups", "expected"), [
    (stash(S3), ["r restore", "r restart", "r restore", HOME, "r restore"]),
    (stash(S3, ", paused: true"), RESTARTED), (stash(S3, name="other"), RESTARTED),
    (stash("{provider: local, local: {persistentVolumeClaim: {claimName: a}}}"), ["r restore", "r restart", *GONE]),
    (stash(S3.replace("s3.eu-west-1.amazonaws.com", "http://minio.storage.svc:9000")),
     ["r restore", "r restart", *GONE]),
    (stash(""), ["r restore", "r restart", *["u BackupStorage/main"] * 2, "r restore"]),
])  # fmt: skip
def test_backups_of_kubestash(backups: str, expected: list[str]) -> None:
    assert judged(f"{API}/Postgres", DISK, disk(), backups) == expected
