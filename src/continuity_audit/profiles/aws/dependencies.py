"""What each service cannot run without: the run-time needs of profiles, and all that hangs on a resource by them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import given
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import leaves
from continuity_audit.estate.spelling import spelling
from continuity_audit.estate.values import IMPOSSIBLE, Unknown
from continuity_audit.profiles.addresses import stated
from continuity_audit.profiles.aws.accelerators import only_group
from continuity_audit.profiles.aws.addresses import FOLDERS, FORMS
from continuity_audit.profiles.aws.capacity import capacity_of
from continuity_audit.profiles.aws.discovery import DISCOVERED, NAMESPACES
from continuity_audit.profiles.aws.readings import READINGS
from continuity_audit.profiles.aws.records import RECORD, giving
from continuity_audit.profiles.aws.routes import nat_gateways
from continuity_audit.profiles.aws.running import surely_answers
from continuity_audit.profiles.aws.targets import LISTENERS, LOAD_BALANCERS, TARGET_GROUPS, served_by, serving
from continuity_audit.profiles.module_outputs import made_by_call
from continuity_audit.profiles.named_settings import named_in_settings
from continuity_audit.profiles.profile import Need
from continuity_audit.profiles.references import (
    blocks_at,
    every,
    has_open_blocks,
    made_of,
    mentioned,
    named_at,
    naming,
)
from continuity_audit.profiles.run_time import Way, led_to, mentioned_needs, mentions
from continuity_audit.profiles.terms import Context

BUILD_TIME: Final = ("aws_ecr_repository", "aws_ecrpublic_repository", "aws_cloudwatch_log_group")
"""What is read when something is deployed, or only written to: it runs on without."""
DATASYNC_LOCATIONS: Final[Mapping[str, str]] = {
    "aws_datasync_location_s3": "s3_bucket_arn",
    "aws_datasync_location_efs": "efs_file_system_arn",
    "aws_datasync_location_fsx_lustre_file_system": "fsx_filesystem_arn",
    "aws_datasync_location_fsx_ontap_file_system": "storage_virtual_machine_arn",
    "aws_datasync_location_fsx_openzfs_file_system": "fsx_filesystem_arn",
    "aws_datasync_location_fsx_windows_file_system": "fsx_filesystem_arn",
}
"""What DataSync copies from or to, with the argument that names it."""
BETWEEN: Final = (
    RECORD, "aws_eip", "aws_eip_association", "aws_network_interface", "aws_network_interface_attachment",
    "aws_api_gateway_domain_name", "aws_api_gateway_base_path_mapping", "aws_apigatewayv2_domain_name",
    "aws_apigatewayv2_api_mapping", "aws_api_gateway_vpc_link", "aws_vpc_endpoint", "aws_vpc_endpoint_service",
    "aws_vpclattice_target_group", "aws_vpclattice_target_group_attachment",
    *DATASYNC_LOCATIONS,
)  # fmt: skip
"""What stands between a name or an address and what answers."""
VERSION: Final = "aws_secretsmanager_secret_version"
PROXY_TARGET: Final = "aws_db_proxy_target"


def _is_there(found: Resource, context: Context) -> bool:
    """Whether something is there wherever the caller is; a stand-in for tests, which some environments have, is not."""
    return all(leaf in (True, IMPOSSIBLE) for leaf in leaves(given(found.exists, context.resource.exists)))


def _registered(name: Resource, context: Context) -> Iterator[Resource]:
    """The service under a name of Cloud Map, if it is there wherever the caller is."""
    return (service for service in run_time_needs(name, context.estate) if _is_there(service, context))


def _versions(secret: Resource, context: Context) -> Iterator[Resource]:
    """The versions of a secret, whose texts say what a caller finds by it."""
    yield from naming(context.estate, VERSION, "secret_id", secret.type).get(secret.id, ())


def _databases(proxy: Resource, context: Context) -> Iterator[Resource]:
    """The databases behind a proxy of RDS, which hands connections on and keeps nothing."""
    for target in naming(context.estate, PROXY_TARGET, "db_proxy_name", proxy.type).get(proxy.id, ()):
        yield from named_at(target, "db_instance_identifier", context.estate, "aws_db_instance")
        yield from named_at(target, "db_cluster_identifier", context.estate, "aws_rds_cluster")


def _behind(address: Resource, context: Context) -> Iterator[Resource]:
    """What an address or an interface leads to, if it is there wherever the caller is."""
    if _is_there(address, context):
        yield from run_time_needs(address, context.estate)


WAYS: Final[Mapping[str, Way]] = {
    DISCOVERED: _registered,
    **dict.fromkeys(BETWEEN, _behind),
    "aws_workspaces_directory": mentions("directory_id"),
    "aws_kms_custom_key_store": mentions("cloud_hsm_cluster_id", "xks_proxy_vpc_endpoint_service_name"),
    "aws_cloudfront_vpc_origin": mentions("vpc_origin_endpoint_config"),
    "aws_ssm_parameter": mentions("value", "insecure_value", readings=READINGS),
    "aws_secretsmanager_secret": _versions,
    VERSION: mentions("secret_string", readings=READINGS),
    "aws_db_proxy": _databases,
    "aws_db_proxy_endpoint": mentions("db_proxy_name"),
    "aws_ecs_task_definition": mentions("container_definitions", "volume", readings=(named_in_settings, *READINGS)),
    "aws_batch_job_definition": mentions("container_properties", readings=(named_in_settings, *READINGS)),
    "aws_glue_connection": mentions("connection_properties", readings=READINGS),
    "aws_dms_s3_endpoint": mentions("bucket_name"),
    "aws_dms_endpoint": mentions(
        "server_name",
        "secrets_manager_arn",
        "s3_settings",
        "kafka_settings",
        "kinesis_settings",
        "elasticsearch_settings",
        "redis_settings",
        "redshift_settings",
        readings=READINGS,
    ),
}
"""What is mentioned for what it leads to: a service is called by its name, an address is read from a parameter."""
PASSED: Final = frozenset((*BUILD_TIME, *BETWEEN))


def run_time(*arguments: str, leave_out: Iterable[str] = ()) -> Need:
    """The need for all that some arguments mention, apart from what only building or observing takes.

    ``leave_out`` are dotted paths to what it runs on without, too.
    """
    return mentioned_needs(*arguments, passed=PASSED, ways=WAYS, leave_out=leave_out, readings=READINGS)


DEAD_LETTERS: Final = tuple(
    f"source_parameters.{stream}_stream_parameters.dead_letter_config.arn" for stream in ("dynamodb", "kinesis")
)
"""Where a pipe says what takes the records that it gives up."""


def behind(context: Context) -> Iterable[Resource]:
    """The need of a load balancer for what serves behind it, and for who asks its users for a password."""
    yield from led_to(served_by(context.resource, context.estate), context, BETWEEN, WAYS)
    for listener in context.companions:
        for action in ("default_action", "action"):
            pools = f"{action}.authenticate_cognito.user_pool_arn"
            yield from named_at(listener, pools, context.estate, "aws_cognito_user_pool")


def members_of_group(context: Context) -> Iterable[Resource]:
    """The need of a target group for what serves in it."""
    members = serving(context.estate).members.get(context.resource.id, {})
    return led_to((member.resource for member in members.values()), context, BETWEEN, WAYS)


def _naming(kind: str, by: str) -> Callable[[Context], Iterable[Resource]]:
    """The resources of a type whose attribute ``by`` names this one."""

    def found(context: Context) -> Iterator[Resource]:
        yield from naming(context.estate, kind, by, context.resource.type).get(context.resource.id, ())

    return found


def _traffic_sources(group: Context) -> Iterator[Resource]:
    """The autoscaling groups whose machines are attached to a target group by a resource of its own."""
    kind, estate = "aws_autoscaling_traffic_source_attachment", group.estate
    for attachment in naming(estate, kind, "traffic_source.identifier", group.resource.type).get(group.resource.id, ()):
        yield from named_at(attachment, "autoscaling_group_name", estate, "aws_autoscaling_group")


def origins(context: Context) -> Iterator[Resource]:
    """The need of a distribution for its origins, but for those to which only an origin group leads: one is enough."""
    estate, resource = context.estate, context.resource
    grouped = only_in_groups(resource)
    for origin in blocks_at(resource, "origin"):
        if origin.get("origin_id") not in grouped:
            yield from origin_targets(origin, resource, estate)
    if has_open_blocks(resource, "origin"):
        yield from led_to(mentioned(resource, "origin", estate), context, BETWEEN, WAYS)


def only_in_groups(distribution: Resource) -> set[str]:
    """The ids of the origins to which only an origin group leads, and no behavior by itself."""
    grouped = {i for i in every(distribution.values, "origin_group.member.origin_id") if isinstance(i, str)}
    for behavior in ("default_cache_behavior", "ordered_cache_behavior"):
        grouped.difference_update(
            i for i in every(distribution.values, f"{behavior}.target_origin_id") if isinstance(i, str)
        )
    return grouped


def origin_groups(context: Context) -> Iterator[tuple[Resource, ...]]:
    """The origins of each origin group: requests go to the second where the first fails, so that one is enough.

    A bucket is no copy of what runs code: the page in it says sorry. What somebody has to start first is none, either.
    """
    estate, resource = context.estate, context.resource
    targets = {o.get("origin_id"): tuple(origin_targets(o, resource, estate)) for o in blocks_at(resource, "origin")}
    for group in blocks_at(resource, "origin_group"):
        members = [targets.get(i, ()) for i in every(group, "member.origin_id") if isinstance(i, str)]
        if all(len(member) == 1 for member in members):  # any other leads out of the code
            found = tuple(member[0] for member in members)
            chosen = tuple(target for target in found if target.type != "aws_s3_bucket") or found
            yield tuple(target for target in chosen if surely_answers(target, estate)) or chosen


def origin_targets(origin: Mapping[str, object], resource: Resource, estate: Estate) -> Iterator[Resource]:
    """What an origin of a distribution stands for: what its domain name refers to, behind a record where it is one."""
    domain = origin.get("domain_name")
    records = tuple(
        r for leaf in every(domain) if isinstance(leaf, str | Unknown) for r in giving(spelling(leaf), resource, estate)
    )
    named = estate.named(domain, near=resource) or made_of(domain, resource, "origin", estate)
    private = every(origin, "vpc_origin_config.vpc_origin_id")
    inside = tuple(r for leaf in private for r in estate.named(leaf, "aws_cloudfront_vpc_origin", near=resource))
    told = records or named or tuple(stated(domain, FORMS, resource, estate)) or _called(domain, resource, estate)
    yield from led_to(inside or told, Context(resource, (), estate), BETWEEN, WAYS)


def _called(domain: object, resource: Resource, estate: Estate) -> tuple[Resource, ...]:
    """What the call makes of which a domain name is an output that is known by its name alone."""
    references = [leaf.reference for leaf in every(domain) if isinstance(leaf, Unknown) and leaf.reference]
    return tuple(found for reference in references for found in made_by_call(reference, resource, estate))


def _told_by_stages(kind: str, by: str, variables: str) -> Need:
    """The need of an API for what the variables of its stages mention: its integrations are told by them.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-api-with-vpclink-using-swagger.html
    """
    told = mentions(variables, readings=(named_in_settings, *READINGS))

    def needed(context: Context) -> Iterator[Resource]:
        for stage in _naming(kind, by)(context):
            yield from led_to(told(stage, context), context, PASSED, WAYS)

    return needed


def folders(context: Context) -> Iterator[Resource]:
    """The need of users of Transfer Family for the buckets that their folders are in, by name."""
    for path in ("home_directory", "home_directory_mappings.target"):
        for folder in every(context.resource.values, path):
            yield from stated(folder, FOLDERS, context.resource, context.estate)


NEEDS: Final[Mapping[str, tuple[Need, ...]]] = {
    "aws_instance": (run_time("user_data", "user_data_base64"), nat_gateways("subnet_id")),
    "aws_spot_instance_request": (run_time("user_data", "user_data_base64"), nat_gateways("subnet_id")),
    "aws_volume_attachment": (run_time("volume_id"),),
    "aws_launch_template": (run_time("user_data"),),
    "aws_launch_configuration": (run_time("user_data", "user_data_base64"),),
    "aws_autoscaling_group": (
        run_time("launch_template", "launch_configuration", "mixed_instances_policy"),
        nat_gateways("vpc_zone_identifier"),
    ),
    "aws_batch_compute_environment": (nat_gateways("compute_resources.subnets"),),
    "aws_elastic_beanstalk_environment": (run_time("setting"),),
    "aws_apprunner_service": (run_time("source_configuration"),),
    "aws_ecs_service": (
        run_time("task_definition"), capacity_of, nat_gateways("network_configuration.subnets"),
    ),
    "aws_ecs_task_definition": (run_time("container_definitions", "volume"),),
    "aws_ecs_express_gateway_service": (run_time("primary_container"), nat_gateways("network_configuration.subnets")),
    DISCOVERED: (_naming("aws_ecs_service", "service_registries.registry_arn"),),
    "aws_eks_node_group": (nat_gateways("subnet_ids"),),
    "aws_eks_fargate_profile": (nat_gateways("subnet_ids"),),
    "aws_lambda_function": (
        run_time("environment", "file_system_config"), nat_gateways("vpc_config.subnet_ids"),
    ),
    "aws_lambda_alias": (run_time("function_name"),),
    "aws_lambda_event_source_mapping": (run_time("event_source_arn"),),
    "aws_sfn_state_machine": (run_time("definition"),),
    "aws_pipes_pipe": (
        run_time("source", "source_parameters", "enrichment", "enrichment_parameters", "target", "target_parameters",
                 leave_out=DEAD_LETTERS),
        nat_gateways("source_parameters.self_managed_kafka_parameters.vpc.subnets"),
    ),
    **dict.fromkeys(LOAD_BALANCERS, (behind,)),
    "aws_elb": (behind,),
    **dict.fromkeys(LISTENERS, (run_time("load_balancer_arn"),)),
    **dict.fromkeys(TARGET_GROUPS, (members_of_group,)),
    "aws_api_gateway_rest_api": (
        run_time("body"),
        _naming("aws_api_gateway_integration", "rest_api_id"),
        _told_by_stages("aws_api_gateway_stage", "rest_api_id", "variables"),
        _told_by_stages("aws_api_gateway_deployment", "rest_api_id", "variables"),
    ),
    "aws_api_gateway_integration": (
        run_time("uri", "connection_id", "integration_target", "request_templates", "request_parameters"),
    ),
    "aws_api_gateway_authorizer": (run_time("authorizer_uri", "provider_arns"),),
    "aws_api_gateway_vpc_link": (run_time("target_arns"),),
    "aws_api_gateway_stage": (run_time("rest_api_id"),),
    "aws_api_gateway_domain_name": (_naming("aws_api_gateway_base_path_mapping", "domain_name"),),
    "aws_api_gateway_base_path_mapping": (run_time("api_id"),),
    "aws_apigatewayv2_api": (
        run_time("target", "body"),
        _naming("aws_apigatewayv2_integration", "api_id"),
        _told_by_stages("aws_apigatewayv2_stage", "api_id", "stage_variables"),
    ),
    "aws_apigatewayv2_integration": (run_time("integration_uri", "request_parameters"),),
    "aws_apigatewayv2_authorizer": (run_time("authorizer_uri", "jwt_configuration"),),
    "aws_apigatewayv2_domain_name": (_naming("aws_apigatewayv2_api_mapping", "domain_name"),),
    "aws_apigatewayv2_api_mapping": (run_time("api_id"),),
    "aws_appsync_graphql_api": (
        run_time("lambda_authorizer_config", "user_pool_config"), _naming("aws_appsync_datasource", "api_id"),
    ),
    "aws_appsync_datasource": (
        run_time("lambda_config", "dynamodb_config", "elasticsearch_config", "opensearchservice_config",
                 "http_config", "relational_database_config"),
    ),
    "aws_kms_key": (run_time("custom_key_store_id"),),
    "aws_cloudfront_distribution": (origins,),
    "aws_globalaccelerator_accelerator": (only_group,),
    "aws_vpn_connection": (run_time("transit_gateway_id"),),
    "aws_ec2_client_vpn_endpoint": (run_time("authentication_options", "client_connect_options"),),
    "aws_glue_job": (run_time("command", "default_arguments", "non_overridable_arguments", "connections"),),
    "aws_transfer_server": (run_time("function", "url", "directory_id"),),
    **dict.fromkeys(
        ("aws_transfer_user", "aws_transfer_access"), (run_time("home_directory", "home_directory_mappings"), folders),
    ),
    **dict.fromkeys(
        ("aws_dms_replication_task", "aws_dms_replication_config"),
        (run_time("source_endpoint_arn", "target_endpoint_arn"),),
    ),
    "aws_osis_pipeline": (run_time("pipeline_configuration_body"), nat_gateways("vpc_options.subnet_ids")),
    "aws_kinesisanalyticsv2_application": (
        run_time("application_configuration"),
        nat_gateways("application_configuration.vpc_configuration.subnet_ids"),
    ),
    "aws_mwaa_environment": (
        run_time("source_bucket_arn", "airflow_configuration_options"),
        nat_gateways("network_configuration.subnet_ids"),
    ),
    "aws_workspaces_workspace": (run_time("directory_id"),),
    "aws_appstream_fleet": (run_time("domain_join_info"), nat_gateways("vpc_config.subnet_ids")),
    "aws_emr_cluster": (
        run_time("configurations_json", "bootstrap_action"),
        nat_gateways("ec2_attributes.subnet_id", "ec2_attributes.subnet_ids"),
    ),
    "aws_mskconnect_connector": (
        run_time("kafka_cluster", "connector_configuration"),
        nat_gateways("kafka_cluster.apache_kafka_cluster.vpc.subnets"),
    ),
    "aws_kinesis_analytics_application": (run_time("inputs", "outputs", "reference_data_sources"),),
    "aws_transfer_connector": (run_time("url"),),
    "aws_kendra_data_source": (run_time("configuration"),),
    "aws_bedrockagent_knowledge_base": (run_time("storage_configuration", "knowledge_base_configuration"),),
    "aws_route53_record": (run_time("alias", "records"),),
    "aws_eip": (run_time("instance", "network_interface"), _naming("aws_eip_association", "allocation_id")),
    "aws_eip_association": (run_time("instance_id", "network_interface_id"),),
    "aws_network_interface": (
        _naming("aws_instance", "network_interface.network_interface_id"),
        _naming("aws_network_interface_attachment", "network_interface_id"),
    ),
    "aws_network_interface_attachment": (run_time("instance_id"),),
    "aws_vpclattice_listener": (run_time("default_action"),),
    "aws_vpclattice_listener_rule": (run_time("action"),),
    "aws_vpclattice_target_group": (
        _naming("aws_vpclattice_target_group_attachment", "target_group_identifier"),
        _naming("aws_ecs_service", "vpc_lattice_configurations.target_group_arn"),
        _naming("aws_autoscaling_group", "traffic_source.identifier"),
        _traffic_sources,
    ),
    "aws_vpclattice_target_group_attachment": (run_time("target"),),
    "aws_emrserverless_application": (nat_gateways("network_configuration.subnet_ids"),),
    "aws_datasync_task": (run_time("source_location_arn", "destination_location_arn"),),
    **{location: (run_time(argument),) for location, argument in DATASYNC_LOCATIONS.items()},
    **dict.fromkeys(
        ("aws_storagegateway_nfs_file_share", "aws_storagegateway_smb_file_share",
         "aws_storagegateway_file_system_association"),
        (run_time("location_arn"),),
    ),
    "aws_vpc_endpoint": (
        run_time("service_name"),
        _naming("aws_api_gateway_rest_api", "endpoint_configuration.vpc_endpoint_ids"),
    ),
    "aws_vpc_endpoint_service": (run_time("network_load_balancer_arns", "gateway_load_balancer_arns"),),
}  # fmt: skip
"""The needs of services, and of what stands between them: a record leads to its target, an alias to its function."""

READS: Final = (*NEEDS, *WAYS, PROXY_TARGET, *NAMESPACES)


def run_time_needs(resource: Resource, estate: Estate) -> Iterator[Resource]:
    """What a resource cannot run without, as far as its own block and those around it say."""
    for need in NEEDS.get(resource.type, ()):
        if not isinstance(need, str):
            yield from need(Context(resource, (), estate))


def all_behind(starts: Iterable[Resource], estate: Estate) -> dict[str, Resource]:
    """Some resources with everything that they cannot run without, near or far, by id."""
    found: dict[str, Resource] = {}
    waiting = list(starts)
    while waiting:
        resource = waiting.pop()
        if resource.id not in found:
            found[resource.id] = resource
            waiting += run_time_needs(resource, estate)
    return found
