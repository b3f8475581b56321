"""Managed resources of Crossplane's providers for AWS, Google Cloud and Azure.

Source: https://docs.crossplane.io/latest/managed-resources/managed-resources/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from continuity_audit.estate.documents import elements, entries
from continuity_audit.estate.model import Provider, Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.pods import filled, namespace_of, text
from continuity_audit.profiles.managed_resources import crossplane_aws, crossplane_azure, crossplane_google
from continuity_audit.profiles.managed_resources.dialect import Dialect
from continuity_audit.profiles.terms import walk

_PROVIDERS: Final = {
    "aws": ("aws", crossplane_aws.KINDS),
    "gcp": ("google", crossplane_google.KINDS),
    "azure": ("azurerm", crossplane_azure.KINDS),
}
_DOMAINS: Final = ("upbound.io", "m.upbound.io")
"""Of objects of the whole cluster, and of those in a namespace since Crossplane 2."""
_IDENTIFIERS: Final[Mapping[str, str]] = {
    "aws_db_instance": "identifier", "aws_docdb_cluster": "cluster_identifier",
    "aws_docdb_cluster_instance": "identifier",
    "aws_elasticache_cluster": "cluster_id", "aws_elasticache_replication_group": "replication_group_id",
    "aws_lambda_function": "function_name", "aws_neptune_cluster": "cluster_identifier",
    "aws_neptune_cluster_instance": "identifier", "aws_opensearch_domain": "domain_name",
    "aws_rds_cluster": "cluster_identifier", "aws_rds_cluster_instance": "identifier",
    "aws_rds_global_cluster": "global_cluster_identifier", "aws_redshift_cluster": "cluster_identifier",
    "aws_s3_bucket": "bucket", "google_bigquery_dataset": "dataset_id",
}  # fmt: skip
"""The arguments that name a resource, where they are not called ``name``."""


def _types() -> Iterator[tuple[str, str]]:
    for short, (provider, groups) in _PROVIDERS.items():
        for group, kinds in groups.items():
            for kind, type_ in kinds.items():
                yield from ((f"{group}.{short}.{domain}/{kind}", f"{provider}_{type_}") for domain in _DOMAINS)


TYPES: Final[Mapping[str, str]] = dict(_types())
"""The type of Terraform that each type of object is made of."""


def _type_of(resource: Resource) -> str:
    return TYPES[resource.type]


def _fields(resource: Resource) -> dict[str, Value]:
    """What an object asks for; what it gives for the creation alone counts, too."""
    spec = entries(resource.values.get("spec"))
    return {**entries(spec.get("initProvider")), **entries(spec.get("forProvider"))}


def _named(resource: Resource, type_: str) -> dict[str, Value]:
    annotations = entries(walk(resource.values, "metadata.annotations"))
    name = filled(annotations.get("crossplane.io/external-name") or walk(resource.values, "metadata.name"))
    return {"name": name, _IDENTIFIERS.get(type_, "name"): name}


def _secrets(resource: Resource) -> tuple[tuple[str, str], ...]:
    """https://docs.crossplane.io/latest/managed-resources/managed-resources/#writeconnectionsecrettoref"""
    written = entries(walk(resource.values, "spec.writeConnectionSecretToRef"))
    name, namespace = text(written.get("name")), text(written.get("namespace")) or namespace_of(resource)
    return ((namespace, name),) if name else ()


def _is_observed(resource: Resource) -> bool:
    policies = elements(walk(resource.values, "spec.managementPolicies"))
    return tuple(map(text, policies)) == ("Observe",)


def _provider_of(type_: str, resource: Resource, values: Mapping[str, Value]) -> Provider:
    provider = type_.partition("_")[0]
    return Provider(provider, values.get("region") if provider == "aws" else None)


DIALECT: Final = Dialect(
    at="spec.forProvider",
    types=TYPES,
    type_of=_type_of,
    fields=_fields,
    named=_named,
    provider_of=_provider_of,
    secrets=_secrets,
    is_observed=_is_observed,
)

__all__ = ["DIALECT"]
