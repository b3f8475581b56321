# A stand-in for terraform-aws-modules/sqs/aws: https://github.com/terraform-aws-modules/terraform-aws-sqs
# Defaults: variables.tf of v2.1.0 and v3.5.0: one queue, without a dead letter queue of its own.

variable "create" { default = true }
variable "name" { default = null }
variable "fifo_queue" { default = false }
variable "message_retention_seconds" { default = 345600 }
variable "redrive_policy" { default = "" }
variable "tags" { default = {} }

resource "aws_sqs_queue" "this" {
  count                     = var.create ? 1 : 0
  name                      = var.name
  fifo_queue                = var.fifo_queue
  message_retention_seconds = var.message_retention_seconds
  redrive_policy            = var.redrive_policy
  tags                      = var.tags
}

output "queue_id" { value = try(aws_sqs_queue.this[0].id, null) }
output "queue_arn" { value = try(aws_sqs_queue.this[0].arn, null) }
output "queue_url" { value = try(aws_sqs_queue.this[0].url, null) }
output "queue_name" { value = try(aws_sqs_queue.this[0].name, null) }
output "this_sqs_queue_arn" { value = try(aws_sqs_queue.this[0].arn, null) }
output "this_sqs_queue_id" { value = try(aws_sqs_queue.this[0].id, null) }
output "sqs_queue_arn" { value = try(aws_sqs_queue.this[0].arn, null) }
output "sqs_queue_id" { value = try(aws_sqs_queue.this[0].id, null) }
output "sqs_queue_name" { value = try(aws_sqs_queue.this[0].name, null) }
