"""Where a backup is kept, and where the cluster itself stands, as far as the code says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from enum import Enum, auto
from typing import Final

from msgspec import Struct

from continuity_audit.estate.documents import elements, entries, mappings
from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import any_of, as_truth, equals, if_else
from continuity_audit.estate.model import Resource
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import MARK, OPEN_PART, spelling
from continuity_audit.estate.values import Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.objects import objects, only
from continuity_audit.profiles.kubernetes.placement import REGION, ZONE, pinned
from continuity_audit.profiles.kubernetes.pods import WORKLOADS, filled, spec_path, text
from continuity_audit.profiles.places import account_of, region_of
from continuity_audit.profiles.terms import Context, walk

BUCKETS: Final = ("aws_s3_bucket", "google_storage_bucket", "azurerm_storage_account", "azurerm_storage_container")
CLUSTERS: Final = (
    "aws_eks_cluster", "google_container_cluster", "azurerm_kubernetes_cluster", "azurerm_kubernetes_automatic_cluster",
    "azurerm_redhat_openshift_cluster",
)  # fmt: skip
ROUTES: Final = (
    "Ingress", "gateway.networking.k8s.io/HTTPRoute", "traefik.io/IngressRoute", "traefik.containo.us/IngressRoute",
)  # fmt: skip
"""What publishes a host of the cluster."""
_MATCHED: Final = pattern(r"Host\(`([^`]+)`\)")
VERSIONING: Final = "aws_s3_bucket_versioning"
TERRAFORM_READ: Final = (*BUCKETS, *CLUSTERS, "aws_s3_bucket_object_lock_configuration", VERSIONING)
"""What the conditions on backups read of the Terraform beside the manifests."""

_ZONE_NAME = pattern(r"([a-z]{2}(?:-[a-z]+)+-\d+)[a-z]|([a-z]+-[a-z]+\d+)-[a-z]|([a-z]+\d*)-\d")
_SERVICE: Final = pattern(rf"\.svc(?=[.{MARK}]|$)|\.cluster\.local$")
"""What is in the name of a Service: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/"""
_REGION_IN_HOST = pattern(r"(?:^|[./-])([a-z]{2}(?:-[a-z]+)+-\d|(?:fr|nl|pl)-[a-z]{3})(?=[./:]|$)")


class Keep(Enum):
    """What a copy is kept on."""

    SAME_DISKS = auto()
    """Snapshots beside the data: they undo a mistake and die with the disks."""
    VOLUME = auto()
    """Another volume of the cluster, which outlives its node."""
    SNAPSHOTS = auto()
    """Snapshots that the provider keeps in the region."""
    CLUSTER = auto()
    """Object storage that the cluster itself runs."""
    BUCKET = auto()
    """Object storage off the cluster."""


class Place(Struct, frozen=True):
    """Where a copy is kept: on what, in which region, and whether whoever owns the cluster owns it too."""

    keep: Keep | Unknown
    """Open where code leaves open whether it is in the cluster: its object storage, or what keeps its snapshots."""
    region: Value = None
    shares_account: bool = False
    stays: bool = False
    """Whether it is in the region of the cluster, whatever is open of it."""

    @property
    def survives_node(self) -> Value:
        """Whether it is elsewhere than on the disks of a node."""
        if isinstance(self.keep, Unknown):
            return _open(self.keep, "is off the cluster")
        return self.keep in (Keep.VOLUME, Keep.SNAPSHOTS, Keep.BUCKET)

    @property
    def survives_zone(self) -> Value:
        """Whether it is outside any one zone; not known of a bucket whose place is not."""
        if isinstance(self.keep, Unknown):
            return _open(self.keep, "is outside the zone")
        if self.keep is Keep.BUCKET:
            return _open(self.region, "is outside the zone") if isinstance(self.region, Unknown) else True
        return self.keep is Keep.SNAPSHOTS

    def survives_region(self, home: Value) -> Value:
        """Whether it is outside the region ``home``."""
        if self.stays:
            return False
        if isinstance(self.keep, Unknown):
            return _open(self.keep, "is another region")
        if self.keep is not Keep.BUCKET:
            return False
        for region in (self.region, home):
            if isinstance(region, Unknown):
                return _open(region, "is another region")
        return text(self.region).lower() != text(home).lower()

    @property
    def survives_account(self) -> Value:
        """Whether an administrator of the cluster (of its account, where that is audited too) cannot delete it."""
        return False if self.shares_account else self.survives_node


class OneOf(Struct, frozen=True):
    """One of two places: the first where a value holds that code leaves open."""

    first_if: Value
    first: Place
    other: Place

    def _either(self, survives: Callable[[Place], Value]) -> Value:
        return if_else(self.first_if, lambda: survives(self.first), lambda: survives(self.other))

    @property
    def survives_node(self) -> Value:
        """Whether it is elsewhere than on the disks of a node."""
        return self._either(lambda place: place.survives_node)

    @property
    def survives_zone(self) -> Value:
        """Whether it is outside any one zone."""
        return self._either(lambda place: place.survives_zone)

    def survives_region(self, home: Value) -> Value:
        """Whether it is outside the region ``home``."""
        return self._either(lambda place: place.survives_region(home))

    @property
    def survives_account(self) -> Value:
        """Whether an administrator of the cluster cannot delete it."""
        return self._either(lambda place: place.survives_account)


def _open(region: Unknown, what: str) -> Value:
    return as_truth(unknown(*region.causes, key=f"{region.key} {what}"))


def object_store(context: Context, bucket: str, region: Value, endpoint: Value, cause: str) -> Place:
    """The place of a bucket: its stated region, that in its endpoint's name, or that of the bucket in Terraform."""
    endpoint, region = filled(endpoint), filled(region)
    declared = only(context.estate.named(bucket, *BUCKETS, near=context.resource)) if bucket else None
    shared = declared is not None and _is_own(declared, context)
    inside = _is_inside(_host(endpoint)) or _is_service(_host(endpoint), context)
    inside = _is_published(_host(endpoint), context) or inside
    if inside is None and isinstance(endpoint, Unknown):
        return Place(endpoint, shares_account=shared)
    if inside:
        return Place(Keep.CLUSTER)
    if at_amazon(endpoint) is not True:  # the region that clients of others are told is a word of these
        region = None
    if isinstance(region, str) and region:
        return Place(Keep.BUCKET, region, shared)
    if found := _REGION_IN_HOST.search(_host(endpoint)):
        return Place(Keep.BUCKET, found[1], shared)
    if declared is not None and isinstance(home := region_of(declared), str):
        return Place(Keep.BUCKET, home, shared)
    return Place(Keep.BUCKET, region if isinstance(region, Unknown) else unknown(cause), shared)


