# A stand-in for terraform-aws-modules/rds-aurora/aws: https://github.com/terraform-aws-modules/terraform-aws-rds-aurora
# Defaults: variables.tf of v10.2.0. With version 10 `cluster_instance_class` took the place of `db_cluster_instance_class`.

variable "create" { default = true }
variable "name" { default = "" }
variable "cluster_use_name_prefix" { default = false }
variable "database_name" { default = null }
variable "engine" { default = null }
variable "engine_version" { default = null }
variable "engine_mode" { default = "provisioned" }
variable "master_username" { default = null }
variable "is_primary_cluster" { default = true }
variable "manage_master_user_password" { default = true }
variable "global_cluster_identifier" { default = null }
variable "replication_source_identifier" { default = null }
variable "source_region" { default = null }
variable "snapshot_identifier" { default = null }
variable "restore_to_point_in_time" { default = null }
variable "s3_import" { default = null }
variable "availability_zones" { default = null }
variable "allocated_storage" { default = null }
variable "cluster_instance_class" { default = null }
variable "backup_retention_period" { default = null }
variable "deletion_protection" { default = null }
variable "storage_encrypted" { default = true }
variable "kms_key_id" { default = null }
variable "port" { default = null }
variable "vpc_security_group_ids" { default = [] }
variable "region" { default = null }
variable "create_db_subnet_group" { default = false }
variable "db_subnet_group_name" { default = "" }
variable "subnets" { default = [] }
variable "instances" {
  default  = {}
  nullable = false
}
variable "autoscaling_enabled" { default = false }
variable "autoscaling_min_capacity" { default = 0 }
variable "autoscaling_max_capacity" { default = 2 }
variable "shard_group" { default = null }
variable "tags" { default = {} }
variable "cluster_tags" { default = {} }

resource "aws_db_subnet_group" "this" {
  count      = var.create && var.create_db_subnet_group ? 1 : 0
  name       = var.db_subnet_group_name == "" || var.db_subnet_group_name == null ? var.name : var.db_subnet_group_name
  subnet_ids = var.subnets
  region     = var.region
}

resource "aws_rds_cluster" "this" {
  count                         = var.create ? 1 : 0
  cluster_identifier            = var.cluster_use_name_prefix ? null : var.name
  database_name                 = var.is_primary_cluster ? var.database_name : null
  engine                        = var.engine
  engine_version                = var.engine_version
  engine_mode                   = var.engine_mode
  manage_master_user_password   = var.global_cluster_identifier == null && var.manage_master_user_password ? true : null
  master_username               = var.is_primary_cluster ? var.master_username : null
  global_cluster_identifier     = var.global_cluster_identifier
  replication_source_identifier = var.replication_source_identifier
  source_region                 = var.source_region
  snapshot_identifier           = var.snapshot_identifier
  availability_zones            = var.availability_zones
  allocated_storage             = var.allocated_storage
  db_cluster_instance_class     = var.allocated_storage == null ? null : var.cluster_instance_class
  backup_retention_period       = var.backup_retention_period
  deletion_protection           = var.deletion_protection
  storage_encrypted             = var.storage_encrypted
  kms_key_id                    = var.kms_key_id
  port                          = var.port
  vpc_security_group_ids        = var.vpc_security_group_ids
  db_subnet_group_name          = var.create_db_subnet_group ? aws_db_subnet_group.this[0].name : var.db_subnet_group_name
  region                        = var.region
  tags                          = merge(var.tags, var.cluster_tags)
  dynamic "restore_to_point_in_time" {
    for_each = var.restore_to_point_in_time == null ? [] : [1]
    content {}
  }
  dynamic "s3_import" {
    for_each = var.s3_import == null || var.engine_mode == "serverless" ? [] : [1]
    content {}
  }
}

resource "aws_rds_cluster_instance" "this" {
  for_each           = { for key, settings in var.instances : key => settings if var.create && var.engine_mode != "serverless" }
  cluster_identifier = aws_rds_cluster.this[0].id
  availability_zone  = try(each.value.availability_zone, null)
  engine             = var.engine
  region             = var.region
}

resource "aws_appautoscaling_target" "this" {
  count              = var.create && var.autoscaling_enabled && var.engine_mode != "serverless" ? 1 : 0
  min_capacity       = var.autoscaling_min_capacity
  max_capacity       = var.autoscaling_max_capacity
  resource_id        = "cluster:${aws_rds_cluster.this[0].cluster_identifier}"
  scalable_dimension = "rds:cluster:ReadReplicaCount"
  service_namespace  = "rds"
}

resource "aws_rds_shard_group" "this" {
  count                 = var.create && var.shard_group != null ? 1 : 0
  db_cluster_identifier = aws_rds_cluster.this[0].id
  compute_redundancy    = try(var.shard_group.compute_redundancy, null)
}

output "cluster_arn" { value = try(aws_rds_cluster.this[0].arn, null) }
output "cluster_id" { value = try(aws_rds_cluster.this[0].id, null) }
output "cluster_resource_id" { value = try(aws_rds_cluster.this[0].cluster_resource_id, null) }
output "cluster_endpoint" { value = try(aws_rds_cluster.this[0].endpoint, null) }
output "cluster_reader_endpoint" { value = try(aws_rds_cluster.this[0].reader_endpoint, null) }
output "cluster_database_name" { value = var.database_name }
output "cluster_port" { value = try(aws_rds_cluster.this[0].port, null) }
output "db_subnet_group_name" { value = try(var.create_db_subnet_group ? aws_db_subnet_group.this[0].name : var.db_subnet_group_name, null) }
