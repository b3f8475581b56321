# A stand-in for terraform-aws-modules/global-accelerator/aws: https://github.com/terraform-aws-modules/terraform-aws-global-accelerator
# Defaults: variables.tf of v3.0.1 (v1.1.0 and v2.2.2 agree in what stands here).

variable "create" { default = true }
variable "create_listeners" { default = true }
variable "name" { default = "" }
variable "enabled" { default = true }
variable "listeners" { default = {} }
variable "tags" { default = {} }

resource "aws_globalaccelerator_accelerator" "this" {
  count   = var.create ? 1 : 0
  name    = var.name
  enabled = var.enabled
  tags    = var.tags
}

resource "aws_globalaccelerator_listener" "this" {
  for_each        = { for key, listener in var.listeners : key => listener if var.create && var.create_listeners }
  accelerator_arn = aws_globalaccelerator_accelerator.this[0].id
}

# Before v3 a listener has one `endpoint_group`, from v3 on `endpoint_groups` by name.
locals {
  endpoint_groups = merge([
    for name, listener in var.listeners : merge(
      { for key, group in try(coalesce(listener.endpoint_groups), {}) : "${name}:${key}" => { listener = name, group = group } },
      try({ (name) = { listener = name, group = listener.endpoint_group } }, {}),
    )
  ]...)
}

resource "aws_globalaccelerator_endpoint_group" "this" {
  for_each                = { for key, one in local.endpoint_groups : key => one if var.create && var.create_listeners }
  listener_arn            = aws_globalaccelerator_listener.this[each.value.listener].id
  endpoint_group_region   = try(each.value.group.endpoint_group_region, null)
  traffic_dial_percentage = try(each.value.group.traffic_dial_percentage, null)
  dynamic "endpoint_configuration" {
    for_each = [for endpoint in try(each.value.group.endpoint_configuration, []) : endpoint if contains(keys(endpoint), "endpoint_id")]
    content {
      endpoint_id = endpoint_configuration.value.endpoint_id
      weight      = try(endpoint_configuration.value.weight, null)
    }
  }
}

output "id" { value = try(aws_globalaccelerator_accelerator.this[0].id, null) }
output "arn" { value = try(aws_globalaccelerator_accelerator.this[0].arn, null) }
output "dns_name" { value = try(aws_globalaccelerator_accelerator.this[0].dns_name, null) }
output "hosted_zone_id" { value = try(aws_globalaccelerator_accelerator.this[0].hosted_zone_id, null) }
output "listeners" { value = aws_globalaccelerator_listener.this }
output "endpoint_groups" { value = aws_globalaccelerator_endpoint_group.this }
