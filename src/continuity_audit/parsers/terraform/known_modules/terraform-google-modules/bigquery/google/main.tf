# A stand-in for terraform-google-modules/bigquery/google: https://github.com/terraform-google-modules/terraform-google-bigquery
# Defaults: variables.tf of v10.2.1 (v4.0.0 agrees in what stands here).

variable "project_id" { default = null }
variable "dataset_id" {}
variable "dataset_name" { default = null }
variable "location" { default = "US" }
variable "max_time_travel_hours" { default = null }
variable "dataset_labels" { default = {} }

resource "google_bigquery_dataset" "main" {
  project               = var.project_id
  dataset_id            = var.dataset_id
  friendly_name         = var.dataset_name
  location              = var.location
  max_time_travel_hours = var.max_time_travel_hours
  labels                = var.dataset_labels
}

output "bigquery_dataset" { value = google_bigquery_dataset.main }
