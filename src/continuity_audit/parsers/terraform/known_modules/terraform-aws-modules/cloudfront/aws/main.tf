# A stand-in for terraform-aws-modules/cloudfront/aws: https://github.com/terraform-aws-modules/terraform-aws-cloudfront
# Defaults: variables.tf of v6.6.0.

variable "create" { default = true }
variable "enabled" { default = true }
variable "aliases" { default = null }
variable "comment" { default = null }
variable "origin" {
  default  = {}
  nullable = false
}
variable "origin_group" {
  default  = {}
  nullable = false
}
variable "default_cache_behavior" { default = null }
variable "ordered_cache_behavior" {
  default  = []
  nullable = false
}
variable "tags" { default = {} }

resource "aws_cloudfront_distribution" "this" {
  count   = var.create ? 1 : 0
  enabled = var.enabled
  aliases = var.aliases
  comment = var.comment
  dynamic "origin" {
    for_each = var.origin
    content {
      origin_id   = try(coalesce(origin.value.origin_id, origin.key), origin.key)
      domain_name = origin.value.domain_name
    }
  }
  dynamic "origin_group" {
    for_each = var.origin_group
    content {
      origin_id = try(coalesce(origin_group.value.origin_id, origin_group.key), origin_group.key)
      failover_criteria {
        status_codes = origin_group.value.failover_criteria.status_codes
      }
      dynamic "member" {
        for_each = origin_group.value.member
        content {
          origin_id = member.value.origin_id
        }
      }
    }
  }
  dynamic "default_cache_behavior" {
    for_each = var.default_cache_behavior == null ? [] : [var.default_cache_behavior]
    content {
      target_origin_id = default_cache_behavior.value.target_origin_id
    }
  }
  dynamic "ordered_cache_behavior" {
    for_each = var.ordered_cache_behavior
    content {
      path_pattern     = ordered_cache_behavior.value.path_pattern
      target_origin_id = ordered_cache_behavior.value.target_origin_id
    }
  }
  tags = var.tags
}

output "cloudfront_distribution_id" { value = try(aws_cloudfront_distribution.this[0].id, null) }
output "cloudfront_distribution_arn" { value = try(aws_cloudfront_distribution.this[0].arn, null) }
output "cloudfront_distribution_domain_name" { value = try(aws_cloudfront_distribution.this[0].domain_name, null) }
output "cloudfront_distribution_hosted_zone_id" { value = try(aws_cloudfront_distribution.this[0].hosted_zone_id, null) }
