"""What operators run: databases, streams, queues, search, caches and gateways, with the backups of their own."""

import json
from textwrap import dedent

import pytest

from continuity_audit.estate.model import Scenario
from profiles.kubernetes.reading import components, outcomes, terraform, the

GONE = ["l", "l", "l"]


def custom(api: str, kind: str, spec: str, more: str = "") -> str:
    return dedent(f"""
        ---
        apiVersion: {api}
        kind: {kind}
        metadata: {{name: main, namespace: shop{more}}}
        spec: {spec}
        """)


def disk(provisioner: str = "ebs.csi.aws.com", parameters: str = "") -> str:
    return dedent(f"""
        ---
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: {{name: disk}}
        provisioner: {provisioner}
        parameters: {{{parameters}}}
        """)


# --- CloudNativePG ------------------------------------------------------------------------------------------------

PG = "Cluster/shop/main"
OWN_STORE = "u PerconaPGCluster/shop/main (spec.backups.pgbackrest.repos.0)"
STORE = "barmanObjectStore: {destinationPath: 's3://backups/pg', endpointURL: 'https://s3.eu-west-1.amazonaws.com'}"


def cnpg(spec: str, more: str = "") -> str:
    return custom("postgresql.cnpg.io/v1", "Cluster", f"{{{spec}}}", more)


def scheduled(spec: str = "schedule: 0 0 0 * * *, cluster: {name: main}") -> str:
    return custom("postgresql.cnpg.io/v1", "ScheduledBackup", f"{{{spec}}}")


def test_a_remedy_names_the_backups_of_the_operator() -> None:
    found = components(cnpg("instances: 1"))[PG].outcomes
    own = "archive its WAL to an object store and add a `ScheduledBackup` that names it"
    assert found[Scenario.DATA].remedies == (own,)
    assert found[Scenario.REGION].remedies == (f"{own}, kept in another region",)
    tidb = components(custom("pingcap.com/v1alpha1", "TidbCluster", "{tikv: {replicas: 3}}"))["TidbCluster/shop/main"]
    assert tidb.outcomes[Scenario.DATA].remedies == ("add a `BackupSchedule` that names it",)


BARMAN = "name: barman-cloud.cloudnative-pg.io, parameters: {barmanObjectName: store}"


@pytest.mark.parametrize(
    ("spec", "instance", "zone"),
    [
        ("storage: {size: 1Gi}", "r restart", "l"),
        ("instances: 2", "c failover", "l"),
        ("instances: '${INSTANCES}'", "u ${INSTANCES}", "l"),
        ("instances: 3, affinity: {topologyKey: topology.kubernetes.io/zone}", "c failover", "l"),
        ("instances: 3, affinity: {podAntiAffinityType: required}", "c failover", "l"),
        ("instances: 3, affinity: {podAntiAffinityType: required, topologyKey: topology.kubernetes.io/zone}",
         "c failover", "c failover"),
        ("instances: 3, affinity: {enablePodAntiAffinity: false, podAntiAffinityType: required, "
         "topologyKey: topology.kubernetes.io/zone}", "c failover", "l"),
        ("instances: 3, topologySpreadConstraints: [{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, "
         "whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {cnpg.io/cluster: main}}}]",
         "c failover", "c failover"),
        ("instances: 3, topologySpreadConstraints: [{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, "
         "whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {cnpg.io/cluster: other}}}]",
         "c failover", "l"),
    ],
)  # fmt: skip
def test_cloudnative_pg(spec: str, instance: str, zone: str) -> None:
    assert the(cnpg(spec), PG) == ["l", instance, zone, "l", "l"]


def test_cloudnative_pg_on_storage_over_zones() -> None:
    text = cnpg("instances: 1, storage: {storageClass: disk}") + disk("disk.csi.azure.com", "skuName: Premium_ZRS")
    assert the(text, PG) == ["l", "r restart", "r restart", "l", "l"]


def test_cloudnative_pg_on_local_disks() -> None:
    assert the(cnpg("storage: {storageClass: disk}") + disk("rancher.io/local-path"), PG)[1] == "l"


def pooler(spec: str, cluster: str = "main") -> str:
    text = custom("postgresql.cnpg.io/v1", "Pooler", f"{{cluster: {{name: {cluster}}}, type: rw, {spec}}}")
    return text.replace("name: main, namespace", "name: pooler, namespace")


KEPT_APART = "affinity: {podAntiAffinityType: required, topologyKey: topology.kubernetes.io/zone}"
POOLED = (
    "template: {spec: {containers: [], topologySpreadConstraints: [{maxSkew: 1, labelSelector: {matchLabels: {a: b}}, "
    "topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule}]}}"
)


@pytest.mark.parametrize(
    ("poolers", "instance", "zone"),
    [
        (pooler("instances: 1"), "r restart", "r restart"),
        (pooler("pgbouncer: {}"), "r restart", "r restart"),
        (pooler("instances: 3"), "c failover", "r restart"),
        (pooler(f"instances: 3, {POOLED}"), "c failover", "c failover"),
        (pooler("instances: '${N}'"), "u ${N}", "r restart"),
        (pooler("instances: 1", "other"), "c failover", "c failover"),
    ],
)
def test_the_poolers_of_cloudnative_pg(poolers: str, instance: str, zone: str) -> None:
    assert the(cnpg(f"instances: 3, {KEPT_APART}") + poolers, PG)[1:3] == [instance, zone]


@pytest.mark.parametrize(
    ("api", "kind"),
    [
        ("pgv2.percona.com/v2", "PerconaPGCluster"),
        ("postgres-operator.crunchydata.com/v1beta1", "PostgresCluster"),
    ],
)
@pytest.mark.parametrize(
    ("proxy", "instance"),
    [
        ("{pgBouncer: {}}", "r restart"),
        ("{pgBouncer: {replicas: 1}}", "r restart"),
        ("{pgBouncer: {replicas: 2}}", "c failover"),
        ("{}", "c failover"),
    ],
)
def test_the_bouncers_of_postgresql(api: str, kind: str, proxy: str, instance: str) -> None:
    text = custom(api, kind, f"{{instances: [{{replicas: 2}}], proxy: {proxy}}}")
    assert the(text, f"{kind}/shop/main")[1] == instance


HOME = "u the region of the cluster"
HOME_AND_STORE = "u Cluster/shop/main (spec.backup.barmanObjectStore)"
STORE_OF_PLUGIN = "ObjectStore/shop/main (spec.configuration)"


