# A stand-in for terraform-aws-modules/opensearch/aws: https://github.com/terraform-aws-modules/terraform-aws-opensearch
# Defaults: variables.tf and main.tf of v2.10.0 (v1.7.0 agrees): three data nodes and three masters, aware of zones.

variable "create" { default = true }
variable "domain_name" { default = "" }
variable "region" { default = null }
variable "engine_version" { default = null }
variable "cluster_config" { default = { dedicated_master_enabled = true } }
variable "vpc_options" { default = {} }
variable "tags" { default = {} }

resource "aws_opensearch_domain" "this" {
  count          = var.create ? 1 : 0
  domain_name    = var.domain_name
  region         = var.region
  engine_version = var.engine_version
  dynamic "cluster_config" {
    for_each = length(var.cluster_config) > 0 ? [var.cluster_config] : []
    content {
      instance_count                = try(cluster_config.value.instance_count, 3)
      instance_type                 = try(cluster_config.value.instance_type, "r6g.large.search")
      dedicated_master_enabled      = try(cluster_config.value.dedicated_master_enabled, true)
      dedicated_master_count        = try(cluster_config.value.dedicated_master_count, 3)
      multi_az_with_standby_enabled = try(cluster_config.value.multi_az_with_standby_enabled, null)
      zone_awareness_enabled        = try(cluster_config.value.zone_awareness_enabled, true)
      dynamic "zone_awareness_config" {
        for_each = try(cluster_config.value.zone_awareness_enabled, true) ? try([cluster_config.value.zone_awareness_config], []) : []
        content {
          availability_zone_count = try(zone_awareness_config.value.availability_zone_count, null)
        }
      }
    }
  }
  dynamic "vpc_options" {
    for_each = length(var.vpc_options) > 0 ? [var.vpc_options] : []
    content {
      subnet_ids = try(vpc_options.value.subnet_ids, null)
    }
  }
  tags = var.tags
}

output "domain_arn" { value = try(aws_opensearch_domain.this[0].arn, null) }
output "domain_id" { value = try(aws_opensearch_domain.this[0].domain_id, null) }
output "domain_endpoint" { value = try(aws_opensearch_domain.this[0].endpoint, null) }
