"""Backups that the operators of distributed databases make: of TiDB, Cassandra, ScyllaDB, Solr and StackGres."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from continuity_audit.estate.documents import elements, entries, mappings
from continuity_audit.estate.logic import as_truth, negate
from continuity_audit.estate.values import Value, unknown
from continuity_audit.profiles.kubernetes.copies import Backup
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.places import Keep, Place, object_store
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.terms import Context, walk

TIDB_SCHEDULE: Final = "pingcap.com/BackupSchedule"
MEDUSA_SCHEDULE: Final = "medusa.k8ssandra.io/MedusaBackupSchedule"
SOLR_BACKUP: Final = "solr.apache.org/SolrBackup"
OBJECT_STORAGE: Final = "stackgres.io/SGObjectStorage"


def _unless(switch: Value) -> Value:
    """Whether something is there that a switch turns off."""
    return True if switch is None else negate(as_truth(switch))


def tidb_backups(context: Context) -> Iterator[Backup]:
    """The schedules that name a cluster, to the bucket of their template.

    Source: https://docs.pingcap.com/tidb-in-kubernetes/stable/backup-restore-cr#backupschedule-cr-fields
    """
    index = objects(context.estate)
    for schedule in context.estate.of_type(TIDB_SCHEDULE):
        spec = entries(walk(schedule.values, "spec"))
        cluster = entries(walk(spec, "backupTemplate.br"))
        namespace = text(cluster.get("clusterNamespace")) or None
        named = index.find(schedule, context.resource.type, text(cluster.get("cluster")), namespace)
        if spec.get("schedule") and named is context.resource:
            store = entries(walk(spec, "backupTemplate.s3") or walk(spec, "backupTemplate.gcs"))
            place = _bucket(context, store, "bucket", f"{schedule.address} (spec.backupTemplate)")
            yield Backup(schedule, "spec.schedule", place, _unless(spec.get("pause")))


def medusa_backups(context: Context) -> Iterator[Backup]:
    """The schedules of Medusa for a datacenter of Cassandra, to the storage of its cluster.

    Source: https://docs.k8ssandra.io/tasks/backup-restore/
    """
    datacenters = {context.resource.name}
    for _, datacenter in mappings(context.read("spec.cassandra.datacenters")):
        datacenters.add(text(walk(datacenter, "metadata.name")))
    for schedule in objects(context.estate).nearest(context.resource, MEDUSA_SCHEDULE):
        spec = entries(walk(schedule.values, "spec"))
        if spec.get("cronSchedule") and text(walk(spec, "backupSpec.cassandraDatacenter")) in datacenters:
            store = entries(context.read("spec.medusa.storageProperties"))
            cause = f"the storage of Medusa for {context.resource.address}"
            place = _bucket(context, store, "bucketName", cause, "host")
            yield Backup(schedule, "spec.cronSchedule", place, _unless(spec.get("disabled")))


def scylla_backups(context: Context) -> Iterator[Backup]:
    """The tasks of ScyllaDB Manager, each to its locations: ``s3:bucket`` or ``datacenter:s3:bucket``.

    Source: https://manager.docs.scylladb.com/stable/backup/
    """
    for i, task in mappings(context.read("spec.backups")):
        if not task.get("cron") and task.get("interval") in (None, "0"):  # it runs once
            continue
        for location in elements(task.get("location")):
            bucket = text(location).rpartition(":")[2]
            cause = f"{context.resource.address} (spec.backups.{i}.location)"
            yield Backup(context.resource, f"spec.backups.{i}", object_store(context, bucket, None, None, cause))


def solr_backups(context: Context) -> Iterator[Backup]:
    """The recurring backups of a cluster, each to the repository that it names.

    Source: https://apache.github.io/solr-operator/docs/solr-backup/
    """
    index = objects(context.estate)
    found = mappings(context.read("spec.backupRepositories"))
    repositories = {text(walk(one, "name")): one for _, one in found}
    for backup in context.estate.of_type(SOLR_BACKUP):
        spec = entries(walk(backup.values, "spec"))
        recurrence = entries(spec.get("recurrence"))
        if not recurrence.get("schedule"):
            continue
        if index.find(backup, context.resource.type, text(spec.get("solrCloud"))) is context.resource:
            named = text(spec.get("repositoryName"))
            one = entries(repositories.get(named) or (next(iter(repositories.values()), {}) if not named else {}))
            place = _of_solr(one, f"{backup.address} (spec.repositoryName)", context)
            yield Backup(backup, "spec.recurrence.schedule", place, _unless(recurrence.get("disabled")))


def _of_solr(repository: Mapping[str, Value], cause: str, context: Context) -> Place:
    if "volume" in repository:
        return Place(Keep.CLUSTER)
    store = entries(repository.get("s3") or repository.get("gcs"))
    return _bucket(context, store, "bucket", cause)


def stackgres_backups(context: Context) -> Iterator[Backup]:
    """The backups that a cluster schedules, each to an object storage that it names.

    Source: https://stackgres.io/doc/latest/administration/backups/
    """
    for i, backup in mappings(context.read("spec.configurations.backups")):
        path = f"spec.configurations.backups.{i}"
        if not backup.get("cronSchedule"):
            continue
        named = text(backup.get("sgObjectStorage"))
        found = objects(context.estate).find(context.resource, OBJECT_STORAGE, named)
        spec = entries(walk(found.values, "spec")) if found else {}
        store = entries(spec.get("s3") or spec.get("s3Compatible") or spec.get("gcs") or spec.get("azureBlob"))
        yield Backup(
            context.resource, f"{path}.cronSchedule", _bucket(context, store, "bucket", f"SGObjectStorage/{named}")
        )


def _bucket(context: Context, store: Mapping[str, Value], name: str, cause: str, endpoint: str = "endpoint") -> Place:
    """The bucket that a storage describes; open where nothing does."""
    if not store:
        return Place(Keep.BUCKET, unknown(cause))
    return object_store(context, text(store.get(name)), store.get("region"), store.get(endpoint), cause)


BY_DISTRIBUTED: Final[Mapping[str, Callable[[Context], Iterator[Backup]]]] = {
    "pingcap.com/TidbCluster": tidb_backups,
    "cassandra.datastax.com/CassandraDatacenter": medusa_backups,
    "k8ssandra.io/K8ssandraCluster": medusa_backups,
    "scylla.scylladb.com/ScyllaCluster": scylla_backups,
    "solr.apache.org/SolrCloud": solr_backups,
    "stackgres.io/SGCluster": stackgres_backups,
}
"""The operators' own backups, by the type that they back up."""

__all__ = ["BY_DISTRIBUTED", "MEDUSA_SCHEDULE", "OBJECT_STORAGE", "SOLR_BACKUP", "TIDB_SCHEDULE"]
