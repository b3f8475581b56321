# A stand-in for terraform-google-modules/pubsub/google: https://github.com/terraform-google-modules/terraform-google-pubsub
# Defaults: variables.tf of v8.6.0 (v1.0.0 and v5.0.0 agree in what stands here).

variable "project_id" { default = null }
variable "topic" {}
variable "create_topic" { default = true }
variable "create_subscriptions" { default = true }
variable "topic_labels" { default = {} }
variable "message_storage_policy" {
  default  = {}
  nullable = false
}
variable "push_subscriptions" {
  default  = []
  nullable = false
}
variable "pull_subscriptions" {
  default  = []
  nullable = false
}
variable "bigquery_subscriptions" {
  default  = []
  nullable = false
}
variable "cloud_storage_subscriptions" {
  default  = []
  nullable = false
}

locals {
  topic = var.create_topic ? google_pubsub_topic.topic[0].name : var.topic
}

resource "google_pubsub_topic" "topic" {
  count   = var.create_topic ? 1 : 0
  project = var.project_id
  name    = var.topic
  labels  = var.topic_labels
  dynamic "message_storage_policy" {
    for_each = length(var.message_storage_policy) > 0 ? [var.message_storage_policy] : []
    content {
      allowed_persistence_regions = try(message_storage_policy.value.allowed_persistence_regions, null)
    }
  }
}

resource "google_pubsub_subscription" "push_subscriptions" {
  for_each = var.create_subscriptions ? { for s in var.push_subscriptions : s.name => s } : {}
  project  = var.project_id
  name     = each.key
  topic    = local.topic
}

resource "google_pubsub_subscription" "pull_subscriptions" {
  for_each = var.create_subscriptions ? { for s in var.pull_subscriptions : s.name => s } : {}
  project  = var.project_id
  name     = each.key
  topic    = local.topic
}

resource "google_pubsub_subscription" "bigquery_subscriptions" {
  for_each = var.create_subscriptions ? { for s in var.bigquery_subscriptions : s.name => s } : {}
  project  = var.project_id
  name     = each.key
  topic    = local.topic
}

resource "google_pubsub_subscription" "cloud_storage_subscriptions" {
  for_each = var.create_subscriptions ? { for s in var.cloud_storage_subscriptions : s.name => s } : {}
  project  = var.project_id
  name     = each.key
  topic    = local.topic
}

output "topic" { value = local.topic }
output "id" { value = try(google_pubsub_topic.topic[0].id, null) }
output "uri" { value = try(google_pubsub_topic.topic[0].id, null) }
