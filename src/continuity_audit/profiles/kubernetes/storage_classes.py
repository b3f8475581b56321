"""How far a volume reaches: on one node, in one zone, or over the zones; by its storage class, volume and driver."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from msgspec import Struct

from continuity_audit.estate.documents import elements, entries, mappings
from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.placement import ZONE
from continuity_audit.profiles.kubernetes.pods import annotation, namespace_of, text
from continuity_audit.profiles.terms import walk


class Reach(IntEnum):
    """What a volume outlives."""

    NODE = 0
    """It is a disk of the node and dies with it."""
    ZONE = 1
    """It outlives the node and is used from its own zone; block volumes of the clouds, and whatever is not known."""
    REGION = 2
    """It is kept in several zones."""


NO_PROVISIONER: Final = "kubernetes.io/no-provisioner"
"""Of a class for volumes that are there. https://kubernetes.io/docs/concepts/storage/storage-classes/#local"""

NODE_PROVISIONERS: Final = frozenset({
    NO_PROVISIONER,
    "kubernetes.io/host-path",           # https://github.com/kubernetes/kubernetes/blob/master/pkg/volume/hostpath/host_path.go
    "rancher.io/local-path", "cluster.local/local-path-provisioner",
    # https://github.com/rancher/local-path-provisioner/tree/master/deploy/chart/local-path-provisioner
    "openebs.io/local", "local.csi.openebs.io",
    "zfs.csi.openebs.io",                # https://openebs.io/docs/user-guides/local-storage-user-guide/local-pv-zfs/zfs-overview
    "topolvm.io", "topolvm.cybozu.com",
    "microk8s.io/hostpath", "docker.io/hostpath", "k8s.io/minikube-hostpath", "hostpath.csi.k8s.io",
    "directpv-min-io",                   # https://github.com/minio/directpv/blob/master/docs/architecture.md
    "rawfile.csi.openebs.io",            # https://github.com/openebs/rawfile-localpv
    "kubevirt.io.hostpath-provisioner", "kubevirt.io/hostpath-provisioner",
    # https://github.com/kubevirt/hostpath-provisioner
    "org.democratic-csi.local-hostpath", "org.democratic-csi.zfs-local-dataset", "org.democratic-csi.zfs-local-zvol",
    # https://github.com/democratic-csi/democratic-csi/tree/master/examples
    "localdisk.csi.acstor.io",           # https://learn.microsoft.com/azure/storage/container-storage/use-container-storage-with-local-disk
    "lvm.driver.harvesterhci.io",        # https://github.com/harvester/csi-driver-lvm
    "lvm.csi.metal-stack.io",            # https://github.com/metal-stack/csi-driver-lvm
})  # fmt: skip
"""Provisioners that carve volumes out of the node's own disk."""

NODE_CLASSES: Final = frozenset({
    "local-path", "openebs-hostpath", "microk8s-hostpath",
    "local-storage",                     # https://kubernetes.io/docs/concepts/storage/storage-classes/#local
    "directpv-min-io", "openebs-lvmpv", "openebs-zfspv", "topolvm-provisioner",
})  # fmt: skip
"""Classes by the names that their provisioners document, where the class itself is not in the code."""

REGION_DRIVERS: Final = frozenset({
    "efs.csi.aws.com",                   # https://docs.aws.amazon.com/efs/latest/ug/how-it-works.html
    "s3.csi.aws.com", "gcsfuse.csi.storage.gke.io",
})  # fmt: skip
"""Drivers whose storage the cloud keeps in several zones whatever the parameters."""

DIRECTORY_BUCKET: Final = "--x-s3"
"""How the name of an S3 bucket ends that is kept in one zone. https://docs.aws.amazon.com/AmazonS3/latest/userguide/directory-bucket-naming-rules.html"""

_GCE = ("pd.csi.storage.gke.io", "kubernetes.io/gce-pd")
_AZURE = ("disk.csi.azure.com", "kubernetes.io/azure-disk", "file.csi.azure.com", "kubernetes.io/azure-file",
          "blob.csi.azure.com")  # fmt: skip
