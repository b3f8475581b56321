"""Azure SQL Database and Managed Instance.

Sources: https://learn.microsoft.com/azure/azure-sql/database/high-availability-sla-local-zone-redundancy,
https://learn.microsoft.com/azure/azure-sql/database/automated-backups-overview,
https://learn.microsoft.com/azure/azure-sql/database/failover-group-sql-db
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import all_hold, any_of, as_truth, both
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.parts import causes_of, unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER, open_about, texts
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.places import different, in_another_region, region_of
from continuity_audit.profiles.profile import Fold, Profile, continues, lost, recovers
from continuity_audit.profiles.references import Named, each_meant, meant
from continuity_audit.profiles.terms import Context, attribute, fact

SQL: Final = LEARN + "azure-sql/database/"
HA: Final = SQL + "high-availability-sla-local-zone-redundancy"
BACKUPS: Final = SQL + "automated-backups-overview"
FAILOVER: Final = SQL + "failover-group-sql-db"
DATABASE: Final = "azurerm_mssql_database"
SERVER: Final = "azurerm_mssql_server"
POOL: Final = "azurerm_mssql_elasticpool"
GROUP: Final = "azurerm_mssql_failover_group"
PAGE: Final = PROVIDER + "mssql_database"

BACKUP_STORAGE = attribute("storage_account_type", "Geo", PAGE)
GEO_BACKUPS = BACKUP_STORAGE.one_of("Geo", "GeoZone", "GRS", "GZRS")
BACKUPS_OUTSIDE_ZONE = BACKUP_STORAGE.one_of("Geo", "GeoZone", "Zone", "GRS", "GZRS", "ZRS")
"""Version 2 of the provider wrote GRS, LRS and ZRS."""


def _server(database: Resource, estate: Estate) -> Resource | None:
    """The logical server of a database, where it is in the estate."""
    return next(iter(meant(database, "server_id", database.values.get("server_id"), estate, SERVER)), None)


def _regions(context: Context) -> tuple[str, ...]:
    server = _server(context.resource, context.estate)
    return texts(region_of(server)) if server else ()


@fact("it is zone-redundant, or its elastic pool is", reads=(POOL,), remedy="set `zone_redundant = true`")
def zone_redundant(context: Context) -> Value:
    """Whether its replicas are spread over zones; of a database in an elastic pool, the pool decides."""
    pool = context.read("elastic_pool_id")
    if pool is None:
        return attribute("zone_redundant", False, PAGE).is_true.value(context)
    own = attribute("zone_redundant", False, PROVIDER + "mssql_elasticpool").is_true
    for found in meant(context.resource, "elastic_pool_id", pool, context.estate, POOL):
        return own.value(context.about(found))
    context.note("elastic_pool_id", pool)
    return as_truth(open_about(context, "elastic_pool_id", "zone redundancy"))


# --- copies in another region -------------------------------------------------------------------------------------


def _groups(context: Context) -> Iterator[Named]:
    """The failover groups that list a database, each with whether it does."""
    for group in context.estate.of_type(GROUP):
        listed = each(group.values.get("databases"))
        named = [
            n for d, there, _ in listed for n in _listed(group, d, there, context) if n.resource is context.resource
        ]
        if named:
            yield Named(group, any_of(lambda n=n: n.there for n in named))  # type: ignore[misc]


def _listed(group: Resource, database: Value, there: Value, context: Context) -> Iterator[Named]:
    for found, means in each_meant(group, "databases", database, context.estate, DATABASE):
        yield Named(found, all_hold(there, means))


def _partners(group: Resource, estate: Estate) -> Iterator[tuple[Resource | Value, Value]]:
    """The servers that a failover group copies to, each with whether; those outside the estate as they are written."""
    for value, there, _ in each(group.values, "partner_server.id"):
        yield next(iter(meant(group, "partner_server.id", value, estate, SERVER)), value), there


@fact(
    "a failover group copies it to a server in another region", reads=(GROUP, SERVER),
    remedy=f"list it in an `{GROUP}` whose partner server is in another region",
)  # fmt: skip
def in_failover_group(context: Context) -> Value:
    """Whether a failover group that lists the database has a partner in another region: that is what a group is for.

    Source: https://learn.microsoft.com/en-us/azure/azure-sql/database/failover-group-sql-db
    """

    def apart(group: Resource, partner: Resource | Value) -> Value:
        context.about(group).note("databases", group.values.get("databases"))
        here = _server(context.resource, context.estate)
        if not isinstance(partner, Resource) or here is None:
            return True
        context.about(partner).note("location", partner.values.get("location"))
        places = unmark(region_of(here)), unmark(region_of(partner))
        return not all(isinstance(place, str) for place in places) or places[0] != places[1]

    return any_of(
        lambda g=g, lists=lists, p=p, there=there: both(  # type: ignore[misc]
            all_hold(g.exists, lists, there), lambda: apart(g, p)
        )
        for g, lists in _groups(context)
        for p, there in _partners(g, context.estate)
    )


@fact(
    "a geo-replica stands in another region", reads=(DATABASE, SERVER),
    remedy='add a database with `create_mode = "Secondary"` on a server in another region',
)  # fmt: skip
def geo_replica(context: Context) -> Value:
    """Whether a readable secondary of the database runs in another region."""
    here = _server(context.resource, context.estate)

    def apart(replica: Resource) -> Value:
        context.about(replica).note("create_mode", replica.values.get("create_mode"))
        there = _server(replica, context.estate)
        left, right = (region_of(s) if s else None for s in (here, there))
        return different(left, right, "region", context.resource) if here or there else True

    replicas = [c for c in context.companions if c.type == DATABASE]
    return any_of(lambda r=r: both(r.exists, lambda: apart(r)) for r in replicas)  # type: ignore[misc]


def _primary_of(database: Resource, estate: Estate) -> Iterator[Named]:
    """The database that a geo-replica is a copy of; what is copied or restored once is no replica."""
    if database.values.get("create_mode") in ("Secondary", "OnlineSecondary"):
        value = database.values.get("creation_source_database_id")
        yield from each_meant(database, "creation_source_database_id", value, estate, DATABASE)


COPY_ELSEWHERE = in_failover_group | geo_replica

SQL_DATABASE = Profile(
    type=DATABASE,
    title="Azure SQL database with its geo-replicas",
    kind=Kind.DATABASE,
    stateful=True,
    folds=(Fold(DATABASE, match=_primary_of),),
    reads=(SERVER, POOL, GROUP),
    regions=_regions,
    data=(
        recovers("restore", "automated backups with point-in-time recovery are always on, seven days by default",
                 rto="10m-12h", rpo="0s-10m", source=BACKUPS),
    ),
    instance=(continues("failover", "the service moves it to another node, or to one of its replicas", rto="5s-2m",
                        source=HA),),
    zone=(
        continues("failover", "its replicas are spread over zones, and one of them takes over", when=zone_redundant,
                  rto="5s-2m", source=HA),
        recovers("promotion", "a geo-secondary in another region stands ready", when=COPY_ELSEWHERE, rto="1m-2h",
                 rpo="0s-5s", source=FAILOVER),
        recovers("restore", "its backups are kept in other zones or in the paired region", when=BACKUPS_OUTSIDE_ZONE,
                 rto="1h-12h", rpo="0s-1h", source=BACKUPS),
        lost("its backups are locally redundant", source=BACKUPS),
    ),
    region=(
        recovers("promotion", "a geo-secondary in another region stands ready; even an automatic policy waits an hour "
                 "before it fails over", when=COPY_ELSEWHERE, rto="1m-2h", rpo="0s-5s", source=FAILOVER),
        recovers("restore", "its backups are geo-redundant and can be restored in any region", when=GEO_BACKUPS,
                 rto="1h-12h", rpo="0s-1h", source=BACKUPS),
        lost("its backups are kept in its own region", source=BACKUPS),
    ),
)  # fmt: skip

# --- Managed Instance ---------------------------------------------------------------------------------------------

MANAGED: Final = "azurerm_mssql_managed_instance"
MANAGED_GROUP: Final = "azurerm_mssql_managed_instance_failover_group"
MANAGED_PAGE: Final = PROVIDER + "mssql_managed_instance"
MANAGED_BACKUPS = attribute("storage_account_type", "GRS", MANAGED_PAGE)
MANAGED_HA: Final = LEARN + "azure-sql/managed-instance/high-availability-sla-local-zone-redundancy"
MANAGED_FAILOVER: Final = LEARN + "azure-sql/managed-instance/failover-group-sql-mi"


def _primary_instance(instance: Resource, estate: Estate) -> Iterator[Named]:
    """The instance that a failover group copies to this one."""
    mine, theirs = ("partner_managed_instance_id", "managed_instance_id")
    for group in estate.of_type(MANAGED_GROUP):
        for partner, is_partner in each_meant(group, mine, group.values.get(mine), estate, MANAGED):
            primaries = each_meant(group, theirs, group.values.get(theirs), estate, MANAGED)
            yield from (Named(p, all_hold(is_partner, there)) for p, there in primaries if partner is instance)


@fact(
    "a failover group copies it to an instance in another region", reads=(MANAGED_GROUP, MANAGED),
    remedy=f"add an `{MANAGED_GROUP}` with an instance in another region",
)  # fmt: skip
def managed_copy_elsewhere(context: Context) -> Value:
    """Whether a failover group replicates the instance to one in another region."""

    def apart(group: Resource) -> Value:
        partner = group.values.get("partner_managed_instance_id")
        context.about(group).note("partner_managed_instance_id", partner)

        def elsewhere(partner: Value) -> Value:
            for other in meant(group, "partner_managed_instance_id", partner, context.estate, MANAGED):
                return in_another_region(context.resource, other)
            return as_truth(Unknown(causes_of(partner), f"region of {key_of(partner)}"))

        return lift(elsewhere, partner)

    return any_of(
        lambda g=g, n=n: both(all_hold(g.exists, n.there), lambda: apart(g))  # type: ignore[misc]
        for g in context.estate.of_type(MANAGED_GROUP)
        for n in each_meant(g, "managed_instance_id", g.values.get("managed_instance_id"), context.estate, MANAGED)
        if n.resource is context.resource
    )


MANAGED_INSTANCE = Profile(
    type=MANAGED,
    title="Azure SQL Managed Instance with its databases",
    kind=Kind.DATABASE,
    stateful=True,
    folds=(
        Fold("azurerm_mssql_managed_database", by="managed_instance_id"),
        Fold(MANAGED, match=_primary_instance),
    ),
    reads=(MANAGED_GROUP,),
    data=SQL_DATABASE.data,
    instance=(continues("failover", "the service moves it to another node, or to one of its replicas", rto="5s-2m",
                        source=MANAGED_HA),),
    zone=(
        continues("failover", "its replicas are spread over zones, and one of them takes over", rto="5s-2m",
                  when=attribute("zone_redundant_enabled", False, MANAGED_PAGE).is_true, source=MANAGED_HA),
        recovers("promotion", "an instance in another region stands ready", when=managed_copy_elsewhere,
                 rto="1m-2h", rpo="0s-5s", source=MANAGED_FAILOVER),
        recovers("restore", "its backups are kept in other zones or in the paired region",
                 when=MANAGED_BACKUPS.one_of("GRS", "GZRS", "ZRS"), rto="1h-12h", rpo="0s-1h", source=BACKUPS),
        lost("its backups are locally redundant", source=BACKUPS),
    ),
    region=(
        recovers("promotion", "an instance in another region stands ready; even an automatic policy waits an hour "
                 "before it fails over", when=managed_copy_elsewhere, rto="1m-2h", rpo="0s-5s",
                 source=MANAGED_FAILOVER),
        recovers("restore", "its backups are geo-redundant and can be restored in any region",
                 when=MANAGED_BACKUPS.one_of("GRS", "GZRS"), rto="1h-12h", rpo="0s-1h", source=BACKUPS),
        lost("its backups are kept in its own region", source=BACKUPS),
    ),
)  # fmt: skip

PROFILES: Final = (SQL_DATABASE, MANAGED_INSTANCE)

__all__ = ["PROFILES"]