@pytest.mark.parametrize(
    ("backup", "schedule", "expected"),
    [
        (f"backup: {{{STORE}}}", scheduled(), ["r restore", "c failover", "r restore", HOME, "r restore"]),
        (f"backup: {{{STORE}}}", "", ["l", "c failover", *GONE]),
        ("storage: {size: 1Gi}", scheduled(), ["l", "c failover", *GONE]),
        (f"backup: {{{STORE}}}", scheduled("schedule: x, suspend: true, cluster: {name: main}"),
         ["l", "c failover", *GONE]),
        (f"backup: {{{STORE}}}", scheduled("schedule: x, cluster: {name: other}"), ["l", "c failover", *GONE]),
        (f"backup: {{{STORE}}}", scheduled("schedule: x, suspend: '${OFF}', cluster: {name: main}"),
         ["u ${OFF}", "c failover", "u ${OFF}", "u ${OFF}, the region of the cluster", "u ${OFF}"]),
        ("backup: {volumeSnapshot: {className: x}}", scheduled("method: volumeSnapshot, cluster: {name: main}"),
         ["r restore", "c failover", "u VolumeSnapshotClass/x", "l", "u VolumeSnapshotClass/x"]),
        (f"plugins: [{{isWALArchiver: true, {BARMAN}}}]", scheduled("method: plugin, cluster: {name: main}"),
         ["r restore", "c failover", "u ObjectStore/store", "u ObjectStore/store", "r restore"]),
        (f"plugins: [{{{BARMAN}}}]", scheduled("method: plugin, cluster: {name: main}"), ["l", "c failover", *GONE]),
        (f"plugins: [{{{BARMAN}}}, {{name: other, isWALArchiver: true, enabled: false}}]",
         scheduled("method: plugin, cluster: {name: main}"), ["l", "c failover", *GONE]),
        (f"plugins: [{{{BARMAN}}}], backup: {{{STORE}}}", scheduled("method: plugin, cluster: {name: main}"),
         ["r restore", "c failover", "u ObjectStore/store", "u ObjectStore/store", "r restore"]),
        (f"plugins: [{{isWALArchiver: '${{WAL}}', {BARMAN}}}]", scheduled("method: plugin, cluster: {name: main}"),
         ["u ${WAL}", "c failover", "u ${WAL}, ObjectStore/store", "u ${WAL}, ObjectStore/store", "u ${WAL}"]),
        ("plugins: [{name: barman-cloud.cloudnative-pg.io}]", scheduled("method: plugin, cluster: {name: main}"),
         ["l", "c failover", *GONE]),
    ],
)  # fmt: skip
def test_the_backups_of_cloudnative_pg(backup: str, schedule: str, expected: list[str]) -> None:
    assert the(cnpg(f"instances: 3, {backup}") + schedule, PG) == expected


@pytest.mark.parametrize(
    ("endpoint", "places"),
    [
        ("${ENDPOINT}", ["u ${ENDPOINT}", "u ${ENDPOINT}", "u ${ENDPOINT}"]),
        ("http://${MINIO}:9000", ["u ${MINIO}", "u ${MINIO}", "u ${MINIO}"]),
        ("http://minio.${NS}.svc:9000", GONE),
        ("http://minio:9000", GONE),
        ("https://${ACCOUNT}.r2.cloudflarestorage.com",
         ["u Cluster/shop/main (spec.backup.barmanObjectStore)", HOME_AND_STORE, "r restore"]),
    ],
)  # fmt: skip
def test_an_endpoint_that_is_filled_in_later_may_be_in_the_cluster(endpoint: str, places: list[str]) -> None:
    store = f"backup: {{barmanObjectStore: {{destinationPath: 's3://backups/pg', endpointURL: '{endpoint}'}}}}"
    assert the(cnpg(f"instances: 3, {store}") + scheduled(), PG) == ["r restore", "c failover", *places]
    plugin = (
        "plugins: [{name: barman-cloud.cloudnative-pg.io, isWALArchiver: true, parameters: {barmanObjectName: main}}]"
    )
    configuration = f"{{configuration: {{destinationPath: 's3://backups/pg', endpointURL: '{endpoint}'}}}}"
    text = cnpg(f"instances: 3, {plugin}") + custom("barmancloud.cnpg.io/v1", "ObjectStore", configuration)
    found = the(text + scheduled("method: plugin, cluster: {name: main}"), PG)
    of_store = [p.replace("Cluster/shop/main (spec.backup.barmanObjectStore)", STORE_OF_PLUGIN) for p in places]
    assert found == ["r restore", "c failover", *of_store]


def test_a_backup_of_cloudnative_pg_in_another_region() -> None:
    cluster = terraform("aws_eks_cluster", "main", "eu-central-1")
    assert the(cnpg(f"backup: {{{STORE}}}") + scheduled(), PG, (cluster,)) == [
        "r restore", "r restart", "r restore", "r restore", "r restore",
    ]  # fmt: skip


def test_the_store_of_the_barman_plugin() -> None:
    store = custom("barmancloud.cnpg.io/v1", "ObjectStore", f"{{configuration: {STORE.partition(': ')[2]}}}")
    plugin = (
        "plugins: [{name: barman-cloud.cloudnative-pg.io, isWALArchiver: true, parameters: {barmanObjectName: main}}]"
    )
    text = cnpg(plugin) + store + scheduled("method: plugin, cluster: {name: main}")
    assert the(text, PG) == ["r restore", "r restart", "r restore", HOME, "r restore"]


def snapshot_class(driver: str, parameters: str = "{}") -> str:
    return (
        "\n---\napiVersion: snapshot.storage.k8s.io/v1\nkind: VolumeSnapshotClass\nmetadata: {name: x}\n"
        f"driver: {driver}\nparameters: {parameters}\n"
    )


TARGET = "u the backup target of Longhorn"


@pytest.mark.parametrize(
    ("classes", "places"),
    [
        (snapshot_class("ebs.csi.aws.com"), ["r restore", "l", "r restore"]),
        (snapshot_class("rook-ceph.rbd.csi.ceph.com"), GONE),
        (snapshot_class("topolvm.io"), GONE),
        (snapshot_class("driver.longhorn.io", "{type: snap}"), GONE),
        (snapshot_class("driver.longhorn.io"), [TARGET, TARGET, TARGET]),
        (disk("ebs.csi.aws.com"), ["r restore", "l", "r restore"]),
        (disk("rook-ceph.rbd.csi.ceph.com"), GONE),
        (disk("driver.longhorn.io"), ["u VolumeSnapshotClass/x"] * 3),
    ],
)
def test_snapshots_are_where_their_driver_keeps_them(classes: str, places: list[str]) -> None:
    text = cnpg("instances: 3, storage: {storageClass: disk}, backup: {volumeSnapshot: {className: x}}") + classes
    found = the(text + scheduled("method: volumeSnapshot, cluster: {name: main}"), PG)
    assert found == ["r restore", "c failover", *places]