_AZURE_SKU = ("skuname", "storageaccounttype")

DEFAULT_CLASS: Final = "storageclass.kubernetes.io/is-default-class"


def reach_of_class(storage_class: Resource, estate: Estate) -> Reach:
    """What the volumes of a storage class outlive."""
    provisioner = text(storage_class.values.get("provisioner"))
    parameters = {key.lower(): value for key, value in entries(storage_class.values.get("parameters")).items()}
    if provisioner in NODE_PROVISIONERS or _is_on_one_node(provisioner, parameters, storage_class, estate):
        return Reach.NODE
    if provisioner in REGION_DRIVERS or _is_regional(provisioner, parameters, storage_class, estate):
        return Reach.REGION
    return Reach.ZONE


_COPIES: Final[Mapping[str, tuple[str, ...]]] = {
    "driver.longhorn.io": ("numberofreplicas",),  # https://longhorn.io/docs/1.9.0/references/storage-class-parameters/
    "io.openebs.csi-mayastor": ("repl",),
    # https://openebs.io/docs/user-guides/replicated-storage-user-guide/replicated-pv-mayastor/configuration/rs-storage-class-parameters
    "linstor.csi.linbit.com": ("linstor.csi.linbit.com/placementcount", "linstor.csi.linbit.com/autoplace",
                               "placementcount", "autoplace"),
    # https://linbit.com/drbd-user-guide/linstor-guide-1_0-en/#s-kubernetes-params-autoplace
    "pxd.portworx.com": ("repl",), "kubernetes.io/portworx-volume": ("repl",),
    # https://kubernetes.io/docs/concepts/storage/storage-classes/#portworx-volume
    "cstor.csi.openebs.io": ("replicacount",),
    # https://github.com/openebs/cstor-operators/blob/develop/docs/tutorial/volumes/storageclass.md
}  # fmt: skip
"""Drivers that keep volumes on disks of nodes, with the parameters that say how many copies there are of each."""

_ONCE_UNLESS_ASKED: Final = (
    "linstor.csi.linbit.com",  # https://github.com/piraeusdatastore/linstor-csi/blob/master/pkg/volume/parameter.go
    "pxd.portworx.com", "kubernetes.io/portworx-volume",
)  # fmt: skip
"""Those of them that keep a volume once where the class does not say how often."""


def _is_on_one_node(provisioner: str, parameters: Mapping[str, Value], near: Resource, estate: Estate) -> bool:
    """Whether a driver that keeps its volumes on disks of nodes may keep all that there is of one on a single node."""
    said = [text(parameters[parameter]) for parameter in _COPIES.get(provisioner, ()) if parameter in parameters]
    if "1" in said or (provisioner in _ONCE_UNLESS_ASKED and not said and _places_by_count(parameters)):
        return True
    if provisioner.endswith(_CEPH):
        return any(map(_pool_dies_with_node, _ceph_pools(parameters, near, estate)))
    return False


def _places_by_count(parameters: Mapping[str, Value]) -> bool:
    """Whether neither a list of nodes nor a group that is described elsewhere says where copies go (LINSTOR)."""
    elsewhere = ("nodelist", "clientlist", "resourcegroup")
    return not any(key.rpartition("/")[2] in elsewhere for key in parameters)


