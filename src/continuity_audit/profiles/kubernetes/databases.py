"""Databases that an operator runs: PostgreSQL, MySQL, MongoDB and Prometheus by their custom resources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from continuity_audit.estate.counts import add, exceeds, fewest
from continuity_audit.estate.documents import elements, entries, mappings
from continuity_audit.estate.logic import all_hold, any_of, as_truth, both, either, if_else
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.members import Entry, as_pods, database, spread_of
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.operated import POOLER
from continuity_audit.profiles.kubernetes.placement import ZONE, required_spread
from continuity_audit.profiles.kubernetes.pods import annotation, text
from continuity_audit.profiles.kubernetes.synchronous import INSTANCES, cnpg_waits, patroni_waits
from continuity_audit.profiles.kubernetes.zalando import NUMBER_OF_INSTANCES, zalando_pooled, zalando_spread
from continuity_audit.profiles.terms import Context, Term, attribute, fact, quantity, walk

# --- CloudNativePG ------------------------------------------------------------------------------------------------

CNPG_SCHEDULING: Final = "https://cloudnative-pg.io/documentation/current/scheduling/"
CNPG_FAILOVER: Final = "https://cloudnative-pg.io/documentation/current/failover/"


@fact(
    "instances are kept in different zones (`affinity.podAntiAffinityType: required` over zones, or a required spread)",
    remedy="set `affinity.topologyKey: topology.kubernetes.io/zone` and `affinity.podAntiAffinityType: required`",
)
def cnpg_spread(context: Context) -> Value:
    affinity = entries(context.read("spec.affinity"))
    for part in ("podAntiAffinityType", "topologyKey"):
        default = {"podAntiAffinityType": "preferred", "topologyKey": "kubernetes.io/hostname"}[part]
        context.note(f"spec.affinity.{part}", affinity.get(part, default), "" if part in affinity else CNPG_SCHEDULING)
    if (
        affinity.get("enablePodAntiAffinity") is not False
        and text(affinity.get("podAntiAffinityType")) == "required"
        and text(affinity.get("topologyKey")) in ZONE
    ):
        return True
    pods = {
        **as_pods({"nodeSelector": affinity.get("nodeSelector"), "affinity": {
            "podAntiAffinity": affinity.get("additionalPodAntiAffinity"), "nodeAffinity": affinity.get("nodeAffinity"),
        }}),
        "topologySpreadConstraints": context.read("spec.topologySpreadConstraints"),
    }  # fmt: skip
    labels: dict[str, Value] = {"cnpg.io/cluster": context.resource.name, "cnpg.io/podRole": "instance"}
    labels["postgresql"] = context.resource.name
    return required_spread(context.resource, pods, lambda: INSTANCES.value(context), ZONE, labels)


@fact("it is not hibernated")
def awake(context: Context) -> Value:
    return annotation(context.resource.values, "cnpg.io/hibernation") != "on"


POOLERS: Final = "https://cloudnative-pg.io/documentation/current/connection_pooling/"


def _each_pooler(context: Context, holds: Callable[[Resource, Value], Value]) -> Value:
    """Whether something holds of every pooler of the cluster, by its number of pods."""
    index, own = objects(context.estate), context.resource
    result: Value = True
    for pooler in context.estate.of_type(POOLER):
        name = text(walk(pooler.values, "spec.cluster.name"))
        if name == own.name and index.find(pooler, own.type, name) is own:
            stated = walk(pooler.values, "spec.instances")
            count = 1 if stated is None else stated
            context.about(pooler).note("spec.instances", count, POOLERS if stated is None else "")
            result = both(result, lambda pooler=pooler, count=count: holds(pooler, count))  # type: ignore[misc]
    return result


@fact("two or more pods of each `Pooler` that leads to it", remedy="set `instances` of its poolers to 2 or more")
def cnpg_pooled(context: Context) -> Value:
    return _each_pooler(context, lambda _, count: exceeds(count, 1))


@fact("the pods of each `Pooler` have a required spread over zones", remedy="require a spread in their `template.spec`")
def cnpg_poolers_spread(context: Context) -> Value:
    def spread(pooler: Resource, count: Value) -> Value:
        pods = entries(walk(pooler.values, "spec.template.spec"))
        return required_spread(pooler, pods, lambda: count, ZONE, None)

    return _each_pooler(context, spread)


cloudnative_pg = database(
    "postgresql.cnpg.io/Cluster", "CloudNativePG Cluster",
    members=INSTANCES, quorum=2, spread=cnpg_spread, component=awake, pods="spec.affinity",
    waits=cnpg_waits, entry=Entry(cnpg_pooled, cnpg_poolers_spread),
    rto="10s-120s", rpo="0s-60s", source=CNPG_FAILOVER,
    reads=("postgresql.cnpg.io/ScheduledBackup", "barmancloud.cnpg.io/ObjectStore", POOLER),
)  # fmt: skip


# --- Zalando ------------------------------------------------------------------------------------------------------

zalando_postgresql = database(
    "acid.zalan.do/postgresql", "Zalando PostgreSQL cluster",
    members=NUMBER_OF_INSTANCES, quorum=2, spread=zalando_spread, pods="spec",
    entry=Entry(zalando_pooled, zalando_spread),  # poolers have the anti-affinity that the instances have
    waits=patroni_waits("spec.patroni", NUMBER_OF_INSTANCES),
    component=~NUMBER_OF_INSTANCES.equals(0),
    why="Patroni promotes a replica", rto="30s-120s", rpo="0s-60s",
    source="https://postgres-operator.readthedocs.io/en/latest/administrator/",
    reads=("acid.zalan.do/OperatorConfiguration",),
)  # fmt: skip


# --- MongoDB ------------------------------------------------------------------------------------------------------

ELECTIONS: Final = "https://www.mongodb.com/docs/manual/core/replica-set-elections/"
MONGODB_MEMBERS: Final = attribute("spec.members", default=1)

mongodb_community = database(
    "mongodbcommunity.mongodb.com/MongoDBCommunity", "MongoDB Community replica set",
    members=MONGODB_MEMBERS, quorum=3,
    spread=spread_of("spec.statefulSet.spec.template.spec", MONGODB_MEMBERS, majority=True),
    pods="spec.statefulSet.spec.template.spec",
    why="the remaining majority elects a primary", rto="10s-30s", source=ELECTIONS,
)  # fmt: skip


SHARDING: Final = attribute("spec.sharding.enabled", default=False)
CONFIG_SERVERS: Final = "spec.sharding.configsvrReplSet"
ROUTERS: Final = "spec.sharding.mongos"


@quantity("the least number of members of a replica set, config servers too")
def psmdb_size(context: Context) -> Value:
    groups = len(elements(context.read("spec.replsets")))
    sizes = [_psmdb_members(context, f"spec.replsets.{i}") for i in range(groups)] or [3]
    of_servers = lambda: fewest(*sizes, _psmdb_members(context, CONFIG_SERVERS))  # noqa: E731
    return if_else(SHARDING.value(context), of_servers, lambda: fewest(*sizes))


def _psmdb_members(context: Context, part: str) -> Value:
    size = context.read(f"{part}.size")
    context.note(f"{part}.size", 3 if size is None else size, "the operator's default" if size is None else "")
    return 3 if size is None else size


@fact(
    "members of every replica set are kept in different zones (`affinity.antiAffinityTopologyKey`)",
    remedy="set `affinity.antiAffinityTopologyKey: topology.kubernetes.io/zone`",
)
def psmdb_spread(context: Context) -> Value:
    groups = max(len(elements(context.read("spec.replsets"))), 1)
    sets = all_hold(*(percona_spread(context, f"spec.replsets.{i}", psmdb_size) for i in range(groups)))
    of_servers = lambda: percona_spread(context, CONFIG_SERVERS, psmdb_size)  # noqa: E731
    return both(sets, lambda: if_else(SHARDING.value(context), of_servers, lambda: True))


@fact("two or more routers, where it is sharded", remedy="set `sharding.mongos.size` to 2 or more")
def psmdb_routed(context: Context) -> Value:
    of_routers = lambda: exceeds(_psmdb_members(context, ROUTERS), 1)  # noqa: E731
    return if_else(SHARDING.value(context), of_routers, lambda: True)


@fact(
    "routers are kept in different zones (`affinity.antiAffinityTopologyKey`)",
    remedy="set `sharding.mongos.affinity.antiAffinityTopologyKey: topology.kubernetes.io/zone`",
)
def psmdb_routers_spread(context: Context) -> Value:
    of_routers = lambda: percona_spread(context, ROUTERS, attribute(f"{ROUTERS}.size", default=3))  # noqa: E731
    return if_else(SHARDING.value(context), of_routers, lambda: True)


def percona_spread(context: Context, part: str, count: Term) -> Value:
    """Percona's operators require the anti-affinity that they make of the key, unless `advanced` takes its place.

    Source: https://docs.percona.com/percona-operator-for-mysql/pxc/constraints.html
    """
    advanced = context.read(f"{part}.affinity.advanced")
    pods = {
        "affinity": entries(advanced),
        "nodeSelector": context.read(f"{part}.nodeSelector"),
        "topologySpreadConstraints": context.read(f"{part}.topologySpreadConstraints"),
    }
    for name, value in (
        ("affinity.advanced", advanced),
        ("topologySpreadConstraints", pods["topologySpreadConstraints"]),
    ):
        if value is not None:
            context.note(f"{part}.{name}", value)
    majority = part not in (ROUTERS, *PXC_PROXIES) and ".proxy." not in part
    stated = required_spread(context.resource, pods, lambda: count.value(context), ZONE, None, majority=majority)
    return either(
        stated, lambda: advanced is None and _key_spreads(context, f"{part}.affinity.antiAffinityTopologyKey")
    )


def _key_spreads(context: Context, path: str) -> Value:
    key = context.read(path)
    context.note(path, key, "kubernetes.io/hostname is the operator's default" if key is None else "")
    return text(key) in ZONE


percona_mongodb = database(
    "psmdb.percona.com/PerconaServerMongoDB", "Percona Server for MongoDB",
    members=psmdb_size, quorum=3, spread=psmdb_spread, pods="spec.replsets.*",
    entry=Entry(psmdb_routed, psmdb_routers_spread),
    component=~attribute("spec.pause", default=False).is_true,
    why="the remaining majority elects a primary", rto="10s-30s", source=ELECTIONS,
)  # fmt: skip


# --- MySQL --------------------------------------------------------------------------------------------------------

PXC_SIZE: Final = attribute("spec.pxc.size", default=3, documented="the operator's default")


@fact(
    "members are kept in different zones (`pxc.affinity.antiAffinityTopologyKey`)",
    remedy="set `pxc.affinity.antiAffinityTopologyKey: topology.kubernetes.io/zone`",
)
def pxc_spread(context: Context) -> Value:
    return percona_spread(context, "spec.pxc", PXC_SIZE)


PXC_PROXIES: Final = ("spec.haproxy", "spec.proxysql")
LEAST_PROXIES: Final = "https://docs.percona.com/percona-operator-for-mysql/pxc/operator.html#unsafeflagsproxysize"


def _every_proxy(context: Context, holds: Callable[[str], Value]) -> Value:
    """Whether something holds of the proxies that are on; without any, clients reach the members themselves."""
    return all_hold(*(_off_or(context, part, holds) for part in PXC_PROXIES))


def _off_or(context: Context, part: str, holds: Callable[[str], Value]) -> Value:
    return if_else(as_truth(context.read(f"{part}.enabled") or False), lambda: holds(part), lambda: True)


@fact("two or more pods of HAProxy or ProxySQL, where these are on", remedy="set `haproxy.size` to 2 or more")
def pxc_proxied(context: Context) -> Value:
    def enough(part: str) -> Value:
        size = context.read(f"{part}.size")
        context.note(f"{part}.size", 2 if size is None else size, LEAST_PROXIES if size is None else "")
        return exceeds(2 if size is None else size, 1)

    return _every_proxy(context, enough)


@fact(
    "pods of HAProxy or ProxySQL are kept in different zones (`affinity.antiAffinityTopologyKey`)",
    remedy="set `haproxy.affinity.antiAffinityTopologyKey: topology.kubernetes.io/zone`",
)
def pxc_proxies_spread(context: Context) -> Value:
    return _every_proxy(context, lambda part: percona_spread(context, part, attribute(f"{part}.size", default=2)))


percona_xtradb = database(
    "pxc.percona.com/PerconaXtraDBCluster", "Percona XtraDB Cluster",
    members=PXC_SIZE, quorum=3, spread=pxc_spread, pods="spec.pxc", entry=Entry(pxc_proxied, pxc_proxies_spread),
    component=~attribute("spec.pause", default=False).is_true,
    by="members", why="the other members hold the same data and carry on", rto="0s-60s",
    source="https://docs.percona.com/percona-operator-for-mysql/pxc/architecture.html",
)  # fmt: skip


# --- Crunchy Data's PGO, and Percona's operator for PostgreSQL, which is made of it -------------------------------

INSTANCE_SET: Final = "postgres-operator.crunchydata.com/instance-set"
"""The label of the pods of one set of instances."""


@quantity("the number of instances, over all sets of them")
def pg_instances(context: Context) -> Value:
    total: Value = 0
    for i, group in mappings(context.read("spec.instances")):
        replicas = group.get("replicas", 1)
        context.note(f"spec.instances.{i}.replicas", replicas, "" if "replicas" in group else "the operator's default")
        total = add(total, replicas)
    return total if context.read("spec.instances") else 1


@fact(
    "a required spread over zones of a set of instances, or of all of them in every set",
    remedy="require a spread over zones of all instances in each of `spec.instances`",
)
def pg_spread(context: Context) -> Value:
    sets = [entries(group) for group in elements(context.read("spec.instances"))] or [{}]
    for i, group in enumerate(sets):
        for part in ("topologySpreadConstraints", "affinity"):
            if group.get(part) is not None:
                context.note(f"spec.instances.{i}.{part}", group[part])
    together = [_spreads(context, _beyond_its_set(group), pg_instances.value(context)) for group in sets]
    return either(all_hold(*together), lambda: any_of((lambda g=g: _spreads_alone(context, g)) for g in sets))  # type: ignore[misc]


def _spreads_alone(context: Context, group: Mapping[str, Value]) -> Value:
    """Whether the members of one set are kept apart, of which there are two or more."""
    replicas = group.get("replicas", 1)
    return both(exceeds(replicas, 1), lambda: _spreads(context, group, replicas))


def _spreads(context: Context, group: Mapping[str, Value], count: Value) -> Value:
    return required_spread(context.resource, group, lambda: count, ZONE, None)


def _beyond_its_set(group: Mapping[str, Value]) -> Mapping[str, Value]:
    """A set of instances without the rules that regard its own pods alone."""
    required = "requiredDuringSchedulingIgnoredDuringExecution"
    terms = elements(walk(group, f"affinity.podAntiAffinity.{required}"))
    return {
        "topologySpreadConstraints": _of_all(elements(group.get("topologySpreadConstraints"))),
        "affinity": {"podAntiAffinity": {required: _of_all(terms)}},
    }


def _of_all(rules: tuple[Value, ...]) -> tuple[Value, ...]:
    return tuple(rule for rule in rules if not _selects_set(walk(rule, "labelSelector")))


def _selects_set(selector: Value) -> bool:
    keys = {text(expression.get("key")) for _, expression in mappings(walk(selector, "matchExpressions"))}
    return INSTANCE_SET in keys | set(entries(walk(selector, "matchLabels")))


BOUNCER: Final = "spec.proxy.pgBouncer"


@fact("two or more pods of PgBouncer, where it is on", remedy="set `proxy.pgBouncer.replicas` to 2 or more")
def pg_bounced(context: Context) -> Value:
    return exceeds(_bouncers(context), 1) if context.read(BOUNCER) is not None else True


@fact("pods of PgBouncer have a required spread over zones", remedy="require a spread over zones in `proxy.pgBouncer`")
def pg_bouncers_spread(context: Context) -> Value:
    pods = entries(context.read(BOUNCER))
    return not pods or required_spread(context.resource, pods, lambda: _bouncers(context), ZONE, None)


def _bouncers(context: Context) -> Value:
    stated = context.read(f"{BOUNCER}.replicas")
    context.note(f"{BOUNCER}.replicas", 1 if stated is None else stated, "the default" if stated is None else "")
    return 1 if stated is None else stated


percona_postgresql = database(
    "pgv2.percona.com/PerconaPGCluster", "Percona PostgreSQL cluster",
    members=pg_instances, quorum=2, spread=pg_spread, pods="spec.instances.*",
    waits=patroni_waits("spec.patroni.dynamicConfiguration", pg_instances), entry=Entry(pg_bounced, pg_bouncers_spread),
    component=~attribute("spec.pause", default=False).is_true,
    why="Patroni promotes a replica", rto="30s-120s", rpo="0s-60s",
    source="https://docs.percona.com/percona-operator-for-postgresql/2.0/architecture.html",
)  # fmt: skip

crunchy_postgresql = database(
    "postgres-operator.crunchydata.com/PostgresCluster", "Crunchy Data PostgresCluster",
    members=pg_instances, quorum=2, spread=pg_spread, pods="spec.instances.*",
    waits=patroni_waits("spec.patroni.dynamicConfiguration", pg_instances), entry=Entry(pg_bounced, pg_bouncers_spread),
    component=~attribute("spec.shutdown", default=False).is_true,
    why="Patroni promotes a replica", rto="30s-120s", rpo="0s-60s",
    source="https://access.crunchydata.com/documentation/postgres-operator/latest/architecture/high-availability",
)  # fmt: skip


# --- Prometheus ---------------------------------------------------------------------------------------------------

PROMETHEUS_REPLICAS: Final = attribute("spec.replicas", default=1, documented="the operator's default")

prometheus = database(
    "monitoring.coreos.com/Prometheus", "Prometheus",
    members=PROMETHEUS_REPLICAS, quorum=2, spread=spread_of("spec", PROMETHEUS_REPLICAS), pods="spec",
    component=~PROMETHEUS_REPLICAS.equals(0),
    stateful=attribute("spec.storage.volumeClaimTemplate").is_set,
    by="members", why="each replica scrapes everything, and the others carry on", rto="0s-60s",
    source="https://prometheus-operator.dev/docs/platform/high-availability/",
)  # fmt: skip

PROFILES: Final = (
    cloudnative_pg, zalando_postgresql, mongodb_community, percona_mongodb, percona_xtradb, percona_postgresql,
    crunchy_postgresql, prometheus,
)  # fmt: skip
