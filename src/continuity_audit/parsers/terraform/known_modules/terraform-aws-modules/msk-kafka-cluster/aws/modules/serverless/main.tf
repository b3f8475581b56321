# A stand-in for terraform-aws-modules/msk-kafka-cluster/aws//modules/serverless: https://github.com/terraform-aws-modules/terraform-aws-msk-kafka-cluster
# Defaults: modules/serverless/variables.tf of v3.3.0.

variable "create" { default = true }
variable "name" { default = null }
variable "subnet_ids" { default = [] }
variable "tags" { default = {} }
variable "region" { default = null }

resource "aws_msk_serverless_cluster" "this" {
  count        = var.create ? 1 : 0
  region       = var.region
  cluster_name = var.name
  vpc_config {
    subnet_ids = var.subnet_ids
  }
  tags = var.tags
}

output "serverless_arn" { value = try(aws_msk_serverless_cluster.this[0].arn, null) }
