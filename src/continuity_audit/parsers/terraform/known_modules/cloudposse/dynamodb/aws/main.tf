# A stand-in for cloudposse/dynamodb/aws: https://github.com/cloudposse/terraform-aws-dynamodb
# Defaults: variables.tf of v0.37.0 (0.29.5 to 0.32.0 agree in what stands here).

variable "table_name" { default = null }
variable "billing_mode" { default = "PROVISIONED" }
variable "enable_streams" { default = false }
variable "enable_point_in_time_recovery" { default = true }
variable "deletion_protection_enabled" { default = false }
variable "replicas" { default = [] }
variable "tags_enabled" { default = true }

resource "aws_dynamodb_table" "default" {
  count                       = module.this.enabled ? 1 : 0
  name                        = try(coalesce(var.table_name), module.this.id)
  billing_mode                = var.billing_mode
  stream_enabled              = length(var.replicas) > 0 ? true : var.enable_streams
  deletion_protection_enabled = var.deletion_protection_enabled
  point_in_time_recovery {
    enabled = var.enable_point_in_time_recovery
  }
  dynamic "replica" {
    for_each = var.replicas
    content {
      region_name            = replica.value
      point_in_time_recovery = false
    }
  }
  tags = var.tags_enabled ? module.this.tags : null
}

output "table_name" { value = join("", aws_dynamodb_table.default[*].name) }
output "table_id" { value = join("", aws_dynamodb_table.default[*].id) }
output "table_arn" { value = join("", aws_dynamodb_table.default[*].arn) }
output "table_stream_arn" { value = join("", aws_dynamodb_table.default[*].stream_arn) }
