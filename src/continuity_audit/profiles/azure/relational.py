"""Azure SQL Database and Managed Instance.

Sources: https://learn.microsoft.com/azure/azure-sql/database/high-availability-sla-local-zone-redundancy,
https://learn.microsoft.com/azure/azure-sql/database/automated-backups-overview,
https://learn.microsoft.com/azure/azure-sql/database/failover-group-sql-db
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import all_hold, any_of, as_truth, both
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.parts import causes_of, unmark
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER, has_pair, open_about, texts
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.places import different, in_another_region, region_of
from continuity_audit.profiles.profile import Fold, Profile, continues, lost, recovers
from continuity_audit.profiles.references import Named, each_meant, meant
from continuity_audit.profiles.terms import Context, Fact, attribute, fact, walk

SQL: Final = LEARN + "azure-sql/database/"
HA: Final = SQL + "high-availability-sla-local-zone-redundancy"
BACKUPS: Final = SQL + "automated-backups-overview"
FAILOVER: Final = SQL + "failover-group-sql-db"
WAREHOUSE: Final = LEARN + "synapse-analytics/sql-data-warehouse/backup-and-restore"
PAGE: Final = PROVIDER + "mssql_database"

BACKUP_STORAGE = attribute("storage_account_type", "Geo", PAGE)
GEO_BACKUPS = BACKUP_STORAGE.one_of("Geo", "GeoZone", "GRS", "GZRS")
ZONE_BACKUPS = BACKUP_STORAGE.one_of("GeoZone", "Zone", "GZRS", "ZRS")
"""Version 2 of the provider wrote GRS, LRS and ZRS."""


class Names(Struct, frozen=True):
    """What a generation of resource types calls a database, what stands around it, and the arguments between them."""

    database: str
    server: str
    pool: str
    group: str
    on_server: str
    in_pool: str
    copy_of: str
    partner: str


NAMES: Final = Names(
    "azurerm_mssql_database", "azurerm_mssql_server", "azurerm_mssql_elasticpool", "azurerm_mssql_failover_group",
    "server_id", "elastic_pool_id", "creation_source_database_id", "partner_server.id",
)  # fmt: skip
LEGACY: Final = Names(
    "azurerm_sql_database", "azurerm_sql_server", "azurerm_sql_elasticpool", "azurerm_sql_failover_group",
    "server_name", "elastic_pool_name", "source_database_id", "partner_servers.id",
)  # fmt: skip


def _server(database: Resource, names: Names, estate: Estate) -> Resource | None:
    """The logical server of a database, where it is in the estate."""
    by = names.on_server
    return next(iter(meant(database, by, database.values.get(by), estate, names.server)), None)


def _paired(names: Names) -> Fact:
    @fact("the region of its server has a pair", reads=(names.server,), remedy="choose a region that is one of a pair")
    def paired(context: Context) -> Value:
        """Whether there is a region to which geo-redundant storage copies; the server says where the database is."""
        server = _server(context.resource, names, context.estate)
        return has_pair.value(context.about(server or context.resource))

    return paired


def _zone_redundant(names: Names) -> Fact:
    by = names.in_pool

    @fact("it is zone-redundant, or its elastic pool is", reads=(names.pool,), remedy="set `zone_redundant = true`")
    def zone_redundant(context: Context) -> Value:
        """Whether its replicas are spread over zones; of a database in an elastic pool, the pool decides."""
        pool = context.read(by)
        if pool is None:
            return attribute("zone_redundant", False, PAGE).is_true.value(context)
        own = attribute("zone_redundant", False, PROVIDER + "mssql_elasticpool").is_true
        for found in meant(context.resource, by, pool, context.estate, names.pool):
            return own.value(context.about(found))
        context.note(by, pool)
        return as_truth(open_about(context, by, "zone redundancy"))

    return zone_redundant


@fact("it is a data warehouse")
def data_warehouse(context: Context) -> Value:
    """Whether it is a dedicated SQL pool by its size, such as ``DW100c``; a size that code does not hold is none's."""
    for path in ("sku_name", "requested_service_objective_name", "edition"):
        size = unmark(context.read(path))
        if isinstance(size, str) and size.upper().startswith(("DW", "DATAWAREHOUSE")):
            context.note(path, size)
            return True
    return False


