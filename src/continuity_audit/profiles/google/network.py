"""The ways in and out of a network of Google Cloud: Cloud NAT, Cloud VPN, Cloud Interconnect; and Cloud DNS.

Sources: https://docs.cloud.google.com/nat/docs/overview, https://docs.cloud.google.com/network-connectivity/docs/vpn,
https://docs.cloud.google.com/network-connectivity/docs/interconnect, https://docs.cloud.google.com/dns/docs/overview
"""

from __future__ import annotations

import re
from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.logic import any_of, as_truth, at_least, both, either, equals, negate
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.parts import causes_of, unmark
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.google.dependencies import ADDRESSES
from continuity_audit.profiles.google.locations import PROVIDER
from continuity_audit.profiles.places import in_another_region
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.references import meant
from continuity_audit.profiles.terms import Context, attribute, fact
from continuity_audit.profiles.turns import may_differ, over_turns

NAT: Final = "https://docs.cloud.google.com/nat/docs/overview"
CONNECTIVITY: Final = "https://docs.cloud.google.com/network-connectivity/docs/"
HA_VPN: Final = CONNECTIVITY + "vpn/concepts/topologies"
CLASSIC: Final = CONNECTIVITY + "vpn/concepts/classic-topologies"
INTERCONNECT: Final = CONNECTIVITY + "interconnect/concepts/dedicated-overview"
DNS: Final = "https://docs.cloud.google.com/dns/docs/overview"

ROUTER_NAT = Profile(
    type="google_compute_router_nat",
    title="Cloud NAT gateway",
    kind=Kind.NAT,
    stateful=False,
    instance=(continues("service", "Cloud NAT is software of the network: no machine carries it", source=NAT),),
    zone=(continues("service", "a gateway of Cloud NAT is regional and does not hang on one zone", source=NAT),),
)

# --- Cloud VPN ----------------------------------------------------------------------------------------------------

TUNNEL: Final = "google_compute_vpn_tunnel"
INTERFACE = attribute("vpn_gateway_interface", 0, PROVIDER + "compute_vpn_tunnel")
BOTH_INTERFACES = companions(TUNNEL).any(INTERFACE.equals(0)) & companions(TUNNEL).any(INTERFACE.equals(1))
TWO_TUNNELS: Final = (
    continues("failover", "a tunnel ends at each of its two interfaces, and routes move to the one that is up",
              when=BOTH_INTERFACES, rto="10s-2m", source=HA_VPN),
)  # fmt: skip

HA_VPN_GATEWAY = Profile(
    type="google_compute_ha_vpn_gateway",
    title="Cloud HA VPN gateway with its tunnels",
    kind=Kind.CONNECTIVITY,
    stateful=False,
    folds=(Fold(TUNNEL, by="vpn_gateway"), Fold(TUNNEL, by="peer_gcp_gateway")),
    instance=(*TWO_TUNNELS, recovers("restart", "the service makes its only tunnel anew", rto="1m-15m", source=HA_VPN)),
    zone=TWO_TUNNELS,
)

CLASSIC_VPN_GATEWAY = Profile(
    type="google_compute_vpn_gateway",
    title="Cloud Classic VPN gateway with its tunnels",
    kind=Kind.CONNECTIVITY,
    stateful=False,
    folds=(Fold(TUNNEL, by="target_vpn_gateway"), Fold("google_compute_forwarding_rule", by="target")),
    instance=(recovers("restart", "the service makes the gateway, which has one interface, anew", rto="1m-15m",
                       source=CLASSIC),),
)  # fmt: skip

# --- Cloud Interconnect -------------------------------------------------------------------------------------------

ATTACHMENT: Final = "google_compute_interconnect_attachment"
CONNECTION: Final = "google_compute_interconnect"
ROUTER: Final = "google_compute_router"
NETWORK: Final = "google_compute_network"
PLACE: Final = pattern(r"(?:^|/)(\w+)-(zone\d+)-")
"""The city and the edge availability domain in the location of an interconnect: ``fra-zone1-58``."""


def _network(attachment: Resource, context: Context) -> Value:
    """The network that an attachment's router belongs to; open where the code does not hold that."""
    value = unmark(attachment.values.get("router"))
    for router in meant(attachment, "router", value, context.estate, ROUTER):
        network = router.values.get("network")
        named = context.estate.named(network, near=router)
        return named[0].id if len(named) == 1 else unmark(network)
    if value is None:
        return None
    context.about(attachment).note("router", value)
    causes = causes_of(value) or frozenset({attachment.name_of("router")})
    return Unknown(causes, f"network of {key_of(value)}")


def _domain(attachment: Resource, context: Context) -> Value:
    """The edge availability domain that an attachment ends in; of a dedicated one that of its interconnect."""
    own = unmark(attachment.values.get("edge_availability_domain"))
    if own is not None:
        context.about(attachment).note("edge_availability_domain", own)
        return own
    value = attachment.values.get("interconnect")
    context.about(attachment).note("interconnect", value)
    for connection in meant(attachment, "interconnect", value, context.estate, CONNECTION):
        return lift(_in_location, unmark(connection.values.get("location")), f"{connection.address}.location")
    # Where only the project of an interconnect is open, it is its location that is not in the code.
    is_named = isinstance(value, Unknown) and re.search(r"/[^/]+$", value.ends)
    causes = (not is_named and causes_of(value)) or frozenset({attachment.name_of("interconnect")})
    return Unknown(causes, f"domain of {key_of(value)}")


