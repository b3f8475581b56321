"""Amazon SQS, SNS, EventBridge with its pipes, and Amazon MQ: messages in transit, no data of their own.

Sources: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/,
https://docs.aws.amazon.com/sns/latest/dg/, https://docs.aws.amazon.com/eventbridge/latest/userguide/,
https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import any_of, both
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.aws.dependencies import NEEDS
from continuity_audit.profiles.aws.routes import READS as ROUTES
from continuity_audit.profiles.aws.zones import zones
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.elements import gathered
from continuity_audit.profiles.places import in_another_region
from continuity_audit.profiles.profile import WELL_ARCHITECTED, Claim, Fold, Profile, continues, recovers
from continuity_audit.profiles.references import Named, each_named
from continuity_audit.profiles.terms import ALWAYS, Condition, Context, attribute, fact

PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
SQS: Final = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
SNS: Final = "https://docs.aws.amazon.com/sns/latest/dg/"
EVENTBRIDGE: Final = "https://docs.aws.amazon.com/eventbridge/latest/userguide/"
MQ: Final = "https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/"


def in_another_place(what: str, place: str, rto: str, rpo: str, source: str, when: Condition = ALWAYS) -> Claim:
    """The rung for a lost region or account: made again from code, without what was in transit."""
    why = f"{what} is made again from code in another {place}; what was in transit stays behind"
    return recovers("redeploy", why, when=when, rto=rto, rpo=rpo, source=source or WELL_ARCHITECTED)


# --- SQS, SNS, EventBridge ----------------------------------------------------------------------------------------

KEPT_LONGER = attribute("message_retention_seconds", 345600, PROVIDER + "sqs_queue").above(345600)

RETENTION: Final = SQS + "sqs-configure-queue-parameters.html"

QUEUE = Profile(
    type="aws_sqs_queue",
    title="Amazon SQS queue",
    kind=Kind.QUEUE,
    stateful=False,
    instance=(continues("service", "SQS keeps every message on several servers", source=SQS + "welcome.html"),),
    zone=(continues("service", "SQS keeps every message in several zones of the region",
                    source=SQS + "disaster-recovery-resiliency.html"),),
    region=(
        in_another_place("the queue", "region", "1h-24h", "0s-14d", RETENTION, KEPT_LONGER),
        in_another_place("the queue", "region", "1h-24h", "0s-4d", RETENTION),
    ),
    account=(
        in_another_place("the queue", "account", "4h-72h", "0s-14d", RETENTION, KEPT_LONGER),
        in_another_place("the queue", "account", "4h-72h", "0s-4d", RETENTION),
    ),
)  # fmt: skip

TOPIC = Profile(
    type="aws_sns_topic",
    title="Amazon SNS topic",
    kind=Kind.QUEUE,
    stateful=False,
    instance=(continues("service", "SNS keeps every message on several servers",
                        source=SNS + "disaster-recovery-resiliency.html"),),
    zone=(continues("service", "SNS keeps every message in several zones of the region",
                    source=SNS + "disaster-recovery-resiliency.html"),),
    region=(in_another_place("the topic", "region", "1h-24h", "0s-1h", SNS + "sns-message-delivery-retries.html"),),
    account=(in_another_place("the topic", "account", "4h-72h", "0s-1h", SNS + "sns-message-delivery-retries.html"),),
)  # fmt: skip


def buses_of(endpoint: Resource, estate: Estate) -> tuple[Named, ...]:
    """The two event buses behind a global endpoint."""
    buses = gathered(endpoint.values, "event_bus.event_bus_arn")
    return each_named(buses, estate, "aws_cloudwatch_event_bus", near=endpoint)


EVENT_BUS = Profile(
    type="aws_cloudwatch_event_bus",
    title="Amazon EventBridge event bus",
    kind=Kind.QUEUE,
    stateful=False,
    folds=(Fold("aws_cloudwatch_event_endpoint", match=buses_of, shared=True),),
    instance=(continues("service", "EventBridge keeps events on several servers",
                        source=EVENTBRIDGE + "disaster-recovery-resiliency.html"),),
    zone=(continues("service", "EventBridge keeps events in several zones of the region",
                    source=EVENTBRIDGE + "disaster-recovery-resiliency.html"),),
    region=(
        continues("failover", "a global endpoint sends events to the bus of the other region",
                  when=companions("aws_cloudwatch_event_endpoint").any(), rto="6m-7m", rpo="0s-7m",
                  source=EVENTBRIDGE + "eb-global-endpoints.html"),
        in_another_place("the bus", "region", "1h-24h", "0s-24h", EVENTBRIDGE + "eb-rule-retry-policy.html"),
    ),
    account=(in_another_place("the bus", "account", "4h-72h", "0s-24h", EVENTBRIDGE + "eb-rule-retry-policy.html"),),
)  # fmt: skip

# --- EventBridge Pipes: what was not read yet lies in the source -------------------------------------------------

IN_SUBNETS = attribute("source_parameters.self_managed_kafka_parameters.vpc.subnets").is_set
SUBNET_ZONES = zones("source_parameters.self_managed_kafka_parameters.vpc.subnets")

PIPE = Profile(
    type="aws_pipes_pipe",
    title="Amazon EventBridge pipe",
    kind=Kind.QUEUE,
    stateful=False,
    component=~attribute("desired_state", "RUNNING", PROVIDER + "pipes_pipe").equals("STOPPED"),
    needs=NEEDS["aws_pipes_pipe"],
    reads=ROUTES,
    instance=(continues("service", "EventBridge runs it on several servers; what was not read yet lies in the source",
                        source=EVENTBRIDGE + "disaster-recovery-resiliency.html"),),
    zone=(
        continues("service", "EventBridge runs it in several zones of the region", when=~IN_SUBNETS,
                  source=EVENTBRIDGE + "disaster-recovery-resiliency.html"),
        continues("service", "EventBridge reads its source through the zones of its subnets",
                  when=SUBNET_ZONES.at_least(2), source=EVENTBRIDGE + "eb-pipes-kafka.html"),
    ),
)  # fmt: skip

# --- Amazon MQ ----------------------------------------------------------------------------------------------------

MODE = attribute("deployment_mode", "SINGLE_INSTANCE", PROVIDER + "mq_broker")
ACTIVE_STANDBY = MODE.equals("ACTIVE_STANDBY_MULTI_AZ")
CLUSTER = MODE.equals("CLUSTER_MULTI_AZ")
SUBNETS = attribute("subnet_ids")
PUBLIC = attribute("publicly_accessible", False, PROVIDER + "mq_broker").is_true
REACHED_IN_TWO_ZONES = PUBLIC | ~SUBNETS.is_set | zones("subnet_ids").at_least(2)
"""Active/standby takes two subnets in two zones; a private cluster may be reached through one subnet only."""


@fact(
    "a broker in another region replicates it", reads=("aws_mq_broker",),
    remedy="add a replica broker in another region (`data_replication_mode = \"CRDR\"`)",
)  # fmt: skip
def replica_broker(context: Context) -> Value:
    """Whether cross-region data replication keeps a replica broker."""
    replicas = [c for c in context.companions if c.type == "aws_mq_broker"]
    for replica in replicas:
        primary = replica.values.get("data_replication_primary_broker_arn")
        context.about(replica).note("data_replication_primary_broker_arn", primary)
    return any_of(
        lambda r=r: both(r.exists, lambda: in_another_region(r, context.resource))  # type: ignore[misc]
        for r in replicas
    )


BROKER = Profile(
    type="aws_mq_broker",
    title="Amazon MQ broker",
    kind=Kind.QUEUE,
    stateful=False,
    names=("broker_name",),
    folds=(Fold("aws_mq_broker", by="data_replication_primary_broker_arn"),),
    zones=zones("subnet_ids"),
    instance=(
        continues("failover", "the standby broker takes over on shared storage", when=ACTIVE_STANDBY,
                  rto="5s-2m", source=MQ + "active-standby-broker-deployment.html"),
        continues("members", "the other brokers of the cluster carry on with mirrored queues", when=CLUSTER,
                  rto="0s-2m", source=MQ + "rabbitmq-broker-architecture.html"),
        recovers("restart", "the only broker is started again on its surviving storage", rto="5m-30m",
                 source=MQ + "amazon-mq-broker-architecture.html"),
    ),
    zone=(
        continues("failover", "the standby broker is in another zone and storage spans zones", when=ACTIVE_STANDBY,
                  rto="5s-2m", source=MQ + "active-standby-broker-deployment.html"),
        continues("members", "the brokers of the cluster stand in several zones", when=CLUSTER & REACHED_IN_TWO_ZONES,
                  rto="0s-2m", source=MQ + "rabbitmq-broker-architecture.html"),
        recovers("redeploy", "the broker is made again from code in another zone; what was in transit stays behind",
                 rto="30m-4h", rpo="0s-24h", source=MQ + "amazon-mq-broker-architecture.html"),
    ),
    region=(
        recovers("promotion", "a replica broker in another region can be promoted", when=replica_broker,
                 rto="5m-30m", rpo="1s-5m", source=MQ + "crdr-for-active-mq.html"),
        recovers("promotion", "it is a replica: the primary broker is in another region",
                 when=attribute("data_replication_primary_broker_arn").is_chosen, rto="5m-30m", rpo="1s-5m",
                 source=MQ + "crdr-for-active-mq.html"),
        in_another_place("the broker", "region", "1h-24h", "0s-24h", ""),
    ),
    account=(in_another_place("the broker", "account", "4h-72h", "0s-24h", ""),),
)  # fmt: skip

PROFILES = (QUEUE, TOPIC, EVENT_BUS, PIPE, BROKER)
