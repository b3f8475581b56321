# A stand-in for terraform-aws-modules/ecs/aws//modules/express-service: https://github.com/terraform-aws-modules/terraform-aws-ecs
# Defaults: modules/express-service/variables.tf of v7.5.0.

variable "create" { default = true }
variable "region" { default = null }
variable "name" { default = "" }
variable "cluster" { default = null }
variable "network_configuration" { default = null }
variable "primary_container" { default = null }
variable "scaling_target" { default = null }
variable "tags" { default = {} }

resource "aws_ecs_express_gateway_service" "this" {
  count        = var.create ? 1 : 0
  region       = var.region
  service_name = var.name
  cluster      = var.cluster
  dynamic "network_configuration" {
    for_each = var.network_configuration == null ? [] : [var.network_configuration]
    content {
      subnets = try(network_configuration.value.subnets, null)
    }
  }
  dynamic "primary_container" {
    for_each = var.primary_container == null ? [] : [var.primary_container]
    content {
      image = try(primary_container.value.image, null)
      dynamic "environment" {
        for_each = try(coalesce(primary_container.value.environment, []), [])
        content {
          name  = environment.value.name
          value = environment.value.value
        }
      }
      dynamic "secret" {
        for_each = try(coalesce(primary_container.value.secret, []), [])
        content {
          name       = secret.value.name
          value_from = secret.value.value_from
        }
      }
    }
  }
  dynamic "scaling_target" {
    for_each = var.scaling_target == null ? [] : [var.scaling_target]
    content {
      min_task_count = try(scaling_target.value.min_task_count, null)
      max_task_count = try(scaling_target.value.max_task_count, null)
    }
  }
  tags = var.tags
}

output "service_arn" { value = try(aws_ecs_express_gateway_service.this[0].service_arn, null) }
output "service_revision_arn" { value = try(aws_ecs_express_gateway_service.this[0].service_revision_arn, null) }
output "ingress_paths" { value = try(aws_ecs_express_gateway_service.this[0].ingress_paths, null) }