GEO_POLICY = attribute("geo_backup_enabled", True, PAGE).is_true
"""Only of a data warehouse it decides where backups are kept."""

# --- copies in another region -------------------------------------------------------------------------------------


def _groups(context: Context, names: Names) -> Iterator[Named]:
    """The failover groups that list a database, each with whether it does."""
    for group in context.estate.of_type(names.group):
        named = [
            Named(found, all_hold(there, means))
            for database, there, _ in each(group.values.get("databases"))
            for found, means in each_meant(group, "databases", database, context.estate, names.database)
            if found is context.resource
        ]
        if named:
            yield Named(group, any_of(lambda n=n: n.there for n in named))  # type: ignore[misc]


def _partners(group: Resource, names: Names, estate: Estate) -> Iterator[tuple[Resource | Value, Value]]:
    """The servers that a failover group copies to, each with whether; those outside the estate as they are written."""
    for value, there, _ in each(group.values, names.partner):
        yield next(iter(meant(group, names.partner, value, estate, names.server)), value), there


def _in_failover_group(names: Names) -> Fact:
    """The condition that a failover group that lists the database has a partner in another region.

    That is what a group is for. Source: https://learn.microsoft.com/azure/azure-sql/database/failover-group-sql-db
    """

    def apart(group: Resource, partner: Resource | Value, context: Context) -> Value:
        context.about(group).note("databases", group.values.get("databases"))
        here = _server(context.resource, names, context.estate)
        if not isinstance(partner, Resource) or here is None:
            return True
        context.about(partner).note("location", partner.values.get("location"))
        places = unmark(region_of(here)), unmark(region_of(partner))
        return not all(isinstance(place, str) for place in places) or places[0] != places[1]

    def listed(context: Context) -> Value:
        return any_of(
            lambda g=g, lists=lists, p=p, there=there: both(  # type: ignore[misc]
                all_hold(g.exists, lists, there), lambda: apart(g, p, context)
            )
            for g, lists in _groups(context, names)
            for p, there in _partners(g, names, context.estate)
        )

    how = f"list it in an `{names.group}` whose partner server is in another region"
    return Fact(listed, "a failover group copies it to a server in another region", (names.group, names.server), how)


def _geo_replica(names: Names) -> Fact:
    """The condition that a readable secondary of the database runs in another region."""

    def apart(replica: Resource, context: Context) -> Value:
        context.about(replica).note("create_mode", replica.values.get("create_mode"))
        here, there = (_server(r, names, context.estate) for r in (context.resource, replica))
        left, right = (region_of(s) if s else None for s in (here, there))
        return different(left, right, "region", context.resource) if here or there else True

    def stands(context: Context) -> Value:
        replicas = [c for c in context.companions if c.type == names.database]
        return any_of(lambda r=r: both(r.exists, lambda: apart(r, context)) for r in replicas)  # type: ignore[misc]

    return Fact(
        stands, "a geo-replica stands in another region", (names.database, names.server),
        'add a database with `create_mode = "Secondary"` on a server in another region',
    )  # fmt: skip


COPYING: Final = ("Secondary", "OnlineSecondary", "NonReadableSecondary")
"""What is copied or restored once is no replica."""


POINT_IN_TIME: Final = (
    recovers("restore", "automated backups with point-in-time recovery are always on, seven days by default",
             rto="10m-12h", rpo="0s-10m", source=BACKUPS),
)  # fmt: skip


