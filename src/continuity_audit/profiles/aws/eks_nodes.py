"""The nodes of an Amazon EKS cluster: its managed node groups, the groups of machines that join it, Fargate profiles.

Sources: https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html,
https://docs.aws.amazon.com/eks/latest/userguide/launch-workers.html,
https://docs.aws.amazon.com/eks/latest/userguide/launch-node-bottlerocket.html,
https://docs.aws.amazon.com/eks/latest/userguide/launch-windows-workers.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.counts import add, fewest, multiply
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import all_of, any_of, as_truth, at_least, both, either, equals, if_else, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import spelling
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.addresses import LABEL, bearing
from continuity_audit.profiles.aws.capacity import SCHEDULE, machines_kept, scheduled
from continuity_audit.profiles.aws.cluster_machines import GROUP, TEMPLATES, as_read, told_at_start
from continuity_audit.profiles.aws.placement_groups import READS as PLACED
from continuity_audit.profiles.aws.placement_groups import packed_in_one_zone
from continuity_audit.profiles.aws.spot import on_demand
from continuity_audit.profiles.aws.zones import zones_of
from continuity_audit.profiles.elements import each, one_of
from continuity_audit.profiles.node_pools import hold, repels
from continuity_audit.profiles.references import Named, every, mentioned
from continuity_audit.profiles.terms import Context, fact, walk
from continuity_audit.profiles.turns import with_one

CLUSTER: Final = "aws_eks_cluster"
NODES: Final = "aws_eks_node_group"
SERVERLESS: Final = "aws_eks_fargate_profile"
PLACES: Final = {NODES: ("subnet_ids",), GROUP: ("vpc_zone_identifier", "availability_zones")}
READS: Final = tuple(dict.fromkeys((NODES, GROUP, SCHEDULE, *TEMPLATES, *PLACED, "aws_subnet")))

# --- machines that join a cluster ---------------------------------------------------------------------------------

TAGS: Final = ("tag", "tags")
OWNED: Final = pattern(rf"(?:kubernetes|k8s)\.io/cluster/({LABEL})")
"""The tag by which machines are a cluster's own."""
STARTS: Final = pattern(
    rf"""eks/bootstrap\.sh(?P<line>[^\n]*)"""
    rf"""|\[settings\.kubernetes\][^\[]*?\bcluster-name\s*=\s*["'](?P<toml>{LABEL})"""
    rf"""|\bkind:\s*["']?NodeConfig\b.*?\bcluster:.*?\bname:\s*["']?(?P<yaml>{LABEL})"""
    rf"""|-EKSClusterName\s+["']?(?P<shell>{LABEL})""",
    re.DOTALL,
)
"""What makes a machine a node as it starts, with the cluster's name: on Amazon Linux, Bottlerocket and Windows."""
NAMES: Final = pattern(LABEL)
TAINTED: Final = pattern(r"register-?with-?taints|node-taints", re.IGNORECASE)
EFFECT: Final = pattern(r"(?<!Prefer)No(?:Schedule|Execute)|PreferNoSchedule")


def clusters_joined(machines: Resource, estate: Estate) -> Iterator[Named]:
    """The clusters whose nodes a group of machines is: by its tag, or by what makes its machines join as they start."""
    for argument in TAGS:
        for key, there, _ in each(machines.values, f"{argument}.key"):
            if found := OWNED.fullmatch(spelling(key)):
                for cluster in _bearing(found[1], machines, argument, estate):
                    yield Named(cluster, there)
    for holder, argument in told_at_start(machines, estate):
        for leaf in every(holder.values, argument):
            for found in STARTS.finditer(as_read(leaf)):
                for cluster in _named_at_start(found, holder, argument, estate):
                    yield Named(cluster)


def _named_at_start(found: re.Match[str], holder: Resource, argument: str, estate: Estate) -> Iterator[Resource]:
    name = found["toml"] or found["yaml"] or found["shell"]
    names = [name] if name else NAMES.findall(found["line"] or "")
    said = [cluster for name in names for cluster in bearing(name, {CLUSTER: "name"}, holder, estate)]
    yield from said or _mentioned(holder, argument, estate)


def _bearing(name: str, holder: Resource, argument: str, estate: Estate) -> Iterator[Resource]:
    """The cluster of a name; where the name is open in a way that tells none, the clusters that are mentioned."""
    said = tuple(bearing(name, {CLUSTER: "name"}, holder, estate))
    yield from said or _mentioned(holder, argument, estate)


def _mentioned(holder: Resource, argument: str, estate: Estate) -> Iterator[Resource]:
    return (r for r in mentioned(holder, argument, estate) if r.type == CLUSTER)


def _registers_tainted(machines: Resource, context: Context) -> bool:
    """Whether machines register as nodes with a taint that keeps pods off, as far as the text for their start tells."""
    for holder, argument in told_at_start(machines, context.estate):
        for leaf in every(holder.values, argument):
            text = as_read(leaf)
            effects = EFFECT.findall(text)
            if TAINTED.search(text) and (not effects or any(effect != "PreferNoSchedule" for effect in effects)):
                context.about(holder).note_there(argument)
                return True
    return False


# --- how many nodes there are, and where --------------------------------------------------------------------------


