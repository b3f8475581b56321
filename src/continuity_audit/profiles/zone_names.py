"""The availability zones of a component by name, where code names every one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of, unmark
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.secrecy import told_as
from continuity_audit.estate.values import SetValue, Unknown, Value
from continuity_audit.profiles.places import in_another_region
from continuity_audit.profiles.references import every

OWN: Final = ("availability_zone", "availability_zone_name", "zone")
"""Arguments that place a thing in one zone, whatever subnets it could use."""
PLACES: Final = (
    *OWN, "availability_zones", "subnet_id", "subnet_ids", "subnets", "subnet_mapping.subnet_id", "vpc_zone_identifier",
    "vpc_config.subnet_ids", "vpc_options.subnet_ids", "network_configuration.subnets", "compute_resources.subnets",
    "broker_node_group_info.client_subnets", "node_locations", "distribution_policy_zones", "replica_zones",
    "cluster.zone", "location_id", "alternative_location_id", "settings.location_preference.zone",
    "settings.location_preference.secondary_zone", "db_subnet_group_name", "subnet_group_name",
    "cluster_subnet_group_name",
)  # fmt: skip
"""Arguments that hold zones, or subnets and groups of them that lie in some."""
_HEADS: Final = tuple((path, path.partition(".")[0]) for path in PLACES)
ZONAL: Final = (
    "google_compute_instance", "google_compute_instance_from_template", "google_compute_disk",
    "google_compute_instance_group_manager",
)  # fmt: skip
"""Types that stand in the zone of their provider where they name none."""
GROUPS: Final = (
    "aws_db_subnet_group", "aws_elasticache_subnet_group", "aws_redshift_subnet_group", "aws_docdb_subnet_group",
    "aws_neptune_subnet_group", "aws_memorydb_subnet_group", "aws_dax_subnet_group",
)  # fmt: skip
NAME: Final = pattern(r"^([a-z]+(?:-[a-z]+)*-?\d+)(?:-[a-z]{2,}-\d+)?-?[a-z]$")
"""The name of a zone, with the region in it: eu-west-1a, us-west-2-lax-1a, europe-west1-b."""


def zone_names(resource: Resource, companions: Sequence[Resource], estate: Estate) -> tuple[str, ...]:
    """The zones of a resource and what is folded into it; nothing where code leaves one of them open.

    What stands in another region, such as a secondary cluster, has zones of its own.
    """
    own = [name for path in OWN for value in _at(resource.values, path) for name in _names(value, resource, estate)]
    if not own and resource.type in ZONAL:
        own = list(_names(resource.provider.zone, resource, estate))
    found = own or [
        *_zone_as_location(resource),
        *(
            name
            for holder in (resource, *companions)
            for path, head in _HEADS
            if head in holder.values and (holder is resource or in_another_region(resource, holder) is not True)
            for value in _at(holder.values, path)
            for name in _names(value, holder, estate)
        ),
    ]
    return tuple(sorted({name for name in found if name})) if all(found) else ()


def zone_numbers(resource: Resource) -> tuple[str, ...]:
    """The zones of a resource of Azure by their numbers in its region; nothing where code leaves one of them open."""
    if resource.provider.name != "azurerm":
        return ()
    found = [unmark(zone) for path in ("zone", "zones") for zone in every(resource.values, path)]
    numbers = [zone for zone in found if isinstance(zone, str)]
    return tuple(sorted(set(numbers))) if len(numbers) == len(found) else ()


def open_zones(resource: Resource, companions: Sequence[Resource]) -> frozenset[str]:
    """What decides in which zones a resource or what is folded into it stands, where code does not tell these.

    The names of the values that its arguments hang on, or of the arguments themselves where it is what these mean, such
    as a subnet by its id. A subnet of Azure or Google Cloud spans all zones of its region.
    """
    names = (
        causes_of(value) or {holder.name_of(path)}
        for holder in (resource, *companions)
        for path, head in _HEADS
        if head in holder.values and (holder.provider.name == "aws" or "subnet" not in path)
        for value in _at(holder.values, path)
        if unmark(value) is not None
    )
    return frozenset().union(*names)


def _zone_as_location(resource: Resource) -> Iterator[str]:
    """The zone that stands as the location of what could as well be regional, such as a cluster of GKE."""
    location = resource.values.get("location")
    if isinstance(location, str) and resource.provider.name == "google" and NAME.match(location):
        yield location


def region_in(zone: str) -> str:
    """The region that a zone's name begins with; empty where it is no such name."""
    found = NAME.match(zone)
    return found[1] if found else ""


def _names(value: Value, holder: Resource, estate: Estate) -> Iterator[str]:
    """The zones that a value stands for, an empty name for each that is open or a secret."""
    value = told_as(holder.address, value)
    match value:
        case None:
            return
        case tuple() | SetValue():
            for element in value.elements if isinstance(value, SetValue) else value:
                yield from _names(element, holder, estate)
        case str() if NAME.match(value):
            yield value
        case str() | Unknown():
            places = estate.named(value, "aws_subnet", *GROUPS, near=holder) or estate.listed(value, holder)
            for place in places:
                yield from (_zone_of(place),) if place.type == "aws_subnet" else _of_group(place, estate)
            if not places:
                yield ""
        case _:
            yield ""


def _of_group(group: Resource, estate: Estate) -> Iterator[str]:
    found = list(_names(group.values.get("subnet_ids"), group, estate))
    yield from found or [""]


def _zone_of(subnet: Resource) -> str:
    zone = subnet.values.get("availability_zone")
    return zone if isinstance(zone, str) and NAME.match(zone) else ""


def _at(values: Value, path: str) -> Iterator[Value]:
    """The values at a dotted path, over all blocks on the way."""
    head, _, rest = path.partition(".")
    for block in values if isinstance(values, tuple) else (values,):
        if isinstance(block, Mapping) and head in block:
            yield from _at(block[head], rest) if rest else (block[head],)
