# A stand-in for cloudposse/rds/aws: https://github.com/cloudposse/terraform-aws-rds
# Defaults: variables.tf of v1.3.0 (0.43.0 agrees); a replica names its source.

variable "database_name" { default = null }
variable "multi_az" { default = false }
variable "engine" { default = null }
variable "subnet_ids" { default = [] }
variable "availability_zone" { default = null }
variable "db_subnet_group_name" { default = null }
variable "backup_retention_period" { default = 0 }
variable "snapshot_identifier" { default = null }
variable "replicate_source_db" { default = null }
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
  own_group = module.this.enabled && length(var.subnet_ids) > 0 && var.db_subnet_group_name == null
}

resource "aws_db_subnet_group" "default" {
  count      = local.own_group ? 1 : 0
  name       = module.this.id
  subnet_ids = var.subnet_ids
}

resource "aws_db_instance" "default" {
  count                   = module.this.enabled ? 1 : 0
  identifier              = module.this.id
  db_name                 = var.database_name
  engine                  = var.replicate_source_db == null ? var.engine : null
  db_subnet_group_name    = local.own_group ? aws_db_subnet_group.default[0].name : var.db_subnet_group_name
  availability_zone       = var.multi_az ? null : var.availability_zone
  multi_az                = var.multi_az
  snapshot_identifier     = var.snapshot_identifier
  backup_retention_period = var.backup_retention_period
  replicate_source_db     = var.replicate_source_db
  tags                    = module.this.tags
}

output "instance_id" { value = try(aws_db_instance.default[0].identifier, null) }
output "instance_arn" { value = try(aws_db_instance.default[0].arn, null) }
output "instance_address" { value = try(aws_db_instance.default[0].address, null) }
output "instance_endpoint" { value = try(aws_db_instance.default[0].endpoint, null) }
output "hostname" { value = try(aws_db_instance.default[0].address, null) }
output "subnet_group_id" { value = try(aws_db_subnet_group.default[0].id, null) }
output "master_user_secret" { value = try(aws_db_instance.default[0].master_user_secret, null) }
