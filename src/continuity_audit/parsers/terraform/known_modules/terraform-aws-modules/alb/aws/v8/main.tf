# A stand-in for terraform-aws-modules/alb/aws: https://github.com/terraform-aws-modules/terraform-aws-alb
# Defaults: variables.tf of v6.10.0 and v8.7.0: target groups, listeners and rules are lists, and a network load balancer keeps to its zones by default.

variable "create_lb" { default = true }
variable "name" { default = null }
variable "load_balancer_type" { default = "application" }
variable "internal" { default = false }
variable "subnets" { default = null }
variable "subnet_mapping" {
  default  = []
  nullable = false
}
variable "enable_cross_zone_load_balancing" { default = false }
variable "target_groups" { default = [] }
variable "http_tcp_listeners" { default = [] }
variable "http_tcp_listener_rules" { default = [] }
variable "https_listeners" { default = [] }
variable "https_listener_rules" { default = [] }
variable "vpc_id" { default = null }
variable "tags" { default = {} }

resource "aws_lb" "this" {
  count                            = var.create_lb ? 1 : 0
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

resource "aws_lb_target_group" "main" {
  count       = var.create_lb ? length(var.target_groups) : 0
  name        = lookup(var.target_groups[count.index], "name", null)
  target_type = lookup(var.target_groups[count.index], "target_type", null)
  vpc_id      = var.vpc_id
  dynamic "health_check" {
    for_each = try([var.target_groups[count.index].health_check], [])
    content {
      enabled = try(health_check.value.enabled, true)
    }
  }
}

resource "aws_lb_target_group_attachment" "this" {
  for_each = merge([
    for index, group in var.target_groups : {
      for key, target in try(group.targets, {}) : "${index}.${key}" => { group = index, target_id = target.target_id } if var.create_lb
    }
  ]...)
  target_group_arn = aws_lb_target_group.main[each.value.group].arn
  target_id        = each.value.target_id
}

locals {
  forwarding = ["forward", "authenticate-oidc", "authenticate-cognito"]
}

resource "aws_lb_listener" "frontend_http_tcp" {
  count             = var.create_lb ? length(var.http_tcp_listeners) : 0
  load_balancer_arn = aws_lb.this[0].arn
  dynamic "default_action" {
    for_each = contains(local.forwarding, try(coalesce(var.http_tcp_listeners[count.index].action_type), "forward")) ? [var.http_tcp_listeners[count.index]] : []
    content {
      type             = "forward"
      target_group_arn = aws_lb_target_group.main[try(default_action.value.target_group_index, count.index)].arn
      dynamic "forward" {
        for_each = try([default_action.value.forward.target_groups], [])
        content {
          dynamic "target_group" {
            for_each = forward.value
            content {
              arn = aws_lb_target_group.main[target_group.value.target_group_index].arn
            }
          }
        }
      }
    }
  }
}

resource "aws_lb_listener_rule" "http_tcp_listener_rule" {
  count        = var.create_lb ? length(var.http_tcp_listener_rules) : 0
  listener_arn = aws_lb_listener.frontend_http_tcp[try(var.http_tcp_listener_rules[count.index].http_tcp_listener_index, count.index)].arn
  dynamic "action" {
    for_each = [for action in var.http_tcp_listener_rules[count.index].actions : action if action.type == "forward"]
    content {
      type             = "forward"
      target_group_arn = aws_lb_target_group.main[try(action.value.target_group_index, count.index)].arn
    }
  }
  dynamic "action" {
    for_each = [for action in var.http_tcp_listener_rules[count.index].actions : action if action.type == "weighted-forward"]
    content {
      type = "forward"
      forward {
        dynamic "target_group" {
          for_each = action.value.target_groups
          content {
            arn = aws_lb_target_group.main[target_group.value.target_group_index].arn
          }
        }
      }
    }
  }
}

resource "aws_lb_listener" "frontend_https" {
  count             = var.create_lb ? length(var.https_listeners) : 0
  load_balancer_arn = aws_lb.this[0].arn
  dynamic "default_action" {
    for_each = contains(local.forwarding, try(coalesce(var.https_listeners[count.index].action_type), "forward")) ? [var.https_listeners[count.index]] : []
    content {
      type             = "forward"
      target_group_arn = aws_lb_target_group.main[try(default_action.value.target_group_index, count.index)].arn
      dynamic "forward" {
        for_each = try([default_action.value.forward.target_groups], [])
        content {
          dynamic "target_group" {
            for_each = forward.value
            content {
              arn = aws_lb_target_group.main[target_group.value.target_group_index].arn
            }
          }
        }
      }
    }
  }
}

resource "aws_lb_listener_rule" "https_listener_rule" {
  count        = var.create_lb ? length(var.https_listener_rules) : 0
  listener_arn = aws_lb_listener.frontend_https[try(var.https_listener_rules[count.index].https_listener_index, count.index)].arn
  dynamic "action" {
    for_each = [for action in var.https_listener_rules[count.index].actions : action if action.type == "forward"]
    content {
      type             = "forward"
      target_group_arn = aws_lb_target_group.main[try(action.value.target_group_index, count.index)].arn
    }
  }
  dynamic "action" {
    for_each = [for action in var.https_listener_rules[count.index].actions : action if action.type == "weighted-forward"]
    content {
      type = "forward"
      forward {
        dynamic "target_group" {
          for_each = action.value.target_groups
          content {
            arn = aws_lb_target_group.main[target_group.value.target_group_index].arn
          }
        }
      }
    }
  }
}

output "lb_id" { value = try(aws_lb.this[0].id, null) }
output "lb_arn" { value = try(aws_lb.this[0].arn, null) }
output "lb_arn_suffix" { value = try(aws_lb.this[0].arn_suffix, null) }
output "lb_dns_name" { value = try(aws_lb.this[0].dns_name, null) }
output "lb_zone_id" { value = try(aws_lb.this[0].zone_id, null) }
output "this_lb_id" { value = try(aws_lb.this[0].id, null) }
output "this_lb_arn" { value = try(aws_lb.this[0].arn, null) }
output "this_lb_arn_suffix" { value = try(aws_lb.this[0].arn_suffix, null) }
output "this_lb_dns_name" { value = try(aws_lb.this[0].dns_name, null) }
output "this_lb_zone_id" { value = try(aws_lb.this[0].zone_id, null) }
output "target_group_arns" { value = aws_lb_target_group.main[*].arn }
output "target_group_arn_suffixes" { value = aws_lb_target_group.main[*].arn_suffix }
output "target_group_names" { value = aws_lb_target_group.main[*].name }
output "http_tcp_listener_arns" { value = aws_lb_listener.frontend_http_tcp[*].arn }
output "http_tcp_listener_ids" { value = aws_lb_listener.frontend_http_tcp[*].id }
output "https_listener_arns" { value = aws_lb_listener.frontend_https[*].arn }
output "https_listener_ids" { value = aws_lb_listener.frontend_https[*].id }
output "target_group_attachments" { value = { for key, attachment in aws_lb_target_group_attachment.this : key => attachment.id } }
