"""MySQL by Percona's operator for Percona Server, and MongoDB by that of MongoDB's Enterprise Advanced."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from continuity_audit.estate.counts import exceeds, fewest
from continuity_audit.estate.logic import all_hold, as_truth, both, if_else
from continuity_audit.estate.model import Kind
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.databases import percona_spread
from continuity_audit.profiles.kubernetes.members import Entry, operated, spread_of
from continuity_audit.profiles.terms import Context, attribute, fact

# --- Percona Server for MySQL: https://docs.percona.com/percona-operator-for-mysql/ps/operator.html ---------------

PERCONA: Final = "https://docs.percona.com/percona-operator-for-mysql/ps/operator.html"
SIZE: Final = attribute("spec.mysql.size", default=3, documented=PERCONA)
BY_GROUP: Final = attribute("spec.mysql.clusterType", default="group-replication", documented=PERCONA).equals(
    "group-replication"
)
ORCHESTRATED: Final = attribute("spec.orchestrator.enabled", default=False).is_true
ORCHESTRATORS: Final = attribute("spec.orchestrator.size", default=3, documented=PERCONA)
PROXIES: Final = ("spec.proxy.haproxy", "spec.proxy.router")


def _each_proxy(context: Context, holds: Callable[[str], Value]) -> Value:
    """Whether something holds of the proxies that are on."""
    return all_hold(*(
        if_else(as_truth(context.read(f"{path}.enabled") or False), lambda path=path: holds(path), lambda: True)  # type: ignore[misc]
        for path in PROXIES
    ))  # fmt: skip


@fact("two pods or more of HAProxy or MySQL Router, where these are on", remedy="set `proxy.haproxy.size` to 2 or more")
def proxied(context: Context) -> Value:
    return _each_proxy(context, lambda path: attribute(f"{path}.size", 3, PERCONA).above(1).value(context))


@fact(
    "pods of HAProxy or MySQL Router are kept in different zones (`affinity.antiAffinityTopologyKey`)",
    remedy="set `proxy.haproxy.affinity.antiAffinityTopologyKey: topology.kubernetes.io/zone`",
)
def proxies_spread(context: Context) -> Value:
    return _each_proxy(context, lambda path: percona_spread(context, path, attribute(f"{path}.size", 3)))


@fact(
    "members are kept in different zones (`mysql.affinity.antiAffinityTopologyKey`)",
    remedy="set `mysql.affinity.antiAffinityTopologyKey: topology.kubernetes.io/zone`",
)
def members_spread(context: Context) -> Value:
    return percona_spread(context, "spec.mysql", SIZE)


percona_mysql = operated(
    "ps.percona.com/PerconaServerMySQL", "Percona Server for MySQL",
    # Asynchronous replicas are promoted by Orchestrator, which is a majority of its own.
    of=Kind.DATABASE,
    held=(BY_GROUP & SIZE.at_least(3)) | (~BY_GROUP & SIZE.at_least(2) & ORCHESTRATED & ORCHESTRATORS.at_least(3)),
    spread=BY_GROUP & members_spread, pods="spec.mysql", entry=Entry(proxied, proxies_spread),
    component=~attribute("spec.pause", default=False).is_true,
    why="the remaining majority of Group Replication elects a primary, or Orchestrator promotes a replica",
    rto="10s-60s", rpo="0s-60s", source="https://docs.percona.com/percona-operator-for-mysql/ps/architecture.html",
)  # fmt: skip

# --- MongoDB: https://www.mongodb.com/docs/kubernetes/current/reference/k8s-operator-specification/ ----------------

MONGODB: Final = "https://www.mongodb.com/docs/kubernetes/current/reference/k8s-operator-specification/"
TYPE: Final = attribute("spec.type", default="Standalone")
MEMBERS: Final = attribute("spec.members", default=1, documented=MONGODB)


@fact(
    "three members or more in the replica set, or in each shard and its config servers, behind two routers",
    remedy="set `members: 3`, or 3 for `mongodsPerShardCount` and `configServerCount` and 2 for `mongosCount`",
)
def mongodb_goes_on(context: Context) -> Value:
    def sharded() -> Value:
        shards, servers, routers = (
            attribute(f"spec.{name}", 1, MONGODB).value(context)
            for name in ("mongodsPerShardCount", "configServerCount", "mongosCount")
        )
        return both(exceeds(fewest(shards, servers), 2), lambda: exceeds(routers, 1))

    in_a_set = lambda: both(TYPE.equals("ReplicaSet").value(context), lambda: exceeds(MEMBERS.value(context), 2))  # noqa: E731
    return if_else(TYPE.equals("ShardedCluster").value(context), sharded, in_a_set)


mongodb = operated(
    "mongodb.com/MongoDB", "MongoDB (Enterprise Advanced)",
    of=Kind.DATABASE, held=mongodb_goes_on, pods="spec.podSpec.podTemplate.spec",
    spread=spread_of("spec.podSpec.podTemplate.spec", MEMBERS, majority=True) & TYPE.equals("ReplicaSet"),
    why="the remaining majority elects a primary", rto="10s-30s",
    source="https://www.mongodb.com/docs/manual/core/replica-set-elections/",
)  # fmt: skip

PROFILES: Final = (percona_mysql, mongodb)
