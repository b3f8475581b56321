# A stand-in for terraform-aws-modules/ecs/aws: https://github.com/terraform-aws-modules/terraform-aws-ecs
# Defaults: variables.tf of v3.5.0: the cluster with the capacity providers that are named to it.

variable "create_ecs" { default = true }
variable "name" { default = null }
variable "capacity_providers" { default = [] }
variable "default_capacity_provider_strategy" { default = [] }

resource "aws_ecs_cluster" "this" {
  count = var.create_ecs ? 1 : 0
  name  = var.name
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  count              = var.create_ecs ? 1 : 0
  cluster_name       = aws_ecs_cluster.this[0].name
  capacity_providers = var.capacity_providers
  dynamic "default_capacity_provider_strategy" {
    for_each = var.default_capacity_provider_strategy
    content {
      capacity_provider = default_capacity_provider_strategy.value["capacity_provider"]
      base              = lookup(default_capacity_provider_strategy.value, "base", null)
      weight            = lookup(default_capacity_provider_strategy.value, "weight", null)
    }
  }
}

output "ecs_cluster_id" { value = try(aws_ecs_cluster.this[0].id, null) }
output "ecs_cluster_arn" { value = try(aws_ecs_cluster.this[0].arn, null) }
output "ecs_cluster_name" { value = try(aws_ecs_cluster.this[0].name, null) }
