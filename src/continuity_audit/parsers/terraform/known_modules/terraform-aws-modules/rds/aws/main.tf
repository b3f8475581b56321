# A stand-in for terraform-aws-modules/rds/aws: https://github.com/terraform-aws-modules/terraform-aws-rds
# Defaults: variables.tf of v7.2.0 (v7.0.0 agrees in what stands here).

variable "create_db_instance" { default = true }
variable "identifier" {}
variable "instance_use_identifier_prefix" { default = false }
variable "engine" { default = null }
variable "engine_version" { default = null }
variable "instance_class" { default = null }
variable "db_name" { default = null }
variable "availability_zone" { default = null }
variable "multi_az" { default = false }
variable "replicate_source_db" { default = null }
variable "backup_retention_period" { default = null }
variable "blue_green_update" { default = null }
variable "snapshot_identifier" { default = null }
variable "deletion_protection" { default = false }
variable "delete_automated_backups" { default = true }
variable "storage_encrypted" { default = true }
variable "kms_key_id" { default = null }
variable "port" { default = null }
variable "vpc_security_group_ids" { default = [] }
variable "region" { default = null }
variable "create_db_subnet_group" { default = false }
variable "db_subnet_group_name" { default = null }
variable "subnet_ids" { default = [] }
variable "tags" { default = {} }
variable "db_instance_tags" { default = {} }

resource "aws_db_subnet_group" "this" {
  count      = var.create_db_subnet_group ? 1 : 0
  name       = var.db_subnet_group_name
  subnet_ids = var.subnet_ids
  region     = var.region
}

resource "aws_db_instance" "this" {
  count                    = var.create_db_instance ? 1 : 0
  identifier               = var.instance_use_identifier_prefix ? null : var.identifier
  engine                   = var.engine
  engine_version           = var.engine_version
  instance_class           = var.instance_class
  db_name                  = var.db_name
  availability_zone        = var.availability_zone
  multi_az                 = var.multi_az
  replicate_source_db      = var.replicate_source_db
  backup_retention_period  = var.blue_green_update == null || var.backup_retention_period != null ? var.backup_retention_period : 1
  snapshot_identifier      = var.snapshot_identifier
  deletion_protection      = var.deletion_protection
  delete_automated_backups = var.delete_automated_backups
  storage_encrypted        = var.storage_encrypted
  kms_key_id               = var.kms_key_id
  port                     = var.port
  vpc_security_group_ids   = var.vpc_security_group_ids
  db_subnet_group_name     = var.create_db_subnet_group ? aws_db_subnet_group.this[0].name : var.db_subnet_group_name
  region                   = var.region
  tags                     = merge(var.tags, var.db_instance_tags)
}

output "db_instance_arn" { value = try(aws_db_instance.this[0].arn, null) }
output "db_instance_address" { value = try(aws_db_instance.this[0].address, null) }
output "db_instance_endpoint" { value = try(aws_db_instance.this[0].endpoint, null) }
output "db_instance_identifier" { value = try(aws_db_instance.this[0].identifier, null) }
output "db_instance_resource_id" { value = try(aws_db_instance.this[0].resource_id, null) }
output "db_instance_name" { value = try(aws_db_instance.this[0].db_name, null) }
output "db_instance_port" { value = try(aws_db_instance.this[0].port, null) }
output "db_instance_availability_zone" { value = try(aws_db_instance.this[0].availability_zone, null) }
output "db_subnet_group_id" { value = try(var.create_db_subnet_group ? aws_db_subnet_group.this[0].id : null, null) }
