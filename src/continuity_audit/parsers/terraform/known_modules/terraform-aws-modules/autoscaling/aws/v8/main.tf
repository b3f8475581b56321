# A stand-in for terraform-aws-modules/autoscaling/aws: https://github.com/terraform-aws-modules/terraform-aws-autoscaling
# Defaults: variables.tf of v8.3.1: target groups are attached one by one, the lists of them have no effect.

variable "create" { default = true }
variable "ignore_desired_capacity_changes" { default = false }
variable "use_name_prefix" { default = true }
variable "name" {}
variable "availability_zones" { default = null }
variable "vpc_zone_identifier" { default = null }
variable "min_size" { default = null }
variable "max_size" { default = null }
variable "desired_capacity" { default = null }
variable "desired_capacity_type" { default = null }
variable "health_check_type" { default = null }
variable "health_check_grace_period" { default = null }
variable "suspended_processes" { default = [] }
variable "placement_group" { default = null }
variable "create_launch_template" { default = true }
variable "launch_template_id" { default = null }
variable "user_data" { default = null }
variable "placement" { default = null }
variable "instance_market_options" { default = null }
variable "use_mixed_instances_policy" { default = false }
variable "mixed_instances_policy" { default = null }
variable "create_schedule" { default = true }
variable "schedules" { default = {} }
variable "create_scaling_policy" { default = true }
variable "scaling_policies" { default = {} }
variable "tags" { default = {} }
variable "traffic_source_attachments" {
  default  = {}
  nullable = false
}

locals {
  template = var.create_launch_template ? aws_launch_template.this[0].id : var.launch_template_id
  group    = aws_autoscaling_group.this[0]
}

resource "aws_launch_template" "this" {
  count     = var.create_launch_template ? 1 : 0
  user_data = var.user_data
  dynamic "instance_market_options" {
    for_each = var.instance_market_options == null ? [] : [var.instance_market_options]
    content {
      market_type = try(instance_market_options.value.market_type, null)
    }
  }
  dynamic "placement" {
    for_each = var.placement == null ? [] : [var.placement]
    content {
      group_name              = try(placement.value.group_name, null)
      host_id                 = try(placement.value.host_id, null)
      host_resource_group_arn = try(placement.value.host_resource_group_arn, null)
    }
  }
}

# Where something else sets its desired capacity, that of the call is only where it began.
resource "aws_autoscaling_group" "this" {
  count                     = var.create ? 1 : 0
  name                      = var.use_name_prefix ? null : var.name
  name_prefix               = var.use_name_prefix ? "${var.name}-" : null
  availability_zones        = var.availability_zones
  vpc_zone_identifier       = var.vpc_zone_identifier
  min_size                  = var.min_size
  max_size                  = var.max_size
  desired_capacity          = var.ignore_desired_capacity_changes ? null : var.desired_capacity
  desired_capacity_type     = var.desired_capacity_type
  health_check_type         = var.health_check_type
  health_check_grace_period = var.health_check_grace_period
  suspended_processes       = var.suspended_processes
  placement_group           = var.placement_group
  dynamic "launch_template" {
    for_each = var.use_mixed_instances_policy ? [] : [true]
    content {
      id = local.template
    }
  }
  dynamic "mixed_instances_policy" {
    for_each = var.use_mixed_instances_policy ? [var.mixed_instances_policy] : []
    content {
      dynamic "instances_distribution" {
        for_each = try([for share in [mixed_instances_policy.value.instances_distribution] : share if share != null], [])
        content {
          on_demand_base_capacity                  = try(instances_distribution.value.on_demand_base_capacity, null)
          on_demand_percentage_above_base_capacity = try(instances_distribution.value.on_demand_percentage_above_base_capacity, null)
        }
      }
      launch_template {
        launch_template_specification {
          launch_template_id = local.template
        }
        dynamic "override" {
          for_each = try(coalesce(mixed_instances_policy.value.override, []), [])
          content {
            weighted_capacity = try(override.value.weighted_capacity, null)
            dynamic "instance_requirements" {
              for_each = try([override.value.instance_requirements], [])
              content {
                vcpu_count {
                  max = try(instance_requirements.value.vcpu_count.max, null)
                }
                memory_mib {
                  max = try(instance_requirements.value.memory_mib.max, null)
                }
              }
            }
          }
        }
      }
    }
  }
  dynamic "tag" {
    for_each = var.tags
    content {
      key   = tag.key
      value = tag.value
    }
  }
}

resource "aws_autoscaling_traffic_source_attachment" "this" {
  for_each               = { for key, source in var.traffic_source_attachments : key => source if var.create }
  autoscaling_group_name = local.group.id
  traffic_source {
    identifier = each.value.traffic_source_identifier
    type       = try(each.value.traffic_source_type, "elbv2")
  }
}

resource "aws_autoscaling_schedule" "this" {
  for_each               = { for key, schedule in coalesce(var.schedules, {}) : key => schedule if var.create && var.create_schedule }
  scheduled_action_name  = each.key
  autoscaling_group_name = local.group.name
  min_size               = try(each.value.min_size, null)
  max_size               = try(each.value.max_size, null)
  desired_capacity       = try(each.value.desired_capacity, null)
}

resource "aws_autoscaling_policy" "this" {
  for_each               = { for key, policy in coalesce(var.scaling_policies, {}) : key => policy if var.create && var.create_scaling_policy }
  name                   = each.key
  autoscaling_group_name = local.group.name
}

output "autoscaling_group_id" { value = try(local.group.id, null) }
output "autoscaling_group_name" { value = try(local.group.name, null) }
output "autoscaling_group_arn" { value = try(local.group.arn, null) }
output "launch_template_id" { value = try(aws_launch_template.this[0].id, null) }
