"""What further operators run: object storage, caches, search, MySQL, metrics and servers, with backups of their own."""

from __future__ import annotations

import pytest

from profiles.kubernetes.reading import components, outcomes, terraform, the
from profiles.kubernetes.test_operators import GONE, custom, disk
from profiles.kubernetes.test_storage import DB, stateful

ZONES = (
    "{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule, "
    "labelSelector: {matchLabels: {a: b}}}"
)
SPREAD = f"topologySpreadConstraints: [{ZONES}]"
SOFT = SPREAD.replace("DoNotSchedule", "ScheduleAnyway")
HOME = "u the region of the cluster"


def judged(kind: str, spec: str, *more: str) -> list[str]:
    """The five outcomes of one resource of an operator; ``kind`` with its API."""
    api, _, called = kind.rpartition("/")
    return the(custom(api, called, f"{{{spec}}}") + "".join(more), f"{called}/shop/main")


# --- object storage, caches, search -------------------------------------------------------------------------------

TENANT, DRAGONFLY = "minio.min.io/v2/Tenant", "dragonflydb.io/v1alpha1/Dragonfly"
POOL = "{servers: %s, volumesPerServer: 4, volumeClaimTemplate: {spec: {storageClassName: disk}}}"


@pytest.mark.parametrize(
    ("pools", "classes", "expected"),
    [
        (POOL % 4, disk(), ["l", "c members", *GONE]),
        (POOL % 2, disk(), ["l", "r restart", *GONE]),
        (f"{POOL % 4}, {POOL % 1}", disk(), ["l", "r restart", *GONE]),
        (POOL % "'${N}'", disk(), ["l", "u ${N}", *GONE]),
        (POOL % 1, disk("rancher.io/local-path"), ["l", "l", *GONE]),
        (POOL % 1, disk("efs.csi.aws.com"), ["l", "r restart", "r restart", "l", "l"]),
    ],
)
def test_minio(pools: str, classes: str, expected: list[str]) -> None:
    assert judged(TENANT, f"pools: [{pools}]", classes) == expected


REDEPLOYED = ["r redeploy", "r redeploy"]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("replicas: 1", ["c", "r restart", "r restart", *REDEPLOYED]),
        ("replicas: 2", ["c", "c failover", "r restart", *REDEPLOYED]),
        (f"replicas: 2, {SPREAD}", ["c", "c failover", "c failover", *REDEPLOYED]),
        (f"replicas: 2, {SOFT}", ["c", "c failover", "r restart", *REDEPLOYED]),
        ("replicas: 1, snapshot: {cron: '@hourly', persistentVolumeClaimSpec: {storageClassName: disk}}",
         ["r restore", "r restart", *GONE]),
        ("replicas: 1, snapshot: {persistentVolumeClaimSpec: {storageClassName: disk}}", ["l", "r restart", *GONE]),
        ("replicas: 1, snapshot: {cron: '@hourly', dir: 's3://backups/df'}",
         ["r restore", "r restore", *["u Dragonfly/shop/main (spec.snapshot.dir)"] * 2, "r restore"]),
        ("replicas: 1, args: [--s3_endpoint=minio.storage.svc], snapshot: {cron: '@hourly', dir: 's3://backups/df'}",
         ["r restore", "l", *GONE]),
        ("replicas: 1, snapshot: {cron: '@hourly'}", ["c", "r restart", "r restart", *REDEPLOYED]),
    ],
)  # fmt: skip
def test_dragonfly(spec: str, expected: list[str]) -> None:
    assert judged(DRAGONFLY, spec) == expected


OPSTREE = "redis.redis.opstreelabs.in/v1beta2/"
CLAIMED = "storage: {volumeClaimTemplate: {spec: {storageClassName: disk}}}"


def sentinel(size: int, name: str = "main") -> str:
    watch = f"{{redisReplicationName: {name}}}"
    return custom(
        f"{OPSTREE}x".rpartition("/")[0], "RedisSentinel", f"{{clusterSize: {size}, redisSentinelConfig: {watch}}}"
    )


