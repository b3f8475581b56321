"""What moves and orders data on AWS: Transfer Family, DMS, OpenSearch Ingestion, Managed Airflow, Flink, MSK Connect.

Sources: https://docs.aws.amazon.com/transfer/latest/userguide/disaster-recovery-resiliency.html,
https://docs.aws.amazon.com/dms/latest/userguide/CHAP_ReplicationInstance.html,
https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ingestion-scaling.html,
https://docs.aws.amazon.com/mwaa/latest/userguide/,
https://docs.aws.amazon.com/managed-flink/latest/java/disaster-recovery-resiliency.html,
https://docs.aws.amazon.com/msk/latest/developerguide/msk-connect-workers.html
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.estate.values import Value
from continuity_audit.profiles.aws.dependencies import DATASYNC_LOCATIONS, NEEDS
from continuity_audit.profiles.aws.live_pairs import LIVE_PAIR
from continuity_audit.profiles.aws.messaging import in_another_place
from continuity_audit.profiles.aws.routes import READS as ROUTES
from continuity_audit.profiles.aws.zones import zones, zones_of
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.references import named_at
from continuity_audit.profiles.terms import Context, attribute, quantity

PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
TRANSFER: Final = "https://docs.aws.amazon.com/transfer/latest/userguide/disaster-recovery-resiliency.html"
DMS: Final = "https://docs.aws.amazon.com/dms/latest/userguide/CHAP_ReplicationInstance.html"
DMS_SERVERLESS: Final = "https://docs.aws.amazon.com/dms/latest/APIReference/API_ComputeConfig.html"
INGESTION: Final = "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ingestion-scaling.html"
MWAA: Final = "https://docs.aws.amazon.com/mwaa/latest/userguide/"
MSK_CONNECT: Final = "https://docs.aws.amazon.com/msk/latest/developerguide/msk-connect-workers.html"
FLINK: Final = "https://docs.aws.amazon.com/managed-flink/latest/java/disaster-recovery-resiliency.html"

# --- AWS Transfer Family ------------------------------------------------------------------------------------------

PUBLIC = attribute("endpoint_type", "PUBLIC", PROVIDER + "transfer_server").equals("PUBLIC")
SUBNET_ZONES = zones("endpoint_details.subnet_ids")
VPC_ENDPOINT: Final = "aws_vpc_endpoint"


@quantity("the number of zones of its endpoint", reads=("aws_subnet", VPC_ENDPOINT))
def endpoint_zones(context: Context) -> Value:
    """The zones of the subnets that it names, or of those of the VPC endpoint that it is given."""
    path = "endpoint_details.vpc_endpoint_id"
    for endpoint in named_at(context.resource, path, context.estate, VPC_ENDPOINT):
        if (subnets := endpoint.values.get("subnet_ids")) is not None:
            context.about(endpoint).note("subnet_ids", subnets)
            return zones_of(subnets, endpoint, context.estate)
    return SUBNET_ZONES.value(context)


TRANSFER_SERVER = Profile(
    type="aws_transfer_server",
    title="AWS Transfer Family server",
    kind=Kind.CONNECTIVITY,
    stateful=False,
    names=("tags.Name",),
    zones=endpoint_zones,
    needs=NEEDS["aws_transfer_server"],
    folds=tuple(
        Fold(f"aws_transfer_{user}", by="server_id", needs=NEEDS[f"aws_transfer_{user}"]) for user in ("user", "access")
    ),
    instance=(continues("service", "a redundant fleet takes connections", source=TRANSFER),),
    zone=(
        continues("service", "a redundant fleet takes connections in several zones", when=PUBLIC, source=TRANSFER),
        continues("service", "its endpoint stands in the zones of its subnets", when=endpoint_zones.at_least(2),
                  rto="0s-5m", source=TRANSFER),
    ),
    region=LIVE_PAIR,
)  # fmt: skip


def _of_transfer_family(kind: str, title: str, names: tuple[str, ...]) -> Profile:
    """A connector to others' servers, or a web app: both run on the fleet of the service, in no subnets of yours."""
    on_the_fleet = (continues("service", "a redundant fleet in several zones serves it", source=TRANSFER),)
    return Profile(
        type=kind, title=title, kind=Kind.CONNECTIVITY, stateful=False, names=names, needs=NEEDS.get(kind, ()),
        instance=on_the_fleet, zone=on_the_fleet,
    )  # fmt: skip


