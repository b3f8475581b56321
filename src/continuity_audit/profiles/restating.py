"""What code makes in other words than those of Terraform's providers, told in these: profiles speak of them alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.model import Resource
from continuity_audit.profiles.azure.resource_manager import restating as azure
from continuity_audit.profiles.managed_resources import restating as managed
from continuity_audit.profiles.managed_resources import service_operator

OBJECTS: Final = frozenset((*managed.TYPES, *service_operator.READS))
"""The types of Kubernetes objects that are told as resources of Terraform's providers."""


def reads(types: Collection[str]) -> frozenset[str]:
    """The types that are told in other words, as far as they are told as one of some types."""
    return azure.READS | service_operator.READS | {kind for kind, told in managed.TYPES.items() if told in types}


def judged_as(kind: str) -> str:
    """The type that a type of Kubernetes objects is judged as; where the object decides, one of them; else empty."""
    shape = service_operator.SHAPE_OF.get(kind)
    return shape.types[0] if shape else managed.TYPES.get(kind, "")


def restated(resources: Iterable[Resource]) -> tuple[Resource, ...]:
    """The resources of an estate, all of them in the words of Terraform's providers as far as these are known."""
    found = managed.restated(_with_own_addresses(tuple(resources)))
    told = azure.restated(service_operator.as_in_api(found))
    written = {resource.id: resource for resource in found if resource.type in service_operator.READS}
    return tuple(service_operator.as_written(r, written[r.id]) if r.id in written else r for r in told)


def _with_own_addresses(found: Sequence[Resource]) -> Sequence[Resource]:
    """The resources; of objects that share kind and name, the address has the group, too: ``Instance.ec2.…/web``."""
    taken = Counter(resource.id for resource in found if resource.type in OBJECTS)
    if all(count == 1 for count in taken.values()):
        return found
    return tuple(_with_group(r) if r.type in OBJECTS and taken[r.id] > 1 else r for r in found)


def _with_group(resource: Resource) -> Resource:
    group, _, kind = resource.type.partition("/")
    return replace(resource, address=f"{kind}.{group}{resource.address.removeprefix(kind)}")


__all__ = ["OBJECTS", "judged_as", "reads", "restated"]