def test_a_hibernated_cluster_is_no_component() -> None:
    assert components(cnpg("instances: 3", ", annotations: {cnpg.io/hibernation: 'on'}")) == {}


# --- the other databases ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("{numberOfInstances: 1}", ["l", "r restart", *GONE]),
        ("{numberOfInstances: 2}", ["l", "c failover", *GONE]),
        ("{numberOfInstances: 2, enableLogicalBackup: true}",
         ["r restore", "c failover", *["u the operator's `logical_backup_s3_region`"] * 2, "r restore"]),
        ("{numberOfInstances: 2, env: [{name: WALG_S3_PREFIX, value: 's3://wal/x'}]}",
         ["r restore", "c failover", *["u the region of WALG_S3_PREFIX"] * 2, "r restore"]),
    ],
)  # fmt: skip
def test_zalando(spec: str, expected: list[str]) -> None:
    assert the(custom("acid.zalan.do/v1", "postgresql", spec), "postgresql/shop/main") == expected


def test_the_configuration_of_the_zalando_operator() -> None:
    operator = """
---
apiVersion: acid.zalan.do/v1
kind: OperatorConfiguration
metadata: {name: operator}
configuration:
  kubernetes: {enable_pod_antiaffinity: true, pod_antiaffinity_topology_key: topology.kubernetes.io/zone}
  aws_or_gcp: {wal_s3_bucket: wal, aws_region: eu-west-1}
"""
    text = custom("acid.zalan.do/v1", "postgresql", "{numberOfInstances: 2}") + operator
    assert the(text, "postgresql/shop/main") == ["r restore", "c failover", "c failover", HOME, "r restore"]


BY_ZONES = "enable_pod_antiaffinity: {}, pod_antiaffinity_topology_key: topology.kubernetes.io/zone"


def zalando_chart(values: str, more: str = "") -> str:
    return f"""
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: operator, namespace: operators}}
spec: {{chart: {{spec: {{chart: postgres-operator}}}}, {more}values: {{{values}}}}}
"""


def zalando_map(data: str, name: str = "settings") -> str:
    return f"""
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: operator, namespace: operators}}
spec: {{template: {{spec: {{containers: [{{name: o, image: o, env: [{{name: CONFIG_MAP_NAME, value: {name}}}]}}]}}}}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: settings, namespace: operators}}
data: {{{data}}}
"""


LOGICAL = "logical_backup_s3_bucket: dumps, logical_backup_s3_{}"


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        (zalando_chart("configAwsOrGcp: {wal_s3_bucket: wal, aws_region: eu-west-1}"),
         ["r restore", "c failover", "r restore", HOME, "r restore"]),
        (zalando_chart(f"configKubernetes: {{{BY_ZONES.format('true')}}}"),
         ["l", "c failover", "c failover", "l", "l"]),
        (zalando_chart("configKubernetes: {enable_pod_antiaffinity: true}"), ["l", "c failover", *GONE]),
        (zalando_chart("configAwsOrGcp: {wal_s3_bucket: '${WAL}'}"),
         ["u ${WAL}", "c failover", *["u ${WAL}, the region of ${WAL}"] * 2, "u ${WAL}"]),
        (zalando_chart("", "valuesFrom: [{kind: Secret, name: gone}], "),
         ["u Secret/operators/gone", "c failover", *["u Secret/operators/gone"] * 3]),
        (zalando_map("wal_s3_bucket: wal, aws_region: eu-west-1"),
         ["r restore", "c failover", "r restore", HOME, "r restore"]),
        (zalando_map(BY_ZONES.format("'true'")), ["l", "c failover", "c failover", "l", "l"]),
        (zalando_map(BY_ZONES.format("'false'")), ["l", "c failover", *GONE]),
        (zalando_map("wal_s3_bucket: wal", "other"), ["l", "c failover", *GONE]),
    ],
)  # fmt: skip
def test_the_settings_of_the_zalando_operator_in_its_chart_and_its_config_map(
    operator: str, expected: list[str]
) -> None:
    text = custom("acid.zalan.do/v1", "postgresql", "{numberOfInstances: 2}") + operator
    assert the(text, "postgresql/shop/main") == expected


@pytest.mark.parametrize(
    ("part", "places"),
    [
        ("endpoint: 'http://minio.shop.svc:9000'", GONE),
        ("region: eu-west-1", ["r restore", HOME, "r restore"]),
    ],
)
def test_where_zalando_keeps_logical_backups_by_the_values_of_its_chart(part: str, places: list[str]) -> None:
    operator = zalando_chart(f"configLogicalBackup: {{{LOGICAL.format(part)}}}")
    text = custom("acid.zalan.do/v1", "postgresql", "{numberOfInstances: 2, enableLogicalBackup: true}") + operator
    assert the(text, "postgresql/shop/main") == ["r restore", "c failover", *places]


def pods_of_zalando(key: str, name: str) -> str:
    return (
        "\n---\napiVersion: acid.zalan.do/v1\nkind: OperatorConfiguration\nmetadata: {name: operator}\n"
        f"configuration: {{kubernetes: {{{key}: {name}}}}}\n"
    )


ARCHIVE = "{name: WAL_S3_BUCKET, value: wal}"
REGION = "u the region of WAL_S3_BUCKET"
ELSEWHERE = "u Secret/shop/pods (AWS_ENDPOINT)"


@pytest.mark.parametrize(
    ("env", "more", "places"),
    [
        (f"{ARCHIVE}, {{name: AWS_ENDPOINT, value: 'http://minio.shop.svc:9000'}}", "", GONE),
        (f"{ARCHIVE}, {{name: WALE_S3_ENDPOINT, value: 'http+path://minio:9000'}}", "", GONE),
        (f"{ARCHIVE}, {{name: AWS_ENDPOINT, value: 'https://s3.example.org'}}", "", [REGION, REGION, "r restore"]),
        (f"{ARCHIVE}, {{name: AWS_ENDPOINT, valueFrom: {{secretKeyRef: {{name: x, key: y}}}}}}", "",
         ["u postgresql/shop/main (spec.env.AWS_ENDPOINT)"] * 3),
        ("", pods_of_zalando("pod_environment_configmap", "shop/pods")
         + "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: pods, namespace: shop}\n"
         "data: {WAL_S3_BUCKET: wal, AWS_ENDPOINT: 'http://minio.shop.svc:9000'}\n", GONE),
        (ARCHIVE, pods_of_zalando("pod_environment_secret", "pods")
         + "---\napiVersion: v1\nkind: Secret\nmetadata: {name: pods, namespace: shop}\n"
         "stringData: {AWS_ENDPOINT: 'http://minio.shop.svc:9000'}\n", [ELSEWHERE] * 3),
        (f"{ARCHIVE}, {{name: AWS_ENDPOINT, value: 'http://minio.store:9000'}}",
         "\n---\napiVersion: v1\nkind: Service\nmetadata: {name: minio, namespace: store}\nspec: {}\n", GONE),
    ],
)  # fmt: skip
def test_the_archive_of_zalando_is_where_its_endpoint_is(env: str, more: str, places: list[str]) -> None:
    text = custom("acid.zalan.do/v1", "postgresql", f"{{numberOfInstances: 2, env: [{env}]}}") + more
    assert the(text, "postgresql/shop/main") == ["r restore", "c failover", *places]


