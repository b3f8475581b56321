"""Where operators describe the volumes of what they run, by the type of their resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

KAFKA: Final = "kafka.strimzi.io/Kafka"
KAFKA_POOL: Final = "kafka.strimzi.io/KafkaNodePool"
CLICKHOUSE: Final = "clickhouse.altinity.com/ClickHouseInstallation"
CLICKHOUSE_KEEPER: Final = "clickhouse-keeper.altinity.com/ClickHouseKeeperInstallation"
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
}
"""Where an operator's resource describes the volumes of its members, ``*`` for each group of them."""

CLASS_KEYS: Final[Mapping[str, str]] = {
    "postgresql.cnpg.io/Cluster": "storageClass", "acid.zalan.do/postgresql": "storageClass", KAFKA: "class",
    KAFKA_POOL: "class", "opensearch.opster.io/OpenSearchCluster": "pvc.storageClass",
    "opensearch.org/OpenSearchCluster": "pvc.storageClass", "stackgres.io/SGCluster": "storageClass",
    "crdb.cockroachlabs.com/CrdbCluster": "pvc.spec.storageClassName",
    PXC: "persistentVolumeClaim.storageClassName", PSMDB: "persistentVolumeClaim.storageClassName",
}  # fmt: skip
"""What operators call the storage class, where they do not call it as claims do."""

CLASSES_IN_TEMPLATES: Final = ("pvcTemplate.storageClassName", "volumeClaimTemplate.storageClassName")
"""Where it stands in what an operator lays over the claim."""

IN_PODS: Final[Mapping[str, tuple[str, str]]] = {ELASTIC: ("podTemplate.spec.volumes", "elasticsearch-data")}
"""Where the pods of a group may have a volume of the name under which the operator mounts the data: it is that one.

Source: https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s/volume-claim-templates
"""

ON_THE_NODE: Final = ("ephemeral", "emptyDir", "hostPath")
"""What says in an operator's words that there is no claim, but a folder of the node."""

EPHEMERAL_UNLESS_ASKED: Final = (
    "databases.spotahome.com/RedisFailover", "monitoring.coreos.com/Prometheus", "monitoring.coreos.com/Alertmanager",
    "monitoring.coreos.com/ThanosRuler", "operator.victoriametrics.com/VMSingle", "operator.victoriametrics.com/VLogs",
    "operator.victoriametrics.com/VLSingle", "operator.victoriametrics.com/VMCluster",
    "grafana.integreatly.org/Grafana", "dragonflydb.io/Dragonfly", "redis.redis.opstreelabs.in/Redis",
    "redis.redis.opstreelabs.in/RedisReplication", "redis.redis.opstreelabs.in/RedisCluster",
    "opentelemetry.io/OpenTelemetryCollector",
)  # fmt: skip
"""Those whose members have an emptyDir where no volume is described."""

ON_THE_NODE_UNLESS_ASKED: Final = (CLICKHOUSE, CLICKHOUSE_KEEPER, SOLR)
"""Those that keep their data in an emptyDir where no volume is described.

Sources: https://github.com/Altinity/clickhouse-operator/blob/master/docs/storage.md,
https://apache.github.io/solr-operator/docs/solr-cloud/solr-cloud-crd#data-storage
"""