def _in_location(location: Value, cause: str) -> Value:
    if isinstance(location, Unknown):
        return Unknown(location.causes, f"domain of {location.key}")
    found = PLACE.search(location) if isinstance(location, str) else None
    return f"{found[1]} {found[2]}" if found else Unknown(frozenset({cause}), f"domain of {cause}")


@fact(
    "another attachment of the network ends in another edge availability domain", reads=(CONNECTION, ROUTER, NETWORK),
    remedy="add an attachment in another edge availability domain to the same network",
)  # fmt: skip
def in_two_domains(context: Context) -> Value:
    """Whether an attachment of the same network, whose routes lead here, ends in another edge availability domain."""
    here, network = context.resource, _network(context.resource, context)

    def backs_up(other: Resource) -> Value:
        in_network = both(_is_on(other, context), lambda: _is_one(network, _network(other, context), here, other))
        reached = both(in_network, lambda: _leads_here(other, here, context))
        return both(reached, lambda: negate(equals(_domain(here, context), _domain(other, context))))

    others = (o for o in context.estate.of_type(ATTACHMENT) if o.id != here.id)
    return either(_loop_varies(here, context), lambda: any_of(lambda o=o: backs_up(o) for o in others))  # type: ignore[misc]


ROUTING = attribute("routing_mode", "REGIONAL", PROVIDER + "compute_network")


def _leads_here(other: Resource, here: Resource, context: Context) -> Value:
    """Whether another attachment is a way to the region of this one: it stands there, or routes are global.

    Source: https://docs.cloud.google.com/network-connectivity/docs/interconnect/tutorials/dedicated-creating-9999-availability
    """
    apart = in_another_region(here, other)
    if apart is not False:
        context.about(other).note("region", other.values.get("region"))
    return either(negate(apart), lambda: _is_routed_globally(here, context))


def _is_routed_globally(attachment: Resource, context: Context) -> Value:
    holder, argument = attachment, "router"
    for router in meant(attachment, "router", attachment.values.get("router"), context.estate, ROUTER):
        holder, argument = router, "network"
        for network in meant(router, "network", router.values.get("network"), context.estate, NETWORK):
            return ROUTING.equals("GLOBAL").value(context.about(network))
    value = holder.values.get(argument)
    causes = causes_of(value) or frozenset({holder.name_of(argument)})
    return as_truth(Unknown(causes, f"routes of {key_of(value)} are global"))


def _loop_varies(attachment: Resource, context: Context) -> Value:
    """Whether a loop that the code leaves open makes attachments in more than one domain."""
    if attachment.multiplicity == 1:
        return False
    domain = over_turns(_domain(attachment, context), attachment)
    if not (isinstance(domain, Unknown) and may_differ(domain.key, attachment)):
        return False
    several = as_truth(Unknown(domain.causes, f"{domain.key} are several"))
    return both(at_least(attachment.multiplicity, 2), lambda: several)


def _is_one(network: Value, other: Value, here: Resource, there: Resource) -> Value:
    """Whether the networks of two attachments are one; what says none is in none.

    What two roots leave open is not the same, even by the same name: each is given its own values.
    """
    is_open = isinstance(network, Unknown) or isinstance(other, Unknown)
    if None in (network, other) or (is_open and here.root != there.root):
        return False
    return equals(network, other)


ENABLED = attribute("admin_enabled", True, PROVIDER + "compute_interconnect_attachment").is_true


def _is_on(attachment: Resource, context: Context) -> Value:
    return both(as_truth(attachment.exists), lambda: ENABLED.value(context.about(attachment)))


OTHER_DOMAIN: Final = (
    continues("failover", "routes move to the attachment in another edge availability domain", when=in_two_domains,
              rto="1s-2m", source=INTERCONNECT),
)  # fmt: skip

INTERCONNECT_ATTACHMENT = Profile(
    type=ATTACHMENT,
    title="Cloud Interconnect VLAN attachment",
    kind=Kind.CONNECTIVITY,
    stateful=False,
    component=ENABLED,
    reads=(CONNECTION, ROUTER, NETWORK),
    instance=OTHER_DOMAIN,
    zone=OTHER_DOMAIN,
)

# --- Cloud DNS ----------------------------------------------------------------------------------------------------

NAME_SERVERS: Final = (continues("service", "name servers all over the world answer for the zone", source=DNS),)

MANAGED_ZONE = Profile(
    type="google_dns_managed_zone",
    title="Cloud DNS zone",
    kind=Kind.DNS,
    stateful=False,
    names=("dns_name", "name"),
    folds=(Fold("google_dns_record_set", by="managed_zone"),),
    reads=ADDRESSES,
    instance=NAME_SERVERS,
    zone=NAME_SERVERS,
    region=NAME_SERVERS,
)

PROFILES: Final = (ROUTER_NAT, HA_VPN_GATEWAY, CLASSIC_VPN_GATEWAY, INTERCONNECT_ATTACHMENT, MANAGED_ZONE)

__all__ = ["PROFILES"]
