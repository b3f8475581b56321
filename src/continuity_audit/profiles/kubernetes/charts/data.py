"""Charts of databases, caches, brokers, object storage and search."""

from __future__ import annotations

from typing import Final

from continuity_audit.profiles.kubernetes.charts.part import Chart, Part, Switch, scaled_by

_PRIMARY: Final = Part(
    name="primary", volume="primary.persistence.enabled", volume_by_default=True,
    storage_class="primary.persistence.storageClass", claim="primary.persistence.existingClaim",
)  # fmt: skip
"""The only server that takes writes; none of its replicas is promoted by itself."""

_REPLICATION: Final = (Switch("architecture", "replication", ("replication",)),)

CHARTS: Final = (
    Chart(
        "postgresql", ("bitnami",), "https://github.com/bitnami/charts/blob/main/bitnami/postgresql/values.yaml",
        (
            _PRIMARY,
        ),
    ),
    Chart(
        "redis", ("bitnami",), "https://github.com/bitnami/charts/blob/main/bitnami/redis/values.yaml",
        (
            Part(name="master", unless=("sentinel.enabled",), volume="master.persistence.enabled",
                 volume_by_default=True, storage_class="master.persistence.storageClass",
                 claim="master.persistence.existingClaim", pods="master"),
            # Alone it has no sentinels, whatever their switch says.
            Part(name="master alone", on="architecture", on_by_default="replication", among=("standalone",),
                 also=(Switch("sentinel.enabled"),), volume="master.persistence.enabled",
                 volume_by_default=True, storage_class="master.persistence.storageClass",
                 claim="master.persistence.existingClaim", pods="master"),
            Part(name="nodes", on="sentinel.enabled", on_by_default=False, agreeing="sentinel.quorum",
                 also=_REPLICATION,
                 replicas="replica.replicaCount", by_default=3, least=3, scalers=scaled_by("replica.autoscaling"),
                 volume="replica.persistence.enabled", volume_by_default=True,
                 storage_class="replica.persistence.storageClass", claim="replica.persistence.existingClaim",
                 pods="replica"),
        ),
        since="14",
    ),
    Chart(
        "redis", ("bitnami",), "https://github.com/bitnami/charts/blob/redis/13.0.2/bitnami/redis/values.yaml",
        (
            Part(name="master", unless=("sentinel.enabled",), volume="master.persistence.enabled",
                 volume_by_default=True, storage_class="master.persistence.storageClass",
                 claim="persistence.existingClaim", pods="master"),
            Part(name="nodes", on="sentinel.enabled", on_by_default=False, agreeing="sentinel.quorum",
                 replicas="cluster.slaveCount",
                 by_default=2, least=3, if_true="cluster.enabled", if_true_by_default=True,
                 volume="slave.persistence.enabled", volume_by_default=True,
                 storage_class="slave.persistence.storageClass", pods=None),
        ),
    ),
    Chart(
        "valkey", ("bitnami",), "https://github.com/bitnami/charts/blob/main/bitnami/valkey/values.yaml",
        (
            Part(name="primary", unless=("sentinel.enabled",), volume="primary.persistence.enabled",
                 volume_by_default=True, storage_class="primary.persistence.storageClass",
                 claim="primary.persistence.existingClaim", pods="primary"),
            Part(name="primary alone", on="architecture", on_by_default="replication", among=("standalone",),
                 also=(Switch("sentinel.enabled"),), volume="primary.persistence.enabled",
                 volume_by_default=True, storage_class="primary.persistence.storageClass",
                 claim="primary.persistence.existingClaim", pods="primary"),
            Part(name="nodes", on="sentinel.enabled", on_by_default=False, agreeing="sentinel.quorum",
                 also=_REPLICATION,
                 replicas="replica.replicaCount", by_default=3, least=3,
                 scalers=scaled_by("replica.autoscaling.hpa"),
                 volume="replica.persistence.enabled", volume_by_default=True,
                 storage_class="replica.persistence.storageClass", claim="replica.persistence.existingClaim",
                 pods="replica"),
        ),
        since="2",
    ),
    Chart(
        "valkey", ("valkey.io", "valkey-io"), "https://github.com/valkey-io/valkey-helm/blob/main/valkey/values.yaml",
        # None of its replicas is promoted by itself.
        (
            Part(name="server", unless=("replica.enabled",), volume="dataStorage.enabled",
                 storage_class="dataStorage.className", claim="dataStorage.persistentVolumeClaimName"),
            Part(name="primary", on="replica.enabled", on_by_default=False, volume="replica.persistence",
                 volume_by_default=True, storage_class="replica.persistence.storageClass"),
        ),
    ),
    Chart(
        "mysql", ("bitnami",), "https://github.com/bitnami/charts/blob/main/bitnami/mysql/values.yaml",
        (_PRIMARY,),
    ),
    Chart(
        "mariadb", ("bitnami",), "https://github.com/bitnami/charts/blob/main/bitnami/mariadb/values.yaml",
        (_PRIMARY,),
    ),
    Chart(
        "mongodb", ("bitnami",), "https://github.com/bitnami/charts/blob/main/bitnami/mongodb/values.yaml",
        (
            Part(name="server", on="architecture", on_by_default="standalone", among=("standalone",),
                 volume="persistence.enabled", volume_by_default=True, storage_class="persistence.storageClass",
                 claim="persistence.existingClaim"),
            # Two members elect a primary with the arbiter's vote only.
            Part(name="replica set", on="architecture", on_by_default="standalone", among=("replicaset",),
                 replicas="replicaCount", by_default=2, if_true="arbiter.enabled", if_true_by_default=True,
                 least_otherwise=3, votes_besides=Switch("arbiter.enabled", by_default=True),
                 volume="persistence.enabled", volume_by_default=True,
                 storage_class="persistence.storageClass"),
        ),
        since="8",
    ),
    Chart(
        "rabbitmq", ("bitnami",), "https://github.com/bitnami/charts/blob/main/bitnami/rabbitmq/values.yaml",
        (
            Part(name="brokers", replicas="replicaCount", if_true="clustering.enabled", if_true_by_default=True,
                 least=3, volume="persistence.enabled", volume_by_default=True,
                 storage_class="persistence.storageClass", claim="persistence.existingClaim"),
        ),
        since="7",
    ),
    Chart(
        "memcached", ("bitnami",), "https://github.com/bitnami/charts/blob/main/bitnami/memcached/values.yaml",
        (
            Part(name="memcached", on="architecture", on_by_default="standalone", among=("standalone",),
                 replicas="replicaCount"),
            Part(name="memcached with volumes", on="architecture", on_by_default="standalone",
                 among=("high-availability",), replicas="replicaCount", scalers=scaled_by("autoscaling", 3),
                 volume="persistence.enabled", storage_class="persistence.storageClass"),
        ),
    ),
    Chart(
        "postgresql-ha", ("bitnami",),
        "https://github.com/bitnami/charts/blob/main/bitnami/postgresql-ha/values.yaml",
        (
            Part(name="PostgreSQL", replicas="postgresql.replicaCount", by_default=3,
                 volume="persistence.enabled", volume_by_default=True, storage_class="persistence.storageClass",
                 claim="persistence.existingClaim",
                 pods="postgresql"),
            Part(name="Pgpool", replicas="pgpool.replicaCount", pods="pgpool"),
        ),
        since="8",
    ),
    Chart(
        "nginx", ("bitnami",), "https://github.com/bitnami/charts/blob/main/bitnami/nginx/values.yaml",
        (Part(name="nginx", kind="kind", replicas="replicaCount", scalers=scaled_by("autoscaling")),),
        needs_address=True,
    ),
    Chart(
        "minio", ("charts.min.io", "minio"), "https://github.com/minio/minio/blob/master/helm/minio/values.yaml",
        (
            Part(name="server", on="mode", on_by_default="distributed", among=("standalone",),
                 volume="persistence.enabled", volume_by_default=True, storage_class="persistence.storageClass",
                 claim="persistence.existingClaim"),
            # Writing takes more than half of the drives.
            Part(name="servers", on="mode", on_by_default="distributed", among=("distributed",), replicas="replicas",
                 by_default=16, least=4, any_may_go=False, volume="persistence.enabled", volume_by_default=True,
                 storage_class="persistence.storageClass"),
        ),
        since="3",
    ),
    Chart(
        "minio", ("bitnami",), "https://github.com/bitnami/charts/blob/main/bitnami/minio/values.yaml",
        (
            Part(name="server", on="mode", on_by_default="standalone", among=("standalone",),
                 volume="persistence.enabled", volume_by_default=True, storage_class="persistence.storageClass",
                 claim="persistence.existingClaim"),
            Part(name="servers", on="mode", on_by_default="standalone", among=("distributed",),
                 replicas="statefulset.replicaCount", by_default=4, least=4, any_may_go=False,
                 volume="persistence.enabled", volume_by_default=True, storage_class="persistence.storageClass"),
            Part(name="console", on="console.enabled", replicas="console.replicaCount", pods="console"),
        ),
    ),
    Chart(
        "influxdb", ("helm.influxdata.com",),
        "https://github.com/influxdata/helm-charts/blob/master/charts/influxdb/values.yaml",
        (
            Part(name="InfluxDB", volume="persistence.enabled", volume_by_default=True,
                 storage_class="persistence.storageClass", claim="persistence.existingClaim"),
        ),
    ),
    Chart(
        "influxdb2", ("helm.influxdata.com",),
        "https://github.com/influxdata/helm-charts/blob/master/charts/influxdb2/values.yaml",
        (
            Part(name="InfluxDB", volume="persistence.enabled", volume_by_default=True,
                 storage_class="persistence.storageClass", claim="persistence.name"),
        ),
    ),
    Chart(
        "elasticsearch", ("helm.elastic.co",),
        "https://github.com/elastic/helm-charts/blob/main/elasticsearch/values.yaml",
        (
            Part(name="nodes", replicas="replicas", by_default=3, least=3, volume="persistence.enabled",
                 volume_by_default=True, storage_class="volumeClaimTemplate.storageClassName", pods=None),
        ),
    ),
    Chart(
        "etcd", ("bitnami",), "https://github.com/bitnami/charts/blob/main/bitnami/etcd/values.yaml",
        (
            Part(name="members", replicas="replicaCount", least=3, volume="persistence.enabled",
                 volume_by_default=True, storage_class="persistence.storageClass"),
        ),
    ),
    Chart(
        "kafka", ("bitnami",), "https://github.com/bitnami/charts/blob/main/bitnami/kafka/values.yaml",
        # A topic has one replica unless whoever makes it asks for more.
        (
            Part(name="controllers and brokers", volume="controller.persistence.enabled", volume_by_default=True,
                 storage_class="controller.persistence.storageClass", claim="controller.persistence.existingClaim",
                 pods="controller"),
        ),
        since="24",
    ),
    Chart(
        "redpanda", ("charts.redpanda.com", "redpanda-data"),
        "https://github.com/redpanda-data/redpanda-operator/blob/main/charts/redpanda/chart/values.yaml",
        # A topic has as many replicas as whoever makes it asks for.
        (
            Part(name="brokers", volume="storage.persistentVolume.enabled", volume_by_default=True,
                 storage_class="storage.persistentVolume.storageClass"),
            Part(name="console", on="console.enabled", replicas="console.replicaCount", pods="console"),
        ),
        since="5",
    ),
    Chart(
        "common", ("bitnami",), "https://github.com/bitnami/charts/blob/main/bitnami/common/values.yaml",
        needs_address=True,
    ),
    Chart(
        "qdrant", ("qdrant",), "https://github.com/qdrant/qdrant-helm/blob/main/charts/qdrant/values.yaml",
        # A collection has one replica unless whoever makes it asks for more.
        (
            Part(name="qdrant", volume="persistence", volume_by_default=True,
                 storage_class="persistence.storageClassName"),
        ),
    ),
    Chart(
        "meilisearch", ("meilisearch",),
        "https://github.com/meilisearch/meilisearch-kubernetes/blob/main/charts/meilisearch/values.yaml",
        (
            Part(name="meilisearch", volume="persistence.enabled", storage_class="persistence.storageClass",
                 claim="persistence.existingClaim"),
        ),
    ),
)  # fmt: skip
