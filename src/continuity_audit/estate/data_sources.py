"""What the data sources of the code look for: often what another root of the same estate makes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import Final, Protocol

from msgspec.structs import replace

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.sought_tags import BY_TAGS, LISTING, all_bearing, bearing, wanted_by
from continuity_audit.estate.values import Value
from continuity_audit.estate.vicinity import nearest

NAMING_ATTRIBUTES: Final = (
    "id", "arn", "name", "identifier", "bucket", "cluster_identifier", "replication_group_id",
    "global_cluster_identifier", "function_name", "repository", "key_id", "alias",
)  # fmt: skip
"""Attributes whose value names a resource to others, over all the providers."""
SOUGHT_BY: Final = (
    *NAMING_ATTRIBUTES, "broker_name", "cluster_id", "cluster_name", "creation_token", "dataset_id",
    "db_instance_identifier", "domain_name", "file_system_id", "load_balancer_arn", "rest_api_id", "secret_id",
    "zone_id",
)  # fmt: skip
"""Arguments by which a data source says which one it looks for; a resource bears that name in the same, or another."""
ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "aws_kms_key": ("aws_kms_alias",),
    "google_compute_instance_group": ("google_compute_instance_group_manager",),
    "google_compute_region_instance_group": ("google_compute_region_instance_group_manager",),
}
"""What else bears a name under which a data source of a type looks for its own.

A managed group has the name of its manager.
Source: https://registry.terraform.io/providers/hashicorp/google/latest/docs/data-sources/compute_region_instance_group
"""
_VAULT: Final = ("key_vault_id", "azurerm_key_vault")
KEPT_IN: Final[Mapping[str, tuple[str, str]]] = {
    "azurerm_key_vault_secret": _VAULT, "azurerm_key_vault_secrets": _VAULT, "azurerm_key_vault_certificate": _VAULT,
}  # fmt: skip
"""Where a thing is kept that people put there: the argument that names the place, and its type."""
RESOLVED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("dns_a_record_set", "dns_aaaa_record_set", "dns_cname_record_set"), "host"),
    "aws_network_interface": "id",
}
"""Data sources that tell addresses, with the argument that holds a host or an id: they are those of what it is of.

