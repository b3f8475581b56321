"""Database servers that copy nothing between them unless they are told to: several of them are several databases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from continuity_audit.estate.model import Resource
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import spelling
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.kubernetes.backup_jobs.programs import image_name
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.placement import of_template, pods_holder
from continuity_audit.profiles.kubernetes.pods import all_containers, in_pods, mappings, spec_path
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


__all__ = ["copied_between_members"]
