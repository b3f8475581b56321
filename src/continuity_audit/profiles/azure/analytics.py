"""AI Search, Synapse, Databricks, Data Explorer, Data Factory, Stream Analytics and Microsoft Fabric.

Sources: https://learn.microsoft.com/azure/search/search-reliability,
https://learn.microsoft.com/azure/synapse-analytics/sql-data-warehouse/backup-and-restore,
https://learn.microsoft.com/azure/data-explorer/business-continuity-overview,
https://learn.microsoft.com/azure/data-factory/concepts-data-redundancy,
https://learn.microsoft.com/azure/reliability/reliability-databricks,
https://learn.microsoft.com/azure/reliability/reliability-stream-analytics,
https://learn.microsoft.com/azure/reliability/reliability-fabric
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.logic import both, either, negate
from continuity_audit.estate.model import Kind, Scenario
from continuity_audit.estate.values import Value
from continuity_audit.profiles.azure.dependencies import run_time
from continuity_audit.profiles.azure.locations import (
    LEARN,
    PROVIDER,
    has_pair,
    has_zones,
    has_zones_but_japan_west,
    over_zones,
)
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import Context, attribute, fact

SEARCH: Final = LEARN + "search/search-reliability"
SYNAPSE: Final = LEARN + "synapse-analytics/sql-data-warehouse/backup-and-restore"
EXPLORER: Final = LEARN + "data-explorer/business-continuity-overview"
EXPLORER_ZONES: Final = LEARN + "reliability/reliability-data-explorer"
FACTORY: Final = LEARN + "data-factory/concepts-data-redundancy"
DATABRICKS: Final = LEARN + "reliability/reliability-databricks"
STREAMS: Final = LEARN + "reliability/reliability-stream-analytics"

TWO_REPLICAS = attribute("replica_count", 1, PROVIDER + "search_service").at_least(2)
FREE = attribute("sku").equals("free")

SEARCH_SERVICE = Profile(
    type="azurerm_search_service",
    title="AI Search service with its indexes",
    kind=Kind.SEARCH,
    stateful=True,
    instance=(
        continues("members", "its other replicas answer", when=TWO_REPLICAS, rto="0s-1m", source=SEARCH),
        recovers("restart", "the service replaces its only replica; its storage survives", rto="5m-1h", source=SEARCH),
    ),
    zone=(continues("members", "its replicas are spread over zones where the region has some",
                    when=TWO_REPLICAS & has_zones_but_japan_west & ~FREE, rto="0s-1m", source=SEARCH),),
)  # fmt: skip

# --- Synapse ------------------------------------------------------------------------------------------------------

POOL: Final = "azurerm_synapse_sql_pool"
GEO = attribute("geo_backup_policy_enabled", True, PROVIDER + "synapse_sql_pool")


@fact("each of its SQL pools has geo-backups", reads=(POOL,), remedy="leave `geo_backup_policy_enabled` on")
def pools_backed_up(context: Context) -> Value:
    """Whether every pool keeps a backup in the paired region, as it does unless that is turned off."""
    result: Value = True
    for pool in (c for c in context.companions if c.type == POOL):
        on = either(negate(pool.exists), lambda p=pool: GEO.is_true.value(context.about(p)))  # type: ignore[misc]
        result = both(result, lambda on=on: on)  # type: ignore[misc]
    return result


GEO_BACKUP: Final = recovers(
    "restore", "a geo-backup of its SQL pools is kept in the paired region",
    when=companions(POOL).any() & pools_backed_up & has_pair, rto="1h-24h", rpo="0s-24h", source=SYNAPSE,
)  # fmt: skip

SYNAPSE_WORKSPACE = Profile(
    type="azurerm_synapse_workspace",
    title="Synapse workspace with its SQL pools",
    kind=Kind.ANALYTICS,
    stateful=companions(POOL).any(),
    needs=(run_time("storage_data_lake_gen2_filesystem_id"),),
    folds=(
        Fold(POOL, by="synapse_workspace_id"),
        Fold("azurerm_synapse_spark_pool", by="synapse_workspace_id"),
        Fold("azurerm_synapse_linked_service", by="synapse_workspace_id", needs=(run_time("type_properties_json"),)),
    ),
    data=(recovers("restore", "restore points of its SQL pools are taken by themselves, for seven days",
                   when=companions(POOL).any(), rto="20m-12h", rpo="0s-8h", source=SYNAPSE),),
    instance=(recovers("restart", "the service starts it again; storage is apart from compute", rto="5m-30m",
                       source=SYNAPSE),),
    zone=(GEO_BACKUP,),
    region=(GEO_BACKUP,),
)  # fmt: skip

# --- Databricks ---------------------------------------------------------------------------------------------------

ROOT = attribute("custom_parameters.storage_account_sku_name", "Standard_GRS", PROVIDER + "databricks_workspace")
ROOT_OVER_ZONES = ROOT.one_of("Standard_ZRS", "Standard_GZRS", "Standard_RAGZRS", "Premium_ZRS")

DATABRICKS_WORKSPACE = Profile(
    type="azurerm_databricks_workspace",
    title="Databricks workspace with its control plane and the storage of its root",
    kind=Kind.ANALYTICS,
    stateful=True,
    instance=(
        continues("failover", "its control plane runs in several zones; failed nodes of clusters are replaced",
                  when=has_zones, rto="0s-15m", source=DATABRICKS),
        recovers("restart", "the service replaces what fails; its storage is apart from machines", rto="5m-1h",
                 source=DATABRICKS),
    ),
    zone=(continues("failover", "its control plane and the storage of its root are in several zones",
                    when=has_zones & ROOT_OVER_ZONES, rto="0s-15m", source=DATABRICKS),),
    advice={
        Scenario.DATA: "keep notebooks and jobs in a repository, and data in storage with copies of its own",
        Scenario.REGION: "keep a second workspace in another region, and replicate to it what this one holds",
    },
)  # fmt: skip

# --- Data Explorer and Data Factory -------------------------------------------------------------------------------

LEAST = attribute("optimized_auto_scale.minimum_instances")
CAPACITY = LEAST.at_least(2) | (~LEAST.is_set & attribute("sku.capacity").at_least(2))
"""With a range to scale in, a fixed number of nodes does not count."""

KUSTO_CLUSTER = Profile(
    type="azurerm_kusto_cluster",
    title="Data Explorer cluster with its databases",
    kind=Kind.ANALYTICS,
    stateful=True,
    folds=(Fold("azurerm_kusto_database", by="cluster_name"),),
    instance=(
        continues("members", "its other nodes carry on; data is kept in storage", when=CAPACITY, rto="0s-5m",
                  source=EXPLORER),
        recovers("restart", "the service replaces its only node; data is kept in storage", rto="5m-1h",
                 source=EXPLORER),
    ),
    zone=(
        continues("members", "its nodes and its storage are spread over the zones that it names",
                  when=over_zones() & CAPACITY, rto="0s-5m", source=EXPLORER_ZONES),
        recovers("restart", "its storage is spread over zones, and its only node is made again in one of them",
                 when=over_zones(), rto="10m-2h", source=EXPLORER_ZONES),
    ),
)  # fmt: skip

LINKED: Final = (
    "azure_blob_storage", "azure_databricks", "azure_file_storage", "azure_function", "azure_search",
    "azure_sql_database", "azure_table_storage", "cosmosdb", "cosmosdb_mongoapi", "data_lake_storage_gen2", "key_vault",
    "kusto", "mysql", "odata", "odbc", "postgresql", "sftp", "sql_server", "synapse", "web",
)  # fmt: skip
"""What a factory is linked to, by the ends of the types' names."""
LINKED_BY: Final = run_time(
    "connection_string", "connection_string_insecure", "key_vault_connection_string", "key_vault_sas_token", "sas_uri",
    "service_endpoint", "storage_account", "url", "account_endpoint", "kusto_endpoint", "key_vault_id", "host",
    "key_vault_password", "key_vault_key", "msi_work_space_resource_id", "adb_domain", "type_properties_json",
    "msi_workspace_id", "sas_token_linked_key_vault_key", "service_principal_linked_key_vault_key",
)  # fmt: skip
"""What a link says of the other side; the last three are called so since version 5 of azurerm."""
FACTORY_PARTS: Final = {
    **dict.fromkeys((f"azurerm_data_factory_linked_service_{other}" for other in LINKED), LINKED_BY),
    "azurerm_data_factory_linked_custom_service": LINKED_BY,
    "azurerm_data_factory_managed_private_endpoint": run_time("target_resource_id"),
    "azurerm_data_factory_pipeline": run_time("activities_json"),
}

