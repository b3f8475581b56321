"""Streams and queues that an operator runs: Kafka by Strimzi, RabbitMQ by its cluster operator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from continuity_audit.estate.counts import add, as_count, exceeds, multiply
from continuity_audit.estate.documents import elements, entries
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import above, all_hold, as_truth, both, negate
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.values import Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.backup import READS
from continuity_audit.profiles.kubernetes.dependencies import own_cluster
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.operator_volumes import KAFKA_POOL
from continuity_audit.profiles.kubernetes.placement import NODE, ZONE, made_by_code, pinned, required_spread
from continuity_audit.profiles.kubernetes.pods import labels_of, text
from continuity_audit.profiles.kubernetes.rungs import (
    ACCOUNT_RESTORED,
    DATA_RESTORED,
    NODE_RESTORED,
    REGION_RESTORED,
    VOLUME_RTO,
    VOLUMES,
    ZONE_RESTARTED,
    ZONE_RESTORED,
)
from continuity_audit.profiles.kubernetes.volume_conditions import outlives_node
from continuity_audit.profiles.kubernetes.volumes import has_role, pools_elsewhere
from continuity_audit.profiles.profile import Claim, Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import Context, attribute, fact, quantity, walk

# --- Strimzi ------------------------------------------------------------------------------------------------------

CLUSTER_LABEL: Final = "strimzi.io/cluster"
TOPIC: Final = "kafka.strimzi.io/KafkaTopic"
REPLICATION: Final = "https://strimzi.io/docs/operators/latest/deploying#con-config-kafka-broker-configuration-str"


def of_cluster(companion: Resource, estate: Estate) -> list[Resource]:
    """The Kafka cluster that a node pool or topic names in its label."""
    name = text(labels_of(companion).get(CLUSTER_LABEL))
    found = objects(estate).find(companion, "kafka.strimzi.io/Kafka", name) if name else None
    return [found] if found else []


def _pools(context: Context, role: str = "broker") -> list[Resource]:
    """The node pools with a role."""
    return [c for c in context.companions if c.type == KAFKA_POOL and has_role(c, role)]


@quantity("the number of brokers")
def brokers(context: Context) -> Value:
    pools = _pools(context)
    total: Value = 0
    for pool in pools:
        count = walk(pool.values, "spec.replicas")
        context.about(pool).note("spec.replicas", count)
        total = add(total, count)
    if pools:
        return total
    if open_pools := pools_elsewhere(context.resource, pools):
        return open_pools
    count = context.read("spec.kafka.replicas")
    context.note("spec.kafka.replicas", count)
    return 0 if count is None else count


@quantity("the number of its controllers, or of the servers of ZooKeeper")
def controllers(context: Context) -> Value:
    if pools := _pools(context, "controller"):
        total: Value = 0
        for pool in pools:
            count = walk(pool.values, "spec.replicas")
            context.about(pool).note("spec.replicas", count)
            total = add(total, count)
        return total
    servers = context.read("spec.zookeeper.replicas")
    if servers is not None:
        context.note("spec.zookeeper.replicas", servers)
        return servers
    if _pools(context):
        address = context.resource.address
        return unknown(
            f"KafkaNodePool of {address} with controllers", key=f"controllers of {context.resource.id}", low=0
        )
    return LEAST_CONTROLLERS  # neither is in the code, without which there is no cluster


LEAST_CONTROLLERS: Final = 3
"""Of three one may be gone. https://kafka.apache.org/documentation/#kraft_deployment"""


class Replication(Struct, frozen=True):
    """How often the partitions of a topic, or of all of them, are kept, and how many of the copies take a write."""

    factor: Value
    least: Value

    def goes_on_without_one(self) -> Value:
        """Whether a copy may be gone, and writes are taken all the same."""
        return all_hold(above(self.factor, 1), exceeds(self.factor, self.least))

    def goes_on_without_one_of(self, zones: int) -> Value:
        """Whether one of some zones may be gone over which the copies are spread evenly."""
        return negate(exceeds(multiply(self.least, zones), multiply(self.factor, zones - 1)))


