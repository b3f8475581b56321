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
variable "vpc_id" { default = null }
variable "tags" { default = {} }

resource "aws_lb" "this" {
  count                            = var.create ? 1 : 0
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
  target_group_arn = aws_lb_target_group.this[each.key].arn
  target_id        = each.value.target_id
}

variable "listeners" { default = {} }

resource "aws_lb_listener" "this" {
  for_each          = { for key, listener in var.listeners : key => listener if var.create }
  load_balancer_arn = aws_lb.this[0].arn
  dynamic "default_action" {
    for_each = try([each.value.forward], [])
    content {
      type             = "forward"
      target_group_arn = try(aws_lb_target_group.this[default_action.value.target_group_key].arn, default_action.value.target_group_arn, null)
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