DATA_FACTORY = Profile(
    type="azurerm_data_factory",
    title="Data Factory with its pipelines and linked services",
    kind=Kind.FUNCTION,
    stateful=False,
    folds=tuple(
        Fold(part, by=by, needs=(told,))
        for part, told in FACTORY_PARTS.items()
        for by in ("data_factory_id", "data_factory_name")
    ),
    instance=(continues("service", "the service runs on several machines", source=FACTORY),),
    zone=(continues("service", "the service runs in several zones where the region has some", when=has_zones,
                    source=FACTORY),),
)  # fmt: skip

# --- Stream Analytics ---------------------------------------------------------------------------------------------

READ_OR_WRITTEN: Final = run_time(
    "eventhub_name", "servicebus_namespace", "iothub_namespace", "queue_name", "topic_name", "storage_account_name",
    "storage_container_name", "cosmosdb_sql_database_id", "server", "database", "function_app",
)  # fmt: skip
STREAM_PARTS: Final = (
    *(f"output_{to}" for to in ("blob", "cosmosdb", "eventhub", "function", "mssql", "servicebus_queue",
                                "servicebus_topic", "synapse", "table")),
    "reference_input_blob", "reference_input_mssql", "stream_input_blob", "stream_input_eventhub",
    "stream_input_eventhub_v2", "stream_input_iothub",
)  # fmt: skip

