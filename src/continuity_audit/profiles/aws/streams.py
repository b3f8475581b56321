"""Amazon Kinesis, Data Firehose and Managed Streaming for Apache Kafka (MSK).

Sources: https://docs.aws.amazon.com/streams/latest/dev/, https://docs.aws.amazon.com/firehose/latest/dev/,
https://docs.aws.amazon.com/msk/latest/developerguide/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import (
    all_hold,
    any_of,
    as_number,
    as_truth,
    at_least,
    both,
    length_of,
    negate,
)
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.parts import causes_of, unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.messaging import in_another_place
from continuity_audit.profiles.aws.zones import zones
from continuity_audit.profiles.elements import each, lists
from continuity_audit.profiles.places import in_another_region
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.references import Named, each_named, every, named_at
from continuity_audit.profiles.terms import Context, attribute, fact, quantity, walk

PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
KINESIS: Final = "https://docs.aws.amazon.com/streams/latest/dev/"
FIREHOSE: Final = "https://docs.aws.amazon.com/firehose/latest/dev/"
MSK: Final = "https://docs.aws.amazon.com/msk/latest/developerguide/"

# --- Kinesis: buffers in transit ----------------------------------------------------------------------------------

KEPT_LONGER = attribute("retention_period", 24, PROVIDER + "kinesis_stream").above(24)
RETENTION: Final = KINESIS + "kinesis-extended-retention.html"

STREAM = Profile(
    type="aws_kinesis_stream",
    title="Amazon Kinesis data stream",
    kind=Kind.STREAM,
    stateful=False,
    instance=(continues("service", "Kinesis keeps every record on several servers",
                        source=KINESIS + "disaster-recovery-resiliency.html"),),
    zone=(continues("service", "Kinesis replicates every record over three zones of the region",
                    source=KINESIS + "disaster-recovery-resiliency.html"),),
    region=(
        in_another_place("the stream", "region", "1h-24h", "0s-365d", RETENTION, KEPT_LONGER),
        in_another_place("the stream", "region", "1h-24h", "0s-24h", RETENTION),
    ),
    account=(
        in_another_place("the stream", "account", "4h-72h", "0s-365d", RETENTION, KEPT_LONGER),
        in_another_place("the stream", "account", "4h-72h", "0s-24h", RETENTION),
    ),
)  # fmt: skip

SOURCES_AND_DESTINATIONS: Final = (
    "extended_s3_configuration", "s3_configuration", "redshift_configuration", "opensearch_configuration",
    "elasticsearch_configuration", "opensearchserverless_configuration", "http_endpoint_configuration",
    "splunk_configuration", "snowflake_configuration", "iceberg_configuration", "kinesis_source_configuration",
    "msk_source_configuration",
)  # fmt: skip

DELIVERED_BY: Final = (
    "aws_s3_bucket", "aws_redshift_cluster", "aws_redshiftserverless_namespace", "aws_redshiftserverless_workgroup",
    "aws_opensearch_domain", "aws_elasticsearch_domain", "aws_opensearchserverless_collection", "aws_kinesis_stream",
    "aws_msk_cluster", "aws_lambda_function",
)  # fmt: skip


NAMED_BY: Final = ("bucket_arn", "s3_configuration.bucket_arn", "domain_arn", "kinesis_stream_arn", "msk_cluster_arn")


BACKED_UP_BY_MODE: Final = (
    "opensearch_configuration", "elasticsearch_configuration", "opensearchserverless_configuration",
    "http_endpoint_configuration", "splunk_configuration", "snowflake_configuration",
)  # fmt: skip
"""Destinations beside which a bucket takes what cannot be delivered or, if its mode says so, every record."""
ONLY_FAILED: Final = ("FailedDataOnly", "FailedDocumentsOnly", "FailedEventsOnly")
"""The modes, one of which is each destination's default, by which the bucket takes only what cannot be delivered.

