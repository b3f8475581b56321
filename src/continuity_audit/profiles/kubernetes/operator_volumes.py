"""Where operators describe the volumes of what they run, by the type of their resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from continuity_audit.estate.documents import elements, entries, mappings
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.terms import walk

KAFKA: Final = "kafka.strimzi.io/Kafka"
KAFKA_POOL: Final = "kafka.strimzi.io/KafkaNodePool"
CLICKHOUSE: Final = "clickhouse.altinity.com/ClickHouseInstallation"
CLICKHOUSE_KEEPER: Final = "clickhouse-keeper.altinity.com/ClickHouseKeeperInstallation"
KUBEDB_KINDS: Final = ("Postgres", "MySQL", "MariaDB", "PerconaXtraDB", "MongoDB", "Redis", "Elasticsearch", "Kafka")
COUCHBASE: Final = "couchbase.com/CouchbaseCluster"
VITESS: Final = "planetscale.com/VitessCluster"
_TABLET_VOLUMES: Final = "tabletPools.*.dataVolumeClaimTemplate"
PRAVEGA: Final = "zookeeper.pravega.io/ZookeeperCluster"
ELASTIC: Final = "elasticsearch.k8s.elastic.co/Elasticsearch"
PXC: Final = "pxc.percona.com/PerconaXtraDBCluster"
PSMDB: Final = "psmdb.percona.com/PerconaServerMongoDB"
SOLR: Final = "solr.apache.org/SolrCloud"

OPERATOR_VOLUMES: Final[Mapping[str, str]] = {
    "postgresql.cnpg.io/Cluster": "spec.storage",
    "acid.zalan.do/postgresql": "spec.volume",
    KAFKA: "spec.kafka.storage",
    "rabbitmq.com/RabbitmqCluster": "spec.persistence",
    ELASTIC: "spec.nodeSets.*.volumeClaimTemplates.0.spec",
    "databases.spotahome.com/RedisFailover": "spec.redis.storage.persistentVolumeClaim.spec",
    "mongodbcommunity.mongodb.com/MongoDBCommunity": "spec.statefulSet.spec.volumeClaimTemplates.0.spec",
    PXC: "spec.pxc.volumeSpec",
    PSMDB: "spec.replsets.*.volumeSpec",
    "pgv2.percona.com/PerconaPGCluster": "spec.instances.*.dataVolumeClaimSpec",
    "postgres-operator.crunchydata.com/PostgresCluster": "spec.instances.*.dataVolumeClaimSpec",
    "monitoring.coreos.com/Prometheus": "spec.storage.volumeClaimTemplate.spec",
    "monitoring.coreos.com/Alertmanager": "spec.storage.volumeClaimTemplate.spec",
    "monitoring.coreos.com/ThanosRuler": "spec.storage.volumeClaimTemplate.spec",
    "operator.victoriametrics.com/VMSingle": "spec.storage",
    "operator.victoriametrics.com/VLogs": "spec.storage",
    "operator.victoriametrics.com/VLSingle": "spec.storage",
    "operator.victoriametrics.com/VMCluster": "spec.vmstorage.storage.volumeClaimTemplate.spec",
    "grafana.integreatly.org/Grafana": "spec.persistentVolumeClaim.spec",
    "minio.min.io/Tenant": "spec.pools.*.volumeClaimTemplate.spec",
    "dragonflydb.io/Dragonfly": "spec.snapshot.persistentVolumeClaimSpec",
    "redis.redis.opstreelabs.in/Redis": "spec.storage.volumeClaimTemplate.spec",
    "redis.redis.opstreelabs.in/RedisReplication": "spec.storage.volumeClaimTemplate.spec",
    "redis.redis.opstreelabs.in/RedisCluster": "spec.storage.volumeClaimTemplate.spec",
    "opensearch.opster.io/OpenSearchCluster": "spec.nodePools.*.persistence",
    "opensearch.org/OpenSearchCluster": "spec.nodePools.*.persistence",
    "k8s.mariadb.com/MariaDB": "spec.storage",
    "mysql.oracle.com/InnoDBCluster": "spec.datadirVolumeClaimTemplate",
    "crdb.cockroachlabs.com/CrdbCluster": "spec.dataStore",
    "pingcap.com/TidbCluster": "spec.tikv",
    "stackgres.io/SGCluster": "spec.pods.persistentVolume",
    CLICKHOUSE: "spec.templates.volumeClaimTemplates.*.spec",
    CLICKHOUSE_KEEPER: "spec.templates.volumeClaimTemplates.*.spec",
    "cassandra.datastax.com/CassandraDatacenter": "spec.storageConfig.cassandraDataVolumeClaimSpec",
    "k8ssandra.io/K8ssandraCluster": "spec.cassandra.datacenters.*.storageConfig.cassandraDataVolumeClaimSpec",
    "scylla.scylladb.com/ScyllaCluster": "spec.datacenter.racks.*.storage",
    SOLR: "spec.dataStorage.persistent.pvcTemplate.spec",
    "opentelemetry.io/OpenTelemetryCollector": "spec.volumeClaimTemplates.*.spec",
    **{f"kubedb.com/{kind}": "spec.storage" for kind in KUBEDB_KINDS},
    "operator.victoriametrics.com/VTSingle": "spec.storage",
    "operator.victoriametrics.com/VLCluster": "spec.vlstorage.storage.volumeClaimTemplate.spec",
    "operator.victoriametrics.com/VTCluster": "spec.vtstorage.storage.volumeClaimTemplate.spec",
    COUCHBASE: "spec.volumeClaimTemplates.*.spec",
    "operator.yugabyte.io/YBUniverse": "spec.deviceInfo",
    "yugabyte.com/YBCluster": "spec.tserver.storage",
    VITESS: f"spec.keyspaces.*.partitionings.*.equal.shardTemplate.{_TABLET_VOLUMES}",
    "ps.percona.com/PerconaServerMySQL": "spec.mysql.volumeSpec",
    "mongodb.com/MongoDB": "spec.podSpec.persistence.single",
    "monitoring.rhobs/MonitoringStack": "spec.prometheusConfig.persistentVolumeClaim",
    "loki.grafana.com/LokiStack": "spec",
    "tempo.grafana.com/TempoStack": "spec",
    "tempo.grafana.com/TempoMonolithic": "spec.storage.traces",
    "bookkeeper.streamnative.io/BookKeeperCluster": "spec.storage.ledger.volumeClaimTemplate",
    "zookeeper.streamnative.io/ZooKeeperCluster": "spec.persistence.data",
    PRAVEGA: "spec.persistence.spec",
}
"""Where an operator's resource describes the volumes of its members, ``*`` for each group of them."""

