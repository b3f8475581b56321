"""Storage on its own: a claim that no workload of the code mounts, and Velero's storage locations."""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.logic import as_truth
from continuity_audit.estate.model import Kind
from continuity_audit.estate.values import Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.backup import READS
from continuity_audit.profiles.kubernetes.file_systems import ACCESS_POINT
from continuity_audit.profiles.kubernetes.placement import made_by_code
from continuity_audit.profiles.kubernetes.places import at_amazon, locked_bucket
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.kubernetes.rungs import (
    ACCOUNT_RESTORED,
    DATA_RESTORED,
    NODE_RESTORED,
    REATTACHED,
    REGION_RESTORED,
    ZONE_RESTORED,
    ZONES,
)
from continuity_audit.profiles.kubernetes.storage_classes import REGION_DRIVERS, class_named
from continuity_audit.profiles.kubernetes.velero import place_of_location
from continuity_audit.profiles.kubernetes.volume_conditions import outlives_zone
from continuity_audit.profiles.kubernetes.volumes import bound_volume, file_systems_under, volumes_of
from continuity_audit.profiles.profile import Profile, continues, recovers
from continuity_audit.profiles.terms import Context, fact, walk

CLOUD_DISKS: Final = {
    "ebs.csi.aws.com": "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volumes.html",
    "kubernetes.io/aws-ebs": "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volumes.html",
    "pd.csi.storage.gke.io": "https://cloud.google.com/compute/docs/disks/persistent-disks",
    "kubernetes.io/gce-pd": "https://cloud.google.com/compute/docs/disks/persistent-disks",
    "disk.csi.azure.com": "https://learn.microsoft.com/azure/virtual-machines/disks-redundancy",
    "kubernetes.io/azure-disk": "https://learn.microsoft.com/azure/virtual-machines/disks-redundancy",
}
"""Provisioners whose volumes the cloud replicates inside the zone, with the page that says so."""


@fact("the cloud replicates it inside the zone, by its storage class or volume")
def replicated_by_cloud(context: Context) -> Value:
    for volume in volumes_of(context):
        if bound := bound_volume(volume, context.estate):
            driver = text(walk(bound.values, "spec.csi.driver"))
            context.about(bound).note("spec.csi.driver", driver)
            return driver in CLOUD_DISKS or driver in REGION_DRIVERS
    name = text(context.read("spec.storageClassName"))
    found = class_named(context.resource, name, context.estate) if name else None
    if found is None:
        return False
    context.about(found).note("provisioner", found.values.get("provisioner"))
    return found.values.get("provisioner") in CLOUD_DISKS


@fact("what it claims does not lie on a file system that is a component of its own")
def holds_its_own(context: Context) -> Value:
    return not file_systems_under(context)


claim = Profile(
    type="PersistentVolumeClaim", title="Kubernetes PersistentVolumeClaim",
    kind=Kind.BLOCK_STORAGE, stateful=True,
    data=(DATA_RESTORED,),
    instance=(
        continues(
            "service", "the cloud keeps copies of the volume inside its zone, on several machines",
            when=replicated_by_cloud | outlives_zone, source=CLOUD_DISKS["ebs.csi.aws.com"],
        ),
        REATTACHED, NODE_RESTORED,
    ),
    zone=(
        continues("service", "its storage is kept in several zones", when=outlives_zone, rto="0s-60s", source=ZONES),
        ZONE_RESTORED,
    ),
    region=(REGION_RESTORED,),
    account=(ACCOUNT_RESTORED,),
    component=made_by_code & holds_its_own,
    names=("metadata.name",),
    reads=(*READS, ACCESS_POINT),
)  # fmt: skip


# --- Velero's storage locations -----------------------------------------------------------------------------------

BUCKETS_OF_CLOUDS: Final = ("aws", "velero.io/aws", "gcp", "velero.io/gcp", "azure", "velero.io/azure")


@fact("its bucket is object storage of a cloud, kept in several zones")
def in_a_cloud(context: Context) -> Value:
    provider = context.read("spec.provider")
    context.note("spec.provider", provider)
    if isinstance(provider, Unknown):
        return as_truth(provider)
    if text(endpoint := context.read("spec.config.s3Url")):
        context.note("spec.config.s3Url", endpoint)
    return text(provider) in BUCKETS_OF_CLOUDS and at_amazon(endpoint)


@fact("its bucket is kept in several zones")
def in_several_zones(context: Context) -> Value:
    if in_a_cloud.value(context) is not False:
        return in_a_cloud.value(context)
    if (off := off_the_cluster.value(context)) is not True:
        return off
    return as_truth(unknown(f"the place of {context.resource.address} (spec.config.s3Url)"))


@fact("its bucket is off the cluster")
def off_the_cluster(context: Context) -> Value:
    return place_of_location(context.resource, context.resource, context).survives_node


@fact("its bucket is locked (Object Lock in compliance mode with a default retention)", reads=READS)
def locked(context: Context) -> Value:
    return locked_bucket(text(walk(context.resource.values, "spec.objectStorage.bucket")), context)


S3_DURABILITY: Final = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/DataDurability.html"
OBJECT_LOCK: Final = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html"

storage_location = Profile(
    type="velero.io/BackupStorageLocation", title="Velero BackupStorageLocation",
    kind=Kind.BACKUP_VAULT, stateful=True,
    data=(
        recovers("restore", "its bucket is locked, so what was written can be read again",
                 when=locked, rto="15m-4h", source=OBJECT_LOCK),
    ),
    instance=(
        continues("service", "the cloud keeps its bucket on many machines", when=in_a_cloud, source=S3_DURABILITY),
        recovers("restart", "its bucket is not kept by the cluster's nodes", when=off_the_cluster,
                 rto="1m-1h", source="https://velero.io/docs/main/locations/"),
    ),
    zone=(
        continues("service", "its bucket is kept in several zones", when=in_several_zones, source=S3_DURABILITY),
    ),
    account=(
        recovers("restore", "its bucket is locked against administrators",
                 when=locked, rto="1h-24h", source=OBJECT_LOCK),
    ),
    names=("metadata.name",),
    reads=READS,
)  # fmt: skip

PROFILES: Final = (claim, storage_location)
