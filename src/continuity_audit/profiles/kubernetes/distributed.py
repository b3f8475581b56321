"""Databases whose own engine keeps copies on several members, by their operators: CockroachDB, YugabyteDB, TiDB…

Where how many copies there are is said in the database (by keyspace, table or collection) and not in the resource, no
number of members makes sure that it goes on without one: Cassandra, ScyllaDB, ClickHouse and Solr.
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.counts import add, exceeds, fewest
from continuity_audit.estate.documents import mappings
from continuity_audit.estate.logic import all_hold, both, negate
from continuity_audit.estate.model import Kind
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Value, unknown
from continuity_audit.profiles.kubernetes.distributed_backups import (
    MEDUSA_SCHEDULE,
    OBJECT_STORAGE,
    SOLR_BACKUP,
    TIDB_SCHEDULE,
)
from continuity_audit.profiles.kubernetes.members import operated, spread_of
from continuity_audit.profiles.terms import Context, attribute, fact, quantity, walk

# --- CockroachDB and TiDB: three copies of everything by default --------------------------------------------------

NODES: Final = attribute("spec.nodes", default=3, documented="the API takes three or more")
COCKROACH: Final = "https://www.cockroachlabs.com/docs/stable/architecture/replication-layer"

cockroachdb = operated(
    "crdb.cockroachlabs.com/CrdbCluster", "CockroachDB cluster",
    of=Kind.DATABASE, held=NODES.at_least(3), spread=spread_of("spec", NODES, majority=True),
    pods="spec", by="members",
    why="the majority of the copies of each range carries on (three by default)", rto="0s-60s", source=COCKROACH,
)  # fmt: skip

YUGABYTE: Final = "https://docs.yugabyte.com/stable/architecture/docdb-replication/replication/"
UNIVERSE: Final = "operator.yugabyte.io/YBUniverse"
COPIES: Final = attribute("spec.replicationFactor", default=1)
LEGACY_COPIES: Final = attribute("spec.replicationFactor", default=3, documented="the operator's default")
UNIVERSE_NODES: Final = attribute("spec.numNodes", default=1)
TABLET_SERVERS: Final = attribute("spec.tserver.replicas", default=1)
_YUGABYTE_GOES_ON: Final = "the majority of the copies of each tablet carries on"


@fact("each of three zones or more has nodes (`placementInfo`)", remedy="list three zones or more in `placementInfo`")
def placed_in_zones(context: Context) -> Value:
    counts = [zone for _, region in mappings(context.read("spec.placementInfo.regions"))
              for _, zone in mappings(region.get("zones"))]  # fmt: skip
    context.note("spec.placementInfo", len(counts))
    return len(counts) > 2 and all_hold(*(exceeds(zone.get("numNodes", 0), 0) for zone in counts))


yugabyte = operated(  # a schedule of its backups is for one keyspace, and none for the whole
    UNIVERSE, "YugabyteDB universe",
    of=Kind.DATABASE, held=COPIES.at_least(3) & UNIVERSE_NODES.at_least(3), spread=placed_in_zones, by="members",
    why=_YUGABYTE_GOES_ON, rto="0s-60s", source=YUGABYTE, component=~attribute("spec.paused", default=False).is_true,
)  # fmt: skip
yugabyte_cluster = operated(
    "yugabyte.com/YBCluster", "YugabyteDB cluster",
    of=Kind.DATABASE, held=LEGACY_COPIES.at_least(3) & TABLET_SERVERS.at_least(3), by="members",
    why=_YUGABYTE_GOES_ON, rto="0s-60s", source=YUGABYTE,
)  # fmt: skip

PLACEMENT: Final = attribute("spec.pd.replicas", default=0)
STORES: Final = attribute("spec.tikv.replicas", default=0)
SERVERS: Final = attribute("spec.tidb.replicas", default=0)
_COPIES: Final = pattern(r"(?m)^\s*(?:replication\.)?max-replicas\s*=\s*(\d+)")


@fact("it keeps three copies or more (`max-replicas` of PD)", remedy="leave out `max-replicas`, or set it to 3 or more")
def kept_thrice(context: Context) -> Value:
    """Settings of PD are a text in TOML, or an object. https://docs.pingcap.com/tidb/stable/pd-configuration-file"""
    said = context.read("spec.pd.config")
    stated = walk(said, "replication.max-replicas")
    if stated is None:
        found = _COPIES.search(said) if isinstance(said, str) else None
        stated = int(found[1]) if found else None
    if stated is not None:
        context.note("spec.pd.config", stated)
    return True if stated is None else exceeds(stated, 2)