The interfaces of an endpoint are its own.
Sources: https://registry.terraform.io/providers/hashicorp/dns/latest/docs/data-sources/dns_a_record_set,
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/network_interface
"""
HELD: Final[Mapping[str, str]] = {"aws_ssm_parameter": "value"}
"""What only keeps a name for others, with the argument that holds it."""
PLACING: Final = ("availability_zone", "availability_zone_id")
"""Arguments that say where the thing stands that a data source looks for."""


class Named(Protocol):
    """The resources of an estate, by the names that they bear."""

    def named(self, value: Value, *types: str, near: Resource) -> Sequence[Resource]:
        """The resources of some types that a value names."""
        ...

    def of_type(self, *types: str) -> Iterator[Resource]:
        """The resources of some types."""
        ...


def is_telling(arguments: Collection[str]) -> bool:
    """Whether a data source with these arguments or blocks may lead to something: by a name, a place or tags."""
    return any(name in arguments for name in (*SOUGHT_BY, *PLACING, *RESOLVED.values(), "key_vault_id", *BY_TAGS))


def stands_for_itself(source: Resource) -> bool:
    """Whether a data source tells of something outside of the code all that is asked of it: the zone it stands in."""
    return any(source.values.get(name) is not None for name in PLACING)


def made_by_the_estate(source: Resource, estate: Named) -> tuple[Resource, ...]:
    """The one resource of the estate that a data source looks for, where nothing tells the two apart.

    Of several that bear the name, those nearest by their folders count.
    """
    if source.type in RESOLVED and (resolved := source.values.get(RESOLVED[source.type])) is not None:
        return tuple(estate.named(resolved, near=source))
    found = {
        resource.id: resource
        for argument in SOUGHT_BY
        if argument in source.values
        for resource in _bearing(source.values[argument], argument, source, estate)
        if not _are_apart(source, resource, estate)
    }
    meant = nearest(found.values(), source)
    blocks = {(r.root, r.module, r.name): None for r in meant}
    if not found and source.type in KEPT_IN:
        argument, place = KEPT_IN[source.type]
        return tuple(estate.named(source.values.get(argument), place, near=source))
    if not found:
        return _bearing_tags(source, estate)
    return tuple(meant) if len(blocks) == 1 else ()


def _bearing_tags(source: Resource, estate: Named) -> tuple[Resource, ...]:
    """The one resource with the tags that a data source asks for; none where it names a thing by its id as well."""
    wanted = None if any(name in source.values for name in SOUGHT_BY) else wanted_by(source)
    if wanted is None:
        return ()
    alike = (r for r in estate.of_type(source.type) if not _are_apart(source, r, estate))
    return bearing(wanted, alike, source, partial(_same, source, estate))


def all_listed(source: Resource, estate: Named) -> tuple[Resource, ...]:
    """The resources of the estate whose ids a data source lists; none where code leaves open which these are."""
    wanted = wanted_by(source)
    if source.type not in LISTING or wanted is None:
        return ()
    alike = (r for r in estate.of_type(LISTING[source.type]) if not _are_apart(source, r, estate))
    return all_bearing(wanted, alike, source, partial(_same, source, estate))


def _same(source: Resource, estate: Named, mine: Value, theirs: Value, resource: Resource) -> bool | None:
    """Whether a value of a data source and one of a resource are the same, or name the same."""
    if _differ(mine, source, theirs, resource, estate):
        return False
    mine, theirs = unmark(mine), unmark(theirs)
    if isinstance(mine, str) and isinstance(theirs, str):
        return True
    if source.root == resource.root and key_of(mine) == key_of(theirs):
        return True
    one, other = estate.named(mine, near=source), estate.named(theirs, near=resource)
    return True if one and {r.id for r in one} == {r.id for r in other} else None


def _bearing(value: Value, argument: str, source: Resource, estate: Named) -> Sequence[Resource]:
    """The resources that a value names, or that bear it in the argument by which a data source looks for it."""
    found = estate.named(value, source.type, *ALIASES.get(source.type, ()), near=source)
    plain = unmark(value)
    if found or not isinstance(plain, str):
        return found
    return [r for r in estate.of_type(source.type) if unmark(r.values.get(argument)) == plain]


def _are_apart(source: Resource, resource: Resource, estate: Named) -> bool:
    """Whether a data source plainly looks for another one: in another region, account, group or vault."""
    here, there = source.provider, resource.provider
    if source.root == resource.root and (here.account is None) != (there.account is None):
        return True  # of two configurations of a provider, one goes to an account of its own
    if _is_replicated_to(here.region, resource):
        there = replace(there, region=here.region)
    pairs = [
        (here.region, source, there.region, resource),
        (here.account, source, there.account, resource),
        *((v, source, resource.values[a], resource) for a, v in source.values.items() if a in resource.values),
    ]
    return any(_differ(*pair, estate) for pair in pairs)


def _is_replicated_to(region: Value, resource: Resource) -> bool:
    """Whether a table or a secret has a replica in a region, where it is looked up under the same name."""
    replicas = unmark(resource.values.get("replica"))
    regions = [
        unmark(replica.get(argument))
        for replica in (replicas if isinstance(replicas, tuple) else ())
        if isinstance(replica, dict)
        for argument in ("region_name", "region")
    ]
    return isinstance(region, str) and region in regions


def _differ(mine: Value, source: Resource, theirs: Value, resource: Resource, estate: Named) -> bool:
    """Whether two values are two texts, or name two resources."""
    mine, theirs = unmark(mine), unmark(theirs)
    if isinstance(mine, str) and isinstance(theirs, str):
        return mine != theirs
    one, other = estate.named(mine, near=source), estate.named(theirs, near=resource)
    return bool(one) and bool(other) and {r.id for r in one}.isdisjoint(r.id for r in other)


__all__ = [
    "HELD", "NAMING_ATTRIBUTES", "RESOLVED", "all_listed", "is_telling", "made_by_the_estate", "stands_for_itself",
]  # fmt: skip
