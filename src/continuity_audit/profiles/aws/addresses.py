"""The ARNs, URLs and hosts of AWS that state the name of what answers.

Sources: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html,
https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html,
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html,
https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html (how a partial ARN of a secret is read)
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.spelling import OPEN_PART
from continuity_audit.profiles.addresses import LABEL, Form, written

REGION: Final = rf"(?P<region>[a-z]{{2,}}-[a-z-]+\d+|{OPEN_PART})"
BUCKET: Final = rf"(?:[\w.-]|{OPEN_PART})+"
PATH: Final = rf"(?:[\w.+=@!/-]|{OPEN_PART})+"
"""A name with slashes in it, as parameters and secrets have."""
END: Final = r"(?:[:/].*)?"
CLUSTERS: Final = ("aws_rds_cluster", "aws_docdb_cluster", "aws_neptune_cluster")
DOMAINS: Final = ("aws_opensearch_domain", "aws_elasticsearch_domain")
STREAM: Final = "aws_kinesis_firehose_delivery_stream"


def arn(service: str, pattern: str, *types: str, by: str = "name") -> Form:
    """The form of ARNs, alone or at the end of a path: API Gateway invokes functions by such."""
    place = rf"(?P<region>(?:{LABEL})?):(?P<account>(?:{LABEL})?)"
    return written(f":{service}:", rf"(?:.*/)?arn:(?:{LABEL}):{service}:{place}:{pattern}", *types, by=by)


def host(hint: str, pattern: str, *types: str, by: str) -> Form:
    """The form of hosts, alone or in a URL."""
    return written(hint, rf"(?:.*[/@:])?{pattern}\.amazonaws\.com(?:\.cn)?{END}", *types, by=by)


ARNS: Final = (
    arn("ssm", rf"parameter(?P<name>/{PATH})", "aws_ssm_parameter"),
    arn("ssm", rf"parameter/(?P<name>{BUCKET})", "aws_ssm_parameter"),
    arn("secretsmanager", rf"secret:(?=(?P<name>{PATH})(?::.*)?$)(?:(?P<short>{PATH})-(?:\w{{6}}|\?{{6}})(?::.*)?|.*)",
        "aws_secretsmanager_secret"),
    arn("secretsmanager", rf"secret:(?P<name>{PATH})-(?:\*|\?{{6}})(?::.*)?", "aws_secretsmanager_secret"),
    arn("dynamodb", rf"table/(?P<name>{BUCKET})(?:/.*)?", "aws_dynamodb_table"),
    arn("sqs", rf"(?P<name>{BUCKET})", "aws_sqs_queue"),
    arn("sns", rf"(?P<name>{BUCKET})", "aws_sns_topic"),
    arn("kinesis", rf"stream/(?P<name>{BUCKET})(?:/.*)?", "aws_kinesis_stream"),
    arn("firehose", rf"deliverystream/(?P<name>{BUCKET})", STREAM),
    arn("lambda", rf"function:(?P<name>{LABEL}){END}", "aws_lambda_function", by="function_name"),
    arn("states", rf"stateMachine:(?P<name>{LABEL}){END}", "aws_sfn_state_machine"),
    arn("events", rf"event-bus/(?P<name>{PATH})", "aws_cloudwatch_event_bus"),
    arn("s3", rf"(?P<name>{BUCKET})(?:/.*)?", "aws_s3_bucket", by="bucket"),
    arn("rds", rf"db:(?P<name>{LABEL})", "aws_db_instance", by="identifier"),
    arn("rds", rf"cluster:(?P<name>{LABEL})", *CLUSTERS, by="cluster_identifier"),
    arn("elasticache", rf"replicationgroup:(?P<name>{LABEL})", "aws_elasticache_replication_group",
        by="replication_group_id"),
    arn("es", rf"domain/(?P<name>{LABEL})(?:/.*)?", *DOMAINS, by="domain_name"),
    arn("kafka", rf"cluster/(?P<name>{LABEL})(?:/.*)?", "aws_msk_cluster", by="cluster_name"),
    arn("elasticloadbalancing", rf"loadbalancer/(?:app|net)/(?P<name>{LABEL})(?:/.*)?", "aws_lb", "aws_alb"),
    arn("ecs", rf"task-definition/(?P<name>{LABEL}){END}", "aws_ecs_task_definition", by="family"),
    arn("batch", rf"job-definition/(?P<name>{LABEL}){END}", "aws_batch_job_definition"),
)  # fmt: skip

URLS: Final = (
    written("amazonaws.com",
            rf"(?:.*//)?(?:sqs\.{REGION}|{REGION.replace('region', 'place')}\.queue)\.amazonaws\.com(?:\.cn)?"
            rf"/(?P<account>{LABEL})/(?P<name>{BUCKET})", "aws_sqs_queue"),
    written("s3://", rf"s3://({BUCKET})(?:/.*)?", "aws_s3_bucket", by="bucket"),
    written("s3a://", rf"s3a://({BUCKET})(?:/.*)?", "aws_s3_bucket", by="bucket"),
    written(".amazonaws.com/", rf"(?:.*//)?s3(?:\.dualstack)?(?:[.-]{REGION})?\.amazonaws\.com(?:\.cn)?"
            rf"/(?P<name>{BUCKET})(?:/.*)?", "aws_s3_bucket", by="bucket"),
    written(".s3", rf"(?:.*//)?(?P<name>{BUCKET})\.s3(?:-website)?(?:\.dualstack)?(?:[.-]{REGION})?"
            rf"\.amazonaws\.com(?:\.cn)?{END}", "aws_s3_bucket", by="bucket"),
    host(".rds.amazonaws.com", rf"(?P<name>{LABEL})\.(?!cluster-|proxy-)[a-z0-9]+\.{REGION}\.rds",
         "aws_db_instance", by="identifier"),
    host(".amazonaws.com", rf"(?P<name>{LABEL})\.cluster-[a-z0-9-]+\.{REGION}\.(?:rds|docdb|neptune)", *CLUSTERS,
         by="cluster_identifier"),
    host(".rds.amazonaws.com", rf"(?P<name>{LABEL})\.proxy-[a-z0-9]+\.{REGION}\.rds", "aws_db_proxy", by="name"),
    host(".redshift.amazonaws.com", rf"(?P<name>{LABEL})\.[a-z0-9]+\.{REGION}\.redshift", "aws_redshift_cluster",
         by="cluster_identifier"),
    host(".cache.amazonaws.com", rf"(?:(?:master|replica|clustercfg)\.)?({LABEL})\.[a-z0-9]{{6}}(?:\.ng\.0001)?"
         r"\.[a-z]+\d\.cache", "aws_elasticache_replication_group", by="replication_group_id"),
    host(".es.amazonaws.com", rf"(?:search|vpc)-(?P<name>{LABEL})-[a-z0-9]{{20,}}\.{REGION}\.es", *DOMAINS,
         by="domain_name"),
)  # fmt: skip

FORMS: Final[tuple[Form, ...]] = (*ARNS, *URLS)

FOLDERS: Final[tuple[Form, ...]] = (written("/", rf"/(?P<name>{BUCKET})(?:/.*)?", "aws_s3_bucket", by="bucket"),)
"""Folders of users of Transfer Family: they begin with the bucket.

Source: https://docs.aws.amazon.com/transfer/latest/APIReference/API_CreateUser.html
"""

__all__ = ["FOLDERS", "FORMS"]