A stream pauses only where neither its destination nor this bucket takes a record, and so runs on without the bucket.
Source: https://docs.aws.amazon.com/firehose/latest/dev/retry.html
"""


def destinations(context: Context) -> Iterable[Resource]:
    """What a delivery stream reads from and delivers to, and the function that transforms its records."""
    stream, estate = context.resource, context.estate
    left = {bucket.id for bucket in _only_for_failed(stream, estate)}
    for name in SOURCES_AND_DESTINATIONS:
        for path in NAMED_BY:
            named = estate.named(walk(stream.values.get(name), path), *DELIVERED_BY, near=stream)
            yield from (r for r in named if r.id not in left)
        for reference in stream.references.get(name, ()):
            referred = estate.referred(reference, stream)
            yield from (r for r in referred if r.type in DELIVERED_BY and r.id not in left)


def _only_for_failed(stream: Resource, estate: Estate) -> Iterator[Resource]:
    """The buckets that take only what a stream cannot deliver."""
    for name in BACKED_UP_BY_MODE:
        if all(mode in ONLY_FAILED for mode in every(stream.values, f"{name}.s3_backup_mode")):
            yield from named_at(stream, f"{name}.s3_configuration.bucket_arn", estate, "aws_s3_bucket")


IN_SUBNETS: Final = tuple(
    f"{destination}.vpc_config.subnet_ids"
    for destination in ("opensearch_configuration", "elasticsearch_configuration", "opensearchserverless_configuration")
)
DELIVERS_THROUGH_SUBNETS: Final = "https://docs.aws.amazon.com/firehose/latest/APIReference/API_VpcConfiguration.html"
DELIVERS_ANYWHERE = ~(
    attribute(IN_SUBNETS[0]).is_set | attribute(IN_SUBNETS[1]).is_set | attribute(IN_SUBNETS[2]).is_set
)

DELIVERY_STREAM = Profile(
    type="aws_kinesis_firehose_delivery_stream",
    title="Amazon Data Firehose stream",
    kind=Kind.STREAM,
    stateful=False,
    needs=(destinations,),
    instance=(continues("service", "Firehose keeps records on several servers until they are delivered",
                        source=FIREHOSE + "disaster-recovery-resiliency.html"),),
    zone=(
        continues("service", "Firehose keeps records in several zones of the region until they are delivered",
                  when=DELIVERS_ANYWHERE, source=FIREHOSE + "disaster-recovery-resiliency.html"),
        continues("service", "Firehose keeps records in several zones, and delivers through the zones of its subnets",
                  when=zones(*IN_SUBNETS).at_least(2), source=DELIVERS_THROUGH_SUBNETS),
    ),
    region=(in_another_place("the stream", "region", "1h-24h", "0s-24h", FIREHOSE + "basic-deliver.html"),),
    account=(in_another_place("the stream", "account", "4h-72h", "0s-24h", FIREHOSE + "basic-deliver.html"),),
)  # fmt: skip

# --- MSK: what a broker's loss means hangs on the replication of topics -------------------------------------------

DEFAULTS: Final = MSK + "msk-default-configuration.html"
ZONES: Final = MSK + "msk-create-cluster.html"


@quantity("the number of its brokers' zones")
def broker_zones(context: Context) -> Value:
    """The zones of the brokers: MSK takes two or three subnets and refuses two in the same zone."""
    subnets = unmark(context.read("broker_node_group_info.client_subnets"))
    context.note("broker_node_group_info.client_subnets", subnets)
    return lift(_two_or_three, length_of(subnets))


def _two_or_three(number: Value) -> Value:
    if isinstance(number, int):
        return max(number, 2)
    return Unknown(causes_of(number), f"brokers({key_of(number)})", low=2)


def _properties(context: Context) -> Value:
    """The text of the cluster's own configuration, ``None`` where it uses MSK's default."""
    named = context.read("configuration_info.arn")
    if named is None:
        context.note("configuration_info", None, DEFAULTS)
        return None
    for configuration in context.companions:
        if configuration.type == "aws_msk_configuration":
            text = configuration.values.get("server_properties")
            context.about(configuration).note("server_properties", text)
            return unmark(text)
    causes = causes_of(named) or frozenset({context.resource.name_of("configuration_info.arn")})
    return Unknown(causes, f"properties({key_of(named)})")


OF_INTERNAL_TOPICS: Final = ("offsets.topic.replication.factor", "transaction.state.log.replication.factor")
"""Where consumers keep how far they have read, and producers their transactions: without these they stand still.

Left out, there is a replica in each zone.
"""


def _property(text: str, name: str) -> int | None:
    for line in text.splitlines():
        key, _, value = line.partition("=")
        if key.strip() == name:
            number = as_number(value)
            return int(number) if number is not None else None
    return None


def _replication(context: Context) -> tuple[Value, Value, Value]:
    """The properties, and the replication factor and in-sync minimum where the configuration sets them."""
    text = _properties(context)
    read = {
        name: lift(lambda t, name=name: _property(t, name) if isinstance(t, str) else None, text)
        for name in ("default.replication.factor", "min.insync.replicas")
    }
    return text, read["default.replication.factor"], read["min.insync.replicas"]


def _is_express(context: Context) -> Value:
    def named(instance_type: Value) -> Value:
        if isinstance(instance_type, Unknown):
            return as_truth(Unknown(instance_type.causes, f"{instance_type.key} is express"))
        return isinstance(instance_type, str) and instance_type.startswith("express.")

    return lift(named, unmark(context.read("broker_node_group_info.instance_type")))


@fact(
    "topics keep a replica on brokers of other zones", reads=("aws_msk_configuration",),
    remedy="set `default.replication.factor = 3` in the `server_properties` of its configuration",
)  # fmt: skip
def replicated(context: Context) -> Value:
    """Whether topics have two replicas or more by default; MSK's own default is one in each zone."""

    def enough(text: Value, factor: Value) -> Value:
        if isinstance(text, Unknown):
            return as_truth(Unknown(text.causes, f"{text.key} replicates"))
        return True if factor is None else at_least(factor, 2)

    text, factor, _ = _replication(context)
    return any_of((lambda: _is_express(context), lambda: lift(enough, text, factor)))


