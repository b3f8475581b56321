"""MariaDB and MySQL by operators of their makers: Galera or replication, Group Replication behind a router."""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.counts import exceeds
from continuity_audit.estate.logic import all_hold, as_truth, both, either, negate
from continuity_audit.estate.model import Kind
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.members import Entry, database, operated, spread_of
from continuity_audit.profiles.kubernetes.operator_backups import MARIADB, MARIADB_BACKUPS
from continuity_audit.profiles.terms import Context, attribute, fact

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


mariadb = operated(
    MARIADB, "MariaDB (mariadb-operator)",
    of=Kind.DATABASE, held=mariadb_goes_on, spread=spread_of("spec", REPLICAS), pods="spec",
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


PROFILES: Final = (mariadb, innodb_cluster)