OVER_ZONES = "{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule, labelSelector: "
OF_CLUSTER = OVER_ZONES + "{matchLabels: {postgres-operator.crunchydata.com/cluster: main}}}"
OF_SET = OVER_ZONES + "{matchLabels: {postgres-operator.crunchydata.com/instance-set: a}}}"
BY_ZONE = "affinity: {antiAffinityTopologyKey: topology.kubernetes.io/zone}"
APART = "requiredDuringSchedulingIgnoredDuringExecution"


@pytest.mark.parametrize(
    ("api", "kind", "spec", "expected"),
    [
        ("mongodbcommunity.mongodb.com/v1", "MongoDBCommunity", "{members: 3}", ["l", "c failover", *GONE]),
        ("mongodbcommunity.mongodb.com/v1", "MongoDBCommunity", "{members: 2}", ["l", "r restart", *GONE]),
        ("mongodbcommunity.mongodb.com/v1", "MongoDBCommunity", "{members: '${M}'}", ["l", "u ${M}", *GONE]),
        ("pxc.percona.com/v1", "PerconaXtraDBCluster", "{pxc: {size: 3}}", ["l", "c members", *GONE]),
        ("pxc.percona.com/v1", "PerconaXtraDBCluster",
         "{pxc: {size: 3, affinity: {antiAffinityTopologyKey: topology.kubernetes.io/zone}}}",
         ["l", "c members", "c members", "l", "l"]),
        ("pxc.percona.com/v1", "PerconaXtraDBCluster",
         "{pxc: {size: 1}, backup: {storages: {s: {type: s3, s3: {bucket: b, region: eu-west-1}}}, "
         "schedule: [{name: a, schedule: x, storageName: s}]}}",
         ["r restore", "r restart", "r restore", HOME, "r restore"]),
        ("pxc.percona.com/v1", "PerconaXtraDBCluster",
         "{pxc: {size: 1}, backup: {storages: {s: {type: filesystem}}, schedule: [{schedule: x, storageName: s}]}}",
         ["r restore", "r restart", *GONE]),
        *(
            ("pxc.percona.com/v1", "PerconaXtraDBCluster", f"{{pxc: {{size: 3, {BY_ZONE}}}, {proxies}}}",
             ["l", instance, zone, "l", "l"])
            for proxies, instance, zone in (
                (f"haproxy: {{enabled: true, size: 3, {BY_ZONE}}}", "c members", "c members"),
                (f"haproxy: {{enabled: true, {BY_ZONE}}}", "c members", "c members"),
                ("haproxy: {enabled: true, size: 3}", "c members", "r restart"),
                (f"haproxy: {{enabled: true, size: 1, {BY_ZONE}}}", "r restart", "r restart"),
                ("haproxy: {enabled: false, size: 1}, proxysql: {enabled: false}", "c members", "c members"),
                ("haproxy: {size: 1}", "c members", "c members"),
                (f"proxysql: {{enabled: true, size: 1, {BY_ZONE}}}", "r restart", "r restart"),
                (f"haproxy: {{enabled: true, size: '${{N}}', {BY_ZONE}}}", "u ${N}", "u ${N}"),
            )
        ),
        ("pxc.percona.com/v1", "PerconaXtraDBCluster", "{pxc: {size: 3}, haproxy: {enabled: true, size: 1}}",
         ["l", "r restart", *GONE]),
        ("psmdb.percona.com/v1", "PerconaServerMongoDB", "{replsets: [{size: 3}]}", ["l", "c failover", *GONE]),
        ("psmdb.percona.com/v1", "PerconaServerMongoDB",
         "{replsets: [{size: 3}], backup: {storages: {s: {s3: {bucket: b}}}, "
         "tasks: [{enabled: false, schedule: x, storageName: s}]}}", ["l", "c failover", *GONE]),
        ("psmdb.percona.com/v1", "PerconaServerMongoDB", "{replsets: [{size: 3}, {size: 1}]}",
         ["l", "r restart", *GONE]),
        ("psmdb.percona.com/v1", "PerconaServerMongoDB", "{replsets: [{size: 3}, {size: '${N}'}]}",
         ["l", "u ${N}", *GONE]),
        ("psmdb.percona.com/v1", "PerconaServerMongoDB",
         "{replsets: [{affinity: {antiAffinityTopologyKey: topology.kubernetes.io/zone}}]}",
         ["l", "c failover", "c failover", "l", "l"]),
        ("psmdb.percona.com/v1", "PerconaServerMongoDB",
         "{replsets: [{affinity: {antiAffinityTopologyKey: topology.kubernetes.io/zone}}, {name: b}]}",
         ["l", "c failover", *GONE]),
        *(
            ("psmdb.percona.com/v1", "PerconaServerMongoDB",
             f"{{replsets: [{{{BY_ZONE}}}], sharding: {{enabled: {on}, configsvrReplSet: {{{servers}}}, "
             f"mongos: {{{routers}}}}}}}", expected)
            for on, servers, routers, expected in (
                ("true", BY_ZONE, BY_ZONE, ["l", "c failover", "c failover", "l", "l"]),
                ("true", BY_ZONE, "size: 3", ["l", "c failover", "r restart", "l", "l"]),
                ("true", "size: 3", BY_ZONE, ["l", "c failover", *GONE]),
                ("true", BY_ZONE, f"size: 2, {BY_ZONE}", ["l", "c failover", "c failover", "l", "l"]),
                ("true", BY_ZONE, f"size: 1, {BY_ZONE}", ["l", "r restart", "r restart", "l", "l"]),
                ("true", BY_ZONE, f"size: '${{N}}', {BY_ZONE}", ["l", "u ${N}", "u ${N}", "l", "l"]),
                ("true", f"size: 1, {BY_ZONE}", BY_ZONE, ["l", "r restart", *GONE]),
                ("false", "size: 1", "size: 1", ["l", "c failover", "c failover", "l", "l"]),
            )
        ),
        ("pgv2.percona.com/v2", "PerconaPGCluster", "{instances: [{replicas: 3}]}", ["l", "c failover", *GONE]),
        ("pgv2.percona.com/v2", "PerconaPGCluster", "{instances: [{name: a}, {name: b}]}",
         ["l", "c failover", *GONE]),
        ("pgv2.percona.com/v2", "PerconaPGCluster",
         "{instances: [{name: a}], backups: {pgbackrest: {repos: [{schedules: {full: x}, volume: {}}]}}}",
         ["r restore", "r restart", *GONE]),
        ("pgv2.percona.com/v2", "PerconaPGCluster",
         "{instances: [{name: a}], backups: {pgbackrest: {repos: [{schedules: {full: x}, s3: {region: r}}]}}}",
         ["r restore", "r restart", "r restore", HOME, "r restore"]),
        ("pgv2.percona.com/v2", "PerconaPGCluster",
         "{instances: [{name: a}], backups: {pgbackrest: {repos: [{schedules: {full: x}, "
         "s3: {endpoint: s3.amazonaws.com, region: r}}]}}}",
         ["r restore", "r restart", "r restore", HOME, "r restore"]),
        ("pgv2.percona.com/v2", "PerconaPGCluster",
         "{instances: [{name: a}], backups: {pgbackrest: {repos: [{schedules: {full: x}, "
         "s3: {endpoint: 192.168.1.5, region: us-east-1}}]}}}",
         ["r restore", "r restart", OWN_STORE, OWN_STORE, "r restore"]),
        *(
            ("postgres-operator.crunchydata.com/v1beta1", "PostgresCluster", f"{{instances: {sets}}}", expected)
            for sets, expected in (
                ("[{replicas: 1}]", ["l", "r restart", *GONE]),
                ("[{replicas: 2}]", ["l", "c failover", *GONE]),
                (f"[{{replicas: 2, topologySpreadConstraints: [{OF_CLUSTER}]}}]",
                 ["l", "c failover", "c failover", "l", "l"]),
                (f"[{{name: a, replicas: 2, topologySpreadConstraints: [{OF_SET}]}}, {{name: b}}]",
                 ["l", "c failover", "c failover", "l", "l"]),
                (f"[{{name: a, topologySpreadConstraints: [{OF_SET}]}}, {{name: b, topologySpreadConstraints: "
                 f"[{OF_SET.replace('set: a', 'set: b')}]}}]", ["l", "c failover", *GONE]),
                (f"[{{name: a, topologySpreadConstraints: [{OF_CLUSTER}]}}, {{name: b, topologySpreadConstraints: "
                 f"[{OF_CLUSTER}]}}]", ["l", "c failover", "c failover", "l", "l"]),
            )
        ),
        ("postgres-operator.crunchydata.com/v1beta1", "PostgresCluster",
         "{instances: [{dataVolumeClaimSpec: {}}], backups: {pgbackrest: {repos: [{name: repo1, volume: {}}, "
         "{name: repo2, schedules: {full: x}, s3: {bucket: b, endpoint: minio.store.svc, region: r}}]}}}",
         ["r restore", "r restart", *GONE]),
        ("pxc.percona.com/v1", "PerconaXtraDBCluster",
         "{pxc: {affinity: {antiAffinityTopologyKey: topology.kubernetes.io/zone, advanced: {podAntiAffinity: "
         f"{{{APART}: [{{topologyKey: kubernetes.io/hostname, labelSelector: {{}}}}]}}}}}}}}}}",
         ["l", "c members", *GONE]),
        ("pxc.percona.com/v1", "PerconaXtraDBCluster",
         f"{{pxc: {{affinity: {{advanced: {{podAntiAffinity: {{{APART}: "
         "[{topologyKey: topology.kubernetes.io/zone, labelSelector: {}}]}}}}}",
         ["l", "c members", "c members", "l", "l"]),
        ("monitoring.coreos.com/v1", "Prometheus", "{replicas: 2}",
         ["c", "c members", "r restart", "r redeploy", "r redeploy"]),
        ("monitoring.coreos.com/v1", "Prometheus", "{storage: {volumeClaimTemplate: {spec: {storageClassName: x}}}}",
         ["l", "r restart", *GONE]),
    ],
)  # fmt: skip
def test_databases(api: str, kind: str, spec: str, expected: list[str]) -> None:
    found = components(custom(api, kind, spec))[f"{kind}/shop/main"]
    assert found.kind.value == "database"
    assert outcomes(found) == expected