STREAM_ANALYTICS_JOB = Profile(
    type="azurerm_stream_analytics_job",
    title="Stream Analytics job with its inputs and outputs",
    kind=Kind.FUNCTION,
    stateful=False,
    component=~attribute("type", "Cloud", PROVIDER + "stream_analytics_job").equals("Edge"),
    needs=(run_time("job_storage_account"),),
    folds=tuple(
        Fold(f"azurerm_stream_analytics_{part}", by=by, needs=(READ_OR_WRITTEN,))
        for part in STREAM_PARTS
        for by in ("stream_analytics_job_name", "stream_analytics_job_id")
    ),
    instance=(continues("failover", "another worker goes on from the last checkpoint", rto="0s-5m", source=STREAMS),),
    zone=(continues("failover", "workers in other zones go on from the last checkpoint where the region has some",
                    when=has_zones, rto="0s-5m", source=STREAMS),),
)  # fmt: skip

# --- Microsoft Fabric ---------------------------------------------------------------------------------------------

FABRIC: Final = LEARN + "reliability/reliability-fabric"

FABRIC_CAPACITY = Profile(
    type="azurerm_fabric_capacity",
    title="Microsoft Fabric capacity, which runs what workspaces hold",
    kind=Kind.ANALYTICS,
    stateful=False,
    instance=(continues("service", "the service runs it on several machines", source=FABRIC),),
    zone=(recovers("restart", "the service tries to go on in other zones of regions for which it says so",
                   when=has_zones, rto="5m-4h", source=FABRIC),),
)  # fmt: skip

PROFILES: Final = (
    SEARCH_SERVICE, SYNAPSE_WORKSPACE, DATABRICKS_WORKSPACE, KUSTO_CLUSTER, DATA_FACTORY, STREAM_ANALYTICS_JOB,
    FABRIC_CAPACITY,
)  # fmt: skip

__all__ = ["PROFILES"]
