# A stand-in for terraform-aws-modules/memory-db/aws: https://github.com/terraform-aws-modules/terraform-aws-memory-db
# Defaults: variables.tf of v3.0.0 (v1.1.2 agrees in what stands here).

variable "create" { default = true }
variable "name" { default = "" }
variable "use_name_prefix" { default = false }
variable "region" { default = null }
variable "node_type" { default = null }
variable "num_shards" { default = null }
variable "num_replicas_per_shard" { default = null }
variable "snapshot_retention_limit" { default = null }
variable "multi_region_cluster_name" { default = null }
variable "create_subnet_group" { default = true }
variable "subnet_group_name" { default = null }
variable "subnet_ids" { default = [] }
variable "tags" { default = {} }

resource "aws_memorydb_subnet_group" "this" {
  count      = var.create && var.create_subnet_group ? 1 : 0
  name       = var.subnet_group_name == null ? var.name : var.subnet_group_name
  subnet_ids = var.subnet_ids
}

resource "aws_memorydb_cluster" "this" {
  count                     = var.create ? 1 : 0
  name                      = var.use_name_prefix ? null : var.name
  region                    = var.region
  node_type                 = var.node_type
  num_shards                = var.num_shards
  num_replicas_per_shard    = var.num_replicas_per_shard
  snapshot_retention_limit  = var.snapshot_retention_limit
  multi_region_cluster_name = var.multi_region_cluster_name
  subnet_group_name         = var.create && var.create_subnet_group ? aws_memorydb_subnet_group.this[0].id : var.subnet_group_name
  tags                      = var.tags
}

output "cluster_id" { value = try(aws_memorydb_cluster.this[0].id, null) }
output "cluster_arn" { value = try(aws_memorydb_cluster.this[0].arn, null) }
output "cluster_endpoint_address" { value = try(aws_memorydb_cluster.this[0].cluster_endpoint[0].address, null) }