def _host(endpoint: Value) -> str:
    """The host of an endpoint, with a mark for each part of it that is open."""
    url = re.sub(OPEN_PART, MARK, spelling(endpoint))
    return url.partition("://")[2].partition("/")[0] or url.partition("/")[0]


def _is_inside(host: str) -> bool | None:
    """Whether a host is one of the cluster's own; ``None`` where that hangs on what is open in it."""
    name = host.partition(":")[0]
    if _SERVICE.search(name):
        return True
    known = name.rpartition(MARK)[2]
    if MARK in name and "." not in known.lstrip("."):
        return None
    return bool(name) and "." not in name


def _is_service(host: str, context: Context) -> bool | None:
    """Whether a host is a Service of the code with its namespace: ``minio.storage``; ``None`` as above."""
    name, _, namespace = host.partition(":")[0].partition(".")
    if not namespace or MARK in host:
        return _is_inside(host)
    return objects(context.estate).find(context.resource, "Service", name, namespace) is not None


def _is_published(host: str, context: Context) -> bool:
    """Whether the cluster itself publishes a host, by an Ingress or a route of the code: that leads back into it."""
    routes = published_hosts(context.estate).get(host.partition(":")[0], ())
    return bool(objects(context.estate).clusters.beside(routes, context.resource))


@once
def published_hosts(estate: Estate) -> Mapping[str, Sequence[Resource]]:
    """The Ingresses and routes by the hosts that they publish, with a mark for each part that is open."""
    found: dict[str, list[Resource]] = defaultdict(list)
    for route in objects(estate).of(*ROUTES):
        spec = entries(route.values.get("spec"))
        hosts = [rule.get("host") for _, rule in mappings(spec.get("rules"))] + list(elements(spec.get("hostnames")))
        matched = (text(one.get("match")) for _, one in mappings(spec.get("routes")))
        hosts += [host for match in matched for host in _MATCHED.findall(match)]
        for host in (_host(filled(host)) for host in hosts):
            if host not in ("", MARK):
                found[host].append(route)
    return found


def at_amazon(endpoint: Value) -> Value:
    """Whether an endpoint is one of Amazon's, as the one is that is left out."""
    host = _host(filled(endpoint))
    if not host or "amazonaws.com" in host:
        return True
    is_open = _is_inside(host) is None
    return _open(found, "is Amazon's") if is_open and isinstance(found := filled(endpoint), Unknown) else False


