"""Run-time dependencies of a workload: what stands behind the Services and the Secrets that its pods are told of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.hosts import hosts_in
from continuity_audit.profiles.kubernetes.mentions import led_to_in_code, secret_named
from continuity_audit.profiles.kubernetes.objects import objects, served
from continuity_audit.profiles.kubernetes.operated import LEADS, behind_secret, behind_service, selected_by
from continuity_audit.profiles.kubernetes.placement import pods_holder
from continuity_audit.profiles.kubernetes.places import CLUSTERS, clusters_named
from continuity_audit.profiles.kubernetes.pods import namespace_of, text
from continuity_audit.profiles.kubernetes.settings import hosts_told, names_taken, secrets_of_values, told_by_values
from continuity_audit.profiles.profile import Need
from continuity_audit.profiles.terms import Context, walk

READ: Final = ("ConfigMap", *LEADS)
"""The types that lead to what is called."""

_MEMBER: Final = pattern(r".*-\d+")
"""What a pod of a StatefulSet is called."""
_HOPS: Final = 5
"""Services that are names of one another, followed."""


def services_called(context: Context) -> Iterable[Resource]:
    """The components behind the Services that the pods are told of, and behind what they take settings from."""
    found = {r.id: r for r in led_to_in_code(_starts(pods_holder(context), context.estate), context)}
    found.pop(context.resource.id, None)
    return found.values()


def own_cluster(context: Context) -> Iterable[Resource]:
    """The cluster that it runs in: the one that its provider names, else the only one that its own root makes."""
    resource, estate = context.resource, context.estate
    here = [cluster for cluster in estate.of_type(*CLUSTERS) if cluster.root == resource.root]
    found = clusters_named(resource, estate) or here
    return found if len(found) == 1 else ()


def called_by_values(*paths: str) -> Need:
    """The need for what serves the hosts, and is behind the Secrets, that the values of a chart name."""

    def needed(context: Context) -> Iterable[Resource]:
        return behind_values(map(context.read, paths), context.resource, context.estate)

    return needed


def behind_values(values: Iterable[Value], release: Resource, estate: Estate) -> Iterable[Resource]:
    """What serves the hosts, and is behind the Secrets, that values of a chart name."""
    found: dict[str, Resource] = {}
    for held in values:
        hosts = (host for name, text in told_by_values(held) for host in hosts_in(name, text))
        for host in dict.fromkeys(hosts):
            found.update((r.id, r) for r in behind_host(host, release, estate))
        for secret in dict.fromkeys(secrets_of_values(held)):
            found.update((r.id, r) for r in behind_secret(secret, release, estate))
    return found.values()


def _starts(holder: Resource, estate: Estate) -> Iterator[Resource]:
    """What serves the hosts, what an operator makes the Secrets for, and the ConfigMaps and Secrets of Terraform."""
    for host in dict.fromkeys(hosts_told(holder, estate)):
        yield from behind_host(host, holder, estate)
    for secret in dict.fromkeys(filter(None, names_taken(holder, "Secret"))):
        yield from behind_secret(secret, holder, estate)
        if made := secret_named(secret, holder, estate):
            yield made
    for name in dict.fromkeys(filter(None, names_taken(holder, "ConfigMap"))):
        if config := objects(estate).find(holder, "ConfigMap", name):
            yield config


def behind_host(host: str, caller: Resource, estate: Estate, hops: int = _HOPS) -> Iterator[Resource]:
    """What serves a host, by the first reading of it by which something does."""
    for service, namespace in services_named(host, namespace_of(caller)):
        if found := list(_serving(service, namespace, caller, estate, hops)):
            yield from found
            return


def services_named(host: str, own: str) -> Iterator[tuple[str, str]]:
    """Service and namespace: of ``service``, ``service.namespace``, ``service.namespace.svc…`` or a pod of one."""
    labels = host.split(".")
    if "svc" in labels:
        labels = labels[: labels.index("svc")][-2:]
        yield (labels[0], labels[1]) if len(labels) == 2 else (labels[0], own)
    elif len(labels) == 1:
        yield labels[0], own
    elif len(labels) == 2:
        yield labels[0], labels[1]
        if _MEMBER.fullmatch(labels[0]):
            yield labels[1], own
    elif len(labels) == 3 and _MEMBER.fullmatch(labels[0]):
        yield labels[1], labels[2]


def _serving(name: str, namespace: str, caller: Resource, estate: Estate, hops: int) -> Iterator[Resource]:
    service = objects(estate).find(caller, "Service", name, namespace)
    if service is None:
        yield from behind_service(name, namespace, caller, estate)
    elif text(walk(service.values, "spec.type")) != "ExternalName":
        yield from served(service, estate)
        yield from selected_by(service, estate)
    elif isinstance(walk(service.values, "spec.externalName"), Unknown):
        yield service  # Terraform puts in the address of something: what it mentions
    elif hops:
        yield from behind_host(text(walk(service.values, "spec.externalName")), service, estate, hops - 1)


__all__ = [
    "READ",
    "behind_host",
    "behind_values",
    "called_by_values",
    "own_cluster",
    "services_called",
    "services_named",
]
