# A stand-in for terraform-google-modules/scheduled-function/google: https://github.com/terraform-google-modules/terraform-google-scheduled-function
# Defaults: variables.tf of v8.0.0.

variable "project_id" { default = null }
variable "region" {}
variable "function_name" {}
variable "bucket_name" { default = "" }
variable "create_bucket" { default = true }
variable "topic_name" { default = "test-topic" }
variable "topic_labels" { default = {} }
variable "function_environment_variables" { default = {} }
variable "function_labels" { default = {} }

module "pubsub_topic" {
  source       = "terraform-google-modules/pubsub/google"
  project_id   = var.project_id
  topic        = var.topic_name
  topic_labels = var.topic_labels
}

module "main" {
  source                = "terraform-google-modules/event-function/google"
  project_id            = var.project_id
  name                  = var.function_name
  region                = var.region
  bucket_name           = var.bucket_name
  create_bucket         = var.create_bucket
  environment_variables = var.function_environment_variables
  labels                = var.function_labels
  event_trigger = {
    event_type = "google.pubsub.topic.publish"
    resource   = module.pubsub_topic.topic
  }
}

output "name" { value = var.function_name }
output "pubsub_topic_name" { value = module.pubsub_topic.topic }
