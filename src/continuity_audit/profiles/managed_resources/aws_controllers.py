"""Objects of AWS Controllers for Kubernetes (ACK): the words of AWS' own API, of which Terraform's are mostly the same.

Sources: https://aws-controllers-k8s.github.io/community/reference/,
https://aws-controllers-k8s.github.io/community/docs/user-docs/multi-region-resource-management/,
https://aws-controllers-k8s.github.io/community/docs/user-docs/adopted-resource/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from continuity_audit.estate.documents import entries, mappings
from continuity_audit.estate.model import Provider, Resource
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.kubernetes.pods import filled, text
from continuity_audit.profiles.managed_resources.dialect import Dialect
from continuity_audit.profiles.terms import walk

_DOMAIN: Final = "services.k8s.aws"
_KINDS: Final[Mapping[str, Mapping[str, str]]] = {
    "dynamodb": {"Table": "dynamodb_table"},
    "ec2": {"NATGateway": "nat_gateway", "Subnet": "subnet"},
    "ecr": {"Repository": "ecr_repository"},
    "efs": {"FileSystem": "efs_file_system", "MountTarget": "efs_mount_target"},
    "eks": {"Cluster": "eks_cluster", "FargateProfile": "eks_fargate_profile", "Nodegroup": "eks_node_group"},
    "elasticache": {
        "CacheCluster": "elasticache_cluster", "CacheSubnetGroup": "elasticache_subnet_group",
        "ReplicationGroup": "elasticache_replication_group", "ServerlessCache": "elasticache_serverless_cache",
    },
    "kms": {"Key": "kms_key"},
    "lambda": {"Function": "lambda_function"},
    "memorydb": {"Cluster": "memorydb_cluster", "SubnetGroup": "memorydb_subnet_group"},
    "rds": {
        "DBCluster": "rds_cluster", "DBInstance": "db_instance", "DBSubnetGroup": "db_subnet_group",
        "GlobalCluster": "rds_global_cluster",
    },
    "s3": {"Bucket": "s3_bucket"},
    "secretsmanager": {"Secret": "secretsmanager_secret"},
    "sns": {"Topic": "sns_topic"},
    "sqs": {"Queue": "sqs_queue"},
}  # fmt: skip
TYPES: Final[Mapping[str, str]] = {
    f"{group}.{_DOMAIN}/{kind}": f"aws_{type_}" for group, kinds in _KINDS.items() for kind, type_ in kinds.items()
}
"""The type of Terraform by the type of object."""

_FIELDS: Final[Mapping[str, str]] = {
    "cacheClusterID": "cluster_id", "cacheSubnetGroupName": "subnet_group_name",
    "cacheSubnetGroupRef": "subnet_group_name", "clusterRef": "cluster_name",
    "dbClusterIdentifier": "cluster_identifier", "dbInstanceIdentifier": "identifier",
    "dbInstanceClass": "instance_class", "dbSubnetGroupRef": "db_subnet_group_name",
    "queueName": "name", "resourcesVPCConfig": "vpc_config",
    "sourceDBInstanceIdentifier": "replicate_source_db", "subnetRefs": "subnet_ids", "tableName": "name",
}  # fmt: skip
"""Fields whose arguments have other names."""
_FIELDS_OF: Final[Mapping[tuple[str, str], str]] = {
    ("Bucket", "name"): "bucket", ("Bucket", "objectLockEnabledForBucket"): "object_lock_enabled",
    ("Bucket", "replication"): "replication_configuration", ("CacheSubnetGroup", "cacheSubnetGroupName"): "name",
    ("FargateProfile", "subnets"): "subnet_ids", ("Function", "name"): "function_name",
    ("Nodegroup", "subnets"): "subnet_ids",
}  # fmt: skip
_WRITTEN: Final[Mapping[str, str]] = {
    "lifecycle_rule": "lifecycle.rules", "lifecycle_rule.transition": "lifecycle.rules.transitions",
    "multi_az": "multiAZ", "multi_az_enabled": "multiAZEnabled",
    "point_in_time_recovery.enabled": "continuousBackups.pointInTimeRecoveryEnabled",
    "replica": "tableReplicas", "replicate_source_db": "sourceDBInstanceIdentifier",
    "replication_configuration": "replication", "versioning.enabled": "versioning.status",
    "vpc_config": "resourcesVPCConfig",
}  # fmt: skip
"""The fields of arguments that verdicts rest on, where these have other names."""


def _type_of(resource: Resource) -> str:
    """The type that an object is judged as; an instance of Aurora is a member of its cluster."""
    if TYPES[resource.type] == "aws_db_instance" and walk(resource.values, "spec.dbClusterIdentifier") is not None:
        return "aws_rds_cluster_instance"
    return TYPES[resource.type]


def _fields(resource: Resource) -> dict[str, Value]:
    """What an object asks for, with tags as a map and in the form of Terraform where that differs."""
    spec = dict(entries(resource.values.get("spec")))
    if isinstance(spec.get("tags"), tuple):
        spec["tags"] = {text(tag.get("key")): tag.get("value") for _, tag in mappings(spec["tags"])}
    return {**spec, **dict(_in_terraform(resource.type.partition("/")[2], spec))}


def _in_terraform(kind: str, spec: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    match kind:
        case "DBInstance" if "backupRetentionPeriod" not in spec:
            # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html
            yield "backupRetentionPeriod", 1
        case "Table":
            on = walk(spec, "continuousBackups.pointInTimeRecoveryEnabled")
            yield "pointInTimeRecovery", None if on is None else {"enabled": on}
            yield "replica", spec.get("tableReplicas")
        case "Bucket":
            status = walk(spec, "versioning.status")
            yield "versioning", None if status is None else {"enabled": _enabled(status)}
            yield "lifecycle", None
            yield "lifecycleRule", tuple(_lifecycle_rule(r) for _, r in mappings(walk(spec, "lifecycle.rules"))) or None


def _lifecycle_rule(rule: Mapping[str, Value]) -> dict[str, Value]:
    """A rule of S3's API in the form of the block in a bucket."""
    return {
        "enabled": _enabled(rule.get("status")),
        "prefix": walk(rule, "filter.prefix") or rule.get("prefix"),
        "transition": rule.get("transitions"),
        "noncurrentVersionTransition": rule.get("noncurrentVersionTransitions"),
        "expiration": rule.get("expiration"),
    }


def _enabled(status: Value) -> Value:
    def read(word: Value) -> Value:
        return Unknown(word.causes, f"{word.key} is Enabled") if isinstance(word, Unknown) else word == "Enabled"

    return lift(read, filled(status))


def _renamed(resource: Resource, key: str) -> str:
    return _FIELDS_OF.get((resource.type.partition("/")[2], key)) or _FIELDS.get(key, "")


def _named(resource: Resource, type_: str) -> dict[str, Value]:
    return {"name": filled(walk(resource.values, "metadata.name"))}


def _is_observed(resource: Resource) -> bool:
    annotations = entries(walk(resource.values, "metadata.annotations"))
    return text(annotations.get(f"{_DOMAIN}/read-only")) == "true"


def _provider_of(type_: str, resource: Resource, values: Mapping[str, Value]) -> Provider:
    annotations = entries(walk(resource.values, "metadata.annotations"))
    return Provider("aws", filled(annotations.get(f"{_DOMAIN}/region")))


DIALECT: Final = Dialect(
    at="spec",
    types=TYPES,
    type_of=_type_of,
    fields=_fields,
    named=_named,
    provider_of=_provider_of,
    renamed=_renamed,
    written=_WRITTEN,
    is_observed=_is_observed,
)

__all__ = ["DIALECT"]
