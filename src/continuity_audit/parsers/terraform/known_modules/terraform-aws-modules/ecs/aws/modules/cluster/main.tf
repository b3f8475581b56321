# A stand-in for terraform-aws-modules/ecs/aws//modules/cluster: https://github.com/terraform-aws-modules/terraform-aws-ecs
# Defaults: modules/cluster/variables.tf of v7.5.0 (v6.12.0 agrees).

# An ECS cluster is only a name: its services and their capacity are the components.
variable "create" { default = true }
variable "name" { default = "" }
variable "tags" { default = {} }
variable "region" { default = null }

resource "aws_ecs_cluster" "this" {
  count  = var.create ? 1 : 0
  region = var.region
  name   = var.name
  tags   = var.tags
}

output "id" { value = try(aws_ecs_cluster.this[0].id, null) }
output "arn" { value = try(aws_ecs_cluster.this[0].arn, null) }
output "name" { value = try(aws_ecs_cluster.this[0].name, null) }