def _is_own(bucket: Resource, context: Context) -> bool:
    """Whether the bucket is in the account of the audited cluster, and not locked against its administrators."""
    homes = {text(account_of(c)) for c in context.estate.of_type(*CLUSTERS)}
    return text(account_of(bucket)) in homes and not _locked(bucket, context)


def locked_bucket(bucket: str, context: Context) -> bool:
    """Whether Terraform beside the manifests locks the one bucket of that name even against administrators."""
    declared = only(context.estate.named(bucket, *BUCKETS, near=context.resource)) if bucket else None
    return declared is not None and _locked(declared, context)


def _locked(bucket: Resource, context: Context) -> bool:
    if bucket.type == "google_storage_bucket":
        return walk(bucket.values, "retention_policy.is_locked") is True
    for lock in context.estate.of_type("aws_s3_bucket_object_lock_configuration"):
        retention = walk(lock.values, "rule.default_retention.mode")
        if retention == "COMPLIANCE" and bucket in context.estate.named(lock.values.get("bucket"), *BUCKETS, near=lock):
            return True
    return False


def versions_kept(bucket: str, context: Context) -> Value:
    """Whether Terraform beside the manifests has the one bucket of a name keep what is overwritten or deleted."""
    declared = only(context.estate.named(bucket, *BUCKETS, near=context.resource)) if bucket else None
    if declared is None:
        return False
    if declared.type == "aws_s3_bucket":
        settings = [walk(declared.values, "versioning.enabled")]
        for one in context.estate.of_type(VERSIONING):
            if declared in context.estate.named(one.values.get("bucket"), *BUCKETS, near=one):
                settings.append(equals(walk(one.values, "versioning_configuration.status"), "Enabled"))
        return any_of((lambda s=s: as_truth(s)) for s in settings)  # type: ignore[misc]
    path = "versioning.enabled" if declared.type == "google_storage_bucket" else "blob_properties.versioning_enabled"
    return as_truth(walk(declared.values, path))


# --- where the cluster stands -------------------------------------------------------------------------------------


def cluster_region(context: Context) -> Value:
    """The region of the cluster: by what pins its pods, its snapshots, or as the only one in Terraform."""
    resource = context.resource
    if resource.type in WORKLOADS:
        pods = entries(walk(resource.values, spec_path(resource)))
        if len(named := pinned(pods, REGION)) == 1:
            return named[0]
        if regions := {region_of_zone(zone) for zone in pinned(pods, ZONE)} - {""}:
            return regions.pop() if len(regions) == 1 else unknown("the region of the cluster")
    return _told_by_storage(context) or _told_by_terraform(context) or unknown("the region of the cluster")


def region_of_zone(zone: str) -> str:
    """The region in the name of a zone: ``eu-west-1a``, ``europe-west1-b``, ``westeurope-1``; else empty."""
    found = _ZONE_NAME.fullmatch(zone)
    return next(filter(None, found.groups()), "") if found else ""


def _told_by_storage(context: Context) -> str:
    snapshots = objects(context.estate).nearest(context.resource, "velero.io/VolumeSnapshotLocation")
    regions = {text(walk(location.values, "spec.config.region")) for location in snapshots}
    for storage_class in objects(context.estate).nearest(context.resource, "StorageClass"):
        for _, topology in mappings(storage_class.values.get("allowedTopologies")):
            for _, expression in mappings(topology.get("matchLabelExpressions")):
                if expression.get("key") in ZONE:
                    regions |= {region_of_zone(text(zone)) for zone in elements(expression.get("values"))}
    regions.discard("")
    return regions.pop() if len(regions) == 1 else ""


def clusters_named(resource: Resource, estate: Estate) -> list[Resource]:
    """The clusters that its provider names, where Terraform applies it: one, but for what code leaves open."""
    found = {
        cluster.id: cluster
        for reference in sorted(resource.provider.clusters, key=str)
        for cluster in estate.referred(reference, resource)
        if cluster.type in CLUSTERS
    }
    return list(found.values())


def _told_by_terraform(context: Context) -> str:
    named = clusters_named(context.resource, context.estate)
    regions = {region_of(cluster) for cluster in named or context.estate.of_type(*CLUSTERS)}
    only_one = regions.pop() if len(regions) == 1 else ""
    return only_one if isinstance(only_one, str) else ""