# --- Kafka --------------------------------------------------------------------------------------------------------

KAFKA = "Kafka/shop/main"
REPLICATED = "config: {default.replication.factor: 3, min.insync.replicas: 2}"
PERSISTENT = "storage: {type: jbod, volumes: [{id: 0, type: persistent-claim, size: 1Gi}]}"
RACK = "rack: {topologyKey: topology.kubernetes.io/zone}"
POD_SPREAD = (
    "template: {pod: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, "
    "whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {strimzi.io/name: main-kafka}}}]}}"
)


def kafka(spec: str) -> str:
    return custom("kafka.strimzi.io/v1beta2", "Kafka", f"{{kafka: {{{spec}}}}}")


@pytest.mark.parametrize(
    ("spec", "instance", "zone"),
    [
        (f"replicas: 3, {REPLICATED}, {PERSISTENT}", "c failover", "l"),
        (f"replicas: 3, {PERSISTENT}", "r restart", "l"),
        (f"replicas: 1, {REPLICATED}, {PERSISTENT}", "r restart", "l"),
        (f"replicas: 3, {REPLICATED}, storage: {{type: ephemeral}}", "c failover", "l"),
        ("replicas: 3, storage: {type: ephemeral}", "l", "l"),
        (
            f"replicas: 3, config: {{default.replication.factor: 2, min.insync.replicas: 2}}, {PERSISTENT}",
            "r restart",
            "l",
        ),
        (f"replicas: 3, config: {{default.replication.factor: '${{RF}}'}}, {PERSISTENT}", "u ${RF}", "l"),
        (f"replicas: 3, {REPLICATED}, {PERSISTENT}, {RACK}", "c failover", "l"),
        (f"replicas: 3, {REPLICATED}, {PERSISTENT}, {RACK}, {POD_SPREAD}", "c failover", "c failover"),
        (f"replicas: 3, {REPLICATED}, {PERSISTENT}, {POD_SPREAD}", "c failover", "l"),
    ],
)
def test_kafka(spec: str, instance: str, zone: str) -> None:
    assert the(kafka(spec), KAFKA) == ["l", instance, zone, "l", "l"]


DAILY = """
---
apiVersion: velero.io/v1
kind: Schedule
metadata: {name: daily, namespace: velero}
spec: {schedule: 0 1 * * *, template: {includedNamespaces: [shop]}}
"""


