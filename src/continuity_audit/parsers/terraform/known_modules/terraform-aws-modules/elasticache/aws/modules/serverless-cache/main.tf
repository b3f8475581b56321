# A stand-in for terraform-aws-modules/elasticache/aws//modules/serverless-cache: https://github.com/terraform-aws-modules/terraform-aws-elasticache
# Defaults: modules/serverless-cache/variables.tf of v1.10.3.

variable "create" { default = true }
variable "cache_name" { default = null }
variable "engine" { default = "redis" }
variable "snapshot_retention_limit" { default = null }
variable "subnet_ids" { default = [] }
variable "tags" { default = {} }

resource "aws_elasticache_serverless_cache" "this" {
  count                    = var.create ? 1 : 0
  name                     = var.cache_name
  engine                   = var.engine
  snapshot_retention_limit = var.snapshot_retention_limit
  subnet_ids               = var.subnet_ids
  tags                     = var.tags
}

output "serverless_cache_arn" { value = try(aws_elasticache_serverless_cache.this[0].arn, null) }
