# A stand-in for cloudposse/efs/aws: https://github.com/cloudposse/terraform-aws-efs
# Defaults: variables.tf of v1.5.0 (0.35.0 agrees); a mount target in each subnet, and no backups.

variable "availability_zone_name" { default = null }
variable "subnets" { default = [] }
variable "efs_backup_policy_enabled" { default = false }
variable "access_points" { default = {} }
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

resource "aws_efs_file_system" "default" {
  count                  = module.this.enabled ? 1 : 0
  availability_zone_name = var.availability_zone_name
  tags                   = module.this.tags
}

resource "aws_efs_mount_target" "default" {
  count          = module.this.enabled ? length(var.subnets) : 0
  file_system_id = aws_efs_file_system.default[0].id
  subnet_id      = var.subnets[count.index]
}

resource "aws_efs_access_point" "default" {
  for_each       = { for key, point in var.access_points : key => point if module.this.enabled }
  file_system_id = aws_efs_file_system.default[0].id
}

resource "aws_efs_backup_policy" "policy" {
  count          = module.this.enabled ? 1 : 0
  file_system_id = aws_efs_file_system.default[0].id
  backup_policy {
    status = var.efs_backup_policy_enabled ? "ENABLED" : "DISABLED"
  }
}

output "id" { value = try(aws_efs_file_system.default[0].id, null) }
output "arn" { value = try(aws_efs_file_system.default[0].arn, null) }
output "dns_name" { value = try(aws_efs_file_system.default[0].dns_name, null) }
output "host" { value = try(aws_efs_file_system.default[0].dns_name, null) }
output "access_point_arns" { value = { for key, point in aws_efs_access_point.default : key => point.arn } }
output "access_point_ids" { value = { for key, point in aws_efs_access_point.default : key => point.id } }
