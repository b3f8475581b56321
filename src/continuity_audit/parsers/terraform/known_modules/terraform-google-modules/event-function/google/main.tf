# A stand-in for terraform-google-modules/event-function/google: https://github.com/terraform-google-modules/terraform-google-event-function
# Defaults: variables.tf of v6.0.0 (v1.0.0 agrees in what stands here).

variable "project_id" { default = null }
variable "name" {}
variable "region" {}
variable "bucket_name" { default = "" }
variable "create_bucket" { default = true }
variable "environment_variables" { default = {} }
variable "event_trigger" { default = {} }
variable "labels" { default = {} }
variable "max_instances" { default = 0 }
variable "vpc_connector" { default = null }
variable "bucket_labels" { default = {} }

resource "google_storage_bucket" "main" {
  count    = var.create_bucket ? 1 : 0
  project  = var.project_id
  name     = coalesce(var.bucket_name, var.name)
  location = var.region
  labels   = var.bucket_labels
}

resource "google_storage_bucket_object" "main" {
  name   = "${var.name}.zip"
  bucket = var.create_bucket ? google_storage_bucket.main[0].name : var.bucket_name
}

resource "google_cloudfunctions_function" "main" {
  project               = var.project_id
  name                  = var.name
  region                = var.region
  labels                = var.labels
  environment_variables = var.environment_variables
  event_trigger         = var.event_trigger
  max_instances         = var.max_instances
  vpc_connector         = var.vpc_connector
  source_archive_bucket = var.create_bucket ? google_storage_bucket.main[0].name : var.bucket_name
  source_archive_object = google_storage_bucket_object.main.name
}

output "name" { value = google_cloudfunctions_function.main.name }
output "https_trigger_url" { value = google_cloudfunctions_function.main.https_trigger_url }