@pytest.mark.parametrize(
    ("kind", "spec", "more", "expected"),
    [
        ("Redis", CLAIMED, "", ["l", "r restart", *GONE]),
        ("Redis", "", "", ["c", "r restart", "r restart", *REDEPLOYED]),
        ("RedisReplication", "clusterSize: 3", "", ["c", "r restart", "r restart", *REDEPLOYED]),
        ("RedisReplication", "clusterSize: 3", sentinel(3), ["c", "c failover", "r restart", *REDEPLOYED]),
        ("RedisReplication", "clusterSize: 3", sentinel(1), ["c", "r restart", "r restart", *REDEPLOYED]),
        ("RedisReplication", "clusterSize: 3", sentinel(3, "o"), ["c", "r restart", "r restart", *REDEPLOYED]),
        ("RedisCluster", f"clusterSize: 3, {CLAIMED}", "", ["l", "c failover", *GONE]),
        ("RedisCluster", "clusterSize: 3, redisFollower: {replicas: 0}", "",
         ["c", "r restart", "r restart", *REDEPLOYED]),
    ],
)  # fmt: skip
def test_redis_of_opstree(kind: str, spec: str, more: str, expected: list[str]) -> None:
    assert judged(OPSTREE + kind, spec, more) == expected


NODES = "{component: a, replicas: %s, roles: [%s]%s}"
REPOSITORY = "general: {snapshotRepositories: [{name: far, type: s3, settings: {bucket: b, region: eu-west-1}}]}, "


def policy(repository: str = "far", more: str = "") -> str:
    spec = f"opensearchCluster: {{name: main}}, creation: {{schedule: {{cron: {{expression: x}}}}}}{more}"
    return custom(
        "opensearch.opster.io/v1",
        "OpensearchSnapshotPolicy",
        f"{{{spec}, snapshotConfig: {{repository: {repository}}}}}",
    )


@pytest.mark.parametrize(
    ("spec", "more", "expected"),
    [
        (f"nodePools: [{NODES % (3, 'cluster_manager, data', '')}]", "", ["l", "c failover", *GONE]),
        (f"nodePools: [{NODES % (2, 'cluster_manager, data', '')}]", "", ["l", "r restart", *GONE]),
        (f"nodePools: [{NODES % (3, 'master', '')}, {NODES % (1, 'data', '')}]", "", ["l", "r restart", *GONE]),
        (f"nodePools: [{NODES % (1, 'master, data', ', persistence: {emptyDir: {}}')}]", "", ["l", "l", *GONE]),
        (f"nodePools: [{NODES % (1, 'master, data', ', persistence: {pvc: {storageClass: disk}}')}]",
         disk("efs.csi.aws.com"), ["l", "r restart", "r restart", "l", "l"]),
        (f"{REPOSITORY}nodePools: [{NODES % (3, 'master, data', '')}]", policy(),
         ["r restore", "c failover", "r restore", HOME, "r restore"]),
        (f"{REPOSITORY}nodePools: [{NODES % (3, 'master, data', '')}]", policy(more=", enabled: false"),
         ["l", "c failover", *GONE]),
    ],
)  # fmt: skip
def test_opensearch(spec: str, more: str, expected: list[str]) -> None:
    assert judged("opensearch.opster.io/v1/OpenSearchCluster", spec, more) == expected


# --- MariaDB and MySQL --------------------------------------------------------------------------------------------

MARIADB = "k8s.mariadb.com/v1alpha1/MariaDB"
DISK = "storage: {size: 1Gi, storageClassName: disk}"
TO_S3 = "s3: {bucket: backups, endpoint: s3.eu-west-1.amazonaws.com, region: eu-west-1}"


def dump(spec: str, kind: str = "Backup") -> str:
    return custom("k8s.mariadb.com/v1alpha1", kind, f"{{mariaDbRef: {{name: main}}, {spec}}}")


