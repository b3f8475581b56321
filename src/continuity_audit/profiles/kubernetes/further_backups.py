"""Backups that the operators of Couchbase, Vitess and MongoDB's Enterprise Advanced make."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.documents import entries, mappings
from continuity_audit.estate.logic import as_truth
from continuity_audit.estate.values import unknown
from continuity_audit.profiles.kubernetes.copies import Backup, unless
from continuity_audit.profiles.kubernetes.objects import matches, objects
from continuity_audit.profiles.kubernetes.places import Keep, Place, object_store
from continuity_audit.profiles.kubernetes.pods import labels_of, namespace_of, text
from continuity_audit.profiles.terms import Context, walk

CLUSTER: Final = "couchbase.com/CouchbaseCluster"
BACKUP: Final = "couchbase.com/CouchbaseBackup"
VITESS: Final = "planetscale.com/VitessCluster"


def couchbase_backups(context: Context) -> Iterator[Backup]:
    """The backups of a namespace, where the cluster has them made; those of a part of its data count for nothing.

    Source: https://docs.couchbase.com/operator/current/resource/couchbasebackup.html
    """
    managed, selector = context.read("spec.backup.managed"), context.read("spec.backup.selector")
    for backup in objects(context.estate).nearest(context.resource, BACKUP) if managed not in (None, False) else ():
        spec = entries(walk(backup.values, "spec"))
        partial = spec.get("data") or walk(spec, "services.data") is False
        if namespace_of(backup) != namespace_of(context.resource) or partial or not walk(spec, "full.schedule"):
            continue
        if selector is None or matches(selector, labels_of(backup)) is True:
            uri = text(walk(spec, "objectStore.uri") or spec.get("s3bucket"))
            endpoint = walk(spec, "objectStore.endpoint.url") or context.read("spec.backup.objectEndpoint.url")
            bucket = uri.partition("://")[2].partition("/")[0]
            if not uri and spec.get("ephemeralVolume") is True:  # it is gone with the pod that takes it
                continue
            place = object_store(context, bucket, None, endpoint, f"{backup.address} (spec.objectStore)")
            yield Backup(backup, "spec.full.schedule", place if uri else Place(Keep.SAME_DISKS), as_truth(managed))


def vitess_backups(context: Context) -> Iterator[Backup]:
    """The schedules of a cluster, to each of the locations that it lists.

    Source: https://github.com/planetscale/vitess-operator/blob/main/docs/api/index.html
    """
    for i, schedule in mappings(context.read("spec.backup.schedules")):
        if not (schedule.get("schedule") or schedule.get("frequency")):
            continue
        for n, location in mappings(context.read("spec.backup.locations")):
            if walk(location, "volume.emptyDir") is not None:
                continue
            store = entries(location.get("s3") or location.get("gcs") or location.get("azblob") or location.get("ceph"))
            cause = f"{context.resource.address} (spec.backup.locations.{n})"
            bucket = text(store.get("bucket") or store.get("container"))
            place = Place(Keep.SAME_DISKS)
            if store:
                place = object_store(context, bucket, store.get("region"), store.get("endpoint"), cause)
            path = f"spec.backup.schedules.{i}.schedule"
            yield Backup(context.resource, path, place, unless(schedule.get("suspend")))


def ops_manager_backups(context: Context) -> Iterator[Backup]:
    """What Ops Manager or Cloud Manager takes of a MongoDB, to a store that is set up there.

    Source: https://www.mongodb.com/docs/kubernetes/current/reference/k8s-operator-specification/
    """
    if context.read("spec.backup.mode") == "enabled":
        place = Place(Keep.BUCKET, unknown("the snapshot store of Ops Manager"))
        yield Backup(context.resource, "spec.backup.mode", place)


BY_FURTHER_DATABASES: Final = {
    CLUSTER: couchbase_backups, VITESS: vitess_backups, "mongodb.com/MongoDB": ops_manager_backups,
}  # fmt: skip
"""The operators' own backups, by the type that they back up."""
