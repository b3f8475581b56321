"""Azure Cosmos DB accounts and its MongoDB clusters.

Sources: https://learn.microsoft.com/azure/reliability/reliability-cosmos-db,
https://learn.microsoft.com/azure/cosmos-db/periodic-backup-storage-redundancy,
https://learn.microsoft.com/azure/cosmos-db/continuous-backup-restore-introduction
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.logic import both
from continuity_audit.estate.model import Kind
from continuity_audit.estate.values import Value
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER, elsewhere, has_pair, texts
from continuity_audit.profiles.block_terms import blocks
from continuity_audit.profiles.profile import Fold, Profile, continues, lost, recovers
from continuity_audit.profiles.references import every
from continuity_audit.profiles.terms import Context, Feasible, attribute, fact

RELIABILITY: Final = LEARN + "reliability/reliability-cosmos-db"
PERIODIC_PAGE: Final = LEARN + "cosmos-db/periodic-backup-storage-redundancy"
CONTINUOUS_PAGE: Final = LEARN + "cosmos-db/continuous-backup-restore-introduction"
PAGE: Final = PROVIDER + "cosmosdb_account"

REGIONS = blocks("geo_location", least=1)
SERVERLESS = blocks("capabilities").any(attribute("name").equals("EnableServerless"))
"""Without provisioned throughput an account has one region, and takes no other."""
SEVERAL_REGIONS = Feasible(REGIONS.at_least(2), ~SERVERLESS)
LEVEL = attribute("consistency_policy.consistency_level")
STRONG, BOUNDED = LEVEL.equals("Strong"), LEVEL.equals("BoundedStaleness")
THREE = REGIONS.at_least(3)
QUORUM = ~STRONG | THREE
"""With strong consistency a write takes a majority of regions, so that of two neither can be done without."""
UNBOUND = QUORUM & ~BOUNDED
"""With bounded staleness writes stop once a region that is read has lagged too far behind."""
AUTOMATIC = (
    attribute("automatic_failover_enabled", False, PAGE).is_true | attribute("enable_automatic_failover").is_true
)
MULTI_WRITE = (
    attribute("multiple_write_locations_enabled", False, PAGE).is_true
    | attribute("enable_multiple_write_locations").is_true
)
TAKES_WRITES = Feasible(MULTI_WRITE, ~STRONG)
"""Azure refuses strong consistency where every region takes writes, so that the level is no question there."""
IN_ZONES = attribute("zone_redundant", False, PAGE).is_true
CONTINUOUS = attribute("backup.type", "Periodic", PAGE).equals("Continuous")
STORED = attribute("backup.storage_redundancy", "Geo", PAGE)
PAIRED = ~REGIONS.any(attribute("failover_priority").equals(0) & ~has_pair)
"""Where the write region has no pair, there is nowhere to copy backups to, and the default does not hold."""
GEO_BACKUPS = ~CONTINUOUS & STORED.equals("Geo") & PAIRED
ZONE_BACKUPS = GEO_BACKUPS | (~CONTINUOUS & STORED.equals("Zone"))
WRITES: Final = (
    continues("members", "every region takes writes, and the others go on", when=SEVERAL_REGIONS & TAKES_WRITES,
              rto="0s-1m", rpo="0s-15m", source=RELIABILITY),
    recovers("promotion", "another region takes the writes over, by itself only once Microsoft declares an outage, "
             "which may take an hour or more", when=SEVERAL_REGIONS & AUTOMATIC & QUORUM, rto="10m-4h", rpo="0s-15m",
             source=RELIABILITY),
    recovers("promotion", "the other region has all data, but strong consistency over two regions stops writes until "
             "the failed one is taken out", when=SEVERAL_REGIONS & STRONG & ~THREE, rto="10m-4h", source=RELIABILITY),
    recovers("promotion", "the other region goes on to be read; writes wait for a failover by hand",
             when=SEVERAL_REGIONS, rto="10m-4h", rpo="0s-15m", source=RELIABILITY),
)  # fmt: skip


@fact("each of its regions is zone-redundant", remedy="set `zone_redundant = true` in each `geo_location`")
def each_in_zones(context: Context) -> Value:
    """Whether there is no region whose replicas stand in one zone."""
    return both(REGIONS.at_least(1).value(context), lambda: (~REGIONS.any(~IN_ZONES)).value(context))


@fact("its write region is zone-redundant")
def written_in_zones(context: Context) -> Value:
    """Whether the replicas that take the writes stand in several zones."""
    return REGIONS.any(IN_ZONES & attribute("failover_priority").equals(0)).value(context)


def _regions(context: Context) -> tuple[str, ...]:
    return texts(*every(context.resource.values, "geo_location.location"))


PARTS: Final = (
    "sql_database", "sql_container", "mongo_database", "mongo_collection", "table", "cassandra_keyspace",
    "gremlin_database", "gremlin_graph",
)  # fmt: skip

ACCOUNT = Profile(
    type="azurerm_cosmosdb_account",
    title="Azure Cosmos DB account with its databases and containers",
    kind=Kind.DATABASE,
    stateful=True,
    folds=tuple(Fold(f"azurerm_cosmosdb_{part}", by="account_name") for part in PARTS),
    regions=_regions,
    data=(
        recovers("restore", "continuous backup with point-in-time recovery", when=CONTINUOUS, rto="30m-12h",
                 rpo="0s-2m", source=CONTINUOUS_PAGE),
        recovers("restore", "periodic backups, every four hours by default, which Microsoft restores on request",
                 rto="4h-48h", rpo="0s-4h", source=PERIODIC_PAGE),
    ),
    instance=(continues("service", "four replicas of everything are kept in a region", source=RELIABILITY),),
    zone=(
        continues("service", "its replicas are spread over zones", when=each_in_zones, source=RELIABILITY),
        continues("service", "its replicas in the write region are spread over zones", when=written_in_zones & UNBOUND,
                  source=RELIABILITY),
        *WRITES,
        recovers("restore", "periodic backups are kept in other zones or in the paired region", when=ZONE_BACKUPS,
                 rto="4h-48h", rpo="0s-4h", source=PERIODIC_PAGE),
        lost("its only region is not zone-redundant, nor are its backups", source=RELIABILITY),
    ),
    region=(
        *WRITES,
        recovers("restore", "periodic backups are geo-redundant; Microsoft restores them on request",
                 when=GEO_BACKUPS, rto="4h-48h", rpo="0s-4h", source=PERIODIC_PAGE),
        lost("its data and its backups are kept in one region", source=RELIABILITY),
    ),
)  # fmt: skip

# --- Cosmos DB for MongoDB (vCore) --------------------------------------------------------------------------------

CLUSTER: Final = "azurerm_mongo_cluster"
VCORE: Final = LEARN + "cosmos-db/mongodb/vcore/"
HIGHLY_AVAILABLE = attribute("high_availability_mode").equals("ZoneRedundantPreferred")
REPLICA = elsewhere(CLUSTER, "a geo-replica", 'add a cluster with `create_mode = "GeoReplica"` in another region')

MONGO_CLUSTER = Profile(
    type=CLUSTER,
    title="Azure Cosmos DB for MongoDB cluster",
    kind=Kind.DATABASE,
    stateful=True,
    folds=(Fold(CLUSTER, by="source_server_id"),),
    data=(recovers("restore", "automated backups are always on", rto="1h-24h", rpo="0s-1h", source=VCORE + "restore"),),
    instance=(
        continues("failover", "each shard has a standby that takes over", when=HIGHLY_AVAILABLE, rto="30s-2m",
                  source=VCORE + "high-availability"),
        recovers("restart", "the service replaces a failed node; its storage survives", rto="5m-30m",
                 source=VCORE + "high-availability"),
    ),
    zone=(
        recovers("promotion", "a geo-replica in another region can be promoted", when=REPLICA, rto="5m-30m",
                 rpo="1s-1m", source=VCORE + "cross-region-replication"),
        recovers("promotion", "standbys stand in another zone where the region has room for them",
                 when=HIGHLY_AVAILABLE, rto="1m-1h", source=VCORE + "high-availability"),
    ),
    region=(recovers("promotion", "a geo-replica in another region can be promoted", when=REPLICA, rto="5m-30m",
                     rpo="1s-1m", source=VCORE + "cross-region-replication"),),
)  # fmt: skip

PROFILES: Final = (ACCOUNT, MONGO_CLUSTER)

__all__ = ["PROFILES"]