@pytest.mark.parametrize(
    ("spec", "more", "expected"),
    [
        (DISK, "", ["l", "r restart", *GONE]),
        (f"replicas: 3, galera: {{enabled: true}}, {DISK}", "", ["l", "c failover", *GONE]),
        (f"replicas: 2, galera: {{enabled: true}}, {DISK}", "", ["l", "r restart", *GONE]),
        (f"replicas: 2, replication: {{enabled: true}}, {DISK}", "", ["l", "c failover", *GONE]),
        (f"replicas: 2, replication: {{enabled: true, primary: {{automaticFailover: false}}}}, {DISK}", "",
         ["l", "r restart", *GONE]),
        (f"replicas: 3, galera: {{enabled: true}}, {DISK}, {SPREAD}", "",
         ["l", "c failover", "c failover", "l", "l"]),
        ("storage: {ephemeral: true}", "", ["l", "l", *GONE]),
        (DISK, dump(f"schedule: {{cron: '@daily'}}, storage: {{{TO_S3}}}"),
         ["r restore", "r restart", "r restore", HOME, "r restore"]),
        (DISK, dump(f"storage: {{{TO_S3}}}"), ["l", "r restart", *GONE]),
        (DISK, dump(f"schedule: {{cron: '@daily', suspend: true}}, storage: {{{TO_S3}}}"), ["l", "r restart", *GONE]),
        (DISK, dump("schedule: {cron: '@daily'}, storage: {volume: {emptyDir: {}}}"), ["l", "r restart", *GONE]),
        (DISK, dump("schedule: {cron: '@daily'}, storage: {persistentVolumeClaim: {}}"),
         ["r restore", "r restart", *GONE]),
        (DISK, dump(f"schedule: {{cron: '@daily'}}, storage: {{{TO_S3}}}", "PhysicalBackup"),
         ["r restore", "r restart", "r restore", HOME, "r restore"]),
        (DISK, dump("schedule: {cron: '@daily'}, storage: {s3: {bucket: b, endpoint: 'minio.store.svc:9000', "
                    "region: us-east-1}}"), ["r restore", "r restart", *GONE]),
    ],
)  # fmt: skip
def test_mariadb(spec: str, more: str, expected: list[str]) -> None:
    assert judged(MARIADB, spec, more, disk()) == expected


STORED = "{name: daily, dumpInstance: {storage: {s3: {bucketName: b, endpoint: 'https://s3.eu-west-1.amazonaws.com'}}}}"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("router: {instances: 2}", ["l", "c failover", *GONE]),
        ("instances: 3", ["l", "r restart", *GONE]),
        ("instances: 1, router: {instances: 2}", ["l", "r restart", *GONE]),
        (f"podSpec: {{{SPREAD}}}, router: {{instances: 2, podSpec: {{{SPREAD}}}}}",
         ["l", "c failover", "c failover", "l", "l"]),
        (f"podSpec: {{{SPREAD}}}, router: {{instances: 2}}", ["l", "c failover", "r restart", "l", "l"]),
        (f"backupProfiles: [{STORED}], backupSchedules: [{{name: a, schedule: x, backupProfileName: daily}}]",
         ["r restore", "r restart", "r restore", HOME, "r restore"]),
        (f"backupProfiles: [{STORED}], backupSchedules: [{{schedule: x, enabled: false, backupProfileName: daily}}]",
         ["l", "r restart", *GONE]),
    ],
)  # fmt: skip
def test_innodb_cluster(spec: str, expected: list[str]) -> None:
    assert judged("mysql.oracle.com/v2/InnoDBCluster", spec) == expected


# --- metrics ------------------------------------------------------------------------------------------------------

STORED_IN = "db: {vendor: postgres, host: db.example.org}"
VM = "operator.victoriametrics.com/v1beta1/"
KEPT_TWICE = (
    "replicationFactor: 2, vmselect: {replicaCount: 2}, vminsert: {replicaCount: 2}, vmstorage: {replicaCount: %s}"
)
STATELESS = ["c", "r restart", "r restart", *REDEPLOYED]
COLLECTOR = "opentelemetry.io/v1beta1/OpenTelemetryCollector"
BUFFERED = ["c", "r restart", "r redeploy", *REDEPLOYED]
MEMBERS = ["c", "c members", "r restart", *REDEPLOYED]