def _is_regional(provisioner: str, parameters: Mapping[str, Value], near: Resource, estate: Estate) -> bool:
    """Whether the parameters of a class ask for copies in several zones."""
    if provisioner in _GCE:  # https://cloud.google.com/kubernetes-engine/docs/how-to/persistent-volumes/regional-pd
        is_regional = text(parameters.get("type")) == "hyperdisk-balanced-high-availability"
        return is_regional or text(parameters.get("replication-type")) == "regional-pd"
    if provisioner == "filestore.csi.storage.gke.io":  # https://cloud.google.com/filestore/docs/service-tiers
        return text(parameters.get("tier")).lower() in ("enterprise", "regional")
    if provisioner in _AZURE:  # https://learn.microsoft.com/azure/aks/azure-csi-disk-storage-provision
        sku = next((text(parameters[key]) for key in _AZURE_SKU if key in parameters), "").upper()
        return sku.endswith(("_ZRS", "_GZRS", "_RAGZRS"))
    if provisioner == "driver.longhorn.io":  # https://longhorn.io/docs/1.9.0/references/storage-class-parameters/
        hard = text(parameters.get("replicazonesoftantiaffinity")) == "disabled"
        return hard and _number(parameters.get("numberofreplicas"), 3) >= 2
    if provisioner.endswith(_CEPH):
        pools = _ceph_pools(parameters, near, estate)
        return bool(pools) and all(map(_pool_spans_zones, pools))
    return False


def _number(value: Value, default: int) -> int:
    return int(text(value)) if text(value).isdigit() else default


_CEPH: Final = (".rbd.csi.ceph.com", ".cephfs.csi.ceph.com")
"""How the names of the drivers of Rook end, which the namespace of its operator begins."""


def _ceph_pools(parameters: Mapping[str, Value], near: Resource, estate: Estate) -> list[Value]:
    """The pools of Rook that hold the volumes of a class, as far as the code has them.

    Sources: https://rook.io/docs/rook/latest/CRDs/Block-Storage/ceph-block-pool-crd/,
    https://rook.io/docs/rook/latest/CRDs/Shared-Filesystem/ceph-filesystem-crd/
    """
    namespace = text(parameters.get("clusterid")) or namespace_of(near)
    index = objects(estate)
    named = (text(parameters.get(key)) for key in ("pool", "datapool"))
    blocks = (index.find(near, "ceph.rook.io/CephBlockPool", name, namespace) for name in named if name)
    if pools := [walk(pool.values, "spec") for pool in blocks if pool]:
        return pools
    filesystem = index.find(near, "ceph.rook.io/CephFilesystem", text(parameters.get("fsname")), namespace)
    if filesystem is None:
        return []
    pools = [walk(filesystem.values, "spec.metadataPool")]
    return pools + [pool for _, pool in mappings(walk(filesystem.values, "spec.dataPools"))]


def _pool_spans_zones(pool: Value) -> bool:
    return walk(pool, "failureDomain") == "zone" and _number(walk(pool, "replicated.size"), 0) >= 2


def _pool_dies_with_node(pool: Value) -> bool:
    """Whether there is one copy only, or the copies are kept on different disks and not on different hosts."""
    return walk(pool, "failureDomain") == "osd" or _number(walk(pool, "replicated.size"), 3) == 1


def reach_of_pools(pools: list[Value]) -> Reach:
    """What the volumes outlive that lie on some pools of Ceph."""
    if any(map(_pool_dies_with_node, pools)):
        return Reach.NODE
    return Reach.REGION if pools and all(map(_pool_spans_zones, pools)) else Reach.ZONE


def class_named(near: Resource, name: str, estate: Estate) -> Resource | None:
    """The one class of a name, where the code holds it.

    What is put aside (tests, examples) is not there for others. A class that stands only there does count where its
    volumes die with their node: to take the name for that of another class, whose volumes outlive it, would be a guess.
    """
    index = objects(estate)
    found = index.find(near, "StorageClass", name, "")
    if found is not None:
        return found
    others = index.called("StorageClass", name)
    return others[0] if others and all(reach_of_class(c, estate) is Reach.NODE for c in others) else None


class OpenReach(Struct, frozen=True):
    """What a volume outlives where the code leaves that open: at least, at most, and what it hangs on."""

    least: Reach
    most: Reach
    by: Unknown


class Default(Struct, frozen=True):
    """What a claim without a class gets: the class, where that is sure, and what its volume outlives."""

    storage_class: Resource | None
    reach: Reach | OpenReach


