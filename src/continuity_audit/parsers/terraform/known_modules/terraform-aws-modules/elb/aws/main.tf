# A stand-in for terraform-aws-modules/elb/aws: https://github.com/terraform-aws-modules/terraform-aws-elb
# Defaults: variables.tf of v4.0.2 (v2.5.0 and v3.0.1 agree in what stands here).

variable "create_elb" { default = true }
variable "name" { default = null }
variable "subnets" {}
variable "internal" { default = false }
variable "cross_zone_load_balancing" { default = true }
variable "instances" { default = [] }
variable "tags" { default = {} }

resource "aws_elb" "this" {
  count                     = var.create_elb ? 1 : 0
  name                      = var.name
  subnets                   = var.subnets
  internal                  = var.internal
  cross_zone_load_balancing = var.cross_zone_load_balancing
  instances                 = var.instances
  tags                      = var.tags
}

output "elb_id" { value = try(aws_elb.this[0].id, null) }
output "elb_name" { value = try(aws_elb.this[0].name, null) }
output "elb_arn" { value = try(aws_elb.this[0].arn, null) }
output "elb_dns_name" { value = try(aws_elb.this[0].dns_name, null) }
output "elb_zone_id" { value = try(aws_elb.this[0].zone_id, null) }
