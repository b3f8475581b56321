"""Streams and queues that an operator runs: Kafka by Strimzi, RabbitMQ by its cluster operator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.counts import add, as_count, exceeds
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import above, all_hold, as_truth, at_least, both
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.kubernetes.backup import READS
from continuity_audit.profiles.kubernetes.dependencies import own_cluster
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.operator_volumes import KAFKA_POOL
from continuity_audit.profiles.kubernetes.placement import ZONE, made_by_code, pinned, required_spread
from continuity_audit.profiles.kubernetes.pods import elements, entries, labels_of, text
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
from continuity_audit.profiles.kubernetes.volumes import has_brokers, pools_elsewhere
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


def _pools(context: Context) -> list[Resource]:
    """The node pools with brokers in them."""
    return [c for c in context.companions if c.type == KAFKA_POOL and has_brokers(c)]


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


def _setting(context: Context, name: str) -> Value:
    """A broker setting; Kafka's default is 1 for both that count here."""
    found = entries(context.read("spec.kafka.config")).get(name)
    context.note(f"spec.kafka.config.{name}", 1 if found is None else found, "Kafka's default" if found is None else "")
    return 1 if found is None else as_count(found)


@fact(
    "topics are replicated (`default.replication.factor` above `min.insync.replicas`, and no topic below)",
    remedy="set `default.replication.factor: 3` and `min.insync.replicas: 2` in `spec.kafka.config`",
)
def replicated(context: Context) -> Value:
    factor, least = _setting(context, "default.replication.factor"), _setting(context, "min.insync.replicas")
    topics: Value = True
    for topic in (c for c in context.companions if c.type == TOPIC):
        own = walk(topic.values, "spec.replicas")
        enough = True if own is None else at_least(own, 2)
        if enough is not True:
            context.about(topic).note("spec.replicas", own)
        topics = both(topics, lambda enough=enough: enough)  # type: ignore[misc]
    by_default = all_hold(topics, above(factor, 1), exceeds(factor, least))
    return both(by_default, lambda: brokers.at_least(2).value(context))


@fact(
    "brokers are kept in different zones and know them (`rack` over zones and a required spread)",
    remedy="set `spec.kafka.rack.topologyKey: topology.kubernetes.io/zone` and require the spread in `template.pod`",
)
def brokers_spread(context: Context) -> Value:
    rack = text(context.read("spec.kafka.rack.topologyKey"))
    context.note("spec.kafka.rack.topologyKey", rack or None, "" if rack else "no rack awareness by default")
    if rack not in ZONE:
        return False
    if open_pools := pools_elsewhere(context.resource, _pools(context)):
        return as_truth(open_pools)
    pods = list(_broker_pods(context))
    zones = [pinned(pod, ZONE) for pod, _ in pods]
    if len({zone[0] for zone in zones if len(zone) == 1}) >= 2 and all(len(zone) == 1 for zone in zones):
        return True
    return any(required_spread(context.resource, pod, lambda n=n: n, ZONE, None) is True for pod, n in pods)  # type: ignore[misc]


def _broker_pods(context: Context) -> Iterator[tuple[Mapping[str, Value], Value]]:
    """How the pods of each pool are made, with their number; a pool's own template wins over the cluster's."""
    shared = entries(context.read("spec.kafka.template.pod"))
    for pool in _pools(context):
        yield entries(walk(pool.values, "spec.template.pod")) or shared, walk(pool.values, "spec.replicas")
    if not _pools(context):
        yield shared, context.read("spec.kafka.replicas")


@fact("its brokers keep their logs on persistent volumes", remedy="set `type: persistent-claim` in its storage")
def on_persistent_volumes(context: Context) -> Value:
    pools = _pools(context)
    if open_pools := pools_elsewhere(context.resource, pools):
        return as_truth(open_pools)
    storages = [walk(p.values, "spec.storage") for p in pools] or [context.read("spec.kafka.storage")]
    for pool in pools:
        context.about(pool).note("spec.storage", walk(pool.values, "spec.storage"))
    if not pools:
        context.note("spec.kafka.storage", storages[0])
    return all(_is_persistent(storage) for storage in storages)


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
        continues("failover", "replicas of its partitions on other brokers take over", when=replicated,
                  rto="5s-60s", rpo="0s-30s", source=REPLICATION),
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


@fact("a required spread over zones in `spec.affinity`", remedy="require a spread over zones in `spec.affinity`")
def nodes_spread(context: Context) -> Value:
    pods = {"affinity": context.read("spec.affinity")}
    pods.update(entries(context.read("spec.override.statefulSet.spec.template.spec")))
    if isinstance(pods["affinity"], Unknown):
        return pods["affinity"]
    context.note("spec.affinity", pods["affinity"])
    return required_spread(context.resource, pods, lambda: NODES.value(context), ZONE, None)


rabbitmq = Profile(
    type="rabbitmq.com/RabbitmqCluster", title="RabbitMQ cluster",
    kind=Kind.QUEUE, stateful=False,
    instance=(
        continues("members", "the majority of its nodes carries on (the operator pauses a minority)",
                  when=NODES.at_least(3), rto="0s-60s", rpo="0s-60s", source=RABBITMQ),
        recovers("restart", "its node is started again on its volume", rto=VOLUME_RTO, source=VOLUMES),
    ),
    zone=(
        continues("members", "the majority of its nodes, in other zones, carries on",
                  when=NODES.at_least(3) & nodes_spread, rto="0s-60s", rpo="0s-60s", source=RABBITMQ),
    ),
    component=~NODES.equals(0) & made_by_code,
    names=("metadata.name",),
    needs=(own_cluster,),
)  # fmt: skip

PROFILES: Final = (kafka, rabbitmq)
