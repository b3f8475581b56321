"""Load balancers, application gateways, Front Door, Traffic Manager and CDN profiles.

Sources: https://learn.microsoft.com/azure/reliability/reliability-load-balancer,
https://learn.microsoft.com/azure/reliability/reliability-application-gateway-v2,
https://learn.microsoft.com/azure/frontdoor/front-door-overview,
https://learn.microsoft.com/azure/traffic-manager/traffic-manager-overview
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from continuity_audit.estate.counts import distinct_in
from continuity_audit.estate.identity import key_of
from continuity_audit.estate.logic import as_truth, at_least, both, given, negate
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.parts import causes_of, leaves, unmark
from continuity_audit.estate.values import IMPOSSIBLE, Unknown, Value
from continuity_audit.profiles.azure.dependencies import PASSED, READINGS, WAYS
from continuity_audit.profiles.azure.entrances import (
    ENDPOINTS,
    GROUP,
    ORIGIN,
    POOL,
    PROBE,
    PUBLIC_IP,
    READS,
    RULE,
    Member,
    entered,
    servers_behind,
    stands_in,
    without_stand_ins,
)
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER, has_zones
from continuity_audit.profiles.azure.provider_versions import SKU_OF_ADDRESS, SKU_OF_BALANCER
from continuity_audit.profiles.azure.public_addresses import IN_ONE_ZONE, in_no_single_zone
from continuity_audit.profiles.azure.serving import OTHER_REGION
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.references import blocks_at, meant
from continuity_audit.profiles.run_time import led_to, told
from continuity_audit.profiles.terms import ALWAYS, Condition, Context, attribute, fact

BALANCER: Final = LEARN + "reliability/reliability-load-balancer"
GATEWAY: Final = LEARN + "reliability/reliability-application-gateway-v2"
FRONT_DOOR: Final = LEARN + "frontdoor/front-door-overview"
TRAFFIC_MANAGER: Final = LEARN + "traffic-manager/traffic-manager-overview"

# --- what an entrance needs -----------------------------------------------------------------------------------------


def _only_members(context: Context) -> Iterator[Resource]:
    """The need for what an entrance leads to, where it has nothing else to choose."""
    for servers in _chosen(context):
        if len(servers) == 1:
            yield from servers


def _one_of_members(context: Context) -> Iterator[tuple[Resource, ...]]:
    """The groups of what an entrance chooses among."""
    return (servers for servers in _chosen(context) if len(servers) > 1)


def _chosen(context: Context) -> Iterator[tuple[Resource, ...]]:
    """What each group of an entrance leads to, where all of that is in the code.

    What may be the only one that is sent requests is needed by itself: others that are off then take nothing over.
    """
    groups = entered(context.estate)
    for holder in (context.resource, *context.companions):
        group = groups.get(holder.id)
        if group is None or group.leads_out:
            continue
        direct = [m for m in group.members if m.direct and m.there is not False]
        for pool in dict.fromkeys(m.pool for m in direct):
            yield from _chosen_among(without_stand_ins(m for m in direct if m.pool == pool))


def _chosen_among(members: Sequence[Member]) -> Iterator[tuple[Resource, ...]]:
    """What is chosen among the members of one group: each alone that no other stands in for, else one of all."""
    alone = [m for m in members if not any(_with(o, m) for o in members)]
    sure = [m for m in members if _is_sure(m.there)]
    chosen = {m.server.id: m.server for m in (sure if len(sure) > 1 else members)}
    yield from ((m.server,) for m in alone) if alone else (tuple(chosen.values()),)


def _with(other: Member, member: Member) -> bool:
    """Whether another member is sent the requests of one that fails, wherever that one is sent any."""
    return _is_sure(given(stands_in(other, member), member.there))


def _is_sure(there: Value) -> bool:
    return all(leaf in (True, IMPOSSIBLE) for leaf in leaves(there))


# --- load balancers -----------------------------------------------------------------------------------------------

STANDARD = SKU_OF_BALANCER.one_of("Standard", "Gateway")
GLOBAL = attribute("sku_tier", "Regional", PROVIDER + "lb").equals("Global")


@fact(
    "each of its frontends is spread over zones", reads=(PUBLIC_IP,),
    remedy="name three `zones` in each internal frontend, or use a standard public address without a zone",
)  # fmt: skip
def frontends_over_zones(context: Context) -> Value:
    """Whether no frontend hangs on one zone: a standard public address without a zone is kept in all of them."""
    found = context.read("frontend_ip_configuration")
    if isinstance(found, Unknown):
        return as_truth(Unknown(found.causes, f"{found.key} are spread over zones"))
    result: Value = found not in (None, ())
    for position, frontend in enumerate(blocks_at(context.resource, "frontend_ip_configuration")):
        inside = context.inside(frontend, f"frontend_ip_configuration.{position}.")
        spread = _spread(inside, context)
        result = both(result, lambda spread=spread: spread)  # type: ignore[misc]
    return result


def _spread(frontend: Context, context: Context) -> Value:
    named = at_least(distinct_in(frontend.read("zones")), 2)
    address = unmark(frontend.read("public_ip_address_id"))
    if address in (None, ""):
        frontend.note("zones", frontend.read("zones"))
        return named
    frontend.note("public_ip_address_id", address)
    path = "frontend_ip_configuration.public_ip_address_id"
    for found in meant(context.resource, path, address, context.estate, PUBLIC_IP):
        return _in_all_zones(found, context)
    return as_truth(Unknown(causes_of(address), f"{key_of(address)} is in all zones"))


def _in_all_zones(address: Resource, context: Context) -> Value:
    standard = SKU_OF_ADDRESS.one_of("Standard", "StandardV2")
    about = context.about(address)
    return both(standard.value(about), lambda: negate(IN_ONE_ZONE.value(about)))


LOAD_BALANCER = Profile(
    type="azurerm_lb",
    title="Load balancer with its pools and rules",
    kind=Kind.LOAD_BALANCER,
    stateful=False,
    needs=(servers_behind, _only_members),
    alternatives=(_one_of_members,),
    reads=READS,
    folds=(
        Fold(POOL, by="loadbalancer_id"),
        Fold(RULE, by="loadbalancer_id"),
        Fold(PROBE, by="loadbalancer_id"),
        Fold("azurerm_lb_nat_rule", by="loadbalancer_id"),
        Fold("azurerm_lb_outbound_rule", by="loadbalancer_id"),
    ),
    instance=(continues("service", "a load balancer is no single machine: the network carries it", source=BALANCER),),
    zone=(
        continues("service", "a global load balancer hangs on no zone", when=GLOBAL, source=BALANCER),
        continues("service", "each of its frontends is spread over zones",
                  when=STANDARD & has_zones & frontends_over_zones, source=BALANCER),
        OTHER_REGION,
    ),
    region=(
        continues("service", "its one address is announced from several regions", when=GLOBAL, source=BALANCER),
        OTHER_REGION,
    ),
)  # fmt: skip

# --- application gateways -----------------------------------------------------------------------------------------

_V2: Final = ("Standard_v2", "WAF_v2")
VERSION_2 = (
    attribute("sku.tier").one_of(*_V2)
    | attribute("sku.name").one_of(*_V2)
    | attribute("autoscale_configuration").is_set
)
"""Only the second version scales by itself; it has two instances at least, whatever minimum or number is written."""


@fact("it is of the second version", remedy="choose the tier Standard_v2 or WAF_v2")
def of_version_2(context: Context) -> Value:
    """Whether the service keeps two instances or more and spreads them over zones."""
    return VERSION_2.value(context)


@fact("no zone alone is named for it", remedy="leave `zones` out, or name two or more")
def in_several_zones(context: Context) -> Value:
    """Whether the service spreads its instances: over two zones or more that are named, or where none is, over all."""
    return negate(attribute("zones").distinct.equals(1).value(context))


APPLICATION_GATEWAY = Profile(
    type="azurerm_application_gateway",
    title="Application Gateway",
    kind=Kind.LOAD_BALANCER,
    stateful=False,
    needs=(servers_behind,),
    reads=READS,
    instance=(
        continues("members", "its other instances carry on", rto="1s-1m", source=GATEWAY,
                  when=of_version_2 | attribute("sku.capacity").at_least(2)),
        recovers("restart", "the service starts its only instance again", rto="2m-15m", source=GATEWAY),
    ),
    zone=(
        continues("members", "its instances are spread over the zones of its region, or over those that it names",
                  when=of_version_2 & has_zones & in_several_zones & in_no_single_zone("frontend_ip_configuration"),
                  rto="1s-1m", source=GATEWAY),
        OTHER_REGION,
    ),
    region=(OTHER_REGION,),
)  # fmt: skip

# --- what is global -----------------------------------------------------------------------------------------------


def _global(
    type_: str, title: str, kind: Kind, docs: str, folds: tuple[Fold, ...], component: Condition = ALWAYS
) -> Profile:
    rung = (continues("service", "it is served from edge locations all over the world", source=docs),)
    return Profile(
        type=type_,
        title=title,
        kind=kind,
        stateful=False,
        component=component,
        needs=(_only_members,),
        alternatives=(_one_of_members,),
        reads=READS,
        folds=folds,
        instance=rung,
        zone=rung,
        region=rung,
    )


FRONT_DOOR_PROFILE = _global(
    "azurerm_cdn_frontdoor_profile", "Front Door profile with its endpoints, routes and origins", Kind.CDN, FRONT_DOOR,
    (
        Fold(GROUP, by="cdn_frontdoor_profile_id"),
        Fold(ORIGIN, by="cdn_frontdoor_origin_group_id", of=GROUP),
        Fold("azurerm_cdn_frontdoor_endpoint", by="cdn_frontdoor_profile_id"),
        Fold("azurerm_cdn_frontdoor_rule_set", by="cdn_frontdoor_profile_id"),
        Fold("azurerm_cdn_frontdoor_custom_domain", by="cdn_frontdoor_profile_id"),
    ),
)  # fmt: skip
CLASSIC_FRONT_DOOR = _global("azurerm_frontdoor", "Front Door (classic)", Kind.CDN, FRONT_DOOR, ())


def _only_origin(context: Context) -> Iterator[Resource]:
    """The need of an endpoint for its origin; of several each may answer."""
    if len(list(blocks_at(context.resource, "origin"))) == 1:
        starts = (r for read in (told, *READINGS) for r in read(context.resource, "origin", context.estate))
        yield from led_to(starts, context, PASSED, WAYS)


CDN_PROFILE = _global(
    "azurerm_cdn_profile", "CDN profile with its endpoints", Kind.CDN, LEARN + "cdn/cdn-overview",
    (Fold("azurerm_cdn_endpoint", by="profile_name", needs=(_only_origin,)),),
)  # fmt: skip
TRAFFIC_MANAGER_PROFILE = _global(
    "azurerm_traffic_manager_profile", "Traffic Manager profile with its endpoints", Kind.LOAD_BALANCER,
    TRAFFIC_MANAGER,
    tuple(Fold(e, by=by) for e in ENDPOINTS for by in ("profile_id", "profile_name")),
    component=~attribute("profile_status", "Enabled", PROVIDER + "traffic_manager_profile").equals("Disabled"),
)  # fmt: skip

PROFILES: Final = (
    LOAD_BALANCER, APPLICATION_GATEWAY, FRONT_DOOR_PROFILE, CLASSIC_FRONT_DOOR, CDN_PROFILE, TRAFFIC_MANAGER_PROFILE,
)  # fmt: skip

__all__ = ["PROFILES"]
