# A stand-in for terraform-aws-modules/ecs/aws: https://github.com/terraform-aws-modules/terraform-aws-ecs
# Defaults: variables.tf of v7.5.0.

variable "create" { default = true }
variable "cluster_name" { default = "" }
variable "cluster_capacity_providers" { default = [] }
variable "capacity_providers" { default = {} }
variable "default_capacity_provider_strategy" { default = {} }
variable "services" {
  default  = {}
  nullable = false
}
variable "tags" { default = {} }
variable "region" { default = null }

module "cluster" {
  source                             = "terraform-aws-modules/ecs/aws//modules/cluster"
  create                             = var.create
  region                             = var.region
  name                               = var.cluster_name
  cluster_capacity_providers         = var.cluster_capacity_providers
  capacity_providers                 = var.capacity_providers
  default_capacity_provider_strategy = var.default_capacity_provider_strategy
  tags                               = var.tags
}

module "service" {
  source                                = "terraform-aws-modules/ecs/aws//modules/service"
  for_each                              = { for key, service in var.services : key => service if var.create }
  create                                = try(coalesce(each.value.create, true), true)
  create_service                        = try(coalesce(each.value.create_service, true), true)
  ignore_task_definition_changes        = try(coalesce(each.value.ignore_task_definition_changes, false), false)
  region                                = var.region
  name                                  = try(coalesce(each.value.name, each.key), each.key)
  cluster_arn                           = module.cluster.arn
  capacity_provider_strategy            = try(each.value.capacity_provider_strategy, null)
  deployment_controller                 = try(each.value.deployment_controller, null)
  desired_count                         = try(each.value.desired_count, null)
  launch_type                           = try(each.value.launch_type, null)
  scheduling_strategy                   = try(each.value.scheduling_strategy, null)
  ordered_placement_strategy            = try(each.value.ordered_placement_strategy, null)
  placement_constraints                 = try(each.value.placement_constraints, null)
  network_mode                          = try(each.value.network_mode, null)
  subnet_ids                            = try(each.value.subnet_ids, null)
  load_balancer                         = try(each.value.load_balancer, null)
  create_task_definition                = try(each.value.create_task_definition, null)
  task_definition_arn                   = try(each.value.task_definition_arn, null)
  task_definition_placement_constraints = try(each.value.task_definition_placement_constraints, null)
  container_definitions                 = try(each.value.container_definitions, null)
  volume                                = try(each.value.volume, null)
  enable_autoscaling                    = try(each.value.enable_autoscaling, null)
  autoscaling_min_capacity              = try(each.value.autoscaling_min_capacity, null)
  autoscaling_max_capacity              = try(each.value.autoscaling_max_capacity, null)
  autoscaling_scheduled_actions         = try(each.value.autoscaling_scheduled_actions, null)
  tags                                  = var.tags
}

output "cluster_id" { value = module.cluster.id }
output "cluster_arn" { value = module.cluster.arn }
output "cluster_name" { value = module.cluster.name }
output "capacity_providers" { value = module.cluster.capacity_providers }
output "services" { value = try(module.service, null) }
