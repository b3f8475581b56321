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
  tags = var.tags
}

output "cloudfront_distribution_id" { value = try(aws_cloudfront_distribution.this[0].id, null) }
output "cloudfront_distribution_arn" { value = try(aws_cloudfront_distribution.this[0].arn, null) }
output "cloudfront_distribution_domain_name" { value = try(aws_cloudfront_distribution.this[0].domain_name, null) }
output "cloudfront_distribution_hosted_zone_id" { value = try(aws_cloudfront_distribution.this[0].hosted_zone_id, null) }
