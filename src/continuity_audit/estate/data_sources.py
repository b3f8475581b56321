"""What the data sources of the code look for: often what another root of the same estate makes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, Protocol

from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.values import Value

NAMING_ATTRIBUTES: Final = (
    "id", "arn", "name", "identifier", "bucket", "cluster_identifier", "replication_group_id",
    "global_cluster_identifier", "function_name", "repository", "key_id", "alias",
)  # fmt: skip
"""Attributes whose value names a resource to others, over all the providers."""
SOUGHT_BY: Final = (
    *NAMING_ATTRIBUTES, "db_instance_identifier", "cluster_name", "cluster_id", "file_system_id", "secret_id",
    "load_balancer_arn", "zone_id", "rest_api_id", "domain_name", "vpc_id", "dataset_id", "queue_name",
)  # fmt: skip
"""Arguments by which a data source says which one it looks for."""
PLACING: Final = ("availability_zone", "availability_zone_id")
"""Arguments that say where the thing stands that a data source looks for."""


class Names(Protocol):
    """The resources that a value names, of some types."""

    def __call__(self, value: Value, *types: str, near: Resource) -> Sequence[Resource]: ...


def is_telling(arguments: Collection[str]) -> bool:
    """Whether a data source with these arguments may lead to something: it names it, or says where it stands."""
    return any(name in arguments for name in (*SOUGHT_BY, *PLACING))


def stands_for_itself(source: Resource) -> bool:
    """Whether a data source tells of something outside of the code all that is asked of it: the zone it stands in."""
    return any(source.values.get(name) is not None for name in PLACING)


def made_by_the_estate(source: Resource, named: Names) -> tuple[Resource, ...]:
    """The one resource of the estate that a data source looks for, where nothing tells the two apart."""
    found = {
        resource.id: resource
        for argument in SOUGHT_BY
        if argument in source.values
        for resource in named(source.values[argument], source.type, near=source)
        if not _are_apart(source, resource, named)
    }
    return tuple(found.values()) if len({(r.root, r.module, r.name) for r in found.values()}) == 1 else ()


def _are_apart(source: Resource, resource: Resource, named: Names) -> bool:
    """Whether a data source plainly looks for another one: in another region, account, group or vault."""
    here, there = source.provider, resource.provider
    pairs = [
        (here.region, source, there.region, resource),
        (here.account, source, there.account, resource),
        *((v, source, resource.values[a], resource) for a, v in source.values.items() if a in resource.values),
    ]
    return any(_differ(*pair, named) for pair in pairs)


def _differ(mine: Value, source: Resource, theirs: Value, resource: Resource, named: Names) -> bool:
    """Whether two values are two texts, or name two resources."""
    mine, theirs = unmark(mine), unmark(theirs)
    if isinstance(mine, str) and isinstance(theirs, str):
        return mine != theirs
    one, other = named(mine, near=source), named(theirs, near=resource)
    return bool(one) and bool(other) and {r.id for r in one}.isdisjoint(r.id for r in other)


__all__ = ["NAMING_ATTRIBUTES", "is_telling", "made_by_the_estate", "stands_for_itself"]
