"""Backups that further operators make: of MariaDB, MySQL, Dragonfly, OpenSearch, VictoriaMetrics and KubeDB."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from continuity_audit.estate.documents import elements, entries, mappings
from continuity_audit.estate.logic import as_truth
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value, unknown
from continuity_audit.profiles.kubernetes.copies import Backup, unless, unless_off
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.operator_volumes import KUBEDB_KINDS
from continuity_audit.profiles.kubernetes.places import Keep, Place, object_store
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.kubernetes.snapshots import of_class as snapshots_of_class
from continuity_audit.profiles.kubernetes.volumes import volumes_of
from continuity_audit.profiles.terms import Context, walk

MARIADB: Final = "k8s.mariadb.com/MariaDB"
MARIADB_BACKUPS: Final = ("k8s.mariadb.com/Backup", "k8s.mariadb.com/PhysicalBackup")
OPENSEARCH: Final = ("opensearch.opster.io", "opensearch.org")
"""The groups of its resources, the first until version 3 of the operator."""


KUBESTASH: Final = ("core.kubestash.com/BackupConfiguration", "storage.kubestash.com/BackupStorage")


def mariadb_backups(context: Context) -> Iterator[Backup]:
    """The scheduled logical and physical backups that name a MariaDB.

    Source: https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/logical_backup.md
    """
    index, own = objects(context.estate), context.resource
    for backup in context.estate.of_type("k8s.mariadb.com/Backup", "k8s.mariadb.com/PhysicalBackup"):
        spec = entries(walk(backup.values, "spec"))
        named = entries(spec.get("mariaDbRef"))
        namespace = text(named.get("namespace")) or None
        if (
            not walk(spec, "schedule.cron")
            or index.find(backup, MARIADB, text(named.get("name")), namespace) is not own
        ):
            continue
        if walk(spec, "storage.volume.emptyDir") is not None:  # it is gone with the pod that takes it
            continue
        there = unless(walk(spec, "schedule.suspend"))
        yield Backup(
            backup, "spec.schedule.cron", _of_mariadb(entries(spec.get("storage")), backup.address, context), there
        )


def _of_mariadb(storage: Mapping[str, Value], address: str, context: Context) -> Place:
    if "volumeSnapshot" in storage:
        named = walk(storage, "volumeSnapshot.volumeSnapshotClassName")
        return snapshots_of_class(named, volumes_of(context), context)
    store = entries(storage.get("s3") or storage.get("azureBlob"))
    if not store:
        return Place(Keep.SAME_DISKS)
    endpoint = store.get("endpoint")
    region = store.get("region")
    bucket = text(store.get("bucket") or store.get("containerName"))
    return object_store(context, bucket, region, endpoint, f"{address} (spec.storage)")


def innodb_backups(context: Context) -> Iterator[Backup]:
    """The schedules of a cluster, each by a profile of its own or one that it names.

    Source: https://dev.mysql.com/doc/mysql-operator/en/mysql-operator-backups.html
    """
    profiles = {text(walk(one, "name")): one for one in elements(context.read("spec.backupProfiles"))}
    for i, schedule in mappings(context.read("spec.backupSchedules")):
        if not schedule.get("schedule"):
            continue
        name = text(schedule.get("backupProfileName"))
        profile = schedule.get("backupProfile") or profiles.get(name)
        path = f"spec.backupSchedules.{i}.schedule"
        place = _of_innodb(profile, f"{context.resource.address} ({path})", context)
        yield Backup(context.resource, path, place, unless_off(schedule.get("enabled")))


def _of_innodb(profile: Value, cause: str, context: Context) -> Place:
    tools = entries(profile)
    storage = entries(walk(tools.get("dumpInstance") or tools.get("snapshot") or tools.get("meb"), "storage"))
    if "persistentVolumeClaim" in storage:
        return Place(Keep.SAME_DISKS)
    store = entries(storage.get("s3") or storage.get("azure") or storage.get("ociObjectStorage"))
    bucket = text(store.get("bucketName") or store.get("containerName"))
    return object_store(context, bucket, None, store.get("endpoint"), cause)


def dragonfly_snapshots(context: Context) -> Iterator[Backup]:
    """Its scheduled snapshots, in a bucket or on its volume.

    Source: https://www.dragonflydb.io/docs/managing-dragonfly/operator/snapshot-pvc
    """
    snapshot = entries(context.read("spec.snapshot"))
    if not snapshot.get("cron"):
        return
    scheme, _, path = text(snapshot.get("dir")).partition("://")
    if path and scheme != "file":
        cause = f"{context.resource.address} (spec.snapshot.dir)"
        place = object_store(context, path.partition("/")[0], None, _endpoint(context), cause)
        yield Backup(context.resource, "spec.snapshot.cron", place)
    elif "persistentVolumeClaimSpec" in snapshot or "existingPersistentVolumeClaimName" in snapshot:
        yield Backup(context.resource, "spec.snapshot.cron", Place(Keep.SAME_DISKS))


def _endpoint(context: Context) -> str:
    """The endpoint of another store than Amazon's. https://www.dragonflydb.io/docs/managing-dragonfly/flags"""
    arguments = (text(argument) for argument in elements(context.read("spec.args")))
    return next((a.partition("=")[2] for a in arguments if a.startswith("--s3_endpoint=")), "")


