# A stand-in for terraform-aws-modules/ecs/aws: https://github.com/terraform-aws-modules/terraform-aws-ecs
# Defaults: v4.1.3 (and before it, with `name`): the cluster alone.

variable "create" { default = true }
variable "cluster_name" { default = "" }
variable "name" { default = "" }

resource "aws_ecs_cluster" "this" {
  count = var.create ? 1 : 0
  name  = var.cluster_name == "" ? var.name : var.cluster_name
}

output "cluster_id" { value = aws_ecs_cluster.this[0].id }
output "cluster_arn" { value = aws_ecs_cluster.this[0].arn }
output "cluster_name" { value = aws_ecs_cluster.this[0].name }
output "ecs_cluster_id" { value = aws_ecs_cluster.this[0].id }
output "ecs_cluster_arn" { value = aws_ecs_cluster.this[0].arn }
output "ecs_cluster_name" { value = aws_ecs_cluster.this[0].name }
