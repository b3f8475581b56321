"""Databases whose own engine keeps copies on several members, by their operators.

Where how many copies there are is said in the database (by keyspace, table or collection) and not in the resource, no
number of members makes sure that it goes on without one: Cassandra, ScyllaDB, ClickHouse and Solr.
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.counts import add, fewest
from continuity_audit.estate.documents import mappings
from continuity_audit.estate.model import Kind
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

PLACEMENT: Final = attribute("spec.pd.replicas", default=0)
STORES: Final = attribute("spec.tikv.replicas", default=0)
SERVERS: Final = attribute("spec.tidb.replicas", default=0)

tidb = operated(
    "pingcap.com/TidbCluster", "TiDB cluster",
    of=Kind.DATABASE, held=STORES.at_least(3) & PLACEMENT.at_least(3) & SERVERS.at_least(2), by="members",
    why="the majority of the copies of each region carries on (three by default), and so do PD and the other servers",
    rto="0s-60s", source="https://docs.pingcap.com/tidb/stable/tidb-storage#raft-protocol", reads=(TIDB_SCHEDULE,),
)  # fmt: skip

# --- PostgreSQL by StackGres --------------------------------------------------------------------------------------

INSTANCES: Final = attribute("spec.instances", default=1)

stackgres = operated(
    "stackgres.io/SGCluster", "PostgreSQL cluster (StackGres)",
    of=Kind.DATABASE, held=INSTANCES.at_least(2), component=~INSTANCES.equals(0), why="Patroni promotes a replica",
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
    cockroachdb, tidb, stackgres, clickhouse, clickhouse_keeper, cassandra, k8ssandra, scylla, solr,
)  # fmt: skip
