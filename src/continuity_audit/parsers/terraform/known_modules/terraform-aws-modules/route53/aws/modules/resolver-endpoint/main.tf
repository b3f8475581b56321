# A stand-in for terraform-aws-modules/route53/aws//modules/resolver-endpoint: https://github.com/terraform-aws-modules/terraform-aws-route53
# Defaults: modules/resolver-endpoint/variables.tf of v6.4.0; up to v5 it was called `resolver-endpoints`.

variable "create" { default = true }
variable "region" { default = null }
variable "name" { default = null }
variable "direction" { default = "INBOUND" }
variable "ip_address" { default = [] }
variable "subnet_ids" { default = [] }

resource "aws_route53_resolver_endpoint" "this" {
  count     = var.create ? 1 : 0
  region    = var.region
  name      = var.name
  direction = var.direction
  dynamic "ip_address" {
    for_each = length(var.ip_address) == 0 ? [for subnet in var.subnet_ids : { subnet_id = subnet }] : var.ip_address
    content {
      subnet_id = ip_address.value.subnet_id
    }
  }
}

output "id" { value = try(aws_route53_resolver_endpoint.this[0].id, null) }
output "arn" { value = try(aws_route53_resolver_endpoint.this[0].arn, null) }
