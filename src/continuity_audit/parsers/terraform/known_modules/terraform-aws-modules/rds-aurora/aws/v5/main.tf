# A stand-in for terraform-aws-modules/rds-aurora/aws: https://github.com/terraform-aws-modules/terraform-aws-rds-aurora
# Defaults: variables.tf of v5.3.0: the instances are a number, `replica_count`.

variable "create_cluster" { default = true }
variable "name" { default = "" }
variable "cluster_use_name_prefix" { default = false }
variable "database_name" { default = null }
variable "engine" { default = null }
variable "engine_version" { default = null }
variable "engine_mode" { default = "provisioned" }
variable "username" { default = "root" }
variable "global_cluster_identifier" { default = "" }
variable "replication_source_identifier" { default = null }
variable "source_region" { default = null }
variable "snapshot_identifier" { default = null }
variable "availability_zones" { default = null }
variable "allocated_storage" { default = null }
variable "db_cluster_instance_class" { default = null }
variable "backup_retention_period" { default = 7 }
variable "deletion_protection" { default = null }
variable "storage_encrypted" { default = true }
variable "kms_key_id" { default = null }
variable "port" { default = null }
variable "vpc_security_group_ids" { default = [] }
variable "region" { default = null }
variable "db_subnet_group_name" { default = "" }
variable "subnets" { default = [] }
variable "replica_count" { default = 1 }
variable "replica_scale_enabled" { default = false }
variable "replica_scale_min" { default = 2 }
variable "tags" { default = {} }
variable "cluster_tags" { default = {} }

resource "aws_db_subnet_group" "this" {
  count      = var.create_cluster && (var.db_subnet_group_name == "") ? 1 : 0
  name       = var.name
  subnet_ids = var.subnets
  region     = var.region
}

resource "aws_rds_cluster" "this" {
  count                         = var.create_cluster ? 1 : 0
  cluster_identifier            = var.cluster_use_name_prefix ? null : var.name
  database_name                 = var.database_name
  engine                        = var.engine
  engine_version                = var.engine_version
  engine_mode                   = var.engine_mode
  master_username               = var.username
  global_cluster_identifier     = var.global_cluster_identifier == "" ? null : var.global_cluster_identifier
  replication_source_identifier = var.replication_source_identifier
  source_region                 = var.source_region
  snapshot_identifier           = var.snapshot_identifier
  availability_zones            = var.availability_zones
  allocated_storage             = var.allocated_storage
  db_cluster_instance_class     = var.allocated_storage == null ? null : var.db_cluster_instance_class
  backup_retention_period       = var.backup_retention_period
  deletion_protection           = var.deletion_protection
  storage_encrypted             = var.storage_encrypted
  kms_key_id                    = var.kms_key_id
  port                          = var.port
  vpc_security_group_ids        = var.vpc_security_group_ids
  db_subnet_group_name          = (var.db_subnet_group_name == "") ? aws_db_subnet_group.this[0].name : var.db_subnet_group_name
  region                        = var.region
  tags                          = merge(var.tags, var.cluster_tags)
}

resource "aws_rds_cluster_instance" "this" {
  count              = var.create_cluster ? (var.replica_scale_enabled ? var.replica_scale_min : var.replica_count) : 0
  cluster_identifier = aws_rds_cluster.this[0].id
  engine             = var.engine
  region             = var.region
}

output "cluster_arn" { value = try(aws_rds_cluster.this[0].arn, null) }
output "cluster_id" { value = try(aws_rds_cluster.this[0].id, null) }
output "cluster_resource_id" { value = try(aws_rds_cluster.this[0].cluster_resource_id, null) }
output "cluster_endpoint" { value = try(aws_rds_cluster.this[0].endpoint, null) }
output "cluster_reader_endpoint" { value = try(aws_rds_cluster.this[0].reader_endpoint, null) }
output "cluster_database_name" { value = var.database_name }
output "cluster_port" { value = try(aws_rds_cluster.this[0].port, null) }
output "db_subnet_group_name" { value = try((var.db_subnet_group_name == "") ? aws_db_subnet_group.this[0].name : var.db_subnet_group_name, null) }
output "this_rds_cluster_arn" { value = try(aws_rds_cluster.this[0].arn, null) }
output "this_rds_cluster_id" { value = try(aws_rds_cluster.this[0].id, null) }
output "this_rds_cluster_endpoint" { value = try(aws_rds_cluster.this[0].endpoint, null) }
