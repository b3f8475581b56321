# A stand-in for terraform-aws-modules/ecs/aws//modules/cluster: https://github.com/terraform-aws-modules/terraform-aws-ecs
# Defaults: modules/cluster/variables.tf of v6.12.0.

# An ECS cluster is only a name: its services and their capacity are the components.
variable "create" { default = true }
variable "name" { default = "" }
variable "autoscaling_capacity_providers" { default = {} }
variable "default_capacity_provider_strategy" {
  default  = {}
  nullable = false
}
variable "tags" { default = {} }
variable "region" { default = null }

resource "aws_ecs_cluster" "this" {
  count  = var.create ? 1 : 0
  region = var.region
  name   = var.name
  tags   = var.tags
}

resource "aws_ecs_capacity_provider" "this" {
  for_each = { for key, provider in coalesce(var.autoscaling_capacity_providers, {}) : key => provider if var.create }
  region   = var.region
  name     = try(coalesce(each.value.name), each.key)
  auto_scaling_group_provider {
    auto_scaling_group_arn = each.value.auto_scaling_group_arn
    dynamic "managed_scaling" {
      for_each = try([for scaling in [each.value.managed_scaling] : scaling if scaling != null], [])
      content {
        status = try(managed_scaling.value.status, null)
      }
    }
  }
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  count        = var.create ? 1 : 0
  region       = var.region
  cluster_name = aws_ecs_cluster.this[0].name
  capacity_providers = distinct(concat(
    [for key, strategy in var.default_capacity_provider_strategy : try(coalesce(strategy.name), key)],
    [for key, provider in aws_ecs_capacity_provider.this : provider.name],
  ))
  dynamic "default_capacity_provider_strategy" {
    for_each = var.default_capacity_provider_strategy
    content {
      capacity_provider = try(coalesce(default_capacity_provider_strategy.value.name), default_capacity_provider_strategy.key)
      base              = try(default_capacity_provider_strategy.value.base, null)
      weight            = try(default_capacity_provider_strategy.value.weight, null)
    }
  }
}

output "id" { value = try(aws_ecs_cluster.this[0].id, null) }
output "arn" { value = try(aws_ecs_cluster.this[0].arn, null) }
output "name" { value = try(aws_ecs_cluster.this[0].name, null) }
output "autoscaling_capacity_providers" { value = aws_ecs_capacity_provider.this }
