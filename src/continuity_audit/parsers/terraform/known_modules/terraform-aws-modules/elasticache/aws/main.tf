# A stand-in for terraform-aws-modules/elasticache/aws: https://github.com/terraform-aws-modules/terraform-aws-elasticache
# Defaults: variables.tf of v1.10.3.

variable "create" { default = true }
variable "create_cluster" { default = false }
variable "create_replication_group" { default = true }
variable "create_primary_global_replication_group" { default = false }
variable "create_secondary_global_replication_group" { default = false }
variable "cluster_id" { default = "" }
variable "replication_group_id" { default = null }
variable "global_replication_group_id" { default = null }
variable "global_replication_group_id_suffix" { default = null }
variable "engine" { default = "redis" }
variable "engine_version" { default = null }
variable "node_type" { default = null }
variable "num_cache_nodes" { default = 1 }
variable "az_mode" { default = null }
variable "availability_zone" { default = null }
variable "preferred_availability_zones" { default = [] }
variable "automatic_failover_enabled" { default = null }
variable "multi_az_enabled" { default = false }
variable "num_cache_clusters" { default = null }
variable "num_node_groups" { default = null }
variable "replicas_per_node_group" { default = null }
variable "preferred_cache_cluster_azs" { default = [] }
variable "cluster_mode" { default = null }
variable "cluster_mode_enabled" { default = false }
variable "snapshot_retention_limit" { default = null }
variable "create_subnet_group" { default = true }
variable "subnet_group_name" { default = null }
variable "subnet_ids" { default = [] }
variable "tags" { default = {} }

locals {
  global       = var.create_primary_global_replication_group || var.create_secondary_global_replication_group
  subnet_group = var.create && var.create_subnet_group ? aws_elasticache_subnet_group.this[0].name : var.subnet_group_name
}

resource "aws_elasticache_subnet_group" "this" {
  count      = var.create && var.create_subnet_group ? 1 : 0
  name       = try(coalesce(var.subnet_group_name, var.cluster_id, var.replication_group_id), "")
  subnet_ids = var.subnet_ids
}

resource "aws_elasticache_cluster" "this" {
  count                        = var.create && var.create_cluster ? 1 : 0
  cluster_id                   = var.cluster_id
  replication_group_id         = var.create_replication_group ? aws_elasticache_replication_group.this[0].id : var.replication_group_id
  engine                       = var.replication_group_id == null ? var.engine : null
  engine_version               = var.engine_version
  node_type                    = var.node_type
  num_cache_nodes              = var.replication_group_id == null ? var.num_cache_nodes : null
  az_mode                      = var.replication_group_id == null ? var.az_mode : null
  availability_zone            = var.availability_zone
  preferred_availability_zones = var.preferred_availability_zones
  snapshot_retention_limit     = var.replication_group_id == null ? var.snapshot_retention_limit : null
  subnet_group_name            = var.replication_group_id == null ? local.subnet_group : null
  tags                         = var.tags
}

resource "aws_elasticache_replication_group" "this" {
  count                       = var.create && var.create_replication_group && !local.global ? 1 : 0
  replication_group_id        = var.replication_group_id
  global_replication_group_id = var.global_replication_group_id
  engine                      = var.engine
  engine_version              = var.engine_version
  node_type                   = var.node_type
  automatic_failover_enabled  = var.multi_az_enabled || var.cluster_mode_enabled ? true : var.automatic_failover_enabled
  multi_az_enabled            = var.multi_az_enabled
  num_cache_clusters          = var.cluster_mode_enabled ? null : var.num_cache_clusters
  num_node_groups             = var.cluster_mode_enabled ? var.num_node_groups : null
  replicas_per_node_group     = var.replicas_per_node_group
  preferred_cache_cluster_azs = var.preferred_cache_cluster_azs
  cluster_mode                = var.cluster_mode
  snapshot_retention_limit    = var.snapshot_retention_limit
  subnet_group_name           = local.subnet_group
  tags                        = var.tags
}

resource "aws_elasticache_global_replication_group" "this" {
  count                              = var.create && var.create_replication_group && var.create_primary_global_replication_group ? 1 : 0
  global_replication_group_id_suffix = var.global_replication_group_id_suffix
  primary_replication_group_id       = aws_elasticache_replication_group.global[0].id
}

resource "aws_elasticache_replication_group" "global" {
  count                       = var.create && var.create_replication_group && local.global ? 1 : 0
  replication_group_id        = var.replication_group_id
  global_replication_group_id = var.create_secondary_global_replication_group ? var.global_replication_group_id : null
  engine                      = var.create_secondary_global_replication_group ? null : var.engine
  node_type                   = var.node_type
  automatic_failover_enabled  = var.multi_az_enabled || var.cluster_mode_enabled ? true : var.automatic_failover_enabled
  multi_az_enabled            = var.multi_az_enabled
  num_cache_clusters          = var.cluster_mode_enabled ? null : var.num_cache_clusters
  num_node_groups             = var.cluster_mode_enabled && !var.create_secondary_global_replication_group ? var.num_node_groups : null
  replicas_per_node_group     = var.replicas_per_node_group
  preferred_cache_cluster_azs = var.preferred_cache_cluster_azs
  snapshot_retention_limit    = var.snapshot_retention_limit
  subnet_group_name           = local.subnet_group
  tags                        = var.tags
}

output "cluster_arn" { value = try(aws_elasticache_cluster.this[0].arn, null) }
output "cluster_address" { value = try(aws_elasticache_cluster.this[0].cluster_address, null) }
output "replication_group_id" { value = try(local.global ? aws_elasticache_replication_group.global[0].id : aws_elasticache_replication_group.this[0].id, null) }
output "replication_group_arn" { value = try(local.global ? aws_elasticache_replication_group.global[0].arn : aws_elasticache_replication_group.this[0].arn, null) }
output "replication_group_primary_endpoint_address" { value = try(local.global ? aws_elasticache_replication_group.global[0].primary_endpoint_address : aws_elasticache_replication_group.this[0].primary_endpoint_address, null) }
output "global_replication_group_id" { value = try(aws_elasticache_global_replication_group.this[0].global_replication_group_id, null) }
output "subnet_group_name" { value = local.subnet_group }
