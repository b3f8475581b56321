# A stand-in for terraform-aws-modules/secrets-manager/aws: https://github.com/terraform-aws-modules/terraform-aws-secrets-manager
# Defaults: variables.tf of v2.0.1 (v1.3.1 agrees in what stands here).

variable "create" { default = true }
variable "name" { default = null }
variable "name_prefix" { default = null }
variable "region" { default = null }
variable "recovery_window_in_days" { default = null }
variable "replica" {
  default  = {}
  nullable = false
}
variable "tags" { default = {} }

resource "aws_secretsmanager_secret" "this" {
  count                   = var.create ? 1 : 0
  name                    = var.name
  name_prefix             = var.name_prefix
  region                  = var.region
  recovery_window_in_days = var.recovery_window_in_days
  dynamic "replica" {
    for_each = var.replica
    content {
      region = try(coalesce(replica.value.region, replica.key), replica.key)
    }
  }
  tags = var.tags
}

output "secret_arn" { value = try(aws_secretsmanager_secret.this[0].arn, null) }
output "secret_id" { value = try(aws_secretsmanager_secret.this[0].id, null) }
output "secret_name" { value = try(aws_secretsmanager_secret.this[0].name, null) }
