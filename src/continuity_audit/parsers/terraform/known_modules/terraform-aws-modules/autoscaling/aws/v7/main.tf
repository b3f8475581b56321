# A stand-in for terraform-aws-modules/autoscaling/aws: https://github.com/terraform-aws-modules/terraform-aws-autoscaling
# Defaults: variables.tf of v6.10.0 and v7.7.0: target groups and load balancers are lists, one more may be attached.

variable "create" { default = true }
variable "ignore_desired_capacity_changes" { default = false }
variable "target_group_arns" { default = [] }
variable "load_balancers" { default = [] }
variable "create_traffic_source_attachment" { default = false }
variable "traffic_source_identifier" { default = "" }
variable "traffic_source_type" { default = "elbv2" }
variable "use_name_prefix" { default = true }
variable "name" {}
variable "availability_zones" { default = null }
variable "vpc_zone_identifier" { default = null }
variable "min_size" { default = null }
variable "max_size" { default = null }
variable "scaling_policies" { default = {} }
variable "desired_capacity" { default = null }
variable "health_check_type" { default = null }
variable "health_check_grace_period" { default = null }
variable "suspended_processes" { default = [] }
variable "tags" { default = {} }

locals {
  group = var.ignore_desired_capacity_changes ? aws_autoscaling_group.idc[0] : aws_autoscaling_group.this[0]
}

resource "aws_autoscaling_group" "this" {
  count                     = var.create && !var.ignore_desired_capacity_changes ? 1 : 0
  name                      = var.use_name_prefix ? null : var.name
  name_prefix               = var.use_name_prefix ? "${var.name}-" : null
  availability_zones        = var.availability_zones
  vpc_zone_identifier       = var.vpc_zone_identifier
  min_size                  = var.min_size
  max_size                  = var.max_size
  desired_capacity          = var.desired_capacity
  health_check_type         = var.health_check_type
  health_check_grace_period = var.health_check_grace_period
  suspended_processes       = var.suspended_processes
  target_group_arns         = var.target_group_arns
  load_balancers            = var.load_balancers
  dynamic "tag" {
    for_each = var.tags
    content {
      key   = tag.key
      value = tag.value
    }
  }
}

# Something else sets its desired capacity, so that of the call is only where it began.
resource "aws_autoscaling_group" "idc" {
  count                     = var.create && var.ignore_desired_capacity_changes ? 1 : 0
  name                      = var.use_name_prefix ? null : var.name
  name_prefix               = var.use_name_prefix ? "${var.name}-" : null
  availability_zones        = var.availability_zones
  vpc_zone_identifier       = var.vpc_zone_identifier
  min_size                  = var.min_size
  max_size                  = var.max_size
  health_check_type         = var.health_check_type
  health_check_grace_period = var.health_check_grace_period
  suspended_processes       = var.suspended_processes
  target_group_arns         = var.target_group_arns
  load_balancers            = var.load_balancers
  dynamic "tag" {
    for_each = var.tags
    content {
      key   = tag.key
      value = tag.value
    }
  }
}

resource "aws_autoscaling_traffic_source_attachment" "this" {
  count                  = var.create && var.create_traffic_source_attachment ? 1 : 0
  autoscaling_group_name = local.group.id
  traffic_source {
    identifier = var.traffic_source_identifier
    type       = var.traffic_source_type
  }
}

resource "aws_autoscaling_policy" "this" {
  for_each               = { for key, policy in coalesce(var.scaling_policies, {}) : key => policy if var.create }
  name                   = each.key
  autoscaling_group_name = local.group.name
}

output "autoscaling_group_id" { value = try(local.group.id, null) }
output "autoscaling_group_name" { value = try(local.group.name, null) }
output "autoscaling_group_arn" { value = try(local.group.arn, null) }
