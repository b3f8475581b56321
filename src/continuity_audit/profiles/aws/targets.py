"""What stands behind a load balancer: target groups, and the machines, services and functions that serve in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct, field

from continuity_audit.estate.data_sources import RESOLVED
from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import all_hold, any_of, as_truth, either, equals, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.elements import gathered, one_of
from continuity_audit.profiles.references import Named, each_meant, each_mentioned, each_named, led_to_at, named_at

LOAD_BALANCERS: Final = ("aws_lb", "aws_alb")
LISTENERS: Final = ("aws_lb_listener", "aws_alb_listener")
LISTENER_RULES: Final = ("aws_lb_listener_rule", "aws_alb_listener_rule")
TARGET_GROUPS: Final = ("aws_lb_target_group", "aws_alb_target_group")
GROUP_ATTACHMENTS: Final = ("aws_lb_target_group_attachment", "aws_alb_target_group_attachment")
SERVERS: Final = (
    "aws_instance", "aws_spot_instance_request", "aws_autoscaling_group", "aws_ecs_service", "aws_lambda_function",
    *LOAD_BALANCERS,
)  # fmt: skip
"""What can stand in for another of its kind behind a load balancer; anything else may serve there alone."""
READS: Final = (
    *LISTENERS, *LISTENER_RULES, *TARGET_GROUPS, *GROUP_ATTACHMENTS, *SERVERS, "aws_elb", "aws_elb_attachment",
    "aws_autoscaling_attachment", "aws_autoscaling_traffic_source_attachment", *RESOLVED,
)  # fmt: skip
"""Every type that has a say in what stands behind a load balancer."""


class Serving(Struct, frozen=True):
    """Who serves where, by the ids of resources: members of a group, groups of a member, groups of a balancer.

    Each with whether it is so: code may leave it open. Who needs what serves takes all that may.
    """

    members: dict[str, dict[str, Named]] = field(default_factory=dict)
    groups: dict[str, dict[str, Named]] = field(default_factory=dict)
    behind: dict[str, dict[str, Named]] = field(default_factory=dict)

    attached: dict[tuple[str, str], list[Resource]] = field(default_factory=dict)
    """What attaches a member to a group, by the ids of both."""

    def has_one_of(self, group: Resource, member: Resource) -> bool:
        """Whether of the machines that a member stands for one alone is attached to a group."""
        by = self.attached.get((group.id, member.id), ())
        return member.multiplicity != 1 and len(by) == 1 and by[0].multiplicity == 1

    def join(self, group: Resource, member: Resource, there: Value) -> None:
        """Note that a member serves in a group (a target group, or a classic load balancer)."""
        _note(self.members, group, member, there)
        _note(self.groups, member, group, there)

    def route(self, balancer: Resource, group: Resource, there: Value) -> None:
        """Note that a load balancer forwards to a group."""
        _note(self.behind, balancer, group, there)

    def is_routed(self, group: Resource) -> Value:
        """Whether a load balancer of the estate forwards to a group."""
        routes = (groups[group.id].there for groups in self.behind.values() if group.id in groups)
        return any_of(lambda there=there: there for there in routes)  # type: ignore[misc]


def _note(found: dict[str, dict[str, Named]], one: Resource, other: Resource, there: Value) -> None:
    named = found.setdefault(one.id, {})
    before = named[other.id].there if other.id in named else False
    named[other.id] = Named(other, either(before, lambda: there))


@once
def serving(estate: Estate) -> Serving:
    """Who serves behind the load balancers of an estate."""
    found = Serving()
    for elb in estate.of_type("aws_elb"):
        found.route(elb, elb, True)
        _join(found, [Named(elb)], each_named(elb.values.get("instances"), estate, near=elb), elb)
    for listener in estate.of_type(*LISTENERS):
        _route(found, listener, (listener,), estate)
    for rule in estate.of_type(*LISTENER_RULES):
        _route(found, rule, tuple(named_at(rule, "listener_arn", estate, *LISTENERS)), estate)
    for kind, group, member in MEMBERSHIPS:
        for resource in estate.of_type(kind):
            groups = _groups(resource, group, estate)
            at = gathered(resource.values, member) if member else ()
            members = each_meant(resource, member, at, estate) if member else (Named(resource),)
            _join(found, groups, members, resource)
    return found


def _groups(resource: Resource, path: str, estate: Estate) -> list[Named]:
    """The groups that a dotted path names; where blocks are open, those that they mention may be meant."""
    kinds = (*TARGET_GROUPS, "aws_elb")
    found = each_named(gathered(resource.values, path), estate, *kinds, near=resource)
    known = {named.resource.id for named in found}
    blocks = resource.values.get(path.partition(".")[0])
    open_ = [r for r in led_to_at(resource, path, estate, *kinds) if r.id not in known]
    return [*found, *(Named(r, as_truth(Unknown(causes_of(blocks), f"{r.id} in {resource.id}"))) for r in open_)]


def _route(found: Serving, forwards: Resource, listeners: Iterable[Resource], estate: Estate) -> None:
    """What a listener or one of its rules forwards to is behind the load balancer of the listener."""
    actions = ("default_action", "action")
    groups = [n for a in actions for n in each_mentioned(forwards, a, estate) if n.resource.type in TARGET_GROUPS]
    for listener in listeners:
        for balancer in named_at(listener, "load_balancer_arn", estate, *LOAD_BALANCERS):
            for group, there in groups:
                found.route(balancer, group, all_hold(forwards.exists, listener.exists, there))


def _join(found: Serving, groups: Iterable[Named], members: Iterable[Named], by: Resource) -> None:
    for member, is_member in members:
        for group, is_group in groups:
            there = all_hold(is_group, is_member)
            if by.type in ATTACHMENTS:
                found.attached.setdefault((group.id, member.id), []).append(by)
            found.join(group, member, all_hold(by.exists, there))


ATTACHMENTS: Final = (*GROUP_ATTACHMENTS, "aws_elb_attachment")
MEMBERSHIPS: Final = (
    ("aws_lb_target_group_attachment", "target_group_arn", "target_id"),
    ("aws_alb_target_group_attachment", "target_group_arn", "target_id"),
    ("aws_elb_attachment", "elb", "instance"),
    ("aws_autoscaling_attachment", "lb_target_group_arn", "autoscaling_group_name"),
    ("aws_autoscaling_attachment", "alb_target_group_arn", "autoscaling_group_name"),
    ("aws_autoscaling_attachment", "elb", "autoscaling_group_name"),
    ("aws_autoscaling_traffic_source_attachment", "traffic_source.identifier", "autoscaling_group_name"),
    ("aws_autoscaling_group", "target_group_arns", ""),
    ("aws_autoscaling_group", "load_balancers", ""),
    ("aws_autoscaling_group", "traffic_source.identifier", ""),
    ("aws_ecs_service", "load_balancer.target_group_arn", ""),
    ("aws_ecs_service", "load_balancer.elb_name", ""),
)  # fmt: skip
"""The resources that put a member into a group, with the attributes that name group and member (itself, if empty)."""


def served_by(balancer: Resource, estate: Estate) -> tuple[Resource, ...]:
    """What serves behind a load balancer: machines, services, functions, or whatever else its targets name."""
    known = serving(estate)
    groups = known.behind.get(balancer.id, {})
    members = {m.resource.id: m.resource for group in groups for m in known.members.get(group, {}).values()}
    members.pop(balancer.id, None)
    return tuple(members.values())


def companions_in_service(member: Resource, estate: Estate) -> tuple[Named, ...]:
    """The servers behind one load balancer with health checks, each with whether it is, a member of it included.

    None where it is in none.

    A target group checks its targets unless it is told not to; a classic load balancer always does.
    """
    known = serving(estate)
    found: dict[str, dict[str, Named]] = {}
    for group, there in known.groups.get(member.id, {}).values():
        unchecked = one_of(group.values, lambda enabled: equals(enabled, False), "health_check.enabled")
        served = all_hold(there, known.is_routed(group), negate(unchecked))
        for other, also in known.members[group.id].values():
            if other.type in SERVERS and not known.has_one_of(group, other):
                there_too = other.exists if other is not member else True
                _note(found, member, other, all_hold(served, also, there_too))
    return tuple(named for named in found.get(member.id, {}).values() if named.there is not False)