@pytest.mark.parametrize(
    ("storage", "data"),
    [
        (PERSISTENT, "r restore"),
        ("storage: {type: ephemeral}", "l"),
        ("storage: {type: jbod, volumes: [{id: 0, type: ephemeral}]}", "l"),
    ],
)
def test_a_schedule_copies_no_ephemeral_storage_of_kafka(storage: str, data: str) -> None:
    assert the(kafka(f"replicas: 3, {REPLICATED}, {storage}") + DAILY, KAFKA)[0] == data


def pool(name: str, zone: str = "", roles: str = "[broker]", replicas: int = 1) -> str:
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    expression = f"{{key: topology.kubernetes.io/zone, operator: In, values: [{zone}]}}"
    terms = f"nodeSelectorTerms: [{{matchExpressions: [{expression}]}}]"
    pinned = f", template: {{pod: {{affinity: {{nodeAffinity: {{{required}: {{{terms}}}}}}}}}}}" if zone else ""
    return dedent(f"""
        ---
        apiVersion: kafka.strimzi.io/v1beta2
        kind: KafkaNodePool
        metadata: {{name: {name}, namespace: shop, labels: {{strimzi.io/cluster: main}}}}
        spec: {{replicas: {replicas}, roles: {roles}, {PERSISTENT}{pinned}}}
        """)


CONTROLLERS = pool("c", roles="[controller]", replicas=3)
BOTH = "[controller, broker]"


def test_node_pools_are_the_brokers() -> None:
    found = components(kafka(REPLICATED) + pool("a") + pool("b") + CONTROLLERS)
    assert {a: outcomes(c) for a, c in found.items()} == {KAFKA: ["l", "c failover", *GONE]}
    assert the(kafka(REPLICATED) + pool("a") + CONTROLLERS, KAFKA)[1] == "r restart"


@pytest.mark.parametrize(
    ("pools", "instance"),
    [
        (pool("a", roles=BOTH, replicas=3), "c failover"),
        (pool("a", roles=BOTH, replicas=2), "r restart"),
        (pool("a", replicas=3) + pool("c", roles="[controller]"), "r restart"),
        (pool("a", replicas=3), f"u KafkaNodePool of {KAFKA} with controllers"),
    ],
)
def test_a_majority_of_controllers_has_to_be_left(pools: str, instance: str) -> None:
    assert the(kafka(REPLICATED) + pools, KAFKA)[1] == instance


@pytest.mark.parametrize(("servers", "instance"), [(1, "r restart"), (3, "c failover")])
def test_a_majority_of_zookeeper_has_to_be_left(servers: int, instance: str) -> None:
    text = kafka(f"replicas: 3, {REPLICATED}, {PERSISTENT}").rstrip().removesuffix("}")
    assert the(f"{text}, zookeeper: {{replicas: {servers}}}}}\n", KAFKA)[1] == instance


@pytest.mark.parametrize(
    ("settings", "instance"),
    [
        ("", "c failover"),
        ("offsets.topic.replication.factor: 3", "c failover"),
        ("offsets.topic.replication.factor: 1", "r restart"),
        ("offsets.topic.replication.factor: 2", "r restart"),
        ("transaction.state.log.replication.factor: 3", "c failover"),
        ("transaction.state.log.replication.factor: 2", "r restart"),
        ("transaction.state.log.replication.factor: 2, transaction.state.log.min.isr: 1", "c failover"),
    ],
)
def test_the_topics_of_kafka_itself_are_replicated_too(settings: str, instance: str) -> None:
    config = f"config: {{default.replication.factor: 3, min.insync.replicas: 2, {settings}}}"
    assert the(kafka(f"replicas: 3, {config}, {PERSISTENT}"), KAFKA)[1] == instance


@pytest.mark.parametrize(
    ("annotations", "spec", "beside", "open_pools"),
    [
        ("strimzi.io/node-pools: enabled", REPLICATED, "", True),
        ("strimzi.io/kraft: enabled", f"replicas: 3, {REPLICATED}, {PERSISTENT}", "", True),
        ("", REPLICATED, "", True),
        ("", REPLICATED, pool("c", roles="[controller]"), True),
        ("strimzi.io/node-pools: enabled", REPLICATED, pool("a"), False),
        ("strimzi.io/node-pools: disabled", f"replicas: 3, {REPLICATED}, {PERSISTENT}", "", False),
    ],
)
def test_node_pools_that_are_elsewhere_are_named(annotations: str, spec: str, beside: str, open_pools: bool) -> None:
    text = kafka(f"{spec}, {RACK}").replace("metadata: {", f"metadata: {{annotations: {{{annotations}}}, ")
    _, instance, zone, _, _ = the(text + beside, KAFKA)
    assert (instance == f"u KafkaNodePool of {KAFKA}", zone == f"u KafkaNodePool of {KAFKA}") == (
        open_pools,
        open_pools,
    )


def test_the_disks_of_brokers_are_those_of_their_pools() -> None:
    disks = "storage: {type: jbod, volumes: [{id: 0, type: persistent-claim}, {id: 1, type: persistent-claim, CLASS}]}"
    alone = pool("a").replace(PERSISTENT, disks)
    assert the(kafka(REPLICATED) + alone.replace("CLASS", "class: gp3"), KAFKA)[1] == "r restart"
    assert the(kafka(REPLICATED) + alone.replace("CLASS", "class: local-path"), KAFKA)[1] == "l"


def test_node_pools_that_stand_one_a_zone() -> None:
    text = kafka(f"{REPLICATED}, {RACK}")
    one_each = "".join(pool(f"p{zone}", zone, BOTH) for zone in ("z1", "z2", "z3"))
    assert the(text + one_each, KAFKA)[2] == "c failover"
    two = pool("a", "z1", BOTH, 3) + pool("b", "z2", BOTH, 3)
    assert the(text + two, KAFKA)[2] == "l"
    assert the(text + pool("a", "z1") + pool("b", "z1") + CONTROLLERS, KAFKA)[2] == "l"


def test_controllers_in_one_zone_take_the_cluster_with_it() -> None:
    text = kafka(f"{REPLICATED}, {RACK}")
    brokers = "".join(pool(f"p{zone}", zone) for zone in ("z1", "z2", "z3"))
    assert the(text + brokers + CONTROLLERS, KAFKA)[2] == "l"
    spread = "".join(pool(f"c{zone}", zone, "[controller]") for zone in ("z1", "z2", "z3"))
    assert the(text + brokers + spread, KAFKA)[2] == "c failover"