CONNECTOR = _of_transfer_family("aws_transfer_connector", "AWS Transfer Family connector", ("tags.Name", "url"))
WEB_APP = _of_transfer_family("aws_transfer_web_app", "AWS Transfer Family web app", ("tags.Name",))

# --- AWS Database Migration Service -------------------------------------------------------------------------------

MULTI_AZ = attribute("multi_az", False, PROVIDER + "dms_replication_instance").is_true

REPLICATION_INSTANCE = Profile(
    type="aws_dms_replication_instance",
    title="AWS DMS replication instance with its tasks",
    kind=Kind.COMPUTE,
    stateful=False,
    names=("replication_instance_id",),
    folds=(Fold("aws_dms_replication_task", by="replication_instance_arn", needs=NEEDS["aws_dms_replication_task"]),),
    instance=(continues("failover", "the standby replication instance takes over", when=MULTI_AZ, rto="1m-5m",
                        source=DMS),),
    zone=(continues("failover", "the standby replication instance is in another zone", when=MULTI_AZ, rto="1m-5m",
                    source=DMS),),
)  # fmt: skip

SERVERLESS_MULTI_AZ = attribute("compute_config.multi_az", False, PROVIDER + "dms_replication_config").is_true

SERVERLESS_REPLICATION = Profile(
    type="aws_dms_replication_config",
    title="AWS DMS Serverless replication",
    kind=Kind.COMPUTE,
    stateful=False,
    names=("replication_config_identifier",),
    needs=NEEDS["aws_dms_replication_config"],
    instance=(continues("failover", "a standby takes over", when=SERVERLESS_MULTI_AZ, rto="1m-5m",
                        source=DMS_SERVERLESS),),
    zone=(continues("failover", "the standby is in another zone", when=SERVERLESS_MULTI_AZ, rto="1m-5m",
                    source=DMS_SERVERLESS),),
)  # fmt: skip

# --- Amazon OpenSearch Ingestion ----------------------------------------------------------------------------------

UNITS = attribute("min_units").at_least(2)
IN_SUBNETS = attribute("vpc_options.subnet_ids").is_set
INGESTION_ZONES = zones("vpc_options.subnet_ids")

INGESTION_PIPELINE = Profile(
    type="aws_osis_pipeline",
    title="Amazon OpenSearch Ingestion pipeline",
    kind=Kind.STREAM,
    stateful=False,
    names=("pipeline_name",),
    needs=NEEDS["aws_osis_pipeline"],
    reads=ROUTES,
    instance=(
        continues("members", "its other compute units carry on", when=UNITS, rto="0s-2m", source=INGESTION),
        recovers("restart", "the service replaces its only compute unit", rto="1m-15m", source=INGESTION),
    ),
    zone=(
        continues("members", "two compute units or more are spread over zones", rto="0s-5m",
                  when=UNITS & (~IN_SUBNETS | INGESTION_ZONES.at_least(2)), source=INGESTION),
        recovers("restart", "the service starts its compute units in another zone", rto="5m-30m",
                 when=~IN_SUBNETS | INGESTION_ZONES.at_least(2), source=INGESTION),
    ),
    region=(in_another_place("the pipeline", "region", "1h-24h", "0s-72h", INGESTION),),
    account=(in_another_place("the pipeline", "account", "4h-72h", "0s-72h", INGESTION),),
)  # fmt: skip

# --- Amazon Managed Workflows for Apache Airflow ------------------------------------------------------------------

AIRFLOW_ENVIRONMENT = Profile(
    type="aws_mwaa_environment",
    title="Amazon Managed Workflows for Apache Airflow environment",
    kind=Kind.WORKLOAD,
    stateful=True,
    zones=zones("network_configuration.subnet_ids"),
    needs=NEEDS["aws_mwaa_environment"],
    reads=ROUTES,
    instance=(recovers("restart", "the service replaces a failed container; its metadata database goes on",
                       rto="1m-30m", source=MWAA + "what-is-mwaa.html"),),
    zone=(recovers("restart", "the service starts its containers in its other zone; its metadata database goes on",
                   rto="2m-1h", source=MWAA + "networking-about.html"),),
)  # fmt: skip

