"""Servers whose members do not count as members: those that copy nothing between them, and those that are too few."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from continuity_audit.estate.documents import mappings
from continuity_audit.estate.logic import at_least
from continuity_audit.estate.model import Resource
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import spelling
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.kubernetes.backup_jobs.programs import image_name
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.placement import members, of_template, pods_holder
from continuity_audit.profiles.kubernetes.pods import all_containers, in_pods, spec_path
from continuity_audit.profiles.kubernetes.settings import environment_of, file_texts, names_taken
from continuity_audit.profiles.kubernetes.volume_conditions import holds_data
from continuity_audit.profiles.terms import Context, fact

_ALONE: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("postgres", "postgresql", "postgis", "timescaledb", "pgvector"),
        "https://www.postgresql.org/docs/current/warm-standby.html",
    ),
    **dict.fromkeys(
        ("mysql", "mysql-server", "mariadb", "percona-server"),
        "https://dev.mysql.com/doc/refman/8.4/en/replication-configuration.html",
    ),
    **dict.fromkeys(
        ("mongo", "mongodb", "mongodb-community-server"),
        "https://www.mongodb.com/docs/manual/tutorial/convert-standalone-to-replica-set/",
    ),
    **dict.fromkeys(
        ("redis", "valkey", "keydb", "redis-stack", "redis-stack-server"),
        "https://redis.io/docs/latest/operate/oss_and_stack/management/replication/",
    ),
    "influxdb": "https://docs.influxdata.com/influxdb/v2/",
}
"""Images by the last part of their names, each with where its documentation says how it is told to replicate."""

_BY_MAJORITY: Final[Mapping[str, str]] = {
    "etcd": "https://etcd.io/docs/latest/faq/#what-is-failure-tolerance",
    "zookeeper": "https://zookeeper.apache.org/doc/current/zookeeperAdmin.html#sc_zkMulitServerSetup",
    "consul": "https://developer.hashicorp.com/consul/docs/concept/consensus#deployment-table",
    **dict.fromkeys(
        ("mongo", "mongodb", "mongodb-community-server"),
        "https://www.mongodb.com/docs/manual/core/replica-set-architectures/#consider-fault-tolerance",
    ),
    "cockroach": "https://www.cockroachlabs.com/docs/stable/architecture/replication-layer",
    **dict.fromkeys(
        ("elasticsearch", "opensearch"),
        "https://www.elastic.co/docs/deploy-manage/production-guidance/availability-and-resilience/resilience-in-small-clusters",
    ),
}
"""Images of what stops where half of its members are gone, each with where its documentation says so."""

_ROLES: Final = pattern(r"roles|node\.(master|data)")
"""What is said where a part of the members has no vote, and others are elsewhere."""

_OF_CONSUL: Final = pattern(r"-server|bootstrap")
"""What its servers are told, and its agents are not."""

_TOLD: Final = pattern(
    r"repl|slave|standby|sentinel|cluster(?!\.local)|galera|wsrep|primary|master|leader|follow|peer|raft|sync"
    r"|patroni|stolon|pgpool|backup",
    re.IGNORECASE,
)
"""What is said of a server, or run beside it, where it may be one of several that copy from each other."""


@fact(
    "its members copy data between them (servers of PostgreSQL, MySQL, MongoDB, Redis or InfluxDB do where told to)",
    remedy="run the database by an operator that replicates it",
)
@of_template
def copied_between_members(context: Context) -> Value:
    holder = pods_holder(context)
    servers = [s for s in _servers(holder) if s[1] in _ALONE]
    if not servers or holds_data.value(context.afresh()) is False:
        return True
    if _takes_what_is_elsewhere(holder, context) or any(map(_TOLD.search, _said(holder, context))):
        return True
    for path, name in servers:
        context.about(holder).note(path, name, _ALONE[name])
    return False


@fact(
    "the majority of its members is left without one (etcd, ZooKeeper, Consul, MongoDB, CockroachDB, Elasticsearch)",
    remedy="set `spec.replicas` to 3 or more",
)
@of_template
def majority_is_left(context: Context) -> Value:
    holder = pods_holder(context)
    voters, said = [s for s in _servers(holder) if s[1] in _BY_MAJORITY], list(_said(holder, context))
    agents = any(name == "consul" for _, name in voters) and not any(map(_OF_CONSUL.search, said))
    if not voters or agents or any(map(_ROLES.search, said)):
        return True
    for path, name in voters:
        context.about(holder).note(path, name, _BY_MAJORITY[name])
    return at_least(members.value(context), 3)


def _servers(holder: Resource) -> Iterator[tuple[str, str]]:
    """The containers that serve: where each names its image, and the last part of that name."""
    for i, container in mappings(in_pods(holder, "containers")):
        yield f"{spec_path(holder)}.containers.{i}.image", _name(container)


def _name(container: Mapping[str, Value]) -> str:
    image = container.get("image")
    return "" if isinstance(image, Unknown) and not image.text else image_name(spelling(image))


def _takes_what_is_elsewhere(holder: Resource, context: Context) -> bool:
    """Whether a ConfigMap that the pods take settings from is not in the code."""
    index = objects(context.estate)
    return any(index.find(holder, "ConfigMap", name) is None for name in names_taken(holder, "ConfigMap") if name)


def _said(holder: Resource, context: Context) -> Iterator[str]:
    """All that the containers are told, and the images of those that stand beside the servers."""
    for container in all_containers(holder):
        if (name := _name(container)) not in _ALONE:
            yield name
        for part in ("command", "args", "lifecycle"):
            yield repr(container.get(part))
        for name, value in environment_of(container, holder, context.estate):
            yield f"{name}={value}"
        for _, variable in mappings(container.get("env")):
            yield str(variable.get("name"))
    yield from file_texts(holder, context.estate)


__all__ = ["copied_between_members", "majority_is_left"]
