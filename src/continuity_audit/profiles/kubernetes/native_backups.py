"""Backups that an operator makes of its own resource, and where it keeps them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from continuity_audit.estate.documents import entries, mappings
from continuity_audit.estate.logic import any_of, as_truth, both
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value, unknown
from continuity_audit.profiles.kubernetes.copies import Backup, unless, unless_off
from continuity_audit.profiles.kubernetes.distributed_backups import BY_DISTRIBUTED
from continuity_audit.profiles.kubernetes.further_backups import BY_FURTHER_DATABASES
from continuity_audit.profiles.kubernetes.objects import matches, objects
from continuity_audit.profiles.kubernetes.operator_backups import BY_FURTHER_OPERATORS
from continuity_audit.profiles.kubernetes.places import Keep, Place, object_store
from continuity_audit.profiles.kubernetes.pods import labels_of, text
from continuity_audit.profiles.kubernetes.release_backups import of_release
from continuity_audit.profiles.kubernetes.release_values import RELEASES
from continuity_audit.profiles.kubernetes.snapshots import of_class as snapshots_of_class
from continuity_audit.profiles.kubernetes.volumes import volumes_of
from continuity_audit.profiles.kubernetes.zalando import zalando
from continuity_audit.profiles.terms import Context, walk

# --- CloudNativePG: https://cloudnative-pg.io/documentation/current/backup/ ---------------------------------------

_BARMAN_PLUGIN: Final = "barman-cloud.cloudnative-pg.io"


def cloudnative_pg(context: Context) -> Iterator[Backup]:
    """The scheduled base backups of a cluster; an archive of WAL without one cannot be restored."""
    for schedule in _schedules_of(context):
        spec = entries(schedule.values.get("spec"))
        method = text(spec.get("method")) or "barmanObjectStore"
        restorable = both(unless(spec.get("suspend")), lambda method=method: method != "plugin" or _archived(context))  # type: ignore[misc]
        for place in _cnpg_places(context, method):
            yield Backup(schedule, "spec.schedule", place, restorable)


def _archived(context: Context) -> Value:
    """Whether WAL is archived, which backups in an object store always require: by a plugin, or natively.

    Sources: https://cloudnative-pg.io/documentation/current/backup/#object-storebased-backups,
    https://cloudnative-pg.io/documentation/current/wal_archiving/
    """
    if isinstance(context.read("spec.backup.barmanObjectStore"), Mapping):
        return True
    plugins = [plugin for _, plugin in mappings(context.read("spec.plugins")) if plugin.get("enabled") is not False]
    return any_of((lambda one=one: as_truth(one.get("isWALArchiver", False))) for one in plugins)  # type: ignore[misc]


def _schedules_of(context: Context) -> Iterator[Resource]:
    index = objects(context.estate)
    for schedule in context.estate.of_type("postgresql.cnpg.io/ScheduledBackup"):
        name = text(walk(schedule.values, "spec.cluster.name"))
        if name == context.resource.name and index.find(schedule, context.resource.type, name) is context.resource:
            yield schedule


def _cnpg_places(context: Context, method: str) -> Iterator[Place]:
    if method == "volumeSnapshot":
        if (snapshots := context.read("spec.backup.volumeSnapshot")) is not None:
            yield snapshots_of_class(entries(snapshots).get("className"), volumes_of(context), context)
    elif method == "plugin":
        for _, plugin in mappings(context.read("spec.plugins")):
            name = text(walk(plugin, "parameters.barmanObjectName"))
            # Without a store the plugin refuses to back up. https://cloudnative-pg.io/plugin-barman-cloud/docs/usage/
            if plugin.get("name") == _BARMAN_PLUGIN and plugin.get("enabled") is not False and name:
                yield _barman_plugin(context, name)
    elif isinstance(store := context.read("spec.backup.barmanObjectStore"), Mapping):
        yield _barman_store(context, store, f"{context.resource.address} (spec.backup.barmanObjectStore)")


def _barman_plugin(context: Context, name: str) -> Place:
    store = objects(context.estate).find(context.resource, "barmancloud.cnpg.io/ObjectStore", name)
    if store is None:
        return Place(Keep.BUCKET, unknown(f"ObjectStore/{name}"))
    configuration = entries(walk(store.values, "spec.configuration"))
    return _barman_store(context, configuration, f"{store.address} (spec.configuration)")


def _barman_store(context: Context, store: Mapping[str, Value], cause: str) -> Place:
    bucket = text(store.get("destinationPath")).partition("://")[2].partition("/")[0]
    return object_store(context, bucket, None, store.get("endpointURL"), cause)


# --- Percona: https://docs.percona.com/percona-operators/ ---------------------------------------------------------


def percona(context: Context) -> Iterator[Backup]:
    """The scheduled tasks of an XtraDB or MongoDB cluster, each to the storage that it names."""
    storages = entries(context.read("spec.backup.storages"))
    for key in ("schedule", "tasks"):
        for i, task in mappings(context.read(f"spec.backup.{key}")):
            if not task.get("schedule"):
                continue
            name = text(task.get("storageName"))
            cause = f"{context.resource.address} (spec.backup.storages.{name})"
            place = _percona_place(context, storages.get(name), cause)
            there = unless_off(context.read("spec.backup.enabled"), task.get("enabled"))
            yield Backup(context.resource, f"spec.backup.{key}.{i}.schedule", place, there)


def _percona_place(context: Context, storage: Value, cause: str) -> Place:
    if walk(storage, "type") in ("filesystem", "pvc"):
        return Place(Keep.SAME_DISKS)
    store = entries(walk(storage, "s3") or walk(storage, "gcs") or walk(storage, "azure"))
    bucket, endpoint = text(store.get("bucket")).partition("/")[0], store.get("endpointUrl")
    return object_store(context, bucket, store.get("region"), endpoint, cause)


def pgbackrest(context: Context) -> Iterator[Backup]:
    """The pgBackRest repositories with a schedule, of Crunchy Data's PGO too; one on a volume stays in the cluster.

    Source: https://access.crunchydata.com/documentation/postgres-operator/latest/architecture/backups
    """
    for i, repository in mappings(context.read("spec.backups.pgbackrest.repos")):
        if not entries(repository.get("schedules")):
            continue
        path = f"spec.backups.pgbackrest.repos.{i}"
        if "volume" in repository:
            place = Place(Keep.SAME_DISKS)
        else:
            store = entries(repository.get("s3") or repository.get("gcs") or repository.get("azure"))
            cause = f"{context.resource.address} ({path})"
            bucket, endpoint = text(store.get("bucket")), store.get("endpoint")
            place = object_store(context, bucket, store.get("region"), endpoint, cause)
        yield Backup(context.resource, f"{path}.schedules", place, unless_off(context.read("spec.backups.enabled")))


# --- Elastic: https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s/elastic-stack-configuration-policies --


def elastic(context: Context) -> Iterator[Backup]:
    """The snapshot policies that a StackConfigPolicy gives to an Elasticsearch cluster."""
    kind = "stackconfigpolicy.k8s.elastic.co/StackConfigPolicy"
    index = objects(context.estate)
    for policy in index.nearest(context.resource, kind):
        selector = walk(policy.values, "spec.resourceSelector")
        there = index.in_one_namespace(policy, context.resource, lambda: context.estate.of_type(context.resource.type))
        lifecycle = entries(walk(policy.values, "spec.elasticsearch.snapshotLifecyclePolicies"))
        if there is False or not lifecycle:
            continue
        if selector is None or matches(selector, labels_of(context.resource)):
            place = _repository(context, policy)
            yield Backup(policy, "spec.elasticsearch.snapshotLifecyclePolicies", place, there)


def _repository(context: Context, policy: Resource) -> Place:
    for _, repository in sorted(entries(walk(policy.values, "spec.elasticsearch.snapshotRepositories")).items()):
        settings = entries(walk(repository, "settings"))
        if walk(repository, "type") == "fs":
            return Place(Keep.CLUSTER)
        bucket, endpoint = text(settings.get("bucket")), settings.get("endpoint")
        cause = f"{policy.address} (snapshotRepositories)"
        return object_store(context, bucket, settings.get("region"), endpoint, cause)
    return Place(Keep.BUCKET, unknown(f"the snapshot repository of {policy.address}"))


NATIVE: Final[Mapping[str, Callable[[Context], Iterator[Backup]]]] = {
    "postgresql.cnpg.io/Cluster": cloudnative_pg,
    "acid.zalan.do/postgresql": zalando,
    "pxc.percona.com/PerconaXtraDBCluster": percona,
    "psmdb.percona.com/PerconaServerMongoDB": percona,
    "ps.percona.com/PerconaServerMySQL": percona,
    "pgv2.percona.com/PerconaPGCluster": pgbackrest,
    "postgres-operator.crunchydata.com/PostgresCluster": pgbackrest,
    "elasticsearch.k8s.elastic.co/Elasticsearch": elastic,
    **dict.fromkeys(RELEASES, of_release),
    **BY_FURTHER_OPERATORS,
    **BY_DISTRIBUTED,
    **BY_FURTHER_DATABASES,
}
"""The operators' own backups, and those of charts, by the type that they back up."""
