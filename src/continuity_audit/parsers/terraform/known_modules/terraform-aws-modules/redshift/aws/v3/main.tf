# A stand-in for terraform-aws-modules/redshift/aws: https://github.com/terraform-aws-modules/terraform-aws-redshift
# Defaults: variables.tf of v3.4.1: three nodes, and no automated snapshots.

variable "cluster_identifier" {}
variable "cluster_node_type" {}
variable "cluster_number_of_nodes" { default = 3 }
variable "automated_snapshot_retention_period" { default = 0 }
variable "snapshot_copy_destination_region" { default = null }
variable "redshift_subnet_group_name" { default = "" }
variable "subnets" { default = [] }
variable "tags" { default = {} }

resource "aws_redshift_subnet_group" "this" {
  count      = var.redshift_subnet_group_name == "" ? 1 : 0
  name       = var.cluster_identifier
  subnet_ids = var.subnets
}

resource "aws_redshift_cluster" "this" {
  cluster_identifier                  = var.cluster_identifier
  node_type                           = var.cluster_node_type
  number_of_nodes                     = var.cluster_number_of_nodes
  automated_snapshot_retention_period = var.automated_snapshot_retention_period
  cluster_subnet_group_name           = var.redshift_subnet_group_name == "" ? aws_redshift_subnet_group.this[0].id : var.redshift_subnet_group_name
  dynamic "snapshot_copy" {
    for_each = var.snapshot_copy_destination_region == null ? [] : [true]
    content {
      destination_region = var.snapshot_copy_destination_region
    }
  }
  tags = var.tags
}

output "redshift_cluster_id" { value = aws_redshift_cluster.this.id }
output "redshift_cluster_arn" { value = aws_redshift_cluster.this.arn }
output "redshift_cluster_endpoint" { value = aws_redshift_cluster.this.endpoint }
