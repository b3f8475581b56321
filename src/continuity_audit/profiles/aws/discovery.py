"""The names by which containers find each other: of AWS Cloud Map, and of Amazon ECS Service Connect.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectService.html (the defaults of
names), https://docs.aws.amazon.com/cloud-map/latest/dg/services-route53.html
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import leaves, unmark
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import MARK, OPEN_PART, spelling
from continuity_audit.estate.values import SetValue, Unknown, Value
from continuity_audit.profiles.hosts import hosts_in
from continuity_audit.profiles.named_settings import settings_in
from continuity_audit.profiles.references import blocks_at, every, inside, meant
from continuity_audit.profiles.terms import Context

DISCOVERED: Final = "aws_service_discovery_service"
"""A name of Cloud Map: whoever calls it cannot work without the service that is registered under it."""
SERVICE: Final = "aws_ecs_service"
CONNECTED: Final = "service_connect_configuration"
DNS: Final = ("aws_service_discovery_private_dns_namespace", "aws_service_discovery_public_dns_namespace")
NAMESPACES: Final = (*DNS, "aws_service_discovery_http_namespace")
NO_HOSTS: Final = frozenset({"name", "value", "image", "hostname", "logConfiguration"})
"""What in the definition of a container tells no host of another; a value does by its name."""

_WORD: Final = pattern(rf"(?:[^\0\s\"'<>|,;=()\[\]{{}}\\]|{OPEN_PART})+")
_ADDRESS: Final = pattern(rf"(?:.*(?://|@))?((?:[\w.-]|{OPEN_PART})+?)\.?(?:[:/?].*)?")

Host: TypeAlias = tuple[str, str]
"""The scope of a host and the host."""


# --- AWS Cloud Map ------------------------------------------------------------------------------------------------


@once
def _discovered(estate: Estate) -> Mapping[Host, list[Resource]]:
    """The names of Cloud Map by their hosts; one that is open in part counts in its own root."""
    found: dict[Host, list[Resource]] = defaultdict(list)
    for service in estate.of_type(DISCOVERED):
        for path in ("dns_config.namespace_id", "namespace_id"):
            for value in every(service.values, path):
                for namespace in meant(service, path, value, estate, *DNS):
                    names = (_text(service.values.get("name")), _text(namespace.values.get("name")))
                    host = ".".join(names).lower()
                    if all(names) and service not in found[_scoped(host, service)]:
                        found[_scoped(host, service)].append(service)
    return found


def discovered(holder: Resource, argument: str, estate: Estate) -> Iterator[Resource]:
    """The names of Cloud Map whose hosts an argument tells."""
    hosts = _discovered(estate)
    for leaf in inside(holder.values.get(argument)) if hosts else ():
        text = spelling(leaf) if isinstance(leaf, str | Unknown) else ""
        for word in _WORD.findall(text):
            if address := _ADDRESS.fullmatch(word):
                found = hosts.get(_scoped(address[1].lower(), holder), ())
                yield from found if len(found) == 1 else ()


# --- Amazon ECS Service Connect -----------------------------------------------------------------------------------


@once
def _connected(estate: Estate) -> Mapping[Host, list[Resource]]:
    """The services of ECS by the names that those of the same namespace call them by."""
    found: dict[Host, list[Resource]] = defaultdict(list)
    for service in estate.of_type(SERVICE):
        for scope, name, block in _configurations(service, estate):
            for port in every(block, "service"):
                for host in _names(port, name) if isinstance(port, Mapping) else ():
                    if service not in found[scope, host]:
                        found[scope, host].append(service)
    return found


def _names(port: Mapping[str, Value], namespace: str) -> Iterator[str]:
    """The hosts of a port of a service: its aliases, or its name in the namespace."""
    own = _text(port.get("discovery_name")) or _text(port.get("port_name"))
    unnamed = f"{own}.{namespace}" if own and namespace else ""
    aliases = [_text(alias.get("dns_name")) for alias in every(port, "client_alias") if isinstance(alias, Mapping)]
    yield from (host.lower() for host in (alias or unnamed for alias in aliases or [""]) if host)


def _configurations(service: Resource, estate: Estate) -> Iterator[tuple[str, str, Mapping[str, Value]]]:
    """How a service is connected: the namespace and its name, and the block; not where it is switched off."""
    for block in blocks_at(service, CONNECTED):
        if block.get("enabled") is not False:
            yield (*_namespace(service, block, estate), block)


def _namespace(service: Resource, block: Mapping[str, Value], estate: Estate) -> tuple[str, str]:
    """What tells the namespace of a service from others, and its name: its own, or that of its cluster."""
    holder, path, values = service, f"{CONNECTED}.namespace", [block.get("namespace")]
    if values == [None]:
        clusters = meant(service, "cluster", service.values.get("cluster"), estate, "aws_ecs_cluster")
        holder, path = next(iter(clusters), service), "service_connect_defaults.namespace"
        values = list(every(holder.values, path)) or [service.values.get("cluster")]
    for value in values:
        for found in meant(holder, path, value, estate, *NAMESPACES):
            return found.id, _text(found.values.get("name"))
    text = _text(values[0])
    return f"{holder.root}::{text}", "" if path.startswith("service_connect") and holder is service else text


def connected(context: Context) -> Iterator[Resource]:
    """The need of a service of ECS for those that its containers are told by the name of Service Connect."""
    service, estate = context.resource, context.estate
    scopes = {scope for scope, _, _ in _configurations(service, estate)}
    if scopes:
        hosts = {host for task in context.companions for host in _told(task.values.get("container_definitions"))}
        for scope in sorted(scopes):
            for host in sorted(hosts):
                found = _connected(estate).get((scope, host), ())
                yield from found if len(found) == 1 else ()


def _told(definitions: Value) -> Iterator[str]:
    """The hosts that containers are told."""
    for setting, value in settings_in(definitions):
        for leaf in leaves(unmark(value)) if setting not in NO_HOSTS else ():
            elements = leaf.elements if isinstance(leaf, SetValue) else leaf
            for element in elements if isinstance(elements, tuple | list) else (leaf,):
                yield from (host.lower() for host in hosts_in(setting, _text(element)))


def _text(value: Value) -> str:
    plain = unmark(value)
    return spelling(plain) if isinstance(plain, str | Unknown) else ""


def _scoped(host: str, holder: Resource) -> Host:
    return (holder.root if MARK in host else "", host)


__all__ = ["DISCOVERED", "NAMESPACES", "connected", "discovered"]
