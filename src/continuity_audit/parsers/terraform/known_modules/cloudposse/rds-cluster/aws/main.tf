# A stand-in for cloudposse/rds-cluster/aws: https://github.com/cloudposse/terraform-aws-rds-cluster
# Defaults: variables.tf of v2.5.0 (0.50.2 and 1.3.0 agree); a cluster of a global database is of the type `global`.

variable "db_name" { default = "" }
variable "engine" { default = "aurora" }
variable "engine_mode" { default = "provisioned" }
variable "cluster_type" { default = "regional" }
variable "cluster_size" { default = 2 }
variable "instance_type" { default = "db.t2.small" }
variable "db_cluster_instance_class" { default = null }
variable "serverlessv2_scaling_configuration" { default = null }
variable "subnets" { default = [] }
variable "subnet_group_name" { default = "" }
variable "instance_availability_zone" { default = "" }
variable "cluster_identifier" { default = "" }
variable "admin_user" { default = "admin" }
variable "manage_admin_user_password" { default = false }
variable "retention_period" { default = 5 }
variable "snapshot_identifier" { default = null }
variable "replication_source_identifier" { default = "" }
variable "source_region" { default = "" }
variable "global_cluster_identifier" { default = "" }
variable "restore_to_point_in_time" { default = [] }
variable "context" { default = {} }
variable "enabled" { default = null }
variable "namespace" { default = null }
variable "tenant" { default = null }
variable "environment" { default = null }
variable "stage" { default = null }
variable "name" { default = null }
variable "delimiter" { default = null }
variable "attributes" { default = [] }
variable "tags" { default = {} }
variable "additional_tag_map" { default = {} }
variable "label_order" { default = null }
variable "regex_replace_chars" { default = null }
variable "id_length_limit" { default = null }
variable "label_key_case" { default = null }
variable "label_value_case" { default = null }
variable "labels_as_tags" { default = ["default"] }

module "this" {
  source              = "cloudposse/label/null"
  context             = var.context
  enabled             = var.enabled
  namespace           = var.namespace
  tenant              = var.tenant
  environment         = var.environment
  stage               = var.stage
  name                = var.name
  delimiter           = var.delimiter
  attributes          = var.attributes
  tags                = var.tags
  additional_tag_map  = var.additional_tag_map
  label_order         = var.label_order
  regex_replace_chars = var.regex_replace_chars
  id_length_limit     = var.id_length_limit
  label_key_case      = var.label_key_case
  label_value_case    = var.label_value_case
  labels_as_tags      = var.labels_as_tags
}

locals {
  identifier = var.cluster_identifier == "" ? module.this.id : var.cluster_identifier
  born_with  = var.replication_source_identifier != "" || var.snapshot_identifier != null
  regional   = var.cluster_type == "regional"
  cluster    = local.regional ? aws_rds_cluster.primary[0] : aws_rds_cluster.secondary[0]
}

resource "aws_db_subnet_group" "default" {
  count      = module.this.enabled ? 1 : 0
  name       = var.subnet_group_name == "" ? module.this.id : var.subnet_group_name
  subnet_ids = var.subnets
}

resource "aws_rds_cluster" "primary" {
  count                         = module.this.enabled && local.regional ? 1 : 0
  cluster_identifier            = local.identifier
  database_name                 = var.db_name
  engine                        = var.engine
  engine_mode                   = var.engine_mode
  db_cluster_instance_class     = var.engine_mode == "serverless" ? null : var.db_cluster_instance_class
  db_subnet_group_name          = aws_db_subnet_group.default[0].name
  master_username               = local.born_with ? null : var.admin_user
  manage_master_user_password   = var.manage_admin_user_password ? true : null
  backup_retention_period       = var.retention_period
  snapshot_identifier           = var.snapshot_identifier
  replication_source_identifier = var.replication_source_identifier == "" ? null : var.replication_source_identifier
  source_region                 = var.source_region == "" ? null : var.source_region
  dynamic "restore_to_point_in_time" {
    for_each = var.restore_to_point_in_time
    content {
      source_cluster_identifier = try(restore_to_point_in_time.value.source_cluster_identifier, null)
    }
  }
  tags = module.this.tags
}

resource "aws_rds_cluster" "secondary" {
  count                       = module.this.enabled && !local.regional ? 1 : 0
  cluster_identifier          = local.identifier
  database_name               = var.db_name
  engine                      = var.engine
  engine_mode                 = var.engine_mode
  db_cluster_instance_class   = var.engine_mode == "serverless" ? null : var.db_cluster_instance_class
  db_subnet_group_name        = aws_db_subnet_group.default[0].name
  master_username             = local.born_with ? null : var.admin_user
  manage_master_user_password = var.manage_admin_user_password ? true : null
  backup_retention_period     = var.retention_period
  snapshot_identifier         = var.snapshot_identifier
  source_region               = var.source_region == "" ? null : var.source_region
  global_cluster_identifier   = var.global_cluster_identifier == "" ? null : var.global_cluster_identifier
  tags                        = module.this.tags
}

resource "aws_rds_cluster_instance" "default" {
  count                = module.this.enabled ? var.cluster_size : 0
  cluster_identifier   = local.cluster.id
  instance_class       = var.serverlessv2_scaling_configuration == null ? var.instance_type : "db.serverless"
  db_subnet_group_name = aws_db_subnet_group.default[0].name
  availability_zone    = var.instance_availability_zone == "" ? null : var.instance_availability_zone
}

output "database_name" { value = var.db_name }
output "cluster_identifier" { value = try(local.cluster.cluster_identifier, null) }
output "arn" { value = try(local.cluster.arn, null) }
output "endpoint" { value = try(local.cluster.endpoint, null) }
output "reader_endpoint" { value = try(local.cluster.reader_endpoint, null) }
output "port" { value = try(local.cluster.port, null) }
output "master_host" { value = try(local.cluster.endpoint, null) }
output "replicas_host" { value = try(local.cluster.reader_endpoint, null) }
output "cluster_resource_id" { value = try(local.cluster.cluster_resource_id, null) }
output "instance_endpoints" { value = aws_rds_cluster_instance.default[*].endpoint }
