# A stand-in for terraform-google-modules/log-export/google//modules/pubsub: https://github.com/terraform-google-modules/terraform-google-log-export
# Defaults: modules/pubsub/variables.tf of v11.1.0 (v5.0.0, v7.3.0 and v10.0.0 agree in what stands here).

variable "project_id" { default = null }
variable "topic_name" {}
variable "topic_labels" { default = {} }
variable "create_subscriber" { default = false }
variable "create_push_subscriber" { default = false }
variable "push_endpoint" { default = "" }

resource "google_pubsub_topic" "topic" {
  project = var.project_id
  name    = var.topic_name
  labels  = var.topic_labels
}

resource "google_pubsub_subscription" "pubsub_subscription" {
  count   = var.create_subscriber ? 1 : 0
  project = var.project_id
  name    = "${google_pubsub_topic.topic.name}-subscription"
  topic   = google_pubsub_topic.topic.name
}

resource "google_pubsub_subscription" "pubsub_push_subscription" {
  count   = var.create_push_subscriber ? 1 : 0
  project = var.project_id
  name    = "${google_pubsub_topic.topic.name}-push-subscription"
  topic   = google_pubsub_topic.topic.name
  push_config {
    push_endpoint = var.push_endpoint
  }
}

output "project" { value = google_pubsub_topic.topic.project }
output "resource_name" { value = google_pubsub_topic.topic.name }
output "resource_id" { value = google_pubsub_topic.topic.id }
output "destination_uri" { value = google_pubsub_topic.topic.id }
output "pubsub_subscription" { value = try(google_pubsub_subscription.pubsub_subscription[0].id, null) }
output "pubsub_push_subscription" { value = try(google_pubsub_subscription.pubsub_push_subscription[0].id, null) }
