"""Run-time dependencies of a workload: what stands behind the Services and the Secrets that its pods are told of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Resource
from continuity_audit.profiles.kubernetes.objects import objects, served
from continuity_audit.profiles.kubernetes.operated import LEADS, behind_secret, behind_service, selected_by
from continuity_audit.profiles.kubernetes.placement import pods_holder
from continuity_audit.profiles.kubernetes.pods import namespace_of, text
from continuity_audit.profiles.kubernetes.settings import hosts_told, secrets_taken
from continuity_audit.profiles.terms import Context, walk

READ: Final = ("ConfigMap", *LEADS)
"""The types that lead to what is called."""

_MEMBER: Final = re.compile(r".*-\d+")
"""What a pod of a StatefulSet is called."""
_HOPS: Final = 5
"""Services that are names of one another, followed."""


def services_called(context: Context) -> Iterable[Resource]:
    """The components behind the Services that the pods are told of, and behind the Secrets that operators make."""
    holder, estate = pods_holder(context), context.estate
    found: dict[str, Resource] = {}
    for host in dict.fromkeys(hosts_told(holder, estate)):
        found.update((r.id, r) for r in _behind(host, holder, estate))
    for secret in dict.fromkeys(filter(None, secrets_taken(holder))):
        found.update((r.id, r) for r in behind_secret(secret, holder, estate))
    found.pop(context.resource.id, None)
    return found.values()


def _behind(host: str, caller: Resource, estate: Estate, hops: int = _HOPS) -> Iterator[Resource]:
    """What serves a host, by the first reading of it by which something does."""
    for service, namespace in _places(host, namespace_of(caller)):
        if found := list(_serving(service, namespace, caller, estate, hops)):
            yield from found
            return


def _places(host: str, own: str) -> Iterator[tuple[str, str]]:
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
    elif hops:
        yield from _behind(text(walk(service.values, "spec.externalName")), service, estate, hops - 1)


__all__ = ["READ", "services_called"]