def _setting(context: Context, name: str, default: int = 1) -> Value:
    """A broker setting, with Kafka's default."""
    found = entries(context.read("spec.kafka.config")).get(name)
    said = "Kafka's default" if found is None else ""
    context.note(f"spec.kafka.config.{name}", default if found is None else found, said)
    return default if found is None else as_count(found)


def _of_topics(context: Context) -> Iterator[Replication]:
    """The replication by default, of the topics in which Kafka keeps its own state, and of topics in the code.

    The defaults for its own state are more, so that they count only where they are stated.
    Source: https://kafka.apache.org/documentation/#brokerconfigs
    """
    factor, least = _setting(context, "default.replication.factor"), _setting(context, "min.insync.replicas")
    yield Replication(factor, least)
    stated = entries(context.read("spec.kafka.config"))
    if "offsets.topic.replication.factor" in stated:
        yield Replication(_setting(context, "offsets.topic.replication.factor"), least)
    if "transaction.state.log.replication.factor" in stated:
        of_log = _setting(context, "transaction.state.log.min.isr", 2)
        yield Replication(_setting(context, "transaction.state.log.replication.factor"), of_log)
    for topic in (c for c in context.companions if c.type == TOPIC):
        own, own_least = (walk(topic.values, "spec.replicas"), entries(walk(topic.values, "spec.config")).get(_LEAST))
        if own is None and own_least is None:
            continue
        found = Replication(factor if own is None else own, least if own_least is None else as_count(own_least))
        if found.goes_on_without_one() is not True:
            context.about(topic).note("spec.replicas", own)
        yield found


_LEAST: Final = "min.insync.replicas"


@fact(
    "topics are replicated (`default.replication.factor` above `min.insync.replicas`, and no topic below), and there "
    "are three controllers or servers of ZooKeeper",
    remedy="set `default.replication.factor: 3` and `min.insync.replicas: 2` in `spec.kafka.config`, and three "
           "controllers",
)  # fmt: skip
def replicated(context: Context) -> Value:
    by_topic = all_hold(*(one.goes_on_without_one() for one in _of_topics(context)))
    on_brokers = both(by_topic, lambda: brokers.at_least(2).value(context))
    return both(on_brokers, lambda: controllers.at_least(LEAST_CONTROLLERS).value(context))


@fact(
    "brokers and controllers are kept in different zones (`rack` over zones, and a required spread of both)",
    remedy="set `spec.kafka.rack.topologyKey: topology.kubernetes.io/zone` and require the spread in `template.pod`",
)
def brokers_spread(context: Context) -> Value:
    rack = text(context.read("spec.kafka.rack.topologyKey"))
    context.note("spec.kafka.rack.topologyKey", rack or None, "" if rack else "no rack awareness by default")
    if rack not in ZONE:
        return False
    if open_pools := pools_elsewhere(context.resource, _pools(context)):
        return as_truth(open_pools)
    zones = _zones_of_brokers(context)
    if zones < 2 or not _controllers_spread(context):
        return False
    return all_hold(*(one.goes_on_without_one_of(zones) for one in _of_topics(context)))


_ZONES: Final = 3
"""How many zones a region is taken to have whose zones the code does not name."""


def _zones_of_brokers(context: Context) -> int:
    """Over how many zones the brokers are sure to be spread."""
    pods = list(_pods_of(context, "broker"))
    pins = [pinned(pod, ZONE) for pod, _ in pods]
    if pins and all(len(zones) == 1 for zones in pins):
        return len({zones[0] for zones in pins})
    spread = [n for pod, n in pods if required_spread(context.resource, pod, lambda n=n: n, ZONE, None) is True]  # type: ignore[misc]
    return max((min(n, _ZONES) if isinstance(n, int) else _ZONES for n in spread), default=0)


def _controllers_spread(context: Context) -> bool:
    """Whether any one zone may be gone for the majority of the controllers, or of ZooKeeper, that are in the code."""
    pods = list(_pods_of(context, "controller"))
    pins = [pinned(pod, ZONE) for pod, _ in pods]
    if pins and all(len(zones) == 1 for zones in pins):
        in_zones: dict[str, int] = defaultdict(int)
        for zones, (_, count) in zip(pins, pods, strict=True):
            in_zones[zones[0]] += count if isinstance(count, int) else 1
        return 2 * max(in_zones.values()) < sum(in_zones.values())
    spread = (required_spread(context.resource, p, lambda n=n: n, ZONE, None, majority=True) for p, n in pods)  # type: ignore[misc]
    return all(found is True for found in spread)


