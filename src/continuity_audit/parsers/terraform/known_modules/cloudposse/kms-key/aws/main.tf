# A stand-in for cloudposse/kms-key/aws: https://github.com/cloudposse/terraform-aws-kms-key
# Defaults: variables.tf of v0.12.2; names are those of its label.

variable "deletion_window_in_days" { default = 10 }
variable "alias" { default = "" }
variable "multi_region" { default = false }
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

resource "aws_kms_key" "default" {
  count                   = module.this.enabled ? 1 : 0
  deletion_window_in_days = var.deletion_window_in_days
  multi_region            = var.multi_region
  tags                    = module.this.tags
}

resource "aws_kms_alias" "default" {
  count         = module.this.enabled ? 1 : 0
  name          = var.alias == "" ? "alias/${module.this.id}" : var.alias
  target_key_id = aws_kms_key.default[0].id
}

output "key_arn" { value = try(aws_kms_key.default[0].arn, null) }
output "key_id" { value = try(aws_kms_key.default[0].key_id, null) }
output "alias_arn" { value = try(aws_kms_alias.default[0].arn, null) }
output "alias_name" { value = try(aws_kms_alias.default[0].name, null) }
