"""Where volume snapshots are kept, by the driver that takes them: by the cloud, or on the disks of the data itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from continuity_audit.estate.documents import entries
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.objects import objects, only
from continuity_audit.profiles.kubernetes.places import Keep, Place
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.kubernetes.storage_classes import NODE_PROVISIONERS
from continuity_audit.profiles.kubernetes.volumes import Volume, storage_class_of
from continuity_audit.profiles.terms import Context

SNAPSHOT_CLASS: Final = "snapshot.storage.k8s.io/VolumeSnapshotClass"
"""https://kubernetes.io/docs/concepts/storage/volume-snapshot-classes/"""

BESIDE_THE_DATA: Final = (
    ".rbd.csi.ceph.com", ".cephfs.csi.ceph.com", ".nfs.csi.ceph.com",
    # https://docs.ceph.com/en/latest/rbd/rbd-snapshot/: a snapshot shares the pool of its image
    ".driver.longhorn.io",           # https://longhorn.io/docs/1.9.0/concepts/#24-snapshots
    ".zfs.csi.openebs.io", ".io.openebs.csi-mayastor", ".cstor.csi.openebs.io", ".jiva.csi.openebs.io",
    # https://openebs.io/docs/user-guides/replicated-storage-user-guide/replicated-pv-mayastor/advanced-operations/snapshot
    ".linstor.csi.linbit.com",       # https://linbit.com/drbd-user-guide/linstor-guide-1_0-en/#s-linstor-snapshots
)  # fmt: skip
"""How the names of drivers end that keep snapshots on the disks on which the volume is."""

_LONGHORN: Final = "driver.longhorn.io"


def of_class(named: Value, volumes: Iterable[Volume], context: Context) -> Place:
    """Where the snapshots are kept that an operator takes of volumes with a class that it names, or the default one."""
    if isinstance(named, Unknown):
        return Place(named, stays=True)
    chosen = objects(context.estate).find(context.resource, SNAPSHOT_CLASS, text(named), "")
    cause = f"VolumeSnapshotClass/{text(named)}" if named else f"the VolumeSnapshotClass of {context.resource.address}"
    if chosen is not None:
        return _place(text(chosen.values.get("driver")), chosen, cause)
    drivers = sorted({_driver(volume, context) for volume in volumes})
    worst = next((driver for driver in drivers if _beside(driver)), drivers[0] if drivers else "")
    return _place(worst, None, cause) if worst else Place(unknown(cause), stays=True)


def of_volume(volume: Volume, context: Context) -> Place:
    """Where the snapshots of a volume are kept as far as its class tells; by the provider where it does not."""
    driver = _driver(volume, context)
    what = f"the VolumeSnapshotClass of {driver}"
    classes = objects(context.estate).nearest_such(
        volume.holder, what, lambda c: c.values.get("driver") == driver, SNAPSHOT_CLASS
    )
    return _place(driver, only(classes), what)


def _place(driver: str, snapshot_class: Resource | None, cause: str) -> Place:
    if driver == _LONGHORN:  # https://longhorn.io/docs/1.9.0/snapshots-and-backups/csi-snapshot-support/
        kind = None if snapshot_class is None else entries(snapshot_class.values.get("parameters")).get("type", "bak")
        if kind in (None, "bak"):  # a backup goes to Longhorn's backup target, as it does where nothing is said
            return Place(unknown(cause if kind is None else "the backup target of Longhorn"))
    return Place(Keep.SAME_DISKS if _beside(driver) else Keep.SNAPSHOTS)


def _beside(driver: str) -> bool:
    return driver in NODE_PROVISIONERS or f".{driver}".endswith(BESIDE_THE_DATA)


def _driver(volume: Volume, context: Context) -> str:
    found = storage_class_of(volume, context.estate)
    return "" if found is None else text(found.values.get("provisioner"))
