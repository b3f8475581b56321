"""Who carries on for whom behind the same load balancer, Front Door or Traffic Manager.

Sources: https://learn.microsoft.com/azure/load-balancer/load-balancer-custom-probe-overview,
https://learn.microsoft.com/azure/frontdoor/health-probes,
https://learn.microsoft.com/azure/traffic-manager/traffic-manager-monitoring
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import all_hold, any_of, as_truth, at_least, both, either, equals, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.azure import running
from continuity_audit.profiles.azure.entrances import READS, Member, balanced, entered, stands_in
from continuity_audit.profiles.azure.locations import LEARN, standing_in
from continuity_audit.profiles.places import different
from continuity_audit.profiles.profile import Claim, continues
from continuity_audit.profiles.references import meant
from continuity_audit.profiles.terms import Context, Fact
from continuity_audit.profiles.turns import may_differ, over_turns

HOST: Final = "azurerm_dedicated_host"
PROBES: Final = LEARN + "load-balancer/load-balancer-custom-probe-overview"
FRONT_DOOR: Final = LEARN + "frontdoor/health-probes"


@once
def _together(estate: Estate) -> dict[str, list[tuple[Member, Member]]]:
    """Each member with the others behind the same load balancer, by the id of what serves."""
    return _pairs(balanced(estate))


@once
def _counterparts(estate: Estate) -> dict[str, list[tuple[Member, Member]]]:
    """Each member with its counterparts, of the same type, behind the same entrance, by the id of what serves."""
    pairs = _pairs({entrance: group.members for entrance, group in entered(estate).items()})
    return {i: [(m, o) for m, o in found if m.server.type == o.server.type] for i, found in pairs.items()}


def _pairs(groups: Mapping[str, Sequence[Member]]) -> dict[str, list[tuple[Member, Member]]]:
    found: dict[str, list[tuple[Member, Member]]] = {}
    for members in groups.values():
        for member in members:
            others = [(member, o) for o in members if o.server.id != member.server.id and o.way != member.way]
            found.setdefault(member.server.id, []).extend(others)
    return found


def _stands_in(other: Member, member: Member, context: Context) -> Value:
    """Whether another member is sent the requests of one that fails; notes what may keep it from that."""
    if other.answers is not True:
        running.answers(context.about(other.server))
    if other.fills_in is not True:
        method = "traffic_routing_method"
        context.about(other.entrance).note(method, other.entrance.values.get(method))
    return stands_in(other, member)


def _beside(what: str) -> Fact:
    """The condition that another machine behind its load balancer carries on outside its instance or zone."""

    def holds(context: Context) -> Value:
        def takes_over(member: Member, other: Member) -> Value:
            shown = "zone" if what == "zone" else "name"
            context.about(other.server).note(shown, other.server.values.get(shown))
            there = both(member.there, lambda: _stands_in(other, member, context))
            if what == "instance":
                return both(there, lambda: _on_another_host(member.server, other.server, context.estate))
            return both(there, lambda: _in_another_zone(member.server, other.server))

        pairs = _together(context.estate).get(context.resource.id, ())
        return any_of(lambda m=m, o=o: takes_over(m, o) for m, o in pairs)  # type: ignore[misc]

    how = "put a second machine, in another zone, behind the same load balancer with a probe"
    place = "another machine" if what == "instance" else "a machine in another zone"
    return Fact(holds, f"{place} serves behind the same probed load balancer", (*READS, HOST), how)


def _on_another_host(one: Resource, other: Resource, estate: Estate) -> Value:
    """Whether two machines are not pinned to one dedicated host.

    Source: https://learn.microsoft.com/azure/virtual-machines/dedicated-hosts
    """
    by = "dedicated_host_id"
    values = [unmark(machine.values.get(by)) for machine in (one, other)]
    if None in values:
        return True
    hosts = [meant(m, by, v, estate, HOST) for m, v in zip((one, other), values, strict=True)]
    return hosts[0][0].id != hosts[1][0].id if all(hosts) else negate(equals(*values))


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
        here, there = (standing_in(m.server, context.estate) for m in (member, other))
        context.about(other.server).note("location", there)
        takes = both(member.there, lambda: _stands_in(other, member, context))
        return both(takes, lambda: different(here, there, "region", member.server))

    pairs = _counterparts(context.estate).get(context.resource.id, ())
    others = any_of(lambda m=m, o=o: takes_over(m, o) for m, o in pairs)  # type: ignore[misc]
    return either(others, lambda: _loops(context))


def _loops(context: Context) -> Value:
    """Whether another one that it stands for, by a loop that code leaves open, stands in another region."""
    place = over_turns(standing_in(context.resource, context.estate), context.resource)
    if not (isinstance(place, Unknown) and may_differ(place.key, context.resource)):
        return False
    members = (
        member
        for group in entered(context.estate).values()
        for member in group.members
        if member.server.id == context.resource.id and member.times != 1
    )
    ways = any_of(lambda m=m: all_hold(m.there, m.answers, m.watched, m.fills_in) for m in members)  # type: ignore[misc]
    several = as_truth(Unknown(place.causes, f"{place.key} are several"))
    return all_hold(ways, at_least(context.resource.multiplicity, 2), several)


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

__all__ = ["OTHERS", "OTHERS_ELSEWHERE", "OTHER_REGION", "READS", "carried_on_elsewhere"]
