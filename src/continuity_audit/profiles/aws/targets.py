"""What stands behind a load balancer: target groups, and the machines, services and functions that serve in them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct, field

from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.model import Resource
from continuity_audit.profiles.references import every, led_to_at, mentioned, named_at

LOAD_BALANCERS: Final = ("aws_lb", "aws_alb")
LISTENERS: Final = ("aws_lb_listener", "aws_alb_listener")
LISTENER_RULES: Final = ("aws_lb_listener_rule", "aws_alb_listener_rule")
TARGET_GROUPS: Final = ("aws_lb_target_group", "aws_alb_target_group")
GROUP_ATTACHMENTS: Final = ("aws_lb_target_group_attachment", "aws_alb_target_group_attachment")
SERVERS: Final = (
    "aws_instance", "aws_spot_instance_request", "aws_autoscaling_group", "aws_ecs_service", "aws_lambda_function",
    *LOAD_BALANCERS,
)  # fmt: skip
READS: Final = (
    *LISTENERS, *LISTENER_RULES, *TARGET_GROUPS, *GROUP_ATTACHMENTS, *SERVERS, "aws_elb", "aws_elb_attachment",
    "aws_autoscaling_attachment", "aws_autoscaling_traffic_source_attachment",
)  # fmt: skip
"""Every type that has a say in what stands behind a load balancer."""


class Serving(Struct, frozen=True):
    """Who serves where, by the ids of resources: members of a group, groups of a member, groups of a balancer."""

    members: dict[str, dict[str, Resource]] = field(default_factory=dict)
    groups: dict[str, dict[str, Resource]] = field(default_factory=dict)
    behind: dict[str, dict[str, Resource]] = field(default_factory=dict)

    def join(self, group: Resource, member: Resource) -> None:
        """Note that a member serves in a group (a target group, or a classic load balancer)."""
        self.members.setdefault(group.id, {})[member.id] = member
        self.groups.setdefault(member.id, {})[group.id] = group

    def route(self, balancer: Resource, group: Resource) -> None:
        """Note that a load balancer forwards to a group."""
        self.behind.setdefault(balancer.id, {})[group.id] = group

    def is_routed(self, group: Resource) -> bool:
        """Whether a load balancer of the estate forwards to a group."""
        return any(group.id in groups for groups in self.behind.values())


@once
def serving(estate: Estate) -> Serving:
    """Who serves behind the load balancers of an estate."""
    found = Serving()
    for elb in estate.of_type("aws_elb"):
        found.route(elb, elb)
        _join(found, [elb], named_at(elb, "instances", estate))
    for listener in estate.of_type(*LISTENERS):
        _route(found, listener, (listener,), estate)
    for rule in estate.of_type(*LISTENER_RULES):
        _route(found, rule, tuple(named_at(rule, "listener_arn", estate, *LISTENERS)), estate)
    for kind, group, member in MEMBERSHIPS:
        for resource in estate.of_type(kind):
            groups = list(led_to_at(resource, group, estate, *TARGET_GROUPS, "aws_elb"))
            _join(found, groups, named_at(resource, member, estate) if member else (resource,))
    return found


def _route(found: Serving, forwards: Resource, listeners: Iterable[Resource], estate: Estate) -> None:
    """What a listener or one of its rules forwards to is behind the load balancer of the listener."""
    actions = ("default_action", "action")
    groups = [r for a in actions for r in mentioned(forwards, a, estate) if r.type in TARGET_GROUPS]
    for listener in listeners:
        for balancer in named_at(listener, "load_balancer_arn", estate, *LOAD_BALANCERS):
            for group in groups:
                found.route(balancer, group)


def _join(found: Serving, groups: list[Resource], members: Iterable[Resource]) -> None:
    for member in members:
        for group in groups:
            if member.type in SERVERS:
                found.join(group, member)


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
    """The machines, services, functions and load balancers that serve behind a load balancer."""
    known = serving(estate)
    members = {m.id: m for group in known.behind.get(balancer.id, {}) for m in known.members.get(group, {}).values()}
    members.pop(balancer.id, None)
    return tuple(members.values())


def companions_in_service(member: Resource, estate: Estate) -> tuple[Resource, ...]:
    """All that serve behind one load balancer with health checks, a member of it included; none where it is in none.

    A target group checks its targets unless it is told not to; a classic load balancer always does.
    """
    known = serving(estate)
    beside: dict[str, Resource] = {}
    for group in known.groups.get(member.id, {}).values():
        if known.is_routed(group) and False not in every(group.values, "health_check.enabled"):
            beside |= {member.id: member} | known.members[group.id]
    return tuple(beside.values())
