# A stand-in for terraform-google-modules/log-export/google//modules/bq-log-alerting: https://github.com/terraform-google-modules/terraform-google-log-export
# Defaults: modules/bq-log-alerting/main.tf and variables.tf of v11.1.0.

variable "logging_project" {}
variable "bigquery_location" { default = "US" }
variable "function_region" {}

resource "google_bigquery_dataset" "views_dataset" {
  project    = var.logging_project
  dataset_id = "views"
  location   = var.bigquery_location
}

module "bq-log-alerting" {
  source        = "terraform-google-modules/scheduled-function/google"
  project_id    = var.logging_project
  job_name      = "bq-alerts-event-trigger"
  function_name = "generate-alerts"
  topic_name    = "bq-alerts-function-trigger"
  region        = var.function_region
}