@fact(
    "a partition accepts writes when a zone's replica is gone", reads=("aws_msk_configuration",),
    remedy="set `min.insync.replicas` in the `server_properties` of its configuration below the replication factor",
)  # fmt: skip
def survives_one(context: Context) -> Value:
    """Whether the replicas that are left are enough for ``min.insync.replicas``, and Kafka's own topics have others.

    Left out, the factor is 3 and the minimum 2 over three zones, 2 and 1 over two.
    """

    def enough(text: Value, factor: Value, least: Value) -> Value:
        if isinstance(text, Unknown):
            return as_truth(Unknown(text.causes, f"{text.key} survives"))
        if isinstance(text, str) and any(_property(text, name) == 1 for name in OF_INTERNAL_TOPICS):
            return False
        match factor, least:
            case None, None:
                return True
            case int(), int():
                return factor >= 2 and factor > least
            case None, int():
                return least < 2 or (least == 2 and at_least(broker_zones.value(context), 3))
            case int(), None if factor == 2:
                return negate(at_least(broker_zones.value(context), 3))
            case _:
                return at_least(factor, 3)

    text, factor, least = _replication(context)
    return any_of((lambda: _is_express(context), lambda: lift(enough, text, factor, least)))


def replicators(cluster: Resource, estate: Estate) -> Iterator[tuple[Resource, Named]]:
    """The replicators from or to a cluster, with the cluster at the other end and whether it has everything."""
    for replicator in estate.of_type("aws_msk_replicator"):
        for flow, there, _ in each(replicator.values.get("replication_info_list")):
            ends = ("source_kafka_cluster_arn", "target_kafka_cluster_arn")
            sources, targets = (each_named(walk(flow, end), estate, *KAFKA, near=replicator) for end in ends)
            for source, target in product(sources, targets):
                if cluster in (source.resource, target.resource):
                    parts = (replicator.exists, there, source.there, target.there, _every_topic(flow))
                    whole = all_hold(*parts)
                    other = target if cluster is source.resource else source
                    yield replicator, Named(other.resource, whole)


KAFKA: Final = ("aws_msk_cluster", "aws_msk_serverless_cluster")


def _every_topic(flow: Value) -> Value:
    """Replication of some topics does not count for the whole."""
    topics, excluded = (walk(flow, f"topic_replication.topics_to_{word}") for word in ("replicate", "exclude"))
    return both(lists(topics, ".*"), lambda: negate(at_least(length_of(unmark(excluded)), 1)))


@fact(
    "a replicator copies every topic from or to a cluster in another region",
    reads=("aws_msk_replicator", *KAFKA),
    remedy="add an `aws_msk_replicator` for all topics to a cluster in another region",
)
def copied_to_another_region(context: Context) -> Value:
    """Whether an MSK Replicator keeps its topics in another region too."""

    def apart(replicator: Resource, other: Resource, there: Value) -> Value:
        context.about(replicator).note("replication_info_list", other.address)
        return both(both(there, lambda: other.exists), lambda: in_another_region(other, context.resource))

    pairs = replicators(context.resource, context.estate)
    return any_of(lambda r=r, o=o: apart(r, *o) for r, o in pairs)  # type: ignore[misc]


IN_ANOTHER_REGION: Final = (
    recovers("promotion", "MSK Replicator keeps its topics in a cluster of another region", rto="5m-1h", rpo="1s-5m",
             when=copied_to_another_region, source=MSK + "msk-replicator.html"),
)  # fmt: skip

MSK_CLUSTER = Profile(
    type="aws_msk_cluster",
    title="Amazon MSK cluster",
    kind=Kind.STREAM,
    stateful=True,
    names=("cluster_name",),
    folds=(Fold("aws_msk_configuration", by="configuration_info.arn", forward=True, shared=True),),
    zones=broker_zones,
    instance=(
        continues("failover", "an in-sync replica on another broker leads each partition",
                  when=replicated & survives_one, rto="5s-5m", source=DEFAULTS),
        recovers("restart", "MSK replaces the broker on its surviving volume", rto="5m-1h",
                 source=MSK + "bestpractices.html"),
    ),
    zone=(
        continues("failover", "brokers stand in two zones or three and a replica in another leads each partition",
                  when=replicated & survives_one, rto="5s-5m", source=ZONES),
        recovers("restart", "a replica in another zone has the data; writes wait until enough replicas are back",
                 when=replicated, rto="30m-24h", source=ZONES),
    ),
    region=IN_ANOTHER_REGION,
)  # fmt: skip

MSK_SERVERLESS_CLUSTER = Profile(
    type="aws_msk_serverless_cluster",
    title="Amazon MSK Serverless cluster",
    kind=Kind.STREAM,
    stateful=True,
    names=("cluster_name",),
    instance=(continues("service", "MSK Serverless keeps three replicas of each partition",
                        source=MSK + "serverless.html"),),
    zone=(continues("service", "replicas stand in several zones and clients reach it through two subnets or more",
                    source=MSK + "create-serverless-cluster.html"),),
    region=IN_ANOTHER_REGION,
)  # fmt: skip

PROFILES = (STREAM, DELIVERY_STREAM, MSK_CLUSTER, MSK_SERVERLESS_CLUSTER)
