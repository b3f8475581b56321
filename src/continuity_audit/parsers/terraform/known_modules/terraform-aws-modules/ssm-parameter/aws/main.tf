# A stand-in for terraform-aws-modules/ssm-parameter/aws: https://github.com/terraform-aws-modules/terraform-aws-ssm-parameter
# Defaults: variables.tf of v2.1.1.

variable "create" { default = true }
variable "ignore_value_changes" { default = false }
variable "name" { default = null }
variable "type" { default = null }
variable "secure_type" { default = false }
variable "value" { default = null }
variable "values" {
  default  = []
  nullable = false
}
variable "region" { default = null }

locals {
  value  = length(var.values) > 0 ? jsonencode(var.values) : var.value
  secure = var.type == null ? var.secure_type : var.type == "SecureString"
}

resource "aws_ssm_parameter" "this" {
  count          = var.create && !var.ignore_value_changes ? 1 : 0
  region         = var.region
  name           = var.name
  type           = local.secure ? "SecureString" : try(coalesce(var.type, "String"), "String")
  insecure_value = local.secure ? null : local.value
  value          = local.secure ? local.value : null
}

resource "aws_ssm_parameter" "ignore_value" {
  count          = var.create && var.ignore_value_changes ? 1 : 0
  region         = var.region
  name           = var.name
  type           = local.secure ? "SecureString" : try(coalesce(var.type, "String"), "String")
  insecure_value = local.secure ? null : local.value
  value          = local.secure ? local.value : null
}

output "ssm_parameter_arn" { value = try(aws_ssm_parameter.this[0].arn, aws_ssm_parameter.ignore_value[0].arn, null) }
output "ssm_parameter_name" { value = try(aws_ssm_parameter.this[0].name, aws_ssm_parameter.ignore_value[0].name, null) }
output "value" { value = local.value }
output "insecure_value" { value = local.value }
output "raw_value" {
  value     = local.value
  sensitive = true
}
output "secure_value" {
  value     = local.value
  sensitive = true
}
