# A stand-in for terraform-aws-modules/cloudfront/aws: https://github.com/terraform-aws-modules/terraform-aws-cloudfront
# Defaults: variables.tf of v6.6.0.

variable "create" { default = true }
variable "enabled" { default = true }
variable "aliases" { default = null }
variable "comment" { default = null }
variable "origin" { default = {} }
variable "tags" { default = {} }

resource "aws_cloudfront_distribution" "this" {
  count   = var.create ? 1 : 0
  enabled = var.enabled
  aliases = var.aliases
  comment = var.comment
  dynamic "origin" {
    for_each = var.origin == null ? {} : var.origin
    content {
      origin_id   = try(coalesce(origin.value.origin_id, origin.key), origin.key)
      domain_name = origin.value.domain_name
    }
  }
  tags = var.tags
}

output "cloudfront_distribution_id" { value = aws_cloudfront_distribution.this[0].id }
output "cloudfront_distribution_arn" { value = aws_cloudfront_distribution.this[0].arn }
output "cloudfront_distribution_domain_name" { value = aws_cloudfront_distribution.this[0].domain_name }
output "cloudfront_distribution_hosted_zone_id" { value = aws_cloudfront_distribution.this[0].hosted_zone_id }