# --- Amazon Managed Service for Apache Flink ----------------------------------------------------------------------

FLINK_SUBNETS: Final = "application_configuration.vpc_configuration.subnet_ids"
FLINK_ZONES = zones(FLINK_SUBNETS)

FLINK_APPLICATION = Profile(
    type="aws_kinesisanalyticsv2_application",
    title="Amazon Managed Service for Apache Flink application",
    kind=Kind.WORKLOAD,
    stateful=False,
    zones=FLINK_ZONES,
    needs=NEEDS["aws_kinesisanalyticsv2_application"],
    reads=ROUTES,
    instance=(recovers("restart", "the service starts it again from its last checkpoint", rto="10s-10m",
                       rpo="0s-10m", source=FLINK),),
    zone=(recovers("restart", "the service starts it again in another zone from its last checkpoint",
                   when=~attribute(FLINK_SUBNETS).is_set | FLINK_ZONES.at_least(2), rto="1m-30m", rpo="0s-10m",
                   source=FLINK),),
)  # fmt: skip

SQL: Final = "https://docs.aws.amazon.com/kinesisanalytics/latest/dev/disaster-recovery-resiliency.html"

SQL_APPLICATION = Profile(
    type="aws_kinesis_analytics_application",
    title="Amazon Kinesis Data Analytics application (SQL)",
    kind=Kind.WORKLOAD,
    stateful=False,
    needs=NEEDS["aws_kinesis_analytics_application"],
    instance=(recovers("restart", "the service starts it again", rto="10s-10m", rpo="0s-10m", source=SQL),),
    zone=(recovers("restart", "the service starts it again in another zone", rto="1m-30m", rpo="0s-10m", source=SQL),),
)

# --- Amazon MSK Connect -------------------------------------------------------------------------------------------

CONNECT_SUBNETS: Final = "kafka_cluster.apache_kafka_cluster.vpc.subnets"
CONNECT_ZONES = zones(CONNECT_SUBNETS)
SEVERAL_WORKERS = (
    attribute("capacity.provisioned_capacity.worker_count", 0, PROVIDER + "mskconnect_connector").at_least(2)
    | attribute("capacity.autoscaling.min_worker_count", 0, PROVIDER + "mskconnect_connector").at_least(2)
)  # fmt: skip

KAFKA_CONNECTOR = Profile(
    type="aws_mskconnect_connector",
    title="Amazon MSK Connect connector",
    kind=Kind.WORKLOAD,
    stateful=False,
    zones=CONNECT_ZONES,
    needs=NEEDS["aws_mskconnect_connector"],
    reads=ROUTES,
    instance=(
        continues("members", "the remaining workers take over the tasks", when=SEVERAL_WORKERS, rto="10s-10m",
                  source=MSK_CONNECT),
        recovers("restart", "the service starts its only worker again", rto="1m-15m", source=MSK_CONNECT),
    ),
    zone=(recovers("restart", "the service starts workers in another of its zones", when=CONNECT_ZONES.at_least(2),
                   rto="1m-30m", source=MSK_CONNECT),),
)  # fmt: skip

# --- AWS DataSync -------------------------------------------------------------------------------------------------

DATASYNC: Final = "https://docs.aws.amazon.com/datasync/latest/userguide/task-scheduling.html"

DATASYNC_TASK = Profile(
    type="aws_datasync_task",
    title="AWS DataSync task on a schedule",
    kind=Kind.WORKLOAD,
    stateful=False,
    scheduled=True,
    component=attribute("schedule").is_set,
    needs=NEEDS["aws_datasync_task"],
    reads=tuple(DATASYNC_LOCATIONS),
    instance=(recovers("restart", "the next run of its schedule copies what is left", rto="1h-7d", source=DATASYNC),),
    zone=(recovers("restart", "the next run of its schedule copies what is left", rto="1h-7d", source=DATASYNC),),
)
"""One without a schedule moves data once, or when somebody says so."""

PROFILES = (
    DATASYNC_TASK, TRANSFER_SERVER, CONNECTOR, WEB_APP, REPLICATION_INSTANCE, SERVERLESS_REPLICATION,
    INGESTION_PIPELINE, AIRFLOW_ENVIRONMENT, FLINK_APPLICATION, SQL_APPLICATION, KAFKA_CONNECTOR,
)  # fmt: skip
