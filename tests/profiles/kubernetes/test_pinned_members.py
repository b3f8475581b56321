"""Members of what operators run that are pinned together, that skew lets stand in one zone, or whose writes wait."""

import pytest

from profiles.kubernetes.reading import the
from profiles.kubernetes.test_operators import custom

HOSTNAME = "{kubernetes.io/hostname: node-1}"
ONE_ZONE = "{topology.kubernetes.io/zone: a}"
ON_ONE_NODE = (
    "nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: "
    "[{matchFields: [{key: metadata.name, operator: In, values: [node-1]}]}]}}"
)


def spread(skew: int = 1) -> str:
    return (
        f"topologySpreadConstraints: [{{maxSkew: {skew}, topologyKey: topology.kubernetes.io/zone, "
        "whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: main}}}]"
    )


OPERATED = [
    ("monitoring.coreos.com/v1", "Prometheus", "replicas: 2, {pods}"),
    ("monitoring.coreos.com/v1", "Alertmanager", "replicas: 2, {pods}"),
    ("k8s.mariadb.com/v1alpha1", "MariaDB", "replicas: 3, galera: {{enabled: true}}, {pods}"),
    ("mysql.oracle.com/v2", "InnoDBCluster", "instances: 3, router: {{instances: 2}}, podSpec: {{{pods}}}"),
    ("mongodbcommunity.mongodb.com/v1", "MongoDBCommunity",
     "members: 3, statefulSet: {{spec: {{template: {{spec: {{{pods}}}}}}}}}"),
    ("psmdb.percona.com/v1", "PerconaServerMongoDB", "replsets: [{{size: 3, {pods}}}]"),
    ("pxc.percona.com/v1", "PerconaXtraDBCluster", "pxc: {{size: 3, {pods}}}"),
    ("crdb.cockroachlabs.com/v1alpha1", "CrdbCluster", "nodes: 3, {pods}"),
    ("minio.min.io/v2", "Tenant", "pools: [{{servers: 4, {pods}}}]"),
    ("elasticsearch.k8s.elastic.co/v1", "Elasticsearch",
     "nodeSets: [{{name: a, count: 3, podTemplate: {{spec: {{{pods}}}}}}}]"),
    ("databases.spotahome.com/v1", "RedisFailover", "redis: {{{pods}}}"),
    ("rabbitmq.com/v1beta1", "RabbitmqCluster",
     "replicas: 3, override: {{statefulSet: {{spec: {{template: {{spec: {{{pods}}}}}}}}}}}"),
    ("pingcap.com/v1alpha1", "TidbCluster",
     "pd: {{replicas: 3}}, tidb: {{replicas: 2}}, tikv: {{replicas: 3, {pods}}}"),
    ("stackgres.io/v1", "SGCluster", "instances: 2, pods: {{scheduling: {{{pods}}}}}"),
    ("operator.victoriametrics.com/v1beta1", "VMCluster",
     "replicationFactor: 2, vmselect: {{replicaCount: 2}}, vminsert: {{replicaCount: 2}}, "
     "vmstorage: {{replicaCount: 3, {pods}}}"),
]  # fmt: skip


@pytest.mark.parametrize(("api", "kind", "spec"), OPERATED)
def test_members_on_one_node_do_not_go_on_without_it(api: str, kind: str, spec: str) -> None:
    address = f"{kind}/shop/main"
    assert the(custom(api, kind, f"{{{spec.format(pods='tolerations: []')}}}"), address)[1][0] == "c"
    assert the(custom(api, kind, f"{{{spec.format(pods=f'nodeSelector: {HOSTNAME}')}}}"), address)[1] == "r restart"


KEPT_TWICE = "config: {default.replication.factor: 3, min.insync.replicas: 2}"


@pytest.mark.parametrize(("affinity", "instance"), [(ON_ONE_NODE, "r restart"), ("", "c failover")])
def test_brokers_on_one_node(affinity: str, instance: str) -> None:
    pod = f"template: {{pod: {{affinity: {{{affinity}}}}}}}"
    volume = "storage: {type: persistent-claim, class: disk}"
    spec = f"{{kafka: {{replicas: 3, {KEPT_TWICE}, {volume}, {pod}}}, zookeeper: {{replicas: 3}}}}"
    assert the(custom("kafka.strimzi.io/v1beta2", "Kafka", spec), "Kafka/shop/main")[1] == instance


@pytest.mark.parametrize(("affinity", "instance"), [
    (f"nodeSelector: {HOSTNAME}", "r restart"), (ON_ONE_NODE, "r restart"), (f"nodeSelector: {ONE_ZONE}", "c failover"),
])  # fmt: skip
def test_instances_of_cloudnative_pg_on_one_node(affinity: str, instance: str) -> None:
    text = custom("postgresql.cnpg.io/v1", "Cluster", f"{{instances: 3, affinity: {{{affinity}}}}}")
    assert the(text, "Cluster/shop/main")[1] == instance


def test_a_spread_within_one_zone_is_none() -> None:
    for pods, zone in ((f"{spread()}", "c members"), (f"nodeSelector: {ONE_ZONE}, {spread()}", "r restart")):
        text = custom("monitoring.coreos.com/v1", "Prometheus", f"{{replicas: 2, {pods}}}")
        assert the(text, "Prometheus/shop/main")[2] == zone
    for affinity, zone in (("", "c failover"), (f"affinity: {{nodeSelector: {ONE_ZONE}}}, ", "l")):
        constraint = spread().replace("app: main", "cnpg.io/cluster: main")
        text = custom("postgresql.cnpg.io/v1", "Cluster", f"{{instances: 3, {affinity}{constraint}}}")
        assert the(text, "Cluster/shop/main")[2] == zone


