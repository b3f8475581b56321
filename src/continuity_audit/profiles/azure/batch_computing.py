"""What works through jobs on machines of its own: Batch, HDInsight and the integration runtimes of SSIS.

Sources: https://learn.microsoft.com/azure/reliability/reliability-batch,
https://learn.microsoft.com/azure/reliability/reliability-hdinsight,
https://learn.microsoft.com/azure/reliability/reliability-data-factory
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.profiles.azure.dependencies import run_time
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER, has_zones
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import attribute

BATCH: Final = LEARN + "reliability/reliability-batch"
HDINSIGHT: Final = LEARN + "reliability/reliability-hdinsight"
FACTORY: Final = LEARN + "reliability/reliability-data-factory"

# --- Batch --------------------------------------------------------------------------------------------------------

POOL_PAGE: Final = PROVIDER + "batch_pool"
SCALED = attribute("auto_scale").is_set
DEDICATED = attribute("fixed_scale.target_dedicated_nodes", 1, POOL_PAGE)
TWO_NODES = DEDICATED.at_least(2) & ~SCALED
"""What a formula keeps nobody knows; nodes of low priority may be taken away at any time."""

BATCH_ACCOUNT = Profile(
    type="azurerm_batch_account",
    title="Batch account",
    kind=Kind.COMPUTE,
    stateful=False,
    needs=(run_time("storage_account_id", "key_vault_reference"),),
    folds=(Fold("azurerm_batch_application", by="account_name"),),
    instance=(recovers("restart", "the service brings itself up again; no page says that others answer meanwhile",
                       rto="1m-1h", source=BATCH),),
)  # fmt: skip
BATCH_POOL = Profile(
    type="azurerm_batch_pool",
    title="Batch pool with its jobs",
    kind=Kind.COMPUTE,
    stateful=False,
    component=SCALED
    | DEDICATED.at_least(1)
    | attribute("fixed_scale.target_low_priority_nodes", 0, POOL_PAGE).at_least(1),
    needs=(run_time("account_name", "mount", "start_task"),),
    folds=(Fold("azurerm_batch_job", by="batch_pool_id"),),
    instance=(
        continues("members", "its other nodes are given the tasks", when=TWO_NODES, rto="0s-15m", source=BATCH),
        recovers("restart", "Batch brings another node up for the tasks", rto="5m-30m", source=BATCH),
    ),
    zone=(continues("members", "its nodes are spread over zones, and those in the others are given the tasks",
                    when=TWO_NODES & attribute("node_placement.policy", "Regional", POOL_PAGE).equals("Zonal"),
                    rto="0s-15m", source=BATCH),),
)  # fmt: skip

# --- HDInsight ----------------------------------------------------------------------------------------------------

STORED: Final = run_time("storage_account", "storage_account_gen2", "metastores")


def _hdinsight(engine: str, title: str) -> Profile:
    """A cluster in a single zone, whose data is in the storage that it names."""
    return Profile(
        type=f"azurerm_hdinsight_{engine}_cluster",
        title=f"HDInsight cluster of {title}",
        kind=Kind.COMPUTE,
        stateful=False,
        needs=(STORED,),
        instance=(continues("failover", "its second head node takes over, and other workers are given the tasks",
                            rto="10s-10m", source=HDINSIGHT),),
    )  # fmt: skip


KAFKA = Profile(
    type="azurerm_hdinsight_kafka_cluster",
    title="HDInsight cluster of Kafka",
    kind=Kind.STREAM,
    stateful=True,
    needs=(STORED,),
    instance=(recovers("restart", "the service starts a broker again on its managed disks; topics alone say how many "
                       "copies there are", rto="5m-1h",
                       source=LEARN + "hdinsight/kafka/apache-kafka-introduction"),),
)  # fmt: skip

# --- integration runtimes -----------------------------------------------------------------------------------------

RUNTIME: Final = "azurerm_data_factory_integration_runtime_"
TWO_RUNTIME_NODES = attribute("number_of_nodes", 1, PROVIDER + "data_factory_integration_runtime_azure_ssis").at_least(
    2
)


def _runtime(type_: str, title: str) -> Profile:
    return Profile(
        type=type_,
        title=title,
        kind=Kind.COMPUTE,
        stateful=False,
        needs=(run_time("data_factory_id", "catalog_info", "custom_setup_script"),),
        instance=(
            continues("members", "its other nodes carry on", when=TWO_RUNTIME_NODES, rto="0s-5m", source=FACTORY),
            recovers("restart", "the service replaces its only node", rto="10m-1h", source=FACTORY),
        ),
        zone=(continues("members", "its nodes are placed in different zones where the region has some",
                        when=TWO_RUNTIME_NODES & has_zones, rto="0s-5m", source=FACTORY),),
    )  # fmt: skip


PROFILES: Final = (
    BATCH_ACCOUNT, BATCH_POOL, KAFKA,
    _hdinsight("hadoop", "Hadoop"), _hdinsight("spark", "Spark"), _hdinsight("hbase", "HBase"),
    _hdinsight("interactive_query", "Interactive Query"),
    _runtime(RUNTIME + "azure_ssis", "Azure-SSIS integration runtime of Data Factory"),
    _runtime(RUNTIME + "managed", "Azure-SSIS integration runtime of Data Factory (legacy resource type)"),
)  # fmt: skip

__all__ = ["PROFILES"]
