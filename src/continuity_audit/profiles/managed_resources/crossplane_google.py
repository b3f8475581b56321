"""What Crossplane's provider for Google Cloud calls the resource types that are judged, or named as not judged.

By API group, without the domain of the provider, and kind: the type of Terraform that it is made of, without the
name of its provider.

Source: https://github.com/crossplane-contrib/provider-upjet-gcp, apis/cluster, ``GetTerraformResourceType``
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

KINDS: Final[Mapping[str, Mapping[str, str]]] = {
    "activedirectory": {"Domain": "active_directory_domain"},
    "alloydb": {"Backup": "alloydb_backup", "Cluster": "alloydb_cluster", "Instance": "alloydb_instance"},
    "apigee": {"Instance": "apigee_instance", "InstanceAttachment": "apigee_instance_attachment"},
    "appengine": {"Application": "app_engine_application", "StandardAppVersion": "app_engine_standard_app_version"},
    "artifact": {"RegistryRepository": "artifact_registry_repository"},
    "bigquery": {
        "DataTransferConfig": "bigquery_data_transfer_config", "Dataset": "bigquery_dataset",
        "Routine": "bigquery_routine", "Table": "bigquery_table",
    },
    "bigtable": {
        "AppProfile": "bigtable_app_profile", "GarbageCollectionPolicy": "bigtable_gc_policy",
        "Instance": "bigtable_instance", "Table": "bigtable_table",
    },
    "cloudfunctions": {"Function": "cloudfunctions_function"},
    "cloudfunctions2": {"Function": "cloudfunctions2_function"},
    "cloudrun": {"Service": "cloud_run_service", "V2Job": "cloud_run_v2_job", "V2Service": "cloud_run_v2_service"},
    "cloudtasks": {"Queue": "cloud_tasks_queue"},
    "composer": {"Environment": "composer_environment"},
    "compute": {
        "Address": "compute_address", "AttachedDisk": "compute_attached_disk", "Autoscaler": "compute_autoscaler",
        "BackendBucket": "compute_backend_bucket", "BackendService": "compute_backend_service", "Disk": "compute_disk",
        "DiskResourcePolicyAttachment": "compute_disk_resource_policy_attachment",
        "ForwardingRule": "compute_forwarding_rule", "GlobalAddress": "compute_global_address",
        "GlobalForwardingRule": "compute_global_forwarding_rule",
        "GlobalNetworkEndpoint": "compute_global_network_endpoint",
        "GlobalNetworkEndpointGroup": "compute_global_network_endpoint_group", "HaVPNGateway": "compute_ha_vpn_gateway",
        "Instance": "compute_instance", "InstanceFromTemplate": "compute_instance_from_template",
        "InstanceGroup": "compute_instance_group", "InstanceGroupManager": "compute_instance_group_manager",
        "InstanceTemplate": "compute_instance_template", "InterconnectAttachment": "compute_interconnect_attachment",
        "Network": "compute_network", "NetworkEndpoint": "compute_network_endpoint",
        "NetworkEndpointGroup": "compute_network_endpoint_group", "PerInstanceConfig": "compute_per_instance_config",
        "ProjectMetadata": "compute_project_metadata", "ProjectMetadataItem": "compute_project_metadata_item",
        "RegionAutoscaler": "compute_region_autoscaler", "RegionBackendService": "compute_region_backend_service",
        "RegionDisk": "compute_region_disk",
        "RegionDiskResourcePolicyAttachment": "compute_region_disk_resource_policy_attachment",
        "RegionInstanceGroupManager": "compute_region_instance_group_manager",
        "RegionNetworkEndpointGroup": "compute_region_network_endpoint_group",
        "RegionPerInstanceConfig": "compute_region_per_instance_config",
        "RegionTargetHTTPProxy": "compute_region_target_http_proxy",
        "RegionTargetHTTPSProxy": "compute_region_target_https_proxy",
        "RegionTargetTCPProxy": "compute_region_target_tcp_proxy", "RegionURLMap": "compute_region_url_map",
        "ResourcePolicy": "compute_resource_policy", "Router": "compute_router", "RouterNAT": "compute_router_nat",
        "TargetGRPCProxy": "compute_target_grpc_proxy", "TargetHTTPProxy": "compute_target_http_proxy",
        "TargetHTTPSProxy": "compute_target_https_proxy", "TargetInstance": "compute_target_instance",
        "TargetPool": "compute_target_pool", "TargetSSLProxy": "compute_target_ssl_proxy",
        "TargetTCPProxy": "compute_target_tcp_proxy", "URLMap": "compute_url_map", "VPNGateway": "compute_vpn_gateway",
        "VPNTunnel": "compute_vpn_tunnel",
    },
    "container": {"Cluster": "container_cluster", "NodePool": "container_node_pool", "Registry": "container_registry"},
    "containeraws": {"Cluster": "container_aws_cluster"},
    "containerazure": {"Cluster": "container_azure_cluster"},
    "dataflow": {"Job": "dataflow_job"},
    "datafusion": {"Instance": "data_fusion_instance"},
    "dataproc": {"Cluster": "dataproc_cluster", "MetastoreService": "dataproc_metastore_service"},
    "datastream": {"Stream": "datastream_stream"},
    "dialogflowcx": {"Agent": "dialogflow_cx_agent"},
    "dns": {"ManagedZone": "dns_managed_zone", "RecordSet": "dns_record_set"},
    "filestore": {"Backup": "filestore_backup", "Instance": "filestore_instance", "Snapshot": "filestore_snapshot"},
    "firestore": {"Database": "firestore_database", "Field": "firestore_field", "Index": "firestore_index"},
    "gke": {"BackupBackupPlan": "gke_backup_backup_plan"},
    "healthcare": {"Dataset": "healthcare_dataset"},
    "identityplatform": {
        "Config": "identity_platform_config", "Tenant": "identity_platform_tenant",
        "TenantDefaultSupportedIdPConfig": "identity_platform_tenant_default_supported_idp_config",
        "TenantInboundSAMLConfig": "identity_platform_tenant_inbound_saml_config",
        "TenantOAuthIdPConfig": "identity_platform_tenant_oauth_idp_config",
    },
    "kms": {"CryptoKey": "kms_crypto_key", "CryptoKeyVersion": "kms_crypto_key_version", "KeyRing": "kms_key_ring"},
    "logging": {"FolderSink": "logging_folder_sink", "ProjectSink": "logging_project_sink"},
    "memcache": {"Instance": "memcache_instance"},
    "memorystore": {"Instance": "memorystore_instance"},
    "networkservices": {"Gateway": "network_services_gateway"},
    "notebooks": {"Instance": "notebooks_instance", "Runtime": "notebooks_runtime"},
    "privateca": {"CertificateAuthority": "privateca_certificate_authority"},
    "pubsub": {
        "LiteSubscription": "pubsub_lite_subscription", "LiteTopic": "pubsub_lite_topic",
        "Subscription": "pubsub_subscription", "Topic": "pubsub_topic",
    },
    "redis": {"Cluster": "redis_cluster", "Instance": "redis_instance"},
    "secretmanager": {"Secret": "secret_manager_secret", "SecretVersion": "secret_manager_secret_version"},
    "sourcerepo": {"Repository": "sourcerepo_repository"},
    "spanner": {
        "BackupSchedule": "spanner_backup_schedule", "Database": "spanner_database", "Instance": "spanner_instance",
    },
    "sql": {"Database": "sql_database", "DatabaseInstance": "sql_database_instance", "User": "sql_user"},
    "storage": {
        "Bucket": "storage_bucket", "BucketIAMMember": "storage_bucket_iam_member",
        "BucketIAMPolicy": "storage_bucket_iam_policy", "BucketObject": "storage_bucket_object",
        "DefaultObjectACL": "storage_default_object_acl", "HMACKey": "storage_hmac_key",
        "ManagedFolder": "storage_managed_folder", "Notification": "storage_notification",
    },
    "storagetransfer": {"Job": "storage_transfer_job"},
    "vertexai": {"Featurestore": "vertex_ai_featurestore", "Tensorboard": "vertex_ai_tensorboard"},
    "vpcaccess": {"Connector": "vpc_access_connector"},
    "workflows": {"Workflow": "workflows_workflow"},
}  # fmt: skip

__all__ = ["KINDS"]
