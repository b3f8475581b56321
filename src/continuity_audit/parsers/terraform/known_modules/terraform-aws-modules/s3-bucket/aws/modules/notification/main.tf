# A stand-in for terraform-aws-modules/s3-bucket/aws//modules/notification: https://github.com/terraform-aws-modules/terraform-aws-s3-bucket
# Defaults: modules/notification/variables.tf of v5.15.4 (v3.15.2 and v4.11.0 agree in what stands here).

variable "create" { default = true }
variable "region" { default = null }
variable "bucket" { default = "" }
variable "bucket_arn" { default = null }
variable "eventbridge" { default = null }
variable "lambda_notifications" { default = {} }
variable "sqs_notifications" { default = {} }
variable "sns_notifications" { default = {} }

resource "aws_s3_bucket_notification" "this" {
  count       = var.create ? 1 : 0
  region      = var.region
  bucket      = var.bucket != "" ? var.bucket : var.bucket_arn
  eventbridge = var.eventbridge
  dynamic "lambda_function" {
    for_each = var.lambda_notifications
    content {
      lambda_function_arn = lambda_function.value.function_arn
      events              = lambda_function.value.events
    }
  }
  dynamic "queue" {
    for_each = var.sqs_notifications
    content {
      queue_arn = queue.value.queue_arn
      events    = queue.value.events
    }
  }
  dynamic "topic" {
    for_each = var.sns_notifications
    content {
      topic_arn = topic.value.topic_arn
      events    = topic.value.events
    }
  }
}
