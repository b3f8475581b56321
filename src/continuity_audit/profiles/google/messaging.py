"""Pub/Sub, Pub/Sub Lite, Eventarc, Cloud Tasks and Managed Service for Apache Kafka.

Sources: https://docs.cloud.google.com/pubsub/docs/reliability-intro,
https://docs.cloud.google.com/pubsub/docs/resource-location-restriction,
https://docs.cloud.google.com/eventarc/standard/docs/overview,
https://docs.cloud.google.com/managed-service-for-apache-kafka/docs/overview
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from continuity_audit.estate.counts import as_count, exceeds
from continuity_audit.estate.logic import at_least, both
from continuity_audit.estate.model import Kind
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.google.dependencies import run_time
from continuity_audit.profiles.google.locations import DISASTERS
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import Context, attribute, fact

PUBSUB: Final = "https://docs.cloud.google.com/pubsub/docs/"
RELIABILITY: Final = PUBSUB + "reliability-intro"
STORAGE_POLICY: Final = PUBSUB + "resource-location-restriction"
LITE: Final = "https://docs.cloud.google.com/pubsub/lite/docs/topics"
TASKS: Final = "https://docs.cloud.google.com/tasks/docs/dual-overview"
KAFKA: Final = "https://docs.cloud.google.com/managed-service-for-apache-kafka/docs/"

# --- Pub/Sub ------------------------------------------------------------------------------------------------------

ALLOWED = attribute("message_storage_policy.allowed_persistence_regions")
ANYWHERE = ~ALLOWED.is_set | ALLOWED.distinct.at_least(2)

TOPIC = Profile(
    type="google_pubsub_topic",
    title="Pub/Sub topic with its subscriptions",
    kind=Kind.QUEUE,
    stateful=False,
    folds=(Fold("google_pubsub_subscription", by="topic"),),
    instance=(continues("service", "Pub/Sub keeps every message on several disks", source=RELIABILITY),),
    zone=(continues("service", "Pub/Sub keeps every message in two zones or more", source=DISASTERS),),
    region=(
        continues("service", "a topic is global: in other regions it goes on; what lies in the failed one waits",
                  when=ANYWHERE, rpo="0s-7d", source=RELIABILITY),
        recovers("redeploy", "its messages may be kept in one region only; what was in transit stays behind",
                 rto="5m-24h", rpo="0s-7d", source=STORAGE_POLICY),
    ),
)  # fmt: skip

SUBSCRIPTION = Profile(
    type="google_pubsub_subscription",
    title="Pub/Sub subscription to a topic that is not in the code",
    kind=Kind.QUEUE,
    stateful=False,
    instance=TOPIC.instance,
    zone=TOPIC.zone,
    region=(recovers("redeploy", "it is made again from code; what was in transit stays behind", rto="5m-24h",
                     rpo="0s-7d", source=RELIABILITY),),
)  # fmt: skip

REGIONAL_TOPIC = ~attribute("zone").is_set

LITE_TOPIC = Profile(
    type="google_pubsub_lite_topic",
    title="Pub/Sub Lite topic",
    kind=Kind.STREAM,
    stateful=False,
    folds=(Fold("google_pubsub_lite_subscription", by="topic"),),
    instance=(continues("service", "the service keeps every message on several disks", source=LITE),),
    zone=(continues("service", "a regional topic keeps every message in two zones", when=REGIONAL_TOPIC, source=LITE),),
)

TASK_QUEUE = Profile(
    type="google_cloud_tasks_queue",
    title="Cloud Tasks queue",
    kind=Kind.QUEUE,
    stateful=False,
    needs=(run_time("http_target"),),
    component=~attribute("desired_state", "RUNNING").equals("PAUSED"),
    instance=(continues("service", "the service keeps every task redundantly", source=TASKS),),
    zone=(continues("service", "a queue is regional and kept in several zones", source=DISASTERS),),
    region=(recovers("redeploy", "it is made again from code; what was in transit stays behind", rto="1h-24h",
                     rpo="0s-30d", source=TASKS),),
)  # fmt: skip

# --- Eventarc -----------------------------------------------------------------------------------------------------

EVENTARC: Final = "https://docs.cloud.google.com/eventarc/standard/docs/overview"

TRIGGER = Profile(
    type="google_eventarc_trigger",
    title="Eventarc trigger",
    kind=Kind.QUEUE,
    stateful=False,
    needs=(run_time("transport"),),
    instance=(continues("service", "events wait in Pub/Sub, which keeps every message on several disks",
                        source=EVENTARC),),
    zone=(continues("service", "events wait in Pub/Sub, which keeps every message in two zones or more",
                    source=EVENTARC),),
    region=(recovers("redeploy", "it is made again from code; what was in transit stays behind", rto="1h-24h",
                     rpo="0s-24h", source=EVENTARC),),
)  # fmt: skip

# --- Kafka --------------------------------------------------------------------------------------------------------

KAFKA_TOPIC: Final = "google_managed_kafka_topic"
LEAST: Final = "min.insync.replicas"


def _of_topics(context: Context, enough: Callable[[Value, Value, Context], Value]) -> Value:
    """Whether each topic that the code makes has enough replicas; those made elsewhere have three by default."""
    result: Value = True
    for topic in (c for c in context.companions if c.type == KAFKA_TOPIC):
        about = context.about(topic)
        factor, least = topic.values.get("replication_factor"), lift(_least, unmark(topic.values.get("configs")))
        about.note("replication_factor", factor)
        result = both(result, lambda f=factor, n=least, a=about: enough(f, n, a))  # type: ignore[misc]
    return result


@fact(
    "each of its topics has two replicas or more", reads=(KAFKA_TOPIC,),
    remedy="set `replication_factor` of each topic to 3",
)  # fmt: skip
def topics_replicated(context: Context) -> Value:
    """Whether no topic that the code makes has a single replica."""
    return _of_topics(context, lambda factor, least, about: at_least(factor, 2))


@fact(
    f"each of its topics takes writes without one of its replicas (`{LEAST}`)", reads=(KAFKA_TOPIC,),
    remedy=f"set `{LEAST}` among the `configs` of each topic below its `replication_factor`",
)  # fmt: skip
def writes_go_on(context: Context) -> Value:
    """Whether the replicas that are left are enough for each topic that says how many must take a write.

    Source: https://kafka.apache.org/documentation/#topicconfigs_min.insync.replicas
    """

    def enough(factor: Value, least: Value, about: Context) -> Value:
        if least is None:
            return True
        about.note("configs", about.read("configs"))
        return exceeds(factor, as_count(least))

    return _of_topics(context, enough)


def _least(configs: Value) -> Value:
    """How many replicas must take a write, as far as the settings of a topic say."""
    return configs.get(LEAST) if isinstance(configs, Mapping) else configs if isinstance(configs, Unknown) else None


KAFKA_CLUSTER = Profile(
    type="google_managed_kafka_cluster",
    title="Managed Service for Apache Kafka cluster",
    kind=Kind.STREAM,
    stateful=True,
    names=("cluster_id",),
    folds=(Fold(KAFKA_TOPIC, by="cluster"), Fold("google_managed_kafka_acl", by="cluster")),
    instance=(
        continues("members", "its other brokers hold the replicas", when=topics_replicated & writes_go_on, rto="0s-1m",
                  source=KAFKA + "overview"),
        recovers("restart", "the service replaces a failed broker, whose disk survives", rto="2m-30m",
                 source=KAFKA + "overview"),
    ),
    zone=(
        continues("members", "its brokers stand in three zones, and replicas are spread over them",
                  when=topics_replicated & writes_go_on, rto="0s-1m", source=KAFKA + "overview"),
        recovers("restart", "replicas in other zones keep everything, and writes wait for those that are missing",
                 when=topics_replicated, rto="5m-4h", source=KAFKA + "overview"),
    ),
)  # fmt: skip

CONNECT_CLUSTER = Profile(
    type="google_managed_kafka_connect_cluster",
    title="Managed Service for Apache Kafka Connect cluster with its connectors",
    kind=Kind.WORKLOAD,
    stateful=False,
    names=("connect_cluster_id",),
    folds=(Fold("google_managed_kafka_connector", by="connect_cluster", needs=(run_time("configs"),)),),
    needs=(run_time("kafka_cluster"),),
    instance=(recovers("restart", "the service starts a failed worker again, and its tasks go on from Kafka",
                       rto="1m-15m", source=KAFKA + "connect-cluster/connect-cluster-overview"),),
)  # fmt: skip

PROFILES: Final = (TOPIC, SUBSCRIPTION, LITE_TOPIC, TRIGGER, TASK_QUEUE, KAFKA_CLUSTER, CONNECT_CLUSTER)

__all__ = ["PROFILES"]
