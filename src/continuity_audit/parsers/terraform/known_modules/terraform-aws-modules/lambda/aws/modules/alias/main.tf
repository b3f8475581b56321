# A stand-in for terraform-aws-modules/lambda/aws//modules/alias: https://github.com/terraform-aws-modules/terraform-aws-lambda
# Defaults: modules/alias/variables.tf of v8.8.1.

variable "create" { default = true }
variable "use_existing_alias" { default = false }
variable "refresh_alias" { default = true }
variable "name" { default = "" }
variable "function_name" { default = "" }
variable "function_version" { default = "" }
variable "event_source_mapping" {
  default  = {}
  nullable = false
}

resource "aws_lambda_alias" "no_refresh" {
  count            = var.create && !var.use_existing_alias && !var.refresh_alias ? 1 : 0
  name             = var.name
  function_name    = var.function_name
  function_version = var.function_version == "" ? "$LATEST" : var.function_version
}

resource "aws_lambda_alias" "with_refresh" {
  count            = var.create && !var.use_existing_alias && var.refresh_alias ? 1 : 0
  name             = var.name
  function_name    = var.function_name
  function_version = var.function_version == "" ? "$LATEST" : var.function_version
}

resource "aws_lambda_event_source_mapping" "this" {
  for_each         = { for key, settings in var.event_source_mapping : key => settings if var.create }
  function_name    = try(aws_lambda_alias.with_refresh[0].arn, aws_lambda_alias.no_refresh[0].arn, var.function_name)
  event_source_arn = try(each.value.event_source_arn, null)
}

output "lambda_alias_name" { value = var.name }
output "lambda_alias_arn" { value = try(aws_lambda_alias.with_refresh[0].arn, aws_lambda_alias.no_refresh[0].arn, "${var.function_name}:${var.name}") }
output "lambda_alias_invoke_arn" { value = try(aws_lambda_alias.with_refresh[0].invoke_arn, aws_lambda_alias.no_refresh[0].invoke_arn, "${var.function_name}:${var.name}") }
output "lambda_alias_function_version" { value = try(aws_lambda_alias.with_refresh[0].function_version, aws_lambda_alias.no_refresh[0].function_version, null) }
