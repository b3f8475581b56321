# A stand-in for terraform-aws-modules/sqs/aws: https://github.com/terraform-aws-modules/terraform-aws-sqs
# Defaults: variables.tf of v5.2.1 (v4.3.1 agrees).

variable "create" { default = true }
variable "name" { default = null }
variable "use_name_prefix" { default = false }
variable "region" { default = null }
variable "fifo_queue" { default = false }
variable "message_retention_seconds" { default = null }
variable "create_dlq" { default = false }
variable "dlq_name" { default = null }
variable "dlq_message_retention_seconds" { default = null }
variable "redrive_policy" { default = {} }
variable "tags" { default = {} }

resource "aws_sqs_queue" "this" {
  count                     = var.create ? 1 : 0
  name                      = var.use_name_prefix ? null : (var.name == null ? null : (var.fifo_queue ? "${trimsuffix(var.name, ".fifo")}.fifo" : var.name))
  region                    = var.region
  fifo_queue                = var.fifo_queue ? true : null
  message_retention_seconds = var.message_retention_seconds
  tags                      = var.tags
}

resource "aws_sqs_queue" "dlq" {
  count                     = var.create && var.create_dlq ? 1 : 0
  name                      = var.use_name_prefix ? null : (var.dlq_name == null ? (var.name == null ? null : "${trimsuffix(var.name, ".fifo")}-dlq") : var.dlq_name)
  region                    = var.region
  fifo_queue                = var.fifo_queue ? true : null
  message_retention_seconds = var.dlq_message_retention_seconds == null ? var.message_retention_seconds : var.dlq_message_retention_seconds
  tags                      = var.tags
}

resource "aws_sqs_queue_redrive_policy" "this" {
  count          = var.create && !var.create_dlq && length(var.redrive_policy) > 0 ? 1 : 0
  queue_url      = aws_sqs_queue.this[0].url
  redrive_policy = jsonencode(var.redrive_policy)
}

resource "aws_sqs_queue_redrive_policy" "dlq" {
  count          = var.create && var.create_dlq ? 1 : 0
  queue_url      = aws_sqs_queue.this[0].url
  redrive_policy = jsonencode(merge({ deadLetterTargetArn = aws_sqs_queue.dlq[0].arn, maxReceiveCount = 5 }, var.redrive_policy))
}

output "queue_id" { value = try(aws_sqs_queue.this[0].id, null) }
output "queue_arn" { value = try(aws_sqs_queue.this[0].arn, null) }
output "queue_url" { value = try(aws_sqs_queue.this[0].url, null) }
output "queue_name" { value = try(aws_sqs_queue.this[0].name, null) }
output "dead_letter_queue_id" { value = try(aws_sqs_queue.dlq[0].id, null) }
output "dead_letter_queue_arn" { value = try(aws_sqs_queue.dlq[0].arn, null) }
output "dead_letter_queue_url" { value = try(aws_sqs_queue.dlq[0].url, null) }
output "dead_letter_queue_name" { value = try(aws_sqs_queue.dlq[0].name, null) }
