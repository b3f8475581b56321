# A stand-in for terraform-aws-modules/redshift/aws: https://github.com/terraform-aws-modules/terraform-aws-redshift
# Defaults: variables.tf of v5.4.0 (v4.0.3 and v6.2.0 agree): the copy of snapshots is a block of the cluster.

variable "create" { default = true }
variable "cluster_identifier" { default = "" }
variable "node_type" { default = "" }
variable "number_of_nodes" { default = 1 }
variable "multi_az" { default = null }
variable "availability_zone_relocation_enabled" { default = null }
variable "automated_snapshot_retention_period" { default = null }
variable "snapshot_copy" { default = {} }
variable "create_subnet_group" { default = true }
variable "subnet_group_name" { default = null }
variable "subnet_ids" { default = [] }
variable "tags" { default = {} }

resource "aws_redshift_subnet_group" "this" {
  count      = var.create && var.create_subnet_group ? 1 : 0
  name       = var.subnet_group_name == null ? var.cluster_identifier : var.subnet_group_name
  subnet_ids = var.subnet_ids
}

resource "aws_redshift_cluster" "this" {
  count                                = var.create ? 1 : 0
  cluster_identifier                   = var.cluster_identifier
  node_type                            = var.node_type
  number_of_nodes                      = var.number_of_nodes
  multi_az                             = var.multi_az
  availability_zone_relocation_enabled = var.availability_zone_relocation_enabled
  automated_snapshot_retention_period  = var.automated_snapshot_retention_period
  cluster_subnet_group_name            = var.create_subnet_group ? aws_redshift_subnet_group.this[0].name : var.subnet_group_name
  dynamic "snapshot_copy" {
    for_each = length(var.snapshot_copy) > 0 ? [var.snapshot_copy] : []
    content {
      destination_region = snapshot_copy.value.destination_region
    }
  }
  tags = var.tags
}

output "cluster_id" { value = try(aws_redshift_cluster.this[0].id, null) }
output "cluster_arn" { value = try(aws_redshift_cluster.this[0].arn, null) }
output "cluster_identifier" { value = try(aws_redshift_cluster.this[0].cluster_identifier, null) }
output "cluster_endpoint" { value = try(aws_redshift_cluster.this[0].endpoint, null) }
