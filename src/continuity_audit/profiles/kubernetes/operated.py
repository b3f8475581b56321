"""What operators make for their resources, found by name: the Services that reach them, the Secrets for their users."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from continuity_audit.estate.documents import entries, mappings
from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.model import Resource
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.pods import labels_of, namespace_of, text
from continuity_audit.profiles.terms import walk

Names: TypeAlias = Callable[[Resource], Iterable[str]]

CNPG: Final = "postgresql.cnpg.io/Cluster"
ZALANDO: Final = "acid.zalan.do/postgresql"
KAFKA: Final = "kafka.strimzi.io/Kafka"
RABBITMQ: Final = "rabbitmq.com/RabbitmqCluster"
ELASTIC: Final = "elasticsearch.k8s.elastic.co/Elasticsearch"
REDIS: Final = "databases.spotahome.com/RedisFailover"
MONGODB: Final = "mongodbcommunity.mongodb.com/MongoDBCommunity"
PSMDB: Final = "psmdb.percona.com/PerconaServerMongoDB"
PXC: Final = "pxc.percona.com/PerconaXtraDBCluster"
PERCONA_PG: Final = "pgv2.percona.com/PerconaPGCluster"
CRUNCHY: Final = "postgres-operator.crunchydata.com/PostgresCluster"
MARIADB: Final = "k8s.mariadb.com/MariaDB"
INNODB: Final = "mysql.oracle.com/InnoDBCluster"
DRAGONFLY: Final = "dragonflydb.io/Dragonfly"
TENANT: Final = "minio.min.io/Tenant"
KUBEDB: Final = "kubedb.com"
"""The group of the databases that KubeDB runs."""
KEYCLOAK: Final = "k8s.keycloak.org/Keycloak"
GATEWAY: Final = "gateway.networking.k8s.io/Gateway"

POOLER: Final = "postgresql.cnpg.io/Pooler"
MAXSCALE: Final = "k8s.mariadb.com/MaxScale"
KAFKA_USER: Final = "kafka.strimzi.io/KafkaUser"
KAFKA_ACCESS: Final = "access.strimzi.io/KafkaAccess"
RABBITMQ_USER: Final = "rabbitmq.com/User"
LEADS: Final[Mapping[str, tuple[str, str, str]]] = {
    POOLER: (CNPG, "spec.cluster.name", ""),
    MAXSCALE: (MARIADB, "spec.mariaDbRef.name", "spec.mariaDbRef.namespace"),
    KAFKA_USER: (KAFKA, "", ""),
    KAFKA_ACCESS: (KAFKA, "spec.kafka.name", "spec.kafka.namespace"),
    RABBITMQ_USER: (RABBITMQ, "spec.rabbitmqClusterReference.name", "spec.rabbitmqClusterReference.namespace"),
}
"""Resources of operators that are no components, or not alone: what each is for, and where name and namespace stand."""


def _named(*endings: str) -> Names:
    """The name of the resource with each of some endings."""
    return lambda resource: (f"{resource.name}{ending}" for ending in endings)


def _listed(resource: Resource, path: str, name: str) -> Iterator[str]:
    """A text in each of the objects of a list."""
    return (text(walk(item, name)) for _, item in mappings(walk(resource.values, path)))


def _of_cnpg(cluster: Resource) -> Iterator[str]:
    yield from _named("-rw", "-ro", "-r", "-any")(cluster)
    yield from _listed(cluster, "spec.managed.services.additional", "serviceTemplate.metadata.name")


def _of_kafka(cluster: Resource) -> Iterator[str]:
    yield from _named("-kafka-bootstrap", "-kafka-brokers")(cluster)
    for name in _listed(cluster, "spec.kafka.listeners", "name"):
        yield f"{cluster.name}-kafka-{name}-bootstrap"


def _of_elastic(cluster: Resource) -> Iterator[str]:
    yield from _named("-es-http", "-es-internal-http", "-es-transport")(cluster)
    for name in _listed(cluster, "spec.nodeSets", "name"):
        yield f"{cluster.name}-es-{name}"


def _of_psmdb(cluster: Resource) -> Iterator[str]:
    sets = [name or "rs0" for name in _listed(cluster, "spec.replsets", "name")] or ["rs0"]
    yield from (f"{cluster.name}-{name}" for name in (*sets, "mongos", "cfg"))


def _of_gateway(gateway: Resource) -> Iterator[str]:
    yield f"{gateway.name}-{text(walk(gateway.values, 'spec.gatewayClassName'))}"


def _of_opensearch(cluster: Resource) -> Iterator[str]:
    yield text(walk(cluster.values, "spec.general.serviceName")) or cluster.name
    for name in _listed(cluster, "spec.nodePools", "component"):
        yield f"{cluster.name}-{name}"


def _of_cassandra(datacenter: Resource) -> Iterator[str]:
    """https://docs.datastax.com/en/cass-operator/operator/getting-started.html: the cluster, then the datacenter."""
    yield f"{text(walk(datacenter.values, 'spec.clusterName')).lower()}-{datacenter.name}-service"


