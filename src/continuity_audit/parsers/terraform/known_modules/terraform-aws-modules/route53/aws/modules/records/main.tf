# A stand-in for terraform-aws-modules/route53/aws//modules/records: https://github.com/terraform-aws-modules/terraform-aws-route53
# Defaults: modules/records/variables.tf of v5.0.0 (v2.11.1 and v3.1.0 agree in what stands here).

variable "create" { default = true }
variable "zone_id" { default = null }
variable "zone_name" { default = null }
variable "private_zone" { default = false }
variable "records" { default = [] }
variable "records_jsonencoded" { default = null }

locals {
  records    = concat(var.records, try(jsondecode(var.records_jsonencoded), []))
  recordsets = { for rs in local.records : try(rs.key, join(" ", compact(["${rs.name} ${rs.type}", try(rs.set_identifier, "")]))) => rs }
}

data "aws_route53_zone" "this" {
  count        = var.create && (var.zone_id != null || var.zone_name != null) ? 1 : 0
  zone_id      = var.zone_id
  name         = var.zone_name
  private_zone = var.private_zone
}

resource "aws_route53_record" "this" {
  for_each = { for key, settings in local.recordsets : key => settings if var.create && (var.zone_id != null || var.zone_name != null) }
  zone_id  = var.zone_id == null ? data.aws_route53_zone.this[0].zone_id : var.zone_id
  name     = each.value.name == "" ? data.aws_route53_zone.this[0].name : try(each.value.full_name_override, false) ? each.value.name : "${each.value.name}.${data.aws_route53_zone.this[0].name}"
  type     = each.value.type
  ttl      = try(each.value.ttl, null)
  records  = try(each.value.records, null)

  set_identifier                   = try(each.value.set_identifier, null)
  health_check_id                  = try(each.value.health_check_id, null)
  multivalue_answer_routing_policy = try(each.value.multivalue_answer_routing_policy, null)

  dynamic "alias" {
    for_each = try([each.value.alias], [])
    content {
      name                   = alias.value.name
      zone_id                = try(alias.value.zone_id, data.aws_route53_zone.this[0].zone_id)
      evaluate_target_health = try(alias.value.evaluate_target_health, false)
    }
  }
  dynamic "failover_routing_policy" {
    for_each = try([each.value.failover_routing_policy], [])
    content {
      type = failover_routing_policy.value.type
    }
  }
  dynamic "latency_routing_policy" {
    for_each = try([each.value.latency_routing_policy], [])
    content {
      region = latency_routing_policy.value.region
    }
  }
  dynamic "weighted_routing_policy" {
    for_each = try([each.value.weighted_routing_policy], [])
    content {
      weight = weighted_routing_policy.value.weight
    }
  }
  dynamic "geolocation_routing_policy" {
    for_each = try([each.value.geolocation_routing_policy], [])
    content {
      continent   = try(geolocation_routing_policy.value.continent, null)
      country     = try(geolocation_routing_policy.value.country, null)
      subdivision = try(geolocation_routing_policy.value.subdivision, null)
    }
  }
  dynamic "geoproximity_routing_policy" {
    for_each = try([each.value.geoproximity_routing_policy], [])
    content {
      aws_region       = try(geoproximity_routing_policy.value.aws_region, null)
      bias             = try(geoproximity_routing_policy.value.bias, null)
      local_zone_group = try(geoproximity_routing_policy.value.local_zone_group, null)
    }
  }
}

output "route53_record_name" { value = { for key, made in aws_route53_record.this : key => made.name } }
output "route53_record_fqdn" { value = { for key, made in aws_route53_record.this : key => made.fqdn } }
