"""Types of the providers with profiles that keep data, serve, or deploy something else, and have no profile yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

KEEP_DATA: Final = frozenset({
    # Amazon Web Services
    "aws_cloud9_environment_ec2", "aws_cloudsearch_domain",
    "aws_cloudtrail_event_data_store", "aws_cloudwatch_event_archive", "aws_codeartifact_repository",
    "aws_codecommit_repository", "aws_connect_instance", "aws_customerprofiles_domain", "aws_datazone_domain",
    "aws_finspace_kx_database", "aws_finspace_kx_volume", "aws_fsx_file_cache",
    "aws_glacier_vault", "aws_kinesis_video_stream",
    "aws_lightsail_bucket", "aws_location_tracker", "aws_media_store_container",
    "aws_odb_cloud_autonomous_vm_cluster", "aws_odb_cloud_vm_cluster", "aws_pinpoint_app",
    "aws_rekognition_collection", "aws_s3control_bucket", "aws_s3vectors_vector_bucket", "aws_sagemaker_domain",
    "aws_sagemaker_feature_group", "aws_simpledb_domain",
    "aws_timestreaminfluxdb_db_cluster",
    # Microsoft Azure
    "azurerm_aadb2c_directory", "azurerm_analysis_services_server", "azurerm_confidential_ledger",
    "azurerm_cosmosdb_cassandra_cluster", "azurerm_data_lake_store", "azurerm_data_share_account",
    "azurerm_databox_edge_device", "azurerm_dedicated_hardware_security_module",
    "azurerm_dev_test_linux_virtual_machine", "azurerm_dev_test_windows_virtual_machine",
    "azurerm_elastic_cloud_elasticsearch", "azurerm_fluid_relay_server",
    "azurerm_healthcare_service", "azurerm_iot_time_series_insights_gen2_environment",
    "azurerm_iot_time_series_insights_standard_environment", "azurerm_iotcentral_application",
    "azurerm_managed_lustre_file_system",
    "azurerm_oracle_autonomous_database", "azurerm_oracle_autonomous_database_clone_from_backup",
    "azurerm_oracle_autonomous_database_clone_from_database", "azurerm_oracle_cloud_vm_cluster",
    "azurerm_oracle_exascale_database_storage_vault", "azurerm_qumulo_file_system",
    "azurerm_stack_hci_virtual_hard_disk", "azurerm_storage_sync",
    "azurerm_video_indexer_account", "azurerm_vmware_private_cloud",
    "azurerm_workloads_sap_single_node_virtual_instance", "azurerm_workloads_sap_three_tier_virtual_instance",
    # Google Cloud
    "google_active_directory_domain", "google_biglake_iceberg_table", "google_chronicle_data_table",
    "google_colab_runtime", "google_data_fusion_instance", "google_dataform_repository",
    "google_discovery_engine_data_store", "google_document_ai_warehouse_location",
    "google_firebase_data_connect_service", "google_firebase_storage_bucket", "google_firebase_storage_default_bucket",
    "google_healthcare_dataset", "google_notebooks_runtime",
    "google_oracle_database_autonomous_database", "google_oracle_database_cloud_vm_cluster",
    "google_oracle_database_db_system", "google_oracle_database_exadb_vm_cluster",
    "google_oracle_database_exascale_db_storage_vault", "google_secure_source_manager_instance",
    "google_secure_source_manager_repository", "google_sourcerepo_repository", "google_vector_search_collection",
    "google_vertex_ai_dataset", "google_vertex_ai_feature_online_store", "google_vertex_ai_featurestore",
    "google_vertex_ai_index",
    "google_vertex_ai_metadata_store", "google_vertex_ai_tensorboard", "google_vmwareengine_private_cloud",
})  # fmt: skip
"""What would be lost in silence. A type leaves the list when it gets a profile, which a test sees to."""

SERVE: Final = frozenset({
    # Amazon Web Services
    "aws_appflow_flow", "aws_bedrockagent_agent", "aws_bedrockagentcore_agent_runtime",
    "aws_bedrockagentcore_gateway", "aws_dx_hosted_connection", "aws_dx_lag", "aws_ec2_fleet",
    "aws_elastictranscoder_pipeline", "aws_gamelift_fleet", "aws_globalaccelerator_custom_routing_accelerator",
    "aws_ivs_channel", "aws_lex_bot", "aws_lexv2models_bot", "aws_lightsail_lb",
    "aws_location_place_index", "aws_m2_environment", "aws_media_convert_queue", "aws_media_package_channel",
    "aws_media_packagev2_channel_group", "aws_networkmanager_core_network", "aws_verifiedaccess_endpoint",
    "aws_workspacesweb_portal",
    # Microsoft Azure
    "azurerm_api_management_standalone_gateway", "azurerm_application_load_balancer", "azurerm_attestation_provider",
    "azurerm_bot_service_azure_bot", "azurerm_communication_service",
    "azurerm_data_lake_analytics_account", "azurerm_database_migration_service", "azurerm_email_communication_service",
    "azurerm_healthbot", "azurerm_hpc_cache", "azurerm_integration_service_environment", "azurerm_maps_account",
    "azurerm_media_services_account", "azurerm_nginx_deployment", "azurerm_powerbi_embedded",
    "azurerm_mssql_job_agent", "azurerm_system_center_virtual_machine_manager_virtual_machine_instance",
    "azurerm_trusted_signing_account", "azurerm_virtual_desktop_host_pool",
    # Google Cloud
    "google_blockchain_node_engine_blockchain_nodes", "google_ces_app", "google_compute_instance_from_machine_image",
    "google_container_aws_cluster", "google_container_azure_cluster",
    "google_data_pipeline_pipeline", "google_database_migration_service_migration_job", "google_dialogflow_agent",
    "google_dialogflow_cx_agent", "google_discovery_engine_chat_engine", "google_discovery_engine_search_engine",
    "google_dataproc_metastore_federation", "google_document_ai_processor", "google_edgecontainer_cluster",
    "google_endpoints_service", "google_eventarc_message_bus",
    "google_firebase_app_hosting_backend", "google_gkeonprem_bare_metal_cluster", "google_gkeonprem_vmware_cluster",
    "google_hypercomputecluster_cluster", "google_integration_connectors_connection", "google_network_services_gateway",
    "google_oracle_database_goldengate_deployment", "google_tpu_node",
    "google_vertex_ai_persistent_resource",
    "google_vmwareengine_cluster",
})  # fmt: skip
"""What answers, runs or moves something without data of its own, so that what needs it is judged too well."""

DEPLOY: Final = frozenset({
    "aws_cloudcontrolapi_resource", "aws_cloudformation_stack", "aws_cloudformation_stack_instances",
    "aws_cloudformation_stack_set", "aws_cloudformation_stack_set_instance",
    "aws_serverlessapplicationrepository_cloudformation_stack", "aws_servicecatalog_provisioned_product",
    "azurerm_managed_application", "azurerm_management_group_template_deployment",
    "azurerm_resource_group_template_deployment", "azurerm_subscription_template_deployment",
    "azurerm_template_deployment", "azurerm_tenant_template_deployment", "google_config_deployment",
    "google_deployment_manager_deployment",
})  # fmt: skip
"""What makes resources from a template in another language."""

READ_FOR_OTHERS: Final = frozenset({"ceph.rook.io/CephCluster"})
"""What serves or keeps data, and is read for what others say that stand on it, without a profile of its own."""

WITHOUT_PROFILE: Final[Mapping[str, frozenset[str]]] = {
    "of types that keep data and have no profile": KEEP_DATA,
    "of types that serve and have no profile": SERVE,
    "of types that deploy what is not read": DEPLOY,
}
"""The types that are named, by what is said of them."""