@pytest.mark.parametrize(
    ("kind", "spec", "expected"),
    [
        (VM + "VMSingle", "storage: {storageClassName: disk}", ["l", "r restart", *GONE]),
        (VM + "VMSingle", "", STATELESS),
        (VM + "VMSingle", "storage: {storageClassName: disk}, vmBackup: {destination: 's3://b/vm'}",
         ["r restore", "r restart", *["u VMSingle/shop/main (spec.vmBackup.destination)"] * 2, "r restore"]),
        (VM + "VMCluster", KEPT_TWICE % 3, MEMBERS),
        (VM + "VMCluster", KEPT_TWICE % 2, STATELESS),
        (VM + "VMCluster", (KEPT_TWICE % 3).replace("replicationFactor: 2, ", ""), STATELESS),
        (VM + "VMCluster", KEPT_TWICE % "3, storage: {volumeClaimTemplate: {spec: {storageClassName: disk}}}",
         ["l", "c members", *GONE]),
        (VM + "VMAgent", "replicaCount: 2", MEMBERS),
        (VM + "VMAlert", "", STATELESS),
        ("monitoring.coreos.com/v1/Alertmanager", "replicas: 3", MEMBERS),
        ("monitoring.coreos.com/v1/Alertmanager", f"replicas: 3, {SPREAD}",
         ["c", "c members", "c members", *REDEPLOYED]),
        ("monitoring.coreos.com/v1/Alertmanager", CLAIMED, ["l", "r restart", *GONE]),
        ("monitoring.coreos.com/v1/ThanosRuler", "", STATELESS),
        ("monitoring.coreos.com/v1/ThanosRuler", CLAIMED, ["l", "r restart", *GONE]),
        ("monitoring.coreos.com/v1/ThanosRuler", f"{CLAIMED}, objectStorageConfig: {{name: x, key: y}}", BUFFERED),
        ("monitoring.coreos.com/v1/ThanosRuler", f"{CLAIMED}, remoteWrite: [{{url: x}}]", BUFFERED),
        ("grafana.integreatly.org/v1beta1/Grafana", "", STATELESS),
        ("grafana.integreatly.org/v1beta1/Grafana", "deployment: {spec: {replicas: 2}}", MEMBERS),
        ("grafana.integreatly.org/v1beta1/Grafana",
         "deployment: {spec: {replicas: 2}}, persistentVolumeClaim: {spec: {storageClassName: disk}}",
         ["l", "r restart", *GONE]),
        (COLLECTOR, "", STATELESS),
        (COLLECTOR, "replicas: 2", MEMBERS),
        (COLLECTOR, "replicas: 2, autoscaler: {minReplicas: 1}", STATELESS),
        (COLLECTOR, "autoscaler: {minReplicas: 2}", MEMBERS),
        (COLLECTOR, "mode: daemonset", MEMBERS),
        (COLLECTOR, "mode: statefulset, volumeClaimTemplates: [{spec: {storageClassName: disk}}]", BUFFERED),
        (COLLECTOR, f"replicas: 2, {SPREAD}", ["c", "c members", "c members", *REDEPLOYED]),
        (COLLECTOR, f"mode: daemonset, {SPREAD}", MEMBERS),
        ("k8s.keycloak.org/v2alpha1/Keycloak", f"instances: 1, {STORED_IN}", STATELESS),
        ("k8s.keycloak.org/v2alpha1/Keycloak", f"instances: 2, {STORED_IN}", MEMBERS),
        ("k8s.keycloak.org/v2alpha1/Keycloak", f"instances: 2, {STORED_IN}, scheduling: {{{SPREAD}}}",
         ["c", "c members", "c members", *REDEPLOYED]),
        ("kafka.strimzi.io/v1beta2/KafkaConnect", "replicas: 1", STATELESS),
        ("kafka.strimzi.io/v1beta2/KafkaConnect", "version: 4", MEMBERS),
    ],
)  # fmt: skip
def test_metrics_and_servers(kind: str, spec: str, expected: list[str]) -> None:
    assert judged(kind, spec) == expected


def test_a_collector_beside_each_pod_is_no_component() -> None:
    assert components(custom("opentelemetry.io/v1beta1", "OpenTelemetryCollector", "{mode: sidecar}")) == {}


def test_a_grafana_that_runs_elsewhere_is_no_component() -> None:
    text = custom("grafana.integreatly.org/v1beta1", "Grafana", "{external: {url: 'https://grafana.example.org'}}")
    assert components(text) == {}


