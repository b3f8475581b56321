# A stand-in for terraform-aws-modules/eks/aws//modules/karpenter: https://github.com/terraform-aws-modules/terraform-aws-eks
# Defaults: modules/karpenter/variables.tf of v21.19.0 (v20.37.2 agrees): with a queue for interruptions of spot instances.

variable "create" { default = true }
variable "enable_spot_termination" { default = true }
variable "cluster_name" { default = "" }
variable "queue_name" { default = null }
variable "region" { default = null }

resource "aws_sqs_queue" "this" {
  count                     = var.create && var.enable_spot_termination ? 1 : 0
  region                    = var.region
  name                      = coalesce(var.queue_name, "Karpenter-${var.cluster_name}")
  message_retention_seconds = 300
}

output "queue_name" { value = try(aws_sqs_queue.this[0].name, null) }
output "queue_arn" { value = try(aws_sqs_queue.this[0].arn, null) }
