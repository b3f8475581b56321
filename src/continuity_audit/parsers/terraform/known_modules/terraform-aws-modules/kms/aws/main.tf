# A stand-in for terraform-aws-modules/kms/aws: https://github.com/terraform-aws-modules/terraform-aws-kms
# Defaults: variables.tf of v4.2.0 (v1.5.0 agrees in what stands here).

variable "create" { default = true }
variable "create_external" { default = false }
variable "create_replica" { default = false }
variable "create_replica_external" { default = false }
variable "deletion_window_in_days" { default = null }
variable "is_enabled" { default = null }
variable "multi_region" { default = false }
variable "primary_key_arn" { default = null }
variable "primary_external_key_arn" { default = null }
variable "aliases" { default = [] }
variable "region" { default = null }
variable "tags" { default = {} }

locals {
  primary = var.create && !var.create_replica && !var.create_replica_external
  copy    = var.create_replica ? aws_kms_replica_key.this[0] : aws_kms_replica_external_key.this[0]
  own     = var.create_external ? aws_kms_external_key.this[0] : aws_kms_key.this[0]
  key     = local.primary ? local.own : local.copy
}

resource "aws_kms_key" "this" {
  count                   = local.primary && !var.create_external ? 1 : 0
  deletion_window_in_days = var.deletion_window_in_days
  is_enabled              = var.is_enabled
  multi_region            = var.multi_region
  region                  = var.region
  tags                    = var.tags
}

resource "aws_kms_external_key" "this" {
  count                   = local.primary && var.create_external ? 1 : 0
  deletion_window_in_days = var.deletion_window_in_days
  enabled                 = var.is_enabled
  multi_region            = var.multi_region
  region                  = var.region
  tags                    = var.tags
}

resource "aws_kms_replica_key" "this" {
  count                   = var.create && var.create_replica && !var.create_external && !var.create_replica_external ? 1 : 0
  deletion_window_in_days = var.deletion_window_in_days
  primary_key_arn         = var.primary_key_arn
  enabled                 = var.is_enabled
  region                  = var.region
  tags                    = var.tags
}

resource "aws_kms_replica_external_key" "this" {
  count                   = var.create && var.create_replica_external && !var.create_external && !var.create_replica ? 1 : 0
  deletion_window_in_days = var.deletion_window_in_days
  primary_key_arn         = var.primary_external_key_arn
  enabled                 = var.is_enabled
  region                  = var.region
  tags                    = var.tags
}

resource "aws_kms_alias" "this" {
  for_each      = { for alias in toset(var.aliases) : alias => alias if var.create }
  name          = startswith(each.value, "alias/") ? each.value : "alias/${each.value}"
  target_key_id = local.key.key_id
}

output "key_arn" { value = try(local.key.arn, null) }
output "key_id" { value = try(local.key.key_id, null) }
output "aliases" { value = aws_kms_alias.this }