# --- what they need -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("api", "kind", "spec", "host"),
    [
        ("minio.min.io/v2", "Tenant", f"{{pools: [{POOL % 4}]}}", "main-hl"),
        ("k8s.mariadb.com/v1alpha1", "MariaDB", "{}", "main-primary"),
        ("mysql.oracle.com/v2", "InnoDBCluster", "{}", "main"),
        ("dragonflydb.io/v1alpha1", "Dragonfly", "{replicas: 1}", "main"),
        ("opensearch.org/v1", "OpenSearchCluster", "{general: {serviceName: logs}}", "logs"),
        ("operator.victoriametrics.com/v1beta1", "VMCluster", "{}", "vmselect-main"),
        ("redis.redis.opstreelabs.in/v1beta2", "RedisReplication", "{}", "main-master"),
        ("k8s.keycloak.org/v2alpha1", "Keycloak", "{}", "main-service"),
    ],
)
def test_they_are_needed_by_who_is_told_of_their_services(api: str, kind: str, spec: str, host: str) -> None:
    web = """
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {spec: {containers: [{name: web, image: web, env: [{name: HOST, value: %s}]}]}}}
"""
    needs = components(custom(api, kind, spec) + web % f"{host}.shop.svc")["Deployment/shop/web"].needs
    assert needs == (f".::{kind}/shop/main",)


@pytest.mark.parametrize(("spec", "expected"), [
    ("instances: 2", ["l", "l", *GONE]),
    ("instances: 1, additionalOptions: [{name: log-level, value: INFO}]", ["l", "l", *GONE]),
    ("instances: 1, additionalOptions: [{name: db-url, value: 'jdbc:postgresql://db/x'}]", STATELESS),
    ("instances: 1, image: example.org/keycloak", STATELESS),
])  # fmt: skip
def test_keycloak_without_a_database_keeps_its_data_in_its_pod(spec: str, expected: list[str]) -> None:
    assert judged("k8s.keycloak.org/v2alpha1/Keycloak", spec) == expected


def test_keycloak_needs_its_database() -> None:
    database = custom("postgresql.cnpg.io/v1", "Cluster", "{instances: 1}")
    server = custom("k8s.keycloak.org/v2alpha1", "Keycloak", "{instances: 2, db: {vendor: postgres, host: main-rw}}")
    assert components(database + server)["Keycloak/shop/main"].needs == (".::Cluster/shop/main",)


# --- OADP ---------------------------------------------------------------------------------------------------------

SCHEDULE = """
---
apiVersion: velero.io/v1
kind: Schedule
metadata: {name: daily, namespace: openshift-adp}
spec: {schedule: 0 1 * * *, template: {%s}}
"""
LOCATION = "{velero: {provider: aws, default: true, objectStorage: {bucket: b}, config: {region: eu-central-1}}}"
SECOND = "{velero: {provider: aws, objectStorage: {bucket: c}, config: {region: eu-west-1}}}"


def oadp(more: str = "", settings: str = "") -> str:
    return f"""
---
apiVersion: oadp.openshift.io/v1alpha1
kind: DataProtectionApplication
metadata: {{name: dpa, namespace: openshift-adp}}
spec: {{backupLocations: [{LOCATION}, {SECOND}], configuration: {{velero: {{{settings}}}}}{more}}}
"""


MOVES = "defaultSnapshotMoveData: true"


@pytest.mark.parametrize(
    ("template", "application", "region"),
    [
        ("", oadp(settings=MOVES), "r restore"),
        ("snapshotMoveData: true", oadp(), "r restore"),
        ("defaultVolumesToFsBackup: true", oadp(), "r restore"),
        ("", oadp(settings="defaultVolumesToFSBackup: true"), "r restore"),
        ("", oadp(), "l"),
        ("", oadp(", snapshotLocations: [{velero: {provider: aws}}]"), "l"),
        ("storageLocation: dpa-2", oadp(settings=MOVES), "l"),
        ("storageLocation: dpa-1", oadp(settings=MOVES), "r restore"),
    ],
)
def test_oadp_makes_locations_and_settings_of_velero(template: str, application: str, region: str) -> None:
    cluster = terraform("aws_eks_cluster", "main", "eu-west-1")
    found = components(stateful() + SCHEDULE % template + application, (cluster,))[DB]
    assert outcomes(found) == ["r restore", "r restart", "r restore", region, "r restore"]
