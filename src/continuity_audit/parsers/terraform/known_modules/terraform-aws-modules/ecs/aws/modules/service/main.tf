# A stand-in for terraform-aws-modules/ecs/aws//modules/service: https://github.com/terraform-aws-modules/terraform-aws-ecs
# Defaults: modules/service/variables.tf of v7.5.0 (v5.12.1 and v6.12.0 agree in what stands here).

variable "create" {
  default  = true
  nullable = false
}
variable "create_service" {
  default  = true
  nullable = false
}
variable "ignore_task_definition_changes" {
  default  = false
  nullable = false
}
variable "name" { default = "" }
variable "cluster_arn" {
  default  = ""
  nullable = false
}
variable "capacity_provider_strategy" {
  default  = {}
  nullable = false
}
variable "deployment_controller" { default = null }
variable "desired_count" {
  default  = 1
  nullable = false
}
variable "launch_type" {
  default  = "FARGATE"
  nullable = false
}
variable "scheduling_strategy" { default = null }
variable "ordered_placement_strategy" {
  default  = {}
  nullable = false
}
variable "placement_constraints" {
  default  = {}
  nullable = false
}
variable "network_mode" {
  default  = "awsvpc"
  nullable = false
}
variable "subnet_ids" {
  default  = []
  nullable = false
}
variable "load_balancer" {
  default  = {}
  nullable = false
}
variable "create_task_definition" {
  default  = true
  nullable = false
}
variable "task_definition_arn" { default = null }
variable "task_definition_placement_constraints" {
  default  = {}
  nullable = false
}
variable "container_definitions" {
  default  = {}
  nullable = false
}
variable "volume" {
  default  = {}
  nullable = false
}
variable "enable_autoscaling" {
  default  = true
  nullable = false
}
variable "autoscaling_min_capacity" {
  default  = 1
  nullable = false
}
variable "autoscaling_max_capacity" {
  default  = 10
  nullable = false
}
variable "autoscaling_scheduled_actions" {
  default  = {}
  nullable = false
}
variable "tags" { default = {} }
variable "region" { default = null }

locals {
  daemon     = var.scheduling_strategy == "DAEMON"
  external   = try(var.deployment_controller.type, null) == "EXTERNAL"
  fargate    = var.launch_type == "FARGATE"
  strategies = var.capacity_provider_strategy
  service    = var.ignore_task_definition_changes ? aws_ecs_service.ignore_task_definition[0] : aws_ecs_service.this[0]
}

resource "aws_ecs_service" "this" {
  count               = var.create && var.create_service && !var.ignore_task_definition_changes ? 1 : 0
  region              = var.region
  name                = var.name
  cluster             = var.cluster_arn
  desired_count       = local.daemon || local.external ? null : var.desired_count
  scheduling_strategy = local.fargate ? "REPLICA" : var.scheduling_strategy
  launch_type         = local.external || length(local.strategies) > 0 ? null : var.launch_type
  task_definition     = var.create_task_definition ? aws_ecs_task_definition.this[0].arn : var.task_definition_arn
  dynamic "deployment_controller" {
    for_each = local.external ? [true] : []
    content {
      type = "EXTERNAL"
    }
  }
  dynamic "capacity_provider_strategy" {
    for_each = local.external ? {} : local.strategies
    content {
      capacity_provider = capacity_provider_strategy.value.capacity_provider
      base              = try(capacity_provider_strategy.value.base, null)
      weight            = try(capacity_provider_strategy.value.weight, null)
    }
  }
  dynamic "ordered_placement_strategy" {
    for_each = var.ordered_placement_strategy
    content {
      type  = ordered_placement_strategy.value.type
      field = try(ordered_placement_strategy.value.field, null)
    }
  }
  dynamic "placement_constraints" {
    for_each = var.placement_constraints
    content {
      type       = placement_constraints.value.type
      expression = try(placement_constraints.value.expression, null)
    }
  }
  dynamic "network_configuration" {
    for_each = var.network_mode == "awsvpc" && !local.external ? [true] : []
    content {
      subnets = var.subnet_ids
    }
  }
  dynamic "load_balancer" {
    for_each = var.load_balancer
    content {
      elb_name         = try(load_balancer.value.elb_name, null)
      target_group_arn = try(load_balancer.value.target_group_arn, null)
      container_name   = try(load_balancer.value.container_name, null)
    }
  }
  tags = var.tags
}