def _takes_any(context: Context) -> Callable[[Resource], Value]:
    """Whether a node group takes any pod: none of its taints keeps off what does not tolerate it.

    On nodes with Windows nothing runs that is made for Linux, as what any cluster needs is.
    Sources: https://docs.aws.amazon.com/eks/latest/userguide/node-taints-managed-node-groups.html,
    https://docs.aws.amazon.com/eks/latest/userguide/windows-support.html
    """

    def takes_any(group: Resource) -> Value:
        def keeps_off(effect: Value) -> Value:
            context.about(group).note("taint.effect", effect)
            return repels(effect)

        if group.type == GROUP:
            return not _registers_tainted(group, context)
        image = unmark(group.values.get("ami_type"))
        if isinstance(image, str) and image.startswith("WINDOWS_"):
            context.about(group).note("ami_type", image)
            return False
        return negate(one_of(group.values.get("taint"), keeps_off, "effect"))

    return takes_any


@fact(
    "its node groups that take any pod keep two nodes or more", reads=READS,
    remedy="set `scaling_config.min_size` of a node group without taints to 2 or more",
)  # fmt: skip
def two_nodes(context: Context) -> Value:
    """Whether a node is left when one fails: the cluster's autoscaler goes down to the minimums of its node groups."""

    def together(groups: Sequence[Resource]) -> Value:
        total: Value = 0
        for group in groups:
            total = add(total, _least(group, context))
        return at_least(total, 2)

    return hold(_companions(context, NODES, GROUP), _takes_any(context), together)


def _companions(context: Context, *kinds: str) -> list[Resource]:
    return [c for c in context.companions if c.type in kinds]


def _least(group: Resource, context: Context) -> Value:
    about = context.about(group)
    if group.type == GROUP:
        least = fewest(machines_kept.value(about), about.read("min_size"))
    else:
        least = walk(group.values, "scaling_config.min_size")
        about.note("scaling_config.min_size", least)
        least = scheduled(least, about, scaled=True)
    groups = with_one(group, context.resource)
    return lift(lambda n, m, there: _times(n, m) if there else 0, least, groups, as_truth(group.exists))


def _lasting(group: Resource, context: Context) -> Value:
    """The nodes that a group keeps and that are no Spot Instances."""
    number = _least(group, context)
    if group.type == GROUP:
        return on_demand(number, context.about(group))
    capacity = group.values.get("capacity_type")
    if capacity is None:
        return number
    context.about(group).note("capacity_type", capacity)
    return if_else(equals(capacity, "SPOT"), int, lambda: number)


def _times(number: Value, times: Value) -> Value:
    """The nodes of a block that stands for several groups: at least as many as one of them has."""
    return multiply(number, replace(times, low=max(times.low or 0, 1)) if isinstance(times, Unknown) else times)


@fact(
    "its nodes that take any pod are in two zones or more", reads=READS,
    remedy="keep two nodes or more over two zones in node groups without taints",
)  # fmt: skip
def nodes_in_two_zones(context: Context) -> Value:
    """Whether a node group keeps two nodes over two zones, or node groups of one zone each keep nodes in two.

    Spot Instances are no such nodes: EC2 takes them back when it needs their capacity, as when a zone is lost.
    """

    def together(groups: Sequence[Resource]) -> Value:
        spread = any_of(
            lambda g=g: all_of(_in_two_zones(g, context))  # type: ignore[misc]
            for g in groups
        )
        places: Value = ()
        for group in groups:
            own = _places(group)
            kept = both(at_least(_lasting(group, context), 1), lambda o=own: as_truth(_zones(o, context) == 1))  # type: ignore[misc]
            places = lift(lambda p, k, o=own: (*p, *o) if k and isinstance(o, tuple) else p, places, kept)
        return either(spread, lambda: at_least(zones_of(places, context.resource, context.estate), 2))

    return hold(_companions(context, NODES, GROUP), _takes_any(context), together)


def _in_two_zones(group: Resource, context: Context) -> Iterator[Callable[[], Value]]:
    """That a group keeps two nodes, spans two zones, and that no placement group packs it in one."""
    yield lambda: at_least(_lasting(group, context), 2)
    yield lambda: _spans(group, context)
    yield lambda: negate(packed_in_one_zone(group, context))


def _zones(places: Value, context: Context) -> Value:
    return zones_of(places, context.resource, context.estate)


def _path(group: Resource) -> str:
    """The argument in which a group has its subnets or zones."""
    paths = PLACES.get(group.type, ("subnet_ids",))
    return next((path for path in paths if group.values.get(path) not in (None, ())), paths[0])


def _places(group: Resource) -> Value:
    return walk(group.values, _path(group))


def _spans(group: Resource, context: Context) -> Value:
    context.about(group).note(_path(group), _places(group))
    return at_least(_zones(_places(group), context), 2)


@fact("a Fargate profile has subnets in two zones or more", reads=(SERVERLESS,))
def fargate_in_two_zones(context: Context) -> Value:
    """Whether AWS can run its pods in two zones."""
    return any_of(
        lambda p=p: both(p.exists, lambda: _spans(p, context))  # type: ignore[misc]
        for p in _companions(context, SERVERLESS)
    )


@fact(
    "a node group that takes any pod, or a Fargate profile, has subnets in two zones or more",
    reads=(*READS, SERVERLESS),
)  # fmt: skip
def some_nodes_in_two_zones(context: Context) -> Value:
    """Whether nodes can be started in another zone."""

    def together(groups: Sequence[Resource]) -> Value:
        return any_of(lambda g=g: both(g.exists, lambda: _spans(g, context)) for g in groups)  # type: ignore[misc]

    nodes = hold(_companions(context, NODES, GROUP), _takes_any(context), together)
    return either(nodes, lambda: fargate_in_two_zones.value(context))


__all__ = [
    "NODES", "READS", "SERVERLESS", "clusters_joined", "fargate_in_two_zones", "nodes_in_two_zones",
    "some_nodes_in_two_zones", "two_nodes",
]  # fmt: skip
