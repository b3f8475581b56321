# A stand-in for terraform-aws-modules/ecs/aws//modules/cluster: https://github.com/terraform-aws-modules/terraform-aws-ecs
# Defaults: modules/cluster/variables.tf of v5.12.1.

# An ECS cluster is only a name: its services and their capacity are the components.
variable "create" { default = true }
variable "cluster_name" { default = "" }
variable "default_capacity_provider_use_fargate" { default = true }
variable "fargate_capacity_providers" {
  default  = {}
  nullable = false
}
variable "autoscaling_capacity_providers" {
  default  = {}
  nullable = false
}
variable "tags" { default = {} }

resource "aws_ecs_cluster" "this" {
  count = var.create ? 1 : 0
  name  = var.cluster_name
  tags  = var.tags
}

resource "aws_ecs_capacity_provider" "this" {
  for_each = { for key, provider in var.autoscaling_capacity_providers : key => provider if var.create }
  name     = try(each.value.name, each.key)
  auto_scaling_group_provider {
    auto_scaling_group_arn = each.value.auto_scaling_group_arn
    dynamic "managed_scaling" {
      for_each = try([each.value.managed_scaling], [])
      content {
        status = try(managed_scaling.value.status, null)
      }
    }
  }
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  count        = var.create ? 1 : 0
  cluster_name = aws_ecs_cluster.this[0].name
  capacity_providers = concat(
    [for key, provider in var.fargate_capacity_providers : try(provider.name, key)],
    [for key, provider in aws_ecs_capacity_provider.this : provider.name],
  )
  dynamic "default_capacity_provider_strategy" {
    for_each = merge(
      { for key, provider in var.fargate_capacity_providers : key => provider if var.default_capacity_provider_use_fargate },
      { for key, provider in var.autoscaling_capacity_providers : key => provider if !var.default_capacity_provider_use_fargate },
    )
    content {
      capacity_provider = try(default_capacity_provider_strategy.value.name, default_capacity_provider_strategy.key)
      base              = try(default_capacity_provider_strategy.value.default_capacity_provider_strategy.base, null)
      weight            = try(default_capacity_provider_strategy.value.default_capacity_provider_strategy.weight, null)
    }
  }
}

output "id" { value = try(aws_ecs_cluster.this[0].id, null) }
output "arn" { value = try(aws_ecs_cluster.this[0].arn, null) }
output "name" { value = try(aws_ecs_cluster.this[0].name, null) }
output "autoscaling_capacity_providers" { value = aws_ecs_capacity_provider.this }
