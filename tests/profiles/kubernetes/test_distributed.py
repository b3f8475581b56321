"""Databases whose own engine keeps copies on several members: CockroachDB, TiDB, ClickHouse, Cassandra and the like."""

from __future__ import annotations

import pytest

from profiles.kubernetes.reading import components
from profiles.kubernetes.test_further_operators import HOME, SPREAD, judged
from profiles.kubernetes.test_operators import GONE, custom, disk

RESTARTED = ["l", "r restart", *GONE]
NODE_DISK = disk("rancher.io/local-path")
COCKROACH, TIDB = "crdb.cockroachlabs.com/v1alpha1/CrdbCluster", "pingcap.com/v1alpha1/TidbCluster"
STACKGRES, SCYLLA = "stackgres.io/v1/SGCluster", "scylla.scylladb.com/v1/ScyllaCluster"
CLICKHOUSE = "clickhouse.altinity.com/v1/ClickHouseInstallation"
KEEPER = "clickhouse-keeper.altinity.com/v1/ClickHouseKeeperInstallation"
K8SSANDRA, CASSANDRA = "k8ssandra.io/v1alpha1/K8ssandraCluster", "cassandra.datastax.com/v1beta1/CassandraDatacenter"
SOLR = "solr.apache.org/v1beta1/SolrCloud"
PVC = "dataStore: {pvc: {spec: {storageClassName: disk}}}"


@pytest.mark.parametrize(("spec", "classes", "expected"), [
    (f"nodes: 3, {PVC}", disk(), ["l", "c members", *GONE]),
    (f"nodes: 3, {PVC}, {SPREAD}", disk(), ["l", "c members", "c members", "l", "l"]),
    ("nodes: '${N}', dataStore: {hostPath: {path: /data}}", disk(), ["l", "u ${N}", *GONE]),
    (f"nodes: 1, {PVC}", NODE_DISK, ["l", "l", *GONE]),
])  # fmt: skip
def test_cockroachdb(spec: str, classes: str, expected: list[str]) -> None:
    assert judged(COCKROACH, spec, classes) == expected


def tidb(placement: int = 3, stores: int = 3, servers: int = 2) -> str:
    return (
        f"pd: {{replicas: {placement}}}, tidb: {{replicas: {servers}}}, "
        f"tikv: {{replicas: {stores}, storageClassName: disk}}"
    )


@pytest.mark.parametrize(("spec", "expected"), [
    (tidb(), ["l", "c members", *GONE]), (tidb(placement=1), RESTARTED), (tidb(stores=2), RESTARTED),
    (tidb(servers=1), RESTARTED),
])  # fmt: skip
def test_tidb(spec: str, expected: list[str]) -> None:
    assert judged(TIDB, spec, disk()) == expected


def dumped(cluster: str, more: str = "") -> str:
    return custom(
        "pingcap.com/v1alpha1", "BackupSchedule",
        f"{{schedule: '0 1 * * *', backupTemplate: {{br: {{cluster: {cluster}}}, "
        f"s3: {{bucket: backups, region: us-east-1}}}}{more}}}",
    )  # fmt: skip


def test_backups_of_tidb() -> None:
    kept = ["r restore", "c members", "r restore", HOME, "r restore"]
    assert judged(TIDB, tidb(), disk(), dumped("main")) == kept
    assert judged(TIDB, tidb(), disk(), dumped("main", ", pause: true")) == ["l", "c members", *GONE]
    assert judged(TIDB, tidb(), disk(), dumped("other")) == ["l", "c members", *GONE]


STORAGE = custom("stackgres.io/v1beta1", "SGObjectStorage", "{type: s3, s3: {bucket: backups, region: us-east-1}}")
BACKUPS = "configurations: {backups: [{sgObjectStorage: main, cronSchedule: '0 1 * * *'}]}"
PODS = "pods: {persistentVolume: {size: 5Gi, storageClass: disk}}"


@pytest.mark.parametrize(("spec", "expected"), [
    (f"instances: 1, {PODS}", RESTARTED), (f"instances: 2, {PODS}", ["l", "c failover", *GONE]),
    (f"instances: 2, {PODS}, {BACKUPS}", ["r restore", "c failover", "r restore", HOME, "r restore"]),
    (f"instances: 2, {PODS}, configurations: {{backups: [{{sgObjectStorage: main}}]}}", ["l", "c failover", *GONE]),
])  # fmt: skip
def test_stackgres(spec: str, expected: list[str]) -> None:
    assert judged(STACKGRES, spec, disk(), STORAGE) == expected


# --- how many copies there are is said in the database ------------------------------------------------------------


def layout(replicas: int) -> str:
    return f"configuration: {{clusters: [{{name: main, layout: {{replicasCount: {replicas}}}}}]}}"


TEMPLATES = "templates: {volumeClaimTemplates: [{name: data, spec: {storageClassName: disk}}]}"


