# A stand-in for GoogleCloudPlatform/cloud-functions/google: https://github.com/GoogleCloudPlatform/terraform-google-cloud-functions
# Defaults: variables.tf of v0.9.0 (v0.1.0 to v0.8.0 agree in what stands here, with `function_location` as the place).

variable "project_id" { default = null }
variable "function_name" {}
variable "location" { default = null }
variable "function_location" { default = null }
variable "event_trigger" { default = null }
variable "service_config" { default = {} }
variable "labels" { default = null }

resource "google_cloudfunctions2_function" "function" {
  project        = var.project_id
  name           = var.function_name
  location       = var.location == null ? var.function_location : var.location
  labels         = var.labels
  event_trigger  = var.event_trigger
  service_config = var.service_config
}

output "function_uri" { value = google_cloudfunctions2_function.function.url }
output "function_name" { value = var.function_name }
