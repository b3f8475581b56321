# A stand-in for terraform-aws-modules/rds-aurora/aws//modules/dsql: https://github.com/terraform-aws-modules/terraform-aws-rds-aurora
# Defaults: modules/dsql/variables.tf of v10.2.0.

variable "create" { default = true }
variable "region" { default = null }
variable "name" { default = "" }
variable "create_cluster_peering" { default = false }
variable "clusters" { default = null }
variable "witness_region" { default = null }
variable "tags" { default = {} }

resource "aws_dsql_cluster" "this" {
  count  = var.create ? 1 : 0
  region = var.region
  dynamic "multi_region_properties" {
    for_each = var.witness_region == null ? [] : [true]
    content {
      witness_region = var.witness_region
    }
  }
  tags = merge(var.tags, { for key, name in { Name = var.name } : key => name if name != "" })
}

resource "aws_dsql_cluster_peering" "this" {
  count          = var.create && var.create_cluster_peering ? 1 : 0
  region         = var.region
  identifier     = aws_dsql_cluster.this[0].identifier
  clusters       = var.clusters
  witness_region = var.witness_region
}

output "arn" { value = try(aws_dsql_cluster.this[0].arn, null) }
output "identifier" { value = try(aws_dsql_cluster.this[0].identifier, null) }
output "vpc_endpoint_service_name" { value = try(aws_dsql_cluster.this[0].vpc_endpoint_service_name, null) }
