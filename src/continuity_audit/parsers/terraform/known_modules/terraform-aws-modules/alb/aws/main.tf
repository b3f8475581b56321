# A stand-in for terraform-aws-modules/alb/aws: https://github.com/terraform-aws-modules/terraform-aws-alb
# Defaults: variables.tf of v10.5.0 (v9.17.0 agrees in what stands here).

variable "create" { default = true }
variable "name" { default = null }
variable "load_balancer_type" { default = "application" }
variable "internal" { default = null }
variable "subnets" { default = null }
variable "subnet_mapping" {
  default  = []
  nullable = false
}
variable "enable_cross_zone_load_balancing" { default = true }
variable "target_groups" {
  default  = {}
  nullable = false
}
variable "additional_target_group_attachments" {
  default  = {}
  nullable = false
}
variable "listeners" {
  default  = {}
  nullable = false
}
variable "vpc_id" { default = null }
variable "tags" { default = {} }
variable "region" { default = null }

resource "aws_lb" "this" {
  count                            = var.create ? 1 : 0
  region                           = var.region
  name                             = var.name
  load_balancer_type               = var.load_balancer_type
  internal                         = var.internal
  subnets                          = var.subnets
  enable_cross_zone_load_balancing = var.enable_cross_zone_load_balancing
  dynamic "subnet_mapping" {
    for_each = var.subnet_mapping
    content {
      subnet_id     = subnet_mapping.value.subnet_id
      allocation_id = try(subnet_mapping.value.allocation_id, null)
    }
  }
  tags = var.tags
}

resource "aws_lb_target_group" "this" {
  for_each    = { for key, group in var.target_groups : key => group if var.create }
  region      = var.region
  name        = try(each.value.name, null)
  target_type = try(each.value.target_type, null)
  vpc_id      = try(coalesce(each.value.vpc_id, var.vpc_id), null)
  dynamic "health_check" {
    for_each = try([each.value.health_check], [])
    content {
      enabled = try(health_check.value.enabled, true)
    }
  }
}

resource "aws_lb_target_group_attachment" "this" {
  for_each         = { for key, group in var.target_groups : key => group if var.create && try(coalesce(group.create_attachment, true), true) }
  region           = var.region
  target_group_arn = aws_lb_target_group.this[each.key].arn
  target_id        = each.value.target_id
}

resource "aws_lb_target_group_attachment" "additional" {
  for_each         = { for key, target in var.additional_target_group_attachments : key => target if var.create }
  region           = var.region
  target_group_arn = aws_lb_target_group.this[each.value.target_group_key].arn
  target_id        = each.value.target_id
}

# Before v10 a group that the module does not make is named `arn`, from v10 on `target_group_arn`.
resource "aws_lb_listener" "this" {
  for_each          = { for key, listener in var.listeners : key => listener if var.create }
  region            = var.region
  load_balancer_arn = aws_lb.this[0].arn
  dynamic "default_action" {
    for_each = [for action in [try(each.value.forward, null)] : action if action != null]
    content {
      type             = "forward"
      target_group_arn = try(aws_lb_target_group.this[default_action.value.target_group_key].arn, default_action.value.target_group_arn, default_action.value.arn, null)
    }
  }
  dynamic "default_action" {
    for_each = [for action in [try(each.value.weighted_forward, null)] : action if action != null]
    content {
      type = "forward"
      forward {
        dynamic "target_group" {
          for_each = try(coalesce(default_action.value.target_groups), [])
          content {
            arn = try(aws_lb_target_group.this[target_group.value.target_group_key].arn, target_group.value.target_group_arn, target_group.value.arn, null)
          }
        }
      }
    }
  }
}

# Before v10 an action says its `type` and has its groups itself, from v10 on it has `forward` or `weighted_forward`.
locals {
  rules = merge([
    for key, listener in var.listeners : {
      for name, rule in try(coalesce(listener.rules), {}) : "${key}/${name}" => { listener = key, rule = rule } if var.create
    }
  ]...)
}

resource "aws_lb_listener_rule" "this" {
  for_each     = local.rules
  region       = var.region
  listener_arn = try(coalesce(each.value.rule.listener_arn), aws_lb_listener.this[each.value.listener].arn)
  dynamic "action" {
    for_each = [for action in each.value.rule.actions : try(coalesce(action.forward), action) if try(action.type == "forward", action.forward != null, false)]
    content {
      type             = "forward"
      target_group_arn = try(aws_lb_target_group.this[action.value.target_group_key].arn, action.value.target_group_arn, null)
    }
  }
  dynamic "action" {
    for_each = [for action in each.value.rule.actions : try(coalesce(action.weighted_forward), action) if try(action.type == "weighted-forward", action.weighted_forward != null, false)]
    content {
      type = "forward"
      forward {
        dynamic "target_group" {
          for_each = try(coalesce(action.value.target_groups), [])
          content {
            arn = try(aws_lb_target_group.this[target_group.value.target_group_key].arn, target_group.value.target_group_arn, target_group.value.arn, null)
          }
        }
      }
    }
  }
}

output "id" { value = try(aws_lb.this[0].id, null) }
output "arn" { value = try(aws_lb.this[0].arn, null) }
output "arn_suffix" { value = try(aws_lb.this[0].arn_suffix, null) }
output "dns_name" { value = try(aws_lb.this[0].dns_name, null) }
output "zone_id" { value = try(aws_lb.this[0].zone_id, null) }
output "target_groups" { value = aws_lb_target_group.this }
output "listeners" { value = aws_lb_listener.this }
output "listener_rules" { value = aws_lb_listener_rule.this }