def _sql_database(names: Names, title: str) -> Profile:
    copy_elsewhere = _in_failover_group(names) | _geo_replica(names)
    geo_backups = GEO_BACKUPS & _paired(names) & ~(data_warehouse & ~GEO_POLICY)

    def primary_of(database: Resource, estate: Estate) -> Iterator[Named]:
        if database.values.get("create_mode") in COPYING:
            value = database.values.get(names.copy_of)
            yield from each_meant(database, names.copy_of, value, estate, names.database)

    def regions(context: Context) -> tuple[str, ...]:
        server = _server(context.resource, names, context.estate)
        return texts(region_of(server or context.resource))

    return Profile(
        type=names.database,
        title=title,
        kind=Kind.DATABASE,
        stateful=True,
        folds=(Fold(names.database, match=primary_of),),
        reads=(names.server, names.pool, names.group),
        regions=regions,
        data=POINT_IN_TIME,
        instance=(
            recovers("restart", "the service starts a data warehouse again; its storage is apart from its nodes",
                     when=data_warehouse, rto="5m-30m", source=WAREHOUSE),
            continues("failover", "the service moves it to another node, or to one of its replicas", rto="5s-2m",
                      source=HA),
        ),
        zone=(
            continues("failover", "its replicas are spread over zones, and one of them takes over", rto="5s-2m",
                      when=_zone_redundant(names) & ~data_warehouse, source=HA),
            recovers("promotion", "a geo-secondary in another region stands ready", when=copy_elsewhere, rto="1m-2h",
                     rpo="0s-5s", source=FAILOVER),
            recovers("restore", "its backups are kept in other zones or in the paired region",
                     when=(ZONE_BACKUPS & ~data_warehouse) | geo_backups, rto="1h-12h", rpo="0s-1h", source=BACKUPS),
            lost("its backups are neither zone-redundant nor copied to a paired region", source=BACKUPS),
        ),
        region=(
            recovers("promotion", "a geo-secondary in another region stands ready; even an automatic policy waits an "
                     "hour before it fails over", when=copy_elsewhere, rto="1m-2h", rpo="0s-5s", source=FAILOVER),
            recovers("restore", "its backups are geo-redundant and can be restored in any region", when=geo_backups,
                     rto="1h-12h", rpo="0s-1h", source=BACKUPS),
            lost("its backups are kept in its own region", source=BACKUPS),
        ),
    )  # fmt: skip


SQL_DATABASE = _sql_database(NAMES, "Azure SQL database with its geo-replicas")
LEGACY_DATABASE = _sql_database(LEGACY, "Azure SQL database with its geo-replicas (legacy resource type)")

# --- Managed Instance ---------------------------------------------------------------------------------------------

MANAGED_PAGE: Final = PROVIDER + "mssql_managed_instance"
MANAGED_BACKUPS = attribute("storage_account_type", "GRS", MANAGED_PAGE)
MANAGED_GEO_BACKUPS = MANAGED_BACKUPS.one_of("GRS", "GZRS") & has_pair
MANAGED_HA: Final = LEARN + "azure-sql/managed-instance/high-availability-sla-local-zone-redundancy"
MANAGED_FAILOVER: Final = LEARN + "azure-sql/managed-instance/failover-group-sql-mi"


class ManagedNames(Struct, frozen=True):
    """What a generation of resource types calls an instance, its databases and failover groups, and their arguments."""

    instance: str
    database: str
    group: str
    on_instance: str
    primary: str
    partner: str


MANAGED: Final = ManagedNames(
    "azurerm_mssql_managed_instance", "azurerm_mssql_managed_database", "azurerm_mssql_managed_instance_failover_group",
    "managed_instance_id", "managed_instance_id", "partner_managed_instance_id",
)  # fmt: skip
LEGACY_MANAGED: Final = ManagedNames(
    "azurerm_sql_managed_instance", "azurerm_sql_managed_database", "azurerm_sql_managed_instance_failover_group",
    "sql_managed_instance_id", "managed_instance_name", "partner_managed_instance.id",
)  # fmt: skip


def _each_at(group: Resource, path: str, names: ManagedNames, estate: Estate) -> Iterator[Named]:
    """The instances that a failover group names at a path, each with whether it does."""
    for value, there, _ in each(group.values, path):
        for found, means in each_meant(group, path, value, estate, names.instance):
            yield Named(found, all_hold(there, means))


