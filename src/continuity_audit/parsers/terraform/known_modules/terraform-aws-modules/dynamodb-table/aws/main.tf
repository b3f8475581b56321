# A stand-in for terraform-aws-modules/dynamodb-table/aws: https://github.com/terraform-aws-modules/terraform-aws-dynamodb-table
# Defaults: variables.tf of v5.5.0 (v1.3.0 to v4.4.0 agree in what stands here).

variable "create_table" { default = true }
variable "name" { default = null }
variable "region" { default = null }
variable "billing_mode" { default = "PAY_PER_REQUEST" }
variable "autoscaling_enabled" { default = false }
variable "ignore_changes_global_secondary_index" { default = false }
variable "point_in_time_recovery_enabled" { default = false }
variable "point_in_time_recovery_period_in_days" { default = null }
variable "replica_regions" { default = [] }
variable "stream_enabled" { default = false }
variable "deletion_protection_enabled" { default = null }
variable "tags" { default = {} }

locals {
  table = var.create_table && !var.autoscaling_enabled ? aws_dynamodb_table.this[0] : (var.ignore_changes_global_secondary_index ? aws_dynamodb_table.autoscaled_gsi_ignore[0] : aws_dynamodb_table.autoscaled[0])
}

resource "aws_dynamodb_table" "this" {
  count                       = var.create_table && !var.autoscaling_enabled ? 1 : 0
  name                        = var.name
  region                      = var.region
  billing_mode                = var.billing_mode
  stream_enabled              = var.stream_enabled
  deletion_protection_enabled = var.deletion_protection_enabled
  tags                        = var.tags
  point_in_time_recovery {
    enabled                 = var.point_in_time_recovery_enabled
    recovery_period_in_days = var.point_in_time_recovery_period_in_days
  }
  dynamic "replica" {
    for_each = var.replica_regions
    content {
      region_name            = replica.value.region_name
      point_in_time_recovery = lookup(replica.value, "point_in_time_recovery", null)
      consistency_mode       = try(replica.value.consistency_mode, null)
    }
  }
}

resource "aws_dynamodb_table" "autoscaled" {
  count                       = var.create_table && var.autoscaling_enabled && !var.ignore_changes_global_secondary_index ? 1 : 0
  name                        = var.name
  region                      = var.region
  billing_mode                = var.billing_mode
  stream_enabled              = var.stream_enabled
  deletion_protection_enabled = var.deletion_protection_enabled
  tags                        = var.tags
  point_in_time_recovery {
    enabled                 = var.point_in_time_recovery_enabled
    recovery_period_in_days = var.point_in_time_recovery_period_in_days
  }
  dynamic "replica" {
    for_each = var.replica_regions
    content {
      region_name            = replica.value.region_name
      point_in_time_recovery = lookup(replica.value, "point_in_time_recovery", null)
      consistency_mode       = try(replica.value.consistency_mode, null)
    }
  }
}

resource "aws_dynamodb_table" "autoscaled_gsi_ignore" {
  count                       = var.create_table && var.autoscaling_enabled && var.ignore_changes_global_secondary_index ? 1 : 0
  name                        = var.name
  region                      = var.region
  billing_mode                = var.billing_mode
  stream_enabled              = var.stream_enabled
  deletion_protection_enabled = var.deletion_protection_enabled
  tags                        = var.tags
  point_in_time_recovery {
    enabled                 = var.point_in_time_recovery_enabled
    recovery_period_in_days = var.point_in_time_recovery_period_in_days
  }
  dynamic "replica" {
    for_each = var.replica_regions
    content {
      region_name            = replica.value.region_name
      point_in_time_recovery = lookup(replica.value, "point_in_time_recovery", null)
      consistency_mode       = try(replica.value.consistency_mode, null)
    }
  }
}

output "dynamodb_table_id" { value = try(local.table.id, null) }
output "dynamodb_table_arn" { value = try(local.table.arn, null) }
output "dynamodb_table_stream_arn" { value = try(local.table.stream_arn, null) }
