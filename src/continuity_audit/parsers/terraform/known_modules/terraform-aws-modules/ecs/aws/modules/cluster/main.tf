# A stand-in for terraform-aws-modules/ecs/aws//modules/cluster: https://github.com/terraform-aws-modules/terraform-aws-ecs
# Defaults: modules/cluster/variables.tf of v7.5.0: a capacity provider may be of instances that ECS manages.

# An ECS cluster is only a name: its services and their capacity are the components.
variable "create" { default = true }
variable "name" { default = "" }
variable "cluster_capacity_providers" {
  default  = []
  nullable = false
}
variable "capacity_providers" { default = {} }
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
  for_each = { for key, provider in coalesce(var.capacity_providers, {}) : key => provider if var.create }
  region   = var.region
  name     = try(coalesce(each.value.name), each.key)
  dynamic "auto_scaling_group_provider" {
    for_each = try([for group in [each.value.auto_scaling_group_provider] : group if group != null], [])
    content {
      auto_scaling_group_arn = auto_scaling_group_provider.value.auto_scaling_group_arn
      dynamic "managed_scaling" {
        for_each = try([for scaling in [auto_scaling_group_provider.value.managed_scaling] : scaling if scaling != null], [])
        content {
          status = try(managed_scaling.value.status, null)
        }
      }
    }
  }
  dynamic "managed_instances_provider" {
    for_each = try([for machines in [each.value.managed_instances_provider] : machines if machines != null], [])
    content {
      instance_launch_template {
        network_configuration {
          subnets = try(managed_instances_provider.value.instance_launch_template.network_configuration.subnets, null)
        }
      }
    }
  }
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  count        = var.create ? 1 : 0
  region       = var.region
  cluster_name = aws_ecs_cluster.this[0].name
  capacity_providers = distinct(concat(
    var.cluster_capacity_providers,
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
output "capacity_providers" { value = aws_ecs_capacity_provider.this }