tidb = operated(
    "pingcap.com/TidbCluster", "TiDB cluster",
    of=Kind.DATABASE, held=STORES.at_least(3) & PLACEMENT.at_least(3) & SERVERS.at_least(2) & kept_thrice,
    pods="spec.tikv", by="members",
    why="the majority of the copies of each region carries on (three by default), and so do PD and the other servers",
    rto="0s-60s", source="https://docs.pingcap.com/tidb/stable/tidb-storage#raft-protocol", reads=(TIDB_SCHEDULE,),
)  # fmt: skip

# --- PostgreSQL by StackGres --------------------------------------------------------------------------------------

INSTANCES: Final = attribute("spec.instances", default=1)

MODE: Final = attribute("spec.replication.mode", default="async")


@fact(
    "its writes wait for a standby, of which none is left without an instance (`replication.mode`)",
    remedy="have three instances, or a mode that is not strict",
)
def stackgres_waits(context: Context) -> Value:
    """https://stackgres.io/doc/latest/administration/replication/"""
    strict = (MODE.equals("strict-sync") | MODE.equals("strict-sync-all")).value(context)
    return both(strict, lambda: negate(exceeds(INSTANCES.value(context), 2)))


stackgres = operated(
    "stackgres.io/SGCluster", "PostgreSQL cluster (StackGres)",
    of=Kind.DATABASE, held=INSTANCES.at_least(2), component=~INSTANCES.equals(0), why="Patroni promotes a replica",
    waits=stackgres_waits, pods="spec.pods.scheduling",
    rto="10s-60s", rpo="0s-10s", source="https://stackgres.io/doc/latest/intro/architecture/", reads=(OBJECT_STORAGE,),
)  # fmt: skip

# --- ClickHouse ---------------------------------------------------------------------------------------------------

clickhouse = operated(
    "clickhouse.altinity.com/ClickHouseInstallation", "ClickHouse installation (Altinity)",
    of=Kind.ANALYTICS, held=None, rto="10s-10m",
    source="https://github.com/Altinity/clickhouse-operator/blob/master/docs/replication_setup.md",
)  # fmt: skip


@quantity("the least number of replicas in a cluster")
def keepers(context: Context) -> Value:
    counts = []
    for i, cluster in mappings(context.read("spec.configuration.clusters")):
        replicas = walk(cluster, "layout.replicasCount")
        counts.append(1 if replicas is None else replicas)
        context.note(f"spec.configuration.clusters.{i}.layout.replicasCount", counts[-1])
    return fewest(*counts) if counts else unknown(f"{context.resource.address} (spec.configuration.clusters)", low=0)


clickhouse_keeper = operated(
    "clickhouse-keeper.altinity.com/ClickHouseKeeperInstallation", "ClickHouse Keeper (Altinity)",
    of=Kind.DATABASE, held=keepers.at_least(3), by="members", why="the remaining majority carries on", rto="0s-60s",
    source="https://clickhouse.com/docs/guides/sre/keeper/clickhouse-keeper",
)  # fmt: skip

# --- Cassandra, ScyllaDB and Solr ---------------------------------------------------------------------------------

K8SSANDRA: Final = "https://docs.k8ssandra.io/components/medusa/"

cassandra = operated(
    "cassandra.datastax.com/CassandraDatacenter", "Cassandra datacenter (cass-operator)",
    of=Kind.DATABASE, held=None, rto="10s-10m", source=K8SSANDRA, reads=(MEDUSA_SCHEDULE,),
)  # fmt: skip
k8ssandra = operated(
    "k8ssandra.io/K8ssandraCluster", "Cassandra cluster (K8ssandra)",
    of=Kind.DATABASE, held=None, rto="10s-10m", source=K8SSANDRA, reads=(MEDUSA_SCHEDULE,),
)  # fmt: skip


@fact("it has a member or more")
def has_members(context: Context) -> Value:
    total: Value = 0
    for _, rack in mappings(context.read("spec.datacenter.racks")):
        total = add(total, rack.get("members", 0))
    return total != 0


scylla = operated(
    "scylla.scylladb.com/ScyllaCluster", "ScyllaDB cluster",
    of=Kind.DATABASE, held=None, component=has_members, rto="10s-10m",
    source="https://operator.docs.scylladb.com/stable/",
)  # fmt: skip

SOLR_NODES: Final = attribute("spec.replicas", default=3, documented="the operator's default")

solr = operated(
    "solr.apache.org/SolrCloud", "SolrCloud",
    of=Kind.SEARCH, held=None, component=~SOLR_NODES.equals(0), rto="10s-10m", reads=(SOLR_BACKUP,),
    source="https://apache.github.io/solr-operator/docs/solr-cloud/solr-cloud-crd",
)  # fmt: skip

PROFILES: Final = (
    cockroachdb, yugabyte, yugabyte_cluster, tidb, stackgres, clickhouse, clickhouse_keeper, cassandra, k8ssandra,
    scylla, solr,
)  # fmt: skip
