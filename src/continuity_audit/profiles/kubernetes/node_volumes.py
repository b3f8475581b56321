"""Volumes on the disks of a node, by what tools of backup can do with them."""

from __future__ import annotations

from typing import Final

from continuity_audit.profiles.kubernetes.pods import annotation, text
from continuity_audit.profiles.kubernetes.volumes import Volume, bound_volume, storage_class_of
from continuity_audit.profiles.terms import Context, walk

HOST_PATH_PROVISIONERS: Final = frozenset({
    "rancher.io/local-path", "cluster.local/local-path-provisioner", "kubernetes.io/host-path",
    "kubevirt.io/hostpath-provisioner", "microk8s.io/hostpath", "docker.io/hostpath", "k8s.io/minikube-hostpath",
})  # fmt: skip
"""Provisioners of folders on nodes whose volumes are of the kind ``hostPath`` unless they are told otherwise."""

SNAPSHOTLESS_PROVISIONERS: Final = frozenset({
    *HOST_PATH_PROVISIONERS, "kubernetes.io/no-provisioner", "openebs.io/local",
})  # fmt: skip
"""Provisioners of folders and disks of nodes without a CSI driver, which alone takes snapshots. https://kubernetes.io/docs/concepts/storage/volume-snapshots/"""


def is_host_path(volume: Volume, context: Context) -> bool:
    """Whether what is claimed is a ``hostPath``, which what mounts the volumes of pods does not find.

    That is what makers of folders on nodes make, unless ``local-path`` is told otherwise, by the class or the claim.
    Source: https://github.com/rancher/local-path-provisioner#usage
    """
    if bound := bound_volume(volume, context.estate):
        return walk(bound.values, "spec.hostPath") is not None
    found = storage_class_of(volume, context.estate)
    if found is None or text(found.values.get("provisioner")) not in HOST_PATH_PROVISIONERS:
        return False
    by_claim = annotation({"metadata": volume.metadata}, "volumeType")
    return (by_claim or annotation(found.values, "defaultVolumeType") or "hostPath").lower() == "hostpath"


def is_without_snapshots(volume: Volume, context: Context) -> bool:
    """Whether a volume is a folder or a disk of a node of which no driver takes snapshots."""
    if bound := bound_volume(volume, context.estate):
        return walk(bound.values, "spec.local") is not None
    found = storage_class_of(volume, context.estate)
    return found is not None and text(found.values.get("provisioner")) in SNAPSHOTLESS_PROVISIONERS
