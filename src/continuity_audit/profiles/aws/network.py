"""The ways in and out of an Amazon VPC: NAT gateways, VPN, Direct Connect, transit gateways, resolver endpoints.

Sources: https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html,
https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.logic import any_of, as_truth, at_least, both, equals
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.estate.zone_lists import place_in_list
from continuity_audit.profiles.aws.dependencies import NEEDS
from continuity_audit.profiles.aws.live_pairs import LIVE_PAIR
from continuity_audit.profiles.aws.routes import NAT, READS, network_of, routing
from continuity_audit.profiles.aws.zones import end_apart, of_all, zone_of, zones_of, zones_of_blocks, zones_of_members
from continuity_audit.profiles.elements import gathered, joined
from continuity_audit.profiles.profile import Fold, Profile, continues
from continuity_audit.profiles.references import Named, named_at
from continuity_audit.profiles.terms import Context, attribute, fact, quantity

VPC: Final = "https://docs.aws.amazon.com/vpc/latest/"
NAT_ZONAL: Final = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNatGateway.html"
NAT_REGIONAL: Final = VPC + "userguide/nat-gateways-regional.html"
TUNNELS: Final = "https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html"
DIRECT_CONNECT: Final = "https://docs.aws.amazon.com/directconnect/latest/UserGuide/disaster-recovery-resiliency.html"
TRANSIT: Final = VPC + "tgw/tgw-best-design-practices.html"
CLIENT_VPN: Final = "https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/cvpn-working-target.html"
PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"

# --- NAT gateways -------------------------------------------------------------------------------------------------

REGIONAL = attribute("availability_mode", "zonal", PROVIDER + "nat_gateway").equals("regional")


def _siblings(nat: Resource, context: Context) -> list[Resource]:
    """The NAT gateways of the VPC of one, itself included."""
    networks = _networks(nat, context)
    every_one = context.estate.of_type(NAT)
    return [other for other in every_one if other is nat or networks & _networks(other, context)]


def _networks(nat: Resource, context: Context) -> set[str]:
    subnets = named_at(nat, "subnet_id", context.estate, "aws_subnet")
    return {network_of(nat, "vpc_id"), *(network_of(subnet, "vpc_id") for subnet in subnets)} - {""}


def _same_zone(one: Value, other: Value) -> Value:
    """Whether two zones are one; two places in the same list of zones are not, nor are names that end differently."""
    if isinstance(one, Unknown) and isinstance(other, Unknown):
        mine, theirs = place_in_list(one.key), place_in_list(other.key)
        if mine and theirs and mine[0] == theirs[0]:
            return mine[1] == theirs[1]
    return False if end_apart(one, other) else equals(one, other)


@fact(
    "each zone's subnets are routed to the NAT gateway of their own zone", reads=READS,
    remedy="stand one NAT gateway in each zone and route each zone's subnets to its own",
)  # fmt: skip
def one_for_each_zone(context: Context) -> Value:
    """Whether the NAT gateways of the VPC stand in two zones or more, each serving the subnets of its own zone."""
    siblings = _siblings(context.resource, context)
    if len(siblings) == 1 and siblings[0].multiplicity == 1:
        context.note("subnet_id", context.read("subnet_id"))
        return False  # it stands in one zone, whichever that is
    behind = routing(context.estate).subnets
    pairs = [(nat, subnet) for nat in siblings for subnet in behind.get(nat.id, {}).values()]
    if not pairs:
        return False
    result: Value = True
    for nat, subnet in pairs:
        result = both(result, lambda n=nat, s=subnet: _serves_its_zone(n, s, context))  # type: ignore[misc]
    return both(result, lambda: at_least(_zones_served([subnet for _, subnet in pairs], context), 2))


def _serves_its_zone(nat: Resource, subnet: Resource, context: Context) -> Value:
    context.about(nat).note("subnet_id", nat.values.get("subnet_id"))
    if nat.multiplicity != 1:
        # It stands for several, each in a zone of its own perhaps: one alone cannot serve them all.
        causes = causes_of(nat.multiplicity) or causes_of(nat.values.get("subnet_id"))
        each = as_truth(Unknown(causes, f"{nat.id} stands once in each zone"))
        return both(at_least(nat.multiplicity, 2), lambda: each)
    homes = list(named_at(nat, "subnet_id", context.estate, "aws_subnet"))
    if not homes:
        cause = f"{nat.address}.subnet_id"
        return equals(Unknown(causes_of(nat.values.get("subnet_id")) or frozenset({cause}), cause), zone_of(subnet))
    return any_of(lambda h=h: _same_zone(zone_of(h), zone_of(subnet)) for h in homes)  # type: ignore[misc]


def _zones_served(subnets: list[Resource], context: Context) -> Value:
    """The number of zones of the subnets that are routed to the NAT gateways."""
    places = tuple(zone_of(subnet) for subnet in subnets)
    if all(s.multiplicity == 1 for s in subnets) and all(_same_zone(zone, places[0]) is True for zone in places):
        return 1  # all in one zone, whichever it is
    return zones_of_members(map(Named, subnets))


NAT_GATEWAY = Profile(
    type=NAT,
    title="NAT gateway",
    kind=Kind.NAT,
    stateful=False,
    names=("tags.Name",),
    reads=READS,
    folds=(Fold("aws_nat_gateway_eip_association", by="nat_gateway_id"),),
    instance=(continues("service", "a NAT gateway is redundant inside its zone", source=NAT_ZONAL),),
    zone=(
        continues("service", "a regional NAT gateway runs in every zone that has traffic", when=REGIONAL,
                  source=NAT_REGIONAL),
        continues("members", "each zone has a NAT gateway of its own, so no zone leans on another's",
                  when=one_for_each_zone, source=NAT_ZONAL),
    ),
    region=LIVE_PAIR,
)  # fmt: skip

# --- connections to other networks --------------------------------------------------------------------------------

TWO_TUNNELS = (
    continues("service", "each of its two tunnels ends in another zone, and traffic moves to the one that is up",
              rto="10s-2m", source=TUNNELS),
)  # fmt: skip

VPN_CONNECTION = Profile(
    type="aws_vpn_connection",
    title="AWS Site-to-Site VPN connection",
    kind=Kind.CONNECTIVITY,
    stateful=False,
    names=("tags.Name",),
    needs=NEEDS["aws_vpn_connection"],
    folds=(Fold("aws_vpn_connection_route", by="vpn_connection_id"),),
    instance=TWO_TUNNELS,
    zone=TWO_TUNNELS,
    region=LIVE_PAIR,
)

INTERFACES: Final = ("aws_dx_private_virtual_interface", "aws_dx_transit_virtual_interface")


@fact(
    "another connection at another location leads to the same gateway", reads=("aws_dx_connection", *INTERFACES),
    remedy="add a connection at another location with a virtual interface to the same gateway",
)  # fmt: skip
def at_two_locations(context: Context) -> Value:
    """Whether a connection at another location carries a virtual interface to the gateway of this one."""
    here = _gateways(context.resource, context)
    return any_of(
        lambda o=o: both(o.exists, lambda: _elsewhere(o, context))  # type: ignore[misc]
        for o in context.estate.of_type("aws_dx_connection")
        if o is not context.resource and here & _gateways(o, context)
    )


def _elsewhere(other: Resource, context: Context) -> Value:
    location = context.read("location")
    context.note("location", location)
    return lift(lambda same: not same, equals(location, other.values.get("location")))


def _gateways(connection: Resource, context: Context) -> set[str]:
    """The gateways that the virtual interfaces of a connection lead to."""
    interfaces = context.estate.of_type(*INTERFACES)
    own = [i for i in interfaces if connection in named_at(i, "connection_id", context.estate, connection.type)]
    return {network_of(i, path) for i in own for path in ("dx_gateway_id", "vpn_gateway_id")} - {""}


OTHER_LOCATION = (
    continues("failover", "routes move to the connection at another location", when=at_two_locations, rto="1s-90s",
              source=DIRECT_CONNECT),
)  # fmt: skip

DX_CONNECTION = Profile(
    type="aws_dx_connection",
    title="AWS Direct Connect connection",
    kind=Kind.CONNECTIVITY,
    stateful=False,
    folds=tuple(Fold(interface, by="connection_id") for interface in INTERFACES),
    instance=OTHER_LOCATION,
    zone=OTHER_LOCATION,
)

# --- transit gateways and client VPN ------------------------------------------------------------------------------

ATTACHMENT: Final = "aws_ec2_transit_gateway_vpc_attachment"
ASSOCIATION: Final = "aws_ec2_client_vpn_network_association"


@fact(
    "every VPC is attached in two zones or more", reads=(ATTACHMENT, "aws_subnet"),
    remedy="attach each VPC with a subnet in each of its zones",
)  # fmt: skip
def attached_in_two_zones(context: Context) -> Value:
    """Whether each attachment of a VPC has subnets in two zones or more."""
    result: Value = True
    for attachment in (c for c in context.companions if c.type == ATTACHMENT):
        subnets = attachment.values.get("subnet_ids")
        context.about(attachment).note("subnet_ids", subnets)
        result = both(result, lambda s=subnets, a=attachment: at_least(zones_of(s, a, context.estate), 2))  # type: ignore[misc]
    return result


TRANSIT_GATEWAY = Profile(
    type="aws_ec2_transit_gateway",
    title="AWS Transit Gateway",
    kind=Kind.CONNECTIVITY,
    stateful=False,
    names=("description", "tags.Name"),
    folds=(
        Fold(ATTACHMENT, by="transit_gateway_id"),
        Fold("aws_ec2_transit_gateway_route_table", by="transit_gateway_id"),
        Fold("aws_ec2_transit_gateway_peering_attachment", by="transit_gateway_id"),
    ),
    instance=(continues("service", "transit gateways are highly available by design", source=TRANSIT),),
    zone=(continues("service", "transit gateways run in several zones, and so do the attachments",
                    when=attached_in_two_zones, source=TRANSIT),),
    region=LIVE_PAIR,
)  # fmt: skip


@quantity("the number of zones that it is associated with", reads=(ASSOCIATION, "aws_subnet"))
def zones_associated(context: Context) -> Value:
    """The zones of the subnets of its network associations."""
    associations = [c for c in context.companions if c.type == ASSOCIATION]
    places: Value = ()
    for association in associations:
        places = joined(places, of_all(association, "subnet_id", gathered(association.values, "subnet_id")))
        context.about(association).note("subnet_id", association.values.get("subnet_id"))
    return zones_of(places, associations[0], context.estate) if associations else 0


CLIENT_VPN_ENDPOINT = Profile(
    type="aws_ec2_client_vpn_endpoint",
    title="AWS Client VPN endpoint",
    kind=Kind.CONNECTIVITY,
    stateful=False,
    names=("description", "tags.Name"),
    zones=zones_associated,
    needs=NEEDS["aws_ec2_client_vpn_endpoint"],
    folds=(
        Fold(ASSOCIATION, by="client_vpn_endpoint_id"),
        Fold("aws_ec2_client_vpn_authorization_rule", by="client_vpn_endpoint_id"),
        Fold("aws_ec2_client_vpn_route", by="client_vpn_endpoint_id"),
    ),
    instance=(continues("service", "the service runs it on several machines", source=CLIENT_VPN),),
    zone=(continues("service", "it is associated with subnets in two zones or more", when=zones_associated.at_least(2),
                    rto="10s-2m", source=CLIENT_VPN),),
    region=LIVE_PAIR,
)  # fmt: skip

# --- Route 53 Resolver --------------------------------------------------------------------------------------------

RESOLVER: Final = (
    "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/best-practices-resolver-endpoint-high-availability.html"
)


ADDRESS_ZONES = zones_of_blocks("the number of zones of its addresses", "ip_address.subnet_id")

RESOLVER_ENDPOINT = Profile(
    type="aws_route53_resolver_endpoint",
    title="Amazon Route 53 Resolver endpoint",
    kind=Kind.DNS,
    stateful=False,
    zones=ADDRESS_ZONES,
    folds=(Fold("aws_route53_resolver_rule", by="resolver_endpoint_id"),),
    instance=(continues("members", "its other addresses answer: there are two or more", rto="0s-1m", source=RESOLVER),),
    zone=(continues("members", "its addresses in the other zones answer", when=ADDRESS_ZONES.at_least(2),
                    rto="0s-1m", source=RESOLVER),),
    region=LIVE_PAIR,
)  # fmt: skip

PROFILES = (NAT_GATEWAY, VPN_CONNECTION, DX_CONNECTION, TRANSIT_GATEWAY, CLIENT_VPN_ENDPOINT, RESOLVER_ENDPOINT)
