# A stand-in for terraform-aws-modules/managed-service-prometheus/aws: https://github.com/terraform-aws-modules/terraform-aws-managed-service-prometheus
# Defaults: variables.tf of v4.3.1 (v2.2.2 agrees).

variable "create" { default = true }
variable "create_workspace" { default = true }
variable "region" { default = null }
variable "workspace_id" { default = "" }
variable "workspace_alias" { default = null }
variable "tags" { default = {} }

resource "aws_prometheus_workspace" "this" {
  count  = var.create && var.create_workspace ? 1 : 0
  region = var.region
  alias  = var.workspace_alias
  tags   = var.tags
}

output "workspace_id" { value = try(aws_prometheus_workspace.this[0].id, var.workspace_id) }
output "workspace_arn" { value = try(aws_prometheus_workspace.this[0].arn, null) }
output "workspace_prometheus_endpoint" { value = try(aws_prometheus_workspace.this[0].prometheus_endpoint, null) }