def _of_k8ssandra(cluster: Resource) -> Iterator[str]:
    called = text(walk(cluster.values, "spec.cassandra.clusterName")).lower() or cluster.name
    for name in _listed(cluster, "spec.cassandra.datacenters", "metadata.name"):
        yield f"{called}-{name}-service"


_KUBEDB: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("Postgres", "MySQL", "MariaDB", "PerconaXtraDB", "Redis"), ()), "MongoDB": ("-mongos",),
    "Elasticsearch": ("-master",), "Kafka": ("-broker", "-controller"),
}  # fmt: skip
_OPSTREE: Final[Mapping[str, tuple[str, ...]]] = {
    "Redis": (), "RedisReplication": ("-master", "-replica"), "RedisCluster": ("-leader", "-follower", "-master"),
}  # fmt: skip
_VICTORIA_METRICS: Final[Mapping[str, tuple[str, ...]]] = {
    "VMSingle": ("vmsingle",), "VLogs": ("vlogs",), "VLSingle": ("vlsingle",), "VMAgent": ("vmagent",),
    "VMAlert": ("vmalert",), "VMAuth": ("vmauth",), "VTSingle": ("vtsingle",), "VLAgent": ("vlagent",),
    "VLCluster": ("vlselect", "vlinsert", "vlstorage"), "VTCluster": ("vtselect", "vtinsert", "vtstorage"),
    "VMAlertmanager": ("vmalertmanager",), "VMCluster": ("vmselect", "vminsert", "vmstorage"),
}  # fmt: skip


def _of_victoria_metrics(resource: Resource) -> Iterator[str]:
    """https://docs.victoriametrics.com/operator/resources/: the kind, then the name."""
    yield from (f"{start}-{resource.name}" for start in _VICTORIA_METRICS[resource.type.partition("/")[2]])


SERVICES: Final[Mapping[str, Names]] = {
    CNPG: _of_cnpg,
    POOLER: _named(""),
    ZALANDO: _named("", "-repl", "-pooler", "-pooler-repl"),
    KAFKA: _of_kafka,
    RABBITMQ: _named("", "-nodes"),
    ELASTIC: _of_elastic,
    REDIS: lambda failover: (f"{start}-{failover.name}" for start in ("rfs", "rfr", "rfrm", "rfrs")),
    MONGODB: _named("-svc"),
    PSMDB: _of_psmdb,
    PXC: _named("-haproxy", "-haproxy-replicas", "-proxysql", "-pxc"),
    PERCONA_PG: _named("-pgbouncer", "-primary", "-ha", "-replicas", "-pods"),
    CRUNCHY: _named("-pgbouncer", "-primary", "-ha", "-replicas", "-pods"),
    MARIADB: _named("", "-primary", "-secondary", "-internal", "-maxscale"),
    MAXSCALE: _named(""),
    INNODB: _named("", "-instances"),
    DRAGONFLY: _named(""),
    TENANT: lambda tenant: ("minio", f"{tenant.name}-hl", f"{tenant.name}-console"),
    KEYCLOAK: _named("-service"),
    "ceph.rook.io/CephObjectStore": lambda store: (f"rook-ceph-rgw-{store.name}",),
    "couchbase.com/CouchbaseCluster": _named("", "-srv", "-ui"),
    "yugabyte.com/YBCluster": _named("-yb-tserver-service"),
    "planetscale.com/VitessCluster": _named("-vtgate"),
    "ps.percona.com/PerconaServerMySQL": _named("-haproxy", "-router", "-mysql-primary", "-mysql", "-mysql-proxy"),
    "mongodb.com/MongoDB": _named("-svc", "-svc-external"),
    "kibana.k8s.elastic.co/Kibana": _named("-kb-http"),
    "apm.k8s.elastic.co/ApmServer": _named("-apm-http"),
    "temporal.io/TemporalCluster": _named("-frontend", "-frontend-headless"),
    "loki.grafana.com/LokiStack": _named("-gateway-http", "-distributor-http", "-query-frontend-http"),
    "tempo.grafana.com/TempoStack": lambda one: (
        f"tempo-{one.name}-{part}" for part in ("gateway", "distributor", "query-frontend")
    ),
    "tempo.grafana.com/TempoMonolithic": lambda one: (f"tempo-{one.name}", f"tempo-{one.name}-gateway"),
    "pulsar.streamnative.io/PulsarBroker": _named("-broker", "-broker-headless"),
    "pulsar.streamnative.io/PulsarProxy": _named("-proxy", "-proxy-external"),
    "zookeeper.streamnative.io/ZooKeeperCluster": _named("-zk", "-zk-headless"),
    "bookkeeper.streamnative.io/BookKeeperCluster": _named("-bk", "-bk-headless"),
    "zookeeper.pravega.io/ZookeeperCluster": _named("-client", "-headless"),
    "nats.io/NatsCluster": _named("", "-mgmt"),
    **{f"{KUBEDB}/{kind}": _named("", "-standby", "-replicas", "-pods", *ends) for kind, ends in _KUBEDB.items()},
    **{f"{group}/OpenSearchCluster": _of_opensearch for group in ("opensearch.opster.io", "opensearch.org")},
    **{f"redis.redis.opstreelabs.in/{kind}": _named("", *ends, "-headless") for kind, ends in _OPSTREE.items()},
    **{f"operator.victoriametrics.com/{kind}": _of_victoria_metrics for kind in _VICTORIA_METRICS},
    "grafana.integreatly.org/Grafana": _named("-service"),
    "monitoring.coreos.com/Alertmanager": lambda _: ("alertmanager-operated",),
    "kafka.strimzi.io/KafkaConnect": _named("-connect-api"),
    "kafka.strimzi.io/KafkaBridge": _named("-bridge-service"),
    GATEWAY: _of_gateway,
    "monitoring.coreos.com/Prometheus": lambda _: ("prometheus-operated",),
    "serving.knative.dev/Service": _named(""),
    "crdb.cockroachlabs.com/CrdbCluster": _named("", "-public"),
    "pingcap.com/TidbCluster": _named("-tidb", "-pd"),
    "stackgres.io/SGCluster": _named("", "-primary", "-replicas"),
    "clickhouse.altinity.com/ClickHouseInstallation": lambda one: (f"clickhouse-{one.name}",),
    "clickhouse-keeper.altinity.com/ClickHouseKeeperInstallation": lambda one: (f"keeper-{one.name}",),
    "cassandra.datastax.com/CassandraDatacenter": _of_cassandra,
    "k8ssandra.io/K8ssandraCluster": _of_k8ssandra,
    "scylla.scylladb.com/ScyllaCluster": _named("-client"),
    "solr.apache.org/SolrCloud": _named("-solrcloud-common", "-solrcloud-headless"),
}
"""The Services that an operator makes for a resource, as its documentation names them."""


