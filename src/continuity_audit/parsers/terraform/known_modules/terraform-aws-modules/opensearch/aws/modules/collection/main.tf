# A stand-in for terraform-aws-modules/opensearch/aws//modules/collection: https://github.com/terraform-aws-modules/terraform-aws-opensearch
# Defaults: modules/collection/variables.tf of v2.10.0.

variable "create" { default = true }
variable "name" { default = "" }
variable "type" { default = null }
variable "standby_replicas" { default = null }
variable "tags" { default = {} }
variable "region" { default = null }

resource "aws_opensearchserverless_collection" "this" {
  count            = var.create ? 1 : 0
  region           = var.region
  name             = var.name
  type             = var.type
  standby_replicas = var.standby_replicas
  tags             = var.tags
}

output "arn" { value = try(aws_opensearchserverless_collection.this[0].arn, null) }
output "id" { value = try(aws_opensearchserverless_collection.this[0].id, null) }
