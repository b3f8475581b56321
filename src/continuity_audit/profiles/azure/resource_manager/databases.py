"""Databases, caches and search in the words of Azure's API.

Sources: https://learn.microsoft.com/azure/templates/microsoft.dbforpostgresql/flexibleservers,
https://learn.microsoft.com/azure/templates/microsoft.dbformysql/flexibleservers,
https://learn.microsoft.com/azure/templates/microsoft.sql/servers/databases,
https://learn.microsoft.com/azure/templates/microsoft.sql/managedinstances,
https://learn.microsoft.com/azure/templates/microsoft.documentdb/databaseaccounts,
https://learn.microsoft.com/azure/templates/microsoft.documentdb/mongoclusters,
https://learn.microsoft.com/azure/templates/microsoft.cache/redis,
https://learn.microsoft.com/azure/templates/microsoft.cache/redisenterprise,
https://learn.microsoft.com/azure/templates/microsoft.search/searchservices,
https://learn.microsoft.com/azure/templates/microsoft.kusto/clusters
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_audit.estate.parts import leaves, unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Value
from continuity_audit.profiles.azure.resource_manager.shapes import (
    Argument,
    Arguments,
    Several,
    Shape,
    each,
    enabled,
    stated,
    words,
)
from continuity_audit.profiles.terms import walk

_FLEXIBLE: Final[Arguments] = {
    "high_availability.mode": stated("properties.highAvailability.mode", "Disabled"),
    "geo_redundant_backup_enabled": enabled("properties.backup.geoRedundantBackup"),
    "create_mode": "properties.createMode",
    "source_server_id": "properties.sourceServerResourceId",
}
_REDIS: Final = ("azurerm_redis_enterprise_cluster", "azurerm_managed_redis")
_REDUNDANCY: Final = {"Geo": "GRS", "GeoZone": "GZRS", "Zone": "ZRS", "Local": "LRS"}


def _redis(body: Value) -> str:
    """The type of an instance by its SKU: those of the Enterprise tiers are called so."""
    names = [leaf for leaf in leaves(unmark(walk(body, "sku.name"))) if isinstance(leaf, str)]
    enterprise = bool(names) and all(name.startswith("Enterprise") for name in names)
    return _REDIS[0] if enterprise else _REDIS[1]


def _persisted(by: str) -> Argument:
    """How often a database of Managed Redis is written to disk in one way, where that is on."""

    def read(persistence: Value) -> Value:
        if not isinstance(persistence, Mapping):
            return persistence
        on, frequency = persistence.get(f"{by}Enabled"), persistence.get(f"{by}Frequency")
        return lift(lambda o: frequency if o is True else None if o in (None, False) else o, unmark(on))

    return Argument("properties.persistence", read)


def _least_nodes(scale: Value) -> Value:
    """The nodes that a cluster of Data Explorer keeps by its range to scale in, where that is on."""
    if not isinstance(scale, Mapping):
        return scale
    return lift(lambda on: scale.get("minimum") if on is True else on or None, unmark(scale.get("isEnabled")))


SHAPES: Final[Mapping[str, Shape]] = {
    "Microsoft.DBforPostgreSQL/flexibleServers": Shape("azurerm_postgresql_flexible_server", _FLEXIBLE),
    "Microsoft.DBforPostgreSQL/flexibleServers/databases": Shape(
        "azurerm_postgresql_flexible_server_database", parent="server_id"
    ),
    "Microsoft.DBforMySQL/flexibleServers": Shape("azurerm_mysql_flexible_server", _FLEXIBLE),
    "Microsoft.DBforMySQL/flexibleServers/databases": Shape("azurerm_mysql_flexible_database", parent="server_name"),
    "Microsoft.Sql/servers": Shape("azurerm_mssql_server"),
    "Microsoft.Sql/servers/databases": Shape(
        "azurerm_mssql_database",
        {
            "zone_redundant": "properties.zoneRedundant",
            "elastic_pool_id": "properties.elasticPoolId",
            "storage_account_type": "properties.requestedBackupStorageRedundancy",
            "create_mode": "properties.createMode",
            "creation_source_database_id": "properties.sourceDatabaseId",
        },
        parent="server_id",
    ),
    "Microsoft.Sql/servers/elasticPools": Shape(
        "azurerm_mssql_elasticpool", {"zone_redundant": "properties.zoneRedundant"}, parent="server_name"
    ),
    "Microsoft.Sql/servers/failoverGroups": Shape(
        "azurerm_mssql_failover_group",
        {
            "databases": "properties.databases",
            "partner_server": each("properties.partnerServers", {"id": "id"}),
        },
        parent="server_id",
    ),
    "Microsoft.Sql/managedInstances": Shape(
        "azurerm_mssql_managed_instance",
        {
            "zone_redundant_enabled": "properties.zoneRedundant",
            "storage_account_type": words("properties.requestedBackupStorageRedundancy", _REDUNDANCY),
        },
    ),
    "Microsoft.DocumentDB/databaseAccounts": Shape(
        "azurerm_cosmosdb_account",
        {
            "geo_location": each(
                "properties.locations",
                {
                    "location": "locationName",
                    "failover_priority": "failoverPriority",
                    "zone_redundant": "isZoneRedundant",
                },
            ),
            "capabilities": each("properties.capabilities", {"name": "name"}),
            "consistency_policy.consistency_level": "properties.consistencyPolicy.defaultConsistencyLevel",
            "automatic_failover_enabled": "properties.enableAutomaticFailover",
            "multiple_write_locations_enabled": "properties.enableMultipleWriteLocations",
            "backup.type": "properties.backupPolicy.type",
            "backup.storage_redundancy": "properties.backupPolicy.periodicModeProperties.backupStorageRedundancy",
        },
    ),
    **{
        f"Microsoft.DocumentDB/databaseAccounts/{part}": Shape(f"azurerm_cosmosdb_{kind}", parent="account_name")
        for part, kind in (
            ("sqlDatabases", "sql_database"), ("mongodbDatabases", "mongo_database"), ("tables", "table"),
            ("cassandraKeyspaces", "cassandra_keyspace"), ("gremlinDatabases", "gremlin_database"),
        )
    },
    "Microsoft.DocumentDB/mongoClusters": Shape(
        "azurerm_mongo_cluster",
        {
            "high_availability_mode": "properties.highAvailability.targetMode",
            "source_server_id": "properties.replicaParameters.sourceResourceId",
        },
    ),
    "Microsoft.Cache/redis": Shape(
        "azurerm_redis_cache",
        {
            "sku_name": "properties.sku.name",
            "zones": "zones",
            "zonal_allocation_policy": "properties.zonalAllocationPolicy",
            "replicas_per_primary": Argument(
                "properties.replicasPerPrimary", other="properties.replicasPerMaster"
            ),
            "redis_configuration": "properties.redisConfiguration",
            "redis_configuration.rdb_backup_enabled": "properties.redisConfiguration.rdb-backup-enabled",
            "redis_configuration.aof_backup_enabled": "properties.redisConfiguration.aof-backup-enabled",
            "redis_configuration.rdb_storage_connection_string": (
                "properties.redisConfiguration.rdb-storage-connection-string"
            ),
            "redis_configuration.aof_storage_connection_string_0": (
                "properties.redisConfiguration.aof-storage-connection-string-0"
            ),
        },
    ),
    "Microsoft.Cache/redis/linkedServers": Shape(
        "azurerm_redis_linked_server",
        {
            "linked_redis_cache_id": "properties.linkedRedisCacheId",
            "server_role": "properties.serverRole",
        },
        parent="target_redis_cache_name",
    ),
    "Microsoft.Cache/redisEnterprise/databases": Shape(
        _REDIS[1],
        {
            "default_database.persistence_append_only_file_backup_frequency": _persisted("aof"),
            "default_database.persistence_redis_database_backup_frequency": _persisted("rdb"),
        },
        onto=True,
    ),
    "Microsoft.Cache/redisEnterprise": Shape(
        Several(_REDIS, _redis), {"zones": "zones", "high_availability_enabled": enabled("properties.highAvailability")}
    ),
    "Microsoft.Search/searchServices": Shape(
        "azurerm_search_service", {"replica_count": "properties.replicaCount", "sku": "sku.name"}
    ),
    "Microsoft.Kusto/clusters": Shape(
        "azurerm_kusto_cluster",
        {
            "zones": "zones",
            "sku.capacity": "sku.capacity",
            "optimized_auto_scale.minimum_instances": Argument("properties.optimizedAutoscale", _least_nodes),
        },
    ),
    "Microsoft.Kusto/clusters/databases": Shape("azurerm_kusto_database", parent="cluster_name"),
}  # fmt: skip

__all__ = ["SHAPES"]
