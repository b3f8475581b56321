# A stand-in for terraform-aws-modules/ecs/aws: https://github.com/terraform-aws-modules/terraform-aws-ecs
# Defaults: v4.1.3 (and before it, with `name`): the cluster alone.

variable "create" { default = true }
variable "cluster_name" { default = "" }
variable "name" { default = "" }

resource "aws_ecs_cluster" "this" {
  count = var.create ? 1 : 0
  name  = var.cluster_name == "" ? var.name : var.cluster_name
}

output "cluster_id" { value = try(aws_ecs_cluster.this[0].id, null) }
output "cluster_arn" { value = try(aws_ecs_cluster.this[0].arn, null) }
output "cluster_name" { value = try(aws_ecs_cluster.this[0].name, null) }
output "ecs_cluster_id" { value = try(aws_ecs_cluster.this[0].id, null) }
output "ecs_cluster_arn" { value = try(aws_ecs_cluster.this[0].arn, null) }
output "ecs_cluster_name" { value = try(aws_ecs_cluster.this[0].name, null) }
