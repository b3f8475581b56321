"""NAT gateways, virtual network gateways, ExpressRoute, DNS zones and private resolvers.

Sources: https://learn.microsoft.com/azure/reliability/reliability-nat-gateway,
https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-highlyavailable,
https://learn.microsoft.com/azure/vpn-gateway/about-zone-redundant-vnet-gateways,
https://learn.microsoft.com/azure/expressroute/designing-for-high-availability-with-expressroute
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.logic import as_truth
from continuity_audit.estate.model import Kind
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER, has_zones
from continuity_audit.profiles.azure.public_addresses import in_no_single_zone
from continuity_audit.profiles.azure.subnets import users_go_on
from continuity_audit.profiles.profile import Fold, Profile, continues
from continuity_audit.profiles.terms import Context, attribute, fact

NAT: Final = LEARN + "reliability/reliability-nat-gateway"
VPN: Final = LEARN + "vpn-gateway/vpn-gateway-highlyavailable"
VPN_ZONES: Final = LEARN + "vpn-gateway/about-zone-redundant-vnet-gateways"
EXPRESS_ROUTE: Final = LEARN + "expressroute/designing-for-high-availability-with-expressroute"
WAN: Final = LEARN + "virtual-wan/virtual-wan-about"
DNS: Final = LEARN + "dns/dns-overview"

USERS_GO_ON: Final = continues(
    "failover", "what uses it is carried on in another region, with a way out of its own", when=users_go_on,
    rto="30s-5m", source=NAT,
)  # fmt: skip
NAT_GATEWAY = Profile(
    type="azurerm_nat_gateway",
    title="NAT gateway",
    kind=Kind.NAT,
    stateful=False,
    instance=(continues("service", "a NAT gateway is no single machine: the network carries it", source=NAT),),
    zone=(
        continues("service", "the second version is spread over zones where the region has some",
                  when=attribute("sku_name", "Standard", PROVIDER + "nat_gateway").equals("StandardV2") & has_zones,
                  source=NAT),
        USERS_GO_ON,
    ),
    region=(USERS_GO_ON,),
)  # fmt: skip


@fact("its SKU is one for zones", remedy="choose a SKU that ends in `AZ`")
def zonal_sku(context: Context) -> Value:
    """Whether the gateway may be spread over zones: the names of such SKUs end in ``AZ``."""
    sku = context.read("sku")
    context.note("sku", sku)

    def ends(name: Value) -> Value:
        if isinstance(name, Unknown):
            return as_truth(Unknown(name.causes, f"{name.key} ends in AZ"))
        return isinstance(name, str) and name.endswith("AZ")

    return lift(ends, unmark(sku))


ACTIVE_ACTIVE = (
    attribute("active_active", False, PROVIDER + "virtual_network_gateway").is_true
    | attribute("active_active_enabled").is_true
)

VIRTUAL_NETWORK_GATEWAY = Profile(
    type="azurerm_virtual_network_gateway",
    title="Virtual network gateway with its connections",
    kind=Kind.CONNECTIVITY,
    stateful=False,
    folds=(Fold("azurerm_virtual_network_gateway_connection", by="virtual_network_gateway_id"),),
    instance=(
        continues("members", "both of its instances are active", when=ACTIVE_ACTIVE, rto="1s-30s", source=VPN),
        continues("failover", "its standby instance takes over", rto="10s-3m", source=VPN),
    ),
    zone=(continues("failover", "its instances stand in different zones", rto="10s-3m", source=VPN_ZONES,
                    when=zonal_sku & has_zones & in_no_single_zone("ip_configuration")),),
)  # fmt: skip

EXPRESS_ROUTE_CIRCUIT = Profile(
    type="azurerm_express_route_circuit",
    title="ExpressRoute circuit",
    kind=Kind.CONNECTIVITY,
    stateful=False,
    folds=(Fold("azurerm_express_route_circuit_peering", by="express_route_circuit_name"),),
    instance=(continues("failover", "a circuit is two links, to two routers", rto="1s-3m", source=EXPRESS_ROUTE),),
    zone=(continues("service", "its peering location is in no zone of a region", source=EXPRESS_ROUTE),),
)  # fmt: skip


def _hub_gateway(type_: str, title: str, folds: tuple[Fold, ...] = ()) -> Profile:
    return Profile(
        type=type_,
        title=title,
        kind=Kind.CONNECTIVITY,
        stateful=False,
        folds=folds,
        instance=(continues("members", "a gateway of a virtual hub has two instances, both of them active",
                            rto="1s-1m", source=WAN),),
        zone=(continues("members", "its instances stand in different zones where the region has some", when=has_zones,
                        rto="1s-1m", source=WAN),),
    )  # fmt: skip


NAME_SERVERS: Final = (continues("service", "name servers all over the world answer for the zone", source=DNS),)


def _zone(type_: str, title: str) -> Profile:
    records = ("a", "aaaa", "cname", "mx", "ns", "ptr", "srv", "txt", "caa")
    return Profile(
        type=type_,
        title=title,
        kind=Kind.DNS,
        stateful=False,
        folds=tuple(
            Fold(f"{type_.removesuffix('_zone')}_{record}_record", by=by)
            for record in records
            for by in (("zone_name", "private_dns_zone_id") if "private" in type_ else ("zone_name",))
        ),
        instance=NAME_SERVERS,
        zone=NAME_SERVERS,
        region=NAME_SERVERS,
    )


RESOLVER: Final = LEARN + "reliability/reliability-dns-private-resolver"

PRIVATE_RESOLVER = Profile(
    type="azurerm_private_dns_resolver",
    title="DNS Private Resolver with its endpoints",
    kind=Kind.DNS,
    stateful=False,
    folds=tuple(
        Fold(f"azurerm_private_dns_resolver_{way}_endpoint", by="private_dns_resolver_id")
        for way in ("inbound", "outbound")
    ),
    instance=(continues("service", "the service runs it on several machines", source=RESOLVER),),
    zone=(continues("service", "the service spreads it over zones where the region has some", when=has_zones,
                    source=RESOLVER),),
)  # fmt: skip

PROFILES: Final = (
    NAT_GATEWAY, VIRTUAL_NETWORK_GATEWAY, EXPRESS_ROUTE_CIRCUIT,
    _hub_gateway("azurerm_vpn_gateway", "VPN gateway of a virtual hub",
                 (Fold("azurerm_vpn_gateway_connection", by="vpn_gateway_id"),)),
    _hub_gateway("azurerm_point_to_site_vpn_gateway", "Point-to-site VPN gateway of a virtual hub"),
    _hub_gateway("azurerm_express_route_gateway", "ExpressRoute gateway of a virtual hub"),
    _zone("azurerm_dns_zone", "DNS zone"), _zone("azurerm_private_dns_zone", "Private DNS zone"),
    PRIVATE_RESOLVER,
)  # fmt: skip

__all__ = ["PROFILES"]