FURTHER_VOLUMES: Final[Mapping[str, tuple[str, ...]]] = {
    VITESS: (f"spec.keyspaces.*.partitionings.*.custom.shards.*.{_TABLET_VOLUMES}",),
    "mongodb.com/MongoDB": (
        "spec.podSpec.persistence.multiple.data",
        "spec.shardPodSpec.persistence.single",
        "spec.shardPodSpec.persistence.multiple.data",
        "spec.configSrvPodSpec.persistence.single",
        "spec.configSrvPodSpec.persistence.multiple.data",
    ),
    PSMDB: ("spec.sharding.configsvrReplSet.volumeSpec",),
    "kubedb.com/MongoDB": ("spec.shardTopology.shard.storage", "spec.shardTopology.configServer.storage"),
    "kubedb.com/Elasticsearch": tuple(
        f"spec.topology.{part}.storage" for part in ("master", "data", "dataHot", "dataContent", "dataWarm")
    ),
    "kubedb.com/Kafka": ("spec.topology.broker.storage", "spec.topology.controller.storage"),
}
"""Where it may describe those of members of other kinds; with such, the place above counts only where it is stated."""

ON_THE_NODE_WHERE: Final[Mapping[str, tuple[str, Value]]] = {
    **{f"kubedb.com/{kind}": ("spec.storageType", "Ephemeral") for kind in KUBEDB_KINDS},
    PRAVEGA: ("spec.storageType", "ephemeral"),
    "mongodb.com/MongoDB": ("spec.persistent", False),
    "tempo.grafana.com/TempoMonolithic": ("spec.storage.traces.backend", "memory"),
}
"""Where it says by a word or a switch that the data is in an emptyDir, and which."""

CLASS_KEYS: Final[Mapping[str, str]] = {
    "postgresql.cnpg.io/Cluster": "storageClass", "acid.zalan.do/postgresql": "storageClass", KAFKA: "class",
    KAFKA_POOL: "class", "opensearch.opster.io/OpenSearchCluster": "pvc.storageClass",
    "opensearch.org/OpenSearchCluster": "pvc.storageClass", "stackgres.io/SGCluster": "storageClass",
    "crdb.cockroachlabs.com/CrdbCluster": "pvc.spec.storageClassName",
    PXC: "persistentVolumeClaim.storageClassName", PSMDB: "persistentVolumeClaim.storageClassName",
    "ps.percona.com/PerconaServerMySQL": "persistentVolumeClaim.storageClassName",
}  # fmt: skip
"""What operators call the storage class, where they do not call it as claims do."""

