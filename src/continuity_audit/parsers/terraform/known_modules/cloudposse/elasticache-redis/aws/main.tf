# A stand-in for cloudposse/elasticache-redis/aws: https://github.com/cloudposse/terraform-aws-elasticache-redis
# Defaults: variables.tf of v2.1.0 (0.40.0 and 0.52.0 agree); a cluster of one node without failover.

variable "subnets" { default = [] }
variable "elasticache_subnet_group_name" { default = "" }
variable "replication_group_id" { default = "" }
variable "cluster_size" { default = 1 }
variable "availability_zones" { default = [] }
variable "automatic_failover_enabled" { default = false }
variable "multi_az_enabled" { default = false }
variable "cluster_mode_enabled" { default = false }
variable "cluster_mode_num_node_groups" { default = 0 }
variable "cluster_mode_replicas_per_node_group" { default = 0 }
variable "snapshot_retention_limit" { default = 0 }
variable "global_replication_group_id" { default = null }
variable "engine" { default = "redis" }
variable "serverless_enabled" { default = false }
variable "context" { default = {} }
variable "enabled" { default = null }
variable "namespace" { default = null }
variable "tenant" { default = null }
variable "environment" { default = null }
variable "stage" { default = null }
variable "name" { default = null }
variable "delimiter" { default = null }
variable "attributes" { default = [] }
variable "tags" { default = {} }
variable "additional_tag_map" { default = {} }
variable "label_order" { default = null }
variable "regex_replace_chars" { default = null }
variable "id_length_limit" { default = null }
variable "label_key_case" { default = null }
variable "label_value_case" { default = null }
variable "labels_as_tags" { default = ["default"] }

module "this" {
  source              = "cloudposse/label/null"
  context             = var.context
  enabled             = var.enabled
  namespace           = var.namespace
  tenant              = var.tenant
  environment         = var.environment
  stage               = var.stage
  name                = var.name
  delimiter           = var.delimiter
  attributes          = var.attributes
  tags                = var.tags
  additional_tag_map  = var.additional_tag_map
  label_order         = var.label_order
  regex_replace_chars = var.regex_replace_chars
  id_length_limit     = var.id_length_limit
  label_key_case      = var.label_key_case
  label_value_case    = var.label_value_case
  labels_as_tags      = var.labels_as_tags
}

locals {
  identifier = var.replication_group_id == "" ? module.this.id : var.replication_group_id
  own_group  = module.this.enabled && var.elasticache_subnet_group_name == "" && length(var.subnets) > 0
}

resource "aws_elasticache_subnet_group" "default" {
  count      = local.own_group ? 1 : 0
  name       = module.this.id
  subnet_ids = var.subnets
}

resource "aws_elasticache_replication_group" "default" {
  count                       = module.this.enabled && !var.serverless_enabled ? 1 : 0
  replication_group_id        = local.identifier
  num_cache_clusters          = var.cluster_mode_enabled ? null : var.cluster_size
  preferred_cache_cluster_azs = length(var.availability_zones) == 0 ? null : [for n in range(0, var.cluster_size) : element(var.availability_zones, n)]
  automatic_failover_enabled  = var.cluster_mode_enabled ? true : var.automatic_failover_enabled
  multi_az_enabled            = var.multi_az_enabled
  subnet_group_name           = local.own_group ? aws_elasticache_subnet_group.default[0].name : var.elasticache_subnet_group_name
  snapshot_retention_limit    = var.snapshot_retention_limit
  global_replication_group_id = var.global_replication_group_id
  num_node_groups             = var.cluster_mode_enabled && var.global_replication_group_id == null ? var.cluster_mode_num_node_groups : null
  replicas_per_node_group     = var.cluster_mode_enabled ? var.cluster_mode_replicas_per_node_group : null
  tags                        = module.this.tags
}

resource "aws_elasticache_serverless_cache" "default" {
  count                    = module.this.enabled && var.serverless_enabled ? 1 : 0
  name                     = local.identifier
  engine                   = var.engine
  subnet_ids               = var.subnets
  snapshot_retention_limit = var.snapshot_retention_limit
  tags                     = module.this.tags
}

locals {
  endpoint = try(aws_elasticache_serverless_cache.default[0].endpoint[0].address, aws_elasticache_replication_group.default[0].primary_endpoint_address, null)
}

output "id" { value = try(aws_elasticache_replication_group.default[0].id, null) }
output "arn" { value = try(aws_elasticache_replication_group.default[0].arn, aws_elasticache_serverless_cache.default[0].arn, null) }
output "endpoint" { value = local.endpoint }
output "reader_endpoint_address" { value = try(aws_elasticache_replication_group.default[0].reader_endpoint_address, local.endpoint) }
output "host" { value = local.endpoint }
