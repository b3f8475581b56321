"""Couchbase, Vitess, YugabyteDB, Percona Server for MySQL and MongoDB's own operator: what each best claim hangs on."""

from __future__ import annotations

import pytest

from profiles.kubernetes.reading import components
from profiles.kubernetes.test_further_operators import HOME, SPREAD, judged
from profiles.kubernetes.test_operators import GONE, custom, disk

RESTARTED, FAILOVER, MEMBERS = (["l", instance, *GONE] for instance in ("r restart", "c failover", "c members"))
BY_ZONES = ["l", "c failover", "c failover", "l", "l"]

# --- Couchbase ----------------------------------------------------------------------------------------------------

COUCHBASE = "couchbase.com/v2/CouchbaseCluster"
CLAIMED = "volumeClaimTemplates: [{metadata: {name: data}, spec: {storageClassName: disk}}], buckets: {managed: true}"
GROUPS = "serverGroups: [a, b, c], cluster: {autoFailoverServerGroup: true, autoFailoverMaxCount: %s}"


def servers(size: int | str, services: str = "[data, query]") -> str:
    return f"{CLAIMED}, servers: [{{name: all, size: {size}, services: {services}, volumeMounts: {{default: data}}}}]"


def bucket(replicas: int, kind: str = "CouchbaseBucket", more: str = "") -> str:
    return custom("couchbase.com/v2", kind, f"{{replicas: {replicas}}}", more)


@pytest.mark.parametrize(("spec", "more", "expected"), [
    (servers(3), "", FAILOVER), (servers(2), "", RESTARTED), (servers("'${N}'"), "", ["l", "u ${N}", *GONE]),
    (servers(3, "[query]"), "", RESTARTED),
    (servers(3), bucket(1), FAILOVER), (servers(3), bucket(0), RESTARTED),
    (servers(3), bucket(0, "CouchbaseEphemeralBucket"), RESTARTED),
    (f"{servers(3)}".replace("managed: true", "managed: true, selector: {matchLabels: {a: b}}"), bucket(0), FAILOVER),
    (f"{servers(3)}".replace("managed: true", "managed: true, selector: {matchLabels: {a: b}}"),
     bucket(0, more=", labels: {a: b}"), RESTARTED),
    (f"{servers(3)}, {GROUPS % 1}", "", BY_ZONES), (f"{servers(6)}, {GROUPS % 1}", "", FAILOVER),
    (f"{servers(6)}, {GROUPS % 2}", "", BY_ZONES),
    (f"{servers(3)}, {GROUPS % 1}".replace("[a, b, c]", "[a, b]"), "", FAILOVER),
    (f"{servers(3)}, {GROUPS % 1}".replace("Group: true", "Group: false"), "", FAILOVER),
    ("servers: [{size: 1, services: [data]}]", "", ["l", "l", *GONE]),
])  # fmt: skip
def test_couchbase(spec: str, more: str, expected: list[str]) -> None:
    assert judged(COUCHBASE, spec, more, disk()) == expected


def taken(spec: str) -> str:
    return custom("couchbase.com/v2", "CouchbaseBackup", f"{{{spec}}}")


IN_S3 = "full: {schedule: '0 3 * * 0'}, objectStore: {uri: 's3://backups', endpoint: {url: s3.eu-west-1.amazonaws.com}}"
MANAGED = f"{servers(3)}, backup: {{managed: true}}"


@pytest.mark.parametrize(("spec", "backup", "expected"), [
    (MANAGED, IN_S3, ["r restore", "c failover", "r restore", HOME, "r restore"]),
    (servers(3), IN_S3, FAILOVER),
    (MANAGED, "full: {schedule: '0 3 * * 0'}, size: 20Gi", ["r restore", "c failover", *GONE]),
    (MANAGED, "full: {schedule: '0 3 * * 0'}, ephemeralVolume: true", FAILOVER),
    (MANAGED, IN_S3.replace("full", "incremental"), FAILOVER),
    (MANAGED, f"{IN_S3}, data: {{include: [orders]}}", FAILOVER),
    (MANAGED, f"{IN_S3}, services: {{data: false}}", FAILOVER),
    (MANAGED, IN_S3.replace("s3.eu-west-1.amazonaws.com", "'http://minio.storage.svc'"),
     ["r restore", "c failover", *GONE]),
])  # fmt: skip
def test_backups_of_couchbase(spec: str, backup: str, expected: list[str]) -> None:
    assert judged(COUCHBASE, spec, taken(backup), disk()) == expected


