"""Which databases code names on a server: a dump of one of them is none of the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from continuity_audit.estate.documents import entries
from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.model import Resource
from continuity_audit.estate.patterns import pattern
from continuity_audit.profiles.hosts import hosts_in
from continuity_audit.profiles.kubernetes.backup_jobs.servers import serving
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.operated import CNPG, ZALANDO
from continuity_audit.profiles.kubernetes.pods import WORKLOADS, all_containers, text
from continuity_audit.profiles.kubernetes.release_values import RELEASES, release_of
from continuity_audit.profiles.kubernetes.settings import environment_of
from continuity_audit.profiles.terms import Context, walk

_VARIABLE: Final = pattern(r"(?i:(?:DB|DATABASE)(?:_?NAME)?|PGDATABASE)$")
_NAME: Final = pattern(r"[A-Za-z_][\w-]*")
_ADDRESS: Final = pattern(
    r"(?:postgres(?:ql)?|mysql|mariadb|mongodb)[\w+]*://(?:[^@/\s]*@)?([^:/?\s]+)[^/?\s]*/([\w-]+)"
)
_OF_ADMINISTRATORS: Final = frozenset({"postgres", "mysql", "admin", "template1", "test", "true", "false", "default"})
"""Databases that are there in any case, and words that are none."""
_OF_CHARTS: Final = ("auth.database", "global.postgresql.auth.database")
"""Where the values of a database's chart name one."""
_OF_CNPG: Final = "postgresql.cnpg.io/Database"


def named_on(server: Resource, estate: Estate) -> frozenset[str]:
    """The databases that code names on a server: its own words, and those of what calls it."""
    own: set[str] = set()
    if server.type in WORKLOADS:
        own.update(_named_by_variables(server, estate))
    elif server.type == CNPG:
        own.add(text(walk(server.values, "spec.bootstrap.initdb.database")) or "app")
        for database in estate.of_type(_OF_CNPG):
            cluster = text(walk(database.values, "spec.cluster.name"))
            if objects(estate).find(database, CNPG, cluster) is server:
                own.add(text(walk(database.values, "spec.name")))
    elif server.type in RELEASES:
        values = release_of(Context(server, (), estate)).values
        own.update(text(walk(values, path)) for path in _OF_CHARTS)
    elif server.type == ZALANDO:
        own.update(entries(walk(server.values, "spec.databases")))
    return frozenset((own | _named_by_callers(estate).get(server.id, set())) - _OF_ADMINISTRATORS - {""})


def _named_by_variables(workload: Resource, estate: Estate) -> Iterator[str]:
    for container in all_containers(workload):
        for name, value in environment_of(container, workload, estate):
            if _VARIABLE.search(name) and _NAME.fullmatch(value):
                yield value


@once
def _named_by_callers(estate: Estate) -> Mapping[str, set[str]]:
    """The databases that workloads are told of beside the host of a server, by the component that serves it."""
    found: dict[str, set[str]] = defaultdict(set)
    for workload in objects(estate).of(*(kind for kind in WORKLOADS if kind != "CronJob")):
        for container in all_containers(workload):
            told = list(environment_of(container, workload, estate))
            names = {value for name, value in told if _VARIABLE.search(name) and _NAME.fullmatch(value)}
            for name, value in told:
                for host, database in _ADDRESS.findall(value):
                    for server in serving(host, workload, estate):
                        found[server.id].add(database)
                for host in hosts_in(name, value) if names and "://" not in value else ():
                    for server in serving(host, workload, estate):
                        found[server.id] |= names
    return found


__all__ = ["named_on"]