def opensearch_snapshots(context: Context) -> Iterator[Backup]:
    """The snapshot policies that name a cluster, and the repository that they write to.

    Source: https://docs.opensearch.org/latest/install-and-configure/install-opensearch/operator/operator-advanced/
    """
    own = context.resource
    group = own.type.partition("/")[0]
    repositories = {text(walk(r, "name")): r for r in elements(context.read("spec.general.snapshotRepositories"))}
    kinds = (f"{group}/OpensearchSnapshotPolicy", f"{group}/OpenSearchSnapshotPolicy")
    for policy in context.estate.of_type(*kinds):
        spec = entries(walk(policy.values, "spec"))
        name = text(walk(spec, "opensearchCluster.name"))
        if objects(context.estate).find(policy, own.type, name) is not own or not walk(spec, "creation.schedule"):
            continue
        called = text(walk(spec, "snapshotConfig.repository"))
        settings = entries(walk(repositories.get(called), "settings"))
        place = Place(Keep.CLUSTER)
        if walk(repositories.get(called), "type") != "fs":
            cause = f"the snapshot repository {called}"
            bucket, endpoint = text(settings.get("bucket") or settings.get("container")), settings.get("endpoint")
            place = object_store(context, bucket, settings.get("region"), endpoint, cause)
        yield Backup(policy, "spec.creation.schedule", place, as_truth(spec.get("enabled", True)))


def vm_backups(context: Context) -> Iterator[Backup]:
    """What vmbackupmanager writes, by the hour and by the day unless told otherwise.

    Source: https://docs.victoriametrics.com/victoriametrics/vmbackupmanager/
    """
    path = "spec.vmstorage.vmBackup" if context.resource.type.endswith("/VMCluster") else "spec.vmBackup"
    if destination := text(context.read(f"{path}.destination")):
        bucket = destination.partition("://")[2].partition("/")[0]
        endpoint = context.read(f"{path}.customS3Endpoint")
        cause = f"{context.resource.address} ({path}.destination)"
        yield Backup(context.resource, f"{path}.destination", object_store(context, bucket, None, endpoint, cause))


def kubestash_backups(context: Context) -> Iterator[Backup]:
    """The configurations of KubeStash that name a database of KubeDB, to each storage that a session writes to.

    Source: https://kubestash.com/docs/latest/concepts/crds/backupconfiguration/
    """
    index, own = objects(context.estate), context.resource
    for one in context.estate.of_type(KUBESTASH[0]):
        spec = entries(walk(one.values, "spec"))
        target = entries(spec.get("target"))
        kind = f"{text(target.get('apiGroup'))}/{text(target.get('kind'))}"
        if index.find(one, kind, text(target.get("name")), text(target.get("namespace")) or None) is not own:
            continue
        backends = {text(walk(backend, "name")): backend for backend in elements(spec.get("backends"))}
        for i, session in mappings(spec.get("sessions")):
            for _, repository in mappings(session.get("repositories")) if walk(session, "scheduler.schedule") else ():
                storage = walk(backends.get(text(repository.get("backend"))), "storageRef")
                place = _in_kubestash(entries(storage), one, context)
                yield Backup(one, f"spec.sessions.{i}.scheduler.schedule", place, unless(spec.get("paused")))


def _in_kubestash(reference: Mapping[str, Value], near: Resource, context: Context) -> Place:
    name, namespace = text(reference.get("name")), text(reference.get("namespace")) or None
    storage = objects(context.estate).find(near, KUBESTASH[1], name, namespace)
    if storage is None:
        return Place(Keep.BUCKET, unknown(f"BackupStorage/{name}"))
    spec = entries(walk(storage.values, "spec.storage"))
    if "local" in spec:
        return Place(Keep.SAME_DISKS)
    store = entries(spec.get("s3") or spec.get("gcs") or spec.get("azure"))
    bucket = text(store.get("bucket") or store.get("container"))
    return object_store(
        context, bucket, store.get("region"), store.get("endpoint"), f"{storage.address} (spec.storage)"
    )


BY_FURTHER_OPERATORS: Final[Mapping[str, Callable[[Context], Iterator[Backup]]]] = {
    MARIADB: mariadb_backups,
    "mysql.oracle.com/InnoDBCluster": innodb_backups,
    "dragonflydb.io/Dragonfly": dragonfly_snapshots,
    **{f"{group}/OpenSearchCluster": opensearch_snapshots for group in OPENSEARCH},
    **{f"kubedb.com/{kind}": kubestash_backups for kind in KUBEDB_KINDS},
    **{f"operator.victoriametrics.com/{kind}": vm_backups for kind in ("VMCluster", "VMSingle")},
}
"""The backups by the type that they back up."""
