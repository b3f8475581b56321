# A stand-in for terraform-google-modules/log-export/google//modules/bigquery: https://github.com/terraform-google-modules/terraform-google-log-export
# Defaults: modules/bigquery/variables.tf of v11.1.0 (v5.0.0, v7.3.0 and v10.0.0 agree in what stands here).

variable "project_id" { default = null }
variable "dataset_name" {}
variable "location" { default = "US" }
variable "labels" { default = {} }

resource "google_bigquery_dataset" "dataset" {
  project    = var.project_id
  dataset_id = var.dataset_name
  location   = var.location
  labels     = var.labels
}

output "project" { value = google_bigquery_dataset.dataset.project }
output "resource_name" { value = google_bigquery_dataset.dataset.dataset_id }
output "resource_id" { value = google_bigquery_dataset.dataset.id }
output "self_link" { value = google_bigquery_dataset.dataset.self_link }
output "destination_uri" { value = google_bigquery_dataset.dataset.id }
