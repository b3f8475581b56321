# A stand-in for terraform-aws-modules/route53/aws//modules/zones: https://github.com/terraform-aws-modules/terraform-aws-route53
# Defaults: modules/zones/variables.tf of v5.0.0 (v2.11.1 agrees).

variable "create" { default = true }
variable "zones" { default = {} }
variable "tags" { default = {} }

resource "aws_route53_zone" "this" {
  for_each      = { for key, zone in var.zones : key => zone if var.create }
  name          = lookup(each.value, "domain_name", each.key)
  force_destroy = lookup(each.value, "force_destroy", false)
  dynamic "vpc" {
    for_each = try(tolist(lookup(each.value, "vpc", [])), [lookup(each.value, "vpc", {})])
    content {
      vpc_id = vpc.value.vpc_id
    }
  }
  tags = var.tags
}

output "route53_zone_zone_id" { value = { for key, zone in aws_route53_zone.this : key => zone.zone_id } }
output "route53_zone_zone_arn" { value = { for key, zone in aws_route53_zone.this : key => zone.arn } }
output "route53_zone_name" { value = { for key, zone in aws_route53_zone.this : key => zone.name } }
output "route53_zone_name_servers" { value = { for key, zone in aws_route53_zone.this : key => zone.name_servers } }
