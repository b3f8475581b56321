"""Objects of Google's Config Connector, which is built on Terraform's provider for Google Cloud.

Sources: https://cloud.google.com/config-connector/docs/reference/overview,
https://github.com/GoogleCloudPlatform/k8s-config-connector, config/servicemappings
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_audit.estate.documents import elements, entries
from continuity_audit.estate.model import Provider, Resource
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.pods import filled, text
from continuity_audit.profiles.managed_resources.dialect import Dialect
from continuity_audit.profiles.terms import walk

_DOMAIN: Final = "cnrm.cloud.google.com"
_DIRECTIVE: Final = "cnrm.cloud.google.com/remove-default-node-pool"
"""Arguments that are no property of the resource are annotations.

Source: https://cloud.google.com/config-connector/docs/concepts/managing-and-deleting-resources
"""
_ZONE: Final = pattern(r"[a-z]+-[a-z]+\d+-[a-z]")

_KINDS: Final[Mapping[str, Mapping[str, str]]] = {
    "alloydb": {
        "AlloyDBBackup": "alloydb_backup", "AlloyDBCluster": "alloydb_cluster", "AlloyDBInstance": "alloydb_instance",
        "AlloyDBUser": "alloydb_user",
    },
    "artifactregistry": {"ArtifactRegistryRepository": "artifact_registry_repository"},
    "bigquery": {"BigQueryDataset": "bigquery_dataset", "BigQueryTable": "bigquery_table"},
    "bigtable": {
        "BigtableAppProfile": "bigtable_app_profile", "BigtableGCPolicy": "bigtable_gc_policy",
        "BigtableInstance": "bigtable_instance", "BigtableTable": "bigtable_table",
    },
    "cloudfunctions2": {"CloudFunctions2Function": "cloudfunctions2_function"},
    "compute": {
        "ComputeBackendBucket": "compute_backend_bucket", "ComputeInstanceGroup": "compute_instance_group",
        "ComputeInstanceTemplate": "compute_instance_template",
        "ComputeInterconnectAttachment": "compute_interconnect_attachment", "ComputeNetwork": "compute_network",
        "ComputeNetworkEndpointGroup": "compute_network_endpoint_group",
        "ComputeProjectMetadata": "compute_project_metadata",
        "ComputeRegionNetworkEndpointGroup": "compute_region_network_endpoint_group",
        "ComputeResourcePolicy": "compute_resource_policy", "ComputeRouter": "compute_router",
        "ComputeRouterNAT": "compute_router_nat", "ComputeTargetGRPCProxy": "compute_target_grpc_proxy",
        "ComputeTargetInstance": "compute_target_instance", "ComputeTargetPool": "compute_target_pool",
        "ComputeTargetSSLProxy": "compute_target_ssl_proxy", "ComputeTargetTCPProxy": "compute_target_tcp_proxy",
        "ComputeTargetVPNGateway": "compute_vpn_gateway", "ComputeVPNGateway": "compute_ha_vpn_gateway",
        "ComputeVPNTunnel": "compute_vpn_tunnel",
    },
    "container": {"ContainerCluster": "container_cluster", "ContainerNodePool": "container_node_pool"},
    "dataflow": {"DataflowFlexTemplateJob": "dataflow_flex_template_job", "DataflowJob": "dataflow_job"},
    "eventarc": {"EventarcTrigger": "eventarc_trigger"},
    "dns": {"DNSManagedZone": "dns_managed_zone", "DNSRecordSet": "dns_record_set"},
    "filestore": {"FilestoreInstance": "filestore_instance"},
    "firestore": {
        "FirestoreBackupSchedule": "firestore_backup_schedule", "FirestoreDatabase": "firestore_database",
        "FirestoreIndex": "firestore_index",
    },
    "kms": {"KMSCryptoKey": "kms_crypto_key", "KMSKeyRing": "kms_key_ring"},
    "memcache": {"MemcacheInstance": "memcache_instance"},
    "pubsub": {"PubSubSubscription": "pubsub_subscription", "PubSubTopic": "pubsub_topic"},
    "redis": {"RedisCluster": "redis_cluster", "RedisInstance": "redis_instance"},
    "run": {"RunJob": "cloud_run_v2_job", "RunService": "cloud_run_v2_service"},
    "secretmanager": {
        "SecretManagerSecret": "secret_manager_secret", "SecretManagerSecretVersion": "secret_manager_secret_version",
    },
    "spanner": {"SpannerDatabase": "spanner_database", "SpannerInstance": "spanner_instance"},
    "sql": {"SQLDatabase": "sql_database", "SQLInstance": "sql_database_instance", "SQLUser": "sql_user"},
    "storage": {"StorageBucket": "storage_bucket", "StorageNotification": "storage_notification"},
    "storagetransfer": {"StorageTransferJob": "storage_transfer_job"},
    "vpcaccess": {"VPCAccessConnector": "vpc_access_connector"},
}  # fmt: skip
_BY_LOCATION: Final[Mapping[str, Mapping[str, str]]] = {
    "ComputeAddress": {"region": "compute_address", "global": "compute_global_address"},
    "ComputeAutoscaler": {"region": "compute_region_autoscaler", "zone": "compute_autoscaler"},
    "ComputeBackendService": {"region": "compute_region_backend_service", "global": "compute_backend_service"},
    "ComputeDisk": {"region": "compute_region_disk", "zone": "compute_disk"},
    "ComputeForwardingRule": {"region": "compute_forwarding_rule", "global": "compute_global_forwarding_rule"},
    "ComputeInstance": {"zone": "compute_instance"},
    "ComputeInstanceGroupManager": {
        "region": "compute_region_instance_group_manager",
        "zone": "compute_instance_group_manager",
    },
    "ComputeTargetHTTPProxy": {"region": "compute_region_target_http_proxy", "global": "compute_target_http_proxy"},
    "ComputeTargetHTTPSProxy": {"region": "compute_region_target_https_proxy", "global": "compute_target_https_proxy"},
    "ComputeURLMap": {"region": "compute_region_url_map", "global": "compute_url_map"},
}
"""Kinds of which Terraform has a type for each kind of place: global, in a region or in a zone."""
_FIELDS: Final[Mapping[str, str]] = {
    "encryptionKMSCryptoKeyRef": "encryption_key_name", "instanceTemplateRef": "source_instance_template",
    "masterInstanceRef": "master_instance_name", "sourceDiskRef": "source",
}  # fmt: skip
"""References whose arguments have other names."""
_FIELDS_OF: Final[Mapping[tuple[str, str], str]] = {
    ("BigQueryTable", "datasetRef"): "dataset_id", ("BigtableGCPolicy", "instanceRef"): "instance_name",
    ("BigtableTable", "instanceRef"): "instance_name",
    ("ComputeInstanceGroupManager", "instanceTemplateRef"): "instance_template",
    ("ComputeInstanceGroupManager", "versions"): "version", ("ComputeBackendBucket", "bucketRef"): "bucket_name",
    ("MemcacheInstance", "networkRef"): "authorized_network", ("StorageTransferJob", "bucketRef"): "bucket_name",
}  # fmt: skip
_ONE_OF: Final = ("defaultService", "group", "service", "target")
"""Fields of load balancers that hold one of several references."""
_IDENTIFIERS: Final[Mapping[str, str]] = {
    "alloydb_backup": "backup_id", "alloydb_cluster": "cluster_id", "alloydb_instance": "instance_id",
    "alloydb_user": "user_id", "artifact_registry_repository": "repository_id", "bigquery_dataset": "dataset_id",
    "bigquery_table": "table_id", "bigtable_app_profile": "app_profile_id", "secret_manager_secret": "secret_id",
}  # fmt: skip
"""The arguments that name a resource, where they are not called ``name``."""

TYPES: Final[Mapping[str, str]] = {
    f"{group}.{_DOMAIN}/{kind}": f"google_{type_}" for group, kinds in _KINDS.items() for kind, type_ in kinds.items()
} | {f"compute.{_DOMAIN}/{kind}": f"google_{next(iter(types.values()))}" for kind, types in _BY_LOCATION.items()}
"""The type of Terraform that each type of object is made of; one of them, where the place decides."""


def _place(resource: Resource) -> str:
    """What kind of place an object of the compute API is in."""
    location = text(walk(resource.values, "spec.location"))
    if location == "global":
        return "global"
    return "zone" if _ZONE.fullmatch(location) or walk(resource.values, "spec.zone") is not None else "region"


def _type_of(resource: Resource) -> str:
    found = _BY_LOCATION.get(resource.type.partition("/")[2], {}).get(_place(resource))
    return f"google_{found}" if found else TYPES[resource.type]


def _fields(resource: Resource) -> dict[str, Value]:
    """What an object asks for, with its place in the words of its type."""
    spec = {k: v for k, v in entries(resource.values.get("spec")).items() if k != "projectRef"}
    place = _place(resource)
    if resource.type.partition("/")[2] in _BY_LOCATION and place != "global" and "location" in spec:
        spec.setdefault(place, spec.pop("location"))
    if resource.type.endswith("/ComputeInstanceGroupManager"):
        spec |= _of_group(spec)
    labels = walk(resource.values, "metadata.labels")
    annotations = entries(walk(resource.values, "metadata.annotations"))
    removed = {"removeDefaultNodePool": text(annotations[_DIRECTIVE]) == "true"} if _DIRECTIVE in annotations else {}
    return {**({} if labels is None else {"labels": labels}), **removed, **spec}


def _of_group(spec: Mapping[str, Value]) -> dict[str, Value]:
    """What a group of machines says in the words of Google's API, which Terraform has other arguments for.

    Source: https://cloud.google.com/config-connector/docs/reference/resource-docs/compute/computeinstancegroupmanager
    """
    policy, kept = walk(spec, "distributionPolicy"), walk(spec, "statefulPolicy.preservedState.disks")
    disks = tuple({"deviceName": name} for name in kept) if isinstance(kept, Mapping) else kept
    zones = [walk(zone, "zone") for zone in elements(walk(policy, "zones"))]
    said = {
        "distributionPolicyTargetShape": walk(policy, "targetShape"),
        "distributionPolicyZones": tuple(zones) or None,
        "statefulDisk": disks,
    }
    return {field: value for field, value in said.items() if value is not None}


def _renamed(resource: Resource, key: str) -> str:
    return _FIELDS_OF.get((resource.type.partition("/")[2], key)) or _FIELDS.get(key, "")


def _named(resource: Resource, type_: str) -> dict[str, Value]:
    name = filled(walk(resource.values, "spec.resourceID") or walk(resource.values, "metadata.name"))
    return {_IDENTIFIERS.get(type_.removeprefix("google_"), "name"): name}


def _provider_of(type_: str, resource: Resource, values: Mapping[str, Value]) -> Provider:
    """The provider; the project is that of a reference or an annotation."""
    annotations = entries(walk(resource.values, "metadata.annotations"))
    external = text(walk(resource.values, "spec.projectRef.external")).removeprefix("projects/")
    return Provider("google", account=filled(external or annotations.get("cnrm.cloud.google.com/project-id")))


DIALECT: Final = Dialect(
    at="spec",
    types=TYPES,
    type_of=_type_of,
    fields=_fields,
    named=_named,
    provider_of=_provider_of,
    renamed=_renamed,
    one_of=_ONE_OF,
)

__all__ = ["DIALECT"]
