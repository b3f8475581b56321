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

output "queue_id" { value = aws_sqs_queue.this[0].id }
output "queue_arn" { value = aws_sqs_queue.this[0].arn }
output "queue_url" { value = aws_sqs_queue.this[0].url }
output "queue_name" { value = aws_sqs_queue.this[0].name }
output "this_sqs_queue_arn" { value = aws_sqs_queue.this[0].arn }
output "this_sqs_queue_id" { value = aws_sqs_queue.this[0].id }
output "sqs_queue_arn" { value = aws_sqs_queue.this[0].arn }
output "sqs_queue_id" { value = aws_sqs_queue.this[0].id }
output "sqs_queue_name" { value = aws_sqs_queue.this[0].name }
