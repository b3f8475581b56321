"""Run-time dependencies of a workload: the Services whose hosts its containers are told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.objects import objects, served
from continuity_audit.profiles.kubernetes.placement import pods_holder
from continuity_audit.profiles.kubernetes.pods import containers, elements, entries, mappings, namespace_of, text
from continuity_audit.profiles.terms import Context, walk

OPERATOR_SERVICES: Final[Mapping[str, tuple[str, ...]]] = {
    "postgresql.cnpg.io/Cluster": ("-rw", "-ro", "-r"),
    "acid.zalan.do/postgresql": ("", "-repl"),
    "kafka.strimzi.io/Kafka": ("-kafka-bootstrap", "-kafka-brokers"),
    "rabbitmq.com/RabbitmqCluster": ("",),
    "elasticsearch.k8s.elastic.co/Elasticsearch": ("-es-http",),
    "mongodbcommunity.mongodb.com/MongoDBCommunity": ("-svc",),
    "pxc.percona.com/PerconaXtraDBCluster": ("-haproxy", "-proxysql", "-pxc"),
    "pgv2.percona.com/PerconaPGCluster": ("-pgbouncer", "-primary", "-ha"),
}
"""The Services that an operator makes for its resource, by what it adds to the name."""

_LABEL = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_IN_URL = re.compile(rf"(?:://|@|,)(?:[^\s/@,]*@)?({_LABEL}(?:\.{_LABEL})*)(?=[:/,?;]|$)")
_WITH_PORT = re.compile(rf"(?:^|,)({_LABEL}(?:\.{_LABEL})*):\d{{2,5}}(?=[/,]|$)")
_IN_CLUSTER = re.compile(rf"(?<![-\w.])({_LABEL}(?:\.{_LABEL})+\.svc(?:\.{_LABEL})*)(?![-\w])")
_ALONE = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_NAMES_A_HOST = re.compile(r"(HOST|HOSTS|HOSTNAME|ADDR|ADDRESS|URL|URI|ENDPOINT|SERVERS?|BROKERS)$", re.IGNORECASE)


def services_called(context: Context) -> Iterable[Resource]:
    """The components behind the Services that the containers' environment and arguments name."""
    holder = pods_holder(context)
    found: dict[str, Resource] = {}
    for name, value in _settings(holder, context.estate):
        for host in hosts_in(name, value):
            found.update((r.id, r) for r in _behind(host, holder, context.estate))
    found.pop(context.resource.id, None)
    return found.values()


def hosts_in(name: str, value: str) -> Iterator[str]:
    """The hosts that a setting names: in a URL, with a port, in the cluster's domain, or alone where it says so."""
    for pattern in (_IN_URL, _WITH_PORT, _IN_CLUSTER):
        yield from (found[1] for found in pattern.finditer(value))
    if _NAMES_A_HOST.search(name):
        yield from (part for part in value.split(",") if _ALONE.fullmatch(part))


def _settings(holder: Resource, estate: Estate) -> Iterator[tuple[str, str]]:
    """The environment variables and arguments that are known; those of a ConfigMap where it is in the code."""
    for container in containers(holder):
        for _, variable in mappings(container.get("env")):
            value = variable.get("value")
            if value is None:
                value = _from_config_map(walk(variable, "valueFrom.configMapKeyRef"), holder, estate)
            if isinstance(value, str):
                yield text(variable.get("name")), value
        for _, source in mappings(container.get("envFrom")):
            for key, value in _data(text(walk(source, "configMapRef.name")), holder, estate).items():
                if isinstance(value, str):
                    yield key, value
        for part in ("command", "args"):
            yield from (("", value) for value in elements(container.get(part)) if isinstance(value, str))


def _data(name: str, holder: Resource, estate: Estate) -> Mapping[str, Value]:
    found = objects(estate).find(holder, "ConfigMap", name) if name else None
    return entries(found.values.get("data")) if found else {}


def _from_config_map(reference: Value, holder: Resource, estate: Estate) -> Value:
    return _data(text(walk(reference, "name")), holder, estate).get(text(walk(reference, "key")))


def _behind(host: str, caller: Resource, estate: Estate) -> Iterator[Resource]:
    """What serves a host: ``service``, ``service.namespace``, ``service.namespace.svc…``, or a pod of one of these."""
    labels = host.split(".")
    if "svc" in labels:
        labels = labels[: labels.index("svc")]
        candidates = [labels[-2:]]
    elif len(labels) <= 2:
        candidates = [labels]
    else:
        return
    for parts in candidates:
        namespace = parts[1] if len(parts) == 2 else namespace_of(caller)
        if service := objects(estate).find(caller, "Service", parts[0], namespace):
            yield from served(service, estate)
        else:
            yield from _of_operator(parts[0], namespace, caller, estate)


def _of_operator(service: str, namespace: str, caller: Resource, estate: Estate) -> Iterator[Resource]:
    for kind, endings in OPERATOR_SERVICES.items():
        for ending in endings:
            if service.endswith(ending) and len(service) > len(ending):
                name = service.removesuffix(ending) if ending else service
                if found := objects(estate).find(caller, kind, name, namespace):
                    yield found
