"""Azure Database for PostgreSQL, MySQL and MariaDB: flexible servers, and the single servers before them.

Sources: https://learn.microsoft.com/azure/reliability/reliability-postgresql-flexible-server,
https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-backup-restore,
https://learn.microsoft.com/azure/mysql/flexible-server/concepts-backup-restore
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import all_hold, equals, negate
from continuity_audit.estate.model import Kind, Resource, Scenario
from continuity_audit.profiles.azure.backup import READS, plan
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER, elsewhere, has_zones
from continuity_audit.profiles.block_terms import blocks
from continuity_audit.profiles.profile import Fold, Profile, continues, lost, recovers
from continuity_audit.profiles.references import Named, each_meant
from continuity_audit.profiles.terms import Condition, attribute

MODE = attribute("high_availability.mode")
STANDBY = blocks("high_availability").any() & ~MODE.equals("Disabled")
STANDBY_ELSEWHERE = MODE.equals("ZoneRedundant")


def _source(type_: str, argument: str) -> Callable[[Resource, Estate], Iterator[Named]]:
    """What a read replica is a copy of; what is restored once from a server is no replica of it.

    Nor is what was promoted: code says so by the replication role `None`, and keeps the mode in which it was made.
    """

    def found(server: Resource, estate: Estate) -> Iterator[Named]:
        if server.values.get("create_mode") != "Replica":
            return
        follows = negate(equals(server.values.get("replication_role"), "None"))
        if follows is not False:
            for source, there in each_meant(server, argument, server.values.get(argument), estate, type_):
                yield Named(source, all_hold(there, follows))

    return found


def _flexible(engine: str, title: str, outside_zone: Condition, docs: str, why_lost: str) -> Profile:
    """A flexible server: its standby, its backups and its read replicas."""
    type_ = f"azurerm_{engine}_flexible_server"
    page = PROVIDER + type_.removeprefix("azurerm_")
    backups = docs + "concepts-backup-restore"
    ha = (
        LEARN
        + f"reliability/reliability-{'postgresql-flexible-server' if engine == 'postgresql' else 'database-mysql'}"
    )
    geo = attribute("geo_redundant_backup_enabled", False, page).is_true
    replica = elsewhere(type_, "a read replica", 'add a server in another region with `create_mode = "Replica"`')
    promoted = recovers("promotion", "a read replica in another region can be promoted", when=replica, rto="5m-30m",
                        rpo="1s-5m", source=docs + "concepts-read-replicas")  # fmt: skip
    return Profile(
        type=type_,
        title=title,
        kind=Kind.DATABASE,
        stateful=True,
        folds=(
            Fold(type_, match=_source(type_, "source_server_id")),
            Fold(f"{type_}_database", by="server_id" if engine == "postgresql" else "server_name"),
        ),
        reads=READS,
        data=(recovers("restore", "automated backups with point-in-time recovery are always on, seven days by default",
                       rto="10m-12h", rpo="0s-5m", source=backups),),
        instance=(
            continues("failover", "a standby takes over", when=STANDBY, rto="60s-2m", source=ha),
            recovers("restart", "the service starts it again on another machine; its storage survives", rto="1m-15m",
                     source=ha),
        ),
        zone=(
            continues("failover", "a standby in another zone takes over", when=STANDBY_ELSEWHERE, rto="60s-2m",
                      source=ha),
            promoted,
            recovers("restore", "its backups are not kept in the zone alone", when=outside_zone | geo, rto="30m-12h",
                     rpo="0s-1h", source=backups),
            *plan(Scenario.ZONE),
            lost(why_lost, source=backups),
        ),
        region=(
            promoted,
            recovers("restore", "its backups are kept in the paired region, too", when=geo, rto="1h-12h", rpo="0s-1h",
                     source=backups),
            *plan(Scenario.REGION),
            lost("its backups are kept in its own region", source=backups),
        ),
        account=plan(Scenario.ACCOUNT),
    )  # fmt: skip


POSTGRESQL = _flexible(
    "postgresql", "Azure Database for PostgreSQL flexible server with its replicas", has_zones,
    LEARN + "postgresql/flexible-server/", "its region has no zones, and its backups are kept in it",
)  # fmt: skip
MYSQL = _flexible(
    "mysql", "Azure Database for MySQL flexible server with its replicas", STANDBY_ELSEWHERE,
    LEARN + "mysql/flexible-server/", "without a standby in another zone its backups are locally redundant",
)  # fmt: skip


# --- single servers -----------------------------------------------------------------------------------------------


def _single(engine: str, name: str) -> Profile:
    """A server of the kind before flexible servers."""
    type_ = f"azurerm_{engine}_server"
    docs = LEARN + f"{engine}/single-server/"
    backups, ha = docs + "concepts-backup", docs + "concepts-high-availability"
    geo = attribute("geo_redundant_backup_enabled", False).is_true | blocks("storage_profile").any(
        attribute("geo_redundant_backup").equals("Enabled")
    )
    replica = elsewhere(type_, "a read replica", 'add a server in another region with `create_mode = "Replica"`')
    promoted = recovers("promotion", "a read replica in another region can be promoted", when=replica, rto="5m-30m",
                        rpo="1s-5m", source=docs + "concepts-read-replicas")  # fmt: skip
    return Profile(
        type=type_,
        title=f"Azure Database for {name} single server",
        kind=Kind.DATABASE,
        stateful=True,
        folds=(
            Fold(type_, match=_source(type_, "creation_source_server_id")),
            Fold(f"azurerm_{engine}_database", by="server_name"),
        ),
        data=(recovers("restore", "automated backups with point-in-time recovery are always on, seven days by default",
                       rto="10m-12h", rpo="0s-5m", source=backups),),
        instance=(recovers("restart", "the service starts it again on another machine; its storage survives",
                           rto="60s-15m", source=ha),),
        zone=(
            promoted,
            recovers("restore", "its backups are geo-redundant", when=geo, rto="1h-12h", rpo="0s-1h", source=backups),
            lost("its backups are locally redundant", source=backups),
        ),
        region=(
            promoted,
            recovers("restore", "its backups are geo-redundant", when=geo, rto="1h-12h", rpo="0s-1h", source=backups),
            lost("its backups are kept in its own region", source=backups),
        ),
    )  # fmt: skip


SINGLE: Final = tuple(
    _single(engine, name) for engine, name in (("postgresql", "PostgreSQL"), ("mysql", "MySQL"), ("mariadb", "MariaDB"))
)

# --- Cosmos DB for PostgreSQL -------------------------------------------------------------------------------------

CITUS: Final = "azurerm_cosmosdb_postgresql_cluster"
CITUS_DOCS: Final = LEARN + "cosmos-db/postgresql/"
CITUS_HA = attribute("ha_enabled", False, PROVIDER + "cosmosdb_postgresql_cluster").is_true
CITUS_REPLICA = elsewhere(CITUS, "a read replica", "add a replica in another region (`source_resource_id`)")

CITUS_CLUSTER = Profile(
    type=CITUS,
    title="Azure Cosmos DB for PostgreSQL cluster",
    kind=Kind.DATABASE,
    stateful=True,
    folds=(Fold(CITUS, by="source_resource_id"),),
    data=(recovers("restore", "automated backups with point-in-time recovery are always on, for 35 days",
                   rto="30m-12h", rpo="0s-5m", source=CITUS_DOCS + "concepts-backup"),),
    instance=(
        continues("failover", "each node has a standby that takes over", when=CITUS_HA, rto="1m-5m",
                  source=CITUS_DOCS + "concepts-high-availability"),
        recovers("restart", "the service replaces a failed node; its storage survives", rto="5m-30m",
                 source=CITUS_DOCS + "concepts-high-availability"),
    ),
    zone=(
        recovers("promotion", "a read replica in another region can be promoted", when=CITUS_REPLICA, rto="5m-30m",
                 rpo="1s-5m", source=CITUS_DOCS + "concepts-read-replicas"),
        recovers("restore", "backups are kept in several zones where the region has some", when=has_zones,
                 rto="1h-12h", rpo="0s-5m", source=CITUS_DOCS + "concepts-backup"),
    ),
    region=(recovers("promotion", "a read replica in another region can be promoted", when=CITUS_REPLICA,
                     rto="5m-30m", rpo="1s-5m", source=CITUS_DOCS + "concepts-read-replicas"),),
)  # fmt: skip

PROFILES: Final = (POSTGRESQL, MYSQL, *SINGLE, CITUS_CLUSTER)

__all__ = ["PROFILES"]