@pytest.mark.parametrize(
    ("members", "skew", "zone"),
    [(3, 1, "c failover"), (3, 2, "l"), (4, 1, "l"), (5, 1, "c failover"), (5, 2, "l")],
)
def test_no_zone_may_hold_the_majority(members: int, skew: int, zone: str) -> None:
    pods = f"statefulSet: {{spec: {{template: {{spec: {{{spread(skew)}}}}}}}}}"
    text = custom("mongodbcommunity.mongodb.com/v1", "MongoDBCommunity", f"{{members: {members}, {pods}}}")
    assert the(text, "MongoDBCommunity/shop/main")[2] == zone


SYNCHRONOUS = "postgresql: {synchronous: {method: any, number: 1"
LOCAL = ", storage: {storageClass: local-path}"


@pytest.mark.parametrize(
    ("spec", "instance"),
    [
        (f"instances: 2, {SYNCHRONOUS}}}}}", "r restart"),
        (f"instances: 2, {SYNCHRONOUS}}}}}{LOCAL}", "r restart"),
        (f"instances: 1, {SYNCHRONOUS}}}}}{LOCAL}", "l"),
        (f"instances: 2, {SYNCHRONOUS}, dataDurability: preferred}}}}", "c failover"),
        (f"instances: 2, {SYNCHRONOUS}, standbyNamesPost: [elsewhere]}}}}", "c failover"),
        (f"instances: 3, {SYNCHRONOUS}}}}}", "c failover"),
        (f"instances: 2, {SYNCHRONOUS}, dataDurability: '${{DURABILITY}}'}}}}", "u ${DURABILITY}"),
        ("instances: 2, minSyncReplicas: 1, maxSyncReplicas: 1", "c failover"),
    ],
)
def test_writes_of_cloudnative_pg_that_wait_for_a_standby(spec: str, instance: str) -> None:
    assert the(custom("postgresql.cnpg.io/v1", "Cluster", f"{{{spec}}}"), "Cluster/shop/main")[1] == instance


STRICT = "synchronous_mode: true, synchronous_mode_strict: true"


@pytest.mark.parametrize(
    ("settings", "count", "instance"),
    [
        ("synchronous_mode: true", 2, "c failover"),
        ("synchronous_mode_strict: true", 2, "c failover"),
        (STRICT, 2, "r restart"),
        (STRICT, 3, "c failover"),
        (f"{STRICT}, synchronous_node_count: 2", 3, "r restart"),
    ],
)
def test_writes_that_patroni_has_wait_for_a_standby(settings: str, count: int, instance: str) -> None:
    zalando = custom("acid.zalan.do/v1", "postgresql", f"{{numberOfInstances: {count}, patroni: {{{settings}}}}}")
    assert the(zalando, "postgresql/shop/main")[1] == instance
    spec = f"{{instances: [{{replicas: {count}}}], patroni: {{dynamicConfiguration: {{{settings}}}}}}}"
    crunchy = custom("postgres-operator.crunchydata.com/v1beta1", "PostgresCluster", spec)
    assert the(crunchy, "PostgresCluster/shop/main")[1] == instance


@pytest.mark.parametrize(
    ("replication", "count", "instance"),
    [
        ("mode: strict-sync, syncInstances: 1", 2, "r restart"),
        ("mode: strict-sync-all", 2, "r restart"),
        ("mode: strict-sync, syncInstances: 1", 3, "c failover"),
        ("mode: sync, syncInstances: 1", 2, "c failover"),
        ("mode: '${MODE}'", 2, "u ${MODE}"),
    ],
)
def test_writes_of_stackgres_that_wait_for_a_standby(replication: str, count: int, instance: str) -> None:
    spec = f"{{instances: {count}, replication: {{{replication}}}}}"
    assert the(custom("stackgres.io/v1", "SGCluster", spec), "SGCluster/shop/main")[1] == instance


@pytest.mark.parametrize(
    ("how", "instance"),
    [("galera", "c failover"), ("replication", "r restart")],
)
def test_a_suspended_mariadb_serves_on_without_its_operator(how: str, instance: str) -> None:
    spec = f"{{replicas: 3, {how}: {{enabled: true}}, suspend: true}}"
    assert the(custom("k8s.mariadb.com/v1alpha1", "MariaDB", spec), "MariaDB/shop/main")[1] == instance


@pytest.mark.parametrize(
    ("parity", "instance"),
    [("EC:0", "r restart"), ("EC:1", "r restart"), ("EC:2", "c members"), ("", "c members")],
)
def test_the_parity_of_minio_covers_the_drives_of_a_server(parity: str, instance: str) -> None:
    env = f"env: [{{name: MINIO_STORAGE_CLASS_STANDARD, value: '{parity}'}}], "
    text = custom("minio.min.io/v2", "Tenant", f"{{{env}pools: [{{servers: 4, volumesPerServer: 2}}]}}")
    assert the(text, "Tenant/shop/main")[1] == instance