def _pods_of(context: Context, role: str) -> Iterator[tuple[Mapping[str, Value], Value]]:
    """How the pods of each pool with a role are made, and their number; a pool's own template wins over the cluster's.

    Without pools, brokers are made as the cluster says itself, and ZooKeeper stands for the controllers.
    """
    part = "spec.kafka" if role == "broker" else "spec.zookeeper"
    shared = entries(context.read("spec.kafka.template.pod"))
    pools = _pools(context, role)
    for pool in pools:
        yield entries(walk(pool.values, "spec.template.pod")) or shared, walk(pool.values, "spec.replicas")
    if not pools and context.read(f"{part}.replicas") is not None:
        yield entries(context.read(f"{part}.template.pod")), context.read(f"{part}.replicas")


@fact("its brokers may run on one node only (`template.pod` of the cluster, or of its pools)")
def brokers_on_one_node(context: Context) -> Value:
    pins = {pinned(pod, NODE) for pod, _ in _pods_of(context, "broker")}
    return len(pins) == 1 and len(pins.pop()) == 1


@fact(
    "its brokers, and controllers that are fewer than three, keep their logs on persistent volumes",
    remedy="set `type: persistent-claim` in its storage",
)
def on_persistent_volumes(context: Context) -> Value:
    pools = _pools(context)
    if open_pools := pools_elsewhere(context.resource, pools):
        return as_truth(open_pools)
    storages = [walk(p.values, "spec.storage") for p in pools] or [context.read("spec.kafka.storage")]
    for pool in pools:
        context.about(pool).note("spec.storage", walk(pool.values, "spec.storage"))
    if not pools:
        context.note("spec.kafka.storage", storages[0])
    return all_hold(*(_is_persistent(storage) for storage in storages), metadata_outlives_a_node.value(context))


@fact("no node takes the metadata of the cluster with it", remedy="have three controllers, on persistent volumes")
def metadata_outlives_a_node(context: Context) -> Value:
    """Without the metadata, which is with the controllers or in ZooKeeper, nobody can read the logs of brokers."""
    pools = _pools(context, "controller")
    storages = [walk(pool.values, "spec.storage") for pool in pools]
    if not pools and context.read("spec.zookeeper") is not None:
        storages = [context.read("spec.zookeeper.storage")]
    if all(storage is None or _is_persistent(storage) for storage in storages):
        return True
    for pool in pools:
        context.about(pool).note("spec.storage", walk(pool.values, "spec.storage"))
    return controllers.at_least(LEAST_CONTROLLERS).value(context)


def _is_persistent(storage: Value) -> bool:
    if walk(storage, "type") == "jbod":
        volumes = elements(walk(storage, "volumes"))
        return bool(volumes) and all(walk(volume, "type") == "persistent-claim" for volume in volumes)
    return walk(storage, "type") == "persistent-claim"


def kept(claim: Claim) -> Claim:
    """A claim that rests on volumes, for brokers that have some."""
    return replace(claim, when=on_persistent_volumes & claim.when)


kafka = Profile(
    type="kafka.strimzi.io/Kafka", title="Strimzi Kafka cluster",
    kind=Kind.STREAM, stateful=True,
    data=(kept(DATA_RESTORED),),
    instance=(
        continues("failover", "replicas of its partitions on other brokers take over",
                  when=replicated & ~brokers_on_one_node, rto="5s-60s", rpo="0s-30s", source=REPLICATION),
        recovers("restart", "its brokers are started again on their volumes, which outlive the node",
                 when=on_persistent_volumes & outlives_node, rto=VOLUME_RTO, source=VOLUMES),
        kept(NODE_RESTORED),
    ),
    zone=(
        continues("failover", "replicas of its partitions in other zones take over", when=replicated & brokers_spread,
                  rto="5s-60s", rpo="0s-30s", source=REPLICATION),
        kept(ZONE_RESTARTED), kept(ZONE_RESTORED),
    ),
    region=(kept(REGION_RESTORED),),
    account=(kept(ACCOUNT_RESTORED),),
    folds=(Fold(KAFKA_POOL, match=of_cluster), Fold(TOPIC, match=of_cluster)),
    component=made_by_code,
    names=("metadata.name",),
    needs=(own_cluster,),
    reads=READS,
)  # fmt: skip


