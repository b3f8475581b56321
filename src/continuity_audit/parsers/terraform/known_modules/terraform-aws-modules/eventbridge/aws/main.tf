# A stand-in for terraform-aws-modules/eventbridge/aws: https://github.com/terraform-aws-modules/terraform-aws-eventbridge
# Defaults: variables.tf of v4.3.2 (v1.17.3 to v3.17.1 agree in what stands here).

variable "create" { default = true }
variable "create_bus" { default = true }
variable "bus_name" { default = "default" }
variable "tags" { default = {} }
variable "region" { default = null }

resource "aws_cloudwatch_event_bus" "this" {
  count  = var.create && var.create_bus ? 1 : 0
  region = var.region
  name   = var.bus_name
  tags   = var.tags
}

output "eventbridge_bus_arn" { value = try(aws_cloudwatch_event_bus.this[0].arn, null) }
output "eventbridge_bus_name" { value = var.bus_name }
