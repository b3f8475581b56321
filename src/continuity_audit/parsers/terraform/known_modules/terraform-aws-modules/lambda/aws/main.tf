# A stand-in for terraform-aws-modules/lambda/aws: https://github.com/terraform-aws-modules/terraform-aws-lambda
# Defaults: variables.tf of v8.8.1 (v1.48.0 to v6.8.0 agree in what stands here).

variable "create" { default = true }
variable "create_function" { default = true }
variable "create_layer" { default = false }
variable "function_name" { default = "" }
variable "region" { default = null }
variable "runtime" { default = "" }
variable "reserved_concurrent_executions" { default = -1 }
variable "create_unqualified_alias_allowed_triggers" { default = true }
variable "vpc_subnet_ids" { default = null }
variable "vpc_security_group_ids" { default = null }
variable "managed_instances_capacity_provider_arn" { default = null }
variable "file_system_arn" { default = null }
variable "file_system_local_mount_path" { default = null }
variable "environment_variables" { default = {} }
variable "dead_letter_target_arn" { default = null }
variable "event_source_mapping" { default = {} }
variable "store_on_s3" { default = false }
variable "s3_existing_package" { default = null }
variable "s3_bucket" { default = null }
variable "tags" { default = {} }

resource "aws_lambda_function" "this" {
  count                          = var.create && var.create_function && !var.create_layer ? 1 : 0
  function_name                  = var.function_name
  region                         = var.region
  runtime                        = var.runtime
  reserved_concurrent_executions = var.reserved_concurrent_executions
  s3_bucket                      = var.s3_existing_package != null ? try(var.s3_existing_package.bucket, null) : (var.store_on_s3 ? var.s3_bucket : null)
  dynamic "vpc_config" {
    for_each = var.vpc_subnet_ids != null && var.vpc_security_group_ids != null ? [true] : []
    content {
      subnet_ids         = var.vpc_subnet_ids
      security_group_ids = var.vpc_security_group_ids
    }
  }
  dynamic "capacity_provider_config" {
    for_each = var.managed_instances_capacity_provider_arn == null ? [] : [true]
    content {
      lambda_managed_instances_capacity_provider_config {
        capacity_provider_arn = var.managed_instances_capacity_provider_arn
      }
    }
  }
  dynamic "file_system_config" {
    for_each = var.file_system_arn != null && var.file_system_local_mount_path != null ? [true] : []
    content {
      arn              = var.file_system_arn
      local_mount_path = var.file_system_local_mount_path
    }
  }
  dynamic "environment" {
    for_each = length(keys(var.environment_variables)) == 0 ? [] : [true]
    content {
      variables = var.environment_variables
    }
  }
  dynamic "dead_letter_config" {
    for_each = var.dead_letter_target_arn == null ? [] : [true]
    content {
      target_arn = var.dead_letter_target_arn
    }
  }
  tags = var.tags
}

resource "aws_lambda_event_source_mapping" "this" {
  for_each         = { for key, settings in var.event_source_mapping : key => settings if var.create && var.create_function && !var.create_layer && var.create_unqualified_alias_allowed_triggers }
  function_name    = aws_lambda_function.this[0].arn
  event_source_arn = try(each.value.event_source_arn, null)
}

output "lambda_function_arn" { value = try(aws_lambda_function.this[0].arn, null) }
output "lambda_function_name" { value = try(aws_lambda_function.this[0].function_name, null) }
output "lambda_function_invoke_arn" { value = try(aws_lambda_function.this[0].invoke_arn, null) }
output "lambda_function_qualified_arn" { value = try(aws_lambda_function.this[0].qualified_arn, null) }
output "lambda_function_version" { value = try(aws_lambda_function.this[0].version, null) }