# --- Vitess -------------------------------------------------------------------------------------------------------

VITESS = "planetscale.com/v2/VitessCluster"


def vitess(
    replicas: int = 3, *, orchestrator: str = "vitessOrchestrator: {}, ", policy: str = "semi_sync", gateways: str = "",
    kind: str = "replica", storage: str = "disk",
) -> str:  # fmt: skip
    pool = f"{{cell: a, type: {kind}, replicas: {replicas}, dataVolumeClaimTemplate: {{storageClassName: {storage}}}}}"
    shards = f"partitionings: [{{equal: {{parts: 2, shardTemplate: {{tabletPools: [{pool}]}}}}}}]"
    cells = f"cells: [{{name: a{gateways}}}]"
    return f"{cells}, keyspaces: [{{name: shop, {orchestrator}durabilityPolicy: {policy}, {shards}}}]"


@pytest.mark.parametrize(("spec", "expected"), [
    (vitess(), FAILOVER), (vitess(1), RESTARTED), (vitess(2), RESTARTED), (vitess(2, policy="none"), FAILOVER),
    (vitess(orchestrator=""), RESTARTED), (vitess(gateways=", gateway: {replicas: 1}"), RESTARTED),
    (vitess(kind="rdonly"), RESTARTED),
    (vitess(1, storage="node"), ["l", "l", *GONE]),
])  # fmt: skip
def test_vitess(spec: str, expected: list[str]) -> None:
    nodes = disk("rancher.io/local-path").replace("name: disk", "name: node")
    assert judged(VITESS, spec, disk(), nodes) == expected


LOCATION = "{s3: {bucket: backups, region: us-east-1}}"


@pytest.mark.parametrize(("backup", "expected"), [
    (f"locations: [{LOCATION}], schedules: [{{schedule: '@daily'}}]",
     ["r restore", "c failover", "r restore", HOME, "r restore"]),
    (f"locations: [{LOCATION}]", FAILOVER),
    ("locations: [{volume: {emptyDir: {}}}], schedules: [{schedule: '@daily'}]", FAILOVER),
    ("locations: [{volume: {persistentVolumeClaim: {claimName: a}}}], schedules: [{schedule: '@daily'}]",
     ["r restore", "c failover", *GONE]),
])  # fmt: skip
def test_backups_of_vitess(backup: str, expected: list[str]) -> None:
    assert judged(VITESS, f"{vitess()}, backup: {{{backup}}}", disk()) == expected


# --- YugabyteDB ---------------------------------------------------------------------------------------------------

UNIVERSE, LEGACY = "operator.yugabyte.io/v1alpha1/YBUniverse", "yugabyte.com/v1alpha1/YBCluster"
DEVICE = "deviceInfo: {storageClass: disk}"
PLACED = "placementInfo: {regions: [{code: r, zones: [%s]}]}"
ZONES = ", ".join(f"{{code: {zone}, numNodes: 1}}" for zone in "abc")


@pytest.mark.parametrize(("kind", "spec", "expected"), [
    (UNIVERSE, f"numNodes: 3, replicationFactor: 3, {DEVICE}", MEMBERS),
    (UNIVERSE, f"numNodes: 3, replicationFactor: 1, {DEVICE}", RESTARTED),
    (UNIVERSE, f"numNodes: 3, replicationFactor: 3, {DEVICE}, {PLACED % ZONES}",
     ["l", "c members", "c members", "l", "l"]),
    (UNIVERSE, f"numNodes: 3, replicationFactor: 3, {DEVICE}, {PLACED % ZONES.replace('numNodes: 1', 'numNodes: 0')}",
     MEMBERS),
    (LEGACY, "tserver: {replicas: 3, storage: {storageClass: disk}}", MEMBERS),
    (LEGACY, "replicationFactor: 1, tserver: {replicas: 3, storage: {storageClass: disk}}", RESTARTED),
    (LEGACY, "tserver: {replicas: 1, storage: {storageClass: disk}}", RESTARTED),
])  # fmt: skip
def test_yugabyte(kind: str, spec: str, expected: list[str]) -> None:
    assert judged(kind, spec, disk()) == expected