CLASSES_IN_TEMPLATES: Final = ("pvcTemplate.storageClassName", "volumeClaimTemplate.storageClassName")
"""Where it stands in what an operator lays over the claim."""

IN_PODS: Final[Mapping[str, tuple[str, str]]] = {ELASTIC: ("podTemplate.spec.volumes", "elasticsearch-data")}
"""Where the pods of a group may have a volume of the name under which the operator mounts the data: it is that one.

Source: https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s/volume-claim-templates
"""

FOLDER: Final[Mapping[str, Value]] = {"emptyDir": {}}
"""A volume that is a folder of the node."""

ON_THE_NODE: Final = ("ephemeral", "emptyDir", "hostPath")
"""What says in an operator's words that there is no claim, but a folder of the node."""

EPHEMERAL_UNLESS_ASKED: Final = (
    "databases.spotahome.com/RedisFailover", "monitoring.coreos.com/Prometheus", "monitoring.coreos.com/Alertmanager",
    "monitoring.coreos.com/ThanosRuler", "operator.victoriametrics.com/VMSingle", "operator.victoriametrics.com/VLogs",
    "operator.victoriametrics.com/VLSingle", "operator.victoriametrics.com/VMCluster",
    "grafana.integreatly.org/Grafana", "dragonflydb.io/Dragonfly", "redis.redis.opstreelabs.in/Redis",
    "redis.redis.opstreelabs.in/RedisReplication", "redis.redis.opstreelabs.in/RedisCluster",
    "opentelemetry.io/OpenTelemetryCollector", "kubedb.com/Redis", "operator.victoriametrics.com/VTSingle",
    "operator.victoriametrics.com/VLCluster", "operator.victoriametrics.com/VTCluster",
    "tempo.grafana.com/TempoMonolithic", "monitoring.rhobs/MonitoringStack",
)  # fmt: skip
"""Those whose members have an emptyDir where no volume is described."""

ON_THE_NODE_UNLESS_ASKED: Final = (CLICKHOUSE, CLICKHOUSE_KEEPER, SOLR, COUCHBASE)
"""Those that keep their data in an emptyDir where no volume is described.

Sources: https://github.com/Altinity/clickhouse-operator/blob/master/docs/storage.md,
https://apache.github.io/solr-operator/docs/solr-cloud/solr-cloud-crd#data-storage,
https://docs.couchbase.com/operator/current/concept-persistent-volumes.html
"""


def described(resource: Resource) -> list[tuple[str, Mapping[str, Value]]]:
    """Where an operator's resource describes each of the volumes of its members, and how."""
    at, word = ON_THE_NODE_WHERE.get(resource.type, ("", ""))
    if at and walk(resource.values, at) == word:
        return [] if resource.type in EPHEMERAL_UNLESS_ASKED else [(at, FOLDER)]
    found = [
        _in_pods(resource, path.rpartition(".volumeClaimTemplates")[0]) or (path, entries(walk(resource.values, path)))
        for path in _places(resource)
    ]
    if resource.type in EPHEMERAL_UNLESS_ASKED:
        return [(path, spec) for path, spec in found if spec]
    return [(path, spec or (FOLDER if resource.type in ON_THE_NODE_UNLESS_ASKED else {})) for path, spec in found]


def _places(resource: Resource) -> list[str]:
    own = list(_each(resource, OPERATOR_VOLUMES[resource.type]))
    places = (p for path in FURTHER_VOLUMES.get(resource.type, ()) for p in _each(resource, path))
    further = [p for p in places if walk(resource.values, p) is not None]
    return [p for p in own if walk(resource.values, p) is not None] + further if further else own


def _each(resource: Resource, path: str) -> Iterator[str]:
    """A path for each of the groups that ``*`` in it stands for; of none, for the first."""
    above, star, below = path.partition(".*")
    for i in range(max(len(elements(walk(resource.values, above))), 1)) if star else ():
        yield from _each(resource, f"{above}.{i}{below}")
    if not star:
        yield path


def _in_pods(resource: Resource, group: str) -> tuple[str, Mapping[str, Value]] | None:
    """The volume that the pods of a group have in place of the claim that the operator would make, and its path."""
    path, name = IN_PODS.get(resource.type, ("", ""))
    volumes = mappings(walk(resource.values, f"{group}.{path}")) if path else ()
    return next(((f"{group}.{path}.{n}", volume) for n, volume in volumes if volume.get("name") == name), None)
