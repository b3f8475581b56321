"""MariaDB and MySQL by operators of their makers: Galera or replication, Group Replication behind a router."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from continuity_audit.estate.counts import exceeds
from continuity_audit.estate.documents import entries
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import all_hold, as_truth, both, either, if_else, negate
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.members import Entry, database, operated, spread_of
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.operated import MAXSCALE
from continuity_audit.profiles.kubernetes.operator_backups import MARIADB, MARIADB_BACKUPS
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.profile import Fold
from continuity_audit.profiles.terms import Context, attribute, fact, walk

# --- MariaDB: https://github.com/mariadb-operator/mariadb-operator/tree/main/docs ---------------------------------

MARIADB_DOCS: Final = "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/high_availability.md"
REPLICAS: Final = attribute("spec.replicas", default=1, documented="the operator's default")
_FAILOVER: Final = ("autoFailover", "automaticFailover")
"""What the switch is called, which is on unless it is stated; it had another name before 25.8."""


@fact(
    "three members of Galera or more, or two with replication whose primary fails over by itself",
    remedy="set `galera.enabled: true` and `replicas: 3`",
)
def mariadb_goes_on(context: Context) -> Value:
    galera, replication = (context.read(f"spec.{part}.enabled") or False for part in ("galera", "replication"))
    for part, found in (("galera", galera), ("replication", replication)):
        context.note(f"spec.{part}.enabled", found, "the operator's default" if found is False else "")
    count = REPLICAS.value(context)
    by_itself = [context.read(f"spec.replication.primary.{name}") for name in _FAILOVER]
    suspended = context.read("spec.suspend") or False  # it serves on, and the operator lets it be
    manual = next((switch for switch in by_itself if switch is not None), True)
    return either(
        both(as_truth(galera), lambda: exceeds(count, 2)),
        lambda: all_hold(as_truth(replication), as_truth(manual), negate(as_truth(suspended)), exceeds(count, 1)),
    )


# --- MaxScale: https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/maxscale.md ---------------------

MAXSCALE_DOCS: Final = "https://github.com/mariadb-operator/mariadb-operator/blob/main/docs/api_reference.md"
PROXIES: Final = attribute("spec.replicas", default=1, documented=MAXSCALE_DOCS)
EMBEDDED: Final = "spec.maxScale"


def of_mariadb(proxy: Resource, estate: Estate) -> list[Resource]:
    """The MariaDB that proxies lead to."""
    named = entries(walk(proxy.values, "spec.mariaDbRef"))
    name, namespace = text(named.get("name")), text(named.get("namespace")) or None
    found = objects(estate).find(proxy, MARIADB, name, namespace) if name else None
    return [found] if found else []


def _each_proxy(context: Context, holds: Callable[[Context, str], Value]) -> Value:
    """Whether something holds of the proxies that the database itself asks for, and of those that name it.

    Where ``holds`` is asked, it is told who says of them, and at which path.
    """
    own = lambda: holds(context, EMBEDDED)  # noqa: E731
    result = if_else(attribute(f"{EMBEDDED}.enabled", False).is_true.value(context), own, lambda: True)
    for proxy in (c for c in context.companions if c.type == MAXSCALE):
        result = both(result, lambda proxy=proxy: holds(context.about(proxy), "spec"))  # type: ignore[misc]
    return result


@fact("two pods or more of each MaxScale before it", remedy="set `replicas` of MaxScale to 2 or more")
def proxied(context: Context) -> Value:
    return _each_proxy(context, lambda of, path: attribute(f"{path}.replicas", 1, MAXSCALE_DOCS).above(1).value(of))


@fact("the pods of each MaxScale have a required spread over zones", remedy="require a spread over zones for MaxScale")
def proxies_spread(context: Context) -> Value:
    def spread(of: Context, path: str) -> Value:
        return spread_of(path, attribute(f"{path}.replicas", 1, MAXSCALE_DOCS)).value(of)

    return _each_proxy(context, spread)


maxscale = operated(
    MAXSCALE, "MaxScale (mariadb-operator)",
    of=Kind.WORKLOAD, held=PROXIES.at_least(2), spread=spread_of("spec", PROXIES), pods="spec", stateful=False,
    component=~PROXIES.equals(0), by="members", why="the other proxies carry on", rto="0s-60s", source=MAXSCALE_DOCS,
)  # fmt: skip

mariadb = operated(
    MARIADB, "MariaDB (mariadb-operator)",
    of=Kind.DATABASE, held=mariadb_goes_on, spread=spread_of("spec", REPLICAS), pods="spec",
    entry=Entry(proxied, proxies_spread), folds=(Fold(MAXSCALE, match=of_mariadb),),
    why="the other members of Galera carry on, or a replica is promoted", rto="10s-120s", rpo="0s-60s",
    source=MARIADB_DOCS, reads=MARIADB_BACKUPS,
)  # fmt: skip


# --- InnoDB Cluster: https://dev.mysql.com/doc/mysql-operator/en/mysql-operator-properties.html -------------------

INNODB: Final = "mysql.oracle.com/InnoDBCluster"
COMMON: Final = "https://dev.mysql.com/doc/mysql-operator/en/mysql-operator-innodbcluster-common.html"
INSTANCES: Final = attribute("spec.instances", default=3, documented=COMMON)
ROUTERS: Final = attribute("spec.router.instances", default=1, documented=COMMON)


@fact("two routers or more", remedy="set `router.instances` to 2 or more")
def routed(context: Context) -> Value:
    return exceeds(ROUTERS.value(context), 1)


innodb_cluster = database(
    INNODB, "MySQL InnoDB Cluster",
    members=INSTANCES, quorum=3, spread=spread_of("spec.podSpec", INSTANCES, majority=True), pods="spec.podSpec",
    entry=Entry(routed, spread_of("spec.router.podSpec", ROUTERS)),
    why="the remaining majority of Group Replication elects a primary", rto="10s-60s",
    source="https://dev.mysql.com/doc/refman/8.4/en/group-replication-fault-tolerance.html",
)  # fmt: skip


PROFILES: Final = (mariadb, maxscale, innodb_cluster)
