"""What Crossplane's provider for AWS calls the resource types that are judged, or named as not judged.

By API group, without the domain of the provider, and kind: the type of Terraform that it is made of, without the
name of its provider.

Source: https://github.com/crossplane-contrib/provider-upjet-aws, apis/cluster, ``GetTerraformResourceType``
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

KINDS: Final[Mapping[str, Mapping[str, str]]] = {
    "acmpca": {
        "CertificateAuthority": "acmpca_certificate_authority",
        "CertificateAuthorityCertificate": "acmpca_certificate_authority_certificate",
        "Permission": "acmpca_permission", "Policy": "acmpca_policy",
    },
    "amp": {"Workspace": "prometheus_workspace"},
    "amplify": {"App": "amplify_app"},
    "apigateway": {
        "Authorizer": "api_gateway_authorizer", "BasePathMapping": "api_gateway_base_path_mapping",
        "Deployment": "api_gateway_deployment", "DomainName": "api_gateway_domain_name",
        "GatewayResponse": "api_gateway_gateway_response", "Integration": "api_gateway_integration",
        "IntegrationResponse": "api_gateway_integration_response", "Method": "api_gateway_method",
        "MethodResponse": "api_gateway_method_response", "MethodSettings": "api_gateway_method_settings",
        "Model": "api_gateway_model", "RequestValidator": "api_gateway_request_validator",
        "Resource": "api_gateway_resource", "RestAPI": "api_gateway_rest_api",
        "RestAPIPolicy": "api_gateway_rest_api_policy", "Stage": "api_gateway_stage", "VPCLink": "api_gateway_vpc_link",
    },
    "apigatewayv2": {
        "API": "apigatewayv2_api", "APIMapping": "apigatewayv2_api_mapping", "Authorizer": "apigatewayv2_authorizer",
        "Deployment": "apigatewayv2_deployment", "DomainName": "apigatewayv2_domain_name",
        "Integration": "apigatewayv2_integration", "IntegrationResponse": "apigatewayv2_integration_response",
        "Model": "apigatewayv2_model", "Route": "apigatewayv2_route", "RouteResponse": "apigatewayv2_route_response",
        "Stage": "apigatewayv2_stage",
    },
    "appautoscaling": {
        "Policy": "appautoscaling_policy", "ScheduledAction": "appautoscaling_scheduled_action",
        "Target": "appautoscaling_target",
    },
    "appflow": {"Flow": "appflow_flow"},
    "apprunner": {
        "AutoScalingConfigurationVersion": "apprunner_auto_scaling_configuration_version",
        "Service": "apprunner_service",
    },
    "appsync": {
        "APICache": "appsync_api_cache", "APIKey": "appsync_api_key", "Datasource": "appsync_datasource",
        "Function": "appsync_function", "GraphQLAPI": "appsync_graphql_api", "Resolver": "appsync_resolver",
    },
    "autoscaling": {
        "Attachment": "autoscaling_attachment", "AutoscalingGroup": "autoscaling_group",
        "LaunchConfiguration": "launch_configuration", "LifecycleHook": "autoscaling_lifecycle_hook",
        "Policy": "autoscaling_policy", "Schedule": "autoscaling_schedule",
    },
    "backup": {
        "Plan": "backup_plan", "RegionSettings": "backup_region_settings", "Selection": "backup_selection",
        "Vault": "backup_vault", "VaultLockConfiguration": "backup_vault_lock_configuration",
    },
    "batch": {
        "ComputeEnvironment": "batch_compute_environment", "JobDefinition": "batch_job_definition",
        "JobQueue": "batch_job_queue",
    },
    "bedrockagent": {"Agent": "bedrockagent_agent"},
    "cloud9": {"EnvironmentEC2": "cloud9_environment_ec2"},
    "cloudcontrol": {"Resource": "cloudcontrolapi_resource"},
    "cloudformation": {
        "Stack": "cloudformation_stack", "StackSet": "cloudformation_stack_set",
        "StackSetInstance": "cloudformation_stack_set_instance",
    },
    "cloudfront": {"Distribution": "cloudfront_distribution"},
    "cloudsearch": {"Domain": "cloudsearch_domain"},
    "cloudtrail": {"Trail": "cloudtrail"},
    "cloudwatch": {"MetricAlarm": "cloudwatch_metric_alarm"},
    "cloudwatchevents": {
        "Archive": "cloudwatch_event_archive", "Bus": "cloudwatch_event_bus", "Rule": "cloudwatch_event_rule",
        "Target": "cloudwatch_event_target",
    },
    "codeartifact": {"Repository": "codeartifact_repository"},
    "codecommit": {"Repository": "codecommit_repository"},
    "cognitoidentity": {
        "Pool": "cognito_identity_pool", "PoolRolesAttachment": "cognito_identity_pool_roles_attachment",
    },
    "cognitoidp": {
        "IdentityProvider": "cognito_identity_provider", "ResourceServer": "cognito_resource_server",
        "UserGroup": "cognito_user_group", "UserPool": "cognito_user_pool",
        "UserPoolClient": "cognito_user_pool_client", "UserPoolDomain": "cognito_user_pool_domain",
    },
    "configservice": {"DeliveryChannel": "config_delivery_channel"},
    "connect": {"Instance": "connect_instance"},
    "datasync": {"LocationS3": "datasync_location_s3", "Task": "datasync_task"},
    "dax": {"Cluster": "dax_cluster"},
    "directconnect": {
        "Connection": "dx_connection", "PrivateVirtualInterface": "dx_private_virtual_interface",
        "TransitVirtualInterface": "dx_transit_virtual_interface",
    },
    "dlm": {"LifecyclePolicy": "dlm_lifecycle_policy"},
    "dms": {
        "Endpoint": "dms_endpoint", "ReplicationInstance": "dms_replication_instance",
        "ReplicationTask": "dms_replication_task", "S3Endpoint": "dms_s3_endpoint",
    },
    "docdb": {
        "Cluster": "docdb_cluster", "ClusterInstance": "docdb_cluster_instance",
        "GlobalCluster": "docdb_global_cluster",
    },
    "ds": {
        "ConditionalForwarder": "directory_service_conditional_forwarder", "Directory": "directory_service_directory",
    },
    "dsql": {"Cluster": "dsql_cluster", "ClusterPeering": "dsql_cluster_peering"},
    "dynamodb": {
        "GlobalTable": "dynamodb_global_table", "Table": "dynamodb_table", "TableReplica": "dynamodb_table_replica",
    },
    "ec2": {
        "DefaultRouteTable": "default_route_table", "EBSVolume": "ebs_volume", "EIP": "eip",
        "EIPAssociation": "eip_association", "FlowLog": "flow_log", "Instance": "instance",
        "InstanceState": "ec2_instance_state", "LaunchTemplate": "launch_template",
        "MainRouteTableAssociation": "main_route_table_association", "NATGateway": "nat_gateway",
        "NetworkInterface": "network_interface", "NetworkInterfaceAttachment": "network_interface_attachment",
        "Route": "route", "RouteTable": "route_table", "RouteTableAssociation": "route_table_association",
        "SpotFleetRequest": "spot_fleet_request", "SpotInstanceRequest": "spot_instance_request", "Subnet": "subnet",
        "TransitGateway": "ec2_transit_gateway",
        "TransitGatewayPeeringAttachment": "ec2_transit_gateway_peering_attachment",
        "TransitGatewayRouteTable": "ec2_transit_gateway_route_table",
        "TransitGatewayVPCAttachment": "ec2_transit_gateway_vpc_attachment", "VPC": "vpc",
        "VPCEndpoint": "vpc_endpoint", "VPCEndpointService": "vpc_endpoint_service", "VPNConnection": "vpn_connection",
        "VPNConnectionRoute": "vpn_connection_route", "VolumeAttachment": "volume_attachment",
    },
    "ecr": {
        "LifecyclePolicy": "ecr_lifecycle_policy", "ReplicationConfiguration": "ecr_replication_configuration",
        "Repository": "ecr_repository", "RepositoryPolicy": "ecr_repository_policy",
    },
    "ecrpublic": {"Repository": "ecrpublic_repository", "RepositoryPolicy": "ecrpublic_repository_policy"},
    "ecs": {
        "CapacityProvider": "ecs_capacity_provider", "Cluster": "ecs_cluster",
        "ClusterCapacityProviders": "ecs_cluster_capacity_providers", "Service": "ecs_service",
        "TaskDefinition": "ecs_task_definition",
    },
    "efs": {
        "AccessPoint": "efs_access_point", "BackupPolicy": "efs_backup_policy", "FileSystem": "efs_file_system",
        "FileSystemPolicy": "efs_file_system_policy", "MountTarget": "efs_mount_target",
        "ReplicationConfiguration": "efs_replication_configuration",
    },
    "eks": {
        "AccessEntry": "eks_access_entry", "Addon": "eks_addon", "Cluster": "eks_cluster",
        "FargateProfile": "eks_fargate_profile", "NodeGroup": "eks_node_group",
        "PodIdentityAssociation": "eks_pod_identity_association",
    },
    "elasticache": {
        "Cluster": "elasticache_cluster", "GlobalReplicationGroup": "elasticache_global_replication_group",
        "ReplicationGroup": "elasticache_replication_group", "ServerlessCache": "elasticache_serverless_cache",
    },
    "elasticsearch": {"Domain": "elasticsearch_domain"},
    "elb": {"Attachment": "elb_attachment", "ELB": "elb"},
    "elbv2": {
        "LB": "lb", "LBListener": "lb_listener", "LBListenerCertificate": "lb_listener_certificate",
        "LBListenerRule": "lb_listener_rule", "LBTargetGroup": "lb_target_group",
        "LBTargetGroupAttachment": "lb_target_group_attachment",
    },
    "emrserverless": {"Application": "emrserverless_application"},
    "firehose": {"DeliveryStream": "kinesis_firehose_delivery_stream"},
    "fsx": {
        "DataRepositoryAssociation": "fsx_data_repository_association", "LustreFileSystem": "fsx_lustre_file_system",
        "OntapFileSystem": "fsx_ontap_file_system", "OntapStorageVirtualMachine": "fsx_ontap_storage_virtual_machine",
        "WindowsFileSystem": "fsx_windows_file_system",
    },
    "gamelift": {"Fleet": "gamelift_fleet"},
    "glacier": {"Vault": "glacier_vault"},
    "globalaccelerator": {
        "Accelerator": "globalaccelerator_accelerator", "EndpointGroup": "globalaccelerator_endpoint_group",
        "Listener": "globalaccelerator_listener",
    },
    "glue": {"Connection": "glue_connection", "Job": "glue_job", "Trigger": "glue_trigger"},
    "grafana": {"Workspace": "grafana_workspace"},
    "iam": {"Policy": "iam_policy", "RolePolicy": "iam_role_policy"},
    "ivs": {"Channel": "ivs_channel"},
    "kafka": {
        "Cluster": "msk_cluster", "Configuration": "msk_configuration", "Replicator": "msk_replicator",
        "ServerlessCluster": "msk_serverless_cluster",
    },
    "kafkaconnect": {"Connector": "mskconnect_connector"},
    "kendra": {"Index": "kendra_index"},
    "keyspaces": {"Keyspace": "keyspaces_keyspace", "Table": "keyspaces_table"},
    "kinesis": {"Stream": "kinesis_stream"},
    "kinesisanalytics": {"Application": "kinesis_analytics_application"},
    "kinesisanalyticsv2": {"Application": "kinesisanalyticsv2_application"},
    "kinesisvideo": {"Stream": "kinesis_video_stream"},
    "kms": {
        "Alias": "kms_alias", "ExternalKey": "kms_external_key", "Key": "kms_key",
        "ReplicaExternalKey": "kms_replica_external_key", "ReplicaKey": "kms_replica_key",
    },
    "lambda": {
        "Alias": "lambda_alias", "EventSourceMapping": "lambda_event_source_mapping", "Function": "lambda_function",
        "FunctionEventInvokeConfig": "lambda_function_event_invoke_config", "FunctionURL": "lambda_function_url",
        "Permission": "lambda_permission", "ProvisionedConcurrencyConfig": "lambda_provisioned_concurrency_config",
    },
    "lexmodels": {"Bot": "lex_bot"},
    "lightsail": {
        "Bucket": "lightsail_bucket", "ContainerService": "lightsail_container_service", "Disk": "lightsail_disk",
        "Instance": "lightsail_instance", "LB": "lightsail_lb",
    },
    "medialive": {"Channel": "medialive_channel"},
    "mediastore": {"Container": "media_store_container"},
    "memorydb": {
        "Cluster": "memorydb_cluster", "MultiRegionCluster": "memorydb_multi_region_cluster",
        "SubnetGroup": "memorydb_subnet_group",
    },
    "mq": {"Broker": "mq_broker"},
    "mwaa": {"Environment": "mwaa_environment"},
    "neptune": {
        "Cluster": "neptune_cluster", "ClusterInstance": "neptune_cluster_instance",
        "GlobalCluster": "neptune_global_cluster",
    },
    "opensearch": {"Domain": "opensearch_domain"},
    "opensearchserverless": {"Collection": "opensearchserverless_collection"},
    "osis": {"Pipeline": "osis_pipeline"},
    "pinpoint": {"App": "pinpoint_app"},
    "pipes": {"Pipe": "pipes_pipe"},
    "qldb": {"Ledger": "qldb_ledger"},
    "rds": {
        "Cluster": "rds_cluster", "ClusterInstance": "rds_cluster_instance",
        "DBInstanceAutomatedBackupsReplication": "db_instance_automated_backups_replication",
        "GlobalCluster": "rds_global_cluster", "Instance": "db_instance", "Proxy": "db_proxy",
        "ProxyEndpoint": "db_proxy_endpoint", "ProxyTarget": "db_proxy_target", "SubnetGroup": "db_subnet_group",
    },
    "redshift": {
        "Cluster": "redshift_cluster", "SnapshotScheduleAssociation": "redshift_snapshot_schedule_association",
    },
    "redshiftserverless": {
        "RedshiftServerlessNamespace": "redshiftserverless_namespace", "Workgroup": "redshiftserverless_workgroup",
    },
    "route53": {
        "HealthCheck": "route53_health_check", "Record": "route53_record", "Zone": "route53_zone",
        "ZoneAssociation": "route53_zone_association",
    },
    "route53resolver": {"Endpoint": "route53_resolver_endpoint", "Rule": "route53_resolver_rule"},
    "s3": {
        "Bucket": "s3_bucket", "BucketACL": "s3_bucket_acl", "BucketCorsConfiguration": "s3_bucket_cors_configuration",
        "BucketInventory": "s3_bucket_inventory", "BucketLifecycleConfiguration": "s3_bucket_lifecycle_configuration",
        "BucketLogging": "s3_bucket_logging", "BucketNotification": "s3_bucket_notification",
        "BucketObject": "s3_bucket_object", "BucketObjectLockConfiguration": "s3_bucket_object_lock_configuration",
        "BucketPolicy": "s3_bucket_policy", "BucketReplicationConfiguration": "s3_bucket_replication_configuration",
        "BucketServerSideEncryptionConfiguration": "s3_bucket_server_side_encryption_configuration",
        "BucketVersioning": "s3_bucket_versioning", "BucketWebsiteConfiguration": "s3_bucket_website_configuration",
        "DirectoryBucket": "s3_directory_bucket", "Object": "s3_object",
    },
    "s3control": {"AccessPoint": "s3_access_point", "MultiRegionAccessPoint": "s3control_multi_region_access_point"},
    "s3vectors": {"VectorBucket": "s3vectors_vector_bucket"},
    "sagemaker": {
        "Domain": "sagemaker_domain", "Endpoint": "sagemaker_endpoint", "FeatureGroup": "sagemaker_feature_group",
        "NotebookInstance": "sagemaker_notebook_instance",
    },
    "scheduler": {"Schedule": "scheduler_schedule"},
    "secretsmanager": {
        "Secret": "secretsmanager_secret", "SecretPolicy": "secretsmanager_secret_policy",
        "SecretRotation": "secretsmanager_secret_rotation", "SecretVersion": "secretsmanager_secret_version",
    },
    "serverlessrepo": {"CloudFormationStack": "serverlessapplicationrepository_cloudformation_stack"},
    "servicediscovery": {
        "HTTPNamespace": "service_discovery_http_namespace",
        "PrivateDNSNamespace": "service_discovery_private_dns_namespace",
        "PublicDNSNamespace": "service_discovery_public_dns_namespace", "Service": "service_discovery_service",
    },
    "sfn": {"StateMachine": "sfn_state_machine"},
    "sns": {"Topic": "sns_topic"},
    "sqs": {"Queue": "sqs_queue"},
    "ssm": {"Parameter": "ssm_parameter"},
    "timestreaminfluxdb": {
        "DBCluster": "timestreaminfluxdb_db_cluster", "DBInstance": "timestreaminfluxdb_db_instance",
    },
    "timestreamwrite": {"Database": "timestreamwrite_database", "Table": "timestreamwrite_table"},
    "transfer": {"Connector": "transfer_connector", "Server": "transfer_server", "User": "transfer_user"},
    "vpclattice": {"Service": "vpclattice_service"},
    "workspaces": {"Directory": "workspaces_directory"},
}  # fmt: skip

__all__ = ["KINDS"]