# --- RabbitMQ -----------------------------------------------------------------------------------------------------

RABBITMQ: Final = "https://www.rabbitmq.com/docs/partitions#pause-minority"
NODES: Final = attribute("spec.replicas", default=1, documented="the operator's default")


def _nodes(context: Context) -> Mapping[str, Value]:
    """How the pods of its nodes are made: what overrides the StatefulSet wins."""
    own = {"affinity": context.read("spec.affinity")}
    return {**own, **entries(context.read("spec.override.statefulSet.spec.template.spec"))}


@fact("a required spread over zones in `spec.affinity`", remedy="require a spread over zones in `spec.affinity`")
def nodes_spread(context: Context) -> Value:
    pods = _nodes(context)
    if isinstance(pods["affinity"], Unknown):
        return pods["affinity"]
    context.note("spec.affinity", pods["affinity"])
    return required_spread(context.resource, pods, lambda: NODES.value(context), ZONE, None, majority=True)


@fact("its nodes may run on one node of the cluster only (`spec.affinity`, or what overrides the StatefulSet)")
def nodes_on_one_node(context: Context) -> Value:
    return len(pinned(_nodes(context), NODE)) == 1


QUEUE: Final = "rabbitmq.com/Queue"
POLICY: Final = "rabbitmq.com/Policy"
CLASSIC_QUEUES: Final = "https://www.rabbitmq.com/docs/classic-queues"


def of_broker(companion: Resource, estate: Estate) -> list[Resource]:
    """The RabbitMQ cluster that a queue or policy is made in."""
    reference = entries(walk(companion.values, "spec.rabbitmqClusterReference"))
    name, namespace = text(reference.get("name")), text(reference.get("namespace")) or None
    found = objects(estate).find(companion, "rabbitmq.com/RabbitmqCluster", name, namespace) if name else None
    return [found] if found else []


@fact("no queue of it in the code is a classic one, which is kept on one node", remedy="make its queues `type: quorum`")
def queues_replicated(context: Context) -> Value:
    """What clients declare is not in the code. A policy of mirroring, before version 4.0, keeps classic ones twice."""
    policies = [c for c in context.companions if c.type == POLICY]
    if any("ha-mode" in entries(walk(policy.values, "spec.definition")) for policy in policies):
        return True
    for queue in (c for c in context.companions if c.type == QUEUE):
        if walk(queue.values, "spec.type") == "classic":
            context.about(queue).note("spec.type", "classic", CLASSIC_QUEUES)
            return False
    return True


rabbitmq = Profile(
    type="rabbitmq.com/RabbitmqCluster", title="RabbitMQ cluster",
    kind=Kind.QUEUE, stateful=False,
    instance=(
        continues("members", "the majority of its nodes carries on (the operator pauses a minority)",
                  when=NODES.at_least(3) & queues_replicated & ~nodes_on_one_node,
                  rto="0s-60s", rpo="0s-60s", source=RABBITMQ),
        recovers("restart", "its node is started again on its volume", rto=VOLUME_RTO, source=VOLUMES),
    ),
    zone=(
        continues("members", "the majority of its nodes, in other zones, carries on",
                  when=NODES.at_least(3) & nodes_spread & queues_replicated,
                  rto="0s-60s", rpo="0s-60s", source=RABBITMQ),
    ),
    component=~NODES.equals(0) & made_by_code,
    folds=(Fold(QUEUE, match=of_broker), Fold(POLICY, match=of_broker)),
    names=("metadata.name",),
    needs=(own_cluster,),
)  # fmt: skip

PROFILES: Final = (kafka, rabbitmq)