def _secrets_of_cnpg(cluster: Resource) -> Iterator[str]:
    """https://cloudnative-pg.io/documentation/current/applications/"""
    yield from _named("-app", "-superuser", "-ca", "-server", "-replication")(cluster)
    yield text(walk(cluster.values, "spec.superuserSecret.name"))
    for method in ("initdb", "recovery", "pg_basebackup"):
        yield text(walk(cluster.values, f"spec.bootstrap.{method}.secret.name"))
    yield from _listed(cluster, "spec.managed.roles", "passwordSecret.name")


def _secrets_of_mongodb(cluster: Resource) -> Iterator[str]:
    """https://www.mongodb.com/docs/kubernetes/current/reference/k8s-operator-mongodbuser-specification/"""
    for _, user in mappings(walk(cluster.values, "spec.users")):
        own = text(user.get("connectionStringSecretName"))
        yield own or f"{cluster.name}-{text(user.get('db')) or 'admin'}-{text(user.get('name'))}"
        yield text(walk(user, "passwordSecretRef.name"))


def _secrets_of_psmdb(cluster: Resource) -> Iterator[str]:
    """https://docs.percona.com/percona-operator-for-mongodb/users.html"""
    yield text(walk(cluster.values, "spec.secrets.users")) or f"{cluster.name}-secrets"
    yield f"{cluster.name}-custom-user-secret"
    yield from _listed(cluster, "spec.users", "passwordSecretRef.name")


def _secrets_of_pxc(cluster: Resource) -> Iterator[str]:
    """https://docs.percona.com/percona-operator-for-mysql/pxc/users.html"""
    yield text(walk(cluster.values, "spec.secretsName")) or f"{cluster.name}-secrets"
    yield f"{cluster.name}-custom-user-secret"
    yield from _listed(cluster, "spec.users", "passwordSecretRef.name")


def _secrets_of_percona_pg(cluster: Resource) -> Iterator[str]:
    """https://docs.percona.com/percona-operator-for-postgresql/2.0/users.html, as in Crunchy Data's PGO.

    https://access.crunchydata.com/documentation/postgres-operator/latest/architecture/user-management
    """
    yield f"{cluster.name}-pguser-*"
    yield from _listed(cluster, "spec.users", "secretName")


def _secret_of_access(access: Resource) -> Iterator[str]:
    yield text(walk(access.values, "spec.secretName")) or access.name


