# A stand-in for terraform-aws-modules/eventbridge/aws: https://github.com/terraform-aws-modules/terraform-aws-eventbridge
# Defaults: variables.tf of v4.3.2 (v1.17.3 to v3.17.1 agree in what stands here, but for the pipes, which came with v3).

variable "create" { default = true }
variable "create_bus" { default = true }
variable "bus_name" { default = "default" }
variable "create_pipes" { default = true }
variable "append_pipe_postfix" { default = true }
variable "pipes" { default = {} }
variable "tags" { default = {} }
variable "region" { default = null }

resource "aws_cloudwatch_event_bus" "this" {
  count  = var.create && var.create_bus ? 1 : 0
  region = var.region
  name   = var.bus_name
  tags   = var.tags
}

resource "aws_pipes_pipe" "this" {
  for_each      = { for key, pipe in var.pipes : key => pipe if var.create && var.create_pipes }
  region        = var.region
  name          = var.append_pipe_postfix ? "${replace(each.key, "_", "-")}-pipe" : each.key
  source        = each.value.source
  target        = each.value.target
  enrichment    = try(each.value.enrichment, null)
  desired_state = try(each.value.desired_state, null)
  tags          = var.tags
  dynamic "source_parameters" {
    for_each = try([each.value.source_parameters], [])
    content {
      dynamic "self_managed_kafka_parameters" {
        for_each = try([source_parameters.value.self_managed_kafka_parameters], [])
        content {
          dynamic "vpc" {
            for_each = try([self_managed_kafka_parameters.value.vpc], [])
            content {
              subnets = try(vpc.value.vpc, null)
            }
          }
        }
      }
    }
  }
}

output "eventbridge_bus_arn" { value = try(aws_cloudwatch_event_bus.this[0].arn, null) }
output "eventbridge_bus_name" { value = var.bus_name }
