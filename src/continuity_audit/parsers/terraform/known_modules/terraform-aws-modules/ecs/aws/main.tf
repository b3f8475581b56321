# A stand-in for terraform-aws-modules/ecs/aws: https://github.com/terraform-aws-modules/terraform-aws-ecs
# Defaults: variables.tf of v7.5.0 (v5.12.1 and v6.12.0 agree in what stands here).

variable "create" { default = true }
variable "cluster_name" { default = "" }
variable "services" {
  default  = {}
  nullable = false
}
variable "tags" { default = {} }
variable "region" { default = null }

resource "aws_ecs_cluster" "this" {
  count  = var.create ? 1 : 0
  region = var.region
  name   = var.cluster_name
  tags   = var.tags
}

module "service" {
  source                         = "terraform-aws-modules/ecs/aws//modules/service"
  for_each                       = { for key, service in var.services : key => service if var.create }
  create                         = try(coalesce(each.value.create, true), true)
  create_service                 = try(coalesce(each.value.create_service, true), true)
  ignore_task_definition_changes = try(coalesce(each.value.ignore_task_definition_changes, false), false)
  region                         = var.region
  name                           = try(coalesce(each.value.name, each.key), each.key)
  cluster_arn                    = aws_ecs_cluster.this[0].arn
  capacity_provider_strategy     = try(each.value.capacity_provider_strategy, null)
  deployment_controller          = try(each.value.deployment_controller, null)
  desired_count                  = try(each.value.desired_count, null)
  launch_type                    = try(each.value.launch_type, null)
  scheduling_strategy            = try(each.value.scheduling_strategy, null)
  ordered_placement_strategy     = try(each.value.ordered_placement_strategy, null)
  network_mode                   = try(each.value.network_mode, null)
  subnet_ids                     = try(each.value.subnet_ids, null)
  load_balancer                  = try(each.value.load_balancer, null)
  create_task_definition         = try(each.value.create_task_definition, null)
  task_definition_arn            = try(each.value.task_definition_arn, null)
  container_definitions          = try(each.value.container_definitions, null)
  volume                         = try(each.value.volume, null)
  enable_autoscaling             = try(each.value.enable_autoscaling, null)
  autoscaling_min_capacity       = try(each.value.autoscaling_min_capacity, null)
  autoscaling_max_capacity       = try(each.value.autoscaling_max_capacity, null)
  tags                           = var.tags
}

output "cluster_id" { value = try(aws_ecs_cluster.this[0].id, null) }
output "cluster_arn" { value = try(aws_ecs_cluster.this[0].arn, null) }
output "cluster_name" { value = try(aws_ecs_cluster.this[0].name, null) }
output "services" { value = try(module.service, null) }
