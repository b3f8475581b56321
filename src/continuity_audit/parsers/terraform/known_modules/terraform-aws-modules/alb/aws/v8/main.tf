# A stand-in for terraform-aws-modules/alb/aws: https://github.com/terraform-aws-modules/terraform-aws-alb
# Defaults: variables.tf of v6.10.0 and v8.7.0: target groups are a list, and a network load balancer keeps to its zones by default.

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
}

output "lb_id" { value = try(aws_lb.this[0].id, null) }
output "lb_arn" { value = try(aws_lb.this[0].arn, null) }
output "lb_arn_suffix" { value = try(aws_lb.this[0].arn_suffix, null) }
output "lb_dns_name" { value = try(aws_lb.this[0].dns_name, null) }
output "lb_zone_id" { value = try(aws_lb.this[0].zone_id, null) }
output "this_lb_arn" { value = try(aws_lb.this[0].arn, null) }
output "this_lb_dns_name" { value = try(aws_lb.this[0].dns_name, null) }
output "this_lb_zone_id" { value = try(aws_lb.this[0].zone_id, null) }
output "target_group_arns" { value = aws_lb_target_group.main[*].arn }
output "target_group_names" { value = aws_lb_target_group.main[*].name }