@pytest.mark.parametrize(("kind", "spec", "expected"), [
    (CLICKHOUSE, f"{layout(3)}, {TEMPLATES}", RESTARTED), (CLICKHOUSE, layout(3), ["l", "l", *GONE]),
    (KEEPER, f"{layout(3)}, {TEMPLATES}", ["l", "c members", *GONE]), (KEEPER, f"{layout(2)}, {TEMPLATES}", RESTARTED),
    (KEEPER, layout(1), ["l", "l", *GONE]),
    (SOLR, "replicas: 3", ["l", "l", *GONE]),
    (SOLR, "dataStorage: {persistent: {pvcTemplate: {spec: {storageClassName: disk}}}}", RESTARTED),
    (CASSANDRA, "size: 3, storageConfig: {cassandraDataVolumeClaimSpec: {storageClassName: disk}}", RESTARTED),
])  # fmt: skip
def test_members_make_no_copies_of_what_the_database_does_not_copy(kind: str, spec: str, expected: list[str]) -> None:
    assert judged(kind, spec, disk()) == expected


RACKS = "datacenter: {racks: [{name: a, members: 3, storage: {storageClassName: disk}}]}"


@pytest.mark.parametrize(("task", "data"), [
    ("{location: ['s3:backups'], cron: '0 1 * * *'}", "r restore"),
    ("{location: ['s3:backups'], interval: 1d}", "r restore"),
    ("{location: ['s3:backups']}", "l"), ("{location: [], cron: '0 1 * * *'}", "l"),
])  # fmt: skip
def test_backups_of_scylla(task: str, data: str) -> None:
    found = judged(SCYLLA, f"{RACKS}, backups: [{task}]", disk())
    assert (found[0], found[1]) == (data, "r restart")


MEDUSA = "medusa: {storageProperties: {storageProvider: s3, bucketName: backups, region: us-east-1}}"
DATACENTERS = (
    "cassandra: {datacenters: [{metadata: {name: dc1}, size: 3, "
    "storageConfig: {cassandraDataVolumeClaimSpec: {storageClassName: disk}}}]}"
)


def scheduled(datacenter: str, more: str = "") -> str:
    spec = f"{{cronSchedule: '0 1 * * *', backupSpec: {{cassandraDatacenter: {datacenter}}}{more}}}"
    return custom("medusa.k8ssandra.io/v1alpha1", "MedusaBackupSchedule", spec)


def test_backups_of_k8ssandra() -> None:
    kept = ["r restore", "r restart", "r restore", HOME, "r restore"]
    assert judged(K8SSANDRA, f"{DATACENTERS}, {MEDUSA}", disk(), scheduled("dc1")) == kept
    assert judged(K8SSANDRA, f"{DATACENTERS}, {MEDUSA}", disk(), scheduled("dc1", ", disabled: true")) == RESTARTED
    assert judged(K8SSANDRA, f"{DATACENTERS}, {MEDUSA}", disk(), scheduled("dc2")) == RESTARTED


REPOSITORY = "backupRepositories: [{name: far, s3: {bucket: backups, region: us-east-1}}]"
DATA = "dataStorage: {persistent: {pvcTemplate: {spec: {storageClassName: disk}}}}"


def test_backups_of_solr() -> None:
    recurring = "{solrCloud: main, repositoryName: far, recurrence: {schedule: '@daily'}}"
    once = "{solrCloud: main, repositoryName: far}"
    backup = custom("solr.apache.org/v1beta1", "SolrBackup", recurring)
    kept = ["r restore", "r restart", "r restore", HOME, "r restore"]
    assert judged(SOLR, f"{DATA}, {REPOSITORY}", disk(), backup) == kept
    assert (
        judged(SOLR, f"{DATA}, {REPOSITORY}", disk(), custom("solr.apache.org/v1beta1", "SolrBackup", once))
        == RESTARTED
    )


@pytest.mark.parametrize(("kind", "spec", "host"), [
    (COCKROACH, f"nodes: 3, {PVC}", "main-public"), (TIDB, tidb(), "main-tidb"), (STACKGRES, PODS, "main-primary"),
    (CLICKHOUSE, layout(1), "clickhouse-main"), (KEEPER, layout(1), "keeper-main"), (SCYLLA, RACKS, "main-client"),
    (K8SSANDRA, DATACENTERS, "main-dc1-service"), (CASSANDRA, "clusterName: shop, size: 3", "shop-main-service"),
    (SOLR, "replicas: 3", "main-solrcloud-common"),
])  # fmt: skip
def test_a_workload_needs_what_stands_behind_the_service_that_an_operator_makes(
    kind: str, spec: str, host: str
) -> None:
    api, _, called = kind.rpartition("/")
    container = f"{{name: web, image: web, env: [{{name: DB_HOST, value: {host}.shop.svc}}]}}"
    web = custom("apps/v1", "Deployment", f"{{replicas: 2, template: {{spec: {{containers: [{container}]}}}}}}")
    found = components(custom(api, called, f"{{{spec}}}") + web)
    assert found["Deployment/shop/main"].needs == (found[f"{called}/shop/main"].id,)