def test_two_zones_hold_enough_copies_where_half_of_them_take_writes() -> None:
    brokers = pool("a", "z1", replicas=2) + pool("b", "z2", replicas=2)
    controllers = "".join(pool(f"c{zone}", zone, "[controller]") for zone in ("z1", "z2", "z3"))
    for least, zone in ((1, "c failover"), (2, "l")):
        text = kafka(f"config: {{default.replication.factor: 3, min.insync.replicas: {least}}}, {RACK}")
        assert the(text + brokers + controllers, KAFKA)[2] == zone


def test_a_topic_without_replicas_decides() -> None:
    topic = """
---
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata: {name: t, namespace: shop, labels: {strimzi.io/cluster: main}}
spec: {replicas: 1}
"""
    text = kafka(f"replicas: 3, {REPLICATED}, {PERSISTENT}")
    assert the(text + topic, KAFKA)[1] == "r restart"
    assert the(text + topic.replace("1}", "2}"), KAFKA)[1] == "r restart"
    assert the(text + topic.replace("1}", "2, config: {min.insync.replicas: 1}}"), KAFKA)[1] == "c failover"
    assert the(text + topic.replace("replicas: 1", "config: {min.insync.replicas: 3}"), KAFKA)[1] == "r restart"


# --- the rest -----------------------------------------------------------------------------------------------------

APART = (
    "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
    "[{topologyKey: topology.kubernetes.io/zone, labelSelector: {matchLabels: {app.kubernetes.io/name: main}}}]}}"
)


@pytest.mark.parametrize(
    ("spec", "instance", "zone"),
    [
        ("{}", "r restart", "r redeploy"),
        ("{replicas: 2}", "r restart", "r redeploy"),
        ("{replicas: 3}", "c members", "r redeploy"),
        (f"{{replicas: 3, {APART}}}", "c members", "c members"),
        ("{replicas: '${N}'}", "u ${N}", "r redeploy"),
    ],
)
def test_rabbitmq(spec: str, instance: str, zone: str) -> None:
    found = the(custom("rabbitmq.com/v1beta1", "RabbitmqCluster", spec), "RabbitmqCluster/shop/main")
    assert found == ["c", instance, zone, "r redeploy", "r redeploy"]


@pytest.mark.parametrize(
    ("made", "instance"),
    [
        ([("Queue", "type: quorum")], "c members"),
        ([("Queue", "type: classic, durable: true")], "r restart"),
        ([("Queue", "type: classic"), ("Policy", "pattern: '.*', definition: {ha-mode: all}")], "c members"),
        ([("Queue", "type: classic"), ("Policy", "pattern: '.*', definition: {message-ttl: 1}")], "r restart"),
    ],
)
def test_a_classic_queue_of_rabbitmq_is_kept_on_one_node(made: list[tuple[str, str]], instance: str) -> None:
    text = custom("rabbitmq.com/v1beta1", "RabbitmqCluster", "{replicas: 3}")
    for kind, spec in made:
        text += custom("rabbitmq.com/v1beta1", kind, f"{{rabbitmqClusterReference: {{name: main}}, {spec}}}")
    assert the(text, "RabbitmqCluster/shop/main")[1] == instance


def nodes(count: str = "1", zone: str = "", roles: str = "") -> str:
    config = "config: {cluster.routing.allocation.awareness.attributes: zone" + (
        f", node.roles: {roles}" if roles else ""
    )
    place = f", podTemplate: {{spec: {{nodeSelector: {{topology.kubernetes.io/zone: {zone}}}}}}}" if zone else ""
    return f"{{name: n, count: {count}, {config}}}{place}}}"


@pytest.mark.parametrize(
    ("sets", "instance", "zone"),
    [
        ([nodes("3")], "c failover", "l"),
        ([nodes("2")], "r restart", "l"),
        ([nodes("3", roles="[data]"), nodes("1", roles="[master]")], "r restart", "l"),
        ([nodes(zone="a"), nodes(zone="b"), nodes(zone="c")], "c failover", "c failover"),
        ([nodes(zone="a"), nodes(zone="b"), nodes(zone="b")], "c failover", "l"),
        ([nodes("'${N}'")], "u ${N}", "l"),
        ([nodes("3", roles="[master]"), nodes("1", roles="[data]")], "r restart", "l"),
        ([nodes("3", roles="[master]"), nodes("2", roles="[data]")], "c failover", "l"),
        ([nodes("3", roles="[master, data_hot, data_content]"), nodes("1", roles="[data_warm]")], "r restart", "l"),
        ([nodes("3", roles="[master, data_hot, data_content]"), nodes("1", roles="[data_frozen]")], "c failover", "l"),
        (["{count: 1, config: {node.data: false}}", "{count: 3, config: {node.master: false}}"], "r restart", "l"),
        (["{count: 1, config: {node: {roles: [master]}}}", "{count: 3, config: {node: {roles: [data]}}}"],
         "r restart", "l"),
        ([nodes("3", "a", "[master]"), nodes(zone="b", roles="[data]"), nodes(zone="c", roles="[data]")],
         "c failover", "l"),
        ([nodes(zone=z, roles="[master]") for z in "abc"] + [nodes("2", "a", "[data]")], "c failover", "l"),
    ],
)  # fmt: skip
def test_elasticsearch(sets: list[str], instance: str, zone: str) -> None:
    text = custom("elasticsearch.k8s.elastic.co/v1", "Elasticsearch", f"{{nodeSets: [{', '.join(sets)}]}}")
    assert the(text, "Elasticsearch/shop/main") == ["l", instance, zone, "l", "l"]


@pytest.mark.parametrize(("second", "zone"), [("zonal", "l"), ("regional", "r restart")])
def test_the_volumes_of_every_node_set_count(second: str, zone: str) -> None:
    classes = "".join(
        f"""
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {{name: {name}}}
provisioner: pd.csi.storage.gke.io
parameters: {{type: pd-ssd, replication-type: {kind}}}
"""
        for name, kind in (("regional", "regional-pd"), ("zonal", "none"))
    )
    sets = ", ".join(
        f"{{count: 1, volumeClaimTemplates: [{{spec: {{storageClassName: {name}}}}}]}}" for name in ("regional", second)
    )
    text = custom("elasticsearch.k8s.elastic.co/v1", "Elasticsearch", f"{{nodeSets: [{sets}]}}")
    assert the(text + classes, "Elasticsearch/shop/main")[2] == zone