SECRETS: Final[Mapping[str, Names]] = {
    CNPG: _secrets_of_cnpg,
    ZALANDO: lambda cluster: (f"*.{cluster.name}.credentials.postgresql.acid.zalan.do",),
    KAFKA: _named("-cluster-ca-cert", "-clients-ca-cert"),
    KAFKA_USER: _named(""),
    KAFKA_ACCESS: _secret_of_access,
    RABBITMQ: _named("-default-user"),
    RABBITMQ_USER: _named("-user-credentials"),
    ELASTIC: _named("-es-elastic-user", "-es-http-certs-public", "-es-http-certs-internal"),
    MONGODB: _secrets_of_mongodb,
    PSMDB: _secrets_of_psmdb,
    PXC: _secrets_of_pxc,
    PERCONA_PG: _secrets_of_percona_pg,
    CRUNCHY: _secrets_of_percona_pg,
}
"""The Secrets that hold what the users of a resource are told; ``*`` stands for the name of a user."""

POD_LABELS: Final[Mapping[str, tuple[str, ...]]] = {
    "cnpg.io/cluster": (CNPG,),
    "cluster-name": (ZALANDO,),
    "strimzi.io/cluster": (KAFKA,),
    "elasticsearch.k8s.elastic.co/cluster-name": (ELASTIC,),
    "redisfailovers.databases.spotahome.com/name": (REDIS,),
    "postgres-operator.crunchydata.com/cluster": (PERCONA_PG, CRUNCHY),
}
"""The labels by which an operator names its resource on the pods that it makes, and the types of such resources."""


def behind_service(service: str, namespace: str, near: Resource, estate: Estate) -> Iterator[Resource]:
    """The operator's resource that a Service reaches, where only one makes a Service of that name."""
    return _component_of(_services(estate).get(service, ()), near, namespace, estate)


def behind_secret(secret: str, near: Resource, estate: Estate) -> Iterator[Resource]:
    """The operator's resource for whose users a Secret is, or what a controller made of which it tells; if only one."""
    cluster, of_user, _ = secret.partition("-pguser-")
    for name in (secret, f"*.{secret.partition('.')[2]}", f"{cluster}{of_user}*"):
        yield from _component_of(_secrets(estate).get(name, ()), near, namespace_of(near), estate)
    found = _written_by_controllers(estate).get((namespace_of(near), secret), ())
    beside = [resource for resource in found if resource.root == near.root]
    yield from beside or (found if len(found) == 1 else ())


def selected_by(service: Resource, estate: Estate) -> Iterator[Resource]:
    """The operator's resource whose pods a Service of the code selects by the label that the operator gives them."""
    selector = entries(walk(service.values, "spec.selector"))
    for label, kinds in POD_LABELS.items():
        for kind in kinds if label in selector else ():
            if found := objects(estate).find(service, kind, text(selector[label])):
                yield found


def _by_name(made: Mapping[str, Names], estate: Estate) -> Mapping[str, list[Resource]]:
    found: dict[str, list[Resource]] = defaultdict(list)
    for resource in estate.of_type(*made):
        for name in filter(None, dict.fromkeys(made[resource.type](resource))):
            found[name].append(resource)
    return found


@once
def _services(estate: Estate) -> Mapping[str, list[Resource]]:
    return _by_name(SERVICES, estate)


@once
def _written_by_controllers(estate: Estate) -> Mapping[tuple[str, str], list[Resource]]:
    """What controllers make in a cloud, by the Secrets in which they write how to reach it."""
    found: dict[tuple[str, str], list[Resource]] = defaultdict(list)
    for resource in estate.resources:
        for secret in dict.fromkeys(resource.interface.secrets if resource.interface else ()):
            found[secret].append(resource)
    return found


@once
def _secrets(estate: Estate) -> Mapping[str, list[Resource]]:
    return _by_name(SECRETS, estate)


def _component_of(makers: Sequence[Resource], near: Resource, namespace: str, estate: Estate) -> Iterator[Resource]:
    """The component that the one maker of something is, or is for."""
    maker = objects(estate).one_of(makers, near, namespace)
    if maker and (component := _what_it_is_for(maker, estate)):
        yield component


def _what_it_is_for(maker: Resource, estate: Estate) -> Resource | None:
    """The component itself, or the cluster that a pooler or a user is of."""
    if maker.type not in LEADS:
        return maker
    kind, name, namespace = LEADS[maker.type]
    called = text(walk(maker.values, name) if name else labels_of(maker).get("strimzi.io/cluster"))
    if maker.type == MAXSCALE and not called:  # it leads to servers that it lists itself
        return maker
    stated = text(walk(maker.values, namespace)) if namespace else ""
    return objects(estate).find(maker, kind, called, stated or None)


__all__ = ["LEADS", "behind_secret", "behind_service", "selected_by"]
