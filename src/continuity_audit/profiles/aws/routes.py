"""Which NAT gateways the subnets of a component reach the outside through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct, field

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.values import Reference, Unknown, Value
from continuity_audit.profiles.profile import Need
from continuity_audit.profiles.references import every, led_to_at, mentioned, named_at
from continuity_audit.profiles.terms import Context

TABLES: Final = ("aws_route_table", "aws_default_route_table")
NAT: Final = "aws_nat_gateway"
READS: Final = (
    NAT, "aws_subnet", *TABLES, "aws_route", "aws_route_table_association", "aws_main_route_table_association",
)  # fmt: skip


class Routing(Struct, frozen=True):
    """The NAT gateways that each subnet's route table leads to, and the subnets behind each NAT gateway, by id."""

    gateways: dict[str, dict[str, Resource]] = field(default_factory=dict)
    subnets: dict[str, dict[str, Resource]] = field(default_factory=dict)


@once
def routing(estate: Estate) -> Routing:
    """How the subnets of an estate are routed."""
    found = Routing()
    through = _through(estate)
    for subnet, table in _tables_of_subnets(estate):
        for nat in through.get(table.id, {}).values():
            found.gateways.setdefault(subnet.id, {})[nat.id] = nat
            found.subnets.setdefault(nat.id, {})[subnet.id] = subnet
    return found


def _through(estate: Estate) -> dict[str, dict[str, Resource]]:
    """The NAT gateways that each route table leads to."""
    found: dict[str, dict[str, Resource]] = {}
    for table in estate.of_type(*TABLES):
        for nat in led_to_at(table, "route.nat_gateway_id", estate, NAT):
            found.setdefault(table.id, {})[nat.id] = nat
    for route in estate.of_type("aws_route"):
        for table in named_at(route, "route_table_id", estate, *TABLES):
            for nat in named_at(route, "nat_gateway_id", estate, NAT):
                found.setdefault(table.id, {})[nat.id] = nat
    return found


def _tables_of_subnets(estate: Estate) -> Iterator[tuple[Resource, Resource]]:
    """Each subnet with its route table; one without an association has the main table of its VPC."""
    associated: set[str] = set()
    for association in estate.of_type("aws_route_table_association"):
        for subnet in named_at(association, "subnet_id", estate, "aws_subnet"):
            associated.add(subnet.id)
            for table in named_at(association, "route_table_id", estate, *TABLES):
                yield subnet, table
    main = dict(_main_tables(estate))
    for subnet in estate.of_type("aws_subnet"):
        network = network_of(subnet, "vpc_id")
        if subnet.id not in associated and network in main:
            yield subnet, main[network]


def _main_tables(estate: Estate) -> Iterator[tuple[str, Resource]]:
    for table in estate.of_type("aws_default_route_table"):
        yield network_of(table, "default_route_table_id"), table
    for main in estate.of_type("aws_main_route_table_association"):
        for table in named_at(main, "route_table_id", estate, *TABLES):
            yield network_of(main, "vpc_id"), table


def network_of(resource: Resource, attribute: str) -> str:
    """What tells the VPC or gateway that an attribute names from others, read or not; empty where it names none."""
    value = unmark(resource.values.get(attribute))
    match value:
        case Unknown(reference=Reference(address=address, root=root)):
            return f"{root or resource.root}::{address}"
        case str() | None:
            return value or ""
        case _:
            return f"{resource.root}::{key_of(value)}"


def nat_gateways(*paths: str) -> Need:
    """The need of a component for the NAT gateways behind the subnets that it names at some dotted paths.

    Of subnets that are open as a whole, as in a plan that does not tell how a module hands on several of them, it may
    be in all that it mentions there.
    """

    def needed(context: Context) -> Iterable[Resource]:
        resource, estate = context.resource, context.estate
        values: list[Value] = [v for path in paths for v in every(resource.values, path)]
        subnets = list(estate.named(tuple(values), "aws_subnet", near=resource))
        if any(isinstance(value, Unknown) and value.reference is None for value in values):
            arguments = dict.fromkeys(path.partition(".")[0] for path in paths)
            mention = (found for argument in arguments for found in mentioned(resource, argument, estate))
            subnets += [found for found in mention if found.type == "aws_subnet"]
        known = routing(estate).gateways
        return {nat.id: nat for subnet in subnets for nat in known.get(subnet.id, {}).values()}.values()

    return needed