def test_the_snapshots_of_elasticsearch() -> None:
    policy = custom(
        "stackconfigpolicy.k8s.elastic.co/v1alpha1", "StackConfigPolicy",
        "{elasticsearch: {snapshotRepositories: {r: {type: gcs, settings: {bucket: b}}}, "
        "snapshotLifecyclePolicies: {nightly: {repository: r}}}}",
    )  # fmt: skip
    text = custom("elasticsearch.k8s.elastic.co/v1", "Elasticsearch", "{nodeSets: [{count: 1}]}")
    cause = "u StackConfigPolicy/shop/main (snapshotRepositories)"
    kept = ["r restore", "r restart", cause, cause, "r restore"]
    assert the(text + policy, "Elasticsearch/shop/main") == kept
    silent = policy.replace(", namespace: shop", "")
    assert [
        one.replace("Policy/main", "Policy/shop/main") for one in the(text + silent, "Elasticsearch/shop/main")
    ] == kept
    assert the(text + policy.replace("shop", "other"), "Elasticsearch/shop/main")[0] == "l"
    twice = text + text.replace("shop", "other") + silent
    assert the(twice, "Elasticsearch/shop/main")[0] == "u the namespace of StackConfigPolicy/main"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("{redis: {replicas: 3}}", ["c", "c failover", "r restart", "r redeploy", "r redeploy"]),
        ("{redis: {replicas: 1}}", ["c", "r restart", "r restart", "r redeploy", "r redeploy"]),
        ("{redis: {storage: {persistentVolumeClaim: {spec: {storageClassName: x}}}}}", ["l", "c failover", *GONE]),
    ],
)
def test_redis_failover(spec: str, expected: list[str]) -> None:
    found = components(custom("databases.spotahome.com/v1", "RedisFailover", spec))["RedisFailover/shop/main"]
    assert found.kind.value == "cache"
    assert outcomes(found) == expected


ENVOY = """
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: edge}
spec: {controllerName: gateway.envoyproxy.io/gatewayclass-controller}
"""


PROXIES = (
    ENVOY.replace(
        "gatewayclass-controller}",
        "gatewayclass-controller, parametersRef: {kind: EnvoyProxy, name: edge, namespace: envoy}}",
    )
    + """
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: EnvoyProxy
metadata: {name: edge, namespace: envoy}
spec: {provider: {kubernetes: {envoyDeployment: {replicas: 2}}}}
"""
)
SPREAD_PROXIES = PROXIES.replace(
    "replicas: 2",
    "replicas: 2, pod: {topologySpreadConstraints: [{topologyKey: topology.kubernetes.io/zone, labelSelector: {}}]}",
)


@pytest.mark.parametrize(
    ("name", "beside", "expected"),
    [
        ("edge", PROXIES, ["c members", "r restart", "r redeploy"]),
        ("edge", PROXIES.replace("replicas: 2", "replicas: 1"), ["r restart", "r restart", "r redeploy"]),
        ("edge", PROXIES.replace("replicas: 2", "replicas: '${N}'"), ["u ${N}", "r restart", "r redeploy"]),
        ("edge", SPREAD_PROXIES, ["c members", "c members", "r redeploy"]),
        ("gke-l7-regional-external-managed", "", ["c service", "c service", "r redeploy"]),
        ("gke-l7-global-external-managed", "", ["c service", "c service", "c service"]),
        ("istio", "", ["r restart", "r restart", "r redeploy"]),
        ("edge", ENVOY, ["r restart", "r restart", "r redeploy"]),
        ("edge", "", ["u GatewayClass/edge", "u GatewayClass/edge", "r redeploy"]),
    ],
)
def test_gateways(name: str, beside: str, expected: list[str]) -> None:
    text = custom("gateway.networking.k8s.io/v1", "Gateway", f"{{gatewayClassName: {name}}}")
    found = components(text + beside)["Gateway/shop/main"]
    assert found.kind.value == "load-balancer"
    assert outcomes(found) == ["c", *expected, "r redeploy"]


ISTIO_CLASS = """
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: mesh}
spec: {controllerName: istio.io/gateway-controller}
"""


def settings(labels: str = "{}", **texts: str) -> str:
    metadata = f"{{name: set, namespace: shop, labels: {labels}}}"
    return f"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {metadata}\ndata: {json.dumps(texts)}\n"


RULE = "{topologyKey: topology.kubernetes.io/zone, labelSelector: {}, whenUnsatisfiable: DoNotSchedule}"
SPREAD_PODS = f"{{spec: {{replicas: 3, template: {{spec: {{topologySpreadConstraints: [{RULE}]}}}}}}}}"
NAMED = ", infrastructure: {parametersRef: {group: '', kind: ConfigMap, name: set}}"
OF_CLASS = "{gateway.istio.io/defaults-for-class: istio}"
NO_SET = "u ConfigMap/shop/set"


@pytest.mark.parametrize(
    ("name", "more", "beside", "expected"),
    [
        ("istio", NAMED, settings(deployment="spec: {replicas: 3}"), ["c members", "r restart"]),
        ("istio", NAMED, settings(deployment=SPREAD_PODS), ["c members", "c members"]),
        ("istio", NAMED, settings(horizontalPodAutoscaler="spec:\n  minReplicas: 2\n"), ["c members", "r restart"]),
        ("istio", NAMED, settings(deployment="spec: {replicas: 3}", horizontalPodAutoscaler="spec: {maxReplicas: 3}"),
         ["r restart", "r restart"]),
        ("istio", NAMED, settings(deployment="spec: {replicas: '${N}'}"), ["u ${N}", "r restart"]),
        ("istio", NAMED, settings(service="spec: {type: NodePort}"), ["r restart", "r restart"]),
        ("istio", NAMED, "", [NO_SET, NO_SET]),
        ("istio", "", settings(OF_CLASS, deployment="spec: {replicas: 2}"), ["c members", "r restart"]),
        ("mesh", "", ISTIO_CLASS + settings(OF_CLASS.replace(": istio", ": mesh"), deployment="spec: {replicas: 2}"),
         ["c members", "r restart"]),
        ("istio", "", settings(deployment="spec: {replicas: 2}"), ["r restart", "r restart"]),
        ("edge", NAMED.replace("ConfigMap", "EnvoyProxy").replace("set", "edge"),
         PROXIES.replace("namespace: envoy", "namespace: shop"), ["c members", "r restart"]),
        ("nginx", NAMED.replace("ConfigMap", "NginxProxy"), "", ["u NginxProxy/shop/set", "u NginxProxy/shop/set"]),
    ],
)  # fmt: skip
def test_a_gateway_names_how_its_proxies_are_run(name: str, more: str, beside: str, expected: list[str]) -> None:
    text = custom("gateway.networking.k8s.io/v1", "Gateway", f"{{gatewayClassName: {name}{more}}}")
    assert the(text + beside, "Gateway/shop/main")[1:3] == expected


def test_a_cluster_of_crunchy_that_is_shut_down_is_no_component() -> None:
    assert components(custom("postgres-operator.crunchydata.com/v1beta1", "PostgresCluster", "{shutdown: true}")) == {}
