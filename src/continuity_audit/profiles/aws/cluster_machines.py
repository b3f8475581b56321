"""Which machines of the code belong to an Amazon ECS cluster: those that join it as they start, or that it lists.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_container_instance.html,
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bootstrap_windows_container_instance.html,
https://bottlerocket.dev/en/os/latest/ (``settings.ecs.cluster``)
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import all_hold, either
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of, inside
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import spelling
from continuity_audit.estate.values import Atom, Choice, Unknown, Value
from continuity_audit.profiles.addresses import LABEL, bearing
from continuity_audit.profiles.elements import each, gathered
from continuity_audit.profiles.references import Named, each_meant, every, mentioned, named_at

CLUSTER: Final = "aws_ecs_cluster"
PROVIDER: Final = "aws_ecs_capacity_provider"
PROVIDED: Final = "auto_scaling_group_provider.auto_scaling_group_arn"
MANAGED_SUBNETS: Final = "managed_instances_provider.instance_launch_template.network_configuration.subnets"
"""Where a capacity provider says in which subnets ECS is to start the instances that it manages."""
LISTED: Final = "aws_ecs_cluster_capacity_providers"
GROUP: Final = "aws_autoscaling_group"
MACHINE: Final = "aws_instance"
TEMPLATES: Final = ("aws_launch_template", "aws_launch_configuration")
STARTED_FROM: Final = ("launch_template", "launch_configuration", "mixed_instances_policy")
"""The arguments by which a group of machines names what it starts them from."""
STARTED_FROM_PATHS: Final = (
    ("aws_launch_template", "launch_template.id"),
    ("aws_launch_template", "launch_template.name"),
    ("aws_launch_template", "mixed_instances_policy.launch_template.launch_template_specification.launch_template_id"),
    ("aws_launch_configuration", "launch_configuration"),
)
"""The same with the types and the paths of the names."""
USER_DATA: Final = ("user_data", "user_data_base64")
READS: Final = (CLUSTER, PROVIDER, LISTED, GROUP, MACHINE, *TEMPLATES)

JOINS: Final = pattern(
    rf"""\bECS_CLUSTER=["']?({LABEL})"""
    rf"""|\[settings\.ecs\][^\[]*?\bcluster\s*=\s*["']({LABEL})"""
    rf"""|\bInitialize-ECSAgent\b[^\n]*?\s-Cluster\s+["']?({LABEL})"""
)
"""What tells the agent of a machine, on Linux, Bottlerocket and Windows, the cluster to join."""


def machines_of(cluster: Resource, estate: Estate) -> tuple[Named, ...]:
    """The autoscaling groups and machines on which a cluster can start tasks, each with whether it is so."""
    return tuple(_by_cluster(estate).get(cluster.id, {}).values())


@once
def _by_cluster(estate: Estate) -> dict[str, dict[str, Named]]:
    found: dict[str, dict[str, Named]] = {}

    def note(cluster: Resource, machines: Named) -> None:
        of_cluster = found.setdefault(cluster.id, {})
        before = of_cluster[machines.resource.id].there if machines.resource.id in of_cluster else False
        there = either(before, lambda: all_hold(machines.there, machines.resource.exists))
        of_cluster[machines.resource.id] = Named(machines.resource, there)

    for machines in estate.of_type(GROUP, MACHINE):
        for cluster in _joined(machines, estate):
            note(cluster, Named(machines))
    for cluster in estate.of_type(CLUSTER):
        for machines_listed in _provided(cluster, "capacity_providers", estate):
            note(cluster, machines_listed)
    for listing in estate.of_type(LISTED):
        for cluster in named_at(listing, "cluster_name", estate, CLUSTER):
            for group, there in _provided(listing, "capacity_providers", estate):
                note(cluster, Named(group, all_hold(there, listing.exists)))
    return found


def _provided(holder: Resource, path: str, estate: Estate) -> Iterator[Named]:
    """The groups behind the capacity providers that an argument lists."""
    yield from groups_behind(gathered(holder.values, path), holder, estate)


def groups_behind(providers: Value, holder: Resource, estate: Estate) -> Iterator[Named]:
    """The autoscaling groups of some capacity providers, each with whether it is one of theirs.

    A capacity provider whose instances ECS manages stands for these.
    """
    for provider, used in _meant(providers, holder, estate):
        if provider.values.get("managed_instances_provider") not in (None, ()):
            yield Named(provider, used)
        groups = gathered(provider.values, PROVIDED)
        for group, there in each_meant(provider, PROVIDED, groups, estate, GROUP):
            yield Named(group, all_hold(used, there))


def _meant(providers: Value, holder: Resource, estate: Estate) -> Iterator[Named]:
    """The capacity providers that a value names, or that its names are made of."""
    for name, there, _ in each(providers):
        named = estate.named(name, PROVIDER, near=holder)
        found = named or made_of_providers(name, holder, estate)
        for provider in found:
            atom = Atom(f"{key_of(name)} is {provider.id}", causes=causes_of(name))
            one = True if named or len(found) == 1 else Choice(atom, True, False)
            yield Named(provider, all_hold(there, one))


def made_of_providers(name: Value, holder: Resource, estate: Estate) -> tuple[Resource, ...]:
    """The capacity providers of the root on which an open name hangs: one that code makes is no other."""
    causes = causes_of(name) if isinstance(name, Unknown) else frozenset()
    return tuple(
        provider for provider in estate.of_type(PROVIDER)
        if causes and provider.root == holder.root and any(_is_of(cause, provider) for cause in causes)
    )  # fmt: skip


def _is_of(cause: str, provider: Resource) -> bool:
    return cause == provider.address or cause.startswith(f"{provider.address}.")


def _joined(machines: Resource, estate: Estate) -> Iterator[Resource]:
    """The clusters that machines join by what they, or what they are started from, are told."""
    for holder, argument in told_at_start(machines, estate):
        yield from _clusters_in(holder, argument, estate)


def told_at_start(machines: Resource, estate: Estate) -> Iterator[tuple[Resource, str]]:
    """Where the text stands that machines are given for their start: a resource and its argument."""
    holders = [machines]
    for argument in STARTED_FROM:
        holders += [r for r in mentioned(machines, argument, estate) if r.type in TEMPLATES]
    for holder in dict.fromkeys(holders):
        for argument in USER_DATA:
            yield holder, argument


def _clusters_in(holder: Resource, argument: str, estate: Estate) -> Iterator[Resource]:
    """The clusters that a text for the start says to join; where it is open, those that it mentions."""
    said = [
        cluster
        for leaf in every(holder.values, argument)
        for match in JOINS.finditer(as_read(leaf))
        for cluster in bearing(next(filter(None, match.groups())), {CLUSTER: "name"}, holder, estate)
    ]
    yield from said or (r for r in mentioned(holder, argument, estate) if r.type == CLUSTER)


def as_read(leaf: Value) -> str:
    """A text for the start as the machine reads it: as it is spelled or, where that is Base64, what it encodes."""
    if isinstance(leaf, Unknown) and leaf.encodes is not None:
        return "\n".join(map(as_read, inside(leaf.encodes)))
    text = spelling(leaf)
    try:
        return base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return text


__all__ = [
    "CLUSTER", "GROUP", "LISTED", "MANAGED_SUBNETS", "PROVIDED", "PROVIDER", "READS", "STARTED_FROM_PATHS", "TEMPLATES",
    "USER_DATA", "as_read", "groups_behind", "machines_of", "made_of_providers", "told_at_start",
]  # fmt: skip
