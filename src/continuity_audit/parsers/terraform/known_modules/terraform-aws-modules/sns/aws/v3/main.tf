# A stand-in for terraform-aws-modules/sns/aws: https://github.com/terraform-aws-modules/terraform-aws-sns
# Defaults: variables.tf of v3.3.0: `create_sns_topic` is the switch.

variable "create_sns_topic" { default = true }
variable "name" { default = null }
variable "region" { default = null }
variable "fifo_topic" { default = false }
variable "create_subscription" { default = true }
variable "subscriptions" { default = {} }
variable "tags" { default = {} }

resource "aws_sns_topic" "this" {
  count      = var.create_sns_topic ? 1 : 0
  name       = var.name
  region     = var.region
  fifo_topic = var.fifo_topic ? true : null
  tags       = var.tags
}

resource "aws_sns_topic_subscription" "this" {
  for_each  = { for key, subscription in var.subscriptions : key => subscription if var.create_sns_topic && var.create_subscription }
  topic_arn = aws_sns_topic.this[0].arn
  protocol  = each.value.protocol
  endpoint  = each.value.endpoint
}

output "topic_arn" { value = try(aws_sns_topic.this[0].arn, null) }
output "topic_id" { value = try(aws_sns_topic.this[0].id, null) }
output "topic_name" { value = try(aws_sns_topic.this[0].name, null) }
output "sns_topic_arn" { value = try(aws_sns_topic.this[0].arn, null) }
output "sns_topic_name" { value = try(aws_sns_topic.this[0].name, null) }
