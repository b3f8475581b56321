# A stand-in for cloudposse/sns-topic/aws: https://github.com/cloudposse/terraform-aws-sns-topic
# Defaults: variables.tf of v1.2.0 (0.20.1 agrees in what stands here).

variable "subscribers" { default = {} }
variable "fifo_topic" { default = false }
variable "fifo_queue_enabled" { default = false }
variable "sqs_dlq_enabled" { default = false }
variable "redrive_policy" { default = null }

resource "aws_sns_topic" "this" {
  count      = module.this.enabled ? 1 : 0
  name       = var.fifo_topic ? "${module.this.id}.fifo" : module.this.id
  fifo_topic = var.fifo_topic
  tags       = module.this.tags
}

resource "aws_sns_topic_subscription" "this" {
  for_each       = { for key, subscriber in var.subscribers : key => subscriber if module.this.enabled }
  topic_arn      = aws_sns_topic.this[0].arn
  protocol       = each.value.protocol
  endpoint       = each.value.endpoint
  redrive_policy = var.sqs_dlq_enabled ? coalesce(var.redrive_policy, jsonencode({ deadLetterTargetArn = one(aws_sqs_queue.dead_letter_queue[*].arn) })) : null
}

resource "aws_sqs_queue" "dead_letter_queue" {
  count      = module.this.enabled && var.sqs_dlq_enabled ? 1 : 0
  name       = var.fifo_queue_enabled ? "${module.this.id}.fifo" : module.this.id
  fifo_queue = var.fifo_queue_enabled
  tags       = module.this.tags
}

output "sns_topic" { value = one(aws_sns_topic.this) }
output "sns_topic_name" { value = one(aws_sns_topic.this[*].name) }
output "sns_topic_id" { value = one(aws_sns_topic.this[*].id) }
output "sns_topic_arn" { value = one(aws_sns_topic.this[*].arn) }
output "dead_letter_queue_url" { value = one(aws_sqs_queue.dead_letter_queue[*].url) }
output "dead_letter_queue_id" { value = one(aws_sqs_queue.dead_letter_queue[*].id) }
output "dead_letter_queue_name" { value = one(aws_sqs_queue.dead_letter_queue[*].name) }
output "dead_letter_queue_arn" { value = one(aws_sqs_queue.dead_letter_queue[*].arn) }
