"""Dedicated Hosts: which machines stand on one, and go with it.

Machines that name the same host resource group are on as few of its hosts as their size lets them be: nothing there
keeps two apart.

Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/dedicated-hosts-overview.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.counts import fewest
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import all_hold, any_of, equals
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.cluster_machines import STARTED_FROM_PATHS, TEMPLATES
from continuity_audit.profiles.references import Named, named_at
from continuity_audit.profiles.terms import Context, walk

READS: Final = TEMPLATES
HOSTS: Final = ("host_id", "host_resource_group_arn")
PAGE: Final = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/dedicated-hosts-overview.html"


def host_of(machines: Resource, context: Context) -> Value:
    """The Dedicated Host (or group of hosts) on which code puts a machine, or all of a group; ``None`` without one."""
    for holder, path in _holders(machines, context.estate):
        host = unmark(walk(holder.values, path))
        if host is not None and host != "":
            context.about(holder).note(path, host, PAGE)
            return host
    return None


def _holders(machines: Resource, estate: Estate) -> Iterator[tuple[Resource, str]]:
    """Where a host may be named: by the machine, or by the launch template that it is started from."""
    yield from ((machines, name) for name in HOSTS)
    for kind, path in STARTED_FROM_PATHS:
        for template in named_at(machines, path, estate, kind):
            yield from ((template, f"placement.{name}") for name in HOSTS)


def on_hosts(number: Value, machines: Resource, context: Context) -> Value:
    """How many of so many machines are left to count where those on one host count as one."""
    return lift(lambda host, n: n if host is None else fewest(n, 1), host_of(machines, context), number)


def shares_host(machine: Resource, before: list[Named], context: Context) -> Value:
    """Whether one of those counted before stands on the same host as a machine."""
    host = host_of(machine, context)
    if host is None:
        return False

    def same(other: Named) -> Value:
        there = host_of(other.resource, context)
        return there is not None and all_hold(other.there, lift(_is_one, host, there))

    return any_of(lambda o=other: same(o) for other in before)  # type: ignore[misc]


def _is_one(host: Value, other: Value) -> Value:
    """Whether two names are of one host; each resource of the code is another one."""
    if isinstance(host, Unknown) and isinstance(other, Unknown) and host.reference and other.reference:
        return host.reference == other.reference
    return equals(host, other)


__all__ = ["READS", "host_of", "on_hosts", "shares_host"]