def _managed_copy_elsewhere(names: ManagedNames) -> Fact:
    """The condition that a failover group replicates the instance to one in another region."""

    def elsewhere(group: Resource, partner: Value, context: Context) -> Value:
        for other in meant(group, names.partner, partner, context.estate, names.instance):
            return in_another_region(context.resource, other)
        return as_truth(Unknown(causes_of(partner), f"region of {key_of(partner)}"))

    def apart(group: Resource, context: Context) -> Value:
        context.about(group).note(names.partner, walk(group.values, names.partner))
        partners = each(group.values, names.partner)
        return any_of(lambda p=p: both(p.there, lambda: elsewhere(group, p.value, context)) for p in partners)  # type: ignore[misc]

    def copied(context: Context) -> Value:
        return any_of(
            lambda g=g, n=n: both(all_hold(g.exists, n.there), lambda: apart(g, context))  # type: ignore[misc]
            for g in context.estate.of_type(names.group)
            for n in _each_at(g, names.primary, names, context.estate)
            if n.resource is context.resource
        )

    words = "a failover group copies it to an instance in another region"
    return Fact(
        copied, words, (names.group, names.instance), f"add an `{names.group}` with an instance in another region"
    )


def _managed_instance(names: ManagedNames, title: str) -> Profile:
    copy_elsewhere = _managed_copy_elsewhere(names)

    def primary_of(instance: Resource, estate: Estate) -> Iterator[Named]:
        for group in estate.of_type(names.group):
            for partner, is_partner in _each_at(group, names.partner, names, estate):
                primaries = _each_at(group, names.primary, names, estate) if partner is instance else ()
                yield from (Named(p, all_hold(is_partner, there)) for p, there in primaries)

    return Profile(
        type=names.instance,
        title=title,
        kind=Kind.DATABASE,
        stateful=True,
        folds=(
            Fold(names.database, by=names.on_instance),
            Fold(names.instance, match=primary_of),
        ),
        reads=(names.group,),
        data=POINT_IN_TIME,
        instance=(continues("failover", "the service moves it to another node, or to one of its replicas", rto="5s-2m",
                            source=MANAGED_HA),),
        zone=(
            continues("failover", "its replicas are spread over zones, and one of them takes over", rto="5s-2m",
                      when=attribute("zone_redundant_enabled", False, MANAGED_PAGE).is_true, source=MANAGED_HA),
            recovers("promotion", "an instance in another region stands ready", when=copy_elsewhere,
                     rto="1m-2h", rpo="0s-5s", source=MANAGED_FAILOVER),
            recovers("restore", "its backups are kept in other zones or in the paired region",
                     when=MANAGED_BACKUPS.one_of("GZRS", "ZRS") | MANAGED_GEO_BACKUPS, rto="1h-12h", rpo="0s-1h",
                     source=BACKUPS),
            lost("its backups are neither zone-redundant nor copied to a paired region", source=BACKUPS),
        ),
        region=(
            recovers("promotion", "an instance in another region stands ready; even an automatic policy waits an hour "
                     "before it fails over", when=copy_elsewhere, rto="1m-2h", rpo="0s-5s",
                     source=MANAGED_FAILOVER),
            recovers("restore", "its backups are geo-redundant and can be restored in any region",
                     when=MANAGED_GEO_BACKUPS, rto="1h-12h", rpo="0s-1h", source=BACKUPS),
            lost("its backups are kept in its own region", source=BACKUPS),
        ),
    )  # fmt: skip


MANAGED_INSTANCE = _managed_instance(MANAGED, "Azure SQL Managed Instance with its databases")
LEGACY_INSTANCE = _managed_instance(
    LEGACY_MANAGED, "Azure SQL Managed Instance with its databases (legacy resource type)"
)

PROFILES: Final = (SQL_DATABASE, LEGACY_DATABASE, MANAGED_INSTANCE, LEGACY_INSTANCE)

__all__ = ["PROFILES"]