def default_class(near: Resource, estate: Estate) -> Default:
    """The class that a claim without one gets: the default of its own cluster, as far as the folders tell which is it.

    Without one in the code, it is taken to be zonal.
    """
    return objects(estate).remember(("default class", near.root), lambda: _default_class(near, estate))


def _default_class(near: Resource, estate: Estate) -> Default:
    index = objects(estate)
    marked = [c for c in estate.of_type("StorageClass") if annotation(c.values, DEFAULT_CLASS) == "true"]
    found = index.nearest_of(marked, near)
    reaches = [reach_of_class(c, estate) for c in found] or [Reach.ZONE]
    sure = not index.clusters.leave_one_out(found, near)
    if not sure:  # another cluster may have another one, which the code does not hold
        reaches.append(Reach.ZONE)
    least, most = min(reaches), max(reaches)
    cause = unknown(f"the default StorageClass of {near.root}", key=f"default class of {near.root}")
    alike = len({(text(c.values.get("provisioner")), repr(c.values.get("parameters"))) for c in found}) == 1
    return Default(
        found[0] if sure and alike else None, least if least == most else OpenReach(least, most, cause)
    )  # fmt: skip


def _in_one_zone(spec: Mapping[str, Value]) -> bool:
    """Whether a volume can be used from one zone only. https://kubernetes.io/docs/concepts/storage/persistent-volumes/#node-affinity"""
    terms = [term for _, term in mappings(walk(spec, "nodeAffinity.required.nodeSelectorTerms"))]
    zones = [_zones_of(term) for term in terms]
    return bool(zones) and all(zones) and len(set().union(*zones)) == 1


def _zones_of(term: Mapping[str, Value]) -> set[str]:
    """The zones that a term allows; none where it allows any."""
    for _, expression in mappings(term.get("matchExpressions")):
        if expression.get("key") in ZONE and expression.get("operator") == "In":
            return set(map(text, elements(expression.get("values"))))
    return set()


_ZONE_PARAMETERS: Final = ("zone", "zones", "availability")
"""Where older provisioners of AWS and Google, and Cinder's, are told the zones of their volumes.

https://kubernetes.io/docs/concepts/storage/storage-classes/#aws-ebs,
https://github.com/kubernetes/cloud-provider-openstack/blob/master/docs/cinder-csi-plugin/using-cinder-csi-plugin.md
"""


def makes_volumes_in_one_zone(storage_class: Resource) -> bool:
    """Whether all volumes of a class are in the same zone, so that the pods that mount them are."""
    parameters = {key.lower(): text(value) for key, value in entries(storage_class.values.get("parameters")).items()}
    if any(parameters[key] and "," not in parameters[key] for key in _ZONE_PARAMETERS if key in parameters):
        return True
    terms = [_allowed_zones(term) for _, term in mappings(storage_class.values.get("allowedTopologies"))]
    return bool(terms) and all(terms) and len(set().union(*terms)) == 1


def _allowed_zones(term: Mapping[str, Value]) -> set[str]:
    """The zones of a term of the allowed topologies; none where it allows any."""
    for _, expression in mappings(term.get("matchLabelExpressions")):
        if expression.get("key") in ZONE:
            return set(map(text, elements(expression.get("values"))))
    return set()


def reach_of_volume(volume: Resource) -> Reach:
    """What a PersistentVolume that the code declares outlives."""
    spec = entries(volume.values.get("spec"))
    driver = text(walk(spec, "csi.driver"))
    if "hostPath" in spec or "local" in spec or driver in NODE_PROVISIONERS:
        return Reach.NODE
    server = text(walk(spec, "nfs.server"))
    if _in_one_zone(spec) or text(walk(spec, "csi.volumeAttributes.bucketName")).endswith(DIRECTORY_BUCKET):
        return Reach.ZONE
    if driver in REGION_DRIVERS or (server.startswith("fs-") and ".efs." in server):
        return Reach.REGION
    return Reach.ZONE
