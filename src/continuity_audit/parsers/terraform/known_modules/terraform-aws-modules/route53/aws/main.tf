# A stand-in for terraform-aws-modules/route53/aws: https://github.com/terraform-aws-modules/terraform-aws-route53
# Defaults: variables.tf of v6.4.0; before version 6 the module is a set of submodules.

variable "create" { default = true }
variable "create_zone" { default = true }
variable "ignore_vpc" { default = false }
variable "name" { default = "" }
variable "vpc" {
  default  = {}
  nullable = false
}
variable "force_destroy" { default = null }
variable "enable_dnssec" { default = false }
variable "create_dnssec_kms_key" { default = true }
variable "tags" { default = {} }

locals {
  zone = var.ignore_vpc ? aws_route53_zone.ignore_vpc[0] : aws_route53_zone.this[0]
}

resource "aws_route53_zone" "this" {
  count         = var.create && var.create_zone && !var.ignore_vpc ? 1 : 0
  name          = var.name
  force_destroy = var.force_destroy
  dynamic "vpc" {
    for_each = var.vpc
    content {
      vpc_id     = vpc.value.vpc_id
      vpc_region = try(vpc.value.vpc_region, null)
    }
  }
  tags = var.tags
}

resource "aws_route53_zone" "ignore_vpc" {
  count         = var.create && var.create_zone && var.ignore_vpc ? 1 : 0
  name          = var.name
  force_destroy = var.force_destroy
  dynamic "vpc" {
    for_each = var.vpc
    content {
      vpc_id     = vpc.value.vpc_id
      vpc_region = try(vpc.value.vpc_region, null)
    }
  }
  tags = var.tags
}

module "dnssec_kms_key" {
  source = "terraform-aws-modules/kms/aws"
  create = var.create && var.enable_dnssec && var.create_dnssec_kms_key
}

output "id" { value = try(local.zone.zone_id, null) }
output "arn" { value = try(local.zone.arn, null) }
output "name" { value = try(local.zone.name, null) }
output "name_servers" { value = try(local.zone.name_servers, null) }
