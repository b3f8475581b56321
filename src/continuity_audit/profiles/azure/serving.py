"""What serves behind load balancers, Front Door and Traffic Manager, and who carries on for whom behind the same one.

Sources: https://learn.microsoft.com/azure/load-balancer/load-balancer-custom-probe-overview,
https://learn.microsoft.com/azure/frontdoor/health-probes,
https://learn.microsoft.com/azure/traffic-manager/traffic-manager-monitoring
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct, field

from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import all_hold, any_of, as_truth, both, equals, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Value
from continuity_audit.profiles.addresses import stated
from continuity_audit.profiles.azure import dependencies
from continuity_audit.profiles.azure.addresses import FORMS
from continuity_audit.profiles.azure.locations import LEARN
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.places import in_another_region, region_of
from continuity_audit.profiles.profile import Claim, continues
from continuity_audit.profiles.references import Named, each_meant, each_mentioned, meant, mentioned
from continuity_audit.profiles.terms import Context, Fact

PROBES: Final = LEARN + "load-balancer/load-balancer-custom-probe-overview"
FRONT_DOOR: Final = LEARN + "frontdoor/health-probes"

MACHINES: Final = ("azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine", "azurerm_virtual_machine")
SCALE_SETS: Final = (
    "azurerm_linux_virtual_machine_scale_set", "azurerm_windows_virtual_machine_scale_set",
    "azurerm_orchestrated_virtual_machine_scale_set", "azurerm_virtual_machine_scale_set",
)  # fmt: skip
APPS: Final = (
    "azurerm_linux_web_app", "azurerm_windows_web_app", "azurerm_app_service", "azurerm_linux_function_app",
    "azurerm_windows_function_app", "azurerm_function_app", "azurerm_function_app_flex_consumption",
    "azurerm_logic_app_standard",
    "azurerm_container_app", "azurerm_container_group", "azurerm_static_web_app", "azurerm_static_site",
    "azurerm_api_management", "azurerm_kubernetes_cluster", "azurerm_storage_account",
)  # fmt: skip
FILES: Final = ("azurerm_storage_account", "azurerm_static_web_app", "azurerm_static_site")
BALANCERS: Final = ("azurerm_lb", "azurerm_application_gateway")
SERVERS: Final = (*MACHINES, *SCALE_SETS, *APPS, *BALANCERS)
NIC: Final = "azurerm_network_interface"
PUBLIC_IP: Final = "azurerm_public_ip"
POOL: Final = "azurerm_lb_backend_address_pool"
PROBE: Final = "azurerm_lb_probe"
RULE: Final = "azurerm_lb_rule"
IN_POOL: Final = "azurerm_network_interface_backend_address_pool_association"
IN_GATEWAY: Final = "azurerm_network_interface_application_gateway_backend_address_pool_association"

GROUP: Final = "azurerm_cdn_frontdoor_origin_group"
ORIGIN: Final = "azurerm_cdn_frontdoor_origin"
CLASSIC: Final = "azurerm_frontdoor"
PROFILE: Final = "azurerm_traffic_manager_profile"
ENDPOINTS: Final = {
    "azurerm_traffic_manager_azure_endpoint": "target_resource_id",
    "azurerm_traffic_manager_external_endpoint": "target",
    "azurerm_traffic_manager_endpoint": "target_resource_id",
}
READS: Final = (
    NIC, PUBLIC_IP, POOL, PROBE, RULE, IN_POOL, IN_GATEWAY, GROUP, ORIGIN, CLASSIC, PROFILE, *ENDPOINTS, *SERVERS,
    *dependencies.READS,
)  # fmt: skip


class Member(Struct, frozen=True):
    """What serves behind an entrance: whether it is sent requests (``there``), and its failure seen (``watched``)."""

    server: Resource
    entrance: Resource
    there: Value
    watched: Value


class Entrance(Struct):
    """A group of origins, or a profile of endpoints: what it chooses among, as far as the code holds that."""

    members: list[Member] = field(default_factory=list)
    leads_out: bool = False
    """Whether it may choose something that the code does not hold, too."""


# --- load balancers -----------------------------------------------------------------------------------------------


def _machines_of(interface: Resource, estate: Estate) -> Iterator[Named]:
    """The machines that a network interface belongs to, each with whether it does."""
    for machine in estate.of_type(*MACHINES):
        for found, there in each_mentioned(machine, "network_interface_ids", estate):
            if found is interface:
                yield Named(machine, there)


@once
def balanced(estate: Estate) -> dict[str, list[Member]]:
    """The machines and scale sets in the pools of each load balancer and application gateway, by its id."""
    found: dict[str, list[Member]] = {}
    for association, by in ((IN_POOL, POOL), (IN_GATEWAY, BALANCERS[1])):
        for link in estate.of_type(association):
            interfaces = [n for n in each_mentioned(link, "network_interface_id", estate) if n.resource.type == NIC]
            servers = [(s, all_hold(has, own)) for i, has in interfaces for s, own in _machines_of(i, estate)]
            for target, leads in each_mentioned(link, "backend_address_pool_id", estate):
                for server, there in servers if target.type == by else ():
                    _join(found, target, server, all_hold(link.exists, leads, there), estate)
    for server in estate.of_type(*SCALE_SETS):
        for argument in ("network_interface", "network_profile"):
            for target, there in each_mentioned(server, argument, estate):
                if target.type in (POOL, BALANCERS[1]):
                    _join(found, target, server, there, estate)
    return found


def _join(found: dict[str, list[Member]], target: Resource, server: Resource, there: Value, estate: Estate) -> None:
    balancers = [r for r in mentioned(target, "loadbalancer_id", estate) if r.type == BALANCERS[0]]
    for balancer in balancers if target.type == POOL else [target]:
        member = Member(server, balancer, both(there, lambda: server.exists), _probed(balancer, estate))
        found.setdefault(balancer.id, []).append(member)


def _probed(balancer: Resource, estate: Estate) -> Value:
    """Whether a load balancer probes what it sends to; an application gateway always does."""
    if balancer.type == BALANCERS[1]:
        return True
    return any_of(
        lambda p=p: p.exists  # type: ignore[misc]
        for p in estate.of_type(PROBE)
        if balancer in meant(p, "loadbalancer_id", p.values.get("loadbalancer_id"), estate, BALANCERS[0])
    )


def servers_behind(context: Context) -> Iterable[Resource]:
    """The need of a load balancer for what serves behind it."""
    yield from (member.server for member in balanced(context.estate).get(context.resource.id, ()))
    pools = "backend_address_pool"
    yield from (r for r in mentioned(context.resource, pools, context.estate) if r.type in SERVERS)
    addressed = stated(context.resource.values.get(pools), FORMS, context.resource, context.estate)
    yield from (r for r in addressed if r.type in SERVERS)


# --- entrances to several regions ---------------------------------------------------------------------------------


def _servers(holder: Resource, argument: str, estate: Estate) -> Iterator[Named]:
    """What an argument leads to: servers themselves, or the load balancer that bears an address that it names."""
    addressed = (Named(r) for r in stated(holder.values.get(argument), FORMS, holder, estate))
    told = {n.resource.id: n for n in (*addressed, *each_mentioned(holder, argument, estate))}
    for found, there in told.values():
        yield from (Named(server, all_hold(there, stands)) for server, stands in _standing_for(found, estate))


def _standing_for(found: Resource, estate: Estate) -> Iterator[Named]:
    if found.type in SERVERS:
        yield Named(found)
        yield from (Named(m.server, m.there) for m in balanced(estate).get(found.id, ()))
    elif found.type == PUBLIC_IP:
        for bearer in estate.of_type(*BALANCERS):
            for address, there in each_mentioned(bearer, "frontend_ip_configuration", estate):
                if address is found:
                    yield from (Named(s, all_hold(there, stands)) for s, stands in _standing_for(bearer, estate))


@once
def entered(estate: Estate) -> dict[str, Entrance]:
    """The groups of origins and the profiles of endpoints, by their ids."""
    groups: dict[str, Entrance] = {}
    for origin in estate.of_type(ORIGIN):
        by = "cdn_frontdoor_origin_group_id"
        for group, there in each_meant(origin, by, origin.values.get(by), estate, GROUP):
            watched = lift(lambda v: v not in (None, ()), group.values.get("health_probe"))
            _enter(groups, group, _servers(origin, "host_name", estate), all_hold(there, _is_on(origin)), watched)
    for type_, by in ENDPOINTS.items():
        for endpoint in estate.of_type(type_):
            for argument in ("profile_id", "profile_name"):
                value = endpoint.values.get(argument)
                for profile, there in (
                    each_meant(endpoint, argument, value, estate, PROFILE) if value is not None else ()
                ):
                    watched = negate(as_truth(endpoint.values.get("always_serve_enabled")))
                    on = all_hold(there, _is_on(endpoint))
                    _enter(groups, profile, _servers(endpoint, by, estate), on, watched)
    for door in estate.of_type(CLASSIC):
        for address, there, _ in each(door.values, "backend_pool.backend.address"):
            named = (*estate.named(address, near=door), *stated(address, FORMS, door, estate))
            servers = [Named(s, t) for f in dict.fromkeys(named) for s, t in _standing_for(f, estate)]
            _enter(groups, door, servers, all_hold(door.exists, there), True)
    return groups


def _is_on(endpoint: Resource) -> Value:
    enabled = unmark(endpoint.values.get("enabled"))
    return both(endpoint.exists, lambda: True if enabled is None else as_truth(enabled))


def without_stand_ins(members: Iterable[Member]) -> tuple[Member, ...]:
    """What an entrance chooses among, without files beside what runs code: a page that says sorry is no copy of it."""
    chosen = tuple(members)
    return tuple(m for m in chosen if m.server.type not in FILES) or chosen


def _enter(
    groups: dict[str, Entrance], entrance: Resource, servers: Iterable[Named], there: Value, watched: Value
) -> None:
    group = groups.setdefault(entrance.id, Entrance())
    found = [Member(server, entrance, all_hold(there, leads), watched) for server, leads in servers]
    group.members += found
    group.leads_out |= not found


# --- who carries on -----------------------------------------------------------------------------------------------


@once
def _together(estate: Estate) -> dict[str, list[tuple[Member, Member]]]:
    """Each member with the others behind the same load balancer, by the id of what serves."""
    return _pairs(balanced(estate))


@once
def _counterparts(estate: Estate) -> dict[str, list[tuple[Member, Member]]]:
    """Each member with its counterparts, of the same type, behind the same entrance, by the id of what serves."""
    pairs = _pairs({entrance: group.members for entrance, group in entered(estate).items()})
    return {i: [(m, o) for m, o in found if m.server.type == o.server.type] for i, found in pairs.items()}


def _pairs(groups: dict[str, list[Member]]) -> dict[str, list[tuple[Member, Member]]]:
    found: dict[str, list[tuple[Member, Member]]] = {}
    for members in groups.values():
        for member in members:
            others = [(member, o) for o in members if o.server.id != member.server.id]
            found.setdefault(member.server.id, []).extend(others)
    return found


def _beside(what: str) -> Fact:
    """The condition that another machine behind its load balancer carries on outside its instance or zone."""

    def holds(context: Context) -> Value:
        def takes_over(member: Member, other: Member) -> Value:
            context.about(other.server).note("zone" if what == "zone" else "name", other.server.values.get("zone"))
            there = both(both(member.there, lambda: other.there), lambda: member.watched)
            return there if what == "instance" else both(there, lambda: _in_another_zone(member.server, other.server))

        pairs = _together(context.estate).get(context.resource.id, ())
        return any_of(lambda m=m, o=o: takes_over(m, o) for m, o in pairs)  # type: ignore[misc]

    how = "put a second machine, in another zone, behind the same load balancer with a probe"
    place = "another machine" if what == "instance" else "a machine in another zone"
    return Fact(holds, f"{place} serves behind the same probed load balancer", READS, how)


def _in_another_zone(one: Resource, other: Resource) -> Value:
    """Whether two machines of one region name different zones."""
    zones = tuple(_zone(machine) for machine in (one, other))
    return False if None in zones else negate(equals(*zones))


def _zone(machine: Resource) -> Value:
    zone = unmark(machine.values.get("zone"))
    if zone is not None:
        return zone
    listed = unmark(machine.values.get("zones"))
    elements = getattr(listed, "elements", listed)
    return elements[0] if isinstance(elements, tuple) and len(elements) == 1 else None


def _elsewhere(context: Context) -> Value:
    def takes_over(member: Member, other: Member) -> Value:
        context.about(other.server).note("location", region_of(other.server))
        there = both(both(member.there, lambda: other.there), lambda: member.watched)
        apart = both(there, lambda: other.server.exists)
        return both(apart, lambda: in_another_region(member.server, other.server))

    pairs = _counterparts(context.estate).get(context.resource.id, ())
    return any_of(lambda m=m, o=o: takes_over(m, o) for m, o in pairs)  # type: ignore[misc]


carried_on_elsewhere = Fact(
    _elsewhere, "its counterpart in another region serves behind the same Front Door or Traffic Manager", READS,
    "stand the same in another region behind one origin group of Front Door with a health probe",
)  # fmt: skip
OTHERS: Final[Claim] = continues("members", "the other machines behind its load balancer carry on",
                                 when=_beside("instance"), rto="10s-2m", source=PROBES)  # fmt: skip
OTHERS_ELSEWHERE: Final[Claim] = continues(
    "members", "machines in another zone, behind the same load balancer, carry on", when=_beside("zone"),
    rto="10s-2m", source=PROBES,
)  # fmt: skip
OTHER_REGION: Final[Claim] = continues(
    "failover", "its counterpart in another region takes over behind the same entrance", when=carried_on_elsewhere,
    rto="30s-5m", source=FRONT_DOOR,
)  # fmt: skip
"""The first rung of the region ladder of whatever holds no data of its own; two regions are two zones, too."""

__all__ = [
    "BALANCERS", "CLASSIC", "ENDPOINTS", "GROUP", "MACHINES", "NIC", "ORIGIN", "OTHERS", "OTHERS_ELSEWHERE",
    "OTHER_REGION", "POOL", "PROBE", "PROFILE", "PUBLIC_IP", "READS", "RULE", "SCALE_SETS", "SERVERS", "Member",
    "entered", "servers_behind", "without_stand_ins",
]  # fmt: skip