resource "aws_ecs_service" "ignore_task_definition" {
  count               = var.create && var.create_service && var.ignore_task_definition_changes ? 1 : 0
  region              = var.region
  name                = var.name
  cluster             = var.cluster_arn
  desired_count       = local.daemon || local.external ? null : var.desired_count
  scheduling_strategy = local.fargate ? "REPLICA" : var.scheduling_strategy
  launch_type         = local.external || length(local.strategies) > 0 ? null : var.launch_type
  task_definition     = var.create_task_definition ? aws_ecs_task_definition.this[0].arn : var.task_definition_arn
  dynamic "deployment_controller" {
    for_each = local.external ? [true] : []
    content {
      type = "EXTERNAL"
    }
  }
  dynamic "capacity_provider_strategy" {
    for_each = local.external ? {} : local.strategies
    content {
      capacity_provider = capacity_provider_strategy.value.capacity_provider
      base              = try(capacity_provider_strategy.value.base, null)
      weight            = try(capacity_provider_strategy.value.weight, null)
    }
  }
  dynamic "ordered_placement_strategy" {
    for_each = var.ordered_placement_strategy
    content {
      type  = ordered_placement_strategy.value.type
      field = try(ordered_placement_strategy.value.field, null)
    }
  }
  dynamic "placement_constraints" {
    for_each = var.placement_constraints
    content {
      type       = placement_constraints.value.type
      expression = try(placement_constraints.value.expression, null)
    }
  }
  dynamic "network_configuration" {
    for_each = var.network_mode == "awsvpc" && !local.external ? [true] : []
    content {
      subnets = var.subnet_ids
    }
  }
  dynamic "load_balancer" {
    for_each = var.load_balancer
    content {
      elb_name         = try(load_balancer.value.elb_name, null)
      target_group_arn = try(load_balancer.value.target_group_arn, null)
      container_name   = try(load_balancer.value.container_name, null)
    }
  }
  tags = var.tags
}

resource "aws_ecs_task_definition" "this" {
  count                 = var.create && var.create_task_definition ? 1 : 0
  region                = var.region
  family                = var.name
  network_mode          = var.network_mode
  container_definitions = jsonencode(var.container_definitions)
  dynamic "placement_constraints" {
    for_each = var.task_definition_placement_constraints
    content {
      type       = placement_constraints.value.type
      expression = try(placement_constraints.value.expression, null)
    }
  }
  dynamic "volume" {
    for_each = var.volume
    content {
      name = try(volume.value.name, volume.key)
      dynamic "efs_volume_configuration" {
        for_each = try(flatten([volume.value.efs_volume_configuration]), [])
        content {
          file_system_id = try(efs_volume_configuration.value.file_system_id, null)
        }
      }
    }
  }
}

resource "aws_appautoscaling_target" "this" {
  count              = var.create && var.create_service && var.enable_autoscaling && !local.daemon ? 1 : 0
  region             = var.region
  min_capacity       = min(var.autoscaling_min_capacity, var.desired_count)
  max_capacity       = max(var.autoscaling_max_capacity, var.desired_count)
  resource_id        = "service/${element(split("/", var.cluster_arn), 1)}/${local.service.name}"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"
}

resource "aws_appautoscaling_scheduled_action" "this" {
  for_each           = { for key, action in var.autoscaling_scheduled_actions : key => action if length(aws_appautoscaling_target.this) > 0 }
  region             = var.region
  name               = try(coalesce(each.value.name), each.key)
  resource_id        = aws_appautoscaling_target.this[0].resource_id
  scalable_dimension = aws_appautoscaling_target.this[0].scalable_dimension
  service_namespace  = aws_appautoscaling_target.this[0].service_namespace
  scalable_target_action {
    min_capacity = each.value.min_capacity
    max_capacity = each.value.max_capacity
  }
}

output "id" { value = try(local.service.id, null) }
output "name" { value = try(local.service.name, null) }
output "task_definition_arn" { value = try(aws_ecs_task_definition.this[0].arn, null) }