# --- Percona Server for MySQL, MongoDB ----------------------------------------------------------------------------

PERCONA, MONGODB = "ps.percona.com/v1/PerconaServerMySQL", "mongodb.com/v1/MongoDB"
VOLUME = "volumeSpec: {persistentVolumeClaim: {storageClassName: disk}}"
BY_KEY = "affinity: {antiAffinityTopologyKey: topology.kubernetes.io/zone}"
PROXY = "proxy: {haproxy: {enabled: true, size: %s}}"
ASYNC = "clusterType: async"
STORAGES = "storages: {s3: {type: s3, s3: {bucket: backups, region: us-east-1}}}"
PERSISTED = "podSpec: {persistence: {single: {storageClass: disk}}}"


@pytest.mark.parametrize(("kind", "spec", "expected"), [
    (PERCONA, f"mysql: {{size: 3, {VOLUME}}}", FAILOVER), (PERCONA, f"mysql: {{size: 1, {VOLUME}}}", RESTARTED),
    (PERCONA, f"mysql: {{size: 3, {VOLUME}}}, {PROXY % 1}", RESTARTED),
    (PERCONA, f"mysql: {{size: 3, {VOLUME}}}, {PROXY % 3}", FAILOVER),
    (PERCONA, f"mysql: {{size: 3, {VOLUME}, {BY_KEY}}}", BY_ZONES),
    (PERCONA, f"mysql: {{size: 3, {VOLUME}, {BY_KEY}}}, {PROXY % 3}", ["l", "c failover", "r restart", "l", "l"]),
    (PERCONA, f"mysql: {{size: 3, {ASYNC}, {VOLUME}}}", RESTARTED),
    (PERCONA, f"mysql: {{size: 3, {ASYNC}, {VOLUME}}}, orchestrator: {{enabled: true}}", FAILOVER),
    (PERCONA, f"mysql: {{size: 3, {ASYNC}, {VOLUME}}}, orchestrator: {{enabled: true, size: 1}}", RESTARTED),
    (PERCONA, "mysql: {size: 1, volumeSpec: {emptyDir: {}}}", ["l", "l", *GONE]),
    (PERCONA, f"mysql: {{size: 3, {VOLUME}}}, backup: {{enabled: true, {STORAGES}, "
     "schedule: [{name: daily, schedule: '@daily', storageName: s3}]}",
     ["r restore", "c failover", "r restore", HOME, "r restore"]),
    (MONGODB, f"type: ReplicaSet, members: 3, {PERSISTED}", FAILOVER),
    (MONGODB, f"type: ReplicaSet, members: 2, {PERSISTED}", RESTARTED),
    (MONGODB, f"type: Standalone, {PERSISTED}", RESTARTED),
    (MONGODB, "type: ReplicaSet, members: 1, persistent: false", ["l", "l", *GONE]),
    (MONGODB, f"type: ReplicaSet, members: 3, podSpec: {{persistence: {{single: {{storageClass: disk}}}}, "
     f"podTemplate: {{spec: {{{SPREAD}}}}}}}", BY_ZONES),
    (MONGODB, "type: ShardedCluster, mongodsPerShardCount: 3, configServerCount: 3, mongosCount: 2", FAILOVER),
    (MONGODB, "type: ShardedCluster, mongodsPerShardCount: 3, configServerCount: 1, mongosCount: 2", RESTARTED),
    (MONGODB, f"type: ReplicaSet, members: 3, {PERSISTED}, backup: {{mode: enabled}}",
     ["r restore", "c failover", *["u the snapshot store of Ops Manager"] * 2, "r restore"]),
])  # fmt: skip
def test_mysql_of_percona_and_mongodb(kind: str, spec: str, expected: list[str]) -> None:
    assert judged(kind, spec, disk()) == expected


def test_what_is_paused_is_no_component() -> None:
    assert components(custom("ps.percona.com/v1", "PerconaServerMySQL", "{pause: true}")) == {}
