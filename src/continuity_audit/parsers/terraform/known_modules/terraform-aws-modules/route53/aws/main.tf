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
variable "private_zone" { default = false }
variable "vpc_id" { default = null }
variable "records" {
  default  = {}
  nullable = false
}
variable "tags" { default = {} }

locals {
  zone_id   = try(aws_route53_zone.this[0].zone_id, aws_route53_zone.ignore_vpc[0].zone_id, data.aws_route53_zone.this[0].zone_id, null)
  zone_name = try(aws_route53_zone.this[0].name, aws_route53_zone.ignore_vpc[0].name, data.aws_route53_zone.this[0].name, null)
}

data "aws_route53_zone" "this" {
  count        = var.create && !var.create_zone ? 1 : 0
  name         = var.name
  private_zone = var.private_zone
  vpc_id       = var.vpc_id
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

resource "aws_route53_record" "this" {
  for_each = { for key, settings in var.records : key => settings if var.create }
  zone_id  = local.zone_id
  name     = try(coalesce(each.value.full_name), "${try(coalesce(each.value.name), each.key)}.${local.zone_name}")
  type     = each.value.type
  ttl      = try(each.value.ttl, null)
  records  = try(each.value.records, null)

  set_identifier                   = try(each.value.set_identifier, null)
  health_check_id                  = try(each.value.health_check_id, null)
  multivalue_answer_routing_policy = try(each.value.multivalue_answer_routing_policy, null)

  dynamic "alias" {
    for_each = [for alias in try([each.value.alias], []) : alias if alias != null]
    content {
      name                   = alias.value.name
      zone_id                = alias.value.zone_id == "self" ? local.zone_id : alias.value.zone_id
      evaluate_target_health = try(alias.value.evaluate_target_health, false)
    }
  }
  dynamic "failover_routing_policy" {
    for_each = [for policy in try([each.value.failover_routing_policy], []) : policy if policy != null]
    content {
      type = try(failover_routing_policy.value.type, null)
    }
  }
  dynamic "latency_routing_policy" {
    for_each = [for policy in try([each.value.latency_routing_policy], []) : policy if policy != null]
    content {
      region = try(latency_routing_policy.value.region, null)
    }
  }
  dynamic "weighted_routing_policy" {
    for_each = [for policy in try([each.value.weighted_routing_policy], []) : policy if policy != null]
    content {
      weight = try(weighted_routing_policy.value.weight, null)
    }
  }
  dynamic "geolocation_routing_policy" {
    for_each = [for policy in try([each.value.geolocation_routing_policy], []) : policy if policy != null]
    content {
      continent   = try(geolocation_routing_policy.value.continent, null)
      country     = try(geolocation_routing_policy.value.country, null)
      subdivision = try(geolocation_routing_policy.value.subdivision, null)
    }
  }
  dynamic "geoproximity_routing_policy" {
    for_each = [for policy in try([each.value.geoproximity_routing_policy], []) : policy if policy != null]
    content {
      aws_region       = try(geoproximity_routing_policy.value.aws_region, null)
      bias             = try(geoproximity_routing_policy.value.bias, null)
      local_zone_group = try(geoproximity_routing_policy.value.local_zone_group, null)
    }
  }
}

output "id" { value = local.zone_id }
output "arn" { value = try(aws_route53_zone.this[0].arn, aws_route53_zone.ignore_vpc[0].arn, data.aws_route53_zone.this[0].arn, null) }
output "name" { value = local.zone_name }
output "name_servers" { value = try(aws_route53_zone.this[0].name_servers, aws_route53_zone.ignore_vpc[0].name_servers, data.aws_route53_zone.this[0].name_servers, null) }
output "records" { value = aws_route53_record.this }
